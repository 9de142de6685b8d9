// SPDX-License-Identifier: Apache-2.0
// The iterators of itertools that pass elements on one by one.

final class Count: ComposedIterator {
  init(_ start: Value, _ step: Value) { super.init([start, step]) }

  static func text(_ v: Value) throws(Raised) -> Value {
    guard let own = v.native(Count.self), own.sources.count == 2 else { return .string("count()") }
    let step = own.sources[1]
    let start = try reprText(own.sources[0])
    if step.tag == .int && step.asInt == 1 { return .string("count(\(start))") }
    return .string("count(\(start), \(try reprText(step)))")
  }

  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    let current = sources[0]
    sources[0] = try binary(.add, current, sources[1])
    return current
  }
}

final class Cycle: ComposedIterator {
  private var saved: [Value] = []
  private var index = -1
  deinit { for value in saved { value.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    for value in saved { visit(value) }
  }

  override func next() throws(Raised) -> Value {
    if index < 0, let source = sources.first {
      let element = try Interpreter.next(source)
      if !element.isUnbound {
        saved.append(element.retained())
        return element
      }
      clearReferences()
      index = 0
    }
    if saved.isEmpty { return .unbound }
    if index < 0 || index >= saved.count { index = 0 }
    index += 1
    return saved[index - 1].retained()
  }
}

final class Repeat: ComposedIterator {
  private var left: Int
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
}

final class Chain: ComposedIterator {
  /// `sources`: the iterator over iterables, then the one in use.
  override func next() throws(Raised) -> Value {
    while !sources.isEmpty {
      if sources.count == 1 {
        let iterable = try Interpreter.next(sources[0])
        if iterable.isUnbound {
          clearReferences()
          return .unbound
        }
        defer { iterable.release() }
        sources.append(try iterate(iterable))
      }
      let element = try Interpreter.next(sources[1])
      if !element.isUnbound { return element }
      sources.removeLast().release()
    }
    return .unbound
  }
}

final class ISlice: ComposedIterator {
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
    guard let source = sources.first else { return .unbound }
    let wanted = min(nextIndex, stop)
    while index < wanted {
      let skipped = try Interpreter.next(source)
      if skipped.isUnbound {
        clearReferences()
        return .unbound
      }
      skipped.release()
      index += 1
    }
    if nextIndex >= stop {
      clearReferences()
      return .unbound
    }
    let element = try Interpreter.next(source)
    if element.isUnbound {
      clearReferences()
      return .unbound
    }
    index += 1
    nextIndex = step > Int.max - nextIndex ? Int.max : nextIndex + step
    return element
  }
}

/// Iterators of a predicate and an iterator.
class PredicateIterator: ComposedIterator {
  func holds(_ element: Value) throws(Raised) -> Bool {
    if sources[0].isNone { return try isTrue(element) }
    let result = try call(sources[0], element)
    defer { result.release() }
    return try isTrue(result)
  }
}

final class TakeWhile: PredicateIterator {
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    let element = try Interpreter.next(sources[1])
    if element.isUnbound { return .unbound }
    do throws(Raised) {
      if try holds(element) { return element }
    } catch {
      element.release()
      throw error
    }
    element.release()
    clearReferences()
    return .unbound
  }
}

final class DropWhile: PredicateIterator {
  private var started = false
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    while true {
      let element = try Interpreter.next(sources[1])
      if element.isUnbound || started { return element }
      do throws(Raised) {
        if try !holds(element) {
          started = true
          return element
        }
      } catch {
        element.release()
        throw error
      }
      element.release()
    }
  }
}

final class FilterFalse: PredicateIterator {
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    while true {
      let element = try Interpreter.next(sources[1])
      if element.isUnbound { return element }
      do throws(Raised) {
        if try !holds(element) { return element }
      } catch {
        element.release()
        throw error
      }
      element.release()
    }
  }
}

final class StarMap: ComposedIterator {
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    let element = try Interpreter.next(sources[1])
    if element.isUnbound { return element }
    defer { element.release() }
    if element.has(.tuple) { return try call(sources[0], spreading: Tuple(element), nil) }
    let arguments = Tuple.make(consuming: try collect(element))
    defer { arguments.value.release() }
    return try call(sources[0], spreading: arguments, nil)
  }
}

final class Compress: ComposedIterator {
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    while true {
      let element = try Interpreter.next(sources[0])
      if element.isUnbound { return element }
      do throws(Raised) {
        let selector = try Interpreter.next(sources[1])
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
}

final class Accumulate: ComposedIterator {
  private var initial: Value
  private var total: Value = .unbound
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
    guard sources.count == 2 else { return .unbound }
    if !initial.isUnbound {
      total = initial
      initial = .unbound
      return total.retained()
    }
    let element = try Interpreter.next(sources[0])
    if element.isUnbound { return element }
    if total.isUnbound {
      total = element
      return total.retained()
    }
    defer { element.release() }
    let sum =
      sources[1].isNone
      ? try binary(.add, total, element) : try call(sources[1], total, element)
    total.release()
    total = sum
    return sum.retained()
  }
}

final class Pairwise: ComposedIterator {
  private var previous: Value = .unbound
  deinit { previous.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(previous)
  }

  override func next() throws(Raised) -> Value {
    guard let source = sources.first else { return .unbound }
    if previous.isUnbound {
      previous = try Interpreter.next(source)
      if previous.isUnbound { return .unbound }
    }
    let element = try Interpreter.next(source)
    if element.isUnbound {
      clearReferences()
      return .unbound
    }
    let pair = Tuple.make(consuming: [previous, element.retained()])
    previous = element
    return pair.value
  }
}

final class Batched: ComposedIterator {
  private let size: Int
  private let isStrict: Bool
  init(_ sources: [Value], _ size: Int, strict: Bool) {
    self.size = size
    isStrict = strict
    super.init(sources)
  }

  override func next() throws(Raised) -> Value {
    guard let source = sources.first else { return .unbound }
    var batch: [Value] = []
    while batch.count < size {
      let element: Value
      do throws(Raised) { element = try Interpreter.next(source) } catch {
        for value in batch { value.release() }
        throw error
      }
      if element.isUnbound { break }
      batch.append(element)
    }
    if batch.isEmpty {
      clearReferences()
      return .unbound
    }
    if isStrict && batch.count < size {
      for value in batch { value.release() }
      throw raise(.valueError, "batched(): incomplete batch")
    }
    return Tuple.make(consuming: batch).value
  }
}

final class ZipLongest: ComposedIterator {
  private let fill: Value
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
    if sources.isEmpty || !isDone.contains(false) { return .unbound }
    var elements: [Value] = []
    do throws(Raised) {
      for index in sources.indices {
        var element = isDone[index] ? Value.unbound : try Interpreter.next(sources[index])
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
}

// MARK: groupby

final class GroupBy: ComposedIterator {
  fileprivate var currentKey: Value = .unbound
  fileprivate var targetKey: Value = .unbound
  fileprivate var current: Value = .unbound
  fileprivate var generation = 0
  deinit { for value in [currentKey, targetKey, current] { value.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    for value in [currentKey, targetKey, current] { visit(value) }
  }

  /// Reads one more element; false at the end.
  fileprivate func advance() throws(Raised) -> Bool {
    guard sources.count == 2 else { return false }
    let element = try Interpreter.next(sources[0])
    if element.isUnbound { return false }
    let key: Value
    do throws(Raised) {
      key = sources[1].isNone ? element.retained() : try call(sources[1], element)
    } catch {
      element.release()
      throw error
    }
    current.release()
    currentKey.release()
    current = element
    currentKey = key
    return true
  }

  override func next() throws(Raised) -> Value {
    generation += 1
    while true {
      if currentKey.isUnbound {
      } else if targetKey.isUnbound {
        break
      } else if try !isEqual(targetKey, currentKey) {
        break
      }
      if try !advance() { return .unbound }
    }
    targetKey.release()
    targetKey = currentKey.retained()
    let owner = Value.native(GroupByBox(self), GroupByBox.type)
    let grouper = Value.native(Grouper(self, owner, targetKey.retained(), generation), Grouper.type)
    return Tuple.make(consuming: [currentKey.retained(), grouper]).value
  }
}

/// Keeps a groupby alive as long as its groups.
private final class GroupByBox: NativeObject {
  let owner: GroupBy
  init(_ owner: GroupBy) { self.owner = owner }
  nonisolated(unsafe) static let type = TypeMaking.make("groupby_box", module: "itertools")
}

final class Grouper: ComposedIterator {
  private let parent: GroupBy
  private let key: Value
  private let generation: Int
  init(_ parent: GroupBy, _ owner: Value, _ key: Value, _ generation: Int) {
    self.parent = parent
    self.key = key
    self.generation = generation
    super.init([owner])
  }
  deinit { key.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(key)
  }

  override func next() throws(Raised) -> Value {
    if parent.generation != generation { return .unbound }
    if parent.current.isUnbound {
      if try !parent.advance() { return .unbound }
    }
    if try !isEqual(key, parent.currentKey) { return .unbound }
    let element = parent.current
    parent.current = .unbound
    return element
  }

  nonisolated(unsafe) static let type = TypeMaking.make("_grouper", module: "itertools") { slots in
    ComposedIterator.configure(&slots)
  }
}

// MARK: tee

/// Elements read once and shared by several iterators.
final class TeeSource {
  let iterator: Value
  var elements: [Value] = []
  var isDone = false
  init(_ iterator: Value) { self.iterator = iterator }
  deinit {
    iterator.release()
    for element in elements { element.release() }
  }
}

final class Tee: ComposedIterator {
  let source: TeeSource
  private(set) var position: Int
  init(_ source: TeeSource, _ position: Int) {
    self.source = source
    self.position = position
    super.init([])
  }

  override func next() throws(Raised) -> Value {
    if position == source.elements.count {
      if source.isDone { return .unbound }
      let element = try Interpreter.next(source.iterator)
      if element.isUnbound {
        source.isDone = true
        return .unbound
      }
      source.elements.append(element)
    }
    position += 1
    return source.elements[position - 1].retained()
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_tee", module: "itertools",
    methods: [
      Builtin("__copy__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(Tee.self) else { return .none }
        return .native(Tee(own.source, own.position), type)
      }
    ]
  ) { slots in
    ComposedIterator.configure(&slots)
    slots.new = { type, arguments throws(Raised) in
      guard arguments.count == 1 else {
        throw raise(.typeError, "_tee expected 1 argument, got \(arguments.count)")
      }
      if let own = arguments[0].native(Tee.self) {
        return .native(Tee(own.source, own.position), type)
      }
      return .native(Tee(TeeSource(try iterate(arguments[0])), 0), type)
    }
  }
}
