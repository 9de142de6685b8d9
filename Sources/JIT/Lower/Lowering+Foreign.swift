// SPDX-License-Identifier: Apache-2.0
// Calls of C functions in lane loops: one after the other, for the lanes that are elements.

extension Lowering {
  /// The vector of what a C function makes of each lane.
  mutating func foreign(_ inst: Instruction) -> VReg {
    f.usesLanes = true
    f.usesCalls = true
    let element = inst.type.element
    let size = element.log
    let x = vector(inst.b)
    let y = inst.op == .foreign2 ? vector(inst.c) : .none
    let d = newVector(size)
    return emit(
      MInst(
        form: .perLane, width: width(size), flags: lanes.isSingle ? [.pure, .broadcast] : .pure,
        cc: LaneKind.foreign.rawValue, d: d, a: x, b: y, base: uniforms[Int(inst.a)],
        index: lanes.tail.isNone ? .none : lanes.remaining, shift: UInt8(size),
        disp: Int32(element.rawValue), imm: Int32(lanes.isSingle ? 1 : lanes.count)))
  }
}
