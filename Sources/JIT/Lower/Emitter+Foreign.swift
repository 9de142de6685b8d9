// SPDX-License-Identifier: Apache-2.0
// Emission of calls of C functions: arguments from buffers to registers, and what the callee may change kept on the stack.
//
//   [callOffset]        the function
//   [callOffset + 8]    the number of lanes that are elements, in the masked rest of a loop
//   [callOffset + 16]   the caller's MXCSR: callees leave no flags
//   [callOffset + 24]   rdi, rsi, r8 to r11
//   [callOffset + 80]   mask registers
//   [callOffset + 192]  vector registers

extension Emitter {
  static let callOffset: Int32 = bufferOffset + 192

  /// Bytes of the frame that calls need.
  static func callBytes(_ tier: Tier) -> Int32 {
    192 + (tier == .avx512 ? 32 * 64 : tier == .avx2 ? 16 * 32 : 16 * 16)
  }

  /// General registers that hold values and that callees may change.
  private static let callerSaved: [Gpr] = [.rdi, .rsi, .r8, .r9, .r10, .r11]

  private func callSlot(_ offset: Int32) -> Address { frameAddress(Self.callOffset + offset) }

  mutating func foreign(_ inst: MInst) {
    let size = Int(inst.shift)
    let element = Element(rawValue: UInt8(inst.disp))!
    save(inst.a, 0, width(inst))
    if !inst.b.isNone { save(inst.b, 64, width(inst)) }
    asm.mr(.mov, .q, callSlot(0), gpr(inst.base))
    if !inst.index.isNone { asm.mr(.mov, .q, callSlot(8), gpr(inst.index)) }
    keep(inst, isAfter: false)
    // Code of the SSE kind is slow while upper halves are in use.
    if tier != .sse2 { asm.plain(.vzeroupper) }
    let done = asm.newLabel()
    for lane in 0..<Int(inst.imm) {
      if !inst.index.isNone && lane > 0 {
        asm.mi(.cmp, .q, callSlot(8), Int32(lane))
        asm.jcc(.be, done)
      }
      let offset = Self.bufferOffset + Int32(lane << size)
      argument(0, frameAddress(offset), element)
      if !inst.b.isNone { argument(1, frameAddress(offset + 64), element) }
      asm.m(.call, .q, callSlot(0))
      let target = frameAddress(offset + 128)
      if element.isFloat {
        asm.store(target, Vec(0), bytes: element.size)
      } else {
        asm.mr(.mov, OperandSize(rawValue: UInt8(size))!, target, .rax)
      }
    }
    asm.bind(done)
    keep(inst, isAfter: true)
    if !inst.d.isNone { loadLanes(inst) }
  }

  private mutating func argument(_ number: Int, _ memory: Address, _ element: Element) {
    if element.isFloat {
      asm.load(Vec(number), memory, bytes: element.size)
    } else {
      asm.load(
        ArgumentPlaces.general[number], memory, OperandSize(rawValue: UInt8(element.log))!,
        element.isSigned ? .sign : .zero)
    }
  }

  /// Stores what the callee may change, or brings it back.
  private mutating func keep(_ inst: MInst, isAfter: Bool) {
    asm.m(isAfter ? .ldmxcsr : .stmxcsr, .d, callSlot(16))
    for (number, register) in Self.callerSaved.enumerated() {
      let isKept = register == .rdi || inst.kept.gpr >> UInt32(register.index) & 1 != 0
      guard isKept else { continue }
      let slot = callSlot(24 + 8 * Int32(number))
      if isAfter { asm.rm(.mov, .q, register, slot) } else { asm.mr(.mov, .q, slot, register) }
    }
    for number in 0..<8 where inst.kept.mask >> UInt32(number) & 1 != 0 {
      let slot = callSlot(80 + 8 * Int32(number))
      if isAfter {
        asm.km(.kmovq, Mask(number), slot)
      } else {
        asm.mk(.kmovq, slot, Mask(number))
      }
    }
    let full = VectorWidth(rawValue: UInt8(tier.rawValue))!
    let move: VectorOpcode = tier == .sse2 ? .movups : .vmovups
    for number in 0..<32 where inst.kept.vec >> UInt32(number) & 1 != 0 {
      let slot = callSlot(192 + Int32(number * full.bytes))
      if isAfter {
        asm.vm(move, full, Vec(number), slot)
      } else {
        asm.mv(move, full, slot, Vec(number))
      }
    }
  }
}
