// SPDX-License-Identifier: Apache-2.0
// The square root of a complex number as IR.

import JIT

extension Builder {
  /// The principal root, with C99's special cases (Annex G.6.4.2).
  mutating func complexSqrt(_ z: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let one = like(z.re, 1)
    let half = like(z.re, 0.5)
    let huge = element(of: z.re) == .f64 ? Double(0x1p+1020) : 0x1p+124
    let isHuge = gt(max(abs(z.re), abs(z.imaginary)), like(z.re, huge))
    let isTiny = lt(max(abs(z.re), abs(z.imaginary)), like(z.re, 0x1p-100))
    let shrink = select(isHuge, like(z.re, 0.25), one)
    let scale = select(isTiny, like(z.re, 0x1p+50), shrink)
    let regrow = select(isHuge, like(z.re, 2), one)
    let restore = select(isTiny, like(z.re, 0x1p-25), regrow)
    let finite = and(isFinite(z.re), isFinite(z.imaginary))
    let x = select(finite, mul(z.re, scale), one)
    let y = select(finite, mul(z.imaginary, scale), zero)
    let length = hypot(x, y)
    let t = sqrt(mul(half, add(abs(x), length)))
    let isZero = eq(t, zero)
    let other = div(abs(y), select(isZero, one, add(t, t)))
    let rightHalf = ge(x, zero)
    let re = mul(select(rightHalf, t, other), restore)
    let imMagnitude = mul(select(rightHalf, other, t), restore)
    let im = copySign(of: z.imaginary, to: imMagnitude)
    return infiniteSqrt(z, finite, Lanes(re, im))
  }

  private mutating func infiniteSqrt(_ z: Lanes, _ finite: Value, _ root: Lanes) -> Lanes {
    let zero = like(z.re, 0)
    let infinity = like(z.re, .infinity)
    let nan = like(z.re, .nan)
    let imInfinite = isInfinite(z.imaginary)
    let reInfinite = isInfinite(z.re)
    let isLeft = lt(z.re, zero)
    let imUnknown = isNaN(z.imaginary)
    // Infinite real part: on the right (inf, ±0), on the left (0, ±inf); a NaN beside it stays.
    let leftRe = select(imUnknown, nan, zero)
    let edgeRe = select(isLeft, leftRe, infinity)
    let rightIm = select(imUnknown, nan, copySign(of: z.imaginary, to: zero))
    let edgeIm = select(isLeft, copySign(of: z.imaginary, to: infinity), rightIm)
    let re = select(imInfinite, infinity, select(reInfinite, edgeRe, nan))
    let im = select(imInfinite, z.imaginary, select(reInfinite, edgeIm, nan))
    return Lanes(select(finite, root.re, re), select(finite, root.imaginary, im))
  }
}
