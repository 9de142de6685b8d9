// SPDX-License-Identifier: Apache-2.0
// What follows from the decompositions: rank, condition, powers; and the trace.

extension LinearAlgebra {
  /// The number of singular values above a tolerance, for every matrix: int64.
  ///
  /// The tolerance is `tol`, or the largest singular value times `rtol`, by default the larger
  /// side times the machine epsilon of the dtype. A vector or scalar has rank 1 unless all zero.
  public static func matrixRank(
    _ a: NDArray, tol: Double? = nil, rtol: Double? = nil
  ) throws(LinearAlgebraError) -> NDArray {
    if tol != nil && rtol != nil {
      throw LinearAlgebraError(.value, "`tol` and `rtol` can't be both set.")
    }
    if a.ndim < 2 {
      let lanes = NormLanes(a, kept: [], lines: [], lane: Array(a.shape.indices))
      return integers([lanes.reduce(.count)[0] == 0 ? 0 : 1], shape: [])
    }
    let common = try common(a)
    let values = try singularValues(a, common)
    let epsilon = common.real == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    let relative = rtol ?? epsilon * Double(max(a.shape[a.ndim - 2], a.shape[a.ndim - 1]))
    let ranks = (0..<values.count).map { index in
      let s = UnsafeBufferPointer(start: values[index], count: values.rows)
      let limit = tol ?? (s.first ?? 0) * relative
      return s.count { $0 > limit }
    }
    return integers(ranks, shape: values.batch)
  }

  /// The condition number of every matrix: the product of the norms of it and of its inverse.
  ///
  /// Without an order, and for 2 and -2, it is a quotient of singular values, of matrices of any
  /// shape; other orders need square matrices. A singular matrix has condition infinity.
  public static func cond(
    _ a: NDArray, _ order: NormOrder? = nil
  ) throws(LinearAlgebraError) -> NDArray {
    if a.size == 0 && a.shape.suffix(2).contains(0) {
      throw LinearAlgebraError(.matrix, "cond is not defined on empty arrays")
    }
    let batch = Array(a.shape.dropLast(2))
    var results: [Double]
    let common: Common
    if order == nil || order == 2 || order == -2 {
      try requireMatrices(a)
      common = try self.common(a)
      let values = try singularValues(a, common)
      results = (0..<values.count).map { index in
        let s = values[index]
        let quotient = s[0] / s[values.rows - 1]
        return order == -2 ? s[values.rows - 1] / s[0] : quotient
      }
    } else {
      try requireSquare(a)
      common = try self.common(a)
      let inverse = try inverseOrNaN(a, common)
      let norms = (
        try norm(a, order, axes: [-2, -1]), try norm(inverse, order, axes: [-2, -1])
      )
      results = zip(doubles(norms.0), doubles(norms.1)).map { $0 * $1 }
    }
    // What is not a number is infinite, unless the matrix itself was not all numbers.
    for index in results.indices where results[index].isNaN {
      let lanes = NormLanes(
        a, kept: Array(batch.indices), lines: [], lane: [a.ndim - 2, a.ndim - 1])
      if !lanes.reduce(.largest)[index].isNaN { results[index] = .infinity }
    }
    return NDArray(results, as: common.real, shape: batch)
  }

  /// Every square matrix multiplied with itself `exponent` times.
  ///
  /// 0 gives the identity, a negative exponent powers of the inverse. Integers wrap; they become float64 when inverted.
  public static func matrixPower(
    _ a: NDArray, _ exponent: Int
  ) throws(LinearAlgebraError) -> NDArray {
    try requireSquare(a)
    if exponent == 0 { return identities(a) }
    let base = exponent < 0 ? try inv(a) : a
    var remaining = exponent.magnitude
    if remaining == 3 { return matmul(matmul(base, base), base) }
    var square = base
    var result: NDArray?
    while true {
      if remaining & 1 == 1 { result = result.map { matmul($0, square) } ?? square }
      remaining >>= 1
      if remaining == 0 { return result ?? square }
      square = matmul(square, square)
    }
  }

  /// The sum of a diagonal of the matrices in the axes `axis1` and `axis2`.
  ///
  /// The diagonal lies `offset` places right of the main one. bool and signed integers sum in int64, unsigned ones in uint64.
  public static func trace(
    _ a: NDArray, offset: Int = 0, axis1: Int = -2, axis2: Int = -1
  ) throws(LinearAlgebraError) -> NDArray {
    if a.ndim < 2 {
      throw LinearAlgebraError(.value, "diag requires an array of at least two dimensions")
    }
    var axes: [Int] = []
    for axis in [axis1, axis2] {
      guard -a.ndim..<a.ndim ~= axis else {
        throw LinearAlgebraError(
          .axis, "axis \(axis) is out of bounds for array of dimension \(a.ndim)")
      }
      axes.append(axis < 0 ? axis + a.ndim : axis)
    }
    if axes[0] == axes[1] {
      throw LinearAlgebraError(.value, "axis1 and axis2 cannot be the same")
    }
    let (rows, columns) = (a.shape[axes[0]], a.shape[axes[1]])
    let (top, left) =
      offset < 0 ? (min(rows, 0 - max(offset, -rows)), 0) : (0, min(offset, columns))
    let length = min(rows - top, columns - left)
    let kept = a.shape.indices.filter { !axes.contains($0) }
    let dtype: DType
    switch a.dtype.kind {
    case .bool, .signed: dtype = .int64
    case .unsigned: dtype = .uint64
    case .float, .complex: dtype = a.dtype
    }
    let diagonals = a.withStridedView { view in
      let start = top * view.strides[axes[0]] + left * view.strides[axes[1]]
      let diagonal = StridedView(
        dtype: view.dtype, shape: kept.map { view.shape[$0] } + [length],
        strides: kept.map { view.strides[$0] } + [view.strides[axes[0]] + view.strides[axes[1]]],
        base: diagonalBase(view, start, length))
      return NDArray(dtype: dtype, shape: diagonal.shape) { bytes in
        guard let address = bytes.baseAddress else { return }
        copyElements(of: diagonal, as: dtype, to: address)
      }
    }
    let ones = NDArray(dtype: .bool, shape: [length]) { bytes in
      bytes.initializeMemory(as: UInt8.self, repeating: 1)
    }
    // A sum is a product with ones.
    return matmul(diagonals, ones)
  }

  private static func diagonalBase(
    _ view: StridedView, _ start: Int, _ length: Int
  ) -> UnsafeRawPointer { length > 0 ? view.base + start : view.base }
}

// MARK: - Pieces

extension LinearAlgebra {
  private static func singularValues(
    _ a: NDArray, _ common: Common
  ) throws(LinearAlgebraError) -> LAPACKStack<Double> {
    common.isComplex
      ? try decompose(a, as: ComplexElement<Double>.self, job: LAPACKJob.none).s
      : try decompose(a, as: Double.self, job: LAPACKJob.none).s
  }

  /// The inverses, in float64 or complex128; all NaN where a matrix is singular.
  private static func inverseOrNaN(
    _ a: NDArray, _ common: Common
  ) throws(LinearAlgebraError) -> NDArray {
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let matrices = try LAPACKStack<E>(a)
      let n = matrices.rows
      let inverse = LAPACKStack<E>(batch: matrices.batch, rows: n, columns: n)
      var pivots = [Int32](repeating: 0, count: n + 1)
      for index in 0..<matrices.count {
        setIdentity(inverse[index], n, n)
        let status = E.gesv(Int32(n), Int32(n), matrices[index], &pivots, inverse[index])
        if status != 0 { inverse[index].update(repeating: E(real: .nan), count: n * n) }
      }
      return inverse.array(as: E.dtype)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The elements of a real array, in C order.
  private static func doubles(_ a: NDArray) -> [Double] {
    [Double](unsafeUninitializedCapacity: a.size) { buffer, count in
      count = a.size
      guard let address = buffer.baseAddress else { return }
      a.withStridedView { copyElements(of: $0, as: .float64, to: UnsafeMutableRawPointer(address)) }
    }
  }

  private static func integers(_ values: [Int], shape: [Int]) -> NDArray {
    NDArray(dtype: .int64, shape: shape) { bytes in
      values.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
  }

  /// Identity matrices of the shape and dtype of `a`.
  private static func identities(_ a: NDArray) -> NDArray {
    let n = a.shape[a.ndim - 1]
    let batch = Array(a.shape.dropLast(2))
    let identity = (0..<n * n).map { UInt8($0 / n == $0 % n ? 1 : 0) }
    return NDArray(dtype: a.dtype, shape: a.shape) { bytes in
      guard let address = bytes.baseAddress else { return }
      identity.withUnsafeBytes { source in
        guard let base = source.baseAddress else { return }
        let view = StridedView(
          dtype: .uint8, shape: batch + [n, n], strides: batch.map { _ in 0 } + [n, 1], base: base)
        copyElements(of: view, as: a.dtype, to: address)
      }
    }
  }
}
