// SPDX-License-Identifier: Apache-2.0
// Inverse circular and hyperbolic functions of complex numbers as IR.

// After W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987), with the leading terms where his formulas would overflow
// or lose a subnormal part. Special values are those of C99 (Annex G.6) and glibc.

import JIT

extension Builder {
  mutating func complexArcsin(_ z: Lanes) -> Lanes {
    let roots = unitRoots(z)
    let (below, above) = (roots.below, roots.above)
    let cosine = sub(mul(below.re, above.re), mul(below.imaginary, above.imaginary))
    let height = arcsinh(roots.height)
    let farIm = copySign(of: z.imaginary, to: complexLogTwice(z, roots.isFar))
    let farRe = arctan2(z.re, abs(z.imaginary))
    let re = select(roots.isFar, farRe, arctan2(z.re, cosine))
    let isAxis = eq(z.re, like(z.re, 0))
    return Lanes(select(isAxis, z.re, re), select(roots.isFar, farIm, height))
  }

  mutating func complexArccos(_ z: Lanes) -> Lanes {
    let roots = unitRoots(z)
    let angle = mul(like(z.re, 2), arctan2(roots.below.re, roots.above.re))
    let height = arcsinh(neg(roots.height))
    let farIm = copySign(of: neg(z.imaginary), to: complexLogTwice(z, roots.isFar))
    let farRe = arctan2(abs(z.imaginary), z.re)
    let re = select(roots.isFar, farRe, angle)
    let isAxis = and(eq(z.re, like(z.re, 0)), isNaN(z.imaginary))
    let quarter = like(z.re, 1.5707963267948966)
    return Lanes(select(isAxis, quarter, re), select(roots.isFar, farIm, height))
  }

  /// ±i arccos z, on the right half plane.
  mutating func complexArccosh(_ z: Lanes) -> Lanes {
    let angle = complexArccos(z)
    let signed = copySign(of: z.imaginary, to: angle.re)
    let im = select(isNaN(z.imaginary), angle.re, signed)
    return Lanes(abs(angle.imaginary), im)
  }

  /// What arcsin and arccos share: √(1 - z), √(1 + z) and the sinh of arcsin's imaginary part.
  private mutating func unitRoots(_ z: Lanes) -> (
    below: Lanes, above: Lanes, height: Value, isFar: Value
  ) {
    let one = like(z.re, 1)
    let isDouble = element(of: z.re) == .f64
    // Beyond 1/ε the 1 in 1 ± z is lost.
    let limit = like(z.re, isDouble ? 0x1p+54 : 0x1p+25)
    let isFar = or(gt(abs(z.re), limit), gt(abs(z.imaginary), limit))
    let below = complexSqrt(Lanes(sub(one, z.re), neg(z.imaginary)))
    let above = complexSqrt(Lanes(add(one, z.re), z.imaginary))
    let height = sub(mul(below.re, above.imaginary), mul(below.imaginary, above.re))
    // On the interval (-1, 1) the height is y / √(1 - x²) to first order.
    let isTiny = lt(abs(z.imaginary), like(z.re, isDouble ? 0x1p-900 : 0x1p-100))
    let isInside = lt(abs(z.re), one)
    let square = mul(sub(one, z.re), add(one, z.re))
    let flat = div(z.imaginary, sqrt(select(isInside, square, one)))
    return (below, above, select(and(isTiny, isInside), flat, height), isFar)
  }

  /// log |2z| where `isFar`; elsewhere it raises nothing.
  private mutating func complexLogTwice(_ z: Lanes, _ isFar: Value) -> Value {
    let one = Lanes(like(z.re, 1), like(z.re, 0))
    let modulus = complexLogModulus(choose(.complex128, isFar, z, one))
    return add(modulus, like(z.re, 0.6931471805599453))
  }

  mutating func complexArctanh(_ z: Lanes) -> Lanes {
    let (zero, one) = (like(z.re, 0), like(z.re, 1))
    let (x, y) = (abs(z.re), abs(z.imaginary))
    let isDouble = element(of: x) == .f64
    let limit = like(x, isDouble ? 0x1p+57 : 0x1p+28)
    let isFar = or(gt(x, limit), gt(y, limit))
    let gap = sub(one, x)
    let yy = mul(y, y)
    // At ±1 the square of a tiny y vanishes.
    let isTiny = lt(y, like(x, isDouble ? 0x1p-500 : 0x1p-60))
    let isPole = and(eq(gap, zero), isTiny)
    let isIrregular = or(isPole, isFar)
    let ratio = div(mul(like(x, 4), x), select(isIrregular, one, fma(gap, gap, yy)))
    let regular = mul(like(x, 0.25), log1p(select(isFar, zero, ratio)))
    let distance = sub(like(x, 0.6931471805599453), log(select(isPole, y, one)))
    let near = select(isPole, mul(like(x, 0.5), distance), regular)
    let cosine = sub(mul(gap, add(one, x)), yy)
    let angle = mul(like(x, 0.5), arctan2(mul(like(x, 2), z.imaginary), cosine))
    let xInfinite = isInfinite(x)
    let yInfinite = isInfinite(y)
    let infinite = or(xInfinite, yInfinite)
    let far = select(infinite, zero, reciprocalPart(x, y, isFar))
    let isAxis = eq(z.re, zero)
    let size = select(isAxis, zero, select(isFar, far, near))
    let isUnknown = or(isNaN(x), isNaN(y))
    let isKnown = or(infinite, isAxis)
    let nan = like(x, .nan)
    let re = select(and(isUnknown, not(isKnown)), nan, copySign(of: z.re, to: size))
    let quarter = copySign(of: z.imaginary, to: like(x, 1.5707963267948966))
    let farIm = select(and(isUnknown, not(yInfinite)), nan, quarter)
    return Lanes(re, select(isFar, farIm, angle))
  }

  /// x / (x² + y²), without overflow, where `isFar`.
  private mutating func reciprocalPart(_ x: Value, _ y: Value, _ isFar: Value) -> Value {
    let one = like(x, 1)
    let isWide = gt(y, x)
    let big = select(isFar, select(isWide, y, x), one)
    let ratio = div(select(isWide, x, y), big)
    let share = div(select(isWide, ratio, one), fma(ratio, ratio, one))
    return div(share, big)
  }

  mutating func complexArcsinh(_ z: Lanes) -> Lanes { minusI(complexArcsin(timesI(z))) }
  mutating func complexArctan(_ z: Lanes) -> Lanes { minusI(complexArctanh(timesI(z))) }
}
