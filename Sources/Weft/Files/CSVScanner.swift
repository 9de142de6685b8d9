// SPDX-License-Identifier: Apache-2.0
// Comma-separated text cut into fields (RFC 4180, any delimiter, any line end).

/// Where one field lies in the text.
struct CSVField {
  /// Without the quotes around it.
  var range: Range<Int>
  /// True when quotes inside are doubled.
  var hasDoubledQuotes = false
}

/// Cuts text into rows of fields.
struct CSVScanner {
  let text: [UInt8]
  private let delimiter: UInt8
  private let comment: UInt8?
  private var position = 0
  private var line = 1
  /// The line on which the last row began.
  private(set) var rowLine = 1

  private static let quote = UInt8(ascii: "\"")
  private static let feed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ text: [UInt8], delimiter: UInt8, comment: UInt8?) {
    self.text = text
    self.delimiter = delimiter
    self.comment = comment
    // A byte order mark says only that the text is UTF-8.
    if text.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Self.feed || byte == Self.carriageReturn
  }

  /// Puts the fields of the next row in `row`; false at the end.
  ///
  /// Blank and comment lines are skipped.
  mutating func nextRow(_ row: inout [CSVField]) throws(ArrayFileError) -> Bool {
    row.removeAll(keepingCapacity: true)
    skipIdleLines()
    if position == text.count { return false }
    rowLine = line
    while true {
      row.append(try field())
      if position < text.count && text[position] == delimiter {
        position += 1
      } else {
        skipLineEnd()
        return true
      }
    }
  }

  private mutating func skipIdleLines() {
    while position < text.count {
      var end = position
      if text[position] == comment {
        while end < text.count && !isLineEnd(text[end]) { end += 1 }
      } else {
        // A delimiter that is white space makes fields, even on a line with nothing else.
        while end < text.count && isBlank(text[end]) { end += 1 }
        if end < text.count && !isLineEnd(text[end]) { return }
      }
      position = end
      skipLineEnd()
    }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    (byte == 0x20 || byte == 0x09) && byte != delimiter
  }

  /// Goes over one line end of any kind.
  private mutating func skipLineEnd() {
    guard position < text.count else { return }
    let isPair =
      text[position] == Self.carriageReturn && position + 1 < text.count
      && text[position + 1] == Self.feed
    position += isPair ? 2 : 1
    line += 1
  }

  private mutating func field() throws(ArrayFileError) -> CSVField {
    var start = position
    while start < text.count && isBlank(text[start]) { start += 1 }
    if start < text.count && text[start] == Self.quote {
      position = start + 1
      return try quotedField()
    }
    start = position
    while position < text.count && text[position] != delimiter && !isLineEnd(text[position]) {
      position += 1
    }
    return CSVField(range: start..<position)
  }

  /// Reads the rest of a field whose opening quote has been read.
  private mutating func quotedField() throws(ArrayFileError) -> CSVField {
    let firstLine = line
    var field = CSVField(range: position..<position)
    while true {
      guard position < text.count else {
        throw ArrayFileError(.malformed, "a quoted field that does not end", line: firstLine)
      }
      let byte = text[position]
      let next = position + 1 < text.count ? text[position + 1] : nil
      if byte == Self.quote {
        if next != Self.quote { break }
        field.hasDoubledQuotes = true
        position += 1
      } else if byte == Self.feed || (byte == Self.carriageReturn && next != Self.feed) {
        line += 1
      }
      position += 1
    }
    field.range = field.range.lowerBound..<position
    position += 1
    while position < text.count && isBlank(text[position]) { position += 1 }
    if position < text.count && text[position] != delimiter && !isLineEnd(text[position]) {
      throw ArrayFileError(.malformed, "text after a closing quote", line: line)
    }
    return field
  }
}
