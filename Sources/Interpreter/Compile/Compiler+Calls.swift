// SPDX-License-Identifier: Apache-2.0
// Calls: callee, self and arguments lie in consecutive temporaries.
import Syntax

extension Compiler {
  func call(
    _ function: Expr, _ arguments: [Expr], _ keywords: [Keyword], into target: Int,
    at location: Location
  ) {
    checkKeywords(keywords)
    temporarily {
      let base = unit.top
      var flags: Instruction.Flags = []
      var location = location
      if case .attribute(let object, let attribute) = function.kind {
        let name = mangled(attribute)
        location = startingAtName(location, function, name)
        if !loadSuper(object, name, into: base, at: function.location) {
          let object = register(of: object)
          unit.top = base
          emit(
            .loadMethod, a: base, b: object.number, c: number(of: name), flags: object.flagsB,
            at: startingAtName(function.location, name))
          flags = .hasSelf
        }
      } else {
        value(of: function, into: base)
      }
      unit.top = base + 2
      finishCall(
        base, arguments: arguments, keywords: keywords, flags: flags, into: target, at: location)
    }
  }

  /// The rest of a call whose callee is in R[base]; arguments before `arguments` may have been pushed.
  func finishCall(
    _ base: Int, pushed: Int = 0, arguments: [Expr], keywords: [Keyword],
    flags: Instruction.Flags = [], into target: Int, at location: Location
  ) {
    if arguments.contains(where: \.isStarred) || keywords.contains(where: { $0.name == nil }) {
      spreadPositional(base, pushed: pushed, arguments, at: location)
      if !keywords.isEmpty { spreadKeywords(base, keywords, at: location) }
      emit(
        .callSpread, a: base, b: keywords.isEmpty ? 0 : 1, c: target, flags: flags, at: location)
      return
    }
    for argument in arguments { _ = temporary(of: argument) }
    for keyword in keywords { _ = temporary(of: keyword.value) }
    let count = pushed + arguments.count + keywords.count
    if keywords.isEmpty {
      emit(.call, a: base, b: count, c: target, flags: flags, at: location)
    } else {
      emit(.callKeywords, a: base, b: count, c: target, flags: flags, at: location)
      let texts = keywords.compactMap { $0.name.map { literal($0) } }
      unit.code.emitExtra(number(of: .tuple(texts)))
    }
  }

  /// Leaves what gives the positional arguments in R[base + 2].
  private func spreadPositional(
    _ base: Int, pushed: Int, _ arguments: [Expr], at location: Location
  ) {
    let register = base + 2
    if pushed == 0, arguments.count == 1, case .starred(let iterable) = arguments[0].kind {
      unit.top = register
      _ = temporary(of: iterable)
      return
    }
    let plain = arguments.prefix { !$0.isStarred }
    if pushed + plain.count <= Self.largestWindow {
      for argument in plain { _ = temporary(of: argument) }
      unit.top = register + 1
      let count = pushed + plain.count
      if plain.count == arguments.count {
        emit(.buildTuple, a: register, b: register, c: count, at: location)
        return
      }
      emit(.buildList, a: register, b: register, c: count, at: location)
      append(Array(arguments.dropFirst(plain.count)), to: register, at: location)
    } else {
      unit.top = register + pushed
      emit(.buildList, a: register, b: register, c: pushed, at: location)
      unit.top = register + 1
      append(arguments, to: register, at: location)
    }
  }

  /// Leaves a dict of the keyword arguments in R[base + 3].
  private func spreadKeywords(_ base: Int, _ keywords: [Keyword], at location: Location) {
    let map = base + 3
    unit.top = map
    var rest = keywords[...]
    var isFirst = true
    while let keyword = rest.first {
      if keyword.name != nil {
        let run = rest.prefix { $0.name != nil }.prefix(Self.largestWindow / 2)
        let start = unit.top
        for keyword in run {
          if let name = keyword.name { load(literal(name), into: push(), at: keyword.location) }
          _ = temporary(of: keyword.value)
        }
        unit.top = start
        emit(.buildMap, a: start, b: start, c: run.count, at: location)
        if isFirst {
          unit.top = map + 1
        } else {
          emit(.mapMerge, a: map, b: start, c: base, flags: .consumesB, at: location)
        }
        rest = rest.dropFirst(run.count)
      } else {
        if isFirst {
          emit(.buildMap, a: map, b: map, at: location)
          unit.top = map + 1
        }
        let value = register(of: keyword.value)
        unit.top = map + 1
        emit(.mapMerge, a: map, b: value.number, c: base, flags: value.flagsB, at: location)
        rest = rest.dropFirst()
      }
      isFirst = false
    }
  }

  private func checkKeywords(_ keywords: [Keyword]) {
    var seen = Set<Identifier>()
    for keyword in keywords {
      guard let name = keyword.name else { continue }
      checkAssignable(name, at: keyword.location)
      if !seen.insert(name).inserted {
        fail("keyword argument repeated: \(names[name])", at: keyword.location)
      }
    }
  }

  /// CPython says that a method call over several lines stands where the method's name stands.
  private func startingAtName(_ location: Location, _ function: Expr, _ name: Identifier)
    -> Location
  {
    guard location.line != function.location.endLine else { return location }
    var location = location
    location.line = function.location.endLine
    location.column = max(0, function.location.endColumn - Int32(names.utf8(name).count))
    return location
  }
}

extension Expr {
  var isStarred: Bool {
    if case .starred = kind { true } else { false }
  }
}
