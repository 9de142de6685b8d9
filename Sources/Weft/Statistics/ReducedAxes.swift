// SPDX-License-Identifier: Apache-2.0
// Functions of lines applied over one axis, several, or all; after numpy/lib/_function_base_impl.py, `_ureduce`.

/// `axes` counted from the start, in the order given; throws NumPy's errors, which name the argument `name` if there is one.
func axisTuple(_ axes: [Int], ndim: Int, name: String? = nil) throws(ArrayError) -> [Int] {
  let prefix = name.map { "\($0): " } ?? ""
  var result: [Int] = []
  for axis in axes {
    let axis = try normalized(axis: axis, ndim: ndim, prefix: prefix)
    guard !result.contains(axis) else {
      throw ArrayError(.value, name.map { "repeated axis in `\($0)` argument" } ?? "repeated axis")
    }
    result.append(axis)
  }
  return result
}

extension NDArray {
  /// The elements of `axes`, all for nil, along one axis of the result, which is returned too.
  ///
  /// Several axes become the last one, in C order; one stays where it is.
  func gathering(_ axes: [Int]?) throws(ArrayError) -> (array: NDArray, axis: Int) {
    guard let axes else { return (try reshaping([size]), 0) }
    if axes.count == 1 { return (self, axes[0]) }
    let kept = (0..<ndim).filter { !axes.contains($0) }
    let order = kept + axes.sorted()
    let count = axes.reduce(1) { $0 * shape[$1] }
    let result = try transposing(order).reshaping(kept.map { shape[$0] } + [count])
    return (result, kept.count)
  }

  /// The last axes of a result with the reduced `axes`, all for nil, of an array with `ndim` axes back, of length 1.
  func restoring(_ axes: [Int]?, ndim: Int, keepDims: Bool) throws(ArrayError) -> NDArray {
    guard keepDims else { return self }
    let reduced = axes ?? Array(0..<ndim)
    let leading = self.ndim - (ndim - reduced.count)
    let places = reduced.map { $0 + leading }.sorted()
    return view(layout.inserting(places, itemSize: dtype.itemSize))
  }

  /// True if `mask` is true anywhere.
  var holdsTrue: Bool { any().scalar(Bool.self) }
}
