// SPDX-License-Identifier: Apache-2.0
// Scripts that use the hosted CPython, run by the built `weft`: each checks itself against the original NumPy in its own process.
import Foundation
import Testing

@Suite struct HostedTests {
  /// Whether there is a CPython with NumPy that can be hosted here; if not, says why once.
  private static let isPossible: Bool = {
    let outcome = try? Programs.run(Programs.weft.path, ["-c", "from cpython import numpy"])
    if outcome?.status == 0 { return true }
    print("skipped: \(outcome?.errors ?? "weft does not run")")
    return false
  }()

  private static let folder = Programs.root.appendingPathComponent("Tests/Hosted")

  /// Runs a script of the folder to its end.
  private func run(_ name: String, _ arguments: [String] = []) throws -> String {
    let path = Self.folder.appendingPathComponent(name).path
    let outcome = try Programs.run(Programs.weft.path, [path] + arguments, seconds: 300)
    #expect(
      outcome.status == 0,
      "\(name) \(arguments) ended with \(outcome.status): \(outcome.errors.suffix(3000))")
    return outcome.output
  }

  /// Scripts without arguments print how many checks they made.
  @Test(arguments: try scripts())
  func script(_ name: String) throws {
    guard Self.isPossible else { return }
    let words = try run(name).split(separator: "\n").last?.split(separator: " ") ?? []
    let count = words.first.flatMap { Int($0) } ?? 0
    #expect(words.last == "checks" && count > 0, "\(name): \(words)")
  }

  static func scripts() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".py") && !["matrix.py", "oracle.py"].contains($0) }.sorted()
  }

  /// 2,000 arrays of every dtype, layout, protocol and direction, or `WEFT_FUZZ=n`.
  @Test func arraysAreShared() throws {
    guard Self.isPossible else { return }
    let seed = RandomProgramTests.setting("WEFT_TEST_SEED") ?? Int.random(in: 0..<1_000_000_000)
    let count = RandomProgramTests.setting("WEFT_FUZZ") ?? 2000
    print("shared arrays: WEFT_TEST_SEED=\(seed) WEFT_FUZZ=\(count)")
    #expect(try run("matrix.py", ["\(seed)", "\(count)"]).contains("\(count) arrays"))
  }

  /// Random NumPy programs in one process, here and in the original NumPy.
  @Test func originalNumPyIsAnOracle() throws {
    guard Self.isPossible else { return }
    let seed = RandomProgramTests.setting("WEFT_TEST_SEED") ?? Int.random(in: 0..<1_000_000)
    print("programs in one process: WEFT_TEST_SEED=\(seed)")
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-oracle-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let generator = Programs.root.appendingPathComponent(
      "Tests/InterpreterTests/Random/generate.py")
    let made = try Programs.run(
      "python3", ["-B", generator.path, folder.path, "\(seed)", "50"])
    try #require(made.status == 0, "\(made.errors.suffix(2000))")
    let text = try run(
      "oracle.py", [folder.appendingPathComponent("\(seed).py").path])
    #expect(text.contains("the same in both"))
  }
}
