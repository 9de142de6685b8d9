// SPDX-License-Identifier: Apache-2.0
// Source texts: encodings, line ends, modes, depth, and names in their normal form.
import Syntax
import Testing

@Suite("Texts") struct TextTests {
  private func constant(_ source: [UInt8]) throws -> String {
    guard case .expression(let value) = try SyntaxTree.parse(source, mode: .eval).root,
      case .constant(.string(let text)) = value.kind
    else { return "?" }
    return String(decoding: text.utf8, as: UTF8.self)
  }

  @Test func encodingsAreFollowed() throws {
    let latin: [UInt8] = Array("# coding: latin-1\n'".utf8) + [0xE9, UInt8(ascii: "'")]
    #expect(try constant(latin) == "é")
    #expect(try constant([0xEF, 0xBB, 0xBF] + Array("'é'".utf8)) == "é")
    let euro: [UInt8] =
      Array("# vim: set fileencoding=cp1252 :\n'".utf8) + [0x80, UInt8(ascii: "'")]
    #expect(try constant(euro) == "€")
    #expect(throws: SyntaxError.self) {
      try constant([UInt8(ascii: "'"), 0xE9, UInt8(ascii: "'")])
    }
    #expect(throws: SyntaxError.self) { try constant(Array("# coding: klingon\n'x'".utf8)) }
    #expect(throws: SyntaxError.self) { try constant(Array("'a\0b'".utf8)) }
  }

  @Test(arguments: ["x = 1\r\nif x:\r\n  y\r\n", "x = 1\rif x:\r  y", "x = 1\nif x:\n  y"])
  func lineEndsAreEqual(source: String) throws {
    let tree = try SyntaxTree.parse(Array(source.utf8))
    let plain = try SyntaxTree.parse("x = 1\nif x:\n  y\n")
    #expect(
      TreeDump.of(tree, locatesFields: true) == TreeDump.of(plain, locatesFields: true))
  }

  @Test(arguments: [
    ("ﬁ", "fi"), ("𝐱𝟏", "x1"), ("ａ", "a"), ("e\u{301}", "é"), ("µ", "μ"), ("Ⅷ", "VIII"),
    ("𝛂", "α"), ("ℌ", "H"),
  ])
  func namesAreNormalised(written: String, meant: String) throws {
    let tree = try SyntaxTree.parse(written, mode: .eval)
    guard case .expression(let value) = tree.root, case .name(let name) = value.kind else {
      Issue.record("no name")
      return
    }
    #expect(tree.names[name].unicodeScalars.elementsEqual(meant.unicodeScalars))
  }

  @Test(arguments: [
    ("if x:", true), ("if x:\n  y\n", false), ("f(", true), ("x = '''a\n", true), ("x = 'a", false),
    ("x = \\\n", true), ("x +", false), ("def f():\n", true), ("f(a b", true), ("x = )", false),
    ("try:\n  pass\n", true), ("@a\n", true), ("for x in y:\n", true), ("class C:", true),
    ("1 2", false), ("{'a': [1,", true),
  ])
  func promptsKnowWhatIsIncomplete(source: String, isIncomplete: Bool) {
    do {
      _ = try SyntaxTree.parse(source, mode: .single)
      #expect(!isIncomplete, "\(source)")
    } catch {
      #expect(error.isIncomplete == isIncomplete, "\(source): \(error.message)")
    }
  }

  @Test func depthHasLimits() throws {
    let deep = [
      String(repeating: "-", count: 10_000) + "1", String(repeating: "not ", count: 10_000) + "1",
      "1" + String(repeating: "+1", count: 10_000), "a" + String(repeating: ".b", count: 10_000),
      "x" + String(repeating: "**x", count: 10_000), "f" + String(repeating: "()", count: 10_000),
      String(repeating: "lambda:", count: 10_000) + "1",
      "1" + String(repeating: " if 1 else 1", count: 10_000),
    ]
    for source in deep {
      let error = #expect(throws: SyntaxError.self) { try SyntaxTree.parse(source) }
      #expect(error?.kind == .recursion)
    }
    let brackets = String(repeating: "(", count: 201)
    let error = #expect(throws: SyntaxError.self) { try SyntaxTree.parse(brackets) }
    #expect(error?.message == "too many nested parentheses")
    let blocks = (0..<101).map { String(repeating: " ", count: $0) + "if 1:\n" }.joined()
    let blockError = #expect(throws: SyntaxError.self) { try SyntaxTree.parse(blocks) }
    #expect(blockError?.message == "too many levels of indentation")
  }
}
