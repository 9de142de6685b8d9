// SPDX-License-Identifier: Apache-2.0
// From bytes to a tree: the two passes, and which of the errors is told.

extension SyntaxTree {
  /// Parses a source text, whose encoding a byte order mark or a comment in the first two lines may tell.
  public static func parse(
    _ source: [UInt8], mode: Mode = .exec
  ) throws(SyntaxError) -> SyntaxTree {
    try parse(SourceText(source), mode)
  }

  /// Parses a text that is given as such: it tells no encoding.
  public static func parse(_ source: String, mode: Mode = .exec) throws(SyntaxError) -> SyntaxTree {
    try parse(SourceText(Array(source.utf8), isDecoded: true), mode)
  }

  private static func parse(
    _ source: SourceText, _ mode: Mode
  ) throws(SyntaxError) -> SyntaxTree {
    var failure: SyntaxError?
    let tree: SyntaxTree? = source.bytes.withUnsafeBufferPointer { buffer in
      // The zero at the end is not of the text.
      var lexer = Lexer(
        text: buffer.baseAddress!, count: buffer.count - 1, addedNewline: source.addedNewline)
      lexer.run()
      return lexer.tokens.withUnsafeBufferPointer { tokens in
        var parser = Parser(lexer: lexer, tokens: tokens.baseAddress!)
        do throws(ParseFailure) {
          return SyntaxTree(
            root: try parser.root(mode), names: parser.names, scopeCount: parser.scopeCount,
            warnings: parser.warnings, prefixedStrings: parser.prefixedStrings)
        } catch {
          failure = parser.explain(error, mode, lexer)
          return nil
        }
      }
    }
    if let tree { return tree }
    throw failure!
  }
}

extension Parser {
  mutating func root(_ mode: SyntaxTree.Mode) throws(ParseFailure) -> SyntaxTree.Root {
    switch mode {
    case .exec:
      var body: [Stmt] = []
      while kind != .endMarker { try statement(into: &body) }
      return .module(body)
    case .eval:
      let value = try expressions()
      while accept(.newline) {}
      try expect(.endMarker)
      return .expression(value)
    case .single:
      if accept(.newline) { return .interactive([Stmt(.pass, previous.location)]) }
      if kind == .endMarker { throw fail() }
      var body: [Stmt] = []
      try statement(into: &body)
      if kind != .endMarker, kind != .error {
        throw raiseHere("multiple statements found while compiling a single statement")
      }
      return .interactive(body)
    }
  }

  /// `a, b`, without stars.
  private mutating func expressions() throws(ParseFailure) -> Expr {
    let start = position
    let first = try expression()
    guard kind == .comma else { return first }
    var elements = [first]
    while accept(.comma), startsExpression(), kind != .star { elements.append(try expression()) }
    return Expr(.tuple(elements), span(start))
  }

  /// The error to tell after the first pass failed.
  mutating func explain(
    _ failure: ParseFailure, _ mode: SyntaxTree.Mode, _ lexer: Lexer
  ) -> SyntaxError {
    let last = tokens[furthest]
    if failure == .noMatch {
      diagnosing = true
      backtracks = true
      position = 0
      depth = 0
      _ = try? root(mode)
    }
    var result = error ?? generic(last)
    // An error of the lexer further on comes first, that of a bracket only if it was opened on an earlier line.
    let isIndentation = error == nil && (last.kind == .indent || last.kind == .dedent)
    if let lexerError, result.kind != .recursion, !lexer.isQuiet, !isIndentation {
      let line = tokens[error == nil ? min(furthest, tokenCount - 1) : furthest].line
      if !lexer.isUnclosed {
        result = lexerError
      } else if Int(line) > lexerError.line {
        result = lexerError
      }
    }
    let isAtEnd =
      last.kind == .endMarker || (last.kind == .dedent && Int(last.start) >= textCount)
    result.isIncomplete = result.isIncomplete || (isAtEnd && lexerError == nil)
    result.text = result.line > 0 ? lineText(result.line) : nil
    return result
  }

  private func generic(_ last: Token) -> SyntaxError {
    var parser = self
    switch last.kind {
    case .error: return lexerError!
    case .indent: _ = parser.raiseHere("unexpected indent", kind: .indentation)
    case .dedent: _ = parser.raiseHere("unexpected unindent", kind: .indentation)
    default: _ = parser.raise("invalid syntax", last.location)
    }
    if last.kind == .endMarker {
      parser.error?.column = 0
      parser.error?.endColumn = 0
    }
    return parser.error!
  }

  /// A line without its end.
  private func lineText(_ line: Int) -> String {
    var start = 0
    var current = 1
    while current < line, start < textCount {
      if text[start] == UInt8(ascii: "\n") { current += 1 }
      start += 1
    }
    var end = start
    while end < textCount, text[end] != UInt8(ascii: "\n") { end += 1 }
    return String(
      decoding: UnsafeBufferPointer(start: text + start, count: end - start), as: UTF8.self)
  }
}
