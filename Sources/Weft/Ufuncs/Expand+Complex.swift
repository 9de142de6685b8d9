// SPDX-License-Identifier: Apache-2.0
// Complex arithmetic as IR.

import JIT

extension Builder {
  /// (a + bi)(c + di), each part one product and one fused multiply-add, as NumPy's vector loops compute it.
  mutating func complexProduct(_ x: Lanes, _ y: Lanes) -> Lanes {
    let crossReal = mul(x.imaginary, y.imaginary)
    let crossImaginary = mul(x.imaginary, y.re)
    let minusCross = neg(crossReal)
    let re = fma(x.re, y.re, minusCross)
    let im = fma(x.re, y.imaginary, crossImaginary)
    return Lanes(re, im)
  }

  /// Smith's quotient in the order of NumPy's loop; x/0 divides the parts by +0.
  ///
  /// R L Smith, Algorithm 116, CACM 5 (8), 1962.
  mutating func complexQuotient(_ x: Lanes, _ y: Lanes) -> Lanes {
    let zero = like(y.re, 0)
    let one = like(y.re, 1)
    let realIsBig = ge(abs(y.re), abs(y.imaginary))
    let big = select(realIsBig, y.re, y.imaginary)
    let small = select(realIsBig, y.imaginary, y.re)
    let p = select(realIsBig, x.re, x.imaginary)
    let q = select(realIsBig, x.imaginary, x.re)
    let isZero = and(eq(y.re, zero), eq(y.imaginary, zero))
    let ratio = div(small, select(isZero, one, big))
    let denominator = add(big, mul(small, ratio))
    let infinity = like(y.re, .infinity)
    let reciprocal = div(one, select(isZero, one, denominator))
    let scale = select(isZero, infinity, reciprocal)
    let re = add(p, mul(q, ratio))
    let forward = sub(q, mul(p, ratio))
    let backward = sub(mul(p, ratio), q)
    let im = select(realIsBig, forward, backward)
    // For y = 0, realIsBig holds: p and q are x's own parts.
    let reZero = and(isZero, and(ne(x.re, zero), isFinite(x.re)))
    let imZero = and(isZero, and(ne(x.imaginary, zero), isFinite(x.imaginary)))
    raise(.divideByZero, if: or(reZero, imZero))
    return Lanes(
      mul(select(isZero, x.re, re), scale), mul(select(isZero, x.imaginary, im), scale))
  }

  mutating func complexReciprocal(_ x: Lanes) -> Lanes {
    let realIsBig = le(abs(x.imaginary), abs(x.re))
    let big = select(realIsBig, x.re, x.imaginary)
    let small = select(realIsBig, x.imaginary, x.re)
    let ratio = div(small, big)
    let denominator = add(big, mul(small, ratio))
    let direct = div(like(big, 1), denominator)
    let scaled = div(ratio, denominator)
    let re = select(realIsBig, direct, scaled)
    let im = select(realIsBig, neg(scaled), neg(direct))
    return Lanes(re, im)
  }

  /// x / |x|; 0 for 0, the unit along an infinite part, NaN when there is none.
  ///
  /// A length that overflows counts as an infinite imaginary part, as in NumPy.
  mutating func complexSign(_ x: Lanes) -> Lanes {
    let length = hypot(x.re, x.imaginary)
    let zero = like(x.re, 0)
    let one = like(x.re, 1)
    let isLong = isInfinite(length)
    let reInfinite = isInfinite(x.re)
    let imInfinite = and(isLong, or(isInfinite(x.imaginary), not(reInfinite)))
    let isZero = eq(length, zero)
    let divisor = select(or(isZero, isLong), one, length)
    let bothInfinite = and(reInfinite, imInfinite)
    let nan = like(x.re, .nan)
    func part(_ b: inout Builder, _ value: Value, _ isInfinite: Value) -> Value {
      let safe = b.select(isLong, zero, value)
      let quotient = b.div(safe, divisor)
      let unit = b.copySign(of: value, to: one)
      let along = b.select(isInfinite, unit, zero)
      let finite = b.select(isLong, along, quotient)
      let zeroed = b.select(isZero, zero, finite)
      let undefined = b.or(bothInfinite, b.isNaN(length))
      return b.select(undefined, nan, zeroed)
    }
    let re = part(&self, x.re, reInfinite)
    let im = part(&self, x.imaginary, imInfinite)
    return Lanes(re, im)
  }
}
