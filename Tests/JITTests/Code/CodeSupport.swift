// SPDX-License-Identifier: Apache-2.0
// What the tests of executable memory share.

import Foundation

import JIT

/// The code `mov eax, value; ret`.
func returning(_ value: UInt32) -> [UInt8] {
  [0xB8] + (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } + [0xC3]
}

/// Runs code that takes no arguments.
func call(_ code: CompiledCode) -> UInt32 {
  var nothing: UInt64 = 0
  return code.run(&nothing).rawValue
}

/// The mappings of this process: address range and permissions as /proc/self/maps prints them.
func mappings() throws -> [(range: Range<UInt>, permissions: String)] {
  let text = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
  return text.split(separator: "\n").map { line in
    let fields = line.split(separator: " ")
    let ends = fields[0].split(separator: "-").map { UInt($0, radix: 16)! }
    return (ends[0]..<ends[1], String(fields[1]))
  }
}

/// A program of the system, or nil if it is not installed.
func tool(_ name: String) -> String? {
  ["/usr/bin/", "/bin/", "/usr/local/bin/"].map { $0 + name }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// Runs a program and returns what it prints on both outputs, and its exit status.
func output(_ program: String, _ arguments: [String]) throws -> (text: String, status: Int32) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (String(decoding: data, as: UTF8.self), process.terminationStatus)
}

/// A file path of our own in the directory for temporary files.
func temporaryPath(_ name: String) -> String {
  NSTemporaryDirectory() + "/weft-\(getpid())-\(name)"
}
