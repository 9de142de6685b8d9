// SPDX-License-Identifier: Apache-2.0
// Splits the text form of programs into tokens.

/// What is wrong with a text, and on which line.
package struct ParseError: Error, CustomStringConvertible {
  package let line: Int
  package let message: String
  package var description: String { "line \(line): \(message)" }
}

/// One token of the text form.
enum Token: Equatable {
  case word(String)
  case string(String)
  case value(Int)
  case number(UInt64)
  case mark(String)
  case end
}

/// Reads tokens one at a time, with one token of foresight.
struct TextScanner {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var line = 1
  private(set) var current: Token = .end

  init(_ text: String) throws(ParseError) {
    bytes = Array(text.utf8)
    current = try read()
  }

  /// Returns the current token and moves to the one after it.
  @discardableResult
  mutating func next() throws(ParseError) -> Token {
    let token = current
    current = try read()
    return token
  }

  /// Moves on and returns true if the current token is `token`.
  mutating func skip(_ token: Token) throws(ParseError) -> Bool {
    guard current == token else { return false }
    try next()
    return true
  }

  mutating func expect(_ mark: String) throws(ParseError) {
    guard try skip(.mark(mark)) else { throw error("expected \(mark), found \(current)") }
  }

  mutating func word() throws(ParseError) -> String {
    guard case .word(let word) = try next() else { throw error("expected a word") }
    return word
  }

  mutating func value() throws(ParseError) -> Int {
    guard case .value(let label) = try next() else { throw error("expected a value") }
    return label
  }

  mutating func number() throws(ParseError) -> UInt64 {
    guard case .number(let number) = try next() else { throw error("expected a number") }
    return number
  }

  /// The number of a block, written b0, b1, ….
  mutating func block() throws(ParseError) -> Int {
    let word = try word()
    guard word.first == "b", let index = UInt16(word.dropFirst()) else {
      throw error("expected a block, found \(word)")
    }
    return Int(index)
  }

  func error(_ message: String) -> ParseError { ParseError(line: line, message: message) }

  // MARK: Reading

  private func peek(_ ahead: Int = 0) -> UInt8 {
    position + ahead < bytes.count ? bytes[position + ahead] : 0
  }

  private mutating func read() throws(ParseError) -> Token {
    skipBlanks()
    guard position < bytes.count else { return .end }
    let byte = peek()
    switch byte {
    case UInt8(ascii: "%"):
      position += 1
      guard let label = Int(take(while: Self.isDigit)) else { throw error("% without a number") }
      return .value(label)
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "-") where peek(1) == UInt8(ascii: ">"):
      position += 2
      return .mark("->")
    case _ where Self.isDigit(byte): return try readNumber()
    case _ where Self.isLetter(byte):
      return .word(take { Self.isLetter($0) || Self.isDigit($0) })
    default:
      position += 1
      return .mark(String(UnicodeScalar(byte)))
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch peek() {
      case UInt8(ascii: "\n"):
        line += 1
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: ";"):
        while position < bytes.count, peek() != UInt8(ascii: "\n") { position += 1 }
      default: return
      }
    }
  }

  private mutating func readNumber() throws(ParseError) -> Token {
    let isHex = peek() == UInt8(ascii: "0") && peek(1) == UInt8(ascii: "x")
    if isHex { position += 2 }
    let digits = take { Self.isLetter($0) || Self.isDigit($0) }
    guard let number = UInt64(digits, radix: isHex ? 16 : 10) else {
      throw error("\(digits) is not a number of 64 bits")
    }
    return .number(number)
  }

  private mutating func string() throws(ParseError) -> Token {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count, peek() != UInt8(ascii: "\"") {
      if peek() == UInt8(ascii: "\\") {
        position += 1
        content.append(peek() == UInt8(ascii: "n") ? UInt8(ascii: "\n") : peek())
      } else {
        content.append(peek())
      }
      position += 1
    }
    guard position < bytes.count else { throw error("a string without end") }
    position += 1
    return .string(String(decoding: content, as: UTF8.self))
  }

  private mutating func take(while accept: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, accept(peek()) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
  }
}
