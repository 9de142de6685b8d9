// SPDX-License-Identifier: Apache-2.0
// Statements with blocks.

extension Parser {
  /// A statement with a block, nil if none begins here.
  mutating func compoundStatement() throws(ParseFailure) -> Stmt? {
    let start = position
    switch kind {
    case .kwIf: return try ifStatement()
    case .kwFor: return try forStatement(start, isAsync: false)
    case .kwWhile: return try whileStatement()
    case .kwTry: return try tryStatement()
    case .kwWith: return try withStatement(start, isAsync: false)
    case .kwDef: return try function(start, decorators: [], isAsync: false)
    case .kwClass: return try classStatement(decorators: [])
    case .at: return try decorated()
    case .kwAsync:
      position += 1
      switch kind {
      case .kwDef: return try function(start, decorators: [], isAsync: true)
      case .kwFor: return try forStatement(start, isAsync: true)
      case .kwWith: return try withStatement(start, isAsync: true)
      default: throw fail()
      }
    case .name where token.name == Keywords.match.index:
      return try attempt { (parser) throws(ParseFailure) in try parser.matchStatement() }
    default: return nil
    }
  }

  // MARK: - Blocks

  /// From a token to the last one that is no line end or indentation.
  func blockSpan(_ start: Int) -> Location {
    var last = position - 1
    while tokens[last].kind.rawValue <= TokenKind.dedent.rawValue { last -= 1 }
    return Location(from: tokens[start].location, to: tokens[last].location)
  }

  /// The colon after a statement's head.
  mutating func headColon() throws(ParseFailure) {
    if accept(.colon) { return }
    if diagnosing, kind == .newline { throw raiseHere("expected ':'") }
    throw fail()
  }

  /// An indented block, or statements on the same line.
  mutating func block(_ what: String, _ start: Int) throws(ParseFailure) -> [Stmt] {
    var body: [Stmt] = []
    guard accept(.newline) else {
      try simpleStatements(into: &body)
      return body
    }
    guard accept(.indent) else {
      if diagnosing {
        if kind == .error { throw fail() }
        throw raiseHere(
          "expected an indented block after \(what) on line \(tokens[start].line)",
          kind: .indentation)
      }
      throw fail()
    }
    try enter()
    repeat { try statement(into: &body) } while kind != .dedent && kind != .endMarker
    leave()
    try expect(.dedent)
    return body
  }

  private mutating func elseBlock() throws(ParseFailure) -> [Stmt] {
    let start = position
    guard accept(.kwElse) else { return [] }
    try require(.colon, ":")
    return try block("'else' statement", start)
  }

  // MARK: - if, while, for

  private mutating func ifStatement() throws(ParseFailure) -> Stmt {
    var clauses: [(start: Int, test: Expr, body: [Stmt])] = []
    repeat {
      let start = position
      let word = clauses.isEmpty ? "if" : "elif"
      position += 1
      let test = try namedExpression()
      try headColon()
      let body = try block("'\(word)' statement", start)
      clauses.append((start, test, body))
      // The tree is as deep as there are clauses.
      if clauses.count > Self.mostClauses { throw tooDeep() }
    } while kind == .kwElif
    // Each `elif` is the whole `else` of the clause before it.
    var orElse = try elseBlock()
    for clause in clauses.reversed() {
      orElse = [
        Stmt(
          .if(test: clause.test, body: clause.body, orElse: orElse), blockSpan(clause.start))
      ]
    }
    return orElse[0]
  }

  private mutating func whileStatement() throws(ParseFailure) -> Stmt {
    let start = position
    position += 1
    let test = try namedExpression()
    try headColon()
    let body = try block("'while' statement", start)
    let orElse = try elseBlock()
    return Stmt(.while(test: test, body: body, orElse: orElse), blockSpan(start))
  }

  private mutating func forStatement(
    _ start: Int, isAsync: Bool
  ) throws(ParseFailure) -> Stmt {
    let word = position
    position += 1
    guard
      let target = try attempt({ (parser) throws(ParseFailure) in
        let target = try parser.targets()
        try parser.expect(.kwIn)
        return target
      })
    else {
      if diagnosing { try diagnoseForTarget(word + 1) }
      throw fail()
    }
    let iterable = try starExpressions()
    try headColon()
    let body = try block("'for' statement", word)
    let orElse = try elseBlock()
    return Stmt(
      .for(target: target, iterable: iterable, body: body, orElse: orElse, isAsync: isAsync),
      blockSpan(start))
  }

  // MARK: - with

  private mutating func withStatement(
    _ start: Int, isAsync: Bool
  ) throws(ParseFailure) -> Stmt {
    let word = position
    position += 1
    var items: [WithItem] = []
    if kind == .leftParen,
      let found = try attempt({ (parser) throws(ParseFailure) in
        try parser.parenthesizedItems()
      })
    {
      items = found
    } else {
      repeat { items.append(try withItem()) } while accept(.comma)
      try headColon()
    }
    let body = try block("'with' statement", word)
    return Stmt(.with(items, body: body, isAsync: isAsync), blockSpan(start))
  }

  private mutating func parenthesizedItems() throws(ParseFailure) -> [WithItem] {
    position += 1
    var items: [WithItem] = []
    repeat {
      if !items.isEmpty, kind == .rightParen { break }
      items.append(try withItem())
    } while accept(.comma)
    try expect(.rightParen)
    // Without the colon the parentheses may be those of an expression.
    if diagnosing, kind == .newline { throw raiseHere("expected ':'") }
    try expect(.colon)
    return items
  }

  private mutating func withItem() throws(ParseFailure) -> WithItem {
    let context = try expression()
    guard accept(.kwAs) else { return WithItem(context: context, variables: nil) }
    let start = position
    let target = try attempt { (parser) throws(ParseFailure) in
      let target = try parser.target()
      guard parser.endsItem() else { throw parser.fail() }
      return target
    }
    if let target { return WithItem(context: context, variables: target) }
    if diagnosing {
      position = start
      try diagnoseWithHead()
      position = start
      if let value = try attempt({ (parser) throws(ParseFailure) in try parser.expression() }),
        endsItem()
      {
        try checkTarget(value, .assignment)
      }
    }
    position = start
    throw fail()
  }

  /// The head ends without its colon.
  private mutating func diagnoseWithHead() throws(ParseFailure) {
    if try attempt({ (parser) throws(ParseFailure) in try parser.target() }) != nil,
      kind == .newline
    {
      throw raiseHere("expected ':'")
    }
  }

  private func endsItem() -> Bool { kind == .comma || kind == .rightParen || kind == .colon }

  // MARK: - try

  private mutating func tryStatement() throws(ParseFailure) -> Stmt {
    let start = position
    position += 1
    try require(.colon, ":")
    let body = try block("'try' statement", start)
    if kind != .kwExcept, kind != .kwFinally {
      if diagnosing, kind != .error {
        throw raiseHere("expected 'except' or 'finally' block")
      }
      throw fail()
    }
    var handlers: [ExceptHandler] = []
    var isStar = false
    while kind == .kwExcept {
      let isStarHandler = nextKind == .star
      if !handlers.isEmpty, isStar != isStarHandler {
        guard diagnosing else {
          position += 1
          throw fail()
        }
        let location =
          isStarHandler
          ? Location(from: token.location, to: tokens[position + 1].location) : token.location
        throw raise("cannot have both 'except' and 'except*' on the same 'try'", location)
      }
      isStar = isStarHandler
      handlers.append(try handler(isStar: isStar))
    }
    let orElse = handlers.isEmpty ? [] : try elseBlock()
    var finalBody: [Stmt] = []
    let last = position
    if accept(.kwFinally) {
      try require(.colon, ":")
      finalBody = try block("'finally' statement", last)
    }
    return Stmt(
      .try(
        body: body, handlers: handlers, orElse: orElse, finalBody: finalBody, isStar: isStar),
      blockSpan(start))
  }

  private mutating func handler(isStar: Bool) throws(ParseFailure) -> ExceptHandler {
    let start = position
    position += isStar ? 2 : 1
    var type: Expr?
    var name: Identifier?
    if kind != .colon || isStar {
      if diagnosing, kind == .newline || kind == .colon {
        throw raiseHere(isStar ? "expected one or more exception types" : "expected ':'")
      }
      type = try expression()
      if diagnosing { try diagnoseExceptionTypes(type!) }
      if accept(.kwAs) { name = try identifier() }
    }
    try headColon()
    let body = try block("'except\(isStar ? "*" : "")' statement", start)
    return ExceptHandler(type: type, name: name, body: body, location: blockSpan(start))
  }

  // MARK: - Functions and classes

  private mutating func decorated() throws(ParseFailure) -> Stmt {
    var decorators: [Expr] = []
    while accept(.at) {
      decorators.append(try namedExpression())
      try expect(.newline)
    }
    let start = position
    switch kind {
    case .kwClass: return try classStatement(decorators: decorators)
    case .kwDef: return try function(start, decorators: decorators, isAsync: false)
    case .kwAsync where nextKind == .kwDef:
      position += 1
      return try function(start, decorators: decorators, isAsync: true)
    case .kwAsync:
      position += 1
      throw fail()
    default: throw fail()
    }
  }

  private mutating func function(
    _ start: Int, decorators: [Expr], isAsync: Bool
  ) throws(ParseFailure) -> Stmt {
    let word = position
    position += 1
    let name = try identifier()
    let typeParameters = try attempt { (parser) throws(ParseFailure) in
      try parser.typeParameters()
    }
    try require(.leftParen, "(")
    let scope = newScope()
    let arguments = try parameters(isLambda: false)
    try expect(.rightParen)
    let returns = accept(.arrow) ? try expression() : nil
    try require(.colon, ":")
    let body = try block("function definition", word)
    return Stmt(
      .functionDef(
        FunctionDef(
          name: name, typeParameters: typeParameters ?? nil, arguments: arguments, body: body,
          decorators: decorators, returns: returns, isAsync: isAsync, scope: scope)),
      blockSpan(start))
  }

  private mutating func classStatement(decorators: [Expr]) throws(ParseFailure) -> Stmt {
    let start = position
    position += 1
    let name = try identifier()
    let typeParameters = try typeParameters()
    let scope = newScope()
    var (bases, keywords): ([Expr], [Keyword]) = ([], [])
    if accept(.leftParen) {
      if kind != .rightParen {
        (bases, keywords) = try callArguments(allowsGenerator: false)
      }
      try expect(.rightParen)
    }
    try headColon()
    let body = try block("class definition", start)
    return Stmt(
      .classDef(
        ClassDef(
          name: name, typeParameters: typeParameters, bases: bases, keywords: keywords,
          body: body, decorators: decorators, scope: scope)), blockSpan(start))
  }

  // MARK: - match

  private mutating func matchStatement() throws(ParseFailure) -> Stmt {
    let start = position
    position += 1
    let subjectStart = position
    let first = try starNamedExpression()
    var subject = first
    if kind == .comma {
      var elements = [first]
      while accept(.comma), startsExpression() { elements.append(try starNamedExpression()) }
      subject = Expr(.tuple(elements), span(subjectStart))
    } else if isStarred(first) {
      throw fail()
    }
    try headColon()
    try expect(.newline)
    guard accept(.indent) else {
      if diagnosing, kind != .error {
        throw raiseHere(
          "expected an indented block after 'match' statement on line \(tokens[start].line)",
          kind: .indentation)
      }
      throw fail()
    }
    var cases: [MatchCase] = []
    while isSoft(Keywords.case) { cases.append(try matchCase()) }
    if cases.isEmpty { throw fail() }
    try expect(.dedent)
    return Stmt(.match(subject: subject, cases: cases), blockSpan(start))
  }

  private mutating func matchCase() throws(ParseFailure) -> MatchCase {
    let start = position
    position += 1
    let pattern = try patterns()
    let condition = accept(.kwIf) ? try namedExpression() : nil
    try headColon()
    let body = try block("'case' statement", start)
    return MatchCase(pattern: pattern, guard: condition, body: body)
  }
}
