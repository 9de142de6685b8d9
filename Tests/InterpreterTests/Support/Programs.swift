// SPDX-License-Identifier: Apache-2.0
// Runs `weft`, `python3` and others, and says what they wrote and how they ended.
import Foundation

/// What became of a program that was run.
struct Outcome {
  var output: String
  var errors: String
  /// The exit status, or minus the signal that ended it.
  var status: Int32
  var ranOut: Bool

  /// The last line on standard error: of a traceback, the exception.
  var lastError: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
}

enum Programs {
  /// The repository.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The `weft` that was built with these tests: it lies beside them.
  static let weft: URL = {
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = tests.deletingLastPathComponent().appendingPathComponent("weft")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
    return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("weft")
  }()

  /// Runs a program to its end, or for so many seconds.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    seconds: Double = 120
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, since a full pipe would stop the program.
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["output", "errors"].map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try withNoSignalBlocked { try process.run() }
    var ranOut = false
    let end = Date().addingTimeInterval(seconds)
    while process.isRunning {
      if Date() > end {
        ranOut = true
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        break
      }
      usleep(2000)
    }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(
      output: texts[0], errors: texts[1],
      status: process.terminationReason == .uncaughtSignal
        ? -process.terminationStatus : process.terminationStatus, ranOut: ranOut)
  }

  /// A thread of the tests may block signals (Dispatch's do), and a program inherits what its starter blocks.
  private static func withNoSignalBlocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
