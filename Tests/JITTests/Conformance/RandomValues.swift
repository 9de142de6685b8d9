// SPDX-License-Identifier: Apache-2.0
// Random numbers for the conformance suite, and the values at which arithmetic breaks.

import JIT

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  /// True once in `n`.
  mutating func once(in n: Int) -> Bool { below(n) == 0 }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// Bits of values of each element type.
struct ValueSource {
  /// Of 100 values, how many are nasty; the others are small or, now and then, arbitrary bits.
  var nastiness: Int

  static let floats: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, 3, -7.25, .infinity, -.infinity, 0.1, 1e-8, 65504, 65520,
    0x1p31, -0x1p31, 0x1p31 - 1, 0x1p32, 0x1p32 - 0.5, 0x1p53, 0x1p53 + 2, 0x1p63, -0x1p63, 0x1p64,
    0x1p24 + 1, 127.5, 128, -128.5, 255.5, 256, 32767.5, -32768.5, 65535.5, 0x1p-24, 0x1p-25,
    0x1p-149, 0x1p-126, 1e300, -1e300, 1e-300, 3.4e38, 1e38,
  ]
  static let words: [Int64] = [
    0, 1, -1, 2, 3, 7, 8, 15, 16, 31, 32, 63, 64, 65, 127, -128, 255, 32767, -32768, .max, .min,
    .min + 1, 0x7FFF_FFFF, -0x8000_0000, 0xFFFF_FFFF, 0x20_0000_0000_0001, 100, -100,
  ]
  private static let bits32: [UInt32] = [
    0x7FC0_0000, 0xFFC0_0000, 0x7FC0_1234, 0x7F80_0001, 0xFFA0_0000, 1, 0x8000_0001, 0x007F_FFFF,
    0x0080_0000, 0x7F7F_FFFF,
  ]
  private static let bits64: [UInt64] = [
    0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF8_0000_0000_1234, 0x7FF0_0000_0000_0001,
    0xFFF4_0000_0000_0000, 1, 0x8000_0000_0000_0001, 0x000F_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000,
    0x7FEF_FFFF_FFFF_FFFF,
  ]
  private static let bits16: [UInt16] = [
    0x7C00, 0xFC00, 0x7E00, 0xFE01, 0x7D00, 1, 0x8000, 0x03FF, 0x0400, 0x7BFF, 0,
  ]

  func bits(_ element: Element, _ random: inout RandomSource) -> UInt64 {
    let isNasty = random.below(100) < nastiness
    let raw = random.next()
    let mask = element.size == 8 ? UInt64.max : 1 << UInt64(element.bits) - 1
    switch element {
    case .bool: return isNasty ? raw & 0xFF : raw & 1
    case .f16:
      if isNasty { return UInt64(random.pick(Self.bits16)) }
      return random.once(in: 8)
        ? raw & mask : UInt64(Float16(small(&random)).bitPattern)
    case .f32:
      if isNasty {
        if random.once(in: 3) { return UInt64(random.pick(Self.bits32)) }
        return UInt64(Float(random.pick(Self.floats)).bitPattern)
      }
      return random.once(in: 12) ? raw & mask : UInt64(Float(small(&random)).bitPattern)
    case .f64:
      if isNasty {
        return random.once(in: 3)
          ? random.pick(Self.bits64) : random.pick(Self.floats).bitPattern
      }
      return random.once(in: 12) ? raw : small(&random).bitPattern
    default:
      if isNasty { return UInt64(bitPattern: random.pick(Self.words)) & mask }
      if random.once(in: 3) { return raw & mask }
      return UInt64(bitPattern: Int64(random.below(41) - 20)) & mask
    }
  }

  private func small(_ random: inout RandomSource) -> Double {
    Double(random.below(4001) - 2000) / Double(random.pick([1, 2, 7, 64, 1000]))
  }
}
