// SPDX-License-Identifier: Apache-2.0
// CPython's own tests of the language, where an installed CPython has them; expected-failures.txt may only shrink.
import Foundation
import Testing

@Suite struct ConformanceTests {
  /// The library of a CPython of the version that Weft says it is.
  static let library: String? = {
    var candidates: [String] = []
    let environment = ProcessInfo.processInfo.environment
    if let set = environment["WEFT_CPYTHON_LIBRARY"] { candidates.append(set) }
    for patch in (0...20).reversed() {
      candidates.append("\(environment["HOME"] ?? "")/.pyenv/versions/3.12.\(patch)/lib/python3.12")
    }
    candidates += ["/usr/local/lib/python3.12", "/usr/lib/python3.12"]
    return candidates.first {
      FileManager.default.fileExists(atPath: "\($0)/test/test_grammar.py")
    }
  }()

  /// What is run each time, and what more only when `WEFT_CPYTHON_TESTS` is set.
  static let quick = [
    "test_bool", "test_class", "test_complex", "test_int", "test_iter", "test_list",
    "test_memoryview", "test_mmap", "test_range", "test_slice", "test_tuple", "test_with",
  ]
  static let slow = [
    "test_grammar", "test_float", "test_dict", "test_set", "test_unicode", "test_format",
    "test_fstring", "test_generators", "test_descr", "test_exceptions", "test_builtin",
    "test_math", "test_itertools", "test_functools", "test_collections",
  ]
  /// Those of ctypes, which call functions of an extension module that not every CPython has.
  static let ctypes: [String] = {
    guard let library,
      let modules = try? FileManager.default.contentsOfDirectory(
        atPath: "\(library)/lib-dynload"),
      modules.contains(where: { $0.hasPrefix("_ctypes_test.") }),
      let files = try? FileManager.default.contentsOfDirectory(
        atPath: "\(library)/test/test_ctypes")
    else { return [] }
    return files.filter { $0.hasPrefix("test_") && $0.hasSuffix(".py") }.sorted()
      .map { "test_ctypes.\($0.dropLast(3))" }
  }()
  static let names =
    ctypes
    + (ProcessInfo.processInfo.environment["WEFT_CPYTHON_TESTS"] == nil ? quick : quick + slow)

  static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  /// Methods that fail; a module's name alone stands for one that does not load yet: when it does, its methods take its place.
  static let expected: Set<String> = {
    let text =
      (try? String(
        contentsOf: here.appendingPathComponent("expected-failures.txt"), encoding: .utf8)) ?? ""
    return Set(
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        .compactMap { $0.split(separator: " ").first.map(String.init) })
  }()

  @Test(.enabled(if: library != nil), arguments: names)
  func methodsPass(_ name: String) throws {
    let library = try #require(Self.library)
    let log = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-\(name)-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: log) }
    try Data().write(to: log)
    let verdicts = try Self.verdicts(name, library, log)
    let failed = verdicts.filter { $0.value == "fail" || $0.value == "crash" }.keys
    let passed = verdicts.values.count { $0 == "ok" }
    print("\(name): \(passed) of \(verdicts.count) methods pass, \(failed.count) do not")
    if let file = ProcessInfo.processInfo.environment["WEFT_CPYTHON_FAILURES"] {
      // For a new list.
      let handle = fopen(file, "a")
      for method in failed.sorted() { fputs("\(method)\n", handle) }
      fclose(handle)
    }
    if Self.expected.contains(name), verdicts[name] == nil {
      // `WEFT_CPYTHON_FAILURES=FILE` writes them.
      Issue.record("\(name) loads by now: list its methods in expected-failures.txt")
      return
    }
    let surprising = failed.filter { !Self.expected.contains($0) }.sorted()
    #expect(surprising.isEmpty, "fail but are not in expected-failures.txt")
    let mended = verdicts.filter { $0.value == "ok" && Self.expected.contains($0.key) }.keys
      .sorted()
    #expect(mended.isEmpty, "pass and must be taken out of expected-failures.txt")
  }

  /// What became of each method; after a crash the run goes on with the next one.
  static func verdicts(_ name: String, _ library: String, _ log: URL) throws -> [String: String] {
    var verdicts: [String: String] = [:]
    for _ in 0..<100 {
      let before = verdicts.count
      let outcome = try Programs.run(
        Programs.weft.path, [here.appendingPathComponent("driver.py").path, name, log.path],
        environment: ["WEFT_STDLIB": library, "SWIFT_BACKTRACE": "enable=no"], seconds: 120)
      var ended = false
      for line in try String(contentsOf: log, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        if words[0] == "end" { ended = true }
        guard words.count > 1 else { continue }
        // One that has started and not ended has crashed.
        verdicts[words[1]] = words[0] == "start" ? "crash" : words[0]
      }
      if ended { return verdicts }
      if verdicts.count == before {
        // Not even loaded.
        print("\(name): \(outcome.lastError)")
        verdicts[name] = "fail"
        return verdicts
      }
    }
    return verdicts
  }
}
