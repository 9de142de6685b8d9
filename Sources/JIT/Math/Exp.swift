// SPDX-License-Identifier: Apache-2.0
// exp, exp2, expm1.

// All three: x = k ln 2 + r with |r| <= ln 2 / 2, a polynomial in r, then 2^k (Cody and Waite
// 1980). Where |x| is so large that k ln2.high is not x to the last bit, r1 = x - k ln2.high is
// still exact with fma: both are multiples of the same unit and the difference is short. The
// rounding of r itself must not reach the sum, hence r1 there and r inside.

extension Builder {
  /// e^x.
  package mutating func exp(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let ln2 = f.constants.ln2
    let held = held(x, f.limits.exp, f)
    let k = nearest(held.x, times: f.constants.inverseLn2.high, f)
    let r1 = fma(k.number, -ln2.high, held.x)
    let r = fma(k.number, -ln2.middle, r1)
    let tail = fma(mul(r, r), polynomial(f.fits.exp, r), mul(k.number, -ln2.middle))
    let t = add(r1, tail)
    return power(t, k, held, x, f.limits.exp, f)
  }

  /// 2^x.
  package mutating func exp2(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let ln2 = f.constants.ln2
    let held = held(x, f.limits.exp2, f)
    let k = nearest(held.x, times: 1, f)
    let r = sub(held.x, k.number)
    let tail = fma(mul(r, r), polynomial(f.fits.exp2, r), mul(r, ln2.middle))
    return power(fma(r, ln2.high, tail), k, held, x, f.limits.exp2, f)
  }

  /// An exponent with 0 where its power is infinite or zero.
  private struct Held {
    let x: Value
    let magnitude: Value
    /// Where the power may not be normal.
    let isRare: Value
  }

  private mutating func held(_ x: Value, _ limits: Limits.Exponent, _ f: FloatFormat) -> Held {
    let magnitude = abs(x)
    let isRare = gt(magnitude, limits.normal)
    let held = ifAny(isRare, select(gt(magnitude, limits.huge), 0, x), x)
    return Held(x: held, magnitude: magnitude, isRare: isRare)
  }

  /// (1 + t) 2^k, t small; what e^x or 2^x is for huge x.
  private mutating func power(
    _ t: Value, _ k: Rounded, _ held: Held, _ x: Value, _ limits: Limits.Exponent, _ f: FloatFormat
  ) -> Value {
    let p = add(t, 1)
    let scale = float(add(shl(k.word, f.fraction), bits(f.one, f)), f)
    // Asked the other way round than in `held`: a comparison of its own, which only rare lanes take.
    let isHuge = lt(constant(limits.huge, f.element), held.magnitude)
    // Finite numbers overflow; infinity stays.
    let above = and(isHuge, gt(x, 0))
    let far = mul(select(above, x, 0), f.greatestPower)
    let rare = select(isHuge, far, scaled(p, by: k.word, f))
    return rarely(held.isRare, rare, mul(p, scale))
  }

  /// e^x - 1.
  package mutating func expm1(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let isRare = gt(magnitude, f.limits.exp.normal)
    let usual = mul(halfExpm1(ifAny(isRare, select(isRare, 0, x), x), f), 2)
    let rare = mul(
      halfExpm1(clamped(x, f.limits.expm1), f),
      select(eq(x, Double.infinity), Double.infinity, 2, f))
    return rarely(isRare, rare, select(lt(magnitude, f.limits.identity), x, usual))
  }

  /// Half of e^x - 1, which does not overflow before the end.
  ///
  /// With s = 2^(k-1), (s - 1/2) + s (r + …): the first two terms are summed without error, as they
  /// cancel near k = 1.
  private mutating func halfExpm1(_ x: Value, _ f: FloatFormat) -> Value {
    let reduced = reduceByLn2(x, f)
    let r = reduced.r.high
    let s = float(
      add(shl(reduced.k.word, f.fraction), bits(f.bits(ofExponent: -1), f)), f)
    let offset = sub(s, 0.5)
    let offsetLow = sub(sub(s, offset), 0.5)
    let high = fma(s, r, offset)
    let low = add(fma(s, r, sub(offset, high)), offsetLow)
    return add(high, fma(s, expTail(reduced.r, f), low))
  }

  /// x = k ln 2 + r, |r| <= ln 2 / 2 or so.
  struct ReducedByLn2 {
    let k: Rounded
    var r: Sum
  }

  mutating func reduceByLn2(_ x: Value, _ f: FloatFormat) -> ReducedByLn2 {
    let ln2 = f.constants.ln2
    let k = nearest(x, times: f.constants.inverseLn2.high, f)
    let r1 = fma(k.number, -ln2.high, x)
    let r = fma(k.number, -ln2.middle, r1)
    let low = fma(k.number, -ln2.middle, sub(r1, r))
    return ReducedByLn2(k: k, r: Sum(high: r, low: low))
  }

  /// e^r - 1 - r.high.
  mutating func expTail(_ r: Sum, _ f: FloatFormat) -> Value {
    let square = mul(r.high, r.high)
    let cubic = polynomial(f.fits.exp3, r.high)
    let tail = fma(mul(square, r.high), cubic, fma(r.high, r.low, r.low))
    return fma(mul(r.high, 0.5), r.high, tail)
  }
}
