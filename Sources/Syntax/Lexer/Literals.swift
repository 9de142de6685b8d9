// SPDX-License-Identifier: Apache-2.0
// The values of numbers and strings.

enum Literals {
  /// The value of a digit in base 16 or less, 255 for anything else.
  @inline(__always) static func digit(_ byte: UInt8) -> UInt8 {
    let decimal = byte &- UInt8(ascii: "0")
    if decimal < 10 { return decimal }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : 255
  }

  /// The value of a number that the lexer accepted.
  static func number(_ text: UnsafeBufferPointer<UInt8>) -> Constant {
    if text[0] == UInt8(ascii: "0"), text.count > 2 {
      switch text[1] | 0x20 {
      case UInt8(ascii: "x"): return integer(text.dropFirst(2), 16)
      case UInt8(ascii: "o"): return integer(text.dropFirst(2), 8)
      case UInt8(ascii: "b"): return integer(text.dropFirst(2), 2)
      default: break
      }
    }
    if text.allSatisfy({ digit($0) < 10 || $0 == UInt8(ascii: "_") }) {
      return integer(text[...], 10)
    }
    let digits = text.filter { $0 != UInt8(ascii: "_") }
    if digits.last! | 0x20 == UInt8(ascii: "j") { return .imaginary(float(digits.dropLast())) }
    return .float(float(digits[...]))
  }

  private static func integer(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ radix: Int) -> Constant {
    var value: Int64 = 0
    for byte in text where byte != UInt8(ascii: "_") {
      let (product, overflow) = value.multipliedReportingOverflow(by: Int64(radix))
      let (sum, overflow2) = product.addingReportingOverflow(Int64(digit(byte)))
      if overflow || overflow2 {
        let digits = text.filter { $0 != UInt8(ascii: "_") }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return .bigInt(digits: Array(significant), radix: radix)
      }
      value = sum
    }
    return .int(value)
  }

  /// Swift's conversion rounds correctly, as Python's; beyond the range it gives infinity or zero.
  private static func float(_ text: ArraySlice<UInt8>) -> Double {
    var text = String(decoding: text, as: UTF8.self)
    if text.hasPrefix(".") { text = "0" + text }
    if text.hasSuffix(".") { text.removeLast() }
    text = text.replacingFirst(".e", with: "e")
    text = text.replacingFirst(".E", with: "e")
    return Double(text) ?? .infinity
  }

  /// What is wrong with an escape, as the codec says it.
  struct EscapeError: Error {
    var message: String
  }

  /// The code points of a string's text between its quotes; `invalid` is where the first unknown escape stands.
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, isRaw: Bool, into result: inout [UInt8],
    invalid: inout Int?
  ) throws(EscapeError) {
    var run = 0
    var index = 0
    // CPython tells places in the text it gives the codec, in which characters beyond ASCII are escapes of ten.
    while index < text.count {
      guard !isRaw, text[index] == UInt8(ascii: "\\") else {
        index += 1
        continue
      }
      result.append(contentsOf: text[run..<index])
      index = try escape(text, index, into: &result, invalid: &invalid)
      run = index
    }
    result.append(contentsOf: text[run..<text.count])
  }

  private static let simple: [(UInt8, UInt8)] = [
    (UInt8(ascii: "\\"), 0x5C), (UInt8(ascii: "'"), 0x27), (UInt8(ascii: "\""), 0x22),
    (UInt8(ascii: "n"), 0x0A), (UInt8(ascii: "t"), 0x09), (UInt8(ascii: "r"), 0x0D),
    (UInt8(ascii: "a"), 0x07), (UInt8(ascii: "b"), 0x08), (UInt8(ascii: "f"), 0x0C),
    (UInt8(ascii: "v"), 0x0B),
  ]

  private static func simpleEscape(_ byte: UInt8) -> UInt8? {
    for (letter, value) in simple where letter == byte { return value }
    return nil
  }

  /// Decodes the escape at `start`, a backslash, and returns where it ends.
  private static func escape(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, into result: inout [UInt8],
    invalid: inout Int?
  ) throws(EscapeError) -> Int {
    guard start + 1 < text.count else {
      throw EscapeError(message: message(text, start, start, #"\ at end of string"#))
    }
    let letter = text[start + 1]
    if letter == UInt8(ascii: "\n") { return start + 2 }
    if let value = simpleEscape(letter) {
      result.append(value)
      return start + 2
    }
    switch letter {
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      let (value, end) = octal(text, start + 1)
      if value > 0xFF, invalid == nil { invalid = start + 1 }
      append(value, to: &result)
      return end
    case UInt8(ascii: "x"): return try hexadecimal(text, start, 2, "\\xXX", &result)
    case UInt8(ascii: "u"): return try hexadecimal(text, start, 4, "\\uXXXX", &result)
    case UInt8(ascii: "U"): return try hexadecimal(text, start, 8, "\\UXXXXXXXX", &result)
    case UInt8(ascii: "N"): return try named(text, start, &result)
    default:
      if invalid == nil { invalid = start + 1 }
      result.append(UInt8(ascii: "\\"))
      return start + 1
    }
  }

  private static func octal(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int
  ) -> (value: UInt32, end: Int) {
    var value: UInt32 = 0
    var end = start
    while end < text.count, end < start + 3, digit(text[end]) < 8 {
      value = value * 8 + UInt32(digit(text[end]))
      end += 1
    }
    return (value, end)
  }

  private static func hexadecimal(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ length: Int, _ form: String,
    _ result: inout [UInt8]
  ) throws(EscapeError) -> Int {
    var value: UInt32 = 0
    var end = start + 2
    while end < text.count, end < start + 2 + length, digit(text[end]) < 16 {
      value = value << 4 | UInt32(digit(text[end]))
      end += 1
    }
    if end < start + 2 + length {
      throw EscapeError(message: message(text, start, end - 1, "truncated \(form) escape"))
    }
    if value > 0x10FFFF {
      throw EscapeError(message: message(text, start, end - 1, "illegal Unicode character"))
    }
    append(value, to: &result)
    return end
  }

  private static func named(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ result: inout [UInt8]
  ) throws(EscapeError) -> Int {
    let malformed = "malformed \\N character escape"
    guard start + 2 < text.count, text[start + 2] == UInt8(ascii: "{") else {
      throw EscapeError(message: message(text, start, start + 1, malformed))
    }
    guard let end = (start + 3..<text.count).first(where: { text[$0] == UInt8(ascii: "}") }) else {
      throw EscapeError(message: message(text, start, text.count - 1, malformed))
    }
    if end == start + 3 {
      throw EscapeError(message: message(text, start, end - 1, malformed))
    }
    let name = String(
      decoding: UnsafeBufferPointer(rebasing: text[(start + 3)..<end]), as: UTF8.self)
    guard let scalar = CharacterNames.scalar(named: name) else {
      throw EscapeError(message: message(text, start, end, "unknown Unicode character name"))
    }
    append(scalar.value, to: &result)
    return end + 1
  }

  @inline(__always) static func append(_ value: UInt32, to result: inout [UInt8]) {
    if value < 0x80 {
      result.append(UInt8(value))
    } else {
      var text = Text()
      text.append(codePoint: value)
      result.append(contentsOf: text.utf8)
    }
  }

  /// The codec's words.
  ///
  /// It is given characters beyond ASCII as escapes of ten bytes, and counts those.
  private static func message(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ reason: String
  ) -> String {
    var shift = 0
    for index in 0..<start where text[index] >= 0xC0 { shift += 10 }
    for index in 0..<start where text[index] >= 0x80 { shift -= 1 }
    let (first, last) = (start + shift, end + shift)
    let place =
      first == last ? "byte 0x5c in position \(first)" : "bytes in position \(first)-\(last)"
    return "(unicode error) 'unicodeescape' codec can't decode \(place): \(reason)"
  }

  /// The bytes of a bytes literal between its quotes, which are ASCII.
  static func decodeBytes(
    _ text: UnsafeBufferPointer<UInt8>, isRaw: Bool, into result: inout [UInt8],
    invalid: inout Int?
  ) throws(EscapeError) {
    var index = 0
    while index < text.count {
      guard !isRaw, text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
        result.append(text[index])
        index += 1
        continue
      }
      let letter = text[index + 1]
      if letter == UInt8(ascii: "\n") {
        index += 2
      } else if let value = simpleEscape(letter) {
        result.append(value)
        index += 2
      } else if digit(letter) < 8 {
        let (value, end) = octal(text, index + 1)
        if value > 0xFF, invalid == nil { invalid = index + 1 }
        result.append(UInt8(truncatingIfNeeded: value))
        index = end
      } else if letter == UInt8(ascii: "x") {
        guard index + 3 < text.count, digit(text[index + 2]) < 16, digit(text[index + 3]) < 16
        else {
          throw EscapeError(message: "(value error) invalid \\x escape at position \(index)")
        }
        result.append(digit(text[index + 2]) << 4 | digit(text[index + 3]))
        index += 4
      } else {
        if invalid == nil { invalid = index + 1 }
        result.append(UInt8(ascii: "\\"))
        index += 1
      }
    }
  }
}

extension String {
  /// With the first occurrence of `part`, which is ASCII, replaced.
  fileprivate func replacingFirst(_ part: String, with other: String) -> String {
    var bytes = Array(utf8)
    let part = Array(part.utf8)
    guard bytes.count >= part.count else { return self }
    for index in 0...(bytes.count - part.count)
    where bytes[index..<(index + part.count)].elementsEqual(part) {
      bytes.replaceSubrange(index..<(index + part.count), with: other.utf8)
      return String(decoding: bytes, as: UTF8.self)
    }
    return self
  }
}
