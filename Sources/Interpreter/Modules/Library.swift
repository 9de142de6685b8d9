// SPDX-License-Identifier: Apache-2.0
// Modules in the Python language: those embedded in the program, and an installed CPython's standard library.
import CLibraryText
import Glibc

/// Modules in Python that are part of the program: those that scripts need on a machine without CPython.
///
/// They go before an installed CPython's, which may be of another version, and after the script's own.
enum Library {
  /// What stands for them in `sys.path`.
  static let folder = "<weft>"

  struct Source {
    var text: [UInt8]
    var isPackage: Bool
  }

  nonisolated(unsafe) private static let modules: [String: LibraryText] = {
    var result: [String: LibraryText] = [:]
    guard var row = libraryTexts() else { return result }
    while let name = row.pointee.name {
      result[String(cString: name)] = row.pointee
      row += 1
    }
    return result
  }()

  /// The source of an embedded module, if there is one of this name.
  static func source(of name: String) -> Source? {
    modules[name].map {
      Source(
        text: Array(UnsafeBufferPointer(start: $0.text, count: $0.count)),
        isPackage: $0.isPackage != 0)
    }
  }
}

extension Library {
  /// The `__path__` of an embedded package: what it lacks, the installed one may have.
  static func path(of package: String) -> [String] {
    let relative = package.split(separator: ".").joined(separator: "/")
    return ["\(folder)/\(relative)"] + (StandardLibrary.folder.map { ["\($0)/\(relative)"] } ?? [])
  }
}

/// The standard library of an installed CPython, whose pure-Python modules run as they stand.
enum StandardLibrary {
  /// The folder, found once: `WEFT_STDLIB`, then beside the `python3` on the PATH, then the usual places.
  ///
  /// `WEFT_STDLIB=none` hides an installed CPython.
  static let folder: String? = candidates.first { isLibrary($0) }
  /// Where it was looked for, for the message when none was found.
  static let tried: [String] = candidates

  private static func isLibrary(_ path: String) -> Bool {
    Files.exists(path + "/argparse.py") && Files.exists(path + "/unittest/__init__.py")
  }

  private static var candidates: [String] {
    var result: [String] = []
    if let set = getenv("WEFT_STDLIB").map({ String(cString: $0) }) {
      result.append(set)
      if set == "none" { return result }
    }
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let versions = (9...14).reversed().map { "python3.\($0)" }
    for directory in path.split(separator: ":") {
      guard let buffer = realpath("\(directory)/python3", nil) else { continue }
      let real = String(cString: buffer)
      free(buffer)
      let root = real.split(separator: "/").dropLast(2).joined(separator: "/")
      let name = String(real.split(separator: "/").last ?? "")
      result.append("/\(root)/lib/\(name)")
      for version in versions { result.append("/\(root)/lib/\(version)") }
    }
    for root in ["/usr", "/usr/local"] {
      for version in versions { result.append("\(root)/lib/\(version)") }
    }
    // Version managers put small programs in the place of python3.
    if let home = getenv("HOME").map({ String(cString: $0) }) {
      for minor in (9...14).reversed() {
        for patch in (0...30).reversed() {
          let folder = "\(home)/.pyenv/versions/3.\(minor).\(patch)/lib/python3.\(minor)"
          if Files.exists(folder) { result.append(folder) }
        }
      }
    }
    return result
  }

  /// Names that belong to the standard library: a missing one gets a message that says where it was looked for.
  static let names: Set<String> = [
    "argparse", "ast", "asyncio", "base64", "calendar", "cgi", "cmd", "code", "codecs",
    "configparser", "contextvars", "csv", "datetime", "decimal", "difflib", "dis", "doctest",
    "email", "fileinput", "fnmatch", "fractions", "ftplib", "getopt", "getpass", "gettext",
    "glob", "gzip", "hashlib", "hmac", "html", "http", "imaplib", "importlib", "inspect",
    "keyword", "linecache", "locale", "logging", "lzma", "mailbox", "mimetypes",
    "multiprocessing", "netrc", "numbers", "optparse", "pathlib", "pdb", "pickle", "pickletools",
    "pkgutil", "platform", "plistlib", "pprint", "profile", "pstats", "py_compile", "queue",
    "quopri", "reprlib", "sched", "secrets", "selectors", "shelve", "shlex", "shutil", "signal",
    "site", "smtplib", "socket", "socketserver", "sqlite3", "ssl", "stat", "statistics",
    "subprocess", "symtable", "sysconfig", "tarfile", "tempfile", "test", "textwrap",
    "threading", "timeit", "token", "tokenize", "trace", "tracemalloc", "turtle", "unittest",
    "urllib", "uuid", "wave", "weakref", "webbrowser", "xml", "xmlrpc", "zipfile", "zoneinfo",
  ]
}
