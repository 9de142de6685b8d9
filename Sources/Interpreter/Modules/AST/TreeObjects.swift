// SPDX-License-Identifier: Apache-2.0
// From our syntax tree to objects of the module ast: expressions.
import Syntax

/// Makes the objects; all values are owned.
struct TreeObjects {
  enum Context: String { case load = "Load", store = "Store", delete = "Del" }

  let tree: SyntaxTree
  /// Names as strings, by their numbers.
  private var texts: [Int32: Value] = [:]

  static func make(_ tree: SyntaxTree) throws(Raised) -> Value {
    try ASTModule.makeClasses()
    var objects = TreeObjects(tree: tree)
    defer { for text in objects.texts.values { text.release() } }
    switch tree.root {
    case .module(let body): return objects.node("Module", nil, objects.list(body), .emptyList)
    case .interactive(let body): return objects.node("Interactive", nil, objects.list(body))
    case .expression(let value): return objects.node("Expression", nil, objects.object(value))
    }
  }

  private init(tree: SyntaxTree) { self.tree = tree }

  // MARK: Parts

  /// A node of a class of the grammar with its fields in order, consumed.
  func node(_ name: String, _ location: Location?, _ fields: Value...) -> Value {
    guard let row = AbstractGrammar.named[name], let type = row.type else { return .none }
    let object = Instance.make(type)
    let instance = Instance(object)
    for (field, value) in zip(row.fields, fields) {
      instance.set(Str(field.key), value)
      value.release()
    }
    if let location {
      let places = [location.line, location.column, location.endLine, location.endColumn]
      for (key, place) in zip(AbstractGrammar.positionKeys, places) {
        instance.set(Str(key), Value(Int(place)))
      }
    }
    return object
  }

  /// Nodes without fields are the same object everywhere.
  nonisolated(unsafe) private static var singletons: [String: Value] = [:]

  func singleton(_ name: String) -> Value {
    if let known = TreeObjects.singletons[name] { return known.retained() }
    let object = node(name, nil)
    TreeObjects.singletons[name] = object
    return object.retained()
  }

  /// An operator of ours is called as its class is, but for the first letter.
  func singleton(_ operation: some Any) -> Value {
    let name = "\(operation)"
    return singleton(name.prefix(1).uppercased() + name.dropFirst())
  }

  mutating func list<T>(_ elements: [T], _ object: (inout TreeObjects, T) -> Value) -> Value {
    let list = List.make(capacity: elements.count)
    for element in elements { list.append(consuming: object(&self, element)) }
    return list.value
  }

  mutating func list(_ elements: [Expr], _ context: Context = .load) -> Value {
    list(elements) { $0.object($1, context) }
  }
  mutating func list(_ elements: [Identifier]) -> Value { list(elements) { $0.object($1) } }
  mutating func list(_ elements: [Keyword]) -> Value { list(elements) { $0.object($1) } }

  mutating func object(_ name: Identifier?) -> Value {
    guard let name else { return .none }
    if let known = texts[name.index] { return known.retained() }
    let text = Value.interned(tree.names[name])
    texts[name.index] = text
    return text.retained()
  }

  mutating func object(_ value: Expr?, _ context: Context = .load) -> Value {
    if let value { object(value, context) } else { .none }
  }

  // MARK: Expressions

  mutating func object(_ expr: Expr, _ context: Context = .load) -> Value {
    let location = expr.location
    switch expr.kind {
    case .name(let name): return node("Name", location, object(name), singleton(context.rawValue))
    case .constant(let value): return object(value, location)
    case .list(let elements):
      return node("List", location, list(elements, context), singleton(context.rawValue))
    case .tuple(let elements):
      return node("Tuple", location, list(elements, context), singleton(context.rawValue))
    case .set(let elements): return node("Set", location, list(elements))
    case .joinedStr(let values): return node("JoinedStr", location, list(values))
    case .formattedValue(let value, let conversion, let specification):
      return node(
        "FormattedValue", location, object(value), Value(conversion.map { Int($0) } ?? -1),
        object(specification))
    case .dict(let keys, let values):
      return node("Dict", location, list(keys) { $0.object($1) }, list(values))
    case .attribute(let value, let name):
      return node(
        "Attribute", location, object(value), object(name), singleton(context.rawValue))
    case .subscript(let value, let index):
      return node(
        "Subscript", location, object(value), object(index), singleton(context.rawValue))
    case .slice(let lower, let upper, let step):
      return node("Slice", location, object(lower), object(upper), object(step))
    case .call(let function, let arguments, let keywords):
      return node("Call", location, object(function), list(arguments), list(keywords))
    case .starred(let value):
      return node("Starred", location, object(value, context), singleton(context.rawValue))
    case .namedExpr(let target, let value):
      return node("NamedExpr", location, object(target, .store), object(value))
    case .lambda(let arguments, let body, _):
      return node("Lambda", location, object(arguments), object(body))
    case .await(let value): return node("Await", location, object(value))
    case .yield(let value): return node("Yield", location, object(value))
    case .yieldFrom(let value): return node("YieldFrom", location, object(value))
    default: return operation(expr)
    }
  }

  private mutating func operation(_ expr: Expr) -> Value {
    let location = expr.location
    switch expr.kind {
    case .binOp(let left, let operation, let right):
      return node("BinOp", location, object(left), singleton(operation), object(right))
    case .unaryOp(let operation, let operand):
      return node("UnaryOp", location, singleton(operation), object(operand))
    case .boolOp(let operation, let values):
      return node("BoolOp", location, singleton(operation), list(values))
    case .compare(let left, let operators, let comparators):
      return node(
        "Compare", location, object(left), list(operators) { $0.singleton($1) }, list(comparators))
    case .ifExp(let test, let body, let orElse):
      return node("IfExp", location, object(test), object(body), object(orElse))
    case .listComp(let element, let generators, _):
      return node("ListComp", location, object(element), list(generators) { $0.object($1) })
    case .setComp(let element, let generators, _):
      return node("SetComp", location, object(element), list(generators) { $0.object($1) })
    case .dictComp(let key, let value, let generators, _):
      return node(
        "DictComp", location, object(key), object(value), list(generators) { $0.object($1) })
    case .generatorExp(let element, let generators, _):
      return node("GeneratorExp", location, object(element), list(generators) { $0.object($1) })
    default: return .none
    }
  }

  private mutating func object(_ constant: Constant, _ location: Location) -> Value {
    var kind = Value.none
    if case .string = constant, tree.prefixedStrings.contains(location) { kind = .interned("u") }
    return node("Constant", location, Literal(constant).makeValue(), kind)
  }

  private mutating func object(_ clause: Comprehension) -> Value {
    node(
      "comprehension", nil, object(clause.target, .store), object(clause.iterable),
      list(clause.conditions), Value(clause.isAsync ? 1 : 0))
  }

  private mutating func object(_ keyword: Keyword) -> Value {
    node("keyword", keyword.location, object(keyword.name), object(keyword.value))
  }

  private mutating func object(_ argument: Argument?) -> Value {
    guard let argument else { return .none }
    return node(
      "arg", argument.location, object(argument.name), object(argument.annotation), .none)
  }

  mutating func object(_ arguments: Arguments) -> Value {
    node(
      "arguments", nil, list(arguments.positionalOnly) { $0.object($1) },
      list(arguments.positional) { $0.object($1) }, object(arguments.variadic),
      list(arguments.keywordOnly) { $0.object($1) },
      list(arguments.keywordDefaults) { $0.object($1) }, object(arguments.keywordVariadic),
      list(arguments.defaults))
  }
}

extension Value {
  /// A new list without elements; owned.
  static var emptyList: Value { List.make().value }
}
