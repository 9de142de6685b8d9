// SPDX-License-Identifier: Apache-2.0
// Numbers: where they end, and what is wrong with them. Their values are made by `Literals`.

extension Lexer {
  @inline(__always) private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

  mutating func lexNumber() {
    let start = position
    if text[position] == UInt8(ascii: "0") {
      switch text[position + 1] | 0x20 {
      case UInt8(ascii: "x"):
        lexRadix("hexadecimal", 16, start)
        return
      case UInt8(ascii: "o"):
        lexRadix("octal", 8, start)
        return
      case UInt8(ascii: "b"):
        lexRadix("binary", 2, start)
        return
      default: break
      }
    }
    if text[position] != UInt8(ascii: ".") {
      // `0`, `00` and `0_0` are integers, `01` is none.
      var zerosEnd: Int?
      if text[position] == UInt8(ascii: "0") {
        while text[position] == UInt8(ascii: "0")
          || (text[position] == UInt8(ascii: "_") && text[position + 1] == UInt8(ascii: "0"))
        {
          position += 1
        }
        zerosEnd = position
      }
      guard lexDigits(allowLeadingUnderscore: zerosEnd != nil) else { return }
      if let zerosEnd, position > zerosEnd {
        let next = text[position] | 0x20
        if next != UInt8(ascii: "."), next != UInt8(ascii: "e"), next != UInt8(ascii: "j") {
          // CPython has read one character past the zeros.
          fail(
            "leading zeros in decimal integer literals are not permitted; "
              + "use an 0o prefix for octal integers", at: start + 1,
            to: zerosEnd + (text[zerosEnd] == UInt8(ascii: "_") ? 2 : 1))
          return
        }
      }
    }
    if text[position] == UInt8(ascii: ".") {
      position += 1
      if isDigit(text[position]), !lexDigits(allowLeadingUnderscore: false) { return }
    }
    if text[position] | 0x20 == UInt8(ascii: "e") {
      var digits = position + 1
      let isSigned = text[digits] == UInt8(ascii: "+") || text[digits] == UInt8(ascii: "-")
      if isSigned { digits += 1 }
      if isDigit(text[digits]) {
        position = digits
        guard lexDigits(allowLeadingUnderscore: false) else { return }
      } else if isSigned {
        position = digits
        fail("invalid decimal literal", at: position)
        return
      }
    }
    if text[position] | 0x20 == UInt8(ascii: "j") {
      position += 1
      finishNumber("imaginary", start)
      return
    }
    finishNumber("decimal", start)
  }

  /// Digits with single underscores between them.
  private mutating func lexDigits(allowLeadingUnderscore: Bool) -> Bool {
    if allowLeadingUnderscore, !isDigit(text[position]), text[position] != UInt8(ascii: "_") {
      return true
    }
    while true {
      while isDigit(text[position]) { position += 1 }
      guard text[position] == UInt8(ascii: "_") else { return true }
      position += 1
      if !isDigit(text[position]) {
        fail("invalid decimal literal", at: position)
        return false
      }
    }
  }

  private mutating func lexRadix(_ kind: String, _ radix: Int, _ start: Int) {
    position += 2
    repeat {
      if text[position] == UInt8(ascii: "_") { position += 1 }
      let first = position
      while Literals.digit(text[position]) < radix { position += 1 }
      if position == first {
        failDigit(kind)
        return
      }
    } while text[position] == UInt8(ascii: "_")
    if isDigit(text[position]) {
      failDigit(kind)
      return
    }
    finishNumber(kind, start)
  }

  private mutating func failDigit(_ kind: String) {
    guard isDigit(text[position]), kind != "hexadecimal" else {
      fail("invalid \(kind) literal", at: position)
      return
    }
    let digit = Character(Unicode.Scalar(text[position]))
    position += 1
    fail("invalid digit '\(digit)' in \(kind) literal", at: position)
  }

  /// Keywords that may follow a number without a space.
  private static let followers = ["and", "else", "for", "if", "in", "is", "or", "not"]

  private mutating func finishNumber(_ kind: String, _ start: Int) {
    if Self.isNameByte(text[position]), text[position] < 0x80 {
      if followsKeyword() {
        warnings.append(
          SyntaxWarning(
            category: .syntax, message: "invalid \(kind) literal", line: Int(line)))
      } else {
        // The name's first character has been read, but not counted.
        fail("invalid \(kind) literal", at: position)
        return
      }
    }
    emit(.number, from: start)
  }

  private func followsKeyword() -> Bool {
    for keyword in Self.followers {
      let bytes = Array(keyword.utf8)
      var matches = true
      for (offset, byte) in bytes.enumerated() where text[position + offset] != byte {
        matches = false
        break
      }
      guard matches else { continue }
      // Of `if`, `in` and `is`, CPython looks at two letters only.
      if keyword.hasPrefix("i") || !Self.isNameByte(text[position + bytes.count]) { return true }
    }
    return false
  }
}
