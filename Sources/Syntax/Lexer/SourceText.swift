// SPDX-License-Identifier: Apache-2.0
// The bytes of a source file as the lexer wants them: UTF-8, lines that end in "\n", a zero at the end (PEP 263).

struct SourceText {
  /// The text, a line end at its end, and a zero byte.
  var bytes: [UInt8]
  /// The last line had no end.
  var addedNewline = false

  init(_ source: [UInt8], isDecoded: Bool = false) throws(SyntaxError) {
    var source = source
    var hasMark = false
    if !isDecoded, source.starts(with: [0xEF, 0xBB, 0xBF]) {
      source.removeFirst(3)
      hasMark = true
    }
    if source.contains(0) {
      throw SyntaxError(kind: .value, message: "source code string cannot contain null bytes")
    }
    if !isDecoded {
      let encoding = Self.declaredEncoding(source)
      if let encoding { source = try Self.decode(source, encoding, hasMark) }
      try Self.validate(source)
    }
    bytes = Self.withPlainLineEnds(source)
    if bytes.last != UInt8(ascii: "\n") {
      addedNewline = !bytes.isEmpty
      bytes.append(UInt8(ascii: "\n"))
    }
    bytes.append(0)
  }

  /// "\r\n" and "\r" end lines as "\n" does.
  private static func withPlainLineEnds(_ source: [UInt8]) -> [UInt8] {
    guard source.contains(0x0D) else { return source }
    var result: [UInt8] = []
    result.reserveCapacity(source.count + 2)
    var index = 0
    while index < source.count {
      let byte = source[index]
      index += 1
      if byte == 0x0D {
        result.append(0x0A)
        if index < source.count, source[index] == 0x0A { index += 1 }
      } else {
        result.append(byte)
      }
    }
    return result
  }

  // MARK: - Encodings

  /// The name in `# -*- coding: name -*-` in the first line, or the second if the first is blank or a comment.
  static func declaredEncoding(_ source: [UInt8]) -> String? {
    var start = 0
    for _ in 0..<2 {
      let end = source[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? source.count
      let line = source[start..<end]
      let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0C }
      if trimmed.first == UInt8(ascii: "#") {
        if let name = encodingName(in: Array(trimmed)) { return name }
      } else if !trimmed.isEmpty {
        return nil
      }
      if end == source.count { return nil }
      start = end + 1
      if source[end] == 0x0D, start < source.count, source[start] == 0x0A { start += 1 }
    }
    return nil
  }

  private static func encodingName(in comment: [UInt8]) -> String? {
    let word = Array("coding".utf8)
    guard comment.count > word.count else { return nil }
    for start in 0..<(comment.count - word.count)
    where comment[start..<(start + word.count)].elementsEqual(word) {
      var index = start + word.count
      guard comment[index] == UInt8(ascii: ":") || comment[index] == UInt8(ascii: "=") else {
        continue
      }
      index += 1
      while index < comment.count, comment[index] == 0x20 || comment[index] == 0x09 { index += 1 }
      let name = comment[index...].prefix {
        ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
      }
      if !name.isEmpty { return String(decoding: name, as: UTF8.self) }
    }
    return nil
  }

  /// The text in UTF-8.
  private static func decode(
    _ source: [UInt8], _ encoding: String, _ hasMark: Bool
  ) throws(SyntaxError) -> [UInt8] {
    let name = String(
      decoding: encoding.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 },
      as: UTF8.self)
    func isOne(of names: String...) -> Bool {
      names.contains { name == $0 || name.hasPrefix($0 + "-") }
    }
    if isOne(of: "utf-8") { return source }
    if hasMark {
      throw SyntaxError(message: "encoding problem: \(encoding) with BOM")
    }
    if isOne(of: "utf8", "u8") { return source }
    if isOne(of: "latin-1", "iso-8859-1", "iso-latin-1", "iso8859-1", "latin1", "l1") {
      return recode(source) { UInt32($0) }
    }
    if isOne(of: "ascii", "us-ascii") {
      if let index = source.firstIndex(where: { $0 >= 0x80 }) {
        throw SyntaxError(
          message: "(unicode error) 'ascii' codec can't decode byte "
            + "0x\(String(source[index], radix: 16)) in position \(index): "
            + "ordinal not in range(128)")
      }
      return source
    }
    if let table = singleByte[name] {
      return recode(source) { $0 < 0x80 ? UInt32($0) : table[Int($0) - 0x80] }
    }
    throw SyntaxError(message: "unknown encoding: \(encoding)")
  }

  private static func recode(_ source: [UInt8], _ point: (UInt8) -> UInt32) -> [UInt8] {
    var text = Text()
    text.utf8.reserveCapacity(source.count + source.count / 8)
    for byte in source { text.append(codePoint: point(byte)) }
    return text.utf8
  }

  /// The upper halves of encodings of one byte that sources are written in.
  private static var singleByte: [String: [UInt32]] {
    var latin9 = (0x80...0xFF).map { UInt32($0) }
    for (byte, point) in [
      (0xA4, 0x20AC), (0xA6, 0x160), (0xA8, 0x161), (0xB4, 0x17D), (0xB8, 0x17E), (0xBC, 0x152),
      (0xBD, 0x153), (0xBE, 0x178),
    ] {
      latin9[byte - 0x80] = UInt32(point)
    }
    var western = (0x80...0xFF).map { UInt32($0) }
    let points: [UInt32] = [
      0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039,
      0x152, 0x8D, 0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E, 0x178,
    ]
    western.replaceSubrange(0..<32, with: points)
    let cyrillic = koi8
    return [
      "iso-8859-15": latin9, "iso8859-15": latin9, "latin-9": latin9, "cp1252": western,
      "windows-1252": western, "koi8-r": cyrillic,
    ]
  }

  /// RFC 1489.
  private static var koi8: [UInt32] {
    let symbols: [UInt32] = [
      0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C, 0x2524, 0x252C, 0x2534, 0x253C,
      0x2580, 0x2584, 0x2588, 0x258C, 0x2590, 0x2591, 0x2592, 0x2593, 0x2320, 0x25A0, 0x2219,
      0x221A, 0x2248, 0x2264, 0x2265, 0xA0, 0x2321, 0xB0, 0xB2, 0xB7, 0xF7, 0x2550, 0x2551, 0x2552,
      0x451, 0x2553, 0x2554, 0x2555, 0x2556, 0x2557, 0x2558, 0x2559, 0x255A, 0x255B, 0x255C,
      0x255D, 0x255E, 0x255F, 0x2560, 0x2561, 0x401, 0x2562, 0x2563, 0x2564, 0x2565, 0x2566,
      0x2567, 0x2568, 0x2569, 0x256A, 0x256B, 0x256C, 0xA9,
    ]
    let letters = "юабцдефгхийклмнопярстужвьызшэщчъ"
    return symbols + letters.unicodeScalars.map { $0.value }
      + letters.uppercased().unicodeScalars.map { $0.value }
  }

  private static func validate(_ source: [UInt8]) throws(SyntaxError) {
    guard let wrong = firstInvalid(source) else { return }
    let (index, reason) = wrong
    throw SyntaxError(
      message: "(unicode error) 'utf-8' codec can't decode byte "
        + "0x\(String(source[index], radix: 16)) in position \(index): \(reason)")
  }

  /// Where the text stops being UTF-8, and why (The Unicode Standard, table 3-7).
  private static func firstInvalid(_ source: [UInt8]) -> (Int, String)? {
    var index = 0
    while index < source.count {
      let lead = source[index]
      if lead < 0x80 {
        index += 1
        continue
      }
      let length: Int
      var second: ClosedRange<UInt8> = 0x80...0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        length = 3
        if lead == 0xE0 { second = 0xA0...0xBF }
        if lead == 0xED { second = 0x80...0x9F }
      case 0xF0...0xF4:
        length = 4
        if lead == 0xF0 { second = 0x90...0xBF }
        if lead == 0xF4 { second = 0x80...0x8F }
      default: return (index, "invalid start byte")
      }
      for offset in 1..<length {
        if index + offset >= source.count { return (index, "unexpected end of data") }
        let byte = source[index + offset]
        if !(offset == 1 ? second : 0x80...0xBF).contains(byte) {
          return (index, "invalid continuation byte")
        }
      }
      index += length
    }
    return nil
  }
}
