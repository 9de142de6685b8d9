// SPDX-License-Identifier: Apache-2.0
// Names, keywords and operators.

extension Lexer {
  /// A name, a keyword, or a string whose prefix begins like one.
  mutating func lexName() {
    let start = position
    if let prefix = stringPrefix() {
      position += prefix.length
      lexString(from: start, isFormatted: prefix.isFormatted, isRaw: prefix.isRaw)
      return
    }
    var bits: UInt8 = 0
    while Self.isNameByte(text[position]) {
      bits |= text[position]
      position += 1
    }
    if bits >= 0x80 {
      guard checkCharacters(from: start) else { return }
      let name = String(
        decoding: UnsafeBufferPointer(start: text + start, count: position - start),
        as: UTF8.self)
      emit(.name, from: start, name: names.intern(Normalization.nfkc(name)).index)
      return
    }
    let name = names.intern(
      UnsafeBufferPointer(start: text + start, count: position - start)
    ).index
    let kind =
      name < Keywords.hardCount
      ? TokenKind(rawValue: TokenKind.kwFalse.rawValue + UInt8(truncatingIfNeeded: name))! : .name
    emit(kind, from: start, name: name)
  }

  @inline(__always) static func isNameByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  /// The letters before a quote, if they are one of the prefixes of strings, in any order and case: r, u, b, br, f, fr.
  func stringPrefix() -> (length: Int, isFormatted: Bool, isRaw: Bool)? {
    var seen = (bytes: false, raw: false, unicode: false, formatted: false)
    var index = position
    while true {
      switch text[index] | 0x20 {
      case UInt8(ascii: "b") where !(seen.bytes || seen.unicode || seen.formatted):
        seen.bytes = true
      case UInt8(ascii: "u")
      where !(seen.bytes || seen.unicode || seen.raw || seen.formatted):
        seen.unicode = true
      case UInt8(ascii: "r") where !(seen.raw || seen.unicode): seen.raw = true
      case UInt8(ascii: "f") where !(seen.formatted || seen.bytes || seen.unicode):
        seen.formatted = true
      default: return nil
      }
      index += 1
      if text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "'") {
        return (index - position, seen.formatted, seen.raw)
      }
    }
  }

  /// Whether a name with characters beyond ASCII is one; else the error that names the first wrong character.
  mutating func checkCharacters(from start: Int) -> Bool {
    var index = start
    while index < position {
      let (scalar, length) = scalar(at: index)
      let properties = scalar.properties
      let isStart = scalar == "_" || properties.isXIDStart
      if index == start ? isStart : isStart || properties.isXIDContinue {
        index += length
        continue
      }
      position = index + length
      fail(Self.wrongCharacter(scalar), at: position)
      return false
    }
    return true
  }

  static func wrongCharacter(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return Printable.isPrintable(scalar)
      ? "invalid character '\(Character(scalar))' (U+\(code))"
      : "invalid non-printable character U+\(code)"
  }

  /// The text is valid UTF-8.
  func scalar(at index: Int) -> (Unicode.Scalar, length: Int) {
    let lead = text[index]
    let (length, bits): (Int, UInt8) =
      lead < 0x80 ? (1, 0x7F) : lead < 0xE0 ? (2, 0x1F) : lead < 0xF0 ? (3, 0x0F) : (4, 0x07)
    var value = UInt32(lead & bits)
    for offset in 1..<max(length, 1) { value = value << 6 | UInt32(text[index + offset] & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
  }

  mutating func lexOperator() {
    let start = position
    let byte = text[start]
    if let string = strings.last, !string.isText, endField(byte, string) { return }
    let (kind, length) = Self.operator(
      byte, text[start + 1], start + 2 > count ? 0 : text[start + 2])
    guard let kind else {
      position += 1
      let scalar = Unicode.Scalar(byte)
      // What is left of ASCII is nothing that the language knows; the parser names no reason for these.
      if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "`") {
        emit(.unknown, from: start)
      } else {
        fail(Self.wrongCharacter(scalar), at: position)
      }
      return
    }
    switch kind {
    case .leftParen, .leftBracket, .leftBrace:
      if brackets.count >= Self.maximalBrackets {
        position += 1
        fail("too many nested parentheses", at: position)
        return
      }
      brackets.append(
        Bracket(byte: byte, line: line, column: Int32(characters(from: lineStart, to: start))))
      if !strings.isEmpty { strings[strings.count - 1].depth += 1 }
    case .rightParen, .rightBracket, .rightBrace:
      position += 1
      guard close(byte) else { return }
      position -= 1
    default: break
    }
    position += length
    emit(kind, from: start)
  }

  /// Closes the last bracket if `byte` matches it.
  private mutating func close(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    if let string = strings.last, string.depth == 0, byte == UInt8(ascii: "}") {
      fail("f-string: single '}' is not allowed", at: position)
      return false
    }
    guard let opening = brackets.popLast() else {
      fail("unmatched '\(character)'", at: position)
      return false
    }
    // ASCII: '(' and ')' are neighbours, '[' and ']' have one byte between them, as '{' and '}'.
    guard byte &- opening.byte == (byte == UInt8(ascii: ")") ? 1 : 2) else {
      if let string = strings.last, opening.byte == UInt8(ascii: "{"),
        string.depth - 1 == string.fieldDepth
      {
        fail("f-string: unmatched '\(character)'", at: position)
        return false
      }
      let place = opening.line == line ? "" : " on line \(opening.line)"
      fail(
        "closing parenthesis '\(character)' does not match opening parenthesis "
          + "'\(Character(Unicode.Scalar(opening.byte)))'\(place)", at: position)
      return false
    }
    if !strings.isEmpty {
      let last = strings.count - 1
      strings[last].depth -= 1
      if byte == UInt8(ascii: "}"), strings[last].depth == strings[last].fieldDepth {
        strings[last].fieldDepth -= 1
        strings[last].isText = true
      }
    }
    return true
  }

  /// The longest operator that begins with these three bytes.
  @inline(__always) private static func `operator`(
    _ first: UInt8, _ second: UInt8, _ third: UInt8
  ) -> (TokenKind?, length: Int) {
    let equal = UInt8(ascii: "=")
    func assigned(_ plain: TokenKind, _ withEqual: TokenKind) -> (TokenKind?, Int) {
      second == equal ? (withEqual, 2) : (plain, 1)
    }
    func doubled(
      _ plain: TokenKind, _ withEqual: TokenKind, _ double: TokenKind, _ doubleEqual: TokenKind
    ) -> (TokenKind?, Int) {
      if second == first { return third == equal ? (doubleEqual, 3) : (double, 2) }
      return assigned(plain, withEqual)
    }
    switch first {
    case UInt8(ascii: "("): return (.leftParen, 1)
    case UInt8(ascii: ")"): return (.rightParen, 1)
    case UInt8(ascii: "["): return (.leftBracket, 1)
    case UInt8(ascii: "]"): return (.rightBracket, 1)
    case UInt8(ascii: "{"): return (.leftBrace, 1)
    case UInt8(ascii: "}"): return (.rightBrace, 1)
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ";"): return (.semicolon, 1)
    case UInt8(ascii: "~"): return (.tilde, 1)
    case UInt8(ascii: "."):
      return second == first && third == first ? (.ellipsis, 3) : (.dot, 1)
    case UInt8(ascii: ":"): return assigned(.colon, .colonEqual)
    case UInt8(ascii: "="): return assigned(.equal, .equalEqual)
    case UInt8(ascii: "!"): return assigned(.exclamation, .notEqual)
    case UInt8(ascii: "+"): return assigned(.plus, .plusEqual)
    case UInt8(ascii: "-"):
      return second == UInt8(ascii: ">") ? (.arrow, 2) : assigned(.minus, .minusEqual)
    case UInt8(ascii: "%"): return assigned(.percent, .percentEqual)
    case UInt8(ascii: "@"): return assigned(.at, .atEqual)
    case UInt8(ascii: "|"): return assigned(.pipe, .pipeEqual)
    case UInt8(ascii: "&"): return assigned(.ampersand, .ampersandEqual)
    case UInt8(ascii: "^"): return assigned(.caret, .caretEqual)
    case UInt8(ascii: "*"): return doubled(.star, .starEqual, .doubleStar, .doubleStarEqual)
    case UInt8(ascii: "/"): return doubled(.slash, .slashEqual, .doubleSlash, .doubleSlashEqual)
    case UInt8(ascii: "<"):
      if second == UInt8(ascii: ">") { return (.notEqual, 2) }
      return doubled(.less, .lessEqual, .leftShift, .leftShiftEqual)
    case UInt8(ascii: ">"):
      return doubled(.greater, .greaterEqual, .rightShift, .rightShiftEqual)
    default: return (nil, 1)
    }
  }
}
