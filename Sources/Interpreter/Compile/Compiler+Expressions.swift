// SPDX-License-Identifier: Apache-2.0
// Expressions: names, operators, attributes and items.
import Syntax

extension Compiler {
  /// Emits what leaves the value of an expression in `target`: a local, or a dead temporary not above the first free one.
  ///
  /// A local is written once, at the end, so that it can be an operand itself and keeps its value if something raises; see
  /// `writesOnce` for the expressions that do so without a temporary.
  func value(of expr: Expr, into target: Int) {
    guard canNest(expr.location) else { return }
    if target >= unit.highest { unit.highest = target + 1 }
    let at = expr.location
    switch expr.kind {
    case .constant(let constant): load(Literal(constant), into: target, at: at)
    case .name(let name): load(name, into: target, at: at)
    case .list(let elements): list(elements, into: target, at: at)
    case .tuple(let elements): tuple(elements, of: expr, into: target)
    case .set(let elements): set(elements, into: target, at: at)
    case .dict(let keys, let values): dict(keys, values, into: target, at: at)
    case .joinedStr(let parts): joined(parts, into: target, at: at)
    case .formattedValue(let value, let conversion, let spec):
      formatted(value, conversion, spec, into: target, at: at)
    case .attribute(let object, let name): attribute(object, name, into: target, at: at)
    case .subscript(let object, let index):
      temporarily {
        let (object, index) = operands(object, index)
        emit(
          .getItem, a: target, b: object.number, c: index.number,
          flags: object.flagsB.union(index.flagsC), at: at)
      }
    case .slice(let lower, let upper, let step):
      temporarily {
        let base = unit.top
        for part in [lower, upper, step] {
          let register = push()
          if let part {
            value(of: part, into: register)
          } else {
            load(.none, into: register, at: at)
          }
        }
        emit(.buildSlice, a: target, b: base, at: at)
      }
    case .call(let function, let arguments, let keywords):
      call(function, arguments, keywords, into: target, at: at)
    case .starred: fail("can't use starred expression here", at: at)
    case .binOp: binary(expr, into: target)
    case .unaryOp(let op, let operand):
      if let literal = Fold.literal(of: expr, names: names) {
        load(literal, into: target, at: at)
      } else {
        temporarily {
          let operand = register(of: operand)
          emit(op.opcode, a: target, b: operand.number, flags: operand.flagsB, at: at)
        }
      }
    case .boolOp(let op, let values): boolean(op, values, into: target, at: at)
    case .compare(let left, let operators, let comparators):
      compare(left, operators, comparators, into: target, at: at)
    case .ifExp(let test, let body, let orElse):
      let (other, end) = (makeLabel(), makeLabel())
      jump(if: test, is: false, to: other)
      value(of: body, into: target)
      jump(to: end, at: noLocation)
      place(other)
      value(of: orElse, into: target)
      place(end)
    case .namedExpr(let name, let value):
      assignNamed(name, value, at: at)
      self.value(of: name, into: target)
    case .lambda(let arguments, let body, let scope):
      lambda(arguments, body, scope, into: target, at: at)
    case .listComp, .setComp, .dictComp, .generatorExp: comprehension(expr, into: target)
    case .await(let operand): awaitValue(of: operand, into: target, at: at)
    case .yield(let operand): yield(operand, into: target, at: at)
    case .yieldFrom(let operand): yieldFrom(operand, into: target, at: at)
    }
  }

  /// Whether `value(of:into:)` writes a local only once, as the last thing.
  func writesOnce(_ expr: Expr) -> Bool {
    switch expr.kind {
    case .ifExp(_, let body, let orElse): writesOnce(body) && writesOnce(orElse)
    default: true
    }
  }

  // MARK: Operands

  /// An operand that may be a constant; a temporary is pushed.
  func operand(of expr: Expr) -> Operand {
    if let literal = Fold.literal(of: expr, names: names) {
      if let number = unit.code.narrowConstant(literal) {
        return Operand(kind: .constant, number: number)
      }
      let register = push()
      load(literal, into: register, at: expr.location)
      return .temporary(register)
    }
    return register(of: expr)
  }

  /// An operand that is a register.
  func register(of expr: Expr) -> Operand {
    switch expr.kind {
    case .name(let name):
      if case .local(let register) = place(of: name) { return .local(register) }
    case .namedExpr(let target, let value):
      if case .name(let name) = target.kind, case .local(let register) = place(of: name) {
        assignNamed(target, value, at: expr.location)
        return .local(register)
      }
    default: break
    }
    return .temporary(temporary(of: expr))
  }

  /// The value of an expression in a new temporary.
  func temporary(of expr: Expr) -> Int {
    let register = unit.top
    value(of: expr, into: register)
    unit.top = register + 1
    return register
  }

  /// Two operands in Python's order; the second may be a constant.
  func operands(_ first: Expr, _ second: Expr, firstMayBeConstant: Bool = false) -> (
    Operand, Operand
  ) {
    let left =
      firstMayBeConstant
      ? operand(of: first, before: [second]) : register(of: first, before: [second])
    return (left, operand(of: second))
  }

  /// An operand that keeps its value while others are evaluated: a local that they may bind again is copied.
  func operand(of expr: Expr, before others: [Expr]) -> Operand {
    kept(operand(of: expr), before: others, at: expr.location)
  }

  func register(of expr: Expr, before others: [Expr]) -> Operand {
    kept(register(of: expr), before: others, at: expr.location)
  }

  func kept(_ operand: Operand, before others: [Expr], at location: Location) -> Operand {
    guard operand.kind == .local, others.contains(where: \.bindsNames) else { return operand }
    let copy = push()
    move(operand, into: copy, at: location)
    return .temporary(copy)
  }

  // MARK: Arithmetic

  /// The operators of `a + b + c …` are worked off in a loop: generated texts have thousands of them.
  private func binary(_ expr: Expr, into target: Int) {
    var chain: [(op: Operator, right: Expr, location: Location)] = []
    var first = expr
    while case .binOp(let left, let op, let right) = first.kind {
      chain.append((op, right, first.location))
      first = left
    }
    var next = chain.count - 1
    var folded = Fold.literal(of: first, names: names)
    while next >= 0, let left = folded,
      let right = Fold.literal(of: chain[next].right, names: names),
      let result = Fold.binary(left, chain[next].op, right)
    {
      folded = result
      next -= 1
    }
    if let folded, next < 0 {
      load(folded, into: target, at: expr.location)
      return
    }
    let top = unit.top
    var left: Operand
    if let folded {
      if let number = unit.code.narrowConstant(folded) {
        left = Operand(kind: .constant, number: number)
      } else {
        left = .temporary(push())
        load(folded, into: left.number, at: first.location)
      }
    } else {
      left = register(of: first, before: [chain[next].right])
    }
    while next >= 0 {
      let right = operand(of: chain[next].right)
      unit.top = top
      let result = next == 0 ? target : top
      emit(
        chain[next].op.opcode, a: result, b: left.number, c: right.number,
        flags: left.flagsB.union(right.flagsC), at: chain[next].location)
      if next > 0 { left = .temporary(push()) }
      next -= 1
    }
    unit.top = top
  }

  // MARK: Attributes

  private func attribute(_ object: Expr, _ name: Identifier, into target: Int, at: Location) {
    temporarily {
      let name = mangled(name)
      if loadSuper(object, name, into: target, at: at) { return }
      let object = register(of: object)
      emit(
        .getAttribute, a: target, b: object.number, c: number(of: name), flags: object.flagsB,
        at: startingAtName(at, name))
    }
  }

  /// `super().name` in a method without looking at frames; false if it is not that.
  func loadSuper(_ object: Expr, _ name: Identifier, into target: Int, at location: Location)
    -> Bool
  {
    guard case .call(let function, let arguments, let keywords) = object.kind, arguments.isEmpty,
      keywords.isEmpty, case .name(let callee) = function.kind,
      names.utf8(callee).elementsEqual("super".utf8), case .global = place(of: callee),
      unit.kind == .function || unit.kind == .lambda,
      unit.parameterCounts.positional > 0,
      let classCell = names.find("__class__"), case .free(let cell) = place(of: classCell)
    else { return false }
    temporarily {
      let base = push()
      emit(.loadFree, a: base, b: cell, at: object.location)
      let first = push()
      if unit.cellRegisters.contains(0) {
        emit(.loadCell, a: first, b: 0, at: object.location)
      } else {
        move(.local(0), into: first, at: object.location)
      }
      emit(.loadSuper, a: target, b: base, c: number(of: name), at: location)
    }
    return true
  }

  /// Where an attribute on a line of its own starts, as CPython has it: at its name.
  func startingAtName(_ location: Location, _ name: Identifier) -> Location {
    guard location.line != location.endLine else { return location }
    var location = location
    location.line = location.endLine
    location.column = max(0, location.endColumn - Int32(names.utf8(name).count))
    return location
  }

  // MARK: Yield and await

  private func yield(_ operand: Expr?, into target: Int, at: Location) {
    checkYield("'yield' outside function", at: at)
    temporarily {
      let register: Operand
      if let operand {
        register = self.register(of: operand)
      } else {
        register = .temporary(push())
        load(.none, into: register.number, at: at)
      }
      emit(.yieldValue, a: target, b: register.number, flags: register.flagsB, at: at)
    }
  }

  private func checkYield(_ message: String, at location: Location) {
    if !unit.isFunction { fail(message, at: location) }
  }

  private func yieldFrom(_ operand: Expr, into target: Int, at: Location) {
    checkYield("'yield' outside function", at: at)
    if unit.flags.contains(.coroutine) { fail("'yield from' inside async function", at: at) }
    delegate(to: operand, by: .getYieldFromIterator, into: target, at: at)
  }

  private func awaitValue(of operand: Expr, into target: Int, at: Location) {
    if !unit.isFunction {
      fail("'await' outside function", at: at)
    } else if !unit.flags.contains(.coroutine) {
      fail("'await' outside async function", at: at)
    }
    delegate(to: operand, by: .getAwaitable, into: target, at: at)
  }

  private func delegate(to operand: Expr, by opcode: Opcode, into target: Int, at: Location) {
    temporarily {
      let result = builder(for: target)
      let iterator = unit.top
      let register = register(of: operand)
      unit.top = iterator + 1
      emit(opcode, a: iterator, b: register.number, flags: register.flagsB, at: at)
      load(.none, into: result, at: at)
      emit(.yieldFrom, a: result, b: iterator, at: at)
      finish(result, into: target, at: at)
    }
  }

  /// Awaits the object in the last temporary that was pushed; the result comes in its place.
  func awaitResult(in register: Int, at location: Location) {
    temporarily {
      let iterator = push()
      emit(.getAwaitable, a: iterator, b: register, flags: .consumesB, at: location)
      load(.none, into: register, at: location)
      emit(.yieldFrom, a: register, b: iterator, at: location)
    }
  }

  func assignNamed(_ target: Expr, _ value: Expr, at location: Location) {
    temporarily { assign(target, value) }
  }
}

extension Expr {
  /// Whether evaluating it may bind a name of the scope: it has a `:=` somewhere.
  var bindsNames: Bool {
    switch kind {
    case .constant, .name: false
    case .namedExpr: true
    default: contains(where: \.bindsNames)
    }
  }
}

extension UnaryOperator {
  var opcode: Opcode {
    switch self {
    case .invert: .invert
    case .not: .not
    case .uAdd: .positive
    case .uSub: .negative
    }
  }
}

extension Operator {
  var opcode: Opcode {
    switch self {
    case .add: .add
    case .sub: .subtract
    case .mult: .multiply
    case .matMult: .matrixMultiply
    case .div: .trueDivide
    case .mod: .modulo
    case .pow: .power
    case .lShift: .leftShift
    case .rShift: .rightShift
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .bitAnd: .bitAnd
    case .floorDiv: .floorDivide
    }
  }
}
