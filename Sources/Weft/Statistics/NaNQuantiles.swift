// SPDX-License-Identifier: Apache-2.0
// Medians and quantiles that leave NaN out, after numpy/lib/_nanfunctions_impl.py.

/// The median of the elements along `axis`, of all without one, that are not NaN.
///
/// NaN, and a warning, where there is none.
public func nanmedian(_ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false)
  throws(ArrayError) -> NDArray
{
  if a.size == 0 { return try nanmean(a, axis: axis, keepDims: keepDims) }
  var axes: [Int]?
  if let axis { axes = try axisTuple(axis, ndim: a.ndim) }
  guard a.dtype.kind >= .float else { return try median(a, axis: axis, keepDims: keepDims) }
  let (lines, along) = try a.gathering(axes)
  // NumPy sums the middle two of short lines in their own dtype, those of a single or a long line as `mean` does.
  let isShort = axes != nil && lines.ndim > 1 && lines.shape[along] < 600
  return try medianOfNumbers(lines, along, sumsInDType: isShort)
    .restoring(axes, ndim: a.ndim, keepDims: keepDims)
}

public func nanmedian(_ a: NDArray, axis: Int, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try nanmedian(a, axis: [axis], keepDims: keepDims)
}

private func medianOfNumbers(_ a: NDArray, _ axis: Int, sumsInDType: Bool) throws(ArrayError)
  -> NDArray
{
  // Sorting brings NaN last, so that the numbers of a line are its first ones.
  let sorted = try a.sorted(axis: axis)
  let mask = try Ufunc.isNaN.record(sorted)
  let count = try Ufunc.logicalNot.record(mask)
    .total(.sum, axes: [axis], keepDims: true, dtype: .int64)
  reportAllNaN(try Ufunc.equal.record(count, 0.scalar))
  let high = try Ufunc.floorDivide.record(count, 2.scalar)
  let isOdd = try Ufunc.bitwiseAnd.record(count, 1.scalar)
  let low = try Ufunc.maximum.record(
    Ufunc.subtract.record(Ufunc.add.record(high, isOdd), 1.scalar), 0.scalar)
  let first = try sorted.takingAlong(low, axis: axis)
  let second = try sorted.takingAlong(high, axis: axis)
  let loop: DType = !sumsInDType && a.dtype == .float16 ? .float32 : a.dtype
  let sum = try Ufunc.add.record([.array(first), .array(second)], loop: loop)
  let mean = try Ufunc.divide.record(sum, 2.0.scalar).asType(a.dtype)
  // NumPy halves the double of a single middle element too, where it sums in the dtype.
  let isSingle = try Ufunc.notEqual.record(isOdd, 0.scalar)
  // A complex number divided by one is not itself where a part is infinite.
  let single = a.dtype.isComplex ? try Ufunc.divide.record(second, 1.0.scalar) : second
  let median = sumsInDType ? mean : try Ufunc.select.record(isSingle, single, mean)
  let nothing = try Ufunc.equal.record(count, 0.scalar)
  let rest =
    sumsInDType ? ArrayOperand.scalar(.nan) : .array(try a.along(axis, Slice(-1, nil)))
  return try Ufunc.select.record([.array(nothing), rest, .array(median)])
    .asType(a.dtype).squeezed(axis)
}

/// Reports each line without a number, as NumPy does.
private func reportAllNaN(_ isEmpty: NDArray) {
  guard Warnings.isWanted(.emptySlice, in: WarningScope.current) else { return }
  for _ in 0..<isEmpty.countNonzero().scalar(Int.self) {
    Warnings.report(.emptySlice, in: "nanmedian")
  }
}

/// The quantiles `q`, between 0 and 1, of the elements along `axis`, of all without one, that are not NaN; as `quantile`.
///
/// NaN, and a warning, where there is none.
public func nanquantile(
  _ a: NDArray, _ q: NDArray, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, q, isWeak: false, isPercent: false, method, weights, axis)
    .resultOfNumbers(axis, keepDims)
}

public func nanquantile(
  _ a: NDArray, _ q: Scalar, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, NDArray(q), isWeak: q.isWeak, isPercent: false, method, weights, axis)
    .resultOfNumbers(axis, keepDims)
}

/// The percentiles `q`, between 0 and 100, of the elements along `axis`, of all without one, that are not NaN; as `percentile`.
///
/// NaN, and a warning, where there is none.
public func nanpercentile(
  _ a: NDArray, _ q: NDArray, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, q, isWeak: false, isPercent: true, method, weights, axis)
    .resultOfNumbers(axis, keepDims)
}

public func nanpercentile(
  _ a: NDArray, _ q: Scalar, axis: [Int]? = nil, method: QuantileMethod = .linear,
  keepDims: Bool = false, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  try Quantile(a, NDArray(q), isWeak: q.isWeak, isPercent: true, method, weights, axis)
    .resultOfNumbers(axis, keepDims)
}

extension Quantile {
  /// As `result`, of the elements that are not NaN.
  fileprivate func resultOfNumbers(_ axis: [Int]?, _ keepDims: Bool) throws(ArrayError) -> NDArray {
    if a.size == 0 { return try nanmean(a, axis: axis, keepDims: keepDims) }
    // Without NaN there is nothing to leave out.
    if !(try Ufunc.isNaN.record(a).holdsTrue) { return try result(axis, keepDims) }
    var axes: [Int]?
    if let axis { axes = try axisTuple(axis, ndim: a.ndim) }
    guard q.ndim <= 2 else { throw ArrayError(.value, "q must be a scalar or 1d") }
    let (lines, along) = try a.gathering(axes)
    let last = lines.movingAxis(along, to: lines.ndim - 1)
    let (rest, count) = (Array(last.shape.dropLast()), lines.shape[along])
    let rows = try last.reshaping([rest.reduce(1, *), count])
    let isNumber = try Ufunc.logicalNot.record(Ufunc.isNaN.record(rows))
    var masses: NDArray?
    if let weights {
      masses = try weights.broadcast(to: a.shape).gathering(axes).array
        .movingAxis(along, to: lines.ndim - 1).reshaping(rows.shape)
    }
    var parts: [NDArray] = []
    for row in 0..<rows.shape[0] {
      let mask = try isNumber.along(0, at: row)
      let numbers = try rows.along(0, at: row).masked(mask)
      let mine = try masses?.along(0, at: row).masked(mask)
      if numbers.size == 0 {
        Warnings.report(.emptySlice, in: "nanquantile")
        parts.append(.full(q.shape, Double.nan, a.dtype))
      } else {
        parts.append(try Quantile(numbers, of: self, weights: mine).ofLines(0))
      }
    }
    // The first line decides the dtype, as it does in NumPy's `apply_along_axis`.
    let dtype = weights != nil && rest.count > 0 ? a.dtype : parts[0].dtype
    let flat = try parts.map { part throws(ArrayError) in
      try part.asType(dtype).reshaping([q.size, 1])
    }
    return try NDArray.joined(flat, axis: 1).reshaping(q.shape + rest)
      .restoring(axes, ndim: a.ndim, keepDims: keepDims)
  }
}
