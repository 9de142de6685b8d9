// SPDX-License-Identifier: Apache-2.0
// Reductions as expressions: dtypes, axes and empty arrays, as NumPy settles them.

extension DType {
  /// The dtype NumPy sums and multiplies in: integers in 64 bits, everything else in itself.
  package var accumulator: DType {
    switch kind {
    case .bool, .signed: .int64
    case .unsigned: .uint64
    default: self
    }
  }
}

extension NDArray {
  /// Records `reduction` over `axes` in `loop`, without NumPy's checks for emptiness.
  func reduced(
    _ reduction: Reduction, _ axes: [Int], keepDims: Bool, loop: DType, dtype: DType
  ) -> NDArray {
    if axes.isEmpty && ndim > 0 { return asType(loop).asType(dtype) }
    var mask: UInt64 = 0
    for axis in axes { mask |= 1 << UInt64(axis) }
    return Engine.reduce(
      reduction, self, axes: mask, keepsAxes: keepDims, loop: loop, dtype: dtype)
  }

  /// Sum or product.
  package consuming func total(_ reduction: Reduction, axes: [Int]?, keepDims: Bool, dtype: DType?)
    throws(ArrayError) -> NDArray
  {
    let dtype = dtype ?? self.dtype.accumulator
    if self.dtype.isComplex { Warnings.reportDropped(self.dtype, dtype) }
    if axes == nil && !keepDims {
      return Engine.reduceAll(reduction, self, loop: dtype, dtype: dtype)
    }
    let axes = try normalized(reduced: axes, ndim: ndim)
    return reduced(reduction, axes, keepDims: keepDims, loop: dtype, dtype: dtype)
  }

  /// Sum or product along one axis.
  package consuming func total(_ reduction: Reduction, axis: Int, keepDims: Bool, dtype: DType?)
    throws(ArrayError) -> NDArray
  {
    let ndim = layout.ndim
    guard axis >= -ndim, axis < ndim else {
      return try total(reduction, axes: [axis], keepDims: keepDims, dtype: dtype)
    }
    let dtype = dtype ?? self.dtype.accumulator
    if self.dtype.isComplex { Warnings.reportDropped(self.dtype, dtype) }
    let mask: UInt64 = 1 << UInt64(axis < 0 ? axis + ndim : axis)
    return Engine.reduce(
      reduction, self, axes: mask, keepsAxes: keepDims, loop: dtype, dtype: dtype)
  }

  /// Minimum or maximum.
  package func extreme(_ reduction: Reduction, axes: [Int]?, keepDims: Bool) throws(ArrayError)
    -> NDArray
  {
    let axes = try normalized(reduced: axes, ndim: ndim)
    if axes.contains(where: { shape[$0] == 0 }) {
      let name = reduction == .maximum ? "maximum" : "minimum"
      throw ArrayError(
        .value, "zero-size array to reduction operation \(name) which has no identity")
    }
    return reduced(reduction, axes, keepDims: keepDims, loop: dtype, dtype: dtype)
  }

  /// Truth of any or all.
  package func truth(_ reduction: Reduction, axes: [Int]?, keepDims: Bool) throws(ArrayError)
    -> NDArray
  {
    let axes = try normalized(reduced: axes, ndim: ndim)
    return reduced(reduction, axes, keepDims: keepDims, loop: .bool, dtype: .bool)
  }

  /// The index of an extreme element along `axis`, in C order for nil.
  package func position(_ reduction: Reduction, axis: Int?, keepDims: Bool) throws(ArrayError)
    -> NDArray
  {
    if axis == nil && ndim == 1 && size > 0 && !keepDims {
      return Engine.reduceAll(reduction, self, loop: dtype, dtype: .int64)
    }
    let source = axis == nil && ndim != 1 ? reshaped([size]) : self
    let axis1 = try normalized(axis: axis ?? 0, ndim: Swift.max(source.ndim, 1))
    let line = source.ndim == 0 ? source.reshaped([1]) : source
    guard line.shape[axis1] > 0 else {
      let name = reduction == .argMaximum ? "argmax" : "argmin"
      throw ArrayError(.value, "attempt to get \(name) of an empty sequence")
    }
    let result = line.reduced(
      reduction, [axis1], keepDims: keepDims && axis != nil, loop: dtype, dtype: .int64)
    guard keepDims && (axis == nil || ndim == 0) else { return result }
    let ones = [Int](repeating: 1, count: ndim)
    return result.view(Layout(contiguous: ones, itemSize: 8))
  }

  /// Running sum or product along `axis`, of all elements in C order for nil.
  package func running(_ reduction: Reduction, axis: Int?, dtype: DType?) throws(ArrayError)
    -> NDArray
  {
    let source = axis == nil ? reshaped([size]) : self
    let line = source.ndim == 0 ? source.reshaped([1]) : source
    let axis = try normalized(axis: axis ?? 0, ndim: line.ndim)
    let dtype = dtype ?? self.dtype.accumulator
    return Engine.scan(reduction, line, axis: axis, dtype: dtype)
  }
}

// MARK: Averages, after numpy/_core/_methods.py

extension NDArray {
  /// Number of elements that go into one element of a reduction over `axes`.
  private func itemCount(_ axes: [Int]) -> Int { axes.reduce(1) { $0 * shape[$1] } }

  package func average(axes: [Int]?, keepDims: Bool, dtype: DType?) throws(ArrayError) -> NDArray {
    let axes = try normalized(axes: axes, ndim: ndim)
    let count = itemCount(axes)
    if count == 0 { Warnings.report(.emptySlice, in: "mean") }
    let sumType = dtype ?? (self.dtype.kind < .float ? .float64 : self.dtype)
    if self.dtype.isComplex { Warnings.reportDropped(self.dtype, sumType) }
    let loop = dtype == nil && self.dtype == .float16 ? DType.float32 : sumType
    let sum = reduced(.sum, axes, keepDims: keepDims, loop: loop, dtype: loop)
    return try sum.divided(byCount: count).asType(sumType)
  }

  package func variance(axes: [Int]?, keepDims: Bool, ddof: Double, dtype: DType?)
    throws(ArrayError) -> NDArray
  {
    let axes = try normalized(axes: axes, ndim: ndim)
    let count = itemCount(axes)
    if ddof >= Double(count) { Warnings.report(.emptySlice, in: "var") }
    let sumType = dtype ?? (self.dtype.kind < .float ? .float64 : self.dtype)
    let sum = reduced(.sum, axes, keepDims: true, loop: sumType, dtype: sumType)
    let mean = try sum.divided(byCount: count).asType(sumType)
    // The mean of nothing warns although no element is held against it.
    if count == 0 { mean.evaluate() }
    let deviation = try Ufunc.subtract.record(self, mean)
    let squares: NDArray
    if deviation.dtype.isComplex {
      let re = try Ufunc.real.record(deviation)
      let im = try Ufunc.imaginary.record(deviation)
      squares = try Ufunc.add.record(Ufunc.square.record(re), Ufunc.square.record(im))
    } else {
      squares = try Ufunc.square.record(deviation)
    }
    let squareType = dtype ?? squares.dtype
    let total = squares.reduced(.sum, axes, keepDims: keepDims, loop: squareType, dtype: squareType)
    let freedom = Double(count) - ddof
    guard freedom == freedom.rounded() else {
      let divisor = Scalar(.float(Swift.max(freedom, 0)), .float64)
      return try Ufunc.divide.record(total, divisor).asType(squareType)
    }
    return try total.divided(byCount: Swift.max(Int(freedom), 0)).asType(squareType)
  }

  /// The quotient by a count, which is a strong int64: float32 sums divide in float64.
  private func divided(byCount count: Int) throws(ArrayError) -> NDArray {
    try Ufunc.divide.record(self, Scalar(.integer(Whole(count)), .int64))
  }
}
