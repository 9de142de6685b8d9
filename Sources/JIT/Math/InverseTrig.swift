// SPDX-License-Identifier: Apache-2.0
// arcsin, arccos, arctan, arctan2.

extension Builder {
  /// arcsin v = v + t with v = |x| up to 1/2, else v = sqrt((1 - |x|)/2), whose arcsine is (π/2 -
  /// arcsin |x|) / 2.
  private struct Arcsine {
    let isBig: Value
    let v: Value
    let t: Value
  }

  private mutating func arcsine(_ magnitude: Value, _ f: FloatFormat) -> Arcsine {
    // Beyond 1 the square root is invalid; what is huge must not overflow before.
    let held = select(gt(magnitude, 2), 2, magnitude)
    let isBig = gt(held, 0.5)
    let z = fma(select(isBig, -0.5, held), held, select(isBig, 0.5, 0, f))
    let v = select(isBig, sqrt(z), held)
    // The square root's rounding error over 2 v.
    let rest = select(isBig, fma(neg(v), v, z), 0)
    let low = mul(rest, mul(roughReciprocal(v, steps: 1, f), 0.5))
    let p = polynomial(f.fits.asin, z)
    return Arcsine(isBig: isBig, v: v, t: fma(mul(v, z), p, low))
  }

  /// The inverse sine, in [-π/2, π/2]; invalid beyond ±1.
  package mutating func arcsin(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let a = arcsine(abs(x), f)
    let halfPi = f.constants.halfPi
    let base = constant(halfPi.high, f.element)
    let high = fma(a.v, -2, base)
    let low = fma(a.v, -2, sub(base, high))
    let complement = add(high, fma(a.t, -2, add(low, halfPi.middle)))
    return withSign(select(a.isBig, complement, add(a.v, a.t)), of: x, f)
  }

  /// The inverse cosine, in [0, π]; invalid beyond ±1.
  package mutating func arccos(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let a = arcsine(abs(x), f)
    let (halfPi, pi) = (f.constants.halfPi, f.constants.pi)
    let negative = lt(x, 0)
    let factor = select(
      a.isBig, select(negative, -2, 2, f), select(negative, 1, -1, f))
    let base = select(a.isBig, select(negative, pi.high, 0, f), halfPi.high)
    let baseLow = select(a.isBig, select(negative, pi.middle, 0, f), halfPi.middle)
    let high = fma(factor, a.v, base)
    let low = fma(factor, a.v, sub(base, high))
    return add(high, fma(factor, a.t, add(low, baseLow)))
  }
}

// MARK: arctan

extension Builder {
  /// base ± arctan(n/d) for 0 <= n <= d, d > 0, minus where `flip` has its sign bit set.
  ///
  /// `isBig`: n/d > tan(π/8), and `base` already contains ±π/4: arctan(n/d) = π/4 + arctan((n -
  /// d)/(n + d)).
  private mutating func arctangent(
    _ n: Value, _ d: Value, isBig: Value, flip: Value, base: Sum, _ f: FloatFormat
  ) -> Value {
    let difference = fastTwoSum(neg(d), n)
    let sum = fastTwoSum(d, n)
    let numerator = Sum(
      high: flipped(select(isBig, difference.high, n), flip, f),
      low: flipped(select(isBig, difference.low, 0), flip, f))
    let denominator = Sum(
      high: select(isBig, sum.high, d), low: select(isBig, sum.low, 0))
    let t = quotient(numerator, denominator, reciprocal: div(1, denominator.high))
    let z = mul(t.high, t.high)
    let p = polynomial(f.fits.atan, z)
    let low = fma(mul(t.high, z), p, t.low)
    let whole = fastTwoSum(base.high, t.high)
    return add(whole.high, add(add(whole.low, base.low), low))
  }

  /// The inverse tangent, in [-π/2, π/2].
  package mutating func arctan(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let high = f.limits.arctanHigh
    let held = select(gt(magnitude, high), high, magnitude)
    let inverted = gt(held, 1)
    let n = select(inverted, 1, held)
    let d = select(inverted, held, 1)
    let isBig = gt(n, mul(d, 0.4142))
    let (quarter, half) = (f.constants.quarterPi, f.constants.halfPi)
    let base = Sum(
      high: select(isBig, quarter.high, select(inverted, half.high, 0, f)),
      low: select(isBig, quarter.middle, select(inverted, half.middle, 0, f)))
    let flip = select(inverted, bits(f.signBit, f), bits(0, f))
    return withSign(arctangent(n, d, isBig: isBig, flip: flip, base: base, f), of: x, f)
  }

  /// The angle of the point (x, y), in [-π, π]; C99's rules for zeros and infinities.
  package mutating func arctan2(_ y: Value, _ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let (ax, ay) = (abs(x), abs(y))
    let swapped = gt(ay, ax)
    var n = select(swapped, ax, ay)
    var d = select(swapped, ay, ax)
    // inf/inf is 1/1, finite/inf is 0/1, 0/0 is 0/1; NaN stays.
    let infinite = eq(d, Double.infinity)
    n = select(and(infinite, lt(n, Double.infinity)), 0, n)
    n = select(eq(n, Double.infinity), 1, n)
    d = select(or(infinite, eq(d, 0)), 1, d)
    let ratio = f.limits.ratio
    let scale = select(
      gt(d, ratio.high), ratio.down, select(lt(d, ratio.low), ratio.up, 1, f))
    n = mul(n, scale)
    d = mul(d, scale)
    let isBig = gt(n, mul(d, 0.4142))
    let left = ne(signBit(x, f), bits(0, f))
    let c = f.constants
    let beside = select(left, c.pi.high, 0, f)
    let besideLow = select(left, c.pi.middle, 0, f)
    let diagonal = select(left, c.threeQuarterPi.high, c.quarterPi.high, f)
    let diagonalLow = select(left, c.threeQuarterPi.middle, c.quarterPi.middle, f)
    let base = Sum(
      high: select(isBig, diagonal, select(swapped, c.halfPi.high, beside)),
      low: select(isBig, diagonalLow, select(swapped, c.halfPi.middle, besideLow)))
    // A tiny quotient that is the whole result is computed scaled up, where its rounding error can
    // be represented.
    let tiny = f.limits.tinyRatio
    let isTiny = and(lt(n, tiny.below), eq(base.high, 0))
    n = mul(n, select(isTiny, tiny.by, 1, f))
    let flip = select(xor(swapped, left), bits(f.signBit, f), bits(0, f))
    let angle = arctangent(n, d, isBig: isBig, flip: flip, base: base, f)
    return withSign(mul(angle, select(isTiny, 1 / tiny.by, 1, f)), of: y, f)
  }
}
