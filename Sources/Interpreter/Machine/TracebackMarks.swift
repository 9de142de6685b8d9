// SPDX-License-Identifier: Apache-2.0
// What a traceback puts under a source line to show which part of it was running.

/// The markers under a source line: `^` under the expression, `~` beside the operator or the brackets that raised.
enum TracebackMarks {
  /// The part of a source line that tracebacks show.
  static func trimmed(_ line: Substring) -> Substring {
    var shown = line.drop { $0 == " " || $0 == "\t" || $0 == "\u{c}" }
    while shown.last?.isWhitespace == true { shown.removeLast() }
    return shown
  }

  /// The line of marks under the trimmed line, with its indentation; empty if the whole of it is meant.
  ///
  /// `start` and `end` are places in the line in UTF-8 bytes; an expression that goes on in the next line has no end here.
  static func under(_ line: Substring, _ start: Int, _ end: Int?) -> String {
    let text = trimmed(line)
    let offset = line.utf8.distance(from: line.startIndex, to: text.startIndex)
    let (start, isWhole) = (start - offset, end != nil)
    let end = end.map { $0 - offset } ?? text.utf8.count
    guard start >= 0, end > start, end <= text.utf8.count, start > 0 || end < text.utf8.count else {
      return ""
    }
    return "    " + of(Array(text.utf8), start, end, isWhole: isWhole) + "\n"
  }

  /// `text` is the line without indentation, `start..<end` the expression in UTF-8 bytes.
  private static func of(_ text: [UInt8], _ start: Int, _ end: Int, isWhole: Bool) -> String {
    let anchor = isWhole ? anchor(Array(text[start..<end])) : nil
    var result = width(text[..<start]).map { _ in " " }.joined()
    for (index, _) in width(text[start..<end]).enumerated() {
      if let anchor {
        result += anchor.contains(index) ? "^" : "~"
      } else {
        result += "^"
      }
    }
    return result
  }

  /// The characters of some bytes.
  private static func width(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
    Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
  }

  /// The operator of a binary operation, or the brackets of a subscript, among an expression's characters.
  ///
  /// Reads the text as CPython's traceback module does: outside of brackets and strings, between the two operands.
  private static func anchor(_ text: [UInt8]) -> Range<Int>? {
    var depth = 0
    var quote: UInt8 = 0
    var candidates: [(Range<Int>, Int)] = []
    var index = 0
    let operators: [(String, Int)] = [
      ("**", 9), ("//", 7), ("<<", 5), (">>", 5), ("|", 2), ("^", 3), ("&", 4), ("+", 6), ("-", 6),
      ("*", 7), ("/", 7), ("%", 7), ("@", 7),
    ]
    var previousIsOperand = false
    scan: while index < text.count {
      let byte = text[index]
      if quote != 0 {
        if byte == 92 { index += 1 } else if byte == quote { quote = 0 }
        index += 1
        previousIsOperand = true
        continue
      }
      switch byte {
      case 34, 39: quote = byte
      case 40, 91, 123: depth += 1
      case 41, 93, 125:
        depth -= 1
        previousIsOperand = true
        index += 1
        continue
      case 32: break
      default:
        if depth == 0, previousIsOperand {
          for (sign, precedence) in operators where text[index...].starts(with: sign.utf8) {
            let range = index..<index + sign.utf8.count
            // A comparison or assignment is no operator that can raise so.
            if range.upperBound < text.count, text[range.upperBound] == 61 { return nil }
            candidates.append((range, precedence))
            index = range.upperBound
            previousIsOperand = false
            continue scan
          }
        }
        previousIsOperand = true
      }
      index += 1
    }
    // The operator that binds weakest, the last of equals (the first of `**`), is the expression's own.
    guard let weakest = candidates.map(\.1).min() else { return subscriptBrackets(text) }
    let own = candidates.filter { $0.1 == weakest }
    return (weakest == 9 ? own.first : own.last)?.0
  }

  /// The brackets at the end of a subscript.
  private static func subscriptBrackets(_ text: [UInt8]) -> Range<Int>? {
    guard text.last == 93 else { return nil }
    var depth = 0
    for index in text.indices.reversed() {
      if text[index] == 93 || text[index] == 41 || text[index] == 125 { depth += 1 }
      if text[index] == 91 || text[index] == 40 || text[index] == 123 {
        depth -= 1
        if depth == 0 { return text[index] == 91 && index > 0 ? index..<text.count : nil }
      }
    }
    return nil
  }
}
