// SPDX-License-Identifier: Apache-2.0
// Formats as PEP 3118 and `__array_interface__` write them.

extension ElementFormat {
  /// The format of PEP 3118, as NumPy writes it.
  ///
  /// Elements that are not aligned, `isAligned` false, have `=` before them. Records are written with all padding said and without
  /// alignment, which means the same as NumPy's text and does not depend on where the array lies.
  ///
  /// - Throws: `ValueError` for dates and durations, which PEP 3118 has no letters for.
  public func pep3118(isAligned: Bool = true) throws(ExchangeError) -> String {
    var order = Unicode.Scalar("@")
    if fields.isEmpty && shape.isEmpty {
      let letters = try letters(isNative: isAligned && !isBigEndian)
      if isBigEndian { return ">" + letters }
      return isAligned || !hasByteOrder
        ? letters : (itemSize == 16 && kind == .float ? "^" : "=") + letters
    }
    return try text(&order)
  }

  /// The text after other items, of which `order` says the last byte order.
  private func text(_ order: inout Unicode.Scalar) throws(ExchangeError) -> String {
    var text = ""
    if !shape.isEmpty { text += "(" + shape.map(\.description).joined(separator: ",") + ")" }
    if !fields.isEmpty {
      text += "T{"
      var end = 0
      for field in fields {
        text += String(repeating: "x", count: max(field.offset - end, 0))
        text += try field.format.text(&order)
        text += ":" + field.name + ":"
        end = field.offset + field.format.byteCount
      }
      return text + String(repeating: "x", count: max(itemSize - end, 0)) + "}"
    }
    // Only native modes know long double.
    let isLong = (kind == .float && itemSize == 16) || (kind == .complex && itemSize == 32)
    let needed: Unicode.Scalar = isBigEndian ? ">" : isLong ? "^" : "="
    if needed != order && hasByteOrder {
      text.unicodeScalars.append(needed)
      order = needed
    }
    return text + (try letters(isNative: isLong))
  }

  private func letters(isNative: Bool) throws(ExchangeError) -> String {
    switch (kind, itemSize) {
    case (.bool, 1): return "?"
    case (.signed, 1): return "b"
    case (.unsigned, 1): return "B"
    case (.signed, 2): return "h"
    case (.unsigned, 2): return "H"
    case (.signed, 4): return "i"
    case (.unsigned, 4): return "I"
    case (.signed, 8): return isNative ? "l" : "q"
    case (.unsigned, 8): return isNative ? "L" : "Q"
    case (.float, 2): return "e"
    case (.float, 4): return "f"
    case (.float, 8): return "d"
    case (.float, 16): return "g"
    case (.complex, 8): return "Zf"
    case (.complex, 16): return "Zd"
    case (.complex, 32): return "Zg"
    case (.bytes, _): return "\(max(itemSize, 1))s"
    case (.text, _): return "\(max(itemSize / 4, 1))w"
    case (.void, _): return "\(max(itemSize, 1))x"
    case (.object, _): return "O"
    default:
      throw ExchangeError(.value, "cannot include dtype '\(kind.rawValue)' in a buffer")
    }
  }
}

// MARK: Type strings

extension ElementFormat {
  /// The type string of `__array_interface__`: `<f8`, `|b1`, `>U12`, `|V24`.
  public var typeString: String {
    let order = isBigEndian ? ">" : hasByteOrder ? "<" : "|"
    return "\(order)\(kind.rawValue)\(kind == .text ? byteCount / 4 : byteCount)"
  }

  /// Reads a type string of `__array_interface__`, whose byte order may be missing.
  ///
  /// - Throws: `TypeError` with NumPy's words.
  public init(typeString text: some StringProtocol) throws(ExchangeError) {
    var rest = Array(text.utf8)[...]
    var isBig = false
    if let first = rest.first, "<>|=".utf8.contains(first) {
      isBig = first == UInt8(ascii: ">")
      rest.removeFirst()
    }
    guard let letter = rest.popFirst(), let kind = Kind(rawValue: Character(Unicode.Scalar(letter)))
    else { throw ExchangeError(.type, "data type '\(text)' not understood") }
    // Dates have their unit behind the size: `M8[s]`.
    let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
    let tail = rest[digits.endIndex...]
    let isDate = kind == .date || kind == .duration
    guard let size = Int(String(decoding: digits, as: UTF8.self)), size < 1 << 31,
      tail.isEmpty || (isDate && tail.first == UInt8(ascii: "["))
    else { throw ExchangeError(.type, "data type '\(text)' not understood") }
    let sizes: [Int]? =
      switch kind {
      case .bool: [1]
      case .signed, .unsigned: [1, 2, 4, 8]
      case .float: [2, 4, 8, 16]
      case .complex: [8, 16, 32]
      case .date, .duration, .object: [8]
      case .bytes, .text, .void: nil
      }
    if let sizes, !sizes.contains(size) {
      throw ExchangeError(.type, "data type '\(text)' not understood")
    }
    self.init(kind, kind == .text ? 4 * size : size)
    isBigEndian = isBig && hasByteOrder
  }
}
