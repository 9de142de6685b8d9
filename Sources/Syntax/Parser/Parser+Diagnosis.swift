// SPDX-License-Identifier: Apache-2.0
// Mistakes in expressions that have messages of their own, looked for in the second pass. CPython's grammar calls the rules
// `invalid_expression`, `invalid_named_expression` and so on; the order in which they are tried is part of what users see.

extension Parser {
  enum MemoRule: Int { case named, expression, disjunction, bitwiseOr }

  /// The second pass reads the same text under many rules: what each made of it is kept for the length of a statement.
  mutating func remember(
    _ rule: MemoRule, _ make: (inout Parser) throws(ParseFailure) -> Expr
  ) throws(ParseFailure) -> Expr {
    let key = position << 2 | rule.rawValue
    if let found = memo[key] {
      guard let expression = found.expression else { throw .noMatch }
      position = found.end
      return expression
    }
    do throws(ParseFailure) {
      let value = try make(&self)
      memo[key] = Memo(expression: value, end: position)
      return value
    } catch {
      if error == .noMatch { memo[key] = Memo(expression: nil, end: 0) }
      throw error
    }
  }

  private func isLegacy(_ value: Expr) -> Bool {
    if case .name(let name) = value.kind { return name == Keywords.print || name == Keywords.exec }
    return false
  }

  /// CPython compares as many letters as the name has: `c` and `mat` count as soft keywords here.
  private func startsSoftKeyword() -> Bool {
    let name = names.utf8(name(token))
    return [Keywords.match, Keywords.case, Keywords.underscore].contains {
      names.utf8($0).starts(with: name)
    }
  }

  /// Two expressions side by side, a condition without `else`, `print` as a statement.
  mutating func diagnoseExpression() throws(ParseFailure) {
    let start = position
    // `kf"text"` and `match x` are no forgotten commas.
    let isSkipped =
      kind == .name
      && (nextKind == .string || nextKind == .fstringStart || startsSoftKeyword())
    let first = try attempt { (parser) throws(ParseFailure) in try parser.disjunction() }
    if let first, !isSkipped {
      let end = position
      let second = try attemptPlainly { (parser) throws(ParseFailure) in
        try parser.expression()
      }
      if let second, !isLegacy(first), previous.level != 0 {
        throw raise(
          "invalid syntax. Perhaps you forgot a comma?",
          Location(from: first.location, to: second.location))
      }
      position = end
    }
    if let first, accept(.kwIf),
      let second = try attempt({ (parser) throws(ParseFailure) in try parser.disjunction() }),
      kind != .kwElse, kind != .colon
    {
      throw raise(
        "expected 'else' after 'if' expression",
        Location(from: first.location, to: second.location))
    }
    position = start
    if kind == .name, nextKind != .leftParen {
      let name = token
      position += 1
      if let rest = try attempt({ (parser) throws(ParseFailure) in
        try parser.starExpressions()
      }), isLegacy(Expr(.name(self.name(name)), name.location)) {
        let word = names[self.name(name)]
        throw raise(
          "Missing parentheses in call to '\(word)'. Did you mean \(word)(...)?",
          Location(from: name.location, to: rest.location))
      }
      position = start
    }
  }

  /// `a = b` where no statement can stand, and `:=` after something that is no name.
  mutating func diagnoseNamedExpression() throws(ParseFailure) {
    let start = position
    if let target = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
      accept(.colonEqual),
      try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil
    {
      throw raise(
        "cannot use assignment expressions with \(describe(target))", target.location)
    }
    position = start
    if kind == .name, nextKind == .equal {
      let name = token
      position += 2
      if let value = try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() }),
        kind != .equal, kind != .colonEqual
      {
        throw raise(
          "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
          Location(from: name.location, to: value.location))
      }
      position = start
    }
    if try !startsTargetDisplay(),
      let target = try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() }),
      accept(.equal),
      try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() }) != nil,
      kind != .equal, kind != .colonEqual
    {
      throw raise(
        "cannot assign to \(describe(target)) here. Maybe you meant '==' instead of '='?",
        target.location)
    }
    position = start
  }

  /// Whether a list, a tuple, a generator or one of the constants begins here.
  private mutating func startsTargetDisplay() throws(ParseFailure) -> Bool {
    let start = position
    defer { position = start }
    switch kind {
    case .kwTrue, .kwFalse, .kwNone: return true
    case .leftParen, .leftBracket:
      let opening = token
      guard let value = try attempt({ (parser) throws(ParseFailure) in try parser.atom() }) else {
        return false
      }
      switch value.kind {
      case .list, .tuple, .generatorExp:
        return value.location.column == opening.column && value.location.line == opening.line
      default: return false
      }
    default: return false
    }
  }

  // MARK: - Brackets

  /// Stars in parentheses, after the opening one at `start`.
  mutating func diagnoseParenthesized(_ start: Int) throws(ParseFailure) {
    let inside = position
    if kind == .star {
      position += 1
      if try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil {
        if kind == .rightParen {
          throw raise("cannot use starred expression here", span(inside))
        }
        try diagnoseUnpackingBeforeFor(span(inside))
      }
    } else if kind == .doubleStar {
      let stars = token
      position += 1
      if try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil,
        kind == .rightParen
      {
        throw raise("cannot use double starred expression here", stars.location)
      }
    }
    position = inside
  }

  /// `f(*a for …)`, at the star.
  mutating func diagnoseStarredGenerator() throws(ParseFailure) {
    let start = position
    position += 1
    if try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil {
      try diagnoseUnpackingBeforeFor(span(start))
    }
    position = start
  }

  private mutating func diagnoseUnpackingBeforeFor(_ location: Location) throws(ParseFailure) {
    if kind == .kwFor || kind == .kwAsync,
      try attempt({ (parser) throws(ParseFailure) in try parser.comprehensions() }) != nil
    {
      throw raise("iterable unpacking cannot be used in comprehension", location)
    }
  }

  /// `[*a for …]` and `[a, b for …]`, after the opening bracket.
  mutating func diagnoseComprehensionTarget(_ start: Int) throws(ParseFailure) {
    let inside = position
    if kind == .star {
      position += 1
      if try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil {
        try diagnoseUnpackingBeforeFor(span(inside))
      }
      position = inside
    }
    if let first = try attempt({ (parser) throws(ParseFailure) in
      try parser.starNamedExpression()
    }), accept(.comma) {
      let comma = previous
      var last = comma.location
      while kind != .kwFor,
        let next = try attempt({ (parser) throws(ParseFailure) in
          try parser.starNamedExpression()
        })
      {
        last = next.location
        if !accept(.comma) { break }
      }
      if kind == .kwFor || kind == .kwAsync,
        try attempt({ (parser) throws(ParseFailure) in try parser.comprehensions() }) != nil
      {
        throw raise(
          "did you forget parentheses around the comprehension target?",
          Location(from: first.location, to: last))
      }
    }
    position = inside
  }

  mutating func diagnoseDictUnpacking() throws(ParseFailure) {
    let start = position
    let stars = token
    position += 1
    if try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() }) != nil,
      kind == .kwFor || kind == .kwAsync,
      try attempt({ (parser) throws(ParseFailure) in try parser.comprehensions() }) != nil,
      kind == .rightBrace
    {
      throw raise("dict unpacking cannot be used in dict comprehension", stars.location)
    }
    position = start
  }

  /// At the colon after a key.
  mutating func diagnoseDictValue() throws(ParseFailure) {
    guard kind == .colon else { return }
    let start = position
    switch nextKind {
    case .star:
      position += 1
      let star = token
      position += 1
      if try attempt({ (parser) throws(ParseFailure) in try parser.bitwiseOr() }) != nil {
        throw raise("cannot use a starred expression in a dictionary value", from: star.location)
      }
      position = start
    case .rightBrace, .comma:
      throw raise("expression expected after dictionary key and ':'", token.location)
    default: break
    }
  }

  /// A key without value after other pairs: told at the last character of the key.
  mutating func raiseMissingColon(_ key: Location) -> ParseFailure {
    var place = key
    place.line = key.line
    place.column = key.endColumn - 1
    let failure = raise("':' expected after dictionary key", place)
    error?.line = Int(key.line)
    error?.endColumn = 0
    return failure
  }

  /// What stands between `for` and `in`, at token `start`.
  mutating func diagnoseForTarget(_ start: Int) throws(ParseFailure) {
    position = start
    if let value = try attempt({ (parser) throws(ParseFailure) in
      try parser.starExpressions()
    }) {
      try checkTarget(value, .iteration)
    }
    position = start
  }

  // MARK: - Arguments

  private mutating func argumentList() throws(ParseFailure) -> ([Expr], [Keyword], Location)? {
    let start = position
    return try attempt { (parser) throws(ParseFailure) in
      var arguments: [Expr] = []
      var keywords: [Keyword] = []
      try parser.collectArguments(&arguments, &keywords)
      if parser.position > start, parser.previous.kind == .comma { parser.position -= 1 }
      if arguments.isEmpty, keywords.isEmpty { throw parser.fail() }
      return (arguments, keywords, parser.span(start))
    }
  }

  private mutating func clauses() throws(ParseFailure) -> Location? {
    guard kind == .kwFor || kind == .kwAsync else { return nil }
    let found = try attempt { (parser) throws(ParseFailure) in try parser.comprehensions() }
    return found.map { ($0.last!.conditions.last ?? $0.last!.iterable).location }
  }

  /// Arguments in the wrong order, and generators without parentheses.
  mutating func diagnoseArguments() throws(ParseFailure) {
    let start = position
    let unparenthesized = "Generator expression must be parenthesized"
    if try argumentList() != nil, accept(.comma), kind == .star {
      throw raise(
        "iterable argument unpacking follows keyword argument unpacking", token.location)
    }
    position = start
    if let first = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
      let last = try clauses(), accept(.comma)
    {
      if try argumentList() == nil { _ = fail() }
      throw raise(unparenthesized, Location(from: first.location, to: last))
    }
    position = start
    try diagnoseAssignedGenerator()
    position = start
    if let (arguments, _, _) = try argumentList(), let last = try clauses(), arguments.count > 1 {
      throw raise(
        unparenthesized, Location(from: arguments[arguments.count - 1].location, to: last))
    }
    position = start
    guard let (_, keywords, _) = try argumentList(), accept(.comma) else { return }
    let second = position
    if let value = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
      let last = try clauses()
    {
      throw raise(unparenthesized, Location(from: value.location, to: last))
    }
    position = second
    if try argumentList() != nil {
      let unpacking = keywords.contains { $0.name == nil } ? " unpacking" : ""
      throw raiseHere("positional argument follows keyword argument\(unpacking)")
    }
  }

  private mutating func diagnoseAssignedGenerator() throws(ParseFailure) {
    guard kind == .name, nextKind == .equal else { return }
    let start = position
    position += 2
    if try attempt({ (parser) throws(ParseFailure) in try parser.expression() }) != nil,
      try clauses() != nil
    {
      throw raise(
        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        Location(from: tokens[start].location, to: tokens[start + 1].location))
    }
    position = start
  }

  /// What stands before `=` in an argument and is no name.
  mutating func diagnoseKeyword() throws(ParseFailure) {
    let start = position
    switch kind {
    case .kwTrue, .kwFalse, .kwNone:
      if nextKind == .equal {
        throw raise(
          "cannot assign to \(names[name(token)])",
          Location(from: token.location, to: tokens[position + 1].location))
      }
    case .name where nextKind == .equal:
      try diagnoseAssignedGenerator()
      return
    default: break
    }
    if let value = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
      kind == .equal
    {
      throw raise(
        "expression cannot contain assignment, perhaps you meant \"==\"?",
        Location(from: value.location, to: token.location))
    }
    position = start
  }
}
