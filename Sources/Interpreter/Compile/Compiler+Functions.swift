// SPDX-License-Identifier: Apache-2.0
// Functions and lambdas: defaults, annotations, closures, decorators, and the code inside.
import Syntax

extension Compiler {
  func function(_ definition: FunctionDef, at location: Location) {
    checkAssignable(definition.name, at: location)
    decorated(definition.decorators, at: location) { target in
      if let parameters = definition.typeParameters {
        genericFunction(definition, parameters, into: target, at: location)
      } else {
        plainFunction(definition, into: target, at: location)
      }
    } store: { operand in
      store(operand, in: definition.name, at: location)
    }
  }

  /// Evaluates decorators, makes the object, applies the decorators, and stores it.
  func decorated(
    _ decorators: [Expr], at location: Location, make: (Int) -> Void, store: (Operand) -> Void
  ) {
    temporarily {
      var bases: [Int] = []
      for decorator in decorators {
        bases.append(temporary(of: decorator))
        _ = push()
      }
      var object = unit.top
      make(object)
      unit.top = object + 1
      for (index, base) in bases.enumerated().reversed() {
        // Its result lies where the decorator before has its argument.
        object = base
        emit(.call, a: base, b: 1, c: base, at: decorators[index].location)
      }
      unit.top = object + 1
      store(.temporary(object))
    }
  }

  func plainFunction(_ definition: FunctionDef, into target: Int, at location: Location) {
    temporarily {
      let base = unit.top
      unit.top = base + 4
      var flags = defaults(definition.arguments, base, at: location)
      if annotations(definition, into: base + 2, at: location) { flags.insert(.hasAnnotations) }
      let code = functionCode(definition, at: location)
      makeFunction(code, base, flags, into: target, at: location)
    }
  }

  /// Leaves the defaults in R[base] and R[base + 1].
  func defaults(_ arguments: Arguments, _ base: Int, at location: Location) -> Instruction.Flags {
    var flags: Instruction.Flags = []
    if !arguments.defaults.isEmpty {
      flags.insert(.hasDefaults)
      value(of: Expr(.tuple(arguments.defaults), location), into: base)
    }
    let pairs = zip(arguments.keywordOnly, arguments.keywordDefaults).compactMap { pair in
      pair.1.map { (pair.0, $0) }
    }
    if !pairs.isEmpty {
      flags.insert(.hasKeywordDefaults)
      dictionary(
        pairs.map { pair in
          (literal(mangled(pair.0.name)), { self.temporary(of: pair.1) })
        }, into: base + 1, at: location)
    }
    return flags
  }

  /// A dict with constant keys; each value is put in a new temporary.
  func dictionary(
    _ pairs: [(key: Literal, value: () -> Int)], into target: Int, at location: Location
  ) {
    temporarily {
      if pairs.count <= Self.largestWindow / 2 {
        let start = unit.top
        for pair in pairs {
          load(pair.key, into: push(), at: location)
          _ = pair.value()
        }
        emit(.buildMap, a: target, b: start, c: pairs.count, at: location)
        return
      }
      emit(.buildMap, a: target, b: unit.top, at: location)
      for pair in pairs {
        temporarily {
          let value = pair.value()
          emit(
            .mapAdd, a: target, b: number(of: pair.key), c: value,
            flags: [.constantB, .consumesC], at: location)
        }
      }
    }
  }

  /// The annotations of parameters and result; false if there are none.
  func annotations(_ definition: FunctionDef, into target: Int, at location: Location)
    -> Bool
  {
    var pairs: [(key: Literal, value: () -> Int)] = []
    func add(_ argument: Argument?) {
      guard let argument, let annotation = argument.annotation else { return }
      let isStarred = annotation.isStarred
      pairs.append(
        (
          literal(mangled(argument.name)),
          {
            if isStarred, !self.futureAnnotations {
              return self.unpackedAnnotation(annotation)
            }
            return self.temporaryAnnotation(annotation)
          }
        ))
    }
    let arguments = definition.arguments
    for argument in arguments.positional + arguments.positionalOnly { add(argument) }
    add(arguments.variadic)
    for argument in arguments.keywordOnly { add(argument) }
    add(arguments.keywordVariadic)
    if let returns = definition.returns {
      pairs.append((.string("return"), { self.temporaryAnnotation(returns) }))
    }
    if pairs.isEmpty { return false }
    dictionary(pairs, into: target, at: location)
    return true
  }

  /// `*args: *Ts` is annotated with the only element of Ts.
  private func unpackedAnnotation(_ annotation: Expr) -> Int {
    let register = push()
    temporarily {
      let operand = self.register(of: annotation.unstarred)
      emit(
        .unpack, a: register, b: operand.number, c: 1, flags: operand.flagsB,
        at: annotation.location)
    }
    return register
  }

  /// `R[target] :=` a function of this code, with the closure it needs.
  func makeFunction(
    _ code: Code?, _ base: Int, _ flags: Instruction.Flags, into target: Int, at location: Location
  ) {
    guard let code else { return }
    var flags = flags
    if !code.freeNames.isEmpty {
      flags.insert(.hasClosure)
      temporarily {
        let start = unit.top
        for name in code.freeNames { loadCellItself(named: name, into: push(), at: location) }
        emit(.buildTuple, a: base + 3, b: start, c: code.freeNames.count, at: location)
      }
    }
    guard let number = unit.code.narrowConstant(code) else {
      fail("too many constants", at: location)
      return
    }
    emit(.makeFunction, a: target, b: base, c: number, flags: flags, at: location)
  }

  private func loadCellItself(named name: String, into register: Int, at location: Location) {
    switch cellPlace(of: names.intern(name)) {
    case .cell(let cell): move(.local(cell), into: register, at: location)
    case .free(let cell), .classFree(let cell):
      emit(.loadClosure, a: register, b: cell, at: location)
    default: fail("no cell for the free variable '\(name)'", at: location)
    }
  }

  // MARK: The code inside

  func functionCode(_ definition: FunctionDef, at location: Location) -> Code? {
    let first = definition.decorators.first?.location.line ?? location.line
    return compile(
      definition.scope, .function, name: names[definition.name], firstLine: Int(first),
      arguments: definition.arguments, at: location
    ) {
      var body = definition.body[...]
      if let documentation = Self.documentation(of: definition.body) {
        unit.flags.insert(.documented)
        _ = number(of: .string(documentation))
        body = body.dropFirst()
      }
      makeCells(at: location)
      statements(Array(body))
      returnNone()
    }
  }

  func lambda(
    _ arguments: Arguments, _ body: Expr, _ scope: ScopeID, into target: Int, at location: Location
  ) {
    temporarily {
      let base = unit.top
      unit.top = base + 4
      let flags = defaults(arguments, base, at: location)
      let code = compile(
        scope, .lambda, name: "<lambda>", firstLine: Int(location.line), arguments: arguments,
        at: location
      ) {
        makeCells(at: location)
        returnValue(of: body)
      }
      makeFunction(code, base, flags, into: target, at: location)
    }
  }

  func returnValue(of expr: Expr) {
    temporarily {
      let value = operand(of: expr)
      let isConstant = value.kind == .constant
      emit(
        .returnValue, a: isConstant ? 0 : value.number, b: isConstant ? value.number : 0,
        flags: isConstant ? .constantB : value.flagsA, at: expr.location)
    }
  }

  func returnNone() {
    emit(.returnValue, b: number(of: .none), flags: .constantB, at: noLocation)
  }

  /// The string that a body begins with.
  static func documentation(of body: [Stmt]) -> Text? {
    guard let first = body.first, case .expr(let expr) = first.kind,
      case .constant(.string(let text)) = expr.kind
    else { return nil }
    return text
  }

  func makeCells(at location: Location) {
    for register in unit.cellRegisters { emit(.makeCell, a: register, at: noLocation) }
  }
}
