// SPDX-License-Identifier: Apache-2.0
// From nodes that a program made to our syntax tree, with the checks of CPython's compiler: expressions.
import Syntax

/// Makes a tree of nodes; what the grammar alone does not forbid is a ValueError here.
struct ObjectTrees {
  enum Context: String { case load = "Load", store = "Store", delete = "Del" }

  private let names: NameTable
  private(set) var scopeCount: Int32 = 1

  private init(names: NameTable) { self.names = names }

  /// The tree that an object stands for, which must be of the kind that the mode needs.
  static func tree(_ object: Value, _ mode: CompileMode) throws(Raised) -> SyntaxTree {
    let wanted = mode == .exec ? "Module" : mode == .eval ? "Expression" : "Interactive"
    guard let row = AbstractGrammar.named[wanted], let type = row.type,
      object.type.isSubtype(of: type), let sum = row.sum
    else {
      throw raise(.typeError, "expected \(wanted) node, got \(object.type.name)")
    }
    var reader = NodeReader()
    guard let node = try reader.read(object, sum) else {
      throw raise(.typeError, "expected \(wanted) node, got NoneType")
    }
    var trees = ObjectTrees(names: reader.names)
    let root: SyntaxTree.Root
    switch mode {
    case .exec: root = .module(try trees.body(node.nodes(0)))
    case .single: root = .interactive(try trees.body(node.nodes(0)))
    case .eval: root = .expression(try trees.expr(node.node(0)))
    }
    return SyntaxTree(root: root, names: reader.names, scopeCount: trees.scopeCount)
  }

  mutating func newScope() -> ScopeID {
    defer { scopeCount += 1 }
    return ScopeID(scopeCount)
  }

  // MARK: Checks

  func require(_ condition: Bool, _ message: @autoclosure () -> String) throws(Raised) {
    if !condition { throw raise(.valueError, message()) }
  }

  func checkPlace(_ node: SyntaxNode) throws(Raised) {
    let at = node.location
    try require(
      at.line <= at.endLine, "AST node line range (\(at.line), \(at.endLine)) is not valid")
    try require(
      !(at.line < 0 && at.endLine != at.line) && !(at.column < 0 && at.column != at.endColumn),
      "AST node column range (\(at.column), \(at.endColumn)) for line range (\(at.line), \(at.endLine)) is not valid"
    )
    try require(
      at.line != at.endLine || at.column <= at.endColumn,
      "line \(at.line), column \(at.column)-\(at.endColumn) is not a valid range")
  }

  func notEmpty(_ nodes: [SyntaxNode?], _ what: String, _ node: SyntaxNode) throws(Raised) {
    try require(!nodes.isEmpty, "empty \(what) on \(node.row.name)")
  }

  /// The nodes, none of which may be missing.
  func present(_ nodes: [SyntaxNode?], _ kind: String) throws(Raised) -> [SyntaxNode] {
    var result: [SyntaxNode] = []
    for node in nodes {
      guard let node else { throw raise(.valueError, "None disallowed in \(kind) list") }
      result.append(node)
    }
    return result
  }

  /// Constants that look like names are none.
  func checkName(_ name: Identifier) throws(Raised) {
    let text = names[name]
    try require(
      !["None", "True", "False"].contains(text),
      "identifier field can't represent '\(text)' constant")
  }

  /// A name that a pattern binds.
  func checkCapture(_ name: Identifier?) throws(Raised) {
    guard let name else { return }
    try require(names[name] != "_", "can't capture name '_' in patterns")
    try checkName(name)
  }

  // MARK: Expressions

  mutating func exprs(
    _ nodes: [SyntaxNode?], _ context: Context = .load
  ) throws(Raised) -> [Expr] {
    var result: [Expr] = []
    for node in try present(nodes, "expression") { result.append(try expr(node, context)) }
    return result
  }

  /// Expressions of which some may be missing.
  mutating func optionalExprs(_ nodes: [SyntaxNode?]) throws(Raised) -> [Expr?] {
    var result: [Expr?] = []
    for node in nodes { result.append(try optional(node)) }
    return result
  }

  mutating func optional(
    _ node: SyntaxNode?, _ context: Context = .load
  ) throws(Raised) -> Expr? {
    if let node { try expr(node, context) } else { nil }
  }

  mutating func expr(_ node: SyntaxNode?, _ context: Context = .load) throws(Raised) -> Expr {
    guard let node else { throw raise(.valueError, "None disallowed in expression list") }
    try checkPlace(node)
    var isTarget = false
    if let place = node.row.fields.firstIndex(where: { $0.name == "ctx" }) {
      isTarget = true
      let own = node.node(place)?.row.name ?? ""
      try require(
        own == context.rawValue,
        "expression must have \(context.rawValue) context but has \(own) instead")
    }
    try require(
      isTarget || context == .load,
      "expression which can't be assigned to in \(context.rawValue) context")
    return Expr(try kind(node, context), node.location)
  }

  private mutating func kind(
    _ node: SyntaxNode, _ context: Context
  ) throws(Raised) -> Expr.Kind {
    switch node.row.name {
    case "Name":
      guard let name = node.name(0) else { break }
      try checkName(name)
      return .name(name)
    case "Constant": return .constant(try constant(node.value(0)))
    case "List": return .list(try exprs(node.nodes(0), context))
    case "Tuple": return .tuple(try exprs(node.nodes(0), context))
    case "Set": return .set(try exprs(node.nodes(0)))
    case "JoinedStr": return .joinedStr(try exprs(node.nodes(0)))
    case "FormattedValue":
      let conversion = node.int(1)
      guard let letter = UInt8(exactly: conversion), "sra".utf8.contains(letter) else {
        guard conversion == -1 else {
          throw raise(.systemError, "Unrecognized conversion character \(conversion)")
        }
        return .formattedValue(
          try expr(node.node(0)), conversion: nil, formatSpec: try optional(node.node(2)))
      }
      return .formattedValue(
        try expr(node.node(0)), conversion: letter, formatSpec: try optional(node.node(2)))
    case "Dict":
      let (keys, values) = (node.nodes(0), node.nodes(1))
      try require(
        keys.count == values.count, "Dict doesn't have the same number of keys as values")
      return .dict(keys: try optionalExprs(keys), values: try exprs(values))
    case "Attribute":
      guard let name = node.name(1) else { break }
      return .attribute(try expr(node.node(0)), name)
    case "Subscript": return .subscript(try expr(node.node(0)), try expr(node.node(1)))
    case "Slice":
      return .slice(
        lower: try optional(node.node(0)), upper: try optional(node.node(1)),
        step: try optional(node.node(2)))
    case "Call":
      return .call(
        function: try expr(node.node(0)), arguments: try exprs(node.nodes(1)),
        keywords: try keywords(node.nodes(2)))
    case "Starred": return .starred(try expr(node.node(0), context))
    case "NamedExpr":
      let target = try expr(node.node(0), .store)
      guard case .name = target.kind else {
        throw raise(.typeError, "NamedExpr target must be a Name")
      }
      return .namedExpr(target: target, value: try expr(node.node(1)))
    case "Lambda":
      guard let arguments = node.node(0) else { break }
      let scope = newScope()
      return .lambda(
        try self.arguments(arguments), body: try expr(node.node(1)), scope: scope)
    case "Await": return .await(try expr(node.node(0)))
    case "Yield": return .yield(try optional(node.node(0)))
    case "YieldFrom": return .yieldFrom(try expr(node.node(0)))
    default: return try operation(node)
    }
    throw raise(.typeError, "incomplete \(node.row.name) node")
  }

  private mutating func operation(_ node: SyntaxNode) throws(Raised) -> Expr.Kind {
    switch node.row.name {
    case "BinOp":
      let operation: Operator = try self.operation(node.node(1))
      return .binOp(try expr(node.node(0)), operation, try expr(node.node(2)))
    case "UnaryOp": return .unaryOp(try operation(node.node(0)), try expr(node.node(1)))
    case "BoolOp":
      try require(node.nodes(1).count >= 2, "BoolOp with less than 2 values")
      return .boolOp(try operation(node.node(0)), try exprs(node.nodes(1)))
    case "Compare":
      let (operators, comparators) = (node.nodes(1), node.nodes(2))
      try require(!comparators.isEmpty, "Compare with no comparators")
      try require(
        comparators.count == operators.count,
        "Compare has a different number of comparators and operands")
      var operations: [CompareOperator] = []
      for operation in operators { operations.append(try self.operation(operation)) }
      let right = try exprs(comparators)
      return .compare(
        left: try expr(node.node(0)), operators: operations, comparators: right)
    case "IfExp":
      return .ifExp(
        test: try expr(node.node(0)), body: try expr(node.node(1)),
        orElse: try expr(node.node(2)))
    default: return try comprehension(node)
    }
  }

  private mutating func comprehension(_ node: SyntaxNode) throws(Raised) -> Expr.Kind {
    let scope = newScope()
    let isDict = node.row.name == "DictComp"
    let generators = try clauses(node.nodes(isDict ? 2 : 1))
    let element = try expr(node.node(0))
    switch node.row.name {
    case "ListComp": return .listComp(element, generators, scope: scope)
    case "SetComp": return .setComp(element, generators, scope: scope)
    case "DictComp":
      return .dictComp(
        key: element, value: try expr(node.node(1)), generators, scope: scope)
    default: return .generatorExp(element, generators, scope: scope)
    }
  }

  private mutating func clauses(_ nodes: [SyntaxNode?]) throws(Raised) -> [Comprehension] {
    try require(!nodes.isEmpty, "comprehension with no generators")
    var result: [Comprehension] = []
    for node in try present(nodes, "comprehension") {
      let target = try expr(node.node(0), .store)
      result.append(
        Comprehension(
          target: target, iterable: try expr(node.node(1)), conditions: try exprs(node.nodes(2)),
          isAsync: node.int(3) != 0))
    }
    return result
  }

  /// An operator of ours is called as its class is, but for the first letter.
  func operation<T: CaseIterable>(_ node: SyntaxNode?) throws(Raised) -> T {
    let name = node?.row.name ?? ""
    let own = name.prefix(1).lowercased() + name.dropFirst()
    guard let operation = T.allCases.first(where: { "\($0)" == own }) else {
      throw raise(.valueError, "unknown operator found in an expression")
    }
    return operation
  }

  // MARK: Constants

  func constant(_ value: Value) throws(Raised) -> Constant {
    switch value.tag {
    case .none: return .none
    case .bool: return value.asBool ? .true : .false
    case .ellipsis: return .ellipsis
    case .int: return .int(Int64(value.asInt))
    case .float: return .float(value.asFloat)
    case .object: break
    default: throw invalid(value)
    }
    switch value.header.pointee.exactLayout {
    case .bigInt:
      return .bigInt(digits: Array("\(value.asBigInt ?? 0)".utf8), radix: 10)
    case .complex:
      let cell = value.cell(as: ComplexCell.self).pointee
      return .complex(cell.real, cell.imaginary)
    case .str:
      var text = Text()
      for point in Str(value).codePoints { text.append(codePoint: point) }
      return .string(text)
    case .bytes: return .bytes(Array(Bytes(value).buffer))
    case .tuple: return .tuple(try constants(Array(Tuple(value).buffer)))
    case .frozenSet:
      let elements = try collect(value)
      defer { for element in elements { element.release() } }
      return .frozenSet(try constants(elements))
    default: throw invalid(value)
    }
  }

  private func constants(_ values: [Value]) throws(Raised) -> [Constant] {
    try enterNested()
    defer { machine.pointee.depth -= 1 }
    var result: [Constant] = []
    for value in values { result.append(try constant(value)) }
    return result
  }

  private func invalid(_ value: Value) -> Raised {
    raise(.typeError, "got an invalid type in Constant: \(value.type.name)")
  }

  // MARK: Arguments

  mutating func keywords(_ nodes: [SyntaxNode?]) throws(Raised) -> [Keyword] {
    var result: [Keyword] = []
    for node in try present(nodes, "keyword") {
      result.append(
        Keyword(name: node.name(0), value: try expr(node.node(1)), location: node.location))
    }
    return result
  }

  private mutating func parameter(_ node: SyntaxNode) throws(Raised) -> Argument {
    try checkPlace(node)
    guard let name = node.name(0) else { throw raise(.typeError, "incomplete arg node") }
    return Argument(name: name, annotation: try optional(node.node(1)), location: node.location)
  }

  private mutating func parameters(_ nodes: [SyntaxNode?]) throws(Raised) -> [Argument] {
    var result: [Argument] = []
    for node in try present(nodes, "argument") { result.append(try parameter(node)) }
    return result
  }

  mutating func arguments(_ node: SyntaxNode) throws(Raised) -> Arguments {
    var result = Arguments()
    result.positionalOnly = try parameters(node.nodes(0))
    result.positional = try parameters(node.nodes(1))
    if let variadic = node.node(2) { result.variadic = try parameter(variadic) }
    result.keywordOnly = try parameters(node.nodes(3))
    if let variadic = node.node(5) { result.keywordVariadic = try parameter(variadic) }
    try require(
      node.nodes(6).count <= result.positionalOnly.count + result.positional.count,
      "more positional defaults than args on arguments")
    try require(
      node.nodes(4).count == result.keywordOnly.count,
      "length of kwonlyargs is not the same as kw_defaults on arguments")
    result.defaults = try exprs(node.nodes(6))
    result.keywordDefaults = try optionalExprs(node.nodes(4))
    return result
  }
}
