// SPDX-License-Identifier: Apache-2.0
// The length and the square root of a complex number as IR.

import JIT

extension Builder {
  /// sqrt(re² + im²) without undue overflow or underflow; infinite if a part is.
  mutating func magnitude(_ re: Value, _ im: Value) -> Value {
    let element = element(of: re)
    if element == .f32 {
      let x = convert(re, to: .f64)
      let y = convert(im, to: .f64)
      let length = convert(sqrt(add(mul(x, x), mul(y, y))), to: .f32)
      let anyInfinite = or(isInfinite(re), isInfinite(im))
      return select(anyInfinite, like(re, .infinity), length)
    }
    return magnitudeDouble(re, im)
  }

  /// Borges's corrected square root ("An Improved Algorithm for hypot(a, b)", 2019), after scaling by a power of two.
  private mutating func magnitudeDouble(_ re: Value, _ im: Value) -> Value {
    let x0 = max(abs(re), abs(im))
    let y0 = min(abs(im), abs(re))
    let one = constant(1.0, .f64)
    let big = gt(x0, constant(0x1p+500, .f64))
    let small = lt(x0, constant(0x1p-400, .f64))
    let shrink = select(big, constant(0x1p-600, .f64), one)
    let scale = select(small, constant(0x1p+600, .f64), shrink)
    let regrow = select(big, constant(0x1p+600, .f64), one)
    let restore = select(small, constant(0x1p-600, .f64), regrow)
    let anyInfinite = or(isInfinite(re), isInfinite(im))
    let x = select(anyInfinite, one, mul(x0, scale))
    let y = select(anyInfinite, one, mul(y0, scale))
    let h = sqrt(fma(x, x, mul(y, y)))
    let hh = mul(h, h)
    let xx = mul(x, x)
    let minusY = neg(y)
    let lowH = fma(h, h, neg(hh))
    let lowX = fma(x, x, neg(xx))
    let error = sub(add(fma(minusY, y, sub(hh, xx)), lowH), lowX)
    let isZero = eq(h, constant(0.0, .f64))
    let correction = div(error, select(isZero, one, add(h, h)))
    let length = mul(sub(h, correction), restore)
    // max and min drop a NaN operand; the sum keeps it.
    let unordered = ne(add(abs(re), abs(im)), add(abs(re), abs(im)))
    let known = select(unordered, constant(Double.nan, .f64), length)
    return select(anyInfinite, constant(Double.infinity, .f64), known)
  }

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
    let length = magnitude(x, y)
    let t = sqrt(mul(half, add(abs(x), length)))
    let isZero = eq(t, zero)
    let other = div(mul(half, abs(y)), select(isZero, one, t))
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
