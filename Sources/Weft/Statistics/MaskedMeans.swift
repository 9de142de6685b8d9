// SPDX-License-Identifier: Apache-2.0
// Means and variances of the elements that a mask selects, after numpy/_core/_methods.py.

extension NDArray {
  /// The mean over `axis`, all axes for nil, of the elements where `mask` is true.
  ///
  /// `mask` broadcasts to the array's shape. NaN, and a warning, where it selects nothing.
  public func mean(
    axis: [Int]? = nil, where mask: NDArray, keepDims: Bool = false, dtype: DType? = nil
  ) throws(ArrayError) -> NDArray {
    let (count, sumType) = (try selected(mask, axis, keepDims), meanType(dtype))
    if count.hasZero { Warnings.report(.emptySlice, in: "mean") }
    let loop = dtype == nil && self.dtype == .float16 ? DType.float32 : sumType
    let sum = try Ufunc.add.sum(self, axis, mask, keepDims, loop)
    return try sum.quotient(by: count).asType(sumType)
  }

  /// The variance over `axis`, all axes for nil, of the elements where `mask` is true.
  ///
  /// That is their mean square deviation, divided by their number less `ddof`; NaN, and a warning, where that is not positive.
  public func `var`(
    axis: [Int]? = nil, where mask: NDArray, keepDims: Bool = false, ddof: Double = 0,
    dtype: DType? = nil
  ) throws(ArrayError) -> NDArray {
    let kept = try selected(mask, axis, true)
    let number = try selected(mask, axis, keepDims)
    let limit = try Ufunc.lessEqual.record(number, ddof.scalar)
    let isEmpty = limit.any().scalar(Bool.self)
    if isEmpty { Warnings.report(.emptySlice, in: "var") }
    let sumType = meanType(dtype)
    let sum = try Ufunc.add.sum(self, axis, mask, true, sumType)
    let mean = try Ufunc.divide.record(sum, kept).asType(sumType)
    // The mean of nothing warns although no element is held against it.
    if isEmpty { mean.evaluate() }
    let deviation = try Ufunc.subtract.record(self, mean)
    let squares: NDArray
    if deviation.dtype.isComplex {
      squares = try Ufunc.add.record(
        Ufunc.square.record(deviation.real), Ufunc.square.record(deviation.imag))
    } else {
      squares = try Ufunc.square.record(deviation)
    }
    let total = try Ufunc.add.sum(squares, axis, mask, keepDims, dtype ?? squares.dtype)
    let freedom =
      ddof == ddof.rounded()
      ? try Ufunc.subtract.record(number, Int(ddof).scalar)
      : try Ufunc.subtract.record(number, ddof.scalar)
    let positive = try Ufunc.maximum.record(freedom, 0.scalar)
    return try total.quotient(by: positive).asType(total.dtype)
  }

  /// How many elements `mask` selects for each result.
  private func selected(_ mask: NDArray, _ axis: [Int]?, _ keepDims: Bool) throws(ArrayError)
    -> NDArray
  {
    guard Layout.broadcastShape(mask.shape, shape) == shape else {
      throw ArrayError(
        .value,
        "operands could not be broadcast together with remapped shapes [original->remapped]: "
          + "\(describe(shape: mask.shape))  and requested shape \(describe(shape: shape))")
    }
    return try mask.asType(.bool).broadcast(to: shape)
      .total(.sum, axes: axis, keepDims: keepDims, dtype: .int64)
  }

  /// This divided by a count: as scalars if neither has axes, but for dtypes that int64 turns into another.
  private func quotient(by count: NDArray) throws(ArrayError) -> NDArray {
    let quotient = try Ufunc.divide.record(self, count)
    if quotient.ndim == 0, dtype == .float64 || dtype == .complex128 {
      quotient.node.blamed = .scalarDivision
    }
    return quotient
  }

  private func meanType(_ dtype: DType?) -> DType {
    dtype ?? (self.dtype.kind < .float ? .float64 : self.dtype)
  }

  private var hasZero: Bool { (self .== 0).any().scalar(Bool.self) }
}

extension Ufunc {
  /// The sum over `axis` in `dtype` of what `mask` selects.
  fileprivate func sum(
    _ a: NDArray, _ axis: [Int]?, _ mask: NDArray, _ keepDims: Bool, _ dtype: DType
  ) throws(ArrayError) -> NDArray {
    try binary!.reduce(a, axes: axis, keepDims: keepDims, where: mask, dtype: dtype)
  }
}
