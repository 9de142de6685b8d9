// SPDX-License-Identifier: Apache-2.0
// `match`: patterns as tests that jump to the next case.
//
// What a pattern captures waits in temporaries until all of it has matched. A test that fails goes to one label per case (and per
// alternative of `|`), where all temporaries are cleared that may be alive at one of the tests: `clear` finds out which are.
import Syntax

/// A pattern that is being compiled.
private final class PatternState {
  /// Where failed tests go.
  var failure: Label
  /// Temporaries that are alive now, and those that were at some test that goes to `failure`.
  var alive: Set<Int> = []
  var mayBeAlive: Set<Int> = []
  var captures: [(name: Identifier, register: Int)] = []
  var captured: Set<Identifier> = []

  init(failure: Label) { self.failure = failure }
}

extension Compiler {
  func match(_ subject: Expr, _ cases: [MatchCase]) {
    temporarily {
      let register = temporary(of: subject)
      let end = makeLabel()
      for (index, part) in cases.enumerated() {
        if index < cases.count - 1, part.guard == nil { checkRefutable(part.pattern) }
        temporarily { matchCase(part, register, end: end, at: part.pattern.location) }
      }
      clear(register, at: noLocation)
      place(end)
    }
  }

  private func matchCase(_ part: MatchCase, _ subject: Int, end: Label, at location: Location) {
    let state = PatternState(failure: makeLabel())
    for name in part.pattern.names { state.captures.append((name, push())) }
    test(part.pattern, .local(subject), state)
    for capture in state.captures {
      temporarily { store(.temporary(capture.register), in: capture.name, at: location) }
    }
    if let condition = part.guard { jump(if: condition, is: false, to: state.failure) }
    unit.top = subject
    clear(subject, at: noLocation)
    statements(part.body)
    jump(to: end, at: noLocation)
    place(state.failure)
    for register in state.mayBeAlive.sorted() { clear(register, at: noLocation) }
  }

  // MARK: Tests

  private func test(_ pattern: Pattern, _ subject: Operand, _ state: PatternState) {
    guard canNest(pattern.location) else { return }
    let at = pattern.location
    switch pattern.kind {
    case .value(let expr):
      temporarily {
        let value = operand(of: expr)
        failing(.jumpIfEqual, subject, value, isNegated: true, state, at: at)
      }
    case .singleton(let constant):
      if case .none = constant {
        consume(subject, state)
        state.mayBeAlive.formUnion(state.alive)
        jump(.jumpIfNotNone, a: subject.number, flags: subject.flagsA, to: state.failure, at: at)
      } else {
        let value = Operand(kind: .constant, number: number(of: Literal(constant)))
        failing(.jumpIfIdentical, subject, value, isNegated: true, state, at: at)
      }
    case .as(let inner, let name):
      if let inner { test(inner, name == nil ? subject : subject.borrowed, state) }
      if let name {
        capture(name, subject, state, at: at)
      } else if inner == nil {
        drop(subject, state, at: at)
      }
    case .star(let name):
      if let name {
        capture(name, subject, state, at: at)
      } else {
        drop(subject, state, at: at)
      }
    case .sequence(let patterns): sequence(patterns, subject, state, at: at)
    case .mapping(let keys, let patterns, let rest):
      mapping(keys, patterns, rest, subject, state, at: at)
    case .class(let type, let patterns, let names, let keywordPatterns):
      classPattern(
        type, patterns + keywordPatterns, names, positional: patterns.count, subject, state,
        at: at)
    case .or(let alternatives): or(alternatives, subject, state, at: at)
    }
  }

  /// Notes that an instruction consumes the subject.
  private func consume(_ subject: Operand, _ state: PatternState) {
    if subject.kind == .temporary { state.alive.remove(subject.number) }
  }

  private func drop(_ subject: Operand, _ state: PatternState, at location: Location) {
    guard subject.kind == .temporary else { return }
    clear(subject.number, at: location)
    state.alive.remove(subject.number)
  }

  private func capture(
    _ name: Identifier, _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    if !state.captured.insert(name).inserted {
      fail("multiple assignments to name '\(names[name])' in pattern", at: location)
    }
    guard let register = state.captures.first(where: { $0.name == name })?.register else { return }
    move(subject, into: register, at: location)
    consume(subject, state)
    state.alive.insert(register)
  }

  /// A comparison of the subject, which it consumes, that may fail.
  private func failing(
    _ opcode: Opcode, _ subject: Operand, _ value: Operand, isNegated: Bool, _ state: PatternState,
    at location: Location
  ) {
    consume(subject, state)
    state.mayBeAlive.formUnion(state.alive)
    var flags = subject.flagsA.union(value.flagsB)
    if isNegated { flags.insert(.negated) }
    jump(
      opcode, a: subject.number, b: value.number, flags: flags, to: state.failure, at: location)
  }

  /// A test by an instruction that leaves a bool; the subject stays.
  private func check(
    _ opcode: Opcode, _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    let answer = unit.top
    unit.highest = max(unit.highest, answer + 1)
    emit(opcode, a: answer, b: subject.number, at: location)
    state.mayBeAlive.formUnion(state.alive)
    jump(.jumpIfFalse, a: answer, flags: .consumesA, to: state.failure, at: location)
  }

  private func checkLength(
    _ count: Int, isExact: Bool, _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    temporarily {
      let length = push()
      emit(.length, a: length, b: subject.number, at: location)
      failing(
        isExact ? .jumpIfEqual : .jumpIfGreaterEqual, .temporary(length),
        Operand(kind: .constant, number: number(of: .int(count))), isNegated: true, state,
        at: location)
    }
  }

  /// Tests the elements that an `unpack` leaves of what lies in R[tuple].
  private func elements(
    of tuple: Operand, _ patterns: [Pattern], star: Int? = nil, _ state: PatternState,
    at location: Location
  ) {
    temporarily {
      let base = unit.top
      unit.top += patterns.count
      emit(
        star == nil ? .unpack : .unpackStarred, a: base, b: tuple.number, c: patterns.count,
        flags: tuple.flagsB, at: location)
      if let star { unit.code.emitExtra(b: star, c: patterns.count - star - 1) }
      consume(tuple, state)
      state.alive.formUnion(base..<(base + patterns.count))
      for (index, pattern) in patterns.enumerated() {
        test(pattern, .temporary(base + index), state)
      }
    }
  }

  private func sequence(
    _ patterns: [Pattern], _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    let star = patterns.firstIndex(where: \.isStar)
    if let star, patterns[(star + 1)...].contains(where: \.isStar) {
      fail("multiple starred expressions in sequence pattern", at: location)
      return
    }
    check(.matchSequence, subject, state, at: location)
    if star == nil {
      checkLength(patterns.count, isExact: true, subject, state, at: location)
    } else if patterns.count > 1 {
      checkLength(patterns.count - 1, isExact: false, subject, state, at: location)
    }
    if patterns.allSatisfy(\.isWildcard) {
      drop(subject, state, at: location)
    } else if let star, patterns[star].isWildcard {
      for (index, pattern) in patterns.enumerated() where !pattern.isWildcard {
        item(index < star ? index : index - patterns.count, pattern, subject, state, at: location)
      }
      drop(subject, state, at: location)
    } else {
      elements(of: subject, patterns, star: star, state, at: location)
    }
  }

  /// Tests one item; a negative number counts from the end.
  private func item(
    _ index: Int, _ pattern: Pattern, _ subject: Operand, _ state: PatternState,
    at location: Location
  ) {
    temporarily {
      let item = push()
      if index >= 0 {
        emit(
          .getItem, a: item, b: subject.number, c: number(of: .int(index)), flags: .constantC,
          at: location)
      } else {
        emit(.length, a: item, b: subject.number, at: location)
        emit(
          .subtract, a: item, b: item, c: number(of: .int(-index)),
          flags: [.consumesB, .constantC], at: location)
        emit(
          .getItem, a: item, b: subject.number, c: item, flags: .consumesC, at: location)
      }
      state.alive.insert(item)
      test(pattern, .temporary(item), state)
    }
  }

  private func mapping(
    _ keys: [Expr], _ patterns: [Pattern], _ rest: Identifier?, _ subject: Operand,
    _ state: PatternState, at location: Location
  ) {
    checkKeys(keys)
    check(.matchMapping, subject, state, at: location)
    temporarily {
      if !keys.isEmpty {
        checkLength(keys.count, isExact: false, subject, state, at: location)
      }
      if keys.isEmpty, rest == nil {
        drop(subject, state, at: location)
        return
      }
      let keyTuple = push()
      value(of: Expr(.tuple(keys), location), into: keyTuple)
      state.alive.insert(keyTuple)
      if !keys.isEmpty {
        let values = push()
        emit(.matchKeys, a: values, b: subject.number, c: keyTuple, at: location)
        state.mayBeAlive.formUnion(state.alive)
        jump(.jumpIfNone, a: values, to: state.failure, at: location)
        state.alive.insert(values)
        elements(of: .temporary(values), patterns, state, at: location)
      }
      if let rest {
        let map = push()
        emit(.copyMap, a: map, b: subject.number, c: keyTuple, at: location)
        state.alive.insert(map)
        capture(rest, .temporary(map), state, at: location)
      }
      drop(.temporary(keyTuple), state, at: location)
      drop(subject, state, at: location)
    }
  }

  private func checkKeys(_ keys: [Expr]) {
    var seen = Set<Literal>()
    for key in keys {
      guard let literal = Fold.literal(of: key, names: names) else { continue }
      if !seen.insert(literal).inserted {
        fail(
          "mapping pattern checks duplicate key (\(Unparser.text(of: key, names: names)))",
          at: key.location)
      }
    }
  }

  private func classPattern(
    _ type: Expr, _ patterns: [Pattern], _ names: [Identifier], positional: Int,
    _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      fail("attribute name repeated in class pattern: \(self.names[name])", at: location)
    }
    temporarily {
      let window = push()
      move(subject, into: window, at: location)
      consume(subject, state)
      _ = temporary(of: type)
      let texts = names.map { literal($0) }
      load(.tuple(texts), into: push(), at: location)
      emit(.matchClass, a: window, b: window, c: positional, at: location)
      unit.top = window + 1
      state.mayBeAlive.formUnion(state.alive)
      jump(.jumpIfNone, a: window, to: state.failure, at: location)
      state.alive.insert(window)
      if patterns.allSatisfy(\.isWildcard) {
        drop(.temporary(window), state, at: location)
      } else {
        elements(of: .temporary(window), patterns, state, at: location)
      }
    }
  }

  private func or(
    _ alternatives: [Pattern], _ subject: Operand, _ state: PatternState, at location: Location
  ) {
    let success = makeLabel()
    let (failure, alive, captured) = (state.failure, state.alive, state.captured)
    let mayBeAlive = state.mayBeAlive
    var bound: Set<Identifier>?
    for (index, alternative) in alternatives.enumerated() {
      let isLast = index == alternatives.count - 1
      if !isLast { checkRefutable(alternative) }
      state.alive = alive
      state.captured = captured
      state.failure = isLast ? failure : makeLabel()
      state.mayBeAlive = isLast ? mayBeAlive : []
      test(alternative, subject.borrowed, state)
      if let bound, bound != state.captured {
        fail("alternative patterns bind different names", at: location)
      }
      bound = state.captured
      if isLast { break }
      jump(to: success, at: noLocation)
      place(state.failure)
      for register in state.mayBeAlive.subtracting(alive).sorted() {
        clear(register, at: noLocation)
      }
    }
    place(success)
    drop(subject, state, at: location)
  }

  /// Complains of a pattern that always matches, before others.
  private func checkRefutable(_ pattern: Pattern) {
    switch pattern.kind {
    case .as(nil, nil):
      fail("wildcard makes remaining patterns unreachable", at: pattern.location)
    case .as(nil, let name?):
      fail(
        "name capture '\(names[name])' makes remaining patterns unreachable",
        at: pattern.location)
    case .as(let inner?, _): checkRefutable(inner)
    case .or(let alternatives): if let last = alternatives.last { checkRefutable(last) }
    default: break
    }
  }
}

extension Pattern {
  fileprivate var isStar: Bool {
    if case .star = kind { true } else { false }
  }

  /// Whether it matches anything and captures nothing: `_`, `*_`.
  fileprivate var isWildcard: Bool {
    switch kind {
    case .as(nil, nil), .star(nil): true
    default: false
    }
  }

  /// The names that it binds, each once, in the order of the text.
  fileprivate var names: [Identifier] {
    var result: [Identifier] = []
    func add(_ name: Identifier?) {
      if let name, !result.contains(name) { result.append(name) }
    }
    switch kind {
    case .value, .singleton: break
    case .sequence(let patterns), .or(let patterns):
      for pattern in patterns { for name in pattern.names { add(name) } }
    case .mapping(_, let patterns, let rest):
      for pattern in patterns { for name in pattern.names { add(name) } }
      add(rest)
    case .class(_, let patterns, _, let keywordPatterns):
      for pattern in patterns + keywordPatterns { for name in pattern.names { add(name) } }
    case .star(let name): add(name)
    case .as(let inner, let name):
      for name in inner?.names ?? [] { add(name) }
      add(name)
    }
    return result
  }
}
