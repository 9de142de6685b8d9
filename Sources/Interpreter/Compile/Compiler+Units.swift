// SPDX-License-Identifier: Apache-2.0
// Code objects: the registers and cells of a scope, and what a finished one consists of.
import Glibc
import Syntax

/// Compiles a tree; its root says whether it is a module, an interactive statement or an expression.
package func compileTree(
  _ tree: SyntaxTree, fileName: String, options: CompileOptions = CompileOptions()
)
  throws(SyntaxError) -> Code
{
  let table = try ScopeTable.analyze(tree)
  let compiler = Compiler(tree, table: table, fileName: fileName, options: options)
  let code = compiler.compileRoot()
  if let error = compiler.error { throw error }
  guard let code else { throw SyntaxError(message: "the code could not be compiled") }
  if let wanted = getenv("WEFT_DUMP"), String(cString: wanted).contains("bytecode") {
    Disassembler.dump(code)
  }
  #if DEBUG
    let problems = Verifier.problems(of: code)
    precondition(
      problems.isEmpty,
      "malformed bytecode: \(problems.joined(separator: "\n"))\n\(Disassembler.text(of: code))")
  #endif
  return code
}

extension Compiler {
  func compileRoot() -> Code? {
    unit.places[.root] = [:]
    if options.usesNamespace { unit.flags.insert(.usesNamespace) }
    layOut(Arguments())
    unit.top = unit.localCount
    switch tree.root {
    case .module(let body):
      readFutures(body)
      if futureAnnotations { unit.flags.insert(.futureAnnotations) }
      setUpAnnotations(body, at: noLocation)
      var rest = body[...]
      if let documentation = Self.documentation(of: body), let first = body.first {
        temporarily {
          let register = push()
          load(.string(documentation), into: register, at: first.location)
          store(.temporary(register), in: names.intern("__doc__"), at: first.location)
        }
        rest = rest.dropFirst()
      }
      statements(Array(rest))
      returnNone()
    case .interactive(let body):
      isInteractive = true
      readFutures(body)
      setUpAnnotations(body, at: noLocation)
      statements(body)
      returnNone()
    case .expression(let expr): returnValue(of: expr)
    }
    return finishUnit()
  }

  /// Compiles a block inside the current one; nil after an error.
  ///
  /// `body` emits its instructions.
  func compile(
    _ scope: ScopeID, _ kind: Unit.Kind, name: String, firstLine: Int,
    arguments: Arguments = Arguments(), className: Identifier? = nil, at location: Location,
    _ body: () -> Void
  ) -> Code? {
    guard canNest(location) else { return nil }
    let outer = unit
    let inner = Unit(
      scope: scope, kind: kind, name: name, qualifiedName: qualifiedName(name, of: kind),
      firstLine: firstLine)
    inner.className = className ?? outer.className
    outerUnits.append(outer)
    unit = inner
    defer {
      unit = outer
      outerUnits.removeLast()
    }
    if kind == .classBody { unit.flags.insert(.usesNamespace) }
    if outer.kind != .module { unit.flags.insert(.nested) }
    if futureAnnotations { unit.flags.insert(.futureAnnotations) }
    if scopes[scope].isGenerator { unit.flags.insert(.generator) }
    if scopes[scope].isCoroutine { unit.flags.insert(.coroutine) }
    layOut(arguments)
    unit.top = unit.localCount
    body()
    return finishUnit()
  }

  /// `outer.<locals>.name`, `Class.name`; only `name` where the name is declared global.
  private func qualifiedName(_ name: String, of kind: Unit.Kind) -> String {
    if unit.kind == .module { return name }
    // The function around a generic definition does not show.
    var parent = unit
    var index = outerUnits.count - 1
    while parent.kind == .typeParameters, index >= 0 {
      parent = outerUnits[index]
      index -= 1
    }
    if parent.kind == .module { return name }
    if kind == .function || kind == .classBody, let identifier = names.find(name) {
      let name = names.mangle(identifier, in: parent.className)
      if scopes[parent.scope].globals.contains(name) { return names[identifier] }
    }
    return parent.qualifiedName + (parent.kind == .classBody ? "." : ".<locals>.") + name
  }

  /// Gives each name of the scope its place: parameters, other locals, those of inlined comprehensions.
  private func layOut(_ arguments: Arguments) {
    let scope = scopes[unit.scope]
    unit.parameterCounts = (
      arguments.positionalOnly.count, arguments.positionalOnly.count + arguments.positional.count,
      arguments.keywordOnly.count
    )
    if arguments.variadic != nil { unit.flags.insert(.variadic) }
    if arguments.keywordVariadic != nil { unit.flags.insert(.variadicKeywords) }
    var places: [Identifier: Place] = [:]
    for (index, name) in scope.free.enumerated() {
      places[name] = unit.kind == .classBody ? .classFree(index) : .free(index)
    }
    unit.freeNames = scope.free.map { names[$0] }
    if unit.isFunction {
      for argument in arguments.all { add(mangled(argument.name), scope, &places) }
      for name in scope.bound where places[name] == nil { add(name, scope, &places) }
      // The base that type parameters give a class.
      if unit.kind == .typeParameters { add(names.intern(".generic"), scope, &places) }
    } else if unit.kind == .classBody {
      for name in scope.bound { places[name] = .namespace }
      if let cell = scope.cells.first {
        unit.classCell = unit.localNames.count
        unit.cellRegisters.append(unit.localNames.count)
        unit.localNames.append(names[cell])
      }
    }
    for name in scope.globals { places[name] = .global }
    unit.places[unit.scope] = places
    for child in scope.children { layOutInlined(child) }
  }

  private func add(
    _ name: Identifier, _ scope: ScopeFacts, _ places: inout [Identifier: Place]
  ) {
    let register = unit.localNames.count
    unit.localNames.append(names[name])
    if scope.cells.contains(name) {
      places[name] = .cell(register)
      if scope.isInlined {
        unit.inlinedCells.append(register)
      } else {
        unit.cellRegisters.append(register)
      }
    } else {
      places[name] = .local(register)
    }
  }

  private func layOutInlined(_ id: ScopeID) {
    let scope = scopes[id]
    guard scope.isInlined else { return }
    var places: [Identifier: Place] = [:]
    for name in scope.bound { add(name, scope, &places) }
    unit.places[id] = places
    for child in scope.children { layOutInlined(child) }
  }

  func isInlined(_ scope: ScopeID) -> Bool { scopes[scope].isInlined }

  /// The registers of an inlined comprehension's variables, and those of them that are cells.
  func registers(ofInlined scope: ScopeID) -> (all: [Int], cells: [Int]) {
    var (all, cells): ([Int], [Int]) = ([], [])
    for place in (unit.places[scope] ?? [:]).values {
      switch place {
      case .local(let register): all.append(register)
      case .cell(let register):
        all.append(register)
        cells.append(register)
      default: break
      }
    }
    return (all.sorted(), cells.sorted())
  }

  /// Where the cell of a name is that inner code captures.
  func cellPlace(of name: Identifier) -> Place {
    if unit.kind == .classBody {
      if let register = unit.classCell, names.utf8(name).elementsEqual("__class__".utf8) {
        return .cell(register)
      }
      if let index = scopes[unit.scope].free.firstIndex(of: name) { return .free(index) }
    }
    for scope in unit.inlined.reversed() {
      if let place = unit.places[scope]?[name] { return place }
    }
    return unit.places[unit.scope]?[name] ?? .global
  }

  private func finishUnit() -> Code? {
    if error != nil { return nil }
    guard unit.highest < 65_500, unit.localCount < 65_500 else {
      fail("code needs too many registers", at: noLocation)
      return nil
    }
    let end = unit.code.finish()
    var parts = Code.Parts()
    parts.name = unit.name
    parts.qualifiedName = unit.qualifiedName
    parts.fileName = fileName
    parts.firstLine = unit.firstLine
    parts.flags = unit.flags
    parts.positionalOnlyCount = unit.parameterCounts.positionalOnly
    parts.positionalCount = unit.parameterCounts.positional
    parts.keywordOnlyCount = unit.parameterCounts.keywordOnly
    parts.localNames = unit.localNames
    parts.cellRegisters = unit.cellRegisters + unit.inlinedCells
    parts.freeNames = unit.freeNames
    parts.registerCount = max(unit.highest, unit.localCount)
    parts.instructions = end.instructions
    parts.constants = end.constants
    parts.cacheCount = unit.code.cacheCount
    parts.positions = end.positions
    parts.handlers = end.handlers
    return Code(parts)
  }
}
