// SPDX-License-Identifier: Apache-2.0
// Which values pass from one pass of a band to the next through memory.

/// Recompute what is cheap; never a division, a root or a transcendental.
enum Scratch {
  /// The full steps that a later pass needs and that are too dear to compute again, in step order.
  static func steps(_ region: Region) -> [Int] {
    if region.passes == 1 { return [] }
    var needed = [Bool](repeating: false, count: region.steps.count)
    for pass in 0..<region.passes {
      for (index, step) in region.steps.enumerated() {
        let isReduction: Bool
        if case .reduce = step.node.operation { isReduction = true } else { isReduction = false }
        if step.rate == .row, isReduction, Int(step.level) == pass + 1 {
          follow(region.operand(of: step), pass, region, &needed)
        } else if step.rate == .full, step.output >= 0, Int(step.level) == pass {
          follow(step: index, pass, region, &needed)
        }
      }
    }
    return needed.indices.filter { needed[$0] }
  }

  private static func follow(
    _ reference: Region.Reference, _ pass: Int, _ region: Region, _ needed: inout [Bool]
  ) {
    if reference.source == .step { follow(step: Int(reference.index), pass, region, &needed) }
  }

  private static func follow(
    step index: Int, _ pass: Int, _ region: Region, _ needed: inout [Bool]
  ) {
    let step = region.steps[index]
    if step.rate == .row { return }
    if Int(step.level) < pass {
      if step.output >= 0 { return }  // loaded from where it is stored anyway
      if case .map(let ufunc) = step.node.operation, ufunc.facts.isExpensive {
        if !needed[index] {
          needed[index] = true
          follow(step: index, Int(step.level), region, &needed)
        }
        return
      }
    }
    for reference in region.operands(of: step) { follow(reference, pass, region, &needed) }
  }
}
