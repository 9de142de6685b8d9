// SPDX-License-Identifier: Apache-2.0
// The parser's state and its elementary moves.

/// Why a rule did not match.
///
/// The error itself is kept by the parser.
enum ParseFailure: Error {
  /// Another rule may match here.
  case noMatch
  /// An error was found that is told whatever else might match.
  case raised
}

/// Tokens to a tree, by recursive descent; operators by precedence climbing.
///
/// As CPython's, it passes over the text once; only if that fails does it pass again, `diagnosing`: then every rule first looks
/// for the mistakes that have a message of their own (the rules `invalid_…` of CPython's grammar, of which the functions of
/// `Parser+Diagnosis` are the counterpart). Where neither pass finds a special message, the error is `invalid syntax` at the
/// furthest token that the first pass looked at.
struct Parser {
  let text: UnsafePointer<UInt8>
  let textCount: Int
  let tokens: UnsafePointer<Token>
  let tokenCount: Int
  let lexerError: SyntaxError?
  var names: NameTable
  var position = 0
  /// The furthest token that was looked at.
  var furthest = 0
  var scopeCount: Int32 = 1
  var warnings: [SyntaxWarning] = []
  var prefixedStrings: Set<Location> = []
  /// The last string token whose escapes were warned of: strings are read again after a rule did not match.
  var warnedToken = -1
  var error: SyntaxError?
  var diagnosing = false
  /// In the second pass a rule that gets stuck ends before the operator, the bracket or the dot that it could not finish.
  var backtracks = false
  /// How deep rules are nested.
  var depth = 0
  /// While diagnosing: what a rule made of the text at a token.
  var memo: [Int: Memo] = [:]

  struct Memo {
    var expression: Expr?
    var end: Int
  }

  /// Nesting beyond what CPython's compiler would accept.
  ///
  /// Brackets and blocks have limits of their own.
  static let maximalDepth = 400
  /// Clauses of one `if`: each is the `else` of the one before.
  static let mostClauses = 2000
  /// The longest `a + b + c…` or `a.b.c…`, which nest to the left.
  static let maximalChain = 4000

  init(lexer: Lexer, tokens: UnsafePointer<Token>) {
    text = lexer.text
    textCount = lexer.count
    self.tokens = tokens
    tokenCount = lexer.tokens.count
    lexerError = lexer.error
    names = lexer.names
    warnings = lexer.warnings
  }

  // MARK: - Moves

  @inline(__always) var kind: TokenKind { tokens[position].kind }
  /// There is always a token after a token that is not the last.
  @inline(__always) var nextKind: TokenKind {
    position + 1 < tokenCount ? tokens[position + 1].kind : .endMarker
  }
  @inline(__always) var token: Token { tokens[position] }
  @inline(__always) var previous: Token { tokens[position - 1] }

  @inline(__always) mutating func accept(_ kind: TokenKind) -> Bool {
    guard self.kind == kind else { return false }
    position += 1
    return true
  }

  @inline(__always) mutating func expect(_ kind: TokenKind) throws(ParseFailure) {
    guard self.kind == kind else { throw fail() }
    position += 1
  }

  /// A token that must follow: the first pass tells of its absence already.
  mutating func require(_ kind: TokenKind, _ text: String) throws(ParseFailure) {
    if accept(kind) { return }
    if self.kind == .error { throw fail() }
    throw raise("expected '\(text)'", token.location)
  }

  /// Nothing matches at this token.
  mutating func fail() -> ParseFailure {
    if position > furthest { furthest = position }
    if kind == .error {
      error = lexerError
      return .raised
    }
    return .noMatch
  }

  mutating func enter() throws(ParseFailure) {
    depth += 1
    if depth > Self.maximalDepth { throw tooDeep() }
  }

  @inline(__always) mutating func leave() { depth -= 1 }

  mutating func tooDeep() -> ParseFailure {
    error = SyntaxError(
      kind: .recursion, message: "maximum recursion depth exceeded during compilation")
    return .raised
  }

  /// From a token to the last one read.
  @inline(__always) func span(_ start: Int) -> Location {
    let first = tokens[start]
    let last = tokens[position - 1]
    return Location(
      line: first.line, column: first.column, endLine: last.endLine, endColumn: last.endColumn)
  }

  @inline(__always) func name(_ token: Token) -> Identifier { Identifier(token.name) }

  /// A name, keywords excluded.
  mutating func identifier() throws(ParseFailure) -> Identifier {
    guard kind == .name else { throw fail() }
    position += 1
    return name(previous)
  }

  func isSoft(_ keyword: Identifier) -> Bool { kind == .name && token.name == keyword.index }

  mutating func newScope() -> ScopeID {
    scopeCount += 1
    return ScopeID(scopeCount - 1)
  }

  /// The value of a rule, or nil and no move if it does not match; errors pass.
  @inline(__always)
  mutating func attempt<T>(
    _ rule: (inout Parser) throws(ParseFailure) -> T
  ) throws(ParseFailure) -> T? {
    let (start, startDepth) = (position, depth)
    do throws(ParseFailure) {
      return try rule(&self)
    } catch {
      if error == .raised { throw error }
      position = start
      depth = startDepth
      return nil
    }
  }

  /// As `attempt`, without looking for mistakes.
  mutating func attemptPlainly<T>(
    _ rule: (inout Parser) throws(ParseFailure) -> T
  ) throws(ParseFailure) -> T? {
    let was = diagnosing
    diagnosing = false
    defer { diagnosing = was }
    return try attempt(rule)
  }

  // MARK: - Errors

  /// The error whose place is a range of the text.
  mutating func raise(
    _ message: String, _ location: Location, kind: SyntaxError.Kind = .syntax
  ) -> ParseFailure {
    if position > furthest { furthest = position }
    error = SyntaxError(
      kind: kind, message: message, line: Int(location.line),
      column: characters(line: location.line, bytes: location.column) + 1,
      endLine: Int(location.endLine),
      endColumn: endColumn(location))
    return .raised
  }

  /// CPython counts the characters before the end in the line of the start.
  private func endColumn(_ location: Location) -> Int {
    if location.line == location.endLine {
      return characters(line: location.endLine, bytes: location.endColumn) + 1
    }
    let start = lineStart(location.line)
    var end = start
    while end < textCount, text[end] != UInt8(ascii: "\n") { end += 1 }
    let bytes = min(Int(location.endColumn) + 1, end - start + 1)
    return characters(line: location.line, bytes: Int32(bytes))
  }

  /// The error whose place is the furthest token.
  mutating func raiseHere(
    _ message: String, kind: SyntaxError.Kind = .syntax
  ) -> ParseFailure {
    if position > furthest { furthest = position }
    let token = tokens[furthest]
    let failure = raise(message, token.location, kind: kind)
    // These have no place of their own: the place is how far the line has been read.
    if token.kind == .endMarker || token.kind == .indent || token.kind == .dedent {
      error?.column -= 1
      error?.endColumn = -1
    }
    return failure
  }

  /// The error whose place begins here and ends where the text has been read.
  mutating func raise(_ message: String, from start: Location) -> ParseFailure {
    if position > furthest { furthest = position }
    let last = tokens[furthest]
    let failure = raise(message, Location(from: start, to: last.location))
    error?.endColumn -= 1
    return failure
  }

  /// The number of code points before a column.
  func characters(line: Int32, bytes: Int32) -> Int {
    var start = lineStart(line)
    let end = min(start + Int(bytes), textCount)
    var count = 0
    while start < end {
      if text[start] & 0xC0 != 0x80 { count += 1 }
      start += 1
    }
    return count
  }

  func lineStart(_ line: Int32) -> Int {
    // Tokens know where their lines start.
    var low = 0
    var high = tokenCount
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].line < line { low = middle + 1 } else { high = middle }
    }
    if low < tokenCount, tokens[low].line == line {
      return Int(tokens[low].start - tokens[low].column)
    }
    var start = 0
    var current: Int32 = 1
    while current < line, start < textCount {
      if text[start] == UInt8(ascii: "\n") { current += 1 }
      start += 1
    }
    return start
  }
}
