// SPDX-License-Identifier: Apache-2.0
// posix: folders, and what stands in them.
import Glibc

enum PosixDirectories {
  struct Entry {
    var name: [UInt8]
    var kind: UInt8
    var inode: UInt
  }

  /// What stands in a folder, without "." and "..".
  static func entries(_ path: PathArgument) throws(Raised) -> [Entry] {
    let stream: OpaquePointer?
    if let descriptor = path.descriptor {
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
      if copy < 0 { throw path.error() }
      stream = fdopendir(copy)
      if stream == nil { close(copy) }
    } else {
      stream = opendir(path.path)
    }
    guard let stream else { throw path.error() }
    defer { closedir(stream) }
    if path.descriptor != nil { rewinddir(stream) }
    var result: [Entry] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw path.error() }
        return result
      }
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
      let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
      let name = UnsafeBufferPointer(start: start, count: strlen(start)).map {
        UInt8(bitPattern: $0)
      }
      if name == [46] || name == [46, 46] { continue }
      result.append(
        Entry(name: name, kind: entry.pointee.d_type, inode: UInt(entry.pointee.d_ino)))
    }
  }

  static var rows: [Builtin] {
    [
      Builtin("listdir(path=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "listdir", descriptors: true, optional: true)
        let entries = try entries(path)
        let list = List.make()
        for entry in entries {
          list.append(
            consuming: path.isBytes ? .bytes(entry.name) : try OSPath.string(entry.name))
        }
        return list.value
      },
      Builtin("scandir(path=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "scandir", descriptors: true, optional: true)
        return .native(DirectoryScan(path, try entries(path)), DirectoryScan.type)
      },
      Builtin("mkdir(path, mode=511, *, dir_fd=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "mkdir")
        let mode = mode_t(truncatingIfNeeded: try indexValue(a[1]))
        if mkdirat(try Posix.folder(a[2]), path.path, mode) != 0 { throw path.error() }
        return .none
      },
      Builtin("rmdir(path, *, dir_fd=None)") { a throws(Raised) in
        let path = try PathArgument(a[0], "rmdir")
        if unlinkat(try Posix.folder(a[1]), path.path, AT_REMOVEDIR) != 0 { throw path.error() }
        return .none
      },
      Builtin("getcwd()") { _ throws(Raised) in
        guard let buffer = Glibc.getcwd(nil, 0) else { throw raiseOSError(errno) }
        defer { free(buffer) }
        return try OSPath.string(buffer)
      },
      Builtin("getcwdb()") { _ throws(Raised) in
        guard let buffer = Glibc.getcwd(nil, 0) else { throw raiseOSError(errno) }
        defer { free(buffer) }
        return .bytes(
          UnsafeBufferPointer(start: buffer, count: strlen(buffer)).map { UInt8(bitPattern: $0) })
      },
      Builtin("chdir(path)") { a throws(Raised) in
        let path = try PathArgument(a[0], "chdir", descriptors: true)
        let failed =
          if let descriptor = path.descriptor { Glibc.fchdir(descriptor) != 0 } else {
            Glibc.chdir(path.path) != 0
          }
        if failed { throw path.error() }
        return .none
      },
      Builtin("fchdir(fd)") { a throws(Raised) in
        try Posix.check(Glibc.fchdir(Posix.descriptor(a[0])))
      },
    ]
  }
}

/// The iterator that `scandir` gives; a context manager.
final class DirectoryScan: NativeObject {
  private var entries: [PosixDirectories.Entry]
  private var position = 0
  private let prefix: [UInt8]
  private let isBytes: Bool
  private let folder: Int32?

  init(_ path: PathArgument, _ entries: [PosixDirectories.Entry]) {
    self.entries = entries
    isBytes = path.isBytes
    folder = path.descriptor
    var prefix = path.path.dropLast().map(UInt8.init(bitPattern:))
    if path.descriptor != nil { prefix = [] } else if prefix.last != 47 { prefix.append(47) }
    self.prefix = prefix
  }

  private func next() throws(Raised) -> Value {
    guard position < entries.count else { return .unbound }
    let entry = entries[position]
    position += 1
    let full = prefix + entry.name
    let result = DirectoryEntry(
      name: isBytes ? .bytes(entry.name) : try OSPath.string(entry.name),
      path: isBytes ? .bytes(full) : try OSPath.string(full), entry, full, folder)
    return .native(result, DirectoryEntry.type)
  }

  private func close() { entries = [] }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "ScandirIterator", module: "posix",
    methods: [
      Builtin("close(self, /)") { a throws(Raised) in
        a[0].native(DirectoryScan.self)?.close()
        return .none
      },
      Builtin("__enter__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        a[0].native(DirectoryScan.self)?.close()
        return .none
      },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.native(DirectoryScan.self)?.next() ?? .unbound }
  }
}

/// os.DirEntry: a name with what the folder says about it; the status is asked for once.
final class DirectoryEntry: NativeObject {
  private let name, path: Value
  private let entry: PosixDirectories.Entry
  private let full: [CChar]
  private let folder: Int32?
  private var followed: stat?
  private var own: stat?

  init(
    name: Value, path: Value, _ entry: PosixDirectories.Entry, _ full: [UInt8], _ folder: Int32?
  ) {
    (self.name, self.path, self.entry, self.folder) = (name, path, entry, folder)
    self.full = full.map(CChar.init(bitPattern:)) + [0]
  }
  deinit {
    name.release()
    path.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(name)
    visit(path)
  }

  private func status(follow: Bool) throws(Raised) -> stat {
    if let known = follow ? followed : own { return known }
    var result = stat()
    let flags = follow ? 0 : AT_SYMLINK_NOFOLLOW
    if fstatat(folder ?? AT_FDCWD, full, &result, flags) != 0 { throw raiseOSError(errno, path) }
    if follow { followed = result } else { own = result }
    return result
  }

  /// Whether it is of a kind: what the folder says decides, if that is enough.
  private func isKind(_ mode: mode_t, _ kind: Int, follow: Bool) throws(Raised) -> Bool {
    let own = Int(entry.kind)
    if own != Int(DT_UNKNOWN), !(own == Int(DT_LNK) && follow) { return own == kind }
    do throws(Raised) {
      return try status(follow: follow).st_mode & S_IFMT == mode
    } catch {
      try swallow(.fileNotFoundError, error)
      return false
    }
  }

  private static func own(_ v: Value) throws(Raised) -> DirectoryEntry {
    guard let own = v.native(DirectoryEntry.self) else {
      throw raise(.typeError, "not a DirEntry")
    }
    return own
  }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "DirEntry", module: "posix",
    methods: [
      Builtin("is_dir(self, /, *, follow_symlinks=True)") { a throws(Raised) in
        Value(try own(a[0]).isKind(S_IFDIR, Int(DT_DIR), follow: isTrue(a[1])))
      },
      Builtin("is_file(self, /, *, follow_symlinks=True)") { a throws(Raised) in
        Value(try own(a[0]).isKind(S_IFREG, Int(DT_REG), follow: isTrue(a[1])))
      },
      Builtin("is_symlink(self, /)") { a throws(Raised) in
        Value(try own(a[0]).isKind(S_IFLNK, Int(DT_LNK), follow: false))
      },
      Builtin("stat(self, /, *, follow_symlinks=True)") { a throws(Raised) in
        Posix.result(try own(a[0]).status(follow: isTrue(a[1])))
      },
      Builtin("inode(self, /)") { a throws(Raised) in
        Value(Int(bitPattern: try own(a[0]).entry.inode))
      },
      Builtin("__fspath__(self, /)") { a throws(Raised) in try own(a[0]).path.retained() },
    ],
    classMethods: [GenericAlias.classGetItem],
    properties: [
      Property("name") { v throws(Raised) in try own(v).name.retained() },
      Property("path") { v throws(Raised) in try own(v).path.retained() },
    ]
  ) { slots in
    slots.repr = { v throws(Raised) in .string("<DirEntry \(try reprText(own(v).name))>") }
  }
}
