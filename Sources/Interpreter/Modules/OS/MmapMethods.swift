// SPDX-License-Identifier: Apache-2.0
// mmap.mmap: its methods, which are a file's, and its items, which are a bytearray's of fixed size.
import Glibc

enum MmapMethods {
  static func own(_ v: Value) throws(Raised) -> MappedMemory {
    guard let own = v.native(MappedMemory.self) else {
      throw raise(.typeError, "not an mmap.mmap")
    }
    return own
  }

  /// The mapping, which must not be closed.
  private static func open(_ v: Value) throws(Raised) -> MappedMemory {
    let own = try own(v)
    _ = try own.memory()
    return own
  }

  /// A row for a method whose arguments are counted and converted in the old manner.
  private static func method(
    _ name: String, _ range: ClosedRange<Int>,
    _ body: @escaping (MappedMemory, Tuple) throws(Raised) -> Value
  ) -> Builtin {
    Builtin("\(name)(self, /, *args)") { a throws(Raised) in
      let own = try open(a[0])
      try OldArguments.check(Tuple(a[1]), range, name)
      return try body(own, Tuple(a[1]))
    }
  }

  private static func plain(
    _ name: String, _ body: @escaping (MappedMemory) throws(Raised) -> Value
  ) -> Builtin {
    Builtin("\(name)(self, /)") { a throws(Raised) in try body(try open(a[0])) }
  }

  static var rows: [Builtin] { reading + writing + ends }

  // MARK: Reading

  private static var reading: [Builtin] {
    [
      method("read", 0...1) { own, arguments throws(Raised) in
        let wanted = arguments.count > 0 ? try IOBase.size(arguments[0]) : -1
        let left = max(0, own.count - own.position)
        return try own.take(to: own.position + (wanted < 0 ? left : min(wanted, left)))
      },
      plain("read_byte") { own throws(Raised) in
        guard own.position < own.count else {
          throw raise(.valueError, "read byte out of range")
        }
        own.position += 1
        return Value(Int(try own.memory()[own.position - 1]))
      },
      plain("readline") { own throws(Raised) in
        guard own.position < own.count else { return .bytes([]) }
        let end = try own.memory()[own.position...].firstIndex(of: 10)
        return try own.take(to: end.map { $0 + 1 } ?? own.count)
      },
      searching("find", backwards: false), searching("rfind", backwards: true),
      plain("tell") { own throws(Raised) in Value(own.position) },
      method("seek", 1...2) { own, arguments throws(Raised) in
        let distance = try sizeValue(arguments[0])
        let start: Int
        switch arguments.count > 1 ? try OldArguments.int(arguments[1]) : 0 {
        case 0: start = 0
        case 1: start = own.position
        case 2: start = own.count
        default: throw raise(.valueError, "unknown seek type")
        }
        let (place, overflow) = start.addingReportingOverflow(distance)
        guard !overflow, place >= 0, place <= own.count else {
          throw raise(.valueError, "seek out of range")
        }
        own.position = place
        return .none
      },
      plain("size") { own throws(Raised) in
        var facts = stat()
        guard fstat(own.descriptor, &facts) == 0 else { throw raiseOSError(errno) }
        return Value(Int(facts.st_size))
      },
    ]
  }

  /// Searches from the position to the end where nothing else is said.
  private static func searching(_ name: String, backwards: Bool) -> Builtin {
    method(name, 1...3) { own, arguments throws(Raised) in
      let needle = try IOBase.bytes(arguments[0])
      func bound(_ index: Int, _ standard: Int) throws(Raised) -> Int {
        arguments.count > index ? try sizeValue(arguments[index]) : standard
      }
      let given = (try bound(1, own.position), try bound(2, own.count))
      let memory = UnsafeRawBufferPointer(try own.memory())
      func clamped(_ place: Int) -> Int {
        min(max(place < 0 ? place + memory.count : place, 0), memory.count)
      }
      let (start, end) = (clamped(given.0), clamped(given.1))
      guard start <= end, end - start >= needle.count else { return Value(-1) }
      if needle.isEmpty { return Value(backwards ? end : start) }
      func matches(_ place: Int) -> Bool {
        memcmp(memory.baseAddress! + place, needle, needle.count) == 0
      }
      let last = end - needle.count
      if backwards {
        return Value(stride(from: last, through: start, by: -1).first(where: matches) ?? -1)
      }
      var place = start
      while place <= last,
        let hit = memchr(memory.baseAddress! + place, Int32(needle[0]), last - place + 1)
      {
        place = memory.baseAddress!.distance(to: UnsafeRawPointer(hit))
        if matches(place) { return Value(place) }
        place += 1
      }
      return Value(-1)
    }
  }

  // MARK: Writing

  private static var writing: [Builtin] {
    [
      method("write", 1...1) { own, arguments throws(Raised) in
        let bytes = try IOBase.bytes(arguments[0])
        try own.checkWritable()
        let memory = try own.memory()
        guard own.position <= memory.count, memory.count - own.position >= bytes.count else {
          throw raise(.valueError, "data out of range")
        }
        memcpy(memory.baseAddress! + own.position, bytes, bytes.count)
        own.position += bytes.count
        return Value(bytes.count)
      },
      method("write_byte", 1...1) { own, arguments throws(Raised) in
        let byte = try unsignedByte(arguments[0])
        let memory = try own.memory()
        try own.checkWritable()
        guard own.position < memory.count else {
          throw raise(.valueError, "write byte out of range")
        }
        memory[own.position] = byte
        own.position += 1
        return .none
      },
      method("move", 3...3) { own, arguments throws(Raised) in
        let (target, source) = (try sizeValue(arguments[0]), try sizeValue(arguments[1]))
        let count = try sizeValue(arguments[2])
        let memory = try own.memory()
        try own.checkWritable()
        guard target >= 0, source >= 0, count >= 0, memory.count - target >= count,
          memory.count - source >= count
        else {
          throw raise(.valueError, "source, destination, or count out of range")
        }
        memmove(memory.baseAddress! + target, memory.baseAddress! + source, count)
        return .none
      },
      method("flush", 0...2) { own, arguments throws(Raised) in
        let offset = arguments.count > 0 ? try sizeValue(arguments[0]) : 0
        let size = arguments.count > 1 ? try sizeValue(arguments[1]) : own.count
        let memory = try own.memory()
        guard offset >= 0, size >= 0, memory.count - offset >= size else {
          throw raise(.valueError, "flush values out of range")
        }
        if !own.access.changesFile { return .none }
        return try Posix.check(msync(memory.baseAddress! + offset, size, Int32(MS_SYNC)))
      },
      method("resize", 1...1) { own, arguments throws(Raised) in
        let size = try sizeValue(arguments[0])
        _ = try own.memory()
        if own.exports > 0 {
          throw raise(.bufferError, "mmap can't resize with extant buffers exported.")
        }
        guard own.access.changesFile else {
          throw raise(
            .typeError, "mmap can't resize a readonly or copy-on-write memory map.")
        }
        guard size >= 0, Int.max - size >= own.offset else {
          throw raise(.valueError, "new size out of range")
        }
        try own.resize(to: size)
        return .none
      },
      method("madvise", 1...3) { own, arguments throws(Raised) in
        let option = try OldArguments.int(arguments[0])
        let start = arguments.count > 1 ? try sizeValue(arguments[1]) : 0
        let wanted = arguments.count > 2 ? try sizeValue(arguments[2]) : own.count
        let memory = try own.memory()
        guard start >= 0, start < memory.count else {
          throw raise(.valueError, "madvise start out of bounds")
        }
        guard wanted >= 0 else { throw raise(.valueError, "madvise length invalid") }
        guard Int.max - start >= wanted else {
          throw raise(.overflowError, "madvise length too large")
        }
        return try Posix.check(
          madvise(memory.baseAddress! + start, min(wanted, memory.count - start), option))
      },
    ]
  }

  /// A number that C's unsigned char holds.
  private static func unsignedByte(_ value: Value) throws(Raised) -> UInt8 {
    let integer = try index(value)
    defer { integer.release() }
    let word = integer.unboxed
    guard word.tag == .int || word.tag == .bool else {
      throw raise(.overflowError, "Python int too large to convert to C long")
    }
    guard let byte = UInt8(exactly: word.asInt) else {
      throw raise(
        .overflowError,
        "unsigned byte integer is \(word.asInt < 0 ? "less than minimum" : "greater than maximum")"
      )
    }
    return byte
  }

  // MARK: Ends

  private static func close(_ own: MappedMemory) throws(Raised) {
    if own.exports > 0 {
      throw raise(.bufferError, "cannot close exported pointers exist")
    }
    own.close()
  }

  private static var ends: [Builtin] {
    [
      Builtin("close(self, /)") { a throws(Raised) in
        try close(own(a[0]))
        return .none
      },
      Builtin("__enter__(self, /)") { a throws(Raised) in
        _ = try open(a[0])
        return a[0].retained()
      },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        try close(own(a[0]))
        return .none
      },
    ]
  }

  // MARK: Items

  /// The place of an item; reading it may have closed the mapping.
  private static func place(_ own: MappedMemory, _ key: Value) throws(Raised) -> Int {
    var index = try indexValue(key)
    let count = try own.memory().count
    if index < 0 { index += count }
    guard index >= 0, index < count else {
      throw raise(.indexError, "mmap index out of range")
    }
    return index
  }

  private static func isIndex(_ value: Value) -> Bool {
    value.isInteger || value.type.slots.index != nil
  }

  static func getItem(_ v: Value, _ key: Value) throws(Raised) -> Value {
    let own = try open(v)
    if key.has(.slice) {
      let range = try SliceRange(key, count: own.count)
      let memory = try own.memory()
      if range.step == 1 {
        return .bytes(Array(memory[range.start..<range.start + range.count]))
      }
      return .bytes(range.map { memory[$0] })
    }
    guard isIndex(key) else { throw raise(.typeError, "mmap indices must be integers") }
    let place = try place(own, key)
    return Value(Int(try own.memory()[place]))
  }

  static func setItem(_ v: Value, _ key: Value, _ value: Value) throws(Raised) {
    let own = try open(v)
    try own.checkWritable()
    if key.has(.slice) {
      let range = try SliceRange(key, count: own.count)
      if value.isUnbound {
        throw raise(.typeError, "mmap object doesn't support slice deletion")
      }
      let bytes = try IOBase.bytes(value)
      guard bytes.count == range.count else {
        throw raise(.indexError, "mmap slice assignment is wrong size")
      }
      let memory = try own.memory()
      for (byte, place) in zip(bytes, range) { memory[place] = byte }
      return
    }
    guard isIndex(key) else { throw raise(.typeError, "mmap indices must be integer") }
    let place = try place(own, key)
    if value.isUnbound { throw raise(.typeError, "mmap doesn't support item deletion") }
    guard isIndex(value) else { throw raise(.typeError, "mmap item value must be an int") }
    let number = try sizeOrTypeError(value)
    guard let byte = UInt8(exactly: number) else {
      throw raise(.valueError, "mmap item value must be in range(0, 256)")
    }
    let memory = try own.memory()
    guard place < memory.count else { throw raise(.indexError, "mmap index out of range") }
    memory[place] = byte
  }

  /// Too large a number is said to be of the wrong type.
  private static func sizeOrTypeError(_ value: Value) throws(Raised) -> Int {
    do throws(Raised) { return try indexValue(value) } catch {
      try swallow(.indexError, error)
      throw raise(
        .typeError, "cannot fit '\(value.type.name)' into an index-sized integer")
    }
  }
}
