// SPDX-License-Identifier: Apache-2.0
// Source text to tokens: lines, indentation, names, operators. After CPython's Parser/tokenizer.c of 3.11 and 3.12, whose
// messages and columns these are.

/// The lexer reads the whole text before the parser starts, and stops at the first error.
///
/// The text ends in a line end and a zero byte, which occurs nowhere else.
struct Lexer {
  let text: UnsafePointer<UInt8>
  let count: Int
  /// The line end at the end was not in the file.
  let addedNewline: Bool
  var position = 0
  var line: Int32 = 1
  var lineStart = 0
  var atLineStart = true
  var tokens: ContiguousArray<Token> = []
  var names = Keywords.table()
  /// Columns of the open blocks, with tabs to multiples of 8 and, to find inconsistent ones, of 1.
  var indents: [(column: Int, alternative: Int)] = [(0, 0)]
  var brackets: [Bracket] = []
  var strings: [OpenString] = []
  var error: SyntaxError?
  /// The error is that of a text that ends within brackets: an earlier error of the parser can be told instead.
  var isUnclosed = false
  /// The error is told only where the parser meets it: errors of the parser before it come first.
  var isQuiet = false
  var warnings: [SyntaxWarning] = []

  struct Bracket {
    var byte: UInt8
    var line: Int32
    var column: Int32
  }

  static let maximalBrackets = 200
  static let maximalIndents = 100

  init(text: UnsafePointer<UInt8>, count: Int, addedNewline: Bool) {
    self.text = text
    self.count = count
    self.addedNewline = addedNewline
    tokens.reserveCapacity(count / 4 + 16)
  }

  mutating func run() {
    while error == nil {
      if let string = strings.last, string.isText {
        lexStringText()
      } else if atLineStart, !lexIndentation() {
        continue
      } else if !lexToken() {
        return
      }
    }
    let place = Int32(position)
    tokens.append(
      Token(
        kind: .error, level: UInt8(brackets.count), start: place, end: place, line: line,
        column: Int32(position - lineStart), endLine: line, endColumn: Int32(position - lineStart)))
  }

  // MARK: - Tokens

  /// A token of this line, up to `position`.
  @inline(__always) mutating func emit(_ kind: TokenKind, from start: Int, name: Int32 = -1) {
    tokens.append(
      Token(
        kind: kind, level: UInt8(truncatingIfNeeded: brackets.count), name: name,
        start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: position),
        line: line, column: Int32(truncatingIfNeeded: start - lineStart), endLine: line,
        endColumn: Int32(truncatingIfNeeded: position - lineStart)))
  }

  /// A token that began on an earlier line.
  mutating func emit(
    _ kind: TokenKind, from start: Int, line startLine: Int32, lineStart startOfLine: Int
  ) {
    tokens.append(
      Token(
        kind: kind, level: UInt8(brackets.count), start: Int32(start), end: Int32(position),
        line: startLine, column: Int32(start - startOfLine), endLine: line,
        endColumn: Int32(position - lineStart)))
  }

  /// The next token, false after the last.
  mutating func lexToken() -> Bool {
    // A line's end begins where a comment before it does.
    var comment: Int?
    while true {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0C:
        position += 1
        continue
      case UInt8(ascii: "#"):
        comment = position
        skipComment()
        continue
      case UInt8(ascii: "\n"):
        if brackets.isEmpty {
          emit(.newline, from: comment ?? position)
          position += 1
          startLine()
          atLineStart = true
          return true
        }
        position += 1
        startLine()
        comment = nil
        continue
      case UInt8(ascii: "\\"):
        guard continueLine() else { return true }
        continue
      case 0:
        lexEnd()
        return false
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        lexNumber()
        return true
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        lexString(from: position, isFormatted: false, isRaw: false)
        return true
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"), 0x80...:
        lexName()
        return true
      case UInt8(ascii: "."):
        if text[position + 1] &- UInt8(ascii: "0") < 10 {
          lexNumber()
          return true
        }
        lexOperator()
        return true
      default:
        lexOperator()
        return true
      }
    }
  }

  @inline(__always) mutating func startLine() {
    line += 1
    lineStart = position
  }

  mutating func skipComment() {
    while text[position] != UInt8(ascii: "\n"), text[position] != 0 { position += 1 }
  }

  /// After a backslash there is nothing but the line end.
  mutating func continueLine() -> Bool {
    position += 1
    guard text[position] == UInt8(ascii: "\n") else {
      fail("unexpected character after line continuation character", at: position + 1)
      error?.endColumn = 0
      isQuiet = true
      return false
    }
    position += 1
    startLine()
    if text[position] == 0 {
      returnToLastLine()
      fail("unexpected EOF while parsing", at: position)
      error?.endColumn = -1
      isQuiet = true
      error?.isIncomplete = true
      return false
    }
    return true
  }

  mutating func lexEnd() {
    if let bracket = brackets.last {
      error = SyntaxError(
        message: "'\(Character(Unicode.Scalar(bracket.byte)))' was never closed",
        line: Int(bracket.line), column: Int(bracket.column) + 1, endLine: Int(bracket.line),
        isIncomplete: true)
      isUnclosed = true
      emit(.error, from: position)
      return
    }
    emit(.endMarker, from: position)
  }

  // MARK: - Indentation

  /// Measures the start of a line; false if it was a blank one or an error.
  mutating func lexIndentation() -> Bool {
    atLineStart = false
    var column = 0
    var alternative = 0
    var continued: Int?
    measuring: while true {
      switch text[position] {
      case UInt8(ascii: " "):
        column += 1
        alternative += 1
      case UInt8(ascii: "\t"):
        column = (column / 8 + 1) * 8
        alternative += 1
      case 0x0C:
        column = 0
        alternative = 0
      case UInt8(ascii: "\\"):
        // The whitespace before the first backslash counts.
        if continued == nil, column > 0 { continued = column }
        guard continueLine() else { return false }
        continue
      default: break measuring
      }
      position += 1
    }
    if text[position] == UInt8(ascii: "#") { skipComment() }
    if text[position] == UInt8(ascii: "\n") {
      position += 1
      startLine()
      atLineStart = true
      return false
    }
    if let continued {
      column = continued
      alternative = continued
    }
    if text[position] == 0 { returnToLastLine() }
    return compareIndentation(column, alternative)
  }

  mutating func compareIndentation(_ column: Int, _ alternative: Int) -> Bool {
    let current = indents[indents.count - 1]
    if column == current.column {
      if alternative != current.alternative { return failTabs() }
    } else if column > current.column {
      if indents.count >= Self.maximalIndents {
        fail("too many levels of indentation", kind: .indentation, at: lineStart)
        error?.column = 1
        error?.endColumn = 0
        isQuiet = true
        return false
      }
      if alternative <= current.alternative { return failTabs() }
      indents.append((column, alternative))
      emit(.indent, from: position)
    } else {
      var dedents = 0
      while indents.count > 1, column < indents[indents.count - 1].column {
        indents.removeLast()
        dedents += 1
      }
      if column != indents[indents.count - 1].column {
        failIndentation()
        return false
      }
      if alternative != indents[indents.count - 1].alternative { return failTabs() }
      for _ in 0..<dedents { emit(.dedent, from: position) }
    }
    return true
  }

  mutating func failTabs() -> Bool {
    fail("inconsistent use of tabs and spaces in indentation", kind: .tab, at: lineStart)
    error?.column = 1
    error?.endColumn = 0
    isQuiet = true
    return false
  }

  mutating func failIndentation() {
    fail(
      "unindent does not match any outer indentation level", kind: .indentation,
      at: endOfLine() + 1)
    error?.endColumn = -1
    isQuiet = true
  }

  /// The end of the text counts as a part of its last line.
  mutating func returnToLastLine() {
    guard line > 1, position > 0 else { return }
    line -= 1
    lineStart = position - 1
    while lineStart > 0, text[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
  }

  func endOfLine() -> Int {
    var end = position
    while text[end] != UInt8(ascii: "\n"), text[end] != 0 { end += 1 }
    return end
  }

  // MARK: - Errors

  /// Stops the lexer with an error whose column is that of the last character before `place`.
  mutating func fail(
    _ message: String, kind: SyntaxError.Kind = .syntax, at place: Int, to end: Int? = nil
  ) {
    let column = characters(from: lineStart, to: place)
    error = SyntaxError(
      kind: kind, message: message, line: Int(line), column: column, endLine: Int(line),
      endColumn: end.map { characters(from: lineStart, to: $0) } ?? column)
  }

  /// The number of code points between two places.
  func characters(from start: Int, to end: Int) -> Int {
    var count = 0
    var index = start
    while index < end {
      if text[index] & 0xC0 != 0x80 { count += 1 }
      index += 1
    }
    return count
  }
}
