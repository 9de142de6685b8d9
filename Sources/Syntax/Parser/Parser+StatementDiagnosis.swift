// SPDX-License-Identifier: Apache-2.0
// Mistakes in statements, parameters, patterns and fields of f-strings that have messages of their own.

extension Parser {
  // MARK: - Assignments

  /// At the start of a statement that is no assignment: whether it was meant as one.
  mutating func diagnoseAssignment() throws(ParseFailure) {
    let start = position
    try diagnoseAnnotation()
    position = start
    // Targets that are right, then one that is none.
    while let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.starExpressions()
    }) {
      guard accept(.equal) else { break }
      try checkTarget(value, .assignment)
    }
    if kind == .kwYield,
      let value = try attempt({ (parser) throws(ParseFailure) in try parser.yieldExpression() }),
      kind == .equal
    {
      throw raise("assignment to yield expression not possible", value.location)
    }
    position = start
    if let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.starExpressions()
    }), Self.augmentedOperator(kind) != nil {
      position += 1
      let right = try attempt { (parser) throws(ParseFailure) in
        parser.kind == .kwYield ? try parser.yieldExpression() : try parser.starExpressions()
      }
      if right != nil {
        throw raise(
          "'\(describe(value))' is an illegal expression for augmented assignment",
          value.location)
      }
    }
    position = start
  }

  private mutating func diagnoseAnnotation() throws(ParseFailure) {
    let start = position
    if kind == .leftParen || kind == .leftBracket,
      let value = try attempt({ (parser) throws(ParseFailure) in try parser.atom() }),
      try isAnnotated()
    {
      switch value.kind {
      case .list, .tuple:
        throw raise(
          "only single target (not \(describe(value))) can be annotated", value.location)
      default: break
      }
    }
    position = start
    if let first = try attempt({ (parser) throws(ParseFailure) in
      try parser.starNamedExpression()
    }), accept(.comma) {
      while let _ = try attempt({ (parser) throws(ParseFailure) in
        try parser.starNamedExpression()
      }) {
        if !accept(.comma) { break }
      }
      if try isAnnotated() {
        throw raise("only single target (not tuple) can be annotated", first.location)
      }
    }
    position = start
    if let value = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
      try isAnnotated()
    {
      throw raise("illegal target for annotation", value.location)
    }
  }

  private mutating func isAnnotated() throws(ParseFailure) -> Bool {
    guard accept(.colon) else { return false }
    return try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil
  }

  /// The types of `except A, B:`.
  mutating func diagnoseExceptionTypes(_ first: Expr) throws(ParseFailure) {
    let start = position
    guard accept(.comma) else { return }
    let rest = try attempt { (parser) throws(ParseFailure) in
      repeat {
        if parser.kind == .kwAs || parser.kind == .colon { break }
        _ = try parser.expression()
      } while parser.accept(.comma)
      if parser.accept(.kwAs) { _ = try parser.identifier() }
      try parser.expect(.colon)
      return true
    }
    if rest != nil {
      throw raise("multiple exception types must be parenthesized", from: first.location)
    }
    position = start
  }

  // MARK: - Parameters

  mutating func diagnoseSlash(
    _ arguments: Arguments, hasSlash: Bool, hasStar: Bool
  ) throws(ParseFailure) {
    if hasSlash { throw raise("/ may appear only once", token.location) }
    if hasStar { throw raise("/ must be ahead of *", token.location) }
    if arguments.positional.isEmpty, nextKind == .comma {
      throw raise("at least one argument must precede /", token.location)
    }
  }

  mutating func diagnoseSecondStar(_ closing: TokenKind) throws(ParseFailure) {
    let star = token
    position += 1
    if kind == .comma || kind == .name {
      throw raise("* argument may appear only once", star.location)
    }
    position -= 1
  }

  /// After the parameter of `**`.
  mutating func diagnoseAfterKeywords(_ closing: TokenKind) throws(ParseFailure) {
    if kind == .equal {
      throw raise("var-keyword argument cannot have default value", token.location)
    }
    guard kind == .comma else { return }
    let message = "arguments cannot follow var-keyword argument"
    position += 1
    switch kind {
    case .star, .doubleStar, .slash: throw raise(message, token.location)
    case .name:
      let parameter = try parameter(isLambda: closing == .colon)
      throw raise(message, parameter.location)
    default: position -= 1
    }
  }

  mutating func diagnoseParenthesizedParameters(
    _ closing: TokenKind, _ isLambda: Bool
  ) throws(ParseFailure) {
    let start = position
    position += 1
    let inside = try attempt { (parser) throws(ParseFailure) in
      repeat {
        if parser.kind == .rightParen { break }
        _ = try parser.parameter(isLambda: isLambda)
      } while parser.accept(.comma)
      try parser.expect(.rightParen)
      return true
    }
    if inside != nil, position > start + 2 {
      let what = isLambda ? "Lambda expression" : "Function"
      throw raise("\(what) parameters cannot be parenthesized", span(start))
    }
    position = start
  }

  // MARK: - Patterns

  /// Positional patterns after keyword patterns, at the first of them.
  mutating func diagnosePositionalPatterns() throws(ParseFailure) {
    var location: Location?
    while kind != .rightParen, !(kind == .name && nextKind == .equal),
      let pattern = try attempt({ (parser) throws(ParseFailure) in
        try parser.positionalPattern()
      })
    {
      location = location.map { Location(from: $0, to: pattern.location) } ?? pattern.location
      if !accept(.comma) { break }
    }
    if let location {
      throw raise("positional patterns follow keyword patterns", location)
    }
  }

  // MARK: - Fields of f-strings

  /// After the brace of a field.
  mutating func diagnoseFieldStart() throws(ParseFailure) {
    let mark: String
    switch kind {
    case .equal: mark = "="
    case .exclamation: mark = "!"
    case .colon: mark = ":"
    case .rightBrace: mark = "}"
    default:
      let start = position
      let value = try attempt { (parser) throws(ParseFailure) in
        parser.kind == .kwYield ? try parser.yieldExpression() : try parser.starExpressions()
      }
      if value == nil {
        position = start
        throw raise("f-string: expecting a valid expression after '{'", token.location)
      }
      position = start
      return
    }
    throw raise("f-string: valid expression required before '\(mark)'", token.location)
  }

  mutating func diagnoseFieldEnd(isDebug: Bool) throws(ParseFailure) {
    switch kind {
    case .exclamation:
      if nextKind == .colon || nextKind == .rightBrace {
        position += 1
        throw raise("f-string: missing conversion character", token.location)
      }
      if nextKind != .name {
        position += 1
        throw raise("f-string: invalid conversion character", token.location)
      }
    case .colon, .rightBrace: break
    default:
      if kind == .error { throw fail() }
      throw raise(
        isDebug
          ? "f-string: expecting '!', or ':', or '}'"
          : "f-string: expecting '=', or '!', or ':', or '}'", token.location)
    }
  }

  mutating func diagnoseAfterConversion(hasConversion: Bool) throws(ParseFailure) {
    guard hasConversion, kind != .colon, kind != .rightBrace else { return }
    if kind == .error { throw fail() }
    throw raise("f-string: expecting ':' or '}'", token.location)
  }

  mutating func diagnoseFieldClose(_ hasSpecification: Bool) throws(ParseFailure) {
    if kind == .error { throw fail() }
    throw raise(
      hasSpecification
        ? "f-string: expecting '}', or format specs" : "f-string: expecting '}'", token.location)
  }
}
