// SPDX-License-Identifier: Apache-2.0
// io.TextIOWrapper, io.BufferedReader and BufferedWriter for scripts; open and print.
import Glibc

enum FileTypes {
  nonisolated(unsafe) static let text = make("TextIOWrapper", isText: true)
  nonisolated(unsafe) static let reader = make("BufferedReader", isText: false)
  nonisolated(unsafe) static let writer = make("BufferedWriter", isText: false)
  nonisolated(unsafe) static let random = make("BufferedRandom", isText: false)

  private static func own(_ v: Value) throws(Raised) -> FileObject {
    guard let own = v.native(FileObject.self) else { throw raise(.typeError, "not a file") }
    if own.isClosed { throw raise(.valueError, "I/O operation on closed file.") }
    return own
  }

  private static func unsupported(_ text: String) -> Raised {
    raise(.valueError, text, of: IOModule.unsupportedOperation)
  }

  /// What was read, as the script sees it; owned.
  private static func result(_ file: FileObject, _ bytes: [UInt8]) throws(Raised) -> Value {
    guard file.isText else { return .bytes(bytes) }
    var bytes = bytes
    if file.newline == nil, bytes.contains(13) {
      var translated: [UInt8] = []
      translated.reserveCapacity(bytes.count)
      for (index, byte) in bytes.enumerated() {
        if byte == 13 {
          translated.append(10)
        } else if byte != 10 || index == 0 || bytes[index - 1] != 13 {
          translated.append(byte)
        }
      }
      bytes = translated
    }
    return try Codecs.decode(bytes, encoding: file.encoding, errors: file.errors)
  }

  private static func size(_ value: Value) throws(Raised) -> Int {
    value.isNone ? -1 : try indexValue(value)
  }

  private static func readable(_ v: Value) throws(Raised) -> FileObject {
    let file = try own(v)
    if !file.canRead { throw unsupported("not readable") }
    return file
  }

  private static func make(_ name: String, isText: Bool) -> TypeRef {
    TypeMaking.make(
      name, module: "_io", flags: [.hasDict, .weakReferable],
      methods: [
        Builtin("write(self, text, /)") { a throws(Raised) in
          let file = try own(a[0])
          if !file.canWrite { throw unsupported("not writable") }
          guard file.isText else {
            guard let bytes = ByteArray.anyBytes(of: a[1]) else {
              throw raise(
                .typeError, "a bytes-like object is required, not '\(a[1].type.name)'")
            }
            try file.write(bytes)
            return Value(bytes.count)
          }
          guard a[1].isStr else {
            throw raise(
              .typeError, "write() argument must be str, not \(a[1].type.name)")
          }
          var bytes = try Codecs.encode(Str(a[1]), encoding: file.encoding, errors: file.errors)
          if let newline = file.newline, newline == "\r\n" || newline == "\r" {
            bytes = bytes.flatMap { $0 == 10 ? Array(newline.utf8) : [$0] }
          }
          try file.write(bytes)
          return Value(Str(a[1]).count)
        },
        Builtin("writelines(self, lines, /)") { a throws(Raised) in
          let write = try getAttribute(a[0], .write)
          defer { write.release() }
          try forEach(a[1]) { line throws(Raised) in
            try call(write, line).release()
            return true
          }
          return .none
        },
        Builtin("read(self, size=-1, /)") { a throws(Raised) in
          let file = try readable(a[0])
          let count = try size(a[1])
          return try result(file, file.isText ? file.readCharacters(count) : file.read(count))
        },
        Builtin("readline(self, size=-1, /)") { a throws(Raised) in
          let file = try readable(a[0])
          return try result(file, file.readLine(size(a[1])))
        },
        Builtin("readlines(self, hint=-1, /)") { a throws(Raised) in
          let file = try readable(a[0])
          let list = List.make()
          while true {
            let line = try file.readLine()
            if line.isEmpty { return list.value }
            list.append(consuming: try result(file, line))
          }
        },
        Builtin("flush(self, /)") { a throws(Raised) in
          try own(a[0]).flush()
          return .none
        },
        Builtin("close(self, /)") { a throws(Raised) in
          try a[0].native(FileObject.self)?.close()
          return .none
        },
        Builtin("fileno(self, /)") { a throws(Raised) in Value(Int(try own(a[0]).descriptor)) },
        Builtin("isatty(self, /)") { a throws(Raised) in
          Value(isatty(try own(a[0]).descriptor) == 1)
        },
        Builtin("readable(self, /)") { a throws(Raised) in Value(try own(a[0]).canRead) },
        Builtin("writable(self, /)") { a throws(Raised) in Value(try own(a[0]).canWrite) },
        Builtin("seekable(self, /)") { a throws(Raised) in
          Value(lseek(try own(a[0]).descriptor, 0, SEEK_CUR) >= 0)
        },
        Builtin("seek(self, offset, whence=0, /)") { a throws(Raised) in
          Value(try own(a[0]).seek(indexValue(a[1]), indexValue(a[2])))
        },
        Builtin("tell(self, /)") { a throws(Raised) in Value(try own(a[0]).tell()) },
        Builtin("truncate(self, size=None, /)") { a throws(Raised) in
          let file = try own(a[0])
          try file.flush()
          let length = a[1].isNone ? try file.tell() : try indexValue(a[1])
          if ftruncate(file.descriptor, length) != 0 { throw raiseOSError(errno) }
          return Value(length)
        },
        Builtin("detach(self, /)") { a throws(Raised) in a[0].retained() },
        Builtin(
          "reconfigure(self, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)"
        ) {
          a throws(Raised) in
          if !a[4].isNone { try own(a[0]).isLineBuffered = isTrue(a[4]) }
          return .none
        },
        Builtin("__enter__(self, /)") { a throws(Raised) in
          _ = try own(a[0])
          return a[0].retained()
        },
        Builtin("__exit__(self, /, *args)") { a throws(Raised) in
          try a[0].native(FileObject.self)?.close()
          return .none
        },
      ],
      properties: [
        Property("closed") { v throws(Raised) in
          Value(v.native(FileObject.self)?.isClosed ?? true)
        },
        Property("name") { v throws(Raised) in
          v.native(FileObject.self)?.name.retained() ?? .none
        },
        Property("mode") { v throws(Raised) in
          .string(v.native(FileObject.self)?.mode ?? "")
        },
        Property("encoding") { v throws(Raised) in
          .string(v.native(FileObject.self)?.encoding ?? "")
        },
        Property("errors") { v throws(Raised) in .string(v.native(FileObject.self)?.errors ?? "") },
        Property("newlines") { _ throws(Raised) in .none },
        Property("line_buffering") { v throws(Raised) in
          Value(v.native(FileObject.self)?.isLineBuffered ?? false)
        },
        Property("buffer") { v throws(Raised) in
          let file = try own(v)
          try file.flush()
          let buffer = FileObject(
            file.descriptor, name: file.name, mode: file.canRead ? "rb" : "wb", isText: false,
            canRead: file.canRead, canWrite: file.canWrite, closesDescriptor: false)
          return .native(buffer, file.canRead ? reader : writer)
        },
      ]
    ) { slots in
      slots.iterate = { v throws(Raised) in
        _ = try own(v)
        return v.retained()
      }
      slots.next = { v throws(Raised) in
        let file = try readable(v)
        let line = try file.readLine()
        return line.isEmpty ? .unbound : try result(file, line)
      }
      slots.repr = { v throws(Raised) in
        guard let file = v.native(FileObject.self) else { return .none }
        let name = try reprText(file.name)
        return .string(
          file.isText
            ? "<_io.TextIOWrapper name=\(name) mode='\(file.mode)' encoding='\(file.encoding.uppercased())'>"
            : "<_io.\(v.type.name) name=\(name)>")
      }
    }
  }

  // MARK: open

  static let openText =
    "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)"

  static func open(_ a: BoundArguments) throws(Raised) -> Value {
    guard a[1].isStr else {
      throw raise(
        .typeError, "open() argument 'mode' must be str, not \(a[1].type.name)")
    }
    let mode = Str(a[1]).text
    let letters = Set(mode)
    guard letters.isSubset(of: "rwxabt+"), letters.count == mode.count else {
      throw raise(.valueError, "invalid mode: '\(mode)'")
    }
    let isText = !letters.contains("b")
    if letters.contains("b") && letters.contains("t") {
      throw raise(.valueError, "can't have text and binary mode at once")
    }
    let kinds = letters.intersection("rwxa")
    guard kinds.count == 1, let kind = kinds.first else {
      throw raise(
        .valueError, "must have exactly one of create/read/write/append mode")
    }
    if !isText {
      for (index, name) in [(3, "encoding"), (4, "errors"), (5, "newline")] where !a[index].isNone {
        throw raise(.valueError, "binary mode doesn't take an \(name) argument")
      }
    }
    let plus = letters.contains("+")
    let canRead = kind == "r" || plus
    let canWrite = kind != "r" || plus
    let descriptor: Int32
    if a[0].isInteger {
      descriptor = Int32(truncatingIfNeeded: try indexValue(a[0]))
    } else {
      let path = try OSPath.bytes(a[0])
      var flags = canRead && canWrite ? O_RDWR : canWrite ? O_WRONLY : O_RDONLY
      if kind == "w" { flags |= O_CREAT | O_TRUNC }
      if kind == "x" { flags |= O_CREAT | O_EXCL }
      if kind == "a" { flags |= O_CREAT | O_APPEND }
      descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o666)
      if descriptor < 0 { throw raiseOSError(errno, a[0]) }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        close(descriptor)
        throw raiseOSError(EISDIR, a[0])
      }
    }
    let file = FileObject(
      descriptor, name: a[0], mode: mode, isText: isText, canRead: canRead, canWrite: canWrite,
      newline: a[5].isStr ? Str(a[5]).text : nil,
      encoding: a[3].isStr ? Str(a[3]).text : "utf-8",
      errors: a[4].isStr ? Str(a[4]).text : "strict",
      closesDescriptor: try isTrue(a[6]))
    let type = isText ? text : canRead && canWrite ? random : canRead ? reader : writer
    return .native(file, type)
  }

  // MARK: print

  static var printRow: Builtin {
    Builtin("print(*args, sep=None, end=None, file=None, flush=False)") {
      a throws(Raised) in
      var file = a[3]
      if file.isNone {
        file = SysModule.attribute("stdout")
        if file.isUnbound { throw raise(.runtimeError, "lost sys.stdout") }
        if file.isNone { return .none }
      }
      for (index, name) in [(1, "sep"), (2, "end")] where !a[index].isNone && !a[index].isStr {
        throw raise(
          .typeError, "\(name) must be None or a string, not \(a[index].type.name)")
      }
      // The usual file is written to without calls.
      if file.type == text, let own = file.native(FileObject.self), own.canWrite, !own.isClosed {
        for (position, value) in Tuple(a[0]).buffer.enumerated() {
          if position > 0 {
            try own.write(a[1].isNone ? [32] : Codecs.utf8(Str(a[1])))
          }
          let string = try str(value)
          defer { string.release() }
          if Str(string).isASCII {
            try own.write(UnsafeBufferPointer(start: Str(string).bytes, count: Str(string).count))
          } else {
            try own.write(Codecs.encode(Str(string), encoding: own.encoding, errors: own.errors))
          }
        }
        try own.write(a[2].isNone ? [10] : Codecs.utf8(Str(a[2])))
        if try isTrue(a[4]) { try own.flush() }
        return .none
      }
      let write = try getAttribute(file, .write)
      defer { write.release() }
      let space = machine.pointee.characters[32]
      let newline = machine.pointee.characters[10]
      for (position, value) in Tuple(a[0]).buffer.enumerated() {
        if position > 0 { try call(write, a[1].isNone ? space : a[1]).release() }
        let string = try str(value)
        defer { string.release() }
        try call(write, string).release()
      }
      try call(write, a[2].isNone ? newline : a[2]).release()
      if try isTrue(a[4]) { try callMethod(file, .flush).release() }
      return .none
    }
  }
}

/// Raises an exception of a type that is no built-in kind.
func raise(_ base: ExceptionKind, _ message: String, of type: TypeRef) -> Raised {
  let text = Value.string(message)
  defer { text.release() }
  do throws(Raised) {
    return raise(try call(type.value, text))
  } catch {
    return error
  }
}
