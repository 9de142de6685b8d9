// SPDX-License-Identifier: Apache-2.0
// Single numbers put into arrays: what Python's int() and float() refuse is refused here too.

extension Scalar {
  /// The number as an assignment into elements of `target` takes it; throws Python's errors for what has no conversion.
  ///
  /// NumPy converts weak numbers with `int` and `float`, and so it does strong ones that go into signed integers at a basic
  /// index (`isBasic`); all others are cast, as arrays are.
  func stored(in target: DType, isBasic: Bool) throws(ArrayError) -> Scalar {
    guard target != .bool, isWeak || isBasic && target.kind == .signed else { return self }
    if case .complex = number, isWeak, !target.isComplex {
      throw ArrayError(
        .type,
        target.isInteger
          ? "int() argument must be a string, a bytes-like object or a real number, not 'complex'"
          : "float() argument must be a string or a real number, not 'complex'")
    }
    guard target.isInteger else { return self }
    let integer = Scalar(weak: try wholePart())
    _ = try integer.bits(as: target)
    return integer
  }

  /// As Python's `int`.
  private func wholePart() throws(ArrayError) -> Whole {
    if case .integer(let value) = number { return value }
    let value = parts.0
    if value.isNaN { throw ArrayError(.value, "cannot convert float NaN to integer") }
    if value.isInfinite {
      throw ArrayError(.overflow, "cannot convert float infinity to integer")
    }
    let size = value.magnitude.rounded(.down)
    guard size < 0x1p64 else { throw Self.tooLarge }
    return Whole(magnitude: UInt64(size), isNegative: value < 0)
  }
}
