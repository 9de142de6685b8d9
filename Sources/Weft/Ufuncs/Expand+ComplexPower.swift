// SPDX-License-Identifier: Apache-2.0
// Powers of complex numbers as IR.

import JIT

extension Builder {
  /// e^(w log z), but products for whole w below 100, as NumPy computes them (`npy_cpow`).
  ///
  /// z^0 is 1; 0^w is 0 where w has a positive real part, else NaN.
  mutating func complexPower(_ z: Lanes, _ w: Lanes) -> Lanes {
    let (zero, one) = (like(z.re, 0), like(z.re, 1))
    let isZero = and(eq(z.re, zero), eq(z.imaginary, zero))
    let isReal = eq(w.imaginary, zero)
    let isConstant = and(eq(w.re, zero), isReal)
    let size = abs(w.re)
    let isBelow = lt(size, like(z.re, 100))
    let isWhole = and(and(isReal, isBelow), eq(trunc(size), size))
    // What is not wanted must raise nothing.
    let isSpecial = or(isZero, isWhole)
    let base = choose(.complex128, isSpecial, Lanes(one, zero), z)
    let exponent = choose(.complex128, isSpecial, Lanes(zero, zero), w)
    let smooth = complexExp(steadyProduct(exponent, complexLog(base)))
    let whole = wholePower(
      choose(.complex128, isZero, Lanes(one, zero), z), select(isWhole, w.re, one))
    let vanishes = or(gt(w.re, zero), isConstant)
    raise(.invalid, if: and(isZero, not(vanishes)))
    let vanishing = select(vanishes, zero, like(z.re, .nan))
    func part(_ b: inout Builder, _ whole: Value, _ smooth: Value, _ constant: Value) -> Value {
      let power = b.select(isWhole, whole, smooth)
      return b.select(isConstant, constant, b.select(isZero, vanishing, power))
    }
    let re = part(&self, whole.re, smooth.re, one)
    let im = part(&self, whole.imaginary, smooth.imaginary, zero)
    return Lanes(re, im)
  }

  /// z^n for whole -100 < n < 100 by squaring; 1, 2 and 3 keep infinities that a factor 1 + 0i would undo.
  private mutating func wholePower(_ z: Lanes, _ n: Value) -> Lanes {
    let (zero, one) = (like(z.re, 0), like(z.re, 1))
    let unit = Lanes(one, zero)
    var power = unit
    var square = z
    var rest = abs(n)
    for bit in 0..<7 {
      let half = trunc(mul(rest, like(rest, 0.5)))
      let isOdd = ne(add(half, half), rest)
      let product = plainProduct(power, choose(.complex128, isOdd, square, unit))
      power = choose(.complex128, isOdd, product, power)
      rest = half
      if bit == 6 { break }
      let factor = choose(.complex128, gt(half, zero), square, unit)
      square = plainProduct(factor, factor)
    }
    let isTwo = eq(n, like(n, 2))
    let isThree = eq(n, like(n, 3))
    let base = choose(.complex128, or(isTwo, isThree), z, unit)
    let second = plainProduct(base, base)
    let third = plainProduct(choose(.complex128, isThree, z, unit), second)
    power = choose(.complex128, eq(n, one), z, power)
    power = choose(.complex128, isTwo, second, power)
    power = choose(.complex128, isThree, third, power)
    let isInverse = lt(n, zero)
    let inverse = complexQuotient(
      Lanes(one, zero), choose(.complex128, isInverse, power, Lanes(one, zero)))
    return choose(.complex128, isInverse, inverse, power)
  }

  /// A product as C's (ISO C, Annex G): where both parts were NaN, an infinite factor makes it infinite, and so does a product
  /// of two parts that overflows.
  private mutating func steadyProduct(_ x: Lanes, _ y: Lanes) -> Lanes {
    let straight = Lanes(mul(x.re, y.re), mul(x.imaginary, y.imaginary))
    let crossed = Lanes(mul(x.re, y.imaginary), mul(x.imaginary, y.re))
    let plain = Lanes(
      sub(straight.re, straight.imaginary), add(crossed.re, crossed.imaginary))
    let (zero, one) = (like(x.re, 0), like(x.re, 1))
    let (xEnds, yEnds) = (isEndless(x), isEndless(y))
    let overflows = or(isEndless(straight), isEndless(crossed))
    let isLost = and(
      and(isNaN(plain.re), isNaN(plain.imaginary)), or(or(xEnds, yEnds), overflows))
    // Of an infinite factor only the direction counts; NaN beside it counts as zero.
    func direction(_ b: inout Builder, _ part: Value, _ ends: Value) -> Value {
      let unit = b.select(b.isInfinite(part), one, zero)
      let known = b.select(b.isNaN(part), b.copySign(of: part, to: zero), part)
      return b.select(isLost, b.select(ends, b.copySign(of: part, to: unit), known), zero)
    }
    let boxed = plainProduct(
      Lanes(direction(&self, x.re, xEnds), direction(&self, x.imaginary, xEnds)),
      Lanes(direction(&self, y.re, yEnds), direction(&self, y.imaginary, yEnds)))
    let infinity = select(isLost, like(x.re, .infinity), one)
    return choose(
      .complex128, isLost, Lanes(mul(boxed.re, infinity), mul(boxed.imaginary, infinity)), plain)
  }

  private mutating func isEndless(_ x: Lanes) -> Value {
    or(isInfinite(x.re), isInfinite(x.imaginary))
  }

  /// (a + bi)(c + di) with every product rounded.
  private mutating func plainProduct(_ x: Lanes, _ y: Lanes) -> Lanes {
    let re = sub(mul(x.re, y.re), mul(x.imaginary, y.imaginary))
    return Lanes(re, add(mul(x.re, y.imaginary), mul(x.imaginary, y.re)))
  }
}
