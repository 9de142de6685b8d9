// SPDX-License-Identifier: Apache-2.0
// io.FileIO: a descriptor without buffers.
import Glibc

final class RawFile: IOBaseObject {
  private(set) var descriptor: Int32 = -1
  private(set) var canRead = false
  private(set) var canWrite = false
  private var appends = false
  private var creates = false
  private(set) var closesDescriptor = true
  private var name = Value.none

  override init() { super.init() }

  /// A file over a descriptor that is open.
  init(
    _ descriptor: Int32, name: Value, canRead: Bool, canWrite: Bool, closesDescriptor: Bool
  ) {
    super.init()
    (self.descriptor, self.canRead, self.canWrite) = (descriptor, canRead, canWrite)
    self.closesDescriptor = closesDescriptor
    self.name = name.retained()
  }

  deinit {
    if !isClosed, closesDescriptor, descriptor >= 0 { Glibc.close(descriptor) }
    name.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) { visit(name) }

  private static func own(_ v: Value) throws(Raised) -> RawFile {
    guard let own = v.native(RawFile.self) else { throw raise(.typeError, "not a FileIO") }
    if own.isClosed || own.descriptor < 0 {
      throw raise(.valueError, "I/O operation on closed file")
    }
    return own
  }

  /// "rb", "rb+", "ab" …, as FileIO shows it.
  private var mode: String {
    if creates { return canRead ? "xb+" : "xb" }
    if appends { return canRead ? "ab+" : "ab" }
    return canRead ? (canWrite ? "rb+" : "rb") : "wb"
  }

  // MARK: Opening

  /// Letters of a mode as flags of open(2).
  private func flags(_ mode: String) throws(Raised) -> Int32 {
    let kinds = mode.filter { "rwxa".contains($0) }
    guard mode.allSatisfy({ "rwxab+".contains($0) }) else {
      throw raise(.valueError, "invalid mode: \(mode)")
    }
    guard kinds.count == 1, mode.filter({ $0 == "+" }).count <= 1 else {
      throw raise(
        .valueError,
        "Must have exactly one of create/read/write/append mode and at most one plus")
    }
    let plus = mode.contains("+")
    canRead = kinds == "r" || plus
    canWrite = kinds != "r" || plus
    appends = kinds == "a"
    creates = kinds == "x"
    var flags = canRead && canWrite ? O_RDWR : canWrite ? O_WRONLY : O_RDONLY
    switch kinds {
    case "w": flags |= O_CREAT | O_TRUNC
    case "x": flags |= O_CREAT | O_EXCL
    case "a": flags |= O_CREAT | O_APPEND
    default: break
    }
    return flags | O_CLOEXEC
  }

  /// Opens a path, takes a descriptor, or asks `opener` for one.
  func open(_ file: Value, mode: String, closesDescriptor: Bool, opener: Value) throws(Raised) {
    let flags = try flags(mode)
    try Audit.tell("open", [file.retained(), .string(mode), Value(Int(flags))])
    self.closesDescriptor = closesDescriptor
    let old = name
    name = file.retained()
    old.release()
    isClosed = false
    if file.isInteger {
      descriptor = try Posix.int32(file)
      if descriptor < 0 { throw raise(.valueError, "negative file descriptor") }
    } else {
      if !closesDescriptor {
        throw raise(.valueError, "Cannot use closefd=False with file name")
      }
      if opener.isNone || opener.isUnbound {
        let path = try OSPath.raw(file).map(CChar.init(bitPattern:)) + [0]
        descriptor = Int32(try Posix.retrying { Int(Glibc.open(path, flags, 0o666)) })
        if descriptor < 0 { throw raiseOSError(errno, file) }
      } else {
        let result = try call(opener, file, Value(Int(flags)))
        defer { result.release() }
        guard result.isInteger else {
          throw raise(.typeError, "expected integer from opener")
        }
        descriptor = try Posix.int32(result)
        if descriptor < 0 {
          throw raise(.valueError, "opener returned \(descriptor)")
        }
      }
    }
    var status = stat()
    if fstat(descriptor, &status) != 0 {
      let number = errno
      descriptor = -1
      throw raiseOSError(number, file)
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      if !file.isInteger { Glibc.close(descriptor) }
      descriptor = -1
      throw raiseOSError(EISDIR, file)
    }
    if appends { _ = lseek(descriptor, 0, SEEK_END) }
  }

  // MARK: Work

  func readOnce(_ count: Int) throws(Raised) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: max(count, 1))
    let read = try Posix.retrying { Glibc.read(descriptor, &buffer, count) }
    if read < 0 { throw raiseOSError(errno) }
    return Array(buffer[..<read])
  }

  private func readAll() throws(Raised) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let chunk = try readOnce(65_536)
      if chunk.isEmpty { return all }
      all += chunk
    }
  }

  private static func readable(_ v: Value) throws(Raised) -> RawFile {
    let file = try own(v)
    if !file.canRead { throw IOModule.unsupported("File not open for reading") }
    return file
  }

  private static func close(_ v: Value) throws(Raised) -> Value {
    guard let own = v.native(RawFile.self), !own.isClosed else { return .none }
    own.isClosed = true
    if own.closesDescriptor, own.descriptor >= 0, Glibc.close(own.descriptor) != 0 {
      throw raiseOSError(errno)
    }
    return .none
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "FileIO", module: "_io", base: IOBase.raw, flags: [.basetype],
    methods: [
      Builtin("read(self, size=-1, /)") { a throws(Raised) in
        let (file, count) = (try readable(a[0]), try IOBase.size(a[1]))
        return .bytes(count < 0 ? try file.readAll() : try file.readOnce(count))
      },
      Builtin("readall(self, /)") { a throws(Raised) in .bytes(try readable(a[0]).readAll()) },
      Builtin("readinto(self, buffer, /)") { a throws(Raised) in
        let file = try readable(a[0])
        let (count, store) = try IOBase.target(a[1])
        let bytes = try file.readOnce(count)
        store(bytes)
        return Value(bytes.count)
      },
      Builtin("write(self, b, /)") { a throws(Raised) in
        let file = try own(a[0])
        if !file.canWrite { throw IOModule.unsupported("File not open for writing") }
        let bytes = try IOBase.bytes(a[1])
        return try Posix.checkedInt(
          Posix.retrying { Glibc.write(file.descriptor, bytes, bytes.count) })
      },
      Builtin("seek(self, pos, whence=0, /)") { a throws(Raised) in
        try Posix.checkedInt(
          lseek(own(a[0]).descriptor, indexValue(a[1]), Int32(indexValue(a[2]))))
      },
      Builtin("tell(self, /)") { a throws(Raised) in
        try Posix.checkedInt(lseek(own(a[0]).descriptor, 0, SEEK_CUR))
      },
      Builtin("truncate(self, size=None, /)") { a throws(Raised) in
        let file = try own(a[0])
        let size = a[1].isNone ? lseek(file.descriptor, 0, SEEK_CUR) : try indexValue(a[1])
        if ftruncate(file.descriptor, size) != 0 { throw raiseOSError(errno) }
        return Value(size)
      },
      Builtin("fileno(self, /)") { a throws(Raised) in Value(Int(try own(a[0]).descriptor)) },
      Builtin("isatty(self, /)") { a throws(Raised) in
        Value(Glibc.isatty(try own(a[0]).descriptor) == 1)
      },
      Builtin("readable(self, /)") { a throws(Raised) in Value(try own(a[0]).canRead) },
      Builtin("writable(self, /)") { a throws(Raised) in Value(try own(a[0]).canWrite) },
      Builtin("seekable(self, /)") { a throws(Raised) in
        Value(lseek(try own(a[0]).descriptor, 0, SEEK_CUR) >= 0)
      },
      Builtin("close(self, /)") { a throws(Raised) in try close(a[0]) },
    ],
    properties: [
      Property("mode") { v throws(Raised) in .string(v.native(RawFile.self)?.mode ?? "") },
      Property("closefd") { v throws(Raised) in
        Value(v.native(RawFile.self)?.closesDescriptor ?? true)
      },
      Property(
        "name",
        set: { v, value throws(Raised) in
          guard let own = v.native(RawFile.self) else { return }
          let old = own.name
          own.name = value.retained()
          old.release()
        }
      ) { v throws(Raised) in v.native(RawFile.self)?.name.retained() ?? .none },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(RawFile(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "FileIO", ["file", "mode", "closefd", "opener"], required: 1)
      guard let own = v.native(RawFile.self) else { return }
      if !a[1].isUnbound, !a[1].isStr {
        throw raise(
          .typeError, "FileIO() argument 'mode' must be str, not \(a[1].type.name)")
      }
      try own.open(
        a[0], mode: a[1].isUnbound ? "r" : Str(a[1]).text,
        closesDescriptor: a[2].isUnbound ? true : isTrue(a[2]), opener: a[3])
    }
    slots.repr = { v throws(Raised) in
      guard let own = v.native(RawFile.self) else { return .none }
      if own.isClosed || own.descriptor < 0 { return .string("<_io.FileIO [closed]>") }
      let closes = own.closesDescriptor ? "True" : "False"
      return .string(
        "<_io.FileIO name=\(try reprText(own.name)) mode='\(own.mode)' closefd=\(closes)>")
    }
  }
}
