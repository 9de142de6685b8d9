// SPDX-License-Identifier: Apache-2.0
// Methods and attributes of int and float.
import Glibc

enum NumberMethods {
  static var intRows: [Builtin] {
    [
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        if a[0].tag == .bool && Str(a[1]).count == 0 { return try Interpreter.str(a[0]) }
        return try NumberFormat.format(a[0], Str(a[1]))
      },
      Builtin("__round__(self, ndigits=..., /)") { a throws(Raised) in
        if a[1].isUnbound || a[1].isNone {
          return a[0].unboxed.tag == .bool ? Value(a[0].asInt) : a[0].unboxed.retained()
        }
        let digits = try indexValue(a[1])
        if digits >= 0 { return a[0].unboxed.retained() }
        // To the nearest multiple of a power of ten, halves to even.
        let step = BigInt(10).power(-digits)
        let number = IntMath.big(a[0].unboxed)
        let (q, r) = try IntMath.divide(number, step)
        let twice = r * 2
        let up = twice > step || (twice == step && q % 2 != 0)
        return .integer((up ? q + 1 : q) * step)
      },
      Builtin("__trunc__(self, /)") { a throws(Raised) in try index(a[0]) },
      Builtin("__floor__(self, /)") { a throws(Raised) in try index(a[0]) },
      Builtin("__ceil__(self, /)") { a throws(Raised) in try index(a[0]) },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in
        let number = try index(a[0])
        defer { number.release() }
        return .tuple(number)
      },
      Builtin("__sizeof__(self, /)") { a throws(Raised) in
        Value(24 + 4 * max(1, (IntMath.big(a[0].unboxed).bitLength + 29) / 30))
      },
      Builtin("conjugate(self, /)") { a throws(Raised) in try index(a[0]) },
      Builtin("bit_length(self, /)") { a throws(Raised) in
        Value(IntMath.big(a[0].unboxed).bitLength)
      },
      Builtin("bit_count(self, /)") { a throws(Raised) in
        Value(IntMath.big(a[0].unboxed).magnitude.words.reduce(0) { $0 + $1.nonzeroBitCount })
      },
      Builtin("as_integer_ratio(self, /)") { a throws(Raised) in
        Tuple.make(consuming: [try index(a[0]), Value(1)]).value
      },
      Builtin("is_integer(self, /)") { _ throws(Raised) in .true },
      Builtin("to_bytes(self, /, length=1, byteorder='big', *, signed=False)") { a throws(Raised) in
        try toBytes(a)
      },
    ]
  }

  static var intClassRows: [Builtin] {
    [
      Builtin("from_bytes(type, /, bytes, byteorder='big', *, signed=False)") { a throws(Raised) in
        if a[1].isStr { throw raise(.typeError, "cannot convert 'str' object to bytes") }
        let bytes = try BytesTypes.elements(a[1])
        let ordered = try isBig(a[2]) ? bytes : bytes.reversed()
        let isNegative = try isTrue(a[3]) && (ordered.first ?? 0) >= 128
        let result = integer(ofBigEndian: ordered, isNegative: isNegative)
        let type = TypeRef(a[0])
        if type == machine.pointee.types.int { return result }
        defer { result.release() }
        return try call(a[0], result)
      }
    ]
  }

  private static func isBig(_ order: Value) throws(Raised) -> Bool {
    if order.isStr {
      if Str(order) == "big" { return true }
      if Str(order) == "little" { return false }
    }
    throw raise(.valueError, "byteorder must be either 'little' or 'big'")
  }

  /// An integer from its bytes, the highest first: in two's complement if it is negative; owned.
  private static func integer(ofBigEndian bytes: [UInt8], isNegative: Bool) -> Value {
    let count = (bytes.count + 7) / 8
    let cell = UnsafeMutablePointer<BigIntCell>.allocate(count)
    let filler: UInt8 = isNegative ? 255 : 0
    var carry: UInt = isNegative ? 1 : 0
    for limb in 0..<count {
      var word: UInt = 0
      for place in 0..<8 {
        let index = bytes.count - 1 - limb * 8 - place
        word |= UInt(index < 0 ? filler : bytes[index]) << UInt(8 * place)
      }
      if isNegative {
        let (sum, overflow) = (~word).addingReportingOverflow(carry)
        word = sum
        carry = overflow ? 1 : 0
      }
      cell.limbs[limb] = word
    }
    return cell.finished(isNegative: isNegative)
  }

  private static func toBytes(_ a: BoundArguments) throws(Raised) -> Value {
    let length = try indexValue(a[1])
    if length < 0 { throw raise(.valueError, "length argument must be non-negative") }
    let isBig = try isBig(a[2])
    let signed = try isTrue(a[3])
    var number = IntMath.big(a[0].unboxed)
    if number < 0 && !signed {
      throw raise(.overflowError, "can't convert negative int to unsigned")
    }
    let isNegative = number < 0
    // What two's complement stores of a negative number is the complement of this.
    if isNegative { number = -1 - number }
    let room = length > 1 << 40 ? Int.max : 8 * length - (signed && length > 0 ? 1 : 0)
    if number.bitLength > room || (isNegative && length == 0 && number > 0) {
      throw raise(.overflowError, "int too big to convert")
    }
    try checkMemory(length, 2)
    var bytes = [UInt8](repeating: isNegative ? 255 : 0, count: length)
    for (limb, word) in number.magnitude.words.enumerated() {
      for place in 0..<8 where limb * 8 + place < length {
        let byte = UInt8(truncatingIfNeeded: word >> UInt(8 * place))
        bytes[limb * 8 + place] = isNegative ? ~byte : byte
      }
    }
    return .bytes(isBig ? bytes.reversed() : bytes)
  }

  static var intProperties: [Property] {
    [
      Property("real") { v throws(Raised) in try index(v) },
      Property("imag") { _ throws(Raised) in Value(0) },
      Property("numerator") { v throws(Raised) in try index(v) },
      Property("denominator") { _ throws(Raised) in Value(1) },
    ]
  }

  // MARK: float

  private static func number(_ v: Value) -> Double { v.unboxed.asFloat }

  static var floatRows: [Builtin] {
    [
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        return try NumberFormat.format(a[0], Str(a[1]))
      },
      Builtin("__round__(self, ndigits=None, /)") { a throws(Raised) in
        let x = number(a[0])
        if a[1].isNone { return try FloatMath.toInt(x.rounded(.toNearestOrEven)) }
        // Beyond all digits that a float has, more make no difference.
        let digits = try index(a[1])
        defer { digits.release() }
        let isVast = digits.unboxed.tag == .object
        let isNegative = isVast && Limbs.of(digits.unboxed) { $0.isNegative }
        return Value(
          try round(x, isVast ? (isNegative ? -1000 : 1000) : digits.unboxed.asInt))
      },
      Builtin("__trunc__(self, /)") { a throws(Raised) in try FloatMath.toInt(number(a[0])) },
      Builtin("__floor__(self, /)") { a throws(Raised) in
        try FloatMath.toInt(number(a[0]).rounded(.down))
      },
      Builtin("__ceil__(self, /)") { a throws(Raised) in
        try FloatMath.toInt(number(a[0]).rounded(.up))
      },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in .tuple(a[0].unboxed) },
      Builtin("conjugate(self, /)") { a throws(Raised) in a[0].unboxed },
      Builtin("is_integer(self, /)") { a throws(Raised) in
        let x = number(a[0])
        return Value(x.isFinite && x == x.rounded())
      },
      Builtin("as_integer_ratio(self, /)") { a throws(Raised) in
        let x = number(a[0])
        if x.isNaN { throw raise(.valueError, "cannot convert NaN to integer ratio") }
        if x.isInfinite { throw raise(.overflowError, "cannot convert Infinity to integer ratio") }
        if x == 0 { return Tuple.make(consuming: [Value(0), Value(1)]).value }
        // The significand as an integer, odd, and a power of two.
        var mantissa = BigInt(x.significandBitPattern | (x.isSubnormal ? 0 : 1 << 52))
        var exponent = (x.isSubnormal ? -1022 : Int(x.exponent)) - 52
        while mantissa % 2 == 0 {
          mantissa /= 2
          exponent += 1
        }
        if x < 0 { mantissa = -mantissa }
        let denominator = exponent < 0 ? BigInt(1) << -exponent : 1
        let numerator = exponent > 0 ? mantissa << exponent : mantissa
        return Tuple.make(consuming: [.integer(numerator), .integer(denominator)]).value
      },
      Builtin("hex(self, /)") { a throws(Raised) in .string(hex(number(a[0]))) },
    ]
  }

  /// Rounds to decimal places, correctly, halves to even: through the decimal digits, as CPython does.
  static func round(_ x: Double, _ digits: Int) throws(Raised) -> Double {
    if !x.isFinite || x == 0 || digits > 323 { return x }
    if digits < -308 { return copysign(0, x) }
    let parts: (String, String)
    if digits >= 0 {
      parts = NumberFormat.fixed(abs(x), digits, alternate: false, upper: false)
    } else {
      // Tens and more: the exact integer part decides.
      let whole = BigInt(abs(x).rounded(.down))
      let step = BigInt(10).power(-digits)
      let (q, r) = whole.quotientAndRemainder(dividingBy: step)
      let twice = r * 2
      let fraction = abs(x) != abs(x).rounded(.down)
      let up = twice > step || (twice == step && (fraction || q % 2 != 0))
      let result = IntMath.nearest((up ? q + 1 : q) * step) ?? .infinity
      if result.isInfinite { throw raise(.overflowError, "rounded value too large to represent") }
      return copysign(result, x)
    }
    let result = strtod(parts.0 + parts.1, nil)
    if result.isInfinite { throw raise(.overflowError, "rounded value too large to represent") }
    return copysign(result, x)
  }

  private static func hex(_ x: Double) -> String {
    if !x.isFinite { return FloatMath.repr(x) }
    let sign = x.sign == .minus ? "-" : ""
    if x == 0 { return "\(sign)0x0.0p+0" }
    let digits = String(x.significandBitPattern, radix: 16)
    let padded = String(repeating: "0", count: 13 - digits.count) + digits
    let exponent = x.isSubnormal ? -1022 : Int(x.exponent)
    return "\(sign)0x\(x.isSubnormal ? 0 : 1).\(padded)p\(exponent < 0 ? "-" : "+")\(abs(exponent))"
  }

  static var floatClassRows: [Builtin] {
    [
      Builtin("fromhex(type, string, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(.typeError, "fromhex() argument must be str, not \(a[1].type.name)")
        }
        let number = try fromHex(Str(a[1]).text)
        if TypeRef(a[0]) == machine.pointee.types.float { return Value(number) }
        return try call(a[0], Value(number))
      },
      Builtin("__getformat__(type, typestr, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__getformat__() argument must be str, not \(a[1].type.name)")
        }
        guard ["double", "float"].contains(Str(a[1]).text) else {
          throw raise(.valueError, "__getformat__() argument 1 must be 'double' or 'float'")
        }
        return .string("IEEE, little-endian")
      },
    ]
  }

  private static func fromHex(_ text: String) throws(Raised) -> Double {
    let invalid = "invalid hexadecimal floating-point string"
    var rest = text.trimmingPrefix { $0.isWhitespace }[...]
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    var plain = rest.lowercased()
    var negative = false
    if plain.hasPrefix("-") || plain.hasPrefix("+") {
      negative = plain.removeFirst() == "-"
    }
    switch plain {
    case "inf", "infinity": return negative ? -.infinity : .infinity
    case "nan": return .nan
    default: break
    }
    if plain.hasPrefix("0x") { plain.removeFirst(2) }
    let halves = plain.split(separator: "p", omittingEmptySubsequences: false)
    let mantissa = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, mantissa.count <= 2,
      mantissa.contains(where: { !$0.isEmpty }),
      mantissa.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isHexDigit } }),
      halves.count == 1 || Int(halves[1]) != nil
    else { throw raise(.valueError, invalid) }
    let result = strtod("0x" + plain, nil)
    if result.isInfinite {
      throw raise(.overflowError, "hexadecimal value too large to represent as a float")
    }
    return negative ? -result : result
  }

  static var floatProperties: [Property] {
    [
      Property("real") { v throws(Raised) in v.unboxed },
      Property("imag") { _ throws(Raised) in Value(0.0) },
    ]
  }
}
