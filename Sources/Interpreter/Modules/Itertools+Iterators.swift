// SPDX-License-Identifier: Apache-2.0
// The iterators of itertools that pass elements on one by one.
//
// What asks a source for its next element may run code that asks the same iterator: whatever is used after that was retained before.

final class Count: ItertoolsIterator {
  init(_ start: Value, _ step: Value) { super.init([start, step]) }

  static func text(_ v: Value) throws(Raised) -> Value {
    guard let own = v.native(Count.self), own.sources.count == 2 else { return .string("count()") }
    let start = try reprText(own.sources[0])
    if own.isPlain { return .string("count(\(start))") }
    return .string("count(\(start), \(try reprText(own.sources[1])))")
  }

  /// Whether the step is 1, which goes without saying.
  private var isPlain: Bool { sources[1].tag == .int && sources[1].asInt == 1 }

  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    let current = sources[0].retained()
    let step = sources[1].retained()
    defer { step.release() }
    do throws(Raised) {
      let new = try binary(.add, current, step)
      let old = sources[0]
      sources[0] = new
      old.release()
      return current
    } catch {
      current.release()
      throw error
    }
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let says = isPlain && sources[0].tag == .int
    return Self.made(type, (says ? [sources[0]] : sources).map { $0.retained() })
  }
}

final class Cycle: ItertoolsIterator {
  private var saved: [Value] = []
  private var index = 0
  /// The saved elements came with a state: those that are read are among them.
  private var isFirstPass = false
  deinit { for value in saved { value.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    for value in saved { visit(value) }
  }

  override func next() throws(Raised) -> Value {
    if !sources.isEmpty {
      let element = try nextOfSource(0)
      if !element.isUnbound {
        if !isFirstPass { saved.append(element.retained()) }
        return element
      }
      dropSources()
    }
    if saved.isEmpty { return .unbound }
    if index >= saved.count { index = 0 }
    index += 1
    return saved[index - 1].retained()
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    func state(_ flag: Value) -> Value {
      Tuple.make(consuming: [List.make(copying: saved).value, flag]).value
    }
    if let source = sources.first {
      return Self.made(type, [source.retained()], state: state(Value(isFirstPass)))
    }
    // A new iterator over what was saved, from here on.
    let list = List.make(copying: saved)
    defer { list.value.release() }
    let iterator = try iterate(list.value)
    iterator.cell(as: IteratorCell.self).pointee.index = index
    return Self.made(type, [iterator], state: state(.true))
  }

  override func restore(_ state: Value) throws(Raised) {
    let parts = try Self.parts(of: state, 2)
    guard parts[0].has(.list) else {
      throw raise(.typeError, "argument 1 must be list, not \(parts[0].type.name)")
    }
    let flag = try indexValue(parts[1])
    let (old, new) = (saved, List(parts[0]).elements)
    for value in new { value.retained() }
    saved = new
    isFirstPass = flag != 0
    index = 0
    for value in old { value.release() }
  }
}

final class Repeat: ItertoolsIterator {
  private(set) var left: Int
  init(_ value: Value, _ times: Int) {
    left = times
    super.init([value])
  }

  static func text(_ v: Value) throws(Raised) -> Value {
    guard let own = v.native(Repeat.self), let value = own.sources.first else {
      return .string("repeat()")
    }
    let times = own.left < 0 ? "" : ", \(own.left)"
    return .string("repeat(\(try reprText(value))\(times))")
  }

  override func next() throws(Raised) -> Value {
    if left == 0 || sources.isEmpty { return .unbound }
    if left > 0 { left -= 1 }
    return sources[0].retained()
  }

  static var lengthHint: Builtin {
    Builtin("__length_hint__(self, /)") { a throws(Raised) in
      guard let own = a[0].native(Repeat.self), own.left >= 0 else {
        throw raise(.typeError, "len() of unsized object")
      }
      return Value(own.left)
    }
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() } + (left < 0 ? [] : [Value(left)]))
  }
}

final class Chain: ItertoolsIterator {
  /// `sources`: the iterator over iterables, then the one in use.
  override func next() throws(Raised) -> Value {
    while !sources.isEmpty {
      if sources.count == 1 {
        let iterable = try nextOfSource(0)
        if iterable.isUnbound {
          dropSources()
          return .unbound
        }
        defer { iterable.release() }
        let iterator: Value
        do throws(Raised) { iterator = try iterate(iterable) } catch {
          dropSources()
          throw error
        }
        if sources.isEmpty {
          iterator.release()
          return .unbound
        }
        use(iterator)
      }
      let element = try nextOfSource(1)
      if !element.isUnbound { return element }
      if sources.count == 2 { sources.removeLast().release() }
    }
    return .unbound
  }

  private func use(_ iterator: Value) {
    sources.append(iterator)
    if sources.count > 2 { sources.remove(at: 1).release() }
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let state =
      sources.isEmpty ? nil : Tuple.make(consuming: sources.map { $0.retained() }).value
    return Self.made(type, [], state: state)
  }

  override func restore(_ state: Value) throws(Raised) {
    guard state.has(.tuple) else { throw raise(.typeError, "state is not a tuple") }
    let parts = Array(Tuple(state).buffer)
    guard (1...2).contains(parts.count) else {
      throw raise(
        .typeError,
        "function takes at \(parts.isEmpty ? "least 1" : "most 2") argument\(parts.isEmpty ? "" : "s") (\(parts.count) given)"
      )
    }
    for part in parts where part.type.slots.next == nil {
      throw raise(.typeError, "Arguments must be iterators.")
    }
    let old = sources
    sources = parts.map { $0.retained() }
    for value in old { value.release() }
  }
}

final class ISlice: ItertoolsIterator {
  private var nextIndex: Int
  private var index = 0
  private let stop, step: Int
  init(_ iterator: Value, _ start: Int, _ stop: Int, _ step: Int) {
    nextIndex = start
    self.stop = stop
    self.step = step
    super.init([iterator])
  }

  override func next() throws(Raised) -> Value {
    if sources.isEmpty { return .unbound }
    while index < min(nextIndex, stop) {
      let skipped = try nextOfSource(0)
      if skipped.isUnbound { return end() }
      skipped.release()
      index += 1
    }
    if nextIndex >= stop { return end() }
    let element = try nextOfSource(0)
    if element.isUnbound { return end() }
    index += 1
    nextIndex = step > Int.max - nextIndex ? Int.max : nextIndex + step
    return element
  }

  private func end() -> Value {
    dropSources()
    return .unbound
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    guard let source = sources.first else {
      let list = List.make()
      defer { list.value.release() }
      return Self.made(type, [try iterate(list.value), Value(0)], state: Value(0))
    }
    let arguments = [
      source.retained(), Value(nextIndex), stop == Int.max ? .none : Value(stop), Value(step),
    ]
    return Self.made(type, arguments, state: Value(index))
  }

  override func restore(_ state: Value) throws(Raised) { index = try indexValue(state) }
}

/// Iterators of a predicate and an iterator.
class PredicateIterator: ItertoolsIterator {
  func holds(_ element: Value) throws(Raised) -> Bool {
    guard let predicate = sources.first, !predicate.isNone else { return try isTrue(element) }
    predicate.retained()
    defer { predicate.release() }
    let result = try call(predicate, element)
    defer { result.release() }
    return try isTrue(result)
  }

  /// The next element for which the predicate's truth is `wanted`; owned.
  func nextElement(where wanted: Bool) throws(Raised) -> Value {
    while true {
      let element = try nextOfSource(1)
      if element.isUnbound { return element }
      do throws(Raised) {
        if try holds(element) == wanted { return element }
      } catch {
        element.release()
        throw error
      }
      element.release()
    }
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() })
  }
}

final class TakeWhile: PredicateIterator {
  private var isDone = false
  override func next() throws(Raised) -> Value {
    if isDone { return .unbound }
    let element = try nextOfSource(1)
    if element.isUnbound { return .unbound }
    do throws(Raised) {
      if try holds(element) { return element }
    } catch {
      element.release()
      throw error
    }
    element.release()
    isDone = true
    return .unbound
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() }, state: Value(isDone ? 1 : 0))
  }
  override func restore(_ state: Value) throws(Raised) { isDone = try isTrue(state) }
}

final class DropWhile: PredicateIterator {
  private var hasStarted = false
  override func next() throws(Raised) -> Value {
    if hasStarted { return try nextOfSource(1) }
    let element = try nextElement(where: false)
    if !element.isUnbound { hasStarted = true }
    return element
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() }, state: Value(hasStarted ? 1 : 0))
  }
  override func restore(_ state: Value) throws(Raised) { hasStarted = try isTrue(state) }
}

final class FilterFalse: PredicateIterator {
  override func next() throws(Raised) -> Value { try nextElement(where: false) }
}

final class StarMap: ItertoolsIterator {
  override func next() throws(Raised) -> Value {
    let element = try nextOfSource(1)
    if element.isUnbound { return element }
    defer { element.release() }
    let function = sources[0].retained()
    defer { function.release() }
    if element.has(.tuple) { return try call(function, spreading: Tuple(element), nil) }
    let arguments = Tuple.make(consuming: try collect(element))
    defer { arguments.value.release() }
    return try call(function, spreading: arguments, nil)
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() })
  }
}

final class Compress: ItertoolsIterator {
  override func next() throws(Raised) -> Value {
    while true {
      let element = try nextOfSource(0)
      if element.isUnbound { return element }
      do throws(Raised) {
        let selector = try nextOfSource(1)
        if selector.isUnbound {
          element.release()
          return .unbound
        }
        defer { selector.release() }
        if try isTrue(selector) { return element }
      } catch {
        element.release()
        throw error
      }
      element.release()
    }
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    Self.made(type, sources.map { $0.retained() })
  }
}

final class Accumulate: ItertoolsIterator {
  private var initial: Value
  private var total: Value = .unbound
  /// `sources`: the iterator and the function or None.
  init(_ sources: [Value], _ initial: Value) {
    self.initial = initial
    super.init(sources)
  }
  deinit {
    initial.release()
    total.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(initial)
    visit(total)
  }

  override func next() throws(Raised) -> Value {
    if !initial.isUnbound {
      let old = total
      total = initial
      initial = .unbound
      old.release()
      return total.retained()
    }
    let element = try nextOfSource(0)
    if element.isUnbound { return element }
    if total.isUnbound {
      total = element
      return total.retained()
    }
    defer { element.release() }
    let (so, function) = (total.retained(), sources[1].retained())
    defer {
      so.release()
      function.release()
    }
    let sum =
      function.isNone ? try binary(.add, so, element) : try call(function, so, element)
    let old = total
    total = sum.retained()
    old.release()
    return sum
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let arguments = [sources[0].retained(), sources[1].retained()]
    // A total that is None would be no state: it goes before the elements.
    let first = !initial.isUnbound ? initial : total.isNone ? total : .unbound
    if first.isUnbound {
      return Self.made(type, arguments, state: total.isUnbound ? Value.none : total.retained())
    }
    let whole = Tuple.make(consuming: [.tuple(first), arguments[0]])
    defer { whole.value.release() }
    let chain = Value.native(Chain([try iterate(whole.value)]), ItertoolsModule.chain)
    if !initial.isUnbound { return Self.made(type, [chain, arguments[1]], state: Value.none) }
    let rest = Value.native(Accumulate([chain, arguments[1]], .unbound), type)
    return Self.made(ItertoolsModule.islice, [rest, Value(1), .none])
  }

  override func restore(_ state: Value) throws(Raised) {
    let old = total
    total = state.retained()
    old.release()
  }
}

final class Pairwise: ItertoolsIterator {
  private var previous: Value = .unbound
  deinit { previous.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(previous)
  }

  private func remember(_ element: Value) {
    let old = previous
    previous = element
    old.release()
  }

  override func next() throws(Raised) -> Value {
    if sources.isEmpty { return .unbound }
    if previous.isUnbound {
      remember(try nextOfSource(0))
      if previous.isUnbound {
        dropSources()
        return .unbound
      }
    }
    let first = previous.retained()
    let second: Value
    do throws(Raised) { second = try nextOfSource(0) } catch {
      first.release()
      throw error
    }
    if second.isUnbound {
      first.release()
      dropSources()
      remember(.unbound)
      return .unbound
    }
    remember(second.retained())
    return Tuple.make(consuming: [first, second]).value
  }
}

final class Batched: ItertoolsIterator {
  private let size: Int
  init(_ sources: [Value], _ size: Int) {
    self.size = size
    super.init(sources)
  }

  override func next() throws(Raised) -> Value {
    var batch: [Value] = []
    while batch.count < size {
      let element: Value
      do throws(Raised) { element = try nextOfSource(0) } catch {
        for value in batch { value.release() }
        throw error
      }
      if element.isUnbound { break }
      batch.append(element)
    }
    if batch.isEmpty {
      dropSources()
      return .unbound
    }
    return Tuple.make(consuming: batch).value
  }
}

final class ZipLongest: ItertoolsIterator {
  private var fill: Value
  private var isDone: [Bool]
  init(_ sources: [Value], _ fill: Value) {
    self.fill = fill
    isDone = sources.map { _ in false }
    super.init(sources)
  }
  deinit { fill.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(fill)
  }

  override func next() throws(Raised) -> Value {
    if !isDone.contains(false) { return .unbound }
    var elements: [Value] = []
    do throws(Raised) {
      for index in isDone.indices {
        var element = isDone[index] ? Value.unbound : try nextOfSource(index)
        if element.isUnbound {
          isDone[index] = true
          element = fill.retained()
        }
        elements.append(element)
      }
    } catch {
      for element in elements { element.release() }
      throw error
    }
    if !isDone.contains(false) {
      for element in elements { element.release() }
      return .unbound
    }
    return Tuple.make(consuming: elements).value
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let arguments = isDone.indices.map {
      isDone[$0] ? Tuple.empty.value.retained() : sources[$0].retained()
    }
    return Self.made(type, arguments, state: fill.retained())
  }

  override func restore(_ state: Value) throws(Raised) {
    let old = fill
    fill = state.retained()
    old.release()
  }
}
