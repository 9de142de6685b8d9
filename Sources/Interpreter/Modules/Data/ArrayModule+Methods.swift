// SPDX-License-Identifier: Apache-2.0
// The methods of array.array.

extension ArrayModule {
  static var rows: [Builtin] { changes + searches + conversions + pickling }

  private static var changes: [Builtin] {
    [
      Builtin("append(self, v, /)") { a throws(Raised) in
        try own(a[0]).append(a[1])
        return .none
      },
      Builtin("extend(self, bb, /)") { a throws(Raised) in
        let own = try own(a[0])
        if let other = a[1].native(TypedArray.self) {
          try extend(own, other)
        } else {
          try forEach(a[1]) { element throws(Raised) in
            try own.append(element)
            return true
          }
        }
        return .none
      },
      Builtin("insert(self, i, v, /)") { a throws(Raised) in
        let own = try own(a[0])
        var place = try indexValue(a[1])
        let bits = try own.code.encode(a[2])
        try own.checkSize()
        if place < 0 { place += own.count }
        place = max(0, min(place, own.count))
        let size = own.code.size
        own.replace(
          place..<place,
          with: (0..<size).map { UInt8(truncatingIfNeeded: bits >> UInt64($0 * 8)) })
        return .none
      },
      Builtin("pop(self, i=-1, /)") { a throws(Raised) in
        let own = try own(a[0])
        var place = try indexValue(a[1])
        if own.count == 0 { throw raise(.indexError, "pop from empty array") }
        if place < 0 { place += own.count }
        guard place >= 0 && place < own.count else {
          throw raise(.indexError, "pop index out of range")
        }
        let element = own.element(place)
        do throws(Raised) { try own.checkSize() } catch {
          element.release()
          throw error
        }
        own.replace(place..<place + 1, with: [])
        return element
      },
      Builtin("remove(self, v, /)") { a throws(Raised) in
        let own = try own(a[0])
        let place = try find(own, a[1], from: 0, to: Int.max)
        if place < 0 { throw raise(.valueError, "array.remove(x): x not in array") }
        try own.checkSize()
        if place < own.count { own.replace(place..<place + 1, with: []) }
        return .none
      },
      Builtin("reverse(self, /)") { a throws(Raised) in
        try own(a[0]).reverse()
        return .none
      },
      Builtin("byteswap(self, /)") { a throws(Raised) in
        try own(a[0]).byteSwap()
        return .none
      },
    ]
  }

  private static var searches: [Builtin] {
    [
      Builtin("count(self, v, /)") { a throws(Raised) in
        let own = try own(a[0])
        var (count, index) = (0, 0)
        while index < own.count {
          let element = own.element(index)
          defer { element.release() }
          if try isSame(element, a[1]) { count += 1 }
          index += 1
        }
        return Value(count)
      },
      Builtin("index(self, v, start=0, stop=9223372036854775807, /)") { a throws(Raised) in
        let own = try own(a[0])
        var (start, stop) = (try indexValue(a[2]), try indexValue(a[3]))
        if start < 0 { start = max(0, start + own.count) }
        if stop < 0 { stop += own.count }
        let place = try find(own, a[1], from: start, to: stop)
        if place < 0 { throw raise(.valueError, "array.index(x): x not in array") }
        return Value(place)
      },
      Builtin("buffer_info(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        let address = own.withBuffer { Int(bitPattern: $0.baseAddress) }
        return .tuple(Value(address), Value(own.count))
      },
    ]
  }

  private static var conversions: [Builtin] {
    [
      Builtin("tolist(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        return List.make(consuming: (0..<own.count).map { own.element($0) }).value
      },
      Builtin("fromlist(self, list, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].has(.list) else { throw raise(.typeError, "arg must be list") }
        let (old, count) = (own.count, List(a[1]).count)
        if count > 0 { try own.checkSize() }
        do throws(Raised) {
          for index in 0..<count {
            guard List(a[1]).count == count else {
              throw raise(.runtimeError, "list changed size during iteration")
            }
            let element = List(a[1]).element(index)
            defer { element.release() }
            try own.append(element)
          }
        } catch {
          own.truncate(to: old)
          throw error
        }
        return .none
      },
      Builtin("tobytes(self, /)") { a throws(Raised) in .bytes(try own(a[0]).bytes) },
      Builtin("frombytes(self, buffer, /)") { a throws(Raised) in
        try own(a[0]).appendBytes(IOBase.bytes(a[1]))
        return .none
      },
      Builtin("tofile(self, f, /)") { a throws(Raised) in
        let bytes = try own(a[0]).bytes
        let write = try getAttribute(a[1], .write)
        defer { write.release() }
        let block = 64 * 1024
        for start in stride(from: 0, to: bytes.count, by: block) {
          let part = Value.bytes(bytes[start..<min(bytes.count, start + block)])
          defer { part.release() }
          try call(write, part).release()
        }
        return .none
      },
      Builtin("fromfile(self, f, n, /)") { a throws(Raised) in
        let own = try own(a[0])
        let count = try indexValue(a[2])
        if count < 0 { throw raise(.valueError, "negative count") }
        let (size, overflow) = count.multipliedReportingOverflow(by: own.code.size)
        if overflow { throw raise(.memoryError, with: []) }
        let data = try IOBase.invoke(a[1], "read", Value(size))
        defer { data.release() }
        guard data.has(.bytes) else {
          throw raise(.typeError, "read() didn't return bytes")
        }
        try own.appendBytes(Array(Bytes(data).buffer))
        if Bytes(data).count != size {
          throw raise(.eofError, "read() didn't return enough bytes")
        }
        return .none
      },
      Builtin("fromunicode(self, ustr, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].isStr else {
          throw raise(
            .typeError, "fromunicode() argument must be str, not \(a[1].type.name)")
        }
        guard own.code.isText else {
          throw raise(
            .valueError, "fromunicode() may only be called on unicode type arrays")
        }
        if Str(a[1]).count > 0 { try own.checkSize() }
        for point in Str(a[1]).codePoints { own.appendBits(UInt64(point)) }
        return .none
      },
      Builtin("tounicode(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard own.code.isText else {
          throw raise(
            .valueError, "tounicode() may only be called on unicode type arrays")
        }
        return try text(own)
      },
    ]
  }

  private static var pickling: [Builtin] {
    [
      Builtin("__copy__(self, /)") { a throws(Raised) in
        let own = try own(a[0])
        return make(own.bytes, like: own)
      },
      Builtin("__deepcopy__(self, unused, /)") { a throws(Raised) in
        let own = try own(a[0])
        return make(own.bytes, like: own)
      },
      Builtin("__reduce_ex__(self, value, /)") { a throws(Raised) in
        let own = try own(a[0])
        guard a[1].isInteger else {
          throw raise(
            .typeError, "__reduce_ex__ argument should be an integer")
        }
        let dict = try getOptionalAttribute(a[0], .dict) ?? .none
        defer { dict.release() }
        let code = Value.string(own.code.text)
        defer { code.release() }
        if try indexValue(a[1]) < 3 {
          let list = List.make(consuming: (0..<own.count).map { own.element($0) })
          let arguments = Tuple.make(consuming: [code.retained(), list.value])
          defer { arguments.value.release() }
          return .tuple(a[0].type.value, arguments.value, dict)
        }
        let module = try Import.load("array")
        defer { module.release() }
        let function = try getAttribute(module, "_array_reconstructor")
        defer { function.release() }
        let arguments = Tuple.make(consuming: [
          a[0].type.value.retained(), code.retained(), Value(own.code.machineFormat),
          .bytes(own.bytes),
        ])
        defer { arguments.value.release() }
        return .tuple(function, arguments.value, dict)
      },
    ]
  }
}
