// SPDX-License-Identifier: Apache-2.0
// Lowering: from a program to machine instructions on virtual registers, for one tier.
//
//   varying value   one vector register of `lanes.count` elements (the low part, if they are few)
//   varying bool    AVX-512: a mask register; else a vector of all-ones and all-zeros elements as
//                   wide as the operands of the comparison, converted to other widths on demand
//   uniform value   integers, pointers, bools: a general register, extended to 64 bits by the
//                   element's own signedness; floats: a vector register, all elements equal
//   splat           a uniform value that varying code uses: a full vector, made once where the
//                   value is defined; constants and arguments come from memory when needed
//
// A lane loop is emitted several times: U copies of its body for the main part, one body for the
// rest. `LaneContext` says which of them is being made; all element-wise code is written once.

/// How the body of a lane loop, or uniform code, is being emitted.
struct LaneContext: Sendable {
  /// Elements in a register.
  var count = 2
  /// Whether all lanes hold the same element: the rest of a loop, and uniform code.
  var isSingle = true
  /// The lanes that are alive in the masked rest of a map (AVX-512), or none.
  var tail = VReg.none
  /// The number of elements left, in the masked rest.
  var remaining = VReg.none
  /// The index of the first lane's element, without `offset`.
  var index = VReg.none
  /// Elements between `index` and the first lane: a copy of an unrolled body.
  var offset = 0
}

/// A load that is not emitted yet because its user may take it as a memory operand.
struct PendingLoad: Sendable {
  var register: VReg
  var memory: MemoryOperand
  var bytes: Int
}

/// The state of lowering one program.
struct Lowering {
  let program: Program
  let tier: Tier
  var f: MachineFunction

  // Per value of the program.
  var uniforms: [VReg]
  var splats: [VReg]
  var varyings: [VReg]
  /// log2 of the element size of a varying bool's vector; its conversions, four per value.
  var maskSizes: [UInt8]
  var maskCache: [VReg]
  var needsSplat: [Bool]
  var useCounts: [UInt16]

  var lanes = LaneContext()
  var pendingLoads: [PendingLoad] = []
  /// Whether the instruction being made uses each operand once, so that a pending load may fold.
  var mayFold = false
  /// Float vectors of 8 bytes whose upper half repeats the lower: (register, register).
  var doubled: [(VReg, VReg)] = []
  /// The remat register of each vector constant, by its number.
  var constantRegisters: [VReg] = []
  var literalRegisters: [VReg] = []
  var generalConstants: [(UInt64, VReg)] = []
  /// Groups of strided accesses of the loop being lowered; its record indices and masks: (index, members, register).
  var interleaves: [Interleave] = []
  var recordIndices: [(VReg, Int, VReg)] = []
  var recordMasks: [(VReg, Int, VReg)] = []

  /// The block being filled: its index in `f.blocks`.
  var open = -1
  /// Machine block of each plain block of the program.
  var blockNumbers: [Int]
  /// Machine blocks in the order in which they are filled.
  var layout: [Int] = []

  /// Instructions that all copies of a body with accumulators may take; beyond that, copying gains nothing.
  static let longestCopies = 1024
  let longestCopies: Int

  init(_ program: Program, tier: Tier, longestCopies: Int) {
    self.program = program
    self.tier = tier
    self.longestCopies = longestCopies
    f = MachineFunction(tier: tier)
    let count = program.code.count
    uniforms = Array(repeating: .none, count: count)
    splats = uniforms
    varyings = uniforms
    maskSizes = Array(repeating: 0, count: count)
    maskCache = Array(repeating: .none, count: 4 * count)
    needsSplat = Array(repeating: false, count: count)
    useCounts = Array(repeating: 0, count: count)
    blockNumbers = Array(repeating: -1, count: program.blocks.count)
  }

  /// Lowers `program` for `tier`.
  static func lower(
    _ program: Program, tier: Tier, longestCopies: Int = Self.longestCopies
  ) -> MachineFunction {
    var lowering = Lowering(program, tier: tier, longestCopies: longestCopies)
    lowering.run()
    return lowering.f
  }

  @inline(__always)
  func instruction(_ value: UInt16) -> Instruction { program.code[Int(value)] }

  @inline(__always)
  func element(_ value: UInt16) -> Element { program.code[Int(value)].type.element }

  @inline(__always)
  func isVarying(_ value: UInt16) -> Bool { program.code[Int(value)].type.isVarying }
}

extension Element {
  /// log2 of the element's bytes.
  @inline(__always)
  var log: Int { size.trailingZeroBitCount }
}

// MARK: Emission

extension Lowering {
  /// Appends `inst`, taking a pending load as its memory operand where that is possible.
  @discardableResult
  mutating func emit(_ inst: MInst) -> VReg {
    if pendingLoads.isEmpty {
      f.code.append(inst)
      return inst.d
    }
    var resolved = inst
    resolve(&resolved)
    f.code.append(resolved)
    return resolved.d
  }

  private mutating func resolve(_ inst: inout MInst) {
    if mayFold && inst.flags.contains(.folds) && inst.memory == .none && lanes.tail.isNone {
      switch inst.form {
      case .vv: fold(&inst, 0)
      case .vvv:
        let swaps = inst.flags.contains(.commutes) && !isPending(inst.b) && isPending(inst.a)
        if swaps { (inst.a, inst.b) = (inst.b, inst.a) }
        fold(&inst, 1)
      case .fma:
        if !isPending(inst.b) && isPending(inst.a) { (inst.a, inst.b) = (inst.b, inst.a) }
        fold(&inst, isPending(inst.c) ? 2 : 1)
      default: break
      }
    }
    for position in 0..<4 { materialize(inst[use: position]) }
  }

  private func isPending(_ register: VReg) -> Bool {
    !register.isNone && pendingLoads.contains { $0.register == register }
  }

  private mutating func fold(_ inst: inout MInst, _ position: Int) {
    let register = inst[use: position]
    for other in 0..<3 where other != position && inst[use: other] == register { return }
    guard let number = pendingLoads.firstIndex(where: { $0.register == register }) else { return }
    let facts = OpcodeFacts.table[inst.op.number]
    let width = VectorWidth(rawValue: inst.width)!
    let bytes = 1 << Int(OpcodeFacts.shift(facts.memorySize, width))
    guard bytes == pendingLoads[number].bytes else { return }
    inst = inst.with(pendingLoads[number].memory)
    inst[use: position] = .none
    pendingLoads.remove(at: number)
  }

  /// Emits the load of `register` if it is pending.
  mutating func materialize(_ register: VReg) {
    if register.isNone || pendingLoads.isEmpty { return }
    guard let number = pendingLoads.firstIndex(where: { $0.register == register }) else { return }
    let load = pendingLoads.remove(at: number)
    f.code.append(loadInstruction(load.register, load.memory, bytes: load.bytes))
  }

  /// Emits every pending load: memory is about to be written.
  mutating func flushLoads() {
    for load in pendingLoads {
      f.code.append(loadInstruction(load.register, load.memory, bytes: load.bytes))
    }
    pendingLoads.removeAll(keepingCapacity: true)
  }

  func loadInstruction(_ register: VReg, _ memory: MemoryOperand, bytes: Int) -> MInst {
    if bytes < 16 {
      let log = Int32(bytes.trailingZeroBitCount)
      return MInst(form: .partLoad, flags: .pure, d: register, imm: log).with(memory)
    }
    let op: VectorOpcode = tier == .sse2 ? .movups : .vmovups
    return MInst(
      form: .vv, width: f.widths[register.index], flags: .pure, op: op, d: register
    ).with(memory)
  }
}

// MARK: Registers and constants

extension Lowering {
  /// Raw `VectorWidth` of `lanes.count` elements of 1 << `size` bytes.
  @inline(__always)
  func width(_ size: Int) -> UInt8 {
    let bytes = lanes.count << size
    return bytes <= 16 ? 0 : bytes <= 32 ? 1 : 2
  }

  /// The width of the tier's full registers.
  @inline(__always)
  var fullWidth: UInt8 { UInt8(tier.rawValue) }

  @inline(__always)
  mutating func newVector(_ size: Int) -> VReg { f.newRegister(.vec, width: width(size)) }

  @inline(__always)
  mutating func newGpr() -> VReg { f.newRegister(.gpr) }

  @inline(__always)
  mutating func newMask() -> VReg { f.newRegister(.mask) }

  /// A vector of a constant whose eight bytes repeat.
  mutating func constant(pattern: UInt64) -> VReg {
    let number = f.constant(pattern)
    while constantRegisters.count <= number { constantRegisters.append(.none) }
    if constantRegisters[number].isNone {
      constantRegisters[number] = f.newRegister(.vec, width: fullWidth, .constant, number)
    }
    return constantRegisters[number]
  }

  /// A vector of elements of 1 << `size` bytes, each the low bytes of `bits`.
  mutating func constant(_ bits: UInt64, _ size: Int) -> VReg {
    constant(pattern: Self.repeated(bits, size))
  }

  static func repeated(_ bits: UInt64, _ size: Int) -> UInt64 {
    switch size {
    case 0: (bits & 0xFF) &* 0x0101_0101_0101_0101
    case 1: (bits & 0xFFFF) &* 0x0001_0001_0001_0001
    case 2: (bits & 0xFFFF_FFFF) &* 0x0000_0001_0000_0001
    default: bits
    }
  }

  /// A vector of floats of 1 << `size` bytes.
  mutating func real(_ value: Double, _ size: Int) -> VReg {
    size == 2
      ? constant(UInt64(Float(value).bitPattern), 2) : constant(pattern: value.bitPattern)
  }

  mutating func zero() -> VReg { constant(pattern: 0) }
  mutating func ones() -> VReg { constant(pattern: .max) }

  /// A vector of given bytes.
  mutating func literal(_ bytes: [UInt8]) -> VReg {
    let number = f.literal(bytes)
    while literalRegisters.count <= number { literalRegisters.append(.none) }
    if literalRegisters[number].isNone {
      let width: UInt8 = bytes.count <= 16 ? 0 : bytes.count <= 32 ? 1 : 2
      literalRegisters[number] = f.newRegister(.vec, width: width, .literal, number)
    }
    return literalRegisters[number]
  }

  /// A general register that holds `bits`.
  mutating func generalConstant(_ bits: UInt64) -> VReg {
    for (known, register) in generalConstants where known == bits { return register }
    let register = f.newRegister(.gpr, .gprConstant, f.constant(bits))
    generalConstants.append((bits, register))
    return register
  }
}

// MARK: Vector instructions

extension Lowering {
  /// `op` of one source; the result has elements of 1 << `size` bytes, `width` defaults to its own.
  mutating func op1(
    _ op: VectorOpcode, _ a: VReg, _ size: Int, imm: Int = 0, width explicit: UInt8? = nil
  ) -> VReg {
    let inst = MInst(
      form: .vv, width: explicit ?? width(size), flags: [.pure, .folds], op: op,
      d: newVector(size), a: a, imm: Int32(imm))
    return emit(inst)
  }

  mutating func op2(
    _ op: VectorOpcode, _ a: VReg, _ b: VReg, _ size: Int, imm: Int = 0, commutes: Bool = false
  ) -> VReg {
    var flags: MFlags = [.pure, .folds]
    if tier == .sse2 { flags.insert(.tied) }
    if commutes { flags.insert(.commutes) }
    let inst = MInst(
      form: .vvv, width: width(size), flags: flags, op: op, d: newVector(size), a: a, b: b,
      imm: Int32(imm))
    return emit(inst)
  }

  @inline(__always)
  mutating func op2(
    _ spelling: Spelling, _ a: VReg, _ b: VReg, _ size: Int, imm: Int = 0, commutes: Bool = false
  ) -> VReg {
    op2(spelled(spelling), a, b, size, imm: imm, commutes: commutes)
  }

  @inline(__always)
  mutating func op1(
    _ spelling: Spelling, _ a: VReg, _ size: Int, imm: Int = 0, width: UInt8? = nil
  ) -> VReg {
    op1(spelled(spelling), a, size, imm: imm, width: width)
  }

  @inline(__always)
  func spelled(_ spelling: Spelling) -> VectorOpcode {
    guard let op = spelling[tier] else { preconditionFailure("no such operation on \(tier.name)") }
    return op
  }

  /// Shifts elements of 1 << `size` bytes, in a vector whose own elements may be of another size.
  mutating func shift(
    _ row: SpellingRow, _ a: VReg, by count: Int, _ size: Int, as own: Int? = nil
  ) -> VReg {
    var flags: MFlags = .pure
    if tier == .sse2 { flags.insert(.tied) }
    let own = own ?? size
    let inst = MInst(
      form: .shift, width: width(own), flags: flags, op: spelled(row[size]), d: newVector(own),
      a: a, imm: Int32(count))
    return emit(inst)
  }

  mutating func shiftLeft(_ a: VReg, _ count: Int, _ size: Int, as own: Int? = nil) -> VReg {
    shift(.shiftLeftImmediate, a, by: count, size, as: own)
  }
  mutating func shiftRight(_ a: VReg, _ count: Int, _ size: Int, as own: Int? = nil) -> VReg {
    shift(.shiftRightImmediate, a, by: count, size, as: own)
  }

  mutating func and(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(size == 2 ? .and32 : .and, a, b, size, commutes: true)
  }
  /// `~a & b`.
  mutating func andNot(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(size == 2 ? .andn32 : .andn, a, b, size)
  }
  mutating func or(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(size == 2 ? .or32 : .or, a, b, size, commutes: true)
  }
  mutating func xor(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(size == 2 ? .xor32 : .xor, a, b, size, commutes: true)
  }
  mutating func add(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(SpellingRow.add[size], a, b, size, commutes: true)
  }
  mutating func sub(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    op2(SpellingRow.sub[size], a, b, size)
  }

  /// The upper half of a 256-bit vector of elements of 1 << `size` bytes, as 128 bits.
  mutating func upperHalf(_ a: VReg) -> VReg {
    let half = f.newRegister(.vec, width: 0)
    let op: VectorOpcode = tier == .avx512 ? .vextracti64x2 : .vextracti128
    return emit(MInst(form: .vv, width: 1, flags: .pure, op: op, d: half, a: a, imm: 1))
  }
}

// MARK: Floating-point instructions

extension Lowering {
  /// `a` with no lane that is not an element's: dead lanes could raise flags.
  ///
  /// Only vectors of 8 bytes have such lanes (two f32 beside two f64); their lower half is repeated.
  mutating func whole(_ a: VReg, _ size: Int) -> VReg {
    if lanes.count << size >= 16 || f.remats[a.index] != .none { return a }
    for (known, full) in doubled where known == a { return full }
    let full = op2(.unpackLow64, a, a, 3)
    doubled.append((a, full))
    doubled.append((full, full))
    return full
  }

  /// Remembers that a partial float vector repeats its lower half.
  func isPartial(_ size: Int) -> Bool { lanes.count << size < 16 }

  mutating func float2(
    _ spellings: (Spelling, Spelling), _ a: VReg, _ b: VReg, _ size: Int, commutes: Bool = false
  ) -> VReg {
    f.usesFloats = true
    var flags: MFlags = [.pure, .folds]
    if tier == .sse2 { flags.insert(.tied) }
    if commutes { flags.insert(.commutes) }
    var inst = MInst(
      form: .vvv, width: width(size), flags: flags,
      op: spelled(size == 2 ? spellings.0 : spellings.1), a: whole(a, size), b: whole(b, size))
    return emitFloat(&inst, size)
  }

  mutating func float1(
    _ spellings: (Spelling, Spelling), _ a: VReg, _ size: Int, imm: Int = 0
  ) -> VReg {
    f.usesFloats = true
    var inst = MInst(
      form: .vv, width: width(size), flags: [.pure, .folds],
      op: spelled(size == 2 ? spellings.0 : spellings.1), a: whole(a, size), imm: Int32(imm))
    return emitFloat(&inst, size)
  }

  /// Emits an instruction that may raise flags: dead lanes of a masked rest are left out.
  mutating func emitFloat(_ inst: inout MInst, _ size: Int) -> VReg {
    inst.d = newVector(size)
    if !lanes.tail.isNone {
      inst.k = lanes.tail
      inst.flags.insert(.zeroing)
    }
    let result = emit(inst)
    if isPartial(size) { doubled.append((result, result)) }
    return result
  }

  mutating func addF(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    float2(Spelling.addF, a, b, size, commutes: true)
  }
  mutating func subF(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    float2(Spelling.subF, a, b, size)
  }
  mutating func mulF(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    float2(Spelling.mulF, a, b, size, commutes: true)
  }
}
