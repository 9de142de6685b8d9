// SPDX-License-Identifier: Apache-2.0
// Which scope binds each name, and which names inner scopes share: what CPython calls the symbol table.
import Syntax

/// A module, class body, function, lambda or comprehension.
final class Scope {
  enum Kind { case module, classBody, function, comprehension, typeParameters }
  let kind: Kind
  /// A comprehension that is part of the code around it (PEP 709).
  var isInlined = false
  var children: [ScopeID] = []
  /// Names that are bound here, in the order of the text; parameters first.
  var bound: [Identifier] = []
  var boundSet: Set<Identifier> = []
  var used: Set<Identifier> = []
  var globals: Set<Identifier> = []
  var nonlocals: [(name: Identifier, location: Location)] = []
  var isGenerator = false
  var isCoroutine = false
  var className: Identifier?

  // Found when all is known.
  /// Names bound here that inner code uses, those of outer code that this or inner code uses, in the order of their numbers.
  var cells: Set<Identifier> = []
  var free: [Identifier] = []

  init(_ kind: Kind) { self.kind = kind }

  var isFunctionLike: Bool { kind != .module && kind != .classBody }
}

/// The scopes of a tree.
final class ScopeTable {
  private(set) var scopes: [Scope?]
  var names: NameTable
  private(set) var error: SyntaxError?
  private var stack: [ScopeID] = []
  private let superName: Identifier
  private let classCell: Identifier
  private let firstIterable: Identifier

  init(_ tree: SyntaxTree) {
    scopes = Array(repeating: nil, count: Int(tree.scopeCount))
    names = tree.names
    superName = names.intern("super")
    classCell = names.intern("__class__")
    firstIterable = names.intern(".0")
    let root = Scope(.module)
    scopes[0] = root
    stack = [.root]
    switch tree.root {
    case .module(let body), .interactive(let body): visit(body)
    case .expression(let expr): visit(expr)
    }
    _ = resolve(root, outer: [])
  }

  subscript(id: ScopeID) -> Scope? { scopes[Int(id.index)] }

  private var current: Scope { scopes[Int(stack[stack.count - 1].index)].unsafelyUnwrapped }

  // MARK: Binding and use

  private func mangled(_ name: Identifier) -> Identifier {
    names.mangle(name, in: current.className)
  }

  private func bind(_ name: Identifier) { bind(mangled(name), in: current) }

  private func bind(_ name: Identifier, in scope: Scope) {
    if scope.boundSet.insert(name).inserted { scope.bound.append(name) }
  }

  private func use(_ name: Identifier) {
    current.used.insert(mangled(name))
    if name == superName, current.isFunctionLike { current.used.insert(classCell) }
  }

  private func enter(_ id: ScopeID, _ kind: Scope.Kind, _ body: (Scope) -> Void) {
    let scope = Scope(kind)
    scope.className = current.className
    current.children.append(id)
    scopes[Int(id.index)] = scope
    stack.append(id)
    body(scope)
    stack.removeLast()
  }

  // MARK: Statements

  private func visit(_ body: [Stmt]) { for statement in body { visit(statement) } }

  private func visit(_ statement: Stmt) {
    switch statement.kind {
    case .functionDef(let definition): visit(definition)
    case .classDef(let definition): visit(definition)
    case .return(let value): visit(value)
    case .delete(let targets): for target in targets { visitTarget(target) }
    case .assign(let targets, let value):
      visit(value)
      for target in targets { visitTarget(target) }
    case .augAssign(let target, _, let value):
      visitTarget(target)
      if case .name(let name) = target.kind { use(name) }
      visit(value)
    case .annAssign(let target, let annotation, let value, let isSimple):
      if isSimple || value != nil { visitTarget(target) } else { visit(target) }
      visit(annotation)
      visit(value)
    case .typeAlias(let alias): visit(alias)
    case .for(let target, let iterable, let body, let orElse, _):
      visit(iterable)
      visitTarget(target)
      visit(body)
      visit(orElse)
    case .while(let test, let body, let orElse), .if(let test, let body, let orElse):
      visit(test)
      visit(body)
      visit(orElse)
    case .with(let items, let body, _):
      for item in items {
        visit(item.context)
        if let variables = item.variables { visitTarget(variables) }
      }
      visit(body)
    case .match(let subject, let cases):
      visit(subject)
      for part in cases {
        visit(part.pattern)
        visit(part.guard)
        visit(part.body)
      }
    case .raise(let exception, let cause):
      visit(exception)
      visit(cause)
    case .try(let body, let handlers, let orElse, let finalBody, _):
      visit(body)
      for handler in handlers {
        visit(handler.type)
        if let name = handler.name { bind(name) }
        visit(handler.body)
      }
      visit(orElse)
      visit(finalBody)
    case .assert(let test, let message):
      visit(test)
      visit(message)
    case .import(let aliases):
      for alias in aliases {
        if let name = alias.asName {
          bind(name)
        } else {
          let first = names[alias.name].split(separator: ".").first.map(String.init) ?? ""
          bind(names.intern(first))
        }
      }
    case .importFrom(_, let aliases, _):
      for alias in aliases where names[alias.name] != "*" { bind(alias.asName ?? alias.name) }
    case .global(let names): for name in names { current.globals.insert(mangled(name)) }
    case .nonlocal(let names):
      for name in names { current.nonlocals.append((mangled(name), statement.location)) }
    case .expr(let value): visit(value)
    case .pass, .break, .continue: break
    }
  }

  private func visit(_ definition: FunctionDef) {
    for decorator in definition.decorators { visit(decorator) }
    visitDefaults(definition.arguments)
    bind(definition.name)
    func inner() {
      let arguments = definition.arguments
      for argument in arguments.all { visit(argument.annotation) }
      visit(definition.returns)
      enter(definition.scope, .function) { scope in
        scope.isCoroutine = definition.isAsync
        for argument in arguments.all { bind(argument.name) }
        visit(definition.body)
      }
    }
    if let parameters = definition.typeParameters {
      visit(parameters) {
        if !definition.arguments.defaults.isEmpty { bind(names.intern(".defaults")) }
        if definition.arguments.keywordDefaults.contains(where: { $0 != nil }) {
          bind(names.intern(".kwdefaults"))
        }
        inner()
      }
    } else {
      inner()
    }
  }

  private func visit(_ definition: ClassDef) {
    for decorator in definition.decorators { visit(decorator) }
    bind(definition.name)
    func inner() {
      for base in definition.bases { visit(base) }
      for keyword in definition.keywords { visit(keyword.value) }
      enter(definition.scope, .classBody) { scope in
        scope.className = definition.name
        visit(definition.body)
      }
    }
    if let parameters = definition.typeParameters {
      visit(parameters) {
        bind(names.intern(".generic"))
        inner()
      }
    } else {
      inner()
    }
  }

  private func visit(_ alias: TypeAlias) {
    if case .name(let name) = alias.name.kind { bind(name) }
    func inner() { enter(alias.scope, .function) { _ in visit(alias.value) } }
    if let parameters = alias.typeParameters { visit(parameters, inner) } else { inner() }
  }

  private func visit(_ parameters: TypeParameters, _ body: () -> Void) {
    enter(parameters.scope, .typeParameters) { _ in
      for parameter in parameters.list {
        bind(parameter.name)
        if let bound = parameter.bound {
          enter(parameter.boundScope, .function) { _ in visit(bound) }
        }
      }
      for parameter in parameters.list { use(parameter.name) }
      body()
    }
  }

  private func visitDefaults(_ arguments: Arguments) {
    for value in arguments.defaults { visit(value) }
    for value in arguments.keywordDefaults { visit(value) }
  }

  // MARK: Patterns and targets

  private func visit(_ pattern: Pattern) {
    switch pattern.kind {
    case .value(let expr): visit(expr)
    case .singleton: break
    case .sequence(let patterns), .or(let patterns): for pattern in patterns { visit(pattern) }
    case .mapping(let keys, let patterns, let rest):
      for key in keys { visit(key) }
      for pattern in patterns { visit(pattern) }
      if let rest { bind(rest) }
    case .class(let type, let patterns, _, let keywordPatterns):
      visit(type)
      for pattern in patterns + keywordPatterns { visit(pattern) }
    case .star(let name): if let name { bind(name) }
    case .as(let inner, let name):
      if let inner { visit(inner) }
      if let name { bind(name) }
    }
  }

  private func visitTarget(_ target: Expr) {
    switch target.kind {
    case .name(let name): bind(name)
    case .tuple(let targets), .list(let targets): for target in targets { visitTarget(target) }
    case .starred(let inner): visitTarget(inner)
    default: visit(target)
    }
  }

  // MARK: Expressions

  private func visit(_ expr: Expr?) { if let expr { visit(expr) } }

  private func visit(_ expr: Expr) {
    switch expr.kind {
    case .name(let name): use(name)
    case .namedExpr(let target, let value):
      visit(value)
      if case .name(let name) = target.kind {
        // It binds in the scope around all comprehensions.
        var index = stack.count - 1
        while index > 0, scopes[Int(stack[index].index)]?.kind == .comprehension { index -= 1 }
        if let scope = scopes[Int(stack[index].index)] { bind(mangled(name), in: scope) }
        use(name)
      }
    case .lambda(let arguments, let body, let scope):
      visitDefaults(arguments)
      enter(scope, .function) { _ in
        for argument in arguments.all { bind(argument.name) }
        visit(body)
      }
    case .listComp(let element, let generators, let scope),
      .setComp(let element, let generators, let scope):
      comprehension([element], generators, scope, isGenerator: false)
    case .generatorExp(let element, let generators, let scope):
      comprehension([element], generators, scope, isGenerator: true)
    case .dictComp(let key, let value, let generators, let scope):
      comprehension([key, value], generators, scope, isGenerator: false)
    case .yield, .yieldFrom:
      current.isGenerator = true
      visitChildren(expr)
    case .await:
      if current.kind == .comprehension { current.isCoroutine = true }
      visitChildren(expr)
    default: visitChildren(expr)
    }
  }

  private func visitChildren(_ expr: Expr) {
    _ = expr.contains { child in
      self.visit(child)
      return false
    }
  }

  private func comprehension(
    _ elements: [Expr], _ generators: [Comprehension], _ id: ScopeID, isGenerator: Bool
  ) {
    visit(generators[0].iterable)
    let outer = current
    enter(id, .comprehension) { scope in
      scope.isInlined = !isGenerator && (outer.kind != .classBody)
      if !scope.isInlined { bind(firstIterable) }
      for (index, generator) in generators.enumerated() {
        if generator.isAsync { scope.isCoroutine = true }
        if index > 0 { visit(generator.iterable) }
        visitTarget(generator.target)
        for condition in generator.conditions { visit(condition) }
      }
      for element in elements { visit(element) }
      // An asynchronous comprehension makes the one around it asynchronous.
      if scope.isCoroutine, !isGenerator, outer.kind == .comprehension { outer.isCoroutine = true }
    }
  }

  // MARK: Resolution

  /// Finds cells and free names of a scope inside scopes that bind `outer`.
  ///
  /// Returns the names that it takes from them: those that inner code captures and, of an inlined comprehension, those it uses itself.
  private func resolve(_ scope: Scope, outer: Set<Identifier>) -> (
    captured: Set<Identifier>, used: Set<Identifier>
  ) {
    let nonlocals = Set(scope.nonlocals.map(\.name))
    for (name, location) in scope.nonlocals where !outer.contains(name) {
      let message =
        scope.kind == .module
        ? "nonlocal declaration not allowed at module level"
        : "no binding for nonlocal '\(names[name])' found"
      if error == nil {
        error = SyntaxError(
          message: message, line: Int(location.line), column: Int(location.column) + 1,
          endLine: Int(location.endLine), endColumn: Int(location.endColumn) + 1)
      }
    }
    scope.bound.removeAll { scope.globals.contains($0) || nonlocals.contains($0) }
    let bound = Set(scope.bound)
    scope.boundSet = bound
    var visible: Set<Identifier>
    switch scope.kind {
    case .module: visible = []
    case .classBody: visible = outer.subtracting(scope.globals).union([classCell])
    default: visible = outer.subtracting(scope.globals).union(bound)
    }
    if scope.isFunctionLike { visible.subtract(scope.globals) }
    var captured: Set<Identifier> = []
    var used = scope.used.union(nonlocals)
    for id in scope.children {
      guard let child = self[id] else { continue }
      let result = resolve(child, outer: visible)
      captured.formUnion(result.captured)
      used.formUnion(result.used)
    }
    switch scope.kind {
    case .module: return ([], [])
    case .classBody:
      if captured.remove(classCell) != nil { scope.cells = [classCell] }
      used = used.filter {
        outer.contains($0) && !bound.contains($0) && !scope.globals.contains($0)
      }
      let free = captured.union(used)
      scope.free = free.sorted { $0.index < $1.index }
      return (free, [])
    default:
      scope.cells = captured.intersection(bound)
      captured.subtract(bound)
      used = used.filter {
        outer.contains($0) && !bound.contains($0) && !scope.globals.contains($0)
      }
      if scope.isInlined { return (captured, used) }
      let free = captured.union(used)
      scope.free = free.sorted { $0.index < $1.index }
      return (free, [])
    }
  }
}

extension Arguments {
  /// All parameters in the order of their registers.
  var all: [Argument] {
    positionalOnly + positional + keywordOnly + (variadic.map { [$0] } ?? [])
      + (keywordVariadic.map { [$0] } ?? [])
  }
}
