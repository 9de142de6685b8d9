// SPDX-License-Identifier: Apache-2.0
// The Mersenne Twister, seeded as NumPy seeds it, old and new, and as CPython does.

/// The Mersenne Twister (Matsumoto, Nishimura, 1998): `numpy.random.RandomState`'s bit generator, and the core of CPython's
/// `random` module.
public struct MT19937: BitGenerator {
  public static let name = "MT19937"
  /// Words of state.
  public static let length = 624

  /// The 624 words of state.
  public private(set) var key: [UInt32]
  /// How many words of `key` are used; 624 when new ones are due.
  public private(set) var position: Int
  public var seedSequence: SeedSequence?

  /// NumPy's seeding of a bit generator: the words of the sequence, with the first such that the state is not zero.
  public init(_ sequence: SeedSequence) {
    self.init(words: sequence)
    // NumPy leaves the position at the last word.
    position = Self.length - 1
    seedSequence = sequence
  }

  private init(words sequence: SeedSequence) {
    key = sequence.generateState(Self.length)
    key[0] = 0x8000_0000
    position = Self.length
  }

  init(words: [UInt32], at position: Int) { (key, self.position) = (words, position) }

  /// A state, as `key` and `position` show it.
  ///
  /// Throws unless there are 624 words and the position is in 0...624.
  public init(key: [UInt32], position: Int) throws(ArrayError) {
    guard key.count == Self.length, (0...Self.length).contains(position) else {
      throw ArrayError(
        .value,
        "state needs \(Self.length) words and a position in them, not \(key.count), \(position)")
    }
    self.key = key
    self.position = position
  }

  /// `RandomState`'s seeding with an integer: Knuth's multiplicative generator.
  public init(legacySeed seed: UInt32) {
    key = Self.spread(seed)
    position = Self.length
  }

  /// Seeding with a list of words, which must not be empty: `RandomState`'s with an array, and CPython's `random.seed`
  /// with the words of the seed's absolute value, lowest first.
  public init(legacySeeds words: [UInt32]) {
    precondition(!words.isEmpty, "Seed must be non-empty")
    let length = Self.length
    key = Self.spread(19_650_218)
    position = length
    var (place, word) = (1, 0)
    func step(_ key: inout [UInt32], _ multiplier: UInt32) -> UInt32 {
      let previous = key[place - 1]
      return key[place] ^ (previous ^ (previous >> 30)) &* multiplier
    }
    func move(_ key: inout [UInt32]) {
      place += 1
      if place >= length {
        key[0] = key[length - 1]
        place = 1
      }
    }
    for _ in 0..<max(length, words.count) {
      key[place] = step(&key, 1_664_525) &+ words[word] &+ UInt32(truncatingIfNeeded: word)
      move(&key)
      word = word + 1 < words.count ? word + 1 : 0
    }
    for _ in 1..<length {
      key[place] = step(&key, 1_566_083_941) &- UInt32(place)
      move(&key)
    }
    key[0] = 0x8000_0000
  }

  /// `RandomState`'s seeding from the operating system.
  static func unseeded() -> MT19937 { MT19937(words: SeedSequence()) }

  private static func spread(_ seed: UInt32) -> [UInt32] {
    var key = [seed]
    key.reserveCapacity(length)
    for place in 1..<length {
      let previous = key[place - 1]
      key.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(place))
    }
    return key
  }
}

extension MT19937 {
  @inline(__always)
  public mutating func nextUInt32() -> UInt32 {
    if position == Self.length { twist() }
    var word = key[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// The first of two words of 32 bits is the upper half.
  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    let high = UInt64(nextUInt32())
    return high << 32 | UInt64(nextUInt32())
  }

  /// 53 bits from two words: `genrand_res53`, CPython's `random.random()`.
  @inline(__always)
  public mutating func nextDouble() -> Double {
    let high = UInt64(nextUInt32() >> 5)
    return Double(Int64(high << 26 | UInt64(nextUInt32() >> 6))) * 0x1p-53
  }

  public mutating func nextRaw() -> UInt64 { UInt64(nextUInt32()) }

  /// `count` random bits as words, lowest first: CPython's `random.getrandbits`.
  public mutating func nextBits(_ count: Int) -> [UInt32] {
    precondition(count >= 0, "number of bits must be non-negative, not \(count)")
    return stride(from: count, to: 0, by: -32).map { rest in
      rest < 32 ? nextUInt32() >> UInt32(32 - rest) : nextUInt32()
    }
  }

  /// Makes the next 624 words.
  @inline(never)
  private mutating func twist() {
    key.withUnsafeMutableBufferPointer { key in
      let (length, middle) = (Self.length, 397)
      func mix(_ place: Int, _ next: Int, _ other: Int) {
        let bits = key[place] & 0x8000_0000 | key[next] & 0x7fff_ffff
        key[place] = key[other] ^ (bits >> 1) ^ (0 &- (bits & 1)) & 0x9908_b0df
      }
      for place in 0..<length - middle { mix(place, place + 1, place + middle) }
      for place in length - middle..<length - 1 { mix(place, place + 1, place + middle - length) }
      mix(length - 1, 0, middle - 1)
    }
    position = 0
  }
}
