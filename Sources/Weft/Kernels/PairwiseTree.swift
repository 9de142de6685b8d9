// SPDX-License-Identifier: Apache-2.0
// NumPy's pairwise summation tree, as a list of leaves that a kernel walks.

import JIT

/// The tree over n numbers: n <= 128 is a leaf; else it splits at n/2 rounded down to a multiple of 8.
///
/// Source: numpy/_core/src/umath/loops_utils.h.src, `pairwise_sum`; for complex numbers n counts both parts, so lengths in
/// elements are halved. Walked left to right with a stack: sum a leaf, then `merges` times add the number on top of the
/// stack to it from the left, then push it.
final class PairwiseTree: Sendable {
  /// Pairs (first element, length in elements | merges << 32).
  let leaves: [Int]
  var leafCount: Int { leaves.count / 2 }

  private static let leafLimit = 128

  /// Whether the tree over `count` elements is a single leaf.
  static func isLeaf(count: Int, complex: Bool) -> Bool { count * (complex ? 2 : 1) <= leafLimit }

  init(count: Int, complex: Bool) {
    var leaves: [Int] = []
    let unit = complex ? 2 : 1
    Self.append(0, count * unit, merges: 0, unit: unit, to: &leaves)
    self.leaves = leaves
  }

  /// Appends the leaves of a subtree after whose last leaf `merges` more merges follow.
  private static func append(
    _ start: Int, _ n: Int, merges: Int, unit: Int, to leaves: inout [Int]
  ) {
    if n <= leafLimit {
      leaves.append(start / unit)
      leaves.append(n / unit | merges << 32)
      return
    }
    let left = leftCount(n)
    append(start, left, merges: 0, unit: unit, to: &leaves)
    append(start + left, n - left, merges: merges + 1, unit: unit, to: &leaves)
  }

  private static func leftCount(_ n: Int) -> Int {
    let half = n / 2
    return half - half % 8
  }

  /// The ranges of the largest subtrees with at most `limit` elements, and the merges that follow each.
  static func subtrees(count: Int, complex: Bool, limit: Int) -> [(range: Range<Int>, merges: Int)]
  {
    var result: [(Range<Int>, Int)] = []
    let unit = complex ? 2 : 1
    func visit(_ start: Int, _ n: Int, _ merges: Int) {
      if n <= max(limit * unit, leafLimit) {
        result.append((start / unit..<(start + n) / unit, merges))
        return
      }
      let left = leftCount(n)
      visit(start, left, 0)
      visit(start + left, n - left, merges + 1)
    }
    visit(0, count * unit, 0)
    return result
  }
}

extension Region {
  /// Whether the tree of the region's float sums is one of complex numbers, or nil if it has no such sums.
  var hasComplexTree: Bool? {
    for step in steps {
      guard case .reduce(let reduction, _) = step.node.operation else { continue }
      switch reduction.order(in: step.node.loop) {
      case .pairwise: return false
      case .pairwiseComplex: return true
      default: continue
      }
    }
    return nil
  }
}

extension KernelForm {
  /// True for a tree of float64 over operands from beyond the last cache, and little else to compute.
  ///
  /// Measured (Zen 5, float64, one thread): the sum of 20 million takes 0.31 ns an element in vectors of 512 bits and 0.21 in two of
  /// 256, whose loads run less far ahead of the prefetcher; in the caches the wide ones are up to a tenth faster.
  func streamsSums(_ region: Region) -> Bool {
    guard kind == .row, region.hasComplexTree == false else { return false }
    var bytes = 0
    for port in region.ports where port.rate == .full && !port.isOutput {
      bytes += port.dtype.itemSize
    }
    for extent in outer { bytes *= extent }
    if bytes * inner * rows <= Self.lastCache { return false }
    return region.steps.allSatisfy { step in
      switch step.node.operation {
      case .map(let ufunc): step.rate == .row || !ufunc.facts.isExpensive
      case .reduce: step.node.loop == .float64
      default: false
      }
    }
  }

  private static let lastCache = Processor.caches.level3 > 0 ? Processor.caches.level3 : 32 << 20

  /// Whether rows are so short that each is one leaf: the kernel needs no table of leaves and no stack.
  func hasOneLeaf(_ region: Region) -> Bool {
    guard kind == .row, let isComplex = region.hasComplexTree else { return false }
    return PairwiseTree.isLeaf(count: inner, complex: isComplex)
  }
}
