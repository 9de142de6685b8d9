// SPDX-License-Identifier: Apache-2.0
// Numbers out of text, as Python's int() and float() read them.

/// Reads numbers from ranges of bytes that have no white space around them.
enum NumberText {
  /// The integer that all of `text` spells, or nil: not one, or beyond 64 bits.
  static func int64(_ text: ArraySlice<UInt8>) -> Int64? {
    var digits = text
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    if digits.isEmpty { return nil }
    var value: Int64 = 0
    for byte in digits {
      guard let digit = digit(byte) else { return nil }
      // Counts down, because the least integer has no positive counterpart.
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.subtractingReportingOverflow(Int64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The number that all of `text` spells, correctly rounded, or nil.
  static func float64(_ text: ArraySlice<UInt8>) -> Double? {
    if let value = shortFloat(text) { return value }
    var isPlausible = !text.isEmpty
    for byte in text where !(digit(byte) != nil || "+-.eE".utf8.contains(byte)) {
      isPlausible = false
    }
    let string = String(decoding: text, as: UTF8.self)
    if isPlausible { return Double(string) }
    return names[string.lowercased()]
  }

  private static let names: [String: Double] = [
    "nan": .nan, "+nan": .nan, "-nan": -.nan,
    "inf": .infinity, "+inf": .infinity, "-inf": -.infinity,
    "infinity": .infinity, "+infinity": .infinity, "-infinity": -.infinity,
  ]

  private static func digit(_ byte: UInt8) -> UInt8? {
    byte &- UInt8(ascii: "0") < 10 ? byte - UInt8(ascii: "0") : nil
  }

  /// Powers of ten that a Double holds exactly.
  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The value of a plain decimal whose digits and power of ten are both exact in a Double, or nil.
  ///
  /// One rounding then makes it right: William D. Clinger, "How to read floating point numbers
  /// accurately", 1990.
  private static func shortFloat(_ text: ArraySlice<UInt8>) -> Double? {
    var rest = text
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals: Int?
    for byte in rest {
      if let digit = digit(byte) {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        digits += 1
        if let count = decimals { decimals = count + 1 }
      } else if byte == UInt8(ascii: ".") && decimals == nil {
        decimals = 0
      } else {
        return nil
      }
    }
    guard digits > 0, digits <= 19, mantissa <= 1 << 53 else { return nil }
    let value = Double(mantissa) / powers[decimals ?? 0]
    return isNegative ? -value : value
  }
}
