// SPDX-License-Identifier: Apache-2.0
// io.BytesIO: a file of bytes in memory, which views of it share.

final class BytesFile: IOBaseObject {
  /// A bytearray, so that `getbuffer` can hand out views of it.
  private let storage = ByteArray.make([])
  private var position = 0
  deinit { storage.release() }

  private var array: ByteArray { storage.native(ByteArray.self).unsafelyUnwrapped }

  private static func own(_ v: Value) throws(Raised) -> BytesFile {
    guard let own = v.native(BytesFile.self) else { throw raise(.typeError, "not a BytesIO") }
    if own.isClosed { throw raise(.valueError, "I/O operation on closed file.") }
    return own
  }

  private func write(_ bytes: [UInt8]) throws(Raised) {
    if array.exports > 0 { try array.checkSize() }
    if bytes.isEmpty { return }
    let (end, overflow) = position.addingReportingOverflow(bytes.count)
    if overflow { throw raise(.overflowError, "new buffer size too large") }
    if end > array.bytes.count { try checkMemory(end, 2) }
    if position == array.bytes.count {
      array.bytes += bytes
    } else {
      if position > array.bytes.count {
        array.bytes += [UInt8](repeating: 0, count: position - array.bytes.count)
      }
      let end = min(position + bytes.count, array.bytes.count)
      array.bytes.replaceSubrange(position..<end, with: bytes)
    }
    position += bytes.count
  }

  private func take(to end: Int) -> [UInt8] {
    guard position < end else { return [] }
    defer { position = end }
    return Array(array.bytes[position..<end])
  }

  private func read(_ count: Int) -> [UInt8] {
    let size = array.bytes.count
    return take(to: count < 0 ? size : min(size, position + min(count, size)))
  }

  private func readLine(_ limit: Int) -> [UInt8] {
    let size = array.bytes.count
    guard position < size else { return [] }
    var end = array.bytes[position...].firstIndex(of: 10).map { $0 + 1 } ?? size
    if limit >= 0 { end = min(end, position + limit) }
    return take(to: end)
  }

  private static func reading(_ name: String) -> Builtin {
    Builtin("\(name)(self, size=-1, /)") { a throws(Raised) in
      .bytes(try own(a[0]).read(IOBase.size(a[1])))
    }
  }

  private static func always(_ name: String, _ answer: Bool) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      _ = try own(a[0])
      return Value(answer)
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "BytesIO", module: "_io", base: IOBase.buffered, flags: [.basetype],
    methods: [
      reading("read"), reading("read1"), always("readable", true), always("writable", true),
      always("seekable", true), always("isatty", false),
      Builtin("readline(self, size=-1, /)") { a throws(Raised) in
        .bytes(try own(a[0]).readLine(IOBase.size(a[1])))
      },
      Builtin("readlines(self, size=None, /)") { a throws(Raised) in
        let (own, hint) = (try own(a[0]), try IOBase.size(a[1]))
        let list = List.make()
        var total = 0
        while true {
          let line = own.readLine(-1)
          if line.isEmpty { break }
          total += line.count
          list.append(consuming: .bytes(line))
          if hint > 0 && total >= hint { break }
        }
        return list.value
      },
      Builtin("readinto(self, buffer, /)") { a throws(Raised) in
        let own = try own(a[0])
        let (count, store) = try IOBase.target(a[1])
        let bytes = own.read(count)
        store(bytes)
        return Value(bytes.count)
      },
      Builtin("write(self, b, /)") { a throws(Raised) in
        let own = try own(a[0])
        let bytes = try IOBase.bytes(a[1])
        try own.write(bytes)
        return Value(bytes.count)
      },
      Builtin("seek(self, pos, whence=0, /)") { a throws(Raised) in
        let (own, offset, whence) = (try own(a[0]), try indexValue(a[1]), try indexValue(a[2]))
        switch whence {
        case 0:
          if offset < 0 { throw raise(.valueError, "negative seek value \(offset)") }
          own.position = offset
        case 1: own.position = max(0, own.position + offset)
        case 2: own.position = max(0, own.array.bytes.count + offset)
        default:
          throw raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)")
        }
        return Value(own.position)
      },
      Builtin("tell(self, /)") { a throws(Raised) in Value(try own(a[0]).position) },
      Builtin("truncate(self, size=None, /)") { a throws(Raised) in
        let own = try own(a[0])
        try own.array.checkSize()
        let size = a[1].isNone ? own.position : try indexValue(a[1])
        if size < 0 { throw raise(.valueError, "negative size value \(size)") }
        if size < own.array.bytes.count {
          own.array.bytes.removeLast(own.array.bytes.count - size)
        }
        return Value(size)
      },
      Builtin("getvalue(self, /)") { a throws(Raised) in .bytes(try own(a[0]).array.bytes) },
      Builtin("getbuffer(self, /)") { a throws(Raised) in
        try call(machine.pointee.types.memoryView.value, own(a[0]).storage)
      },
      Builtin("close(self, /)") { a throws(Raised) in
        guard let own = a[0].native(BytesFile.self) else { return .none }
        try own.array.checkSize()
        own.isClosed = true
        own.array.bytes = []
        return .none
      },
      Builtin("flush(self, /)") { a throws(Raised) in
        _ = try own(a[0])
        return .none
      },
      Builtin("__getstate__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        let bytes = Value.bytes(own.array.bytes)
        defer { bytes.release() }
        return .tuple(bytes, Value(own.position), .none)
      },
      Builtin("__setstate__(self, state, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].has(.tuple), Tuple(a[1]).count >= 2 else {
          throw raise(
            .typeError,
            "\(a[0].type.name).__setstate__ argument should be 3-tuple, got \(a[1].type.name)")
        }
        own.array.bytes = try IOBase.bytes(Tuple(a[1])[0])
        own.position = try indexValue(Tuple(a[1])[1])
        return .none
      },
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in .native(BytesFile(), type) }
    slots.initialize = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(arguments, "BytesIO", ["initial_bytes"], required: 0)
      guard let own = v.native(BytesFile.self) else { return }
      own.position = 0
      own.isClosed = false
      own.array.bytes = a[0].isUnbound || a[0].isNone ? [] : try IOBase.bytes(a[0])
    }
    slots.iterate = { v throws(Raised) in
      _ = try own(v)
      return v.retained()
    }
    slots.next = { v throws(Raised) in
      guard v.type == type else {
        let line = try IOBase.invoke(v, "readline")
        if try length(line) > 0 { return line }
        line.release()
        return .unbound
      }
      let line = try own(v).readLine(-1)
      return line.isEmpty ? .unbound : .bytes(line)
    }
  }
}
