// SPDX-License-Identifier: Apache-2.0
// What a compiler has to know of names: where each is stored in each scope.

/// The scopes of a tree, by the numbers that its nodes carry.
public struct ScopeTable: Sendable {
  public internal(set) var scopes: [Scope]
  /// The tree's names and the mangled ones.
  public internal(set) var names: NameTable
  /// `from __future__ import annotations`: annotations are not evaluated, and have no part in the scopes.
  public internal(set) var hasLazyAnnotations = false
  /// Those of the tree, and what CPython's compiler would add.
  public internal(set) var warnings: [SyntaxWarning]

  public subscript(id: ScopeID) -> Scope { scopes[Int(id.index)] }

  /// Finds the scopes of a tree.
  ///
  /// Throws what CPython's compiler says of a text that it could parse: a name that is parameter and global, a `return` outside
  /// a function, a target with two stars.
  public static func analyze(_ tree: SyntaxTree) throws(SyntaxError) -> ScopeTable {
    var builder = ScopeBuilder(tree)
    try builder.build(tree)
    var table = ScopeTable(
      scopes: builder.scopes, names: builder.names,
      hasLazyAnnotations: builder.hasLazyAnnotations,
      warnings: tree.warnings + builder.warnings)
    var resolver = ScopeResolver(builder)
    try resolver.resolve()
    if let error = builder.compilerError { throw error }
    table.scopes = resolver.scopes
    return table
  }
}

/// A module, a class, a function, a lambda, a comprehension, or what type parameters and aliases open.
public struct Scope: Sendable {
  public enum Kind: UInt8, Sendable {
    case module, `class`, function, lambda, listComp, setComp, dictComp, generatorExp
    /// Around a function, a class or an alias with type parameters, in which these are bound.
    case typeParameters
    case typeAlias, typeBound
  }

  public internal(set) var kind: Kind = .module
  public internal(set) var name = Identifier(-1)
  public internal(set) var parent: ScopeID?
  /// In the order in which they are met.
  public internal(set) var children: [ScopeID] = []
  /// In the order of their first appearance; their names are mangled.
  public internal(set) var symbols: [Symbol] = []
  /// In the order positional-only, positional, keyword-only, `*args`, `**kwargs`; a comprehension's is its iterable, `.0`.
  public internal(set) var parameters: [Identifier] = []
  public internal(set) var isGenerator = false
  /// `async def`, or a comprehension that awaits.
  public internal(set) var isCoroutine = false
  public internal(set) var hasVariadic = false
  public internal(set) var hasKeywordVariadic = false
  public internal(set) var returnsValue = false
  /// Of a class: a method refers to `__class__`, maybe through `super`.
  public internal(set) var needsClassCell = false
  /// Inside a function, at any depth.
  public internal(set) var isNested = false
  public internal(set) var importsStar = false
  /// A scope of annotations directly in a class sees the class's names.
  public internal(set) var seesClass = false
  var places: [Identifier: Int] = [:]

  public var isFunction: Bool { kind != .module && kind != .class }
  public var isComprehension: Bool {
    switch kind {
    case .listComp, .setComp, .dictComp, .generatorExp: true
    default: false
    }
  }

  public subscript(name: Identifier) -> Symbol? { places[name].map { symbols[$0] } }
}

/// A name in a scope.
public struct Symbol: Sendable {
  public enum Place: UInt8, Sendable {
    case local
    /// A local that inner functions refer to.
    case cell
    /// A local of an outer function.
    case free
    /// Declared `global` here.
    case globalExplicit
    case globalImplicit
  }

  public struct Uses: OptionSet, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public static let global = Uses(rawValue: 1)
    public static let local = Uses(rawValue: 2)
    public static let parameter = Uses(rawValue: 4)
    public static let nonlocal = Uses(rawValue: 8)
    public static let used = Uses(rawValue: 16)
    /// Of a class: also free in a method, which does not see the class's binding.
    public static let freeInClass = Uses(rawValue: 64)
    public static let imported = Uses(rawValue: 128)
    public static let annotated = Uses(rawValue: 256)
    public static let iteration = Uses(rawValue: 512)
    static let bound: Uses = [.local, .parameter, .imported]
  }

  public let name: Identifier
  public internal(set) var place: Place = .local
  public internal(set) var uses: Uses
}
