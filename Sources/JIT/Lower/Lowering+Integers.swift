// SPDX-License-Identifier: Apache-2.0
// Integer arithmetic on vectors: what the tier lacks is built from what it has.

extension Lowering {
  mutating func integer(_ op: Op, _ a: VReg, _ b: VReg, _ element: Element) -> VReg {
    let size = element.log
    switch op {
    case .add: return add(a, b, size)
    case .sub: return sub(a, b, size)
    case .mul: return multiply(a, b, size)
    case .div, .rem: return divide(op, a, b, element)
    case .min, .max: return extreme(op, a, b, element)
    case .and: return and(a, b, size)
    case .or: return or(a, b, size)
    case .xor: return xor(a, b, size)
    default: preconditionFailure("\(op.name) is not an integer operation")
    }
  }

  mutating func negate(_ a: VReg, _ size: Int) -> VReg { sub(zero(), a, size) }

  mutating func absolute(_ a: VReg, _ element: Element) -> VReg {
    let size = element.log
    if !element.isSigned { return a }
    if SpellingRow.abs[size][tier] != nil { return op1(SpellingRow.abs[size], a, size) }
    let sign = signs(a, size)
    return sub(xor(a, sign, size), sign, size)
  }

  /// All ones where `a` is negative.
  mutating func signs(_ a: VReg, _ size: Int) -> VReg {
    switch size {
    case 1, 2: return shift(.shiftRightSignedImmediate, a, by: (8 << size) - 1, size)
    case 3 where tier == .avx512: return shift(.shiftRightSignedImmediate, a, by: 63, size)
    case 3 where tier == .sse2:
      let halves = shift(.shiftRightSignedImmediate, a, by: 31, 2, as: 3)
      return op1(.shuffle32, halves, size, imm: 0xF5)
    default: return op2(SpellingRow.greater[size], zero(), a, size)
    }
  }

  private mutating func extreme(_ op: Op, _ a: VReg, _ b: VReg, _ element: Element) -> VReg {
    let size = element.log
    let row: SpellingRow
    if element.isSigned {
      row = op == .min ? .minSigned : .maxSigned
    } else {
      row = op == .min ? .minUnsigned : .maxUnsigned
    }
    if row[size][tier] != nil { return op2(row[size], a, b, size, commutes: true) }
    let isFirst = compareInteger(op == .min ? .lt : .gt, a, b, size, signed: element.isSigned)
    return blend(isFirst, a, b, size)
  }

  // MARK: Multiplication

  mutating func multiply(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    if SpellingRow.mul[size][tier] != nil {
      return op2(SpellingRow.mul[size], a, b, size, commutes: true)
    }
    switch size {
    case 0:
      let wide = multiply(
        widen(a, from: 0, to: 1, signed: false), widen(b, from: 0, to: 1, signed: false), 1)
      return narrow(wide, from: 1, to: 0)
    case 2:
      // SSE2: products of the even and of the odd elements, 64 bits each.
      let even = op2(.multiply32To64, a, b, 2, commutes: true)
      let (x, y) = (shiftRight(a, 32, 3, as: 2), shiftRight(b, 32, 3, as: 2))
      let odd = op2(.multiply32To64, x, y, 2, commutes: true)
      let low = op1(.shuffle32, even, 2, imm: 0x08)
      return op2(.unpackLow32, low, op1(.shuffle32, odd, 2, imm: 0x08), 2)
    default:
      // a * b = low * low + (high * low + low * high) << 32.
      let low = op2(.multiply32To64, a, b, 3, commutes: true)
      let first = op2(.multiply32To64, shiftRight(a, 32, 3), b, 3, commutes: true)
      let second = op2(.multiply32To64, a, shiftRight(b, 32, 3), 3, commutes: true)
      return add(low, shiftLeft(add(first, second, 3), 32, 3), 3)
    }
  }

  // MARK: Division

  /// Quotients and remainders: narrow elements by way of f32, 32 bits by way of f64, both exact.
  private mutating func divide(_ op: Op, _ a: VReg, _ b: VReg, _ element: Element) -> VReg {
    switch element.size {
    case 1, 2:
      let size = element.log
      let (x, y) = (
        widen(a, from: size, to: 2, signed: element.isSigned),
        widen(b, from: size, to: 2, signed: element.isSigned)
      )
      return narrow(divideNarrow(op, x, y), from: 2, to: size)
    case 4: return divide32(op, a, b, signed: element.isSigned)
    default:
      if hasMasks { return divide64(op, a, b, signed: element.isSigned) }
      let kind: LaneKind
      if op == .div {
        kind = element.isSigned ? .divideSigned : .divideUnsigned
      } else {
        kind = element.isSigned ? .remainderSigned : .remainderUnsigned
      }
      return perLane(kind, a, b, size: 3)
    }
  }

  /// Division of 32-bit elements that hold 16-bit values: a quotient is at least 2^-16 of itself
  /// away from the next integer, which f32 resolves.
  private mutating func divideNarrow(_ op: Op, _ x: VReg, _ y: VReg) -> VReg {
    let isZero = compareInteger(.eq, y, zero(), 2, signed: true)
    // A divisor of 1 instead of 0 raises no flag.
    let divisor = or(y, keep(isZero, constant(1, 2), 2), 2)
    let quotient = toInteger(
      Spelling.f32ToI32,
      float2(Spelling.divF, toFloat(.i32ToF32, x, 2), toFloat(.i32ToF32, divisor, 2), 2), 2)
    if op == .div { return drop(isZero, quotient, 2) }
    return drop(isZero, sub(x, multiply(quotient, divisor, 2), 2), 2)
  }

  /// 64 bits (AVX-512): the quotient in f64, rounded down, likewise for what is left, and one last step.
  ///
  /// The first estimate is less than 2^15 + 1 too small, the second one at most.
  private mutating func divide64(_ op: Op, _ a: VReg, _ b: VReg, signed: Bool) -> VReg {
    let (x, y) = signed ? (absolute(a, .i64), absolute(b, .i64)) : (a, b)
    let divisor = extreme(.max, y, constant(1, 3), .u64)
    // Less than 1 by more than all roundings together.
    let inverse = float2(
      Spelling.divF, real(1 - 0x1p-50, 3), toFloat(.u64ToF64, divisor, 3, from: 3), 3)
    func estimate(_ lowering: inout Lowering, _ x: VReg) -> VReg {
      let quotient = lowering.mulF(lowering.toFloat(.u64ToF64, x, 3, from: 3), inverse, 3)
      return lowering.toInteger(.f64ToU64, quotient, 3, from: 3)
    }
    let first = estimate(&self, x)
    var rest = sub(x, multiply(first, divisor, 3), 3)
    let second = estimate(&self, rest)
    rest = sub(rest, multiply(second, divisor, 3), 3)
    let isMore = compareInteger(.ge, rest, divisor, 3, signed: false)
    var result = rest
    if op == .div { result = add(first, second, 3) }
    let more = op == .div ? add(result, constant(1, 3), 3) : sub(result, divisor, 3)
    result = blend(isMore, more, result, 3)
    if signed {
      let sign = op == .div ? xor(a, b, 3) : a
      let isNegative = compareInteger(.lt, sign, zero(), 3, signed: true)
      result = blend(isNegative, negate(result, 3), result, 3)
    }
    return drop(compareInteger(.eq, b, zero(), 3, signed: true), result, 3)
  }

  private mutating func divide32(_ op: Op, _ a: VReg, _ b: VReg, signed: Bool) -> VReg {
    let isZero = compareInteger(.eq, b, zero(), 2, signed: true)
    var divisor = blend(isZero, constant(1, 2), b, 2)
    var quotient: VReg
    if signed {
      // MIN / -1 does not fit: divide by 1 and negate instead.
      let isMinusOne = compareInteger(.eq, b, ones(), 2, signed: true)
      divisor = blend(isMinusOne, constant(1, 2), divisor, 2)
      let wide = float2(
        Spelling.divF, convert(a, .i32, .f64), convert(divisor, .i32, .f64), 3)
      quotient = convert(wide, .f64, .i32)
      quotient = blend(isMinusOne, negate(quotient, 2), quotient, 2)
    } else {
      let wide = float2(
        Spelling.divF, convert(a, .u32, .f64), convert(divisor, .u32, .f64), 3)
      quotient = positiveToU32(wide)
    }
    if op == .div { return drop(isZero, quotient, 2) }
    return drop(isZero, sub(a, multiply(quotient, b, 2), 2), 2)
  }

  /// Truncates f64 values in [0, 2^32) to u32.
  private mutating func positiveToU32(_ a: VReg) -> VReg {
    if Spelling.f64ToU32[tier] != nil { return toInteger(.f64ToU32, a, 2, from: 3) }
    // Bring the upper half of the range into that of i32, and flip the top bit back.
    let half = real(0x1p31, 3)
    let isLarge = compareFloat(.ge, a, half, 3)
    let small = toInteger(.f64ToI32, subF(a, and(isLarge, half, 3), 3), 2, from: 3)
    let flip = shiftLeft(resize(mask: isLarge, from: 3, to: 2), 31, 2)
    return xor(small, flip, 2)
  }

  // MARK: Shifts

  /// A shift of `value` by `count`, both of `element`; counts past the width give 0 or the sign.
  mutating func shift(
    _ op: Op, _ value: UInt16, by count: UInt16, _ element: Element
  ) -> VReg {
    let size = element.log
    let isSigned = element.isSigned && op == .shr
    let x = vector(value)
    if size == 0 || (size == 1 && tier != .avx512 && isVarying(count)) {
      // Through 32 bits (SSE2: and, for bytes by one count, AVX2 too).
      let wide = widen(x, from: size, to: 2, signed: isSigned)
      let by = widen(vector(count), from: size, to: 2, signed: false)
      return narrow(shiftEach(op, wide, by, 2, signed: isSigned), from: 2, to: size)
    }
    if isVarying(count) { return shiftEach(op, x, vector(count), size, signed: isSigned) }
    let row: SpellingRow =
      op == .shl
      ? .shiftLeftImmediate : isSigned ? .shiftRightSignedImmediate : .shiftRightImmediate
    if let number = immediate(count), 0..<element.bits ~= number, row[size][tier] != nil {
      return shift(row, x, by: number, size)
    }
    return shiftAll(op, x, vector(count), size, signed: isSigned)
  }

  private mutating func shiftEach(
    _ op: Op, _ x: VReg, _ count: VReg, _ size: Int, signed: Bool
  ) -> VReg {
    let row: SpellingRow =
      op == .shl ? .shiftLeftEach : signed ? .shiftRightSignedEach : .shiftRightEach
    if row[size][tier] != nil { return op2(row[size], x, count, size) }
    if tier == .sse2 {
      let kind: LaneKind = op == .shl ? .shiftLeft : signed ? .shiftRightSigned : .shiftRight
      return perLane(kind, x, count, size: size)
    }
    // AVX2, signed 64 bits: complement what is negative, so that zeros come in as ones.
    let sign = signs(x, size)
    let shifted = op2(SpellingRow.shiftRightEach[size], xor(x, sign, size), count, size)
    return xor(shifted, sign, size)
  }

  /// All elements by one count, the lowest element of `count`.
  private mutating func shiftAll(
    _ op: Op, _ x: VReg, _ count: VReg, _ size: Int, signed: Bool
  ) -> VReg {
    // The instruction reads 64 bits of count: clear the upper elements.
    var by = count
    if size < 3 {
      let low: [UInt8] = (0..<16).map { $0 < 1 << size ? 0xFF : 0 }
      by = and(count, literal(low), 3, width: 0)
    }
    let row: SpellingRow = op == .shl ? .shiftLeft : signed ? .shiftRightSigned : .shiftRight
    if row[size][tier] != nil { return op2(row[size], x, by, size) }
    let sign = signs(x, size)
    let shifted = op2(SpellingRow.shiftRight[size], xor(x, sign, size), by, size)
    return xor(shifted, sign, size)
  }

  private mutating func and(_ a: VReg, _ b: VReg, _ size: Int, width: UInt8) -> VReg {
    var flags: MFlags = [.pure, .folds]
    if tier == .sse2 { flags.insert(.tied) }
    return emit(
      MInst(
        form: .vvv, width: width, flags: flags, op: spelled(.and),
        d: f.newRegister(.vec, width: width), a: a, b: b))
  }
}
