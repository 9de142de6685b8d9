// SPDX-License-Identifier: Apache-2.0
// sys.set_asyncgen_hooks: what an event loop wants to hear of asynchronous generators (PEP 525).

enum AsyncGeneratorHooks {
  /// Called with a generator when it is first iterated over; owned, None for nothing.
  nonisolated(unsafe) private static var first: Value = .none
  /// Kept for the loop, which asks for it again; generators that end unfinished end at once.
  nonisolated(unsafe) private static var finalizer: Value = .none

  nonisolated(unsafe) private static let hooks = StructSequence.makeType(
    "asyncgen_hooks", ["firstiter", "finalizer"])

  /// Tells of a generator, once.
  static func begin(_ generator: Value) throws(Raised) {
    let header = generator.header
    if header.pointee.detail == announced || first.isNone { return }
    header.pointee.detail = announced
    let hook = first.retained()
    defer { hook.release() }
    try call(hook, generator).release()
  }

  private static let announced: UInt8 = 1

  private static func checked(_ value: Value, _ name: String) throws(Raised) {
    guard value.isUnbound || value.isNone || Builtins.isCallable(value) else {
      throw raise(
        .typeError, "callable \(name) expected, got \(value.type.name)")
    }
  }

  static var rows: [Builtin] {
    [
      Builtin("get_asyncgen_hooks()") { _ throws(Raised) in
        StructSequence.make(hooks, [first.retained(), finalizer.retained()])
      },
      Builtin("set_asyncgen_hooks(firstiter=..., finalizer=...)") { a throws(Raised) in
        try checked(a[1], "finalizer")
        try checked(a[0], "firstiter")
        let old = (first, finalizer)
        if !a[0].isUnbound { first = a[0].retained() }
        if !a[1].isUnbound { finalizer = a[1].retained() }
        if !a[0].isUnbound { old.0.release() }
        if !a[1].isUnbound { old.1.release() }
        return .none
      },
    ]
  }
}
