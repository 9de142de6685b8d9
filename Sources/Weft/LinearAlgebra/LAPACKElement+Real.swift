// SPDX-License-Identifier: Apache-2.0
// LAPACK for float64.
import COpenBLAS

extension Double: LAPACKElement {
  var polar: (direction: Double, magnitude: Double) { self < 0 ? (-1, -self) : (1, self) }
  var conjugate: Double { self }
  var workCount: Double { self }
  init(real: Double) { self = real }

  static func getrf(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    var (n, leading, info) = (n, max(n, 1), Int32(0))
    dgetrf_(&n, &n, a, &leading, pivots, &info)
    return info
  }

  static func gesv(
    _ n: Int32, _ columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ pivots: UnsafeMutablePointer<Int32>, _ b: UnsafeMutablePointer<Self>
  ) -> Int32 {
    var (n, columns, leading, info) = (n, columns, max(n, 1), Int32(0))
    dgesv_(&n, &columns, a, &leading, pivots, b, &leading, &info)
    return info
  }

  static func potrf(_ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>) -> Int32 {
    var (triangle, n, leading, info) = (triangle, n, max(n, 1), Int32(0))
    dpotrf_(&triangle, &n, a, &leading, &info, 1)
    return info
  }

  static func geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>,
    _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (m, n, leading, length, info) = (m, n, max(m, 1), length, Int32(0))
      dgeqrf_(&m, &n, a, &leading, tau, &space.work, &length, &info)
      return info
    }
  }

  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>,
    _ tau: UnsafePointer<Self>, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (m, n, k, leading, length, info) = (m, n, k, max(m, 1), length, Int32(0))
      dorgqr_(&m, &n, &k, a, &leading, tau, &space.work, &length, &info)
      return info
    }
  }

  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ s: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Self>,
    _ vt: UnsafeMutablePointer<Self>, rowsOfVT: Int32, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    if workspace.work.isEmpty {
      workspace.integers = [Int32](repeating: 0, count: 8 * Int(min(m, n)) + 1)
    }
    return withWorkspace(&workspace) { space, length in
      var (job, m, n, length, info) = (job, m, n, length, Int32(0))
      var (leading, rowsOfVT) = (max(m, 1), max(rowsOfVT, 1))
      dgesdd_(
        &job, &m, &n, a, &leading, s, u, &leading, vt, &rowsOfVT, &space.work, &length,
        &space.integers, &info, 1)
      return info
    }
  }

  static func syevd(
    _ job: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ w: UnsafeMutablePointer<Double>, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (job, triangle, n, leading) = (job, triangle, n, max(n, 1))
      var (length, info) = (length, Int32(0))
      var integerLength = length < 0 ? -1 : Int32(space.integers.count)
      dsyevd_(
        &job, &triangle, &n, a, &leading, w, &space.work, &length, &space.integers,
        &integerLength, &info, 1, 1)
      if length < 0, info == 0 {
        let count = Int(space.integers[0])
        space.integers = [Int32](repeating: 0, count: max(count, 1))
      }
      return info
    }
  }

  static func geev(
    _ job: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ w: UnsafeMutablePointer<ComplexElement<Double>>,
    _ vectors: UnsafeMutablePointer<ComplexElement<Double>>, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    let count = Int(n)
    var parts = [Double](repeating: 0, count: 2 * count + 1)
    var packed = [Double](repeating: 0, count: job == LAPACKJob.vectors ? count * count + 1 : 1)
    let status = withWorkspace(&workspace) { space, length in
      var (left, job, n, leading) = (LAPACKJob.none, job, n, max(n, 1))
      var (length, one, info) = (length, Int32(1), Int32(0))
      parts.withUnsafeMutableBufferPointer { parts in
        dgeev_(
          &left, &job, &n, a, &leading, parts.baseAddress, parts.baseAddress.map { $0 + count },
          nil, &one, &packed, &leading, &space.work, &length, &info, 1, 1)
      }
      return info
    }
    for index in 0..<count { w[index] = ComplexElement(parts[index], parts[count + index]) }
    if job == LAPACKJob.vectors { unpackConjugatePairs(packed, w, count, into: vectors) }
    return status
  }

  static func gelsd(
    _ m: Int32, _ n: Int32, _ columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ b: UnsafeMutablePointer<Self>, _ s: UnsafeMutablePointer<Double>, rcond: Double,
    rank: inout Int32, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (m, n, columns, rcond) = (m, n, columns, rcond)
      var (leadingA, leadingB) = (max(m, 1), max(m, n, 1))
      var (length, info) = (length, Int32(0))
      dgelsd_(
        &m, &n, &columns, a, &leadingA, b, &leadingB, s, &rcond, &rank, &space.work, &length,
        &space.integers, &info)
      if length < 0, info == 0 {
        let count = Int(space.integers[0])
        space.integers = [Int32](repeating: 0, count: max(count, 1))
      }
      return info
    }
  }
}

/// Complex eigenvectors from dgeev's columns: a conjugate pair shares two, real and imaginary part.
private func unpackConjugatePairs(
  _ packed: [Double], _ w: UnsafePointer<ComplexElement<Double>>, _ n: Int,
  into vectors: UnsafeMutablePointer<ComplexElement<Double>>
) {
  var column = 0
  while column < n {
    let start = column * n
    if w[column].imaginary == 0 || column + 1 == n {
      for row in 0..<n { vectors[start + row] = ComplexElement(packed[start + row]) }
      column += 1
    } else {
      for row in 0..<n {
        let value = ComplexElement(packed[start + row], packed[start + n + row])
        vectors[start + row] = value
        vectors[start + n + row] = value.conjugate
      }
      column += 2
    }
  }
}
