// SPDX-License-Identifier: Apache-2.0
// The cube root.

extension Builder {
  /// The cube root, correctly rounded but for the rarest arguments.
  ///
  /// |x| = 2^(3k) m, 1 <= m < 8. y ≈ m^(-1/3) by a polynomial and one step of third order, then m
  /// y^2 and one Newton step on its exact residue m - (m y^2)^3. No division.
  package mutating func cbrt(_ x: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let magnitude = abs(x)
    let subnormal = lt(magnitude, f.leastNormal)
    let scale = f.limits.subnormalScale
    let bias = f.unitShift + Double(f.bias)
    let normal = word(mul(magnitude, select(subnormal, scale.factor, 1, f)), f)
    let exponent = sub(
      float(or(shr(normal, f.fraction), bits(f.unitShiftBits, f)), f),
      select(subnormal, bias + scale.exponent, bias, f))
    let fraction = float(or(and(normal, bits(f.fractionMask, f)), bits(f.one, f)), f)
    // k = ⌊exponent / 3⌋, j the rest; 2^j and 2^(-j/3) by parabolas through j = 0, 1, 2, the first
    // exact.
    let third = fma(exponent, 1.0 / 3, -1.0 / 3)
    let k = nearest(third, times: 1, f)
    let j = fma(k.number, -3, exponent)
    let m = mul(fraction, fma(mul(j, 0.5), add(j, 1), 1))
    let shape = fma(j, fma(j, 0.021_279_75, -0.227_579_25), 1)
    let guess = mul(polynomial(f.fits.cbrt, fraction), shape)
    let error = fma(neg(m), mul(mul(guess, guess), guess), 1)
    let y = fma(mul(guess, error), polynomial(f.limits.cbrtSteps, error), guess)
    let y2 = mul(y, y)
    let root = mul(m, y2)
    let square = twoProduct(root, root)
    let cube = twoProduct(square.high, root)
    let residue = sub(sub(m, cube.high), fma(square.low, root, cube.low))
    let better = fma(mul(residue, 1.0 / 3), y2, root)
    let result = float(add(word(better, f), shl(k.word, f.fraction)), f)
    let ordinary = and(gt(magnitude, 0), lt(magnitude, Double.infinity))
    return select(ordinary, withSign(result, of: x, f), x)
  }
}
