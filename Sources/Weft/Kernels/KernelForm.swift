// SPDX-License-Identifier: Apache-2.0
// The loops a region runs in: axes sorted and merged, stride classes, argument slots.

import JIT

/// A region's iteration space as a kernel sees it.
///
///     row form      for each row { passes over the inner axis: maps, reductions along it }
///     column form   for each block of rows { one loop over the inner axis }: reductions across rows
///     short form    for each row { one loop over the inner axis, a kept one }: reductions of a few elements each
///
/// Outer axes beyond the row axis are walked by the launcher, which moves the pointers.
struct KernelForm {
  enum Kind: UInt8 {
    case row, column, scan, position, short

    var name: String {
      switch self {
      case .row: "row"
      case .column: "column"
      case .scan: "scan"
      case .position: "position"
      case .short: "short"
      }
    }
  }

  var kind: Kind
  /// Elements per lane loop.
  var inner = 1
  /// Rows per call.
  var rows = 1
  /// Extents of the axes the launcher walks, outermost first.
  var outer: [Int] = []
  /// Per port: bytes per inner element, per row, and per step of each outer axis.
  var innerStrides: [Int]
  var rowStrides: [Int]
  /// outerStrides[port * outer.count + axis].
  var outerStrides: [Int] = []
  var classes: [StrideClass] = []
  /// Short form: elements per reduced row, and every port's stride along it.
  var extent = 1
  var shortStrides: [Int] = []
  var shortClasses: [StrideClass] = []
  /// Row form: rows that one round of the kernel takes.
  var rowsTogether = 1

  /// Slots of the argument block.
  enum Slot {
    static let inner = 0
    static let rows = 1
    /// The pairwise tree's leaves: pointer to (length, merges) pairs, and their number.
    static let leaves = 2
    static let leafCount = 3
    /// Scratch memory of the call.
    static let scratch = 4
    static let firstPort = 5
    static func pointer(_ port: Int) -> Int { firstPort + 3 * port }
    static func rowStride(_ port: Int) -> Int { firstPort + 3 * port + 1 }
    static func innerStride(_ port: Int) -> Int { firstPort + 3 * port + 2 }
    static func scalar(_ index: Int, ports: Int) -> Int { firstPort + 3 * ports + 2 * index }
    static func shortStride(_ port: Int, ports: Int, scalars: Int) -> Int {
      scalar(scalars, ports: ports) + port
    }
  }
}
