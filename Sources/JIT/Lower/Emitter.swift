// SPDX-License-Identifier: Apache-2.0
// Emission: allocated instructions to bytes, with the frame around them.
//
//   rdi               the argument block, never written
//   rax, rcx, rdx     scratch of the sequences below; k0 too
//   rbp               the caller's frame; rsp the bottom of ours, 64-byte aligned if slots need it:
//     [rsp]           the caller's MXCSR     [rsp + 4] ours
//     [rsp + 8]       raised status bits     [rsp + 12] flags set aside
//     [rsp + 64]      three buffers of 64 bytes for work lane by lane, if there is any
//     [rsp + 256]     what is kept around calls of C functions, if there are any
//     ...             spill slots, the largest first

/// Turns one allocated function into code.
struct Emitter: ~Copyable {
  var asm: Assembler
  let f: MachineFunction
  let allocated: AllocatedFunction
  let tier: Tier
  private var labels: [Label] = []
  private var slotOffsets: [Int32] = []
  private var frame: Int32 = 0
  private var savedCount: Int32 = 0
  private var isAligned = false

  static let statusOffset: Int32 = 8
  static let flagsOffset: Int32 = 12
  static let bufferOffset: Int32 = 64

  init(_ f: MachineFunction, _ allocated: AllocatedFunction, records: Bool) {
    asm = Assembler()
    asm.recordsListing = records
    self.f = f
    self.allocated = allocated
    tier = f.tier
  }

  mutating func run() -> [UInt8] {
    layOutFrame()
    for _ in f.blocks { labels.append(asm.newLabel()) }
    prologue()
    let order =
      f.blocks.indices.filter { !f.blocks[$0].isRare }
      + f.blocks.indices.filter { f.blocks[$0].isRare }
    for (place, number) in order.enumerated() {
      emitBlock(number, before: place + 1 < order.count ? order[place + 1] : -1)
    }
    return asm.finish()
  }

  // MARK: Frame

  private mutating func layOutFrame() {
    savedCount = Int32(allocated.savedRegisters.nonzeroBitCount)
    var offset: Int32 = 0
    if f.usesFloats || f.usesStatus { offset = 16 }
    if f.usesLanes { offset = Self.bufferOffset + 192 }
    if f.usesCalls { offset = Self.callOffset + Self.callBytes(tier) }
    slotOffsets = Array(repeating: 0, count: allocated.slotBytes.count)
    for size in [64, 32, 16, 8] {
      for (slot, bytes) in allocated.slotBytes.enumerated() where bytes == size {
        let aligned = (offset + Int32(size) - 1) & -Int32(size)
        slotOffsets[slot] = aligned
        offset = aligned + Int32(size)
        if size > 16 { isAligned = true }
      }
    }
    if isAligned {
      frame = (offset + 63) & -64
    } else if offset > 0 {
      // The stack is a multiple of 16 after the push of rbp.
      frame = ((offset + 8 * savedCount + 15) & -16) - 8 * savedCount
    }
  }

  private mutating func prologue() {
    asm.push(.rbp)
    asm.rr(.mov, .q, .rbp, .rsp)
    for register in 0..<16 where allocated.savedRegisters >> UInt32(register) & 1 != 0 {
      asm.push(Gpr(register))
    }
    if frame > 0 {
      if isAligned { asm.ri(.and, .q, .rsp, -64) }
      asm.ri(.sub, .q, .rsp, frame)
    }
    if f.usesFloats {
      // All exceptions masked, round to nearest, subnormals kept, no sticky flags.
      asm.m(.stmxcsr, .d, frameAddress(0))
      asm.mi(.mov, .d, frameAddress(4), 0x1F80)
      asm.m(.ldmxcsr, .d, frameAddress(4))
    }
    if f.usesStatus { asm.mi(.mov, .d, frameAddress(Self.statusOffset), 0) }
  }

  private mutating func epilogue() {
    if f.usesFloats {
      asm.m(.stmxcsr, .d, frameAddress(4))
      asm.rm(.mov, .d, .rax, frameAddress(4))
      asm.ri(.and, .d, .rax, 0x3F)
      asm.m(.ldmxcsr, .d, frameAddress(0))
    } else {
      asm.rr(.xor, .d, .rax, .rax)
    }
    if f.usesStatus { asm.rm(.or, .d, .rax, frameAddress(Self.statusOffset)) }
    if tier != .sse2 { asm.plain(.vzeroupper) }
    if savedCount > 0 {
      if frame > 0 { asm.rm(.lea, .q, .rsp, Address(base: .rbp, displacement: -8 * savedCount)) }
      for register in (0..<16).reversed()
      where allocated.savedRegisters >> UInt32(register) & 1 != 0 {
        asm.pop(Gpr(register))
      }
    } else if frame > 0 {
      asm.rr(.mov, .q, .rsp, .rbp)
    }
    asm.pop(.rbp)
    asm.plain(.ret)
  }

  func frameAddress(_ offset: Int32) -> Address { Address(base: .rsp, displacement: offset) }

  // MARK: Blocks

  private mutating func emitBlock(_ number: Int, before next: Int) {
    let block = allocated.blocks[number]
    if f.blocks[number].isHot { asm.align(32) }
    asm.bind(labels[number])
    for position in block.body.dropLast() { emit(allocated.code[position]) }
    let terminator = allocated.code[block.body.upperBound - 1]
    let (first, second) = (f.blocks[number].first, f.blocks[number].second)
    switch terminator.form {
    case .jump:
      emit(moves: block.firstMoves)
      jump(first, before: next)
    case .compareJump, .maskJump, .signsJump:
      var condition = Condition.ne
      switch terminator.form {
      case .maskJump: testMask(terminator)
      case .signsJump: testSigns(terminator)
      default:
        compare(terminator)
        condition = Condition(rawValue: terminator.cc)!
      }
      if block.firstMoves.isEmpty && !(first == next && block.secondMoves.isEmpty) {
        asm.jcc(condition, labels[first])
        emit(moves: block.secondMoves)
        jump(second, before: next)
      } else if block.secondMoves.isEmpty {
        asm.jcc(condition.inverted, labels[second])
        emit(moves: block.firstMoves)
        jump(first, before: next)
      } else {
        let other = asm.newLabel()
        asm.jcc(condition.inverted, other)
        emit(moves: block.firstMoves)
        asm.jmp(labels[first])
        asm.bind(other)
        emit(moves: block.secondMoves)
        jump(second, before: next)
      }
    default: epilogue()
    }
  }

  private mutating func emit(moves: Range<Int>) {
    for position in moves { emit(allocated.code[position]) }
  }

  private mutating func jump(_ target: Int, before next: Int) {
    if target != next { asm.jmp(labels[target]) }
  }

  /// Sets the flags of `a` compared with `b` or an immediate.
  mutating func compare(_ inst: MInst) {
    if !inst.b.isNone {
      asm.rr(.cmp, .q, gpr(inst.a), gpr(inst.b))
    } else if inst.disp == 0 {
      asm.rr(.test, .q, gpr(inst.a), gpr(inst.a))
    } else {
      asm.ri(.cmp, .q, gpr(inst.a), inst.disp)
    }
  }

  // MARK: Operands

  @inline(__always) func gpr(_ r: VReg) -> Gpr { Gpr(r.index) }
  @inline(__always) func vec(_ r: VReg) -> Vec { Vec(r.index) }
  @inline(__always) func mask(_ r: VReg) -> Mask { r.isNone ? .k0 : Mask(r.index) }
  @inline(__always) func number(_ r: VReg) -> UInt8 { r.isNone ? 0 : UInt8(r.number) }
  @inline(__always) func width(_ inst: MInst) -> VectorWidth { VectorWidth(rawValue: inst.width)! }

  /// The memory operand of `inst`.
  mutating func address(_ inst: MInst) -> Address {
    switch inst.memory {
    case .argument: return Address(base: .rdi, displacement: 8 * inst.disp)
    case .slot: return frameAddress(slotOffsets[Int(inst.disp)])
    case .literal: return Address(asm.constant(bytes: f.literals[Int(inst.disp)]))
    case .constant:
      let isBroadcast = inst.flags.contains(.broadcast) || inst.form == .splatLoad
      let size = tier == .sse2 ? 16 : isBroadcast ? 8 : 32
      return Address(asm.constant(f.constants[Int(inst.disp)], element: 8, size: size))
    default:
      if inst.index.isNone { return Address(base: gpr(inst.base), displacement: inst.disp) }
      return Address(
        base: gpr(inst.base), index: gpr(inst.index), scale: 1 << Int(inst.shift),
        displacement: inst.disp)
    }
  }
}
