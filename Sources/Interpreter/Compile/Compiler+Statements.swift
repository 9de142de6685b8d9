// SPDX-License-Identifier: Apache-2.0
// Statements but for definitions, `try`, `with`, `match` and imports, which have files of their own.
import Syntax

extension Compiler {
  func statements(_ body: [Stmt]) {
    for statement in body { self.statement(statement) }
  }

  func statement(_ statement: Stmt) {
    guard canNest(statement.location) else { return }
    let at = statement.location
    switch statement.kind {
    case .functionDef(let definition): function(definition, at: at)
    case .classDef(let definition): classDefinition(definition, at: at)
    case .return(let value): returnStatement(value, at: at)
    case .delete(let targets): for target in targets { delete(target) }
    case .assign(let targets, let value): assign(targets, value: value, at: at)
    case .augAssign(let target, let op, let value): augmentedAssign(target, op, value, at: at)
    case .annAssign(let target, let annotation, let value, let isSimple):
      annotatedAssign(target, annotation, value, isSimple: isSimple, at: at)
    case .typeAlias(let alias): typeAlias(alias, at: at)
    case .for(let target, let iterable, let body, let orElse, let isAsync):
      if isAsync {
        asyncFor(target, iterable, body, orElse, at: at)
      } else {
        forLoop(target, iterable, body, orElse, at: at)
      }
    case .while(let test, let body, let orElse): whileLoop(test, body, orElse)
    case .if(let test, let body, let orElse): ifStatement(test, body, orElse)
    case .with(let items, let body, let isAsync): with(items[...], body, isAsync: isAsync, at: at)
    case .match(let subject, let cases): match(subject, cases)
    case .raise(let exception, let cause): raise(exception, cause, at: at)
    case .try(let body, let handlers, let orElse, let finalBody, let isStar):
      tryStatement(body, handlers, orElse, finalBody, isStar: isStar)
    case .assert(let test, let message): assert(test, message, at: at)
    case .import(let aliases): importModules(aliases, at: at)
    case .importFrom(let module, let names, let level):
      importNames(names, from: module, level: level, at: at)
    case .global, .nonlocal, .pass: break
    case .expr(let value):
      if isInteractive, unit.kind == .module {
        temporarily {
          let value = register(of: value)
          emit(.printExpression, a: value.number, flags: value.flagsA, at: at)
        }
      } else {
        discard(value)
      }
    case .break: leaveLoop(at: at, isBreak: true)
    case .continue: leaveLoop(at: at, isBreak: false)
    }
  }

  // MARK: Branches and loops

  private func ifStatement(_ test: Expr, _ body: [Stmt], _ orElse: [Stmt]) {
    let end = makeLabel()
    var (test, body, orElse) = (test, body, orElse)
    while true {
      let next = makeLabel()
      jump(if: test, is: false, to: next)
      statements(body)
      if !orElse.isEmpty { jump(to: end, at: noLocation) }
      place(next)
      // A long chain of `elif` is a loop here.
      guard orElse.count == 1,
        case .if(let innerTest, let innerBody, let innerElse) = orElse[0].kind
      else { break }
      (test, body, orElse) = (innerTest, innerBody, innerElse)
    }
    statements(orElse)
    place(end)
  }

  private func whileLoop(_ test: Expr, _ body: [Stmt], _ orElse: [Stmt]) {
    let (head, other, exit) = (makeLabel(), makeLabel(), makeLabel())
    place(head)
    unit.blocks.append(.loop(iterator: nil, head: head, exit: exit))
    jump(if: test, is: false, to: other)
    statements(body)
    jump(.loop, to: head, at: test.location)
    unit.blocks.removeLast()
    place(other)
    statements(orElse)
    place(exit)
  }

  private func forLoop(
    _ target: Expr, _ iterable: Expr, _ body: [Stmt], _ orElse: [Stmt], at location: Location
  ) {
    temporarily {
      let iterator = self.iterator(of: iterable, at: location)
      let (head, other, exit) = (makeLabel(), makeLabel(), makeLabel())
      place(head)
      unit.blocks.append(.loop(iterator: iterator, head: head, exit: exit))
      next(of: iterator, into: target, end: other, at: location)
      statements(body)
      jump(.loop, to: head, at: location)
      unit.blocks.removeLast()
      place(other)
      unit.top = iterator
      statements(orElse)
      place(exit)
    }
  }

  /// The iterator of an iterable, in a new temporary.
  func iterator(of iterable: Expr, at location: Location) -> Int {
    let iterator = unit.top
    if let literal = constantContainer(iterable) {
      load(literal, into: iterator, at: iterable.location)
      unit.top = iterator + 1
      emit(.iterate, a: iterator, b: iterator, flags: .consumesB, at: location)
      return iterator
    }
    let operand = register(of: iterable)
    unit.top = iterator + 1
    emit(.iterate, a: iterator, b: operand.number, flags: operand.flagsB, at: location)
    return iterator
  }

  /// The next element of an iterator, in its target.
  func next(of iterator: Int, into target: Expr, end: Label, at location: Location) {
    if let register = local(target) {
      jump(.forEach, a: register, b: iterator, to: end, at: location)
      return
    }
    temporarily {
      let element = push()
      jump(.forEach, a: element, b: iterator, to: end, at: location)
      store(.temporary(element), in: target)
    }
  }

  private func asyncFor(
    _ target: Expr, _ iterable: Expr, _ body: [Stmt], _ orElse: [Stmt], at location: Location
  ) {
    checkAsync("'async for' outside async function", at: location)
    temporarily {
      let iterator = asyncIterator(of: iterable, at: location)
      let (head, other, exit) = (makeLabel(), makeLabel(), makeLabel())
      place(head)
      unit.blocks.append(.loop(iterator: iterator, head: head, exit: exit))
      asyncNext(of: iterator, into: target, end: other, at: location)
      statements(body)
      jump(.loop, to: head, at: location)
      unit.blocks.removeLast()
      endAsync(iterator, end: other, at: location)
      unit.top = iterator
      statements(orElse)
      place(exit)
    }
  }

  func asyncIterator(of iterable: Expr, at location: Location) -> Int {
    let iterator = unit.top
    let operand = register(of: iterable)
    unit.top = iterator + 1
    emit(
      .getAsyncIterator, a: iterator, b: operand.number, flags: operand.flagsB, at: location)
    return iterator
  }

  /// Awaits the next element; at the end control gets to `end`, where `endAsync` has to be.
  func asyncNext(of iterator: Int, into target: Expr, end: Label, at location: Location) {
    temporarily {
      let region = unit.code.openRegion(to: end, depth: unit.top)
      let element = push()
      let awaitable = push()
      emit(.getAsyncNext, a: awaitable, b: iterator, at: location)
      load(.none, into: element, at: location)
      emit(.yieldFrom, a: element, b: awaitable, at: location)
      unit.code.closeRegion(region)
      unit.top = element + 1
      store(.temporary(element), in: target)
    }
  }

  /// The handler that ends an asynchronous loop.
  func endAsync(_ iterator: Int, end: Label, at location: Location) {
    place(end)
    temporarily {
      let handled = push()
      let exception = push()
      emit(.pushHandled, a: handled, at: noLocation)
      emit(.popHandled, a: handled, at: noLocation)
      emit(.endAsyncFor, a: exception, at: location)
      clear(iterator, at: noLocation)
    }
  }

  func checkAsync(_ message: String, at location: Location) {
    if !unit.flags.contains(.coroutine) { fail(message, at: location) }
  }

  // MARK: Leaving

  private func leaveLoop(at location: Location, isBreak: Bool) {
    var depth = unit.blocks.count
    while depth > 0 {
      switch unit.blocks[depth - 1] {
      case .loop(_, let head, let exit):
        unwind(downTo: isBreak ? depth - 1 : depth, at: location) {
          jump(isBreak ? .jump : .loop, to: isBreak ? exit : head, at: location)
        }
        return
      case .starHandler:
        fail(
          "'break', 'continue' and 'return' cannot appear in an except* block", at: location)
        return
      default: depth -= 1
      }
    }
    fail(isBreak ? "'break' outside loop" : "'continue' not properly in loop", at: location)
  }

  private func returnStatement(_ value: Expr?, at location: Location) {
    if !unit.isFunction || unit.kind == .comprehension {
      fail("'return' outside function", at: location)
    }
    if value != nil, unit.flags.contains([.coroutine, .generator]) {
      fail("'return' with value in async generator", at: location)
    }
    if unit.blocks.contains(where: \.isStarHandler) {
      fail("'break', 'continue' and 'return' cannot appear in an except* block", at: location)
      return
    }
    let runsCode = unit.blocks.contains(where: \.runsCode)
    let literal = value.map { Fold.literal(of: $0, names: names) } ?? Literal.none
    temporarily {
      var result: Operand
      if let literal {
        result = Operand(kind: .constant, number: number(of: literal))
      } else {
        // What is done on the way out may bind the local again.
        result = value.map { register(of: $0) } ?? .local(0)
        if runsCode, result.kind == .local {
          let copy = push()
          move(result, into: copy, at: location)
          result = .temporary(copy)
        }
      }
      unwind(downTo: 0, holding: result, at: location) {
        emit(
          .returnValue, a: result.kind == .constant ? 0 : result.number,
          b: result.kind == .constant ? result.number : 0,
          flags: result.kind == .constant ? .constantB : result.flagsA, at: location)
      }
    }
  }

  /// Does what the blocks above the first `count` ask for when control leaves them, then `body`, which leaves.
  ///
  /// `value` is what is about to be returned: a `finally` that leaves by itself drops it.
  private func unwind(
    downTo count: Int, holding value: Operand? = nil, at location: Location, _ body: () -> Void
  ) {
    let blocks = unit.blocks
    var suspended: [Region] = []
    func suspend(_ region: Region?) {
      guard let region, unit.code.isOpen(region) else { return }
      unit.code.closeRegion(region)
      suspended.append(region)
    }
    while unit.blocks.count > count {
      switch unit.blocks.removeLast() {
      case .loop(let iterator, _, _):
        if let iterator { clear(iterator, at: location) }
      case .tryBody(let region): suspend(region)
      case .finally(let region, let statements):
        suspend(region)
        if let value, value.kind == .temporary {
          unit.blocks.append(.pendingValue(value.number))
          self.statements(statements)
          unit.blocks.removeLast()
        } else {
          self.statements(statements)
        }
      case .pendingValue(let register): clear(register, at: location)
      case .handler(let depth, let region, let name, let nameRegion):
        suspend(nameRegion)
        suspend(region)
        emit(.popHandled, a: depth, at: noLocation)
        if let name { unbind(name) }
      case .finallyHandler(let depth, let region):
        suspend(region)
        clear(depth + 1, at: noLocation)
        emit(.popHandled, a: depth, at: noLocation)
      case .with(let base, let region, let isAsync, let location):
        suspend(region)
        leaveWith(base, isAsync: isAsync, at: location)
      case .starHandler: break
      }
    }
    body()
    unit.blocks = blocks
    for region in suspended.reversed() { unit.code.resumeRegion(region) }
  }

  /// `name = None; del name`, at the end of a handler.
  func unbind(_ name: Identifier) {
    temporarily {
      let none = push()
      load(.none, into: none, at: noLocation)
      store(.temporary(none), in: name, at: noLocation)
      delete(name, at: noLocation)
    }
  }

  // MARK: Raising

  private func raise(_ exception: Expr?, _ cause: Expr?, at location: Location) {
    temporarily {
      guard let exception else {
        emit(.raise, c: 2, at: location)
        return
      }
      let raised = register(of: exception, before: cause.map { [$0] } ?? [])
      let reason = cause.map { register(of: $0) }
      emit(
        .raise, a: raised.number, b: reason?.number ?? 0, c: reason == nil ? 0 : 1,
        flags: raised.flagsA.union(reason?.flagsB ?? []), at: location)
    }
  }

  private func assert(_ test: Expr, _ message: Expr?, at location: Location) {
    if CommandOptions.isOptimized { return }
    let end = makeLabel()
    jump(if: test, is: true, to: end)
    temporarily {
      let exception = push()
      emit(.loadCommon, a: exception, b: 0, at: location)
      if let message {
        _ = push()
        _ = temporary(of: message)
        emit(.call, a: exception, b: 1, c: exception, at: location)
      }
      emit(.raise, a: exception, flags: .consumesA, at: location)
    }
    place(end)
  }
}

extension Block {
  var isStarHandler: Bool {
    if case .starHandler = self { true } else { false }
  }

  /// Whether leaving it runs code that may bind names.
  var runsCode: Bool {
    switch self {
    case .finally, .with: true
    case .handler(_, _, let name, _): name != nil
    default: false
    }
  }
}
