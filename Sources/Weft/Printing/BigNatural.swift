// SPDX-License-Identifier: Apache-2.0
// Natural numbers of any size: just what Dragon4 needs.

/// A natural number as little-endian 32-bit limbs without leading zeros; zero has no limbs.
struct BigNatural {
  private(set) var limbs: [UInt32] = []

  init(_ value: UInt64) {
    limbs = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
    normalize()
  }

  var isZero: Bool { limbs.isEmpty }

  private mutating func normalize() {
    while limbs.last == 0 { limbs.removeLast() }
  }

  mutating func multiply(by factor: UInt32) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * UInt64(factor) + carry
      limbs[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
    normalize()
  }

  mutating func multiply(byPowerOfTen exponent: Int) {
    var rest = exponent
    while rest >= 9 {
      multiply(by: 1_000_000_000)
      rest -= 9
    }
    var factor: UInt32 = 1
    for _ in 0..<rest { factor *= 10 }
    if factor > 1 { multiply(by: factor) }
  }

  mutating func shiftLeft(_ bits: Int) {
    if isZero { return }
    multiply(by: UInt32(1) << UInt32(bits % 32))
    limbs.insert(contentsOf: repeatElement(0, count: bits / 32), at: 0)
  }

  mutating func add(_ other: BigNatural) {
    var carry: UInt64 = 0
    for index in 0..<max(limbs.count, other.limbs.count) {
      if index == limbs.count { limbs.append(0) }
      let right: UInt32 = index < other.limbs.count ? other.limbs[index] : 0
      let sum = UInt64(limbs[index]) + UInt64(right) + carry
      limbs[index] = UInt32(truncatingIfNeeded: sum)
      carry = sum >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  /// Takes `other`, which must not be larger, away.
  private mutating func subtract(_ other: BigNatural) {
    var borrow: Int64 = 0
    for index in limbs.indices {
      let right: UInt32 = index < other.limbs.count ? other.limbs[index] : 0
      let difference = Int64(limbs[index]) - Int64(right) + borrow
      limbs[index] = UInt32(truncatingIfNeeded: difference)
      borrow = difference >> 32
    }
    normalize()
  }

  /// Divides by `divisor`, leaves the remainder, and returns the quotient, which must be below ten.
  mutating func divideDigit(by divisor: BigNatural) -> UInt8 {
    var quotient: UInt8 = 0
    while self.compare(divisor) >= 0 {
      subtract(divisor)
      quotient += 1
    }
    return quotient
  }

  /// Negative, zero or positive as `self` is less than, equal to or greater than `other`.
  func compare(_ other: BigNatural) -> Int {
    if limbs.count != other.limbs.count { return limbs.count < other.limbs.count ? -1 : 1 }
    for index in limbs.indices.reversed() where limbs[index] != other.limbs[index] {
      return limbs[index] < other.limbs[index] ? -1 : 1
    }
    return 0
  }
}
