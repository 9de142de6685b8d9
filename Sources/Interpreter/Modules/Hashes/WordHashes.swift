// SPDX-License-Identifier: Apache-2.0
// Hash functions of 32-bit words: MD5 (RFC 1321), SHA-1, SHA-224 and SHA-256 (FIPS 180-4).
import Glibc

final class MD5: HashObject {
  private var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
  /// The first 32 bits of the fractions of |sin i|.
  private static let constants = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }
  private static let turns: [[UInt32]] = [
    [7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21],
  ]

  init() { super.init("md5", size: 16, blockSize: 64) }

  override func copy() -> HashObject {
    let other = MD5()
    other.state = state
    other.copyState(from: self)
    return other
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    let bytes = Array(block)
    let words = (0..<16).map { i in
      (0..<4).reduce(UInt32(0)) { (word: UInt32, place: Int) -> UInt32 in
        word | UInt32(bytes[i * 4 + place]) << UInt32(8 * place)
      }
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for t in 0..<64 {
      let (mix, word): (UInt32, Int)
      switch t / 16 {
      case 0: (mix, word) = (b & c | ~b & d, t)
      case 1: (mix, word) = (d & b | ~d & c, (5 * t + 1) % 16)
      case 2: (mix, word) = (b ^ c ^ d, (3 * t + 5) % 16)
      default: (mix, word) = (c ^ (b | ~d), 7 * t % 16)
      }
      let sum = a &+ mix &+ Self.constants[t] &+ words[word]
      let turn = Self.turns[t / 16][t % 4]
      (a, b, c, d) = (d, b &+ (sum << turn | sum >> (32 - turn)), b, c)
    }
    for (index, word) in [a, b, c, d].enumerated() { state[index] &+= word }
  }

  override func finish() -> [UInt8] {
    pad(lengthBytes: 8, littleEndian: true)
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
    }
  }
}

/// Words of a block, highest byte first.
private func bigWords(_ block: ArraySlice<UInt8>) -> [UInt32] {
  let bytes = Array(block)
  return (0..<bytes.count / 4).map { i in
    (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[i * 4 + $1]) }
  }
}

private func bigBytes(_ words: [UInt32]) -> [UInt8] {
  words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
}

final class SHA1: HashObject {
  private var state: [UInt32] = [
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
  ]

  init() { super.init("sha1", size: 20, blockSize: 64) }

  override func copy() -> HashObject {
    let other = SHA1()
    other.state = state
    other.copyState(from: self)
    return other
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    func turn(_ x: UInt32, _ count: UInt32) -> UInt32 { x << count | x >> (32 - count) }
    var w = bigWords(block)
    for t in 16..<80 { w.append(turn(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1)) }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for t in 0..<80 {
      let (mix, constant): (UInt32, UInt32)
      switch t / 20 {
      case 0: (mix, constant) = (b & c | ~b & d, 0x5a82_7999)
      case 1: (mix, constant) = (b ^ c ^ d, 0x6ed9_eba1)
      case 2: (mix, constant) = (b & c | b & d | c & d, 0x8f1b_bcdc)
      default: (mix, constant) = (b ^ c ^ d, 0xca62_c1d6)
      }
      let sum = turn(a, 5) &+ mix &+ e &+ constant &+ w[t]
      (a, b, c, d, e) = (sum, a, turn(b, 30), c, d)
    }
    for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
  }

  override func finish() -> [UInt8] {
    pad(lengthBytes: 8)
    return bigBytes(state)
  }
}

/// SHA-224 and SHA-256.
final class SHA256: HashObject {
  private var state: [UInt32]
  private static let constants = SHA512.constants.prefix(64).map { UInt32($0 >> 32) }
  static let start = SHA512.start.map { UInt32($0 >> 32) }
  private static let shortStart = SHA512.shortStart.map { UInt32(truncatingIfNeeded: $0) }

  init(short: Bool) {
    state = short ? Self.shortStart : Self.start
    super.init(short ? "sha224" : "sha256", size: short ? 28 : 32, blockSize: 64)
  }

  override func copy() -> HashObject {
    let other = SHA256(short: size == 28)
    other.state = state
    other.copyState(from: self)
    return other
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    func turn(_ x: UInt32, _ count: UInt32) -> UInt32 { x >> count | x << (32 - count) }
    var w = bigWords(block)
    for t in 16..<64 {
      let (x, y) = (w[t - 15], w[t - 2])
      let small = turn(x, 7) ^ turn(x, 18) ^ x >> 3
      let large = turn(y, 17) ^ turn(y, 19) ^ y >> 10
      w.append(w[t - 16] &+ small &+ w[t - 7] &+ large)
    }
    var s = state
    for t in 0..<64 {
      let (a, e) = (s[0], s[4])
      let choice = e & s[5] ^ ~e & s[6]
      let majority = a & s[1] ^ a & s[2] ^ s[1] & s[2]
      let first =
        s[7] &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ choice &+ Self.constants[t] &+ w[t]
      let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ majority
      s = [first &+ second, a, s[1], s[2], s[3] &+ first, e, s[5], s[6]]
    }
    for index in 0..<8 { state[index] &+= s[index] }
  }

  override func finish() -> [UInt8] {
    pad(lengthBytes: 8)
    return bigBytes(state)
  }
}
