// SPDX-License-Identifier: Apache-2.0
// The walk over statements.

extension ScopeBuilder {
  mutating func visit(_ body: [Stmt]) throws(SyntaxError) {
    for stmt in body { try visit(stmt) }
  }

  mutating func visit(_ stmt: Stmt) throws(SyntaxError) {
    try deeper()
    defer { depth -= 1 }
    switch stmt.kind {
    case .functionDef(let function): try visit(function, stmt.location)
    case .classDef(let definition): try visit(definition, stmt.location)
    case .return(let value):
      if let value {
        try visit(value)
        scope.returnsValue = true
      }
      checkReturn(value, stmt.location)
    case .delete(let targets):
      for target in targets {
        if case .name(Keywords.debug) = target.kind {
          note("cannot delete __debug__", target.location)
        }
        try visit(target, as: .local)
      }
    case .assign(let targets, let value):
      for target in targets {
        try visitTarget(target)
      }
      try visit(value)
    case .augAssign(let target, _, let value):
      try visit(target, as: .local)
      try visit(value)
    case .annAssign(let target, let annotation, let value, let isSimple):
      try visitAnnotated(target, annotation, value, isSimple, stmt.location)
    case .typeAlias(let alias): try visit(alias)
    case .import(let aliases): for alias in aliases { try visit(alias, stmt.location) }
    case .importFrom(let module, let aliases, let level):
      checkFuture(module, level, stmt.location)
      for alias in aliases { try visit(alias, stmt.location) }
    case .global(let list): for name in list { try declare(name, .global, stmt.location) }
    case .nonlocal(let list): for name in list { try declare(name, .nonlocal, stmt.location) }
    case .expr(let value): try visit(value)
    case .raise(let exception, let cause):
      if let exception { try visit(exception) }
      if let cause { try visit(cause) }
    case .assert(let test, let message):
      if case .tuple(let elements) = test.kind, !elements.isEmpty {
        warn("assertion is always true, perhaps remove parentheses?", stmt.location)
      }
      try visit(test)
      if let message { try visit(message) }
    case .pass: break
    case .break, .continue: checkJump(stmt)
    default: try visitCompound(stmt)
    }
  }

  private mutating func visitCompound(_ stmt: Stmt) throws(SyntaxError) {
    switch stmt.kind {
    case .for(let target, let iterable, let body, let orElse, let isAsync):
      if isAsync { checkAsync("'async for' outside async function", stmt.location) }
      try visitTarget(target)
      try visit(iterable)
      try visitLoop(body)
      try visit(orElse)
    case .while(let test, let body, let orElse):
      try visit(test)
      try visitLoop(body)
      try visit(orElse)
    case .if(let test, let body, let orElse):
      try visit(test)
      try visit(body)
      try visit(orElse)
    case .with(let items, let body, let isAsync):
      if isAsync { checkAsync("'async with' outside async function", stmt.location) }
      for item in items {
        try visit(item.context)
        if let variables = item.variables { try visitTarget(variables) }
      }
      try visit(body)
    case .match(let subject, let cases):
      try visit(subject)
      checkCases(cases)
      for matchCase in cases {
        try visit(matchCase.pattern)
        if let condition = matchCase.guard { try visit(condition) }
        try visit(matchCase.body)
      }
    case .try(let body, let handlers, let orElse, let finalBody, let isStar):
      try visit(body)
      try visit(orElse)
      for (index, handler) in handlers.enumerated() {
        if handler.type == nil, index < handlers.count - 1 {
          note("default 'except:' must be last", handler.location)
        }
        if let type = handler.type { try visit(type) }
        if let name = handler.name { try bind(name, handler.location) }
        let was = context.isInStarHandler
        context.isInStarHandler = was || isStar
        try visit(handler.body)
        context.isInStarHandler = was
      }
      try visit(finalBody)
    default: break
    }
  }

  private mutating func visitLoop(_ body: [Stmt]) throws(SyntaxError) {
    context.loops += 1
    let was = context.isInStarHandler
    context.isInStarHandler = false
    try visit(body)
    context.isInStarHandler = was
    context.loops -= 1
  }

  // MARK: - Definitions

  private mutating func visit(
    _ function: FunctionDef, _ location: Location
  ) throws(SyntaxError) {
    try bind(function.name, location)
    let arguments = function.arguments
    try visitDefaults(arguments)
    if function.typeParameters == nil {
      try visitAnnotations(arguments, function.returns)
    }
    for decorator in function.decorators { try visit(decorator) }
    if let parameters = function.typeParameters {
      try enter(parameters, function.name)
      try visitAnnotations(arguments, function.returns)
    }
    enter(function.scope, .function, function.name)
    context.isAsync = function.isAsync
    scope.isCoroutine = function.isAsync
    try visitParameters(arguments, location)
    try visit(function.body)
    if function.isAsync, scope.isGenerator { checkAsyncGenerator(function.body) }
    leave()
    if function.typeParameters != nil { leave() }
  }

  mutating func visitDefaults(_ arguments: Arguments) throws(SyntaxError) {
    for value in arguments.defaults { try visit(value) }
    for value in arguments.keywordDefaults { if let value { try visit(value) } }
  }

  private mutating func visitAnnotations(
    _ arguments: Arguments, _ returns: Expr?
  ) throws(SyntaxError) {
    for argument in arguments.positionalOnly { try visitAnnotation(argument.annotation) }
    for argument in arguments.positional { try visitAnnotation(argument.annotation) }
    try visitAnnotation(arguments.variadic?.annotation)
    try visitAnnotation(arguments.keywordVariadic?.annotation)
    for argument in arguments.keywordOnly { try visitAnnotation(argument.annotation) }
    try visitAnnotation(returns)
  }

  private mutating func visitAnnotation(_ annotation: Expr?) throws(SyntaxError) {
    guard let annotation, !hasLazyAnnotations else { return }
    if case .starred(let value) = annotation.kind { return try visit(value) }
    try visit(annotation)
  }

  mutating func visitParameters(
    _ arguments: Arguments, _ location: Location
  ) throws(SyntaxError) {
    checkDebug(arguments, location)
    for argument in arguments.positionalOnly { try visit(argument) }
    for argument in arguments.positional { try visit(argument) }
    for argument in arguments.keywordOnly { try visit(argument) }
    if let argument = arguments.variadic {
      try visit(argument)
      scope.hasVariadic = true
    }
    if let argument = arguments.keywordVariadic {
      try visit(argument)
      scope.hasKeywordVariadic = true
    }
  }

  private mutating func checkDebug(_ arguments: Arguments, _ location: Location) {
    let all =
      arguments.positionalOnly + arguments.positional + arguments.keywordOnly
      + [arguments.variadic, arguments.keywordVariadic].compactMap { $0 }
    if all.contains(where: { $0.name == Keywords.debug }) {
      note("cannot assign to __debug__", location)
    }
  }

  private mutating func visit(_ argument: Argument) throws(SyntaxError) {
    try define(argument.name, .parameter, argument.location)
  }

  private mutating func visit(
    _ definition: ClassDef, _ location: Location
  ) throws(SyntaxError) {
    try bind(definition.name, location)
    for decorator in definition.decorators { try visit(decorator) }
    if let parameters = definition.typeParameters { try enter(parameters, definition.name) }
    for base in definition.bases { try visitArgument(base) }
    try visit(definition.keywords, location)
    enter(definition.scope, .class, definition.name)
    context.className = definition.name
    try visit(definition.body)
    leave()
    if definition.typeParameters != nil { leave() }
  }

  /// Opens the scope of type parameters and binds them.
  private mutating func enter(
    _ parameters: TypeParameters, _ name: Identifier
  ) throws(SyntaxError) {
    let seesClass = scope.kind == .class
    enter(parameters.scope, .typeParameters, name)
    scope.seesClass = seesClass
    for parameter in parameters.list {
      if uses(mangled(parameter.name), context.scope).contains(.local) {
        throw Self.error(
          "duplicate type parameter '\(names[parameter.name])'", parameter.location)
      }
      try define(parameter.name, .local, parameter.location)
    }
    for parameter in parameters.list {
      guard let bound = parameter.bound else { continue }
      enter(parameter.boundScope, .typeBound, parameter.name)
      scope.seesClass = seesClass
      try visit(bound)
      leave()
    }
  }

  private mutating func visit(_ alias: TypeAlias) throws(SyntaxError) {
    try visit(alias.name, as: .local)
    guard case .name(let name) = alias.name.kind else { return }
    let seesClass = scope.kind == .class
    if let parameters = alias.typeParameters { try enter(parameters, name) }
    enter(alias.scope, .typeAlias, name)
    scope.seesClass = seesClass
    try visit(alias.value)
    leave()
    if alias.typeParameters != nil { leave() }
  }

  private mutating func visitAnnotated(
    _ target: Expr, _ annotation: Expr, _ value: Expr?, _ isSimple: Bool, _ location: Location
  ) throws(SyntaxError) {
    if case .name(let name) = target.kind {
      let before = uses(mangled(name), context.scope)
      if isSimple, context.scope != .root, !before.isDisjoint(with: [.global, .nonlocal]) {
        let what = before.contains(.global) ? "global" : "nonlocal"
        throw Self.error("annotated name '\(names[name])' can't be \(what)", location)
      }
      if name == Keywords.debug {
        note("cannot assign to __debug__", value == nil ? location : target.location)
      }
      if isSimple {
        try define(name, [.annotated, .local], target.location)
      } else if value != nil {
        try define(name, .local, target.location)
      }
    } else {
      try visit(target, as: .local)
    }
    try visitAnnotation(annotation)
    if let value { try visit(value) }
  }

  private mutating func visit(
    _ alias: Alias, _ location: Location
  ) throws(SyntaxError) {
    if alias.name == Keywords.star {
      scope.importsStar = true
      if scope.kind != .module {
        throw Self.error("import * only allowed at module level", alias.location)
      }
      return
    }
    var name = alias.asName ?? alias.name
    if alias.asName == nil, names.utf8(name).contains(UInt8(ascii: ".")) {
      // `import a.b` binds `a`.
      let first = String(
        decoding: names.utf8(name).prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
      name = names.intern(first)
    }
    if name == Keywords.debug { note("cannot assign to __debug__", location) }
    try define(name, .imported, alias.location)
  }

  private mutating func declare(
    _ name: Identifier, _ use: Symbol.Uses, _ location: Location
  ) throws(SyntaxError) {
    let key = mangled(name)
    let before = uses(key, context.scope)
    if !before.isDisjoint(with: [.parameter, .local, .used, .annotated]) {
      let what = use == .global ? "global" : "nonlocal"
      let text = names[name]
      let message =
        before.contains(.parameter)
        ? "name '\(text)' is parameter and \(what)"
        : before.contains(.used)
          ? "name '\(text)' is used prior to \(what) declaration"
          : before.contains(.annotated)
            ? "annotated name '\(text)' can't be \(what)"
            : "name '\(text)' is assigned to before \(what) declaration"
      throw Self.error(message, location)
    }
    try define(name, use, location)
    directives.append(Directive(name: key, scope: context.scope, location: location))
  }

  // MARK: - Patterns

  private mutating func visit(_ pattern: Pattern) throws(SyntaxError) {
    try deeper()
    defer { depth -= 1 }
    switch pattern.kind {
    case .value(let value):
      if case .joinedStr = value.kind {
        note("patterns may only match literals and attribute lookups", value.location)
      }
      try visit(value)
    case .singleton: break
    case .sequence(let patterns), .or(let patterns): for inner in patterns { try visit(inner) }
    case .mapping(let keys, let patterns, let rest):
      for key in keys {
        if case .joinedStr = key.kind {
          note(
            "mapping pattern keys may only match literals and attribute lookups",
            pattern.location)
        }
        try visit(key)
      }
      for inner in patterns { try visit(inner) }
      if let rest { try bind(rest, pattern.location) }
    case .class(let type, let patterns, _, let keywordPatterns):
      try visit(type)
      for inner in patterns { try visit(inner) }
      for inner in keywordPatterns { try visit(inner) }
    case .star(let name): if let name { try bind(name, pattern.location) }
    case .as(let inner, let name):
      if let inner { try visit(inner) }
      if let name { try bind(name, pattern.location) }
    }
  }
}
