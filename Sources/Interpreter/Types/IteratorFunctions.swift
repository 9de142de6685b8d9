// SPDX-License-Identifier: Apache-2.0
// enumerate, zip, map, filter and reversed: iterators over other iterators.

/// An iterator that holds a few values and is asked for the next element.
class ComposedIterator: NativeObject {
  var sources: [Value]
  init(_ sources: [Value]) { self.sources = sources }
  deinit { for source in sources { source.release() } }
  override func visitReferences(_ visit: (Value) -> Void) {
    for source in sources { visit(source) }
  }
  override func clearReferences() {
    let old = sources
    sources = []
    for source in old { source.release() }
  }
  func next() throws(Raised) -> Value { .unbound }
  /// Whether each element is a pair, so that `nextPair` gives the same without a tuple.
  var makesPairs: Bool { false }
  func nextPair() throws(Raised) -> (Value, Value) { (.unbound, .unbound) }

  /// An `enumerate` or a `zip` of two, if the iterator is one.
  static func ofPairs(_ iterator: Value) -> ComposedIterator? {
    let type = iterator.header.pointee.type
    guard type == machine.pointee.types.enumerate || type == machine.pointee.types.zip else {
      return nil
    }
    let own = iterator.nativeKnown(ComposedIterator.self)
    return own.makesPairs ? own : nil
  }

  /// The slots of such a type.
  static func configure(_ slots: inout Slots) {
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.nativeKnown(ComposedIterator.self).next() }
  }
}

private final class EnumerateIterator: ComposedIterator {
  /// An int of any size; owned.
  var index: Value
  init(_ source: Value, _ start: Value) {
    index = start
    super.init([source])
  }
  deinit { index.release() }

  override func next() throws(Raised) -> Value {
    let (position, element) = try nextPair()
    if position.isUnbound { return .unbound }
    let result = Tuple.allocate(2)
    result.elements[0] = position
    result.elements[1] = element
    return result.value
  }

  override var makesPairs: Bool { true }
  override func nextPair() throws(Raised) -> (Value, Value) {
    guard let source = sources.first else { return (.unbound, .unbound) }
    let element = try Interpreter.next(source)
    if element.isUnbound { return (.unbound, .unbound) }
    let position = index
    index =
      index.tag == .int && index.asInt < Int.max
      ? Value(index.asInt + 1) : BigMath.add(index, Value(1))
    return (position, element)
  }
}

private final class ZipIterator: ComposedIterator {
  var isStrict: Bool
  init(_ sources: [Value], strict: Bool) {
    isStrict = strict
    super.init(sources)
  }

  override func next() throws(Raised) -> Value {
    if sources.isEmpty { return .unbound }
    let result = Tuple.allocate(sources.count)
    for (position, source) in sources.enumerated() {
      let element: Value
      do throws(Raised) {
        element = try Interpreter.next(source)
      } catch {
        result.value.release()
        throw error
      }
      if !element.isUnbound {
        result.elements[position] = element
        continue
      }
      result.value.release()
      if isStrict { try checkStrict(position) }
      return .unbound
    }
    return result.value
  }

  override var makesPairs: Bool { sources.count == 2 }
  override func nextPair() throws(Raised) -> (Value, Value) {
    let first = try Interpreter.next(sources[0])
    if first.isUnbound {
      if isStrict { try checkStrict(0) }
      return (.unbound, .unbound)
    }
    let second: Value
    do throws(Raised) {
      second = try Interpreter.next(sources[1])
    } catch {
      first.release()
      throw error
    }
    if !second.isUnbound { return (first, second) }
    first.release()
    if isStrict { try checkStrict(1) }
    return (.unbound, .unbound)
  }

  private func checkStrict(_ position: Int) throws(Raised) {
    func word(_ count: Int) -> String { count == 1 ? "argument 1" : "arguments 1-\(count)" }
    if position > 0 {
      throw raise(
        .valueError, "zip() argument \(position + 1) is shorter than \(word(position))")
    }
    for later in 1..<max(1, sources.count) {
      let element = try Interpreter.next(sources[later])
      if element.isUnbound { continue }
      element.release()
      throw raise(.valueError, "zip() argument \(later + 1) is longer than \(word(later))")
    }
  }
}

private final class MapIterator: ComposedIterator {
  override func next() throws(Raised) -> Value {
    guard let function = sources.first else { return .unbound }
    let count = sources.count - 1
    return try withStack(count) { base throws(Raised) in
      var taken = 0
      defer {
        for index in 0..<taken {
          let value = base[index]
          base[index].tag = .unbound
          value.release()
        }
      }
      for index in 0..<count {
        base[index].tag = .unbound
        let element = try Interpreter.next(sources[index + 1])
        if element.isUnbound { return Value.unbound }
        base[index] = element
        taken = index + 1
      }
      return try call(function, CallArguments(base, count))
    }
  }
}

private final class FilterIterator: ComposedIterator {
  override func next() throws(Raised) -> Value {
    guard sources.count == 2 else { return .unbound }
    let isPlain = sources[0].isNone || sources[0].isIdentical(to: machine.pointee.types.bool.value)
    while true {
      let element = try Interpreter.next(sources[1])
      if element.isUnbound { return .unbound }
      do throws(Raised) {
        let keep: Bool
        if isPlain {
          keep = try isTrue(element)
        } else {
          let result = try call(sources[0], element)
          defer { result.release() }
          keep = try isTrue(result)
        }
        if keep { return element }
      } catch {
        element.release()
        throw error
      }
      element.release()
    }
  }
}

private final class ReversedIterator: ComposedIterator {
  var index: Int
  init(_ sequence: Value, _ count: Int) {
    index = count - 1
    super.init([sequence])
  }

  override func next() throws(Raised) -> Value {
    guard let sequence = sources.first else { return .unbound }
    if index >= 0 {
      if sequence.isExactly(.list) {
        if index < List(sequence).count {
          index -= 1
          return List(sequence).element(index + 1)
        }
      } else {
        do throws(Raised) {
          let element = try getItem(sequence, Value(index))
          index -= 1
          return element
        } catch {
          guard raisedIs(.indexError) || raisedIs(.stopIteration) else { throw error }
          takeRaised().release()
        }
      }
    }
    clearReferences()
    return .unbound
  }
}

enum IteratorFunctions {
  /// An iterator from the end of a sequence; owned.
  static func reversed(_ sequence: Value, count: Int) -> Value {
    .native(
      ReversedIterator(sequence.retained(), count),
      sequence.has(.list) ? listReversed : machine.pointee.types.reversed)
  }

  /// Keywords are for the `__init__` of a subclass only.
  private static func refuseKeywords(_ arguments: CallArguments, _ type: TypeRef, _ name: String)
    throws(Raised)
  {
    if arguments.nameCount > 0, !lookupInType(type, Name.initialize.str).has(.function) {
      throw raise(.typeError, "\(name)() takes no keyword arguments")
    }
  }

  /// `__reduce__` of iterators that their sources make again.
  private static var sourceRows: [Builtin] {
    [
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        try IteratorPickling.reduced(
          a[0].type,
          consuming: a[0].native(ComposedIterator.self)?.sources.map { $0.retained() } ?? [])
      }
    ]
  }

  /// Methods of `reversed` and of its kind for lists, which says something else at the end.
  private static func reversedRows(ofLists: Bool) -> [Builtin] {
    [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(ReversedIterator.self), !own.sources.isEmpty else {
          return Value(0)
        }
        let count = try length(own.sources[0])
        return Value(count < own.index + 1 ? 0 : own.index + 1)
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        if let own = a[0].native(ReversedIterator.self), let source = own.sources.first {
          return try IteratorPickling.reduced(
            consuming: source.retained(), state: own.index, by: "reversed")
        }
        if ofLists { return try IteratorPickling.reduced(consuming: List.make().value) }
        return try IteratorPickling.reduced(
          consuming: Tuple.empty.value.retained(), by: "reversed")
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        let index = try IteratorPickling.state(a[1])
        if let own = a[0].native(ReversedIterator.self), let source = own.sources.first {
          own.index = max(-1, min(index, try length(source) - 1))
        }
        return .none
      },
    ]
  }

  nonisolated(unsafe) private static let listReversed = TypeMaking.make(
    "list_reverseiterator", methods: reversedRows(ofLists: true)
  ) { ComposedIterator.configure(&$0) }

  static func fill() {
    let types = machine.pointee.types
    TypeMaking.fill(
      types.enumerate,
      methods: [
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          guard let own = a[0].native(EnumerateIterator.self), let source = own.sources.first else {
            return .none
          }
          return try IteratorPickling.reduced(
            a[0].type, consuming: [source.retained(), own.index.retained()])
        }
      ], classMethods: [GenericAlias.classGetItem]
    ) { slots in
      ComposedIterator.configure(&slots)
      slots.new = { type, arguments throws(Raised) in
        var (iterable, start) = (Value.unbound, Value(0))
        if arguments.positionalCount > 0 { iterable = arguments[0] }
        if arguments.positionalCount > 1 { start = arguments[1] }
        for index in 0..<arguments.nameCount {
          let name = Str(Tuple(arguments.names)[index])
          let value = arguments[arguments.positionalCount + index]
          if name == "iterable" {
            iterable = value
          } else if name == "start" {
            start = value
          } else {
            throw raise(
              .typeError, "'\(name.text)' is an invalid keyword argument for enumerate()")
          }
        }
        guard !iterable.isUnbound else {
          throw raise(.typeError, "enumerate() missing required argument 'iterable' (pos 1)")
        }
        let first = try Interpreter.index(start)
        do throws(Raised) {
          return .native(EnumerateIterator(try iterate(iterable), first), type)
        } catch {
          first.release()
          throw error
        }
      }
    }
    TypeMaking.fill(
      types.zip,
      methods: [
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          guard let own = a[0].native(ZipIterator.self) else { return .none }
          let made = try IteratorPickling.reduced(
            a[0].type, consuming: own.sources.map { $0.retained() })
          guard own.isStrict else { return made }
          defer { made.release() }
          return .tuple(Tuple(made)[0], Tuple(made)[1], .true)
        },
        Builtin("__setstate__(self, state, /)") { a throws(Raised) in
          let isStrict = try isTrue(a[1])
          a[0].native(ZipIterator.self)?.isStrict = isStrict
          return .none
        },
      ]
    ) { slots in
      ComposedIterator.configure(&slots)
      slots.new = { type, arguments throws(Raised) in
        var isStrict = false
        for index in 0..<arguments.nameCount {
          guard Str(Tuple(arguments.names)[index]) == "strict" else {
            throw raise(
              .typeError,
              "zip() got an unexpected keyword argument '\(Str(Tuple(arguments.names)[index]).text)'"
            )
          }
          isStrict = try isTrue(arguments[arguments.positionalCount + index])
        }
        var sources: [Value] = []
        for index in 0..<arguments.positionalCount {
          do throws(Raised) {
            sources.append(try iterate(arguments[index]))
          } catch {
            for source in sources { source.release() }
            guard raisedIs(.typeError), arguments[index].type.slots.iterate == nil else {
              throw error
            }
            takeRaised().release()
            throw raise(
              .typeError,
              "'\(arguments[index].type.name)' object is not iterable")
          }
        }
        return .native(ZipIterator(sources, strict: isStrict), type)
      }
    }
    TypeMaking.fill(types.map, methods: sourceRows) { slots in
      ComposedIterator.configure(&slots)
      slots.new = { type, arguments throws(Raised) in
        try refuseKeywords(arguments, type, "map")
        guard arguments.positionalCount >= 2 else {
          throw raise(.typeError, "map() must have at least two arguments.")
        }
        var sources = [arguments[0].retained()]
        for index in 1..<arguments.positionalCount {
          do throws(Raised) {
            sources.append(try iterate(arguments[index]))
          } catch {
            for source in sources { source.release() }
            throw error
          }
        }
        return .native(MapIterator(sources), type)
      }
    }
    TypeMaking.fill(types.filter, methods: sourceRows) { slots in
      ComposedIterator.configure(&slots)
      slots.new = { type, arguments throws(Raised) in
        try refuseKeywords(arguments, type, "filter")
        guard arguments.positionalCount == 2 else {
          throw raise(
            .typeError, "filter expected 2 arguments, got \(arguments.positionalCount)")
        }
        let iterator = try iterate(arguments[1])
        return .native(FilterIterator([arguments[0].retained(), iterator]), type)
      }
    }
    TypeMaking.fill(
      types.reversed,
      methods: reversedRows(ofLists: false)
    ) { slots in
      ComposedIterator.configure(&slots)
      slots.new = { type, arguments throws(Raised) in
        guard arguments.positionalCount == 1 else {
          throw raise(
            .typeError, "reversed expected 1 argument, got \(arguments.positionalCount)")
        }
        let sequence = arguments[0]
        let method = lookupInType(sequence.type, Name.reversed.str)
        if method.isNone {
          throw raise(.typeError, "'\(sequence.type.name)' object is not reversible")
        }
        if !method.isUnbound {
          let bound = try bind(method, sequence, sequence.type)
          defer { bound.release() }
          return try call(bound)
        }
        guard sequence.type.slots.getItem != nil, sequence.type.slots.length != nil,
          !sequence.has(.dict), !SetRef.isSet(sequence)
        else {
          throw raise(.typeError, "'\(sequence.type.name)' object is not reversible")
        }
        return .native(ReversedIterator(sequence.retained(), try length(sequence)), type)
      }
    }
    TypeMaking.fill(types.callableIterator, methods: CallableIterator.rows) { slots in
      slots.iterate = { v throws(Raised) in v.retained() }
      slots.next = { v throws(Raised) in try v.nativeKnown(CallableIterator.self).next() }
    }
  }
}
