// SPDX-License-Identifier: Apache-2.0
// Kernels of integers, bools and pointers.

import CShims

extension KernelTable {
  mutating func integers<T: FixedWidthInteger & Sendable>(_: T.Type, _ e: Element) {
    self[.add, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x &+ y } }
    self[.sub, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x &- y } }
    self[.mul, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x &* y } }
    self[.div, e] = { d, a, b, _, n in
      map(d, a, b, n) { (x: T, y: T) -> T in
        if y == 0 { return 0 }
        return T.isSigned && y == ~0 ? 0 &- x : x / y
      }
    }
    self[.rem, e] = { d, a, b, _, n in
      map(d, a, b, n) { (x: T, y: T) -> T in
        y == 0 || (T.isSigned && y == ~0) ? 0 : x % y
      }
    }
    self[.min, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x < y ? x : y } }
    self[.max, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x > y ? x : y } }
    self[.neg, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in 0 &- x } }
    self[.abs, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in x < 0 ? 0 &- x : x } }
    self[.not, e] = { d, a, _, _, n in map(d, a, n) { (x: T) in ~x } }
    shifts(T.self, e)
    bitwise(T.self, e)
    comparisons(T.self, e)
  }

  /// Compilers make powers of two by way of floats where vectors cannot shift by vectors; the flags of that are not ours.
  private mutating func shifts<T: FixedWidthInteger & Sendable>(_: T.Type, _ e: Element) {
    self[.shl, e] = { d, a, b, _, n in
      let flags = weft_fp_flags()
      map(d, a, b, n) { (x: T, y: T) -> T in
        T.Magnitude(truncatingIfNeeded: y) < T.Magnitude(T.bitWidth) ? x &<< y : 0
      }
      weft_fp_set_flags(flags)
    }
    self[.shr, e] = { d, a, b, _, n in
      map(d, a, b, n) { (x: T, y: T) -> T in
        T.Magnitude(truncatingIfNeeded: y) < T.Magnitude(T.bitWidth)
          ? x &>> y : (x &>> T(T.bitWidth - 1)) &>> 1
      }
    }
  }

  /// Bools are bytes 0 and 1.
  mutating func bools() {
    bitwise(UInt8.self, .bool)
    comparisons(UInt8.self, .bool)
    self[.not, .bool] = { d, a, _, _, n in map(d, a, n) { (x: UInt8) in x ^ 1 } }
  }

  mutating func pointers() {
    self[.add, .ptr] = { d, a, b, _, n in map(d, a, b, n) { (x: UInt64, y: UInt64) in x &+ y } }
    self[.sub, .ptr] = { d, a, b, _, n in map(d, a, b, n) { (x: UInt64, y: UInt64) in x &- y } }
    comparisons(UInt64.self, .ptr)
  }

  private mutating func bitwise<T: FixedWidthInteger & Sendable>(_: T.Type, _ e: Element) {
    self[.and, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x & y } }
    self[.or, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x | y } }
    self[.xor, e] = { d, a, b, _, n in map(d, a, b, n) { (x: T, y: T) in x ^ y } }
  }

  private mutating func comparisons<T: FixedWidthInteger & Sendable>(_: T.Type, _ e: Element) {
    self[.eq, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x == y } }
    self[.ne, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x != y } }
    self[.lt, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x < y } }
    self[.le, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x <= y } }
    self[.gt, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x > y } }
    self[.ge, e] = { d, a, b, _, n in test(d, a, b, n) { (x: T, y: T) in x >= y } }
  }
}
