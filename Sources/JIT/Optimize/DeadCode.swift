// SPDX-License-Identifier: Apache-2.0
// Pass: instructions that nothing reads go.

extension Draft {
  /// Removes instructions without effect whose result reaches no effect; block parameters stay.
  mutating func removeDeadCode() {
    var isLive = Array(repeating: false, count: program.code.count)
    var pending: [Int] = []
    pending.reserveCapacity(program.code.count)
    func mark(_ position: Int) {
      guard !isLive[position] else { return }
      isLive[position] = true
      pending.append(position)
    }
    for position in program.code.indices where !isRemoved[position] {
      let op = program.code[position].op
      let effect = op.facts.effect
      if effect == .write || effect == .control || op == .param { mark(position) }
    }
    while let position = pending.popLast() {
      let instruction = program.code[position]
      for operand in instruction.operands { mark(operand) }
      guard instruction.op.isTerminator, let list = program.valueList(of: instruction) else {
        continue
      }
      for value in program.extra[list] { mark(Int(value)) }
    }
    for position in isLive.indices where !isLive[position] { isRemoved[position] = true }
  }
}
