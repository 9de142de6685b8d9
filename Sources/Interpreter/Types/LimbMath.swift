// SPDX-License-Identifier: Apache-2.0
// Arithmetic of magnitudes, limb by limb: sums, differences, products, quotients.

/// Numbers without sign as runs of 64-bit limbs, the lowest first.
///
/// Knuth, "The Art of Computer Programming", volume 2, section 4.3.1, for the classical algorithms.
enum LimbMath {
  typealias Target = UnsafeMutablePointer<UInt>
  typealias Source = UnsafePointer<UInt>

  /// `r = a + b`, where `a` has no fewer limbs; returns the carry.
  ///
  /// `r` may be `a`.
  @discardableResult
  static func add(_ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int) -> UInt {
    var carry: UInt = 0
    var index = 0
    while index < bCount {
      let (sum, first) = a[index].addingReportingOverflow(b[index])
      let (total, second) = sum.addingReportingOverflow(carry)
      r[index] = total
      carry = (first ? 1 : 0) &+ (second ? 1 : 0)
      index &+= 1
    }
    while index < aCount {
      let (total, overflow) = a[index].addingReportingOverflow(carry)
      r[index] = total
      carry = overflow ? 1 : 0
      index &+= 1
    }
    return carry
  }

  /// `r = a - b`, where `a` is no less and has no fewer limbs; returns the borrow.
  ///
  /// `r` may be `a`.
  @discardableResult
  static func subtract(_ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int)
    -> UInt
  {
    var borrow: UInt = 0
    var index = 0
    while index < bCount {
      let (difference, first) = a[index].subtractingReportingOverflow(b[index])
      let (rest, second) = difference.subtractingReportingOverflow(borrow)
      r[index] = rest
      borrow = (first ? 1 : 0) &+ (second ? 1 : 0)
      index &+= 1
    }
    while index < aCount {
      let (rest, overflow) = a[index].subtractingReportingOverflow(borrow)
      r[index] = rest
      borrow = overflow ? 1 : 0
      index &+= 1
    }
    return borrow
  }

  /// `r += a * factor`; returns the limb that is carried.
  @inline(__always)
  static func accumulate(_ r: Target, _ a: Source, _ count: Int, _ factor: UInt) -> UInt {
    var carry: UInt = 0
    var index = 0
    while index < count {
      let (high, low) = a[index].multipliedFullWidth(by: factor)
      let (sum, first) = low.addingReportingOverflow(carry)
      let (total, second) = r[index].addingReportingOverflow(sum)
      r[index] = total
      carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
      index &+= 1
    }
    return carry
  }

  /// From as many limbs on, three products of halves are quicker than four.
  static let karatsuba = 40

  /// `r = a * b`, of as many limbs as both have together; `r` is neither.
  static func multiply(_ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int) {
    if aCount < bCount { return multiply(r, b, bCount, a, aCount) }
    if bCount < karatsuba {
      r.update(repeating: 0, count: aCount + bCount)
      for index in 0..<bCount {
        r[index + aCount] = accumulate(r + index, a, aCount, b[index])
      }
      return
    }
    let half = (aCount + 1) / 2
    if bCount <= half {
      multiplyInParts(r, a, aCount, b, bCount)
    } else {
      multiplyHalves(r, a, aCount, b, bCount, half)
    }
  }

  /// Of unlike lengths: the longer one in parts as long as the shorter.
  private static func multiplyInParts(
    _ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int
  ) {
    r.update(repeating: 0, count: aCount + bCount)
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: bCount * 2) { memory in
      let part = memory.baseAddress.unsafelyUnwrapped
      for start in stride(from: 0, to: aCount, by: bCount) {
        let count = min(bCount, aCount - start)
        multiply(part, a + start, count, b, bCount)
        // What stands above is 0 so far, but for one limb of carry that the next part finds.
        add(r + start, Source(r + start), count + bCount, part, count + bCount)
      }
    }
  }

  /// Karatsuba and Ofman, "Multiplication of multidigit numbers on automata", 1963.
  private static func multiplyHalves(
    _ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int, _ half: Int
  ) {
    let (aHigh, bHigh) = (aCount - half, bCount - half)
    multiply(r, a, half, b, half)
    multiply(r + 2 * half, a + half, aHigh, b + half, bHigh)
    let size = half + 1
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: size * 4) { memory in
      let sumA = memory.baseAddress.unsafelyUnwrapped
      let (sumB, middle) = (sumA + size, sumA + size * 2)
      sumA[half] = add(sumA, a, half, a + half, aHigh)
      sumB[half] = add(sumB, b, half, b + half, bHigh)
      multiply(middle, sumA, size, sumB, size)
      subtract(middle, Source(middle), size * 2, r, half * 2)
      subtract(middle, Source(middle), size * 2, r + 2 * half, aHigh + bHigh)
      // The middle product fits: limbs of it beyond the end are 0.
      let room = aCount + bCount - half
      let count = min(size * 2, room)
      add(r + half, Source(r + half), room, middle, count)
    }
  }

  // MARK: Division

  /// A divisor of one limb, its highest bit set, with its reciprocal.
  ///
  /// Möller and Granlund, "Improved division by invariant integers", IEEE Transactions on Computers 60 (2011).
  struct Divisor {
    let limb: UInt
    let reciprocal: UInt

    init(_ limb: UInt) {
      self.limb = limb
      reciprocal = limb.dividingFullWidth((~limb, UInt.max)).quotient
    }

    /// Divides two limbs, the higher one less than the divisor.
    @inline(__always)
    func divide(_ high: UInt, _ low: UInt) -> (quotient: UInt, remainder: UInt) {
      let product = reciprocal.multipliedFullWidth(by: high)
      let (fraction, carry) = product.low.addingReportingOverflow(low)
      var quotient = product.high &+ high &+ (carry ? 1 : 0) &+ 1
      var remainder = low &- quotient &* limb
      if remainder > fraction {
        quotient &-= 1
        remainder &+= limb
      }
      if remainder >= limb {
        quotient &+= 1
        remainder &-= limb
      }
      return (quotient, remainder)
    }
  }

  /// `q = a / limb`; returns the remainder.
  ///
  /// `q` may be `a`.
  static func divide(_ q: Target, _ a: Source, _ count: Int, by limb: UInt) -> UInt {
    let shift = UInt(limb.leadingZeroBitCount)
    let divisor = Divisor(limb << shift)
    if count == 0 { return 0 }
    // Limbs of the shifted number, made on the way.
    var rest = shift == 0 ? 0 : a[count - 1] >> (64 - shift)
    var index = count - 1
    while index >= 0 {
      let below = index > 0 && shift != 0 ? a[index - 1] >> (64 - shift) : 0
      (q[index], rest) = divisor.divide(rest, a[index] << shift | below)
      index &-= 1
    }
    return rest >> shift
  }

  /// `q = a / b` of `aCount - bCount + 1` limbs, `r` the remainder of `bCount` limbs; `b` has two limbs or more, `a` no fewer.
  static func divide(
    _ q: Target, _ r: Target, _ a: Source, _ aCount: Int, _ b: Source, _ bCount: Int
  ) {
    withUnsafeTemporaryAllocation(of: UInt.self, capacity: aCount + 1 + bCount) { memory in
      let u = memory.baseAddress.unsafelyUnwrapped
      let v = u + aCount + 1
      let shift = b[bCount - 1].leadingZeroBitCount
      shiftLeft(v, b, bCount, by: shift)
      u[aCount] = shiftLeft(u, a, aCount, by: shift)
      let divisor = Divisor(v[bCount - 1])
      let second = v[bCount - 2]
      for position in stride(from: aCount - bCount, through: 0, by: -1) {
        let w = u + position
        let (high, middle, low) = (w[bCount], w[bCount - 1], w[bCount - 2])
        var digit: UInt
        var rest: UInt
        var isExact = false
        if high >= divisor.limb {
          digit = UInt.max
          (rest, isExact) = middle.addingReportingOverflow(divisor.limb)
        } else {
          (digit, rest) = divisor.divide(high, middle)
        }
        while !isExact {
          let product = digit.multipliedFullWidth(by: second)
          if product.high < rest || (product.high == rest && product.low <= low) { break }
          digit -= 1
          (rest, isExact) = rest.addingReportingOverflow(divisor.limb)
        }
        q[position] = digit
        if subtractMultiple(w, v, bCount, digit) {
          q[position] -= 1
          w[bCount] &+= add(w, Source(w), bCount, v, bCount)
        }
      }
      shiftRight(r, u, bCount, by: shift)
    }
  }

  /// `w -= v * digit` over one limb more than `v` has; whether the result is less than 0.
  private static func subtractMultiple(_ w: Target, _ v: Source, _ count: Int, _ digit: UInt)
    -> Bool
  {
    var carry: UInt = 0
    var index = 0
    while index < count {
      let (high, low) = v[index].multipliedFullWidth(by: digit)
      let (sum, first) = low.addingReportingOverflow(carry)
      let (rest, second) = w[index].subtractingReportingOverflow(sum)
      w[index] = rest
      carry = high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
      index &+= 1
    }
    let (rest, borrow) = w[count].subtractingReportingOverflow(carry)
    w[count] = rest
    return borrow
  }

  // MARK: Shifts

  /// By less than a limb; returns the bits that leave.
  @discardableResult
  static func shiftLeft(_ r: Target, _ a: Source, _ count: Int, by shift: Int) -> UInt {
    if shift == 0 {
      r.update(from: a, count: count)
      return 0
    }
    let (up, down) = (UInt(shift), UInt(64 - shift))
    var below: UInt = 0
    var index = 0
    while index < count {
      let limb = a[index]
      r[index] = limb << up | below
      below = limb >> down
      index &+= 1
    }
    return below
  }

  /// By less than a limb.
  static func shiftRight(_ r: Target, _ a: Source, _ count: Int, by shift: Int) {
    if shift == 0 {
      r.update(from: a, count: count)
      return
    }
    let (down, up) = (UInt(shift), UInt(64 - shift))
    var index = 0
    while index < count {
      r[index] = a[index] >> down | (index + 1 < count ? a[index + 1] << up : 0)
      index &+= 1
    }
  }
}
