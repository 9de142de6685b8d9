// SPDX-License-Identifier: Apache-2.0
// io.TextIOWrapper, io.BufferedReader, BufferedWriter and BufferedRandom for scripts.
import Glibc

enum FileTypes {
  nonisolated(unsafe) static let text = makeText()
  nonisolated(unsafe) static let reader = makeBuffered("BufferedReader")
  nonisolated(unsafe) static let writer = makeBuffered("BufferedWriter")
  nonisolated(unsafe) static let random = makeBuffered("BufferedRandom")

  private static func own(_ v: Value) throws(Raised) -> FileObject {
    guard let own = v.native(FileObject.self) else { throw raise(.typeError, "not a file") }
    if own.isDetached {
      throw raise(
        .valueError,
        own.isText ? "underlying buffer has been detached" : "raw stream has been detached")
    }
    if own.descriptor < 0, own.device.isUnbound {
      throw raise(.valueError, "I/O operation on uninitialized object")
    }
    if own.isClosed {
      throw raise(
        .valueError,
        own.isText ? "I/O operation on closed file." : "I/O operation on closed file")
    }
    if !own.device.isUnbound, try IOBase.isClosed(own.device) {
      throw raise(.valueError, "I/O operation on closed file.")
    }
    return own
  }

  private static func readable(_ v: Value) throws(Raised) -> FileObject {
    let file = try own(v)
    if !file.canRead {
      throw IOModule.unsupported(file.isText ? "not readable" : "read")
    }
    return file
  }

  // MARK: Both

  private static func always(_ name: String, _ body: @escaping (FileObject) -> Bool) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in Value(body(try own(a[0]))) }
  }

  private static var commonRows: [Builtin] {
    [
      always("readable") { $0.canRead }, always("writable") { $0.canWrite },
      Builtin("flush(self, /)") { a throws(Raised) in
        try own(a[0]).flush()
        return .none
      },
      Builtin("close(self, /)") { a throws(Raised) in
        guard let own = a[0].native(FileObject.self), !own.isDetached else { return .none }
        // A subclass may flush in its own way.
        if !own.isClosed, a[0].type.flags.contains(.heapType) {
          do throws(Raised) {
            try IOBase.invoke(a[0], "flush").release()
          } catch {
            let first = takeRaised()
            if (try? own.close()) == nil { takeRaised().release() }
            throw raiseAgain(first)
          }
        }
        try own.close()
        return .none
      },
      Builtin("fileno(self, /)") { a throws(Raised) in
        let file = try own(a[0])
        return file.descriptor >= 0
          ? Value(Int(file.descriptor)) : try IOBase.invoke(file.device, "fileno")
      },
      Builtin("isatty(self, /)") { a throws(Raised) in
        let file = try own(a[0])
        return file.descriptor >= 0
          ? Value(isatty(file.descriptor) == 1) : try IOBase.invoke(file.device, "isatty")
      },
      Builtin("seekable(self, /)") { a throws(Raised) in
        let file = try own(a[0])
        return file.descriptor >= 0
          ? Value(lseek(file.descriptor, 0, SEEK_CUR) >= 0)
          : try IOBase.invoke(file.device, "seekable")
      },
      Builtin("tell(self, /)") { a throws(Raised) in Value(try own(a[0]).tell()) },
      Builtin("truncate(self, size=None, /)") { a throws(Raised) in
        let file = try own(a[0])
        try file.flush()
        let length = a[1].isNone ? try file.tell() : try indexValue(a[1])
        if file.descriptor < 0 {
          return try IOBase.invoke(file.device, "truncate", Value(length))
        }
        if !file.canWrite { throw IOModule.unsupported("truncate") }
        if ftruncate(file.descriptor, length) != 0 { throw raiseOSError(errno) }
        return Value(length)
      },
      Builtin("detach(self, /)") { a throws(Raised) in try own(a[0]).detach() },
      Builtin("__enter__(self, /)") { a throws(Raised) in
        _ = try own(a[0])
        return a[0].retained()
      },
    ]
  }

  private static func attribute(_ name: String, _ own: @escaping (FileObject) -> Value) -> Property
  {
    Property(name) { v throws(Raised) in
      guard let file = v.native(FileObject.self) else { return .none }
      let value = own(file)
      if !value.isUnbound { return value.retained() }
      guard !file.device.isUnbound else { return .none }
      return try getAttribute(file.device, name)
    }
  }

  private static var closed: Property {
    Property("closed") { v throws(Raised) in
      guard let own = v.native(FileObject.self) else { return .true }
      if own.isClosed || own.device.isUnbound { return Value(own.isClosed) }
      return Value(try IOBase.isClosed(own.device))
    }
  }

  private static func nameText(_ v: Value) throws(Raised) -> String {
    guard let name = try getOptionalAttribute(v, "name") else { return "" }
    defer { name.release() }
    return " name=\(try reprText(name))"
  }

  // MARK: Bytes

  private static func makeBuffered(_ name: String) -> TypeRef {
    let reads = name != "BufferedWriter"
    let writes = name != "BufferedReader"
    return TypeMaking.make(
      name, module: "_io", base: IOBase.buffered, flags: [.basetype],
      methods: commonRows + (reads ? readRows : []) + (writes ? [writeRow] : []) + [
        Builtin("seek(self, offset, whence=0, /)") { a throws(Raised) in
          let whence = try indexValue(a[2])
          guard (0...2).contains(whence) else {
            throw raise(.valueError, "whence value \(whence) unsupported")
          }
          return Value(try own(a[0]).seek(indexValue(a[1]), whence))
        }
      ],
      properties: [
        closed, attribute("name") { $0.name }, attribute("mode") { $0.mode },
        Property("raw") { v throws(Raised) in
          guard let file = v.native(FileObject.self), !file.isDetached else { return .none }
          return try file.below().retained()
        },
      ]
    ) { slots in
      slots.new = { type, _ throws(Raised) in .native(FileObject(isText: false), type) }
      slots.initialize = { v, arguments throws(Raised) in
        let a = try ItertoolsModule.bind(arguments, name, ["raw", "buffer_size"], required: 1)
        guard let own = v.native(FileObject.self) else { return }
        if !a[1].isUnbound, try indexValue(a[1]) <= 0 {
          throw raise(.valueError, "buffer size must be strictly positive")
        }
        if reads, try !IOBase.flag(a[0], "readable") {
          throw IOModule.unsupported("File or stream is not readable.")
        }
        if writes, try !IOBase.flag(a[0], "writable") {
          throw IOModule.unsupported("File or stream is not writable.")
        }
        if reads && writes, try !IOBase.flag(a[0], "seekable") {
          throw IOModule.unsupported("File or stream is not seekable.")
        }
        let old = own.device
        own.device = a[0].retained()
        old.release()
        (own.canRead, own.canWrite) = (reads, writes)
        (own.isClosed, own.isDetached) = (false, false)
      }
      slots.repr = { v throws(Raised) in .string("<_io.\(v.type.shortName)\(try nameText(v))>") }
      if reads {
        slots.iterate = { v throws(Raised) in
          _ = try own(v)
          return v.retained()
        }
        slots.next = { v throws(Raised) in
          let line = try readable(v).readLine()
          return line.isEmpty ? .unbound : .bytes(line)
        }
      }
    }
  }

  private static var readRows: [Builtin] {
    [
      Builtin("read(self, size=-1, /)") { a throws(Raised) in
        let file = try readable(a[0])
        if !a[1].isNone, try indexValue(a[1]) < -1 {
          throw raise(.valueError, "read length must be non-negative or -1")
        }
        return .bytes(try file.read(IOBase.size(a[1])))
      },
      Builtin("read1(self, size=-1, /)") { a throws(Raised) in
        .bytes(try readable(a[0]).readOnce(IOBase.size(a[1])))
      },
      Builtin("peek(self, size=0, /)") { a throws(Raised) in .bytes(try readable(a[0]).peek()) },
      Builtin("readline(self, size=-1, /)") { a throws(Raised) in
        .bytes(try readable(a[0]).readLine(IOBase.size(a[1])))
      },
      Builtin("readinto(self, buffer, /)") { a throws(Raised) in
        let (count, store) = try IOBase.target(a[1])
        let bytes = try readable(a[0]).read(count)
        store(bytes)
        return Value(bytes.count)
      },
      Builtin("readinto1(self, buffer, /)") { a throws(Raised) in
        let (count, store) = try IOBase.target(a[1])
        let bytes = try readable(a[0]).readOnce(count)
        store(bytes)
        return Value(bytes.count)
      },
    ]
  }

  private static var writeRow: Builtin {
    Builtin("write(self, buffer, /)") { a throws(Raised) in
      let file = try own(a[0])
      if !file.canWrite { throw IOModule.unsupported("write") }
      let bytes = try IOBase.bytes(a[1])
      try file.write(bytes)
      return Value(bytes.count)
    }
  }

  // MARK: Text

  private static var textRows: [Builtin] {
    [
      Builtin("write(self, text, /)") { a throws(Raised) in
        let file = try own(a[0])
        guard a[1].isStr else {
          throw raise(.typeError, "write() argument must be str, not \(a[1].type.name)")
        }
        if !file.canWrite { throw IOModule.unsupported("not writable") }
        try file.write(file.encode(Str(a[1])))
        return Value(Str(a[1]).count)
      },
      Builtin("read(self, size=-1, /)") { a throws(Raised) in
        let file = try readable(a[0])
        return try file.result(file.readCharacters(IOBase.size(a[1])))
      },
      Builtin("readline(self, size=-1, /)") { a throws(Raised) in
        let file = try readable(a[0])
        return try file.result(file.readLine(IOBase.size(a[1])))
      },
      Builtin("seek(self, cookie, whence=0, /)") { a throws(Raised) in
        let (file, offset, whence) = (try own(a[0]), try indexValue(a[1]), try indexValue(a[2]))
        switch whence {
        case 0:
          if offset < 0 { throw raise(.valueError, "negative seek position \(offset)") }
        case 1, 2:
          if offset != 0 {
            throw IOModule.unsupported(
              "can't do nonzero \(whence == 1 ? "cur" : "end")-relative seeks")
          }
        default:
          throw raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)")
        }
        return Value(try file.seek(offset, whence))
      },
      Builtin(
        "reconfigure(self, *, encoding=None, errors=None, newline=..., line_buffering=None, write_through=None)"
      ) { a throws(Raised) in
        let file = try own(a[0])
        try file.flush()
        if a[1].isStr {
          file.encoding = try encodingName(a[1])
          if !a[2].isStr { file.errors = "strict" }
        }
        if a[2].isStr { file.errors = Str(a[2]).text }
        if !a[3].isUnbound { file.newline = try LineEnds.argument(a[3]) }
        if !a[4].isNone { file.isLineBuffered = try isTrue(a[4]) }
        if !a[5].isNone { file.writesThrough = try isTrue(a[5]) }
        return .none
      },
    ]
  }

  /// The name of an encoding as a script gave it, which must be known.
  static func encodingName(_ value: Value) throws(Raised) -> String {
    if value.isNone || value.isUnbound { return "UTF-8" }
    guard value.isStr else {
      throw raise(
        .typeError,
        "TextIOWrapper() argument 'encoding' must be str or None, not \(value.type.name)")
    }
    let name = Str(value).text
    if name == "locale" { return "UTF-8" }
    if Codecs.canonical(name) == nil {
      _ = try Codecs.decode([97], encoding: name, errors: "strict").release()
    }
    return name
  }

  private static func makeText() -> TypeRef {
    TypeMaking.make(
      "TextIOWrapper", module: "_io", base: IOBase.text, flags: [.basetype],
      methods: commonRows + textRows,
      properties: [
        closed,
        attribute("name") { $0.name },
        Property(
          "mode",
          set: { v, value throws(Raised) in
            guard let own = v.native(FileObject.self) else { return }
            let old = own.mode
            own.mode = value.retained()
            old.release()
          }
        ) { v throws(Raised) in
          guard let own = v.native(FileObject.self), !own.mode.isUnbound else {
            throw raise(.attributeError, "'\(v.type.name)' object has no attribute 'mode'")
          }
          return own.mode.retained()
        },
        Property("encoding") { v throws(Raised) in
          .string(v.native(FileObject.self)?.encoding ?? "")
        },
        Property("errors") { v throws(Raised) in .string(v.native(FileObject.self)?.errors ?? "") },
        Property("newlines") { v throws(Raised) in
          v.native(FileObject.self)?.lineEnds.value ?? .none
        },
        Property("line_buffering") { v throws(Raised) in
          Value(v.native(FileObject.self)?.isLineBuffered ?? false)
        },
        Property("write_through") { v throws(Raised) in
          Value(v.native(FileObject.self)?.writesThrough ?? false)
        },
        Property("buffer") { v throws(Raised) in
          guard let file = v.native(FileObject.self), !file.isDetached else { return .none }
          return try file.below().retained()
        },
      ]
    ) { slots in
      slots.new = { type, _ throws(Raised) in .native(FileObject(isText: true), type) }
      slots.initialize = { v, arguments throws(Raised) in
        let a = try ItertoolsModule.bind(
          arguments, "TextIOWrapper",
          ["buffer", "encoding", "errors", "newline", "line_buffering", "write_through"],
          required: 1)
        guard let own = v.native(FileObject.self) else { return }
        own.newline = try LineEnds.argument(a[3])
        own.encoding = try encodingName(a[1])
        own.errors = a[2].isUnbound || a[2].isNone ? "strict" : try strText(a[2])
        own.isLineBuffered = a[4].isUnbound ? false : try isTrue(a[4])
        own.canRead = try IOBase.flag(a[0], "readable")
        own.canWrite = try IOBase.flag(a[0], "writable")
        let old = own.device
        own.device = a[0].retained()
        old.release()
        (own.isClosed, own.isDetached) = (false, false)
      }
      slots.iterate = { v throws(Raised) in
        _ = try own(v)
        return v.retained()
      }
      slots.next = { v throws(Raised) in
        guard v.type == text || !v.type.flags.contains(.heapType) else {
          let line = try IOBase.invoke(v, "readline")
          if try length(line) > 0 { return line }
          line.release()
          return .unbound
        }
        let file = try readable(v)
        let line = try file.readLine()
        return line.isEmpty ? .unbound : try file.result(line)
      }
      slots.repr = { v throws(Raised) in
        guard let file = v.native(FileObject.self) else { return .none }
        let mode = file.mode.isUnbound ? "" : " mode=\(try reprText(file.mode))"
        return .string(
          "<_io.TextIOWrapper\(try nameText(v))\(mode) encoding='\(file.encoding)'>")
      }
    }
  }
}
