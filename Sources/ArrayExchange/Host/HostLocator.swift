// SPDX-License-Identifier: Apache-2.0
// Finding a libpython: which places are tried, in which order, and why each was refused.

import Glibc

/// Where a CPython is.
package struct HostLocation: Sendable {
  /// What dlopen is given: a path, or a name that the dynamic linker looks up.
  package let library: String
  /// The python whose prefix, standard library and site-packages are used; this file need not exist.
  package let executable: String
  /// Its minor version: 11 for 3.11.
  package let minor: Int
}

/// A place that was looked at, and why it would not do.
public struct HostAttempt: Sendable, CustomStringConvertible {
  /// Such as `python3 on PATH` or `libpython3.11.so.1.0`.
  public let place: String
  public let failure: String
  public var description: String { "\(place): \(failure)" }
}

/// The search: `WEFT_PYTHON`, else what `python3` says of itself, else the usual names of the library.
package struct HostLocator {
  /// The versions whose stable ABI has what we call: `Py_buffer` is in it since 3.11.
  package static let minors = 11...14

  package private(set) var attempts: [HostAttempt] = []
  package private(set) var location: HostLocation?

  /// True where `python3` uses UTF-8 whatever the locale: told to, or in the locale "C", that of most containers.
  ///
  /// A hosted CPython does not find this out by itself.
  package let wantsUTF8: Bool
  /// The folder of the standard library that PYTHONHOME names.
  private let home: String?

  /// Searches; at most one process is started.
  package init(environment: (String) -> String? = Self.variable) {
    func variable(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
    let locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? "C"
    wantsUTF8 = variable("PYTHONUTF8").map { $0 == "1" } ?? Self.isPlain(locale)
    home = variable("PYTHONHOME").map { String($0.prefix { $0 != ":" }) }
    if let given = variable("WEFT_PYTHON") {
      // What was asked for explicitly is not replaced by something else.
      let place = "WEFT_PYTHON=\(given)"
      if HostPython.isLibrary(given) {
        tryLibrary(given, place)
      } else {
        tryPython(given, place)
      }
      return
    }
    tryPython("python3", "python3 on PATH")
    for minor in Self.minors.reversed() where location == nil {
      let name = "libpython3.\(minor).so.1.0"
      tryLibrary(name, name)
    }
  }

  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// True for the locale "C", and for one that is not installed, in place of which C takes that.
  private static func isPlain(_ locale: String) -> Bool {
    guard let known = newlocale(1 << LC_CTYPE, locale, nil) else { return true }
    freelocale(known)
    return ["C", "POSIX"].contains(locale)
  }

  private mutating func refuse(_ place: String, _ failure: String) {
    attempts.append(HostAttempt(place: place, failure: failure))
  }

  /// Asks a python where its library is, and takes the first that is there and has its version.
  private mutating func tryPython(_ command: String, _ place: String) {
    let python: HostPython
    switch HostPython.ask(command) {
    case .success(let answer): python = answer
    case .failure(let failure): return refuse(place, failure.words)
    }
    let name = "\(place) (\(python.executable), \(python.version))"
    if let objection = Self.objection(python.major, python.minor, python.freeThreaded) {
      return refuse(name, objection)
    }
    for library in python.libraries {
      switch HostPython.version(ofLibrary: library) {
      case .failure(let failure): refuse("\(name): \(library)", failure.words)
      case .success(let found) where found.minor != python.minor:
        refuse("\(name): \(library)", "is version \(found.text)")
      case .success:
        location = HostLocation(
          library: library, executable: python.executable, minor: python.minor)
        return
      }
    }
  }

  /// Takes a library by itself; CPython ends the process when it finds no standard library, so that one is looked for first.
  private mutating func tryLibrary(_ library: String, _ place: String) {
    switch HostPython.version(ofLibrary: library) {
    case .failure(let failure): refuse(place, failure.words)
    case .success(let found):
      if let objection = Self.objection(3, found.minor, library.contains("t.so")) {
        return refuse(place, objection)
      }
      // CPython believes this variable, and ends the process where it is wrong.
      if let home, access("\(home)/lib/python3.\(found.minor)/os.py", R_OK) != 0 {
        return refuse(place, "PYTHONHOME=\(home) has no lib/python3.\(found.minor)/os.py")
      }
      guard let prefix = HostPython.prefix(ofLibraryAt: found.path, minor: found.minor) else {
        return refuse(place, "no lib/python3.\(found.minor)/os.py above \(found.path)")
      }
      location = HostLocation(
        library: library, executable: "\(prefix)/bin/python3.\(found.minor)", minor: found.minor)
    }
  }

  private static func objection(_ major: Int, _ minor: Int, _ freeThreaded: Bool) -> String? {
    if major != 3 || minor < minors.lowerBound {
      return "version \(major).\(minor) is too old: Weft needs CPython 3.11 or newer"
    }
    return freeThreaded ? "a build without the global lock has no stable ABI" : nil
  }
}
