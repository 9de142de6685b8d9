// SPDX-License-Identifier: Apache-2.0
// The normal forms of text (Unicode Standard Annex 15): decomposed, marks in canonical order, and composed again.
import CLibraryText

struct Normalization {
  var isComposed: Bool
  var isCompatible: Bool

  init?(_ name: String) {
    guard let form = Self.forms[name] else { return nil }
    (isComposed, isCompatible) = form
  }

  private static let forms = [
    "NFC": (true, false), "NFD": (false, false), "NFKC": (true, true), "NFKD": (false, true),
  ]

  func normalized(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    for point in text { decompose(point, into: &result) }
    Self.order(&result)
    return isComposed ? Self.composed(result) : result
  }

  // MARK: Decomposition

  struct Mapping {
    /// For example `<noBreak>`; empty when the mapping is canonical.
    var tag: String
    var points: [UInt32]
    var isComposed: Bool

    /// As the character database writes it.
    var text: String {
      let codes = points.map { point in
        let digits = String(point, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      }
      return ((tag.isEmpty ? [] : [tag]) + codes).joined(separator: " ")
    }
  }

  /// Full of all but Hangul syllables, which go by rule.
  static let mappings: [UInt32: Mapping] = {
    var mappings: [UInt32: Mapping] = [:]
    for line in unicodeTexts().decompositions.lines {
      let parts = line.split(separator: " ")
      let tag = parts[1].hasPrefix("<") ? String(parts[1]) : ""
      mappings[UInt32(parts[0], radix: 16)!] = Mapping(
        tag: tag, points: parts.dropFirst(tag.isEmpty ? 1 : 2).compactMap { UInt32($0, radix: 16) },
        isComposed: tag.isEmpty && parts.last != "*")
    }
    return mappings
  }()

  private func decompose(_ point: UInt32, into result: inout [UInt32]) {
    if point < 0xA0 { return result.append(point) }
    if let letters = Hangul.letters(point) { return result += letters }
    guard let mapping = Self.mappings[point], isCompatible || mapping.tag.isEmpty else {
      return result.append(point)
    }
    for point in mapping.points { decompose(point, into: &result) }
  }

  /// Sorts each run of combining characters by their classes.
  private static func order(_ points: inout [UInt32]) {
    var classes = points.map(UnicodeData.combiningClass)
    for index in points.indices.dropFirst() where classes[index] != 0 {
      var place = index
      while place > 0, classes[place - 1] > classes[place] {
        points.swapAt(place - 1, place)
        classes.swapAt(place - 1, place)
        place -= 1
      }
    }
  }

  // MARK: Composition

  private static let compositions: [[UInt32]: UInt32] = {
    var result: [[UInt32]: UInt32] = [:]
    for (point, mapping) in mappings where mapping.isComposed { result[mapping.points] = point }
    return result
  }()

  /// Joins each starter with what follows unblocked: without a mark of the same or a higher class between.
  private static func composed(_ points: [UInt32]) -> [UInt32] {
    var (result, starter, lastClass) = ([UInt32](), -1, UInt8(0))
    result.reserveCapacity(points.count)
    for point in points {
      let combining = UnicodeData.combiningClass(point)
      let isAdjacent = starter == result.count - 1
      if starter >= 0, isAdjacent || lastClass < combining {
        let pair = [result[starter], point]
        if let joined = Hangul.joined(pair) ?? compositions[pair] {
          result[starter] = joined
          continue
        }
      }
      if combining == 0 { starter = result.count }
      lastClass = combining
      result.append(point)
    }
    return result
  }
}

/// The composition of Korean syllables (The Unicode Standard, 3.12).
private enum Hangul {
  private static let (syllables, leads, vowels, tails): (UInt32, UInt32, UInt32, UInt32) = (
    0xAC00, 0x1100, 0x1161, 0x11A7
  )
  private static let (leadCount, vowelCount, tailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)

  static func letters(_ point: UInt32) -> [UInt32]? {
    guard point >= syllables, point < syllables + leadCount * vowelCount * tailCount else {
      return nil
    }
    let index = point - syllables
    let tail = index % tailCount
    let letters = [
      leads + index / (vowelCount * tailCount), vowels + index / tailCount % vowelCount,
    ]
    return tail == 0 ? letters : letters + [tails + tail]
  }

  static func joined(_ pair: [UInt32]) -> UInt32? {
    let (first, second) = (pair[0], pair[1])
    if first >= leads, first < leads + leadCount, second >= vowels, second < vowels + vowelCount {
      return syllables + ((first - leads) * vowelCount + second - vowels) * tailCount
    }
    if let letters = letters(first), letters.count == 2, second > tails,
      second < tails + tailCount
    {
      return first + second - tails
    }
    return nil
  }
}
