// SPDX-License-Identifier: Apache-2.0
// Arithmetic of ints: machine integers, and big ones where they overflow.

/// Operands are plain values (`unboxed`): int, big integer or bool.
enum IntMath {
  static func big(_ value: Value) -> BigInt { value.asBigInt ?? 0 }

  static func isSmall(_ value: Value) -> Bool { value.isSmallInteger }

  static func isZero(_ value: Value) -> Bool {
    let plain = value.unboxed
    return isSmall(plain) && plain.asInt == 0
  }

  static func decimal(_ value: Value) -> String {
    let plain = value.unboxed
    return isSmall(plain) ? String(plain.asInt) : BigMath.decimal(plain)
  }

  static func hash(_ value: Value) -> Int {
    let plain = value.unboxed
    if isSmall(plain) { return hashOfInt(plain.asInt) }
    return BigMath.hash(plain)
  }

  /// The nearest float, ties to even; OverflowError if there is none.
  static func double(_ value: Value) throws(Raised) -> Double {
    let plain = value.unboxed
    if isSmall(plain) { return Double(plain.asInt) }
    guard let result = nearest(big(plain)) else {
      throw raise(.overflowError, "int too large to convert to float")
    }
    return result
  }

  /// The nearest float to a big integer, ties to even; nil if it is out of range.
  static func nearest(_ number: BigInt) -> Double? {
    let magnitude = number.magnitude
    let width = magnitude.bitLength
    if width <= 64 {
      let value = Double(UInt64(magnitude))
      return number < 0 ? -value : value
    }
    if width > 1024 { return nil }
    // The top 64 bits, the last of them 1 if anything below is not 0: rounds as the whole number does.
    let shift = width - 64
    var top = UInt64(magnitude >> shift)
    if magnitude.trailingZeroBitCount < shift { top |= 1 }
    let value = Double(sign: .plus, exponent: shift, significand: Double(top))
    if value.isInfinite { return nil }
    return number < 0 ? -value : value
  }

  static func compare(_ op: Comparison, _ a: Value, _ b: Value) -> Bool {
    if isSmall(a) && isSmall(b) { return op.holds(a.asInt, b.asInt) }
    return BigMath.compare(op, a, b)
  }

  static func unary(_ op: UnaryOperation, _ a: Value) -> Value {
    if isSmall(a) {
      let x = a.asInt
      switch op {
      case .positive: return Value(x)
      case .invert: return Value(~x)
      case .negative: if x != Int.min { return Value(-x) }
      case .absolute: if x != Int.min { return Value(abs(x)) }
      }
    }
    switch op {
    case .positive: return a.retained()
    case .negative: return BigMath.negative(a)
    case .absolute: return BigMath.absolute(a)
    case .invert:
      let opposite = BigMath.negative(a)
      defer { opposite.release() }
      return BigMath.add(opposite, Value(-1))
    }
  }

  static func binary(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if isSmall(a) && isSmall(b), let result = try small(op, a.asInt, b.asInt) { return result }
    switch op {
    case .add: return BigMath.add(a, b)
    case .subtract: return BigMath.subtract(a, b)
    case .multiply: return BigMath.multiply(a, b)
    case .trueDivide: return Value(try quotient(big(a), big(b)))
    case .floorDivide:
      try checkDivisor(b)
      return BigMath.divide(a, b, remainder: false).0
    case .modulo:
      try checkDivisor(b, "integer modulo by zero")
      return BigMath.divide(a, b, quotient: false).1
    case .divmod:
      try checkDivisor(b)
      let (q, r) = BigMath.divide(a, b)
      return Tuple.make(consuming: [q, r]).value
    case .power: return try power(a, b)
    case .leftShift, .rightShift: return try shift(a, b, right: op == .rightShift)
    case .bitAnd: return BigMath.and(a, b)
    case .bitOr: return BigMath.or(a, b)
    case .bitXor: return BigMath.xor(a, b)
    case .matrixMultiply: return .notImplemented
    }
  }

  private static func checkDivisor(
    _ b: Value, _ message: String = "integer division or modulo by zero"
  ) throws(Raised) {
    if isSmall(b) && b.asInt == 0 { throw raise(.zeroDivisionError, message) }
  }

  /// Machine integers where the result fits; nil where it does not.
  private static func small(_ op: BinaryOperation, _ x: Int, _ y: Int) throws(Raised) -> Value? {
    switch op {
    case .add:
      let (r, o) = x.addingReportingOverflow(y)
      return o ? nil : Value(r)
    case .subtract:
      let (r, o) = x.subtractingReportingOverflow(y)
      return o ? nil : Value(r)
    case .multiply:
      let (r, o) = x.multipliedReportingOverflow(by: y)
      return o ? nil : Value(r)
    case .trueDivide:
      if y == 0 { throw raise(.zeroDivisionError, "division by zero") }
      // Exact operands give the correctly rounded quotient.
      let exact: UInt = 1 << 53
      if x.magnitude <= exact && y.magnitude <= exact { return Value(Double(x) / Double(y)) }
      return nil
    case .floorDivide, .modulo, .divmod:
      if y == 0 {
        throw raise(
          .zeroDivisionError,
          op == .modulo ? "integer modulo by zero" : "integer division or modulo by zero")
      }
      if y == -1 && x == Int.min { return nil }
      var (q, r) = x.quotientAndRemainder(dividingBy: y)
      if r != 0 && (r < 0) != (y < 0) {
        q -= 1
        r += y
      }
      switch op {
      case .floorDivide: return Value(q)
      case .modulo: return Value(r)
      default: return Tuple.make(consuming: [Value(q), Value(r)]).value
      }
    case .power:
      guard y >= 0 else { return nil }
      var (result, base, exponent) = (1, x, y)
      while true {
        if exponent & 1 != 0 {
          let (r, o) = result.multipliedReportingOverflow(by: base)
          if o { return nil }
          result = r
        }
        exponent >>= 1
        if exponent == 0 { return Value(result) }
        let (r, o) = base.multipliedReportingOverflow(by: base)
        if o { return nil }
        base = r
      }
    case .leftShift:
      if y < 0 { throw raise(.valueError, "negative shift count") }
      if x == 0 { return Value(0) }
      if y < 63 {
        let r = x << y
        if r >> y == x { return Value(r) }
      }
      return nil
    case .rightShift:
      if y < 0 { throw raise(.valueError, "negative shift count") }
      return Value(x >> min(y, 63))
    case .bitAnd: return Value(x & y)
    case .bitOr: return Value(x | y)
    case .bitXor: return Value(x ^ y)
    case .matrixMultiply: return .notImplemented
    }
  }

  /// Quotient and remainder rounded to minus infinity.
  static func divide(_ x: BigInt, _ y: BigInt) throws(Raised) -> (BigInt, BigInt) {
    if y == 0 { throw raise(.zeroDivisionError, "integer division or modulo by zero") }
    return x.flooredDivision(by: y)
  }

  /// The correctly rounded quotient: scaled so that the integer quotient has 64 bits or more, with a sticky last bit.
  static func quotient(_ x: BigInt, _ y: BigInt) throws(Raised) -> Double {
    if y == 0 { throw raise(.zeroDivisionError, "division by zero") }
    if x == 0 { return y < 0 ? -0.0 : 0 }
    let negative = (x < 0) != (y < 0)
    let (a, b) = (x.magnitude, y.magnitude)
    var shift = a.bitLength - b.bitLength - 66
    // Subnormal results keep fewer bits: the last one stands for 2⁻¹⁰⁷⁴.
    shift = max(shift, -1076)
    let (q, r) = (shift >= 0 ? a >> shift : a << -shift).quotientAndRemainder(dividingBy: b)
    let sticky = r != 0 || (shift > 0 && a.trailingZeroBitCount < shift)
    // Drops all but 54 bits and a sticky one, then rounds once.
    let excess = max(0, max(q.bitLength - 54, -1075 - shift))
    var top = UInt64(truncatingIfNeeded: q >> excess)
    let rest = sticky || (excess > 0 && q != 0 && q.trailingZeroBitCount < excess)
    // Round half to even at the second last bit.
    let half = top & 1 != 0
    top >>= 1
    if half && (rest || top & 1 != 0) { top += 1 }
    let value = Double(sign: .plus, exponent: shift + excess + 1, significand: Double(top))
    if value.isInfinite {
      throw raise(.overflowError, "integer division result too large for a float")
    }
    return negative ? -value : value
  }

  private static func power(_ a: Value, _ b: Value) throws(Raised) -> Value {
    if b.tag == .object ? Limbs.of(b, { $0.isNegative }) : b.asInt < 0 {
      guard let x = nearest(big(a)), let y = nearest(big(b)) else {
        throw raise(.overflowError, "int too large to convert to float")
      }
      return try FloatMath.binary(.power, x, y)
    }
    if isSmall(a) && a.asInt.magnitude <= 1 {
      let isOdd = Limbs.of(b) { $0.count > 0 && $0.words[0] & 1 != 0 }
      if IntMath.isZero(b) { return Value(1) }
      return Value(a.asInt < 0 && !isOdd ? 1 : a.asInt)
    }
    let width = Limbs.of(a) { $0.bitWidth }
    guard isSmall(b), case let (bits, overflow) = b.asInt.multipliedReportingOverflow(by: width),
      !overflow, bits < widest
    else {
      throw raise(.memoryError, with: [])
    }
    return BigMath.power(a, b.asInt)
  }

  /// Results with more bits are refused as too large for the memory.
  private static let widest = 1 << 35

  private static func shift(_ a: Value, _ b: Value, right: Bool) throws(Raised) -> Value {
    if b.tag == .object ? Limbs.of(b, { $0.isNegative }) : b.asInt < 0 {
      throw raise(.valueError, "negative shift count")
    }
    if isZero(a) { return Value(0) }
    if right {
      if isSmall(b) { return BigMath.shiftRight(a, by: b.asInt) }
      return Value(Limbs.of(a) { $0.isNegative } ? -1 : 0)
    }
    guard isSmall(b) else { throw raise(.overflowError, "too many digits in integer") }
    guard b.asInt < widest else { throw raise(.memoryError, with: []) }
    return BigMath.shiftLeft(a, by: b.asInt)
  }
}
