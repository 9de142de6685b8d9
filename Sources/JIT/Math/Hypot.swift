// SPDX-License-Identifier: Apache-2.0
// The length of a vector of two.

extension Builder {
  /// sqrt(x^2 + y^2) without overflow or underflow on the way; infinite if either is, even beside
  /// NaN.
  package mutating func hypot(_ x: Value, _ y: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let (ax, ay) = (abs(x), abs(y))
    let infinite = or(eq(ax, Double.infinity), eq(ay, Double.infinity))
    let swapped = gt(ay, ax)
    let range = f.limits.hypot
    let larger = select(infinite, 1, select(swapped, ay, ax))
    // Beside NaN the other operand must not overflow.
    let rest = select(infinite, 1, select(swapped, ax, ay))
    let smaller = select(eq(larger, larger), rest, larger)
    let (isHigh, isLow) = (gt(larger, range.high), lt(larger, range.low))
    let scale = select(isHigh, range.down, select(isLow, range.up, 1, f))
    let unscale = select(isHigh, 1 / range.down, select(isLow, 1 / range.up, 1, f))
    let a = mul(larger, scale)
    let b = mul(smaller, scale)
    let aa = twoProduct(a, a)
    let bb = twoProduct(b, b)
    let sum = fastTwoSum(aa.high, bb.high)
    let low = add(sum.low, add(aa.low, bb.low))
    // One Newton step with the residue of the sum: it needs the reciprocal to a few bits only.
    let root = sqrt(sum.high)
    let residue = add(fma(neg(root), root, sum.high), low)
    let reciprocal = roughReciprocal(root, steps: 1, f)
    let length = fma(residue, mul(reciprocal, 0.5), root)
    return select(infinite, Double.infinity, mul(length, unscale))
  }
}
