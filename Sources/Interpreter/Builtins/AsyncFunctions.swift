// SPDX-License-Identifier: Apache-2.0
// aiter and anext.

enum AsyncFunctions {
  static var rows: [Builtin] {
    [
      Builtin(
        "aiter(async_iterable, /)", "Return the asynchronous iterator of an asynchronous iterable."
      ) { a throws(Raised) in
        guard let method = try specialMethod(a[0], .asyncIterate) else {
          throw raise(.typeError, "'\(a[0].type.name)' object is not an async iterable")
        }
        defer { method.release() }
        let iterator = try call(method)
        guard let next = try specialMethod(iterator, .asyncNext) else {
          defer { iterator.release() }
          throw raise(
            .typeError, "aiter() returned not an async iterator of type '\(iterator.type.name)'")
        }
        next.release()
        return iterator
      },
      Builtin(
        "anext(aiterator, default=..., /)",
        "Return an awaitable of the next element; of the default after the last one."
      ) { a throws(Raised) in
        guard let method = try specialMethod(a[0], .asyncNext) else {
          throw raise(.typeError, "'\(a[0].type.name)' object is not an async iterator")
        }
        defer { method.release() }
        let awaitable = try call(method)
        if a[1].isUnbound { return awaitable }
        return .native(Step(awaitable, a[1].retained()), step)
      },
    ]
  }

  /// An `__anext__()` after whose StopAsyncIteration there is a default.
  private final class Step: NativeObject {
    var awaitable: Value
    var otherwise: Value
    /// What `awaitable.__await__()` gave when it was first asked.
    var iterator = Value.unbound
    init(_ awaitable: Value, _ otherwise: Value) {
      self.awaitable = awaitable
      self.otherwise = otherwise
    }
    deinit { drop() }
    override func visitReferences(_ visit: (Value) -> Void) {
      visit(awaitable)
      visit(otherwise)
      visit(iterator)
    }
    override func clearReferences() { drop() }

    private func drop() {
      let all = [awaitable, otherwise, iterator]
      awaitable = .none
      otherwise = .none
      iterator = .unbound
      for value in all { value.release() }
    }

    func pass(_ body: (Value) throws(Raised) -> Value) throws(Raised) -> Value {
      if iterator.isUnbound { iterator = try Machine.awaitable(awaitable) }
      let kept = iterator.retained()
      defer { kept.release() }
      do throws(Raised) {
        return try body(kept)
      } catch {
        try swallow(.stopAsyncIteration, error)
        throw raise(.stopIteration, with: otherwise)
      }
    }
  }

  private static func own(_ v: Value) throws(Raised) -> Step {
    guard let own = v.native(Step.self) else {
      throw raise(.typeError, "expected anext_awaitable, got \(v.type.name)")
    }
    return own
  }

  nonisolated(unsafe) private static let step = TypeMaking.make(
    "anext_awaitable",
    methods: [
      Builtin("__await__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("send(self, value, /)") { a throws(Raised) in
        try own(a[0]).pass { iterator throws(Raised) in
          try callMethod(iterator, .send, a[1])
        }
      },
      Builtin("throw(self, *args)") { a throws(Raised) in
        try own(a[0]).pass { iterator throws(Raised) in
          try callMethod(iterator, Name.throw.str, Array(Tuple(a[1]).buffer))
        }
      },
      Builtin("close(self, /)") { a throws(Raised) in
        try own(a[0]).pass { iterator throws(Raised) in try callMethod(iterator, .close) }
      },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      try own(v).pass { iterator throws(Raised) in
        // A coroutine has no next: it is sent None.
        if iterator.has(.generator) {
          let value = try Machine.send(Generator(iterator), .none)
          if !value.isUnbound { return value }
          throw stopIteration(of: iterator)
        }
        return try Interpreter.next(iterator)
      }
    }
  }
}
