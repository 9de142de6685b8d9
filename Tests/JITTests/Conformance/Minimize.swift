// SPDX-License-Identifier: Apache-2.0
// Makes a failing program smaller.

import JIT

/// A program that still fails, without what the failure does not need: stores dropped, values replaced by an operand.
func minimize(_ program: Program, stillFails: (Program) -> Bool) -> Program {
  var best = program
  var shrunk = true
  while shrunk {
    shrunk = false
    var position = 0
    while position < best.code.count {
      for candidate in reductions(best, at: position) {
        let smaller = optimize(candidate)
        guard smaller.code.count < best.code.count, stillFails(smaller) else { continue }
        best = smaller
        shrunk = true
        break
      }
      position += 1
    }
  }
  return best
}

/// The values that keep memory accesses and loops within their bounds: a smaller program must not change them.
private func addresses(_ program: Program) -> Set<Int> {
  var pending: [Int] = []
  for instruction in program.code {
    switch instruction.op {
    case .load, .store, .loadUniform, .storeUniform, .loop, .branch:
      pending.append(Int(instruction.a))
    case .loadStrided, .storeStrided, .gather, .scatter:
      pending += [Int(instruction.a), Int(instruction.b)]
    // A row loop's counter goes round this way.
    case .jump: pending += program.extra[program.valueList(of: instruction)!].map { Int($0) }
    default: break
    }
  }
  var found: Set<Int> = []
  while let value = pending.popLast() {
    // A mask bounds whatever it is applied to.
    if found.insert(value).inserted, program.code[value].op != .and {
      pending += program.code[value].operands
    }
  }
  return found
}

private func reductions(_ program: Program, at position: Int) -> [Program] {
  let instruction = program.code[position]
  if instruction.op.facts.effect == .write {
    var candidate = program
    candidate.constants.append(0)
    candidate.code[position] = Instruction(
      op: .const, type: ValueType(.i64), c: UInt16(candidate.constants.count - 1))
    return [candidate]
  }
  guard instruction.op.facts.effect == .pure, !addresses(program).contains(position) else {
    return []
  }
  let operands = [instruction.a, instruction.b, instruction.c].prefix(instruction.op.operandCount)
  return operands.filter { program.code[Int($0)].type == instruction.type }.map { operand in
    rename(program, UInt16(position), to: operand)
  }
}

private func rename(_ program: Program, _ old: UInt16, to new: UInt16) -> Program {
  var result = program
  for position in result.code.indices {
    let count = result.code[position].op.operandCount
    if count > 0, result.code[position].a == old { result.code[position].a = new }
    if count > 1, result.code[position].b == old { result.code[position].b = new }
    if count > 2, result.code[position].c == old { result.code[position].c = new }
    guard let list = result.valueList(of: result.code[position]) else { continue }
    for place in list where result.extra[place] == old { result.extra[place] = new }
  }
  return result
}
