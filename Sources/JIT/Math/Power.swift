// SPDX-License-Identifier: Apache-2.0
// pow: x to the power y.

// x^y = exp(y log |x|) with log |x| as a sum that is good to 2^-66 in f64 (2^-35 in f32): y log x
// may be as large as 745, and its absolute error becomes the relative error of the result. log m =
// 2s + s z (2/3 + z P(z)), z = s^2, with s, z and the two outer products as sums.

extension Builder {
  /// x to the power y, by C99's rules for special operands.
  package mutating func pow(_ x: Value, _ y: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    // Powers of normal positive numbers that are normal too need none of the rules.
    let isSpecial = or(isNotNormal(x, f), not(lt(abs(y), f.limits.powExponent)))
    let exponent = select(isSpecial, 0, y)
    let usual = f.element == .f32 ? widePower(x, exponent) : power(x, exponent)
    return rarely(or(isSpecial, usual.isWild), anyPower(x, y, f), usual.value)
  }

  private struct UsualPower {
    let value: Value
    /// Where it may not be normal, and `value` is something else.
    let isWild: Value
  }

  /// f64, x normal and positive.
  private mutating func power(_ x: Value, _ y: Value) -> UsualPower {
    let f = FloatFormat.f64
    let split = parts(x, bias: exponentBias(f), f)
    let exponent = times(y, logarithm(split, pole: nil, f))
    let isWild = gt(abs(exponent.high), f.limits.exp.normal)
    let (t, k) = exponential(
      Sum(high: select(isWild, 0, exponent.high), low: exponent.low), f)
    let scale = float(add(shl(k, f.fraction), bits(f.one, f)), f)
    return UsualPower(value: mul(add(t, 1), scale), isWild: isWild)
  }

  /// f32, x normal and positive: 2^(y log2 x) in f64.
  private mutating func widePower(_ x: Value, _ y: Value) -> UsualPower {
    let f = FloatFormat.f64
    let (wideX, wideY) = (convert(x, to: .f64), convert(y, to: .f64))
    let split = parts(wideX, bias: exponentBias(f), f)
    let fraction = sub(split.m, 1)
    let s = ratio(fraction)
    let exponent = mul(wideY, fma(s, polynomial(WidePolynomials.log2, mul(s, s)), split.k))
    let isWild = gt(abs(exponent), FloatFormat.f32.limits.exp2.normal)
    let held = select(isWild, 0, exponent)
    let k = nearest(held, times: 1, f)
    let r = sub(held, k.number)
    let p = fma(r, polynomial(WidePolynomials.exp2, r), 1)
    let scale = float(add(shl(k.word, f.fraction), bits(f.one, f)), f)
    return UsualPower(value: convert(mul(p, scale), to: .f32), isWild: isWild)
  }

  /// All operands.
  private mutating func anyPower(_ x: Value, _ y: Value, _ f: FloatFormat) -> Value {
    let infinity = Double.infinity
    let (ax, ay) = (abs(x), abs(y))
    let (yFinite, yInfinite) = (lt(ay, infinity), eq(ay, infinity))
    let ordinary = and(and(gt(ax, 0), lt(ax, infinity)), yFinite)
    let isWhole = eq(rint(y), y)
    let half = mul(y, 0.5)
    let isOdd = and(isWhole, ne(rint(half), half))
    let undefined = and(and(lt(x, 0), ordinary), not(isWhole))
    let saturated = clamped(y, -f.limits.powExponent...f.limits.powExponent)
    let exponent = select(and(ordinary, not(undefined)), saturated, 0)
    let pole = and(eq(ax, 0), and(lt(y, 0), yFinite))

    let (k, m) = splitPositive(ax, f)
    let product = times(exponent, logarithm(Parts(k: k, m: m), pole: pole, f))
    let held = clamped(product.high, f.limits.power)
    let low = select(eq(held, product.high), product.low, 0)
    let (t, scale) = exponential(Sum(high: held, low: low), f)
    let magnitude = scaled(add(t, 1), by: scale, f)

    let grows = xor(gt(ax, 1), gt(y, 0))
    let limit = select(grows, 0, infinity, f)
    let chosen = select(ordinary, magnitude, limit)
    let sign = select(isOdd, signBit(x, f), bits(0, f))
    let signed = float(or(word(chosen, f), sign), f)
    // inf - inf raises invalid in the undefined lanes.
    let trap = select(undefined, infinity, 0, f)
    let defined = select(undefined, sub(trap, trap), signed)
    let yIsNaN = ne(y, y)
    let quiet = select(or(ne(x, x), yIsNaN), select(yIsNaN, y, x), defined)
    let one = or(or(eq(y, 0), eq(x, 1)), and(eq(ax, 1), yInfinite))
    return select(one, 1, quiet)
  }

  private mutating func times(_ y: Value, _ log: Sum) -> Sum {
    let product = twoProduct(y, log.high)
    return Sum(high: product.high, low: fma(y, log.low, product.low))
  }

  /// log(2^k m) as a sum; divides by zero in the lanes of `pole`.
  private mutating func logarithm(_ x: Parts, pole: Value?, _ f: FloatFormat) -> Sum {
    let (k, m) = (x.k, x.m)
    let fraction = sub(m, 1)
    let denominator = add(fraction, 2)
    let denominatorLow = sub(fraction, sub(denominator, 2))
    var reciprocal = div(1, pole.map { select($0, 0, denominator) } ?? denominator)
    if let pole { reciprocal = select(pole, 1, reciprocal) }
    let s = quotient(
      Sum(high: fraction, low: constant(0.0, f.element)),
      Sum(high: denominator, low: denominatorLow), reciprocal: reciprocal)
    let square = twoProduct(s.high, s.high)
    let z = Sum(high: square.high, low: fma(add(s.high, s.high), s.low, square.low))
    let p = polynomial(f.fits.logTail, z.high)
    let inner = product(z, p)
    let twoThirds = f.constants.twoThirds
    let head = fastTwoSum(constant(twoThirds.high, f.element), inner.high)
    let factor = Sum(high: head.high, low: add(add(head.low, inner.low), twoThirds.middle))
    let tail = product(s, product(z, factor))
    let twice = add(s.high, s.high)
    let log = fastTwoSum(twice, tail.high)
    let logLow = add(log.low, fma(s.low, 2, tail.low))
    let ln2 = f.constants.ln2
    let high = fma(k, ln2.high, log.high)
    let error = add(fma(k, ln2.high, neg(high)), log.high)
    return fastTwoSum(high, add(error, fma(k, ln2.middle, logLow)))
  }

  private mutating func product(_ a: Sum, _ b: Value) -> Sum {
    let high = twoProduct(a.high, b)
    return Sum(high: high.high, low: fma(a.low, b, high.low))
  }

  private mutating func product(_ a: Sum, _ b: Sum) -> Sum {
    let high = twoProduct(a.high, b.high)
    return Sum(high: high.high, low: fma(a.high, b.low, fma(a.low, b.high, high.low)))
  }

  /// e^x of a sum as (1 + t) 2^k.
  private mutating func exponential(_ x: Sum, _ f: FloatFormat) -> (t: Value, k: Value) {
    let reduced = reduceByLn2(x.high, f)
    // The low part may reach 2^-44, too much to be ignored by the polynomial.
    let r = fastTwoSum(reduced.r.high, add(reduced.r.low, x.low))
    let tail = fma(mul(r.high, r.high), polynomial(f.fits.exp, r.high), r.low)
    return (add(r.high, tail), reduced.k.word)
  }
}
