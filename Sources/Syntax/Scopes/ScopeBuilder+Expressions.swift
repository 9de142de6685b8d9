// SPDX-License-Identifier: Apache-2.0
// The walk over expressions.

extension ScopeBuilder {
  mutating func visit(_ list: [Expr]) throws(SyntaxError) {
    for value in list { try visit(value) }
  }

  /// An element of a display, a subscript or arguments: a star may stand before it.
  mutating func visitArgument(_ value: Expr) throws(SyntaxError) {
    if case .starred(let inner) = value.kind { try visit(inner) } else { try visit(value) }
  }

  mutating func visit(_ keywords: [Keyword], _ location: Location) throws(SyntaxError) {
    checkRepeated(keywords, location)
    for keyword in keywords { try visit(keyword.value) }
  }

  /// The whole target of an assignment or a loop, which is no star alone.
  mutating func visitTarget(_ target: Expr) throws(SyntaxError) {
    if case .starred = target.kind {
      note("starred assignment target must be in a list or tuple", target.location)
    }
    try visit(target, as: .local)
  }

  /// A target: names in it are bound or deleted.
  mutating func visit(_ target: Expr, as use: Symbol.Uses) throws(SyntaxError) {
    try deeper()
    defer { depth -= 1 }
    switch target.kind {
    case .name(let name): try bind(name, target.location)
    case .tuple(let elements), .list(let elements):
      checkStars(elements, target.location)
      for element in elements { try visit(element, as: use) }
    case .starred(let inner): try visit(inner, as: use)
    case .attribute(let value, let name):
      if name == Keywords.debug { note("cannot assign to __debug__", target.location) }
      try visit(value)
    default: try visit(target)
    }
  }

  mutating func visit(_ expr: Expr) throws(SyntaxError) {
    try deeper()
    defer { depth -= 1 }
    switch expr.kind {
    case .name(let name):
      try define(name, .used, expr.location)
      // `super()` finds its class through the cell.
      if name == superName, scope.isFunction { try define(classCell, .used, expr.location) }
    case .constant: break
    case .list(let elements), .tuple(let elements), .set(let elements):
      for element in elements { try visitArgument(element) }
    case .joinedStr(let values): try visit(values)
    case .formattedValue(let value, _, let specification):
      try visit(value)
      if let specification { try visit(specification) }
    case .dict(let keys, let values):
      for key in keys { if let key { try visit(key) } }
      try visit(values)
    case .attribute(let value, _): try visit(value)
    case .subscript(let value, let index):
      try visit(value)
      try visit(index)
    case .slice(let lower, let upper, let step):
      if let lower { try visit(lower) }
      if let upper { try visit(upper) }
      if let step { try visit(step) }
    case .call(let function, let arguments, let keywords):
      try visit(function)
      for argument in arguments { try visitArgument(argument) }
      try visit(keywords, expr.location)
    case .starred(let value):
      note("can't use starred expression here", expr.location)
      try visit(value)
    case .binOp(let left, _, let right):
      try visit(left)
      try visit(right)
    case .unaryOp(_, let operand): try visit(operand)
    case .boolOp(_, let values): try visit(values)
    case .compare(let left, let operators, let comparators):
      checkIdentity(left, operators, comparators, expr.location)
      try visit(left)
      try visit(comparators)
    case .ifExp(let test, let body, let orElse):
      try visit(test)
      try visit(body)
      try visit(orElse)
    default: try visitScoped(expr)
    }
  }

  private mutating func visitScoped(_ expr: Expr) throws(SyntaxError) {
    switch expr.kind {
    case .namedExpr(let target, let value): try visitNamed(target, value, expr.location)
    case .lambda(let arguments, let body, let id):
      try visitDefaults(arguments)
      enter(id, .lambda, names.intern("lambda"))
      try visitParameters(arguments, expr.location)
      try visit(body)
      leave()
    case .listComp(let element, let generators, let id):
      try visit(expr, id, .listComp, "listcomp", generators, nil, element)
    case .setComp(let element, let generators, let id):
      try visit(expr, id, .setComp, "setcomp", generators, nil, element)
    case .dictComp(let key, let value, let generators, let id):
      try visit(expr, id, .dictComp, "dictcomp", generators, value, key)
    case .generatorExp(let element, let generators, let id):
      try visit(expr, id, .generatorExp, "genexpr", generators, nil, element)
    case .await(let value):
      checkTypeScope("await expression", expr.location)
      checkAwait(expr.location)
      try visit(value)
      scope.isCoroutine = true
    case .yield(let value):
      try checkYield(isFrom: false, expr.location)
      if let value { try visit(value) }
    case .yieldFrom(let value):
      try checkYield(isFrom: true, expr.location)
      try visit(value)
    default: break
    }
  }

  // MARK: - Comprehensions

  private mutating func visit(
    _ expr: Expr, _ id: ScopeID, _ kind: Scope.Kind, _ name: String,
    _ generators: [Comprehension], _ value: Expr?, _ element: Expr
  ) throws(SyntaxError) {
    let first = generators[0]
    // The outermost iterable is evaluated outside.
    context.iterables += 1
    try visit(first.iterable)
    context.iterables -= 1
    enter(id, kind, names.intern(name))
    // What awaits in a comprehension makes that asynchronous, which is for the scope outside to allow.
    context.isAsync = true
    if first.isAsync { scope.isCoroutine = true }
    try define(implicit, .parameter, expr.location)
    try visitIterationTarget(first.target)
    try visit(first.conditions)
    for clause in generators.dropFirst() {
      try visitIterationTarget(clause.target)
      context.iterables += 1
      try visit(clause.iterable)
      context.iterables -= 1
      try visit(clause.conditions)
      if clause.isAsync { scope.isCoroutine = true }
    }
    if let value { try visit(value) }
    try visit(element)
    scope.isGenerator = kind == .generatorExp
    let awaits = scope.isCoroutine && kind != .generatorExp
    leave()
    if awaits {
      checkAsyncComprehension(expr.location)
      scope.isCoroutine = true
    }
  }

  private mutating func visitIterationTarget(_ target: Expr) throws(SyntaxError) {
    context.isIterationTarget = true
    try visitTarget(target)
    context.isIterationTarget = false
  }

  // MARK: - Assignment expressions

  private mutating func visitNamed(
    _ target: Expr, _ value: Expr, _ location: Location
  ) throws(SyntaxError) {
    checkTypeScope("named expression", location)
    if context.iterables > 0 {
      throw Self.error(
        "assignment expression cannot be used in a comprehension iterable expression", location)
    }
    if scope.isComprehension, case .name(let name) = target.kind {
      try extend(name, target.location)
    }
    try visit(value)
    try visit(target, as: .local)
  }

  /// In a comprehension the name is bound in the function or module around it.
  private mutating func extend(_ name: Identifier, _ location: Location) throws(SyntaxError) {
    let key = mangled(name)
    for around in ([context] + outer.reversed()) {
      let kind = scopes[Int(around.scope.index)].kind
      let uses = uses(key, around.scope)
      switch kind {
      case .listComp, .setComp, .dictComp, .generatorExp:
        if uses.contains(.iteration) {
          throw Self.error(
            "assignment expression cannot rebind comprehension iteration variable "
              + "'\(names[name])'", location)
        }
      case .module:
        try define(name, .global, location)
        directives.append(Directive(name: key, scope: context.scope, location: location))
        add(key, .global, to: around.scope)
        return
      case .class:
        throw Self.error(
          "assignment expression within a comprehension cannot be used in a class body",
          location)
      default:
        try define(name, uses.contains(.global) ? .global : .nonlocal, location)
        directives.append(Directive(name: key, scope: context.scope, location: location))
        add(key, .local, to: around.scope)
        return
      }
    }
  }
}
