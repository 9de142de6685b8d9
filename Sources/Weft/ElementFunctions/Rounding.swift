// SPDX-License-Identifier: Apache-2.0
// Rounding to decimals and towards zero; what is real, complex, infinite.

/// The elements rounded to `decimals` places after the point, before it if negative; halves go to the even digit.
///
/// As NumPy: scaled by a power of ten, rounded, scaled back; integers stay as they are unless `decimals` is negative.
public func round(_ x: NDArray, decimals: Int = 0) throws(ArrayError) -> NDArray {
  if x.dtype.isComplex {
    // Both parts as one array of floats.
    let line = try x.inCOrder().reshaping([x.size]).viewed(as: x.dtype.realPart)
    return try round(line, decimals: decimals).viewed(as: x.dtype).reshaping(x.shape)
  }
  if x.dtype.isInteger && decimals >= 0 { return x.copy() }
  if decimals == 0 { return try Ufunc.rint.record(x) }
  let (first, second): (Ufunc, Ufunc) =
    decimals > 0 ? (.multiply, .divide) : (.divide, .multiply)
  if x.dtype == .bool {
    throw ArrayError(
      .type,
      "Cannot cast ufunc '\(first.name)' output from dtype('float64') to dtype('bool') with casting rule "
        + "'same_kind'")
  }
  let factor = power(of: decimals.magnitude).scalar
  let scaled = try first.record(x, factor)
  return try second.record(Ufunc.rint.record(scaled), factor).asType(x.dtype)
}

/// As `round`.
public func around(_ x: NDArray, decimals: Int = 0) throws(ArrayError) -> NDArray {
  try round(x, decimals: decimals)
}

/// A power of ten, exact up to 22.
private func power(of exponent: UInt) -> Double {
  Double("1e\(exponent)") ?? .infinity
}

/// The elements without their fractions.
public func fix(_ x: NDArray) throws(ArrayError) -> NDArray { try Ufunc.trunc.record(x) }

/// True for positive infinities.
public func isPosInf(_ x: NDArray) throws(ArrayError) -> NDArray {
  let isNegative = try signs(x)
  return try Ufunc.logicalAnd.record(Ufunc.isInf.record(x), Ufunc.logicalNot.record(isNegative))
}

/// True for negative infinities.
public func isNegInf(_ x: NDArray) throws(ArrayError) -> NDArray {
  try Ufunc.logicalAnd.record(Ufunc.isInf.record(x), signs(x))
}

private func signs(_ x: NDArray) throws(ArrayError) -> NDArray {
  if x.dtype.isComplex {
    throw ArrayError(
      .type,
      "This operation is not supported for \(x.dtype) values because it would be ambiguous.")
  }
  return try Ufunc.signbit.record(x)
}

/// True where the imaginary part is not zero.
public func isComplex(_ x: NDArray) throws(ArrayError) -> NDArray {
  x.dtype.isComplex ? try Ufunc.notEqual.record(x.imag, 0.scalar) : .zeros(x.shape, .bool)
}

/// True where the imaginary part is zero.
public func isReal(_ x: NDArray) throws(ArrayError) -> NDArray {
  x.dtype.isComplex ? try Ufunc.equal.record(x.imag, 0.scalar) : .ones(x.shape, .bool)
}

/// The real parts of a complex array if all imaginary parts are small: below `tolerance` times the machine epsilon, or below a
/// `tolerance` that is at most 1.
public func realIfClose(_ x: NDArray, tolerance: Double = 100) throws(ArrayError) -> NDArray {
  guard x.dtype.isComplex else { return x }
  let epsilon = x.dtype == .complex64 ? Double(Float.ulpOfOne) : Double.ulpOfOne
  let limit = tolerance > 1 ? epsilon * tolerance : tolerance
  let isSmall = try Ufunc.less.record(Ufunc.absolute.record(x.imag), limit.scalar)
  let isReal: Bool = isSmall.all().scalar()
  return isReal ? x.real : x
}
