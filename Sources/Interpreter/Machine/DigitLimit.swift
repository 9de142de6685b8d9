// SPDX-License-Identifier: Apache-2.0
// The limit on decimal digits of integers in text (sys.set_int_max_str_digits): conversions of more cost time quadratic in their number.
import Syntax

enum DigitLimit {
  /// No limit may be lower.
  static let least = 640
  static let standard = 4300

  /// The most digits; 0 for no limit.
  ///
  /// The parser asks too.
  static var digits: Int {
    get { LiteralLimits.decimalDigits }
    set { LiteralLimits.decimalDigits = newValue }
  }

  static func isValid(_ limit: Int) -> Bool { limit == 0 || limit >= least }

  /// What -X int_max_str_digits or PYTHONINTMAXSTRDIGITS says when the program starts; nil if it is no limit.
  static func initial(_ text: String) -> Int? {
    guard let limit = Int(text), limit <= Int32.max, isValid(limit) else { return nil }
    return limit
  }

  /// The digits of an integer; ValueError if they are too many.
  static func decimal(_ value: Value) throws(Raised) -> String {
    let plain = value.unboxed
    guard plain.tag == .object, digits > 0 else { return IntMath.decimal(plain) }
    // A number of b bits has more than (b - 1) · log₁₀ 2 digits: seen before the work.
    let bits = Limbs.of(plain) { $0.bitWidth }
    if Double(bits - 1) * 0.301029995663981 > Double(digits) { throw refused() }
    let text = IntMath.decimal(plain)
    if text.utf8.count - (text.hasPrefix("-") ? 1 : 0) > digits { throw refused() }
    return text
  }

  private static func refused() -> Raised {
    raise(
      .valueError,
      "Exceeds the limit (\(digits) digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit"
    )
  }

  /// ValueError if a text in a base that is no power of 2 has too many digits.
  static func check(_ text: String, base: Int) throws(Raised) {
    guard digits > 0, base & (base - 1) != 0 || base == 0, text.utf8.count > digits else { return }
    var digitCount = 0
    for scalar in text.unicodeScalars where isDigit(scalar) { digitCount += 1 }
    // A prefix decides the base, which is then a power of 2.
    if base == 0 {
      let body = text.drop { !$0.isNumber }.dropFirst().first
      if body.map({ "xXoObB".contains($0) }) ?? false { return }
    }
    if digitCount > digits {
      throw raise(
        .valueError,
        "Exceeds the limit (\(digits) digits) for integer string conversion: value has \(digitCount) digits; use sys.set_int_max_str_digits() to increase the limit"
      )
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? (48...57).contains(scalar.value) || (65...90).contains(scalar.value & ~32)
      : scalar.properties.numericType == .decimal
  }

  static var rows: [Builtin] {
    [
      Builtin("get_int_max_str_digits()") { _ throws(Raised) in Value(digits) },
      Builtin("set_int_max_str_digits(maxdigits)") { a throws(Raised) in
        let limit = try StrMethods.cInt(a[0])
        guard isValid(limit) else {
          throw raise(.valueError, "maxdigits must be 0 or larger than \(least)")
        }
        digits = limit
        return .none
      },
    ]
  }
}
