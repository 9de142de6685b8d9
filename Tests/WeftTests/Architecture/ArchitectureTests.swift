// SPDX-License-Identifier: Apache-2.0
// The rules that the compiler does not know: who may import what, and what every file looks like.
import Foundation
import Testing

@Suite("Architecture") struct ArchitectureTests {
  /// What each folder may import; dependencies run downwards only (`Sources/README.md`).
  ///
  /// The longest prefix decides. A folder with a table of its own may not import more than its target depends on.
  static let imports: [String: Set<String>] = [
    "Sources/JIT": [],
    "Sources/JIT/Code": ["CShims", "Glibc", "Synchronization"],
    "Sources/JIT/Debug": ["CShims", "Glibc"],
    "Sources/JIT/Optimize": ["Glibc"],
    "Sources/JIT/Oracle": ["CShims"],
    "Sources/JIT/X64": ["CShims"],
    "Sources/ForeignFunctions": ["CShims", "Glibc", "JIT", "Synchronization"],
    "Sources/Weft": [],
    "Sources/Weft/Core": ["JIT", "CShims", "Glibc", "Synchronization"],
    "Sources/Weft/Ufuncs": ["JIT", "Synchronization"],
    "Sources/Weft/Graph": ["JIT", "CShims", "Glibc", "Synchronization"],
    "Sources/Weft/Kernels": ["JIT", "CShims", "Glibc", "Synchronization"],
    "Sources/Weft/LinearAlgebra": ["COpenBLAS", "Glibc"],
    "Sources/Weft/Sorting": ["JIT", "Glibc"],
    "Sources/Weft/Statistics": ["Glibc"],
    "Sources/Weft/Files": ["CZlib", "Glibc"],
    "Sources/Weft/Text": ["Glibc"],
    "Sources/Weft/ElementFunctions": ["Glibc"],
    "Sources/Weft/Foreign": ["ForeignFunctions"],
    "Sources/Weft/Printing": ["Synchronization"],
    "Sources/Weft/Random": ["Glibc"],
    "Sources/ArrayExchange": ["CShims", "Glibc", "Synchronization", "Weft"],
    "Sources/Syntax": [],
    // The composition of Unicode, which the standard library has and does not show.
    "Sources/Syntax/Lexer": ["Swift"],
    "Sources/Interpreter/Compile": ["Glibc", "Syntax"],
    "Sources/Interpreter/Objects": [
      "ArrayExchange", "CShims", "Glibc", "Synchronization", "Weft",
    ],
    "Sources/Interpreter/Machine": ["CShims", "Glibc", "Syntax"],
    "Sources/Interpreter/Types": ["ArrayExchange", "Glibc"],
    "Sources/Interpreter/Builtins": ["Glibc", "Syntax"],
    "Sources/Interpreter/Modules": [
      "ArrayExchange", "CLibraryText", "CShims", "Glibc", "Syntax", "Weft",
    ],
    "Sources/Interpreter/Modules/CPython": ["ArrayExchange", "Weft"],
    "Sources/Interpreter/Modules/CTypes": ["CShims", "ForeignFunctions", "Glibc", "Weft"],
    "Sources/Interpreter/Modules/Data": ["CZlib", "Glibc", "Syntax"],
    "Sources/Interpreter/Modules/OS": ["CFork", "CShims", "Glibc"],
    "Sources/Interpreter/Modules/Regex": ["CPCRE2", "Glibc", "Syntax"],
    "Sources/WeftCommand": ["ArrayExchange", "Weft", "Interpreter", "CEdit", "Glibc"],
    "Sources/Digits": ["Weft", "Foundation"],
    "Tests/CrashReport": ["Glibc"],
    "Tests/JITTests": [
      "JIT", "CShims", "CrashReport", "Foundation", "Glibc", "Synchronization", "Testing",
    ],
    "Tests/ForeignFunctionsTests": [
      "ForeignFunctions", "JIT", "CShims", "Foundation", "Glibc", "Testing",
    ],
    "Tests/ArrayExchangeTests": [
      "ArrayExchange", "Weft", "CShims", "Foundation", "Glibc", "Synchronization", "Testing",
    ],
    "Tests/InterpreterTests": ["Interpreter", "Syntax", "Foundation", "Glibc", "Testing"],
    "Tests/SyntaxTests": ["Syntax", "Foundation", "Testing"],
    "Tests/WeftTests": [
      "Weft", "ForeignFunctions", "JIT", "CShims", "CrashReport", "Foundation", "Glibc",
      "Synchronization", "Testing",
    ],
    "Benchmarks/Sources": [
      "Weft", "ArrayExchange", "ForeignFunctions", "ForeignPeers", "Probes", "Foundation",
    ],
  ]

  /// Words that only some folders of `Sources/Weft` may say, and why.
  static let words: [(word: String, folders: [String], why: String)] = [
    ("isPending", ["Graph"], "only the graph knows that a value can be pending"),
    ("PendingNodes", ["Graph"], "only the graph knows that a value can be pending"),
    ("Scheduler", ["Graph"], "only the graph runs regions"),
    ("Program(", [], "programs are made by builders"),
    ("X64Backend", [], "nobody outside JIT knows of machines"),
    ("OracleBackend", [], "nobody outside JIT knows of machines"),
    ("VectorOpcode", [], "nobody outside JIT knows of instructions"),
  ]

  /// Files that may have more than 800 lines, and why.
  static let tables = [
    "VectorOpcode.swift": "a table of machine instructions",
    "Coefficients.swift": "a table of numbers",
    "typing.py": "a module of scripts, which importing cannot split",
    "datetime.py": "a module of scripts, which importing cannot split",
    "enum.py": "a module of scripts, which importing cannot split",
    "abc.py": "a module of scripts, which importing cannot split",
  ]

  @Test func importsRunDownwards() throws {
    let files = try SourceFile.all(in: ["Sources", "Tests", "Benchmarks/Sources"], ["swift"])
    for file in files {
      let table = Self.imports.keys.filter { file.path.hasPrefix($0 + "/") }.max {
        $0.count < $1.count
      }
      let allowed = try #require(table.flatMap { Self.imports[$0] }, "\(file.path)")
      let surplus = file.imports.subtracting(allowed)
      #expect(surplus.isEmpty, "\(file.path) may import \(allowed.sorted())")
    }
  }

  @Test func includesRunDownwards() throws {
    let own = ["CShims.h", "CMachine.h"]
    for file in try SourceFile.all(in: ["Sources/CShims"], ["c", "h"]) {
      let quoted = file.lines.filter { $0.hasPrefix("#include \"") }
      #expect(quoted.allSatisfy { line in own.contains { line.contains($0) } }, "\(file.path)")
    }
  }

  @Test func secretsStayInTheirFolders() throws {
    for file in try SourceFile.all(in: ["Sources/Weft"], ["swift"]) {
      let folder = file.path.split(separator: "/")[2]
      let code = file.lines.filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
      for rule in Self.words where !rule.folders.contains(String(folder)) {
        #expect(
          !code.contains { $0.contains(rule.word) }, "\(file.path): \(rule.word): \(rule.why)")
      }
    }
  }

  @Test func everyFileSaysWhatItIsFor() throws {
    let files = try SourceFile.all(
      in: ["Sources", "Tests", "Benchmarks"], ["swift", "c", "h", "py"])
    for file in files {
      let start = file.lines.prefix(3).filter {
        !$0.hasPrefix("#!") && !$0.hasPrefix("// swift-tools-version")
      }
      let mark = file.path.hasSuffix(".py") ? "#" : "//"
      #expect(start.first == "\(mark) SPDX-License-Identifier: Apache-2.0", "\(file.path)")
      let purpose = start.dropFirst().first ?? ""
      let says = purpose.hasPrefix("\(mark) ") || purpose.hasPrefix("\"\"\"")
      #expect(says && purpose.count > 10, "\(file.path): a line that says what it is for")
    }
  }

  @Test func filesAreShort() throws {
    let files = try SourceFile.all(
      in: ["Sources", "Tests", "Benchmarks"], ["swift", "c", "h", "py"])
    for file in files where Self.tables[file.name] == nil {
      #expect(file.lines.count <= 800, "\(file.path)")
    }
  }

  @Test func theFolderOfEachSourceIsInTheMap() throws {
    let map = try String(
      contentsOf: SourceFile.root.appending(path: "Sources/README.md"), encoding: .utf8)
    let folders = try SourceFile.all(in: ["Sources"], ["swift", "c", "h"])
      .map { $0.path.split(separator: "/").dropFirst().dropLast() }
    for folder in Set(folders.compactMap { $0.count > 1 ? $0.last : $0.first })
    where folder != "include" {
      #expect(map.contains("`\(folder)`") || map.contains("**\(folder)**"), "\(folder)")
    }
  }
}

/// A file of the repository.
struct SourceFile {
  /// Below the repository: `Sources/JIT/IR/Op.swift`.
  let path: String
  let lines: [String]
  var name: String { String(path.split(separator: "/").last!) }

  /// The repository, four levels above this file.
  static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }

  /// Modules named in import lines; what is imported from a module counts as the module.
  var imports: Set<String> {
    var modules: Set<String> = []
    for line in lines {
      // Python in a string literal is indented further than `#if`.
      guard line.prefix(while: { $0 == " " }).count <= 2 else { continue }
      var words = line.split(separator: " ")[...]
      while let first = words.first, first.hasPrefix("@") || first == "public" || first == "package"
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count == 2 else { continue }
      modules.insert(String(words.last!.split(separator: ".")[0]))
    }
    return modules
  }

  static func all(in folders: [String], _ extensions: Set<String>) throws -> [SourceFile] {
    var files: [SourceFile] = []
    for folder in folders {
      let base = root.appending(path: folder)
      let found = FileManager.default.enumerator(atPath: base.path)?.allObjects as? [String] ?? []
      for name in found.sorted() where extensions.contains(URL(fileURLWithPath: name).pathExtension)
      {
        if name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) { continue }
        let text = try String(contentsOf: base.appending(path: name), encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        files.append(SourceFile(path: folder + "/" + name, lines: lines))
      }
    }
    try #require(!files.isEmpty)
    return files
  }
}
