// SPDX-License-Identifier: Apache-2.0
// The bytecode of small programs, as text in `Golden.txt`: a worse translation shows as a difference in review.
import Foundation
import Interpreter
import Syntax
import Testing

extension InterpreterTests {
  @Suite struct Disassembly {
    init() { Boot.start() }

    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden.txt")

    /// `### title`, the program, `---`, its listing.
    private static func cases(_ text: String) -> [(title: String, source: String, listing: String)]
    {
      text.components(separatedBy: "### ").dropFirst().map { part in
        let lines = part.components(separatedBy: "\n")
        let separator = lines.firstIndex(of: "---") ?? lines.count
        return (
          lines[0], lines[1..<separator].joined(separator: "\n") + "\n",
          lines[min(separator + 1, lines.count)...].joined(separator: "\n")
            .trimmingCharacters(in: .newlines)
        )
      }
    }

    /// The listing of the first block inside a program, or of the program if it has none.
    private static func listing(_ source: String) throws -> String {
      let code = try compileTree(SyntaxTree.parse(source), fileName: "golden")
      for index in 0..<code.constantCount {
        if let inner = code.constants[index].asCode { return Disassembler.text(of: inner) }
      }
      return Disassembler.text(of: code)
    }

    /// `WEFT_GOLDEN=write` writes what the compiler makes of the programs now.
    @Test func listingsAreAsRecorded() throws {
      let cases = Self.cases(try String(contentsOf: Self.file, encoding: .utf8))
      #expect(cases.count > 25)
      if ProcessInfo.processInfo.environment["WEFT_GOLDEN"] == "write" {
        let text = try cases.map { part in
          "### \(part.title)\n\(part.source)---\n\(try Self.listing(part.source))\n"
        }.joined(separator: "\n")
        try Data(text.utf8).write(to: Self.file)
        return
      }
      for part in cases {
        let listing = try Self.listing(part.source)
        #expect(listing == part.listing, "\(part.title)")
      }
    }
  }
}
