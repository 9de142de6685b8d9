// SPDX-License-Identifier: Apache-2.0
// QR and singular value decompositions.

extension LinearAlgebra {
  /// The size of QR's factors.
  public enum QRMode: Sendable {
    /// `q` has as many columns as the smaller side of the matrix.
    case reduced
    /// `q` is square.
    case complete
  }

  /// Factors every matrix into `q` with orthonormal columns and upper triangular `r`, `a = q r`
  /// (LAPACK geqrf, orgqr).
  public static func qr(
    _ a: NDArray, mode: QRMode = .reduced
  ) throws(LinearAlgebraError) -> (q: NDArray, r: NDArray) {
    try requireMatrices(a)
    let common = try common(a)
    func run<E: LAPACKElement>(
      _ type: E.Type
    ) throws(LinearAlgebraError) -> (q: NDArray, r: NDArray) {
      let (matrices, tau) = try reflectors(a, as: type)
      let (m, n) = (matrices.rows, matrices.columns)
      let least = min(m, n)
      let width = mode == .complete ? m : least
      let factor = LAPACKStack<E>(batch: matrices.batch, rows: m, columns: width)
      var workspace = Workspace<E>()
      for index in 0..<matrices.count {
        let (q, a) = (factor[index], matrices[index])
        q.initialize(repeating: .zero, count: m * width)
        q.update(from: a, count: m * least)
        let status = E.orgqr(Int32(m), Int32(width), Int32(least), q, tau[index], &workspace)
        try require(m == 0 ? 0 : status, .orthogonal)
        clearBelowDiagonal(a, m, n)
      }
      return (
        factor.array(as: common.result), matrices.array(as: common.result, rows: width)
      )
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The triangular factor `r` of `qr` alone, of the reduced size.
  public static func qrTriangle(_ a: NDArray) throws(LinearAlgebraError) -> NDArray {
    try requireMatrices(a)
    let common = try common(a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let (matrices, _) = try reflectors(a, as: type)
      for index in 0..<matrices.count {
        clearBelowDiagonal(matrices[index], matrices.rows, matrices.columns)
      }
      return matrices.array(as: common.result, rows: min(matrices.rows, matrices.columns))
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// LAPACK's own form of QR: reflectors below the diagonal, and their factors.
  private static func reflectors<E: LAPACKElement>(
    _ a: NDArray, as type: E.Type
  ) throws(LinearAlgebraError) -> (matrices: LAPACKStack<E>, tau: LAPACKStack<E>) {
    let matrices = try LAPACKStack<E>(a)
    let (m, n) = (matrices.rows, matrices.columns)
    let tau = LAPACKStack<E>(batch: matrices.batch, rows: min(m, n), columns: 1)
    var workspace = Workspace<E>()
    if min(m, n) == 0 { return (matrices, tau) }
    for index in 0..<matrices.count {
      let status = E.geqrf(Int32(m), Int32(n), matrices[index], tau[index], &workspace)
      try require(status, .orthogonal)
    }
    return (matrices, tau)
  }

  private static func clearBelowDiagonal<E: LAPACKElement>(
    _ matrix: UnsafeMutablePointer<E>, _ m: Int, _ n: Int
  ) {
    for column in 0..<n where column + 1 < m {
      for row in column + 1..<m { matrix[column * m + row] = .zero }
    }
  }

  /// The singular value decomposition of every matrix: `a = u s vh`, with `s` descending (LAPACK
  /// gesdd).
  ///
  /// `fullMatrices` makes `u` and `vh` square. Throws when it does not converge, or when elements
  /// are not finite.
  public static func svd(
    _ a: NDArray, fullMatrices: Bool = true
  ) throws(LinearAlgebraError) -> (u: NDArray, s: NDArray, vh: NDArray) {
    let common = try common(checked: a)
    typealias Results = (u: NDArray, s: NDArray, vh: NDArray)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> Results {
      let all = try decompose(a, as: type, job: fullMatrices ? LAPACKJob.all : LAPACKJob.reduced)
      return (
        all.u.array(as: common.result), all.s.vectors(as: common.real),
        all.vh.array(as: common.result)
      )
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The singular values of every matrix, descending (NumPy's `svd` with `compute_uv=False`).
  public static func svdvals(_ a: NDArray) throws(LinearAlgebraError) -> NDArray {
    let common = try common(checked: a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      try decompose(a, as: type, job: LAPACKJob.none).s.vectors(as: common.real)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  private static func common(checked a: NDArray) throws(LinearAlgebraError) -> Common {
    try requireMatrices(a)
    return try common(a)
  }

  /// Factors of singular value decompositions, column-major; `u` and `vh` empty when not asked for.
  struct SingularFactors<E: LAPACKElement> {
    let u: LAPACKStack<E>
    let s: LAPACKStack<Double>
    let vh: LAPACKStack<E>
  }

  static func decompose<E: LAPACKElement>(
    _ a: NDArray, as type: E.Type, job: CChar
  ) throws(LinearAlgebraError) -> SingularFactors<E> {
    let matrices = try LAPACKStack<E>(a)
    let (m, n) = (matrices.rows, matrices.columns)
    let least = min(m, n)
    let (width, height) =
      job == LAPACKJob.all ? (m, n) : job == LAPACKJob.reduced ? (least, least) : (0, 0)
    let factors = SingularFactors<E>(
      u: LAPACKStack(batch: matrices.batch, rows: m, columns: width),
      s: LAPACKStack(batch: matrices.batch, rows: least, columns: 1),
      vh: LAPACKStack(batch: matrices.batch, rows: height, columns: n))
    var workspace = Workspace<E>()
    for index in 0..<matrices.count {
      let (matrix, u, vh) = (matrices[index], factors.u[index], factors.vh[index])
      if least == 0 {
        setIdentity(u, m, width)
        setIdentity(vh, height, n)
        continue
      }
      // gesdd refuses NaN; with infinities it may iterate for ever.
      let isFinite = UnsafeBufferPointer(start: matrix, count: m * n).allSatisfy(\.isFinite)
      if !isFinite { throw .singularValues }
      let status = E.gesdd(
        job, Int32(m), Int32(n), matrix, factors.s[index], u, vh, rowsOfVT: Int32(height),
        &workspace)
      try require(status, .singularValues)
    }
    return factors
  }
}
