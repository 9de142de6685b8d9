// SPDX-License-Identifier: Apache-2.0
// Names, literals, displays and comprehensions.

extension Parser {
  mutating func atom() throws(ParseFailure) -> Expr {
    let token = token
    let constant: Constant
    switch token.kind {
    case .name:
      position += 1
      return Expr(.name(name(token)), token.location)
    case .number:
      constant = try number(token)
    case .string, .fstringStart: return try strings()
    case .leftParen: return try parenthesized()
    case .leftBracket: return try list()
    case .leftBrace: return try braces()
    case .kwNone: constant = .none
    case .kwTrue: constant = .true
    case .kwFalse: constant = .false
    case .ellipsis: constant = .ellipsis
    default: throw fail()
    }
    position += 1
    return Expr(.constant(constant), token.location)
  }

  mutating func number(_ token: Token) throws(ParseFailure) -> Constant {
    let bytes = UnsafeBufferPointer(
      start: text + Int(token.start), count: Int(token.end - token.start))
    let value = Literals.number(bytes)
    if case .bigInt(let digits, 10) = value, LiteralLimits.decimalDigits > 0,
      digits.count > LiteralLimits.decimalDigits
    {
      throw raise(
        "Exceeds the limit (\(LiteralLimits.decimalDigits) digits) for integer string conversion: "
          + "value has \(digits.count) digits; use sys.set_int_max_str_digits() to increase the "
          + "limit - Consider hexadecimal for huge integer literals to avoid decimal conversion "
          + "limits.", token.location)
    }
    return value
  }

  // MARK: - Displays

  /// A tuple, a group, or a generator.
  private mutating func parenthesized() throws(ParseFailure) -> Expr {
    let start = position
    position += 1
    if accept(.rightParen) { return Expr(.tuple([]), span(start)) }
    if kind == .kwYield {
      let value = try yieldExpression()
      try expect(.rightParen)
      return value
    }
    guard diagnosing else { return try afterParenthesis(start) }
    let inside = position
    if let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.afterParenthesis(start)
    }) {
      return value
    }
    position = inside
    try diagnoseParenthesized(start)
    throw fail()
  }

  private mutating func afterParenthesis(_ start: Int) throws(ParseFailure) -> Expr {
    let first = try starNamedExpression()
    switch kind {
    case .comma:
      let elements = try displayElements(first, .rightParen)
      try expect(.rightParen)
      return Expr(.tuple(elements), span(start))
    case .rightParen where !isStarred(first):
      position += 1
      return first
    case .kwFor where !isStarred(first), .kwAsync where !isStarred(first):
      let generators = try comprehensions()
      try expect(.rightParen)
      return Expr(.generatorExp(first, generators, scope: newScope()), span(start))
    default: throw fail()
    }
  }

  private mutating func list() throws(ParseFailure) -> Expr {
    let start = position
    position += 1
    if accept(.rightBracket) { return Expr(.list([]), span(start)) }
    guard diagnosing else { return try afterBracket(start) }
    let inside = position
    if let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.afterBracket(start)
    }) {
      return value
    }
    position = inside
    try diagnoseComprehensionTarget(start)
    throw fail()
  }

  private mutating func afterBracket(_ start: Int) throws(ParseFailure) -> Expr {
    let first = try starNamedExpression()
    if kind == .kwFor || kind == .kwAsync, !isStarred(first) {
      let generators = try comprehensions()
      try expect(.rightBracket)
      return Expr(.listComp(first, generators, scope: newScope()), span(start))
    }
    let elements = try displayElements(first, .rightBracket)
    try expect(.rightBracket)
    return Expr(.list(elements), span(start))
  }

  private mutating func displayElements(
    _ first: Expr, _ closing: TokenKind
  ) throws(ParseFailure) -> [Expr] {
    var elements = [first]
    while accept(.comma) {
      if kind == closing { break }
      elements.append(try starNamedExpression())
    }
    return elements
  }

  /// A dictionary, a set, or a comprehension of one.
  private mutating func braces() throws(ParseFailure) -> Expr {
    let start = position
    position += 1
    if accept(.rightBrace) { return Expr(.dict(keys: [], values: []), span(start)) }
    if kind == .doubleStar {
      if diagnosing { try diagnoseDictUnpacking() }
      return try dictionary(start)
    }
    if kind != .star {
      // A key is an expression; an element of a set may be `a := b`.
      let isNamed = kind == .name && nextKind == .colonEqual
      if !isNamed,
        let key = try attempt({ (parser) throws(ParseFailure) in
          let key = try parser.expression()
          if parser.kind != .colon { throw parser.fail() }
          return key
        })
      {
        return try dictionary(start, key)
      }
    }
    guard diagnosing else { return try setAfterBrace(start) }
    let inside = position
    if let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.setAfterBrace(start)
    }) {
      return value
    }
    position = inside
    try diagnoseComprehensionTarget(start)
    throw fail()
  }

  private mutating func setAfterBrace(_ start: Int) throws(ParseFailure) -> Expr {
    let first = try starNamedExpression()
    if kind == .kwFor || kind == .kwAsync, !isStarred(first) {
      let generators = try comprehensions()
      try expect(.rightBrace)
      return Expr(.setComp(first, generators, scope: newScope()), span(start))
    }
    let elements = try displayElements(first, .rightBrace)
    try expect(.rightBrace)
    return Expr(.set(elements), span(start))
  }

  /// A dictionary whose first key has been read, if it has one.
  private mutating func dictionary(
    _ start: Int, _ firstKey: Expr? = nil
  ) throws(ParseFailure) -> Expr {
    var keys: [Expr?] = []
    var values: [Expr] = []
    var key = firstKey
    while true {
      let keyStart = position
      if key == nil, accept(.doubleStar) {
        keys.append(nil)
        values.append(try bitwiseOr())
      } else {
        if key == nil {
          if diagnosing,
            let plain = try attemptPlainly({ (parser) throws(ParseFailure) in
              try parser.expression()
            }), kind != .colon
          {
            throw raiseMissingColon(plain.location)
          } else if diagnosing {
            position = keyStart
          }
          key = try expression()
          if kind != .colon { throw fail() }
        }
        if diagnosing { try diagnoseDictValue() }
        try expect(.colon)
        keys.append(key)
        values.append(try expression())
        if keys.count == 1, kind == .kwFor || kind == .kwAsync {
          let generators = try comprehensions()
          try expect(.rightBrace)
          return Expr(
            .dictComp(key: key!, value: values[0], generators, scope: newScope()), span(start))
        }
      }
      key = nil
      guard accept(.comma), kind != .rightBrace else { break }
    }
    try expect(.rightBrace)
    return Expr(.dict(keys: keys, values: values), span(start))
  }

  // MARK: - Comprehensions

  /// One `for` and its conditions at least.
  mutating func comprehensions() throws(ParseFailure) -> [Comprehension] {
    var clauses: [Comprehension] = []
    while kind == .kwFor || (kind == .kwAsync && nextKind == .kwFor) {
      let isAsync = accept(.kwAsync)
      position += 1
      let start = position
      guard
        let target = try attempt({ (parser) throws(ParseFailure) in
          let target = try parser.targets()
          try parser.expect(.kwIn)
          return target
        })
      else {
        if diagnosing { try diagnoseForTarget(start) }
        throw fail()
      }
      let iterable = try disjunction()
      var conditions: [Expr] = []
      while accept(.kwIf) { conditions.append(try disjunction()) }
      clauses.append(
        Comprehension(
          target: target, iterable: iterable, conditions: conditions, isAsync: isAsync))
    }
    if clauses.isEmpty { throw fail() }
    return clauses
  }
}
