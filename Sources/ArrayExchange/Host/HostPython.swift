// SPDX-License-Identifier: Apache-2.0
// What a python says of itself, and what a libpython says of itself.

import CShims
import Glibc

/// Why a python or a library cannot be used.
struct HostFailure: Error {
  let words: String
}

/// What a python executable answered.
struct HostPython {
  let executable: String
  let major: Int
  let minor: Int
  let freeThreaded: Bool
  /// Where its library may be, the likeliest first.
  let libraries: [String]

  var version: String { "\(major).\(minor)" }

  /// True for the name of a shared library, such as `/usr/lib/libpython3.11.so.1.0`.
  static func isLibrary(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return name.hasSuffix(".so") || name.contains(".so.")
  }

  /// What `ask` has a python print, a line each.
  ///
  /// The current directory, first in `sys.path` of `-c`, is left out: a
  /// file of its own may be called sysconfig.
  private static let questions = """
    import sys
    if sys.path and sys.path[0] == '': del sys.path[0]
    import sysconfig
    get = sysconfig.get_config_var
    print(sys.version_info[0], sys.version_info[1], 1 if get('Py_GIL_DISABLED') else 0, sep='\\n')
    print(sys.executable, sys.base_prefix, sep='\\n')
    print(get('LIBDIR') or '', get('INSTSONAME') or '', get('LDLIBRARY') or '', sep='\\n')
    """

  /// Starts a python and reads what it says.
  static func ask(_ command: String) -> Result<HostPython, HostFailure> {
    spawn([command, "-c", questions]).flatMap { text in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      guard lines.count >= 8, let major = Int(lines[0]), let minor = Int(lines[1]) else {
        return .failure(HostFailure(words: "does not answer as a python does"))
      }
      let (base, folder, soname, link) = (lines[4], lines[5], lines[6], lines[7])
      var libraries: [String] = []
      // A python that was moved names the folder it was built for; its own prefix is where it is.
      for place in [folder, base + "/lib"] where !place.isEmpty {
        for name in [soname, link] where name.contains(".so") {
          libraries.append("\(place)/\(name)")
        }
      }
      // Debian's python is linked statically; the same version's library is where the linker looks.
      libraries.append("libpython\(major).\(minor).so.1.0")
      var seen: Set<String> = []
      return .success(
        HostPython(
          executable: lines[3], major: major, minor: minor, freeThreaded: lines[2] == "1",
          libraries: libraries.filter { seen.insert($0).inserted }))
    }
  }

  /// Runs a program and returns what it writes.
  private static func spawn(_ words: [String]) -> Result<String, HostFailure> {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      return .failure(HostFailure(words: String(cString: strerror(errno))))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let failure = posix_spawnp(&child, words[0], &actions, nil, &arguments, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard failure == 0 else {
      return .failure(HostFailure(words: String(cString: strerror(failure))))
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    // posix_spawn of a program that is not there may show as status 127 only.
    guard status == 0 else {
      return .failure(HostFailure(words: "ended with status \(status >> 8 & 255)"))
    }
    return .success(String(decoding: bytes, as: UTF8.self))
  }

  /// Loads a library as far as needed to read its version, and where it is.
  static func version(
    ofLibrary library: String
  ) -> Result<(minor: Int, text: String, path: String), HostFailure> {
    guard let handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL) else {
      return .failure(HostFailure(words: dlerror().map { String(cString: $0) } ?? "cannot load"))
    }
    defer { dlclose(handle) }
    guard let symbol = dlsym(handle, "Py_GetVersion") else {
      return .failure(HostFailure(words: "has no Py_GetVersion"))
    }
    typealias GetVersion = @convention(c) () -> UnsafePointer<CChar>
    let words = String(cString: unsafeBitCast(symbol, to: GetVersion.self)())
    let text = words.prefix { $0 != " " }
    let numbers = text.split(separator: ".")
    guard numbers.count >= 2, numbers[0] == "3", let minor = Int(numbers[1]) else {
      return .failure(HostFailure(words: "is version \(text)"))
    }
    let path = weft_library_with(symbol).map { String(cString: $0) } ?? library
    return .success((minor, String(text), path))
  }

  /// The folder above a library that has the standard library of its version.
  static func prefix(ofLibraryAt path: String, minor: Int) -> String? {
    guard let full = realpath(path, nil) else { return nil }
    defer { free(full) }
    var folders = String(cString: full).split(separator: "/").dropLast()
    while !folders.isEmpty {
      folders.removeLast()
      let prefix = "/" + folders.joined(separator: "/")
      let landmark = "\(prefix)/lib/python3.\(minor)/os.py"
      if access(landmark, R_OK) == 0 { return prefix == "/" ? "" : prefix }
    }
    return nil
  }
}
