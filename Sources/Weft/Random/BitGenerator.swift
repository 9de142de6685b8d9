// SPDX-License-Identifier: Apache-2.0
// What a source of random bits is.

/// A stream of random bits, in the three sizes that distributions are made from.
public protocol BitStream {
  /// 64 random bits.
  mutating func nextUInt64() -> UInt64
  /// 32 random bits.
  mutating func nextUInt32() -> UInt32
  /// A random multiple of 2⁻⁵³ in [0, 1).
  mutating func nextDouble() -> Double
}

/// An algorithm for random bits, with NumPy's state and NumPy's stream.
///
/// Bit generators are values: a copy goes on from the same state by itself. Those that make 64 bits at a time keep the upper
/// half of a number that was asked for with 32, and give it next. They serve Swift's own `random(in:using:)` too.
public protocol BitGenerator: BitStream, RandomNumberGenerator, Sendable {
  /// NumPy's name of the class.
  static var name: String { get }
  /// Starts from the words of `sequence`.
  init(_ sequence: SeedSequence)
  /// What the state came from; nil when it was set otherwise. Its children seed what `spawn` makes.
  var seedSequence: SeedSequence? { get set }
  /// What the algorithm makes in one step: 64 bits, or 32 for MT19937.
  mutating func nextRaw() -> UInt64
}

extension BitGenerator {
  /// Starts from the operating system's entropy.
  public init() { self.init(SeedSequence()) }

  /// Starts from a seed that is not negative.
  public init(seed: Int) { self.init(SeedSequence(seed)) }

  public mutating func next() -> UInt64 { nextUInt64() }

  public mutating func nextRaw() -> UInt64 { nextUInt64() }

  /// `count` bit generators that are independent of this one and each other.
  ///
  /// Throws if the state did not come from a seed sequence.
  public mutating func spawn(_ count: Int) throws(ArrayError) -> [Self] {
    guard let children = seedSequence?.spawn(count) else {
      throw ArrayError(.type, "The underlying SeedSequence does not implement spawning.")
    }
    return children.map { Self($0) }
  }
}

extension BitStream {
  /// A random multiple of 2⁻²⁴ in [0, 1).
  @inline(__always)
  mutating func nextFloat() -> Float { Float(nextUInt32() >> 8) * 0x1p-24 }
}

/// The upper half of a number of 64 bits that was asked for with 32.
public struct HalfWord: Sendable, Equatable {
  /// True while the half has not been given.
  public var isWaiting = false
  public var value: UInt32 = 0

  public init(isWaiting: Bool = false, value: UInt32 = 0) {
    self.isWaiting = isWaiting
    self.value = value
  }
}

/// A bit generator that makes 64 bits at a time.
protocol HalvingBitGenerator: BitGenerator {
  var half: HalfWord { get set }
}

extension HalvingBitGenerator {
  @inline(__always)
  mutating func nextHalf() -> UInt32 {
    if half.isWaiting {
      half.isWaiting = false
      return half.value
    }
    let word = nextUInt64()
    half = HalfWord(isWaiting: true, value: UInt32(truncatingIfNeeded: word >> 32))
    return UInt32(truncatingIfNeeded: word)
  }
}

extension UInt64 {
  /// The upper 53 bits as a number in [0, 1).
  @inline(__always)
  var unitDouble: Double { Double(Int64(self >> 11)) * 0x1p-53 }
}
