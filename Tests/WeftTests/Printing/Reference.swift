// SPDX-License-Identifier: Apache-2.0
// The real NumPy as a reference: one process for many cases, in a folder of its own.

import Foundation
import Testing

/// A folder that lasts as long as a test, in which Python scripts run.
final class ReferenceFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "weft-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url.appending(path: name))
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: url.appending(path: name)))
  }

  /// Runs a script in the folder, with NumPy as `np`; throws Python's complaint when it fails.
  func python(_ script: String) throws {
    let lines = """
      import sys
      try:
          import numpy as np
      except ImportError:
          sys.exit("these tests compare with NumPy: python3 -m pip install numpy")
      if int(np.__version__.split(".")[0]) < 2:
          sys.exit("these tests compare with NumPy 2.4, not " + np.__version__)

      """
    try write(Array((lines + script).utf8), to: "script.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "script.py"]
    process.currentDirectoryURL = url
    let complaints = Pipe()
    process.standardError = complaints
    try process.run()
    let text = complaints.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      throw ReferenceFailure(message: String(decoding: text, as: UTF8.self))
    }
  }
}

/// Why the reference could not answer.
struct ReferenceFailure: Error, CustomStringConvertible {
  let message: String
  var description: String { "python3 failed: \(message)" }
}

/// Cuts a file of byte strings apart, each behind its length in 8 bytes.
func lengthPrefixed(_ bytes: [UInt8]) -> [[UInt8]] {
  var parts: [[UInt8]] = []
  var start = 0
  while start < bytes.count {
    let length = (0..<8).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    parts.append([UInt8](bytes[start + 8..<start + 8 + length]))
    start += 8 + length
  }
  return parts
}

/// SplitMix64: the same cases for the same seed.
struct CaseRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  /// The seed of `WEFT_SEED`, or a new one; printed, so that a failure can be repeated.
  static func announced(_ test: String) -> CaseRandom {
    let seed =
      ProcessInfo.processInfo.environment["WEFT_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 0..<1_000_000_000)
    print("\(test): WEFT_SEED=\(seed)")
    return CaseRandom(seed: seed)
  }
}
