// SPDX-License-Identifier: Apache-2.0
// A counter and a key, encrypted: random access to a stream.

/// Philox 4×64 with ten rounds (Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3, 2011).
public struct Philox: HalvingBitGenerator {
  public static let name = "Philox"

  /// 256 bits, lowest word first; four numbers come from each value.
  public var counter: InlineArray<4, UInt64>
  public var key: InlineArray<2, UInt64>
  /// The numbers of the current counter, and how many of them are used.
  public var buffer = InlineArray<4, UInt64>(repeating: 0)
  public var bufferPosition = 4
  public var half = HalfWord()
  public var seedSequence: SeedSequence?

  public init(_ sequence: SeedSequence) {
    let words = sequence.generateState64(2)
    self.init(key: [words[0], words[1]])
    seedSequence = sequence
  }

  public init(key: InlineArray<2, UInt64>, counter: InlineArray<4, UInt64> = [0, 0, 0, 0]) {
    self.key = key
    self.counter = counter
  }

  @inline(__always)
  public mutating func nextUInt64() -> UInt64 {
    if bufferPosition >= 4 {
      add([1, 0, 0, 0])
      encrypt()
      bufferPosition = 0
    }
    bufferPosition += 1
    return buffer[bufferPosition - 1]
  }

  @inline(__always)
  public mutating func nextUInt32() -> UInt32 { nextHalf() }

  @inline(__always)
  public mutating func nextDouble() -> Double { nextUInt64().unitDouble }

  private mutating func encrypt() {
    var (a, b, c, d) = (counter[0], counter[1], counter[2], counter[3])
    var (first, second) = (key[0], key[1])
    for round in 0..<10 {
      if round > 0 {
        first &+= 0x9e37_79b9_7f4a_7c15
        second &+= 0xbb67_ae85_84ca_a73b
      }
      let left = a.multipliedFullWidth(by: 0xd2e7_470e_e14c_6c93)
      let right = c.multipliedFullWidth(by: 0xca5a_8263_9512_1157)
      (a, b, c, d) = (right.high ^ b ^ first, right.low, left.high ^ d ^ second, left.low)
    }
    buffer = [a, b, c, d]
  }

  private mutating func add(_ steps: InlineArray<4, UInt64>) {
    var carry = false
    for index in 0..<4 {
      let (sum, overflows) = counter[index].addingReportingOverflow(steps[index])
      let (all, again) = sum.addingReportingOverflow(carry ? 1 : 0)
      counter[index] = all
      carry = overflows || again
    }
  }

  /// Adds `steps`, 256 bits with the lowest word first, to the counter; numbers that wait are forgotten.
  public mutating func advance(_ steps: InlineArray<4, UInt64>) {
    add(steps)
    buffer = [0, 0, 0, 0]
    bufferPosition = 4
    half = HalfWord()
  }

  /// A generator whose counter is `jumps` times 2¹²⁸ ahead.
  public func jumped(_ jumps: Int = 1) -> Philox {
    var ahead = self
    ahead.advance([0, 0, UInt64(bitPattern: Int64(jumps)), jumps < 0 ? .max : 0])
    ahead.seedSequence = nil
    return ahead
  }
}
