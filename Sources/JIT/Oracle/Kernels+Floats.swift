// SPDX-License-Identifier: Apache-2.0
// Kernels of f32 and f64, on the machine's own arithmetic: the sticky flags are part of the result.

import CShims

extension KernelTable {
  mutating func floats<T: BinaryFloatingPoint & Sendable>(_: T.Type, _ e: Element) {
    self[.add, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x + y } }
    self[.sub, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x - y } }
    self[.mul, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x * y } }
    self[.div, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x / y } }
    self[.neg, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in -x } }
    self[.abs, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.magnitude } }
    self[.sqrt, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.squareRoot() } }
    self[.floor, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.rounded(.down) } }
    self[.ceil, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.rounded(.up) } }
    self[.trunc, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.rounded(.towardZero) } }
    self[.rint, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x.rounded(.toNearestOrEven) } }
    self[.fma, e] = { d, a, b, c, n in
      let (x, y) = (a.assumingMemoryBound(to: T.self), b.assumingMemoryBound(to: T.self))
      let (r, z) = (d.assumingMemoryBound(to: T.self), c.assumingMemoryBound(to: T.self))
      for i in 0..<n { r[i] = z[i].addingProduct(x[i], y[i]) }
    }
    extremes(T.self, e)
    comparisons(T.self, e)
  }

  /// Minima and maxima raise no flags here: their compares may be signalling ones.
  private mutating func extremes<T: BinaryFloatingPoint & Sendable>(_: T.Type, _ e: Element) {
    self[.min, e] = { d, a, b, _, n in
      let flags = weft_fp_flags()
      map(d, a, b, n) { (x: T, y: T) in x < y ? x : y }
      weft_fp_set_flags(flags)
    }
    self[.max, e] = { d, a, b, _, n in
      let flags = weft_fp_flags()
      map(d, a, b, n) { (x: T, y: T) in x > y ? x : y }
      weft_fp_set_flags(flags)
    }
    self[.minNaN, e] = { d, a, b, _, n in
      let flags = weft_fp_flags()
      map(d, a, b, n) { (x: T, y: T) in y < x || y != y ? y : x }
      weft_fp_set_flags(flags)
    }
    self[.maxNaN, e] = { d, a, b, _, n in
      let flags = weft_fp_flags()
      map(d, a, b, n) { (x: T, y: T) in y > x || y != y ? y : x }
      weft_fp_set_flags(flags)
    }
  }

  /// Quiet tests: only a signalling NaN raises invalid.
  ///
  /// Compilers use signalling compares for the orderings, so their flags are discarded; the inequality test (a quiet compare)
  /// runs before them for the flag that a signalling NaN must leave.
  private mutating func comparisons<T: BinaryFloatingPoint & Sendable>(_: T.Type, _ e: Element) {
    self[.eq, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x == y } }
    self[.ne, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x != y } }
    self[.lt, e] = { d, a, b, _, n in ordering(d, a, b, n) { (x: T, y: T) in x < y } }
    self[.le, e] = { d, a, b, _, n in ordering(d, a, b, n) { (x: T, y: T) in x <= y } }
    self[.gt, e] = { d, a, b, _, n in ordering(d, a, b, n) { (x: T, y: T) in x > y } }
    self[.ge, e] = { d, a, b, _, n in ordering(d, a, b, n) { (x: T, y: T) in x >= y } }
  }
}

@inline(__always)
private func ordering<T: BinaryFloatingPoint>(
  _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ n: Int,
  _ f: (T, T) -> Bool
) {
  test(d, a, b, n) { (x: T, y: T) in x != y }
  let flags = weft_fp_flags()
  test(d, a, b, n, f)
  weft_fp_set_flags(flags)
}
