// SPDX-License-Identifier: Apache-2.0
// _csv.writer: lines of text from rows.

final class CSVWriter: NativeObject {
  private var write, dialect: Value
  private let format: CSVFormat

  init(_ write: Value, _ dialect: Value) {
    self.write = write.retained()
    self.dialect = dialect.retained()
    format = dialect.native(CSVDialect.self)?.format ?? CSVFormat()
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(write)
    visit(dialect)
  }
  override func clearReferences() {
    for value in [write, dialect] { value.release() }
    (write, dialect) = (.none, .none)
  }

  private func append(_ text: Str, quoted: Bool, to line: inout [UInt32]) throws(Raised) {
    var isQuoted = quoted
    var escaped: [UInt32] = []
    for index in 0..<text.count {
      let point = text[index]
      if point == format.delimiter || point == format.escape || point == format.quote
        || format.lineTerminator.contains(point)
      {
        var mustEscape = format.quoting == .none || point == format.escape
        if !mustEscape && point == format.quote {
          if format.doubleQuote { escaped.append(point) } else { mustEscape = true }
        }
        if !mustEscape { isQuoted = true }
        if mustEscape {
          guard format.escape != CSVFormat.unset else {
            throw CSVModule.error("need to escape, but no escapechar set")
          }
          escaped.append(format.escape)
        }
      }
      escaped.append(point)
    }
    line += isQuoted ? [format.quote] + escaped + [format.quote] : escaped
  }

  private func mustQuote(_ field: Value) -> Bool {
    switch format.quoting {
    case .all: true
    case .nonNumeric:
      !(field.isInteger || field.isNumPyScalar || field.type.slots.index != nil
        || field.type.slots.int != nil || field.type.slots.float != nil || field.has(.complex))
    case .strings: field.isStr
    case .notNull: !field.isNone
    case .minimal, .none: false
    }
  }

  /// Writes a row; what `write` returned, owned.
  private func writeRow(_ row: Value) throws(Raised) -> Value {
    guard row.type.slots.iterate != nil || row.type.slots.getItem != nil else {
      throw CSVModule.error("iterable expected, not \(row.type.name)")
    }
    var line: [UInt32] = []
    var count = 0
    try forEach(row) { field throws(Raised) in
      if count > 0 { line.append(format.delimiter) }
      count += 1
      let quoted = mustQuote(field)
      let text = field.isNone ? Value.string("") : try str(field)
      defer { text.release() }
      try append(Str(text), quoted: quoted, to: &line)
      return true
    }
    if count == 1 && line.isEmpty {
      // An empty line would be no row at all.
      if format.quoting == .none {
        throw CSVModule.error("single empty field record must be quoted")
      }
      line = [format.quote, format.quote]
    }
    let text = Str.make(line + format.lineTerminator).value
    defer { text.release() }
    return try call(write, text)
  }

  private static func own(_ v: Value) throws(Raised) -> CSVWriter {
    guard let own = v.native(CSVWriter.self) else { throw raise(.typeError, "not a csv writer") }
    return own
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_csv.writer", module: "_csv",
    methods: [
      Builtin("writerow(self, row, /)") { a throws(Raised) in try own(a[0]).writeRow(a[1]) },
      Builtin("writerows(self, rows, /)") { a throws(Raised) in
        let own = try own(a[0])
        try forEach(a[1]) { row throws(Raised) in
          try own.writeRow(row).release()
          return true
        }
        return .none
      },
    ],
    properties: [
      Property("dialect") { v throws(Raised) in try own(v).dialect.retained() }
    ]
  ) { slots in
    slots.new = { type, _ throws(Raised) in
      throw raise(.typeError, "cannot create '\(type.name)' instances")
    }
  }
}
