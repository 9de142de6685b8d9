// SPDX-License-Identifier: Apache-2.0
// sinh, cosh, tanh, arcsinh, arccosh, arctanh.

// With |x| = k ln 2 + r, a = 2^k, b = 2^-k, C = cosh r, S = sinh r:
//   2 sinh |x| = (a - b) C + (a + b) S,   2 cosh x = (a + b) C + (a - b) S.
// No cancellation at k = 0, where a - b is 0, and no division. The sums a ± b keep their rounding
// errors.

extension Builder {
  /// One of a + b and a - b, and the pieces of C and S.
  private struct Halves {
    var difference: Sum
    var sum: Sum
    var r: Value
    /// cosh r - 1, sinh r - r.
    var coshTail: Value
    var sinhTail: Value
  }

  /// Takes a and b to be 2^±k times 2^-down.
  private mutating func halves(
    _ magnitude: Value, high: Double, down: Int, _ f: FloatFormat
  ) -> Halves {
    let held = select(gt(magnitude, high), high, magnitude)
    let reduced = reduceByLn2(held, f)
    let (r, low) = (reduced.r.high, reduced.r.low)
    let z = mul(r, r)
    let base = f.bits(ofExponent: -down)
    let aBits = add(shl(reduced.k.word, f.fraction), bits(base, f))
    let a = float(aBits, f)
    let inverse = float(sub(bits(base &* 2, f), aBits), f)
    let b = select(gt(held, f.limits.oneSided), 0, inverse)
    let sinhTail = fma(mul(z, r), polynomial(f.fits.sinh, z), low)
    let coshTail = fma(z, polynomial(f.fits.cosh, z), mul(low, r))
    return Halves(
      difference: fastTwoSum(a, neg(b)), sum: fastTwoSum(a, b), r: r, coshTail: coshTail,
      sinhTail: sinhTail)
  }

  /// x cosh r + y sinh r, before the last addition; the first part is the greater or zero.
  private mutating func combined(_ x: Sum, _ y: Sum, _ h: Halves) -> Sum {
    let high = fma(y.high, h.r, x.high)
    let error = fma(y.high, h.r, sub(x.high, high))
    let rest = add(error, fma(y.low, h.r, x.low))
    return Sum(high: high, low: fma(x.high, h.coshTail, fma(y.high, h.sinhTail, rest)))
  }

  /// The hyperbolic sine.
  package mutating func sinh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let h = halves(magnitude, high: f.limits.sinhHigh, down: 2, f)
    let quarter = combined(h.difference, h.sum, h)
    let factor = select(eq(magnitude, Double.infinity), Double.infinity, 2, f)
    let result = mul(add(quarter.high, quarter.low), factor)
    return withSign(
      select(lt(magnitude, f.limits.identity), magnitude, result), of: x, f)
  }

  /// The hyperbolic cosine.
  package mutating func cosh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let h = halves(magnitude, high: f.limits.sinhHigh, down: 2, f)
    let quarter = combined(h.sum, h.difference, h)
    let factor = select(eq(magnitude, Double.infinity), Double.infinity, 2, f)
    return mul(add(quarter.high, quarter.low), factor)
  }

  /// The hyperbolic tangent.
  package mutating func tanh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let h = halves(abs(x), high: f.limits.tanhHigh, down: 0, f)
    let sinh = combined(h.difference, h.sum, h)
    let cosh = combined(h.sum, h.difference, h)
    let numerator = fastTwoSum(sinh.high, sinh.low)
    let denominator = fastTwoSum(cosh.high, cosh.low)
    let q = quotient(numerator, denominator, reciprocal: div(1, denominator.high))
    return withSign(add(q.high, q.low), of: x, f)
  }

  /// The inverse hyperbolic sine: log(|x| + sqrt(x^2 + 1)), the argument as a sum.
  package mutating func arcsinh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let wide = ge(magnitude, f.limits.squareHigh)
    let held = select(wide, 0, magnitude)
    let square = twoProduct(held, held)
    let sum = twoSum(constant(1.0, f.element), square.high)
    let root = squareRoot(Sum(high: sum.high, low: add(sum.low, square.low)), floor: 0, f)
    let argument = fastTwoSum(root.high, held)
    let result = log(Sum(high: argument.high, low: add(argument.low, root.low)), f)
    // x - x^3/6, and NaN.
    let cubic = fma(mul(held, square.high), -1.0 / 6, held)
    let usual = select(ge(magnitude, f.limits.cubic), result, cubic)
    let far = select(lt(magnitude, Double.infinity), logOfTwice(magnitude, f), magnitude)
    return withSign(rarely(wide, far, usual), of: x, f)
  }

  /// The inverse hyperbolic cosine: log(x + sqrt(x^2 - 1)), the argument as a sum; invalid below 1.
  package mutating func arccosh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let isUsual = and(ge(x, 1), lt(x, f.limits.squareHigh))
    let held = select(isUsual, x, 1)
    let square = twoProduct(held, held)
    let difference = fastTwoSum(square.high, constant(-1.0, f.element))
    let low = add(difference.low, square.low)
    let root = squareRoot(fastTwoSum(difference.high, low), floor: f.limits.rootFloor, f)
    let argument = fastTwoSum(held, root.high)
    let usual = log(Sum(high: argument.high, low: add(argument.low, root.low)), f)
    let invalid = sqrt(select(lt(x, 1), -1, 0, f))
    let far = select(lt(x, Double.infinity), logOfTwice(x, f), x)
    return rarely(not(isUsual), select(lt(x, 1), invalid, far), usual)
  }

  /// The square root of a sum; `floor` is added to the root before it is inverted.
  mutating func squareRoot(_ x: Sum, floor: Double, _ f: FloatFormat) -> Sum {
    let root = sqrt(x.high)
    let rest = add(fma(neg(root), root, x.high), x.low)
    let divisor = floor == 0 ? root : add(root, floor)
    let reciprocal = roughReciprocal(divisor, steps: 3, f)
    return Sum(high: root, low: mul(rest, mul(reciprocal, 0.5)))
  }

  /// The inverse hyperbolic tangent: log((1 + x) / (1 - x)) / 2, the quotient as a sum; ±1 divides
  /// by zero.
  package mutating func arctanh(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let inside = lt(magnitude, 1)
    let held = select(inside, magnitude, 0)
    let one = constant(1.0, f.element)
    let denominator = fastTwoDifference(one, held)
    let q = quotient(
      fastTwoSum(one, held), denominator, reciprocal: div(1, denominator.high))
    let cubic = fma(mul(held, mul(held, held)), 1.0 / 3, held)
    let usual = select(lt(magnitude, f.limits.cubic), cubic, mul(log(q, f), 0.5))
    // 1/0 at 1, 0/0 beyond.
    let isOutside = ge(magnitude, 1)
    let guarded = div(
      select(gt(magnitude, 1), 0, 1, f), select(isOutside, 0, 1, f))
    let far = select(isOutside, guarded, magnitude)
    return withSign(rarely(not(inside), far, usual), of: x, f)
  }
}
