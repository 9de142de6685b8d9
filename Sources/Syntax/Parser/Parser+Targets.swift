// SPDX-License-Identifier: Apache-2.0
// What can be assigned to and deleted.

extension Parser {
  enum TargetKind { case assignment, deletion, iteration }

  /// The targets of `for`: primaries that can be assigned to, since `in` must not be taken for an operator.
  mutating func targets() throws(ParseFailure) -> Expr {
    let start = position
    let first = try target()
    guard kind == .comma else { return first }
    var elements = [first]
    while accept(.comma), startsTarget() { elements.append(try target()) }
    return Expr(.tuple(elements), span(start))
  }

  private func startsTarget() -> Bool {
    switch kind {
    case .kwIn, .equal, .colon, .rightParen: false
    default: startsExpression()
    }
  }

  /// One target, maybe with a star.
  mutating func target() throws(ParseFailure) -> Expr {
    let start = position
    if accept(.star) {
      if kind == .star { throw fail() }
      let value = try target()
      return Expr(.starred(value), span(start))
    }
    let value = try primary()
    if invalidTarget(value, .assignment) != nil { throw fail() }
    return value
  }

  /// The part of an expression that is no target, nil if the whole is one.
  func invalidTarget(_ value: Expr, _ use: TargetKind) -> Expr? {
    switch value.kind {
    case .list(let elements), .tuple(let elements):
      for element in elements {
        if let wrong = invalidTarget(element, use) { return wrong }
      }
      return nil
    case .starred(let inner):
      return use == .deletion ? value : invalidTarget(inner, use)
    case .compare(let left, let operators, _) where use == .iteration:
      // `for x in y` read as one expression.
      return operators[0] == .in ? invalidTarget(left, use) : nil
    case .name, .attribute, .subscript: return nil
    default: return value
    }
  }

  /// The error of an expression that is no target, if it is none.
  mutating func checkTarget(_ value: Expr, _ use: TargetKind) throws(ParseFailure) {
    guard let wrong = invalidTarget(value, use) else { return }
    let verb = use == .deletion ? "delete" : "assign to"
    throw raise("cannot \(verb) \(describe(wrong))", wrong.location)
  }

  /// What CPython's messages call an expression.
  func describe(_ value: Expr) -> String {
    switch value.kind {
    case .attribute: "attribute"
    case .subscript: "subscript"
    case .starred: "starred"
    case .name: "name"
    case .list: "list"
    case .tuple: "tuple"
    case .lambda: "lambda"
    case .call: "function call"
    case .boolOp, .binOp, .unaryOp: "expression"
    case .generatorExp: "generator expression"
    case .yield, .yieldFrom: "yield expression"
    case .await: "await expression"
    case .listComp: "list comprehension"
    case .setComp: "set comprehension"
    case .dictComp: "dict comprehension"
    case .dict: "dict literal"
    case .set: "set display"
    case .joinedStr, .formattedValue: "f-string expression"
    case .constant(.none): "None"
    case .constant(.false): "False"
    case .constant(.true): "True"
    case .constant(.ellipsis): "ellipsis"
    case .constant: "literal"
    case .compare: "comparison"
    case .ifExp: "conditional expression"
    case .namedExpr: "named expression"
    case .slice: "slice"
    }
  }
}
