// SPDX-License-Identifier: Apache-2.0
// Calls of C functions in lane loops: one after the other, for the lanes that are elements.

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
    let elements = ForeignElements(
      result: inst.type.element, x: element(inst.b),
      y: inst.op == .foreign2 ? element(inst.c) : inst.type.element)
    let x = vector(inst.b)
    let y = inst.op == .foreign2 ? vector(inst.c) : .none
    let d = newVector(size)
    return emit(
      MInst(
        form: .perLane, width: width(size), flags: lanes.isSingle ? [.pure, .broadcast] : .pure,
        cc: LaneKind.foreign.rawValue, d: d, a: x, b: y, base: uniforms[Int(inst.a)],
        index: lanes.tail.isNone ? .none : lanes.remaining, shift: UInt8(size),
        disp: elements.bits, imm: Int32(lanes.isSingle ? 1 : lanes.count)))
  }
}
