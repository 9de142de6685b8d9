// SPDX-License-Identifier: Apache-2.0
// From nodes that a program made to our syntax tree: patterns.
import Syntax

extension ObjectTrees {
  private mutating func patterns(
    _ nodes: [SyntaxNode?], allowsStar: Bool = false
  ) throws(Raised) -> [Pattern] {
    var result: [Pattern] = []
    for node in try present(nodes, "pattern") {
      result.append(try pattern(node, allowsStar: allowsStar))
    }
    return result
  }

  mutating func pattern(_ node: SyntaxNode?, allowsStar: Bool) throws(Raised) -> Pattern {
    guard let node else { throw raise(.valueError, "None disallowed in pattern list") }
    try checkPlace(node)
    try enterNested()
    defer { machine.pointee.depth -= 1 }
    return Pattern(try kind(node, allowsStar), node.location)
  }

  private mutating func kind(
    _ node: SyntaxNode, _ allowsStar: Bool
  ) throws(Raised) -> Pattern.Kind {
    switch node.row.name {
    case "MatchValue":
      try checkValue(node.node(0))
      return .value(try expr(node.node(0)))
    case "MatchSingleton":
      let value = node.value(0)
      try require(
        value.isNone || value.tag == .bool, "MatchSingleton can only contain True, False and None")
      return .singleton(try constant(value))
    case "MatchSequence": return .sequence(try patterns(node.nodes(0), allowsStar: true))
    case "MatchMapping":
      let (keys, values) = (node.nodes(0), node.nodes(1))
      try require(
        keys.count == values.count,
        "MatchMapping doesn't have the same number of keys as patterns")
      for key in keys {
        if let key, key.row.name == "Constant", key.value(0).isNone || key.value(0).tag == .bool {
          continue
        }
        try checkValue(key)
      }
      try checkCapture(node.name(2))
      return .mapping(
        keys: try exprs(keys), patterns: try patterns(values), rest: node.name(2))
    case "MatchClass":
      try require(
        node.names(2).count == node.nodes(3).count,
        "MatchClass doesn't have the same number of keyword attributes as patterns")
      let type = try expr(node.node(0))
      var part = type
      while case .attribute(let value, _) = part.kind { part = value }
      guard case .name = part.kind else {
        throw raise(
          .valueError, "MatchClass cls field can only contain Name or Attribute nodes.")
      }
      return .class(
        type, patterns: try patterns(node.nodes(1)), keywordNames: node.names(2).compactMap { $0 },
        keywordPatterns: try patterns(node.nodes(3)))
    case "MatchStar":
      try require(allowsStar, "can't use MatchStar here")
      try checkCapture(node.name(0))
      return .star(node.name(0))
    case "MatchAs":
      try checkCapture(node.name(1))
      guard let inner = node.node(0) else { return .as(nil, node.name(1)) }
      try require(
        node.name(1) != nil, "MatchAs must specify a target name if a pattern is given")
      return .as(try pattern(inner, allowsStar: false), node.name(1))
    default:
      try require(node.nodes(0).count >= 2, "MatchOr requires at least 2 patterns")
      return .or(try patterns(node.nodes(0)))
    }
  }

  /// Whether an expression may stand in a pattern: a literal, a number with a sign, a sum of two, or a dotted name.
  private func checkValue(_ node: SyntaxNode?) throws(Raised) {
    func isNumber(_ node: SyntaxNode?, _ tags: [Tag], complex: Bool) -> Bool {
      guard let node, node.row.name == "Constant" else { return false }
      let value = node.value(0)
      return tags.contains(value.tag) || value.isExactly(.bigInt) && tags.contains(.int)
        || complex && value.isExactly(.complex)
    }
    func isSigned(_ node: SyntaxNode?, complex: Bool) -> Bool {
      guard let node else { return false }
      guard node.row.name == "UnaryOp" else {
        return isNumber(node, [.int, .float], complex: complex)
      }
      return node.node(0)?.row.name == "USub"
        && isNumber(node.node(1), [.int, .float], complex: complex)
    }
    switch node?.row.name {
    case "Constant":
      let value = node?.value(0) ?? .none
      _ = try constant(value)
      try require(
        [.int, .float].contains(value.tag) || value.isExactly(.bigInt) || value.isExactly(.str)
          || value.isExactly(.bytes) || value.isExactly(.complex),
        "unexpected constant inside of a literal pattern")
    case "Attribute", "JoinedStr": return
    case "UnaryOp" where isSigned(node, complex: true): return
    case "BinOp"
    where ["Add", "Sub"].contains(node?.node(1)?.row.name)
      && isSigned(node?.node(0), complex: false)
      && isNumber(node?.node(2), [], complex: true):
      return
    default:
      throw raise(.valueError, "patterns may only match literals and attribute lookups")
    }
  }
}
