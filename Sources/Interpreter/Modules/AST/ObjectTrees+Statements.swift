// SPDX-License-Identifier: Apache-2.0
// From nodes that a program made to our syntax tree: statements.
import Syntax

extension ObjectTrees {
  mutating func body(_ nodes: [SyntaxNode?]) throws(Raised) -> [Stmt] {
    var result: [Stmt] = []
    for node in try present(nodes, "statement") { result.append(try stmt(node)) }
    return result
  }

  /// A body that must have a statement.
  private mutating func body(_ node: SyntaxNode, _ index: Int) throws(Raised) -> [Stmt] {
    try notEmpty(node.nodes(index), "body", node)
    return try body(node.nodes(index))
  }

  private func names(_ node: SyntaxNode) throws(Raised) -> [Identifier] {
    try notEmpty(node.names(0).map { _ in nil }, "names", node)
    return node.names(0).compactMap { $0 }
  }

  private func aliases(_ node: SyntaxNode, _ index: Int) throws(Raised) -> [Alias] {
    try notEmpty(node.nodes(index), "names", node)
    var result: [Alias] = []
    for alias in try present(node.nodes(index), "alias") {
      guard let name = alias.name(0) else { continue }
      result.append(Alias(name: name, asName: alias.name(1), location: alias.location))
    }
    return result
  }

  private mutating func targets(
    _ node: SyntaxNode, _ context: Context
  ) throws(Raised) -> [Expr] {
    try notEmpty(node.nodes(0), "targets", node)
    return try exprs(node.nodes(0), context)
  }

  private mutating func stmt(_ node: SyntaxNode) throws(Raised) -> Stmt {
    try checkPlace(node)
    try enterNested()
    defer { machine.pointee.depth -= 1 }
    return Stmt(try simple(node), node.location)
  }

  private mutating func simple(_ node: SyntaxNode) throws(Raised) -> Stmt.Kind {
    switch node.row.name {
    case "Return": return .return(try optional(node.node(0)))
    case "Delete": return .delete(try targets(node, .delete))
    case "Assign":
      return .assign(targets: try targets(node, .store), value: try expr(node.node(1)))
    case "AugAssign":
      let target = try expr(node.node(0), .store)
      return .augAssign(target: target, try operation(node.node(1)), value: try expr(node.node(2)))
    case "AnnAssign":
      if node.int(3) != 0, node.node(0)?.row.name != "Name" {
        throw raise(.typeError, "AnnAssign with simple non-Name target")
      }
      let target = try expr(node.node(0), .store)
      let value = try optional(node.node(2))
      return .annAssign(
        target: target, annotation: try expr(node.node(1)), value: value,
        isSimple: node.int(3) != 0)
    case "Raise":
      let exception = try optional(node.node(0))
      let cause = try optional(node.node(1))
      try require(exception != nil || cause == nil, "Raise with cause but no exception")
      return .raise(exception: exception, cause: cause)
    case "Assert":
      return .assert(test: try expr(node.node(0)), message: try optional(node.node(1)))
    case "Import": return .import(try aliases(node, 0))
    case "ImportFrom":
      try require(node.int(2) >= 0, "Negative ImportFrom level")
      return .importFrom(
        module: node.name(0), names: try aliases(node, 1), level: node.int(2))
    case "Global": return .global(try names(node))
    case "Nonlocal": return .nonlocal(try names(node))
    case "Expr": return .expr(try expr(node.node(0)))
    case "Pass": return .pass
    case "Break": return .break
    case "Continue": return .continue
    default: return try compound(node)
    }
  }

  private mutating func compound(_ node: SyntaxNode) throws(Raised) -> Stmt.Kind {
    let name = node.row.name
    switch name {
    case "For", "AsyncFor":
      let target = try expr(node.node(0), .store)
      let iterable = try expr(node.node(1))
      return .for(
        target: target, iterable: iterable, body: try body(node, 2),
        orElse: try body(node.nodes(3)), isAsync: name == "AsyncFor")
    case "While", "If":
      let test = try expr(node.node(0))
      let (body, orElse) = (try body(node, 1), try self.body(node.nodes(2)))
      return name == "If"
        ? .if(test: test, body: body, orElse: orElse)
        : .while(test: test, body: body, orElse: orElse)
    case "With", "AsyncWith":
      try notEmpty(node.nodes(0), "items", node)
      var items: [WithItem] = []
      for item in try present(node.nodes(0), "withitem") {
        items.append(
          WithItem(
            context: try expr(item.node(0)), variables: try optional(item.node(1), .store)))
      }
      return .with(items, body: try body(node, 1), isAsync: name == "AsyncWith")
    case "Match":
      try notEmpty(node.nodes(1), "cases", node)
      let subject = try expr(node.node(0))
      var cases: [MatchCase] = []
      for part in try present(node.nodes(1), "match_case") {
        let pattern = try self.pattern(part.node(0), allowsStar: false)
        let condition = try optional(part.node(1))
        cases.append(MatchCase(pattern: pattern, guard: condition, body: try body(part, 2)))
      }
      return .match(subject: subject, cases: cases)
    case "Try", "TryStar": return try tryStatement(node)
    case "FunctionDef", "AsyncFunctionDef": return .functionDef(try function(node))
    case "ClassDef": return .classDef(try classDefinition(node))
    default: return .typeAlias(try typeAlias(node))
    }
  }

  private mutating func tryStatement(_ node: SyntaxNode) throws(Raised) -> Stmt.Kind {
    let name = node.row.name
    let body = try body(node, 0)
    let (handlers, orElse, finalBody) = (node.nodes(1), node.nodes(2), node.nodes(3))
    try require(
      !handlers.isEmpty || !finalBody.isEmpty, "\(name) has neither except handlers nor finalbody")
    try require(
      !handlers.isEmpty || orElse.isEmpty, "\(name) has orelse but no except handlers")
    var result: [ExceptHandler] = []
    for handler in try present(handlers, "excepthandler") {
      try checkPlace(handler)
      let type = try optional(handler.node(0))
      result.append(
        ExceptHandler(
          type: type, name: handler.name(1), body: try self.body(handler, 2),
          location: handler.location))
    }
    return .try(
      body: body, handlers: result, orElse: try self.body(orElse),
      finalBody: try self.body(finalBody), isStar: name == "TryStar")
  }

  // MARK: Definitions

  private mutating func function(_ node: SyntaxNode) throws(Raised) -> FunctionDef {
    guard let name = node.name(0), let arguments = node.node(1) else {
      throw raise(.typeError, "incomplete \(node.row.name) node")
    }
    let body = try body(node, 2)
    let parameters = try typeParameters(node.nodes(6))
    let scope = newScope()
    return FunctionDef(
      name: name, typeParameters: parameters, arguments: try self.arguments(arguments),
      body: body, decorators: try exprs(node.nodes(3)), returns: try optional(node.node(4)),
      isAsync: node.row.name == "AsyncFunctionDef", scope: scope)
  }

  private mutating func classDefinition(_ node: SyntaxNode) throws(Raised) -> ClassDef {
    guard let name = node.name(0) else { throw raise(.typeError, "incomplete ClassDef node") }
    let body = try body(node, 3)
    let parameters = try typeParameters(node.nodes(5))
    let bases = try exprs(node.nodes(1))
    let keywords = try keywords(node.nodes(2))
    let scope = newScope()
    return ClassDef(
      name: name, typeParameters: parameters, bases: bases, keywords: keywords, body: body,
      decorators: try exprs(node.nodes(4)), scope: scope)
  }

  private mutating func typeAlias(_ node: SyntaxNode) throws(Raised) -> TypeAlias {
    if node.node(0)?.row.name != "Name" {
      throw raise(.typeError, "TypeAlias with non-Name name")
    }
    let name = try expr(node.node(0), .store)
    let parameters = try typeParameters(node.nodes(1))
    let scope = newScope()
    return TypeAlias(
      name: name, typeParameters: parameters, value: try expr(node.node(2)), scope: scope)
  }

  private mutating func typeParameters(
    _ nodes: [SyntaxNode?]
  ) throws(Raised) -> TypeParameters? {
    if nodes.isEmpty { return nil }
    let kinds: [String: TypeParameter.Kind] = [
      "TypeVar": .typeVar, "TypeVarTuple": .typeVarTuple, "ParamSpec": .paramSpec,
    ]
    var list: [TypeParameter] = []
    for node in try present(nodes, "type_param") {
      try checkPlace(node)
      guard let name = node.name(0), let kind = kinds[node.row.name] else { continue }
      try checkName(name)
      let bound = kind == .typeVar ? try optional(node.node(1)) : nil
      list.append(
        TypeParameter(
          kind: kind, name: name, bound: bound, boundScope: newScope(), location: node.location))
    }
    return TypeParameters(list: list, scope: newScope())
  }
}
