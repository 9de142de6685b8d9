// SPDX-License-Identifier: Apache-2.0
// Errors have CPython's class, message, line, columns and text. The messages are those of 3.11; only where the language of
// 3.12 differs, in f-strings and type parameters, are they those of 3.12.
import Foundation
import Syntax
import Testing

@Suite("Errors", .enabled(if: CPython.facts.minor == 11)) struct ErrorTests {
  @Test func parserComplainsAsCPython() throws {
    try compare(Mistakes.lines(Mistakes.ofParsing), compiles: false, atLeast: 600)
  }

  @Test func compilerComplainsAsCPython() throws {
    try compare(Mistakes.lines(Mistakes.ofCompiling), compiles: true, atLeast: 120)
  }

  /// The examples in CPython's own tests of its messages.
  @Test func documentedMistakes() throws {
    let data = CPython.run(Scripts.examples, [CPython.facts.library], "")
    let examples = try String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      try #require(
        JSONSerialization.jsonObject(with: Data($0.utf8), options: [.fragmentsAllowed]) as? String)
    }
    try compare(examples, compiles: true, atLeast: 200)
  }

  /// Tokens of the library's statements left out, doubled, exchanged.
  @Test func mutations() throws {
    let seed =
      ProcessInfo.processInfo.environment["WEFT_SEED"] ?? "\(UInt32.random(in: 0...UInt32.max))"
    let count = ProcessInfo.processInfo.environment["WEFT_FUZZ"] ?? "300"
    print("syntax mutations: WEFT_SEED=\(seed)")
    let data = CPython.run(Scripts.mutations, [CPython.facts.library, seed, count], "")
    let texts = try String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      try #require(
        JSONSerialization.jsonObject(with: Data($0.utf8), options: [.fragmentsAllowed]) as? String)
    }
    // CPython's parser has read further or less far than ours in a few of a hundred.
    try compare(texts, compiles: false, atLeast: 300, mayDiffer: texts.count / 25)
  }

  @Test(arguments: Mistakes.ofFormattedStrings)
  func formattedStrings(source: String, message: String, column: Int, endColumn: Int) {
    let error = #expect(throws: SyntaxError.self) { try SyntaxTree.parse(source) }
    #expect(error?.message == message)
    #expect(error?.line == 1)
    #expect(error?.column == column)
    #expect(error?.endColumn == endColumn)
  }

  private func compare(_ texts: [String], compiles: Bool, atLeast count: Int, mayDiffer: Int = 0)
    throws
  {
    let input = try texts.map {
      let data = try JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed])
      return String(decoding: data, as: UTF8.self) + "\n"
    }
    let answer = CPython.run(Scripts.errors, [compiles ? "compile" : "parse"], input.joined())
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n")
    try #require(lines.count == texts.count)
    #expect(texts.count >= count)
    var differences = 0
    for (text, line) in zip(texts, lines) {
      let found = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any])
      let theirs = found.map { "\($0)" }.joined(separator: " | ")
      let ours = describe(text, compiles: compiles)
      if ours == theirs { continue }
      differences += 1
      #expect(ours.isEmpty == theirs.isEmpty, "\(text)")
      if differences > mayDiffer { Issue.record("\(text)\nours: \(ours)\nCPython's: \(theirs)") }
    }
  }

  private func describe(_ text: String, compiles: Bool) -> String {
    do throws(SyntaxError) {
      let tree = try SyntaxTree.parse(text)
      if compiles { _ = try ScopeTable.analyze(tree) }
      return ""
    } catch {
      return [
        error.kind.rawValue, error.message, "\(error.line)", "\(error.column)", "\(error.endLine)",
        "\(error.endColumn)", error.text ?? "",
      ].joined(separator: " | ")
    }
  }
}
