// SPDX-License-Identifier: Apache-2.0
// Kernels of `convert`: the rules are in Sources/JIT/IR/README.md.

import CShims

extension KernelTable {
  mutating func convert() {
    fromInteger(Int8.self, .i8)
    fromInteger(Int16.self, .i16)
    fromInteger(Int32.self, .i32)
    fromInteger(Int64.self, .i64)
    fromInteger(UInt8.self, .u8)
    fromInteger(UInt16.self, .u16)
    fromInteger(UInt32.self, .u32)
    fromInteger(UInt64.self, .u64)
    fromInteger(UInt8.self, .bool)
    fromFloat(Float.self, .f32)
    fromFloat(Double.self, .f64)
    fromHalf()
    self[from: .f32, to: .f16] = { d, a, _, _, n in map(d, a, n) { (x: Float) in Float16(x) } }
    self[from: .f64, to: .f16] = { d, a, _, _, n in map(d, a, n) { (x: Double) in Float16(x) } }
    self[from: .f32, to: .f64] = { d, a, _, _, n in map(d, a, n) { (x: Float) in Double(x) } }
    self[from: .f64, to: .f32] = { d, a, _, _, n in map(d, a, n) { (x: Double) in Float(x) } }
    for e in Element.allCases {
      self[from: e, to: e] = { d, a, _, _, n in d.copyMemory(from: a, byteCount: n * e.size) }
    }
  }

  private mutating func fromInteger<T: FixedWidthInteger & Sendable>(_: T.Type, _ e: Element) {
    integer(T.self, e, Int8.self, .i8)
    integer(T.self, e, Int16.self, .i16)
    integer(T.self, e, Int32.self, .i32)
    integer(T.self, e, Int64.self, .i64)
    integer(T.self, e, UInt8.self, .u8)
    integer(T.self, e, UInt16.self, .u16)
    integer(T.self, e, UInt32.self, .u32)
    integer(T.self, e, UInt64.self, .u64)
    self[from: e, to: .bool] = { d, a, _, _, n in
      map(d, a, n) { (x: T) -> UInt8 in x != 0 ? 1 : 0 }
    }
    self[from: e, to: .f32] = { d, a, _, _, n in map(d, a, n) { (x: T) in Float(x) } }
    self[from: e, to: .f64] = { d, a, _, _, n in map(d, a, n) { (x: T) in Double(x) } }
    // Integers that f32 rounds are infinite in f16, so two roundings are as good as one.
    self[from: e, to: .f16] = { d, a, _, _, n in map(d, a, n) { (x: T) in Float16(Float(x)) } }
  }

  private mutating func integer<
    T: FixedWidthInteger & Sendable, R: FixedWidthInteger & Sendable
  >(_: T.Type, _ source: Element, _: R.Type, _ target: Element) {
    self[from: source, to: target] = { d, a, _, _, n in
      map(d, a, n) { (x: T) in R(truncatingIfNeeded: x) }
    }
  }

  private mutating func fromFloat<T: BinaryFloatingPoint & Sendable>(_: T.Type, _ e: Element) {
    self[from: e, to: .i8] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in Int8(truncatingIfNeeded: word32(x, &bad)) }
    }
    self[from: e, to: .i16] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in Int16(truncatingIfNeeded: word32(x, &bad)) }
    }
    self[from: e, to: .i32] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in word32(x, &bad) }
    }
    self[from: e, to: .i64] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in word64(x, &bad) }
    }
    self[from: e, to: .u8] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in UInt8(truncatingIfNeeded: word32(x, &bad)) }
    }
    self[from: e, to: .u16] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in UInt16(truncatingIfNeeded: word32(x, &bad)) }
    }
    self[from: e, to: .u32] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) in UInt32(truncatingIfNeeded: word64(x, &bad)) }
    }
    self[from: e, to: .u64] = { d, a, _, _, n in
      truncate(d, a, n) { (x: T, bad) -> UInt64 in
        if x >= 0x1p63 { return UInt64(bitPattern: word64(x - 0x1p63, &bad)) ^ (1 << 63) }
        return UInt64(bitPattern: word64(x, &bad))
      }
    }
    self[from: e, to: .bool] = { d, a, _, _, n in
      map(d, a, n) { (x: T) -> UInt8 in x != 0 ? 1 : 0 }
    }
  }

  /// f16 converts by way of f32, which holds every f16 exactly.
  private mutating func fromHalf() {
    self[from: .f16, to: .f32] = { d, a, _, _, n in map(d, a, n) { (x: Float16) in Float(x) } }
    self[from: .f16, to: .f64] = { d, a, _, _, n in map(d, a, n) { (x: Float16) in Double(x) } }
    for target in Element.allCases {
      guard target != .f32, target != .f64, let kernel = self[from: .f32, to: target] else {
        continue
      }
      self[from: .f16, to: target] = { d, a, b, c, n in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: n) { wide in
          let x = a.assumingMemoryBound(to: Float16.self)
          for i in 0..<n { wide[i] = Float(x[i]) }
          kernel(d, UnsafeRawPointer(wide.baseAddress!), b, c, n)
        }
      }
    }
  }
}

/// The 32-bit result of x86's cvttsd2si: 0x80000000 when out of range.
@inline(__always)
private func word32<T: BinaryFloatingPoint>(_ x: T, _ bad: inout Bool) -> Int32 {
  // Truncation brings (-2^31 - 1, 2^31) into range; f32 has nothing between -2^31 - 1 and -2^31.
  let wide = Double(x)
  if wide > -0x1.00000002p31, wide < 0x1p31 { return Int32(wide) }
  bad = true
  return Int32.min
}

/// The 64-bit result of x86's cvttsd2si: 0x8000000000000000 when out of range.
@inline(__always)
private func word64<T: BinaryFloatingPoint>(_ x: T, _ bad: inout Bool) -> Int64 {
  if x >= -0x1p63, x < 0x1p63 { return Int64(x) }
  bad = true
  return Int64.min
}

/// Applies `f`; only a result out of range leaves a flag, invalid.
@inline(__always)
private func truncate<T, R>(
  _ d: UnsafeMutableRawPointer, _ a: UnsafeRawPointer, _ n: Int, _ f: (T, inout Bool) -> R
) {
  let flags = weft_fp_flags()
  var bad = false
  map(d, a, n) { (x: T) in f(x, &bad) }
  weft_fp_set_flags(flags | (bad ? Status.invalid.rawValue : 0))
}
