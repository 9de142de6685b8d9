// SPDX-License-Identifier: Apache-2.0
// Text to bytes and back: UTF-8, ASCII, Latin-1, UTF-16 and UTF-32, and what to do with what does not fit.

enum Codecs {
  /// The name as this file knows it, or nil.
  static func canonical(_ name: String) -> String? {
    let plain = name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    switch plain {
    case "utf8", "u8", "utf", "utf8ucs2", "utf8ucs4", "cp65001": return "utf-8"
    case "ascii", "usascii", "646", "ansix3.41968": return "ascii"
    case "latin1", "latin", "iso88591", "88591", "l1", "cp819", "iso8859": return "iso8859-1"
    case "utf8sig": return "utf-8-sig"
    case "utf16", "u16": return "utf-16"
    case "utf16le": return "utf-16-le"
    case "utf16be": return "utf-16-be"
    case "utf32", "u32": return "utf-32"
    case "utf32le": return "utf-32-le"
    case "utf32be": return "utf-32-be"
    default: return nil
    }
  }

  private static func lookup(_ name: String) throws(Raised) -> String {
    guard let found = canonical(name) else {
      throw raise(.lookupError, "unknown encoding: \(name)")
    }
    return found
  }

  // MARK: Encoding

  /// UTF-8, refusing lone surrogates.
  static func utf8(_ string: Str) throws(Raised) -> [UInt8] {
    if string.isASCII {
      return Array(UnsafeBufferPointer(start: string.bytes, count: string.count))
    }
    return try encode(string, encoding: "utf-8", errors: "strict")
  }

  static func encode(_ string: Str, encoding: String, errors: String) throws(Raised) -> [UInt8] {
    if encoding != "utf-8", canonical(encoding) == nil {
      let value = try CodecsModule.convert(string.value, encoding, errors, decoding: false)
      defer { value.release() }
      return try IOBase.bytes(value)
    }
    let codec = encoding == "utf-8" ? encoding : try lookup(encoding)
    if string.isASCII && (codec == "utf-8" || codec == "ascii" || codec == "iso8859-1") {
      return Array(UnsafeBufferPointer(start: string.bytes, count: string.count))
    }
    var result: [UInt8] = []
    result.reserveCapacity(string.count * 2)
    switch codec {
    case "utf-8-sig": result = [0xef, 0xbb, 0xbf]
    case "utf-16": result = [0xff, 0xfe]
    case "utf-32": result = [0xff, 0xfe, 0, 0]
    default: break
    }
    var index = 0
    while index < string.count {
      let point = string[index]
      if append(point, codec, &result) {
        index += 1
        continue
      }
      // All that does not fit in a row is one error, but for wide codecs.
      var end = index + 1
      var probe: [UInt8] = []
      while unit(codec) == 1, end < string.count, !append(string[end], codec, &probe) { end += 1 }
      index = try handle(string, index..<end, codec, errors, &result)
    }
    return result
  }

  private static func append(_ point: UInt32, _ codec: String, _ result: inout [UInt8]) -> Bool {
    let isSurrogate = (0xd800...0xdfff).contains(point)
    func bytes(_ value: UInt32, _ width: Int, big: Bool) {
      for step in 0..<width {
        let shift = UInt32(big ? width - 1 - step : step) * 8
        result.append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
    switch codec {
    case "ascii":
      guard point < 128 else { return false }
      result.append(UInt8(point))
    case "iso8859-1":
      guard point < 256 else { return false }
      result.append(UInt8(point))
    case "utf-8", "utf-8-sig":
      if isSurrogate { return false }
      appendUTF8(point, &result)
    case "utf-16", "utf-16-le", "utf-16-be":
      if isSurrogate { return false }
      let big = codec == "utf-16-be"
      if point < 0x10000 {
        bytes(point, 2, big: big)
      } else {
        bytes(0xd800 + (point - 0x10000) >> 10, 2, big: big)
        bytes(0xdc00 + (point - 0x10000) & 0x3ff, 2, big: big)
      }
    default:
      if isSurrogate { return false }
      bytes(point, 4, big: codec == "utf-32-be")
    }
    return true
  }

  static func appendUTF8(_ point: UInt32, _ result: inout [UInt8]) {
    switch point {
    case 0..<0x80: result.append(UInt8(point))
    case 0x80..<0x800:
      result += [UInt8(0xc0 | point >> 6), UInt8(0x80 | point & 0x3f)]
    case 0x800..<0x10000:
      result += [
        UInt8(0xe0 | point >> 12), UInt8(0x80 | point >> 6 & 0x3f), UInt8(0x80 | point & 0x3f),
      ]
    default:
      result += [
        UInt8(0xf0 | point >> 18), UInt8(0x80 | point >> 12 & 0x3f),
        UInt8(0x80 | point >> 6 & 0x3f), UInt8(0x80 | point & 0x3f),
      ]
    }
  }

  /// Puts something in the place of what does not fit; where to go on.
  private static func handle(
    _ string: Str, _ range: Range<Int>, _ codec: String, _ errors: String,
    _ result: inout [UInt8]
  ) throws(Raised) -> Int {
    let reason =
      codec == "ascii"
      ? "ordinal not in range(128)"
      : codec == "iso8859-1" ? "ordinal not in range(256)" : "surrogates not allowed"
    let name = codec == "iso8859-1" ? "latin-1" : codec
    let (value, next) = try CodecErrors.handled(
      .unicodeEncodeError, name, string.value, range, reason, errors)
    defer { value.release() }
    var fits = true
    if value.isStr {
      fits = Str(value).codePoints.allSatisfy { append($0, codec, &result) }
    } else if let bytes = ByteArray.anyBytes(of: value) {
      fits = bytes.count % unit(codec) == 0
      result += bytes
    }
    if !fits {
      throw CodecErrors.error(.unicodeEncodeError, name, string.value, range, reason)
    }
    return next
  }

  /// Bytes of the least that a codec writes.
  private static func unit(_ codec: String) -> Int {
    codec.hasPrefix("utf-16") ? 2 : codec.hasPrefix("utf-32") ? 4 : 1
  }

  // MARK: Decoding

  /// `bytes.decode(encoding, errors)` of any bytes-like object; owned.
  static func decode(_ value: Value, encoding: Value, errors: Value) throws(Raised) -> Value {
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError,
        value.isStr
          ? "decoding str is not supported"
          : "decoding to str: need a bytes-like object, \(value.type.name) found")
    }
    return try decode(
      bytes, encoding: encoding.isStr ? Str(encoding).text : "utf-8",
      errors: errors.isStr ? Str(errors).text : "strict")
  }

  static func decode(_ bytes: [UInt8], encoding: String, errors: String) throws(Raised) -> Value {
    if encoding != "utf-8", canonical(encoding) == nil {
      let value = Value.bytes(bytes)
      defer { value.release() }
      return try CodecsModule.convert(value, encoding, errors, decoding: true)
    }
    let codec = encoding == "utf-8" ? encoding : try lookup(encoding)
    if codec == "utf-8" || codec == "ascii", bytes.allSatisfy({ $0 < 128 }) {
      let result = Str.allocate(narrow: bytes.count, ascii: true)
      result.bytes.update(from: bytes, count: bytes.count)
      if bytes.count < 2 {
        defer { result.value.release() }
        return Str.make(bytes.map(UInt32.init)).value
      }
      return result.value
    }
    switch codec {
    case "iso8859-1": return Str.make(bytes.map(UInt32.init)).value
    case "ascii": return try decodeASCII(bytes, errors)
    case "utf-8": return try decodeUTF8(bytes[...], errors)
    case "utf-8-sig":
      return try decodeUTF8(
        bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...], errors)
    case "utf-16", "utf-16-le", "utf-16-be": return try decodeUTF16(bytes, codec, errors)
    default: return try decodeUTF32(bytes, codec, errors)
    }
  }

  /// Puts something in the place of bytes that are no text; where to go on.
  private static func recover(
    _ points: inout [UInt32], _ bytes: ArraySlice<UInt8>, _ start: Int, _ end: Int,
    _ codec: String, _ errors: String, _ reason: String
  ) throws(Raised) -> Int {
    let object = Value.bytes(bytes)
    defer { object.release() }
    let first = bytes.startIndex
    let (value, next) = try CodecErrors.handled(
      .unicodeDecodeError, codec, object, start - first..<end - first, reason, errors)
    defer { value.release() }
    points += Str(value).codePoints
    return first + next
  }

  private static func decodeASCII(_ bytes: [UInt8], _ errors: String) throws(Raised) -> Value {
    var points: [UInt32] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] < 128 {
        points.append(UInt32(bytes[index]))
        index += 1
      } else {
        index = try recover(
          &points, bytes[...], index, index + 1, "ascii", errors, "ordinal not in range(128)")
      }
    }
    return Str.make(points).value
  }

  /// UTF-8 with the maximal-subpart practice of the Unicode Standard, section 3.9.
  private static func decodeUTF8(_ bytes: ArraySlice<UInt8>, _ errors: String) throws(Raised)
    -> Value
  {
    var points: [UInt32] = []
    points.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let lead = bytes[index]
      if lead < 0x80 {
        points.append(UInt32(lead))
        index += 1
        continue
      }
      let width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
      var valid = (0xc2...0xf4).contains(lead)
      var reason = "invalid start byte"
      var end = index + 1
      var point = UInt32(lead) & (width == 2 ? 0x1f : width == 3 ? 0x0f : 0x07)
      if valid {
        while end < index + width {
          guard end < bytes.endIndex else {
            valid = false
            reason = "unexpected end of data"
            break
          }
          let byte = bytes[end]
          var low: UInt8 = 0x80
          var high: UInt8 = 0xbf
          if end == index + 1 {
            if lead == 0xe0 { low = 0xa0 }
            if lead == 0xed { high = 0x9f }
            if lead == 0xf0 { low = 0x90 }
            if lead == 0xf4 { high = 0x8f }
          }
          guard byte >= low && byte <= high else {
            valid = false
            reason = "invalid continuation byte"
            break
          }
          point = point << 6 | UInt32(byte & 0x3f)
          end += 1
        }
      }
      if valid {
        points.append(point)
      } else {
        end = try recover(&points, bytes, index, end, "utf-8", errors, reason)
      }
      index = end
    }
    return Str.make(points).value
  }

  private static func decodeUTF16(_ bytes: [UInt8], _ named: String, _ errors: String)
    throws(Raised) -> Value
  {
    var bytes = bytes[...]
    var big = named == "utf-16-be"
    if named == "utf-16" {
      if bytes.starts(with: [0xff, 0xfe]) {
        bytes = bytes.dropFirst(2)
      } else if bytes.starts(with: [0xfe, 0xff]) {
        bytes = bytes.dropFirst(2)
        big = true
      }
    }
    let codec = big ? "utf-16-be" : "utf-16-le"
    var points: [UInt32] = []
    var index = bytes.startIndex
    func unit(_ at: Int) -> UInt32 {
      big
        ? UInt32(bytes[at]) << 8 | UInt32(bytes[at + 1])
        : UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at])
    }
    while index < bytes.endIndex {
      guard index + 1 < bytes.endIndex else {
        index = try recover(&points, bytes, index, bytes.endIndex, codec, errors, "truncated data")
        continue
      }
      let first = unit(index)
      if (0xd800..<0xdc00).contains(first) {
        if index + 3 < bytes.endIndex, case let second = unit(index + 2),
          (0xdc00..<0xe000).contains(second)
        {
          points.append(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
          index += 4
          continue
        }
        index = try recover(
          &points, bytes, index, index + 2, codec, errors, "illegal UTF-16 surrogate")
        continue
      } else if (0xdc00..<0xe000).contains(first) {
        index = try recover(
          &points, bytes, index, index + 2, codec, errors, "illegal encoding")
        continue
      } else {
        points.append(first)
      }
      index += 2
    }
    return Str.make(points).value
  }

  private static func decodeUTF32(_ bytes: [UInt8], _ named: String, _ errors: String)
    throws(Raised) -> Value
  {
    var bytes = bytes[...]
    var big = named == "utf-32-be"
    if named == "utf-32" {
      if bytes.starts(with: [0xff, 0xfe, 0, 0]) {
        bytes = bytes.dropFirst(4)
      } else if bytes.starts(with: [0, 0, 0xfe, 0xff]) {
        bytes = bytes.dropFirst(4)
        big = true
      }
    }
    let codec = big ? "utf-32-be" : "utf-32-le"
    var points: [UInt32] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard index + 3 < bytes.endIndex else {
        index = try recover(&points, bytes, index, bytes.endIndex, codec, errors, "truncated data")
        continue
      }
      var point: UInt32 = 0
      for step in 0..<4 {
        point |= UInt32(bytes[index + step]) << UInt32(8 * (big ? 3 - step : step))
      }
      if point > 0x10ffff || (0xd800..<0xe000).contains(point) {
        index = try recover(
          &points, bytes, index, index + 4, codec, errors, "code point not in range(0x110000)")
      } else {
        points.append(point)
        index += 4
      }
    }
    return Str.make(points).value
  }
}
