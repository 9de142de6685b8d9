// SPDX-License-Identifier: Apache-2.0
// Pass: what is the same in every iteration leaves the loop.

extension Draft {
  /// Moves pure uniform instructions whose operands stand outside a loop to the block that enters it, loop after loop.
  ///
  /// From a plain loop only what raises no floating-point flags moves, since the loop's blocks may run under conditions. A
  /// block that several others enter is not left.
  mutating func hoist() {
    let flow = ControlFlow(program)
    let entrances = findEntrances(flow)
    guard entrances.contains(where: { $0 >= 0 }) else { return }
    for block in flow.order where entrances[block] >= 0 {
      for position in program.blocks[block].range where Int(home[position]) == block {
        let instruction = program.code[position]
        guard !isRemoved[position], canMove(instruction) else { continue }
        var place = block
        while entrances[place] >= 0 {
          if program.blocks[place].lanes == nil && mayRaise(instruction) { break }
          let target = entrances[place]
          guard instruction.operands.allSatisfy({ flow.dominates(Int(home[$0]), target) }) else {
            break
          }
          place = target
        }
        if place != block {
          home[position] = UInt16(place)
          moved.append(position)
        }
      }
    }
  }

  private func canMove(_ instruction: Instruction) -> Bool {
    guard !instruction.type.isVarying, instruction.op.facts.effect == .pure else { return false }
    return instruction.op != .param && instruction.op != .any
  }

  /// True for operations that can leave floating-point flags.
  private func mayRaise(_ instruction: Instruction) -> Bool {
    switch instruction.op {
    case .neg, .abs, .select, .bitcast: return false
    case .convert:
      return instruction.type.element.isFloat || isFloat(instruction.a)
    default: return instruction.op.operandCount > 0 && isFloat(instruction.a)
    }
  }

  private func isFloat(_ value: UInt16) -> Bool {
    program.code[Int(value)].type.element.isFloat
  }

  /// For each block the block that enters the innermost loop around it, or -1.
  private func findEntrances(_ flow: ControlFlow) -> [Int] {
    var entrances = Array(repeating: -1, count: program.blocks.count)
    // Headers come in dominance order, so that inner loops write over outer ones.
    for header in flow.order {
      if program.blocks[header].lanes != nil {
        let entering = flow.predecessors[header]
        entrances[header] = entering.count == 1 ? entering[0] : -1
        continue
      }
      var stack = flow.predecessors[header].filter { flow.dominates(header, $0) }
      guard !stack.isEmpty else { continue }
      let entering = flow.predecessors[header].filter { !flow.dominates(header, $0) }
      let entrance = entering.count == 1 ? entering[0] : -1
      var isInside = Array(repeating: false, count: program.blocks.count)
      isInside[header] = true
      while let block = stack.popLast() {
        guard !isInside[block] else { continue }
        isInside[block] = true
        stack += flow.predecessors[block]
      }
      for block in isInside.indices where isInside[block] { entrances[block] = entrance }
    }
    return entrances
  }
}
