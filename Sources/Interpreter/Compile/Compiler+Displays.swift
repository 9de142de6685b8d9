// SPDX-License-Identifier: Apache-2.0
// Tuples, lists, sets, dictionaries and f-strings.
import Syntax

extension Compiler {
  /// More elements than this are added one by one, so that registers do not run out.
  static let largestWindow = 64

  func tuple(_ elements: [Expr], of expr: Expr, into target: Int) {
    let at = expr.location
    if let literal = Fold.literal(of: expr, names: names) {
      load(literal, into: target, at: at)
      return
    }
    temporarily {
      if elements.count <= Self.largestWindow, !elements.contains(where: \.isStarred) {
        let base = unit.top
        for element in elements { _ = temporary(of: element) }
        emit(.buildTuple, a: target, b: base, c: elements.count, at: at)
      } else {
        let list = push()
        emit(.buildList, a: list, b: list, at: at)
        append(elements, to: list, at: at)
        emit(.listToTuple, a: target, b: list, flags: .consumesB, at: at)
      }
    }
  }

  func list(_ elements: [Expr], into target: Int, at location: Location) {
    temporarily {
      if elements.count >= 3, let literals = Fold.literals(of: elements, names: names) {
        let list = builder(for: target)
        emit(.buildList, a: list, b: unit.top, at: location)
        let tuple = push()
        load(.tuple(literals), into: tuple, at: location)
        emit(.listExtend, a: list, b: tuple, flags: .consumesB, at: location)
        finish(list, into: target, at: location)
        return
      }
      let plain = elements.prefix { !$0.isStarred }
      if plain.count == elements.count, plain.count <= Self.largestWindow {
        let base = unit.top
        for element in plain { _ = temporary(of: element) }
        emit(.buildList, a: target, b: base, c: plain.count, at: location)
      } else {
        let list = builder(for: target)
        emit(.buildList, a: list, b: unit.top, at: location)
        append(elements, to: list, at: location)
        finish(list, into: target, at: location)
      }
    }
  }

  /// Appends elements to a list under construction.
  func append(_ elements: [Expr], to list: Int, at location: Location) {
    for element in elements {
      temporarily {
        if case .starred(let iterable) = element.kind {
          let iterable = register(of: iterable)
          emit(
            .listExtend, a: list, b: iterable.number, flags: iterable.flagsB, at: location)
        } else {
          let element = operand(of: element)
          emit(.listAppend, a: list, b: element.number, flags: element.flagsB, at: location)
        }
      }
    }
  }

  func set(_ elements: [Expr], into target: Int, at location: Location) {
    temporarily {
      if elements.count >= 3, let literals = Fold.literals(of: elements, names: names) {
        let set = builder(for: target)
        emit(.buildSet, a: set, b: unit.top, at: location)
        let constant = push()
        load(.frozenSet(literals), into: constant, at: location)
        emit(.setUpdate, a: set, b: constant, flags: .consumesB, at: location)
        finish(set, into: target, at: location)
        return
      }
      if elements.count <= Self.largestWindow, !elements.contains(where: \.isStarred) {
        let base = unit.top
        for element in elements { _ = temporary(of: element) }
        emit(.buildSet, a: target, b: base, c: elements.count, at: location)
        return
      }
      let set = builder(for: target)
      emit(.buildSet, a: set, b: unit.top, at: location)
      for element in elements {
        temporarily {
          if case .starred(let iterable) = element.kind {
            let iterable = register(of: iterable)
            emit(.setUpdate, a: set, b: iterable.number, flags: iterable.flagsB, at: location)
          } else {
            let element = register(of: element)
            emit(.setAdd, a: set, b: element.number, flags: element.flagsB, at: location)
          }
        }
      }
      finish(set, into: target, at: location)
    }
  }

  func dict(_ keys: [Expr?], _ values: [Expr], into target: Int, at location: Location) {
    temporarily {
      if keys.count <= Self.largestWindow / 2, !keys.contains(where: { $0 == nil }) {
        let base = unit.top
        for (key, value) in zip(keys, values) {
          if let key { _ = temporary(of: key) }
          _ = temporary(of: value)
        }
        emit(.buildMap, a: target, b: base, c: keys.count, at: location)
        return
      }
      let map = builder(for: target)
      emit(.buildMap, a: map, b: unit.top, at: location)
      for (key, value) in zip(keys, values) {
        temporarily {
          if let key {
            let key = operand(of: key, before: [value])
            let value = operand(of: value)
            emit(
              .mapAdd, a: map, b: key.number, c: value.number,
              flags: key.flagsB.union(value.flagsC), at: location)
          } else {
            let value = register(of: value)
            emit(.mapUpdate, a: map, b: value.number, flags: value.flagsB, at: location)
          }
        }
      }
      finish(map, into: target, at: location)
    }
  }

  // MARK: f-strings

  func joined(_ parts: [Expr], into target: Int, at location: Location) {
    if parts.isEmpty {
      load(.string(""), into: target, at: location)
      return
    }
    if parts.count == 1 {
      value(of: parts[0], into: target)
      return
    }
    temporarily {
      let base = unit.top
      for part in parts {
        _ = temporary(of: part)
        if unit.top == base + Self.largestWindow {
          emit(.buildString, a: base, b: base, c: Self.largestWindow, at: location)
          unit.top = base + 1
        }
      }
      emit(.buildString, a: target, b: base, c: unit.top - base, at: location)
    }
  }

  func formatted(
    _ value: Expr, _ conversion: UInt8?, _ spec: Expr?, into target: Int, at location: Location
  ) {
    temporarily {
      let value = register(of: value, before: spec.map { [$0] } ?? [])
      let format: Operand
      switch spec?.kind {
      case nil: format = Operand(kind: .constant, number: number(of: .none))
      case .joinedStr(let parts) where parts.allSatisfy(\.isText):
        let text = parts.flatMap { part -> [UInt8] in
          if case .constant(.string(let text)) = part.kind { text.utf8 } else { [] }
        }
        format = Operand(kind: .constant, number: number(of: .string(Text(utf8: text))))
      default: format = spec.map { .temporary(temporary(of: $0)) } ?? .local(0)
      }
      emit(
        .format, a: target, b: value.number, c: format.number,
        flags: value.flagsB.union(format.flagsC), at: location)
      unit.code.emitExtra(Int(conversion ?? 0))
    }
  }
}

extension Expr {
  /// Whether it is a string literal.
  var isText: Bool {
    if case .constant(.string) = kind { true } else { false }
  }
}
