// SPDX-License-Identifier: Apache-2.0
// Runs GNU as and llvm-mc on a listing and reads the bytes back from the object file.

import Foundation

/// An assembler of the system, as an oracle for ours.
struct ReferenceAssembler {
  let names: [String]
  let aptPackage: String
  let arguments: [String]

  static let gnu = ReferenceAssembler(
    names: ["as"], aptPackage: "binutils", arguments: ["--64"])

  static let llvm = ReferenceAssembler(
    names: ["llvm-mc"] + (14...22).map { "llvm-mc-\($0)" }, aptPackage: "llvm",
    arguments: ["-triple=x86_64-linux-gnu", "-mcpu=icelake-server", "-filetype=obj"])

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private func executable() throws -> String {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for name in names {
      for folder in path.split(separator: ":") {
        let file = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: file) { return file }
      }
    }
    throw Failure(
      description: "\(names[0]) is missing: apt-get install \(aptPackage)")
  }

  /// The bytes of the text section of `source`.
  func assemble(_ source: String) throws -> [UInt8] {
    let tool = try executable()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("weft-encoder-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appendingPathComponent("in.s")
    let output = folder.appendingPathComponent("out.o")
    let messages = folder.appendingPathComponent("messages")
    try source.write(to: input, atomically: false, encoding: .utf8)
    try Data().write(to: messages)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: tool)
    process.arguments = arguments + ["-o", output.path, input.path]
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(tool) refuses\n" + refusals(messages, source))
    }
    return try ReferenceAssembler.text(of: [UInt8](Data(contentsOf: output)))
  }

  /// The first messages, each with the line that it is about.
  private func refusals(_ messages: URL, _ source: String) -> String {
    let said = (try? String(contentsOf: messages, encoding: .utf8)) ?? ""
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    var shown: [String] = []
    for message in said.split(separator: "\n") where shown.count < 40 {
      let numbers = message.split(separator: ":").compactMap { Int($0) }
      guard message.lowercased().contains("error"), let number = numbers.first,
        number <= lines.count
      else { continue }
      shown.append("\(message)   <- \(lines[number - 1])")
    }
    return shown.joined(separator: "\n")
  }

  /// The section .text of an ELF64 object file.
  private static func text(of object: [UInt8]) throws -> [UInt8] {
    func number(_ offset: Int, _ bytes: Int) -> Int {
      (0..<bytes).reduce(0) { $0 | Int(object[offset + $1]) << (8 * $1) }
    }
    let table = number(0x28, 8)
    let entrySize = number(0x3A, 2)
    let names = number(table + number(0x3E, 2) * entrySize + 0x18, 8)
    for index in 0..<number(0x3C, 2) {
      let entry = table + index * entrySize
      let name = names + number(entry, 4)
      if Array(object[name..<name + 6]) == Array(".text\0".utf8) {
        let start = number(entry + 0x18, 8)
        return Array(object[start..<start + number(entry + 0x20, 8)])
      }
    }
    throw Failure(description: "no .text section")
  }
}
