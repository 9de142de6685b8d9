// SPDX-License-Identifier: Apache-2.0
// The patterns of `case` (PEP 634).

extension Parser {
  /// A pattern, or a sequence of them without brackets.
  mutating func patterns() throws(ParseFailure) -> Pattern {
    let start = position
    let first = try maybeStarPattern()
    guard kind == .comma else {
      if case .star = first.kind { throw fail() }
      return first
    }
    var elements = [first]
    while accept(.comma), startsPattern() { elements.append(try maybeStarPattern()) }
    return Pattern(.sequence(elements), span(start))
  }

  private func startsPattern() -> Bool {
    switch kind {
    case .colon, .kwIf, .rightParen, .rightBracket: false
    default: true
    }
  }

  private mutating func maybeStarPattern() throws(ParseFailure) -> Pattern {
    let start = position
    guard accept(.star) else { return try pattern() }
    if isSoft(Keywords.underscore) {
      position += 1
      return Pattern(.star(nil), span(start))
    }
    let name = try captureTarget()
    return Pattern(.star(name), span(start))
  }

  /// A name that is bound: not `_`, and nothing after it that makes it an expression.
  private mutating func captureTarget() throws(ParseFailure) -> Identifier {
    guard kind == .name, !isSoft(Keywords.underscore) else { throw fail() }
    position += 1
    let name = name(previous)
    if kind == .dot || kind == .leftParen || kind == .equal { throw fail() }
    return name
  }

  mutating func positionalPattern() throws(ParseFailure) -> Pattern { try pattern() }

  private mutating func pattern() throws(ParseFailure) -> Pattern {
    try enter()
    let start = position
    let first = try orPattern()
    leave()
    guard accept(.kwAs) else { return first }
    if diagnosing {
      if isSoft(Keywords.underscore) {
        throw raise("cannot use '_' as a target", token.location)
      }
      if kind != .name,
        let value = try attempt({ (parser) throws(ParseFailure) in try parser.expression() })
      {
        throw raise("invalid pattern target", value.location)
      }
    }
    let name = try captureTarget()
    return Pattern(.as(first, name), span(start))
  }

  private mutating func orPattern() throws(ParseFailure) -> Pattern {
    let start = position
    let first = try closedPattern()
    guard kind == .pipe else { return first }
    var alternatives = [first]
    while accept(.pipe) { alternatives.append(try closedPattern()) }
    return Pattern(.or(alternatives), span(start))
  }

  private mutating func closedPattern() throws(ParseFailure) -> Pattern {
    let start = position
    switch kind {
    case .number, .minus, .string, .fstringStart:
      let value = try literal()
      return Pattern(.value(value), value.location)
    case .kwNone, .kwTrue, .kwFalse:
      let constant: Constant = kind == .kwNone ? .none : kind == .kwTrue ? .true : .false
      position += 1
      return Pattern(.singleton(constant), span(start))
    case .name: return try namePattern()
    case .leftParen: return try parenthesizedPattern()
    case .leftBracket:
      position += 1
      let elements = try sequence(.rightBracket)
      return Pattern(.sequence(elements), span(start))
    case .leftBrace: return try mapping()
    default: throw fail()
    }
  }

  /// A number with its sign, a complex number or strings.
  private mutating func literal() throws(ParseFailure) -> Expr {
    if kind == .string || kind == .fstringStart {
      return try strings()
    }
    let start = position
    let real = try signedNumber()
    guard kind == .plus || kind == .minus else { return real }
    if isImaginary(real) {
      throw raise("real number required in complex literal", numberLocation(real))
    }
    let operation: Operator = kind == .plus ? .add : .sub
    position += 1
    guard kind == .number else { throw fail() }
    let token = token
    let imaginary = Expr(.constant(try number(token)), token.location)
    position += 1
    if !isImaginary(imaginary) {
      throw raise("imaginary number required in complex literal", imaginary.location)
    }
    return Expr(.binOp(real, operation, imaginary), span(start))
  }

  private func isImaginary(_ value: Expr) -> Bool {
    switch value.kind {
    case .constant(.imaginary): true
    case .unaryOp(_, let operand): isImaginary(operand)
    default: false
    }
  }

  private func numberLocation(_ value: Expr) -> Location {
    if case .unaryOp(_, let operand) = value.kind { return operand.location }
    return value.location
  }

  private mutating func signedNumber() throws(ParseFailure) -> Expr {
    let start = position
    let isNegative = accept(.minus)
    guard kind == .number else { throw fail() }
    let token = token
    let value = Expr(.constant(try number(token)), token.location)
    position += 1
    return isNegative ? Expr(.unaryOp(.uSub, value), span(start)) : value
  }

  /// A capture, the wildcard, a dotted name, or a class.
  private mutating func namePattern() throws(ParseFailure) -> Pattern {
    let start = position
    let token = token
    position += 1
    if token.name == Keywords.underscore.index {
      return Pattern(.as(nil, nil), span(start))
    }
    var value = Expr(.name(name(token)), token.location)
    while accept(.dot) { value = Expr(.attribute(value, try identifier()), span(start)) }
    if kind == .equal { throw fail() }
    if kind == .leftParen { return try classPattern(value, start) }
    if case .name(let name) = value.kind { return Pattern(.as(nil, name), span(start)) }
    return Pattern(.value(value), span(start))
  }

  private mutating func classPattern(
    _ type: Expr, _ start: Int
  ) throws(ParseFailure) -> Pattern {
    position += 1
    var patterns: [Pattern] = []
    var keywordNames: [Identifier] = []
    var keywordPatterns: [Pattern] = []
    while kind != .rightParen {
      if kind == .name, nextKind == .equal {
        keywordNames.append(name(token))
        position += 2
        keywordPatterns.append(try pattern())
      } else if keywordNames.isEmpty {
        patterns.append(try pattern())
      } else {
        if diagnosing { try diagnosePositionalPatterns() }
        _ = try pattern()
        throw fail()
      }
      if !accept(.comma) { break }
    }
    try expect(.rightParen)
    return Pattern(
      .class(
        type, patterns: patterns, keywordNames: keywordNames, keywordPatterns: keywordPatterns),
      span(start))
  }

  private mutating func parenthesizedPattern() throws(ParseFailure) -> Pattern {
    let start = position
    position += 1
    if accept(.rightParen) { return Pattern(.sequence([]), span(start)) }
    let first = try maybeStarPattern()
    if kind == .rightParen {
      if case .star = first.kind { throw fail() }
      position += 1
      return first
    }
    var elements = [first]
    while accept(.comma), startsPattern() { elements.append(try maybeStarPattern()) }
    try expect(.rightParen)
    return Pattern(.sequence(elements), span(start))
  }

  private mutating func sequence(_ closing: TokenKind) throws(ParseFailure) -> [Pattern] {
    var elements: [Pattern] = []
    while kind != closing {
      elements.append(try maybeStarPattern())
      if !accept(.comma) { break }
    }
    try expect(closing)
    return elements
  }

  private mutating func mapping() throws(ParseFailure) -> Pattern {
    let start = position
    position += 1
    var keys: [Expr] = []
    var patterns: [Pattern] = []
    var rest: Identifier?
    while kind != .rightBrace {
      if accept(.doubleStar) {
        rest = try captureTarget()
        _ = accept(.comma)
        break
      }
      keys.append(try mappingKey())
      try expect(.colon)
      patterns.append(try pattern())
      if !accept(.comma) { break }
    }
    try expect(.rightBrace)
    return Pattern(.mapping(keys: keys, patterns: patterns, rest: rest), span(start))
  }

  private mutating func mappingKey() throws(ParseFailure) -> Expr {
    let start = position
    switch kind {
    case .number, .minus, .string, .fstringStart: return try literal()
    case .kwNone, .kwTrue, .kwFalse: return try atom()
    default:
      let token = token
      var value = Expr(.name(try identifier()), token.location)
      guard kind == .dot else { throw fail() }
      while accept(.dot) { value = Expr(.attribute(value, try identifier()), span(start)) }
      return value
    }
  }
}
