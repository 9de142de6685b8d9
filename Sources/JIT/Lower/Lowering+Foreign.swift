// SPDX-License-Identifier: Apache-2.0
// Calls of C functions: in lane loops one after the other, for the lanes that are elements; loops of nothing else as a whole.

/// The types of a C function's arguments and result, as one number for `MInst.disp`, or for C.
package struct ForeignElements {
  package let result: Element
  package let x: Element
  package let y: Element

  package init(result: Element, x: Element, y: Element) {
    self.result = result
    self.x = x
    self.y = y
  }

  package init(bits: Int32) {
    result = Element(rawValue: UInt8(truncatingIfNeeded: bits))!
    x = Element(rawValue: UInt8(truncatingIfNeeded: bits >> 8))!
    y = Element(rawValue: UInt8(truncatingIfNeeded: bits >> 16))!
  }

  package var bits: Int32 {
    Int32(result.rawValue) | Int32(x.rawValue) << 8 | Int32(y.rawValue) << 16
  }
}

extension Lowering {
  /// The vector of what a C function makes of each lane.
  mutating func foreign(_ inst: Instruction) -> VReg {
    f.usesLanes = true
    f.usesCalls = true
    let size = inst.type.element.log
    let x = vector(inst.b)
    let y = inst.op == .foreign2 ? vector(inst.c) : .none
    let d = newVector(size)
    return emit(
      MInst(
        form: .perLane, width: width(size), flags: lanes.isSingle ? [.pure, .broadcast] : .pure,
        cc: LaneKind.foreign.rawValue, d: d, a: x, b: y, base: uniforms[Int(inst.a)],
        index: lanes.tail.isNone ? .none : lanes.remaining, shift: UInt8(size),
        disp: foreignElements(inst).bits, imm: Int32(lanes.isSingle ? 1 : lanes.count)))
  }

  private func foreignElements(_ inst: Instruction) -> ForeignElements {
    ForeignElements(
      result: inst.type.element, x: element(inst.b),
      y: inst.op == .foreign2 ? element(inst.c) : inst.type.element)
  }

  /// Lowers a lane loop that does nothing but call a function of what it loads and store the result: one element after the other.
  ///
  /// False for other loops. What does not change from one iteration to the next has been emitted.
  mutating func lowerCalls(_ plan: LoopPlan, _ stays: [Bool]) -> Bool {
    let range = program.blocks[plan.body].range
    let steps = range.filter { stays[$0 - range.lowerBound] && !program.code[$0].op.isTerminator }
    guard plan.accumulators.isEmpty, let last = steps.last, let call = steps.dropLast().last
    else { return false }
    let (inst, store) = (program.code[call], program.code[last])
    let operands = inst.op == .foreign2 ? [inst.b, inst.c] : [inst.b]
    guard inst.op.isForeign, store.op == .store, Int(store.b) == call,
      steps.dropLast(2).allSatisfy({ operands.contains(UInt16($0)) }),
      operands.allSatisfy({ steps.contains(Int($0)) && instruction($0).op == .load })
    else { return false }
    f.usesCalls = true
    var arguments = [uniforms[Int(inst.a)], plan.count, uniforms[Int(store.a)]]
    arguments += operands.map { uniforms[Int(instruction($0).a)] }
    for (number, argument) in arguments.enumerated() {
      emit(MInst(form: .callArgument, a: argument, imm: Int32(number)))
    }
    emit(
      MInst(
        form: .perLane, cc: LaneKind.foreignRun.rawValue, disp: foreignElements(inst).bits,
        imm: Int32(operands.count)))
    return true
  }
}
