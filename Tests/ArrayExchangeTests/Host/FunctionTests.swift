// SPDX-License-Identifier: Apache-2.0
// Swift closures that Python calls.

import ArrayExchange
import Synchronization
import Testing

extension HostTests {
  @Suite("Swift functions in Python", .enabled(if: Host.isThere, "no CPython")) struct FunctionTests
  {
    let python: CPython
    init() throws { python = try CPython.shared }

    @Test func argumentsAndResults() throws {
      let f = try python.function("f") { arguments in
        CPython.Tuple(arguments[0], arguments["scale"], arguments.count)
      }
      #expect(try f(1, 2, scale: 3).representation == "(1, 3, 2)")
      #expect(try f("x").representation == "('x', None, 1)")
      let nothing = try python.function { _ in nil }
      #expect(try nothing().isNone)
      let names = try python.object(["f": f])
      #expect(
        try python.eval("list(map(f, 'ab'))", globals: names).representation
          == "[('a', None, 1), ('b', None, 1)]")
      #expect(try String(f.__name__) == "f")
      #expect(f.typeName == "weft.function")
      #expect(f.isCallable)
    }

    @Test func takesAttributes() throws {
      let f = try python.function("f") { $0[0] }
      let signature = try python.eval("__import__('inspect').signature(lambda x, p=1: 0)")
      try f.setAttribute("__signature__", to: signature)
      #expect(try python.import("inspect").signature(f).description == "(x, p=1)")
      #expect(try python.import("weakref").ref(f)().is(f))
    }

    @Test func endsWithItsLastReference() throws {
      final class Token: Sendable {
        let ended: Counter
        init(_ ended: Counter) { self.ended = ended }
        deinit { ended.value.add(1, ordering: .relaxed) }
      }
      final class Counter: Sendable { let value = Atomic<Int>(0) }
      let ended = Counter()
      do {
        let token = Token(ended)
        let f = try python.function("f") { _ in withExtendedLifetime(token) { 2 } }
        let holder = try python.object([f])
        _ = consume f
        python.releaseDeadReferences()
        #expect(ended.value.load(ordering: .relaxed) == 0)
        #expect(try Int(holder[0]()) == 2)
      }
      python.releaseDeadReferences()
      #expect(ended.value.load(ordering: .relaxed) == 1)
    }

    @Test func recursesThroughBothLanguages() throws {
      let python = python
      let names = try python.object(["limit": 50])
      let f = try python.function("f") { arguments in
        let n = try Int(arguments[0])
        return n == 0 ? 0 : try Int(names["g"](n - 1)) + 1
      }
      try names.setItem("f", to: f)
      try python.exec("def g(n): return f(n)", globals: names)
      #expect(try Int(f(50)) == 50)
    }

    @Test func plainLayer() throws {
      final class Payload {}
      let payload = Payload()
      try CPython.withGIL { gil throws(CPython.Pending) in
        let before = gil.typeName(of: gil.none)
        #expect(before == "NoneType")
        let f = try gil.callable("f", payload: payload) {
          gil, tuple, keywords throws(CPython.Pending) in
          guard keywords == nil else { throw gil.raise("TypeError", "no keywords") }
          return try gil.int(gil.tupleCount(tuple))
        }
        defer { gil.release(f) }
        #expect(gil.payload(of: f) === payload)
        #expect(gil.payload(of: gil.none) == nil)
        let (one, name) = (try gil.int(1), gil.interned("key"))
        defer { gil.release([one, name]) }
        let count = try gil.call(f, one, one, one)
        defer { gil.release(count) }
        #expect(try gil.int(count) == 3)
        #expect(gil.exactKind(of: count) == .int)
        let arguments = [one, one]
        let failed = arguments.withUnsafeBufferPointer { arguments in
          [name].withUnsafeBufferPointer { names in try? gil.call(f, arguments, names: names) }
        }
        #expect(failed == nil)
        #expect(gil.isPending("TypeError"))
        let value = gil.takeException()
        defer { gil.release(value) }
        #expect(gil.text(value) == "no keywords")
        #expect(gil.isSubclass(value, .exception))
        let surrogate = try gil.run("'a\\udc80'", as: .expression)
        defer { gil.release(surrogate) }
        let bytes = try gil.withGeneralizedUTF8(surrogate) { Array($0) }
        #expect(bytes == [0x61, 0xED, 0xB2, 0x80])
        let again = try bytes.withUnsafeBufferPointer { bytes throws(CPython.Pending) in
          try gil.string(generalizedUTF8: bytes)
        }
        defer { gil.release(again) }
        let same = try gil.compare(.equal, surrogate, again)
        #expect(gil.exactBool(same) == true)
      }
    }
  }
}
