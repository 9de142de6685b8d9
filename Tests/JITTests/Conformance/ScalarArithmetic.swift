// SPDX-License-Identifier: Apache-2.0
// Arithmetic on the bits of single values, as the IR's README states it.

import Foundation
import JIT

/// Integers go by way of 128 bits, so that nothing overflows before it is cut to size.
enum ScalarArithmetic {
  private static func integer(_ bits: UInt64, _ e: Element) -> Int128 {
    let unused = UInt64(64 - e.bits)
    return e.isSigned ? Int128(Int64(bitPattern: bits << unused) >> Int64(unused)) : Int128(bits)
  }

  private static func cut(_ x: Int128, _ e: Element) -> UInt64 {
    let word = UInt64(truncatingIfNeeded: x)
    return e.size == 8 ? word : word & (1 << UInt64(e.bits) - 1)
  }

  private static func f32(_ bits: UInt64) -> Float {
    Float(bitPattern: UInt32(truncatingIfNeeded: bits))
  }
  private static func f64(_ bits: UInt64) -> Double { Double(bitPattern: bits) }
  private static func word(_ x: Float) -> UInt64 { UInt64(x.bitPattern) }
  private static func word(_ x: Double) -> UInt64 { x.bitPattern }

  static func unary(_ op: Op, _ e: Element, _ a: UInt64) -> UInt64 {
    let sign: UInt64 = 1 << UInt64(e.bits - 1)
    if e.isFloat, op == .neg { return a ^ sign }
    if e.isFloat, op == .abs { return a & ~sign }
    if e == .f32 { return word(rounded(op, f32(a))) }
    if e == .f64 { return word(rounded(op, f64(a))) }
    if e == .bool { return a ^ 1 }
    let x = integer(a, e)
    switch op {
    case .neg: return cut(-x, e)
    case .abs: return cut(x.magnitude <= Int128.max ? (x < 0 ? -x : x) : x, e)
    default: return cut(~x, e)
    }
  }

  private static func rounded<T: BinaryFloatingPoint>(_ op: Op, _ x: T) -> T {
    switch op {
    case .sqrt: return x.squareRoot()
    case .floor: return Foundation.floor(x)
    case .ceil: return Foundation.ceil(x)
    case .trunc: return Foundation.trunc(x)
    default: return x.rounded(.toNearestOrEven)
    }
  }

  static func binary(_ op: Op, _ e: Element, _ a: UInt64, _ b: UInt64) -> UInt64 {
    if op.isCompare { return compare(op, e, a, b) ? 1 : 0 }
    if e == .f32 { return word(float(op, f32(a), f32(b))) }
    if e == .f64 { return word(float(op, f64(a), f64(b))) }
    let (x, y) = (integer(a, e), integer(b, e))
    switch op {
    case .add: return cut(x + y, e)
    case .sub: return cut(x - y, e)
    case .mul: return cut(Int128(truncatingIfNeeded: x &* y), e)
    case .div: return y == 0 ? 0 : cut(x / y, e)
    case .rem: return y == 0 ? 0 : cut(x % y, e)
    case .min: return x < y ? a : b
    case .max: return x > y ? a : b
    case .and: return a & b
    case .or: return a | b
    case .xor: return a ^ b
    default:
      // As an unsigned count.
      let count = Int128(b)
      let shift = count < 128 ? count : 127
      return cut(op == .shr ? x >> shift : (count < Int128(e.bits) ? x << shift : 0), e)
    }
  }

  private static func float<T: BinaryFloatingPoint>(_ op: Op, _ x: T, _ y: T) -> T {
    switch op {
    case .add: return x + y
    case .sub: return x - y
    case .mul: return x * y
    case .div: return x / y
    case .min: return x < y ? x : y
    case .max: return x > y ? x : y
    case .minNaN: return x.isNaN ? x : (y.isNaN ? y : (x <= y ? x : y))
    default: return x.isNaN ? x : (y.isNaN ? y : (x >= y ? x : y))
    }
  }

  private static func compare(_ op: Op, _ e: Element, _ a: UInt64, _ b: UInt64) -> Bool {
    if e == .f32 { return ordered(op, f32(a), f32(b)) }
    if e == .f64 { return ordered(op, f64(a), f64(b)) }
    return ordered(op, integer(a, e), integer(b, e))
  }

  private static func ordered<T: Comparable>(_ op: Op, _ x: T, _ y: T) -> Bool {
    switch op {
    case .eq: return x == y
    case .ne: return x != y
    case .lt: return x < y
    case .le: return x <= y
    case .gt: return x > y
    default: return x >= y
    }
  }

  static func fma(_ e: Element, _ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64 {
    e == .f32
      ? word(Foundation.fma(f32(a), f32(b), f32(c)))
      : word(Foundation.fma(f64(a), f64(b), f64(c)))
  }

  static func convert(_ a: UInt64, _ from: Element, _ to: Element) -> UInt64 {
    if from == to { return a }
    if !from.isFloat { return fromInteger(integer(a, from), to) }
    if from == .f64, to == .f16 { return UInt64(Float16(f64(a)).bitPattern) }
    let x: Double
    switch from {
    case .f16: x = Double(Float16(bitPattern: UInt16(truncatingIfNeeded: a)))
    case .f32: x = Double(f32(a))
    default: x = f64(a)
    }
    switch to {
    case .bool: return x != 0 ? 1 : 0
    case .f16: return UInt64(Float16(x).bitPattern)
    case .f32: return word(Float(x))
    case .f64: return word(x)
    case .i64, .u32: return cut(Int128(truncated(x, bits: 64)), to)
    case .u64:
      if x >= 0x1p63 { return UInt64(bitPattern: truncated(x - 0x1p63, bits: 64)) ^ 1 << 63 }
      return cut(Int128(truncated(x, bits: 64)), to)
    default: return cut(Int128(truncated(x, bits: 32)), to)
    }
  }

  /// Toward zero, or the lowest integer of `bits` when that does not fit.
  private static func truncated(_ x: Double, bits: Int) -> Int64 {
    let whole = Foundation.trunc(x)
    let limit = bits == 64 ? 0x1p63 : 0x1p31
    if whole >= -limit, whole < limit { return Int64(whole) }
    return bits == 64 ? Int64.min : Int64(Int32.min)
  }

  private static func fromInteger(_ x: Int128, _ to: Element) -> UInt64 {
    switch to {
    case .bool: return x != 0 ? 1 : 0
    case .f16: return UInt64(Float16(Double(x)).bitPattern)
    case .f32: return word(x < 0 ? Float(Int64(x)) : Float(UInt64(x)))
    case .f64: return word(x < 0 ? Double(Int64(x)) : Double(UInt64(x)))
    default: return cut(x, to)
    }
  }
}
