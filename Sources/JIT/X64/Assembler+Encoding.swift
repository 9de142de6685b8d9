// SPDX-License-Identifier: Apache-2.0
// Legacy, VEX and EVEX packing: prefix, opcode, ModRM and SIB in one 64-bit word, stored once.
//
//   legacy  [66] [66|F3|F2] [0100 W R X B] [0F [38|3A]] opcode modrm [sib]        R X B add bit 3
//   VEX2    C5  ~R ~vvvv L pp                           opcode modrm [sib]
//   VEX3    C4  ~R ~X ~B map   W ~vvvv L pp             opcode modrm [sib]
//   EVEX    62  ~R ~X ~B ~R' 0 map  W ~vvvv 1 pp  z L'L b ~V' aaa  opcode modrm [sib]
//
// R extends modrm.reg, B modrm.rm or the base, X the index; R' and V' are bit 4 of modrm.reg and of
// vvvv or a vector index; X is bit 4 of a vector in modrm.rm. (Intel SDM volume 2, 2.2 to 2.7.)

/// A memory operand as bytes: ModRM and SIB, and the displacement.
struct PlacedAddress {
  var tail: UInt64
  var tailCount: UInt64
  var displacement: UInt64
  var displacementCount: UInt64

  /// Encodes `address` beside `reg`; a disp8 counts units of 2^`scale` bytes.
  @inline(__always)
  init(_ address: Address, reg: UInt8, scale: UInt64) {
    let regField: UInt64 = UInt64(reg & 7) &<< 3
    let full: Int32 = address.displacement
    let low: UInt64 = UInt64(address.base & 7)
    displacement = UInt64(UInt32(bitPattern: full))
    displacementCount = 4
    var mod: UInt64 = 0
    if address.base < Address.noBase {
      let scaled: Int32 = full &>> Int32(truncatingIfNeeded: scale)
      if full == 0 && low != 5 {
        displacementCount = 0
      } else if scaled &<< Int32(truncatingIfNeeded: scale) == full
        && Int32(Int8(truncatingIfNeeded: scaled)) == scaled
      {
        mod = 0x40
        displacement = UInt64(UInt8(truncatingIfNeeded: scaled))
        displacementCount = 1
      } else {
        mod = 0x80
      }
      if address.index == Address.noIndex && low != 4 {
        tail = mod | regField | low
        tailCount = 1
        return
      }
    } else if address.base == Address.labelBase {
      tail = regField | 5
      tailCount = 1
      return
    }
    let hasIndex = address.index != Address.noIndex
    let base: UInt64 = address.base < Address.noBase ? low : 5
    let index: UInt64 = hasIndex ? UInt64(address.index & 7) : 4
    let shift: UInt64 = hasIndex ? UInt64(address.shift) : 0
    let sib: UInt64 = shift &<< 6 | index &<< 3 | base
    tail = mod | regField | 4 | sib &<< 8
    tailCount = 2
  }
}

/// The bytes before the opcode of a legacy instruction, and the opcode.
struct LegacyOpcode {
  var word: UInt64 = 0
  var count: UInt64 = 0

  @inline(__always)
  init(wide16: Bool, pp: UInt64, rex: UInt64, map: UInt64, opcode: UInt64) {
    if wide16 { append(0x66) }
    if pp != 0 { append(pp == 1 ? 0x66 : pp == 2 ? 0xF3 : 0xF2) }
    if rex != 0 { append(rex) }
    if map != 0 { append(0x0F) }
    if map > 1 { append(map == 2 ? 0x38 : 0x3A) }
    append(opcode)
  }

  @inline(__always)
  mutating func append(_ byte: UInt64) {
    word |= byte &<< (8 &* count)
    count &+= 1
  }
}

/// What the prefixes of a VEX or EVEX instruction need beside the opcode.
struct PrefixFields {
  var reg: UInt64
  var vvvv: UInt64
  /// Bit 3 extends the base or modrm.rm.
  var base: UInt64
  /// Bit 3 extends the index; for a register in modrm.rm, bit 3 is that register's bit 4.
  var index: UInt64
  var length: UInt64

  /// The bytes up to the opcode, `opcode` included: 3 of VEX2, 4 of VEX3.
  @inline(__always)
  func vex(_ facts: OpcodeFacts, _ opcode: UInt64) -> LegacyOpcode {
    let notR: UInt64 = (~reg & 8) &<< 4
    let last: UInt64 = (~vvvv & 15) &<< 3 | length &<< 2 | facts.pp
    if facts.map == 1 && facts.w == 0 && (base | index) & 8 == 0 {
      return LegacyOpcode(word: 0xC5 | (notR | last) &<< 8 | opcode &<< 16, count: 3)
    }
    let notX: UInt64 = (~index & 8) &<< 3
    let notB: UInt64 = (~base & 8) &<< 2
    let middle: UInt64 = notR | notX | notB | facts.map
    let third: UInt64 = facts.w &<< 7 | last
    return LegacyOpcode(
      word: 0xC4 | middle &<< 8 | third &<< 16 | opcode &<< 24, count: 4)
  }

  /// The five bytes up to the opcode; `tail` is z, L'L, b and aaa, and `high` bit 4 of V'.
  @inline(__always)
  func evex(_ facts: OpcodeFacts, _ opcode: UInt64, high: UInt64, tail: UInt64) -> LegacyOpcode {
    let notR: UInt64 = (~reg & 8) &<< 4
    let notX: UInt64 = (~index & 8) &<< 3
    let notB: UInt64 = (~base & 8) &<< 2
    let notR2: UInt64 = ~reg & 16
    let p0: UInt64 = notR | notX | notB | notR2 | facts.map
    let p1: UInt64 = facts.evexW &<< 7 | (~vvvv & 15) &<< 3 | 4 | facts.pp
    let p2: UInt64 = tail | (~high & 16) &>> 1
    let prefix: UInt64 = 0x62 | p0 &<< 8 | p1 &<< 16 | p2 &<< 24
    return LegacyOpcode(word: prefix | opcode &<< 32, count: 5)
  }
}

extension LegacyOpcode {
  @inline(__always)
  init(word: UInt64, count: UInt64) {
    self.word = word
    self.count = count
  }
}

extension Assembler {
  /// Emits `op` with registers only.
  mutating func encode(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, rm: UInt8,
    immediate: UInt8 = 0, mask: Mask = .k0, zeroing: Bool = false
  ) {
    let f = facts[op.number]
    checkWidth(op, f, width)
    let start = code.count
    code.reserve()
    var prefix: LegacyOpcode
    var modrm: UInt64 = 0xC0 | UInt64(reg & 7) &<< 3 | UInt64(rm & 7)
    let plain = mask.index == 0 && !zeroing
    if f.hasVEX && (reg | vvvv | rm) < 16 && plain && width != .z {
      var fields = PrefixFields(
        reg: UInt64(reg), vvvv: UInt64(vvvv), base: UInt64(rm), index: 0,
        length: UInt64(width.rawValue))
      var opcode: UInt64 = f.opcode
      // A move between a low and a high register is a byte shorter as a store to a register.
      if rm >= 8 && reg < 8 && f.storeOpcode != 0 && f.map == 1 && f.w == 0 {
        opcode = f.storeOpcode
        fields.reg = UInt64(rm)
        fields.base = UInt64(reg)
        modrm = 0xC0 | UInt64(rm & 7) &<< 3 | UInt64(reg & 7)
      }
      prefix = fields.vex(f, opcode)
    } else if f.isSSE {
      let wrb: UInt64 = f.w &<< 3 | UInt64(reg & 8) &>> 1 | UInt64(rm & 8) &>> 3
      let rex: UInt64 = wrb == 0 ? 0 : 0x40 | wrb
      precondition(plain && (reg | rm) < 16, "SSE has no masks and 16 registers")
      prefix = LegacyOpcode(
        wide16: false, pp: f.pp, rex: rex, map: f.map, opcode: f.opcode)
    } else {
      checkEVEX(op, f, plain)
      let fields = PrefixFields(
        reg: UInt64(reg), vvvv: UInt64(vvvv), base: UInt64(rm), index: UInt64(rm) &>> 1,
        length: 0)
      let z: UInt64 = zeroing ? 0x80 : 0
      let tail: UInt64 = z | UInt64(width.rawValue) &<< 5 | UInt64(mask.index)
      prefix = fields.evex(f, f.opcode, high: UInt64(vvvv), tail: tail)
    }
    prefix.append(modrm)
    prefix.word |= UInt64(immediate) &<< (8 &* prefix.count)
    code.put(prefix.word, prefix.count &+ f.immediateCount)
    if recordsListing {
      record(
        op, width, at: start, reg: reg, vvvv: vvvv, rm: rm, address: nil, immediate: immediate,
        mask: mask, zeroing: zeroing, broadcast: false, store: false)
    }
  }

  /// Emits `op` with a memory operand; `store` takes the row's store opcode.
  mutating func encode(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, _ address: Address,
    immediate: UInt8 = 0, mask: Mask = .k0, zeroing: Bool = false, broadcast: Bool = false,
    store: Bool = false
  ) {
    let f = facts[op.number]
    checkWidth(op, f, width)
    let start = code.count
    code.reserve()
    let opcode: UInt64 = store ? f.storeOpcode : f.opcode
    let base: UInt64 = UInt64(address.base)
    let index: UInt64 = UInt64(address.index)
    let plain = mask.index == 0 && !zeroing && !broadcast
    var prefix: LegacyOpcode
    var scale: UInt64 = 0
    if f.hasVEX && (reg | vvvv | address.index & 31) < 16 && plain && width != .z {
      let fields = PrefixFields(
        reg: UInt64(reg), vvvv: UInt64(vvvv), base: base, index: index,
        length: UInt64(width.rawValue))
      prefix = fields.vex(f, opcode)
    } else if f.isSSE {
      precondition(plain && reg < 16, "SSE has no masks and 16 registers")
      let xb: UInt64 = (index & 8) &>> 2 | (base & 8) &>> 3
      let wrxb: UInt64 = f.w &<< 3 | UInt64(reg & 8) &>> 1 | xb
      let rex: UInt64 = wrxb == 0 ? 0 : 0x40 | wrxb
      prefix = LegacyOpcode(wide16: false, pp: f.pp, rex: rex, map: f.map, opcode: opcode)
    } else {
      checkEVEX(op, f, plain)
      let fields = PrefixFields(
        reg: UInt64(reg), vvvv: UInt64(vvvv), base: base, index: index, length: 0)
      precondition(!broadcast || f.broadcastShift != 0, "\(op) cannot broadcast")
      let zb: UInt64 = (zeroing ? 0x80 : 0) | (broadcast ? 0x10 : 0)
      let tail: UInt64 = zb | UInt64(width.rawValue) &<< 5 | UInt64(mask.index)
      prefix = fields.evex(f, opcode, high: UInt64(vvvv) | index, tail: tail)
      scale = broadcast ? f.broadcastShift : OpcodeFacts.shift(f.displacementScale, width)
    }
    let placed = PlacedAddress(address, reg: reg, scale: scale)
    let word: UInt64 = prefix.word | placed.tail &<< (8 &* prefix.count)
    code.put(word, prefix.count &+ placed.tailCount)
    putDisplacement(placed, address, immediate: UInt64(immediate), count: f.immediateCount)
    if recordsListing {
      record(
        op, width, at: start, reg: reg, vvvv: vvvv, rm: 0, address: address, immediate: immediate,
        mask: mask, zeroing: zeroing, broadcast: broadcast, store: store)
    }
  }

  /// Appends the displacement and an immediate of `count` (at most 4) bytes, with their fixup.
  @inline(__always)
  mutating func putDisplacement(
    _ placed: PlacedAddress, _ address: Address, immediate: UInt64, count: UInt64
  ) {
    var displacement: UInt64 = placed.displacement
    if address.base == Address.labelBase {
      // The processor counts from the end of the instruction, the fixup from that of its field.
      addFixup(to: address.label)
      displacement = UInt64(UInt32(truncatingIfNeeded: displacement &- count))
    }
    let word: UInt64 = displacement | immediate &<< (8 &* placed.displacementCount)
    let kept: UInt64 = placed.displacementCount == 0 ? immediate : word
    code.put(kept, placed.displacementCount &+ count)
  }

  @inline(__always)
  private func checkWidth(_ op: VectorOpcode, _ f: OpcodeFacts, _ width: VectorWidth) {
    precondition(f.allows(width), "\(op) has no width \(width)")
  }

  @inline(__always)
  private func checkEVEX(_ op: VectorOpcode, _ f: OpcodeFacts, _ plain: Bool) {
    precondition(f.hasEVEX, "\(op) has no EVEX form for these operands")
    precondition(plain || f.takesMask || f.broadcastShift != 0, "\(op) takes no write mask")
  }
}
