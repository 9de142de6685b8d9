// SPDX-License-Identifier: Apache-2.0
// Statements of one line.

extension Parser {
  mutating func statement(into body: inout [Stmt]) throws(ParseFailure) {
    if let compound = try compoundStatement() {
      body.append(compound)
    } else {
      try simpleStatements(into: &body)
    }
  }

  /// Statements between semicolons, up to the line's end.
  mutating func simpleStatements(into body: inout [Stmt]) throws(ParseFailure) {
    if diagnosing { memo.removeAll(keepingCapacity: true) }
    repeat {
      let start = position
      let kind = try simpleStatement()
      body.append(Stmt(kind, span(start)))
    } while accept(.semicolon) && kind != .newline
    try expect(.newline)
  }

  private mutating func simpleStatement() throws(ParseFailure) -> Stmt.Kind {
    switch kind {
    case .kwReturn:
      position += 1
      return .return(startsExpression() ? try starExpressions() : nil)
    case .kwRaise: return try raiseStatement()
    case .kwPass:
      position += 1
      return .pass
    case .kwBreak:
      position += 1
      return .break
    case .kwContinue:
      position += 1
      return .continue
    case .kwDel: return try deleteStatement()
    case .kwAssert:
      position += 1
      let test = try expression()
      let message = accept(.comma) ? try expression() : nil
      return .assert(test: test, message: message)
    case .kwGlobal: return .global(try nameList())
    case .kwNonlocal: return .nonlocal(try nameList())
    case .kwImport:
      position += 1
      var names = [try dottedAlias()]
      while accept(.comma) { names.append(try dottedAlias()) }
      return .import(names)
    case .kwFrom: return try importFrom()
    case .name where token.name == Keywords.type.index && nextKind == .name:
      if let alias = try attempt({ (parser) throws(ParseFailure) in try parser.typeAlias() }) {
        return alias
      }
      return try expressionStatement()
    default: return try expressionStatement()
    }
  }

  private mutating func raiseStatement() throws(ParseFailure) -> Stmt.Kind {
    position += 1
    guard startsExpression(), kind != .star else { return .raise(exception: nil, cause: nil) }
    let exception = try expression()
    let cause = accept(.kwFrom) ? try expression() : nil
    return .raise(exception: exception, cause: cause)
  }

  private mutating func deleteStatement() throws(ParseFailure) -> Stmt.Kind {
    position += 1
    let start = position
    let found = try attempt { (parser) throws(ParseFailure) in
      var targets: [Expr] = []
      repeat {
        if !targets.isEmpty, parser.kind == .semicolon || parser.kind == .newline { break }
        let value = try parser.primary()
        if parser.invalidTarget(value, .deletion) != nil { throw parser.fail() }
        targets.append(value)
      } while parser.accept(.comma)
      if parser.kind != .semicolon, parser.kind != .newline { throw parser.fail() }
      return targets
    }
    if let found { return .delete(found) }
    if diagnosing {
      position = start
      try checkTarget(try starExpressions(), .deletion)
    }
    position = start
    throw fail()
  }

  private mutating func nameList() throws(ParseFailure) -> [Identifier] {
    position += 1
    var names = [try identifier()]
    while accept(.comma) { names.append(try identifier()) }
    return names
  }

  private mutating func typeAlias() throws(ParseFailure) -> Stmt.Kind {
    position += 1
    let token = token
    let name = Expr(.name(try identifier()), token.location)
    let parameters = try typeParameters()
    try expect(.equal)
    let scope = newScope()
    let value = try expression()
    return .typeAlias(
      TypeAlias(name: name, typeParameters: parameters, value: value, scope: scope))
  }

  /// `[T: bound, *Ts, **P]`, if there are any.
  mutating func typeParameters() throws(ParseFailure) -> TypeParameters? {
    guard accept(.leftBracket) else { return nil }
    let scope = newScope()
    var list: [TypeParameter] = []
    repeat {
      if !list.isEmpty, kind == .rightBracket { break }
      let start = position
      let kind: TypeParameter.Kind =
        accept(.star) ? .typeVarTuple : accept(.doubleStar) ? .paramSpec : .typeVar
      let name = try identifier()
      var bound: Expr?
      let boundScope = newScope()
      if self.kind == .colon {
        let colon = token
        position += 1
        let value = try expression()
        bound = value
        if kind != .typeVar {
          var word = "bound"
          if case .tuple = value.kind { word = "constraints" }
          let what = kind == .typeVarTuple ? "TypeVarTuple" : "ParamSpec"
          throw raise("cannot use \(word) with \(what)", from: colon.location)
        }
      }
      list.append(
        TypeParameter(
          kind: kind, name: name, bound: bound, boundScope: boundScope, location: span(start)))
    } while accept(.comma)
    try expect(.rightBracket)
    return TypeParameters(list: list, scope: scope)
  }

  // MARK: - Imports

  private mutating func dottedName() throws(ParseFailure) -> Identifier {
    let first = try identifier()
    guard kind == .dot else { return first }
    var text = names[first]
    while accept(.dot) { text += "." + names[try identifier()] }
    return names.intern(text)
  }

  private mutating func dottedAlias() throws(ParseFailure) -> Alias {
    let start = position
    let name = try dottedName()
    let asName = accept(.kwAs) ? try identifier() : nil
    return Alias(name: name, asName: asName, location: span(start))
  }

  private mutating func importFrom() throws(ParseFailure) -> Stmt.Kind {
    position += 1
    var level = 0
    while true {
      if accept(.dot) {
        level += 1
      } else if accept(.ellipsis) {
        level += 3
      } else {
        break
      }
    }
    let module = level > 0 && kind == .kwImport ? nil : try dottedName()
    try expect(.kwImport)
    return .importFrom(module: module, names: try importedNames(), level: level)
  }

  private mutating func importedNames() throws(ParseFailure) -> [Alias] {
    if kind == .star {
      position += 1
      return [Alias(name: Keywords.star, asName: nil, location: previous.location)]
    }
    let isParenthesized = accept(.leftParen)
    var names: [Alias] = []
    repeat {
      if isParenthesized, !names.isEmpty, kind == .rightParen { break }
      if !isParenthesized, !names.isEmpty, kind == .newline {
        if diagnosing {
          throw raiseHere("trailing comma not allowed without surrounding parentheses")
        }
        throw fail()
      }
      let start = position
      let name = try identifier()
      let asName = accept(.kwAs) ? try identifier() : nil
      names.append(Alias(name: name, asName: asName, location: span(start)))
    } while accept(.comma)
    if isParenthesized { try expect(.rightParen) }
    return names
  }

  // MARK: - Assignments and expressions

  private mutating func expressionStatement() throws(ParseFailure) -> Stmt.Kind {
    let start = position
    if diagnosing {
      if let found = try assignmentWhileDiagnosing() { return found }
      position = start
      try diagnoseAssignment()
      position = start
      return .expr(kind == .kwYield ? try yieldExpression() : try starExpressions())
    }
    let value = kind == .kwYield ? try yieldExpression() : try starExpressions()
    if let assignment = try assignment(value, start) { return assignment }
    return .expr(value)
  }

  /// What follows an expression if it is the target of an assignment; nil if nothing does.
  private mutating func assignment(
    _ value: Expr, _ start: Int
  ) throws(ParseFailure) -> Stmt.Kind? {
    switch kind {
    case .equal:
      var targets: [Expr] = []
      var last = value
      while kind == .equal {
        if isYield(last) || invalidTarget(last, .assignment) != nil { throw fail() }
        targets.append(last)
        position += 1
        last = kind == .kwYield ? try yieldExpression() : try starExpressions()
      }
      return .assign(targets: targets, value: last)
    case .colon:
      guard let isSimple = annotates(value, start) else { throw fail() }
      position += 1
      let annotation = try expression()
      var assigned: Expr?
      if kind == .equal {
        assigned = try attempt { (parser) throws(ParseFailure) in
          parser.position += 1
          return parser.kind == .kwYield
            ? try parser.yieldExpression() : try parser.starExpressions()
        }
      }
      return .annAssign(
        target: value, annotation: annotation, value: assigned, isSimple: isSimple)
    default:
      guard let operation = Self.augmentedOperator(kind) else { return nil }
      switch value.kind {
      case .name, .attribute, .subscript: break
      default: throw fail()
      }
      position += 1
      let right = kind == .kwYield ? try yieldExpression() : try starExpressions()
      return .augAssign(target: value, operation, value: right)
    }
  }

  private func isYield(_ value: Expr) -> Bool {
    switch value.kind {
    case .yield, .yieldFrom: true
    default: false
    }
  }

  /// Whether an annotated target is a name without parentheses; nil if it cannot be annotated.
  private func annotates(_ value: Expr, _ start: Int) -> Bool? {
    switch value.kind {
    case .name: tokens[start].kind == .name
    case .attribute, .subscript: false
    default: nil
    }
  }

  static func augmentedOperator(_ kind: TokenKind) -> Operator? {
    switch kind {
    case .plusEqual: .add
    case .minusEqual: .sub
    case .starEqual: .mult
    case .atEqual: .matMult
    case .slashEqual: .div
    case .percentEqual: .mod
    case .ampersandEqual: .bitAnd
    case .pipeEqual: .bitOr
    case .caretEqual: .bitXor
    case .leftShiftEqual: .lShift
    case .rightShiftEqual: .rShift
    case .doubleStarEqual: .pow
    case .doubleSlashEqual: .floorDiv
    default: nil
    }
  }

  /// An assignment all of whose targets are right: mistakes are looked for in what stands to the right only.
  private mutating func assignmentWhileDiagnosing() throws(ParseFailure) -> Stmt.Kind? {
    let start = position
    var targets = 0
    while let value = try attemptPlainly({ (parser) throws(ParseFailure) in
      try parser.starExpressions()
    }) {
      let isTarget: Bool
      switch kind {
      case .equal: isTarget = invalidTarget(value, .assignment) == nil
      case .colon: isTarget = targets == 0 && annotates(value, start) != nil
      default:
        isTarget =
          targets == 0 && Self.augmentedOperator(kind) != nil && annotates(value, start) != nil
      }
      guard isTarget else { break }
      guard kind == .equal else {
        // Annotations and augmented assignments go on as in the first pass.
        return try attempt { (parser) throws(ParseFailure) in
          guard let found = try parser.assignment(value, start) else { throw parser.fail() }
          return found
        }
      }
      targets += 1
      position += 1
      let valueStart = position
      let last = try attempt { (parser) throws(ParseFailure) in
        let last =
          parser.kind == .kwYield ? try parser.yieldExpression() : try parser.starExpressions()
        return last
      }
      if let last, kind != .equal { return .assign(targets: [value], value: last) }
      position = valueStart
    }
    return nil
  }
}
