// SPDX-License-Identifier: Apache-2.0
// Selections by `any`: a branch around what only the rare case needs.

// `select(any(c), rare, usual)` says that `rare` may be used for all lanes, or `usual` where no lane
// has c. What only `rare` needs is emitted into a block of its own, which runs when some lane has c.

/// Neighbouring selections by one `any`.
struct RareSelection: Sendable {
  /// Positions of the selections.
  var selections: Range<Int>
  /// Positions of what only their rare operands need, in order.
  var cone: [Int] = []
}

extension Lowering {
  /// The selections by `any` in a lane loop's body.
  func findRareSelections(_ range: Range<Int>) -> [RareSelection] {
    var found: [RareSelection] = []
    for position in range where isRareSelection(position, in: range) {
      let inst = program.code[position]
      if let last = found.last?.selections, last.upperBound == position,
        program.code[last.lowerBound].a == inst.a, !last.contains(Int(inst.b)),
        !last.contains(Int(inst.c))
      {
        found[found.count - 1].selections = last.lowerBound..<position + 1
      } else {
        found.append(RareSelection(selections: position..<position + 1))
      }
    }
    // The last first: what stands in its cone is emitted there, selections too.
    var kept: [RareSelection] = []
    var isTaken = Array(repeating: false, count: range.count)
    for var group in found.reversed() {
      if group.selections.contains(where: { isTaken[$0 - range.lowerBound] }) { continue }
      findCone(&group, range)
      for position in group.cone { isTaken[position - range.lowerBound] = true }
      kept.append(group)
    }
    return kept.reversed()
  }

  private func isRareSelection(_ position: Int, in range: Range<Int>) -> Bool {
    let inst = program.code[position]
    guard inst.op == .select, inst.type.isVarying, inst.type.element != .bool else { return false }
    let condition = instruction(inst.a)
    return condition.op == .any && range.contains(Int(inst.a)) && isVarying(condition.a)
  }

  /// Walks back from the selections: all uses of what is taken are their rare operands or taken themselves.
  private func findCone(_ group: inout RareSelection, _ range: Range<Int>) {
    var uses = Array(repeating: UInt16(0), count: range.count)
    func note(_ value: UInt16) {
      if range.contains(Int(value)) { uses[Int(value) - range.lowerBound] &+= 1 }
    }
    for position in group.selections { note(program.code[position].b) }
    var mayRead = true
    for position in (range.lowerBound..<group.selections.lowerBound).reversed() {
      let inst = program.code[position]
      let effect = inst.op.facts.effect
      if effect == .write { mayRead = false }
      let count = uses[position - range.lowerBound]
      guard count > 0, count == useCounts[position], inst.op != .param else { continue }
      guard inst.type.isVarying || inst.op == .any else { continue }
      guard effect == .pure || inst.op == .gather && mayRead else { continue }
      group.cone.append(position)
      for number in 0..<inst.op.operandCount {
        note(number == 0 ? inst.a : number == 1 ? inst.b : inst.c)
      }
    }
    group.cone.reverse()
  }

  /// Emits `group` for the current lanes.
  mutating func lower(_ group: RareSelection) {
    let first = program.code[group.selections.lowerBound]
    var usual: [VReg] = []
    for position in group.selections { usual.append(vector(program.code[position].c)) }
    flushLoads()
    let (rare, join) = (declare(), declare())
    branch(anyJump(instruction(first.a).a), (rare, []), (join, usual))

    begin(rare)
    f.blocks[rare].isRare = true
    // Masks converted here are not known afterwards.
    let known = maskCache
    for position in group.cone {
      if program.code[position].op == .any { splats[position] = .none }
      lowerVarying(position)
    }
    var results: [VReg] = []
    for position in group.selections { results.append(vector(program.code[position].b)) }
    jump(join, results)
    maskCache = known

    for position in group.selections {
      varyings[position] = newVector(program.code[position].type.element.log)
    }
    begin(join, group.selections.map { varyings[$0] })
  }
}
