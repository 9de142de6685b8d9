// SPDX-License-Identifier: Apache-2.0
// Weighted averages and ranges, after numpy/lib/_function_base_impl.py.

/// The average of `a` over `axis`, all axes without one, each element counted `weights` times.
///
/// Weights have the shape of `a`, or the lengths of the axes `axis`. Throws a ZeroDivisionError for weights that sum to zero.
/// Without weights it is the mean.
public func average(
  _ a: NDArray, axis: [Int]? = nil, weights: NDArray? = nil, keepDims: Bool = false
) throws(ArrayError) -> NDArray {
  try averageAndWeight(a, axis: axis, weights: weights, keepDims: keepDims).average
}

public func average(_ a: NDArray, axis: Int, weights: NDArray? = nil, keepDims: Bool = false)
  throws(ArrayError) -> NDArray
{
  try average(a, axis: [axis], weights: weights, keepDims: keepDims)
}

/// The average, as `average(_:axis:weights:keepDims:)`, and the sum of the weights for each of its elements
/// (NumPy's `returned=True`).
public func averageAndWeight(
  _ a: NDArray, axis: [Int]? = nil, weights: NDArray? = nil, keepDims: Bool = false
) throws(ArrayError) -> (average: NDArray, weight: NDArray) {
  var axes: [Int]?
  if let axis { axes = try axisTuple(axis, ndim: a.ndim, name: "axis") }
  guard let weights else {
    let mean = try a.average(axes: axes, keepDims: keepDims, dtype: nil)
    if mean.size == 0 { throw ArrayError(.zeroDivision, "division by zero") }
    let count = Double(a.size) / Double(mean.size)
    return (mean, .full(mean.shape, count, mean.dtype))
  }
  let fitted = try weightsFitted(weights, to: a, axes: axes)
  let common =
    a.dtype.kind < .float
    ? DType.promoted([a.dtype, fitted.dtype, .float64]) : DType.promoted(a.dtype, fitted.dtype)
  var total = try fitted.total(.sum, axes: axes, keepDims: keepDims, dtype: common)
  if try Ufunc.equal.record(total, 0.0.scalar).holdsTrue {
    throw ArrayError(.zeroDivision, "Weights sum to zero, can't be normalized")
  }
  let products = try Ufunc.multiply.record([.array(a), .array(fitted)], loop: common)
  let sum = try products.total(.sum, axes: axes, keepDims: keepDims, dtype: nil)
  let average = try Ufunc.divide.record(sum, total)
  if total.shape != average.shape { total = total.broadcast(to: average.shape).copy() }
  return (average, total)
}

/// `weights` in a shape that broadcasts against `a`.
func weightsFitted(_ weights: NDArray, to a: NDArray, axes: [Int]?) throws(ArrayError) -> NDArray {
  if weights.shape == a.shape { return weights }
  guard let axes else {
    throw ArrayError(.type, "Axis must be specified when shapes of a and weights differ.")
  }
  guard weights.shape == axes.map({ a.shape[$0] }) else {
    throw ArrayError(
      .value, "Shape of weights must be consistent with shape of a along specified axis.")
  }
  let order = axes.indices.sorted { axes[$0] < axes[$1] }
  let shape = a.shape.indices.map { axes.contains($0) ? a.shape[$0] : 1 }
  return try weights.transposing(order).reshaping(shape)
}

/// The difference of the largest and the smallest element over `axis`, all axes without one (NumPy's "peak to peak").
///
/// In the dtype of `a`, where integers wrap.
public func ptp(_ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try Ufunc.subtract.record(
    a.extreme(.maximum, axes: axis, keepDims: keepDims),
    a.extreme(.minimum, axes: axis, keepDims: keepDims))
}

public func ptp(_ a: NDArray, axis: Int, keepDims: Bool = false) throws(ArrayError) -> NDArray {
  try ptp(a, axis: [axis], keepDims: keepDims)
}
