// SPDX-License-Identifier: Apache-2.0
// Axis numbers: negative ones count from the end. Pure arithmetic, apart from data.

/// `axis` counted from the start; throws NumPy's AxisError.
///
/// `prefix` names the argument in the message.
package func normalized(axis: Int, ndim: Int, prefix: String = "") throws(ArrayError) -> Int {
  guard axis >= -ndim, axis < ndim else {
    throw ArrayError(
      .axis, "\(prefix)axis \(axis) is out of bounds for array of dimension \(ndim)")
  }
  return axis < 0 ? axis + ndim : axis
}

/// The axes of a reduction: as `normalized(axes:ndim:)`, but an array without axes may be reduced over one, 0 or -1.
package func normalized(reduced axes: [Int]?, ndim: Int) throws(ArrayError) -> [Int] {
  if ndim == 0, axes == [0] || axes == [-1] { return [] }
  return try normalized(axes: axes, ndim: ndim)
}

/// `axes` counted from the start and sorted, all of them for nil; throws for axes out of bounds and duplicates.
package func normalized(axes: [Int]?, ndim: Int) throws(ArrayError) -> [Int] {
  guard let axes else { return Array(0..<ndim) }
  if axes.count == 1 { return [try normalized(axis: axes[0], ndim: ndim)] }
  var result: [Int] = []
  for axis in axes {
    let axis = try normalized(axis: axis, ndim: ndim)
    guard !result.contains(axis) else { throw ArrayError(.value, "duplicate value in 'axis'") }
    result.append(axis)
  }
  return result.sorted()
}
