// SPDX-License-Identifier: Apache-2.0
// C functions whose arguments are looked at before each call: arrays for pointers.

extension CFunction {
  /// The function with its arguments checked, as a function of Swift that takes arrays for pointers.
  ///
  /// A parameter of a module's array type, such as Weft's `CArray` and `CMutableArray`, takes an array, or a variable with one by `&`. It is
  /// checked, and stays alive until the function returns.
  ///
  ///     let dscal: CFunction<(Int32, Double, CMutableArray<Double>, Int32), Void> =
  ///       try CLibrary("libopenblas.so.0").function("cblas_dscal")
  ///     let scale = dscal.checked()
  ///     var x = NDArray([1.0, 2, 3])
  ///     try scale(3, 2, &x, 1)                              // x is [2, 4, 6]
  ///
  /// - Returns: A function that throws `FFIError.argumentArray` for an array that does not fit; C is then not called.
  public func checked<each A: CRepresentable>()
    -> (repeat (each A).Argument) throws(FFIError) -> Result
  where Arguments == (repeat each A) {
    let function = checkedWithErrno()
    return { (arguments: repeat (each A).Argument) throws(FFIError) in
      try function(repeat each arguments).result
    }
  }

  /// As above; the function calls with errno 0 and returns errno after it beside the result.
  public func checkedWithErrno<each A: CRepresentable>()
    -> (repeat (each A).Argument) throws(FFIError) -> (result: Result, errno: Int32)
  where Arguments == (repeat each A) {
    { (arguments: repeat (each A).Argument) throws(FFIError) in
      var call = CheckedCall()
      let values = (repeat try call.value((each A).self, each arguments))
      return withExtendedLifetime(call) {
        withUnsafeTemporaryAllocation(of: Result.self, capacity: 1) { result in
          let errno = withUnsafePointer(to: values) { values in
            stub.call(function: address, buffer: values, result: result.baseAddress!, errno: 0)
          }
          return (result[0], errno)
        }
      }
    }
  }
}

/// One call whose arguments are being looked at.
public struct CheckedCall {
  /// The position of the argument in turn, from 0.
  public private(set) var index = -1
  /// What arguments point to.
  private var kept: [AnyObject] = []

  fileprivate init() {}

  /// Keeps `object` alive until the function has returned.
  public mutating func keep(_ object: AnyObject) { kept.append(object) }

  /// The value of the next argument.
  fileprivate mutating func value<T: CRepresentable>(_ type: T.Type, _ argument: T.Argument)
    throws(FFIError)
    -> T
  {
    index += 1
    return try T.value(of: argument, in: &self)
  }
}
