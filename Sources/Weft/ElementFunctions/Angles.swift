// SPDX-License-Identifier: Apache-2.0
// Degrees and radians, and angles without jumps.

/// Degrees as radians.
public func deg2rad(_ x: NDArray) throws(ArrayError) -> NDArray {
  try scaled("deg2rad", x, Double.pi / 180)
}

/// Degrees as radians.
public func radians(_ x: NDArray) throws(ArrayError) -> NDArray {
  try scaled("radians", x, Double.pi / 180)
}

/// Radians as degrees.
public func rad2deg(_ x: NDArray) throws(ArrayError) -> NDArray {
  try scaled("rad2deg", x, 180 / Double.pi)
}

/// Radians as degrees.
public func degrees(_ x: NDArray) throws(ArrayError) -> NDArray {
  try scaled("degrees", x, 180 / Double.pi)
}

/// The product with a factor, which float32 has as a float32, as float16 has it.
private func scaled(_ name: String, _ x: NDArray, _ factor: Double) throws(ArrayError) -> NDArray {
  let dtype = try ElementLoop.floating(name, .array(x))
  let loop: DType = dtype == .float64 ? .float64 : .float32
  // The quotient of the rounded numbers, as NumPy's float32 constants are.
  let single = factor < 1 ? Float(Double.pi) / 180 : 180 / Float(Double.pi)
  let number = loop == .float64 ? factor : Double(single)
  return try Ufunc.multiply.record(x.asType(dtype).asType(loop), Scalar(.float(number), loop))
    .asType(dtype)
}

/// Values along `axis` with multiples of `period` added, so that no step is larger than `discontinuity`, or half the period.
public func unwrap(
  _ x: NDArray, discontinuity: Double? = nil, axis: Int = -1, period: Scalar? = nil
) throws(ArrayError) -> NDArray {
  let axis = try normalized(axis: axis, ndim: x.ndim)
  let period = period ?? (2 * Double.pi).scalar
  let later = try x.part(axis, 1, nil)
  let steps =
    x.dtype == .bool
    ? try Ufunc.notEqual.record(later, x.part(axis, 0, -1))
    : try Ufunc.subtract.record(later, x.part(axis, 0, -1))
  let dtype = period.promoted(with: steps.dtype)
  let size = period.parts.0
  let limit = discontinuity ?? size / 2
  let half: Scalar
  var isAmbiguous = true
  if dtype.isInteger, case .integer = period.number {
    half = Int((size / 2).rounded(.down)).scalar
    isAmbiguous = size.truncatingRemainder(dividingBy: 2) == 0
  } else {
    half = (size / 2).scalar
  }
  let low = Scalar(half.negated, half.dtype, isWeak: half.isWeak)
  let shifted = try Ufunc.remainder.record(Ufunc.subtract.record(steps, low), period)
  var within = try Ufunc.add.record(shifted, low)
  if isAmbiguous {
    let isLow = try Ufunc.equal.record(within, low)
    let isUp = try Ufunc.greater.record(steps, 0.scalar)
    try within.copy(
      from: .scalar(half), where: try Ufunc.logicalAnd.record(isLow, isUp))
  }
  var correction = try Ufunc.subtract.record(within, steps)
  try correction.copy(
    from: 0, where: try Ufunc.less.record(Ufunc.absolute.record(steps), limit.scalar))
  let running = try correction.running(.sum, axis: axis, dtype: nil)
  return try NDArray.joined(
    [x.part(axis, 0, 1).asType(dtype), Ufunc.add.record(later, running).asType(dtype)], axis: axis)
}

extension Scalar {
  /// The negated value.
  fileprivate var negated: Number {
    switch number {
    case .integer(let value):
      .integer(Whole(magnitude: value.magnitude, isNegative: !value.isNegative))
    case .float(let value): .float(-value)
    case .complex(let re, let im): .complex(-re, -im)
    }
  }
}
