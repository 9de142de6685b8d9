// SPDX-License-Identifier: Apache-2.0
// What the iterators of itertools share: asking their sources, and how they pickle.

class ItertoolsIterator: ComposedIterator {
  /// The object that scripts hold; borrowed.
  final var box: Value = .unbound

  /// The next element of a source, which what it runs may take away; owned, unbound if there is no such source any more.
  final func nextOfSource(_ index: Int) throws(Raised) -> Value {
    guard index < sources.count else { return .unbound }
    let source = sources[index].retained()
    defer { source.release() }
    return try Interpreter.next(source)
  }

  final func dropSources() {
    let old = sources
    sources = []
    for source in old { source.release() }
  }

  // MARK: Pickling

  /// What `__reduce__` gives; owned.
  func reduced(_ type: TypeRef) throws(Raised) -> Value { Self.made(type, []) }
  func restore(_ state: Value) throws(Raised) {}

  /// `(type, arguments)` or `(type, arguments, state)`; consumes the parts.
  static func made(_ type: TypeRef, _ arguments: [Value], state: Value? = nil) -> Value {
    Tuple.make(
      consuming: [type.value.retained(), Tuple.make(consuming: arguments).value]
        + (state.map { [$0] } ?? [])
    ).value
  }

  /// The parts of a state; borrowed.
  static func parts(of state: Value, _ count: Int) throws(Raised) -> [Value] {
    guard state.has(.tuple) else { throw raise(.typeError, "state is not a tuple") }
    guard Tuple(state).count == count else {
      throw raise(
        .typeError, "function takes exactly \(count) arguments (\(Tuple(state).count) given)")
    }
    return Array(Tuple(state).buffer)
  }

  static func warn() throws(Raised) {
    try PythonWarnings.warn(
      .deprecationWarning,
      "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14.")
  }

  static var reduction: Builtin {
    Builtin("__reduce__(self, /)") { a throws(Raised) in
      try warn()
      return try a[0].nativeKnown(ItertoolsIterator.self).reduced(a[0].type)
    }
  }

  static var restoration: Builtin {
    Builtin("__setstate__(self, state, /)") { a throws(Raised) in
      try warn()
      try a[0].nativeKnown(ItertoolsIterator.self).restore(a[1])
      return .none
    }
  }
}
