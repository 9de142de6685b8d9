// SPDX-License-Identifier: Apache-2.0
// sin, cos, tan.

// x = k π/2 + r with r as a sum, sin r and cos r by polynomials, chosen by k mod 4. Two reductions:
// Cody and Waite's with fma for moderate x (`nearAngle`), Payne and Hanek's with a table of 2/π for
// the rest (`farAngle`), which is `rarely` done.

/// Which angles an expansion serves.
package enum AngleRange: Sendable {
  /// All of them.
  case all
  /// Only those for which `isFarAngle` is false; others give some number.
  case near
}

extension Builder {
  /// Lanes of x that `AngleRange.near` does not serve: beyond 2^32 in f64, 2^17 in f32; infinity
  /// too, NaN not.
  package mutating func isFarAngle(_ x: Value) -> Value {
    gt(abs(x), FloatFormat.of(element(of: x)).limits.angleHigh)
  }

  /// The sine of an angle in radians.
  package mutating func sin(_ x: Value, range: AngleRange = .all) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let angle = reduced(magnitude, range, f)
    let value = sineOrCosine(angle, quadrant: angle.quadrant, f)
    return flipped(value, signBit(x, f), f)
  }

  /// The cosine of an angle in radians.
  package mutating func cos(_ x: Value, range: AngleRange = .all) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let angle = reduced(magnitude, range, f)
    let quadrant = add(angle.quadrant, bits(1, f))
    return sineOrCosine(angle, quadrant: quadrant, f)
  }

  /// The tangent of an angle in radians.
  package mutating func tan(_ x: Value, range: AngleRange = .all) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    if f.element == .f32 { return flipped(wideTangent(magnitude, range), signBit(x, f), f) }
    let angle = reduced(magnitude, range, f)
    let (sine, cosine) = sineAndCosine(angle, forQuotient: true, f)
    let s = fastTwoSum(sine.high, sine.low)
    let c = fastTwoSum(cosine.high, cosine.low)
    let odd = isOdd(angle.quadrant, f)
    let numerator = Sum(high: select(odd, c.high, s.high), low: select(odd, c.low, s.low))
    let denominator = Sum(high: select(odd, s.high, c.high), low: select(odd, s.low, c.low))
    let q = quotient(numerator, denominator, reciprocal: div(1, denominator.high))
    let sign = xor(signBit(x, f), shl(angle.quadrant, f.bits - 1))
    return flipped(add(q.high, q.low), sign, f)
  }
}

// MARK: float32 by way of float64

extension Builder {
  /// The tangent of an f32 that is not negative: the quotient of sums needs neither in f64.
  private mutating func wideTangent(_ x: Value, _ range: AngleRange) -> Value {
    let f = FloatFormat.f64
    let wide = convert(x, to: .f64)
    let k = nearest(wide, times: Self.twoOverPi, f)
    let r = fma(k.number, -f.constants.halfPi.middle, fma(k.number, -f.constants.halfPi.high, wide))
    var angle = Angle(quadrant: k.word, r: Sum(high: r, low: r))
    if range == .all {
      let (far, other) = farAngle(x, FloatFormat.f32)
      let chosen = rarely(far, [(other.quadrant, k.word), (other.r.high, r)])
      angle = Angle(quadrant: chosen[0], r: Sum(high: chosen[1], low: chosen[1]))
    }
    let z = mul(angle.r.high, angle.r.high)
    let sine = fma(
      mul(z, angle.r.high), polynomial(WidePolynomials.sin, z), angle.r.high)
    let cosine = fma(z, polynomial(WidePolynomials.cos, z), 1)
    let odd = isOdd(angle.quadrant, f)
    let quotient = div(select(odd, cosine, sine), select(odd, sine, cosine))
    return convert(flipped(quotient, shl(angle.quadrant, f.bits - 1), f), to: .f32)
  }
}

// MARK: Polynomials

extension Builder {
  /// An angle of at most π/4 or so, and in the low bits of a word how many right angles were taken
  /// off.
  private struct Angle {
    var quadrant: Value
    var r: Sum
  }

  private mutating func isOdd(_ quadrant: Value, _ f: FloatFormat) -> Value {
    ne(and(quadrant, bits(1, f)), bits(0, f))
  }

  /// sin r and cos r, each to be added up.
  ///
  /// A quotient of the two needs 1 - r^2/2 without r^2's rounding error.
  private mutating func sineAndCosine(
    _ angle: Angle, forQuotient: Bool, _ f: FloatFormat
  ) -> (Sum, Sum) {
    let (r, low) = (angle.r.high, angle.r.low)
    let z = mul(r, r)
    let square = mul(z, z)
    let half = mul(z, 0.5)
    let sineLow = fma(
      mul(z, r), polynomial(f.fits.sin, z), fma(neg(half), low, low))
    let head = sub(1, half)
    var headLow = sub(sub(1, head), half)
    if forQuotient { headLow = fma(fma(r, r, neg(z)), -0.5, headLow) }
    let cosineLow = fma(
      square, polynomial(f.fits.cos, z), fma(neg(r), low, headLow))
    return (Sum(high: r, low: sineLow), Sum(high: head, low: cosineLow))
  }

  /// sin, cos, -sin, -cos of the angle, by quadrant.
  private mutating func sineOrCosine(
    _ angle: Angle, quadrant: Value, _ f: FloatFormat
  ) -> Value {
    let (sine, cosine) = sineAndCosine(angle, forQuotient: false, f)
    let odd = isOdd(quadrant, f)
    let value = add(
      select(odd, cosine.high, sine.high), select(odd, cosine.low, sine.low))
    let sign = and(shl(quadrant, f.bits - 2), bits(f.signBit, f))
    return flipped(value, sign, f)
  }
}

// MARK: Reduction

extension Builder {
  private static let twoOverPi = 0x1.45f306dc9c883p-1

  private mutating func reduced(
    _ magnitude: Value, _ range: AngleRange, _ f: FloatFormat
  ) -> Angle {
    // Infinity is invalid here, and stays NaN.
    let near = nearAngle(magnitude, f)
    guard range == .all else { return near }
    let (far, wide) = farAngle(magnitude, f)
    let high = convert(wide.r.high, to: f.element)
    // In f32 the rest of the rounded angle joins the low part.
    let low =
      f.element == .f64
      ? wide.r.low : convert(sub(wide.r.high, convert(high, to: .f64)), to: .f32)
    let quadrant = convert(wide.quadrant, to: f.word)
    let chosen = rarely(
      far, [(quadrant, near.quadrant), (high, near.r.high), (low, near.r.low)])
    return Angle(quadrant: chosen[0], r: Sum(high: chosen[1], low: chosen[2]))
  }

  /// Where x is far but finite, and its angle in f64.
  private mutating func farAngle(_ x: Value, _ f: FloatFormat) -> (Value, Angle) {
    let far = and(gt(x, f.limits.angleHigh), lt(x, Double.infinity))
    return (far, farAngle(convert(select(far, x, 0x1p40), to: .f64)))
  }

  /// Cody and Waite with three parts of π/2.
  ///
  /// x - k high is exact; the product with the middle part is kept whole.
  private mutating func nearAngle(_ x: Value, _ f: FloatFormat) -> Angle {
    let halfPi = f.constants.halfPi
    let k = nearest(x, times: Self.twoOverPi, f)
    let r1 = fma(k.number, -halfPi.high, x)
    let p = mul(k.number, halfPi.middle)
    let pLow = fma(k.number, halfPi.middle, neg(p))
    // r1 is a multiple of p's ulp, so the sum is exact even where |p| > |r1|.
    let r = fastTwoDifference(r1, p)
    let low = fma(k.number, -halfPi.low, sub(r.low, pLow))
    return Angle(quadrant: k.word, r: Sum(high: r.high, low: low))
  }

  /// Payne and Hanek (1983): x · 2/π with as many of its bits as matter, in full turns so that
  /// whole turns drop out.
  ///
  /// `x`: finite f64, at least 1. With b = ⌊log2 x / 32⌋, y = 2^(-32b) x is in [1, 2^32), and a row
  /// of the table holds 2^(32b) (2/π)/4 without those leading bits whose product with y is whole. y
  /// · row is then summed piece by piece, each product with its rounding error.
  private mutating func farAngle(_ x: Value) -> Angle {
    let f = FloatFormat.f64
    // The biased exponent + 1 is 1024 + log2 x, so its quotient by 32 is 32 + b.
    let bucket = sub(
      shr(add(word(x, f), bits(1 << 52, f)), 57), bits(32, f))
    let y = float(sub(word(x, f), shl(bucket, 57)), f)
    let row = bitcast(shl(bucket, 5), to: .i64)
    let table = constant(bits: AngleTable.address, .ptr)
    let c = (0..<4).map { piece in
      gather(table, offset: add(row, constant(8 * piece, .i64)), .f64)
    }
    let first = twoProduct(y, c[0])
    let second = twoProduct(y, c[1])
    let third = twoProduct(y, c[2])
    let whole = add(withoutInteger(first.high), withoutInteger(first.low))
    let sum = twoSum(whole, withoutInteger(second.high))
    let k = nearest(sum.high, times: 4, f)
    let rest = fma(k.number, -0.25, sum.high)
    // Near a multiple of π/2 the leading terms cancel; their sums are exact then.
    let small = twoSum(second.low, third.high)
    let outer = twoSum(rest, small.high)
    let inner = twoSum(outer.high, sum.low)
    let low = add(
      fma(y, c[3], add(third.low, small.low)), add(outer.low, inner.low))
    let turn = fastTwoSum(inner.high, low)
    let twoPi = f.constants.twoPi
    let r = twoProduct(turn.high, constant(twoPi.high, .f64))
    let rLow = add(r.low, fma(turn.high, twoPi.middle, mul(turn.low, twoPi.high)))
    return Angle(quadrant: k.word, r: Sum(high: r.high, low: rLow))
  }

  private mutating func withoutInteger(_ x: Value) -> Value { sub(x, rint(x)) }
}

/// The bits of 2/π that `farAngle` gathers.
enum AngleTable {
  /// Where the table stands in memory, for good.
  static let address: UInt64 = {
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: turns.count)
    memory.initialize(from: turns, count: turns.count)
    return UInt64(UInt(bitPattern: memory))
  }()
}
