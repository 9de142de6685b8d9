// SPDX-License-Identifier: Apache-2.0
// Piecewise linear interpolation, as numpy/_core/src/multiarray/compiled_base.c computes it.

/// The values at `x` of the function that runs straight between the points (`xp`, `fp`), `xp` ascending; float64 or complex128.
///
/// `left` and `right` are the values beyond the points, those of the first and the last one without them. With a `period` both
/// are left out, and `xp`, in any order, is taken modulo the period. Throws NumPy's errors.
public func interp(
  _ x: NDArray, _ xp: NDArray, _ fp: NDArray, left: Scalar? = nil, right: Scalar? = nil,
  period: Double? = nil
) throws(ArrayError) -> NDArray {
  let dtype: DType = fp.dtype.isComplex ? .complex128 : .float64
  guard let period else {
    return try interpolated(x, xp, fp, left, right, dtype)
  }
  if period == 0 { throw ArrayError(.value, "period must be a non-zero value") }
  let length = period.magnitude
  let (places, points) = (x.asType(.float64), xp.asType(.float64))
  guard points.ndim == 1, fp.ndim == 1 else {
    throw ArrayError(.value, "Data points must be 1-D sequences")
  }
  guard points.size == fp.size else {
    throw ArrayError(.value, "fp and xp are not of the same length")
  }
  let inside = try Ufunc.remainder.record(points, length.scalar)
  let order = try inside.argSorted(axis: 0)
  let (sorted, values) = (
    try inside.took(order, axis: 0), try fp.asType(dtype).took(order, axis: 0)
  )
  // One point more at each end, from the neighbouring periods.
  let wrapped = try NDArray.joined(
    [
      Ufunc.subtract.record(sorted.along(0, Slice(-1, nil)), length.scalar), sorted,
      Ufunc.add.record(sorted.along(0, Slice(0, 1)), length.scalar),
    ], axis: 0)
  let repeated = try NDArray.joined(
    [values.along(0, Slice(-1, nil)), values, values.along(0, Slice(0, 1))], axis: 0)
  return try interpolated(
    Ufunc.remainder.record(places, length.scalar), wrapped, repeated, nil, nil, dtype)
}

private func interpolated(
  _ x: NDArray, _ xp: NDArray, _ fp: NDArray, _ left: Scalar?, _ right: Scalar?, _ dtype: DType
) throws(ArrayError) -> NDArray {
  func line(_ a: NDArray, _ dtype: DType) throws(ArrayError) -> NDArray {
    guard a.ndim == 1 else {
      throw ArrayError(
        .value,
        a.ndim == 0
          ? "object of too small depth for desired array" : "object too deep for desired array")
    }
    return try a.asType(dtype, casting: .safe)
  }
  let values = try line(fp, dtype)
  let points = try line(xp, .float64)
  let places = try x.asType(.float64, casting: .safe)
  guard points.size > 0 else { throw ArrayError(.value, "array of sample points is empty") }
  guard points.size == values.size else {
    throw ArrayError(.value, "fp and xp are not of the same length.")
  }
  if dtype == .float64 {
    for edge in [left, right] {
      if case .complex? = edge?.number {
        throw ArrayError(.type, "must be real number, not complex")
      }
    }
    return lookUp(places, points, values, left?.parts.0, right?.parts.0)
  }
  return lookUp(
    places, points, values, left.map { Complex128($0.parts.0, $0.parts.1) },
    right.map { Complex128($0.parts.0, $0.parts.1) })
}

/// What is interpolated.
private protocol Interpolated: ArrayElement {
  /// The value at `x` on the line from (x0, `start`) to (x1, `end`).
  static func between(_ x: Double, _ x0: Double, _ x1: Double, _ start: Self, _ end: Self) -> Self
  static var unknown: (Double) -> Self { get }
}

extension Double: Interpolated {
  fileprivate static var unknown: (Double) -> Double { { $0 } }

  fileprivate static func between(
    _ x: Double, _ x0: Double, _ x1: Double, _ start: Double, _ end: Double
  ) -> Double {
    onLine(x, x0, x1, start, end, slope: (end - start) / (x1 - x0))
  }

  /// From the left point; from the right one if that gives NaN, and if both do, what the points agree on.
  fileprivate static func onLine(
    _ x: Double, _ x0: Double, _ x1: Double, _ start: Double, _ end: Double, slope: Double
  ) -> Double {
    var value = slope * (x - x0) + start
    if value.isNaN {
      value = slope * (x - x1) + end
      if value.isNaN && start == end { value = start }
    }
    return value
  }
}

extension Complex128: Interpolated {
  fileprivate static var unknown: (Double) -> Complex128 { { Complex128($0, 0) } }

  fileprivate static func between(
    _ x: Double, _ x0: Double, _ x1: Double, _ start: Complex128, _ end: Complex128
  ) -> Complex128 {
    let inverse = 1 / (x1 - x0)
    return Complex128(
      Double.onLine(x, x0, x1, start.re, end.re, slope: (end.re - start.re) * inverse),
      Double.onLine(x, x0, x1, start.im, end.im, slope: (end.im - start.im) * inverse))
  }
}

private func lookUp<Value: Interpolated>(
  _ x: NDArray, _ xp: NDArray, _ fp: NDArray, _ left: Value?, _ right: Value?
) -> NDArray {
  NDArray(dtype: Value.dtype, shape: x.shape) { bytes in
    let results = bytes.bindMemory(to: Value.self)
    x.withUnsafeBuffer(of: Double.self) { x in
      xp.withUnsafeBuffer(of: Double.self) { xp in
        fp.withUnsafeBuffer(of: Value.self) { fp in
          let (low, high) = (left ?? fp[0], right ?? fp[fp.count - 1])
          var guess = 0
          for index in 0..<x.count {
            let x = x[index]
            if xp.count == 1 {
              results[index] = x < xp[0] ? low : x > xp[0] ? high : fp[0]
              continue
            }
            if x.isNaN {
              results[index] = Value.unknown(x)
            } else if x > xp[xp.count - 1] {
              results[index] = high
            } else if x < xp[0] {
              results[index] = low
            } else {
              let place = lastPoint(notAbove: x, xp, guess)
              guess = place
              results[index] =
                place == xp.count - 1 || xp[place] == x
                ? fp[place] : Value.between(x, xp[place], xp[place + 1], fp[place], fp[place + 1])
            }
          }
        }
      }
    }
  }
}

/// The last point that is not above `x`, which lies between the first and the last; `guess` is tried first.
private func lastPoint(notAbove x: Double, _ points: UnsafeBufferPointer<Double>, _ guess: Int)
  -> Int
{
  if guess + 1 < points.count, points[guess] <= x, x < points[guess + 1] { return guess }
  var (low, high) = (0, points.count)
  while low < high {
    let middle = low + (high - low) / 2
    if x >= points[middle] { low = middle + 1 } else { high = middle }
  }
  return low - 1
}
