// SPDX-License-Identifier: Apache-2.0
// Audit events (PEP 578): what scripts are told of with sys.addaudithook.

enum Audit {
  /// Functions of scripts, in the order in which they were added; they stay to the end.
  nonisolated(unsafe) private static var hooks: [Value] = []

  /// Tells of an event; the arguments, owned, are made only where there is a hook.
  @inline(__always)
  static func tell(_ event: StaticString, _ arguments: @autoclosure () -> [Value]) throws(Raised) {
    if !hooks.isEmpty { try tellHooks("\(event)", consuming: arguments()) }
  }

  private static func tellHooks(_ event: String, consuming arguments: [Value]) throws(Raised) {
    let tuple = Tuple.make(consuming: arguments)
    defer { tuple.value.release() }
    let name = Value.string(event)
    defer { name.release() }
    // A hook may add others, which hear of later events.
    for hook in hooks { try call(hook, name, tuple.value).release() }
  }

  static var rows: [Builtin] {
    [
      Builtin("audit(event, /, *args)") { a throws(Raised) in
        if hooks.isEmpty { return .none }
        guard a[0].isStr else {
          throw raise(
            .typeError, "expected str for argument 'event', not \(a[0].type.name)")
        }
        for hook in hooks { try call(hook, a[0], a[1]).release() }
        return .none
      },
      Builtin("addaudithook(hook)") { a throws(Raised) in
        do throws(Raised) { try tell("sys.addaudithook", []) } catch {
          // A hook that is there already may refuse others, without a word.
          guard raisedIs(.exception) else { throw error }
          takeRaised().release()
          return .none
        }
        hooks.append(a[0].retained())
        return .none
      },
    ]
  }
}
