// SPDX-License-Identifier: Apache-2.0
// One function per form of the general instructions: the table's, moves of immediates, conditions.

extension Assembler {
  // MARK: The table's forms

  /// `op d, s`.
  package mutating func rr(_ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr, _ s: Gpr) {
    let f = integerFacts + op.number
    let start = code.count
    if f.pointee.mr.isPresent {
      encode(op, f.pointee.mr, size, reg: s.index, rm: d.index, regSize: size, rmSize: size)
    } else {
      let source = f.pointee.source ?? size
      encode(op, f.pointee.rm, size, reg: d.index, rm: s.index, regSize: size, rmSize: source)
    }
    if recordsListing {
      record(op, start, d.name(size), s.name(f.pointee.source ?? size))
    }
  }

  /// `op d, [s]`.
  package mutating func rm(_ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr, _ s: Address) {
    let f = integerFacts + op.number
    let start = code.count
    encode(op, f.pointee.rm, size, reg: d.index, s, regSize: size)
    if recordsListing {
      record(op, start, d.name(size), text(s, op, f.pointee.source ?? size))
    }
  }

  /// `op [d], s`.
  package mutating func mr(_ op: IntegerOpcode, _ size: OperandSize, _ d: Address, _ s: Gpr) {
    let start = code.count
    encode(op, integerFacts[op.number].mr, size, reg: s.index, d, regSize: size)
    if recordsListing { record(op, start, text(d, op, size), s.name(size)) }
  }

  /// `op d, immediate`, the immediate sign-extended; the shortest encoding.
  package mutating func ri(_ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr, _ value: Int32) {
    let f = integerFacts + op.number
    let start = code.count
    var codes = f.pointee.mi
    precondition(codes.immediate != .memoryOnly, "\(op) to a register is mov(_:imm:)")
    let count = immediateCount(&codes, size, value)
    if d == .rax && f.pointee.accumulator.isPresent && (size == .b || count != 1) {
      codes = f.pointee.accumulator
      var word = LegacyOpcode(
        wide16: size == .w, pp: 0, rex: size == .q ? 0x48 : 0, map: 0,
        opcode: UInt64(codes.opcode) &- (size == .b ? 1 : 0))
      word.word |= UInt64(UInt32(bitPattern: value)) &<< (8 &* word.count)
      code.reserve()
      code.put(word.word, word.count &+ count)
    } else {
      encode(
        op, codes, size, reg: codes.digit, rm: d.index, regSize: .d, rmSize: size,
        immediate: value, immediateCount: count)
    }
    if recordsListing { record(op, start, d.name(size), text(value, size)) }
  }

  /// `op [d], immediate`, the immediate sign-extended.
  package mutating func mi(
    _ op: IntegerOpcode, _ size: OperandSize, _ d: Address, _ value: Int32
  ) {
    let start = code.count
    var codes = integerFacts[op.number].mi
    let count = immediateCount(&codes, size, value)
    encode(
      op, codes, size, reg: codes.digit, d, regSize: .d, immediate: value,
      immediateCount: count)
    if recordsListing { record(op, start, text(d, op, size), text(value, size)) }
  }

  /// `op d`: not, neg, mul, idiv, shl_cl, jmp, call.
  package mutating func r(_ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr) {
    let codes = integerFacts[op.number].m
    let start = code.count
    encode(op, codes, size, reg: codes.digit, rm: d.index, regSize: .d, rmSize: size)
    if recordsListing { record(op, start, d.name(size), countText(op)) }
  }

  /// `op [d]`; prefetches, stmxcsr and ldmxcsr have no size.
  package mutating func m(_ op: IntegerOpcode, _ size: OperandSize = .d, _ d: Address) {
    let codes = integerFacts[op.number].m
    let start = code.count
    encode(op, codes, size, reg: codes.digit, d, regSize: .d)
    if recordsListing { record(op, start, text(d, op, size), countText(op)) }
  }

  /// `imul d, s, immediate`.
  package mutating func rri(
    _ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr, _ s: Gpr, _ value: Int32
  ) {
    let start = code.count
    var codes = integerFacts[op.number].rmi
    let count = immediateCount(&codes, size, value)
    encode(
      op, codes, size, reg: d.index, rm: s.index, regSize: size, rmSize: size,
      immediate: value, immediateCount: count)
    if recordsListing { record(op, start, d.name(size), s.name(size), text(value, size)) }
  }

  /// `imul d, [s], immediate`.
  package mutating func rmi(
    _ op: IntegerOpcode, _ size: OperandSize, _ d: Gpr, _ s: Address, _ value: Int32
  ) {
    let start = code.count
    var codes = integerFacts[op.number].rmi
    let count = immediateCount(&codes, size, value)
    encode(
      op, codes, size, reg: d.index, s, regSize: size, immediate: value, immediateCount: count)
    if recordsListing { record(op, start, d.name(size), text(s, op, size), text(value, size)) }
  }

  /// An instruction without operands.
  package mutating func plain(_ op: PlainOpcode) {
    let start = code.count
    let (word, count) = op.bytes
    code.reserve()
    code.put(word, count)
    if recordsListing { record(start, "\(op)".replacing("_", with: " ")) }
  }

  // MARK: Immediates, stack

  /// `d = value`, in the shortest encoding that keeps the flags.
  package mutating func mov(_ d: Gpr, imm value: Int64) {
    let start = code.count
    let b: UInt64 = UInt64(d.index) &>> 3
    let low: UInt64 = UInt64(d.index & 7)
    let bits = UInt64(bitPattern: value)
    code.reserve()
    if bits <= UInt64(UInt32.max) {
      let opcode = LegacyOpcode(
        wide16: false, pp: 0, rex: b == 0 ? 0 : 0x41, map: 0, opcode: 0xB8 | low)
      code.put(opcode.word | bits &<< (8 &* opcode.count), opcode.count &+ 4)
    } else if value == Int64(Int32(truncatingIfNeeded: value)) {
      let word: UInt64 = 0x48 | b | 0xC7 &<< 8 | (0xC0 | low) &<< 16
      code.put(word | (bits & 0xFFFF_FFFF) &<< 24, 7)
    } else {
      code.put(0x48 | b | (0xB8 | low) &<< 8, 2)
      code.put(bits, 8)
    }
    if recordsListing {
      let isLong = bits > UInt64(UInt32.max) && Int32(exactly: value) == nil
      let name = d.name(bits <= UInt64(UInt32.max) ? .d : .q)
      record(start, "\(isLong ? "movabs" : "mov") \(name), \(value)")
    }
  }

  /// `d` = the 32 bits at `offset` from the thread's pointer, the base of fs.
  package mutating func movFromThread(_ d: Gpr, _ offset: Int32) {
    let start = code.count
    let prefix: UInt64 = d.index > 7 ? 0x44 : 0x40
    let modrm: UInt64 = 0x04 | UInt64(d.index & 7) &<< 3
    // A REX prefix that says nothing is left out.
    let opcode: UInt64 = prefix == 0x40 ? 0x8B64 : 0x8B_0064 | prefix &<< 8
    let count: UInt64 = prefix == 0x40 ? 2 : 3
    code.reserve()
    code.put(opcode | (modrm | 0x2500) &<< (8 &* count), count &+ 2)
    code.put(UInt64(UInt32(bitPattern: offset)), 4)
    if recordsListing { record(start, "mov \(d.name(.d)), DWORD PTR fs:\(offset)") }
  }

  package mutating func push(_ s: Gpr) { stack(0x50, s, "push") }

  package mutating func pop(_ d: Gpr) { stack(0x58, d, "pop") }

  private mutating func stack(_ opcode: UInt64, _ r: Gpr, _ name: String) {
    let start = code.count
    let word = LegacyOpcode(
      wide16: false, pp: 0, rex: r.index > 7 ? 0x41 : 0, map: 0,
      opcode: opcode | UInt64(r.index & 7))
    code.reserve()
    code.put(word.word, word.count)
    if recordsListing { record(start, "\(name) \(r)") }
  }

  // MARK: Conditions and branches

  /// The lowest byte of `d` becomes 1 or 0.
  package mutating func setcc(_ condition: Condition, _ d: Gpr) {
    let start = code.count
    encode(
      map: 1, opcode: 0x90 | UInt64(condition.rawValue), .b, reg: 0, rm: d.index,
      forcesREX: d.index & 12 == 4)
    if recordsListing { record(start, "set\(condition) \(d.name(.b))") }
  }

  /// `d = s` if the condition holds; 32 bits clear the upper half either way.
  package mutating func cmov(
    _ condition: Condition, _ size: OperandSize, _ d: Gpr, _ s: Gpr
  ) {
    precondition(size != .b, "cmov has no 8-bit form")
    let start = code.count
    encode(
      map: 1, opcode: 0x40 | UInt64(condition.rawValue), size, reg: d.index, rm: s.index,
      forcesREX: false)
    if recordsListing { record(start, "cmov\(condition) \(d.name(size)), \(s.name(size))") }
  }

  package mutating func cmov(
    _ condition: Condition, _ size: OperandSize, _ d: Gpr, _ s: Address
  ) {
    precondition(size != .b, "cmov has no 8-bit form")
    let start = code.count
    encode(
      map: 1, opcode: 0x40 | UInt64(condition.rawValue), size, reg: d.index, s,
      forcesREX: false)
    if recordsListing {
      record(start, "cmov\(condition) \(d.name(size)), \(text(s, bytes: size.bytes))")
    }
  }

  /// Jumps if the condition holds: two bytes backward if near, else six.
  package mutating func jcc(_ condition: Condition, _ target: Label) {
    let number = UInt64(condition.rawValue)
    let start = code.count
    branch(short: 0x70 | number, long: 0x800F | number &<< 8, 2, target)
    if recordsListing { record(start, "j\(condition) \(target)") }
  }

  /// Jumps: two bytes backward if near, else five.
  package mutating func jmp(_ target: Label) {
    let start = code.count
    branch(short: 0xEB, long: 0xE9, 1, target)
    if recordsListing { record(start, "jmp \(target)") }
  }

  package mutating func call(_ target: Label) {
    let start = code.count
    branch(short: nil, long: 0xE8, 1, target)
    if recordsListing { record(start, "call \(target)") }
  }

  private mutating func branch(
    short: UInt64?, long: UInt64, _ longCount: UInt64, _ target: Label
  ) {
    code.reserve()
    if let short, let position = offset(of: target) {
      let distance = position - code.count - 2
      if distance >= -128 {
        code.put(short | UInt64(UInt8(truncatingIfNeeded: distance)) &<< 8, 2)
        return
      }
    }
    code.put(long, longCount)
    addFixup(to: target.index)
    code.put(0, 4)
  }

  /// `count` bytes that do nothing, in as few instructions as the manual recommends.
  package mutating func nop(_ count: Int) {
    // Intel SDM volume 2, NOP: the recommended sequences of one to eight bytes.
    let sequences: [UInt64] = [
      0x90, 0x9066, 0x001F_0F, 0x0040_1F0F, 0x00_0044_1F0F, 0x0000_441F_0F66,
      0x0000_0000_801F_0F, 0x0000_0000_0084_1F0F,
    ]
    var left = count
    while left > 0 {
      let length = min(left, 8)
      let start = code.count
      code.reserve()
      code.put(sequences[length - 1], UInt64(length))
      if recordsListing { record(start, "nop # \(length) bytes") }
      left -= length
    }
  }

  // MARK: Packing

  /// Bytes of immediate that `value` needs; changes `codes` to the form that takes them.
  private func immediateCount(
    _ codes: inout IntegerFacts.Code, _ size: OperandSize, _ value: Int32
  ) -> UInt64 {
    let isShort = Int32(Int8(truncatingIfNeeded: value)) == value
    switch codes.immediate {
    case .byOne:
      if value == 1 {
        codes.move(by: 0x10)
        return 0
      }
      return 1
    case .byte: return 1
    case .short where size != .b && isShort:
      codes.move(by: 2)
      return 1
    case .short, .full, .memoryOnly: return UInt64(min(size.bytes, 4))
    case .none: preconditionFailure("no form with an immediate")
    }
  }

  @inline(__always)
  private mutating func encode(
    _ op: IntegerOpcode, _ codes: IntegerFacts.Code, _ size: OperandSize, reg: UInt8, rm: UInt8,
    regSize: OperandSize, rmSize: OperandSize, immediate: Int32 = 0, immediateCount: UInt64 = 0
  ) {
    check(op, codes, size)
    let regNeedsREX = regSize == .b && reg & 12 == 4
    let rmNeedsREX = rmSize == .b && rm & 12 == 4
    let isByte: UInt64 = size == .b ? 1 : 0
    let word = LegacyOpcode(
      wide16: size == .w, pp: UInt64(codes.pp),
      rex: rex(op, size, reg: reg, index: 0, base: rm, forces: regNeedsREX || rmNeedsREX),
      map: UInt64(codes.map), opcode: UInt64(codes.opcode) &- isByte)
    code.reserve()
    let modrm: UInt64 = 0xC0 | UInt64(reg & 7) &<< 3 | UInt64(rm & 7)
    code.put(word.word | modrm &<< (8 &* word.count), word.count &+ 1)
    code.put(UInt64(UInt32(bitPattern: immediate)), immediateCount)
  }

  @inline(__always)
  private mutating func encode(
    _ op: IntegerOpcode, _ codes: IntegerFacts.Code, _ size: OperandSize, reg: UInt8,
    _ address: Address, regSize: OperandSize, immediate: Int32 = 0, immediateCount: UInt64 = 0
  ) {
    check(op, codes, size)
    let needsREX = regSize == .b && reg & 12 == 4
    let isByte: UInt64 = size == .b ? 1 : 0
    let word = LegacyOpcode(
      wide16: size == .w, pp: UInt64(codes.pp),
      rex: rex(
        op, size, reg: reg, index: address.index, base: address.base, forces: needsREX),
      map: UInt64(codes.map), opcode: UInt64(codes.opcode) &- isByte)
    code.reserve()
    let placed = PlacedAddress(address, reg: reg, scale: 0)
    code.put(word.word | placed.tail &<< (8 &* word.count), word.count &+ placed.tailCount)
    putDisplacement(
      placed, address, immediate: UInt64(UInt32(bitPattern: immediate)), count: immediateCount)
  }

  /// An instruction outside the table, with registers.
  private mutating func encode(
    map: UInt64, opcode: UInt64, _ size: OperandSize, reg: UInt8, rm: UInt8, forcesREX: Bool
  ) {
    let prefix = rex(nil, size, reg: reg, index: 0, base: rm, forces: forcesREX)
    let word = LegacyOpcode(wide16: size == .w, pp: 0, rex: prefix, map: map, opcode: opcode)
    let modrm: UInt64 = 0xC0 | UInt64(reg & 7) &<< 3 | UInt64(rm & 7)
    code.reserve()
    code.put(word.word | modrm &<< (8 &* word.count), word.count &+ 1)
  }

  /// An instruction outside the table, with memory.
  private mutating func encode(
    map: UInt64, opcode: UInt64, _ size: OperandSize, reg: UInt8, _ address: Address,
    forcesREX: Bool
  ) {
    let prefix = rex(
      nil, size, reg: reg, index: address.index, base: address.base, forces: forcesREX)
    let word = LegacyOpcode(wide16: size == .w, pp: 0, rex: prefix, map: map, opcode: opcode)
    let placed = PlacedAddress(address, reg: reg, scale: 0)
    code.reserve()
    code.put(word.word | placed.tail &<< (8 &* word.count), word.count &+ placed.tailCount)
    putDisplacement(placed, address, immediate: 0, count: 0)
  }

  /// The REX prefix, or 0; spl, bpl, sil and dil need one even when it is empty.
  @inline(__always)
  private func rex(
    _ op: IntegerOpcode?, _ size: OperandSize, reg: UInt8, index: UInt8, base: UInt8,
    forces: Bool
  ) -> UInt64 {
    let defaults = if let op { integerFacts[op.number].defaultsTo64 } else { false }
    let w: UInt8 = size == .q && !defaults ? 8 : 0
    let rx: UInt8 = (reg & 8) &>> 1 | (index & 8) &>> 2
    let bits: UInt8 = w | rx | (base & 8) &>> 3
    return bits == 0 && !forces ? 0 : 0x40 | UInt64(bits)
  }

  @inline(__always)
  private func check(_ op: IntegerOpcode, _ codes: IntegerFacts.Code, _ size: OperandSize) {
    precondition(codes.isPresent, "\(op) has no such form")
    precondition(integerFacts[op.number].allows(size), "\(op) has no size \(size)")
  }
}
