// SPDX-License-Identifier: Apache-2.0
// Random general instructions: every row of the table in every form and size it has, and the rest.

import JIT

extension InstructionStream {
  /// Emits `samples` random instructions of every row, form and size.
  mutating func emitIntegers(samples: Int) {
    for op in IntegerOpcode.allCases {
      for size in OperandSize.allCases where op.facts.allows(size) {
        for _ in 0..<samples { emitForms(op, size) }
      }
    }
    for op in PlainOpcode.allCases {
      assembler.plain(op)
      endSlot(form: "\(op)")
    }
    for _ in 0..<samples {
      emitConditions()
      emitBranches()
    }
    for _ in 0..<samples * 4 { emitMoves() }
  }

  private mutating func emitForms(_ op: IntegerOpcode, _ size: OperandSize) {
    let facts = op.facts
    let d = gpr()
    let s = gpr()
    let a = address(unit: 1)
    // Assemblers exchange with rax in one byte, 90+r, and there is nothing to gain from it here.
    let hasShorterForm = op == .xchg && (d == .rax || s == .rax)
    if (facts.mr.isPresent || facts.rm.isPresent) && !hasShorterForm && op != .lea {
      assembler.rr(op, size, d, s)
      endSlot(form: "\(op) rr")
    }
    if facts.rm.isPresent {
      assembler.rm(op, size, d, a)
      endSlot(form: "\(op) rm")
    }
    if facts.mr.isPresent {
      assembler.mr(op, size, a, s)
      endSlot(form: "\(op) mr")
    }
    if facts.mi.isPresent {
      let value = immediate(size, facts.mi.immediate)
      assembler.mi(op, size, a, value)
      endSlot(form: "\(op) mi")
      if facts.mi.immediate != .memoryOnly {
        assembler.ri(op, size, random.once(in: 4) ? .rax : d, value)
        endSlot(form: "\(op) ri")
      }
    }
    if facts.m.isPresent {
      // push and pop of a register have one-byte opcodes and functions of their own.
      if !facts.isUnsized && op != .push && op != .pop {
        assembler.r(op, size, d)
        endSlot(form: "\(op) r")
      }
      assembler.m(op, size, a)
      endSlot(form: "\(op) m")
    }
    if facts.rmi.isPresent {
      assembler.rri(op, size, d, s, immediate(size, facts.rmi.immediate))
      endSlot(form: "\(op) rri")
      assembler.rmi(op, size, d, a, immediate(size, facts.rmi.immediate))
      endSlot(form: "\(op) rmi")
    }
  }

  /// Immediates around every edge; counts of bits for shifts and bit tests.
  private mutating func immediate(
    _ size: OperandSize, _ kind: IntegerFacts.Code.Immediate
  ) -> Int32 {
    if kind == .byOne || kind == .byte { return Int32(random.below(8 * size.bytes)) }
    var edges: [Int32] = [0, 1, -1, 127, -127, -128]
    if size != .b { edges += [128, -129, 255, 256, 32767, -32768] }
    if size.bytes > 2 { edges += [65535, .max, .min, Int32(truncatingIfNeeded: random.next())] }
    return edges[random.below(edges.count)]
  }

  private mutating func emitConditions() {
    for condition in Condition.allCases {
      assembler.setcc(condition, gpr())
      endSlot(form: "setcc")
      for size in [OperandSize.w, .d, .q] {
        assembler.cmov(condition, size, gpr(), gpr())
        endSlot(form: "cmov rr")
        assembler.cmov(condition, size, gpr(), address(unit: 1))
        endSlot(form: "cmov rm")
      }
    }
  }

  /// Backward branches from near, with a distance of one byte, to far; and one forward.
  private mutating func emitBranches() {
    let start = bindLabel()
    for condition in Condition.allCases {
      assembler.jcc(condition, start)
      endSlot(form: "jcc")
      let target = condition == .o ? end : start
      if random.once(in: 2) { assembler.jmp(target) } else { assembler.call(target) }
      endSlot(form: "jmp or call")
    }
  }

  private mutating func emitMoves() {
    let values: [Int64] = [
      0, 1, -1, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, -1 << 31, -1 << 31 - 1, .max, .min,
      Int64(bitPattern: random.next()),
    ]
    assembler.mov(gpr(), imm: values[random.below(values.count)])
    endSlot(form: "mov ri")
    assembler.push(gpr())
    endSlot(form: "push r")
    assembler.pop(gpr())
    endSlot(form: "pop r")
    assembler.movFromThread(gpr(), Int32(truncatingIfNeeded: random.next()))
    endSlot(form: "mov r, fs")
  }
}
