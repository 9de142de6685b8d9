// SPDX-License-Identifier: Apache-2.0
// How iterators say what is left of them: __reduce__, __setstate__ and __length_hint__.

/// An iterator over something with positions: bytes, anything with `__getitem__`.
class PositionedIterator: NativeObject {
  /// Unbound at the end.
  final var source: Value
  final var index = 0

  init(_ source: Value) { self.source = source.retained() }
  deinit { source.release() }
  override final func visitReferences(_ visit: (Value) -> Void) { visit(source) }
  override final func clearReferences() {
    let old = source
    source = .unbound
    old.release()
  }

  func next() throws(Raised) -> Value { .unbound }
  /// How many elements the source has; nil if it does not say.
  func count() throws(Raised) -> Int? { nil }
  /// What stands for the source at the end; owned.
  var empty: Value { Tuple.empty.value.retained() }

  static func configure(_ slots: inout Slots) {
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.nativeKnown(PositionedIterator.self).next() }
  }

  static var rows: [Builtin] {
    [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(PositionedIterator.self), !own.source.isUnbound else {
          return Value(0)
        }
        guard let count = try own.count() else { return .notImplemented }
        return Value(max(0, count - own.index))
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(PositionedIterator.self), !own.source.isUnbound else {
          return try IteratorPickling.reduced(
            consuming: a[0].native(PositionedIterator.self)?.empty ?? .none)
        }
        return try IteratorPickling.reduced(consuming: own.source.retained(), state: own.index)
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        let index = try IteratorPickling.state(a[1])
        guard let own = a[0].native(PositionedIterator.self), !own.source.isUnbound else {
          return .none
        }
        own.index = max(0, index)
        if !(own is SequenceIterator), let count = try own.count() {
          own.index = min(own.index, count)
        }
        return .none
      },
    ]
  }
}

enum IteratorPickling {
  /// A built-in function that a script may have taken away; borrowed.
  static func builtin(_ name: String) throws(Raised) -> Value {
    let function = Dict(machine.pointee.builtins).get(name)
    if function.isUnbound { throw raise(.attributeError, name) }
    return function
  }

  /// `iter(argument)`, and the position from there on, as `__reduce__` says it; owned.
  static func reduced(consuming argument: Value, state: Int? = nil, by name: String = "iter")
    throws(Raised) -> Value
  {
    let arguments = Tuple.make(consuming: [argument]).value
    defer { arguments.release() }
    let function = try builtin(name)
    if let state { return .tuple(function, arguments, Value(state)) }
    return .tuple(function, arguments)
  }

  /// `type(*arguments)`; owned.
  static func reduced(_ type: TypeRef, consuming arguments: [Value]) throws(Raised) -> Value {
    let arguments = Tuple.make(consuming: arguments).value
    defer { arguments.release() }
    return .tuple(type.value, arguments)
  }

  /// A position given to `__setstate__`.
  static func state(_ value: Value) throws(Raised) -> Int {
    guard value.isInteger else {
      throw raise(.typeError, "an integer is required")
    }
    guard value.unboxed.tag == .int || value.unboxed.tag == .bool else {
      throw raise(.overflowError, "Python int too large to convert to C ssize_t")
    }
    return value.unboxed.asInt
  }

  // MARK: Dictionaries and sets

  /// Methods of an iterator over a dictionary.
  static func dictRows(_ part: IteratorTypes.DictPart) -> [Builtin] {
    /// What is still to come; owned.
    func rest(_ v: Value) throws(Raised) -> [Value] {
      let cell = v.cell(as: IteratorCell.self)
      guard !cell.pointee.container.isUnbound else { return [] }
      let dict = Dict(cell.pointee.container)
      guard dict.count == cell.pointee.count else {
        throw raise(.runtimeError, "dictionary changed size during iteration")
      }
      return (cell.pointee.index..<max(cell.pointee.index, dict.used)).compactMap {
        dict.entries[$0].key.isUnbound ? nil : IteratorTypes.part(dict.entries[$0], part)
      }
    }
    return [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in
        let cell = a[0].cell(as: IteratorCell.self)
        guard !cell.pointee.container.isUnbound,
          Dict(cell.pointee.container).count == cell.pointee.count
        else { return Value(0) }
        return Value(cell.pointee.left)
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        try reduced(consuming: List.make(consuming: try rest(a[0])).value)
      },
    ]
  }

  static var setRows: [Builtin] {
    [
      Builtin("__length_hint__(self, /)") { a throws(Raised) in
        Value(a[0].native(SetIterator.self)?.rest.count ?? 0)
      },
      Builtin("__reduce__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(SetIterator.self) else { return .none }
        try own.check()
        return try reduced(consuming: List.make(copying: own.rest).value)
      },
    ]
  }
}
