// SPDX-License-Identifier: Apache-2.0
// Every script in Tests/Scripts does under `weft` what it does under `python3`.
import Foundation
import Testing

@Suite struct ScriptTests {
  static let folder = Programs.root.appendingPathComponent("Tests/Scripts")
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".py") }.sorted()

  @Test func thereAreScripts() { #expect(Self.names.count >= 25) }

  @Test(arguments: names)
  func weftAgreesWithPython(_ name: String) throws {
    let path = Self.folder.appendingPathComponent(name).path
    let python = try Programs.run("python3", ["-W", "ignore", path])
    let weft = try Programs.run(Programs.weft.path, [path], environment: Self.environment(name))
    #expect(!weft.ranOut)
    #expect(weft.status == python.status, "\(weft.errors)")
    #expect(weft.lastError == python.lastError)
    if weft.output != python.output {
      Issue.record("\(Self.difference(weft.output, python.output))")
    }
  }

  /// Scripts of our own library's modules run as on a machine without CPython.
  static func environment(_ name: String) -> [String: String] {
    name.hasPrefix("library_") ? ["WEFT_STDLIB": "none"] : [:]
  }

  /// The first line that differs.
  static func difference(_ weft: String, _ python: String) -> String {
    let (a, b) = (weft.components(separatedBy: "\n"), python.components(separatedBy: "\n"))
    for index in 0..<max(a.count, b.count) {
      let (x, y) = (index < a.count ? a[index] : nil, index < b.count ? b[index] : nil)
      if x != y { return "line \(index + 1)\nweft:   \(x ?? "ended")\npython: \(y ?? "ended")" }
    }
    return ""
  }
}
