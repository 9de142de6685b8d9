// SPDX-License-Identifier: Apache-2.0
// The verifier over what the compiler makes of an installed CPython's library, and over bytecode that is wrong.
import Foundation
import Interpreter
import Syntax
import Testing

extension InterpreterTests {
  @Suite struct Verification {
    init() { Boot.start() }

    /// The folder of CPython's library, nil where there is none.
    private static let library: URL? = {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", "-c", "import os; print(os.path.dirname(os.__file__))"]
      let output = Pipe()
      process.standardOutput = output
      guard (try? process.run()) != nil,
        let data = try? output.fileHandleForReading.readToEnd()
      else { return nil }
      let path = String(decoding: data, as: UTF8.self)
      return URL(filePath: path.trimmingCharacters(in: .newlines))
    }()

    private static func files(under folder: URL, everything: Bool) -> [URL] {
      let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      let sources = (names ?? []).filter { name in
        name.hasSuffix(".py") && !name.contains("site-packages") && !name.contains("lib2to3/tests")
          && !name.contains("/bad") && (everything || !name.contains("/"))
      }
      return sources.sorted().map { folder.appending(path: $0) }
    }

    /// `WEFT_LIBRARY=all` takes the packages and the library's own tests too.
    @Test func theLibraryCompilesToValidBytecode() throws {
      guard let library = Self.library else { return }
      let everything = ProcessInfo.processInfo.environment["WEFT_LIBRARY"] == "all"
      var count = 0
      for file in Self.files(under: library, everything: everything) {
        guard let source = FileManager.default.contents(atPath: file.path),
          let tree = try? SyntaxTree.parse(Array(source))
        else { continue }
        let code = try compileTree(tree, fileName: file.lastPathComponent)
        #expect(Verifier.problems(of: code) == [], "\(file.path)")
        count += 1
      }
      #expect(count > 100)
    }

    /// A function `f(x)` of these instructions, one constant, and four registers for temporaries.
    private func problems(
      _ instructions: [Instruction], handlers: [Handler] = []
    ) -> [String] {
      var parts = Code.Parts()
      parts.name = "f"
      parts.qualifiedName = "f"
      parts.positionalCount = 1
      parts.localNames = ["x"]
      parts.registerCount = 5
      parts.instructions = instructions
      parts.constants = [.none]
      parts.positions = instructions.map { _ in Position(noLocation) }
      parts.handlers = handlers
      return Verifier.problems(of: Code(parts))
    }

    private let end = Instruction(.returnValue, b: 0, flags: .constantB)

    @Test func validCodeHasNoProblems() {
      #expect(problems([Instruction(.move, a: 1, b: 0), Instruction(.clear, a: 1), end]) == [])
    }

    @Test(
      arguments: [
        ([Instruction(.move, a: 1, b: 0)], "alive"),
        ([Instruction(.clear, a: 9), Instruction(.move, a: 9, b: 0)], "outside of the window"),
        ([Instruction(.add, a: 1, b: 2, c: 0)], "which is dead"),
        (
          [
            Instruction(.move, a: 1, b: 0),
            Instruction(.add, a: 2, b: 1, c: 1, flags: [.consumesB, .consumesC]),
          ], "twice"
        ),
        ([Instruction(.move, a: 1, b: 0), Instruction(.move, a: 1, b: 0)], "which is alive"),
        ([Instruction(.negative, a: 0, b: 0, flags: .consumesB)], "consumes the local"),
        ([Instruction(.add, a: 0, b: 0, c: 3, flags: .constantC)], "no constant 3"),
        ([Instruction(.jumpIfLess, a: 0, b: 0, c: 7)], "outside of the code"),
        ([Instruction(.getAttribute, a: 0, b: 0, c: 0)], "second word is missing"),
        ([Instruction(.loadCell, a: 0, b: 0)], "no cell"),
        ([Instruction(.call, a: 1, b: 0, c: 1), Instruction(.clear, a: 1)], "which is dead"),
        ([Instruction(.iterate, a: 0, b: 0, flags: .constantB)], "takes no such constant"),
      ] as [([Instruction], String)])
    func wrongCodeIsFound(_ instructions: [Instruction], _ problem: String) {
      let found = problems(instructions + [end])
      #expect(found.contains { $0.contains(problem) }, "\(found)")
    }

    @Test func protectedCodeMayNotConsumeBelowItsDepth() {
      let code = [
        Instruction(.move, a: 1, b: 0), Instruction(.negative, a: 0, b: 1, flags: .consumesB), end,
        Instruction(.pushHandled, a: 2), Instruction(.popHandled, a: 2),
        Instruction(.reraise, a: 3),
      ]
      let found = problems(code, handlers: [Handler(start: 1, end: 2, target: 3, depth: 2)])
      #expect(found.contains { $0.contains("below the depth") }, "\(found)")
    }
  }
}
