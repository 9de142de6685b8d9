// SPDX-License-Identifier: Apache-2.0
// Where strings end, and f-strings as tokens: start, text, the tokens of each field, end (PEP 701).

/// An f-string that is being read.
struct OpenString {
  let quote: UInt8
  let quoteSize: Int
  let isRaw: Bool
  /// Of the prefix.
  let start: Int
  let line: Int32
  let lineStart: Int
  /// The lexer is in the string's text, not in a field.
  var isText = true
  /// How many brackets are open inside the string, the braces of its fields included.
  var depth = 0
  /// How many fields are open, minus one: those nested in specifications included.
  var fieldDepth = -1
  /// The innermost field's expression has ended, so that text is a specification.
  var hasExpressionEnded = false
}

extension Lexer {
  /// A string from its prefix at `start`; `position` is at the opening quote.
  mutating func lexString(from start: Int, isFormatted: Bool, isRaw: Bool) {
    let quote = text[position]
    let (firstLine, firstLineStart) = (line, lineStart)
    var size = 1
    if text[position + 1] == quote, text[position + 2] == quote { size = 3 }
    if isFormatted {
      position += size
      strings.append(
        OpenString(
          quote: quote, quoteSize: size, isRaw: isRaw, start: start, line: line,
          lineStart: lineStart))
      emit(.fstringStart, from: start)
      return
    }
    position += size
    var quotes = 0
    while quotes < size {
      let byte = text[position]
      if byte == 0 || (size == 1 && byte == UInt8(ascii: "\n")) {
        failUnterminated(
          "string", size, byte, start, firstLine, firstLineStart,
          nested: strings.last.map { $0.quote == quote && $0.quoteSize == size } ?? false)
        return
      }
      position += 1
      if byte == quote {
        quotes += 1
        continue
      }
      quotes = 0
      if byte == UInt8(ascii: "\n") {
        startLine()
      } else if byte == UInt8(ascii: "\\"), text[position] != 0 {
        position += 1
        if text[position - 1] == UInt8(ascii: "\n") { startLine() }
      }
    }
    if firstLine == line {
      emit(.string, from: start)
    } else {
      emit(.string, from: start, line: firstLine, lineStart: firstLineStart)
    }
  }

  /// The error of a string whose end is missing, told at its first character.
  private mutating func failUnterminated(
    _ kind: String, _ size: Int, _ byte: UInt8, _ start: Int, _ firstLine: Int32,
    _ firstLineStart: Int, nested: Bool
  ) {
    var detected = line
    // The last line end may have been added; CPython counts the line after it.
    if byte == 0, size == 3, position > 0 { detected = line - (addedNewline ? 1 : 0) }
    line = firstLine
    lineStart = firstLineStart
    if nested {
      fail("f-string: expecting '}'", at: start + 1)
      return
    }
    let triple = size == 3 ? "triple-quoted " : ""
    fail(
      "unterminated \(triple)\(kind) literal (detected at line \(detected))", at: start + 1)
    error?.isIncomplete = size == 3
  }

  /// A part of an f-string's text up to the next field, doubled brace or the end; or the end; or the `{` of a field.
  mutating func lexStringText() {
    let last = strings.count - 1
    let string = strings[last]
    let start = position
    if text[position] == UInt8(ascii: "{"), text[position + 1] != UInt8(ascii: "{") {
      openField(last)
      return
    }
    if isEnd(string, at: position), !(string.fieldDepth >= 0) {
      position += string.quoteSize
      strings.removeLast()
      emit(.fstringEnd, from: start)
      return
    }
    let (firstLine, firstLineStart) = (line, lineStart)
    let inSpecification = string.hasExpressionEnded && string.fieldDepth >= 0
    var isNamedEscape = false
    scanning: while true {
      let byte = text[position]
      if byte == 0 || (string.quoteSize == 1 && byte == UInt8(ascii: "\n")) {
        if inSpecification, byte == UInt8(ascii: "\n") {
          strings[last].isText = false
          break
        }
        // CPython names a field's missing brace where the string ends in the specification.
        failUnterminated(
          "f-string", string.quoteSize, byte, string.start, string.line, string.lineStart,
          nested: false)
        return
      }
      if byte == string.quote, isEnd(string, at: position) {
        if inSpecification {
          // The field is not closed: the end is for the parser to complain of.
          strings[last].fieldDepth = -1
        }
        break
      }
      position += 1
      switch byte {
      case UInt8(ascii: "\n"): startLine()
      case UInt8(ascii: "{"):
        if text[position] != UInt8(ascii: "{") || inSpecification {
          position -= 1
          break scanning
        }
        emitText(start, firstLine, firstLineStart)
        skipDoubled()
        return
      case UInt8(ascii: "}"):
        if isNamedEscape {
          emitText(start, firstLine, firstLineStart)
          return
        }
        if text[position] == UInt8(ascii: "}"), !inSpecification, string.depth == 0 {
          emitText(start, firstLine, firstLineStart)
          skipDoubled()
          return
        }
        position -= 1
        strings[last].isText = false
        break scanning
      case UInt8(ascii: "\\"):
        let next = text[position]
        if next == UInt8(ascii: "{") || next == UInt8(ascii: "}") {
          if !string.isRaw {
            warnings.append(
              SyntaxWarning(
                category: .deprecation,
                message: "invalid escape sequence '\\\(Character(Unicode.Scalar(next)))'",
                line: Int(line)))
          }
        } else if next != 0 {
          position += 1
          if next == UInt8(ascii: "\n") { startLine() }
          if !string.isRaw, next == UInt8(ascii: "N"), text[position] == UInt8(ascii: "{") {
            position += 1
            isNamedEscape = true
          }
        }
      default: break
      }
    }
    if position > start { emitText(start, firstLine, firstLineStart) }
    if strings[last].isText, text[position] == UInt8(ascii: "{") {
      openField(last)
    }
  }

  private mutating func emitText(_ start: Int, _ firstLine: Int32, _ firstLineStart: Int) {
    emit(.fstringMiddle, from: start, line: firstLine, lineStart: firstLineStart)
  }

  /// The second of two braces belongs to the token's place, not to its text.
  private mutating func skipDoubled() {
    position += 1
    tokens[tokens.count - 1].endColumn += 1
  }

  private func isEnd(_ string: OpenString, at place: Int) -> Bool {
    for offset in 0..<string.quoteSize where text[place + offset] != string.quote { return false }
    return true
  }

  /// The brace that opens a field.
  private mutating func openField(_ last: Int) {
    strings[last].fieldDepth += 1
    if strings[last].depth == 0 { strings[last].hasExpressionEnded = false }
    if strings[last].fieldDepth > 2 {
      fail("f-string: expressions nested too deeply", at: position)
      return
    }
    strings[last].isText = false
    lexOperator()
  }

  /// The marks that end a field's expression: `:` begins a specification; `!` is no operator unless `=` follows.
  ///
  /// Returns true if the token has been made.
  mutating func endField(_ byte: UInt8, _ string: OpenString) -> Bool {
    guard string.fieldDepth >= 0 else { return false }
    switch byte {
    case UInt8(ascii: ":") where string.depth - 1 == string.fieldDepth:
      let start = position
      position += 1
      emit(.colon, from: start)
      strings[strings.count - 1].hasExpressionEnded = true
      strings[strings.count - 1].isText = true
      return true
    case UInt8(ascii: "}"), UInt8(ascii: "!"):
      if string.depth == 1 { strings[strings.count - 1].hasExpressionEnded = true }
      return false
    default: return false
    }
  }
}
