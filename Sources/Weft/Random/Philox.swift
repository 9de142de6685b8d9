// SPDX-License-Identifier: Apache-2.0
// A counter and a key, encrypted: random access to a stream.

/// Philox 4×64 with ten rounds (Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, 2011).
public struct Philox: HalvingBitGenerator {
  public static let name = "Philox"

  /// 256 bits, lowest word first; four numbers come from each value.
  public var counter: SIMD4<UInt64>
  public var key: SIMD2<UInt64>
  /// The numbers of the current counter, and how many of them are used.
  public var buffer = SIMD4<UInt64>()
  public var bufferPosition = 4
  public var half = HalfWord()
  public var seedSequence: SeedSequence?

  public init(_ sequence: SeedSequence) {
    let words = sequence.generateState64(2)
    self.init(key: SIMD2(words[0], words[1]))
    seedSequence = sequence
  }

  public init(key: SIMD2<UInt64>, counter: SIMD4<UInt64> = SIMD4()) {
    self.key = key
    self.counter = counter
  }

  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    if bufferPosition >= 4 {
      add(SIMD4(1, 0, 0, 0))
      buffer = encrypted
      bufferPosition = 0
    }
    bufferPosition += 1
    return buffer[bufferPosition - 1]
  }

  @inline(__always)
  public mutating func nextUInt32() -> UInt32 { nextHalf() }

  @inline(__always)
  public mutating func nextDouble() -> Double { nextUInt64().unitDouble }

  private var encrypted: SIMD4<UInt64> {
    var (words, key) = (counter, key)
    for round in 0..<10 {
      if round > 0 { key &+= SIMD2(0x9e37_79b9_7f4a_7c15, 0xbb67_ae85_84ca_a73b) }
      let first = words[0].multipliedFullWidth(by: 0xd2e7_470e_e14c_6c93)
      let second = words[2].multipliedFullWidth(by: 0xca5a_8263_9512_1157)
      words = SIMD4(
        second.high ^ words[1] ^ key[0], second.low, first.high ^ words[3] ^ key[1], first.low)
    }
    return words
  }

  private mutating func add(_ steps: SIMD4<UInt64>) {
    var carry = false
    for index in 0..<4 {
      let (sum, overflows) = counter[index].addingReportingOverflow(steps[index])
      let (all, again) = sum.addingReportingOverflow(carry ? 1 : 0)
      counter[index] = all
      carry = overflows || again
    }
  }

  /// Adds `steps`, 256 bits with the lowest word first, to the counter; numbers that wait are forgotten.
  public mutating func advance(_ steps: SIMD4<UInt64>) {
    add(steps)
    buffer = SIMD4()
    bufferPosition = 4
    half = HalfWord()
  }

  /// A generator whose counter is `jumps` times 2¹²⁸ ahead.
  public func jumped(_ jumps: Int = 1) -> Philox {
    var ahead = self
    ahead.advance(SIMD4(0, 0, UInt64(bitPattern: Int64(jumps)), jumps < 0 ? .max : 0))
    ahead.seedSequence = nil
    return ahead
  }
}
