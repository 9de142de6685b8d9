// SPDX-License-Identifier: Apache-2.0
// Transcendental functions of complex numbers as IR, from the real ones.

// Inverse functions follow W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987); expm1, log1p, exp2, log2
// and log10 are composed as NumPy composes them.

import JIT

extension Builder {
  /// e^x (cos y + i sin y); real operands stay real, and e^x may overflow where the product does not.
  mutating func complexExp(_ z: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let limit = like(z.re, element(of: z.re) == .f64 ? 709 : 88)
    let isHigh = gt(z.re, limit)
    let low = exp(select(isHigh, limit, z.re))
    let high = exp(select(isHigh, sub(z.re, limit), zero))
    let isReal = eq(z.imaginary, zero)
    let vanishes = eq(z.re, like(z.re, -Double.infinity))
    let angle = select(vanishes, select(isFinite(z.imaginary), z.imaginary, zero), z.imaginary)
    let re = mul(mul(low, cos(angle)), high)
    let im = mul(mul(low, select(isReal, like(z.re, 1), sin(angle))), high)
    return Lanes(select(isReal, mul(low, high), re), select(isReal, z.imaginary, im))
  }

  mutating func complexExp2(_ z: Lanes) -> Lanes { complexExp(scaled(z, by: 0.6931471805599453)) }

  mutating func complexExpm1(_ z: Lanes) -> Lanes {
    let half = sin(mul(z.imaginary, like(z.re, 0.5)))
    let correction = mul(like(z.re, 2), mul(half, half))
    let re = sub(mul(expm1(z.re), cos(z.imaginary)), correction)
    return Lanes(re, mul(exp(z.re), sin(z.imaginary)))
  }

  /// log |z| + i arg z; near |z| = 1 from |z|² - 1, which keeps its digits there.
  mutating func complexLog(_ z: Lanes) -> Lanes {
    let (x, y) = (abs(z.re), abs(z.imaginary))
    let one = like(x, 1)
    let isWide = gt(y, x)
    let big = select(isWide, y, x)
    let small = select(isWide, x, y)
    let isNear = and(gt(big, like(x, 0.5)), lt(big, like(x, 1.5)))
    let nearBig = select(isNear, big, one)
    let nearSmall = select(isNear, small, like(x, 0))
    let excess = mul(sub(nearBig, one), add(nearBig, one))
    let near = mul(like(x, 0.5), log1p(fma(nearSmall, nearSmall, excess)))
    let isHuge = gt(big, like(x, element(of: x) == .f64 ? 0x1p+1022 : 0x1p+126))
    let half = select(isHuge, like(x, 0.5), one)
    let length = hypot(mul(x, half), mul(y, half))
    let correction = select(isHuge, like(x, 0.6931471805599453), like(x, 0))
    let far = add(log(select(isNear, one, length)), correction)
    return Lanes(select(isNear, near, far), arctan2(z.imaginary, z.re))
  }

  mutating func complexLog2(_ z: Lanes) -> Lanes { scaled(complexLog(z), by: 1.4426950408889634) }
  mutating func complexLog10(_ z: Lanes) -> Lanes { scaled(complexLog(z), by: 0.4342944819032518) }

  mutating func complexLog1p(_ z: Lanes) -> Lanes {
    let x = add(z.re, like(z.re, 1))
    return Lanes(log(hypot(x, z.imaginary)), arctan2(z.imaginary, x))
  }

  mutating func complexSinh(_ z: Lanes) -> Lanes {
    let isReal = eq(z.imaginary, like(z.re, 0))
    let re = mul(sinh(z.re), cos(z.imaginary))
    // Where the product is not wanted it must not be infinity times zero.
    let im = mul(cosh(z.re), select(isReal, like(z.re, 1), sin(z.imaginary)))
    return Lanes(re, select(isReal, z.imaginary, im))
  }

  mutating func complexCosh(_ z: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let isEdge = or(eq(z.imaginary, zero), eq(z.re, zero))
    let re = mul(cosh(z.re), cos(z.imaginary))
    let im = mul(sinh(z.re), select(isEdge, like(z.re, 1), sin(z.imaginary)))
    let sign = mul(copySign(of: z.re, to: like(z.re, 1)), z.imaginary)
    return Lanes(re, select(isEdge, copySign(of: sign, to: zero), im))
  }

  /// Kahan's: with t = tan y and s = sinh x, (s √(1+s²) (1+t²) + i t) / (1 + (1+t²) s²).
  mutating func complexTanh(_ z: Lanes) -> Lanes {
    let one = like(z.re, 1)
    let limit = like(z.re, element(of: z.re) == .f64 ? 22 : 11)
    let isFar = gt(abs(z.re), limit)
    let x = select(isFar, like(z.re, 0), z.re)
    let t = tan(z.imaginary)
    let beta = fma(t, t, one)
    let s = sinh(x)
    let rho = sqrt(fma(s, s, one))
    let denominator = fma(mul(beta, s), s, one)
    let re = div(mul(mul(beta, rho), s), denominator)
    let im = div(t, denominator)
    let decay = exp(mul(like(z.re, -2), abs(z.re)))
    let wave = mul(sin(z.imaginary), cos(z.imaginary))
    let farIm = mul(mul(like(z.re, 4), wave), decay)
    let infinite = isInfinite(z.re)
    let edgeIm = select(isFinite(z.imaginary), farIm, like(z.re, 0))
    let farRe = copySign(of: z.re, to: one)
    return Lanes(
      select(isFar, farRe, re), select(isFar, select(infinite, edgeIm, farIm), im))
  }

  mutating func complexSin(_ z: Lanes) -> Lanes { minusI(complexSinh(timesI(z))) }
  mutating func complexCos(_ z: Lanes) -> Lanes { complexCosh(timesI(z)) }
  mutating func complexTan(_ z: Lanes) -> Lanes { minusI(complexTanh(timesI(z))) }
}

// MARK: Inverse functions

extension Builder {
  mutating func complexArcsin(_ z: Lanes) -> Lanes {
    let one = like(z.re, 1)
    let below = complexSqrt(Lanes(sub(one, z.re), neg(z.imaginary)))
    let above = complexSqrt(Lanes(add(one, z.re), z.imaginary))
    let denominator = sub(mul(below.re, above.re), mul(below.imaginary, above.imaginary))
    let height = sub(mul(below.re, above.imaginary), mul(below.imaginary, above.re))
    return Lanes(arctan2(z.re, denominator), arcsinh(height))
  }

  mutating func complexArccos(_ z: Lanes) -> Lanes {
    let one = like(z.re, 1)
    let below = complexSqrt(Lanes(sub(one, z.re), neg(z.imaginary)))
    let above = complexSqrt(Lanes(add(one, z.re), z.imaginary))
    let angle = mul(like(z.re, 2), arctan2(below.re, above.re))
    let height = sub(mul(above.re, below.imaginary), mul(above.imaginary, below.re))
    return Lanes(angle, arcsinh(height))
  }

  mutating func complexArccosh(_ z: Lanes) -> Lanes {
    let one = like(z.re, 1)
    let below = complexSqrt(Lanes(sub(z.re, one), z.imaginary))
    let above = complexSqrt(Lanes(add(z.re, one), z.imaginary))
    let length = add(mul(below.re, above.re), mul(below.imaginary, above.imaginary))
    let angle = mul(like(z.re, 2), arctan2(below.imaginary, above.re))
    return Lanes(arcsinh(length), angle)
  }

  mutating func complexArctanh(_ z: Lanes) -> Lanes {
    let one = like(z.re, 1)
    let gap = sub(one, z.re)
    let yy = mul(z.imaginary, z.imaginary)
    let ratio = div(mul(like(z.re, 4), z.re), fma(gap, gap, yy))
    let re = mul(like(z.re, 0.25), log1p(ratio))
    let cosine = sub(mul(gap, add(one, z.re)), yy)
    let angle = arctan2(mul(like(z.re, 2), z.imaginary), cosine)
    return Lanes(re, mul(like(z.re, 0.5), angle))
  }

  mutating func complexArcsinh(_ z: Lanes) -> Lanes { minusI(complexArcsin(timesI(z))) }
  mutating func complexArctan(_ z: Lanes) -> Lanes { minusI(complexArctanh(timesI(z))) }

  /// e^(w log z); z^0 is 1, and 0^w is 0 where w has a positive real part, else NaN.
  mutating func complexPower(_ z: Lanes, _ w: Lanes) -> Lanes {
    let (zero, one) = (like(z.re, 0), like(z.re, 1))
    let isZero = and(eq(z.re, zero), eq(z.imaginary, zero))
    let isConstant = and(eq(w.re, zero), eq(w.imaginary, zero))
    let logarithm = complexLog(Lanes(select(isZero, one, z.re), z.imaginary))
    let power = complexExp(complexProduct(w, logarithm))
    let vanishes = or(gt(w.re, zero), isConstant)
    raise(.invalid, if: and(isZero, not(vanishes)))
    let vanishing = select(vanishes, zero, like(z.re, .nan))
    let re = select(isZero, vanishing, power.re)
    let im = select(isZero, vanishing, power.imaginary)
    return Lanes(select(isConstant, one, re), select(isConstant, zero, im))
  }
}

extension Builder {
  private mutating func scaled(_ z: Lanes, by factor: Double) -> Lanes {
    let factor = like(z.re, factor)
    return Lanes(mul(z.re, factor), mul(z.imaginary, factor))
  }

  /// i z.
  private mutating func timesI(_ z: Lanes) -> Lanes { Lanes(neg(z.imaginary), z.re) }

  /// -i z.
  private mutating func minusI(_ z: Lanes) -> Lanes { Lanes(z.imaginary, neg(z.re)) }
}
