// SPDX-License-Identifier: Apache-2.0
// Formats of PEP 3118 beside NumPy's own reading of them.
import ArrayExchange
import Testing
import Weft

@Suite("Formats") struct FormatTests {
  /// Says of each line what NumPy makes of it: kinds, sizes and places, or the error's type.
  private static let describe = """
    import sys
    from numpy._core._internal import _dtype_from_pep3118
    import numpy as np
    def describe(d):
        if d.subdtype:
            base, shape = d.subdtype
            # A sub-array of sub-arrays is one.
            while base.subdtype: base, shape = base.subdtype[0], shape + base.subdtype[1]
            return describe(base) + 'x'.join(map(str, shape)).join('()')
        if d.fields:
            parts = [f'{n}@{d.fields[n][1]}={describe(d.fields[n][0])}' for n in d.names]
            return '{' + ','.join(parts) + '}' + str(d.itemsize)
        return d.str[:1].replace('=', '<') + d.kind + str(d.itemsize)
    for line in sys.stdin:
        try: print(describe(_dtype_from_pep3118(line.rstrip('\\n'))))
        except (ValueError, NotImplementedError, RuntimeError, IndexError, TypeError, KeyError) as e: print('error')
    """

  /// The same of our reading.
  private func describe(_ format: ElementFormat) -> String {
    var text: String
    if !format.fields.isEmpty {
      let parts = format.fields.map { "\($0.name)@\($0.offset)=\(describe($0.format))" }
      text = "{" + parts.joined(separator: ",") + "}\(format.itemSize)"
    } else {
      text = "\(format.typeString.prefix(1))\(format.kind.rawValue)\(format.itemSize)"
    }
    if !format.shape.isEmpty {
      text += "(" + format.shape.map(\.description).joined(separator: "x") + ")"
    }
    return text
  }

  private func compare(_ texts: [String]) throws {
    guard
      let expected = Reference.python(Self.describe, input: texts.joined(separator: "\n") + "\n")
    else {
      Issue.record("python3 has no NumPy")
      return
    }
    var errors = 0
    for (text, numpy) in zip(texts, expected) {
      let ours = (try? ElementFormat(pep3118: text)).map(describe) ?? "error"
      if ours == "error" { errors += 1 }
      #expect(ours == numpy, "\(text)")
    }
    #expect(errors < texts.count)
  }

  @Test func readsWhatNumPyReads() throws {
    var texts = [
      "", "zz", "Z", "Ze", "(2", "3", "=g", "^g", "@g", "T{i", "T{i:a", "u", "&d", "X", "t", "4",
      "(a)i", "T{i:a:i:a:}",
    ]
    for letter in "?cbBhHiIlLqQefdgswOx" {
      for order in ["", "@", "=", "<", ">", "!", "^"] {
        texts += [
          "\(order)\(letter)", "\(order)3\(letter)", "(2,3)\(order)\(letter)",
          "T{\(order)\(letter):a:i:b:}",
        ]
      }
    }
    texts += [
      "Zf", ">Zd", "Zg", "^Zg", "T{i:a:d:b:}", "T{b:x:xxxxxxxd:y:}", "T{(2,3)=d:b:}",
      "T{>i:a:T{=f:c:3s:d:}:b:}", "ii", "iT{d:a:}:b:", "3Zf",
    ]
    try compare(texts)
  }

  @Test func readsRandomFormats() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    func item(_ depth: Int) -> String {
      var text = ""
      if Int.random(in: 0..<6, using: &generator) == 0 {
        text +=
          "(\(Int.random(in: 1..<4, using: &generator)),\(Int.random(in: 1..<3, using: &generator)))"
      }
      if Int.random(in: 0..<3, using: &generator) == 0 {
        text += String("@=<>^".randomElement(using: &generator)!)
      }
      if depth < 2, Int.random(in: 0..<5, using: &generator) == 0 {
        return text + "T{" + items(depth + 1) + "}"
      }
      if Int.random(in: 0..<6, using: &generator) == 0 {
        text += "\(Int.random(in: 1..<5, using: &generator))"
      }
      let letters = [
        "?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "e", "f", "d", "Zf", "Zd", "s", "w",
        "x", "O",
      ]
      return text + letters.randomElement(using: &generator)!
    }
    func items(_ depth: Int) -> String {
      var text = ""
      for index in 0..<Int.random(in: 1..<5, using: &generator) {
        text += item(depth)
        if Int.random(in: 0..<4, using: &generator) != 0 { text += ":n\(depth)\(index):" }
      }
      return text
    }
    try compare((0..<2000).map { _ in items(0) })
  }

  /// What is printed means the same to NumPy, and to us.
  @Test func printsWhatItReads() throws {
    let texts = [
      "T{i:a:d:b:}", "T{b:x:xxxxxxxd:y:}", "T{(2,3)=d:b:}", "T{>i:a:T{=f:c:3s:d:}:b:}", ">Zd", "3d",
      "(2,3)>h", "5s", ">3w",
      "T{=e:a:?:b:q:c:q:d:}", "T{>e:a:^g:b:}", "T{b:a:^Zg:b:>d:c:}",
    ]
    var printed: [String] = []
    for text in texts {
      let format = try ElementFormat(pep3118: text)
      let again = try format.pep3118()
      #expect(try ElementFormat(pep3118: again) == format, "\(text) is printed as \(again)")
      printed.append(again)
    }
    try compare(printed)
  }

  @Test func everyDTypeHasNumPysFormat() throws {
    let names = DType.allCases.map { "'\($0.name)'" }.joined(separator: ",")
    let lines = try #require(
      Reference.python(
        "import numpy as np\nfor d in [\(names)]: print(memoryview(np.zeros(1, d)).format, np.dtype(d).str)"
      ))
    for (dtype, line) in zip(DType.allCases, lines) {
      let format = ElementFormat(dtype)
      #expect(try "\(format.pep3118()) \(format.typeString)" == line)
      #expect(try ElementFormat(typeString: format.typeString).dtype == dtype)
      #expect(try ElementFormat(pep3118: format.pep3118()).dtype == dtype)
      #expect(format.dtype == dtype)
    }
  }
}
