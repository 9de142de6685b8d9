// SPDX-License-Identifier: Apache-2.0
// A small fast chaotic generator with a counter.

/// Chris Doty-Humphrey's SFC64 (PractRand): three words of chaos and a counter that bounds the shortest cycle from below.
public struct SFC64: HalvingBitGenerator {
  public static let name = "SFC64"

  /// Three mixed words and the counter.
  public var state: (UInt64, UInt64, UInt64, UInt64)
  public var half = HalfWord()
  public var seedSequence: SeedSequence?

  public init(_ sequence: SeedSequence) {
    let words = sequence.generateState64(3)
    state = (words[0], words[1], words[2], 1)
    for _ in 0..<12 { _ = nextUInt64() }
    seedSequence = sequence
  }

  public init(state: (UInt64, UInt64, UInt64, UInt64), half: HalfWord = HalfWord()) {
    self.state = state
    self.half = half
  }

  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    let (a, b, c, counter) = state
    let result = a &+ b &+ counter
    state = (b ^ (b >> 11), c &+ (c << 3), (c << 24 | c >> 40) &+ result, counter &+ 1)
    return result
  }

  @inline(__always)
  public mutating func nextUInt32() -> UInt32 { nextHalf() }

  @inline(__always)
  public mutating func nextDouble() -> Double { nextUInt64().unitDouble }
}
