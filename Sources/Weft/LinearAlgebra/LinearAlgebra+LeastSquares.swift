// SPDX-License-Identifier: Apache-2.0
// Least squares and the pseudo-inverse.
import COpenBLAS

extension LinearAlgebra {
  /// What `lstsq` finds.
  public struct LeastSquares: Sendable {
    /// The least-squares solution, of smallest norm where there are several.
    public let solution: NDArray
    /// The squared norms of `b - a x`, one for each column of `b`; empty when the rank is
    /// deficient or there are no more rows than columns.
    public let residuals: NDArray
    /// The number of singular values above the cut-off.
    public let rank: Int
    /// The singular values of the matrix, descending.
    public let singularValues: NDArray
  }

  /// The `x` that minimises the norm of `b - a x` (LAPACK gelsd).
  ///
  /// `a` is one matrix, `b` one vector or a matrix of columns. Singular values up to `rcond` times
  /// the largest count as zero; by default the machine epsilon of float64 times the larger side.
  public static func lstsq(
    _ a: NDArray, _ b: NDArray, rcond: Double? = nil
  ) throws(LinearAlgebraError) -> LeastSquares {
    for (array, rank) in [(a, a.ndim), (b, b.ndim == 1 ? 2 : b.ndim)] where rank != 2 {
      throw .dimensions(array.ndim, must: "")
    }
    let (m, n) = (a.shape[0], a.shape[1])
    let columns = b.ndim == 1 ? 1 : b.shape[1]
    if b.shape[0] != m { throw LinearAlgebraError(.matrix, "Incompatible dimensions") }
    let common = try common(a, b)
    let cutoff = rcond ?? Double.ulpOfOne * Double(max(m, n))

    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> LeastSquares {
      let matrix = try LAPACKStack<E>(a)
      let given = try LAPACKStack<E>(b, room: max(m, n))
      // gelsd wants a column to work on even when there is none to solve for.
      let right = columns > 0 ? given : LAPACKStack<E>(batch: [], rows: max(m, n), columns: 1)
      if columns == 0 { right[0].initialize(repeating: .zero, count: max(m, n)) }
      let values = LAPACKStack<Double>(batch: [], rows: min(m, n), columns: 1)
      var rank: Int32 = 0
      if min(m, n) > 0 {
        let all = UnsafeBufferPointer(start: matrix[0], count: m * n)
        if !all.allSatisfy(\.isFinite) { throw .leastSquares }
        var workspace = Workspace<E>()
        let status = E.gelsd(
          Int32(m), Int32(n), Int32(right.columns), matrix[0], right[0], values[0],
          rcond: cutoff, rank: &rank, &workspace)
        try require(status, .leastSquares)
      }
      let hasResiduals = rank == n && m > n
      let residuals = LAPACKStack<Double>(
        batch: [], rows: hasResiduals ? columns : 0, columns: 1)
      for column in 0..<residuals.rows {
        let tail = right[0] + column * right.rows
        var sum = 0.0
        for row in n..<m {
          let magnitude = tail[row].polar.magnitude
          sum += magnitude == 0 ? 0 : magnitude * magnitude
        }
        residuals[0][column] = sum
      }
      return LeastSquares(
        solution: b.ndim == 1
          ? given.vectors(as: common.result, rows: n)
          : given.array(as: common.result, rows: n),
        residuals: residuals.vectors(as: common.real), rank: Int(rank),
        singularValues: values.vectors(as: common.real))
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The Moore–Penrose pseudo-inverse of every matrix, by singular values; those up to `rcond`
  /// times the largest count as zero.
  public static func pinv(
    _ a: NDArray, rcond: Double = 1e-15
  ) throws(LinearAlgebraError) -> NDArray {
    try requireMatrices(a)
    let (m, n) = (a.shape[a.ndim - 2], a.shape[a.ndim - 1])
    let batch = Array(a.shape.dropLast(2))
    if m == 0 || n == 0 {
      return NDArray(dtype: a.dtype, shape: batch + [n, m]) { bytes in
        bytes.initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
    let common = try common(a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let factors = try decompose(a, as: type, job: LAPACKJob.reduced)
      let least = min(m, n)
      let inverse = LAPACKStack<E>(batch: batch, rows: n, columns: m)
      for index in 0..<inverse.count {
        let (u, s, vh) = (factors.u[index], factors.s[index], factors.vh[index])
        let limit = rcond * s[0]
        for term in 0..<least {
          let factor = E(real: s[term] > limit ? 1 / s[term] : 0)
          for row in 0..<m { u[term * m + row] = u[term * m + row] * factor }
        }
        for position in 0..<m * least { u[position] = u[position].conjugate }
        for position in 0..<least * n { vh[position] = vh[position].conjugate }
        // Row-major gemm sees every column-major matrix transposed: (v s⁻¹ uᴴ)ᵀ = ū s⁻¹ v̄ᵀ.
        E.gemm(
          (a: CblasTrans, b: CblasTrans), Int32(m), Int32(n), Int32(least), u, Int32(m), vh,
          Int32(least), accumulating: false, inverse[index], Int32(n))
      }
      return inverse.array(as: common.result)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }
}
