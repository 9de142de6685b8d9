// SPDX-License-Identifier: Apache-2.0
// Running a script a second time in one process leaves no more cells alive than the first did.
import Foundation
import Testing

@Suite struct LeakTests {
  /// Scripts that end the process, or mean to leave something behind; those that must be modules; and some whose
  /// values stay in caches of the library, as in CPython: classes of each run, or what fills a cache in four runs.
  static let others = [
    "exit_message.py", "exit_status.py", "tracebacks.py", "syntax_errors.py", "memory.py",
    "audit_hooks.py",
    "library_string.py", "library_typing.py", "library_enum.py",
    "library_collections.py",
  ]
  static let names = ScriptTests.names.filter {
    !others.contains($0)
  }

  @Test(arguments: names)
  func cellsEnd(_ name: String) throws {
    let path = ScriptTests.folder.appendingPathComponent(name).path
    let checker = Programs.root.appendingPathComponent("Tests/InterpreterTests/leaks.py").path
    let outcome = try Programs.run(
      Programs.weft.path, [checker, path], environment: ScriptTests.environment(name))
    #expect(outcome.status == 0, "\(outcome.errors.suffix(400))")
    let counts = outcome.errors.split(separator: "\n").last?.split(separator: " ") ?? []
    try #require(counts.count == 2, "\(outcome.errors.suffix(400))")
    #expect(counts[0] == counts[1], "cells after the second and the third run")
  }
}
