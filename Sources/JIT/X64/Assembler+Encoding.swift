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
    if pp != 0 { append(0xF2_F3_66_00 as UInt64 &>> (8 &* pp) & 0xFF) }
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

/// The extension bits of the operands, where they belong in the VEX and EVEX words of `OpcodeFacts`.
///
/// The fields are inverted in the encoding, so the bits are combined with the word by exclusive or.
struct ExtensionBits {
  var vex: UInt64
  var evex: UInt64

  /// Registers alone: bit 4 of modrm.rm goes to X.
  @inline(__always)
  init(reg: UInt64, vvvv: UInt64, rm: UInt64) {
    let shared: UInt64 = (reg & 8) &<< 12 | (vvvv & 15) &<< 19
    vex = shared | (rm & 8) &<< 10
    let high: UInt64 = (reg & 16) &<< 8 | (vvvv & 16) &<< 23
    evex = shared | high | (rm & 24) &<< 10
  }

  /// With memory: bit 4 of a vector index goes to V'.
  @inline(__always)
  init(reg: UInt64, vvvv: UInt64, base: UInt64, index: UInt64) {
    let memory: UInt64 = (base & 8) &<< 10 | (index & 8) &<< 11
    vex = (reg & 8) &<< 12 | (vvvv & 15) &<< 19 | memory
    evex = vex | (reg & 16) &<< 8 | ((vvvv | index) & 16) &<< 23
  }

  /// Bits of X and B in a VEX word; the two-byte form has neither.
  static let xb: UInt64 = 0x6000

  /// The two-byte VEX and opcode that say the same as the three-byte `word`.
  @inline(__always)
  static func shortened(_ word: UInt64) -> UInt64 {
    0xC5 | word & 0x8000 | word &>> 8 & 0xFF_7F00
  }
}

extension Assembler {
  /// Emits `op` with registers only.
  mutating func encode(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, rm: UInt8,
    immediate: UInt8 = 0, mask: Mask = .k0, zeroing: Bool = false
  ) {
    let f = facts + op.number
    checkWidth(op, width)
    if recordsListing {
      encodeListed(
        op, width, reg: reg, vvvv: vvvv, rm: rm, immediate: immediate, mask: mask,
        zeroing: zeroing)
      return
    }
    code.reserve()
    let modrm: UInt64 = 0xC0 | UInt64(reg & 7) &<< 3 | UInt64(rm & 7)
    let tail: UInt64 = modrm | UInt64(immediate) &<< 8
    let count: UInt64 = f.pointee.immediateCount
    let plain = mask.index == 0 && !zeroing
    let bits = ExtensionBits(reg: UInt64(reg), vvvv: UInt64(vvvv), rm: UInt64(rm))
    let length = UInt64(width.rawValue)
    if f.pointee.hasVEX && (reg | vvvv | rm) < 16 && plain && width != .z {
      let word: UInt64 = f.pointee.vex ^ bits.vex | length &<< 18
      guard f.pointee.fitsVEX2 && (rm < 8 || (reg < 8 && f.pointee.storeOpcode != 0)) else {
        code.put(word | tail &<< 32, 5 &+ count)
        return
      }
      if rm < 8 {
        code.put(ExtensionBits.shortened(word) | tail &<< 24, 4 &+ count)
        return
      }
      // A move from a high to a low register is a byte shorter as a store to a register.
      let swapped = ExtensionBits(reg: UInt64(rm), vvvv: UInt64(vvvv), rm: UInt64(reg))
      let opcodes: UInt64 = f.pointee.opcode ^ f.pointee.storeOpcode
      let store: UInt64 = (f.pointee.vex ^ opcodes &<< 24) ^ swapped.vex | length &<< 18
      let modrm: UInt64 = 0xC0 | UInt64(rm & 7) &<< 3 | UInt64(reg & 7)
      code.put(ExtensionBits.shortened(store) | modrm &<< 24, 4)
    } else if f.pointee.isSSE {
      precondition(plain && (reg | rm) < 16, "SSE has no masks and 16 registers")
      let wrb: UInt64 = f.pointee.w &<< 3 | UInt64(reg & 8) &>> 1 | UInt64(rm & 8) &>> 3
      let prefix = LegacyOpcode(
        wide16: false, pp: f.pointee.pp, rex: wrb == 0 ? 0 : 0x40 | wrb, map: f.pointee.map,
        opcode: f.pointee.opcode)
      code.put(prefix.word | tail &<< (8 &* prefix.count), prefix.count &+ 1 &+ count)
    } else {
      checkEVEX(op, plain)
      let z: UInt64 = zeroing ? 0x80 : 0
      let third: UInt64 = z | length &<< 5 | UInt64(mask.index)
      code.put((f.pointee.evex ^ bits.evex) | third &<< 24 | tail &<< 40, 6 &+ count)
    }
  }

  /// Emits `op` with a memory operand; `store` takes the row's store opcode.
  mutating func encode(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, _ address: Address,
    immediate: UInt8 = 0, mask: Mask = .k0, zeroing: Bool = false, broadcast: Bool = false,
    store: Bool = false
  ) {
    let f = facts + op.number
    checkWidth(op, width)
    if recordsListing {
      encodeListed(
        op, width, reg: reg, vvvv: vvvv, address, immediate: immediate, mask: mask,
        zeroing: zeroing, broadcast: broadcast, store: store)
      return
    }
    code.reserve()
    let plain = mask.index == 0 && !zeroing && !broadcast
    let base = UInt64(address.base)
    let index = UInt64(address.index)
    let bits = ExtensionBits(reg: UInt64(reg), vvvv: UInt64(vvvv), base: base, index: index)
    let length = UInt64(width.rawValue)
    let opcodes: UInt64 = store ? f.pointee.opcode ^ f.pointee.storeOpcode : 0
    var word: UInt64
    var count: UInt64
    var scale: UInt64 = 0
    if f.pointee.hasVEX && (reg | vvvv | address.index & 31) < 16 && plain && width != .z {
      word = (f.pointee.vex ^ opcodes &<< 24) ^ bits.vex | length &<< 18
      count = 4
      if f.pointee.fitsVEX2 && bits.vex & ExtensionBits.xb == 0 {
        word = ExtensionBits.shortened(word)
        count = 3
      }
    } else if f.pointee.isSSE {
      precondition(plain && reg < 16, "SSE has no masks and 16 registers")
      let xb: UInt64 = (index & 8) &>> 2 | (base & 8) &>> 3
      let wrxb: UInt64 = f.pointee.w &<< 3 | UInt64(reg & 8) &>> 1 | xb
      let prefix = LegacyOpcode(
        wide16: false, pp: f.pointee.pp, rex: wrxb == 0 ? 0 : 0x40 | wrxb, map: f.pointee.map,
        opcode: f.pointee.opcode ^ opcodes)
      word = prefix.word
      count = prefix.count
    } else {
      checkEVEX(op, plain)
      precondition(!broadcast || f.pointee.broadcastShift != 0, "\(op) cannot broadcast")
      let zb: UInt64 = (zeroing ? 0x80 : 0) | (broadcast ? 0x10 : 0)
      let third: UInt64 = zb | length &<< 5 | UInt64(mask.index)
      word = (f.pointee.evex ^ opcodes &<< 32) ^ bits.evex | third &<< 24
      count = 5
      scale =
        broadcast
        ? f.pointee.broadcastShift : OpcodeFacts.shift(f.pointee.displacementScale, width)
    }
    let placed = PlacedAddress(address, reg: reg, scale: scale)
    code.put(word | placed.tail &<< (8 &* count), count &+ placed.tailCount)
    putDisplacement(
      placed, address, immediate: UInt64(immediate), count: f.pointee.immediateCount)
  }

  // The recording of text is in functions of their own, so that nothing in the encoding itself has
  // to survive a call.

  @inline(never)
  private mutating func encodeListed(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, rm: UInt8,
    immediate: UInt8, mask: Mask, zeroing: Bool
  ) {
    record(
      op, width, reg: reg, vvvv: vvvv, rm: rm, address: nil, immediate: immediate, mask: mask,
      zeroing: zeroing, broadcast: false, store: false)
    recordsListing = false
    encode(
      op, width, reg: reg, vvvv: vvvv, rm: rm, immediate: immediate, mask: mask,
      zeroing: zeroing)
    recordsListing = true
  }

  @inline(never)
  private mutating func encodeListed(
    _ op: VectorOpcode, _ width: VectorWidth, reg: UInt8, vvvv: UInt8, _ address: Address,
    immediate: UInt8, mask: Mask, zeroing: Bool, broadcast: Bool, store: Bool
  ) {
    record(
      op, width, reg: reg, vvvv: vvvv, rm: 0, address: address, immediate: immediate, mask: mask,
      zeroing: zeroing, broadcast: broadcast, store: store)
    recordsListing = false
    encode(
      op, width, reg: reg, vvvv: vvvv, address, immediate: immediate, mask: mask,
      zeroing: zeroing, broadcast: broadcast, store: store)
    recordsListing = true
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
  private func checkWidth(_ op: VectorOpcode, _ width: VectorWidth) {
    precondition(facts[op.number].allows(width), "\(op) has no width \(width)")
  }

  @inline(__always)
  private func checkEVEX(_ op: VectorOpcode, _ plain: Bool) {
    let f = facts[op.number]
    precondition(f.hasEVEX, "\(op) has no EVEX form for these operands")
    precondition(plain || f.takesMask || f.broadcastShift != 0, "\(op) takes no write mask")
  }
}
