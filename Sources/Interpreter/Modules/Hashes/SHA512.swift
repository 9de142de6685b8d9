// SPDX-License-Identifier: Apache-2.0
// SHA-384 and SHA-512 (FIPS 180-4).

final class SHA512: HashObject {
  private var state: [UInt64]

  init(short: Bool) {
    state = short ? Self.shortStart : Self.start
    super.init(short ? "sha384" : "sha512", size: short ? 48 : 64, blockSize: 128)
  }

  override func copy() -> HashObject {
    let other = SHA512(short: size == 48)
    other.state = state
    other.copyState(from: self)
    return other
  }

  override func finish() -> [UInt8] {
    pad(lengthBytes: 16)
    return state.flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
    }
  }

  override func compress(_ block: ArraySlice<UInt8>) {
    func turn(_ x: UInt64, _ count: UInt64) -> UInt64 { x >> count | x << (64 - count) }
    var w = [UInt64](repeating: 0, count: 80)
    for (index, byte) in block.enumerated() { w[index / 8] = w[index / 8] << 8 | UInt64(byte) }
    for t in 16..<80 {
      let (x, y) = (w[t - 15], w[t - 2])
      let small = turn(x, 1) ^ turn(x, 8) ^ x >> 7
      let large = turn(y, 19) ^ turn(y, 61) ^ y >> 6
      w[t] = w[t - 16] &+ small &+ w[t - 7] &+ large
    }
    var s = state
    for t in 0..<80 {
      let (a, e) = (s[0], s[4])
      let choice = e & s[5] ^ ~e & s[6]
      let majority = a & s[1] ^ a & s[2] ^ s[1] & s[2]
      let first =
        s[7] &+ (turn(e, 14) ^ turn(e, 18) ^ turn(e, 41)) &+ choice &+ Self.constants[t] &+ w[t]
      let second = (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) &+ majority
      s = [first &+ second, a, s[1], s[2], s[3] &+ first, e, s[5], s[6]]
    }
    for index in 0..<8 { state[index] &+= s[index] }
  }

  // The standard's constants are the first 64 bits of the fractions of roots of primes: cube roots of the first 80 for the
  // rounds, square roots of the first eight for the start of SHA-512, of the next eight for that of SHA-384.
  private static let primes: [UInt64] = {
    var found: [UInt64] = []
    var candidate: UInt64 = 2
    while found.count < 80 {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }()
  static let start = primes[0..<8].map { fraction(of: $0, root: 2) }
  static let shortStart = primes[8..<16].map { fraction(of: $0, root: 2) }
  static let constants = primes.map { fraction(of: $0, root: 3) }

  /// The first 64 bits of the fraction of a root, found bit by bit.
  private static func fraction(of prime: UInt64, root: Int) -> UInt64 {
    let target = [UInt32](repeating: 0, count: 2 * root) + [UInt32(prime)]
    var low = [UInt32](repeating: 0, count: 3)
    // A root is less than 32.
    for bit in (0..<69).reversed() {
      var guess = low
      guess[bit / 32] |= 1 << UInt32(bit % 32)
      var power = guess
      for _ in 1..<root { power = product(power, guess) }
      if !isGreater(power, target) { low = guess }
    }
    return UInt64(low[1]) << 32 | UInt64(low[0])
  }

  private static func product(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result = [UInt32](repeating: 0, count: a.count + b.count)
    for (i, x) in a.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.enumerated() {
        let sum = UInt64(x) * UInt64(y) + UInt64(result[i + j]) + carry
        result[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      result[i + b.count] = UInt32(carry)
    }
    return result
  }

  private static func isGreater(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    for index in (0..<max(a.count, b.count)).reversed() {
      let x = index < a.count ? a[index] : 0
      let y = index < b.count ? b[index] : 0
      if x != y { return x > y }
    }
    return false
  }
}
