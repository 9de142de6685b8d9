// SPDX-License-Identifier: Apache-2.0
// Python's % operator for numbers: what `savetxt` and `tofile` write with.

import Glibc

/// A format such as `%5.2f`, with the texts around its conversions.
struct PercentFormat {
  private enum Piece {
    case text(String)
    case conversion(flags: String, width: Int, precision: Int?, letter: Character)
  }

  private var pieces: [Piece] = []
  /// The number of numbers that it takes.
  private(set) var count = 0

  /// Throws Python's error for a conversion that is none.
  init(_ format: String) throws(ArrayError) {
    var rest = Substring(format)
    var text = ""
    while let character = rest.popFirst() {
      guard character == "%" else {
        text.append(character)
        continue
      }
      var flags = ""
      while let flag = rest.first, "-+ #0".contains(flag) { flags.append(rest.removeFirst()) }
      func digits() -> Int? {
        var digits = ""
        while let digit = rest.first, digit.isASCII, digit.isNumber {
          digits.append(rest.removeFirst())
        }
        return Int(digits)
      }
      let width = digits() ?? 0
      var precision: Int?
      if rest.first == "." {
        rest.removeFirst()
        precision = digits() ?? 0
      }
      while let size = rest.first, "hlL".contains(size) { rest.removeFirst() }
      guard let letter = rest.popFirst() else {
        throw ArrayError(.value, "incomplete format")
      }
      if letter == "%" {
        text.append("%")
        continue
      }
      guard "diufFeEgGsracxXo".contains(letter) else {
        let index = format.count - rest.count - 1
        let code = String(letter.unicodeScalars.first!.value, radix: 16)
        throw ArrayError(
          .value, "unsupported format character '\(letter)' (0x\(code)) at index \(index)")
      }
      pieces.append(.text(text))
      text = ""
      pieces.append(
        .conversion(flags: flags, width: width, precision: precision, letter: letter))
      count += 1
    }
    pieces.append(.text(text))
  }

  /// The text of `values`; throws Python's errors.
  func text(_ values: ArraySlice<Scalar>) throws(ArrayError) -> String {
    guard values.count == count else {
      throw ArrayError(
        .type,
        values.count > count
          ? "not all arguments converted during string formatting"
          : "not enough arguments for format string")
    }
    var result = ""
    var rest = values
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .conversion(let flags, let width, let precision, let letter):
        result += try Self.text(rest.removeFirst(), flags, width, precision, letter)
      }
    }
    return result
  }

  private static func text(
    _ value: Scalar, _ flags: String, _ width: Int, _ precision: Int?, _ letter: Character
  ) throws(ArrayError) -> String {
    switch letter {
    case "s", "r", "a":
      let full = letter == "s" ? plain(value) : represented(value)
      return padded(
        precision.map { String(full.prefix($0)) } ?? full, "", flags, width, zeros: false)
    case "c":
      guard case .integer(let whole) = value.number, value.dtype != .bool,
        let scalar = UnicodeScalar(UInt32(clamping: whole.magnitude)), !whole.isNegative
      else { throw ArrayError(.type, "%c requires int or char") }
      return padded(String(Character(scalar)), "", flags, width, zeros: false)
    case "d", "i", "u":
      guard let (isNegative, digits) = try wholeDigits(value) else {
        throw mismatch(value, letter, "a real number is required")
      }
      return number(isNegative, digits, "", flags, width, precision)
    case "x", "X", "o":
      guard case .integer(let whole) = value.number, value.dtype != .bool else {
        throw mismatch(value, letter, "an integer is required")
      }
      let digits = String(
        whole.magnitude, radix: letter == "o" ? 8 : 16, uppercase: letter == "X")
      let prefix = flags.contains("#") ? "0\(letter)" : ""
      return number(whole.isNegative, digits, prefix, flags, width, precision)
    default:
      let number = value.parts.0
      let format = "%" + flags + (width > 0 ? "\(width)" : "") + (precision.map { ".\($0)" } ?? "")
      var characters = [CChar](repeating: 0, count: Swift.max(width, 340) + (precision ?? 6) + 32)
      let length = withVaList([number]) {
        vsnprintf(&characters, characters.count, format + String(letter), $0)
      }
      return String(
        decoding: characters.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  private static func mismatch(_ value: Scalar, _ letter: Character, _ wish: String) -> ArrayError {
    ArrayError(.type, "%\(letter) format: \(wish), not numpy.\(value.dtype)")
  }

  /// The digits of a number without its fraction.
  private static func wholeDigits(_ value: Scalar) throws(ArrayError) -> (Bool, String)? {
    switch value.number {
    case .integer(let whole): return (whole.isNegative, "\(whole.magnitude)")
    case .complex: return nil
    case .float(let number):
      if number.isNaN { throw ArrayError(.value, "cannot convert float NaN to integer") }
      if number.isInfinite {
        throw ArrayError(.overflow, "cannot convert float infinity to integer")
      }
      let whole = number.rounded(.towardZero)
      var characters = [CChar](repeating: 0, count: 340)
      let length = withVaList([whole.magnitude]) {
        vsnprintf(&characters, characters.count, "%.0f", $0)
      }
      let digits = characters.prefix(Int(length)).map { UInt8(bitPattern: $0) }
      return (whole < 0, String(decoding: digits, as: UTF8.self))
    }
  }

  private static func number(
    _ isNegative: Bool, _ digits: String, _ prefix: String, _ flags: String, _ width: Int,
    _ precision: Int?
  ) -> String {
    let missing = Swift.max((precision ?? 0) - digits.count, 0)
    let full = String(repeating: "0", count: missing) + digits
    let sign = isNegative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
    return padded(full, sign + prefix, flags, width, zeros: flags.contains("0"))
  }

  private static func padded(
    _ text: String, _ sign: String, _ flags: String, _ width: Int, zeros: Bool
  ) -> String {
    let missing = Swift.max(width - text.count - sign.count, 0)
    if flags.contains("-") { return sign + text + String(repeating: " ", count: missing) }
    return zeros
      ? sign + String(repeating: "0", count: missing) + text
      : String(repeating: " ", count: missing) + sign + text
  }

  /// As Python's `str` of a NumPy scalar.
  static func plain(_ value: Scalar) -> String {
    switch value.number {
    case .integer(let whole):
      value.dtype == .bool ? ScalarText.bool(whole.magnitude != 0) : value.description
    case .float(let number): ScalarText.float(number, value.dtype)
    case .complex(let re, let im): ScalarText.complex(re, im, value.dtype)
    }
  }

  private static func represented(_ value: Scalar) -> String {
    value.dtype == .bool ? "np.\(plain(value))_" : "np.\(value.dtype)(\(plain(value)))"
  }
}
