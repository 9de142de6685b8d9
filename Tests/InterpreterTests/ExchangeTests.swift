// SPDX-License-Identifier: Apache-2.0
// Where Weft refuses memory that NumPy takes: outside the buffer, elements that no dtype describes.
import Testing

@Suite struct ExchangeTests {
  /// What a script prints, one line an expression; errors as their type and message.
  static func answers(_ setup: String, _ expressions: [String]) throws -> [String] {
    let lines = expressions.map {
      """
      try:
          print(\($0))
      except Exception as error:
          print(type(error).__name__, error)
      """
    }
    let program = ([setup] + lines).joined(separator: "\n")
    let outcome = try Programs.run(Programs.weft.path, ["-c", program])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// NumPy believes the dictionary and reads what lies behind the buffer.
  @Test func dataOfInterfacesMustLieInTheBuffer() throws {
    let setup = """
      import numpy as np
      class Own:
          def __init__(self, **interface):
              self.__array_interface__ = interface
      def shape(length=16, **change):
          raw = bytes(range(length))
          return np.asarray(Own(**{"shape": (4,), "typestr": "<i4", "data": raw, **change})).shape
      """
    let words = "of a buffer of 16 bytes"
    let cases: [(arguments: String, answer: String)] = [
      ("", "(4,)"),
      ("shape=(5,)", "ValueError __array_interface__ describes bytes 0 to 20 \(words)"),
      ("offset=4", "ValueError __array_interface__ describes bytes 4 to 20 \(words)"),
      ("offset=4, shape=(3,)", "(3,)"),
      ("strides=(8,)", "ValueError __array_interface__ describes bytes 0 to 28 \(words)"),
      ("strides=(8,), shape=(2,)", "(2,)"),
      ("strides=(-4,)", "ValueError __array_interface__ describes bytes -12 to 4 \(words)"),
      ("strides=(-4,), offset=12", "(4,)"),
      (
        "offset=-1, shape=(1,)",
        "ValueError __array_interface__ offset -1 is outside the buffer of 16 bytes"
      ),
      (
        "offset=17, shape=(0,)",
        "ValueError __array_interface__ offset 17 is outside the buffer of 16 bytes"
      ),
      ("offset=16, shape=(0,)", "(0,)"),
      ("strides=(0,), shape=(1000,)", "(1000,)"),
      ("length=0, shape=(0, 3)", "(0, 3)"),
      (
        "length=0, shape=()",
        "ValueError __array_interface__ describes bytes 0 to 4 of a buffer of 0 bytes"
      ),
    ]
    let answers = try Self.answers(setup, cases.map { "shape(\($0.arguments))" })
    #expect(answers == cases.map(\.answer))
  }

  /// The resize that NumPy lets happen under an array of such a dictionary.
  @Test func buffersOfInterfacesKeepTheirSize() throws {
    let setup = """
      import numpy as np
      class Own: pass
      own, raw = Own(), bytearray(8)
      own.__array_interface__ = dict(shape=(2,), typestr="<i4", data=raw, version=3)
      a = np.asarray(own)
      """
    #expect(
      try Self.answers(setup, ["raw.append(1)", "a.base is raw", "a.tolist()"]) == [
        "BufferError Existing exports of data: object cannot be re-sized", "True", "[0, 0]",
      ])
  }

  @Test func elementsWithoutDTypeAreNamed() throws {
    let setup = """
      import array, ctypes, numpy as np
      class Pair(ctypes.Structure):
          _fields_ = [("first", ctypes.c_int), ("second", ctypes.c_double)]
      class Own:
          def __init__(self, **interface):
              self.__array_interface__ = interface
      pairs = (Pair * 2)()
      def interface(typestr, **more):
          return np.asarray(Own(shape=(1,), typestr=typestr, data=b"x" * 32, **more))
      """
    let answers = try Self.answers(
      setup,
      [
        "np.asarray(array.array('u', 'ab'))", "np.asarray(pairs)",
        "interface('<f16')", "interface('|S5')", "interface('<M8[s]')",
        "interface('|V12', descr=[('a', '<i4'), ('b', '<f8')])",
      ])
    #expect(answers.count == 6)
    for (answer, name) in zip(
      answers, ["'<U1'", "'first'", "'<f16'", "'|S5'", "'<M8'", "'a'"])
    {
      #expect(answer.hasPrefix("TypeError") && answer.contains(name), "\(answer)")
    }
  }

  /// NumPy looks for overlaps among views of one array only, and reads what it has just written here.
  @Test func assignmentsReadBeforeTheyWrite() throws {
    let setup = """
      import numpy as np
      def pair(kind):
          if kind == "buffer":
              raw = bytearray(np.arange(12.0).tobytes())
              return np.frombuffer(raw), np.frombuffer(raw)
          a = np.arange(12.0)
          b = np.asarray(memoryview(a))
          return (a, b) if kind == "lent" else (b, a)
      def part(a, start, step):
          return a[start:start + 9][::step][:4]
      def wrong(kind):
          result = 0
          for i in range(3):
              for j in range(3):
                  for step in (1, -1, 2):
                      for other in (1, -1, 2):
                          x, y = pair(kind)
                          part(x, i, step)[...] = part(y, j, other)
                          expected = np.arange(12.0)
                          part(expected, i, step)[...] = part(np.arange(12.0), j, other)
                          result += x.tolist() != expected.tolist()
          return result
      """
    let kinds = ["buffer", "lent", "borrowed"]
    #expect(try Self.answers(setup, kinds.map { "wrong('\($0)')" }) == ["0", "0", "0"])
  }
}
