// SPDX-License-Identifier: Apache-2.0
// Statements.

public struct Stmt: Sendable {
  public var kind: Kind
  /// From the first token to the last of the last statement inside; decorators stand before it.
  public var location: Location

  @inlinable public init(_ kind: Kind, _ location: Location) {
    self.kind = kind
    self.location = location
  }

  public indirect enum Kind: Sendable {
    /// `def` and `async def`.
    case functionDef(FunctionDef)
    case classDef(ClassDef)
    case `return`(Expr?)
    case delete([Expr])
    /// `targets₀ = targets₁ = … = value`
    case assign(targets: [Expr], value: Expr)
    case augAssign(target: Expr, Operator, value: Expr)
    /// `isSimple`: the target is a name without parentheses.
    case annAssign(target: Expr, annotation: Expr, value: Expr?, isSimple: Bool)
    case typeAlias(TypeAlias)
    case `for`(target: Expr, iterable: Expr, body: [Stmt], orElse: [Stmt], isAsync: Bool)
    case `while`(test: Expr, body: [Stmt], orElse: [Stmt])
    /// `elif` is an `if` alone in `orElse`.
    case `if`(test: Expr, body: [Stmt], orElse: [Stmt])
    case with([WithItem], body: [Stmt], isAsync: Bool)
    case match(subject: Expr, cases: [MatchCase])
    case raise(exception: Expr?, cause: Expr?)
    /// `isStar`: the handlers are `except*`.
    case `try`(
      body: [Stmt], handlers: [ExceptHandler], orElse: [Stmt], finalBody: [Stmt], isStar: Bool)
    case assert(test: Expr, message: Expr?)
    case `import`([Alias])
    /// `from ...module import names`; `level` counts the dots.
    case importFrom(module: Identifier?, names: [Alias], level: Int)
    case global([Identifier])
    case nonlocal([Identifier])
    case expr(Expr)
    case pass, `break`, `continue`
  }
}

public struct FunctionDef: Sendable {
  public var name: Identifier
  public var typeParameters: TypeParameters?
  public var arguments: Arguments
  public var body: [Stmt]
  public var decorators: [Expr]
  public var returns: Expr?
  public var isAsync: Bool
  public var scope: ScopeID

  public init(
    name: Identifier, typeParameters: TypeParameters?, arguments: Arguments, body: [Stmt],
    decorators: [Expr], returns: Expr?, isAsync: Bool, scope: ScopeID
  ) {
    self.name = name
    self.typeParameters = typeParameters
    self.arguments = arguments
    self.body = body
    self.decorators = decorators
    self.returns = returns
    self.isAsync = isAsync
    self.scope = scope
  }
}

public struct ClassDef: Sendable {
  public var name: Identifier
  public var typeParameters: TypeParameters?
  public var bases: [Expr]
  public var keywords: [Keyword]
  public var body: [Stmt]
  public var decorators: [Expr]
  public var scope: ScopeID

  public init(
    name: Identifier, typeParameters: TypeParameters?, bases: [Expr], keywords: [Keyword],
    body: [Stmt], decorators: [Expr], scope: ScopeID
  ) {
    self.name = name
    self.typeParameters = typeParameters
    self.bases = bases
    self.keywords = keywords
    self.body = body
    self.decorators = decorators
    self.scope = scope
  }
}

/// `type name[typeParameters] = value`; the value is evaluated in a scope of its own.
public struct TypeAlias: Sendable {
  public var name: Expr
  public var typeParameters: TypeParameters?
  public var value: Expr
  public var scope: ScopeID

  public init(name: Expr, typeParameters: TypeParameters?, value: Expr, scope: ScopeID) {
    self.name = name
    self.typeParameters = typeParameters
    self.value = value
    self.scope = scope
  }
}

/// `[T: bound, *Ts, **P]` of a function, class or alias, and the scope around it in which they are bound.
public struct TypeParameters: Sendable {
  public var list: [TypeParameter]
  public var scope: ScopeID

  public init(list: [TypeParameter], scope: ScopeID) {
    self.list = list
    self.scope = scope
  }
}

public struct TypeParameter: Sendable {
  public enum Kind: UInt8, Sendable { case typeVar, typeVarTuple, paramSpec }
  public var kind: Kind
  public var name: Identifier
  /// Of a `typeVar` only; evaluated in the scope `boundScope`, when it is asked for.
  public var bound: Expr?
  public var boundScope: ScopeID
  public var location: Location

  public init(
    kind: Kind, name: Identifier, bound: Expr?, boundScope: ScopeID, location: Location
  ) {
    self.kind = kind
    self.name = name
    self.bound = bound
    self.boundScope = boundScope
    self.location = location
  }
}

/// `context as variables`, a part of a `with` statement.
public struct WithItem: Sendable {
  public var context: Expr
  public var variables: Expr?

  public init(context: Expr, variables: Expr?) {
    self.context = context
    self.variables = variables
  }
}

/// `except type as name: body`.
public struct ExceptHandler: Sendable {
  public var type: Expr?
  public var name: Identifier?
  public var body: [Stmt]
  public var location: Location

  public init(type: Expr?, name: Identifier?, body: [Stmt], location: Location) {
    self.type = type
    self.name = name
    self.body = body
    self.location = location
  }
}

/// `name as asName` in an import; the name may have dots, or be `*`.
public struct Alias: Sendable {
  public var name: Identifier
  public var asName: Identifier?
  public var location: Location

  public init(name: Identifier, asName: Identifier?, location: Location) {
    self.name = name
    self.asName = asName
    self.location = location
  }
}

/// `case pattern if guard: body`.
public struct MatchCase: Sendable {
  public var pattern: Pattern
  public var `guard`: Expr?
  public var body: [Stmt]

  public init(pattern: Pattern, guard condition: Expr?, body: [Stmt]) {
    self.pattern = pattern
    self.guard = condition
    self.body = body
  }
}

public struct Pattern: Sendable {
  public var kind: Kind
  public var location: Location

  public init(_ kind: Kind, _ location: Location) {
    self.kind = kind
    self.location = location
  }

  public indirect enum Kind: Sendable {
    /// Compared by `==`: a literal or a dotted name.
    case value(Expr)
    /// Compared by `is`: None, True or False.
    case singleton(Constant)
    case sequence([Pattern])
    case mapping(keys: [Expr], patterns: [Pattern], rest: Identifier?)
    case `class`(
      Expr, patterns: [Pattern], keywordNames: [Identifier], keywordPatterns: [Pattern])
    /// `*name` in a sequence; `*_` has no name.
    case star(Identifier?)
    /// `pattern as name`, `name` alone, or `_` with neither.
    case `as`(Pattern?, Identifier?)
    case or([Pattern])
  }
}
