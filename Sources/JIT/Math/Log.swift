// SPDX-License-Identifier: Apache-2.0
// log, log2, log10, log1p.

// x = 2^k m with sqrt(1/2) <= m < sqrt(2), F = m - 1, s = F / (2 + F); then
//   log m = F - (F^2/2 - s (F^2/2 + s^2 P(s^2))),
// exact in its largest term (the form of fdlibm's log; P is our own fit). Zero and negative
// arguments go through the one division as -1/0 and 0/0, which raise the flags; infinity and NaN
// are put back at the end. All this is `rarely` done: normal positive numbers need none of it.

extension Builder {
  /// x = 2^k m, |log2 m| <= 1/2.
  struct Parts {
    let k: Value
    let m: Value
  }

  /// Splits a positive, normal x; other x give some finite parts.
  ///
  /// `bias`: what to take off the exponent field as a float.
  mutating func parts(_ x: Value, bias: Value, _ f: FloatFormat) -> Parts {
    // Adding 1 - sqrt(1/2) in bits carries into the exponent where the significand exceeds sqrt(2).
    let root = rootOfHalf(f)
    let u = add(word(x, f), bits(f.one &- root, f))
    let exponent = float(or(shr(u, f.fraction), bits(f.unitShiftBits, f)), f)
    let m = float(add(and(u, bits(f.fractionMask, f)), bits(root, f)), f)
    return Parts(k: sub(exponent, bias), m: m)
  }

  private func rootOfHalf(_ f: FloatFormat) -> UInt64 {
    f.word == .u64 ? 0x3FE6_A09E_667F_3BCD : 0x3F35_04F3
  }

  mutating func exponentBias(_ f: FloatFormat) -> Value {
    constant(f.unitShift + Double(f.bias), f.element)
  }

  /// Splits any positive x, scaling subnormal ones.
  mutating func splitPositive(_ x: Value, _ f: FloatFormat) -> (k: Value, m: Value) {
    let subnormal = lt(abs(x), f.leastNormal)
    let scale = f.limits.subnormalScale
    let normal = mul(x, select(subnormal, scale.factor, 1, f))
    let bias = f.unitShift + Double(f.bias)
    let split = parts(normal, bias: select(subnormal, bias + scale.exponent, bias, f), f)
    return (split.k, split.m)
  }

  /// F / (2 + F); -1/0 where x is zero, 0/0 where it is negative.
  private mutating func guardedRatio(_ fraction: Value, for x: Value, _ f: FloatFormat) -> Value {
    let outside = le(x, 0)
    let pole = select(eq(x, 0), -1, 0, f)
    let numerator = select(outside, pole, fraction)
    return div(numerator, select(outside, 0, add(fraction, 2)))
  }

  /// s (F^2/2 + s^2 P(s^2)) + rest, and F/2.
  private mutating func correction(
    _ fraction: Value, _ s: Value, rest: Value?, _ f: FloatFormat
  ) -> (correction: Value, half: Value) {
    let half = mul(fraction, 0.5)
    let z = mul(s, s)
    let p = polynomial(f.fits.log, z)
    let inner = fma(z, p, mul(half, fraction))
    return (rest.map { fma(s, inner, $0) } ?? mul(s, inner), half)
  }

  /// The natural logarithm.
  package mutating func log(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let usual = parts(x, bias: exponentBias(f), f)
    let (k, m) = splitPositive(x, f)
    let fraction = sub(m, 1)
    let result = assemble(k, fraction, guardedRatio(fraction, for: x, f), extra: nil, f)
    let near = sub(usual.m, 1)
    return rarely(
      isNotNormal(x, f), select(lt(x, Double.infinity), result, x),
      assemble(usual.k, near, ratio(near), extra: nil, f))
  }

  /// Zeros, subnormal and negative numbers, infinity, NaN: by a signed comparison of bits.
  mutating func isNotNormal(_ x: Value, _ f: FloatFormat) -> Value {
    let least = UInt64(1) << UInt64(f.fraction)
    let range = f.topMask & ~f.signBit &- least
    let signed: Element = f.word == .u64 ? .i64 : .i32
    func constant(_ b: inout Builder, _ bits: UInt64) -> Value {
      b.constant(bits: bits & f.wordMask, signed)
    }
    let shifted = sub(bitcast(x, to: signed), constant(&self, least &- f.signBit))
    return gt(shifted, constant(&self, f.signBit &+ range &- 1))
  }

  /// F / (2 + F).
  mutating func ratio(_ fraction: Value) -> Value { div(fraction, add(fraction, 2)) }

  /// k ln 2 + log(1 + fraction) + extra, from s = fraction / (2 + fraction).
  private mutating func assemble(
    _ k: Value, _ fraction: Value, _ s: Value, extra: Value?, _ f: FloatFormat
  ) -> Value {
    let ln2 = f.constants.ln2
    let high = fma(k, ln2.high, fraction)
    var low = add(fma(k, ln2.high, neg(high)), fraction)
    if let extra { low = add(low, extra) }
    let (inner, half) = correction(fraction, s, rest: mul(k, ln2.middle), f)
    return add(high, sub(low, fma(half, fraction, neg(inner))))
  }

  /// log(1 + fraction) times `factor` as a sum, from s = fraction / (2 + fraction).
  private mutating func logarithm(
    _ fraction: Value, _ s: Value, times factor: Split, _ f: FloatFormat
  ) -> Sum {
    let (inner, half) = correction(fraction, s, rest: nil, f)
    let minus = fma(half, fraction, neg(inner))
    let high = mul(fraction, factor.high)
    let error = fma(fraction, factor.middle, fma(fraction, factor.high, neg(high)))
    return Sum(high: high, low: fma(neg(minus), factor.high, error))
  }

  /// k + log m to another base, finished by `finish`.
  private mutating func logarithm(
    _ x: Value, times factor: Split, _ f: FloatFormat,
    _ finish: (inout Builder, Value, Sum) -> Value
  ) -> Value {
    let usual = parts(x, bias: exponentBias(f), f)
    let near = sub(usual.m, 1)
    let result = finish(&self, usual.k, logarithm(near, ratio(near), times: factor, f))
    let (k, m) = splitPositive(x, f)
    let fraction = sub(m, 1)
    let pole = guardedRatio(fraction, for: x, f)
    let isZero = eq(x, 0)
    let rare = finish(&self, k, logarithm(fraction, select(isZero, 0, pole), times: factor, f))
    let guarded = select(lt(x, Double.infinity), select(isZero, pole, rare), x)
    return rarely(isNotNormal(x, f), guarded, result)
  }

  /// The logarithm to base 2; exact for powers of two.
  package mutating func log2(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    return logarithm(x, times: f.constants.inverseLn2, f) { b, k, scaled in
      let sum = b.fastTwoSum(k, scaled.high)
      return b.add(sum.high, b.add(sum.low, scaled.low))
    }
  }

  /// The logarithm to base 10; exact for powers of ten.
  package mutating func log10(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let factor = f.constants.log10Of2
    return logarithm(x, times: f.constants.inverseLn10, f) { b, k, scaled in
      let high = b.fma(k, factor.high, scaled.high)
      let low = b.add(b.fma(k, factor.high, b.neg(high)), scaled.high)
      return b.add(high, b.add(low, b.fma(k, factor.middle, scaled.low)))
    }
  }

  /// log(1 + x).
  package mutating func log1p(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let isUsual = and(gt(x, -1), lt(x, f.limits.log1pHigh))
    let held = select(isUsual, x, 0)
    let tiny = lt(abs(x), f.limits.identity)
    let usual = log(twoSum(constant(1.0, f.element), held), f)
    // 1 + x may be zero or negative, or x beyond what can be scaled back.
    let sum = add(x, 1)
    let split = parts(sum, bias: exponentBias(f), f)
    let fraction = sub(split.m, 1)
    let far = assemble(split.k, fraction, guardedRatio(fraction, for: sum, f), extra: nil, f)
    return rarely(
      not(isUsual), select(lt(x, Double.infinity), far, x), select(tiny, x, usual))
  }

  /// log(2 x), x normal and positive.
  mutating func logOfTwice(_ x: Value, _ f: FloatFormat) -> Value {
    let split = parts(x, bias: exponentBias(f), f)
    let fraction = sub(split.m, 1)
    return assemble(add(split.k, 1), fraction, ratio(fraction), extra: nil, f)
  }

  /// log x of a normal positive sum.
  mutating func log(_ x: Sum, _ f: FloatFormat) -> Value {
    let split = parts(x.high, bias: exponentBias(f), f)
    // 2^-k, by the bits of m and of x = 2^k m.
    let difference = sub(word(split.m, f), word(x.high, f))
    let scale = float(add(difference, bits(f.one, f)), f)
    let fraction = fastTwoSum(sub(split.m, 1), mul(x.low, scale))
    // log(1 + F + e) = log(1 + F) + e (1 - F) as far as it matters.
    let extra = fma(neg(fraction.low), fraction.high, fraction.low)
    return assemble(split.k, fraction.high, ratio(fraction.high), extra: extra, f)
  }
}
