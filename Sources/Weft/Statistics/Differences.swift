// SPDX-License-Identifier: Apache-2.0
// Differences of neighbours and integrals, after numpy/lib/_function_base_impl.py.

/// The differences of neighbours along `axis`, taken `count` times over; of bools whether they differ.
///
/// `prepend` and `append` are put before and behind the elements first; one without axes is one more element for every line.
public func diff(
  _ a: NDArray, count: Int = 1, axis: Int = -1, prepend: NDArray? = nil, append: NDArray? = nil
) throws(ArrayError) -> NDArray {
  if count == 0 { return a }
  guard count > 0 else {
    throw ArrayError(.value, "order must be non-negative but got \(count)")
  }
  guard a.ndim > 0 else {
    throw ArrayError(.value, "diff requires input that is at least one dimensional")
  }
  let axis = try normalized(axis: axis, ndim: a.ndim)
  func lined(_ edge: NDArray) -> NDArray {
    if edge.ndim > 0 { return edge }
    var shape = a.shape
    shape[axis] = 1
    return edge.broadcast(to: shape)
  }
  var line = a
  if prepend != nil || append != nil {
    let parts = [prepend.map(lined), a, append.map(lined)].compactMap { $0 }
    line = try NDArray.joined(parts, axis: axis)
  }
  let difference: Ufunc = line.dtype == .bool ? .notEqual : .subtract
  for _ in 0..<count {
    line = try difference.record(
      line.along(axis, Slice(1, nil)), line.along(axis, Slice(nil, -1)))
  }
  return line
}

/// The differences of neighbours among all elements in C order, between `toBegin` and `toEnd` if there are any.
///
/// In the dtype of `a`, to which theirs must cast within its kind.
public func ediff1d(_ a: NDArray, toEnd: NDArray? = nil, toBegin: NDArray? = nil)
  throws(ArrayError) -> NDArray
{
  let line = try a.reshaping([a.size])
  func edge(_ edge: NDArray?, _ name: String) throws(ArrayError) -> NDArray? {
    guard let edge else { return nil }
    guard DType.canCast(edge.dtype, to: a.dtype, casting: .sameKind) else {
      throw ArrayError(
        .type,
        "dtype of `\(name)` must be compatible with input `ary` under the `same_kind` rule.")
    }
    return try edge.reshaping([edge.size]).asType(a.dtype)
  }
  let (first, last) = (try edge(toBegin, "to_begin"), try edge(toEnd, "to_end"))
  let differences = try Ufunc.subtract.record(
    line.along(0, Slice(1, nil)), line.along(0, Slice(nil, -1)))
  let parts = [first, differences, last].compactMap { $0 }
  return parts.count == 1 ? differences : try NDArray.joined(parts, axis: 0)
}

/// The integral of `y` along `axis` by the trapezoidal rule, its values lying `dx` apart.
public func trapezoid(_ y: NDArray, dx: Scalar = 1.0, axis: Int = -1) throws(ArrayError) -> NDArray
{
  try trapezoids(y, axis) { sums throws(ArrayError) in try Ufunc.multiply.record(dx, sums) }
}

/// The integral of `y` along `axis` by the trapezoidal rule, its values lying at `x`: one axis for every line, or the shape of
/// `y`.
public func trapezoid(_ y: NDArray, x: NDArray, axis: Int = -1) throws(ArrayError) -> NDArray {
  let distances: NDArray
  if x.ndim == 1 {
    let line = try diff(x)
    var shape = [Int](repeating: 1, count: y.ndim)
    shape[try normalized(axis: axis, ndim: y.ndim)] = line.size
    distances = try line.reshaping(shape)
  } else {
    distances = try diff(x, axis: axis)
  }
  return try trapezoids(y, axis) { sums throws(ArrayError) in
    try Ufunc.multiply.record(distances, sums)
  }
}

private func trapezoids(
  _ y: NDArray, _ axis: Int, _ weigh: (NDArray) throws(ArrayError) -> NDArray
) throws(ArrayError) -> NDArray {
  let axis = try normalized(axis: axis, ndim: y.ndim)
  let sums = try Ufunc.add.record(
    y.along(axis, Slice(1, nil)), y.along(axis, Slice(nil, -1)))
  let areas = try Ufunc.divide.record(weigh(sums), 2.0.scalar)
  return try areas.total(.sum, axes: [axis], keepDims: false, dtype: nil)
}
