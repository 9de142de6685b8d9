// SPDX-License-Identifier: Apache-2.0
// Formatting of ints and floats, for format(), f-strings, % and round.
import Glibc

enum NumberFormat {
  /// `int.__format__` and `float.__format__`; owned.
  static func format(_ value: Value, _ text: Str) throws(Raised) -> Value {
    let plain = value.unboxed
    if text.count == 0 { return try Interpreter.str(value) }
    let typeName = value.type.name
    let spec = try FormatSpecification(text, typeName)
    if plain.tag == .float {
      return Str.make(try float(plain.asFloat, spec, typeName)).value
    }
    return Str.make(try int(plain, spec, typeName)).value
  }

  // MARK: int

  private static func int(_ value: Value, _ spec: FormatSpecification, _ typeName: String)
    throws(Raised) -> [UInt32]
  {
    if let type = spec.type, "eEfFgG%".contains(type) {
      return try float(IntMath.double(value), spec, typeName)
    }
    if spec.precision >= 0 {
      throw raise(.valueError, "Precision not allowed in integer format specifier")
    }
    if spec.coercesNegativeZero {
      throw raise(
        .valueError,
        "Negative zero coercion (z) not allowed in format specifier with integer format code '\(spec.type ?? "d")'"
      )
    }
    let number = IntMath.big(value)
    if spec.type == nil || spec.type == "d" || spec.type == "n", value.tag == .object {
      _ = try DigitLimit.decimal(value)
    }
    let magnitude = number.magnitude
    var (digits, prefix, size) = ("", "", 3)
    switch spec.type {
    case nil, "d", "n": digits = magnitude.description
    case "b": (digits, prefix, size) = (magnitude.text(bitsPerDigit: 1), "0b", 4)
    case "o": (digits, prefix, size) = (magnitude.text(bitsPerDigit: 3), "0o", 4)
    case "x": (digits, prefix, size) = (magnitude.text(bitsPerDigit: 4), "0x", 4)
    case "X":
      (digits, prefix, size) = (magnitude.text(bitsPerDigit: 4).uppercased(), "0X", 4)
    case "c":
      if spec.sign != "-" {
        throw raise(.valueError, "Sign not allowed with integer format specifier 'c'")
      }
      if spec.isAlternate {
        throw raise(
          .valueError, "Alternate form (#) not allowed with integer format specifier 'c'")
      }
      guard number >= 0, number < 0x110000 else {
        throw raise(.overflowError, "%c arg not in range(0x110000)")
      }
      return spec.pad([UInt32(number)], natural: "<")
    default: throw spec.unknown(typeName)
    }
    return spec.number(
      negative: number < 0, prefix: spec.isAlternate ? prefix : "", whole: digits, rest: "",
      groupSize: size)
  }

  // MARK: float

  static func float(_ value: Double, _ spec: FormatSpecification, _ typeName: String)
    throws(Raised) -> [UInt32]
  {
    let parts: (String, String)
    let type = spec.type
    let scaled = type == "%" ? value * 100 : value
    switch type {
    case nil:
      if spec.precision < 0 && !spec.isAlternate {
        parts = split(FloatMath.repr(abs(value)))
      } else {
        parts = general(
          abs(value), spec.precision < 0 ? 17 : max(1, spec.precision), alternate: spec.isAlternate,
          keepsPoint: true, upper: false)
      }
    case "e", "E":
      parts = exponent(
        abs(value), spec.precision < 0 ? 6 : spec.precision, alternate: spec.isAlternate,
        upper: type == "E")
    case "f", "F", "%":
      parts = fixed(
        abs(scaled), spec.precision < 0 ? 6 : spec.precision, alternate: spec.isAlternate,
        upper: type == "F")
    case "g", "G", "n":
      parts = general(
        abs(value), spec.precision < 0 ? 6 : max(1, spec.precision), alternate: spec.isAlternate,
        keepsPoint: false, upper: type == "G")
    default: throw spec.unknown(typeName)
    }
    var (whole, rest) = parts
    if type == "%" { rest += "%" }
    var negative = value.sign == .minus && !value.isNaN
    if spec.coercesNegativeZero && negative
      && !(whole + rest).contains(where: { "123456789".contains($0) }) && value.isFinite
    {
      negative = false
    }
    var spec = spec
    if !value.isFinite {
      // Zeros do not fill "inf" and "nan".
      spec.grouping = nil
    }
    return spec.number(negative: negative, prefix: "", whole: whole, rest: rest)
  }

  /// Whole digits, and the rest from the point or the exponent on.
  private static func split(_ text: String, _ upper: Bool = false) -> (String, String) {
    let whole = text.prefix { $0.isNumber || $0.isLetter && $0 != "e" }
    let rest = String(text.dropFirst(whole.count))
    return (String(whole), upper ? rest.uppercased() : rest)
  }

  private static func special(_ value: Double, _ upper: Bool) -> (String, String)? {
    if value.isNaN { return (upper ? "NAN" : "nan", "") }
    if value.isInfinite { return (upper ? "INF" : "inf", "") }
    return nil
  }

  /// More digits than any double has: what follows them is zeros.
  private static let mostDigits = 1100

  /// Text of C's printf, which rounds exactly.
  private static func print(_ format: String, _ precision: Int, _ value: Double) -> String {
    if precision > mostDigits {
      var text = print(format, mostDigits, value)
      // Without a point the digits that would follow are not asked for.
      guard let point = text.firstIndex(of: "."), !format.hasSuffix("g") || format.contains("#")
      else { return text }
      let end = text[point...].firstIndex(of: "e") ?? text.endIndex
      text.insert(contentsOf: String(repeating: "0", count: precision - mostDigits), at: end)
      return text
    }
    var buffer = [CChar](repeating: 0, count: precision + 400)
    let count = withVaList([Int32(precision), value]) {
      vsnprintf(&buffer, buffer.count, format, $0)
    }
    return String(decoding: buffer[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func fixed(_ value: Double, _ precision: Int, alternate: Bool, upper: Bool) -> (
    String, String
  ) {
    if let special = special(value, upper) { return special }
    let parts = split(print(alternate ? "%#.*f" : "%.*f", precision, value))
    return parts
  }

  static func exponent(_ value: Double, _ precision: Int, alternate: Bool, upper: Bool) -> (
    String, String
  ) {
    if let special = special(value, upper) { return special }
    let text = print(alternate ? "%#.*e" : "%.*e", precision, value)
    return split(text, upper)
  }

  static func general(
    _ value: Double, _ precision: Int, alternate: Bool, keepsPoint: Bool, upper: Bool
  ) -> (String, String) {
    if let special = special(value, upper) { return special }
    var text = print(alternate ? "%#.*g" : "%.*g", precision, value)
    if keepsPoint {
      // As repr: a point or an exponent always, and the exponent already where a whole number has as many digits as asked for.
      if !text.contains("."), !text.contains("e") {
        if text.count >= precision, value != 0 {
          text = trimmed(print("%.*e", precision - 1, value))
        } else {
          text += ".0"
        }
      }
    }
    return split(text, upper)
  }

  /// Scientific notation without zeros at the end of the fraction.
  private static func trimmed(_ text: String) -> String {
    let halves = text.split(separator: "e")
    var mantissa = String(halves[0])
    if mantissa.contains(".") {
      while mantissa.last == "0" { mantissa.removeLast() }
      if mantissa.last == "." { mantissa.removeLast() }
    }
    return "\(mantissa)e\(halves[1])"
  }
}
