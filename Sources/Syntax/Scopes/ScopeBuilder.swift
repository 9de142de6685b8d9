// SPDX-License-Identifier: Apache-2.0
// A walk over the tree that notes how each scope uses each name: the first half of CPython's symtable.c. What its compiler
// complains of later is looked for on the same walk.

struct ScopeBuilder {
  /// A `global` or `nonlocal` statement, or an assignment expression that acts as one.
  struct Directive {
    var name: Identifier
    var scope: ScopeID
    var location: Location
  }

  /// What the walk has to know of the scope it is in.
  struct Context {
    var scope: ScopeID
    /// The class for whose methods private names are mangled.
    var className: Identifier?
    var loops = 0
    /// In the iterable of a comprehension, how deep.
    var iterables = 0
    var isIterationTarget = false
    /// In an `except*` block, outside of loops in it.
    var isInStarHandler = false
    var isAsync = false
  }

  var scopes: [Scope]
  var names: NameTable
  var directives: [Directive] = []
  var order: [ScopeID] = []
  var warnings: [SyntaxWarning] = []
  var hasLazyAnnotations = false
  /// The first mistake that CPython finds only when it makes code; those of the scopes come before it.
  var compilerError: SyntaxError?
  var context = Context(scope: .root)
  /// The scopes around, innermost last.
  var outer: [Context] = []
  var depth = 0
  /// Imports from `__future__` at the beginning that the walk has not met yet.
  var futures = 0
  /// Where the compiler stands among patterns.
  var lastPattern: Location?
  let classCell: Identifier
  let superName: Identifier
  let implicit: Identifier

  static let maximalDepth = 2500

  init(_ tree: SyntaxTree) {
    scopes = Array(repeating: Scope(), count: Int(tree.scopeCount))
    names = tree.names
    classCell = names.intern("__class__")
    superName = names.intern("super")
    implicit = names.intern(".0")
  }

  mutating func build(_ tree: SyntaxTree) throws(SyntaxError) {
    order.append(.root)
    scopes[0].name = names.intern("top")
    switch tree.root {
    case .module(let body), .interactive(let body):
      try checkFutures(body)
      try visit(body)
    case .expression(let value): try visit(value)
    }
  }

  // MARK: - Scopes

  mutating func enter(_ id: ScopeID, _ kind: Scope.Kind, _ name: Identifier) {
    let parent = context.scope
    let index = Int(id.index)
    scopes[index].kind = kind
    scopes[index].name = name
    scopes[index].parent = parent
    let outerKind = scopes[Int(parent.index)].kind
    scopes[index].isNested =
      scopes[Int(parent.index)].isNested || (outerKind != .module && outerKind != .class)
    scopes[Int(parent.index)].children.append(id)
    order.append(id)
    outer.append(context)
    context = Context(scope: id, className: context.className)
  }

  mutating func leave() { context = outer.removeLast() }

  var scope: Scope {
    _read { yield scopes[Int(context.scope.index)] }
    _modify { yield &scopes[Int(context.scope.index)] }
  }

  // MARK: - Names

  mutating func mangled(_ name: Identifier) -> Identifier {
    context.className == nil ? name : names.mangle(name, in: context.className)
  }

  func uses(_ name: Identifier, _ id: ScopeID) -> Symbol.Uses {
    scopes[Int(id.index)][name]?.uses ?? []
  }

  mutating func add(_ name: Identifier, _ uses: Symbol.Uses, to id: ScopeID) {
    let index = Int(id.index)
    if let place = scopes[index].places[name] {
      scopes[index].symbols[place].uses.formUnion(uses)
    } else {
      scopes[index].places[name] = scopes[index].symbols.count
      scopes[index].symbols.append(Symbol(name: name, uses: uses))
    }
  }

  /// Notes a use of a name in the current scope.
  mutating func define(
    _ name: Identifier, _ uses: Symbol.Uses, _ location: Location
  ) throws(SyntaxError) {
    let name = mangled(name)
    var uses = uses
    let before = self.uses(name, context.scope)
    if uses.contains(.parameter) {
      if before.contains(.parameter) {
        throw Self.error(
          "duplicate argument '\(names[name])' in function definition", location)
      }
      scope.parameters.append(name)
    }
    if context.isIterationTarget {
      if !before.isDisjoint(with: [.global, .nonlocal]) {
        throw Self.error(
          "comprehension inner loop cannot rebind assignment expression target "
            + "'\(names[name])'", location)
      }
      uses.insert(.iteration)
    }
    add(name, uses, to: context.scope)
    // A module knows the globals that its functions declare.
    if uses.contains(.global) { add(name, .global, to: .root) }
  }

  mutating func bind(_ name: Identifier, _ location: Location) throws(SyntaxError) {
    if name == Keywords.debug { note("cannot assign to __debug__", location) }
    try define(name, .local, location)
  }

  // MARK: - Errors

  static func error(_ message: String, _ location: Location?) -> SyntaxError {
    guard let location else { return SyntaxError(message: message) }
    return SyntaxError(
      message: message, line: Int(location.line), column: Int(location.column) + 1,
      endLine: Int(location.endLine), endColumn: Int(location.endColumn) + 1)
  }

  /// Keeps a mistake that is told if the scopes have none.
  mutating func note(_ message: String, _ location: Location) {
    if compilerError == nil { compilerError = Self.error(message, location) }
  }

  mutating func warn(_ message: String, _ location: Location) {
    warnings.append(
      SyntaxWarning(category: .syntax, message: message, line: Int(location.line)))
  }

  mutating func deeper() throws(SyntaxError) {
    depth += 1
    if depth > Self.maximalDepth {
      throw SyntaxError(
        kind: .recursion, message: "maximum recursion depth exceeded during compilation")
    }
  }
}
