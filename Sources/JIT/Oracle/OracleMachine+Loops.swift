// SPDX-License-Identifier: Apache-2.0
// Lane loops: blocks, groups of lanes, the tree that combines accumulators, the serial remainder.

extension OracleMachine {
  /// Runs a lane loop over `count` elements; `initial` is where `extra` names the initial values, `results` the slot of the
  /// first exit parameter.
  mutating func runLoop(
    _ loop: borrowing OraclePlan.Loop, count: Int, initial: Int, results: Int
  ) {
    let width = loop.width
    let grouped = width == 0 ? count : count / width * width
    for (i, accumulator) in loop.accumulators.enumerated() {
      let slot = scratch + Int(plan.program.extra[initial + i]) * 8
      spread(scratch + accumulator.row, slot, size: accumulator.size, count: width)
    }
    if count > 0 {
      let block = OraclePlan.blockLanes
      execute(loop.entry, element: 0, shift: 0, count: min(count, block))
      for start in stride(from: 0, to: grouped, by: block) {
        runBlock(loop, start: start, lanes: min(block, grouped - start), group: width)
      }
      if width > 1 {
        if grouped > 0 { combine(loop) }
        if grouped < count {
          runBlock(loop, start: grouped, lanes: count - grouped, group: 1)
        }
      }
    }
    for (i, accumulator) in loop.accumulators.enumerated() {
      (scratch + results + i * 8).copyMemory(
        from: scratch + accumulator.row, byteCount: accumulator.size)
    }
  }

  /// Runs a block of elements, its accumulators `group` lanes at a time.
  private mutating func runBlock(
    _ loop: borrowing OraclePlan.Loop, start: Int, lanes: Int, group: Int
  ) {
    execute(loop.block, element: start, shift: 0, count: lanes)
    guard group > 0 else { return }
    let steps = loop.group
    var shift = 0
    while shift < lanes {
      execute(steps, element: start + shift, shift: shift, count: group)
      advance(loop, shift: shift, group: group)
      shift += group
    }
  }

  /// Moves the next values of the accumulators to where they stand.
  private func advance(_ loop: borrowing OraclePlan.Loop, shift: Int, group: Int) {
    let direct = !loop.nextReadsAccumulators
    loop.accumulators.withUnsafeBufferPointer { accumulators in
      for i in accumulators.indices {
        let source = accumulators[i].next + shift * accumulators[i].nextAdvance
        let target = direct ? accumulators[i].row : loop.temporaries + i * OraclePlan.rowBytes
        guard source != target else { continue }
        (scratch + target).copyMemory(
          from: scratch + source, byteCount: group * accumulators[i].size)
      }
      guard !direct else { return }
      for i in accumulators.indices {
        let source = scratch + loop.temporaries + i * OraclePlan.rowBytes
        (scratch + accumulators[i].row).copyMemory(
          from: source, byteCount: group * accumulators[i].size)
      }
    }
  }

  /// Combines the lanes of each accumulator, neighbour with neighbour or half with half, into lane 0.
  private func combine(_ loop: borrowing OraclePlan.Loop) {
    let even = scratch + loop.temporaries
    let odd = even + OraclePlan.rowBytes
    for accumulator in loop.accumulators {
      let (row, size) = (scratch + accumulator.row, accumulator.size)
      var half = loop.width / 2
      while half > 0 {
        for i in 0..<half {
          let (a, b) = accumulator.combinesNeighbours ? (2 * i, 2 * i + 1) : (i, i + half)
          (even + i * size).copyMemory(from: row + a * size, byteCount: size)
          (odd + i * size).copyMemory(from: row + b * size, byteCount: size)
        }
        accumulator.combine(row, even, odd, odd, half)
        half /= 2
      }
    }
  }
}
