// SPDX-License-Identifier: Apache-2.0
// _csv.reader: rows from lines of text.

final class CSVReader: NativeObject {
  private var lines, dialect: Value
  private let format: CSVFormat
  private var lineNumber = 0

  // The row that is being read.
  private enum State {
    case startRecord, startField, escaped, inField, quoted, escapedInQuotes, quoteInQuotes, lineEnd
    case afterEscapedEnd
  }
  private var state = State.startRecord
  private var field: [UInt32] = []
  private var fields: Value = .unbound
  private var isNumber = false

  init(_ lines: Value, _ dialect: Value) {
    self.lines = lines.retained()
    self.dialect = dialect.retained()
    format = dialect.native(CSVDialect.self)?.format ?? CSVFormat()
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(lines)
    visit(dialect)
    visit(fields)
  }
  override func clearReferences() {
    for value in [lines, dialect, fields] { value.release() }
    (lines, dialect, fields) = (.none, .none, .unbound)
  }

  /// After the last character of a line.
  private static let end: UInt32 = 0x110001

  /// The next row, a list; owned, unbound at the end.
  private func row() throws(Raised) -> Value {
    fields.release()
    fields = List.make().value
    field = []
    isNumber = false
    state = .startRecord
    repeat {
      let line = try next(lines)
      if line.isUnbound {
        if field.isEmpty && state != .quoted { return .unbound }
        if format.isStrict { throw CSVModule.error("unexpected end of data") }
        try endField()
        break
      }
      defer { line.release() }
      guard line.isStr else {
        throw CSVModule.error(
          "iterator should return strings, not \(line.type.name) (the file should be opened in text mode)"
        )
      }
      lineNumber += 1
      let text = Str(line)
      for index in 0..<text.count { try read(text[index]) }
      try read(Self.end)
    } while state != .startRecord
    let result = fields
    fields = .unbound
    return result
  }

  private func append(_ point: UInt32) throws(Raised) {
    if field.count >= CSVModule.fieldLimit {
      throw CSVModule.error("field larger than field limit (\(CSVModule.fieldLimit))")
    }
    field.append(point)
  }

  private func endField() throws(Raised) {
    let text = Str.make(field).value
    field.removeAll(keepingCapacity: true)
    guard isNumber else { return List(fields).append(consuming: text) }
    isNumber = false
    defer { text.release() }
    List(fields).append(consuming: try call(machine.pointee.types.float.value, text))
  }

  private func isEnd(_ point: UInt32) -> Bool { point == 10 || point == 13 || point == Self.end }

  private func endLine(_ point: UInt32) throws(Raised) {
    try endField()
    state = point == Self.end ? .startRecord : .lineEnd
  }

  private func read(_ point: UInt32) throws(Raised) {
    switch state {
    case .startRecord:
      if point == Self.end { return }
      if isEnd(point) {
        state = .lineEnd
        return
      }
      state = .startField
      try read(point)
    case .startField:
      if isEnd(point) {
        try endLine(point)
      } else if point == format.quote && format.quoting != .none {
        state = .quoted
      } else if point == format.escape {
        state = .escaped
      } else if point == 32 && format.skipsSpace {
        return
      } else if point == format.delimiter {
        try endField()
      } else {
        isNumber = format.quoting == .nonNumeric
        try append(point)
        state = .inField
      }
    case .escaped:
      if point == 10 || point == 13 {
        try append(point)
        state = .afterEscapedEnd
      } else {
        try append(point == Self.end ? 10 : point)
        state = .inField
      }
    case .afterEscapedEnd where point == Self.end: return
    case .afterEscapedEnd, .inField:
      if isEnd(point) {
        try endLine(point)
      } else if point == format.escape {
        state = .escaped
      } else if point == format.delimiter {
        try endField()
        state = .startField
      } else {
        try append(point)
        state = .inField
      }
    case .quoted:
      if point == Self.end { return }
      if point == format.escape {
        state = .escapedInQuotes
      } else if point == format.quote && format.quoting != .none {
        state = format.doubleQuote ? .quoteInQuotes : .inField
      } else {
        try append(point)
      }
    case .escapedInQuotes:
      try append(point == Self.end ? 10 : point)
      state = .quoted
    case .quoteInQuotes:
      if point == format.quote && format.quoting != .none {
        try append(point)
        state = .quoted
      } else if point == format.delimiter {
        try endField()
        state = .startField
      } else if isEnd(point) {
        try endLine(point)
      } else if !format.isStrict {
        try append(point)
        state = .inField
      } else {
        let name = { (point: UInt32) in Unicode.Scalar(point).map(String.init) ?? "" }
        throw CSVModule.error("'\(name(format.delimiter))' expected after '\(name(format.quote))'")
      }
    case .lineEnd:
      if point == Self.end {
        state = .startRecord
      } else if !isEnd(point) {
        throw CSVModule.error(
          "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?"
        )
      }
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_csv.reader", module: "_csv",
    properties: [
      Property("line_num") { v throws(Raised) in
        Value(v.native(CSVReader.self)?.lineNumber ?? 0)
      },
      Property("dialect") { v throws(Raised) in
        v.native(CSVReader.self)?.dialect.retained() ?? .none
      },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.native(CSVReader.self)?.row() ?? .unbound }
    slots.new = { type, _ throws(Raised) in
      throw raise(.typeError, "cannot create '\(type.name)' instances")
    }
  }
}
