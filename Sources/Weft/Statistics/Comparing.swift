// SPDX-License-Identifier: Apache-2.0
// Whole arrays compared, NaN replaced, and sums of logarithms; after numpy/_core/numeric.py and numpy/lib/_type_check_impl.py.

/// True if both arrays have one shape and equal elements, whatever their dtypes; NaN equals NaN if `equalNaN` is true.
public func arrayEqual(_ a: NDArray, _ b: NDArray, equalNaN: Bool = false) -> Bool {
  guard a.shape == b.shape else { return false }
  let areEqual = a .== b
  return (equalNaN ? areEqual | (isNaN(a) & isNaN(b)) : areEqual).all().scalar()
}

/// True if the arrays broadcast together and are equal then.
public func arrayEquiv(_ a: NDArray, _ b: NDArray) -> Bool {
  guard Layout.broadcastShape(a.shape, b.shape) != nil else { return false }
  return (a .== b).all().scalar()
}

/// The elements of `x` with numbers instead of NaN and of infinities: `nan`, and `positiveInfinity` and `negativeInfinity`, the
/// largest and the smallest number of the dtype without them.
///
/// Integers stay as they are; both parts of complex numbers change.
public func nanToNum(
  _ x: NDArray, nan: Scalar = 0.0, positiveInfinity: Scalar? = nil, negativeInfinity: Scalar? = nil
) throws(ArrayError) -> NDArray {
  guard x.dtype.kind >= .float else { return x }
  let largest = x.dtype.realPart.largestNumber
  func replaced(_ part: NDArray) throws(ArrayError) -> NDArray {
    var result = part
    for (mask, number) in [
      (try Ufunc.isNaN.record(part), nan),
      (try Ufunc.equal.record(part, Double.infinity.scalar), positiveInfinity ?? largest.scalar),
      (
        try Ufunc.equal.record(part, (-Double.infinity).scalar),
        negativeInfinity ?? (-largest).scalar
      ),
    ] {
      result = try Ufunc.select.record([.array(mask), .scalar(number), .array(result)])
        .asType(part.dtype)
    }
    return result
  }
  if !x.dtype.isComplex { return try replaced(x) }
  return NDArray.complex(try replaced(x.real), try replaced(x.imag))
}

extension DType {
  /// The largest number of a float dtype.
  fileprivate var largestNumber: Double {
    switch self {
    case .float16: 65504
    case .float32: Double(Float.greatestFiniteMagnitude)
    default: Double.greatestFiniteMagnitude
    }
  }
}

/// The logarithm of the sum of exponentials: log(exp(x) + exp(y)), without their overflow.
public func logaddexp(_ x: NDArray, _ y: NDArray) throws(ArrayError) -> NDArray {
  try logarithmOfSum(x, y, "logaddexp", 0x1.62e42fefa39efp-1, .exp, .log1p, scale: nil)
}

/// The logarithm to base two of the sum of powers of two: log2(2^x + 2^y), without their overflow.
public func logaddexp2(_ x: NDArray, _ y: NDArray) throws(ArrayError) -> NDArray {
  // log2(1 + t) = log1p(t) · log2(e).
  try logarithmOfSum(x, y, "logaddexp2", 1, .exp2, .log1p, scale: 0x1.71547652b82fep+0)
}

/// The larger operand plus the logarithm of one plus the power of minus their distance; half precision computes in single.
private func logarithmOfSum(
  _ x: NDArray, _ y: NDArray, _ name: String, _ logarithmOfTwo: Double, _ power: Ufunc,
  _ logarithm: Ufunc, scale: Double?
) throws(ArrayError) -> NDArray {
  guard !x.dtype.isComplex, !y.dtype.isComplex else {
    throw ArrayError(
      .type,
      "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to any "
        + "supported types according to the casting rule ''safe''")
  }
  let dtype = try Ufunc.hypot.resolveLoop([.array(x), .array(y)])
  let loop: DType = dtype == .float16 ? .float32 : dtype
  let (a, b) = (x.asType(loop), y.asType(loop))
  return try quietly { () throws(ArrayError) in
    let difference = try Ufunc.subtract.record(a, b)
    let distance = Ufunc.absolute.apply(difference)
    var rest = logarithm.apply(power.apply(-distance))
    if let scale { rest = rest * scale }
    let sum = Ufunc.maximum.apply(a, b) + rest
    // Equal infinities have no distance.
    return Weft.`where`(a .== b, a + logarithmOfTwo, sum).asType(dtype)
  }
}
