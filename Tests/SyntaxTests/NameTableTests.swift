// SPDX-License-Identifier: Apache-2.0
// Names have one number each, and private names the text that CPython gives them.
import Syntax
import Testing

@Suite("Names") struct NameTableTests {
  @Test func equalNamesHaveEqualNumbers() {
    var names = NameTable()
    let first = (0..<1000).map { names.intern("name\($0)") }
    let second = (0..<1000).map { names.intern("name\($0)") }
    #expect(first == second)
    #expect(Set(first).count == 1000)
    #expect(names.count == 1000)
    #expect(names[first[777]] == "name777")
    #expect(names.find("name5") == first[5])
    #expect(names.find("other") == nil)
  }

  @Test(arguments: [
    ("__x", "C", "_C__x"), ("__x", "__C", "_C__x"), ("__x__", "C", "__x__"), ("_x", "C", "_x"),
    ("__x", "___", "__x"), ("__a.b", "C", "__a.b"), ("__", "C", "__"), ("___", "C", "___"),
    ("__x_", "C", "_C__x_"),
  ])
  func privateNamesAreMangled(name: String, owner: String, mangled: String) {
    var names = NameTable()
    let (name, owner) = (names.intern(name), names.intern(owner))
    let result = names.mangle(name, in: owner)
    #expect(names[result] == mangled)
    #expect(names.mangle(name, in: nil) == name)
  }
}
