// SPDX-License-Identifier: Apache-2.0
// How many rows a row kernel takes at once.

import JIT

extension KernelForm {
  /// Longer rows keep a processor busy by themselves.
  private static let longestTogether = 128
  private static let mostTogether = 4
  /// Full operands of all rows in work, whose pointers want registers.
  private static let mostPointers = 8
  /// Reductions of a pass of all rows in work, whose accumulators want registers: AVX2 has two for each of float64.
  private static let mostAccumulated = 4
  /// The longest code of all rows in work, in IR instructions.
  private static let mostWork = 800

  /// Takes several short rows at once where a row ends in reductions, which wait for each other: the chains of one row fill the
  /// waits of another.
  ///
  /// Measured (Zen 5, rows of 100 float64): the standard deviation of a row takes 18 ns one at a time, 14 with two, 11 with four.
  mutating func setRowsTogether(_ region: Region) {
    guard kind == .row, region.reduced != 0, !region.isPartial, inner <= Self.longestTogether,
      rows >= 2 * Self.mostTogether
    else { return }
    if region.hasComplexTree != nil && !hasOneLeaf(region) { return }
    if !CallStrips(region, self).isEmpty { return }
    var pointers = Scratch.steps(region).count
    for (index, port) in region.ports.enumerated() where port.rate == .full {
      if !isSharedByRows(index, region) { pointers += 1 }
    }
    var accumulated = 0
    for pass in 1...region.passes {
      let count = region.steps.count { step in
        step.rate == .row && step.reduction != nil && Int(step.level) == pass
      }
      accumulated = max(accumulated, count)
    }
    rowsTogether = Self.mostTogether
    while rowsTogether > 1
      && (rowsTogether * pointers > Self.mostPointers
        || rowsTogether * accumulated > Self.mostAccumulated
        || rowsTogether * region.length > Self.mostWork)
    {
      rowsTogether /= 2
    }
  }

  /// True for a full operand whose rows are all the same.
  func isSharedByRows(_ port: Int, _ region: Region) -> Bool {
    rowStrides[port] == 0 && region.ports[port].rate == .full && !region.ports[port].isOutput
  }
}
