// SPDX-License-Identifier: Apache-2.0
// Arrays as parameters of C functions.

import ForeignFunctions

/// A parameter `const T *` of a C function that takes an array: see `CFunction.checked`.
///
///     let dnrm2: CFunction<(Int32, CArray<Double>, Int32), Double> =
///       try CLibrary("libopenblas.so.0").function("cblas_dnrm2")
///     let norm = dnrm2.checked()
///     try norm(2, NDArray([3.0, 4]), 1)                   // 5
///
/// The array must have the dtype of `Element` and lie in C order. It is computed first and lives until the function returns; C must not
/// write to it.
public struct CArray<Element: ArrayElement>: CPointer {
  /// The first element.
  public let address: UnsafePointer<Element>

  public static func value(of argument: NDArray, in call: inout CheckedCall) throws(FFIError)
    -> CArray
  {
    try checkArgument(argument, Element.self, call.index)
    let node = argument.node
    call.keep(node)
    let start = UnsafeRawPointer(Engine.address(of: node)) + argument.layout.offset
    return CArray(address: start.assumingMemoryBound(to: Element.self))
  }
}

/// A parameter `T *` of a C function that takes a variable with an array, by `&`: see `CFunction.checked`.
///
/// The array must have the dtype of `Element` and lie in C order. It has memory of its own when C writes: other variables do not change, nor
/// what was written with the array before.
public struct CMutableArray<Element: ArrayElement>: CPointer {
  /// The first element.
  public let address: UnsafeMutablePointer<Element>

  public static func value(
    of argument: UnsafeMutablePointer<NDArray>, in call: inout CheckedCall
  ) throws(FFIError) -> CMutableArray {
    try checkArgument(argument.pointee, Element.self, call.index)
    let buffer = Engine.prepareToWrite(&argument.pointee)
    call.keep(buffer)
    let start = buffer.address + argument.pointee.layout.offset
    return CMutableArray(address: start.assumingMemoryBound(to: Element.self))
  }
}

private func checkArgument<T: ArrayElement>(_ array: NDArray, _ type: T.Type, _ index: Int)
  throws(FFIError)
{
  do {
    try ArrayRequirements(T.dtype).check(array)
  } catch {
    throw .argumentArray(index: index, error.message)
  }
}
