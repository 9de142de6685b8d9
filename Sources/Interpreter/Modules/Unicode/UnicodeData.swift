// SPDX-License-Identifier: Apache-2.0
// What Unicode 15.0 says of characters: by Swift's tables, which are newer, and by those of Tables.
import CLibraryText
import Syntax

enum UnicodeData {
  static let version = "15.0.0"

  /// What Swift knows of a character; nil for surrogates and what came after version 15.0.
  static func properties(_ point: UInt32) -> Unicode.Scalar.Properties? {
    guard let properties = Unicode.Scalar(point)?.properties, let age = properties.age,
      (age.major, age.minor) <= (15, 0)
    else { return nil }
    return properties
  }

  // MARK: What later versions changed

  private static let olderCategories: [UInt32: String] = [0x295: "Ll", 0x1171E: "Mn"]
  private static let laterMirrored: Set<UInt32> = [0x226D]
  /// Ideographs and cuneiform signs that were not numbers yet.
  private static let laterNumbers: Set<UInt32> = [
    0x4E24, 0x4EAC, 0x4FE9, 0x5006, 0x62D0, 0x6D1E, 0x7695, 0x79ED, 0x920E, 0x94A9, 0x12038,
    0x12039, 0x12079, 0x12226, 0x1222B, 0x1230B, 0x1230D, 0x12399,
  ]
  /// Tangut ideographs, whose names go by rule in Unicode, have none in Python.
  private static let nameless: [ClosedRange<UInt32>] = [0x17000...0x187F7, 0x18D00...0x18D08]

  // MARK: Properties

  private static let categories: [Unicode.GeneralCategory: String] = [
    .uppercaseLetter: "Lu", .lowercaseLetter: "Ll", .titlecaseLetter: "Lt",
    .modifierLetter: "Lm", .otherLetter: "Lo", .nonspacingMark: "Mn", .spacingMark: "Mc",
    .enclosingMark: "Me", .decimalNumber: "Nd", .letterNumber: "Nl", .otherNumber: "No",
    .connectorPunctuation: "Pc", .dashPunctuation: "Pd", .openPunctuation: "Ps",
    .closePunctuation: "Pe", .initialPunctuation: "Pi", .finalPunctuation: "Pf",
    .otherPunctuation: "Po", .mathSymbol: "Sm", .currencySymbol: "Sc", .modifierSymbol: "Sk",
    .otherSymbol: "So", .spaceSeparator: "Zs", .lineSeparator: "Zl", .paragraphSeparator: "Zp",
    .control: "Cc", .format: "Cf", .surrogate: "Cs", .privateUse: "Co", .unassigned: "Cn",
  ]

  static func category(_ point: UInt32) -> String {
    if (0xD800...0xDFFF).contains(point) { return "Cs" }
    return olderCategories[point]
      ?? properties(point).flatMap { categories[$0.generalCategory] } ?? "Cn"
  }

  static func combiningClass(_ point: UInt32) -> UInt8 {
    // No character before the combining diacritical marks has one.
    point < 0x300 ? 0 : properties(point)?.canonicalCombiningClass.rawValue ?? 0
  }

  static func isMirrored(_ point: UInt32) -> Bool {
    !laterMirrored.contains(point) && properties(point)?.isBidiMirrored ?? false
  }

  /// The value of a number, and whether it is a digit, in decimal notation or not.
  static func number(_ point: UInt32) -> (value: Double, type: Unicode.NumericType)? {
    guard !laterNumbers.contains(point), let properties = properties(point),
      let type = properties.numericType, let value = properties.numericValue
    else { return nil }
    return (value, type)
  }

  static func name(_ point: UInt32) -> String? {
    nameless.contains { $0.contains(point) } ? nil : properties(point)?.name
  }

  static func bidirectionalClass(_ point: UInt32) -> String { bidirectional[point] }
  static func eastAsianWidth(_ point: UInt32) -> String { widths[point] }

  private static let bidirectional = RunTable(unicodeTexts().bidirectional)
  private static let widths = RunTable(unicodeTexts().widths)

  // MARK: By name

  /// Characters and named sequences by their names in capitals, but for those that go by rule.
  private static let index: [String: [UInt32]] = {
    var index: [String: [UInt32]] = [:]
    for range in [
      0x20...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xABFF, 0xD7B0...0xD7FF, 0xF900...0x16FFF,
      0x18800...0x18CFF,
      0x1AFF0...0x1FFFF, 0x2F800...0x2FA1F, 0xE0000...0xE01FF,
    ] as [ClosedRange<UInt32>] {
      for point in range {
        if let name = name(point) { index[name] = [point] }
      }
    }
    for line in unicodeTexts().aliases.lines {
      let parts = line.split(separator: ";")
      index[String(parts[1])] = parts[0].split(separator: " ").map { UInt32($0, radix: 16)! }
    }
    return index
  }()

  /// The character or sequence of a name, an alias or a name by rule, for which alone case matters.
  static func lookup(_ name: String) -> [UInt32]? {
    if let syllable = CharacterNames.syllable(name) { return [syllable.value] }
    if let ideograph = ideograph(name) { return [ideograph] }
    let capitals = name.utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }
    return index[String(decoding: capitals, as: UTF8.self)]
  }

  private static func ideograph(_ name: String) -> UInt32? {
    let prefix = "CJK UNIFIED IDEOGRAPH-"
    guard name.hasPrefix(prefix) else { return nil }
    let digits = name.utf8.dropFirst(prefix.utf8.count)
    guard (4...5).contains(digits.count),
      digits.allSatisfy({ (48...57).contains($0) || (65...70).contains($0) }),
      let point = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
      self.name(point)?.hasPrefix(prefix) ?? false
    else { return nil }
    return point
  }
}

extension TextBytes {
  /// The lines of an embedded table.
  var lines: [Substring] {
    let bytes = UnsafeBufferPointer(start: text, count: count)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}

/// A property with the same value over long runs of characters.
private struct RunTable {
  /// Where the runs begin, ascending from 0, and their values.
  private var starts: [UInt32] = []
  private var values: [String] = []

  /// Reads lines of a start in hexadecimal and a value, a hyphen for none.
  init(_ bytes: TextBytes) {
    for line in bytes.lines {
      let parts = line.split(separator: " ")
      starts.append(UInt32(parts[0], radix: 16)!)
      values.append(parts[1] == "-" ? "" : String(parts[1]))
    }
  }

  subscript(point: UInt32) -> String {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= point { low = middle } else { high = middle }
    }
    return values[low]
  }
}
