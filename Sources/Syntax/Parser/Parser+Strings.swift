// SPDX-License-Identifier: Apache-2.0
// Strings, neighbouring ones joined, and f-strings.

extension Parser {
  /// What neighbouring strings have given so far.
  private struct Pieces {
    var values: [Expr] = []
    /// The constant that is being joined, and where it stands.
    var text: [UInt8] = []
    var location: Location?
    /// The constant began with the letter u.
    var isPrefixed = false
    var isFormatted = false
    var isBytes = false

    mutating func extend(_ part: Location) {
      location = location.map { Location(from: $0, to: part) } ?? part
    }

  }

  /// Ends the constant before a field or at the end; empty ones are left out of f-strings.
  private mutating func flush(_ pieces: inout Pieces) {
    if let location = pieces.location, !pieces.text.isEmpty {
      if pieces.isPrefixed { prefixedStrings.insert(location) }
      pieces.values.append(Expr(.constant(.string(Text(utf8: pieces.text))), location))
    }
    pieces.text = []
    pieces.location = nil
    pieces.isPrefixed = false
  }

  mutating func strings() throws(ParseFailure) -> Expr {
    let start = position
    var pieces = Pieces()
    var isMixed = false
    while true {
      if kind == .string {
        let isBytes = try plainString(&pieces)
        if position > start + 1, isBytes != pieces.isBytes { isMixed = true }
        if position == start + 1 { pieces.isBytes = isBytes }
      } else if kind == .fstringStart {
        if pieces.isBytes { isMixed = true }
        pieces.isFormatted = true
        try formattedString(&pieces)
      } else {
        break
      }
    }
    let location = span(start)
    if isMixed { throw raiseHere("cannot mix bytes and nonbytes literals") }
    if pieces.isBytes { return Expr(.constant(.bytes(pieces.text)), location) }
    guard pieces.isFormatted else {
      if pieces.isPrefixed { prefixedStrings.insert(location) }
      return Expr(.constant(.string(Text(utf8: pieces.text))), location)
    }
    flush(&pieces)
    return Expr(.joinedStr(pieces.values), location)
  }

  /// Decodes a string without fields; true if it is one of bytes.
  private mutating func plainString(_ pieces: inout Pieces) throws(ParseFailure) -> Bool {
    let index = position
    let token = token
    var start = Int(token.start)
    var end = Int(token.end)
    var (isRaw, isBytes) = (false, false)
    if pieces.location == nil { pieces.isPrefixed = text[start] | 0x20 == UInt8(ascii: "u") }
    while text[start] != UInt8(ascii: "'"), text[start] != UInt8(ascii: "\"") {
      isRaw = isRaw || text[start] | 0x20 == UInt8(ascii: "r")
      isBytes = isBytes || text[start] | 0x20 == UInt8(ascii: "b")
      start += 1
    }
    let size =
      end - start >= 6 && text[start + 1] == text[start] && text[start + 2] == text[start] ? 3 : 1
    start += size
    end -= size
    position += 1
    let body = UnsafeBufferPointer(start: text + start, count: end - start)
    if isBytes, body.contains(where: { $0 >= 0x80 }) {
      throw raise("bytes can only contain ASCII literal characters", token.location)
    }
    try decode(body, index, isRaw: isRaw, isBytes: isBytes, &pieces.text)
    pieces.extend(token.location)
    return isBytes
  }

  /// CPython has read all neighbouring strings before it decodes the first.
  private mutating func skipStrings() {
    while kind == .string { position += 1 }
  }

  private mutating func decode(
    _ body: UnsafeBufferPointer<UInt8>, _ index: Int, isRaw: Bool, isBytes: Bool,
    _ result: inout [UInt8]
  ) throws(ParseFailure) {
    var invalid: Int?
    do throws(Literals.EscapeError) {
      if isBytes {
        try Literals.decodeBytes(body, isRaw: isRaw, into: &result, invalid: &invalid)
      } else {
        try Literals.decode(body, isRaw: isRaw, into: &result, invalid: &invalid)
      }
    } catch {
      skipStrings()
      throw raiseHere(error.message)
    }
    if let invalid, index > warnedToken {
      warnedToken = index
      warn(body, invalid, Int(tokens[index].line))
    }
  }

  private mutating func warn(_ body: UnsafeBufferPointer<UInt8>, _ invalid: Int, _ line: Int) {
    let isOctal = Literals.digit(body[invalid]) < 8
    // The whole character, or three digits.
    var end = invalid + (isOctal ? 3 : 1)
    while end < body.count, body[end] & 0xC0 == 0x80 { end += 1 }
    let letters = String(
      decoding: UnsafeBufferPointer(rebasing: body[invalid..<min(end, body.count)]), as: UTF8.self)
    warnings.append(
      SyntaxWarning(
        category: .deprecation,
        message: "invalid \(isOctal ? "octal " : "")escape sequence '\\\(letters)'", line: line))
  }

  // MARK: - f-strings

  private mutating func formattedString(_ pieces: inout Pieces) throws(ParseFailure) {
    let first = token
    let isRaw = (Int(first.start)..<Int(first.end)).contains {
      text[$0] | 0x20 == UInt8(ascii: "r")
    }
    position += 1
    try enter()
    while true {
      switch kind {
      case .fstringMiddle: try formattedText(&pieces, isRaw)
      case .leftBrace: try field(&pieces, isRaw)
      case .fstringEnd:
        position += 1
        leave()
        return
      default: throw fail()
      }
    }
  }

  private mutating func formattedText(
    _ pieces: inout Pieces, _ isRaw: Bool
  ) throws(ParseFailure) {
    let token = token
    let body = UnsafeBufferPointer(
      start: text + Int(token.start), count: Int(token.end - token.start))
    position += 1
    try decode(body, position - 1, isRaw: isRaw, isBytes: false, &pieces.text)
    pieces.extend(token.location)
  }

  /// A field: `{value=!r:specification}`.
  private mutating func field(
    _ pieces: inout Pieces, _ isRaw: Bool
  ) throws(ParseFailure) {
    let start = position
    let brace = token
    position += 1
    if diagnosing { try diagnoseFieldStart() }
    let value = kind == .kwYield ? try yieldExpression() : try starExpressions()
    var isDebug = false
    if accept(.equal) { isDebug = true }
    if diagnosing { try diagnoseFieldEnd(isDebug: isDebug) }
    let expressionEnd = token
    let conversion = try conversion()
    if diagnosing { try diagnoseAfterConversion(hasConversion: conversion != nil) }
    var specification: Expr?
    if kind == .colon { specification = try formatSpecification(isRaw) }
    if diagnosing, kind != .rightBrace { try diagnoseFieldClose(specification != nil) }
    try expect(.rightBrace)
    if isDebug {
      // The text of the expression as it stands, up to the mark that follows it.
      let source = UnsafeBufferPointer(
        start: text + Int(brace.end), count: Int(expressionEnd.start - brace.end))
      pieces.extend(
        Location(
          line: brace.endLine, column: brace.endColumn, endLine: expressionEnd.line,
          endColumn: expressionEnd.column))
      // Comments are left out, up to the ends of their lines.
      var isComment = false
      for byte in source {
        isComment = byte != UInt8(ascii: "\n") && (isComment || byte == UInt8(ascii: "#"))
        if !isComment { pieces.text.append(byte) }
      }
    }
    flush(&pieces)
    let shown = conversion ?? (isDebug && specification == nil ? UInt8(ascii: "r") : nil)
    pieces.values.append(
      Expr(
        .formattedValue(value, conversion: shown, formatSpec: specification), span(start)))
  }

  private mutating func conversion() throws(ParseFailure) -> UInt8? {
    guard kind == .exclamation else { return nil }
    let mark = token
    position += 1
    let letter = token
    _ = try identifier()
    if mark.end != letter.start {
      throw raise(
        "f-string: conversion type must come right after the exclamanation mark",
        Location(from: mark.location, to: letter.location))
    }
    let byte = text[Int(letter.start)]
    guard letter.end - letter.start == 1, "sra".utf8.contains(byte) else {
      throw raise(
        "f-string: invalid conversion character '\(names[name(letter)])': "
          + "expected 's', 'r', or 'a'", letter.location)
    }
    return byte
  }

  private mutating func formatSpecification(_ isRaw: Bool) throws(ParseFailure) -> Expr {
    let start = position
    position += 1
    var pieces = Pieces()
    try enter()
    while true {
      if kind == .fstringMiddle {
        try formattedText(&pieces, isRaw)
      } else if kind == .leftBrace {
        try field(&pieces, isRaw)
      } else {
        break
      }
    }
    leave()
    flush(&pieces)
    return Expr(.joinedStr(pieces.values), span(start))
  }
}
