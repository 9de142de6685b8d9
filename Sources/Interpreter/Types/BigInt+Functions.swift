// SPDX-License-Identifier: Apache-2.0
// Powers, roots, divisors and digits of integers of any size.

extension BigInt {
  /// The number to a power that is not negative.
  func power(_ exponent: Int) -> BigInt {
    withValue { BigInt(consuming: BigMath.power($0, exponent)) }
  }

  /// The whole part of the root of a number that is not negative; Newton's iteration, from above.
  func squareRoot() -> BigInt {
    if self == 0 { return 0 }
    var root = BigInt(1) << ((bitLength + 1) / 2)
    while true {
      let next = (root + self / root) >> 1
      if next >= root { return root }
      root = next
    }
  }

  /// Euclid's; not negative.
  func greatestCommonDivisor(with other: BigInt) -> BigInt {
    var (a, b) = (self, other)
    while b != 0 {
      if let x = a.asInt, let y = b.asInt {
        // What is left fits machine words.
        var (x, y) = (x.magnitude, y.magnitude)
        while y != 0 { (x, y) = (y, x % y) }
        return BigInt(x)
      }
      (a, b) = (b, a % b)
    }
    return a.magnitude
  }

  /// What gives 1 when multiplied with the number, modulo `modulus`, which is positive; nil if there is none.
  func inverse(modulo modulus: BigInt) -> BigInt? {
    // Invariant: each remainder is congruent to the number times its factor.
    var (remainder, factor) = (flooredDivision(by: modulus).remainder, BigInt(1))
    var (last, lastFactor) = (modulus, BigInt(0))
    while remainder != 0 {
      let (quotient, rest) = last.quotientAndRemainder(dividingBy: remainder)
      (last, remainder) = (remainder, rest)
      (lastFactor, factor) = (factor, lastFactor - quotient * factor)
    }
    return last == 1 ? lastFactor.flooredDivision(by: modulus).remainder : nil
  }

  /// The number that digits in ASCII stand for, letters from ten, in a base up to 36; each must be a digit of the base.
  ///
  /// Long numbers are read in halves, so that multiplication in parts does most of the work.
  init(digits: some RandomAccessCollection<UInt8>, radix: Int) {
    // As many digits as always fit a word.
    var (step, scale) = (0, UInt(1))
    while case let (next, overflow) = scale.multipliedReportingOverflow(by: UInt(radix)), !overflow
    {
      (step, scale) = (step + 1, next)
    }
    func word(_ digits: some Collection<UInt8>) -> UInt {
      digits.reduce(0) { number, letter in
        let digit = letter <= UInt8(ascii: "9") ? letter - UInt8(ascii: "0") : (letter | 32) - 87
        return number * UInt(radix) + UInt(digit)
      }
    }
    func read(_ digits: some RandomAccessCollection<UInt8>) -> BigInt {
      if digits.count <= step { return BigInt(word(digits)) }
      // The lower part is a whole number of words, so that few different powers are needed.
      let low = (digits.count / step + 1) / 2 * step
      let power = low == step ? BigInt(scale) : BigInt(radix).power(low)
      return read(digits.dropLast(low)) * power + read(digits.suffix(low))
    }
    self = read(digits[...])
  }

  /// The words of 32 bits of a number that is not negative, the lowest first, without leading zeros but in [0].
  var halfWords: [UInt32] {
    var halves = words.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
    while halves.count > 1, halves.last == 0 { halves.removeLast() }
    return halves
  }

  /// The digits in base 2, 8 or 16, lower case, with a sign if negative.
  func text(bitsPerDigit width: Int) -> String {
    withValue { value in
      Limbs.of(value) { limbs in
        if limbs.count == 0 { return "0" }
        var text = [UInt8](limbs.isNegative ? [UInt8(ascii: "-")] : [])
        for digit in (0..<(limbs.bitWidth + width - 1) / width).reversed() {
          let (limb, bit) = (digit * width).quotientAndRemainder(dividingBy: UInt.bitWidth)
          var bits = limbs.words[limb] >> UInt(bit)
          if bit + width > UInt.bitWidth, limb + 1 < limbs.count {
            bits |= limbs.words[limb + 1] << UInt(UInt.bitWidth - bit)
          }
          bits &= 1 << UInt(width) - 1
          text.append(UInt8(bits) + (bits < 10 ? UInt8(ascii: "0") : 87))
        }
        return String(decoding: text, as: UTF8.self)
      }
    }
  }
}
