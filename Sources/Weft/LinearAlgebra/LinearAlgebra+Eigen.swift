// SPDX-License-Identifier: Apache-2.0
// Eigenvalues and eigenvectors.

extension LinearAlgebra {
  /// Eigenvalues, ascending, and eigenvectors, as columns, of every symmetric or Hermitian matrix.
  ///
  /// Only `triangle` is read (LAPACK syevd, heevd). From 3 by 3 on, elements that are not finite
  /// throw: LAPACK's iteration may never end on them.
  public static func eigh(
    _ a: NDArray, _ triangle: Triangle = .lower
  ) throws(LinearAlgebraError) -> (eigenvalues: NDArray, eigenvectors: NDArray) {
    try requireSquare(a)
    let common = try common(a)
    typealias Results = (eigenvalues: NDArray, eigenvectors: NDArray)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> Results {
      let (values, matrices) = try symmetric(a, as: type, triangle, job: LAPACKJob.vectors)
      return (values.vectors(as: common.real), matrices.array(as: common.result))
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  /// The eigenvalues alone of `eigh`.
  public static func eigvalsh(
    _ a: NDArray, _ triangle: Triangle = .lower
  ) throws(LinearAlgebraError) -> NDArray {
    try requireSquare(a)
    let common = try common(a)
    func run<E: LAPACKElement>(_ type: E.Type) throws(LinearAlgebraError) -> NDArray {
      try symmetric(a, as: type, triangle, job: LAPACKJob.none).values.vectors(as: common.real)
    }
    return common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
  }

  private static func symmetric<E: LAPACKElement>(
    _ a: NDArray, as type: E.Type, _ triangle: Triangle, job: CChar
  ) throws(LinearAlgebraError) -> (values: LAPACKStack<Double>, matrices: LAPACKStack<E>) {
    let matrices = try LAPACKStack<E>(a)
    let n = matrices.rows
    let values = LAPACKStack<Double>(batch: matrices.batch, rows: n, columns: 1)
    var workspace = Workspace<E>()
    if n == 0 { return (values, matrices) }
    for index in 0..<matrices.count {
      let matrix = matrices[index]
      // From 3 × 3 on the iteration meets NaN and may never end.
      if n > 2 {
        for column in 0..<n {
          let used = triangle == .lower ? column..<n : 0..<column + 1
          for row in used where !matrix[column * n + row].isFinite { throw .eigenvalues }
        }
      }
      let status = E.syevd(job, triangle.letter, Int32(n), matrix, values[index], &workspace)
      try require(status, .eigenvalues)
    }
    return (values, matrices)
  }

  /// Eigenvalues and right eigenvectors, as columns of norm 1, of every square matrix (LAPACK
  /// geev).
  ///
  /// The results are real when the input is real and no eigenvalue of the stack has an imaginary
  /// part, else complex. Elements must be finite.
  public static func eig(
    _ a: NDArray
  ) throws(LinearAlgebraError) -> (eigenvalues: NDArray, eigenvectors: NDArray) {
    let (common, values, vectors) = try general(a, job: LAPACKJob.vectors)
    if let real = realParts(values, common) {
      return (real.vectors(as: common.real), parts(vectors).array(as: common.real))
    }
    return (values.vectors(as: common.complex), vectors.array(as: common.complex))
  }

  /// The eigenvalues alone of `eig`.
  public static func eigvals(_ a: NDArray) throws(LinearAlgebraError) -> NDArray {
    let (common, values, _) = try general(a, job: LAPACKJob.none)
    if let real = realParts(values, common) { return real.vectors(as: common.real) }
    return values.vectors(as: common.complex)
  }

  private typealias ComplexStack = LAPACKStack<ComplexElement<Double>>

  private static func general(
    _ a: NDArray, job: CChar
  ) throws(LinearAlgebraError) -> (Common, values: ComplexStack, vectors: ComplexStack) {
    try requireSquare(a)
    func run<E: LAPACKElement>(
      _ type: E.Type
    ) throws(LinearAlgebraError) -> (values: ComplexStack, vectors: ComplexStack) {
      let matrices = try LAPACKStack<E>(a)
      let n = matrices.rows
      let all = UnsafeBufferPointer(start: matrices[0], count: matrices.count * n * n)
      if !all.allSatisfy(\.isFinite) { throw .notFinite }
      let values = ComplexStack(batch: matrices.batch, rows: n, columns: 1)
      let vectors = ComplexStack(
        batch: matrices.batch, rows: n, columns: job == LAPACKJob.vectors ? n : 0)
      var workspace = Workspace<E>()
      if n == 0 { return (values, vectors) }
      for index in 0..<matrices.count {
        let status = E.geev(
          job, Int32(n), matrices[index], values[index], vectors[index], &workspace)
        try require(status, .eigenvalues)
      }
      return (values, vectors)
    }
    let common = try common(a)
    let stacks = common.isComplex ? try run(ComplexElement<Double>.self) : try run(Double.self)
    return (common, stacks.values, stacks.vectors)
  }

  /// The real parts when the matrix is real and no eigenvalue has an imaginary part.
  private static func realParts(_ values: ComplexStack, _ common: Common) -> LAPACKStack<Double>? {
    if common.isComplex { return nil }
    let all = UnsafeBufferPointer(start: values[0], count: values.count * values.rows)
    return all.allSatisfy { $0.imaginary == 0 } ? parts(values) : nil
  }

  private static func parts(_ stack: ComplexStack) -> LAPACKStack<Double> {
    let result = LAPACKStack<Double>(
      batch: stack.batch, rows: stack.rows, columns: stack.columns)
    for index in 0..<stack.count * stack.rows * stack.columns {
      result[0][index] = stack[0][index].real
    }
    return result
  }
}
