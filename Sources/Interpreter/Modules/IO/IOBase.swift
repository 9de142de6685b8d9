// SPDX-License-Identifier: Apache-2.0
// The abstract base types of files, whose methods work through those that a subclass defines.

/// A file of any kind: what an instance of a script's subclass of the base types holds.
class IOBaseObject: NativeObject {
  var isClosed = false
}

enum IOBase {
  // MARK: Calls of a file's own methods

  /// Calls a method by name; owned.
  @discardableResult
  static func invoke(_ file: Value, _ name: String, _ arguments: Value...) throws(Raised) -> Value {
    let method = try getAttribute(file, name)
    defer { method.release() }
    let tuple = Tuple.make(copying: arguments)
    defer { tuple.value.release() }
    return try call(method, spreading: tuple, nil)
  }

  static func flag(_ file: Value, _ name: String) throws(Raised) -> Bool {
    let result = try invoke(file, name)
    defer { result.release() }
    return try isTrue(result)
  }

  static func isClosed(_ file: Value) throws(Raised) -> Bool {
    let closed = try getAttribute(file, "closed")
    defer { closed.release() }
    return try isTrue(closed)
  }

  static func checkOpen(_ file: Value) throws(Raised) {
    if try isClosed(file) { throw raise(.valueError, "I/O operation on closed file.") }
  }

  /// A size argument: None and negative numbers mean all, -1.
  static func size(_ value: Value) throws(Raised) -> Int {
    if value.isNone || value.isUnbound { return -1 }
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(
        .typeError, "argument should be integer or None, not '\(value.type.name)'")
    }
    return max(-1, try indexValue(value))
  }

  // MARK: Buffers

  /// The bytes of a bytes-like argument.
  static func bytes(_ value: Value) throws(Raised) -> [UInt8] {
    try checkLends(value)
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    if let view = value.native(MemoryView.self) {
      if !view.layout.isContiguous {
        throw raise(
          .bufferError, "memoryview: underlying buffer is not C-contiguous")
      }
    }
    return bytes
  }

  /// Where bytes can be put, and how many: a bytearray, a view of one, an array.
  static func target(_ value: Value) throws(Raised) -> (count: Int, store: ([UInt8]) -> Void) {
    try checkLends(value)
    if let layout = BufferLayout(of: value), !layout.isReadOnly, layout.isContiguous {
      return (
        layout.byteCount,
        { bytes in
          bytes.withUnsafeBytes { new in
            BufferLayout.withMemory(of: value) { layout.store(new, in: $0) }
          }
        }
      )
    }
    throw raise(
      .typeError,
      "readinto() argument must be read-write bytes-like object, not \(value.type.name)")
  }

  /// `readinto` through a method that returns bytes.
  private static func readInto(_ v: Value, _ buffer: Value, _ method: String) throws(Raised)
    -> Value
  {
    let (count, store) = try target(buffer)
    let data = try invoke(v, method, Value(count))
    defer { data.release() }
    if data.isNone { return .none }
    guard data.has(.bytes) else {
      throw raise(.typeError, "\(method)() should return bytes")
    }
    let bytes = Array(Bytes(data).buffer)
    guard bytes.count <= count else {
      throw raise(
        .valueError,
        "\(method)() returned too much data: \(count) bytes requested, \(bytes.count) returned")
    }
    store(bytes)
    return Value(bytes.count)
  }

  // MARK: Lines

  /// One line of a file that can only read: byte by byte, or as far as it lets peek.
  private static func readLine(_ v: Value, _ limit: Int) throws(Raised) -> Value {
    let peek = try getOptionalAttribute(v, "peek")
    defer { peek?.release() }
    var line: [UInt8] = []
    while limit < 0 || line.count < limit {
      var wanted = 1
      if let peek {
        let ahead = try call(peek, Value(1))
        defer { ahead.release() }
        guard let bytes = ByteArray.anyBytes(of: ahead) else {
          throw raise(.osError, "peek() should have returned a bytes object")
        }
        if let end = bytes.firstIndex(of: 10) {
          wanted = end + 1
        } else {
          wanted = max(1, bytes.count)
        }
        if limit >= 0 { wanted = min(wanted, limit - line.count) }
      }
      let data = try invoke(v, "read", Value(wanted))
      defer { data.release() }
      guard data.has(.bytes) else {
        throw raise(
          .osError, "read() should have returned a bytes object, not '\(data.type.name)'")
      }
      if Bytes(data).count == 0 { break }
      line += Bytes(data).buffer
      if line.last == 10 { break }
    }
    return .bytes(line)
  }

  private static func check(_ name: String, _ method: String, _ text: String) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      if try !flag(a[0], method) {
        throw IOModule.unsupported("File or stream is not \(text).")
      }
      return .true
    }
  }

  private static func refusing(_ signature: String, _ name: String) -> Builtin {
    Builtin(signature) { _ throws(Raised) in throw IOModule.unsupported(name) }
  }

  private static var baseRows: [Builtin] {
    [
      refusing("seek(self, offset, whence=0, /)", "seek"),
      Builtin("tell(self, /)") { a throws(Raised) in try invoke(a[0], "seek", Value(0), Value(1)) },
      refusing("truncate(self, size=None, /)", "truncate"),
      refusing("fileno(self, /)", "fileno"),
      Builtin("flush(self, /)") { a throws(Raised) in
        try checkOpen(a[0])
        return .none
      },
      Builtin("close(self, /)") { a throws(Raised) in
        guard let own = a[0].native(IOBaseObject.self), !own.isClosed else { return .none }
        do throws(Raised) {
          try invoke(a[0], "flush").release()
        } catch {
          own.isClosed = true
          throw error
        }
        own.isClosed = true
        return .none
      },
      Builtin("seekable(self, /)") { _ throws(Raised) in .false },
      Builtin("readable(self, /)") { _ throws(Raised) in .false },
      Builtin("writable(self, /)") { _ throws(Raised) in .false },
      Builtin("isatty(self, /)") { a throws(Raised) in
        try checkOpen(a[0])
        return .false
      },
      Builtin("_checkClosed(self, msg=None, /)") { a throws(Raised) in
        try checkOpen(a[0])
        return .none
      },
      check("_checkSeekable", "seekable", "seekable"),
      check("_checkReadable", "readable", "readable"),
      check("_checkWritable", "writable", "writable"),
      Builtin("readline(self, size=-1, /)") { a throws(Raised) in
        try readLine(a[0], size(a[1]))
      },
      Builtin("readlines(self, hint=-1, /)") { a throws(Raised) in
        let hint = try size(a[1])
        let list = List.make()
        var total = 0
        do throws(Raised) {
          try forEach(a[0]) { line throws(Raised) in
            list.append(line)
            total += try length(line)
            return hint <= 0 || total < hint
          }
        } catch {
          list.value.release()
          throw error
        }
        return list.value
      },
      Builtin("writelines(self, lines, /)") { a throws(Raised) in
        try checkOpen(a[0])
        let write = try getAttribute(a[0], .write)
        defer { write.release() }
        try forEach(a[1]) { line throws(Raised) in
          try call(write, line).release()
          return true
        }
        return .none
      },
      Builtin("__enter__(self, /)") { a throws(Raised) in
        try checkOpen(a[0])
        return a[0].retained()
      },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        try invoke(a[0], "close").release()
        return .none
      },
    ]
  }

  nonisolated(unsafe) static let base = TypeMaking.make(
    "_IOBase", module: "_io", flags: [.basetype, .hasDict, .weakReferable], methods: baseRows,
    properties: [
      Property("closed") { v throws(Raised) in
        Value(v.native(IOBaseObject.self)?.isClosed ?? false)
      },
      Property("__dict__", set: Classes.setDict, Classes.getDict),
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(IOBaseObject(), type) }
    slots.initialize = { _, _ throws(Raised) in }
    slots.iterate = { v throws(Raised) in
      try checkOpen(v)
      return v.retained()
    }
    slots.next = { v throws(Raised) in
      let line = try invoke(v, "readline")
      if try length(line) > 0 { return line }
      line.release()
      return .unbound
    }
  }

  nonisolated(unsafe) static let raw = TypeMaking.make(
    "_RawIOBase", module: "_io", base: base, flags: [.basetype],
    methods: [
      Builtin("read(self, size=-1, /)") { a throws(Raised) in
        let count = try size(a[1])
        if count < 0 { return try invoke(a[0], "readall") }
        let buffer = ByteArray.make([UInt8](repeating: 0, count: count))
        defer { buffer.release() }
        let read = try invoke(a[0], "readinto", buffer)
        defer { read.release() }
        if read.isNone { return .none }
        let number = try indexValue(read)
        guard (0...count).contains(number), let array = buffer.native(ByteArray.self) else {
          throw raise(.valueError, "readinto returned \(number) outside buffer size \(count)")
        }
        return .bytes(array.bytes.prefix(number))
      },
      Builtin("readall(self, /)") { a throws(Raised) in
        var all: [UInt8] = []
        while true {
          let data = try invoke(a[0], "read", Value(IOModule.bufferSize))
          defer { data.release() }
          if data.isNone, all.isEmpty { return .none }
          guard data.has(.bytes) else {
            if data.isNone { break }
            throw raise(.typeError, "read() should return bytes")
          }
          if Bytes(data).count == 0 { break }
          all += Bytes(data).buffer
        }
        return .bytes(all)
      },
    ])

  nonisolated(unsafe) static let buffered = TypeMaking.make(
    "_BufferedIOBase", module: "_io", base: base, flags: [.basetype],
    methods: [
      refusing("detach(self, /)", "detach"), refusing("read(self, size=-1, /)", "read"),
      refusing("read1(self, size=-1, /)", "read1"), refusing("write(self, data, /)", "write"),
      Builtin("readinto(self, buffer, /)") { a throws(Raised) in
        try readInto(a[0], a[1], "read")
      },
      Builtin("readinto1(self, buffer, /)") { a throws(Raised) in
        try readInto(a[0], a[1], "read1")
      },
    ])

  nonisolated(unsafe) static let text = TypeMaking.make(
    "_TextIOBase", module: "_io", base: base, flags: [.basetype],
    methods: [
      refusing("detach(self, /)", "detach"), refusing("read(self, size=-1, /)", "read"),
      refusing("readline(self, size=-1, /)", "readline"),
      refusing("write(self, text, /)", "write"),
    ],
    properties: ["encoding", "newlines", "errors"].map { name in
      Property(name) { _ throws(Raised) in .none }
    })
}
