// SPDX-License-Identifier: Apache-2.0
// Random NumPy programs print under `weft` what they print under `python3`: 2,000 of them, or `WEFT_FUZZ=n`; `WEFT_TEST_SEED=s`
// begins with number s.
import Foundation
import Testing

@Suite struct RandomProgramTests {
  /// Programs in one file: starting an interpreter takes longer than running them.
  static let perFile = 50

  static func setting(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test func programsPrintWhatNumPyPrints() throws {
    let first = Self.setting("WEFT_TEST_SEED") ?? Int.random(in: 0..<1_000_000_000)
    let count = Self.setting("WEFT_FUZZ") ?? 2000
    print("random NumPy programs: WEFT_TEST_SEED=\(first) WEFT_FUZZ=\(count)")
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-programs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let generator = Programs.root.appendingPathComponent(
      "Tests/InterpreterTests/Random/generate.py")
    var faults = 0
    for start in stride(from: first, to: first + count, by: Self.perFile) where faults < 10 {
      let size = min(Self.perFile, first + count - start)
      let made = try Programs.run(
        "python3", ["-B", generator.path, folder.path, "\(start)", "\(size)"])
      try #require(made.status == 0, "\(made.errors.suffix(2000))")
      let path = folder.appendingPathComponent("\(start).py").path
      let python = try Programs.run("python3", [path])
      try #require(python.status == 0, "\(python.errors.suffix(2000))")
      let weft = try Programs.run(Programs.weft.path, [path])
      for fault in try Self.faults(path, start..<(start + size), weft, python.output) {
        faults += 1
        Issue.record("\(fault)")
      }
    }
  }

  /// What differs, for each program that does: its number, its text, and the first line.
  private static func faults(
    _ path: String, _ seeds: Range<Int>, _ weft: Outcome, _ python: String
  ) throws -> [String] {
    if weft.output == python && weft.status == 0 { return [] }
    let (own, wanted) = (sections(weft.output), sections(python))
    let texts = try String(contentsOfFile: path, encoding: .utf8)
      .components(separatedBy: "@program(")
    var faults: [String] = []
    for seed in seeds where own[seed] != wanted[seed] {
      let text = texts.first { $0.hasPrefix("\(seed))") } ?? ""
      let line = ScriptTests.difference(own[seed] ?? "", wanted[seed] ?? "")
      faults.append("WEFT_TEST_SEED=\(seed) WEFT_FUZZ=1\n@program(\(text)\n\(line)")
    }
    if weft.status != 0 {
      faults.append("weft ended with status \(weft.status): \(weft.errors.suffix(2000))")
    }
    return faults
  }

  /// What each program printed.
  private static func sections(_ output: String) -> [Int: String] {
    var sections: [Int: String] = [:]
    for part in ("\n" + output).components(separatedBy: "\nprogram ").dropFirst() {
      let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      if let seed = Int(lines[0]) { sections[seed] = lines.count > 1 ? String(lines[1]) : "" }
    }
    return sections
  }
}
