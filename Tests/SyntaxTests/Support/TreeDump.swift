// SPDX-License-Identifier: Apache-2.0
// A tree as text, the same that `Scripts.dump` makes of CPython's tree: class@location(fields…).
import Syntax

struct TreeDump {
  var text: [UInt8] = []
  let names: NameTable
  /// CPython 3.11 does not know where in an f-string its fields stand.
  let locatesFields: Bool
  private var formatted = 0

  static func of(_ tree: SyntaxTree, locatesFields: Bool) -> [UInt8] {
    var dump = TreeDump(names: tree.names, locatesFields: locatesFields)
    switch tree.root {
    case .module(let body): dump.node("Module", nil) { $0.list(body) { $0.add($1) } }
    case .interactive(let body): dump.node("Interactive", nil) { $0.list(body) { $0.add($1) } }
    case .expression(let value): dump.node("Expression", nil) { $0.add(value) }
    }
    return dump.text
  }

  private init(names: NameTable, locatesFields: Bool) {
    self.names = names
    self.locatesFields = locatesFields
  }

  // MARK: - Elements

  private mutating func add(_ string: String) { text.append(contentsOf: string.utf8) }

  private mutating func node(
    _ name: String, _ location: Location?, _ fields: (inout TreeDump) -> Void
  ) {
    add(name)
    if let location, locatesFields || formatted == 0 {
      add("@\(location.line):\(location.column)-\(location.endLine):\(location.endColumn)")
    }
    text.append(UInt8(ascii: "("))
    fields(&self)
    text.append(UInt8(ascii: ")"))
  }

  private mutating func list<T>(_ elements: [T], _ add: (inout TreeDump, T) -> Void) {
    text.append(UInt8(ascii: "["))
    for element in elements { add(&self, element) }
    text.append(UInt8(ascii: "]"))
  }

  private mutating func add(_ elements: [Expr]) { list(elements) { $0.add($1) } }
  private mutating func add(_ elements: [Stmt]) { list(elements) { $0.add($1) } }
  private mutating func add(_ elements: [Pattern]) { list(elements) { $0.add($1) } }
  private mutating func add(_ elements: [Identifier]) { list(elements) { $0.add($1) } }
  private mutating func add(_ elements: [Keyword]) { list(elements) { $0.add($1) } }

  private mutating func add(_ name: Identifier?) {
    guard let name else { return add("-") }
    text.append(contentsOf: names.utf8(name))
    text.append(UInt8(ascii: ","))
  }

  private mutating func add(_ value: Expr?) {
    if let value { add(value) } else { add("-") }
  }

  private mutating func hexadecimal(_ bytes: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    text.append(UInt8(ascii: ","))
  }

  private mutating func add(_ constant: Constant) {
    switch constant {
    case .none: add("None,")
    case .true: add("True,")
    case .false: add("False,")
    case .ellipsis: add("Ellipsis,")
    case .int(let value): add("i" + String(value, radix: 16) + ",")
    case .bigInt(let digits, let radix):
      add("i" + Self.hexadecimal(digits, radix) + ",")
    case .float(let value): add("f\(value.bitPattern),")
    case .imaginary(let value): add("j\(value.bitPattern),")
    case .string(let value):
      add("s")
      hexadecimal(value.utf8)
    case .bytes(let value):
      add("b")
      hexadecimal(value)
    case .complex, .tuple, .frozenSet: add("?,")  // No source has them.
    }
  }

  /// Digits of another base in base 16.
  private static func hexadecimal(_ digits: [UInt8], _ radix: Int) -> String {
    var nibbles: [Int] = [0]
    for digit in digits {
      var carry = Int(String(decoding: [digit], as: UTF8.self), radix: radix)!
      for index in nibbles.indices {
        carry += nibbles[index] * radix
        nibbles[index] = carry & 15
        carry >>= 4
      }
      while carry > 0 {
        nibbles.append(carry & 15)
        carry >>= 4
      }
    }
    return nibbles.reversed().map { String($0, radix: 16) }.joined()
  }

  // MARK: - Expressions

  private mutating func add(_ expr: Expr) {
    let location = expr.location
    switch expr.kind {
    case .name(let name): node("Name", location) { $0.add(name) }
    case .constant(let value): node("Constant", location) { $0.add(value) }
    case .list(let elements): node("List", location) { $0.add(elements) }
    case .tuple(let elements): node("Tuple", location) { $0.add(elements) }
    case .set(let elements): node("Set", location) { $0.add(elements) }
    case .joinedStr(let values):
      node("JoinedStr", location) {
        $0.formatted += 1
        $0.add(values)
        $0.formatted -= 1
      }
    case .formattedValue(let value, let conversion, let specification):
      node("FormattedValue", location) {
        $0.add(value)
        $0.add("\(conversion.map { Int($0) } ?? -1),")
        $0.add(specification)
      }
    case .dict(let keys, let values):
      node("Dict", location) {
        $0.list(keys) { $0.add($1) }
        $0.add(values)
      }
    case .attribute(let value, let name):
      node("Attribute", location) {
        $0.add(value)
        $0.add(name)
      }
    case .subscript(let value, let index):
      node("Subscript", location) {
        $0.add(value)
        $0.add(index)
      }
    case .slice(let lower, let upper, let step):
      node("Slice", location) {
        $0.add(lower)
        $0.add(upper)
        $0.add(step)
      }
    case .call(let function, let arguments, let keywords):
      node("Call", location) {
        $0.add(function)
        $0.add(arguments)
        $0.add(keywords)
      }
    case .starred(let value): node("Starred", location) { $0.add(value) }
    case .namedExpr(let target, let value):
      node("NamedExpr", location) {
        $0.add(target)
        $0.add(value)
      }
    case .lambda(let arguments, let body, _):
      node("Lambda", location) {
        $0.add(arguments)
        $0.add(body)
      }
    case .await(let value): node("Await", location) { $0.add(value) }
    case .yield(let value): node("Yield", location) { $0.add(value) }
    case .yieldFrom(let value): node("YieldFrom", location) { $0.add(value) }
    default: addOperation(expr)
    }
  }

  private mutating func addOperation(_ expr: Expr) {
    let location = expr.location
    switch expr.kind {
    case .binOp(let left, let operation, let right):
      node("BinOp", location) {
        $0.add(left)
        $0.add("\(operation),")
        $0.add(right)
      }
    case .unaryOp(let operation, let operand):
      node("UnaryOp", location) {
        $0.add("\(operation),")
        $0.add(operand)
      }
    case .boolOp(let operation, let values):
      node("BoolOp", location) {
        $0.add("\(operation),")
        $0.add(values)
      }
    case .compare(let left, let operators, let comparators):
      node("Compare", location) {
        $0.add(left)
        $0.list(operators) { $0.add("\($1),") }
        $0.add(comparators)
      }
    case .ifExp(let test, let body, let orElse):
      node("IfExp", location) {
        $0.add(test)
        $0.add(body)
        $0.add(orElse)
      }
    case .listComp(let element, let generators, _):
      comprehension("ListComp", location, [element], generators)
    case .setComp(let element, let generators, _):
      comprehension("SetComp", location, [element], generators)
    case .dictComp(let key, let value, let generators, _):
      comprehension("DictComp", location, [key, value], generators)
    case .generatorExp(let element, let generators, _):
      comprehension("GeneratorExp", location, [element], generators)
    default: break
    }
  }

  private mutating func comprehension(
    _ name: String, _ location: Location, _ elements: [Expr], _ generators: [Comprehension]
  ) {
    node(name, location) {
      for element in elements { $0.add(element) }
      $0.list(generators) { (dump, clause) in
        dump.node("comprehension", nil) {
          $0.add(clause.target)
          $0.add(clause.iterable)
          $0.add(clause.conditions)
          $0.add(clause.isAsync ? "1," : "0,")
        }
      }
    }
  }

  private mutating func add(_ keyword: Keyword) {
    node("keyword", keyword.location) {
      $0.add(keyword.name)
      $0.add(keyword.value)
    }
  }

  private mutating func add(_ argument: Argument?) {
    guard let argument else { return add("-") }
    node("arg", argument.location) {
      $0.add(argument.name)
      $0.add(argument.annotation)
    }
  }

  private mutating func add(_ arguments: Arguments) {
    node("arguments", nil) {
      $0.list(arguments.positionalOnly) { $0.add($1) }
      $0.list(arguments.positional) { $0.add($1) }
      $0.add(arguments.variadic)
      $0.list(arguments.keywordOnly) { $0.add($1) }
      $0.list(arguments.keywordDefaults) { $0.add($1) }
      $0.add(arguments.keywordVariadic)
      $0.add(arguments.defaults)
    }
  }

  // MARK: - Statements

  private mutating func add(_ stmt: Stmt) {
    let location = stmt.location
    switch stmt.kind {
    case .return(let value): node("Return", location) { $0.add(value) }
    case .delete(let targets): node("Delete", location) { $0.add(targets) }
    case .assign(let targets, let value):
      node("Assign", location) {
        $0.add(targets)
        $0.add(value)
      }
    case .augAssign(let target, let operation, let value):
      node("AugAssign", location) {
        $0.add(target)
        $0.add("\(operation),")
        $0.add(value)
      }
    case .annAssign(let target, let annotation, let value, let isSimple):
      node("AnnAssign", location) {
        $0.add(target)
        $0.add(annotation)
        $0.add(value)
        $0.add(isSimple ? "1," : "0,")
      }
    case .raise(let exception, let cause):
      node("Raise", location) {
        $0.add(exception)
        $0.add(cause)
      }
    case .assert(let test, let message):
      node("Assert", location) {
        $0.add(test)
        $0.add(message)
      }
    case .import(let names): node("Import", location) { $0.list(names) { $0.add($1) } }
    case .importFrom(let module, let names, let level):
      node("ImportFrom", location) {
        $0.add(module)
        $0.list(names) { $0.add($1) }
        $0.add("\(level),")
      }
    case .global(let names): node("Global", location) { $0.add(names) }
    case .nonlocal(let names): node("Nonlocal", location) { $0.add(names) }
    case .expr(let value): node("Expr", location) { $0.add(value) }
    case .pass: node("Pass", location) { _ in }
    case .break: node("Break", location) { _ in }
    case .continue: node("Continue", location) { _ in }
    default: addCompound(stmt)
    }
  }

  private mutating func addCompound(_ stmt: Stmt) {
    let location = stmt.location
    switch stmt.kind {
    case .for(let target, let iterable, let body, let orElse, let isAsync):
      node(isAsync ? "AsyncFor" : "For", location) {
        $0.add(target)
        $0.add(iterable)
        $0.add(body)
        $0.add(orElse)
      }
    case .while(let test, let body, let orElse), .if(let test, let body, let orElse):
      var name = "If"
      if case .while = stmt.kind { name = "While" }
      node(name, location) {
        $0.add(test)
        $0.add(body)
        $0.add(orElse)
      }
    case .with(let items, let body, let isAsync):
      node(isAsync ? "AsyncWith" : "With", location) {
        $0.list(items) { (dump, item) in
          dump.node("withitem", nil) {
            $0.add(item.context)
            $0.add(item.variables)
          }
        }
        $0.add(body)
      }
    case .match(let subject, let cases):
      node("Match", location) {
        $0.add(subject)
        $0.list(cases) { (dump, matchCase) in
          dump.node("match_case", nil) {
            $0.add(matchCase.pattern)
            $0.add(matchCase.guard)
            $0.add(matchCase.body)
          }
        }
      }
    case .try(let body, let handlers, let orElse, let finalBody, let isStar):
      node(isStar ? "TryStar" : "Try", location) {
        $0.add(body)
        $0.list(handlers) { $0.add($1) }
        $0.add(orElse)
        $0.add(finalBody)
      }
    case .functionDef(let function): add(function, location)
    case .classDef(let definition): add(definition, location)
    case .typeAlias(let alias):
      node("TypeAlias", location) {
        $0.add(alias.name)
        $0.add(alias.typeParameters)
        $0.add(alias.value)
      }
    default: break
    }
  }

  private mutating func add(_ function: FunctionDef, _ location: Location) {
    node(function.isAsync ? "AsyncFunctionDef" : "FunctionDef", location) {
      $0.add(function.name)
      $0.add(function.arguments)
      $0.add(function.body)
      $0.add(function.decorators)
      $0.add(function.returns)
      $0.add(function.typeParameters)
    }
  }

  private mutating func add(_ definition: ClassDef, _ location: Location) {
    node("ClassDef", location) {
      $0.add(definition.name)
      $0.add(definition.bases)
      $0.add(definition.keywords)
      $0.add(definition.body)
      $0.add(definition.decorators)
      $0.add(definition.typeParameters)
    }
  }

  private mutating func add(_ parameters: TypeParameters?) {
    list(parameters?.list ?? []) { (dump, parameter) in
      switch parameter.kind {
      case .typeVar:
        dump.node("TypeVar", parameter.location) {
          $0.add(parameter.name)
          $0.add(parameter.bound)
        }
      case .typeVarTuple:
        dump.node("TypeVarTuple", parameter.location) { $0.add(parameter.name) }
      case .paramSpec: dump.node("ParamSpec", parameter.location) { $0.add(parameter.name) }
      }
    }
  }

  private mutating func add(_ handler: ExceptHandler) {
    node("ExceptHandler", handler.location) {
      $0.add(handler.type)
      $0.add(handler.name)
      $0.add(handler.body)
    }
  }

  private mutating func add(_ alias: Alias) {
    node("alias", alias.location) {
      $0.add(alias.name)
      $0.add(alias.asName)
    }
  }

  // MARK: - Patterns

  private mutating func add(_ pattern: Pattern) {
    let location = pattern.location
    switch pattern.kind {
    case .value(let value): node("MatchValue", location) { $0.add(value) }
    case .singleton(let value): node("MatchSingleton", location) { $0.add(value) }
    case .sequence(let patterns): node("MatchSequence", location) { $0.add(patterns) }
    case .mapping(let keys, let patterns, let rest):
      node("MatchMapping", location) {
        $0.add(keys)
        $0.add(patterns)
        $0.add(rest)
      }
    case .class(let type, let patterns, let keywordNames, let keywordPatterns):
      node("MatchClass", location) {
        $0.add(type)
        $0.add(patterns)
        $0.add(keywordNames)
        $0.add(keywordPatterns)
      }
    case .star(let name): node("MatchStar", location) { $0.add(name) }
    case .as(let inner, let name):
      node("MatchAs", location) {
        if let inner { $0.add(inner) } else { $0.add("-") }
        $0.add(name)
      }
    case .or(let patterns): node("MatchOr", location) { $0.add(patterns) }
    }
  }
}
