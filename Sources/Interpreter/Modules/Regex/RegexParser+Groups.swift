// SPDX-License-Identifier: Apache-2.0
// Groups of regular expressions: names, assertions, conditions and flags in place.

extension RegexParser {
  mutating func name(_ end: Unicode.Scalar, _ missing: String) throws(RegexMistake)
    -> (String, Int)
  {
    let start = index
    while let point = next, point != end.value {
      _ = point
      index += 1
    }
    let name = text(start..<index)
    if name.isEmpty {
      throw RegexMistake(
        message: next == nil ? "missing \(missing)" : "missing group name", position: start)
    }
    guard next != nil else {
      throw RegexMistake(message: "missing \(end), unterminated name", position: start)
    }
    index += 1
    return (name, start)
  }

  static func isIdentifier(_ name: String) -> Bool {
    for (place, scalar) in name.unicodeScalars.enumerated() {
      let properties = scalar.properties
      let fits =
        scalar == "_" || (place == 0 ? properties.isXIDStart : properties.isXIDContinue)
      if !fits { return false }
    }
    return !name.isEmpty
  }

  func shown(_ name: String) -> String { isBytes ? "b'\(name)'" : "'\(name)'" }

  /// A group; nil for what leaves nothing behind.
  mutating func group(_ scope: inout RegexFlags, _ start: Int) throws(RegexMistake)
    -> String?
  {
    index += 1
    var (prefix, captures, groupName) = ("(", true, "")
    var inner = scope
    var isLook = false
    var isBehind = false
    if take("?") {
      guard let point = next else {
        throw RegexMistake(message: "unexpected end of pattern", position: index)
      }
      index += 1
      captures = false
      switch Unicode.Scalar(point) ?? "a" {
      case "P":
        if take("<") {
          let (found, place) = try name(">", "group name")
          guard Self.isIdentifier(found) else {
            throw RegexMistake(
              message: "bad character in group name \(shown(found))", position: place)
          }
          (groupName, captures) = (found, true)
          if let old = names.first(where: { $0.name == found }) {
            throw RegexMistake(
              message:
                "redefinition of group name \(shown(found)) as group \(groupCount + 1); was group \(old.number)",
              position: place)
          }
        } else if take("=") {
          let (found, place) = try name(")", "group name")
          guard Self.isIdentifier(found) else {
            throw RegexMistake(
              message: "bad character in group name \(shown(found))", position: place)
          }
          guard let known = names.first(where: { $0.name == found }) else {
            throw RegexMistake(message: "unknown group name \(shown(found))", position: place)
          }
          return try reference(known.number, scope, place)
        } else {
          guard let point = next else {
            throw RegexMistake(message: "unexpected end of pattern", position: index)
          }
          _ = point
          index += 1
          throw RegexMistake(
            message: "unknown extension ?P\(text(index - 1..<index))", position: start + 1)
        }
      case ":": prefix = "(?:"
      case ">": prefix = "(?>"
      case "#":
        while let point = next, point != 41 {
          _ = point
          index += 1
        }
        guard take(")") else {
          throw RegexMistake(message: "missing ), unterminated comment", position: start)
        }
        return nil
      case "=", "!":
        prefix = "(?\(point == 61 ? "=" : "!")"
        isLook = true
      case "<":
        guard let kind = next else {
          throw RegexMistake(message: "unexpected end of pattern", position: index)
        }
        index += 1
        guard kind == 61 || kind == 33 else {
          throw RegexMistake(
            message: "unknown extension ?<\(text(index - 1..<index))", position: start + 1)
        }
        prefix = "(?<\(kind == 61 ? "=" : "!")"
        (isLook, isBehind) = (true, true)
      case "(": return try conditional(scope, start)
      default:
        if "aiLmsux-".unicodeScalars.map(\.value).contains(point) {
          index -= 1
          guard let flags = try inlineFlags(scope, start) else {
            scope = scope.union(self.flags)
            return nil
          }
          inner = flags
          prefix = "(?:"
        } else {
          throw RegexMistake(
            message: "unknown extension ?\(text(index - 1..<index))", position: start + 1)
        }
      }
    }
    var number = 0
    if captures {
      groupCount += 1
      number = groupCount
      openGroups.insert(number)
      if !groupName.isEmpty { names.append((groupName, number)) }
    }
    let body = try alternatives(inner)
    guard take(")") else {
      throw RegexMistake(message: "missing ), unterminated subpattern", position: start)
    }
    if captures {
      openGroups.remove(number)
      widths[number] = lastWidth
      closingOrder.append(number)
    }
    if isBehind, lastWidth.low != lastWidth.high {
      throw RegexMistake(message: "look-behind requires fixed-width pattern", position: nil)
    }
    if isLook { lastWidth = .zero }
    return prefix + body + ")"
  }

  mutating func conditional(_ scope: RegexFlags, _ start: Int) throws(RegexMistake)
    -> String
  {
    let (found, place) = try name(")", "group name")
    var number = 0
    if Self.isIdentifier(found) {
      guard let known = names.first(where: { $0.name == found }) else {
        throw RegexMistake(message: "unknown group name \(shown(found))", position: place)
      }
      number = known.number
    } else {
      guard let value = Int(found), value >= 0, found.allSatisfy(\.isNumber) else {
        throw RegexMistake(
          message: "bad character in group name \(shown(found))", position: place)
      }
      if value == 0 { throw RegexMistake(message: "bad group number", position: place) }
      number = value
      conditions.append((value, place))
    }
    var inner = scope
    let yes = try sequence(&inner)
    var width = lastWidth
    var result = "(?(\(number))\(yes)"
    if take("|") {
      result += "|" + (try sequence(&inner))
      width = width | lastWidth
      if isNext("|") {
        throw RegexMistake(
          message: "conditional backref with more than two branches", position: index)
      }
    } else {
      width = width | .zero
    }
    guard take(")") else {
      throw RegexMistake(message: "missing ), unterminated subpattern", position: start)
    }
    lastWidth = width
    return result + ")"
  }

  /// `(?i)` at the start sets flags of the whole and gives nil; `(?i-s:` gives those of the group.
  mutating func inlineFlags(_ scope: RegexFlags, _ start: Int) throws(RegexMistake)
    -> RegexFlags?
  {
    let letters: [UInt32: RegexFlags] = [
      97: .ascii, 105: .ignoreCase, 76: .locale, 109: .multiline, 115: .dotAll, 117: .unicode,
      120: .verbose,
    ]
    let types: RegexFlags = [.ascii, .locale, .unicode]
    var added: RegexFlags = []
    while let point = next, let flag = letters[point] {
      index += 1
      if isBytes && flag == .unicode {
        throw RegexMistake(
          message: "bad inline flags: cannot use 'u' flag with a bytes pattern", position: index)
      }
      if !isBytes && flag == .locale {
        throw RegexMistake(
          message: "bad inline flags: cannot use 'L' flag with a str pattern", position: index)
      }
      added.insert(flag)
      if types.contains(flag), !added.intersection(types).subtracting(flag).isEmpty {
        throw RegexMistake(
          message: "bad inline flags: flags 'a', 'u' and 'L' are incompatible", position: index)
      }
    }
    guard let point = next else {
      throw RegexMistake(message: "missing -, : or )", position: index)
    }
    if point == 41 {
      index += 1
      if start > 0 {
        throw RegexMistake(
          message: "global flags not at the start of the expression", position: start)
      }
      flags.formUnion(added)
      return nil
    }
    var removed: RegexFlags = []
    if point == 45 {
      index += 1
      guard let first = next else { throw RegexMistake(message: "missing flag", position: index) }
      guard letters[first] != nil else {
        throw RegexMistake(
          message: isLetter(first) ? "unknown flag" : "missing flag", position: index)
      }
      while let point = next, let flag = letters[point] {
        index += 1
        if types.contains(flag) {
          throw RegexMistake(
            message: "bad inline flags: cannot turn off flags 'a', 'u' and 'L'", position: index)
        }
        removed.insert(flag)
      }
      guard let last = next else { throw RegexMistake(message: "missing :", position: index) }
      guard last == 58 else {
        throw RegexMistake(
          message: isLetter(last) ? "unknown flag" : "missing :", position: index)
      }
    } else if point != 58 {
      throw RegexMistake(
        message: isLetter(point) ? "unknown flag" : "missing -, : or )", position: index)
    }
    if !added.intersection(removed).isEmpty {
      throw RegexMistake(
        message: "bad inline flags: flag turned on and off", position: index)
    }
    index += 1
    var result = scope
    if !added.intersection(types).isEmpty { result.subtract(types) }
    return result.union(added).subtracting(removed)
  }
}
