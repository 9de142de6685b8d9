// SPDX-License-Identifier: Apache-2.0
// Replacements of sub and expand: literal text and references to groups.

struct RegexTemplate {
  enum Part {
    case text([UInt32])
    case group(Int)
  }
  private(set) var parts: [Part] = []

  var isLiteral: Bool {
    parts.allSatisfy { if case .text = $0 { true } else { false } }
  }

  init(_ points: [UInt32], _ program: RegexProgram, isBytes: Bool) throws(RegexMistakeOrRaised) {
    var literal: [UInt32] = []
    var index = 0
    func text(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(points[range].map { Unicode.Scalar($0) ?? "\u{fffd}" }))
    }
    func fail(_ message: String, _ position: Int) -> RegexMistakeOrRaised {
      .mistake(RegexMistake(message: message, position: position))
    }
    func isOctal(_ place: Int) -> Bool { place < points.count && (48...55).contains(points[place]) }
    func isDigit(_ place: Int) -> Bool { place < points.count && (48...57).contains(points[place]) }
    func add(_ group: Int, _ position: Int, _ parts: inout [Part]) throws(RegexMistakeOrRaised) {
      guard group <= program.groupCount else {
        throw fail("invalid group reference \(group)", position)
      }
      if !literal.isEmpty { parts.append(.text(literal)) }
      literal = []
      parts.append(.group(group))
    }
    while index < points.count {
      guard points[index] == 92 else {
        literal.append(points[index])
        index += 1
        continue
      }
      let start = index
      index += 1
      guard index < points.count else { throw fail("bad escape (end of pattern)", start) }
      let letter = points[index]
      index += 1
      switch Unicode.Scalar(letter) ?? "a" {
      case "g":
        guard index < points.count, points[index] == 60 else { throw fail("missing <", index) }
        index += 1
        let place = index
        while index < points.count, points[index] != 62 { index += 1 }
        let name = text(place..<index)
        if name.isEmpty {
          throw fail(index < points.count ? "missing group name" : "missing group name", place)
        }
        guard index < points.count else {
          throw fail("missing >, unterminated name", place)
        }
        index += 1
        if RegexParser.isIdentifier(name) {
          guard let known = program.names.first(where: { $0.name == name }) else {
            throw .unknownGroup(name)
          }
          try add(known.number, place, &parts)
        } else {
          guard let number = Int(name), number >= 0, name.allSatisfy(\.isNumber) else {
            let shown = isBytes ? "b'\(name)'" : "'\(name)'"
            throw fail("bad character in group name \(shown)", place)
          }
          try add(number, place, &parts)
        }
      case "0":
        var value: UInt32 = 0
        var count = 0
        while count < 2, isOctal(index) {
          value = value * 8 + points[index] - 48
          index += 1
          count += 1
        }
        literal.append(value)
      case "1"..."9":
        if isDigit(index) {
          if (48...55).contains(letter), isOctal(index), isOctal(index + 1) {
            let value = (letter - 48) * 64 + (points[index] - 48) * 8 + points[index + 1] - 48
            index += 2
            if value > 0o377 {
              throw fail(
                "octal escape value \(text(start..<index)) outside of range 0-0o377", start)
            }
            literal.append(value)
            continue
          }
          let number = Int(letter - 48) * 10 + Int(points[index] - 48)
          index += 1
          try add(number, start + 1, &parts)
        } else {
          try add(Int(letter - 48), start + 1, &parts)
        }
      default:
        let simple: [UInt32: UInt32] = [
          97: 7, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11, 92: 92,
        ]
        if let value = simple[letter] {
          literal.append(value)
        } else if (65...90).contains(letter) || (97...122).contains(letter) {
          throw fail("bad escape \(text(start..<index))", start)
        } else {
          literal += [92, letter]
        }
      }
    }
    if !literal.isEmpty { parts.append(.text(literal)) }
  }
}

/// What a template may be wrong in: a mistake with a place, or a name that no group has (an IndexError).
enum RegexMistakeOrRaised: Error {
  case mistake(RegexMistake)
  case unknownGroup(String)
}
