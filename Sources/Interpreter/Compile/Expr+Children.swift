// SPDX-License-Identifier: Apache-2.0
// The expressions inside an expression.
import Syntax

extension Expr {
  /// Whether one of the expressions directly inside it is such a one.
  ///
  /// Bodies of lambdas do not count: they run later.
  func contains(where predicate: (Expr) -> Bool) -> Bool {
    func any(_ exprs: [Expr]) -> Bool { exprs.contains(where: predicate) }
    func any(_ expr: Expr?) -> Bool { expr.map(predicate) ?? false }
    func any(_ generators: [Comprehension]) -> Bool {
      generators.contains { predicate($0.target) || predicate($0.iterable) || any($0.conditions) }
    }
    switch kind {
    case .name, .constant: return false
    case .list(let elements), .tuple(let elements), .set(let elements), .joinedStr(let elements),
      .boolOp(_, let elements):
      return any(elements)
    case .formattedValue(let value, _, let spec): return predicate(value) || any(spec)
    case .dict(let keys, let values): return keys.contains { any($0) } || any(values)
    case .attribute(let value, _), .starred(let value), .unaryOp(_, let value), .await(let value),
      .yieldFrom(let value):
      return predicate(value)
    case .subscript(let value, let index): return predicate(value) || predicate(index)
    case .slice(let lower, let upper, let step): return any(lower) || any(upper) || any(step)
    case .call(let function, let arguments, let keywords):
      return predicate(function) || any(arguments) || keywords.contains { predicate($0.value) }
    case .binOp(let left, _, let right): return predicate(left) || predicate(right)
    case .compare(let left, _, let comparators): return predicate(left) || any(comparators)
    case .ifExp(let test, let body, let orElse):
      return predicate(test) || predicate(body) || predicate(orElse)
    case .namedExpr(let target, let value): return predicate(target) || predicate(value)
    case .lambda(let arguments, _, _):
      return any(arguments.defaults) || arguments.keywordDefaults.contains { any($0) }
    case .listComp(let element, let generators, _), .setComp(let element, let generators, _),
      .generatorExp(let element, let generators, _):
      return predicate(element) || any(generators)
    case .dictComp(let key, let value, let generators, _):
      return predicate(key) || predicate(value) || any(generators)
    case .yield(let value): return any(value)
    }
  }
}
