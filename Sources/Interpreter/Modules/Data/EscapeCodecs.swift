// SPDX-License-Identifier: Apache-2.0
// _codecs: text as the escapes of string literals, and of raw ones, which know \u and \U alone.
import Syntax

enum EscapeCodecs {
  private static let hex = Array("0123456789abcdef".utf8)

  private static func append(
    _ letter: Character, _ point: UInt32, digits: Int, _ result: inout [UInt8]
  ) {
    result += [92, letter.asciiValue ?? 0]
    for step in (0..<digits).reversed() { result.append(hex[Int(point >> UInt32(4 * step) & 15)]) }
  }

  /// Characters with an escape of one letter.
  private static let short: [(point: UInt32, letter: UInt8)] = [
    (9, UInt8(ascii: "t")), (10, UInt8(ascii: "n")), (13, UInt8(ascii: "r")), (92, 92),
  ]

  private static func encode(_ string: Str, raw: Bool) -> [UInt8] {
    var result: [UInt8] = []
    for index in 0..<string.count {
      let point = string[index]
      if point >= 0x10000 {
        append("U", point, digits: 8, &result)
      } else if point >= 256 {
        append("u", point, digits: 4, &result)
      } else if raw || (32..<127).contains(point) && point != 92 {
        result.append(UInt8(point))
      } else if let row = short.first(where: { $0.point == point }) {
        result += [92, row.letter]
      } else {
        append("x", point, digits: 2, &result)
      }
    }
    return result
  }

  // MARK: Decoding

  private static let letters: [UInt8: UInt32] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
    UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13, 34: 34, 39: 39, 92: 92,
  ]

  /// Why an escape is none, and where the bytes at fault end.
  private struct Mistake {
    var end: Int
    var reason: String
    /// More bytes might make it right.
    var isIncomplete = false
  }

  /// Points of one decoded text, and how many bytes they took.
  private struct Decoder {
    let bytes: [UInt8]
    let isRaw: Bool
    var points: [UInt32] = []
    var place = 0

    /// Reads one escape whose backslash stands at `place`; nil when that went well.
    mutating func escape() -> Mistake? {
      let next = place + 1
      guard next < bytes.count else {
        return Mistake(end: next, reason: "\\ at end of string", isIncomplete: true)
      }
      let letter = bytes[next]
      switch Unicode.Scalar(letter) {
      case "u": return digits(4, "truncated \\uXXXX escape")
      case "U": return digits(8, "truncated \\UXXXXXXXX escape")
      case _ where isRaw:
        points += [92, UInt32(letter)]
        place += 2
      case "x": return digits(2, "truncated \\xXX escape")
      case "\n": place += 2
      case "0"..."7":
        var (value, end) = (UInt32(0), next)
        while end < bytes.count, end < next + 3, (48...55).contains(bytes[end]) {
          value = value * 8 + UInt32(bytes[end] - 48)
          end += 1
        }
        points.append(value)
        place = end
      case "N":
        var end = next + 1
        if end < bytes.count, bytes[end] == 123 {
          let close = bytes[end...].firstIndex(of: 125)
          if let close, close > end + 1 {
            let name = String(decoding: bytes[end + 1..<close], as: UTF8.self)
            guard let scalar = CharacterNames.scalar(named: name) else {
              return Mistake(end: close + 1, reason: "unknown Unicode character name")
            }
            points.append(scalar.value)
            place = close + 1
            return nil
          }
          end = close.map { $0 + 1 } ?? bytes.count
          return Mistake(
            end: end, reason: "malformed \\N character escape", isIncomplete: close == nil)
        }
        return Mistake(
          end: end, reason: "malformed \\N character escape", isIncomplete: end == bytes.count)
      default:
        if let point = EscapeCodecs.letters[letter] {
          points.append(point)
        } else {
          points += [92, UInt32(letter)]
        }
        place += 2
      }
      return nil
    }

    private mutating func digits(_ count: Int, _ reason: String) -> Mistake? {
      var (value, end) = (UInt32(0), place + 2)
      while end < place + 2 + count {
        guard end < bytes.count, let digit = BinasciiModule.hexValue(bytes[end]) else {
          return Mistake(end: end, reason: reason, isIncomplete: end == bytes.count)
        }
        value = value << 4 | UInt32(digit)
        end += 1
      }
      guard value <= 0x10ffff else {
        return Mistake(
          end: end, reason: isRaw ? "\\Uxxxxxxxx out of range" : "illegal Unicode character")
      }
      points.append(value)
      place = end
      return nil
    }
  }

  private static func decode(_ a: BoundArguments, raw: Bool) throws(Raised) -> Value {
    let bytes =
      a[0].isStr
      ? try Codecs.encode(Str(a[0]), encoding: "utf-8", errors: "strict")
      : try IOBase.bytes(a[0])
    let errors = a[1].isStr ? Str(a[1]).text : "strict"
    let isFinal = try isTrue(a[2])
    var decoder = Decoder(bytes: bytes, isRaw: raw)
    while decoder.place < bytes.count {
      let place = decoder.place
      if bytes[place] != 92 {
        decoder.points.append(UInt32(bytes[place]))
        decoder.place += 1
        continue
      }
      guard let mistake = decoder.escape() else { continue }
      if mistake.isIncomplete && !isFinal { break }
      if raw && place + 1 == bytes.count {
        decoder.points.append(92)
        decoder.place += 1
        continue
      }
      let object = Value.bytes(bytes)
      defer { object.release() }
      let (value, next) = try CodecErrors.handled(
        .unicodeDecodeError, raw ? "rawunicodeescape" : "unicodeescape", object,
        place..<mistake.end, mistake.reason, errors)
      defer { value.release() }
      let position = next < 0 ? next + bytes.count : next
      guard value.isStr, position >= 0, position <= bytes.count else {
        throw raise(
          .indexError, "position \(next) from error handler out of bounds")
      }
      decoder.points += Str(value).codePoints
      decoder.place = position
    }
    return CodecsModule.pair(Str.make(decoder.points).value, decoder.place)
  }

  static var rows: [Builtin] {
    [("unicode_escape", false), ("raw_unicode_escape", true)].flatMap { name, raw in
      [
        Builtin("\(name)_encode(str, errors=None, /)") { a throws(Raised) in
          guard a[0].isStr else {
            throw raise(
              .typeError, "\(name)_encode() argument 1 must be str, not \(a[0].type.name)")
          }
          return CodecsModule.pair(.bytes(encode(Str(a[0]), raw: raw)), Str(a[0]).count)
        },
        Builtin("\(name)_decode(data, errors=None, final=True, /)") { a throws(Raised) in
          try decode(a, raw: raw)
        },
      ]
    }
  }
}
