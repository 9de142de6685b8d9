// SPDX-License-Identifier: Apache-2.0
// Permuted congruential generators of 128 bits.

/// PCG XSL RR 128/64, NumPy's default bit generator (O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good
/// Algorithms for Random Number Generation, 2014).
public struct PCG64: HalvingBitGenerator {
  public static let name = "PCG64"

  public var state: UInt128
  /// Odd; chooses one of 2¹²⁷ streams.
  public var increment: UInt128
  public var half = HalfWord()
  public var seedSequence: SeedSequence?

  public init(_ sequence: SeedSequence) {
    (state, increment) = LinearCongruence.seeded(sequence, Self.multiplier)
    seedSequence = sequence
  }

  public init(state: UInt128, increment: UInt128, half: HalfWord = HalfWord()) {
    self.state = state
    self.increment = increment
    self.half = half
  }

  static let multiplier = UInt128(2_549_297_995_355_413_924) << 64 | 4_865_540_595_714_422_341

  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    state = state &* Self.multiplier &+ increment
    let (high, low) = (UInt64(truncatingIfNeeded: state >> 64), UInt64(truncatingIfNeeded: state))
    let turn = high >> 58
    let mixed = high ^ low
    return mixed &>> turn | mixed &<< (0 &- turn)
  }

  @inline(__always)
  public mutating func nextUInt32() -> UInt32 { nextHalf() }

  @inline(__always)
  public mutating func nextDouble() -> Double { nextUInt64().unitDouble }

  /// Goes on as if `steps` numbers of 64 bits had been drawn; a waiting half is forgotten.
  public mutating func advance(_ steps: UInt128) {
    state = LinearCongruence.advanced(state, steps, Self.multiplier, increment)
    half = HalfWord()
  }

  /// A generator that is `jumps` times 2¹²⁸ / φ numbers ahead.
  public func jumped(_ jumps: Int = 1) -> PCG64 {
    var ahead = self
    ahead.advance(LinearCongruence.jump &* UInt128(truncatingIfNeeded: jumps))
    ahead.seedSequence = nil
    return ahead
  }
}

/// PCG DXSM 128/64 with the cheap multiplier: a stronger permutation of what is output before each step.
public struct PCG64DXSM: HalvingBitGenerator {
  public static let name = "PCG64DXSM"

  public var state: UInt128
  /// Odd; chooses one of 2¹²⁷ streams.
  public var increment: UInt128
  public var half = HalfWord()
  public var seedSequence: SeedSequence?

  /// NumPy seeds it by steps of `PCG64`.
  public init(_ sequence: SeedSequence) {
    (state, increment) = LinearCongruence.seeded(sequence, PCG64.multiplier)
    seedSequence = sequence
  }

  public init(state: UInt128, increment: UInt128, half: HalfWord = HalfWord()) {
    self.state = state
    self.increment = increment
    self.half = half
  }

  static let multiplier: UInt64 = 0xda94_2042_e4dd_58b5

  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    var high = UInt64(truncatingIfNeeded: state >> 64)
    let low = UInt64(truncatingIfNeeded: state) | 1
    high ^= high >> 32
    high = high &* Self.multiplier
    high ^= high >> 48
    state = state &* UInt128(Self.multiplier) &+ increment
    return high &* low
  }

  @inline(__always)
  public mutating func nextUInt32() -> UInt32 { nextHalf() }

  @inline(__always)
  public mutating func nextDouble() -> Double { nextUInt64().unitDouble }

  /// Goes on as if `steps` numbers of 64 bits had been drawn; a waiting half is forgotten.
  public mutating func advance(_ steps: UInt128) {
    state = LinearCongruence.advanced(state, steps, UInt128(Self.multiplier), increment)
    half = HalfWord()
  }

  /// A generator that is `jumps` times 2¹²⁸ / φ numbers ahead.
  public func jumped(_ jumps: Int = 1) -> PCG64DXSM {
    var ahead = self
    ahead.advance(LinearCongruence.jump &* UInt128(truncatingIfNeeded: jumps))
    ahead.seedSequence = nil
    return ahead
  }
}

/// What both generators share: x ↦ a x + c modulo 2¹²⁸.
private enum LinearCongruence {
  /// 2¹²⁸ / φ, odd.
  static let jump = UInt128(0x9e37_79b9_7f4a_7c15) << 64 | 0xf39c_c060_5ced_c835

  static func seeded(
    _ sequence: SeedSequence, _ multiplier: UInt128
  ) -> (state: UInt128, increment: UInt128) {
    let words = sequence.generateState64(4).map { UInt128($0) }
    let increment = (words[2] << 64 | words[3]) << 1 | 1
    // A step from zero, the seed, another step.
    let state = (increment &+ (words[0] << 64 | words[1])) &* multiplier &+ increment
    return (state, increment)
  }

  /// `steps` steps at once, by squaring (Brown, Random Number Generation with Arbitrary Strides, 1994).
  static func advanced(
    _ state: UInt128, _ steps: UInt128, _ multiplier: UInt128, _ increment: UInt128
  ) -> UInt128 {
    var (rest, a, c) = (steps, multiplier, increment)
    var (product, sum): (UInt128, UInt128) = (1, 0)
    while rest > 0 {
      if rest & 1 == 1 {
        product = product &* a
        sum = sum &* a &+ c
      }
      c = (a &+ 1) &* c
      a = a &* a
      rest >>= 1
    }
    return product &* state &+ sum
  }
}
