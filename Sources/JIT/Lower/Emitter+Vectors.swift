// SPDX-License-Identifier: Apache-2.0
// Emission of vector and mask instructions.

extension Emitter {
  mutating func emit(_ inst: MInst) {
    switch inst.form {
    case .vv: unary(inst)
    case .vvv: binary(inst)
    case .vvvv:
      if inst.memory == .none {
        asm.vvvv(inst.op, width(inst), vec(inst.d), vec(inst.a), vec(inst.b), vec(inst.c))
      } else {
        let memory = address(inst)
        asm.vvmv(inst.op, width(inst), vec(inst.d), vec(inst.a), memory, vec(inst.c))
      }
    case .shift:
      let byte = UInt8(truncatingIfNeeded: inst.imm)
      if tier == .sse2 {
        asm.vi(inst.op, vec(inst.d), byte)
      } else {
        asm.vvi(inst.op, width(inst), vec(inst.d), vec(inst.a), byte)
      }
    case .permute: asm.vvv(inst.op, width(inst), vec(inst.d), vec(inst.b), vec(inst.c))
    case .fma: fma(inst)
    case .store:
      let memory = address(inst)
      asm.mv(inst.op, width(inst), memory, vec(inst.a), mask: mask(inst.k))
    case .gather:
      let memory = Address(base: gpr(inst.base), index: vec(inst.index))
      if inst.k.isNone {
        asm.gather(inst.op, width(inst), vec(inst.d), memory, lanes: vec(inst.b))
      } else {
        asm.gather(inst.op, width(inst), vec(inst.d), memory, mask: mask(inst.k))
      }
    case .scatter:
      let memory = Address(base: gpr(inst.base), index: vec(inst.index))
      asm.scatter(inst.op, width(inst), memory, vec(inst.a), mask: mask(inst.k))
    case .splatLoad: splatLoad(inst)
    case .splatGpr: splatGpr(inst)
    case .partLoad: partLoad(vec(inst.d), address(inst), Int(inst.imm))
    case .partStore: partStore(inst)
    case .allOnes: asm.vvv(.vpcmpeqd, width(inst), vec(inst.d), vec(inst.d), vec(inst.d))
    case .allMask: asm.kkk(.kxnorq, mask(inst.d), mask(inst.d), mask(inst.d))
    case .move: move(inst)
    case .spillStore: spillStore(inst)
    case .spillLoad: spillLoad(inst)
    case .perLane: perLane(inst)
    case .callEach: callEach(inst)
    default: emitGeneral(inst)
    }
  }

  private mutating func unary(_ inst: MInst) {
    let byte = UInt8(truncatingIfNeeded: inst.imm)
    let zeroing = inst.flags.contains(.zeroing)
    if inst.memory != .none {
      let memory = address(inst)
      asm.encode(
        inst.op, width(inst), reg: number(inst.d), vvvv: 0, memory, immediate: byte,
        mask: mask(inst.k), zeroing: zeroing, broadcast: inst.flags.contains(.broadcast))
      return
    }
    let swaps = OpcodeFacts.table[inst.op.number].memoryFirst
    asm.encode(
      inst.op, width(inst), reg: number(swaps ? inst.a : inst.d), vvvv: 0,
      rm: number(swaps ? inst.d : inst.a), immediate: byte, mask: mask(inst.k),
      zeroing: zeroing)
  }

  private mutating func binary(_ inst: MInst) {
    let byte = UInt8(truncatingIfNeeded: inst.imm)
    let zeroing = inst.flags.contains(.zeroing)
    let isSSE = OpcodeFacts.table[inst.op.number].isSSE
    let vvvv = isSSE ? 0 : number(inst.a)
    if inst.memory != .none {
      let memory = address(inst)
      asm.encode(
        inst.op, width(inst), reg: number(inst.d), vvvv: vvvv, memory, immediate: byte,
        mask: mask(inst.k), zeroing: zeroing, broadcast: inst.flags.contains(.broadcast))
    } else {
      asm.encode(
        inst.op, width(inst), reg: number(inst.d), vvvv: vvvv, rm: number(inst.b),
        immediate: byte, mask: mask(inst.k), zeroing: zeroing)
    }
  }

  /// The forms 132, 213, 231 for f32 and f64, by the signs of product and addend.
  private static let fusedOps: [(VectorOpcode, VectorOpcode, VectorOpcode)] = [
    (.vfmadd132ps, .vfmadd213ps, .vfmadd231ps), (.vfmadd132pd, .vfmadd213pd, .vfmadd231pd),
    (.vfnmadd132ps, .vfnmadd213ps, .vfnmadd231ps), (.vfnmadd132pd, .vfnmadd213pd, .vfnmadd231pd),
    (.vfmsub132ps, .vfmsub213ps, .vfmsub231ps), (.vfmsub132pd, .vfmsub213pd, .vfmsub231pd),
    (.vfnmsub132ps, .vfnmsub213ps, .vfnmsub231ps), (.vfnmsub132pd, .vfnmsub213pd, .vfnmsub231pd),
  ]

  /// Chooses among the three orders by which source the result replaces.
  private mutating func fma(_ inst: MInst) {
    let ops = Self.fusedOps[Int(inst.cc) * 2 + (inst.imm == 2 ? 0 : 1)]
    let zeroing = inst.flags.contains(.zeroing)
    var op: VectorOpcode
    var (second, last) = (inst.b, inst.c)
    if !inst.c.isNone && inst.d == inst.c && inst.memory == .none
      || inst.b.isNone && inst.d == inst.c
    {
      op = ops.2  // d = a * b + d
      (second, last) = (inst.a, inst.b)
    } else if inst.b.isNone {
      op = ops.0  // d = d * m + c
      (second, last) = (inst.c, .none)
    } else {
      op = ops.1  // d = b * d + c
      if inst.d != inst.a { second = inst.a }
    }
    if inst.memory != .none {
      let memory = address(inst)
      asm.vvm(
        op, width(inst), vec(inst.d), vec(second), memory, mask: mask(inst.k), zeroing: zeroing,
        broadcast: inst.flags.contains(.broadcast))
    } else {
      asm.vvv(
        op, width(inst), vec(inst.d), vec(second), vec(last), mask: mask(inst.k),
        zeroing: zeroing)
    }
  }

  // MARK: Broadcasts and parts

  private mutating func splatLoad(_ inst: MInst) {
    let d = vec(inst.d)
    if inst.memory == .constant {
      let bits = f.constants[Int(inst.disp)]
      if bits == 0 { return zero(d) }
      if bits == .max { return ones(d, width(inst)) }
      if tier == .sse2 { return asm.vm(.movaps, .x, d, address(inst)) }
    }
    splat(d, width(inst), address(inst), Int(inst.imm))
  }

  private mutating func zero(_ d: Vec) {
    switch tier {
    case .sse2: asm.vv(.xorps, .x, d, d)
    case .avx2: asm.vvv(.vxorps, .x, d, d, d)
    case .avx512: asm.vvv(d.index < 16 ? .vxorps : .vpxord, .x, d, d, d)
    }
  }

  private mutating func ones(_ d: Vec, _ width: VectorWidth) {
    switch tier {
    case .sse2: asm.vv(.pcmpeqd, .x, d, d)
    case .avx2: asm.vvv(.vpcmpeqd, width, d, d, d)
    case .avx512: asm.vvvi(.vpternlogd, width, d, d, d, 0xFF)
    }
  }

  /// All elements of 1 << `size` bytes of `d` from memory.
  mutating func splat(_ d: Vec, _ width: VectorWidth, _ memory: Address, _ size: Int) {
    if tier != .sse2 {
      let op: VectorOpcode
      switch size {
      case 0: op = .vpbroadcastb
      case 1: op = .vpbroadcastw
      case 2: op = .vbroadcastss
      default: op = width == .x ? .vpbroadcastq : .vbroadcastsd
      }
      asm.vm(op, width, d, memory)
      return
    }
    switch size {
    case 0, 1:
      asm.rm(size == 0 ? .movzx_b : .movzx_w, .d, .rax, memory)
      asm.vr(.movd, .x, d, .rax)
    case 2: asm.vm(.movd, .x, d, memory)
    default: asm.vm(.movq, .x, d, memory)
    }
    repeatLowest(d, size)
  }

  /// SSE2: repeats the lowest element of `d`.
  private mutating func repeatLowest(_ d: Vec, _ size: Int) {
    if size == 0 { asm.vv(.punpcklbw, .x, d, d) }
    switch size {
    case 0, 1:
      asm.vvi(.pshuflw, .x, d, d, 0)
      asm.vv(.punpcklqdq, .x, d, d)
    case 2: asm.vvi(.pshufd, .x, d, d, 0)
    default: asm.vv(.punpcklqdq, .x, d, d)
    }
  }

  private mutating func splatGpr(_ inst: MInst) {
    let (d, s, size) = (vec(inst.d), gpr(inst.a), Int(inst.imm))
    switch tier {
    case .avx512:
      let ops: [VectorOpcode] = [
        .vpbroadcastb_gpr, .vpbroadcastw_gpr, .vpbroadcastd_gpr, .vpbroadcastq_gpr,
      ]
      asm.vr(ops[size], width(inst), d, s)
    case .avx2:
      let ops: [VectorOpcode] = [.vpbroadcastb, .vpbroadcastw, .vpbroadcastd, .vpbroadcastq]
      asm.vr(size == 3 ? .vmovq_gpr : .vmovd, .x, d, s)
      asm.vv(ops[size], width(inst), d, d)
    case .sse2:
      asm.vr(size == 3 ? .movq_gpr : .movd, .x, d, s)
      repeatLowest(d, size)
    }
  }

  /// The lowest 1 << `size` bytes of `d` from memory, the rest zero.
  mutating func partLoad(_ d: Vec, _ memory: Address, _ size: Int) {
    let isSSE = tier == .sse2
    switch size {
    case 1:
      asm.rm(.movzx_w, .d, .rax, memory)
      asm.vr(isSSE ? .movd : .vmovd, .x, d, .rax)
    case 2: asm.vm(isSSE ? .movd : .vmovd, .x, d, memory)
    default: asm.vm(isSSE ? .movq : .vmovq, .x, d, memory)
    }
  }

  private mutating func partStore(_ inst: MInst) {
    let (s, memory) = (vec(inst.a), address(inst))
    let isSSE = tier == .sse2
    switch inst.imm {
    case 0:
      if !isSSE { return asm.mvi(.vpextrb, .x, memory, s, 0) }
      asm.rv(.movd_store, .x, .rax, s)
      asm.mr(.mov, .b, memory, .rax)
    case 1:
      if !isSSE { return asm.mvi(.vpextrw_store, .x, memory, s, 0) }
      asm.rv(.movd_store, .x, .rax, s)
      asm.mr(.mov, .w, memory, .rax)
    case 2: asm.mv(isSSE ? .movd_store : .vmovd_store, .x, memory, s)
    default: asm.mv(isSSE ? .movq_store : .vmovq_store, .x, memory, s)
    }
  }

  // MARK: Moves and spills

  private mutating func move(_ inst: MInst) {
    switch RegisterClass(rawValue: UInt8(inst.imm))! {
    case .gpr: asm.rr(.mov, .q, gpr(inst.d), gpr(inst.a))
    case .vec:
      asm.vv(tier == .sse2 ? .movaps : .vmovaps, width(inst), vec(inst.d), vec(inst.a))
    case .mask: asm.kk(.kmovq, mask(inst.d), Mask(inst.a.index))
    }
  }

  private mutating func spillStore(_ inst: MInst) {
    let memory = address(inst)
    switch RegisterClass(rawValue: UInt8(inst.imm))! {
    case .gpr: asm.mr(.mov, .q, memory, gpr(inst.a))
    case .vec: asm.mv(tier == .sse2 ? .movaps : .vmovaps, width(inst), memory, vec(inst.a))
    case .mask: asm.mk(.kmovq, memory, Mask(inst.a.index))
    }
  }

  private mutating func spillLoad(_ inst: MInst) {
    let memory = address(inst)
    switch RegisterClass(rawValue: UInt8(inst.imm))! {
    case .gpr: asm.rm(.mov, .q, gpr(inst.d), memory)
    case .vec: asm.vm(tier == .sse2 ? .movups : .vmovups, width(inst), vec(inst.d), memory)
    case .mask: asm.km(.kmovq, Mask(inst.d.index), memory)
    }
  }
}
