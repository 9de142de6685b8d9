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
    let held = clamped(x, f.limits.exp)
    let k = nearest(held, times: f.constants.inverseLn2.high, f)
    let r1 = fma(k.number, -ln2.high, held)
    let r = fma(k.number, -ln2.middle, r1)
    let square = mul(r, r)
    let tail = mul(square, polynomial(f.fits.exp, r, square: square))
    let t = add(r1, fma(k.number, -ln2.middle, tail))
    return scaled(add(t, 1), by: k.word, infinite: eq(x, Double.infinity), f)
  }

  /// 2^x.
  package mutating func exp2(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let ln2 = f.constants.ln2
    let held = clamped(x, f.limits.exp2)
    let k = nearest(held, times: 1, f)
    let r = sub(held, k.number)
    let square = mul(r, r)
    let tail = fma(
      square, polynomial(f.fits.exp2, r, square: square), mul(r, ln2.middle))
    let t = fma(r, ln2.high, tail)
    return scaled(add(t, 1), by: k.word, infinite: eq(x, Double.infinity), f)
  }

  /// e^x - 1.
  ///
  /// With s = 2^(k-1), twice (s - 1/2) + s (r + …): the first two terms are summed without error,
  /// as they cancel near k = 1.
  package mutating func expm1(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let held = clamped(x, f.limits.expm1Low...f.limits.exp.upperBound)
    let reduced = reduceByLn2(held, f)
    let r = reduced.r.high
    let s = float(
      add(shl(reduced.k.word, f.fraction), bits(f.bits(ofExponent: -1), f)), f)
    let offset = sub(s, 0.5)
    let offsetLow = sub(sub(s, offset), 0.5)
    let high = fma(s, r, offset)
    let low = add(fma(s, r, sub(offset, high)), offsetLow)
    let sum = add(high, fma(s, expTail(reduced.r, f), low))
    let result = mul(sum, select(eq(x, Double.infinity), Double.infinity, 2, f))
    return select(lt(abs(x), f.limits.identity), x, result)
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
    let cubic = polynomial(f.fits.exp3, r.high, square: square)
    let tail = fma(mul(square, r.high), cubic, fma(r.high, r.low, r.low))
    return fma(mul(r.high, 0.5), r.high, tail)
  }
}
