// SPDX-License-Identifier: Apache-2.0
// Quantiles, percentiles and the median, after numpy/lib/_function_base_impl.py.

/// The quantiles `q`, between 0 and 1, of the elements along `axis`, of all without one.
///
/// The axes of `q`, at most two, come first in the result. A number `q` is weak: float32 elements have float32 quantiles. With
/// `weights`, of the shape of `a` or of its axes `axis`, elements count as often as they say; `method` must be
/// `.invertedCDF` then. Lines that hold a NaN have the quantile NaN. Throws NumPy's errors.
public func quantile(
  _ a: NDArray, _ q: NDArray, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, q, isWeak: false, isPercent: false, method, weights, axis)
    .result(axis, keepDims)
}

public func quantile(
  _ a: NDArray, _ q: Scalar, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, NDArray(q), isWeak: q.isWeak, isPercent: false, method, weights, axis)
    .result(axis, keepDims)
}

/// The percentiles `q`, between 0 and 100, of the elements along `axis`, of all without one; as `quantile` of q / 100.
public func percentile(
  _ a: NDArray, _ q: NDArray, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, q, isWeak: false, isPercent: true, method, weights, axis)
    .result(axis, keepDims)
}

public func percentile(
  _ a: NDArray, _ q: Scalar, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, NDArray(q), isWeak: q.isWeak, isPercent: true, method, weights, axis)
    .result(axis, keepDims)
}

/// The median of the elements along `axis`, of all without one: the middle one, or the mean of the middle two.
///
/// Lines that hold a NaN have the median NaN; of nothing it is NaN, with a warning.
public func median(_ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  var axes: [Int]?
  if let axis { axes = try axisTuple(axis, ndim: a.ndim) }
  let (line, along) = try a.gathering(axes)
  return try medianOfLines(line, along)
    .restoring(axes, ndim: a.ndim, keepDims: keepDims)
}

public func median(_ a: NDArray, axis: Int, keepDims: Bool = false) throws(ArrayError) -> NDArray {
  try median(a, axis: [axis], keepDims: keepDims)
}

func medianOfLines(_ a: NDArray, _ axis: Int) throws(ArrayError) -> NDArray {
  let count = a.shape[axis]
  let half = count / 2
  var places = count % 2 == 1 ? [half] : [half - 1, half]
  let mayHoldNaN = a.dtype.kind >= .float
  if mayHoldNaN { places.append(-1) }
  let part = try a.partitioned(places, axis: axis)
  let first = count % 2 == 1 ? half : half - 1
  let middle = try part.along(axis, Slice(max(first, 0), count == 0 ? 0 : half + 1))
  let result = try middle.average(axes: [axis], keepDims: false, dtype: nil)
  guard mayHoldNaN, a.size > 0 else { return result }
  let last = try part.along(axis, at: -1)
  let isNaN = try Ufunc.isNaN.record(last)
  guard isNaN.holdsTrue else { return result }
  return try Ufunc.select.record(isNaN, last, result)
}

extension NDArray {
  /// A 0-d array of a number, in the dtype it has alone.
  init(_ scalar: Scalar) throws(ArrayError) { self = try .filled([], scalar, scalar.dtype) }
}

/// Quantiles to be found of lines.
struct Quantile {
  let a: NDArray
  let q: NDArray
  let isWeak: Bool
  let method: QuantileMethod
  let weights: NDArray?

  /// Checks as NumPy does, in its order.
  init(
    _ a: NDArray, _ q: NDArray, isWeak: Bool, isPercent: Bool, _ method: QuantileMethod,
    _ weights: NDArray?, _ axis: [Int]?
  ) throws(ArrayError) {
    if a.dtype.isComplex { throw ArrayError(.type, "a must be an array of real numbers") }
    (self.a, self.isWeak, self.method) = (a, isWeak, method)
    self.q = isPercent ? try Ufunc.divide.record(q, 100.scalar) : q
    guard try Self.isValid(self.q) else {
      throw ArrayError(
        .value,
        isPercent
          ? "Percentiles must be in the range [0, 100]" : "Quantiles must be in the range [0, 1]")
    }
    guard let weights else {
      self.weights = nil
      return
    }
    guard method == .invertedCDF else {
      throw ArrayError(
        .value, "Only method 'inverted_cdf' supports weights. Got: \(method.rawValue).")
    }
    var axes: [Int]?
    if let axis { axes = try axisTuple(axis, ndim: a.ndim, name: "axis") }
    let fitted = try weightsFitted(weights, to: a, axes: axes)
    if try Ufunc.less.record(fitted, 0.scalar).holdsTrue {
      throw ArrayError(.value, "Weights must be non-negative.")
    }
    self.weights = fitted
  }

  init(_ a: NDArray, of other: Quantile, weights: NDArray?) {
    (self.a, q, isWeak, method) = (a, other.q, other.isWeak, other.method)
    self.weights = weights
  }

  private static func isValid(_ q: NDArray) throws(ArrayError) -> Bool {
    if q.dtype.isComplex { throw ArrayError(.type, "a must be an array of real numbers") }
    if q.size == 0 {
      if q.ndim == 1 { return true }
      _ = try q.extreme(.minimum, axes: nil, keepDims: false)
    }
    return q.array(of: Double.self).allSatisfy { $0 >= 0 && $0 <= 1 }
  }

  func result(_ axis: [Int]?, _ keepDims: Bool) throws(ArrayError) -> NDArray {
    var axes: [Int]?
    if let axis { axes = try axisTuple(axis, ndim: a.ndim) }
    let (lines, along) = try a.gathering(axes)
    guard q.ndim <= 2 else { throw ArrayError(.value, "q must be a scalar or 1d") }
    var masses: NDArray?
    if let weights {
      let stretched = weights.broadcast(to: a.shape)
      masses = try stretched.gathering(axes).array
    }
    return try Quantile(lines, of: self, weights: masses).ofLines(along)
      .restoring(axes, ndim: a.ndim, keepDims: keepDims)
  }

  /// The quantiles along one axis.
  func ofLines(_ axis: Int) throws(ArrayError) -> NDArray {
    if let weights { return try weighted(weights, axis) }
    let mayHoldNaN = a.dtype.kind >= .float
    let count = a.shape[axis]
    let places = try QuantilePlaces(q, count, method)
    let lines = try a.partitioned(
      a.size == 0 ? [] : places.all + (mayHoldNaN ? [-1] : []), axis: axis
    ).movingAxis(axis, to: 0)
    let last = mayHoldNaN ? try lines.along(0, at: -1) : nil
    let result: NDArray
    if let (previous, next, share) = places.between {
      let low = try lines.selecting([.array(previous)])
      let high = try lines.selecting([.array(next)])
      result = try interpolated(low, high, share)
    } else {
      result = try lines.selecting([.array(places.virtual)])
    }
    guard let last else { return result }
    return try Self.withNaN(result, where: last)
  }

  /// `result`, where the last element of a line is NaN that NaN instead.
  private static func withNaN(_ result: NDArray, where last: NDArray) throws(ArrayError) -> NDArray
  {
    let isNaN = try Ufunc.isNaN.record(last)
    guard isNaN.holdsTrue else { return result }
    if result.ndim == 0 { return last }
    return try Ufunc.select.record(isNaN, last, result).asType(result.dtype)
  }

  /// a + (b - a)·t, or b - (b - a)·(1 - t) for t from one half, so that t = 1 gives b itself.
  private func interpolated(_ low: NDArray, _ high: NDArray, _ share: NDArray) throws(ArrayError)
    -> NDArray
  {
    let difference = try Ufunc.subtract.record(high, low)
    if isWeak && share.ndim == 0 {
      let t = share.scalar(Double.self)
      let rising = try Ufunc.add.record(low, Ufunc.multiply.record(difference, t.scalar))
      guard t >= 0.5 else { return rising }
      let back = try Ufunc.multiply.record(difference, (1 - t).scalar)
      return try Ufunc.subtract.record(
        [.array(high), .array(back)], loop: rising.dtype)
    }
    let ones = [Int](repeating: 1, count: a.ndim - 1)
    let t = try share.reshaping(share.shape + ones)
    let rising = try Ufunc.add.record(low, Ufunc.multiply.record(difference, t))
    let rest = try Ufunc.multiply.record(difference, Ufunc.subtract.record(1.scalar, t))
    let falling = try Ufunc.subtract.record([.array(high), .array(rest)], loop: rising.dtype)
    return try Ufunc.select.record(
      Ufunc.greaterEqual.record(t, 0.5.scalar), falling, rising)
  }

  /// Where the running sum of the weights of the sorted elements reaches each share of their sum.
  private func weighted(_ weights: NDArray, _ axis: Int) throws(ArrayError) -> NDArray {
    let count = a.shape[axis]
    let order = try a.argSorted(axis: axis)
    let sorted = try a.takingAlong(order, axis: axis).movingAxis(axis, to: 0).inCOrder()
    let masses = try weights.takingAlong(order, axis: axis).movingAxis(axis, to: 0)
    let running = try masses.running(.sum, axis: 0, dtype: .float64)
    var shares = try Ufunc.divide.record(running, running.along(0, at: -1))
    if isNaN(try shares.along(0, at: -1)).holdsTrue {
      throw ArrayError(.value, "Weights included NaN, inf or were all zero.")
    }
    if q.dtype.isFloating { shares = shares.asType(q.dtype) }
    // Elements that weigh nothing are passed over, even by the quantile 0.
    if (try shares.along(0, at: 0) .== 0).holdsTrue {
      shares = try Ufunc.select.record([
        .array(shares .== 0), .scalar(-1), .array(shares),
      ])
    }
    let rest = Array(sorted.shape.dropFirst())
    let lines = rest.reduce(1, *)
    let (values, sums) = (
      try sorted.reshaping([count, lines]), try shares.reshaping([count, lines])
    )
    var columns: [NDArray] = []
    for line in 0..<lines {
      let places = try searchSorted(sums.along(1, at: line), q)
      let bounded = try Ufunc.minimum.record(places, (count - 1).scalar)
      columns.append(try values.along(1, at: line).selecting([.array(bounded)]))
    }
    if columns.isEmpty { return .empty(q.shape + rest, a.dtype) }
    let flat = try columns.map { column throws(ArrayError) in try column.reshaping([q.size, 1]) }
    let result = try NDArray.joined(flat, axis: 1).reshaping(q.shape + rest)
    guard a.dtype.isFloating else { return result }
    return try Self.withNaN(result, where: sorted.along(0, at: -1))
  }
}
