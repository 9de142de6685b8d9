// SPDX-License-Identifier: Apache-2.0
// Finding a libpython, and saying why one was not found.

import ArrayExchange
import Foundation
import Testing

extension HostTests {
  @Suite("Finding CPython") struct LocatorTests {
    private func search(_ given: String) -> HostLocator {
      HostLocator { $0 == "WEFT_PYTHON" ? given : nil }
    }

    @Test func explicitChoicesAreNotReplaced() {
      let missing = search("/nowhere/python3")
      #expect(missing.location == nil)
      #expect(missing.attempts.count == 1)
      #expect(missing.attempts[0].place == "WEFT_PYTHON=/nowhere/python3")
      let library = search("/nowhere/libpython3.11.so.1.0")
      #expect(library.location == nil)
      #expect(library.attempts[0].failure.contains("No such file"))
      #expect(search("/bin/true").attempts[0].failure == "does not answer as a python does")
      #expect(search("/bin/false").attempts[0].failure == "ended with status 1")
      #expect(search("libm.so.6").attempts[0].failure == "has no Py_GetVersion")
      let error = CPythonError.unavailable(library.attempts).description
      #expect(error.contains("WEFT_PYTHON=/nowhere/libpython3.11.so.1.0: "))
    }

    /// A program that answers as a python of some version.
    private func fake(_ lines: String) throws -> String {
      let path =
        FileManager.default.temporaryDirectory.path + "/weft-python-\(getpid())-\(lines.count)"
      try "#!/bin/sh\nprintf '\(lines)'\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      return path
    }

    @Test func versionsThatAreTooOld() throws {
      let old = try fake(
        "3\\n8\\n0\\n/usr/bin/python3.8\\n/usr\\n/usr/lib\\nlibpython3.8.so.1.0\\n\\n")
      defer { unlink(old) }
      let failure = search(old).attempts[0]
      #expect(failure.place.hasSuffix("(/usr/bin/python3.8, 3.8)"))
      #expect(failure.failure == "version 3.8 is too old: Weft needs CPython 3.11 or newer")
      let free = try fake(
        "3\\n13\\n1\\n/usr/bin/python3.13t\\n/usr\\n/usr/lib\\nlibpython3.13t.so.1.0\\n\\n")
      defer { unlink(free) }
      #expect(search(free).attempts[0].failure.contains("without the global lock"))
      let none = try fake(
        "3\\n99\\n0\\n/opt/bin/python3.99\\n/opt\\n/opt/lib\\nlibpython3.99.so.1.0\\n\\n")
      defer { unlink(none) }
      #expect(
        search(none).attempts.map { String($0.place.split(separator: " ").last!) } == [
          "/opt/lib/libpython3.99.so.1.0", "libpython3.99.so.1.0",
        ])
    }

    @Test(.enabled(if: Host.isThere, "no CPython")) func homesWithoutALibrary() throws {
      let library = try CPython.shared.library
      let search = HostLocator { ["WEFT_PYTHON": library, "PYTHONHOME": "/nowhere:/else"][$0] }
      #expect(search.location == nil)
      #expect(
        search.attempts.last?.failure.hasPrefix("PYTHONHOME=/nowhere has no lib/python3.") == true)
    }

    @Test(
      arguments: [
        [:], ["LANG": "C"], ["LANG": "de_DE.UTF-8"], ["LANG": "C.UTF-8"],
        ["LANG": "C.UTF-8", "LC_ALL": "POSIX"], ["LANG": "C", "LC_CTYPE": "C.UTF-8"],
        ["PYTHONUTF8": "0"], ["LANG": "C.UTF-8", "PYTHONUTF8": "1"],
        ["LANG": "C.UTF-8", "LC_ALL": ""],
      ] as [[String: String]])
    func textIsAsThatOfPython3(_ variables: [String: String]) {
      let given = variables.map { "\($0)=\($1)" }
      let program = [Reference.path, "python3", "-c", "import sys; print(sys.flags.utf8_mode)"]
      guard let said = Reference.output(of: "env", ["-i"] + given + program) else { return }
      let search = HostLocator { $0 == "WEFT_PYTHON" ? "/nowhere.so" : variables[$0] }
      #expect(said == (search.wantsUTF8 ? "1\n" : "0\n"))
    }

    @Test(.enabled(if: Host.isThere, "no CPython")) func theLibraryItselfWillDo() throws {
      let host = try CPython.shared
      let found = try #require(search(host.library).location)
      #expect(found.library == host.library)
      #expect(host.version.hasPrefix("3.\(found.minor)."))
      let python = try #require(search(host.executable).location)
      #expect(python.minor == found.minor)
    }

    @Test(.enabled(if: Host.isThere, "no CPython")) func theHostIsAsThePythonFound() throws {
      let host = try CPython.shared
      let process = Process()
      process.executableURL = URL(fileURLWithPath: host.executable)
      process.arguments = [
        "-c", "import sys; print(sys.prefix, sys.base_prefix, sys.executable, sys.path[1:])",
      ]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let expected = String(
        decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      let sys = try host.import("sys")
      var path = try sys.path.elements().map(\.representation)
      path.removeAll { $0.contains("weft_") }
      let found =
        "\(try sys.prefix) \(try sys.base_prefix) \(try sys.executable) [\(path.joined(separator: ", "))]\n"
      #expect(found == expected)
    }
  }
}
