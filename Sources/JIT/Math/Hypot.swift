// SPDX-License-Identifier: Apache-2.0
// The length of a vector of two.

extension Builder {
  /// sqrt(x^2 + y^2) without overflow or underflow on the way; infinite if either is, even beside NaN.
  package mutating func hypot(_ x: Value, _ y: Value) -> Value {
    let f = FloatFormat.of(element(of: x))
    let (ax, ay) = (abs(x), abs(y))
    let infinite = or(eq(ax, Double.infinity), eq(ay, Double.infinity))
    let swapped = gt(ay, ax)
    let range = f.limits.hypot
    let larger = select(infinite, 1, select(swapped, ay, ax))
    let smaller = select(infinite, 1, select(swapped, ax, ay))
    let (high, low) = (gt(larger, range.high), lt(larger, range.low))
    let scale = select(high, range.down, select(low, range.up, 1, f))
    let unscale = select(high, 1 / range.down, select(low, 1 / range.up, 1, f))
    let a = mul(larger, scale)
    let b = mul(smaller, scale)
    let aa = twoProduct(a, a)
    let bb = twoProduct(b, b)
    let sum = fastTwoSum(aa.high, bb.high)
    let rest = add(sum.low, add(aa.low, bb.low))
    // One Newton step with the residue of the sum: it needs the reciprocal to a few bits only.
    let root = sqrt(sum.high)
    let residue = add(fma(neg(root), root, sum.high), rest)
    let reciprocal = roughReciprocal(root, steps: 1, f)
    let length = fma(residue, mul(reciprocal, 0.5), root)
    return select(infinite, Double.infinity, mul(length, unscale))
  }
}
