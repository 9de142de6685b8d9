// SPDX-License-Identifier: Apache-2.0
// From our syntax tree to objects of the module ast: statements and patterns.
import Syntax

extension TreeObjects {
  mutating func list(_ body: [Stmt]) -> Value { list(body) { $0.object($1) } }
  private mutating func list(_ patterns: [Pattern]) -> Value { list(patterns) { $0.object($1) } }

  private mutating func object(_ stmt: Stmt) -> Value {
    let location = stmt.location
    switch stmt.kind {
    case .return(let value): return node("Return", location, object(value))
    case .delete(let targets): return node("Delete", location, list(targets, .delete))
    case .assign(let targets, let value):
      return node("Assign", location, list(targets, .store), object(value), .none)
    case .augAssign(let target, let operation, let value):
      return node(
        "AugAssign", location, object(target, .store), singleton(operation), object(value))
    case .annAssign(let target, let annotation, let value, let isSimple):
      return node(
        "AnnAssign", location, object(target, .store), object(annotation), object(value),
        Value(isSimple ? 1 : 0))
    case .raise(let exception, let cause):
      return node("Raise", location, object(exception), object(cause))
    case .assert(let test, let message):
      return node("Assert", location, object(test), object(message))
    case .import(let names): return node("Import", location, list(names) { $0.object($1) })
    case .importFrom(let module, let names, let level):
      return node(
        "ImportFrom", location, object(module), list(names) { $0.object($1) }, Value(level))
    case .global(let names): return node("Global", location, list(names))
    case .nonlocal(let names): return node("Nonlocal", location, list(names))
    case .expr(let value): return node("Expr", location, object(value))
    case .pass: return node("Pass", location)
    case .break: return node("Break", location)
    case .continue: return node("Continue", location)
    default: return compound(stmt)
    }
  }

  private mutating func compound(_ stmt: Stmt) -> Value {
    let location = stmt.location
    switch stmt.kind {
    case .for(let target, let iterable, let body, let orElse, let isAsync):
      return node(
        isAsync ? "AsyncFor" : "For", location, object(target, .store), object(iterable),
        list(body), list(orElse), .none)
    case .while(let test, let body, let orElse):
      return node("While", location, object(test), list(body), list(orElse))
    case .if(let test, let body, let orElse):
      return node("If", location, object(test), list(body), list(orElse))
    case .with(let items, let body, let isAsync):
      return node(
        isAsync ? "AsyncWith" : "With", location,
        list(items) {
          $0.node("withitem", nil, $0.object($1.context), $0.object($1.variables, .store))
        }, list(body), .none)
    case .match(let subject, let cases):
      return node(
        "Match", location, object(subject),
        list(cases) {
          $0.node("match_case", nil, $0.object($1.pattern), $0.object($1.guard), $0.list($1.body))
        })
    case .try(let body, let handlers, let orElse, let finalBody, let isStar):
      return node(
        isStar ? "TryStar" : "Try", location, list(body), list(handlers) { $0.object($1) },
        list(orElse), list(finalBody))
    case .functionDef(let function):
      return node(
        function.isAsync ? "AsyncFunctionDef" : "FunctionDef", location, object(function.name),
        object(function.arguments), list(function.body), list(function.decorators),
        object(function.returns), .none, object(function.typeParameters))
    case .classDef(let definition):
      return node(
        "ClassDef", location, object(definition.name), list(definition.bases),
        list(definition.keywords), list(definition.body), list(definition.decorators),
        object(definition.typeParameters))
    case .typeAlias(let alias):
      return node(
        "TypeAlias", location, object(alias.name, .store), object(alias.typeParameters),
        object(alias.value))
    default: return .none
    }
  }

  private mutating func object(_ parameters: TypeParameters?) -> Value {
    list(parameters?.list ?? []) { (objects, parameter) in
      let name = objects.object(parameter.name)
      switch parameter.kind {
      case .typeVar:
        return objects.node("TypeVar", parameter.location, name, objects.object(parameter.bound))
      case .typeVarTuple: return objects.node("TypeVarTuple", parameter.location, name)
      case .paramSpec: return objects.node("ParamSpec", parameter.location, name)
      }
    }
  }

  private mutating func object(_ handler: ExceptHandler) -> Value {
    node(
      "ExceptHandler", handler.location, object(handler.type), object(handler.name),
      list(handler.body))
  }

  private mutating func object(_ alias: Alias) -> Value {
    node("alias", alias.location, object(alias.name), object(alias.asName))
  }

  private mutating func object(_ pattern: Pattern) -> Value {
    let location = pattern.location
    switch pattern.kind {
    case .value(let value): return node("MatchValue", location, object(value))
    case .singleton(let value):
      return node("MatchSingleton", location, Literal(value).makeValue())
    case .sequence(let patterns): return node("MatchSequence", location, list(patterns))
    case .mapping(let keys, let patterns, let rest):
      return node("MatchMapping", location, list(keys), list(patterns), object(rest))
    case .class(let type, let patterns, let keywordNames, let keywordPatterns):
      return node(
        "MatchClass", location, object(type), list(patterns), list(keywordNames),
        list(keywordPatterns))
    case .star(let name): return node("MatchStar", location, object(name))
    case .as(let inner, let name):
      return node("MatchAs", location, inner.map { object($0) } ?? .none, object(name))
    case .or(let patterns): return node("MatchOr", location, list(patterns))
    }
  }
}
