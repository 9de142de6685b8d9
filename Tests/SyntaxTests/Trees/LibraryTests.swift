// SPDX-License-Identifier: Apache-2.0
// Every file of CPython's standard library gives the tree and the symbol tables that CPython makes of it; what it refuses is
// refused.
import Syntax
import Testing

@Suite("Library", .serialized) struct LibraryTests {
  @Test func treesAreEqual() throws {
    let files = CPython.libraryFiles()
    try #require(files.count > 20)
    for (file, expected) in zip(files, try CPython.answers(Scripts.dump, for: files)) {
      let source = try CPython.read(file)
      let tree = try? SyntaxTree.parse(source)
      let dump = tree.map { TreeDump.of($0, locatesFields: CPython.facts.minor >= 12) }
      compare(file, dump, expected)
    }
  }

  @Test(.enabled(if: CPython.facts.minor == 11)) func scopesAreEqual() throws {
    let files = CPython.libraryFiles()
    for (file, expected) in zip(files, try CPython.answers(Scripts.scopes, for: files)) {
      let source = try CPython.read(file)
      let table = (try? SyntaxTree.parse(source)).flatMap { try? ScopeTable.analyze($0) }
      compare(file, table.map { ScopeDump.of($0) }, expected)
    }
  }

  private func compare(_ file: String, _ ours: [UInt8]?, _ theirs: [UInt8]?) {
    switch (ours, theirs) {
    case (nil, nil): break
    case (let ours?, let theirs?):
      if ours != theirs { Issue.record("\(file)\n\(CPython.difference(ours, theirs))") }
    default:
      Issue.record("\(file): \(ours == nil ? "only CPython accepts it" : "only we accept it")")
    }
  }
}
