// SPDX-License-Identifier: Apache-2.0
// Reductions that leave NaN out, after numpy/lib/_nanfunctions_impl.py.

extension NDArray {
  /// The elements with `number` instead of NaN, and where NaN was; itself and nil for dtypes without NaN.
  func replacingNaN(by number: Double) throws(ArrayError) -> (array: NDArray, mask: NDArray?) {
    guard dtype.kind >= .float else { return (self, nil) }
    let mask = try Ufunc.isNaN.record(self)
    let replaced = try Ufunc.select.record([.array(mask), .scalar(number.scalar), .array(self)])
    return (replaced.asType(dtype), mask)
  }
}

/// Reports a statistic of nothing if `isEmpty`, which is computed only if somebody listens, holds anywhere.
private func reportEmpty(_ name: String, where isEmpty: NDArray) {
  if Warnings.isWanted(.emptySlice, in: WarningScope.current), isEmpty.holdsTrue {
    Warnings.report(.emptySlice, in: name)
  }
}

/// The sum over `axis`, all axes without one, with 0 for NaN.
public func nansum(
  _ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  try a.replacingNaN(by: 0).array.total(.sum, axes: axis, keepDims: keepDims, dtype: dtype)
}

/// The product over `axis`, all axes without one, with 1 for NaN.
public func nanprod(
  _ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  try a.replacingNaN(by: 1).array.total(.product, axes: axis, keepDims: keepDims, dtype: dtype)
}

/// The running sum along `axis`, of all elements in C order without one, with 0 for NaN.
public func nancumsum(_ a: NDArray, axis: Int? = nil, dtype: DType? = nil) throws(ArrayError)
  -> NDArray
{
  try a.replacingNaN(by: 0).array.running(.sum, axis: axis, dtype: dtype)
}

/// The running product along `axis`, of all elements in C order without one, with 1 for NaN.
public func nancumprod(_ a: NDArray, axis: Int? = nil, dtype: DType? = nil) throws(ArrayError)
  -> NDArray
{
  try a.replacingNaN(by: 1).array.running(.product, axis: axis, dtype: dtype)
}

/// The quotient in the dtype of `sum`, without a warning.
private func share(_ sum: NDArray, _ count: NDArray) throws(ArrayError) -> NDArray {
  try quietly { () throws(ArrayError) in
    try Ufunc.divide.record(sum, count).asType(sum.dtype)
  }
}

/// Runs `body`, whose operations do not tell of divisions by zero and invalid operands.
func quietly(_ body: () throws(ArrayError) -> NDArray) throws(ArrayError) -> NDArray {
  do {
    return try Warnings.ignoring([.divideByZero, .invalid, .underflow], body)
  } catch let error as ArrayError {
    throw error
  } catch {
    preconditionFailure("\(error)")
  }
}

/// The mean over `axis`, all axes without one, of the elements that are not NaN.
///
/// NaN, and a warning, where there is none.
public func nanmean(
  _ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  let (replaced, mask) = try a.replacingNaN(by: 0)
  guard let mask else {
    return try a.average(axes: axis, keepDims: keepDims, dtype: dtype)
  }
  try checkInexact(dtype)
  let count = try Ufunc.logicalNot.record(mask)
    .total(.sum, axes: axis, keepDims: keepDims, dtype: .int64)
  let sum = try replaced.total(.sum, axes: axis, keepDims: keepDims, dtype: dtype)
  let mean = try share(sum, count)
  reportEmpty("mean", where: count .== 0)
  return mean
}

private func checkInexact(_ dtype: DType?) throws(ArrayError) {
  if let dtype, dtype.kind < .float {
    throw ArrayError(.type, "If a is inexact, then dtype must be inexact")
  }
}

/// The variance over `axis`, all axes without one, of the elements that are not NaN: their mean square deviation, divided by
/// their number less `ddof`.
///
/// NaN, and a warning, where that is not positive.
public func nanvar(
  _ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  let (replaced, mask) = try a.replacingNaN(by: 0)
  guard let mask else {
    return try a.variance(axes: axis, keepDims: keepDims, ddof: ddof, dtype: dtype)
  }
  try checkInexact(dtype)
  let isNumber = try Ufunc.logicalNot.record(mask)
  let count = try isNumber.total(.sum, axes: axis, keepDims: true, dtype: .int64)
  let sum = try replaced.total(.sum, axes: axis, keepDims: true, dtype: dtype)
  let mean = try share(sum, count)
  let deviation = try Ufunc.subtract.record(replaced, mean).asType(a.dtype)
  let kept = try Ufunc.select.record([.array(mask), .scalar(0), .array(deviation)])
    .asType(a.dtype)
  let squares =
    a.dtype.isComplex
    ? try Ufunc.multiply.record(kept, Ufunc.conjugate.record(kept)).real
    : try Ufunc.multiply.record(kept, kept)
  let total = try squares.total(.sum, axes: axis, keepDims: keepDims, dtype: dtype)
  let counts = keepDims ? count : try count.reshaping(total.shape)
  let freedom =
    ddof == ddof.rounded()
    ? try Ufunc.subtract.record(counts, Int(ddof).scalar)
    : try Ufunc.subtract.record(counts, ddof.scalar)
  let variance = try share(total, freedom)
  let isBad = try Ufunc.lessEqual.record(freedom, 0.scalar)
  reportEmpty("nanvar", where: isBad)
  return try Ufunc.select.record([.array(isBad), .scalar(.nan), .array(variance)])
    .asType(variance.dtype)
}

/// The standard deviation over `axis`: the root of `nanvar`.
public func nanstd(
  _ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  try Ufunc.sqrt.record(nanvar(a, axis: axis, keepDims: keepDims, ddof: ddof, dtype: dtype))
}

/// The smallest element over `axis`, all axes without one, that is not NaN.
///
/// NaN, and a warning, where there is none.
public func nanmin(_ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try extremeNumber(a, .minimum, axis, keepDims)
}

/// The largest element over `axis`, all axes without one, that is not NaN.
///
/// NaN, and a warning, where there is none.
public func nanmax(_ a: NDArray, axis: [Int]? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try extremeNumber(a, .maximum, axis, keepDims)
}

private func extremeNumber(
  _ a: NDArray, _ reduction: Reduction, _ axis: [Int]?, _ keepDims: Bool
) throws(ArrayError) -> NDArray {
  let isLeast = reduction == .minimum
  let axes = try normalized(reduced: axis, ndim: a.ndim)
  if axes.contains(where: { a.shape[$0] == 0 }) {
    let name = isLeast ? "fmin" : "fmax"
    throw ArrayError(
      .value, "zero-size array to reduction operation \(name) which has no identity")
  }
  let (replaced, mask) = try a.replacingNaN(by: isLeast ? .infinity : -.infinity)
  guard let mask else { return try a.extreme(reduction, axes: axis, keepDims: keepDims) }
  let nothing = try mask.truth(.all, axes: axis, keepDims: keepDims)
  reportEmpty("nanmin", where: nothing)
  if a.dtype.isComplex {
    // The element itself, also of those that are all NaN, of which NumPy gives the first.
    let (lines, along) = try a.gathering(axis == nil ? nil : axes)
    let beyond = isLeast ? Double.infinity : -Double.infinity
    let numbers = try Ufunc.select.record([
      .array(Ufunc.isNaN.record(lines)), .scalar(Complex128(beyond, beyond).scalar), .array(lines),
    ])
    let place = try numbers.position(
      isLeast ? .argMinimum : .argMaximum, axis: along, keepDims: true)
    return try lines.takingAlong(place, axis: along).squeezed(along)
      .restoring(axis == nil ? nil : axes, ndim: a.ndim, keepDims: keepDims)
  }
  let extreme = try replaced.extreme(reduction, axes: axis, keepDims: keepDims)
  return try Ufunc.select.record([.array(nothing), .scalar(.nan), .array(extreme)])
    .asType(a.dtype)
}

/// The index of the first smallest element along `axis`, in C order without one, that is not NaN; throws where there is none.
public func nanargmin(_ a: NDArray, axis: Int? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try positionOfNumber(a, .argMinimum, .infinity, axis, keepDims)
}

/// The index of the first largest element along `axis`, in C order without one, that is not NaN; throws where there is none.
public func nanargmax(_ a: NDArray, axis: Int? = nil, keepDims: Bool = false) throws(ArrayError)
  -> NDArray
{
  try positionOfNumber(a, .argMaximum, -.infinity, axis, keepDims)
}

private func positionOfNumber(
  _ a: NDArray, _ reduction: Reduction, _ least: Double, _ axis: Int?, _ keepDims: Bool
) throws(ArrayError) -> NDArray {
  let (replaced, mask) = try a.replacingNaN(by: least)
  if let mask, mask.size > 0,
    try mask.truth(.all, axes: axis.map { [$0] }, keepDims: false).holdsTrue
  {
    throw ArrayError(.value, "All-NaN slice encountered")
  }
  return try replaced.position(reduction, axis: axis, keepDims: keepDims)
}

extension Scalar {
  /// The weak number NaN.
  static var nan: Scalar { Double.nan.scalar }
}
