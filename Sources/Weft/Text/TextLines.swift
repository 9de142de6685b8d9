// SPDX-License-Identifier: Apache-2.0
// Text taken apart into lines and fields.

/// The rules by which `loadText` reads lines.
struct LineRules {
  /// Between fields; nil for runs of white space.
  var delimiter: UInt8?
  /// What starts a comment.
  var comments: [[UInt8]]
  /// Around fields that may hold delimiters.
  var quote: UInt8?

  /// Lines end with a line feed, a carriage return, or both.
  static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 10 || byte == 13 else {
        place += 1
        continue
      }
      lines.append(bytes[start..<place])
      place += byte == 13 && place + 1 < bytes.count && bytes[place + 1] == 10 ? 2 : 1
      start = place
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  /// `line` up to the first comment.
  private func uncommented(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    for mark in comments {
      var place = line.startIndex
      while place + mark.count <= line.endIndex {
        if line[place] == mark[0] && line[place..<(place + mark.count)].elementsEqual(mark) {
          line = line[..<place]
          break
        }
        place += 1
      }
    }
    return line
  }

  /// The fields of `line`; none if it says nothing.
  func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    if let quote { return quotedFields(line, quote) }
    let line = uncommented(line)
    guard let delimiter else {
      return line.split(whereSeparator: TextNumber.isSpace)
    }
    if line.isEmpty { return [] }
    return line.split(separator: delimiter, omittingEmptySubsequences: false)
  }

  private func quotedFields(_ line: ArraySlice<UInt8>, _ quote: UInt8) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var field: [UInt8] = []
    var (isQuoted, hasField, isStart) = (false, false, true)
    var place = line.startIndex
    func close() {
      fields.append(field[...])
      (field, hasField, isStart) = ([], false, true)
    }
    while place < line.endIndex {
      let byte = line[place]
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if place + 1 < line.endIndex, line[place + 1] == quote {
          field.append(byte)
          place += 1
        } else {
          isQuoted = false
        }
      } else if isStart && byte == quote {
        (isQuoted, hasField, isStart) = (true, true, false)
      } else if comments.contains(where: { $0 == [byte] }) {
        break
      } else if byte == delimiter {
        close()
        hasField = true
      } else if delimiter == nil && TextNumber.isSpace(byte) {
        if hasField { close() }
      } else {
        field.append(byte)
        (hasField, isStart) = (true, false)
      }
      place += 1
    }
    if hasField { close() }
    return fields
  }
}

/// Reads files as bytes.
enum TextFile {
  static func bytes(_ path: String) throws(ArrayFileError) -> [UInt8] {
    try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      let source = try ByteSource(path: path)
      return try source.bytes(at: 0, source.count, of: "the file")
    }
  }
}
