// SPDX-License-Identifier: Apache-2.0
// Integers between element sizes.

extension Lowering {
  /// Extends elements of 1 << `own` bytes to 1 << `size`.
  mutating func widen(_ a: VReg, from own: Int, to size: Int, signed: Bool) -> VReg {
    if own == size { return a }
    if tier == .sse2 { return widenBySteps(a, from: own, to: size, signed: signed) }
    let row: SpellingRow
    switch own {
    case 0: row = signed ? .widenSignedFrom8 : .widenUnsignedFrom8
    case 1: row = signed ? .widenSignedFrom16 : .widenUnsignedFrom16
    default: row = signed ? .widenSignedFrom32 : .widenUnsignedFrom32
    }
    return op1(row[size], a, size)
  }

  private mutating func widenBySteps(
    _ a: VReg, from own: Int, to size: Int, signed: Bool
  ) -> VReg {
    let unpack: [Spelling] = [.unpackLow8, .unpackLow16, .unpackLow32]
    var (x, step) = (a, own)
    while step < size {
      if !signed {
        x = op2(unpack[step], x, zero(), step + 1)
      } else if step == 2 {
        let sign = shift(.shiftRightSignedImmediate, x, by: 31, 2)
        x = op2(unpack[step], x, sign, step + 1)
      } else {
        let doubled = op2(unpack[step], x, x, step + 1)
        x = shift(.shiftRightSignedImmediate, doubled, by: 8 << step, step + 1)
      }
      step += 1
    }
    return x
  }

  /// Drops the upper bytes of elements of 1 << `own` bytes.
  mutating func narrow(_ a: VReg, from own: Int, to size: Int) -> VReg {
    if own == size { return a }
    if hasMasks {
      let row: SpellingRow = own == 1 ? .narrowFrom16 : own == 2 ? .narrowFrom32 : .narrowFrom64
      return op1(row[size], a, size, width: width(own))
    }
    var (x, step) = (a, own)
    while step > size {
      x = halve(x, from: step)
      step -= 1
    }
    return x
  }

  private mutating func halve(_ a: VReg, from own: Int) -> VReg {
    let isWide = lanes.count << own > 16
    if own == 3 {
      if !isWide { return op1(.shuffle32, a, 2, imm: 0x88) }
      return op2(.shuffleF32, a, upperHalf(a), 2, imm: 0x88)
    }
    if own == 2 && tier == .sse2 {
      // No unsigned packing of 32 bits: gather the even words.
      let low = op1(.shuffleLow16, a, 1, imm: 0x88)
      let high = op1(.shuffleHigh16, low, 1, imm: 0x88)
      return op1(.shuffle32, high, 1, imm: 0x88)
    }
    let keepLow: UInt64 = own == 2 ? 0xFFFF : 0xFF
    let kept = and(a, constant(keepLow, own), own)
    let high = isWide ? upperHalf(kept) : kept
    return op2(own == 2 ? .packUnsigned16 : .packUnsigned8, kept, high, own - 1)
  }
}
