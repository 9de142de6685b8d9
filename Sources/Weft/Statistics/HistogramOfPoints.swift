// SPDX-License-Identifier: Apache-2.0
// Counting points in boxes, after numpy/lib/_histograms_impl.py.

/// How many points (x, y) lie in each rectangle, float64, one row for each bin of x; and the edges of both.
///
/// `bins` are those of x and of y: numbers, or edges. `range`, `density` and `weights` as in `histogram`.
public func histogram2d(
  _ x: NDArray, _ y: NDArray, bins: (HistogramBins, HistogramBins) = (10, 10),
  range: [(Scalar, Scalar)?]? = nil, density: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> (counts: NDArray, xEdges: NDArray, yEdges: NDArray) {
  guard x.ndim > 0, y.ndim > 0 else {
    throw ArrayError(.type, "len() of unsized object")
  }
  guard x.shape[0] == y.shape[0] else {
    throw ArrayError(.value, "x and y must have the same length.")
  }
  let common = DType.promoted(x.dtype, y.dtype)
  let points = try NDArray.joined(
    [x.asType(common).reshaping([x.size, 1]), y.asType(common).reshaping([y.size, 1])], axis: 1)
  let result = try histogramdd(
    points, bins: [bins.0, bins.1], range: range, density: density, weights: weights)
  return (result.counts, result.edges[0], result.edges[1])
}

/// How many points, the rows of `sample`, lie in each box, float64; and the edges along each coordinate.
///
/// `bins` and `range` have one entry for each coordinate; all ranges are found without them.
public func histogramdd(
  _ sample: NDArray, bins: [HistogramBins], range: [(Scalar, Scalar)?]? = nil,
  density: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> (counts: NDArray, edges: [NDArray]) {
  let points = sample.ndim == 2 ? sample : try sample.reshaping([sample.size, 1])
  let count = points.shape[1]
  guard bins.count == count else {
    throw ArrayError(
      .value, "The dimension of bins must be equal to the dimension of the sample x.")
  }
  if let range, range.count != count {
    throw ArrayError(.value, "range argument must have one entry per dimension")
  }
  var edges: [NDArray] = []
  var boxes = NDArray.zeros([points.shape[0]], .int64)
  for axis in 0..<count {
    let column = try points.along(1, at: axis)
    let found = try edgesOfAxis(column, bins[axis], range?[axis], axis)
    edges.append(found)
    var places = try searchSorted(found, column, side: .right)
    let isLast = try Ufunc.equal.record(column, found.along(0, at: -1))
    places = try Ufunc.subtract.record(places, isLast.asType(.int64))
    // One place more on both sides for what lies beyond.
    boxes = boxes * (found.size + 1) + places
  }
  let padded = edges.map { $0.size + 1 }
  let sums = try bincount(boxes, weights: weights, minLength: padded.reduce(1, *))
  var counts = try sums.reshaping(padded).asType(.float64)
  for axis in 0..<count { counts = try counts.along(axis, Slice(1, -1)) }
  counts = counts.copy()
  guard density else { return (counts, edges) }
  let total = counts.sum()
  for axis in 0..<count {
    var shape = [Int](repeating: 1, count: count)
    shape[axis] = counts.shape[axis]
    counts = try Ufunc.divide.record(counts, diff(edges[axis]).reshaping(shape))
  }
  return (try Ufunc.divide.record(counts, total), edges)
}

private func edgesOfAxis(
  _ column: NDArray, _ bins: HistogramBins, _ range: (Scalar, Scalar)?, _ axis: Int
) throws(ArrayError) -> NDArray {
  switch bins {
  case .count(let count):
    guard count >= 1 else {
      throw ArrayError(.value, "`bins[\(axis)]` must be positive, when an integer")
    }
    return try evenEdges(OuterEdges(column, range), count, nil)
  case .edges(let edges):
    guard edges.ndim == 1 else {
      throw ArrayError(.value, "`bins[\(axis)]` must be a scalar or 1d array")
    }
    if try descends(edges, or: .greater) {
      throw ArrayError(
        .value, "`bins[\(axis)]` must be monotonically increasing, when an array")
    }
    return edges
  case .estimator:
    throw ArrayError(.type, "`bins[\(axis)]` must be an integer, when a scalar")
  }
}
