// SPDX-License-Identifier: Apache-2.0
// Comprehensions, inlined in functions and modules (PEP 709), and generator expressions, which are functions.
import Syntax

extension Compiler {
  /// What a comprehension collects.
  private enum Collector {
    case list(Expr)
    case set(Expr)
    case dict(key: Expr, value: Expr)
    case generator(Expr)

    var name: String {
      switch self {
      case .list: "<listcomp>"
      case .set: "<setcomp>"
      case .dict: "<dictcomp>"
      case .generator: "<genexpr>"
      }
    }

    var builder: Opcode? {
      switch self {
      case .list: .buildList
      case .set: .buildSet
      case .dict: .buildMap
      case .generator: nil
      }
    }
  }

  func comprehension(_ expr: Expr, into target: Int) {
    let collector: Collector
    let generators: [Comprehension]
    let scope: ScopeID
    switch expr.kind {
    case .listComp(let element, let parts, let id):
      (collector, generators, scope) = (.list(element), parts, id)
    case .setComp(let element, let parts, let id):
      (collector, generators, scope) = (.set(element), parts, id)
    case .dictComp(let key, let value, let parts, let id):
      (collector, generators, scope) = (.dict(key: key, value: value), parts, id)
    case .generatorExp(let element, let parts, let id):
      (collector, generators, scope) = (.generator(element), parts, id)
    default: return
    }
    if let builder = collector.builder, isInlined(scope) {
      inlined(collector, generators, scope, by: builder, into: target, at: expr.location)
    } else {
      asFunction(collector, generators, scope, into: target, at: expr.location)
    }
  }

  // MARK: Inlined

  private func inlined(
    _ collector: Collector, _ generators: [Comprehension], _ scope: ScopeID, by builder: Opcode,
    into target: Int, at location: Location
  ) {
    checkAsync(generators, at: location)
    temporarily {
      let result = self.builder(for: target)
      // The first iterable belongs to the scope around.
      let iterator =
        generators[0].isAsync
        ? asyncIterator(of: generators[0].iterable, at: location)
        : self.iterator(of: generators[0].iterable, at: location)
      emit(builder, a: result, b: unit.top, at: location)
      unit.inlined.append(scope)
      let registers = registers(ofInlined: scope)
      for register in registers.cells {
        clear(register, at: noLocation)
        emit(.makeCell, a: register, at: noLocation)
      }
      loops(generators[...], iterator: iterator, at: location) {
        collect(collector, in: result, at: location)
      }
      for register in registers.all { clear(register, at: noLocation) }
      unit.inlined.removeLast()
      finish(result, into: target, at: location)
    }
  }

  private func checkAsync(_ generators: [Comprehension], at location: Location) {
    guard generators.contains(where: \.isAsync), !unit.flags.contains(.coroutine) else { return }
    fail("asynchronous comprehension outside of an asynchronous function", at: location)
  }

  // MARK: As functions

  /// Makes a function with one parameter, the iterator of the first iterable, and calls it.
  private func asFunction(
    _ collector: Collector, _ generators: [Comprehension], _ scope: ScopeID, into target: Int,
    at location: Location
  ) {
    temporarily {
      let base = unit.top
      unit.top = base + 4
      var arguments = Arguments()
      arguments.positional = [Argument(name: names.intern(".0"), location: location)]
      let code = compile(
        scope, .comprehension, name: collector.name, firstLine: Int(location.line),
        arguments: arguments, at: location
      ) {
        let isGenerator = collector.builder == nil
        if isGenerator { unit.flags.insert(.generator) }
        makeCells(at: location)
        temporarily {
          let result = push()
          if let builder = collector.builder {
            emit(builder, a: result, b: unit.top, at: location)
          }
          let iterator = push()
          move(.local(0), into: iterator, at: noLocation)
          loops(generators[...], iterator: iterator, at: location) {
            collect(collector, in: result, at: location)
          }
          if isGenerator {
            returnNone()
          } else {
            emit(.returnValue, a: result, flags: .consumesA, at: location)
          }
        }
      }
      makeFunction(code, base, [], into: base, at: location)
      unit.top = base + 2
      let iterable = generators[0].iterable
      if generators[0].isAsync {
        _ = asyncIterator(of: iterable, at: location)
      } else {
        _ = iterator(of: iterable, at: location)
      }
      let isAsync = code?.flags.contains(.coroutine) ?? false
      if isAsync, collector.builder != nil {
        emit(.call, a: base, b: 1, c: base, at: location)
        unit.top = base + 1
        awaitResult(in: base, at: location)
        move(.temporary(base), into: target, at: location)
      } else {
        emit(.call, a: base, b: 1, c: target, at: location)
      }
    }
  }

  // MARK: Loops

  /// The loops of the generators; the iterator of the first is there, and ends with its loop.
  private func loops(
    _ generators: ArraySlice<Comprehension>, iterator: Int, at location: Location,
    _ innermost: () -> Void
  ) {
    guard let generator = generators.first, canNest(location) else { return }
    let (head, next, end) = (makeLabel(), makeLabel(), makeLabel())
    place(head)
    if generator.isAsync {
      asyncNext(of: iterator, into: generator.target, end: end, at: location)
    } else {
      self.next(of: iterator, into: generator.target, end: end, at: location)
    }
    for condition in generator.conditions { jump(if: condition, is: false, to: next) }
    if let inner = generators.dropFirst().first {
      temporarily {
        let iterator =
          inner.isAsync
          ? asyncIterator(of: inner.iterable, at: location)
          : self.iterator(of: inner.iterable, at: location)
        loops(generators.dropFirst(), iterator: iterator, at: location, innermost)
      }
    } else {
      innermost()
    }
    place(next)
    jump(.loop, to: head, at: noLocation)
    if generator.isAsync {
      endAsync(iterator, end: end, at: location)
    } else {
      place(end)
    }
  }

  private func collect(_ collector: Collector, in result: Int, at location: Location) {
    temporarily {
      switch collector {
      case .list(let element):
        let element = operand(of: element)
        emit(.listAppend, a: result, b: element.number, flags: element.flagsB, at: location)
      case .set(let expr):
        let element = register(of: expr)
        emit(.setAdd, a: result, b: element.number, flags: element.flagsB, at: expr.location)
      case .dict(let key, let value):
        let location = Location(from: key.location, to: value.location)
        let key = operand(of: key, before: [value])
        let value = operand(of: value)
        emit(
          .mapAdd, a: result, b: key.number, c: value.number,
          flags: key.flagsB.union(value.flagsC), at: location)
      case .generator(let element):
        let operand = register(of: element)
        let sent = push()
        emit(
          .yieldValue, a: sent, b: operand.number, flags: operand.flagsB, at: element.location)
        clear(sent, at: noLocation)
      }
    }
  }
}
