// SPDX-License-Identifier: Apache-2.0
// Emission of work done lane by lane: operands to buffers, a loop over the lanes, the result back.

extension Emitter {
  private func first(_ index: Gpr, _ size: Int) -> Address { buffer(0, index, size) }
  private func second(_ index: Gpr, _ size: Int) -> Address { buffer(64, index, size) }
  private func output(_ index: Gpr, _ size: Int) -> Address { buffer(128, index, size) }

  private func buffer(_ offset: Int32, _ index: Gpr, _ size: Int) -> Address {
    Address(
      base: .rsp, index: index, scale: 1 << size, displacement: Self.bufferOffset + offset)
  }

  mutating func perLane(_ inst: MInst) {
    let kind = LaneKind(rawValue: inst.cc)!
    let size = Int(inst.shift)
    let lanes = Int(inst.imm)
    let bytes = lanes << size
    if !inst.a.isNone { save(inst.a, 0, width(inst)) }
    if !inst.b.isNone {
      let isData = kind == .scatter || kind == .storeStrided
      let dataWidth: VectorWidth = bytes <= 16 ? .x : bytes <= 32 ? .y : .z
      save(inst.b, 64, isData ? dataWidth : width(inst))
    }
    let isShift = kind == .shiftLeft || kind == .shiftRight || kind == .shiftRightSigned
    let counter: Gpr = isShift ? .rdx : .rcx
    if kind == .loadStrided || kind == .storeStrided { asm.rr(.mov, .q, .rdx, gpr(inst.base)) }
    asm.rr(.xor, .d, counter, counter)
    let again = asm.newLabel()
    asm.bind(again)
    lane(kind, inst, size)
    if lanes > 1 {
      asm.ri(.add, .d, counter, 1)
      asm.ri(.cmp, .d, counter, Int32(lanes))
      asm.jcc(.b, again)
    }
    if !inst.d.isNone { loadLanes(inst) }
  }

  /// The result of work lane by lane comes from its buffer.
  mutating func loadLanes(_ inst: MInst) {
    let size = Int(inst.shift)
    let bytes = Int(inst.imm) << size
    let result = frameAddress(Self.bufferOffset + 128)
    if inst.flags.contains(.broadcast) {
      splat(vec(inst.d), .x, result, size)
    } else if bytes < 16 {
      partLoad(vec(inst.d), result, bytes.trailingZeroBitCount)
    } else {
      let width: VectorWidth = bytes == 16 ? .x : bytes == 32 ? .y : .z
      asm.vm(tier == .sse2 ? .movups : .vmovups, width, vec(inst.d), result)
    }
  }

  mutating func save(_ register: VReg, _ offset: Int32, _ width: VectorWidth) {
    let memory = frameAddress(Self.bufferOffset + offset)
    asm.mv(tier == .sse2 ? .movups : .vmovups, width, memory, vec(register))
  }

  private mutating func lane(_ kind: LaneKind, _ inst: MInst, _ size: Int) {
    switch kind {
    case .divideSigned: divideSigned(isQuotient: true)
    case .remainderSigned: divideSigned(isQuotient: false)
    case .divideUnsigned: divideUnsigned(isQuotient: true)
    case .remainderUnsigned: divideUnsigned(isQuotient: false)
    case .shiftLeft: shift(.shl_cl, size)
    case .shiftRight: shift(.shr_cl, size)
    case .shiftRightSigned: shift(.sar_cl, size)
    case .i64ToF32: i64ToF32(vec(inst.d))
    case .u64ToF32: u64ToF32(vec(inst.d))
    case .f64ToI64:
      asm.rm(tier == .sse2 ? .cvttsd2si_64 : .vcvttsd2si_64, .rax, first(.rcx, 3))
      asm.mr(.mov, .q, output(.rcx, 3), .rax)
    case .f64ToU64: f64ToU64(vec(inst.d))
    case .gather:
      asm.rm(.mov, .q, .rax, first(.rcx, 3))
      load(.rax, Address(base: gpr(inst.base), index: .rax), size)
      store(output(.rcx, size), .rax, size)
    case .scatter:
      asm.rm(.mov, .q, .rax, first(.rcx, 3))
      load(.rdx, second(.rcx, size), size)
      store(Address(base: gpr(inst.base), index: .rax), .rdx, size)
    case .loadStrided:
      load(.rax, Address(base: .rdx), size)
      store(output(.rcx, size), .rax, size)
      asm.rr(.add, .q, .rdx, gpr(inst.index))
    case .storeStrided:
      load(.rax, second(.rcx, size), size)
      store(Address(base: .rdx), .rax, size)
      asm.rr(.add, .q, .rdx, gpr(inst.index))
    }
  }

  private mutating func load(_ d: Gpr, _ memory: Address, _ size: Int) {
    switch size {
    case 0: asm.rm(.movzx_b, .d, d, memory)
    case 1: asm.rm(.movzx_w, .d, d, memory)
    case 2: asm.rm(.mov, .d, d, memory)
    default: asm.rm(.mov, .q, d, memory)
    }
  }

  private mutating func store(_ memory: Address, _ s: Gpr, _ size: Int) {
    asm.mr(.mov, OperandSize(rawValue: UInt8(size))!, memory, s)
  }

  // MARK: Division

  /// x / 0 = 0, MIN / -1 = MIN: neither may reach idiv.
  private mutating func divideSigned(isQuotient: Bool) {
    let (normal, minusOne, done) = (asm.newLabel(), asm.newLabel(), asm.newLabel())
    asm.rm(.mov, .q, .rax, first(.rcx, 3))
    asm.rm(.mov, .q, .rdx, second(.rcx, 3))
    asm.ri(.add, .q, .rdx, 1)
    asm.ri(.cmp, .q, .rdx, 1)
    asm.jcc(.a, normal)
    asm.jcc(.b, minusOne)
    asm.rr(.xor, .d, .rax, .rax)
    asm.jmp(done)
    asm.bind(minusOne)
    if isQuotient { asm.r(.neg, .q, .rax) } else { asm.rr(.xor, .d, .rax, .rax) }
    asm.jmp(done)
    asm.bind(normal)
    asm.plain(.cqo)
    asm.m(.idiv, .q, second(.rcx, 3))
    if !isQuotient { asm.rr(.mov, .q, .rax, .rdx) }
    asm.bind(done)
    asm.mr(.mov, .q, output(.rcx, 3), .rax)
  }

  private mutating func divideUnsigned(isQuotient: Bool) {
    let (normal, done) = (asm.newLabel(), asm.newLabel())
    asm.rm(.mov, .q, .rax, first(.rcx, 3))
    asm.mi(.cmp, .q, second(.rcx, 3), 0)
    asm.jcc(.ne, normal)
    asm.rr(.xor, .d, .rax, .rax)
    asm.jmp(done)
    asm.bind(normal)
    asm.rr(.xor, .d, .rdx, .rdx)
    asm.m(.div, .q, second(.rcx, 3))
    if !isQuotient { asm.rr(.mov, .q, .rax, .rdx) }
    asm.bind(done)
    asm.mr(.mov, .q, output(.rcx, 3), .rax)
  }

  // MARK: Shifts

  /// The counter is rdx here, since the count must be in cl.
  private mutating func shift(_ op: IntegerOpcode, _ size: Int) {
    let operandSize: OperandSize = size == 3 ? .q : .d
    let bits: Int32 = 8 << Int32(size)
    let inRange = asm.newLabel()
    asm.rm(.mov, operandSize, .rax, first(.rdx, size))
    asm.rm(.mov, operandSize, .rcx, second(.rdx, size))
    asm.ri(.cmp, operandSize, .rcx, bits)
    asm.jcc(.b, inRange)
    if op.number == IntegerOpcode.sar_cl.number {
      asm.mov(.rcx, imm: Int64(bits - 1))
    } else {
      asm.rr(.xor, .d, .rax, .rax)
    }
    asm.bind(inRange)
    asm.r(op, operandSize, .rax)
    asm.mr(.mov, operandSize, output(.rdx, size), .rax)
  }

  // MARK: Conversions; the result's register is free to be used

  private mutating func convert(_ d: Vec, _ s: Gpr) {
    if tier == .sse2 {
      asm.vv(.xorps, .x, d, d)
      asm.vr(.cvtsi2ss_64, .x, d, s)
    } else {
      asm.vvv(.vxorps, .x, d, d, d)
      asm.vvr(.vcvtsi2ss_64, d, d, s)
    }
  }

  private mutating func storeSingle(_ s: Vec) {
    let memory = output(.rcx, 2)
    asm.mv(tier == .sse2 ? .movss : .vmovss, .x, memory, s)
  }

  private mutating func i64ToF32(_ d: Vec) {
    asm.rm(.mov, .q, .rax, first(.rcx, 3))
    convert(d, .rax)
    storeSingle(d)
  }

  /// From 2^63 on: half of it, its last bit sticky, converted and doubled.
  private mutating func u64ToF32(_ d: Vec) {
    let (large, done) = (asm.newLabel(), asm.newLabel())
    asm.rm(.mov, .q, .rax, first(.rcx, 3))
    asm.rr(.test, .q, .rax, .rax)
    asm.jcc(.s, large)
    convert(d, .rax)
    asm.jmp(done)
    asm.bind(large)
    asm.rr(.mov, .q, .rdx, .rax)
    asm.ri(.shr, .q, .rdx, 1)
    asm.ri(.and, .d, .rax, 1)
    asm.rr(.or, .q, .rdx, .rax)
    convert(d, .rdx)
    if tier == .sse2 { asm.vv(.addss, .x, d, d) } else { asm.vvv(.vaddss, .x, d, d, d) }
    asm.bind(done)
    storeSingle(d)
  }

  private mutating func f64ToU64(_ d: Vec) {
    let isSSE = tier == .sse2
    let (large, done) = (asm.newLabel(), asm.newLabel())
    let limit = Address(asm.constant((0x1p63).bitPattern, element: 8, size: 8))
    asm.vm(isSSE ? .movsd : .vmovsd, .x, d, first(.rcx, 3))
    asm.vm(isSSE ? .ucomisd : .vucomisd, .x, d, limit)
    // NaN sets the carry flag, as what is smaller does.
    asm.jcc(.ae, large)
    asm.rv(isSSE ? .cvttsd2si_64 : .vcvttsd2si_64, .x, .rax, d)
    asm.jmp(done)
    asm.bind(large)
    if isSSE { asm.vm(.subsd, .x, d, limit) } else { asm.vvm(.vsubsd, .x, d, d, limit) }
    asm.rv(isSSE ? .cvttsd2si_64 : .vcvttsd2si_64, .x, .rax, d)
    asm.mov(.rdx, imm: Int64.min)
    asm.rr(.xor, .q, .rax, .rdx)
    asm.bind(done)
    asm.mr(.mov, .q, output(.rcx, 3), .rax)
  }
}
