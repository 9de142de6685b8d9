// SPDX-License-Identifier: Apache-2.0
// What CPython's compiler complains of when it makes code, and the few things it warns of.

extension ScopeBuilder {
  // MARK: - Futures

  private static let features = [
    "nested_scopes", "generators", "division", "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations",
  ]

  /// Imports from `__future__` stand at the beginning, after the docstring.
  mutating func checkFutures(_ body: [Stmt]) throws(SyntaxError) {
    var canBe = true
    for (index, stmt) in body.enumerated() {
      if case .importFrom(let module?, let aliases, let level) = stmt.kind, level == 0,
        names[module] == "__future__"
      {
        guard canBe else {
          throw Self.error(
            "from __future__ imports must occur at the beginning of the file", stmt.location)
        }
        for alias in aliases {
          let name = names[alias.name]
          let isKnown = Self.features.contains(name)
          if !isKnown {
            var error = Self.error(
              name == "braces" ? "not a chance" : "future feature \(name) is not defined",
              stmt.location)
            error.endColumn = 0
            throw error
          }
          if name == "annotations" { hasLazyAnnotations = true }
        }
        futures += 1
      } else if index == 0, case .expr(let value) = stmt.kind,
        case .constant(.string) = value.kind
      {
        continue
      } else {
        canBe = false
      }
    }
  }

  /// An import from `__future__` that is none of those at the beginning.
  mutating func checkFuture(_ module: Identifier?, _ level: Int, _ location: Location) {
    guard let module, level == 0, names[module] == "__future__" else { return }
    if scope.kind == .module, futures > 0 {
      futures -= 1
      return
    }
    note("from __future__ imports must occur at the beginning of the file", location)
  }

  // MARK: - Jumps

  mutating func checkReturn(_ value: Expr?, _ location: Location) {
    if scope.kind != .function { note("'return' outside function", location) }
    if context.isInStarHandler { noteStarHandler(value?.location ?? location) }
  }

  mutating func checkJump(_ stmt: Stmt) {
    if context.isInStarHandler { return noteStarHandler(stmt.location) }
    guard context.loops == 0 else { return }
    if case .break = stmt.kind {
      note("'break' outside loop", stmt.location)
    } else {
      note("'continue' not properly in loop", stmt.location)
    }
  }

  private mutating func noteStarHandler(_ location: Location) {
    note("'break', 'continue' and 'return' cannot appear in an except* block", location)
  }

  /// An asynchronous generator returns nothing.
  mutating func checkAsyncGenerator(_ body: [Stmt]) {
    for stmt in body {
      switch stmt.kind {
      case .return(.some): note("'return' with value in async generator", stmt.location)
      case .if(_, let body, let orElse), .while(_, let body, let orElse),
        .for(_, _, let body, let orElse, _):
        checkAsyncGenerator(body)
        checkAsyncGenerator(orElse)
      case .with(_, let body, _): checkAsyncGenerator(body)
      case .try(let body, let handlers, let orElse, let finalBody, _):
        checkAsyncGenerator(body)
        for handler in handlers { checkAsyncGenerator(handler.body) }
        checkAsyncGenerator(orElse)
        checkAsyncGenerator(finalBody)
      case .match(_, let cases): for matchCase in cases { checkAsyncGenerator(matchCase.body) }
      default: break
      }
    }
  }

  // MARK: - Generators and coroutines

  mutating func checkYield(isFrom: Bool, _ location: Location) throws(SyntaxError) {
    checkTypeScope("yield expression", location)
    switch scope.kind {
    case .listComp: throw Self.error("'yield' inside list comprehension", location)
    case .setComp: throw Self.error("'yield' inside set comprehension", location)
    case .dictComp: throw Self.error("'yield' inside dict comprehension", location)
    case .generatorExp: throw Self.error("'yield' inside generator expression", location)
    case .module, .class: note("'yield' outside function", location)
    default: break
    }
    if isFrom, context.isAsync { note("'yield from' inside async function", location) }
    scope.isGenerator = true
  }

  mutating func checkTypeScope(_ what: String, _ location: Location) {
    let place: String
    switch scope.kind {
    case .typeAlias: place = "a type alias"
    case .typeBound: place = "a TypeVar bound"
    case .typeParameters: place = "the definition of a generic"
    default: return
    }
    note("\(what) cannot be used within \(place)", location)
  }

  mutating func checkAwait(_ location: Location) {
    if !scope.isFunction {
      note("'await' outside function", location)
    } else if !context.isAsync {
      note("'await' outside async function", location)
    }
  }

  mutating func checkAsync(_ message: String, _ location: Location) {
    if !context.isAsync { note(message, location) }
  }

  mutating func checkAsyncComprehension(_ location: Location) {
    if !context.isAsync, !scope.isComprehension {
      note("asynchronous comprehension outside of an asynchronous function", location)
    }
  }

  // MARK: - Targets and arguments

  mutating func checkStars(_ elements: [Expr], _ location: Location) {
    var stars = 0
    for element in elements {
      if case .starred = element.kind { stars += 1 }
    }
    if stars > 1 { note("multiple starred expressions in assignment", location) }
  }

  mutating func checkRepeated(_ keywords: [Keyword], _ location: Location) {
    if keywords.contains(where: { $0.name == Keywords.debug }) {
      note("cannot assign to __debug__", location)
    }
    guard keywords.count > 1 else { return }
    for (index, keyword) in keywords.enumerated() {
      guard let name = keyword.name else { continue }
      for later in keywords[(index + 1)...] where later.name == name {
        note("keyword argument repeated: \(names[name])", later.location)
        return
      }
    }
  }

  /// `x is "text"` compares what it should not.
  mutating func checkIdentity(
    _ left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], _ location: Location
  ) {
    var before = left
    for (operation, after) in zip(operators, comparators) {
      if operation == .is || operation == .isNot, isLiteral(before) || isLiteral(after) {
        warn(
          operation == .is
            ? "\"is\" with a literal. Did you mean \"==\"?"
            : "\"is not\" with a literal. Did you mean \"!=\"?", location)
        return
      }
      before = after
    }
  }

  private func isLiteral(_ value: Expr) -> Bool {
    guard case .constant(let constant) = value.kind else { return false }
    switch constant {
    case .none, .true, .false, .ellipsis: return false
    default: return true
    }
  }

  // MARK: - Patterns

  mutating func checkCases(_ cases: [MatchCase]) {
    for (index, matchCase) in cases.enumerated() {
      var bound: Set<Identifier> = []
      checkNames(matchCase.pattern, &bound)
      if index < cases.count - 1, matchCase.guard == nil {
        checkIrrefutable(matchCase.pattern)
      }
    }
  }

  private mutating func checkIrrefutable(_ pattern: Pattern) {
    switch pattern.kind {
    case .as(nil, let name?):
      note(
        "name capture '\(names[name])' makes remaining patterns unreachable", pattern.location)
    case .as(nil, nil): note("wildcard makes remaining patterns unreachable", pattern.location)
    case .as(let inner?, _): checkIrrefutable(inner)
    case .or(let patterns): if let last = patterns.last { checkIrrefutable(last) }
    default: break
    }
  }

  private mutating func store(
    _ name: Identifier?, _ bound: inout Set<Identifier>, _ location: Location
  ) {
    guard let name else { return }
    if !bound.insert(name).inserted {
      note("multiple assignments to name '\(names[name])' in pattern", lastPattern ?? location)
    }
  }

  /// Keys that are equal literals.
  private mutating func checkKeys(_ keys: [Expr], _ location: Location) {
    var seen: Set<String> = []
    for key in keys {
      guard case .constant(let constant) = key.kind, let text = Self.literal(constant) else {
        continue
      }
      if !seen.insert(text).inserted {
        note("mapping pattern checks duplicate key (\(text))", location)
      }
    }
  }

  /// A literal as `repr` shows it, if it is of the simple kinds.
  private static func literal(_ constant: Constant) -> String? {
    switch constant {
    case .none: return "None"
    case .true: return "True"
    case .false: return "False"
    case .int(let value): return "\(value)"
    case .string(let text):
      guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x27 }) else {
        return nil
      }
      return "'" + String(decoding: text.utf8, as: UTF8.self) + "'"
    default: return nil
    }
  }

  private mutating func checkNames(_ pattern: Pattern, _ bound: inout Set<Identifier>) {
    lastPattern = pattern.location
    switch pattern.kind {
    case .value, .singleton: break
    case .sequence(let patterns):
      var stars = 0
      for inner in patterns {
        if case .star = inner.kind { stars += 1 }
      }
      if stars > 1 {
        note("multiple starred names in sequence pattern", pattern.location)
      }
      for inner in patterns { checkNames(inner, &bound) }
    case .mapping(let keys, let patterns, let rest):
      checkKeys(keys, pattern.location)
      for inner in patterns { checkNames(inner, &bound) }
      store(rest, &bound, pattern.location)
    case .class(_, let patterns, let keywordNames, let keywordPatterns):
      for (index, name) in keywordNames.enumerated()
      where keywordNames[..<index].contains(name) {
        note(
          "attribute name repeated in class pattern: \(names[name])",
          keywordPatterns[index].location)
      }
      for inner in patterns + keywordPatterns { checkNames(inner, &bound) }
    case .star(let name): store(name, &bound, pattern.location)
    case .as(let inner, let name):
      if let inner { checkNames(inner, &bound) }
      store(name, &bound, pattern.location)
    case .or(let patterns):
      var first: Set<Identifier>?
      for (index, inner) in patterns.enumerated() {
        var own: Set<Identifier> = []
        checkNames(inner, &own)
        if index < patterns.count - 1 { checkIrrefutable(inner) }
        if let first, first != own {
          note(
            "alternative patterns bind different names", lastPattern ?? pattern.location)
          return
        }
        first = own
      }
      for name in first ?? [] { store(name, &bound, pattern.location) }
    }
  }
}
