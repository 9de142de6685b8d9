// SPDX-License-Identifier: Apache-2.0
// C functions as elementwise operations, which take part in fusion like any other.

import ForeignFunctions

/// An elementwise operation made of a scalar C function; make one with `NDArray.elementwise`.
///
///     let libm = try CLibrary("libm.so.6")
///     let gamma = try NDArray.elementwise(libm.function("tgamma") as CFunction<(Double), Double>)
///     let y = try gamma(x + 1) * 2                 // one loop, which calls tgamma for every element
///
/// Operands are converted to the dtypes of the function's arguments where NumPy's rule `same_kind` allows it: integers to floats, and to
/// narrower ones of their kind, but not floats to integers.
///
/// Like any operation it is recorded first and computed later, once for each element that is needed, in any order and on several threads at
/// once: the function must depend on nothing but its arguments. Floating-point flags that it raises are not reported.
public struct ElementwiseFunction: Sendable {
  /// The dtypes of the arguments.
  public let arguments: [DType]
  /// The dtype of the result.
  public let dtype: DType
  private let address: UInt64
  /// What errors call it.
  package var name: String { Ufunc.foreign.name }
  /// How many arguments the function takes.
  public var argumentCount: Int { arguments.count }

  /// ORDER: DType.
  ///
  /// The dtypes of C's types.
  private static let dtypes: [CType: DType] = [
    .bool: .bool, .int8: .int8, .uint8: .uint8, .int16: .int16, .uint16: .uint16, .int32: .int32,
    .uint32: .uint32, .int64: .int64, .uint64: .uint64, .float: .float32, .double: .float64,
  ]

  fileprivate init(_ address: UnsafeRawPointer, _ signature: CSignature, _ library: CLibrary?)
    throws(FFIError)
  {
    let count = signature.arguments.count
    arguments = signature.arguments.compactMap { Self.dtypes[$0] }
    guard let dtype = Self.dtypes[signature.result], signature.fixedCount == nil,
      count > 0, arguments.count == count, CallStrips.canCall(arguments, returns: dtype)
    else { throw .notElementwise(signature) }
    self.dtype = dtype
    self.address = UInt64(UInt(bitPattern: address))
    // Recorded operations know the address alone, so the library stays for ever.
    if let library { _ = Unmanaged.passRetained(library) }
  }

  /// The function of the elements of operands that broadcast together.
  ///
  /// - Throws: NumPy's errors: operands of another kind than the arguments, shapes that do not broadcast, integers out of bounds.
  public func callAsFunction(_ operands: ArrayOperand...) throws(ArrayError) -> NDArray {
    try call(operands)
  }

  /// As above, for arrays alone.
  public func callAsFunction(_ operands: NDArray...) throws(ArrayError) -> NDArray {
    try call(operands.map { .array($0) })
  }

  /// As above, for operands in an array.
  public func call(_ operands: [ArrayOperand]) throws(ArrayError) -> NDArray {
    guard operands.count == argumentCount else {
      throw ArrayError(
        .type, "the function takes \(argumentCount) arguments (\(operands.count) given)")
    }
    let shape = try Ufunc.foreign.broadcastShape(operands)
    var layouts: [Layout] = []
    var inputs = [Operand(scalar: (address, 0), .uint64)]
    for (index, operand) in operands.enumerated() {
      let argument = arguments[index]
      switch operand {
      case .array(let array):
        try checkCast(
          array.dtype, index, DType.canCast(array.dtype, to: argument, casting: .sameKind))
        let converted = array.asType(argument)
        let layout = converted.layout.broadcast(to: shape, itemSize: argument.itemSize)
        layouts.append(layout)
        inputs.append(Operand(converted, layout))
      case .scalar(let scalar):
        let fits =
          scalar.isWeak
          ? scalar.promoted(with: argument) == argument
          : DType.canCast(scalar.dtype, to: argument, casting: .sameKind)
        try checkCast(scalar.dtype, index, fits)
        inputs.append(Operand(scalar: try scalar.bits(as: argument), argument))
      }
    }
    let layout = Layout.result(shape: shape, itemSize: dtype.itemSize, operands: layouts)
    return Engine.map(.foreign, inputs, loop: dtype, dtype: dtype, layout: layout)
  }

  /// Throws NumPy's error unless operand `index` of `dtype` fits its argument.
  private func checkCast(_ dtype: DType, _ index: Int, _ fits: Bool) throws(ArrayError) {
    if fits { return }
    let number = argumentCount == 1 ? "" : " \(index)"
    throw ArrayError(
      .type,
      "Cannot cast ufunc '\(name)' input\(number) from dtype('\(dtype)') to dtype('\(arguments[index])') "
        + "with casting rule 'same_kind'")
  }
}

extension NDArray {
  /// An elementwise operation that calls `function` for every element.
  ///
  /// - Parameter function: Of at least one argument, and of no more than travel in registers: eight of float or double, six of integers
  ///   or `_Bool`. The result is a number or `_Bool` too.
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
