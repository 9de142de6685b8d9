// SPDX-License-Identifier: Apache-2.0
// The real CPython, NumPy and gcc, as processes.
import Foundation

enum Reference {
  /// What a program prints; nil if it ends with an error, which is printed.
  static func output(of program: String, _ arguments: [String], input: String = "") -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    do { try process.run() } catch {
      print("\(program): \(error)")
      return nil
    }
    DispatchQueue.global().async {
      standardInput.fileHandleForWriting.write(Data(input.utf8))
      try? standardInput.fileHandleForWriting.close()
    }
    let data = standardOutput.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  /// PATH, as `env` wants it.
  static var path: String { "PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin")" }

  /// The lines that a script prints which reads `input`.
  static func python(_ script: String, input: String = "") -> [Substring]? {
    output(of: "python3", ["-c", script], input: input)?.split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  /// What C code prints that is compiled with the headers of python3 and its NumPy.
  static func c(_ code: String) -> String? {
    let paths = python(
      "import sysconfig, numpy; print(sysconfig.get_path('include')); print(numpy.get_include())")
    guard let paths, paths.count >= 2,
      FileManager.default.fileExists(atPath: paths[0] + "/Python.h")
    else { return nil }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, program) = (folder.appending(path: "a.c"), folder.appending(path: "a"))
    try? code.write(to: source, atomically: true, encoding: .utf8)
    guard
      output(
        of: "gcc",
        ["-w", "-I", String(paths[0]), "-I", String(paths[1]), source.path, "-o", program.path])
        != nil
    else { return nil }
    return output(of: program.path, [])
  }
}

/// Numbers that the same seed repeats (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
