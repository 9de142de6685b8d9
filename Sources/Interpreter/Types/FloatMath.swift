// SPDX-License-Identifier: Apache-2.0
// Arithmetic of floats with Python's rules for division, remainder and powers; repr and hash.
import Glibc

enum FloatMath {
  static func binary(_ op: BinaryOperation, _ x: Double, _ y: Double) throws(Raised) -> Value {
    switch op {
    case .add: return Value(x + y)
    case .subtract: return Value(x - y)
    case .multiply: return Value(x * y)
    case .trueDivide:
      if y == 0 { throw raise(.zeroDivisionError, "float division by zero") }
      return Value(x / y)
    case .floorDivide:
      if y == 0 { throw raise(.zeroDivisionError, "float floor division by zero") }
      return Value(divide(x, y).0)
    case .modulo:
      if y == 0 { throw raise(.zeroDivisionError, "float modulo") }
      return Value(divide(x, y).1)
    case .divmod:
      if y == 0 { throw raise(.zeroDivisionError, "float divmod()") }
      let (q, r) = divide(x, y)
      return Tuple.make(consuming: [Value(q), Value(r)]).value
    case .power: return try power(x, y)
    default: return .notImplemented
    }
  }

  /// Floor of the quotient and the remainder with the divisor's sign, as CPython's float_divmod defines them.
  static func divide(_ x: Double, _ y: Double) -> (Double, Double) {
    var remainder = fmod(x, y)
    var quotient = (x - remainder) / y
    if remainder != 0 {
      if (y < 0) != (remainder < 0) {
        remainder += y
        quotient -= 1
      }
    } else {
      remainder = copysign(0, y)
    }
    if quotient != 0 {
      var floored = floor(quotient)
      if quotient - floored > 0.5 { floored += 1 }
      return (floored, remainder)
    }
    return (copysign(0, x / y), remainder)
  }

  static func power(_ x: Double, _ y: Double) throws(Raised) -> Value {
    if x == 0 && y < 0 && y.isFinite {
      throw raise(.zeroDivisionError, "0.0 cannot be raised to a negative power")
    }
    if x < 0 && x.isFinite && y.isFinite && y != y.rounded() {
      return try ComplexMath.power(x, 0, y, 0)
    }
    let result = pow(x, y)
    if result.isInfinite && x.isFinite && y.isFinite {
      let text = Value.string("Numerical result out of range")
      defer { text.release() }
      throw raise(.overflowError, with: Value(34), text)
    }
    return Value(result)
  }

  /// Compares a float with a float or an int of any size, exactly; nil for other operands.
  static func compare(_ op: Comparison, _ a: Value, _ b: Value) -> Bool? {
    switch (a.tag, b.tag) {
    case (.float, .float): return op.holds(a.asFloat, b.asFloat)
    case (.float, .int), (.float, .bool): return order(op, a.asFloat, b.asInt)
    case (.int, .float), (.bool, .float): return order(op.swapped, b.asFloat, a.asInt)
    case (.float, .object) where b.has(.bigInt): return order(op, a.asFloat, IntMath.big(b))
    case (.object, .float) where a.has(.bigInt):
      return order(op.swapped, b.asFloat, IntMath.big(a))
    default: return nil
    }
  }

  private static func order(_ op: Comparison, _ x: Double, _ small: Int) -> Bool {
    if small.magnitude <= 1 << 53 { return op.holds(x, Double(small)) }
    return order(op, x, BigInt(small))
  }

  private static func order(_ op: Comparison, _ x: Double, _ big: BigInt) -> Bool {
    if x.isNaN { return op == .notEqual }
    if x.isInfinite { return op.holds(x, 0) }
    let whole = BigInt(x.rounded(.down))
    if whole == big && x != x.rounded(.down) { return op.holds(1, 0) }
    return op.holds(whole, big)
  }

  /// The shortest digits that read back as the same number, in Python's layout.
  static func repr(_ x: Double) -> String {
    if x.isNaN { return "nan" }
    if x.isInfinite { return x < 0 ? "-inf" : "inf" }
    let (digits, exponent) = shortest(abs(x))
    let sign = x.sign == .minus ? "-" : ""
    if exponent < -3 || exponent > 16 {
      let rest = digits.dropFirst()
      let power = exponent - 1
      let mantissa = String(digits.first!) + (rest.isEmpty ? "" : "." + rest)
      return "\(sign)\(mantissa)e\(power < 0 ? "-" : "+")\(abs(power) < 10 ? "0" : "")\(abs(power))"
    }
    if exponent <= 0 {
      return sign + "0." + String(repeating: "0", count: -exponent) + digits
    }
    if digits.count <= exponent {
      return sign + digits + String(repeating: "0", count: exponent - digits.count) + ".0"
    }
    return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
  }

  /// Shortest digits of a number that is not negative, and the place of the point: 0.DIGITS × 10^exponent.
  static func shortest(_ x: Double) -> (digits: String, exponent: Int) {
    if x == 0 { return ("0", 1) }
    // Swift's description has the shortest digits; only its layout differs.
    let text = x.description
    let halves = text.split(separator: "e")
    var exponent = halves.count > 1 ? Int(halves[1])! : 0
    let parts = halves[0].split(separator: ".")
    var digits = String(parts[0]) + (parts.count > 1 ? parts[1] : "")
    exponent += parts[0].count
    let leading = digits.prefix { $0 == "0" }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == "0" { digits.removeLast() }
    return (digits, exponent)
  }

  /// Equal numbers of all types hash alike: modulo 2⁶¹ − 1 ("Hashing of numeric types").
  ///
  /// NaN hashes by identity, infinities to ±314159.
  static func hash(_ x: Double, _ value: Value) -> Int {
    if x.isNaN { return Int(truncatingIfNeeded: value.bits >> 4) }
    if x.isInfinite { return x > 0 ? 314_159 : -314_159 }
    if x == x.rounded(), abs(x) < 9e18 { return hashOfInt(Int(x)) }
    var exponent: Int32 = 0
    var mantissa = frexp(abs(x), &exponent)
    var hash: UInt = 0
    let modulus: UInt = (1 << 61) - 1
    while mantissa != 0 {
      hash = ((hash << 28) & modulus) | hash >> 33
      mantissa *= 268_435_456  // 2^28
      exponent -= 28
      let part = UInt(mantissa)
      mantissa -= Double(part)
      hash += part
      if hash >= modulus { hash -= modulus }
    }
    let shift = exponent >= 0 ? Int(exponent) % 61 : 60 - (-1 - Int(exponent)) % 61
    hash = ((hash << UInt(shift)) & modulus) | hash >> UInt(61 - shift)
    let result = x < 0 ? -Int(hash) : Int(hash)
    return result == -1 ? -2 : result
  }

  /// `int(x)`; owned.
  static func toInt(_ x: Double) throws(Raised) -> Value {
    if x.isNaN { throw raise(.valueError, "cannot convert float NaN to integer") }
    if x.isInfinite { throw raise(.overflowError, "cannot convert float infinity to integer") }
    if abs(x) < 9e18 { return Value(Int(x)) }
    return .integer(BigInt(x.rounded(.towardZero)))
  }

  static func new(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    guard arguments.count <= 1 else {
      throw raise(.typeError, "float expected at most 1 argument, got \(arguments.count)")
    }
    if arguments.nameCount > 0 { throw raise(.typeError, "float() takes no keyword arguments") }
    let number = arguments.count == 0 ? 0 : try convert(arguments[0])
    let types = machine.pointee.types
    if type == types.float { return Value(number) }
    let cell = Heap.make(
      BoxedNumberCell.self, .boxedFloat, type, exact: !type.flags.contains(.heapType))
    cell.pointee.number = Value(number)
    return Value(cell)
  }

  /// `float(value)`.
  static func convert(_ value: Value) throws(Raised) -> Double {
    if value.tag == .float { return value.asFloat }
    if value.isStr { return try parse(Str(value).text, value) }
    if let slot = value.type.slots.float {
      let result = try slot(value)
      defer { result.release() }
      guard result.unboxed.tag == .float else {
        throw raise(
          .typeError,
          "\(value.type.name).__float__ returned non-float (type \(result.type.name))")
      }
      if result.tag != .float, !value.has(.boxedFloat) {
        try PythonWarnings.warn(
          .deprecationWarning,
          "\(value.type.name).__float__ returned non-float (type \(result.type.name)).  The ability to return an instance of a strict subclass of float is deprecated, and may be removed in a future version of Python."
        )
      }
      return result.unboxed.asFloat
    }
    if let slot = value.type.slots.index {
      let integer = try slot(value)
      defer { integer.release() }
      return try IntMath.double(integer)
    }
    if !value.isArray, let bytes = ByteArray.anyBytes(of: value) {
      return try parse(String(decoding: bytes, as: UTF8.self), value)
    }
    throw raise(
      .typeError,
      "float() argument must be a string or a real number, not '\(value.type.name)'")
  }

  /// A float from text, with underscores between digits and white space around.
  static func parse(_ text: String, _ value: Value) throws(Raised) -> Double {
    guard let result = number(text) else {
      throw raise(
        .valueError, "could not convert string to float: \(try reprText(value))")
    }
    return result
  }

  static func number(_ text: String) -> Double? {
    var digits: [UInt8] = []
    let trimmed = text.unicodeScalars.drop { $0.properties.isWhitespace || isSeparator($0) }
    var scalars = Array(trimmed)
    while let last = scalars.last, last.properties.isWhitespace || isSeparator(last) {
      scalars.removeLast()
    }
    for (index, scalar) in scalars.enumerated() {
      if scalar == "_" {
        guard index > 0, index + 1 < scalars.count,
          scalars[index - 1].properties.numericType != nil,
          scalars[index + 1].properties.numericType != nil
        else { return nil }
        continue
      }
      if scalar.value == 0 { return nil }
      if scalar.isASCII {
        digits.append(UInt8(scalar.value))
      } else if scalar.properties.numericType == .decimal,
        let digit = scalar.properties.numericValue
      {
        digits.append(UInt8(ascii: "0") + UInt8(digit))
      } else {
        return nil
      }
    }
    let plain = String(decoding: digits, as: UTF8.self).lowercased()
    let unsigned = plain.first == "-" || plain.first == "+" ? String(plain.dropFirst()) : plain
    let sign: Double = plain.first == "-" ? -1 : 1
    switch unsigned {
    case "inf", "infinity": return sign * .infinity
    case "nan": return sign < 0 ? -Double.nan : .nan
    default: break
    }
    guard let first = unsigned.first, first.isNumber || first == ".",
      !unsigned.hasPrefix("0x"), !unsigned.contains("n")
    else { return nil }
    return plain.withCString { start in
      var end: UnsafeMutablePointer<CChar>?
      let value = strtod(start, &end)
      return end?.pointee == 0 ? value : nil
    }
  }

  private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
    (0x1c...0x1f).contains(scalar.value)
  }
}
