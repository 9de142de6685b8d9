// SPDX-License-Identifier: Apache-2.0
// Python objects from Swift: members, calls, items, operators, values.

import ArrayExchange
import Testing
import Weft

extension HostTests {
  @Suite("Python objects", .enabled(if: Host.isThere, "no CPython")) struct ObjectTests {
    let python: CPython
    init() throws { python = try CPython.shared }

    @Test func membersAndCalls() throws {
      let math = try python.import("math")
      #expect(try Double(math.sqrt(2)) == 2.0.squareRoot())
      #expect(try Double(math.pi) == .pi)
      let join = try python.import("os.path").join
      #expect(try String(join("a", "b")) == "a/b")
      let sorted = try python.builtin("sorted")
      #expect(try [Int](sorted([3, 1, 2], reverse: true)) == [3, 2, 1])
      #expect(try math.hasAttribute("floor"))
      #expect(try !math.hasAttribute("flour"))
      #expect(try math.attributeNames().contains("hypot"))
      #expect(math.typeName == "module")
      let names = try python.import("types").SimpleNamespace(a: 1, b: nil)
      try names.setAttribute("c", to: [1.5])
      try names.deleteAttribute("a")
      #expect(names.description == "namespace(b=None, c=[1.5])")
      #expect(try names.b.isNone)
    }

    @Test func argumentsByNameMustComeLast() throws {
      let print = try python.builtin("dict")
      let exception = try Host.exception { () throws(CPythonError) in
        try print.call([], keywords: [("", 1)])
      }
      #expect(exception.type == "SyntaxError")
    }

    @Test func items() throws {
      let list = try python.object([1, 2, 3, 4])
      #expect(try Int(list[-1]) == 4)
      #expect(try [Int](list[1..<3]) == [2, 3])
      #expect(try [Int](list[...1]) == [1, 2])
      #expect(try [Int](list[CPython.Slice(nil, nil, -1)]) == [4, 3, 2, 1])
      try list.setItem(0, to: "x")
      try list.deleteItem(1)
      #expect(list.representation == "['x', 3, 4]")
      #expect(try list.count() == 3)
      #expect(try list.contains("x"))
      let table = try python.object(["a": 1])
      try table.setItem(1, 2, to: nil)
      #expect(table.representation == "{'a': 1, (1, 2): None}")
      #expect(try table[1, 2].isNone)
      #expect(
        try [String: Int?](table["a"].isNone ? table : python.eval("{'a': 1, 'b': None}")) == [
          "a": 1, "b": nil,
        ])
    }

    @Test func iteration() throws {
      let iterator = try python.eval("(n * n for n in range(4))").iterator()
      var seen: [Int] = []
      while let element = try iterator.next() { seen.append(try Int(element)) }
      #expect(seen == [0, 1, 4, 9])
      #expect(try python.eval("'abc'").elements().map(\.description) == ["a", "b", "c"])
      let failing = try python.eval("(1 // n for n in (1, 0))").iterator()
      _ = try failing.next()
      let exception = try Host.exception { () throws(CPythonError) in _ = try failing.next() }
      #expect(exception.type == "ZeroDivisionError")
    }

    @Test func operators() throws {
      let (a, b) = (try python.object(7), try python.object(2))
      let results = [
        try a + b, try a - b, try a * b, try a / b, try a % b, try a ** b, try a << b, try a >> b,
        try a & b, try a | b, try a ^ b, try a.operate(.floorDivide, b), try a.operate(.divmod, b),
        try -a, try ~a, try (-a).operate(.absolute), try a.operate(.positive), try 1 + a, try a + 1,
        try 2.5 * a, try a .< b, try a .<= b, try a .== 7, try a .!= b, try a .> b, try a .>= b,
      ]
      let python = try python.eval(
        "[7+2, 7-2, 7*2, 7/2, 7%2, 7**2, 7<<2, 7>>2, 7&2, 7|2, 7^2, 7//2, divmod(7, 2), -7, ~7, 7, 7,"
          + " 8, 8, 17.5, False, False, True, True, True, True]")
      #expect(
        "[" + results.map(\.representation).joined(separator: ", ") + "]" == python.representation)
      var list = try self.python.object([1])
      let same = list
      try list += [2]
      #expect(same.is(list))
      #expect(same.representation == "[1, 2]")
      #expect(try list.isEqual(to: [1, 2]))
      let exception = try Host.exception { () throws(CPythonError) in _ = try list - 1 }
      #expect(exception.message == "unsupported operand type(s) for -: 'list' and 'int'")
    }

    @Test func questions() throws {
      #expect(try python.object("").isTrue() == false)
      #expect(try python.object(12).hash() == 12)
      #expect(try python.object(true).isInstance(of: python.builtin("int")))
      #expect(try python.builtin("len").isCallable)
      #expect(try !python.object(1).isCallable)
      let failing = try python.eval("type('Silent', (), {'__str__': lambda self: 1 // 0})()")
      #expect(failing.description == "<__main__.Silent object>")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try python.object([1]).hash() }.type
          == "TypeError")
    }

    @Test func valuesGoAndComeBack() throws {
      func goes<T: PythonConvertible & PythonInitializable & Equatable>(
        _ value: T, _ text: String
      ) throws {
        let object = try python.object(value)
        #expect(object.representation == text)
        #expect(try T(object) == value)
      }
      try goes(true, "True")
      try goes(-5, "-5")
      try goes(Int.min, "-9223372036854775808")
      try goes(UInt64.max, "18446744073709551615")
      try goes(Int128.min, "-170141183460469231731687303715884105728")
      try goes(UInt128.max, "340282366920938463463374607431768211455")
      try goes(0.1, "0.1")
      try goes(-Double.infinity, "-inf")
      try goes(Float(0.1), "0.10000000149011612")
      try goes(Complex128(1, -2), "(1-2j)")
      try goes("aé€😀\0b", "'aé€😀\\x00b'")
      try goes([[1, 2], []], "[[1, 2], []]")
      try goes([1.5, nil], "[1.5, None]")
      try goes(["a": ["b": 1]], "{'a': {'b': 1}}")
      try goes(CPython.Bytes([0, 255]), "b'\\x00\\xff'")
      #expect(try python.object(Set([3])).representation == "{3}")
      #expect(try python.object(CPython.Tuple(1, "a", nil)).representation == "(1, 'a', None)")
      #expect(try python.object(CPython.List(1, "a", nil)).representation == "[1, 'a', None]")
      #expect(try python.object(2...).representation == "slice(2, None, None)")
    }

    @Test func valuesThatDoNotFit() throws {
      let big = try python.eval("1 << 64")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try Int(big) }.type == "OverflowError")
      #expect(try UInt128(big) == 1 << 64)
      #expect(try Double(big) == 0x1p64)
      let negative = try python.object(-1)
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try UInt8(negative) }.message
          == "Python int does not fit in UInt8")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try Int(python.object(1.5)) }.type
          == "TypeError")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try String(negative) }.message
          == "must be str, not int")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try String(python.eval("'\\ud800'")) }
          .type == "UnicodeEncodeError")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try [String: Int](negative) }.message
          == "must be dict, not int")
      #expect(
        try Host.exception { () throws(CPythonError) in _ = try python.object([[1]: 2]) }.type
          == "TypeError")
    }

    @Test func namespaces() throws {
      let names = try python.builtin("dict")()
      try python.exec("def twice(x):\n  return 2 * x\ny = twice(4)", globals: names)
      #expect(try Int(names["y"]) == 8)
      #expect(
        try Int(python.eval("twice(z)", globals: names, locals: python.object(["z": 1]))) == 2)
      try python.exec("weft_test = 1")
      #expect(try Int(python.import("__main__").weft_test) == 1)
      #expect(
        try Host.exception { () throws(CPythonError) in try python.exec("x = (", file: "t.py") }
          .type
          == "SyntaxError")
      #expect(
        try Host.exception { () throws(CPythonError) in try python.exec("x\0") }.type
          == "ValueError")
    }
  }
}
