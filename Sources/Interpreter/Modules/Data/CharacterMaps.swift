// SPDX-License-Identifier: Apache-2.0
// Codecs of one byte a character, by maps between the two: what encodings such as cp1252 stand on.

enum CharacterMaps {
  private static let reason = "character maps to <undefined>"

  static var rows: [Builtin] {
    [
      Builtin("charmap_build(map, /)") { a throws(Raised) in
        let dict = Dict.make()
        for (index, point) in Str(a[0]).codePoints.enumerated() where point != 0xfffe {
          try dict.set(Value(Int(point)), Value(index))
        }
        return dict.value
      },
      Builtin("charmap_encode(str, errors=None, mapping=None, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "charmap_encode() argument 1 must be str, not \(a[0].type.name)")
        }
        return CodecsModule.pair(
          .bytes(try encode(Str(a[0]), CodecsModule.text(a[1], "strict"), a[2])), Str(a[0]).count)
      },
      Builtin("charmap_decode(data, errors=None, mapping=None, /)") { a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        let points = try decode(bytes, CodecsModule.text(a[1], "strict"), a[2], of: a[0])
        return CodecsModule.pair(Str.make(points).value, bytes.count)
      },
    ]
  }

  /// What a key stands for in a map, owned; unbound where there is nothing.
  private static func mapped(_ key: Int, _ map: Value) throws(Raised) -> Value {
    do throws(Raised) {
      let found = try getItem(map, Value(key))
      return found.isNone ? .unbound : found
    } catch {
      try swallow(.lookupError, error)
      return .unbound
    }
  }

  // MARK: Encoding

  private static func bytes(_ point: UInt32, _ map: Value) throws(Raised) -> [UInt8]? {
    if map.isNone { return point < 256 ? [UInt8(point)] : nil }
    let found = try mapped(Int(point), map)
    defer { found.release() }
    if found.isUnbound { return nil }
    if found.isInteger {
      let byte = try indexValue(found)
      guard 0..<256 ~= byte else {
        throw raise(.typeError, "character mapping must be in range(256)")
      }
      return [UInt8(byte)]
    }
    guard found.has(.bytes) else {
      throw raise(
        .typeError,
        "character mapping must return integer, bytes or None, not \(found.type.name)")
    }
    return Array(Bytes(found).buffer)
  }

  private static func encode(_ string: Str, _ errors: String, _ map: Value) throws(Raised)
    -> [UInt8]
  {
    var (result, index) = ([UInt8](), 0)
    while index < string.count {
      if let bytes = try bytes(string[index], map) {
        result += bytes
        index += 1
        continue
      }
      // All that does not fit in a row is one error.
      var end = index + 1
      while end < string.count, try bytes(string[end], map) == nil { end += 1 }
      let range = index..<end
      let codec = map.isNone ? "latin-1" : "charmap"
      let (value, next) = try CodecErrors.handled(
        .unicodeEncodeError, codec, string.value, range, reason, errors)
      defer { value.release() }
      if value.isStr {
        for point in Str(value).codePoints {
          guard let bytes = try bytes(point, map) else {
            throw CodecErrors.error(.unicodeEncodeError, codec, string.value, range, reason)
          }
          result += bytes
        }
      } else if let bytes = ByteArray.anyBytes(of: value) {
        result += bytes
      }
      index = next
    }
    return result
  }

  // MARK: Decoding

  private static func points(_ byte: UInt8, _ table: [UInt32]?, _ map: Value) throws(Raised)
    -> [UInt32]?
  {
    if map.isNone { return [UInt32(byte)] }
    if let table {
      return Int(byte) < table.count && table[Int(byte)] != 0xfffe ? [table[Int(byte)]] : nil
    }
    let found = try mapped(Int(byte), map)
    defer { found.release() }
    if found.isUnbound { return nil }
    if found.isInteger {
      let point = try indexValue(found)
      guard 0...0x10ffff ~= point else {
        throw raise(.typeError, "character mapping must be in range(0x110000)")
      }
      return point == 0xfffe ? nil : [UInt32(point)]
    }
    guard found.isStr else {
      throw raise(
        .typeError, "character mapping must return integer, None or str, not \(found.type.name)")
    }
    return Str(found).count == 1 && Str(found)[0] == 0xfffe ? nil : Str(found).codePoints
  }

  private static func decode(_ bytes: [UInt8], _ errors: String, _ map: Value, of object: Value)
    throws(Raised) -> [UInt32]
  {
    let table = map.isStr ? Str(map).codePoints : nil
    var (result, index) = ([UInt32](), 0)
    while index < bytes.count {
      if let points = try points(bytes[index], table, map) {
        result += points
        index += 1
        continue
      }
      let (value, next) = try CodecErrors.handled(
        .unicodeDecodeError, "charmap", object, index..<index + 1, reason, errors)
      defer { value.release() }
      result += Str(value).codePoints
      index = next
    }
    return result
  }
}
