// SPDX-License-Identifier: Apache-2.0
// Pieces that several math expansions share.

/// An unevaluated sum of two floats, the second below an ulp or so of the first.
struct Sum {
  var high: Value
  var low: Value
}

extension Builder {
  /// The polynomial with coefficients `c`, lowest power first, at z; `square` is z^2.
  ///
  /// Pairs of terms in z, Horner's scheme in z^2: as few operations as Horner's, half the latency.
  mutating func polynomial(_ c: [Double], _ z: Value, square: Value) -> Value {
    var index = c.count - 2
    var sum: Value
    if c.count.isMultiple(of: 2) {
      sum = fma(z, c[index + 1], c[index])
      index -= 2
    } else {
      index -= 1
      sum = fma(z, c[index + 1], c[index])
      sum = fma(square, c[index + 2], sum)
      index -= 2
    }
    while index >= 0 {
      let pair = fma(z, c[index + 1], c[index])
      sum = fma(sum, square, pair)
      index -= 2
    }
    return sum
  }

  /// `x` held to `range`; NaN stays, and quietly, which min and max of the machine would not do.
  mutating func clamped(_ x: Value, _ range: ClosedRange<Double>) -> Value {
    let below = select(gt(x, range.upperBound), range.upperBound, x)
    return select(lt(below, range.lowerBound), range.lowerBound, below)
  }

  /// |b| <= |a|, or a a multiple of b's ulp: the sum as high + low, exactly.
  mutating func fastTwoSum(_ a: Value, _ b: Value) -> Sum {
    let high = add(a, b)
    return Sum(high: high, low: add(sub(a, high), b))
  }

  /// The sum of any two floats as high + low, exactly (Knuth).
  mutating func twoSum(_ a: Value, _ b: Value) -> Sum {
    let high = add(a, b)
    let other = sub(high, a)
    let rest = sub(a, sub(high, other))
    return Sum(high: high, low: add(rest, sub(b, other)))
  }

  /// a b as high + low, exactly.
  mutating func twoProduct(_ a: Value, _ b: Value) -> Sum {
    let high = mul(a, b)
    return Sum(high: high, low: fma(a, b, neg(high)))
  }

  /// n / d, correct to the last bit or nearly; `reciprocal` is 1/d.high rounded.
  mutating func quotient(_ n: Sum, _ d: Sum, reciprocal: Value) -> Sum {
    let high = mul(n.high, reciprocal)
    let minus = neg(high)
    let rest = add(fma(minus, d.high, n.high), fma(minus, d.low, n.low))
    return Sum(high: high, low: mul(rest, reciprocal))
  }

  /// 1/x to 3 bits from the exponent's bits, twice as many after each of Newton's steps; finite for
  /// finite x.
  mutating func roughReciprocal(_ x: Value, steps: Int, _ format: FloatFormat) -> Value {
    let guess = sub(bits(format.limits.reciprocal, format), word(x, format))
    var y = float(guess, format)
    for _ in 0..<steps {
      y = mul(y, fma(neg(x), y, 2))
    }
    return y
  }

  /// n 2^s with an integer n: as a float, and in the low bits of a word.
  struct Rounded {
    let number: Value
    let word: Value
  }

  /// The integer nearest to x · factor, which is far below 2^fraction.
  mutating func nearest(_ x: Value, times factor: Double, _ format: FloatFormat) -> Rounded {
    let shifted =
      factor == 1 ? add(x, format.roundingShift) : fma(x, factor, format.roundingShift)
    return Rounded(number: sub(shifted, format.roundingShift), word: word(shifted, format))
  }

  /// p · 2^k with one rounding, for p near 1 and k up to twice the exponent range; infinite where
  /// `infinite` holds.
  ///
  /// Two factors, so that results may be subnormal and overflow raises its flag.
  mutating func scaled(_ p: Value, by k: Value, infinite: Value?, _ format: FloatFormat) -> Value {
    let one = bits(format.one, format)
    let half = and(shl(k, format.fraction - 1), bits(format.topMask, format))
    let rest = sub(shl(k, format.fraction), half)
    var last = float(add(half, one), format)
    if let infinite { last = select(infinite, Double.infinity, last) }
    return mul(mul(p, float(add(rest, one), format)), last)
  }
}
