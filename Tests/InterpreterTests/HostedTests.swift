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

  // MARK: Without a host, or with a wrong one

  /// Runs a text with some variables of the environment.
  private func run(text: String, _ environment: [String: String] = [:]) throws -> String {
    let outcome = try Programs.run(Programs.weft.path, ["-c", text], environment: environment)
    #expect(outcome.status == 0, "\(environment): \(outcome.errors.suffix(3000))")
    return outcome.output
  }

  private static let refused = """
    import json, sys
    import numpy as np
    import cpython
    assert np.arange(4).sum() == 6 and json.loads("[1]") == [1]
    for attempt in range(2):
        for way in (lambda: __import__("cpython.numpy"), lambda: cpython.numpy, lambda: cpython.eval("1"), lambda: cpython.version):
            try:
                way()
            except ImportError as error:
                print(error)
            else:
                sys.exit("there was a host after all")
    try:
        from cpython import scipy
    except ImportError as error:
        print(error)
    assert (np.ones(3) * 2).tolist() == [2.0, 2.0, 2.0]
    """

  /// Everything else works where no CPython is found, and the error lists what was tried.
  @Test func withoutLibrary() throws {
    let place = "WEFT_PYTHON=/nonexistent"
    let output = try run(text: Self.refused, ["WEFT_PYTHON": "/nonexistent"])
    #expect(output.components(separatedBy: place).count - 1 == 9, "\(output)")
    #expect(output.contains("no CPython 3.11 or newer with a shared library was found; tried:"))
    let info = try Programs.run(
      Programs.weft.path, ["info"], environment: ["WEFT_PYTHON": "/nonexistent"])
    #expect(info.status == 0 && info.output.contains("none; tried \(place)"), "\(info.output)")
  }

  /// A python that is too old is refused by its version.
  @Test func oldPython() throws {
    guard let old = Self.oldPython else {
      print("skipped: no python older than 3.11 here")
      return
    }
    let output = try run(text: Self.refused, ["WEFT_PYTHON": old])
    #expect(output.contains("is too old: Weft needs CPython 3.11 or newer"), "\(output)")
  }

  /// The path of a CPython 3 that is older than 3.11: on PATH, or among pyenv's.
  private static let oldPython: String? = {
    let environment = ProcessInfo.processInfo.environment
    var folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let versions =
      (environment["PYENV_ROOT"] ?? NSHomeDirectory() + "/.pyenv") + "/versions"
    let installed = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
    folders = installed.sorted().map { "\(versions)/\($0)/bin" } + folders
    for minor in (6...10).reversed() {
      for folder in folders {
        let path = "\(folder)/python3.\(minor)"
        // Shims of pyenv's lead nowhere unless the version is chosen.
        if let outcome = try? Programs.run(path, ["--version"]), outcome.status == 0 { return path }
      }
    }
    return nil
  }()

  /// The import of the module alone loads nothing.
  @Test func nothingIsLoadedUntilAskedFor() throws {
    guard Self.isPossible else { return }
    let text = """
      import cpython
      from cpython import Object
      def loaded(): return "libpython" in open("/proc/self/maps").read()
      hasattr(cpython, "__file__"), dir(cpython), repr(cpython)
      print(loaded())
      cpython.eval("1")
      print(loaded())
      """
    #expect(try run(text: text) == "False\nTrue\n")
  }

  /// A NumPy whose extensions are for another CPython: the error names both.
  @Test func numpyOfAnotherVersion() throws {
    guard Self.isPossible else { return }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-wrong-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let core = folder.appendingPathComponent("numpy/_core")
    try FileManager.default.createDirectory(at: core, withIntermediateDirectories: true)
    for (name, text) in [
      ("../__init__.py", "from . import _core"),
      ("__init__.py", "import numpy._core._multiarray_umath"),
      ("_multiarray_umath.cpython-39-x86_64-linux-gnu.so", ""),
    ] {
      try text.write(
        to: core.appendingPathComponent(name), atomically: false, encoding: .utf8)
    }
    let text = """
      import cpython
      try:
          from cpython import numpy
      except ImportError as error:
          print(error)
      print(cpython.version)
      """
    let lines = try run(text: text, ["PYTHONPATH": folder.path]).split(separator: "\n")
    try #require(lines.count == 2, "\(lines)")
    #expect(lines[0].contains("was built for CPython 3.9"), "\(lines)")
    #expect(lines[0].contains("this is CPython \(lines[1])"), "\(lines)")
  }

  /// The packages of an active virtual environment are the host's.
  @Test func virtualEnvironment() throws {
    guard Self.isPossible else { return }
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-venv-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = try Programs.run("python3", ["-m", "venv", "--without-pip", folder.path])
    guard made.status == 0 else {
      print("skipped: python3 makes no virtual environments: \(made.errors.suffix(300))")
      return
    }
    let site = try Programs.run(
      folder.path + "/bin/python3",
      ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    ).output.trimmingCharacters(in: .whitespacesAndNewlines)
    try "where = 'in the environment'\n".write(
      toFile: site + "/weft_only_here.py", atomically: false, encoding: .utf8)
    let text = """
      import cpython
      from cpython import weft_only_here
      print(weft_only_here.where, cpython.import_module("sys").prefix)
      """
    let wanted = "in the environment \(folder.path)\n"
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    #expect(try run(text: text, ["PATH": folder.path + "/bin:" + path]) == wanted)
    #expect(try run(text: text, ["WEFT_PYTHON": folder.path + "/bin/python3"]) == wanted)
  }
}
