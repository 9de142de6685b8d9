// SPDX-License-Identifier: Apache-2.0
// Emission of instructions on general registers, and between them and vectors.

extension Emitter {
  mutating func emitGeneral(_ inst: MInst) {
    let (d, a) = (inst.d, inst.a)
    switch inst.form {
    case .gConst: constant(gpr(d), f.constants[Int(inst.imm)])
    case .gLoad: load(gpr(d), address(inst), Element(rawValue: UInt8(inst.imm))!)
    case .gStore: asm.mr(.mov, OperandSize(rawValue: inst.width)!, address(inst), gpr(a))
    case .gAlu: alu(inst)
    case .gShift:
      let ops: [IntegerOpcode] = [.shl, .shr, .sar]
      if inst.disp != 0 { asm.ri(ops[Int(inst.imm)], .q, gpr(d), inst.disp) }
    case .gUnary: asm.r(inst.imm == 0 ? .neg : .not, .q, gpr(d))
    case .gExtend: extend(gpr(d), gpr(a), Element(rawValue: UInt8(inst.imm))!)
    case .gLea: asm.rm(.lea, .q, gpr(d), address(inst))
    case .gSet:
      compare(inst)
      set(Condition(rawValue: inst.cc)!, gpr(d))
    case .gSelect:
      asm.rr(.test, .q, gpr(inst.c), gpr(inst.c))
      asm.cmov(.ne, .q, gpr(d), gpr(inst.b))
    case .lowToGpr: lowToGpr(inst)
    case .maskToGpr:
      testMask(inst)
      set(.ne, gpr(d))
    case .signsToGpr:
      testSigns(inst)
      set(.ne, gpr(d))
    case .gprToMask:
      asm.rr(.mov, .d, .rax, gpr(a))
      asm.r(.neg, .q, .rax)
      asm.kr(.kmovq_kr, mask(d), .rax)
    case .gprToSigns:
      asm.rr(.mov, .d, .rax, gpr(a))
      asm.r(.neg, .d, .rax)
      asm.vr(tier == .sse2 ? .movd : .vmovd, .x, vec(d), .rax)
      if tier == .sse2 {
        asm.vvi(.pshufd, .x, vec(d), vec(d), 0)
      } else {
        asm.vv(.vpbroadcastd, width(inst), vec(d), vec(d))
      }
    case .tailMask:
      asm.mov(.rax, imm: inst.imm == 64 ? -1 : (1 << Int64(inst.imm)) - 1)
      asm.rrr(.bzhi_64, .rax, .rax, gpr(a))
      asm.kr(.kmovq_kr, mask(d), .rax)
    case .raiseMask:
      testMask(inst)
      raise(inst.disp)
    case .raiseSigns:
      testSigns(inst)
      raise(inst.disp)
    case .raiseGpr:
      asm.rr(.test, .q, gpr(a), gpr(a))
      raise(inst.disp)
    case .saveFlags: asm.m(.stmxcsr, .d, frameAddress(Self.flagsOffset))
    case .restoreFlags: asm.m(.ldmxcsr, .d, frameAddress(Self.flagsOffset))
    default: preconditionFailure("no emission of \(inst.form)")
    }
  }

  private mutating func constant(_ d: Gpr, _ bits: UInt64) {
    if bits == 0 {
      asm.rr(.xor, .d, d, d)
    } else {
      asm.mov(d, imm: Int64(bitPattern: bits))
    }
  }

  /// d = memory, extended to 64 bits.
  private mutating func load(_ d: Gpr, _ memory: Address, _ element: Element) {
    switch element {
    case .i8: asm.rm(.movsx_b, .q, d, memory)
    case .i16: asm.rm(.movsx_w, .q, d, memory)
    case .i32: asm.rm(.movsxd, .q, d, memory)
    case .bool, .u8: asm.rm(.movzx_b, .d, d, memory)
    case .u16, .f16: asm.rm(.movzx_w, .d, d, memory)
    case .u32, .f32: asm.rm(.mov, .d, d, memory)
    default: asm.rm(.mov, .q, d, memory)
    }
  }

  private mutating func extend(_ d: Gpr, _ s: Gpr, _ element: Element) {
    switch element {
    case .i8: asm.rr(.movsx_b, .q, d, s)
    case .i16: asm.rr(.movsx_w, .q, d, s)
    case .i32: asm.rr(.movsxd, .q, d, s)
    case .bool, .u8: asm.rr(.movzx_b, .d, d, s)
    case .u16, .f16: asm.rr(.movzx_w, .d, d, s)
    case .u32, .f32: asm.rr(.mov, .d, d, s)
    default: asm.rr(.mov, .q, d, s)
    }
  }

  private mutating func alu(_ inst: MInst) {
    let d = gpr(inst.d)
    let op = Alu(rawValue: inst.imm)!
    if op == .imul {
      if inst.b.isNone {
        asm.rri(.imul, .q, d, d, inst.disp)
      } else {
        asm.rr(.imul, .q, d, gpr(inst.b))
      }
      return
    }
    let opcodes: [IntegerOpcode] = [.add, .sub, .and, .or, .xor]
    let opcode = opcodes[Int(inst.imm)]
    if inst.b.isNone {
      asm.ri(opcode, .q, d, inst.disp)
    } else {
      asm.rr(opcode, .q, d, gpr(inst.b))
    }
  }

  private mutating func set(_ condition: Condition, _ d: Gpr) {
    asm.setcc(condition, d)
    asm.rr(.movzx_b, .d, d, d)
  }

  private mutating func lowToGpr(_ inst: MInst) {
    let element = Element(rawValue: UInt8(inst.imm))!
    let (d, s) = (gpr(inst.d), vec(inst.a))
    if element.size == 8 {
      asm.rv(tier == .sse2 ? .movq_gpr_store : .vmovq_gpr_store, .x, d, s)
    } else {
      asm.rv(tier == .sse2 ? .movd_store : .vmovd_store, .x, d, s)
      if element.size < 4 || element == .i32 { extend(d, d, element) }
    }
  }

  /// Sets ZF if none of the `imm` lowest lanes of mask `a`, restricted to `k`, is set.
  mutating func testMask(_ inst: MInst) {
    var tested = Mask(inst.a.index)
    if !inst.k.isNone {
      asm.kkk(.kandq, .k0, tested, Mask(inst.k.index))
      tested = .k0
    }
    switch inst.imm {
    case 8: asm.kk(.kortestb, tested, tested)
    case 16: asm.kk(.kortestw, tested, tested)
    case 32: asm.kk(.kortestd, tested, tested)
    case 64: asm.kk(.kortestq, tested, tested)
    default:
      asm.rk(.kmovb_rk, .rax, tested)
      asm.ri(.test, .d, .rax, (1 << inst.imm) - 1)
    }
  }

  /// Sets ZF if no sign bit of the `imm` lowest bytes of vector `a` is set.
  mutating func testSigns(_ inst: MInst) {
    asm.rv(tier == .sse2 ? .pmovmskb : .vpmovmskb, width(inst), .rax, vec(inst.a))
    if inst.imm < 16 {
      asm.ri(.test, .d, .rax, (1 << inst.imm) - 1)
    } else {
      asm.rr(.test, .d, .rax, .rax)
    }
  }

  private mutating func raise(_ flags: Int32) {
    let skip = asm.newLabel()
    asm.jcc(.e, skip)
    asm.mi(.or, .d, frameAddress(Self.statusOffset), flags)
    asm.bind(skip)
  }
}
