// SPDX-License-Identifier: Apache-2.0
// Identifiers in the form NFKC (PEP 3131).
@_spi(_Unicode) import Swift

enum Normalization {
  /// The form NFKC of an identifier.
  ///
  /// The standard library composes and decomposes canonically; it has no compatibility mappings. Those that identifiers use in
  /// practice follow rules: full-width letters, mathematical alphabets, super- and subscripts, ligatures, Roman numerals.
  static func nfkc(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      if scalar.value < 0x80 {
        scalars.append(scalar)
      } else {
        for part in compatible(scalar) { scalars.append(part) }
      }
    }
    var composed = String.UnicodeScalarView()
    for scalar in String(scalars)._nfc { composed.append(scalar) }
    return String(composed)
  }

  private static func compatible(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let value = scalar.value
    switch value {
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF3F:
      return [Unicode.Scalar(value - 0xFEE0)!]
    case 0x1D400...0x1D7FF: return [mathematical(value) ?? scalar]
    case 0x2160...0x217F: return romanNumeral(value)
    default: break
    }
    if let text = others[value] { return Array(text.unicodeScalars) }
    return [scalar]
  }

  /// The block of mathematical alphanumeric symbols: thirteen Latin alphabets of 52, five Greek ones of 58, five rows of digits.
  private static func mathematical(_ value: UInt32) -> Unicode.Scalar? {
    if value < 0x1D6A4 {
      let index = (value - 0x1D400) % 52
      return Unicode.Scalar(index < 26 ? 0x41 + index : 0x61 + index - 26)
    }
    switch value {
    case 0x1D6A4: return "\u{131}"
    case 0x1D6A5: return "\u{237}"
    case 0x1D6A8...0x1D7C9:
      let index = (value - 0x1D6A8) % 58
      let marks: [Unicode.Scalar] = ["∂", "ε", "θ", "κ", "φ", "ρ", "π"]
      switch index {
      case 17: return "Θ"
      case 25: return "∇"
      case 0..<25: return Unicode.Scalar(0x391 + index)
      case 26..<51: return Unicode.Scalar(0x3B1 + index - 26)
      default: return marks[Int(index - 51)]
      }
    case 0x1D7CA: return "Ϝ"
    case 0x1D7CB: return "ϝ"
    case 0x1D7CE...0x1D7FF: return Unicode.Scalar(0x30 + (value - 0x1D7CE) % 10)
    default: return nil
    }
  }

  private static func romanNumeral(_ value: UInt32) -> [Unicode.Scalar] {
    let numerals = [
      "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "L", "C", "D", "M",
    ]
    let text = numerals[Int(value & 0xF)]
    return Array((value < 0x2170 ? text : text.lowercased()).unicodeScalars)
  }

  /// Letters of the symbols' blocks that identifiers may have.
  private static let others: [UInt32: String] = {
    var table: [UInt32: String] = [
      0xAA: "a", 0xBA: "o", 0xB5: "μ", 0x17F: "s", 0x149: "ʼn", 0x132: "IJ", 0x133: "ij",
      0x13F: "L·", 0x140: "l·", 0x1C4: "DŽ", 0x1C5: "Dž", 0x1C6: "dž", 0x1C7: "LJ", 0x1C8: "Lj",
      0x1C9: "lj", 0x1CA: "NJ", 0x1CB: "Nj", 0x1CC: "nj", 0x1F1: "DZ", 0x1F2: "Dz", 0x1F3: "dz",
      0x2071: "i", 0x207F: "n", 0x2102: "C", 0x2107: "Ɛ", 0x210A: "g", 0x210E: "h", 0x210F: "ħ",
      0x2110: "I", 0x2111: "I", 0x2112: "L", 0x2113: "l", 0x2115: "N", 0x2119: "P", 0x211A: "Q",
      0x211B: "R", 0x2124: "Z", 0x2128: "Z",
      0x212C: "B", 0x212D: "C", 0x212F: "e", 0x2130: "E", 0x2131: "F", 0x2133: "M", 0x2134: "o",
      0x2135: "א", 0x2136: "ב", 0x2137: "ג", 0x2138: "ד", 0x2139: "i", 0x213C: "π", 0x213D: "γ",
      0x213E: "Γ", 0x213F: "Π", 0x2145: "D", 0x2146: "d", 0x2147: "e", 0x2148: "i", 0x2149: "j",
      0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
      0xFB06: "st", 0x3D0: "β", 0x3D1: "θ", 0x3D2: "Υ", 0x3D5: "φ", 0x3D6: "π", 0x3F0: "κ",
      0x3F1: "ρ", 0x3F2: "ς", 0x3F4: "Θ", 0x3F5: "ε", 0x3F9: "Σ", 0xFE33: "_", 0xFE34: "_",
      0xFE4D: "_", 0xFE4E: "_", 0xFE4F: "_",
    ]
    for value in [0x210B, 0x210C, 0x210D] as [UInt32] { table[value] = "H" }
    for value in [0x211C, 0x211D] as [UInt32] { table[value] = "R" }
    for (offset, letter) in "aeox".unicodeScalars.enumerated() {
      table[0x2090 + UInt32(offset)] = String(letter)
    }
    for (offset, letter) in "hklmnpst".unicodeScalars.enumerated() {
      table[0x2095 + UInt32(offset)] = String(letter)
    }
    for (offset, letter) in "iruv".unicodeScalars.enumerated() {
      table[0x1D62 + UInt32(offset)] = String(letter)
    }
    return table
  }()
}
