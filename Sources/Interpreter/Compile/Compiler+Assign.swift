// SPDX-License-Identifier: Apache-2.0
// Assignments: to names, attributes, items and nested targets; augmented and annotated; deletion.
import Syntax

extension Compiler {
  /// `target = value`.
  ///
  /// Computed where it belongs if the target is a local.
  func assign(_ target: Expr, _ value: Expr) {
    temporarily {
      if let register = local(target), writesOnce(value) {
        if case .name(let name) = target.kind { checkAssignable(name, at: target.location) }
        self.value(of: value, into: register)
        return
      }
      if let targets = target.elements, let values = value.tupleElements,
        targets.count == values.count, targets.count <= 16,
        !targets.contains(where: \.isStarred), !values.contains(where: \.isStarred)
      {
        assign(targets, values)
        return
      }
      if case .subscript = target.kind {
        store(operand(of: value, before: [target]), in: target)
      } else if case .attribute = target.kind {
        store(operand(of: value, before: [target]), in: target)
      } else {
        store(register(of: value, before: [target]), in: target)
      }
    }
  }

  /// `a, b = x, y` without a tuple: all values first, then the targets in order.
  ///
  /// The last value may go straight into its local if no other target is the same local.
  private func assign(_ targets: [Expr], _ values: [Expr]) {
    let last = targets.count - 1
    let lastLocal =
      targets.isEmpty
      ? nil
      : local(targets[last]).flatMap { register in
        targets.dropLast().allSatisfy { local($0).map { $0 != register } ?? false } ? register : nil
      }
    var registers: [Operand] = []
    for (index, value) in values.enumerated() {
      if index == last, let lastLocal, writesOnce(value) {
        self.value(of: value, into: lastLocal)
      } else if let literal = Fold.literal(of: value, names: names),
        let number = unit.code.narrowConstant(literal)
      {
        registers.append(Operand(kind: .constant, number: number))
      } else {
        registers.append(.temporary(temporary(of: value)))
      }
    }
    for (index, operand) in registers.enumerated() {
      temporarily { store(operand, in: targets[index]) }
    }
  }

  /// `targets₀ = targets₁ = … = value`.
  func assign(_ targets: [Expr], value: Expr, at location: Location) {
    if targets.count == 1 {
      assign(targets[0], value)
      return
    }
    temporarily {
      let operand = kept(operand(of: value), before: targets, at: value.location)
      for (index, target) in targets.enumerated() {
        // A local may be bound again by one of the targets.
        let isLast = index == targets.count - 1
        temporarily { store(isLast ? operand : operand.borrowed, in: target) }
      }
    }
  }

  /// Stores an operand, which may be a constant, in any target.
  func store(_ operand: Operand, in target: Expr) {
    guard canNest(target.location) else { return }
    let at = target.location
    switch target.kind {
    case .name(let name):
      if operand.kind == .constant, case .local(let register) = place(of: name) {
        checkAssignable(name, at: at)
        emit(.loadConstant, a: register, wide: operand.number, at: at)
      } else {
        temporarily { store(inRegister(operand, at: at), in: name, at: at) }
      }
    case .attribute(let object, let name):
      checkAssignable(name, at: at)
      temporarily {
        let object = register(of: object)
        emit(
          .setAttribute, a: object.number, b: operand.number, c: number(of: mangled(name)),
          flags: object.flagsA.union(operand.flagsB), at: startingAtName(at, name))
      }
    case .subscript(let object, let index):
      temporarily {
        let (object, index) = operands(object, index)
        emit(
          .setItem, a: object.number, b: index.number, c: operand.number,
          flags: object.flagsA.union(index.flagsB).union(operand.flagsC), at: at)
      }
    case .tuple(let targets), .list(let targets):
      temporarily { unpack(inRegister(operand, at: at), into: targets, at: at) }
    case .starred: fail("starred assignment target must be in a list or tuple", at: at)
    default: fail("cannot assign to expression", at: at)
    }
  }

  func inRegister(_ operand: Operand, at location: Location) -> Operand {
    guard operand.kind == .constant else { return operand }
    let register = push()
    emit(.loadConstant, a: register, wide: operand.number, at: location)
    return .temporary(register)
  }

  func unpack(_ operand: Operand, into targets: [Expr], at location: Location) {
    let star = targets.firstIndex(where: \.isStarred)
    if let star, targets[(star + 1)...].contains(where: \.isStarred) {
      fail("multiple starred expressions in assignment", at: location)
      return
    }
    var first = consecutiveLocals(targets)
    if let start = first, operand.kind == .local,
      (start..<(start + targets.count)).contains(operand.number)
    {
      first = nil
    }
    let base = first ?? unit.top
    if first == nil { unit.top += targets.count }
    let opcode: Opcode = star == nil ? .unpack : .unpackStarred
    emit(
      opcode, a: base, b: operand.number, c: targets.count, flags: operand.flagsB, at: location)
    if let star { unit.code.emitExtra(b: star, c: targets.count - star - 1) }
    if first != nil { return }
    for (index, target) in targets.enumerated() {
      var target = target
      if case .starred(let inner) = target.kind { target = inner }
      temporarily { store(.temporary(base + index), in: target) }
    }
  }

  /// The first of the registers if all targets are locals, one after the other.
  private func consecutiveLocals(_ targets: [Expr]) -> Int? {
    guard let first = targets.first.flatMap({ local($0.unstarred) }) else { return nil }
    for (index, target) in targets.enumerated() where local(target.unstarred) != first + index {
      return nil
    }
    return first
  }

  // MARK: Augmented assignment

  func augmentedAssign(_ target: Expr, _ op: Operator, _ value: Expr, at location: Location) {
    temporarily {
      switch target.kind {
      case .name(let name):
        checkAssignable(name, at: target.location)
        if case .local(let register) = place(of: name) {
          let left = kept(.local(register), before: [value], at: target.location)
          let right = operand(of: value)
          operate(op, left, right, into: register, at: location)
        } else {
          let register = temporary(of: target)
          let right = operand(of: value)
          operate(op, .temporary(register), right, into: register, at: location)
          store(.temporary(register), in: name, at: target.location)
        }
      case .attribute(let object, let attribute):
        let at = startingAtName(target.location, attribute)
        let name = number(of: mangled(attribute))
        let object = register(of: object, before: [value])
        let old = push()
        emit(.getAttribute, a: old, b: object.number, c: name, at: at)
        let right = operand(of: value)
        operate(op, .temporary(old), right, into: old, at: location)
        emit(
          .setAttribute, a: object.number, b: old, c: name,
          flags: object.flagsA.union(.consumesB), at: at)
      case .subscript(let object, let index):
        let at = target.location
        let object = register(of: object, before: [index, value])
        let index = operand(of: index, before: [value])
        let old = push()
        emit(
          .getItem, a: old, b: object.number, c: index.number, flags: index.borrowed.flagsC, at: at)
        let right = operand(of: value)
        operate(op, .temporary(old), right, into: old, at: location)
        emit(
          .setItem, a: object.number, b: index.number, c: old,
          flags: object.flagsA.union(index.flagsB).union(.consumesC), at: at)
      default: fail("illegal expression for augmented assignment", at: target.location)
      }
    }
  }

  private func operate(
    _ op: Operator, _ left: Operand, _ right: Operand, into target: Int, at location: Location
  ) {
    emit(
      op.opcode, a: target, b: left.number, c: right.number,
      flags: left.flagsB.union(right.flagsC).union(.inPlace), at: location)
  }

  // MARK: Annotations of variables

  func annotatedAssign(
    _ target: Expr, _ annotation: Expr, _ value: Expr?, isSimple: Bool, at location: Location
  ) {
    if let value { assign(target, value) }
    switch target.kind {
    case .name(let name):
      checkAssignable(name, at: target.location)
      // The variables of a function are not annotated, and nothing is evaluated.
      if isSimple, !unit.isFunction {
        temporarily {
          let text = temporaryAnnotation(annotation)
          let map = push()
          load(names.intern("__annotations__"), into: map, at: location)
          let key = Operand(kind: .constant, number: number(of: mangled(name)))
          emit(
            .setItem, a: map, b: key.number, c: text,
            flags: [.consumesA, .constantB, .consumesC], at: location)
        }
        return
      }
    case .attribute(let object, _): if value == nil { discard(object) }
    case .subscript(let object, let index):
      if value == nil {
        discard(object)
        discard(index)
      }
    default: fail("only single target (not tuple) can be annotated", at: location)
    }
    if !isSimple, !unit.isFunction, !futureAnnotations { discard(annotation) }
  }

  /// The value of an annotation, or its text with `from __future__ import annotations`, in a new temporary.
  func temporaryAnnotation(_ annotation: Expr) -> Int {
    guard futureAnnotations else { return temporary(of: annotation) }
    let register = push()
    load(
      .string(Unparser.text(of: annotation, names: names)), into: register, at: annotation.location)
    return register
  }

  /// Evaluates an expression for its effects.
  func discard(_ expr: Expr) {
    if Fold.literal(of: expr, names: names) != nil { return }
    temporarily { clear(temporary(of: expr), at: expr.location) }
  }

  // MARK: Deletion

  func delete(_ target: Expr) {
    let at = target.location
    guard canNest(at) else { return }
    switch target.kind {
    case .name(let name): delete(name, at: at)
    case .attribute(let object, let name):
      temporarily {
        let object = register(of: object)
        unit.code.position = Position(startingAtName(at, name))
        unit.code.emit(
          .deleteAttribute, a: object.number, wide: number(of: mangled(name)), flags: object.flagsA)
      }
    case .subscript(let object, let index):
      temporarily {
        let object = register(of: object, before: [index])
        let index = register(of: index)
        emit(
          .deleteItem, a: object.number, b: index.number,
          flags: object.flagsA.union(index.flagsB), at: at)
      }
    case .tuple(let targets), .list(let targets): for target in targets { delete(target) }
    default: fail("cannot delete expression", at: at)
    }
  }
}

extension Expr {
  var unstarred: Expr {
    if case .starred(let inner) = kind { inner } else { self }
  }

  /// The elements of a tuple or list.
  var elements: [Expr]? {
    switch kind {
    case .tuple(let elements), .list(let elements): elements
    default: nil
    }
  }

  var tupleElements: [Expr]? {
    if case .tuple(let elements) = kind { elements } else { nil }
  }
}
