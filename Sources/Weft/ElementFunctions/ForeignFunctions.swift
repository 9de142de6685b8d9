// SPDX-License-Identifier: Apache-2.0
// C functions as elementwise operations, which take part in fusion like any other.

import ForeignFunctions

/// An elementwise operation made of a scalar C function; make one with `NDArray.elementwise`.
///
///     let libm = try CLibrary("libm.so.6")
///     let gamma = try NDArray.elementwise(libm.function("tgamma") as CFunction<(Double), Double>)
///     let y = try gamma(x + 1) * 2                 // one loop, which calls tgamma for every element
///
/// Like any operation it is recorded first and computed later, once for each element that is needed, in any order and on several threads at
/// once: the function must depend on nothing but its arguments. Floating-point flags that it raises are not reported.
public struct ElementwiseFunction: Sendable {
  /// The dtype of the arguments and of the result.
  public let dtype: DType
  private let ufunc: Ufunc
  private let address: UInt64
  /// What errors call it.
  package var name: String { ufunc.name }
  /// How many arguments the function takes, one or two.
  public var argumentCount: Int { ufunc == .foreign1 ? 1 : 2 }

  /// ORDER: DType.
  ///
  /// The dtypes of C's types.
  private static let dtypes: [CType: DType] = [
    .int8: .int8, .uint8: .uint8, .int16: .int16, .uint16: .uint16, .int32: .int32,
    .uint32: .uint32, .int64: .int64, .uint64: .uint64, .float: .float32, .double: .float64,
  ]

  fileprivate init(_ address: UnsafeRawPointer, _ signature: CSignature, _ library: CLibrary?)
    throws(FFIError)
  {
    guard let dtype = Self.dtypes[signature.result], signature.fixedCount == nil,
      signature.arguments.count == 1 || signature.arguments.count == 2,
      signature.arguments.allSatisfy({ $0 == signature.result })
    else { throw .notElementwise(signature) }
    self.dtype = dtype
    ufunc = signature.arguments.count == 1 ? .foreign1 : .foreign2
    self.address = UInt64(UInt(bitPattern: address))
    // Recorded operations know the address alone, so the library stays for ever.
    if let library { _ = Unmanaged.passRetained(library) }
  }

  /// The function of each element, or of each pair of elements of operands that broadcast together.
  ///
  /// - Throws: NumPy's errors: operands that do not cast safely to `dtype`, shapes that do not broadcast, integers out of bounds.
  public func callAsFunction(_ operands: ArrayOperand...) throws(ArrayError) -> NDArray {
    try call(operands)
  }

  /// The function of each element.
  public func callAsFunction(_ x: NDArray) throws(ArrayError) -> NDArray {
    try call([.array(x)])
  }

  /// The function of each pair of elements.
  public func callAsFunction(_ x: NDArray, _ y: NDArray) throws(ArrayError) -> NDArray {
    try call([.array(x), .array(y)])
  }

  /// As above, for operands in an array.
  public func call(_ operands: [ArrayOperand]) throws(ArrayError) -> NDArray {
    guard operands.count == argumentCount else {
      throw ArrayError(
        .type, "the function takes \(argumentCount) arguments (\(operands.count) given)")
    }
    let shape = try ufunc.broadcastShape(operands)
    var layouts: [Layout] = []
    var inputs = [Operand(scalar: (address, 0), .uint64)]
    for operand in operands {
      switch operand {
      case .array(let array):
        guard DType.canCast(array.dtype, to: dtype) else {
          throw ElementLoop.unsupported(ufunc.name)
        }
        let layout = array.layout.broadcast(to: shape, itemSize: array.dtype.itemSize)
        layouts.append(layout)
        inputs.append(Operand(array, layout))
      case .scalar(let scalar):
        let fits =
          scalar.isWeak
          ? scalar.promoted(with: dtype) == dtype : DType.canCast(scalar.dtype, to: dtype)
        guard fits else { throw ElementLoop.unsupported(ufunc.name) }
        inputs.append(Operand(scalar: try scalar.bits(as: dtype), dtype))
      }
    }
    let layout = Layout.result(shape: shape, itemSize: dtype.itemSize, operands: layouts)
    return Engine.map(ufunc, inputs, loop: dtype, dtype: dtype, layout: layout)
  }
}

extension NDArray {
  /// An elementwise operation that calls `function` for every element.
  ///
  /// - Parameter function: Of one or two arguments, all of one integer or float type, which is also the result's.
  /// - Throws: `FFIError.notElementwise` for other functions.
  public static func elementwise<Arguments, Result>(
    _ function: CFunction<Arguments, Result>
  ) throws(FFIError) -> ElementwiseFunction {
    try ElementwiseFunction(function.address, function.signature, function.library)
  }

  /// As above, of a function of whose types the program learns when it runs.
  public static func elementwise(
    _ address: UnsafeRawPointer, _ signature: CSignature, in library: CLibrary? = nil
  ) throws(FFIError) -> ElementwiseFunction {
    try ElementwiseFunction(address, signature, library)
  }
}
