// SPDX-License-Identifier: Apache-2.0
// The CPython beside which everything is tested: `python3`, or what `WEFT_PYTHON` names.
import Foundation
import Testing

enum CPython {
  static let command = ProcessInfo.processInfo.environment["WEFT_PYTHON"] ?? "python3"

  /// Its minor version and the folder of its standard library.
  static let facts: (minor: Int, library: String) = {
    let script = "import sys, os; print(sys.version_info[1]); print(os.path.dirname(os.__file__))"
    let lines = String(decoding: run(script, [], ""), as: UTF8.self).split(separator: "\n")
    guard lines.count == 2, let minor = Int(lines[0]) else { return (0, "") }
    return (minor, String(lines[1]))
  }()

  /// What a script prints that is given arguments and text.
  static func run(_ script: String, _ arguments: [String], _ input: String) -> Data {
    let name =
      "weft-\(ProcessInfo.processInfo.processIdentifier)-\(UInt64.random(in: 0...UInt64.max))"
    let file = FileManager.default.temporaryDirectory.appending(path: name)
    guard FileManager.default.createFile(atPath: file.path, contents: Data(input.utf8)) else {
      return Data()
    }
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command, "-c", script] + arguments
    process.standardInput = try? FileHandle(forReadingFrom: file)
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return Data() }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  /// Files of the standard library: all if `WEFT_LIBRARY` is set, else every sixtieth, which takes seconds.
  static func libraryFiles() -> [String] {
    let base = facts.library
    let found = FileManager.default.enumerator(atPath: base)?.allObjects as? [String] ?? []
    let files = found.filter { $0.hasSuffix(".py") && !$0.contains("site-packages") }.sorted()
    let isWhole = ProcessInfo.processInfo.environment["WEFT_LIBRARY"] != nil
    let chosen = isWhole ? files : stride(from: 0, to: files.count, by: 60).map { files[$0] }
    return chosen.map { base + "/" + $0 }
  }

  /// What a script of `Scripts` writes for each of some files; nil for one that is none of Python's.
  static func answers(_ script: String, for files: [String]) throws -> [[UInt8]?] {
    var answers: [[UInt8]?] = []
    for start in stride(from: 0, to: files.count, by: 40) {
      let part = files[start..<min(start + 40, files.count)]
      let data = [UInt8](run(script, [], part.map { $0 + "\n" }.joined()))
      var index = 0
      for file in part {
        let end = try #require(data[index...].firstIndex(of: UInt8(ascii: "\n")), "\(file)")
        let size = try #require(Int(String(decoding: data[index..<end], as: UTF8.self)))
        index = end + 1
        answers.append(size < 0 ? nil : Array(data[index..<(index + size)]))
        index += max(size, 0)
      }
    }
    return answers
  }

  /// Where two texts part, with some of what stands before.
  static func difference(_ ours: [UInt8], _ theirs: [UInt8]) -> String {
    let place =
      zip(ours, theirs).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(ours.count, theirs.count)
    func part(_ text: [UInt8]) -> String {
      String(
        decoding: text[max(0, min(place, text.count) - 80)..<min(text.count, place + 80)],
        as: UTF8.self)
    }
    return "ours: …\(part(ours))…\nCPython's: …\(part(theirs))…"
  }

  static func read(_ path: String) throws -> [UInt8] {
    [UInt8](try #require(FileManager.default.contents(atPath: path)))
  }
}
