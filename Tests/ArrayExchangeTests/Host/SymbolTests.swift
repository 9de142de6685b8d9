// SPDX-License-Identifier: Apache-2.0
// Only functions of the stable ABI are called.

import ArrayExchange
import Foundation
import Testing

extension HostTests {
  @Suite("Functions of CPython", .enabled(if: Host.isThere, "no CPython")) struct SymbolTests {
    @Test func allAreOfTheStableABI() throws {
      let python = try CPython.shared
      let folder = try String(python.import("sysconfig").get_path("stdlib"))
      // CPython's own list, which its tests hold it to; not every installation has the tests.
      let list = URL(fileURLWithPath: folder + "/test/test_stable_abi_ctypes.py")
      guard let stable = try? String(contentsOf: list, encoding: .utf8) else {
        return print("no \(list.path): names are not compared")
      }
      let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
      }
      let table = try String(
        contentsOf: root.appending(path: "Sources/ArrayExchange/Host/HostSymbols.swift"),
        encoding: .utf8)
      let names = table.matches(of: #/bind\("(\w+)"\)/#).map { String($0.1) }
      #expect(names.count > 100)
      let listed = Set(stable.matches(of: #/["'](\w+)["']/#).map { String($0.1) })
      #expect(listed.isSuperset(of: names), "\(Set(names).subtracting(listed))")
    }
  }
}
