// SPDX-License-Identifier: Apache-2.0
// Transcendental functions of complex numbers as IR, from the real ones: exponentials, logarithms, circular and hyperbolic.

// Special values are those of C99 (Annex G.6), and where it leaves a choice those of glibc, which NumPy calls; expm1, log1p,
// exp2, log2 and log10 are composed as NumPy composes them. The inverse functions are in `Expand+ComplexInverse.swift`.

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
    let isOpen = not(isFinite(z.imaginary))
    let vanishes = eq(z.re, like(z.re, -Double.infinity))
    let signedZero = copySign(of: z.imaginary, to: zero)
    let angle = select(and(vanishes, isOpen), signedZero, z.imaginary)
    let product = mul(mul(low, cos(angle)), high)
    // Where the product is not wanted it must not be infinity times zero.
    let im = mul(mul(low, select(isReal, like(z.re, 1), sin(angle))), high)
    let isInfinite = and(eq(z.re, like(z.re, .infinity)), isOpen)
    let re = select(isInfinite, z.re, product)
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
    Lanes(complexLogModulus(z), arctan2(z.imaginary, z.re))
  }

  /// log |z|, also where |z| overflows or is subnormal.
  mutating func complexLogModulus(_ z: Lanes) -> Value {
    let (x, y) = (abs(z.re), abs(z.imaginary))
    let (zero, one) = (like(x, 0), like(x, 1))
    let isWide = gt(y, x)
    let big = select(isWide, y, x)
    let small = select(isWide, x, y)
    let isNear = and(gt(big, like(x, 0.5)), lt(big, like(x, 1.5)))
    let nearBig = select(isNear, big, one)
    let nearSmall = select(isNear, small, zero)
    let excess = mul(sub(nearBig, one), add(nearBig, one))
    let near = mul(like(x, 0.5), log1p(fma(nearSmall, nearSmall, excess)))
    let isDouble = element(of: x) == .f64
    let isHuge = gt(big, like(x, isDouble ? 0x1p+1022 : 0x1p+126))
    let isTiny = lt(big, like(x, isDouble ? 0x1p-900 : 0x1p-100))
    let lift = select(isTiny, like(x, 0x1p+100), one)
    let scale = select(isHuge, like(x, 0.5), lift)
    let length = hypot(mul(x, scale), mul(y, scale))
    let lowered = select(isTiny, like(x, -69.31471805599453), zero)
    let correction = select(isHuge, like(x, 0.6931471805599453), lowered)
    let far = add(log(select(isNear, one, length)), correction)
    return select(isNear, near, far)
  }

  mutating func complexLog2(_ z: Lanes) -> Lanes { scaled(complexLog(z), by: 1.4426950408889634) }
  mutating func complexLog10(_ z: Lanes) -> Lanes { scaled(complexLog(z), by: 0.4342944819032518) }

  mutating func complexLog1p(_ z: Lanes) -> Lanes {
    let x = add(z.re, like(z.re, 1))
    return Lanes(log(hypot(x, z.imaginary)), arctan2(z.imaginary, x))
  }
}

// MARK: Circular and hyperbolic functions

extension Builder {
  /// sinh x cos y + i cosh x sin y.
  mutating func complexSinh(_ z: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let parts = hyperbolic(z.re)
    let isOpen = not(isFinite(z.imaginary))
    // A zero real part stays zero whatever the angle.
    let isAxis = and(eq(z.re, zero), isOpen)
    let cosine = cos(select(isAxis, zero, z.imaginary))
    let re = mul(mul(parts.sinh, cosine), parts.factor)
    let isReal = eq(z.imaginary, zero)
    let sine = select(isReal, like(z.re, 1), sin(z.imaginary))
    let im = mul(mul(parts.cosh, sine), parts.factor)
    let isEdge = and(isInfinite(z.re), isOpen)
    return Lanes(
      select(isEdge, like(z.re, .infinity), re), select(isReal, z.imaginary, im))
  }

  /// cosh x cos y + i sinh x sin y.
  mutating func complexCosh(_ z: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let parts = hyperbolic(z.re)
    let isOpen = not(isFinite(z.imaginary))
    let re = mul(mul(parts.cosh, cos(z.imaginary)), parts.factor)
    let isReal = eq(z.imaginary, zero)
    let sine = select(isReal, like(z.re, 1), sin(z.imaginary))
    let im = mul(mul(parts.sinh, sine), parts.factor)
    let isEdge = and(isInfinite(z.re), isOpen)
    let isAxis = and(eq(z.re, zero), isOpen)
    let signed = mul(z.imaginary, copySign(of: z.re, to: like(z.re, 1)))
    let flat = select(isNaN(z.re), z.imaginary, signed)
    let curved = select(isAxis, zero, im)
    return Lanes(
      select(isEdge, like(z.re, .infinity), re), select(isReal, flat, curved))
  }

  /// sinh x and cosh x without `factor`, a power of e that keeps them finite.
  private mutating func hyperbolic(_ x: Value) -> (sinh: Value, cosh: Value, factor: Value) {
    let size = abs(x)
    let limit = like(x, element(of: x) == .f64 ? 708 : 87)
    let isFar = gt(size, limit)
    let factor = exp(select(isFar, sub(size, limit), like(x, 0)))
    let near = select(isFar, limit, size)
    let sine = copySign(of: x, to: sinh(near))
    return (sine, cosh(near), factor)
  }

  /// With s, c for sinh and cosh of x: (s c + i sin y cos y) / (s² + cos² y).
  mutating func complexTanh(_ z: Lanes) -> Lanes {
    let (zero, one) = (like(z.re, 0), like(z.re, 1))
    let limit = like(z.re, element(of: z.re) == .f64 ? 22 : 11)
    let isFar = gt(abs(z.re), limit)
    let x = select(isFar, zero, z.re)
    let (s, c) = (sinh(x), cosh(x))
    let (sine, cosine) = (sin(z.imaginary), cos(z.imaginary))
    let denominator = add(mul(s, s), mul(cosine, cosine))
    let wave = mul(sine, cosine)
    let isOpen = not(isFinite(z.imaginary))
    let isAxis = and(eq(z.re, zero), isOpen)
    let isReal = eq(z.imaginary, zero)
    let re = select(isAxis, z.re, div(mul(s, c), denominator))
    let im = select(isReal, z.imaginary, div(wave, denominator))
    let decay = exp(mul(like(z.re, -2), abs(z.re)))
    let farIm = mul(mul(like(z.re, 4), wave), decay)
    let infinite = isInfinite(z.re)
    let edgeIm = select(
      and(infinite, isOpen), copySign(of: z.imaginary, to: zero), farIm)
    let isUnknown = and(isOpen, not(infinite))
    let farRe = select(isUnknown, like(z.re, .nan), copySign(of: z.re, to: one))
    return Lanes(select(isFar, farRe, re), select(isFar, edgeIm, im))
  }

  /// -i sinh iz; beside an infinite imaginary part an angle that is none leaves +∞, as in glibc.
  mutating func complexSin(_ z: Lanes) -> Lanes {
    let sine = minusI(complexSinh(timesI(z)))
    let isLost = and(isInfinite(z.imaginary), not(isFinite(z.re)))
    return Lanes(sine.re, select(isLost, like(z.re, .infinity), sine.imaginary))
  }

  mutating func complexCos(_ z: Lanes) -> Lanes { complexCosh(timesI(z)) }
  mutating func complexTan(_ z: Lanes) -> Lanes { minusI(complexTanh(timesI(z))) }
}

extension Builder {
  mutating func scaled(_ z: Lanes, by factor: Double) -> Lanes {
    let factor = like(z.re, factor)
    return Lanes(mul(z.re, factor), mul(z.imaginary, factor))
  }

  /// i z.
  mutating func timesI(_ z: Lanes) -> Lanes { Lanes(neg(z.imaginary), z.re) }

  /// -i z.
  mutating func minusI(_ z: Lanes) -> Lanes { Lanes(z.imaginary, neg(z.re)) }
}
