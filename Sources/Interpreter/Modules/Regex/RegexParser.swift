// SPDX-License-Identifier: Apache-2.0
// Patterns in the syntax of Python's re, checked with its messages and written anew in PCRE2's syntax.

import Syntax

/// What is wrong with a pattern or a template: `re.error`.
struct RegexMistake: Error {
  var message: String
  /// In characters; nil where the mistake has no place.
  var position: Int?
  /// A number is too large: an OverflowError.
  var isOverflow = false
  /// Groups nest too deeply: a RecursionError.
  var isTooDeep = false
}

struct RegexFlags: OptionSet {
  let rawValue: Int
  static let template = RegexFlags(rawValue: 1)
  static let ignoreCase = RegexFlags(rawValue: 2)
  static let locale = RegexFlags(rawValue: 4)
  static let multiline = RegexFlags(rawValue: 8)
  static let dotAll = RegexFlags(rawValue: 16)
  static let unicode = RegexFlags(rawValue: 32)
  static let verbose = RegexFlags(rawValue: 64)
  static let debug = RegexFlags(rawValue: 128)
  static let ascii = RegexFlags(rawValue: 256)
}

/// The translation of one pattern.
struct RegexParser {
  let points: [UInt32]
  let isBytes: Bool
  var index = 0
  var flags: RegexFlags
  /// Names of groups in the order of their opening.
  var names: [(name: String, number: Int)] = []
  var groupCount = 0
  /// Groups in the order in which they close.
  var closingOrder: [Int] = []
  var openGroups: Set<Int> = []
  /// The least and greatest width of each closed group.
  var widths: [Int: Width] = [:]
  var lookbehindDepth = 0
  /// References to groups by number in conditions, which may come before the group.
  var conditions: [(group: Int, position: Int)] = []

  struct Width {
    var low: Int
    var high: Int
    static let zero = Width(low: 0, high: 0)
    static let one = Width(low: 1, high: 1)
    static let unbounded = 1 << 40
    static func + (a: Width, b: Width) -> Width {
      Width(low: min(a.low + b.low, unbounded), high: min(a.high + b.high, unbounded))
    }
    static func | (a: Width, b: Width) -> Width {
      Width(low: min(a.low, b.low), high: max(a.high, b.high))
    }
    func times(_ least: Int, _ most: Int) -> Width {
      func product(_ a: Int, _ b: Int) -> Int {
        let (value, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? Width.unbounded : min(value, Width.unbounded)
      }
      return Width(low: product(low, least), high: product(high, most))
    }
  }

  init(_ points: [UInt32], flags: RegexFlags, isBytes: Bool) {
    self.points = points
    self.flags = flags
    self.isBytes = isBytes
  }

  /// The pattern in PCRE2's syntax.
  mutating func translate() throws(RegexMistake) -> String {
    while true {
      let before = flags
      let verbose = flags.contains(.verbose)
      let result = try alternatives(flags)
      if index < points.count {
        throw RegexMistake(message: "unbalanced parenthesis", position: index)
      }
      // `(?x)` inside says how the whole is to be read.
      if !verbose, flags.contains(.verbose), before != flags {
        self = RegexParser(points, flags: flags, isBytes: isBytes)
        continue
      }
      for (group, position) in conditions where group > groupCount {
        throw RegexMistake(message: "invalid group reference \(group)", position: position)
      }
      if !isBytes, !flags.contains(.ascii) { flags.insert(.unicode) }
      return result
    }
  }

  // MARK: Reading

  var next: UInt32? { index < points.count ? points[index] : nil }

  func isNext(_ character: Unicode.Scalar) -> Bool { next == character.value }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard isNext(character) else { return false }
    index += 1
    return true
  }

  func text(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(points[range].map { Unicode.Scalar($0) ?? "\u{fffd}" }))
  }

  mutating func skipVerbose() {
    while let point = next {
      if point == 32 || (9...13).contains(point) {
        index += 1
      } else if point == 35 {
        while let point = next, point != 10 {
          _ = point
          index += 1
        }
        if next != nil { index += 1 }
      } else {
        return
      }
    }
  }

  // MARK: Structure

  var lastWidth = Width.zero

  mutating func alternatives(_ scope: RegexFlags) throws(RegexMistake) -> String {
    if stackIsLow() { throw RegexMistake(message: "", isTooDeep: true) }
    var scope = scope
    var result = try sequence(&scope)
    var width = lastWidth
    while take("|") {
      result += "|" + (try sequence(&scope))
      width = width | lastWidth
    }
    lastWidth = width
    return result
  }

  mutating func sequence(_ scope: inout RegexFlags) throws(RegexMistake) -> String {
    var result = ""
    var total = Width.zero
    while true {
      if scope.contains(.verbose) { skipVerbose() }
      guard let point = next, point != 124, point != 41 else { break }
      let start = index
      var (item, repeatable) = ("", true)
      lastWidth = .one
      switch Unicode.Scalar(point) ?? "a" {
      case "\\": (item, repeatable) = try escape(scope)
      case ".":
        index += 1
        item = scope.contains(.dotAll) ? "(?s:.)" : "(?-s:.)"
      case "^":
        index += 1
        lastWidth = .zero
        (item, repeatable) = (scope.contains(.multiline) ? "(?m:^)" : "\\A", false)
      case "$":
        index += 1
        lastWidth = .zero
        (item, repeatable) = (scope.contains(.multiline) ? "(?m:$)" : "(?-m:$)", false)
      case "[": item = try set(scope)
      case "(":
        let group = try group(&scope, start)
        guard let group else { continue }
        item = group
      case "*", "+", "?":
        throw RegexMistake(message: "nothing to repeat", position: index)
      case "{":
        if try repetition() != nil {
          index = start
          throw RegexMistake(message: "nothing to repeat", position: index)
        }
        index = start + 1
        item = literal(point, scope)
      default:
        index += 1
        item = literal(point, scope)
      }
      if scope.contains(.verbose) { skipVerbose() }
      let place = index
      if let (least, most) = try repetition() {
        if item.isEmpty || !repeatable {
          throw RegexMistake(message: "nothing to repeat", position: place)
        }
        var mode = ""
        if take("?") { mode = "?" } else if take("+") { mode = "+" }
        if scope.contains(.verbose) { skipVerbose() }
        let again = index
        if try repetition() != nil {
          throw RegexMistake(message: "multiple repeat", position: again)
        }
        let count = most == Int.max ? "{\(least),}" : "{\(least),\(most)}"
        item = "(?:\(item))\(short(least, most) ?? count)\(mode)"
        lastWidth = lastWidth.times(least, most)
      }
      result += item
      total = total + lastWidth
    }
    lastWidth = total
    return result
  }

  func short(_ least: Int, _ most: Int) -> String? {
    switch (least, most) {
    case (0, Int.max): "*"
    case (1, Int.max): "+"
    case (0, 1): "?"
    default: nil
    }
  }

  /// A repetition at this place, if there is one: its bounds.
  mutating func repetition() throws(RegexMistake) -> (Int, Int)? {
    let start = index
    if take("*") { return (0, Int.max) }
    if take("+") { return (1, Int.max) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    if isNext("}") {
      index = start
      return nil
    }
    func number(_ digits: String) throws(RegexMistake) -> Int {
      // PCRE2 counts up to 65535.
      guard let value = Int(digits), value < 4_294_967_295 else {
        throw RegexMistake(
          message: "the repetition number is too large", position: nil, isOverflow: true)
      }
      return value
    }
    func digits() -> String {
      var digits = ""
      var place = index
      while place < points.count, (48...57).contains(points[place]) {
        digits.append(Character(Unicode.Scalar(UInt8(points[place]))))
        place += 1
      }
      return digits
    }
    let low = digits()
    index += low.count
    var high = low
    if take(",") {
      high = digits()
      index += high.count
      guard take("}") else {
        index = start
        return nil
      }
      let least = low.isEmpty ? 0 : try number(low)
      let most = high.isEmpty ? Int.max : try number(high)
      if most < least {
        throw RegexMistake(
          message: "min repeat greater than max repeat", position: start + 1)
      }
      return (least, most)
    }
    guard !low.isEmpty, take("}") else {
      index = start
      return nil
    }
    return (try number(low), try number(high))
  }

  // MARK: Characters

  static func quoted(_ point: UInt32) -> String {
    let isPlain =
      (48...57).contains(point) || (65...90).contains(point) || (97...122).contains(point)
      || point == 95 || point == 32
    return isPlain
      ? String(Character(Unicode.Scalar(UInt8(point)))) : "\\x{\(String(point, radix: 16))}"
  }

  func literal(_ point: UInt32, _ scope: RegexFlags) -> String {
    scope.contains(.ignoreCase) ? "(?i:\(Self.quoted(point)))" : Self.quoted(point)
  }

  func isASCII(_ scope: RegexFlags) -> Bool {
    isBytes ? true : scope.contains(.ascii)
  }

  /// The inside of a set for one of the classes, and its opposite as a whole set.
  func characterClass(_ letter: Unicode.Scalar, _ scope: RegexFlags) -> String {
    if isASCII(scope) {
      switch letter {
      case "d": return "0-9"
      case "w": return "a-zA-Z0-9_"
      default: return " \\t\\n\\r\\f\\x0b"
      }
    }
    switch letter {
    case "d": return "\\p{Nd}"
    case "w": return "\\p{L}\\p{N}_"
    default: return "\\p{Z}\\t\\n\\r\\f\\x0b\\x1c-\\x1f\\x85"
    }
  }

  /// The opposite of a class, for use inside a set.
  func opposite(_ letter: Unicode.Scalar, _ scope: RegexFlags) -> String? {
    switch (letter, isASCII(scope)) {
    case ("d", false): return "\\P{Nd}"
    case ("d", true): return ranges(except: [(48, 57)])
    case ("w", true): return ranges(except: [(48, 57), (65, 90), (95, 95), (97, 122)])
    case ("s", true): return ranges(except: [(9, 13), (32, 32)])
    default: return nil
    }
  }

  func ranges(except: [(UInt32, UInt32)]) -> String {
    var result = ""
    var start: UInt32 = 0
    let last: UInt32 = isBytes ? 0xff : 0x10ffff
    for (low, high) in except + [(last + 1, last + 1)] {
      if low > start {
        result += "\\x{\(String(start, radix: 16))}-\\x{\(String(low - 1, radix: 16))}"
      }
      start = high + 1
    }
    return result
  }

  func hexadecimal(_ start: Int, _ limit: Int) -> String {
    var digits = ""
    var place = start
    while place < points.count, digits.count < limit, let scalar = Unicode.Scalar(points[place]),
      scalar.isASCII, Character(scalar).isHexDigit
    {
      digits.unicodeScalars.append(scalar)
      place += 1
    }
    return digits
  }

  /// The character that an escape stands for, in a set and outside; nil if it is something else.
  mutating func escapedCharacter(_ start: Int) throws(RegexMistake) -> UInt32? {
    guard let point = next, let letter = Unicode.Scalar(point) else {
      throw RegexMistake(message: "bad escape (end of pattern)", position: start)
    }
    let simple: [Unicode.Scalar: UInt32] = [
      "a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92,
    ]
    if let value = simple[letter] {
      index += 1
      return value
    }
    let lengths: [Unicode.Scalar: Int] = isBytes ? ["x": 2] : ["x": 2, "u": 4, "U": 8]
    if let length = lengths[letter] {
      let digits = hexadecimal(index + 1, length)
      index += 1 + digits.count
      guard digits.count == length, let value = UInt32(digits, radix: 16) else {
        throw RegexMistake(message: "incomplete escape \(text(start..<index))", position: start)
      }
      guard value <= 0x10ffff else {
        throw RegexMistake(message: "bad escape \(text(start..<index))", position: start)
      }
      return value
    }
    if letter == "N", !isBytes {
      index += 1
      guard take("{") else { throw RegexMistake(message: "missing {", position: index) }
      let begin = index
      while let point = next, point != 125 {
        _ = point
        index += 1
      }
      guard next != nil else {
        throw RegexMistake(message: "missing }, unterminated name", position: begin)
      }
      let name = text(begin..<index)
      index += 1
      if name.isEmpty { throw RegexMistake(message: "missing character name", position: begin) }
      guard let value = CharacterNames.scalar(named: name)?.value else {
        throw RegexMistake(
          message: "undefined character name '\(name)'", position: start)
      }
      return value
    }
    return nil
  }

  func isLetter(_ point: UInt32) -> Bool {
    (65...90).contains(point) || (97...122).contains(point)
  }

  mutating func escape(_ scope: RegexFlags) throws(RegexMistake) -> (String, Bool) {
    let start = index
    index += 1
    if let point = try escapedCharacter(start) { return (literal(point, scope), true) }
    guard let point = next, let letter = Unicode.Scalar(point) else {
      throw RegexMistake(message: "bad escape (end of pattern)", position: start)
    }
    switch letter {
    case "A":
      index += 1
      lastWidth = .zero
      return ("\\A", false)
    case "Z":
      index += 1
      lastWidth = .zero
      return ("\\z", false)
    case "b", "B":
      index += 1
      lastWidth = .zero
      let word = "[\(characterClass("w", scope))]"
      let edge = "(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))"
      if letter == "b" { return (isUniform(scope) ? "\\b" : edge, false) }
      return (isUniform(scope) ? "\\B" : "(?!\(edge))", false)
    case "d", "s", "w":
      index += 1
      return ("[\(characterClass(letter, scope))]", true)
    case "D", "S", "W":
      index += 1
      let lower = letter.properties.lowercaseMapping.unicodeScalars.first ?? "d"
      return ("[^\(characterClass(lower, scope))]", true)
    case "0":
      var value: UInt32 = 0
      var count = 0
      while count < 3, let digit = next, (48...55).contains(digit) {
        value = value * 8 + digit - 48
        index += 1
        count += 1
      }
      return (literal(value, scope), true)
    case "1"..."9": return (try backReference(scope, start), true)
    default:
      if isLetter(point) {
        index += 1
        throw RegexMistake(message: "bad escape \(text(start..<index))", position: start)
      }
      index += 1
      return (literal(point, scope), true)
    }
  }

  /// Whether a class means the same in the whole pattern, so that PCRE2's own `\b` will do.
  func isUniform(_ scope: RegexFlags) -> Bool {
    scope.contains(.ascii) == flags.contains(.ascii)
  }

  mutating func backReference(_ scope: RegexFlags, _ start: Int) throws(RegexMistake)
    -> String
  {
    var digits: [UInt32] = [points[index]]
    index += 1
    if let second = next, (48...57).contains(second) {
      let isOctal = digits[0] <= 55 && (48...55).contains(second)
      if isOctal, index + 1 < points.count, (48...55).contains(points[index + 1]) {
        let value = (digits[0] - 48) * 64 + (second - 48) * 8 + points[index + 1] - 48
        index += 2
        if value > 0o377 {
          throw RegexMistake(
            message: "octal escape value \(text(start..<index)) outside of range 0-0o377",
            position: start)
        }
        return literal(value, scope)
      }
      digits.append(second)
      index += 1
    }
    let number = Int(digits.reduce(0) { $0 * 10 + $1 - 48 })
    guard number <= groupCount else {
      throw RegexMistake(message: "invalid group reference \(number)", position: start + 1)
    }
    return try reference(number, scope, start)
  }

  mutating func reference(_ number: Int, _ scope: RegexFlags, _ place: Int)
    throws(RegexMistake) -> String
  {
    if openGroups.contains(number) {
      throw RegexMistake(message: "cannot refer to an open group", position: place)
    }
    lastWidth = widths[number] ?? .zero
    return scope.contains(.ignoreCase) ? "(?i:\\g{\(number)})" : "\\g{\(number)}"
  }

  // MARK: Sets

  mutating func set(_ scope: RegexFlags) throws(RegexMistake) -> String {
    let start = index
    index += 1
    let isNegated = take("^")
    var inside = ""
    /// Classes whose opposite cannot stand in a set: alternatives to it.
    var others: [String] = []
    var isFirst = true
    while true {
      guard let point = next else {
        throw RegexMistake(message: "unterminated character set", position: start)
      }
      if point == 93 && !isFirst {
        index += 1
        break
      }
      isFirst = false
      let place = index
      guard let low = try setItem(scope, start) else {
        // A class.
        let letter = Unicode.Scalar(points[index - 1]) ?? "d"
        if isNext("-"), index + 1 < points.count, points[index + 1] != 93 {
          index += 1
          _ = try setItem(scope, start)
          throw RegexMistake(
            message: "bad character range \(text(place..<index))", position: place)
        }
        if "dws".unicodeScalars.contains(letter) {
          inside += characterClass(letter, scope)
        } else {
          let lower = letter.properties.lowercaseMapping.unicodeScalars.first ?? "d"
          if let opposite = opposite(lower, scope) {
            inside += opposite
          } else {
            others.append("[^\(characterClass(lower, scope))]")
          }
        }
        continue
      }
      if isNext("-"), index + 1 < points.count {
        if points[index + 1] == 93 {
          inside += Self.quoted(low)
          continue
        }
        index += 1
        let high = try setItem(scope, start)
        guard let high, high >= low else {
          throw RegexMistake(
            message: "bad character range \(text(place..<index))", position: place)
        }
        inside += Self.quoted(low) + "-" + Self.quoted(high)
      } else {
        inside += Self.quoted(low)
      }
    }
    var result: String
    if others.isEmpty {
      result = "[\(isNegated ? "^" : "")\(inside)]"
    } else {
      let all = ((inside.isEmpty ? [] : ["[\(inside)]"]) + others).joined(separator: "|")
      result = isNegated ? "(?:(?!\(all))(?s:.))" : "(?:\(all))"
    }
    if scope.contains(.ignoreCase) { result = "(?i:\(result))" }
    lastWidth = .one
    return result
  }

  /// One character of a set; nil for a class, whose letter was the last character taken.
  mutating func setItem(_ scope: RegexFlags, _ setStart: Int) throws(RegexMistake)
    -> UInt32?
  {
    guard let point = next else {
      throw RegexMistake(message: "unterminated character set", position: setStart)
    }
    let start = index
    index += 1
    guard point == 92 else { return point }
    if let value = try escapedCharacter(start) { return value }
    guard let letter = next else {
      throw RegexMistake(message: "bad escape (end of pattern)", position: start)
    }
    index += 1
    if "dDsSwW".unicodeScalars.map(\.value).contains(letter) { return nil }
    if letter == 98 { return 8 }
    if (48...55).contains(letter) {
      var value = letter - 48
      var count = 1
      while count < 3, let digit = next, (48...55).contains(digit) {
        value = value * 8 + digit - 48
        index += 1
        count += 1
      }
      if value > 0o377 {
        throw RegexMistake(
          message: "octal escape value \(text(start..<index)) outside of range 0-0o377",
          position: start)
      }
      return value
    }
    if isLetter(letter) || (48...57).contains(letter) {
      throw RegexMistake(message: "bad escape \(text(start..<index))", position: start)
    }
    return letter
  }
}
