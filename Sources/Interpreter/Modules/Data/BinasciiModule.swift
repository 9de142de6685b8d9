// SPDX-License-Identifier: Apache-2.0
// binascii: bytes as text in hexadecimal, base64, uuencoding and quoted-printable, and checksums.
import CZlib

enum BinasciiModule {
  static var module: NativeModule {
    NativeModule("binascii") { module throws(Raised) in
      module.add(errorType)
      module.add(incompleteType)
      module.add(hexRows)
      module.add(base64Rows)
      module.add(UUEncoding.rows)
      module.add(QuotedPrintable.rows)
      module.add(checksumRows)
    }
  }

  nonisolated(unsafe) private static let errorType = TypeMaking.make(
    "Error", module: "binascii", base: ExceptionKind.valueError.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict])
  nonisolated(unsafe) private static let incompleteType = TypeMaking.make(
    "Incomplete", module: "binascii", base: ExceptionKind.exception.type, layout: .exception,
    flags: [.basetype, .isException, .hasDict])

  static func error(_ text: String) -> Raised { raise(.valueError, text, of: errorType) }

  /// The bytes of a text to decode: bytes-like, or a string of ASCII.
  static func ascii(_ value: Value) throws(Raised) -> [UInt8] {
    if value.isStr {
      guard Str(value).isASCII else {
        throw raise(.valueError, "string argument should contain only ASCII characters")
      }
      return Array(UnsafeBufferPointer(start: Str(value).bytes, count: Str(value).count))
    }
    guard let bytes = ByteArray.anyBytes(of: value) else {
      throw raise(
        .typeError,
        "argument should be bytes, buffer or ASCII string, not '\(value.type.name)'")
    }
    return bytes
  }

  // MARK: Hexadecimal

  static let hexDigits = Array("0123456789ABCDEF".utf8)

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  private static func fromHex(_ value: Value) throws(Raised) -> Value {
    let text = try ascii(value)
    guard text.count % 2 == 0 else { throw error("Odd-length string") }
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 2)
    for index in stride(from: 0, to: text.count, by: 2) {
      guard let high = hexValue(text[index]), let low = hexValue(text[index + 1]) else {
        throw error("Non-hexadecimal digit found")
      }
      result.append(high << 4 | low)
    }
    return .bytes(result)
  }

  private static var hexRows: [Builtin] {
    ["b2a_hex", "hexlify"].map { name in
      Builtin("\(name)(data, sep=..., bytes_per_sep=1)") { a throws(Raised) in
        let text = try BytesMethods.hex(IOBase.bytes(a[0]), a[1], a[2])
        defer { text.release() }
        return .bytes(Str(text).codePoints.map { UInt8(truncatingIfNeeded: $0) })
      }
    }
      + ["a2b_hex", "unhexlify"].map { name in
        Builtin("\(name)(hexstr, /)") { a throws(Raised) in try fromHex(a[0]) }
      }
  }

  // MARK: Base 64

  private static let base64Letters = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let base64Values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for (value, letter) in base64Letters.enumerated() { table[Int(letter)] = UInt8(value) }
    return table
  }()

  private static func toBase64(_ bytes: [UInt8], newLine: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count / 3 * 4 + 5)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var bits = 0
      for step in 0..<3 { bits = bits << 8 | (step < count ? Int(bytes[start + step]) : 0) }
      for step in 0..<4 {
        result.append(step <= count ? base64Letters[bits >> (18 - 6 * step) & 63] : 61)
      }
    }
    if newLine { result.append(10) }
    return result
  }

  /// Letters outside of the alphabet are skipped, unless the mode is strict (RFC 4648, 3.3).
  private static func fromBase64(_ text: [UInt8], strict: Bool) throws(Raised) -> [UInt8] {
    if strict, text.first == 61 { throw error("Leading padding not allowed") }
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3 + 3)
    var (place, bits, pads, isPadded) = (0, 0, 0, false)
    for (index, byte) in text.enumerated() {
      if byte == 61 {
        isPadded = true
        if place >= 2 {
          pads += 1
          if place + pads >= 4 {
            if strict && index + 1 < text.count { throw error("Excess data after padding") }
            return result
          }
        }
        continue
      }
      let value = base64Values[Int(byte)]
      if value == 255 {
        if strict { throw error("Only base64 data is allowed") }
        continue
      }
      if strict && isPadded { throw error("Discontinuous padding not allowed") }
      pads = 0
      bits = (bits << 6 | Int(value)) & 0xfff
      if place > 0 { result.append(UInt8(truncatingIfNeeded: bits >> (6 - 2 * place))) }
      place = (place + 1) % 4
    }
    if place == 1 {
      throw error(
        "Invalid base64-encoded string: number of data characters (\(result.count / 3 * 4 + 1)) cannot be 1 more than a multiple of 4"
      )
    }
    if place != 0 { throw error("Incorrect padding") }
    return result
  }

  private static var base64Rows: [Builtin] {
    [
      Builtin("b2a_base64(data, /, *, newline=True)") { a throws(Raised) in
        .bytes(toBase64(try IOBase.bytes(a[0]), newLine: try isTrue(a[1])))
      },
      Builtin("a2b_base64(data, /, *, strict_mode=False)") { a throws(Raised) in
        .bytes(try fromBase64(ascii(a[0]), strict: isTrue(a[1])))
      },
    ]
  }

  // MARK: Checksums

  /// A number modulo 2³².
  static func word(_ value: Value) throws(Raised) -> UInt {
    let integer = try index(value)
    defer { integer.release() }
    return UInt(UInt32(truncatingIfNeeded: IntMath.big(integer.unboxed)))
  }

  private static var checksumRows: [Builtin] {
    [
      Builtin("crc32(data, crc=0, /)") { a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        return Value(Int(crc32_z(try word(a[1]), bytes, bytes.count)))
      },
      Builtin("crc_hqx(data, crc, /)") { a throws(Raised) in
        // The polynomial x¹⁶ + x¹² + x⁵ + 1, highest bit first.
        let bytes = try IOBase.bytes(a[0])
        var sum = try word(a[1]) & 0xffff
        for byte in bytes {
          sum ^= UInt(byte) << 8
          for _ in 0..<8 { sum = sum & 0x8000 == 0 ? sum << 1 : sum << 1 ^ 0x1021 }
          sum &= 0xffff
        }
        return Value(Int(sum))
      },
    ]
  }
}

/// Lines of uuencoded text.
private enum UUEncoding {
  static func decode(_ text: [UInt8]) throws(Raised) -> [UInt8] {
    let count = Int((text.first ?? 0) &- 32) & 63
    var (result, bits, width, place) = ([UInt8](), 0, 0, 1)
    while result.count < count {
      var value = 0
      // Spaces at the end of a line may have been lost.
      if place < text.count, text[place] != 10, text[place] != 13 {
        let byte = text[place]
        guard byte >= 32, byte <= 96 else { throw BinasciiModule.error("Illegal char") }
        value = Int(byte - 32) & 63
      }
      place += 1
      bits = (bits << 6 | value) & 0xffff
      width += 6
      if width >= 8 {
        width -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> width))
      }
    }
    if place < text.count, text[place...].contains(where: { ![32, 96, 10, 13].contains($0) }) {
      throw BinasciiModule.error("Trailing garbage")
    }
    return result
  }

  static func encode(_ bytes: [UInt8], backTick: Bool) throws(Raised) -> [UInt8] {
    guard bytes.count <= 45 else { throw BinasciiModule.error("At most 45 bytes at once") }
    func letter(_ value: Int) -> UInt8 { value == 0 && backTick ? 96 : UInt8(value + 32) }
    var result = [letter(bytes.count)]
    for start in stride(from: 0, to: bytes.count, by: 3) {
      var bits = 0
      for step in 0..<3 {
        bits = bits << 8 | (start + step < bytes.count ? Int(bytes[start + step]) : 0)
      }
      for step in 0..<4 { result.append(letter(bits >> (18 - 6 * step) & 63)) }
    }
    return result + [10]
  }

  static var rows: [Builtin] {
    [
      Builtin("a2b_uu(data, /)") { a throws(Raised) in
        .bytes(try decode(BinasciiModule.ascii(a[0])))
      },
      Builtin("b2a_uu(data, /, *, backtick=False)") { a throws(Raised) in
        .bytes(try encode(IOBase.bytes(a[0]), backTick: isTrue(a[1])))
      },
    ]
  }
}

/// Quoted-printable text: RFC 1521, 5.1.
private enum QuotedPrintable {
  static func decode(_ text: [UInt8], isHeader: Bool) -> [UInt8] {
    var (result, place) = ([UInt8](), 0)
    while place < text.count {
      let byte = text[place]
      place += 1
      if byte == 95 && isHeader {
        result.append(32)
      } else if byte != 61 {
        result.append(byte)
      } else {
        if place == text.count { break }
        let next = text[place]
        if next == 10 || next == 13 {
          // The line goes on in the next one.
          while place < text.count && text[place] != 10 { place += 1 }
          place += 1
        } else if next == 61 {
          result.append(61)
          place += 1
        } else if place + 1 < text.count, let high = BinasciiModule.hexValue(next),
          let low = BinasciiModule.hexValue(text[place + 1])
        {
          result.append(high << 4 | low)
          place += 2
        } else {
          result.append(61)
        }
      }
    }
    return result
  }

  private static let lineLength = 76

  static func encode(_ data: [UInt8], quoteTabs: Bool, isText: Bool, isHeader: Bool) -> [UInt8] {
    let firstEnd = data.firstIndex(of: 10)
    let hasReturns = firstEnd.map { $0 > 0 && data[$0 - 1] == 13 } ?? false
    var (result, column, place) = ([UInt8](), 0, 0)
    func append(_ byte: UInt8) { result += [61] + hex(byte) }
    func hex(_ byte: UInt8) -> [UInt8] {
      [BinasciiModule.hexDigits[Int(byte >> 4)], BinasciiModule.hexDigits[Int(byte & 15)]]
    }
    func breakLine() {
      result += hasReturns ? [61, 13, 10] : [61, 10]
      column = 0
    }
    func mustQuote(_ byte: UInt8, _ next: UInt8?) -> Bool {
      let isBlank = byte == 9 || byte == 32
      let isEnd = byte == 10 || byte == 13
      if byte > 126 || byte == 61 || (isHeader && byte == 95) { return true }
      if byte == 46 && column == 0 { return next == nil || [10, 13, 0].contains(next!) }
      if isEnd { return !isText }
      if isBlank { return next == nil || quoteTabs }
      return byte < 33
    }
    while place < data.count {
      let byte = data[place]
      let next = place + 1 < data.count ? data[place + 1] : nil
      if mustQuote(byte, next) {
        if column + 3 >= lineLength { breakLine() }
        append(byte)
        column += 3
        place += 1
      } else if isText && (byte == 10 || (byte == 13 && next == 10)) {
        column = 0
        // A blank at the end of a line would be lost.
        if let last = result.last, last == 32 || last == 9 {
          result.removeLast()
          append(last)
        }
        result += hasReturns ? [13, 10] : [10]
        place += byte == 13 ? 2 : 1
      } else {
        if next != nil && next != 10 && column + 1 >= lineLength { breakLine() }
        column += 1
        result.append(isHeader && byte == 32 ? 95 : byte)
        place += 1
      }
    }
    return result
  }

  static var rows: [Builtin] {
    [
      Builtin("a2b_qp(data, header=False)") { a throws(Raised) in
        .bytes(decode(try BinasciiModule.ascii(a[0]), isHeader: try isTrue(a[1])))
      },
      Builtin("b2a_qp(data, quotetabs=False, istext=True, header=False)") { a throws(Raised) in
        .bytes(
          encode(
            try IOBase.bytes(a[0]), quoteTabs: try isTrue(a[1]), isText: try isTrue(a[2]),
            isHeader: try isTrue(a[3])))
      },
    ]
  }
}
