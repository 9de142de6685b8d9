// SPDX-License-Identifier: Apache-2.0
// LAPACK for complex128.
import COpenBLAS
import Glibc

extension ComplexElement: LAPACKElement where Part == Double {
  var polar: (direction: Self, magnitude: Double) {
    let magnitude = hypot(real, imaginary)
    return (Self(real / magnitude, imaginary / magnitude), magnitude)
  }
  var isFinite: Bool { real.isFinite && imaginary.isFinite }
  var workCount: Double { real }
  init(real: Double) { self.init(real) }

  static func getrf(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int32 {
    var (n, leading, info) = (n, max(n, 1), Int32(0))
    zgetrf_(&n, &n, a, &leading, pivots, &info)
    return info
  }

  static func gesv(
    _ n: Int32, _ columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ pivots: UnsafeMutablePointer<Int32>, _ b: UnsafeMutablePointer<Self>
  ) -> Int32 {
    var (n, columns, leading, info) = (n, columns, max(n, 1), Int32(0))
    zgesv_(&n, &columns, a, &leading, pivots, b, &leading, &info)
    return info
  }

  static func potrf(_ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>) -> Int32 {
    var (triangle, n, leading, info) = (triangle, n, max(n, 1), Int32(0))
    zpotrf_(&triangle, &n, a, &leading, &info, 1)
    return info
  }

  static func geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>,
    _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (m, n, leading, length, info) = (m, n, max(m, 1), length, Int32(0))
      zgeqrf_(&m, &n, a, &leading, tau, &space.work, &length, &info)
      return info
    }
  }

  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>,
    _ tau: UnsafePointer<Self>, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    withWorkspace(&workspace) { space, length in
      var (m, n, k, leading, length, info) = (m, n, k, max(m, 1), length, Int32(0))
      zungqr_(&m, &n, &k, a, &leading, tau, &space.work, &length, &info)
      return info
    }
  }

  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ s: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Self>,
    _ vt: UnsafeMutablePointer<Self>, rowsOfVT: Int32, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    if workspace.work.isEmpty {
      let (least, most) = (Int(min(m, n)), Int(max(m, n)))
      workspace.integers = [Int32](repeating: 0, count: 8 * least + 1)
      // LRWORK of zgesdd's documentation; the larger of its two bounds when vectors are asked for.
      let vectors = max(5 * least * least + 5 * least, 2 * most * least + 2 * least * least + least)
      let count = job == LAPACKJob.none ? 7 * least : vectors
      workspace.real = [Double](repeating: 0, count: count + 1)
    }
    return withWorkspace(&workspace) { space, length in
      var (job, m, n, length, info) = (job, m, n, length, Int32(0))
      var (leading, rowsOfVT) = (max(m, 1), max(rowsOfVT, 1))
      zgesdd_(
        &job, &m, &n, a, &leading, s, u, &leading, vt, &rowsOfVT, &space.work, &length,
        &space.real, &space.integers, &info, 1)
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
      var realLength = length < 0 ? -1 : Int32(space.real.count)
      zheevd_(
        &job, &triangle, &n, a, &leading, w, &space.work, &length, &space.real, &realLength,
        &space.integers, &integerLength, &info, 1, 1)
      if length < 0, info == 0, space.real[0] < Double(Int32.max) {
        let counts = (Int(space.real[0]), Int(space.integers[0]))
        space.real = [Double](repeating: 0, count: max(counts.0, 1))
        space.integers = [Int32](repeating: 0, count: max(counts.1, 1))
      }
      return info
    }
  }

  static func geev(
    _ job: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ w: UnsafeMutablePointer<ComplexElement<Double>>,
    _ vectors: UnsafeMutablePointer<ComplexElement<Double>>, _ workspace: inout Workspace<Self>
  ) -> Int32 {
    if workspace.work.isEmpty {
      workspace.real = [Double](repeating: 0, count: 2 * Int(n) + 1)
    }
    return withWorkspace(&workspace) { space, length in
      var (left, job, n, leading) = (LAPACKJob.none, job, n, max(n, 1))
      var (length, one, info) = (length, Int32(1), Int32(0))
      zgeev_(
        &left, &job, &n, a, &leading, w, nil, &one, vectors, &leading, &space.work, &length,
        &space.real, &info, 1, 1)
      return info
    }
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
      zgelsd_(
        &m, &n, &columns, a, &leadingA, b, &leadingB, s, &rcond, &rank, &space.work, &length,
        &space.real, &space.integers, &info)
      if length < 0, info == 0, space.real[0] < Double(Int32.max) {
        let counts = (Int(space.real[0]), Int(space.integers[0]))
        space.real = [Double](repeating: 0, count: max(counts.0, 1))
        space.integers = [Int32](repeating: 0, count: max(counts.1, 1))
      }
      return info
    }
  }
}
