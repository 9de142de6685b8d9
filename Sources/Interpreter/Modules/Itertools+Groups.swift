// SPDX-License-Identifier: Apache-2.0
// groupby and tee: iterators that share what they read.

final class GroupBy: ItertoolsIterator {
  fileprivate var currentKey: Value = .unbound
  fileprivate var targetKey: Value = .unbound
  fileprivate var current: Value = .unbound
  /// The group that may go on; others have ended.
  fileprivate var group: ObjectIdentifier?
  deinit { for value in [currentKey, targetKey, current] { value.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    for value in [currentKey, targetKey, current] { visit(value) }
  }
  override func clearReferences() {
    super.clearReferences()
    set(&currentKey, .unbound)
    set(&targetKey, .unbound)
    set(&current, .unbound)
  }

  private func set(_ place: inout Value, _ new: Value) {
    let old = place
    place = new
    old.release()
  }

  /// Reads one more element; false at the end.
  fileprivate func advance() throws(Raised) -> Bool {
    let element = try nextOfSource(0)
    if element.isUnbound { return false }
    let function = sources[1].retained()
    defer { function.release() }
    let key: Value
    do throws(Raised) {
      key = function.isNone ? element.retained() : try call(function, element)
    } catch {
      element.release()
      throw error
    }
    let (oldElement, oldKey) = (current, currentKey)
    (current, currentKey) = (element, key)
    oldElement.release()
    oldKey.release()
    return true
  }

  /// Takes the current element out; owned, unbound if there is none.
  fileprivate func takeCurrent() -> Value {
    let element = current
    current = .unbound
    set(&currentKey, .unbound)
    return element
  }

  fileprivate static func areEqual(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    a.retained()
    b.retained()
    defer {
      a.release()
      b.release()
    }
    return try isEqual(a, b)
  }

  override func next() throws(Raised) -> Value {
    group = nil
    while true {
      if currentKey.isUnbound {
      } else if targetKey.isUnbound {
        break
      } else if try !Self.areEqual(targetKey, currentKey) {
        break
      }
      if try !advance() { return .unbound }
    }
    let key = currentKey.retained()
    set(&targetKey, key.retained())
    return Tuple.make(consuming: [key, Grouper.make(box, key)]).value
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let arguments = sources.map { $0.retained() }
    if currentKey.isUnbound || targetKey.isUnbound || current.isUnbound {
      return Self.made(type, arguments)
    }
    let state = Tuple.make(copying: [current, targetKey, currentKey])
    return Self.made(type, arguments, state: state.value)
  }

  override func restore(_ state: Value) throws(Raised) {
    let parts = try Self.parts(of: state, 3)
    set(&current, parts[0].retained())
    set(&targetKey, parts[1].retained())
    set(&currentKey, parts[2].retained())
  }
}

/// The elements of one group.
final class Grouper: ItertoolsIterator {
  private let key: Value
  private init(_ parent: Value, _ key: Value) {
    self.key = key.retained()
    super.init([parent.retained()])
  }
  deinit { key.release() }
  override func visitReferences(_ visit: (Value) -> Void) {
    super.visitReferences(visit)
    visit(key)
  }

  static func make(_ parent: Value, _ key: Value) -> Value {
    let own = Grouper(parent, key)
    parent.native(GroupBy.self)?.group = ObjectIdentifier(own)
    return .native(own, type)
  }

  override func next() throws(Raised) -> Value {
    guard let box = sources.first?.retained() else { return .unbound }
    defer { box.release() }
    guard let parent = box.native(GroupBy.self), parent.group == ObjectIdentifier(self) else {
      return .unbound
    }
    if parent.current.isUnbound {
      if try !parent.advance() { return .unbound }
    }
    if try !GroupBy.areEqual(key, parent.currentKey) { return .unbound }
    return parent.takeCurrent()
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    guard let box = sources.first, let parent = box.native(GroupBy.self),
      parent.group == ObjectIdentifier(self)
    else { return try IteratorPickling.reduced(consuming: Tuple.empty.value.retained()) }
    return Self.made(type, [box.retained(), key.retained()])
  }

  nonisolated(unsafe) static let type: TypeRef = ItertoolsModule.makeType(
    "_grouper", methods: [reduction]
  ) { type, arguments throws(Raised) in
    guard arguments.count == 2 else {
      throw raise(.typeError, "_grouper expected 2 arguments, got \(arguments.count)")
    }
    guard arguments[0].native(GroupBy.self) != nil else {
      throw raise(
        .typeError,
        "_grouper() argument 1 must be itertools.groupby, not \(arguments[0].type.name)")
    }
    return make(arguments[0], arguments[1])
  }
}

// MARK: tee

/// Some elements that were read once and are shared by several iterators, and the block that follows.
final class TeeBlock: NativeObject {
  static let size = 57
  fileprivate var iterator: Value
  fileprivate var elements: [Value] = []
  private var next: Value = .unbound
  private var isReading = false

  init(_ iterator: Value) { self.iterator = iterator.retained() }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(iterator)
    visit(next)
    for element in elements { visit(element) }
  }
  override func clearReferences() {
    let old = elements + [iterator, next]
    (elements, iterator, next) = ([], .unbound, .unbound)
    for value in old { value.release() }
  }

  /// The element at an index, which is read if no one has asked for it yet; owned, unbound at the end.
  func element(_ index: Int) throws(Raised) -> Value {
    if index < elements.count { return elements[index].retained() }
    if isReading { throw raise(.runtimeError, "cannot re-enter the tee iterator") }
    if iterator.isUnbound { return .unbound }
    isReading = true
    defer { isReading = false }
    let element = try Interpreter.next(iterator)
    if !element.isUnbound { elements.append(element.retained()) }
    return element
  }

  /// The block after this one, made if it is the last; owned.
  func following() -> Value {
    if next.isUnbound { next = .native(TeeBlock(iterator), Self.type) }
    return next.retained()
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_tee_dataobject", module: "itertools",
    methods: [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        try ItertoolsIterator.warn()
        guard let own = a[0].native(TeeBlock.self) else { return .none }
        return ItertoolsIterator.made(
          type,
          [
            own.iterator.retained(), List.make(copying: own.elements).value,
            own.next.isUnbound ? .none : own.next.retained(),
          ])
      }
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      guard arguments.count == 3 else {
        throw raise(
          .typeError, "teedataobject() takes exactly 3 arguments (\(arguments.count) given)")
      }
      guard arguments[1].has(.list) else {
        throw raise(
          .typeError, "teedataobject() argument 2 must be list, not \(arguments[1].type.name)")
      }
      let own = TeeBlock(arguments[0])
      let box = Value.native(own, type)
      own.elements = List(arguments[1]).elements
      for element in own.elements { element.retained() }
      let isFull = own.elements.count == size
      if own.elements.count > size || (!isFull && !arguments[2].isNone)
        || (!arguments[2].isNone && arguments[2].native(TeeBlock.self) == nil)
      {
        box.release()
        throw raise(.valueError, "Invalid arguments")
      }
      if !arguments[2].isNone { own.next = arguments[2].retained() }
      return box
    }
  }
}

final class Tee: ItertoolsIterator {
  /// `sources`: the block that it reads from.
  private var index: Int
  private init(_ block: Value, _ index: Int) {
    self.index = index
    super.init([block])
  }

  /// One that reads an iterable, or from where another stands; owned.
  static func make(_ iterable: Value, _ type: TypeRef) throws(Raised) -> Value {
    if let own = iterable.native(Tee.self) { return own.copy(type) }
    let iterator = try iterate(iterable)
    defer { iterator.release() }
    if let own = iterator.native(Tee.self) { return own.copy(type) }
    return .native(Tee(.native(TeeBlock(iterator), TeeBlock.type), 0), type)
  }

  func copy(_ type: TypeRef) -> Value {
    guard let block = sources.first else { return .none }
    return .native(Tee(block.retained(), index), type)
  }

  override func next() throws(Raised) -> Value {
    guard var block = sources.first else { return .unbound }
    if index >= TeeBlock.size, let own = block.native(TeeBlock.self) {
      let old = block
      block = own.following()
      sources = [block]
      index = 0
      old.release()
    }
    block.retained()
    defer { block.release() }
    let element = try block.nativeKnown(TeeBlock.self).element(index)
    if !element.isUnbound { index += 1 }
    return element
  }

  override func reduced(_ type: TypeRef) throws(Raised) -> Value {
    let state = Tuple.make(consuming: [sources[0].retained(), Value(index)])
    return Self.made(type, [Tuple.empty.value.retained()], state: state.value)
  }

  override func restore(_ state: Value) throws(Raised) {
    let parts = try Self.parts(of: state, 2)
    guard parts[0].native(TeeBlock.self) != nil else {
      throw raise(
        .typeError,
        "argument 1 must be itertools._tee_dataobject, not \(parts[0].type.name)")
    }
    let position = try indexValue(parts[1])
    guard (0...TeeBlock.size).contains(position) else {
      throw raise(.valueError, "Index out of range")
    }
    let old = sources
    sources = [parts[0].retained()]
    index = position
    for value in old { value.release() }
  }

  nonisolated(unsafe) static let type: TypeRef = ItertoolsModule.makeType(
    "_tee", flags: [.weakReferable],
    methods: [
      reduction, restoration,
      Builtin("__copy__(self, /)") { a throws(Raised) in
        a[0].native(Tee.self)?.copy(type) ?? .none
      },
    ]
  ) { type, arguments throws(Raised) in
    guard arguments.count == 1 else {
      throw raise(.typeError, "_tee expected 1 argument, got \(arguments.count)")
    }
    return try make(arguments[0], type)
  }
}
