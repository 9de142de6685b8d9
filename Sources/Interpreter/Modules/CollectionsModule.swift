// SPDX-License-Identifier: Apache-2.0
// _collections: deque and defaultdict.

/// A double-ended queue: a ring of values.
final class Deque: NativeObject {
  private var ring: [Value] = []
  private var head = 0
  private(set) var count = 0
  var limit = -1
  /// Changes with every addition and removal: iterators notice.
  private(set) var state = 0

  deinit { removeAll() }
  override func visitReferences(_ visit: (Value) -> Void) {
    for index in 0..<count { visit(self[index]) }
  }
  override func clearReferences() { removeAll() }

  /// A borrowed element.
  subscript(index: Int) -> Value {
    get { ring[(head + index) % ring.count] }
    set { ring[(head + index) % ring.count] = newValue }
  }

  var elements: [Value] { (0..<count).map { self[$0] } }

  /// Calls with each element, held meanwhile, until the answer is false.
  func forEachElement(_ body: (Int, Value) throws(Raised) -> Bool) throws(Raised) {
    let before = state
    var index = 0
    while index < count {
      let element = self[index].retained()
      defer { element.release() }
      if try !body(index, element) { return }
      if state != before { throw raise(.runtimeError, "deque mutated during iteration") }
      index += 1
    }
  }

  private func grow() {
    let old = elements
    ring = old + [Value](repeating: .unbound, count: max(8, old.count))
    head = 0
  }

  /// Appends an owned value; what goes beyond the limit leaves at the other end.
  func append(_ value: Value) {
    if limit == 0 { return value.release() }
    if count == ring.count { grow() }
    ring[(head + count) % ring.count] = value
    count += 1
    state += 1
    if limit >= 0 && count > limit { removeFirst().release() }
  }

  func prepend(_ value: Value) {
    if limit == 0 { return value.release() }
    if count == ring.count { grow() }
    head = (head + ring.count - 1) % ring.count
    ring[head] = value
    count += 1
    state += 1
    if limit >= 0 && count > limit { removeLast().release() }
  }

  /// Takes the last element out, which must exist; owned.
  func removeLast() -> Value {
    count -= 1
    state += 1
    return ring[(head + count) % ring.count]
  }

  func removeFirst() -> Value {
    let value = ring[head]
    head = (head + 1) % ring.count
    count -= 1
    state += 1
    return value
  }

  func remove(at index: Int) -> Value {
    let value = self[index]
    for place in index..<(count - 1) { self[place] = self[place + 1] }
    count -= 1
    state += 1
    return value
  }

  func insert(_ value: Value, at index: Int) {
    append(value)
    var place = count - 1
    while place > index {
      self[place] = self[place - 1]
      place -= 1
    }
    self[index] = value
  }

  func rotate(_ steps: Int) {
    guard count > 1 else { return }
    let shift = ((steps % count) + count) % count
    let all = elements
    for index in 0..<count { self[(index + shift) % count] = all[index] }
    state += 1
  }

  func reverse() {
    let all = elements
    for index in 0..<count { self[count - 1 - index] = all[index] }
  }

  func removeAll() {
    let all = elements
    ring = []
    head = 0
    count = 0
    state += 1
    for value in all { value.release() }
  }
}

/// Iterates over a deque from either end.
final class DequeIterator: NativeObject {
  private var deque: Value
  private var index = 0
  private let state: Int
  private let isReversed: Bool
  init(_ deque: Value, _ own: Deque, reversed: Bool) {
    self.deque = deque.retained()
    state = own.state
    isReversed = reversed
  }
  deinit { deque.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(deque) }
  override func clearReferences() {
    let old = deque
    deque = .unbound
    old.release()
  }

  func next() throws(Raised) -> Value {
    guard let own = deque.native(Deque.self) else { return .unbound }
    if own.state != state { throw raise(.runtimeError, "deque mutated during iteration") }
    guard index < own.count else {
      let old = deque
      deque = .unbound
      old.release()
      return .unbound
    }
    index += 1
    return own[isReversed ? own.count - index : index - 1].retained()
  }

  static func make(_ name: String) -> TypeRef {
    TypeMaking.make(name, module: "collections") { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in try v.nativeKnown(DequeIterator.self).next() }
    }
  }
  nonisolated(unsafe) static let type = make("_deque_iterator")
  nonisolated(unsafe) static let reverseType = make("_deque_reverse_iterator")
}

enum CollectionsModule {
  static var module: NativeModule {
    NativeModule("_collections") { module throws(Raised) in
      module.add(deque)
      module.add(defaultDict)
      module.add(DequeIterator.type)
      module.add(DequeIterator.reverseType)
      module.add([
        Builtin("_count_elements(mapping, iterable, /)") { a throws(Raised) in
          try forEach(a[1]) { element throws(Raised) in
            if a[0].has(.dict) {
              let old = try Dict(a[0]).get(element)
              let new = old.isUnbound ? Value(1) : try binary(.add, old, Value(1))
              defer { new.release() }
              try Dict(a[0]).set(element, new)
            } else {
              let old = try callMethod(a[0], "get", element, Value(0))
              defer { old.release() }
              let new = try binary(.add, old, Value(1))
              defer { new.release() }
              try setItem(a[0], element, new)
            }
            return true
          }
          return .none
        },
        Builtin("_tuplegetter(index, doc, /)") { a throws(Raised) in
          .native(TupleGetter(try indexValue(a[0]), a[1]), TupleGetter.type)
        },
      ])
    }
  }

  private static func callMethod(_ object: Value, _ name: String, _ a: Value, _ b: Value)
    throws(Raised) -> Value
  {
    let method = try getAttribute(object, name)
    defer { method.release() }
    return try call(method, a, b)
  }

  private static func own(_ v: Value) throws(Raised) -> Deque {
    guard let own = v.native(Deque.self) else { throw raise(.typeError, "not a deque") }
    return own
  }

  // MARK: deque

  nonisolated(unsafe) static let deque: TypeRef = TypeMaking.make(
    "deque", module: "collections", flags: [.basetype, .weakReferable, .sequencePattern],
    methods: dequeRows, classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("maxlen") { v throws(Raised) in
        let limit = try own(v).limit
        return limit < 0 ? .none : Value(limit)
      }
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(Deque(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(arguments, "deque", ["iterable", "maxlen"], required: 0)
      let own = try own(v)
      own.removeAll()
      if !a[1].isUnbound, !a[1].isNone {
        guard a[1].isInteger else { throw raise(.typeError, "an integer is required") }
        own.limit = try sizeValue(a[1])
        if own.limit < 0 { throw raise(.valueError, "maxlen must be non-negative") }
      }
      if !a[0].isUnbound {
        try forEach(a[0]) { element throws(Raised) in
          own.append(element.retained())
          return true
        }
      }
    }
    slots.isUnhashable = true
    slots.repr = { v throws(Raised) in
      let own = try own(v)
      if v.header.pointee.flags.contains(.inRepr) { return .string("[...]") }
      v.header.pointee.flags.insert(.inRepr)
      defer { v.header.pointee.flags.remove(.inRepr) }
      // Of the elements as they are now, as CPython's copy to a list.
      let list = List.make(copying: own.elements)
      defer { list.value.release() }
      let inner = try Sequences.reprText({ list.count }, { list.element($0) })
      let limit = own.limit < 0 ? "" : ", maxlen=\(own.limit)"
      return .string("\(v.type.shortName)([\(inner)]\(limit))")
    }
    slots.length = { v throws(Raised) in try own(v).count }
    slots.iterate = { v throws(Raised) in
      .native(DequeIterator(v, try own(v), reversed: false), DequeIterator.type)
    }
    slots.contains = { v, key throws(Raised) in
      var found = false
      try own(v).forEachElement { _, element throws(Raised) in
        found = try isEqual(element, key)
        return !found
      }
      return found
    }
    slots.compare = { op, a, b throws(Raised) in
      guard let x = a.native(Deque.self), let y = b.native(Deque.self) else {
        return .notImplemented
      }
      return try Sequences.compare(
        op, x.count, y.count, { x[$0].retained() }, { y[$0].retained() },
        live: { (x.count, y.count) })
    }
    slots.getItem = { v, key throws(Raised) in
      let own = try own(v)
      guard key.isInteger || key.type.slots.index != nil else {
        throw raise(
          .typeError, "sequence index must be integer, not '\(key.type.name)'")
      }
      var index = try indexValue(key)
      if index < 0 { index += own.count }
      guard index >= 0 && index < own.count else {
        throw raise(.indexError, "deque index out of range")
      }
      return own[index].retained()
    }
    slots.setItem = { v, key, value throws(Raised) in
      let own = try own(v)
      var index = try indexValue(key)
      if index < 0 { index += own.count }
      guard index >= 0 && index < own.count else {
        throw raise(.indexError, "deque index out of range")
      }
      if value.isUnbound {
        own.remove(at: index).release()
      } else {
        let old = own[index]
        own[index] = value.retained()
        old.release()
      }
    }
    slots.binary = { op, a, b throws(Raised) in
      switch op {
      case .add:
        guard let x = a.native(Deque.self) else { return .notImplemented }
        guard let y = b.native(Deque.self) else {
          throw raise(
            .typeError, "can only concatenate deque (not \"\(b.type.name)\") to deque")
        }
        return try make(x.elements + y.elements, like: a, x.limit)
      case .multiply:
        let (sequence, count) = a.native(Deque.self) != nil ? (a, b) : (b, a)
        guard let own = sequence.native(Deque.self), count.isInteger else { return .notImplemented }
        return try repeated(own, max(0, try indexValue(count)), sequence)
      default: return .notImplemented
      }
    }
    slots.binaryMask = 1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.multiply.rawValue
    slots.inPlace = { op, a, b throws(Raised) in
      guard let own = a.native(Deque.self) else { return .notImplemented }
      switch op {
      case .add:
        try extend(own, a, b) { $0.append($1) }
        return a.retained()
      case .multiply:
        guard b.isInteger else { return .notImplemented }
        let times = try indexValue(b)
        let once = own.elements
        if times <= 0 { own.removeAll() }
        for value in once { value.retained() }
        defer { for value in once { value.release() } }
        try checkMemory(once.count, times - 1, MemoryLayout<Value>.stride)
        if !once.isEmpty {
          for _ in 1..<max(1, times) { for element in once { own.append(element.retained()) } }
        }
        return a.retained()
      default: return .notImplemented
      }
    }
    slots.inPlaceMask = slots.binaryMask
  }

  /// The elements again and again, or those of the last times that the limit leaves; owned.
  private static func repeated(_ own: Deque, _ times: Int, _ v: Value) throws(Raised) -> Value {
    let count = own.count
    if count == 0 { return try make([], like: v, own.limit) }
    var kept = times
    if own.limit >= 0 { kept = min(times, own.limit / count + 2) }
    try checkMemory(count, kept, MemoryLayout<Value>.stride)
    return try make((0..<kept).flatMap { _ in own.elements }, like: v, own.limit)
  }

  /// A deque of borrowed elements with the type of another; owned.
  private static func make(_ elements: [Value], like v: Value, _ limit: Int) throws(Raised) -> Value
  {
    let result = Deque()
    result.limit = limit
    for element in elements { result.append(element.retained()) }
    return .native(result, v.type)
  }

  /// Adds elements one by one, as they come: what makes them may look at the deque, or be the deque.
  private static func extend(
    _ own: Deque, _ v: Value, _ iterable: Value, _ add: (Deque, Value) -> Void
  ) throws(Raised) {
    guard iterable.isIdentical(to: v) else {
      return try forEach(iterable) { element throws(Raised) in
        add(own, element.retained())
        return true
      }
    }
    let elements = own.elements
    for element in elements { element.retained() }
    for element in elements { add(own, element) }
  }

  private static var dequeRows: [Builtin] {
    [
      Builtin("append(self, item, /)") { a throws(Raised) in
        try own(a[0]).append(a[1].retained())
        return .none
      },
      Builtin("appendleft(self, item, /)") { a throws(Raised) in
        try own(a[0]).prepend(a[1].retained())
        return .none
      },
      Builtin("pop(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        if own.count == 0 { throw raise(.indexError, "pop from an empty deque") }
        return own.removeLast()
      },
      Builtin("popleft(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        if own.count == 0 { throw raise(.indexError, "pop from an empty deque") }
        return own.removeFirst()
      },
      Builtin("extend(self, iterable, /)") { a throws(Raised) in
        try extend(own(a[0]), a[0], a[1]) { $0.append($1) }
        return .none
      },
      Builtin("extendleft(self, iterable, /)") { a throws(Raised) in
        try extend(own(a[0]), a[0], a[1]) { $0.prepend($1) }
        return .none
      },
      Builtin("clear(self, /)") { a throws(Raised) in
        try own(a[0]).removeAll()
        return .none
      },
      Builtin("copy(self, /)") { a throws(Raised) in
        try make(own(a[0]).elements, like: a[0], own(a[0]).limit)
      },
      Builtin("__copy__(self, /)") { a throws(Raised) in
        try make(own(a[0]).elements, like: a[0], own(a[0]).limit)
      },
      Builtin("count(self, value, /)") { a throws(Raised) in
        var count = 0
        try own(a[0]).forEachElement { _, element throws(Raised) in
          if try isEqual(element, a[1]) { count += 1 }
          return true
        }
        return Value(count)
      },
      Builtin("index(self, value, start=0, stop=None, /)") { a throws(Raised) in
        let own = try own(a[0])
        let (start, stop) = try StrMethods.bounds(a[2], a[3], own.count)
        let state = own.state
        var index = start
        while index < min(stop, own.count) {
          let element = own[index].retained()
          defer { element.release() }
          if try isEqual(element, a[1]) { return Value(index) }
          if own.state != state { throw raise(.runtimeError, "deque mutated during iteration") }
          index += 1
        }
        throw raise(.valueError, "\(try reprText(a[1])) is not in deque")
      },
      Builtin("insert(self, index, value, /)") { a throws(Raised) in
        let own = try own(a[0])
        if own.limit >= 0 && own.count >= own.limit {
          throw raise(.indexError, "deque already at its maximum size")
        }
        var index = try indexValue(a[1])
        if index < 0 { index = max(0, index + own.count) }
        own.insert(a[2].retained(), at: min(index, own.count))
        return .none
      },
      Builtin("remove(self, value, /)") { a throws(Raised) in
        let own = try own(a[0])
        let state = own.state
        var index = 0
        while index < own.count {
          let element = own[index].retained()
          defer { element.release() }
          let same = try isEqual(element, a[1])
          if own.state != state {
            throw raise(.indexError, "deque mutated during iteration")
          }
          if same {
            own.remove(at: index).release()
            return .none
          }
          index += 1
        }
        throw raise(.valueError, "deque.remove(x): x not in deque")
      },
      Builtin("reverse(self, /)") { a throws(Raised) in
        try own(a[0]).reverse()
        return .none
      },
      Builtin("rotate(self, n=1, /)") { a throws(Raised) in
        try own(a[0]).rotate(indexValue(a[1]))
        return .none
      },
      Builtin("__reversed__(self, /)") { a throws(Raised) in
        .native(DequeIterator(a[0], try own(a[0]), reversed: true), DequeIterator.reverseType)
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        let list = List.make(copying: own.elements)
        defer { list.value.release() }
        let limit = own.limit < 0 ? Value.none : Value(own.limit)
        let arguments = own.limit < 0 ? Value.tuple(list.value) : Value.tuple(list.value, limit)
        defer { arguments.release() }
        return .tuple(a[0].type.value, arguments)
      },
      Builtin("__sizeof__(self, /)") { a throws(Raised) in Value(64 + 8 * (try own(a[0]).count)) },
    ]
  }

  // MARK: defaultdict

  /// The factory of a defaultdict stands beside its dictionary.
  private static func factory(_ v: Value) -> Value {
    SideTables.attributes(of: v)?.get("default_factory") ?? .none
  }

  nonisolated(unsafe) static let defaultDict: TypeRef = TypeMaking.make(
    "defaultdict", module: "collections", base: machine.pointee.types.dict, layout: .dict,
    flags: [.basetype, .weakReferable, .hasDict],
    methods: [
      Builtin("__missing__(self, key, /)") { a throws(Raised) in
        let factory = factory(a[0])
        if factory.isNone || factory.isUnbound { throw raise(.keyError, with: a[1]) }
        let value = try call(factory)
        do throws(Raised) {
          try Dict(a[0]).set(a[1], value)
        } catch {
          value.release()
          throw error
        }
        return value
      },
      Builtin("copy(self, /)") { a throws(Raised) in try copy(a[0]) },
      Builtin("__copy__(self, /)") { a throws(Raised) in try copy(a[0]) },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        let factory = factory(a[0])
        let arguments =
          factory.isNone || factory.isUnbound ? Tuple.empty.value : Value.tuple(factory)
        defer { arguments.release() }
        let items = try Interpreter.callMethod(a[0], Str(Value.interned("items")), [])
        defer { items.release() }
        let iterator = try iterate(items)
        defer { iterator.release() }
        return .tuple(a[0].type.value, arguments, .none, .none, iterator)
      },
    ],
    properties: [
      Property(
        "default_factory",
        set: { v, value throws(Raised) in
          SideTables.makeAttributes(of: v).set("default_factory", value.isUnbound ? .none : value)
        }
      ) { v throws(Raised) in
        let factory = factory(v)
        return factory.isUnbound ? .none : factory.retained()
      }
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in
      let dict = Dict.make(type: type)
      // A class written in Swift: it lives as long as the process.
      return dict.value
    }
    slots.initialize = { v, arguments throws(Raised) in
      var rest = arguments
      var factory = Value.none
      if arguments.positionalCount > 0 {
        factory = arguments[0]
        if !factory.isNone && !Builtins.isCallable(factory) {
          throw raise(.typeError, "first argument must be callable or None")
        }
        rest = arguments.dropFirst
      }
      SideTables.makeAttributes(of: v).set("default_factory", factory)
      try machine.pointee.types.dict.slots.initialize?(v, rest)
    }
    slots.repr = { v throws(Raised) in
      let factory = factory(v)
      if v.header.pointee.flags.contains(.inRepr) { return .string("defaultdict(...)") }
      let factoryText = factory.isUnbound ? "None" : try reprText(factory)
      guard let plain = machine.pointee.types.dict.slots.repr else { return .none }
      let dict = try plain(v)
      defer { dict.release() }
      return .string("\(v.type.shortName)(\(factoryText), \(Str(dict).text))")
    }
    slots.binary = { op, a, b throws(Raised) in
      guard op == .bitOr, a.has(.dict), b.has(.dict) else { return .notImplemented }
      let own = a.type.isSubtype(of: defaultDict) ? a : b
      let result = try call(own.type.value, factory(own).isUnbound ? .none : factory(own), a)
      for (key, value) in Dict(b).items { try Dict(result).set(key, value) }
      return result
    }
    slots.binaryMask = 1 << BinaryOperation.bitOr.rawValue
  }

  private static func copy(_ v: Value) throws(Raised) -> Value {
    try call(v.type.value, factory(v).isUnbound ? .none : factory(v), v)
  }
}

/// The descriptor of a named tuple's field.
private final class TupleGetter: NativeObject {
  let index: Int
  var documentation: Value
  init(_ index: Int, _ documentation: Value) {
    self.index = index
    self.documentation = documentation.retained()
  }
  deinit { documentation.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(documentation) }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "_tuplegetter", module: "collections",
    methods: [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(TupleGetter.self) else { return .none }
        let arguments = Value.tuple(Value(own.index), own.documentation)
        defer { arguments.release() }
        return .tuple(a[0].type.value, arguments)
      }
    ],
    properties: [
      Property(
        "__doc__",
        set: { v, value throws(Raised) in
          guard let own = v.native(TupleGetter.self) else { return }
          let old = own.documentation
          own.documentation = value.isUnbound ? .none : value.retained()
          old.release()
        }
      ) { v throws(Raised) in v.native(TupleGetter.self)?.documentation.retained() ?? .none }
    ]
  ) { slots in
    slots.descriptorGet = { v, instance, _ throws(Raised) in
      guard let own = v.native(TupleGetter.self), !instance.isUnbound else { return v.retained() }
      guard instance.has(.tuple) else {
        throw raise(
          .typeError,
          "descriptor for index '\(own.index)' for tuple subclasses doesn't apply to '\(instance.type.name)' object"
        )
      }
      guard own.index < Tuple(instance).count else {
        throw raise(.indexError, "tuple index out of range")
      }
      return Tuple(instance)[own.index].retained()
    }
    slots.descriptorSet = { v, instance, value throws(Raised) in
      throw raise(
        .attributeError, value.isUnbound ? "can't delete attribute" : "can't set attribute")
    }
  }
}
