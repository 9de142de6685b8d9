// SPDX-License-Identifier: Apache-2.0
// Emission of calls of C functions for every element of memory, and what the callee may change kept on the stack.
//
//   [callOffset]        MXCSR before the calls, and after them
//   [callOffset + 8]    rdi, rsi, r8 to r11
//   [callOffset + 56]   mask registers
//   [callOffset + 120]  registers of its own that others may be using: rbx, r12 to r15
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

  /// Calls the function of the frame in memory at a for each of its elements.
  mutating func callEach(_ inst: MInst) {
    let types = CallTypes(high: inst.imm, low: inst.disp)
    asm.m(.stmxcsr, .d, callSlot(0))
    keep(inst, isAfter: false)
    asm.rr(.mov, .q, .rdi, gpr(inst.a))
    // Code of the SSE kind is slow while upper halves are in use.
    if tier != .sse2 { asm.plain(.vzeroupper) }
    let (near, done) = (asm.newLabel(), asm.newLabel())
    if types.areLoopedInC {
      // A call across more than 2 GB takes three cycles longer (Zen 5): functions of the program itself are called from there.
      asm.mov(.rax, imm: Int64(CallLoop.address))
      asm.rr(.mov, .q, .rcx, .rax)
      asm.rm(.sub, .q, .rcx, Address(base: .rdi, displacement: CallFrame.function))
      asm.mov(.rdx, imm: 1 << 31)
      asm.rr(.add, .q, .rcx, .rdx)
      asm.ri(.shr, .q, .rcx, 32)
      asm.jcc(.e, near)
    }
    callElements(types)
    if types.areLoopedInC {
      asm.jmp(done)
      asm.bind(near)
      asm.mov(.rsi, imm: Int64(bitPattern: types.bits))
      asm.r(.call, .q, .rax)
      asm.bind(done)
    }
    keepFlags()
    keep(inst, isAfter: true)
  }

  /// The loop over the frame at rdi; arguments beyond the third have no register for their address.
  private mutating func callElements(_ types: CallTypes) {
    let (frame, index, target): (Gpr, Gpr, Gpr) = (.rbx, .r12, .r13)
    let pointers: [Gpr] = [.r14, .r15]
    let own = [frame, index, target] + pointers
    func word(_ offset: Int32) -> Address { Address(base: frame, displacement: offset) }
    func element(_ pointer: Gpr, _ element: Element) -> Address {
      Address(base: pointer, index: index, scale: element.size)
    }
    for (number, register) in own.enumerated() {
      asm.mr(.mov, .q, callSlot(120 + 8 * Int32(number)), register)
    }
    asm.rr(.mov, .q, frame, .rdi)
    asm.rm(.mov, .q, target, word(CallFrame.result))
    for (number, pointer) in pointers.enumerated() where number < types.arguments.count {
      asm.rm(.mov, .q, pointer, word(CallFrame.argument(number)))
    }
    asm.rr(.xor, .d, index, index)
    let (again, done) = (asm.newLabel(), asm.newLabel())
    asm.mi(.cmp, .q, word(CallFrame.count), 0)
    asm.jcc(.le, done)
    asm.align(32)
    asm.bind(again)
    var (vectors, generals) = (0, 0)
    for (number, type) in types.arguments.enumerated() {
      var pointer = Gpr.rax
      if number < pointers.count {
        pointer = pointers[number]
      } else {
        asm.rm(.mov, .q, pointer, word(CallFrame.argument(number)))
      }
      loadArgument(&vectors, &generals, element(pointer, type), type)
    }
    asm.m(.call, .q, word(CallFrame.function))
    if types.result.isFloat {
      asm.store(element(target, types.result), Vec(0), bytes: types.result.size)
    } else {
      let size = OperandSize(rawValue: UInt8(types.result.log))!
      asm.mr(.mov, size, element(target, types.result), .rax)
    }
    asm.ri(.add, .q, index, 1)
    asm.rm(.cmp, .q, index, word(CallFrame.count))
    asm.jcc(.l, again)
    asm.bind(done)
    for (number, register) in own.enumerated() {
      asm.rm(.mov, .q, register, callSlot(120 + 8 * Int32(number)))
    }
  }

  /// Loads the next argument into the next register of its kind.
  private mutating func loadArgument(
    _ vectors: inout Int, _ generals: inout Int, _ memory: Address, _ element: Element
  ) {
    if element.isFloat {
      asm.load(Vec(vectors), memory, bytes: element.size)
      vectors += 1
    } else {
      asm.load(
        ArgumentPlaces.general[generals], memory, OperandSize(rawValue: UInt8(element.log))!,
        element.isSigned ? .sign : .zero)
      generals += 1
    }
  }

  /// Takes back the flags that the callee raised.
  private mutating func keepFlags() {
    asm.m(.stmxcsr, .d, callSlot(4))
    // Putting it back takes long, and nobody asks whether a result was inexact.
    let same = asm.newLabel()
    asm.rm(.mov, .d, .rax, callSlot(4))
    asm.rm(.xor, .d, .rax, callSlot(0))
    asm.ri(.test, .d, .rax, ~0x20)
    asm.jcc(.e, same)
    asm.m(.ldmxcsr, .d, callSlot(0))
    asm.bind(same)
  }

  /// Stores what the callee may change, or brings it back.
  private mutating func keep(_ inst: MInst, isAfter: Bool) {
    for (number, register) in Self.callerSaved.enumerated() {
      let isKept = register == .rdi || inst.kept.gpr >> UInt32(register.index) & 1 != 0
      guard isKept else { continue }
      let slot = callSlot(8 + 8 * Int32(number))
      if isAfter { asm.rm(.mov, .q, register, slot) } else { asm.mr(.mov, .q, slot, register) }
    }
    for number in 0..<8 where inst.kept.mask >> UInt32(number) & 1 != 0 {
      let slot = callSlot(56 + 8 * Int32(number))
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
