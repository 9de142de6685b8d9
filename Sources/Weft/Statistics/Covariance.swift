// SPDX-License-Identifier: Apache-2.0
// Covariances and correlations, after numpy/lib/_function_base_impl.py.

/// The covariances of variables, which are the rows of `m`, and of `y` below it, or their columns if `rowVariables` is false.
///
/// Sums are divided by n - `ddof`: 1 unless `bias` is true, or as `ddof` says. `frequencies` are how often each observation was
/// made, `weights` how much each one counts. float64, or complex128, unless `dtype` says another; a product of matrices, whose
/// sums may differ from NumPy's in the last bits. Without a degree of freedom it warns and is infinite or NaN.
public func cov(
  _ m: NDArray, _ y: NDArray? = nil, rowVariables: Bool = true, bias: Bool = false,
  ddof: Int? = nil, frequencies: NDArray? = nil, weights: NDArray? = nil, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  if m.ndim > 2 { throw ArrayError(.value, "m has more than 2 dimensions") }
  if let y, y.ndim > 2 { throw ArrayError(.value, "y has more than 2 dimensions") }
  let dtype = dtype ?? DType.promoted([m.dtype] + (y.map { [$0.dtype] } ?? []) + [.float64])
  var x = try m.asType(dtype).asRows()
  if !rowVariables && m.ndim != 1 { x = x.T }
  if x.shape[0] == 0 { return .empty([0, 0]) }
  if let y {
    var other = try y.asType(dtype).asRows()
    if !rowVariables && other.shape[0] != 1 { other = other.T }
    x = try NDArray.joined([x, other], axis: 0)
  }
  let freedom = ddof ?? (bias ? 0 : 1)
  let count = x.shape[1]
  var counts: NDArray?
  if let frequencies {
    let given = frequencies.asType(.float64)
    guard try Ufunc.equal.record(given, Ufunc.rint.record(given)).all().scalar(Bool.self) else {
      throw ArrayError(.type, "fweights must be integer")
    }
    try checkWeights(given, "fweights", count)
    counts = given
  }
  if let weights {
    let given = weights.asType(.float64)
    try checkWeights(given, "aweights", count)
    counts =
      try counts.map { other throws(ArrayError) in try Ufunc.multiply.record(other, given) }
      ?? given
  }
  let (mean, sums) = try averageAndWeight(x, axis: [1], weights: counts)
  var factor = Double(count - freedom)
  if let counts {
    let sum = sums[0].real.scalar(Double.self)
    factor = sum
    if freedom != 0, weights == nil {
      factor = sum - Double(freedom)
    } else if freedom != 0, let weights {
      let squares = try Ufunc.multiply.record(counts, weights.asType(.float64)).sum()
      factor = sum - Double(freedom) * squares.scalar(Double.self) / sum
    }
  }
  if factor <= 0 {
    Warnings.report(.emptySlice, in: "cov")
    Warnings.report(.divideByZero, in: "divide")
    factor = 0
  }
  let deviations = try Ufunc.subtract.record(x, mean.reshaping([x.shape[0], 1])).asType(dtype)
  let weighted = try counts.map { counts throws(ArrayError) in
    try Ufunc.multiply.record(deviations, counts)
  }
  var columns = (weighted ?? deviations).T
  if columns.dtype.isComplex { columns = try Ufunc.conjugate.record(columns) }
  let products = try Products.dot(deviations, columns)
  let scale = Scalar(.float(1 / factor), .float64)
  return try Ufunc.multiply.record(products, scale).asType(products.dtype).squeezed()
}

private func checkWeights(_ weights: NDArray, _ name: String, _ count: Int) throws(ArrayError) {
  if weights.ndim > 1 {
    throw ArrayError(.runtime, "cannot handle multidimensional \(name)")
  }
  guard weights.ndim == 1 else { throw ArrayError(.index, "tuple index out of range") }
  guard weights.size == count else {
    throw ArrayError(.runtime, "incompatible numbers of samples and \(name)")
  }
  if try Ufunc.less.record(weights, 0.scalar).holdsTrue {
    throw ArrayError(.value, "\(name) cannot be negative")
  }
}

extension NDArray {
  /// With at least two axes: a vector is one row.
  fileprivate func asRows() throws(ArrayError) -> NDArray {
    ndim < 2 ? try reshaping([1, size]) : self
  }
}

/// The correlation coefficients of variables, the rows of `x` and of `y` below it, or their columns if `rowVariables` is false.
///
/// Their covariances divided by their standard deviations, real and imaginary parts between -1 and 1.
public func corrcoef(
  _ x: NDArray, _ y: NDArray? = nil, rowVariables: Bool = true, dtype: DType? = nil
) throws(ArrayError) -> NDArray {
  let covariances = try cov(x, y, rowVariables: rowVariables, dtype: dtype)
  if covariances.ndim == 0 { return try Ufunc.divide.record(covariances, covariances) }
  let places = NDArray.arange(covariances.shape[0])
  let variances = try covariances.selecting([.array(places), .array(places)])
  let deviations = try Ufunc.sqrt.record(variances.real)
  let count = deviations.size
  let rows = try Ufunc.divide.record(covariances, deviations.reshaping([count, 1]))
  let both = try Ufunc.divide.record(rows, deviations).asType(covariances.dtype)
  if !both.dtype.isComplex { return both.clipped(-1, 1) }
  return NDArray.complex(both.real.clipped(-1, 1), both.imag.clipped(-1, 1))
}

extension NDArray {
  /// The complex array with the parts `re` and `im`, of one float dtype and shape.
  static func complex(_ re: NDArray, _ im: NDArray) -> NDArray {
    func joined<Part: ArrayElement>(_ type: Part.Type, _ dtype: DType) -> NDArray {
      NDArray(dtype: dtype, shape: re.shape) { bytes in
        let parts = bytes.bindMemory(to: type)
        re.withUnsafeBuffer(of: type) { re in
          im.withUnsafeBuffer(of: type) { im in
            for index in 0..<re.count {
              parts[2 * index] = re[index]
              parts[2 * index + 1] = im[index]
            }
          }
        }
      }
    }
    return re.dtype == .float32 ? joined(Float.self, .complex64) : joined(Double.self, .complex128)
  }
}
