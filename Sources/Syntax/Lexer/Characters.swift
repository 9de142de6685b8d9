// SPDX-License-Identifier: Apache-2.0
// What the language asks of Unicode: names, printable characters, compatible forms of identifiers.

/// Characters by their names in `\N{...}`.
public enum CharacterNames {
  /// The character of a name, an alias, a Hangul syllable or a CJK ideograph; case does not matter.
  public static func scalar(named name: String) -> Unicode.Scalar? {
    let name = name.uppercased()
    if let scalar = ideograph(name) ?? syllable(name) { return scalar }
    // The library has no index by name. Scripts name few characters: search the planes that have names.
    for range in [
      0x20...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xABFF, 0xD7B0...0xD7FF, 0xF900...0x17FFF,
      0x18800...0x18CFF, 0x1AFF0...0x1FFFF, 0x2F800...0x2FA1F, 0xE0000...0xE01FF,
    ] as [ClosedRange<UInt32>] {
      for value in range {
        guard let scalar = Unicode.Scalar(value) else { continue }
        if scalar.properties.name == name { return scalar }
      }
    }
    for value in (0 as UInt32)...0x1FFFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.nameAlias != nil else { continue }
      if scalar.properties.nameAlias == name { return scalar }
    }
    return controls[name].flatMap { Unicode.Scalar($0) }
  }

  /// Names of control characters, which have aliases only, of which the library knows one each.
  private static let controls: [String: UInt32] = [
    "NULL": 0, "NUL": 0, "BELL": 0x1F514, "ALERT": 7, "BEL": 7, "BACKSPACE": 8, "BS": 8,
    "CHARACTER TABULATION": 9, "HORIZONTAL TABULATION": 9, "TAB": 9, "HT": 9, "LINE FEED": 10,
    "NEW LINE": 10, "END OF LINE": 10, "LF": 10, "NL": 10, "EOL": 10, "LINE TABULATION": 11,
    "VERTICAL TABULATION": 11, "VT": 11, "FORM FEED": 12, "FF": 12, "CARRIAGE RETURN": 13,
    "CR": 13, "ESCAPE": 27, "ESC": 27, "DELETE": 127, "DEL": 127, "NEXT LINE": 0x85, "NEL": 0x85,
    "NBSP": 0xA0, "SHY": 0xAD, "ZWSP": 0x200B, "ZWNJ": 0x200C, "ZWJ": 0x200D, "LRM": 0x200E,
    "RLM": 0x200F, "BYTE ORDER MARK": 0xFEFF, "BOM": 0xFEFF, "ZWNBSP": 0xFEFF,
  ]

  private static func ideograph(_ name: String) -> Unicode.Scalar? {
    let prefix = "CJK UNIFIED IDEOGRAPH-"
    guard name.hasPrefix(prefix) else { return nil }
    let digits = name.dropFirst(prefix.count)
    guard digits.count >= 4, let value = UInt32(digits, radix: 16) else { return nil }
    guard let scalar = Unicode.Scalar(value), scalar.properties.isUnifiedIdeograph else {
      return nil
    }
    return scalar
  }

  /// The syllable of a name in capitals: Korean syllables are named by their letters (The Unicode Standard, 3.12).
  public static func syllable(_ name: String) -> Unicode.Scalar? {
    let prefix = "HANGUL SYLLABLE "
    guard name.hasPrefix(prefix) else { return nil }
    let rest = String(name.dropFirst(prefix.count))
    let leads = [
      "G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P",
      "H",
    ]
    let vowels = [
      "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO",
      "WE", "WI", "YU", "EU", "YI", "I",
    ]
    let tails = [
      "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH",
      "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H",
    ]
    for (lead, leadText) in leads.enumerated() where rest.hasPrefix(leadText) {
      for (vowel, vowelText) in vowels.enumerated() where rest.hasPrefix(leadText + vowelText) {
        let tailText = String(rest.dropFirst(leadText.count + vowelText.count))
        if let tail = tails.firstIndex(of: tailText) {
          return Unicode.Scalar(UInt32(0xAC00 + (lead * 21 + vowel) * 28 + tail))
        }
      }
    }
    return nil
  }
}

enum Printable {
  /// As `str.isprintable`: neither a separator other than the space, nor control, format, surrogate, private or unassigned.
  static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }
}
