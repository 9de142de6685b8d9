// SPDX-License-Identifier: Apache-2.0
// Powers.

// x^y = exp(y log |x|) with log |x| as a sum that is good to 2^-66 in f64 (2^-35 in f32): y log x
// may be as large as 745, and its absolute error becomes the relative error of the result. log m =
// 2s + s z (2/3 + z P(z)), z = s^2, with s, z and the two outer products as sums.

extension Builder {
  /// x to the power y, by C99's rules for special operands.
  package mutating func pow(_ x: Value, _ y: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
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

    let magnitude = exponential(times(exponent, logarithm(ax, pole: pole, f)), f)

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

  /// log x as a sum, x finite and not negative; divides by zero in the lanes of `pole`.
  private mutating func logarithm(_ x: Value, pole: Value, _ f: FloatFormat) -> Sum {
    let (k, m) = splitPositive(x, f)
    let fraction = sub(m, 1)
    let denominator = add(fraction, 2)
    let denominatorLow = sub(fraction, sub(denominator, 2))
    let guarded = div(1, select(pole, 0, denominator))
    let s = quotient(
      Sum(high: fraction, low: constant(0.0, f.element)),
      Sum(high: denominator, low: denominatorLow), reciprocal: select(pole, 1, guarded))
    let square = twoProduct(s.high, s.high)
    let z = Sum(high: square.high, low: fma(add(s.high, s.high), s.low, square.low))
    let p = polynomial(f.fits.logTail, z.high, square: mul(z.high, z.high))
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

  /// e^x of a sum.
  private mutating func exponential(_ x: Sum, _ f: FloatFormat) -> Value {
    let held = clamped(x.high, f.limits.exp)
    let low = select(eq(held, x.high), x.low, 0)
    let reduced = reduceByLn2(held, f)
    // The low part may reach 2^-44, too much to be ignored by the polynomial.
    let r = fastTwoSum(reduced.r.high, add(reduced.r.low, low))
    let sum = fastTwoSum(constant(1.0, f.element), r.high)
    let square = mul(r.high, r.high)
    let tail = fma(
      square, polynomial(f.fits.exp, r.high, square: square), fma(r.high, r.low, r.low))
    return scaled(add(sum.high, add(sum.low, tail)), by: reduced.k.word, infinite: nil, f)
  }
}
