// SPDX-License-Identifier: Apache-2.0
// The LAPACK routines NumPy uses, under one name for float64 and complex128.
import COpenBLAS
import Glibc

/// Temporary memory of LAPACK's routines, sized by their own query on first use.
struct Workspace<Element> {
  var work: [Element] = []
  /// The elements of `work` that LAPACK is told of.
  var length: Int32 = 0
  var real: [Double] = []
  var integers: [Int32] = []
  /// The status of a routine whose workspace does not fit 32-bit sizes.
  static var tooLarge: Int32 { .min }
}

/// An element type LAPACK computes with.
///
/// Matrices are column-major and square matrices have n rows; leading dimensions are the numbers
/// of rows, at least 1. Each routine returns LAPACK's `info`: 0 is success.
protocol LAPACKElement: BLASElement, Equatable {
  /// The element's absolute value and what it is multiplied by, `self = direction * magnitude`.
  var polar: (direction: Self, magnitude: Double) { get }
  var isFinite: Bool { get }
  var conjugate: Self { get }
  init(real: Double)
  static func * (a: Self, b: Self) -> Self

  /// The number of elements that a workspace query answered.
  var workCount: Double { get }

  static func getrf(
    _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>
  ) -> Int32
  static func gesv(
    _ n: Int32, _ columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ pivots: UnsafeMutablePointer<Int32>, _ b: UnsafeMutablePointer<Self>
  ) -> Int32
  static func potrf(_ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>) -> Int32
  static func geqrf(
    _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>, _ tau: UnsafeMutablePointer<Self>,
    _ workspace: inout Workspace<Self>
  ) -> Int32
  static func orgqr(
    _ m: Int32, _ n: Int32, _ k: Int32, _ a: UnsafeMutablePointer<Self>,
    _ tau: UnsafePointer<Self>, _ workspace: inout Workspace<Self>
  ) -> Int32
  static func gesdd(
    _ job: CChar, _ m: Int32, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ s: UnsafeMutablePointer<Double>, _ u: UnsafeMutablePointer<Self>,
    _ vt: UnsafeMutablePointer<Self>, rowsOfVT: Int32, _ workspace: inout Workspace<Self>
  ) -> Int32
  static func syevd(
    _ job: CChar, _ triangle: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ w: UnsafeMutablePointer<Double>, _ workspace: inout Workspace<Self>
  ) -> Int32
  static func geev(
    _ job: CChar, _ n: Int32, _ a: UnsafeMutablePointer<Self>,
    _ w: UnsafeMutablePointer<ComplexElement<Double>>,
    _ vectors: UnsafeMutablePointer<ComplexElement<Double>>, _ workspace: inout Workspace<Self>
  ) -> Int32
  static func gelsd(
    _ m: Int32, _ n: Int32, _ columns: Int32, _ a: UnsafeMutablePointer<Self>,
    _ b: UnsafeMutablePointer<Self>, _ s: UnsafeMutablePointer<Double>, rcond: Double,
    rank: inout Int32, _ workspace: inout Workspace<Self>
  ) -> Int32
}

extension LAPACKElement {
  /// Runs `routine` twice when the workspace is new: first to ask for its size.
  ///
  /// `routine` receives the workspace and the length to pass as LWORK, -1 for the query.
  static func withWorkspace(
    _ workspace: inout Workspace<Self>, _ routine: (inout Workspace<Self>, Int32) -> Int32
  ) -> Int32 {
    if workspace.work.isEmpty {
      workspace.work = [.zero]
      if workspace.real.isEmpty { workspace.real = [0] }
      if workspace.integers.isEmpty { workspace.integers = [0] }
      let status = routine(&workspace, -1)
      if status != 0 { return status }
      let count = max(workspace.work[0].workCount, 1)
      guard count < Double(Int32.max), workspace.real[0] < Double(Int32.max) else {
        return Workspace<Self>.tooLarge
      }
      // Room to spare: OpenBLAS 0.3.21's zgemv_n reads past the last line of a matrix, here one of a block's width.
      workspace.length = Int32(count)
      workspace.work = [Self](repeating: .zero, count: 2 * Int(count))
    }
    return routine(&workspace, workspace.length)
  }
}

/// The letters LAPACK's character arguments are made of.
enum LAPACKJob {
  static let all = CChar(UInt8(ascii: "A"))
  static let reduced = CChar(UInt8(ascii: "S"))
  static let none = CChar(UInt8(ascii: "N"))
  static let vectors = CChar(UInt8(ascii: "V"))
  static let lower = CChar(UInt8(ascii: "L"))
  static let upper = CChar(UInt8(ascii: "U"))
}
