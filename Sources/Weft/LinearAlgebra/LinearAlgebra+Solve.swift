// SPDX-License-Identifier: Apache-2.0
// Equations, inverses, determinants and Cholesky factors.
import Glibc

extension LinearAlgebra {
  /// Solves `a x = b` for every matrix of `a` (LAPACK gesv).
  ///
  /// A `b` of one axis is one vector; otherwise its last two axes are matrices whose columns are
  /// solved for, and the batches broadcast. Throws when a matrix is singular.
  public static func solve(_ a: NDArray, _ b: NDArray) throws(LinearAlgebraError) -> NDArray {
    try requireSquare(a)
    let common = try common(a, b)
    let n = a.shape[a.ndim - 1]
    let (name, signature) =
      b.ndim == 1 ? ("solve1", "(m,m),(m)->(m)") : ("solve", "(m,m),(m,n)->(m,n)")
    if b.ndim == 0 {
      throw LinearAlgebraError(
        .value,
        "solve: Input operand 1 does not have enough dimensions (has 0, gufunc core with "
          + "signature \(signature) requires 2)")
    }
    let given = b.shape[max(b.ndim - 2, 0)]
    if given != n {
      throw LinearAlgebraError(
        .value,
        "\(name): Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
          + "\(signature) (size \(given) is different from \(n))")
    }
    let batch: [Int]
    if b.ndim == 1 {
      batch = Array(a.shape.dropLast(2))
    } else {
      do {
        batch = try Products.broadcastBatch(
          a.shape, b.shape, requested: Array(b.shape.suffix(2)))
      } catch {
        throw LinearAlgebraError(error)
      }
    }
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let matrices = try LAPACKStack<E>(a, batch: batch)
      let solution = try LAPACKStack<E>(b, batch: batch)
      try solveInPlace(matrices, solution)
      return b.ndim == 1
        ? solution.vectors(as: common.result) : solution.array(as: common.result)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The inverse of every matrix (LAPACK gesv with the identity).
  ///
  /// Throws when a matrix is singular.
  public static func inv(_ a: NDArray) throws(LinearAlgebraError) -> NDArray {
    try requireSquare(a)
    let common = try common(a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let matrices = try LAPACKStack<E>(a)
      let n = matrices.rows
      let inverse = LAPACKStack<E>(batch: matrices.batch, rows: n, columns: n)
      for index in 0..<matrices.count { setIdentity(inverse[index], n, n) }
      try solveInPlace(matrices, inverse)
      return inverse.array(as: common.result)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  private static func solveInPlace<E>(
    _ matrices: LAPACKStack<E>, _ columns: LAPACKStack<E>
  ) throws(LinearAlgebraError) {
    var pivots = [Int32](repeating: 0, count: matrices.rows + 1)
    for index in 0..<matrices.count {
      let status = E.gesv(
        Int32(matrices.rows), Int32(columns.columns), matrices[index], &pivots, columns[index])
      try require(status, .singular)
    }
  }

  static func setIdentity<E: LAPACKElement>(
    _ matrix: UnsafeMutablePointer<E>, _ rows: Int, _ columns: Int
  ) {
    matrix.initialize(repeating: .zero, count: rows * columns)
    for index in 0..<min(rows, columns) { matrix[index * rows + index] = E(real: 1) }
  }

  /// The determinant of every matrix, from its LU factors; a singular one gives 0.
  public static func det(_ a: NDArray) throws(LinearAlgebraError) -> NDArray {
    let all = try determinants(a)
    let overflows = isInf(abs(all.det)) & isFinite(all.logarithm)
    if overflows.any().scalar(Bool.self) { Warnings.report(.overflow, in: "det") }
    return all.det
  }

  /// The sign (or direction, when complex) and the logarithm of the absolute value of every
  /// determinant; a singular matrix gives 0 and minus infinity.
  public static func slogdet(
    _ a: NDArray
  ) throws(LinearAlgebraError) -> (sign: NDArray, logAbsDet: NDArray) {
    let all = try determinants(a)
    return (all.sign, all.logarithm)
  }

  private static func determinants(
    _ a: NDArray
  ) throws(LinearAlgebraError) -> (sign: NDArray, logarithm: NDArray, det: NDArray) {
    try requireSquare(a)
    let common = try common(a)
    typealias Results = (sign: NDArray, logarithm: NDArray, det: NDArray)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> Results {
      let matrices = try LAPACKStack<E>(a)
      let n = matrices.rows
      let signs = LAPACKStack<E>(batch: matrices.batch, rows: 1, columns: 1)
      let logarithms = LAPACKStack<Double>(batch: matrices.batch, rows: 1, columns: 1)
      let dets = LAPACKStack<E>(batch: matrices.batch, rows: 1, columns: 1)
      var pivots = [Int32](repeating: 0, count: n + 1)
      for index in 0..<matrices.count {
        let status = n == 0 ? 0 : E.getrf(Int32(n), matrices[index], &pivots)
        var sign = E(real: status == 0 ? 1 : 0)
        var logarithm = status == 0 ? 0.0 : -Double.infinity
        if status == 0 {
          for row in 0..<n {
            if pivots[row] != row + 1 { sign = sign * E(real: -1) }
            let (direction, magnitude) = matrices[index][row * n + row].polar
            sign = sign * direction
            logarithm += log(magnitude)
          }
        }
        signs[index].pointee = sign
        logarithms[index].pointee = logarithm
        dets[index].pointee = sign * E(real: exp(logarithm))
      }
      return (
        signs.scalars(as: common.result), logarithms.scalars(as: common.real),
        dets.scalars(as: common.result)
      )
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The Cholesky factor of every symmetric or Hermitian matrix (LAPACK potrf).
  ///
  /// `a = l lᴴ`, or `a = uᴴ u` when `triangle` is upper; only that triangle is read. Throws when a matrix is not positive
  /// definite.
  public static func cholesky(
    _ a: NDArray, _ triangle: Triangle = .lower
  ) throws(LinearAlgebraError) -> NDArray {
    try requireSquare(a)
    let common = try common(a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      let matrices = try LAPACKStack<E>(a)
      let n = matrices.rows
      for index in 0..<matrices.count {
        let matrix = matrices[index]
        try require(E.potrf(triangle.letter, Int32(n), matrix), .notPositiveDefinite)
        for column in 0..<n {
          let unused = triangle == .lower ? 0..<column : column + 1..<n
          for row in unused { matrix[column * n + row] = .zero }
        }
      }
      return matrices.array(as: common.result)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }
}
