// SPDX-License-Identifier: Apache-2.0
// Methods of bytes and bytearray.

enum BytesMethods {
  static var rows: [Builtin] { search + tests + cases + pieces + padding + conversions }

  private static func own(_ v: Value) -> [UInt8] { BytesTypes.contents(v) }
  private static func make(_ bytes: [UInt8], _ v: Value) -> Value {
    BytesTypes.make(bytes, like: v)
  }

  private static func buffer(_ value: Value) throws(Raised) -> [UInt8] {
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError, "a bytes-like object is required, not '\(value.type.name)'")
    }
    return bytes
  }

  static func find(_ own: [UInt8], _ other: [UInt8], _ from: Int, _ to: Int) -> Int {
    if other.isEmpty { return from <= to ? from : -1 }
    var index = from
    while index + other.count <= to {
      if own[index] == other[0], own[index..<index + other.count].elementsEqual(other) {
        return index
      }
      index += 1
    }
    return -1
  }

  static func findLast(_ own: [UInt8], _ other: [UInt8], _ from: Int, _ to: Int) -> Int {
    if other.isEmpty { return from <= to ? to : -1 }
    var index = to - other.count
    while index >= from {
      if own[index..<index + other.count].elementsEqual(other) { return index }
      index -= 1
    }
    return -1
  }

  // MARK: Searching

  private static func needle(_ value: Value) throws(Raised) -> [UInt8] {
    if value.isInteger || (value.type.slots.index != nil && !value.isArray) {
      return [try BytesTypes.byte(value, "byte")]
    }
    try checkLends(value)
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError,
        "argument should be integer or bytes-like object, not '\(value.type.name)'")
    }
    return bytes
  }

  private static func searching(
    _ name: String, _ find: @escaping ([UInt8], [UInt8], Int, Int) -> Int, raises: Bool
  ) -> Builtin {
    Builtin("\(name)(self, sub, start=None, end=None, /)") { a throws(Raised) in
      let bytes = own(a[0])
      let (start, end) = try StrMethods.bounds(a[2], a[3], bytes.count)
      let position = find(bytes, try needle(a[1]), start, end)
      if raises && position < 0 { throw raise(.valueError, "subsection not found") }
      return Value(position)
    }
  }

  private static func affix(_ name: String, atEnd: Bool) -> Builtin {
    Builtin("\(name)(self, prefix, start=None, end=None, /)") { a throws(Raised) in
      let bytes = own(a[0])
      let candidates = a[1].has(.tuple) ? Array(Tuple(a[1]).buffer) : [a[1]]
      let (start, end) = try StrMethods.bounds(a[2], a[3], bytes.count)
      for candidate in candidates {
        guard let other = ByteArray.anyBytes(of: candidate) else {
          throw raise(
            .typeError,
            a[1].has(.tuple)
              ? "a bytes-like object is required, not '\(candidate.type.name)'"
              : "\(name) first arg must be bytes or a tuple of bytes, not \(candidate.type.name)")
        }
        guard end - start >= other.count, start <= bytes.count else { continue }
        let place = atEnd ? end - other.count : start
        if bytes[place..<place + other.count].elementsEqual(other) { return .true }
      }
      return .false
    }
  }

  private static var search: [Builtin] {
    [
      searching("find", find, raises: false), searching("rfind", findLast, raises: false),
      searching("index", find, raises: true), searching("rindex", findLast, raises: true),
      affix("startswith", atEnd: false), affix("endswith", atEnd: true),
      Builtin("count(self, sub, start=None, end=None, /)") { a throws(Raised) in
        let bytes = own(a[0])
        let other = try needle(a[1])
        let (start, end) = try StrMethods.bounds(a[2], a[3], bytes.count)
        if other.isEmpty { return Value(max(0, end - start + 1)) }
        var (position, count) = (start, 0)
        while true {
          let found = find(bytes, other, position, end)
          if found < 0 { return Value(count) }
          count += 1
          position = found + other.count
        }
      },
    ]
  }

  // MARK: Tests and cases

  private static func isLower(_ b: UInt8) -> Bool { (97...122).contains(b) }
  private static func isUpper(_ b: UInt8) -> Bool { (65...90).contains(b) }
  private static func isDigit(_ b: UInt8) -> Bool { (48...57).contains(b) }
  static func isSpace(_ b: UInt8) -> Bool { b == 32 || (9...13).contains(b) }

  private static func test(_ name: String, empty: Bool = false, _ holds: @escaping (UInt8) -> Bool)
    -> Builtin
  {
    Builtin("\(name)(self, /)") { a throws(Raised) in
      let bytes = own(a[0])
      return Value(bytes.isEmpty ? empty : bytes.allSatisfy(holds))
    }
  }

  private static var tests: [Builtin] {
    [
      test("isalpha") { isLower($0) || isUpper($0) }, test("isdigit", isDigit),
      test("isalnum") { isLower($0) || isUpper($0) || isDigit($0) }, test("isspace", isSpace),
      test("isascii", empty: true) { $0 < 128 },
      Builtin("isupper(self, /)") { a throws(Raised) in
        Value(own(a[0]).contains(where: isUpper) && !own(a[0]).contains(where: isLower))
      },
      Builtin("islower(self, /)") { a throws(Raised) in
        Value(own(a[0]).contains(where: isLower) && !own(a[0]).contains(where: isUpper))
      },
      Builtin("istitle(self, /)") { a throws(Raised) in
        var (found, previous) = (false, false)
        for byte in own(a[0]) {
          if isUpper(byte) {
            if previous { return .false }
            (found, previous) = (true, true)
          } else if isLower(byte) {
            if !previous { return .false }
            found = true
          } else {
            previous = false
          }
        }
        return Value(found)
      },
    ]
  }

  private static func lower(_ b: UInt8) -> UInt8 { isUpper(b) ? b + 32 : b }
  private static func upper(_ b: UInt8) -> UInt8 { isLower(b) ? b - 32 : b }

  private static var cases: [Builtin] {
    [
      Builtin("lower(self, /)") { a throws(Raised) in make(own(a[0]).map(lower), a[0]) },
      Builtin("upper(self, /)") { a throws(Raised) in make(own(a[0]).map(upper), a[0]) },
      Builtin("swapcase(self, /)") { a throws(Raised) in
        make(own(a[0]).map { isUpper($0) ? $0 + 32 : upper($0) }, a[0])
      },
      Builtin("capitalize(self, /)") { a throws(Raised) in
        make(own(a[0]).enumerated().map { $0 == 0 ? upper($1) : lower($1) }, a[0])
      },
      Builtin("title(self, /)") { a throws(Raised) in
        var previous = false
        return make(
          own(a[0]).map { byte in
            defer { previous = isLower(byte) || isUpper(byte) }
            return previous ? lower(byte) : upper(byte)
          }, a[0])
      },
    ]
  }

  // MARK: Pieces

  private static func separator(_ value: Value) throws(Raised) -> [UInt8]? {
    if value.isNone { return nil }
    let bytes = try buffer(value)
    if bytes.isEmpty { throw raise(.valueError, "empty separator") }
    return bytes
  }

  private static func split(_ a: BoundArguments, fromEnd: Bool) throws(Raised) -> Value {
    let bytes = own(a[0])
    var left = try indexValue(a[2])
    if left < 0 { left = Int.max }
    var parts: [[UInt8]] = []
    if let separator = try separator(a[1]) {
      var (start, end) = (0, bytes.count)
      while left > 0 {
        let found =
          fromEnd
          ? findLast(bytes, separator, 0, end) : find(bytes, separator, start, bytes.count)
        if found < 0 { break }
        if fromEnd {
          parts.append(Array(bytes[(found + separator.count)..<end]))
          end = found
        } else {
          parts.append(Array(bytes[start..<found]))
          start = found + separator.count
        }
        left -= 1
      }
      parts.append(Array(bytes[start..<end]))
      if fromEnd { parts.reverse() }
    } else if fromEnd {
      var index = bytes.count
      while true {
        while index > 0 && isSpace(bytes[index - 1]) { index -= 1 }
        if index == 0 { break }
        let end = index
        if left == 0 {
          parts.append(Array(bytes[0..<end]))
          break
        }
        while index > 0 && !isSpace(bytes[index - 1]) { index -= 1 }
        parts.append(Array(bytes[index..<end]))
        left -= 1
      }
      parts.reverse()
    } else {
      var index = 0
      while true {
        while index < bytes.count && isSpace(bytes[index]) { index += 1 }
        if index == bytes.count { break }
        let start = index
        if left == 0 {
          parts.append(Array(bytes[start...]))
          break
        }
        while index < bytes.count && !isSpace(bytes[index]) { index += 1 }
        parts.append(Array(bytes[start..<index]))
        left -= 1
      }
    }
    return List.make(consuming: parts.map { make($0, a[0]) }).value
  }

  private static func strip(_ name: String, left: Bool, right: Bool) -> Builtin {
    Builtin("\(name)(self, bytes=None, /)") { a throws(Raised) in
      let bytes = own(a[0])
      let set = a[1].isNone ? nil : Optional(Set(try buffer(a[1])))
      func goes(_ byte: UInt8) -> Bool { set?.contains(byte) ?? isSpace(byte) }
      var (start, end) = (0, bytes.count)
      if left { while start < end && goes(bytes[start]) { start += 1 } }
      if right { while end > start && goes(bytes[end - 1]) { end -= 1 } }
      return make(Array(bytes[start..<end]), a[0])
    }
  }

  private static func partition(_ name: String, fromEnd: Bool) -> Builtin {
    Builtin("\(name)(self, sep, /)") { a throws(Raised) in
      let bytes = own(a[0])
      let separator = try buffer(a[1])
      if separator.isEmpty { throw raise(.valueError, "empty separator") }
      let found =
        fromEnd
        ? findLast(bytes, separator, 0, bytes.count) : find(bytes, separator, 0, bytes.count)
      let parts: [[UInt8]]
      if found < 0 {
        parts = fromEnd ? [[], [], bytes] : [bytes, [], []]
      } else {
        parts = [
          Array(bytes[..<found]), separator, Array(bytes[(found + separator.count)...]),
        ]
      }
      return Tuple.make(consuming: parts.map { make($0, a[0]) }).value
    }
  }

  private static var pieces: [Builtin] {
    [
      Builtin("split(self, sep=None, maxsplit=-1)") { a throws(Raised) in
        try split(a, fromEnd: false)
      },
      Builtin("rsplit(self, sep=None, maxsplit=-1)") { a throws(Raised) in
        try split(a, fromEnd: true)
      },
      Builtin("splitlines(self, keepends=False)") { a throws(Raised) in
        let bytes = own(a[0])
        let keeps = try isTrue(a[1])
        var (parts, start, index): ([[UInt8]], Int, Int) = ([], 0, 0)
        while index < bytes.count {
          guard bytes[index] == 10 || bytes[index] == 13 else {
            index += 1
            continue
          }
          let end = index
          index += bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
          parts.append(Array(bytes[start..<(keeps ? index : end)]))
          start = index
        }
        if start < bytes.count { parts.append(Array(bytes[start...])) }
        return List.make(consuming: parts.map { make($0, a[0]) }).value
      },
      partition("partition", fromEnd: false), partition("rpartition", fromEnd: true),
      strip("strip", left: true, right: true), strip("lstrip", left: true, right: false),
      strip("rstrip", left: false, right: true),
      Builtin("removeprefix(self, prefix, /)") { a throws(Raised) in
        let (bytes, prefix) = (own(a[0]), try buffer(a[1]))
        return make(bytes.starts(with: prefix) ? Array(bytes.dropFirst(prefix.count)) : bytes, a[0])
      },
      Builtin("removesuffix(self, suffix, /)") { a throws(Raised) in
        let (bytes, suffix) = (own(a[0]), try buffer(a[1]))
        let fits = !suffix.isEmpty && bytes.suffix(suffix.count).elementsEqual(suffix)
        return make(fits ? bytes.dropLast(suffix.count) : bytes, a[0])
      },
      Builtin("join(self, iterable_of_bytes, /)") { a throws(Raised) in
        guard a[1].type.slots.iterate != nil || a[1].type.slots.getItem != nil else {
          throw raise(.typeError, "can only join an iterable")
        }
        let separator = own(a[0])
        var (result, index): ([UInt8], Int) = ([], 0)
        try forEach(a[1]) { element throws(Raised) in
          guard let bytes = ByteArray.anyBytes(of: element) else {
            throw raise(
              .typeError,
              "sequence item \(index): expected a bytes-like object, \(element.type.name) found")
          }
          if index > 0 { result += separator }
          result += bytes
          index += 1
          return true
        }
        return make(result, a[0])
      },
      Builtin("replace(self, old, new, count=-1, /)") { a throws(Raised) in
        let (bytes, old, new) = (own(a[0]), try buffer(a[1]), try buffer(a[2]))
        var left = try indexValue(a[3])
        if left < 0 { left = Int.max }
        var result: [UInt8] = []
        if old.isEmpty {
          for (index, byte) in bytes.enumerated() {
            if index < left { result += new }
            result.append(byte)
          }
          if bytes.count < left { result += new }
          return make(result, a[0])
        }
        var start = 0
        while left > 0 {
          let found = find(bytes, old, start, bytes.count)
          if found < 0 { break }
          try checkMemory(result.count + found - start + new.count, 2)
          result += bytes[start..<found] + new
          start = found + old.count
          left -= 1
        }
        return make(result + bytes[start...], a[0])
      },
    ]
  }

  // MARK: Padding

  private static func pad(_ name: String, _ before: @escaping (Int, Int) -> Int) -> Builtin {
    Builtin("\(name)(self, width, fillchar=..., /)") { a throws(Raised) in
      let width = try sizeValue(a[1])
      let bytes = own(a[0])
      var fill: UInt8 = 32
      if !a[2].isUnbound {
        guard let given = ByteArray.anyBytes(of: a[2]), given.count == 1 else {
          throw raise(
            .typeError,
            "\(name)() argument 2 must be a byte string of length 1, not \(a[2].type.name)")
        }
        fill = given[0]
      }
      let missing = width > bytes.count ? width - bytes.count : 0
      try checkMemory(max(0, width), 4)
      let left = missing == 0 ? 0 : before(missing, width)
      return make(
        [UInt8](repeating: fill, count: left) + bytes
          + [UInt8](repeating: fill, count: missing - left), a[0])
    }
  }

  private static var padding: [Builtin] {
    [
      pad("ljust") { _, _ in 0 }, pad("rjust") { missing, _ in missing },
      pad("center") { missing, width in missing / 2 + (missing & width & 1) },
      Builtin("zfill(self, width, /)") { a throws(Raised) in
        let bytes = own(a[0])
        let width = try sizeValue(a[1])
        let missing = width > bytes.count ? width - bytes.count : 0
        try checkMemory(max(0, width), 4)
        let zeros = [UInt8](repeating: 48, count: missing)
        let hasSign = bytes.first == 43 || bytes.first == 45
        return make(
          hasSign && missing > 0 ? [bytes[0]] + zeros + bytes.dropFirst() : zeros + bytes, a[0])
      },
      Builtin("expandtabs(self, tabsize=8)") { a throws(Raised) in
        let size = try StrMethods.cInt(a[1])
        var (result, column): ([UInt8], Int) = ([], 0)
        for byte in own(a[0]) {
          if byte == 9 {
            let count = size > 0 ? size - column % size : 0
            try checkMemory(result.count + count, 2)
            result += [UInt8](repeating: 32, count: count)
            column += count
          } else {
            result.append(byte)
            column = byte == 10 || byte == 13 ? 0 : column + 1
          }
        }
        return make(result, a[0])
      },
    ]
  }

  // MARK: Conversions

  static func hex(_ bytes: [UInt8], _ separator: Value, _ group: Value) throws(Raised) -> Value {
    var separatorByte: UInt8?
    if !separator.isUnbound {
      let given =
        separator.isStr ? Str(separator).codePoints : try buffer(separator).map(UInt32.init)
      guard given.count == 1 else { throw raise(.valueError, "sep must be length 1.") }
      guard given[0] < 128 else { throw raise(.valueError, "sep must be ASCII.") }
      separatorByte = UInt8(given[0])
    }
    let size = try indexValue(group)
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if let separatorByte, size != 0, index > 0 {
        let position = size > 0 ? bytes.count - index : index
        if position % Swift.abs(size) == 0 { result.append(separatorByte) }
      }
      result += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return .string(String(decoding: result, as: UTF8.self))
  }

  private static var conversions: [Builtin] {
    [
      Builtin("decode(self, encoding='utf-8', errors='strict')") { a throws(Raised) in
        for (index, name) in [(1, "encoding"), (2, "errors")] where !a[index].isStr {
          throw raise(
            .typeError, "decode() argument '\(name)' must be str, not \(a[index].type.name)")
        }
        return try Codecs.decode(own(a[0]), encoding: Str(a[1]).text, errors: Str(a[2]).text)
      },
      Builtin("hex(self, sep=..., bytes_per_sep=1)") { a throws(Raised) in
        try hex(own(a[0]), a[1], a[2])
      },
      Builtin("translate(self, table, /, delete=b'')") { a throws(Raised) in
        let deleted = a[2].isUnbound ? [] : Set(try buffer(a[2]))
        var table: [UInt8]?
        if !a[1].isNone {
          table = try buffer(a[1])
          guard table?.count == 256 else {
            throw raise(.valueError, "translation table must be 256 characters long")
          }
        }
        return make(
          own(a[0]).filter { !deleted.contains($0) }.map { table?[Int($0)] ?? $0 }, a[0])
      },
      Builtin("__bytes__(self, /)") { a throws(Raised) in .bytes(own(a[0])) },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in
        let bytes = Value.bytes(own(a[0]))
        defer { bytes.release() }
        return .tuple(bytes)
      },
      Builtin("__reduce_ex__(self, protocol, /)") { a throws(Raised) in
        let bytes = Value.bytes(own(a[0]))
        defer { bytes.release() }
        let arguments = Value.tuple(bytes)
        defer { arguments.release() }
        return .tuple(a[0].type.value, arguments)
      },
    ]
  }

  static var classRows: [Builtin] {
    [
      Builtin("fromhex(type, string, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(.typeError, "fromhex() argument must be str, not \(a[1].type.name)")
        }
        var (result, high): ([UInt8], UInt8?) = ([], nil)
        for (index, point) in Str(a[1]).codePoints.enumerated() {
          if high == nil, point < 128, isSpace(UInt8(point)) { continue }
          guard let digit = Unicode.Scalar(point).flatMap({ Character($0).hexDigitValue }),
            point < 128
          else {
            throw raise(
              .valueError, "non-hexadecimal number found in fromhex() arg at position \(index)")
          }
          if let first = high {
            result.append(first << 4 | UInt8(digit))
            high = nil
          } else {
            high = UInt8(digit)
          }
        }
        if high != nil {
          throw raise(
            .valueError,
            "non-hexadecimal number found in fromhex() arg at position \(Str(a[1]).count)")
        }
        let type = TypeRef(a[0])
        if type == machine.pointee.types.bytes { return .bytes(result) }
        let bytes = Value.bytes(result)
        defer { bytes.release() }
        return try call(a[0], bytes)
      }
    ]
  }

  static var staticRows: [Builtin] {
    [
      Builtin("maketrans(frm, to, /)") { a throws(Raised) in
        let (from, to) = (try buffer(a[0]), try buffer(a[1]))
        guard from.count == to.count else {
          throw raise(.valueError, "maketrans arguments must have same length")
        }
        var table = (0..<256).map { UInt8($0) }
        for (x, y) in zip(from, to) { table[Int(x)] = y }
        return .bytes(table)
      }
    ]
  }

  // MARK: bytearray

  private static func array(_ v: Value) throws(Raised) -> ByteArray {
    guard let own = v.native(ByteArray.self) else { throw raise(.typeError, "not a bytearray") }
    return own
  }

  static var mutableRows: [Builtin] {
    [
      Builtin("append(self, item, /)") { a throws(Raised) in
        let byte = try BytesTypes.byte(a[1], "byte")
        try array(a[0]).checkSize()
        try array(a[0]).bytes.append(byte)
        return .none
      },
      Builtin("extend(self, iterable_of_ints, /)") { a throws(Raised) in
        let new = try BytesTypes.elements(a[1])
        if new.isEmpty { return .none }
        try array(a[0]).checkSize()
        try array(a[0]).bytes += new
        return .none
      },
      Builtin("insert(self, index, item, /)") { a throws(Raised) in
        let own = try array(a[0])
        var index = try indexValue(a[1])
        let byte = try BytesTypes.byte(a[2], "byte")
        if index < 0 { index = max(0, index + own.bytes.count) }
        try own.checkSize()
        own.bytes.insert(byte, at: min(index, own.bytes.count))
        return .none
      },
      Builtin("pop(self, index=-1, /)") { a throws(Raised) in
        let own = try array(a[0])
        if own.bytes.isEmpty { throw raise(.indexError, "pop from empty bytearray") }
        var index = try indexValue(a[1])
        if index < 0 { index += own.bytes.count }
        guard own.bytes.indices.contains(index) else {
          throw raise(.indexError, "pop index out of range")
        }
        try own.checkSize()
        return Value(Int(own.bytes.remove(at: index)))
      },
      Builtin("remove(self, value, /)") { a throws(Raised) in
        let own = try array(a[0])
        let byte = try BytesTypes.byte(a[1], "byte")
        guard let index = own.bytes.firstIndex(of: byte) else {
          throw raise(.valueError, "value not found in bytearray")
        }
        try own.checkSize()
        own.bytes.remove(at: index)
        return .none
      },
      Builtin("reverse(self, /)") { a throws(Raised) in
        try array(a[0]).bytes.reverse()
        return .none
      },
      Builtin("clear(self, /)") { a throws(Raised) in
        try array(a[0]).checkSize()
        try array(a[0]).bytes = []
        return .none
      },
      Builtin("copy(self, /)") { a throws(Raised) in ByteArray.make(try array(a[0]).contents) },
      Builtin("__alloc__(self, /)") { a throws(Raised) in Value(try array(a[0]).bytes.count + 1) },
    ]
  }
}
