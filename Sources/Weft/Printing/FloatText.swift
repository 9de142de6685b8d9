// SPDX-License-Identifier: Apache-2.0
// Finite floating-point numbers as positional or scientific text.

/// How one finite number becomes text; the parameters are those of NumPy's `format_float_*`.
struct FloatText {
  /// What happens to zeros after the last digit that matters.
  enum Trim {
    /// Keep them, and the point.
    case keep
    /// Drop them, keep the point: `1.`
    case zeros
    /// Drop them but for one after a bare point: `1.0`
    case leaveOneZero
    /// Drop them and a bare point: `1`
    case zerosAndPoint
  }

  /// Most digits after the point; nil for as many as it takes.
  var precision: Int?
  /// Fewest digits after the point.
  var minDigits: Int?
  var unique = true
  var trim: Trim
  var showsPlus = false
  /// Fewest characters before the point.
  var padLeft = 0
  /// Fewest characters after the point (positional text only).
  var padRight = 0
  /// Fewest digits of the exponent (scientific text only).
  var exponentDigits = 2

  /// Writes `number` without an exponent: `-12.5`.
  func positional(_ number: BinaryFloat) -> String {
    let decimal = number.decimalDigits(
      DigitLimits(unit: .fractional, maximum: precision, minimum: minDigits, unique: unique))
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    if decimal.exponent < 0 {
      whole = [0]
      fraction = [UInt8](repeating: 0, count: -decimal.exponent - 1) + decimal.digits
    } else {
      let wholeCount = decimal.exponent + 1
      whole = [UInt8](decimal.digits.prefix(wholeCount))
      whole += repeatElement(0, count: wholeCount - whole.count)
      fraction = [UInt8](decimal.digits.dropFirst(wholeCount))
    }
    var text = leftPart(whole, isNegative: number.isNegative)
    let count = appendFraction(fraction, to: &text)
    if padRight > count { text += repeatElement(UInt8(ascii: " "), count: padRight - count) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Writes `number` with one digit before the point and an exponent: `-1.25e+01`.
  func scientific(_ number: BinaryFloat) -> String {
    let decimal = number.decimalDigits(
      DigitLimits(
        unit: .significant, maximum: precision.map { $0 + 1 }, minimum: minDigits.map { $0 + 1 },
        unique: unique))
    var text = leftPart([decimal.digits[0]], isNegative: number.isNegative)
    _ = appendFraction([UInt8](decimal.digits.dropFirst()), to: &text)
    text.append(UInt8(ascii: "e"))
    text.append(decimal.exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    let exponent = Array(String(decimal.exponent.magnitude).utf8)
    text += repeatElement(UInt8(ascii: "0"), count: max(exponentDigits - exponent.count, 0))
    text += exponent
    return String(decoding: text, as: UTF8.self)
  }

  private func leftPart(_ digits: [UInt8], isNegative: Bool) -> [UInt8] {
    let sign: [UInt8] = isNegative ? [UInt8(ascii: "-")] : showsPlus ? [UInt8(ascii: "+")] : []
    let padding = max(padLeft - digits.count - sign.count, 0)
    return [UInt8](repeating: UInt8(ascii: " "), count: padding) + sign
      + digits.map { $0 + UInt8(ascii: "0") }
  }

  /// Appends the point and what `trim` leaves of the fraction; returns its number of digits.
  private func appendFraction(_ digits: [UInt8], to text: inout [UInt8]) -> Int {
    var fraction = digits
    if trim == .keep {
      let wanted = (unique ? minDigits : precision) ?? 0
      if wanted > fraction.count { fraction += repeatElement(0, count: wanted - fraction.count) }
    } else {
      while fraction.last == 0 { fraction.removeLast() }
      if fraction.isEmpty && trim == .leaveOneZero { fraction = [0] }
    }
    if !(fraction.isEmpty && trim == .zerosAndPoint) { text.append(UInt8(ascii: ".")) }
    text += fraction.map { $0 + UInt8(ascii: "0") }
    return fraction.count
  }
}
