// SPDX-License-Identifier: Apache-2.0
// Expressions with operators.

extension Parser {
  // MARK: - Lists of expressions

  /// `a, *b, c`: one expression, or a tuple if there is a comma.
  mutating func starExpressions() throws(ParseFailure) -> Expr {
    let start = position
    let first = try starExpression()
    guard kind == .comma else { return first }
    var elements = [first]
    while accept(.comma), startsExpression() { elements.append(try starExpression()) }
    return Expr(.tuple(elements), span(start))
  }

  mutating func starExpression() throws(ParseFailure) -> Expr {
    guard kind == .star else { return try expression() }
    let start = position
    position += 1
    let value = try bitwiseOr()
    return Expr(.starred(value), span(start))
  }

  /// After a comma: whether another element follows.
  ///
  /// The tokens that close a list are few, those that begin an expression many.
  func startsExpression() -> Bool {
    switch kind {
    case .name, .number, .string, .fstringStart, .leftParen, .leftBracket, .leftBrace, .minus,
      .plus, .tilde, .star, .ellipsis, .kwNot, .kwLambda, .kwAwait, .kwNone, .kwTrue, .kwFalse:
      true
    default: false
    }
  }

  /// `*a` or `a := b`, in displays and subjects of `match`.
  mutating func starNamedExpression() throws(ParseFailure) -> Expr {
    guard kind == .star else { return try namedExpression() }
    let start = position
    position += 1
    let value = try bitwiseOr()
    return Expr(.starred(value), span(start))
  }

  /// `a := b` or an expression that no `:=` follows.
  mutating func namedExpression() throws(ParseFailure) -> Expr {
    if kind == .name, nextKind == .colonEqual { return try assignmentExpression() }
    if diagnosing {
      return try remember(.named) { (parser) throws(ParseFailure) in
        try parser.diagnoseNamedExpression()
        return try parser.unnamedExpression()
      }
    }
    return try unnamedExpression()
  }

  mutating func unnamedExpression() throws(ParseFailure) -> Expr {
    let value = try expression()
    if kind == .colonEqual { throw fail() }
    return value
  }

  mutating func assignmentExpression() throws(ParseFailure) -> Expr {
    let start = position
    let target = Expr(.name(name(token)), token.location)
    position += 2
    let value = try expression()
    return Expr(.namedExpr(target: target, value: value), span(start))
  }

  /// `a := b` or an expression, where a mistake in the form of `a = b` has other names.
  mutating func argumentExpression() throws(ParseFailure) -> Expr {
    if kind == .name, nextKind == .colonEqual { return try assignmentExpression() }
    return try unnamedExpression()
  }

  mutating func yieldExpression() throws(ParseFailure) -> Expr {
    let start = position
    try expect(.kwYield)
    if accept(.kwFrom) {
      let value = try expression()
      return Expr(.yieldFrom(value), span(start))
    }
    let value = startsExpression() ? try starExpressions() : nil
    return Expr(.yield(value), span(start))
  }

  // MARK: - One expression

  mutating func expression() throws(ParseFailure) -> Expr {
    if diagnosing {
      return try remember(.expression) { (parser) throws(ParseFailure) in
        try parser.diagnoseExpression()
        return try parser.plainExpression()
      }
    }
    return try plainExpression()
  }

  mutating func plainExpression() throws(ParseFailure) -> Expr {
    try enter()
    let start = position
    if kind == .kwLambda {
      let value = try lambda()
      leave()
      return value
    }
    let body = try disjunction()
    guard kind == .kwIf else {
      leave()
      return body
    }
    // A condition without `else` is none of the expression's.
    let conditional = try attempt { (parser) throws(ParseFailure) in
      parser.position += 1
      let test = try parser.disjunction()
      try parser.expect(.kwElse)
      return (test, try parser.expression())
    }
    leave()
    guard let (test, orElse) = conditional else { return body }
    return Expr(.ifExp(test: test, body: body, orElse: orElse), span(start))
  }

  private mutating func lambda() throws(ParseFailure) -> Expr {
    let start = position
    position += 1
    let scope = newScope()
    let arguments = try parameters(isLambda: true)
    try expect(.colon)
    if diagnosing, kind == .fstringMiddle || kind == .fstringEnd {
      throw raise(
        "f-string: lambda expressions are not allowed without parentheses", span(start))
    }
    let body = try expression()
    return Expr(.lambda(arguments, body: body, scope: scope), span(start))
  }

  mutating func disjunction() throws(ParseFailure) -> Expr {
    if diagnosing {
      return try remember(.disjunction) { (parser) throws(ParseFailure) in
        try parser.plainDisjunction()
      }
    }
    return try plainDisjunction()
  }

  @inline(__always)
  private mutating func plainDisjunction() throws(ParseFailure) -> Expr {
    let start = position
    let first = try conjunction()
    guard kind == .kwOr else { return first }
    var values = [first]
    while kind == .kwOr {
      guard let next = try operand({ (parser) throws(ParseFailure) in try parser.conjunction() })
      else { break }
      values.append(next)
    }
    if values.count == 1 { return first }
    return Expr(.boolOp(.or, values), span(start))
  }

  private mutating func conjunction() throws(ParseFailure) -> Expr {
    let start = position
    let first = try inversion()
    guard kind == .kwAnd else { return first }
    var values = [first]
    while kind == .kwAnd {
      guard let next = try operand({ (parser) throws(ParseFailure) in try parser.inversion() })
      else { break }
      values.append(next)
    }
    if values.count == 1 { return first }
    return Expr(.boolOp(.and, values), span(start))
  }

  private mutating func inversion() throws(ParseFailure) -> Expr {
    guard kind == .kwNot else { return try comparison() }
    let start = position
    position += 1
    try enter()
    let operand = try inversion()
    leave()
    return Expr(.unaryOp(.not, operand), span(start))
  }

  private mutating func comparison() throws(ParseFailure) -> Expr {
    let start = position
    let left = try bitwiseOr()
    var operators: [CompareOperator] = []
    var comparators: [Expr] = []
    while true {
      let before = position
      guard let next = try comparisonOperator() else { break }
      if backtracks {
        guard
          let right = try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() })
        else {
          position = before
          break
        }
        comparators.append(right)
      } else {
        comparators.append(try bitwiseOr())
      }
      operators.append(next)
    }
    if operators.isEmpty { return left }
    return Expr(
      .compare(left: left, operators: operators, comparators: comparators), span(start))
  }

  private mutating func comparisonOperator() throws(ParseFailure) -> CompareOperator? {
    let found: CompareOperator
    switch kind {
    case .equalEqual: found = .eq
    case .notEqual:
      // `<>` is of the past.
      if text[Int(token.start)] == UInt8(ascii: "<") { throw fail() }
      found = .notEq
    case .less: found = .lt
    case .lessEqual: found = .ltE
    case .greater: found = .gt
    case .greaterEqual: found = .gtE
    case .kwIn: found = .in
    case .kwIs:
      position += 1
      return accept(.kwNot) ? .isNot : .is
    case .kwNot:
      guard nextKind == .kwIn else {
        position += 1
        _ = fail()
        position -= 1
        return nil
      }
      position += 2
      return .notIn
    default: return nil
    }
    position += 1
    return found
  }

  /// What stands to the right of the operator at this token.
  ///
  /// Where it does not match, the first pass fails. The second leaves the operator to the rule outside, as CPython's parser
  /// does, because some of its messages depend on how far a rule got.
  @inline(__always)
  private mutating func operand(
    _ rule: (inout Parser) throws(ParseFailure) -> Expr
  ) throws(ParseFailure) -> Expr? {
    guard backtracks else {
      position += 1
      return try rule(&self)
    }
    return try attempt { (parser) throws(ParseFailure) in
      parser.position += 1
      return try rule(&parser)
    }
  }

  // MARK: - Arithmetic

  mutating func bitwiseOr() throws(ParseFailure) -> Expr {
    if diagnosing {
      return try remember(.bitwiseOr) { (parser) throws(ParseFailure) in
        try parser.binary(1)
      }
    }
    return try binary(1)
  }

  /// Operators that bind at least as tightly as `minimum`, all left-associative.
  private mutating func binary(_ minimum: Int) throws(ParseFailure) -> Expr {
    let start = position
    var left = try factor()
    var length = 0
    while true {
      let (precedence, operation) = Self.binaryOperator(kind)
      if precedence < minimum { return left }
      guard
        let right = try operand({ (parser) throws(ParseFailure) in
          try parser.binary(precedence + 1)
        })
      else { return left }
      left = Expr(.binOp(left, operation, right), span(start))
      length += 1
      if length > Self.maximalChain { throw tooDeep() }
    }
  }

  @inline(__always)
  private static func binaryOperator(_ kind: TokenKind) -> (precedence: Int, Operator) {
    switch kind {
    case .pipe: (1, .bitOr)
    case .caret: (2, .bitXor)
    case .ampersand: (3, .bitAnd)
    case .leftShift: (4, .lShift)
    case .rightShift: (4, .rShift)
    case .plus: (5, .add)
    case .minus: (5, .sub)
    case .star: (6, .mult)
    case .slash: (6, .div)
    case .doubleSlash: (6, .floorDiv)
    case .percent: (6, .mod)
    case .at: (6, .matMult)
    default: (0, .add)
    }
  }

  private mutating func factor() throws(ParseFailure) -> Expr {
    let operation: UnaryOperator
    switch kind {
    case .minus: operation = .uSub
    case .plus: operation = .uAdd
    case .tilde: operation = .invert
    default: return try power()
    }
    let start = position
    position += 1
    try enter()
    let operand = try factor()
    leave()
    return Expr(.unaryOp(operation, operand), span(start))
  }

  private mutating func power() throws(ParseFailure) -> Expr {
    let start = position
    let base = try awaitPrimary()
    guard accept(.doubleStar) else { return base }
    try enter()
    let exponent = try factor()
    leave()
    return Expr(.binOp(base, .pow, exponent), span(start))
  }

  private mutating func awaitPrimary() throws(ParseFailure) -> Expr {
    guard kind == .kwAwait else { return try primary() }
    let start = position
    position += 1
    let value = try primary()
    return Expr(.await(value), span(start))
  }
}
