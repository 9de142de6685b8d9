// SPDX-License-Identifier: Apache-2.0
// Expressions.

public struct Expr: Sendable {
  public var kind: Kind
  public var location: Location

  @inlinable public init(_ kind: Kind, _ location: Location) {
    self.kind = kind
    self.location = location
  }

  public enum Kind: Sendable {
    case name(Identifier)
    case constant(Constant)
    case list([Expr])
    case tuple([Expr])
    case set([Expr])
    /// An f-string: constants (strings) and formatted values.
    case joinedStr([Expr])
    /// `conversion` is the letter after `!`: s, r or a. The specification after `:` is a `joinedStr`.
    indirect case formattedValue(Expr, conversion: UInt8?, formatSpec: Expr?)
    /// A key is nil where a mapping is unpacked: `**value`.
    indirect case dict(keys: [Expr?], values: [Expr])
    indirect case attribute(Expr, Identifier)
    indirect case `subscript`(Expr, Expr)
    /// Only as a subscript or an element of a tuple that is one.
    indirect case slice(lower: Expr?, upper: Expr?, step: Expr?)
    indirect case call(function: Expr, arguments: [Expr], keywords: [Keyword])
    /// `*value`, in calls, displays, targets and subscripts.
    indirect case starred(Expr)
    indirect case binOp(Expr, Operator, Expr)
    indirect case unaryOp(UnaryOperator, Expr)
    /// Two operands or more.
    indirect case boolOp(BoolOperator, [Expr])
    /// `left op₀ comparators₀ op₁ comparators₁ …`
    indirect case compare(left: Expr, operators: [CompareOperator], comparators: [Expr])
    indirect case ifExp(test: Expr, body: Expr, orElse: Expr)
    /// `target := value`; the target is a name.
    indirect case namedExpr(target: Expr, value: Expr)
    indirect case lambda(Arguments, body: Expr, scope: ScopeID)
    indirect case listComp(Expr, [Comprehension], scope: ScopeID)
    indirect case setComp(Expr, [Comprehension], scope: ScopeID)
    indirect case dictComp(key: Expr, value: Expr, [Comprehension], scope: ScopeID)
    indirect case generatorExp(Expr, [Comprehension], scope: ScopeID)
    indirect case await(Expr)
    indirect case yield(Expr?)
    indirect case yieldFrom(Expr)
  }
}

/// `for target in iterable if condition …`, a part of a comprehension.
public struct Comprehension: Sendable {
  public var target: Expr
  public var iterable: Expr
  public var conditions: [Expr]
  public var isAsync: Bool

  public init(target: Expr, iterable: Expr, conditions: [Expr], isAsync: Bool) {
    self.target = target
    self.iterable = iterable
    self.conditions = conditions
    self.isAsync = isAsync
  }
}

/// `name=value` in a call or the head of a class, or `**value` without a name.
public struct Keyword: Sendable {
  public var name: Identifier?
  public var value: Expr
  public var location: Location

  public init(name: Identifier?, value: Expr, location: Location) {
    self.name = name
    self.value = value
    self.location = location
  }
}

/// The parameters of a function: `(positionalOnly, /, positional, *variadic, keywordOnly, **keywordVariadic)`.
public struct Arguments: Sendable {
  public var positionalOnly: [Argument] = []
  public var positional: [Argument] = []
  public var variadic: Argument?
  public var keywordOnly: [Argument] = []
  /// One for each of `keywordOnly`.
  public var keywordDefaults: [Expr?] = []
  public var keywordVariadic: Argument?
  /// Of the last parameters of `positionalOnly + positional`.
  public var defaults: [Expr] = []

  public init() {}
}

/// A parameter of a function.
public struct Argument: Sendable {
  public var name: Identifier
  public var annotation: Expr?
  public var location: Location

  public init(name: Identifier, annotation: Expr? = nil, location: Location) {
    self.name = name
    self.annotation = annotation
    self.location = location
  }
}

public enum BoolOperator: UInt8, Sendable, CaseIterable { case and, or }

public enum Operator: UInt8, Sendable, CaseIterable {
  case add, sub, mult, matMult, div, mod, pow, lShift, rShift, bitOr, bitXor, bitAnd, floorDiv
}

public enum UnaryOperator: UInt8, Sendable, CaseIterable { case invert, not, uAdd, uSub }

public enum CompareOperator: UInt8, Sendable, CaseIterable {
  case eq, notEq, lt, ltE, gt, gtE, `is`, isNot, `in`, notIn
}
