// SPDX-License-Identifier: Apache-2.0
// Conversions between element types; the rules are in Sources/JIT/IR/README.md.

extension Lowering {
  /// Emits a conversion that involves floats, from elements of 1 << `from` bytes to 1 << `size`.
  private mutating func conversion(
    _ spelling: Spelling, _ a: VReg, from: Int, to size: Int
  ) -> VReg {
    f.usesFloats = true
    let op = spelled(spelling)
    // The memory operand of vcvtps2ph is its result.
    let flags: MFlags = op.facts.memoryFirst ? .pure : [.pure, .folds]
    var inst = MInst(
      form: .vv, width: width(max(from, size)), flags: flags, op: op, d: newVector(size), a: a)
    if !lanes.tail.isNone {
      inst.k = lanes.tail
      inst.flags.insert(.zeroing)
    }
    return emit(inst)
  }

  mutating func toFloat(_ spelling: Spelling, _ a: VReg, _ size: Int, from: Int = 2) -> VReg {
    conversion(spelling, a, from: from, to: size)
  }

  mutating func toInteger(_ spelling: Spelling, _ a: VReg, _ size: Int, from: Int = 2) -> VReg {
    // A 4-byte result of 4-byte floats reads the whole register.
    conversion(spelling, from == size ? whole(a, from) : a, from: from, to: size)
  }

  /// Converts between any two elements but bool.
  mutating func convert(_ a: VReg, _ from: Element, _ to: Element) -> VReg {
    if from == to { return a }
    if from == .f16 { return convert(halfToFloat(a), .f32, to) }
    if to == .f16 { return toHalf(a, from) }
    switch (from.isFloat, to.isFloat) {
    case (false, false):
      return from.size < to.size
        ? widen(a, from: from.log, to: to.log, signed: from.isSigned)
        : narrow(a, from: from.log, to: to.log)
    case (true, true):
      return from == .f32
        ? toFloat(.f32ToF64, a, 3, from: 2) : toFloat(.f64ToF32, a, 2, from: 3)
    case (false, true):
      return to == .f32 ? integerToF32(a, from) : integerToF64(a, from)
    case (true, false):
      return floatToInteger(a, from, to)
    }
  }

  // MARK: Integer to float

  private mutating func integerToF32(_ a: VReg, _ from: Element) -> VReg {
    switch from {
    case .i32: return toFloat(.i32ToF32, a, 2)
    case .u32:
      if hasMasks { return toFloat(.u32ToF32, a, 2) }
      // f64 holds it exactly, so that it is rounded once.
      return convert(integerToF64(a, from), .f64, .f32)
    case .i64:
      if hasMasks { return toFloat(.i64ToF32, a, 2, from: 3) }
      return perLane(.i64ToF32, a, .none, size: 2)
    case .u64, .ptr:
      if hasMasks { return toFloat(.u64ToF32, a, 2, from: 3) }
      return perLane(.u64ToF32, a, .none, size: 2)
    default:
      return toFloat(.i32ToF32, widen(a, from: from.log, to: 2, signed: from.isSigned), 2)
    }
  }

  private mutating func integerToF64(_ a: VReg, _ from: Element) -> VReg {
    switch from {
    case .i32: return toFloat(.i32ToF64, a, 3)
    case .u32:
      if hasMasks { return toFloat(.u32ToF64, a, 3) }
      // The bits below 2^52's are the number.
      let wide = widen(a, from: 2, to: 3, signed: false)
      return subF(or(wide, real(0x1p52, 3), 3), real(0x1p52, 3), 3)
    case .i64:
      if hasMasks { return toFloat(.i64ToF64, a, 3, from: 3) }
      // The upper 16 bits beside 3 * 2^67, the lower 48 beside 2^52; one rounding, at the end.
      let high = shift(.shiftRightSignedImmediate, a, by: 16, 2, as: 3)
      let kept = and(high, constant(pattern: 0xFFFF_FFFF_0000_0000), 3)
      let upper = add(kept, real(0x3p67, 3), 3)
      let low = and(a, constant(pattern: 0x0000_FFFF_FFFF_FFFF), 3)
      let lower = or(low, real(0x1p52, 3), 3)
      return addF(subF(upper, real(0x3p67 + 0x1p52, 3), 3), lower, 3)
    case .u64, .ptr:
      if hasMasks { return toFloat(.u64ToF64, a, 3, from: 3) }
      // The upper 32 bits beside 2^84, the lower ones beside 2^52.
      let upper = or(shiftRight(a, 32, 3), real(0x1p84, 3), 3)
      let low = and(a, constant(pattern: 0xFFFF_FFFF), 3)
      let lower = or(low, real(0x1p52, 3), 3)
      return addF(subF(upper, real(0x1p84 + 0x1p52, 3), 3), lower, 3)
    default:
      return toFloat(.i32ToF64, widen(a, from: from.log, to: 2, signed: from.isSigned), 3)
    }
  }

  // MARK: Float to integer

  private mutating func floatToInteger(_ a: VReg, _ from: Element, _ to: Element) -> VReg {
    switch to {
    case .i64:
      if hasMasks { return toInteger(from == .f32 ? .f32ToI64 : .f64ToI64, a, 3, from: from.log) }
      return perLane(.f64ToI64, convert(a, from, .f64), .none, size: 3)
    case .u32:
      return narrow(floatToInteger(a, from, .i64), from: 3, to: 2)
    case .u64, .ptr:
      let wide = convert(a, from, .f64)
      return hasMasks ? f64ToU64(wide) : perLane(.f64ToU64, wide, .none, size: 3)
    default:
      let word = toInteger(from == .f32 ? .f32ToI32 : .f64ToI32, a, 2, from: from.log)
      return narrow(word, from: 2, to: to.log)
    }
  }

  /// Below 2^63 as i64, from it on less 2^63 with the top bit flipped; NaN counts as small.
  private mutating func f64ToU64(_ a: VReg) -> VReg {
    let limit = real(0x1p63, 3)
    let isLarge = compareFloat(.ge, a, limit, 3)
    let small = toInteger(.f64ToI64, drop(isLarge, a, 3), 3, from: 3)
    let rest = subF(keep(isLarge, a, 3), limit, 3)
    let large = xor(toInteger(.f64ToI64, rest, 3, from: 3), signBit(3), 3)
    return or(small, large, 3)
  }

  // MARK: Half precision

  private mutating func toHalf(_ a: VReg, _ from: Element) -> VReg {
    switch from {
    case .f32: return floatToHalf(a)
    case .f64: return floatToHalf(toOdd(a))
    case .u32, .i64, .u64, .ptr:
      // What f32 rounds is infinite in f16: two roundings are as good as one.
      return floatToHalf(convert(integerToF64(a, from), .f64, .f32))
    default: return floatToHalf(integerToF32(a, from))
    }
  }

  /// f64 to f32, rounded toward zero with a sticky last bit, so that a second rounding is the only one.
  private mutating func toOdd(_ a: VReg) -> VReg {
    let near = convert(a, .f64, .f32)
    let back = convert(near, .f32, .f64)
    let isAbove = compareFloat(
      .gt, and(back, magnitudeBits(3), 3), and(a, magnitudeBits(3), 3), 3)
    let isBelow = compareFloat(
      .lt, and(back, magnitudeBits(3), 3), and(a, magnitudeBits(3), 3), 3)
    let isInexact = maskOr(isAbove, isBelow, 3)
    let one = constant(1, 2)
    let above = hasMasks ? isAbove : resize(mask: isAbove, from: 3, to: 2)
    let inexact = hasMasks ? isInexact : resize(mask: isInexact, from: 3, to: 2)
    let truncated = sub(near, keep(above, one, 2), 2)
    return or(truncated, keep(inexact, one, 2), 2)
  }

  private mutating func halfToFloat(_ a: VReg) -> VReg {
    if tier != .sse2 { return conversion(.f16ToF32, a, from: 1, to: 2) }
    let wide = widen(a, from: 1, to: 2, signed: false)
    let sign = shiftLeft(and(wide, constant(0x8000, 2), 2), 16, 2)
    let bits = shiftLeft(and(wide, constant(0x7FFF, 2), 2), 13, 2)
    // A multiplication moves the exponent's bias and normalises subnormals.
    let scaled = mulF(bits, real(0x1p112, 2), 2)
    let isSpecial = compareInteger(.gt, bits, constant(0x0F7F_FFFF, 2), 2, signed: true)
    let isNaN = compareInteger(.gt, bits, constant(0x0F80_0000, 2), 2, signed: true)
    let exponent = and(isSpecial, constant(0x7F80_0000, 2), 2)
    let quiet = and(isNaN, constant(0x0040_0000, 2), 2)
    return or(or(scaled, sign, 2), or(exponent, quiet, 2), 2)
  }

  private mutating func floatToHalf(_ a: VReg) -> VReg {
    if tier != .sse2 { return conversion(.f32ToF16, whole(a, 2), from: 2, to: 1) }
    // Integer rounding as in F. Giesen's float_to_half_fast3_rtne (2012), for vectors.
    let sign = and(a, signBit(2), 2)
    let bits = xor(a, sign, 2)
    let isRegular = compareInteger(.gt, constant(0x4780_0000, 2), bits, 2, signed: true)
    let isNaN = compareInteger(.gt, bits, constant(0x7F80_0000, 2), 2, signed: true)
    let payload = or(
      constant(0x200, 2), and(shiftRight(bits, 13, 2), constant(0x3FF, 2), 2), 2)
    let special = or(constant(0x7C00, 2), and(isNaN, payload, 2), 2)
    let isSubnormal = compareInteger(.gt, constant(0x3880_0000, 2), bits, 2, signed: true)
    // 2^-1: its last bit is worth 2^-24, that of f16's subnormals.
    let magic = constant(0x3F00_0000, 2)
    let small = and(bits, isSubnormal, 2)
    let subnormal = sub(addF(small, magic, 2), magic, 2)
    let odd = signs(shiftLeft(bits, 18, 2), 2)
    let rounded = sub(add(bits, constant(0xC800_0FFF, 2), 2), odd, 2)
    let normal = shiftRight(rounded, 13, 2)
    let finite = blend(isSubnormal, subnormal, normal, 2)
    let joined = blend(isRegular, finite, special, 2)
    // The conversion instruction of the other tiers raises overflow: a finite number that becomes infinite.
    let isFinite = compareInteger(.gt, constant(0x7F80_0000, 2), bits, 2, signed: true)
    let isInfinite = compareInteger(.gt, joined, constant(0x7BFF, 2), 2, signed: true)
    f.usesStatus = true
    emit(
      MInst(
        form: .raiseSigns, a: and(isFinite, isInfinite, 2), disp: Int32(Status.overflow.rawValue),
        imm: lanes.isSingle ? 4 : Int32(lanes.count << 2)))
    return narrow(or(joined, shiftRight(sign, 16, 2), 2), from: 2, to: 1)
  }

  // MARK: Bools

  /// 1 where the mask is set, else 0, as `element`; a vector mask has the element's size.
  mutating func fromMask(_ mask: VReg, _ element: Element) -> VReg {
    let one: UInt64
    switch element {
    case .f16: one = 0x3C00
    case .f32: one = UInt64(Float(1).bitPattern)
    case .f64: one = Double(1).bitPattern
    default: one = 1
    }
    return keep(mask, constant(one, element.log), element.log)
  }

  /// The mask of `a != 0`.
  mutating func toMask(_ a: VReg, _ element: Element) -> VReg {
    let size = element.log
    if element == .f32 || element == .f64 { return compareFloat(.ne, a, zero(), size) }
    let bits = element == .f16 ? and(a, constant(0x7FFF, 1), 1) : a
    if hasMasks {
      let inst = MInst(
        form: .vvv, width: width(size), flags: .pure, op: spelled(SpellingRow.test[size]),
        d: newMask(), a: bits, b: bits)
      return emit(inst)
    }
    return compareInteger(.ne, bits, zero(), size, signed: true)
  }
}
