// SPDX-License-Identifier: Apache-2.0
// Tables with gaps out of text: `numpy.genfromtxt`.

extension NDArray {
  /// Where fields end in `readText`.
  public enum FieldRule: Sendable, Equatable {
    /// At runs of white space.
    case whiteSpace
    /// At every occurrence of a text.
    case delimiter(String)
    /// After every so many characters.
    case width(Int)
    /// After these numbers of characters.
    case widths([Int])
  }

  /// Reads a file of rows of numbers with gaps, as `numpy.genfromtxt` does.
  public static func readText(
    path: String, dtype: DType? = .float64, comments: String? = "#",
    fields: FieldRule = .whiteSpace, skipHeader: Int = 0, skipFooter: Int = 0,
    converters: [Int: TextConverter] = [:], missing: [String] = [], filling: [Scalar?] = [],
    useColumns: [Int]? = nil, names: [String]? = nil, stripsFields: Bool = false,
    unpack: Bool = false, minimumDimensions: Int = 0, maxRows: Int? = nil,
    isLoose: Bool = true, refusesInvalid: Bool = true
  ) throws -> NDArray {
    try readText(
      String(decoding: try TextFile.bytes(path), as: UTF8.self), dtype: dtype, comments: comments,
      fields: fields, skipHeader: skipHeader, skipFooter: skipFooter, converters: converters,
      missing: missing, filling: filling, useColumns: useColumns, names: names,
      stripsFields: stripsFields, unpack: unpack, minimumDimensions: minimumDimensions,
      maxRows: maxRows, isLoose: isLoose, refusesInvalid: refusesInvalid)
  }

  /// Reads rows of numbers; a field that is none takes the filling value of its column.
  ///
  /// One filling value alone is for all columns; without one NaN fills floats, -1 integers, false bools. Without a `dtype` the
  /// narrowest of bool, int64, float64 and complex128 that reads all columns is found; columns of several dtypes, of text or
  /// with `names` are records in NumPy, which arrays here have not, and refused. `refusesInvalid` tells of rows with another
  /// number of columns; otherwise they are left out. Throws NumPy's errors.
  public static func readText(
    _ text: String, dtype: DType? = .float64, comments: String? = "#",
    fields: FieldRule = .whiteSpace, skipHeader: Int = 0, skipFooter: Int = 0,
    converters: [Int: TextConverter] = [:], missing: [String] = [], filling: [Scalar?] = [],
    useColumns: [Int]? = nil, names: [String]? = nil, stripsFields: Bool = false,
    unpack: Bool = false, minimumDimensions: Int = 0, maxRows: Int? = nil,
    isLoose: Bool = true, refusesInvalid: Bool = true
  ) throws -> NDArray {
    guard 0...2 ~= minimumDimensions else {
      throw ArrayError(.value, "Illegal value of ndmin keyword: \(minimumDimensions)")
    }
    if names != nil {
      throw ArrayError(.type, "names make records, which arrays here cannot hold")
    }
    if let maxRows {
      if skipFooter != 0 {
        throw ArrayError(
          .value,
          "The keywords 'skip_footer' and 'max_rows' can not be specified at the same time.")
      }
      if maxRows < 1 { throw ArrayError(.value, "'max_rows' must be at least 1.") }
    }
    let splitter = FieldSplitter(rule: fields, comments: comments, strips: stripsFields)
    let lines = LineRules.lines(Array(text.utf8)).dropFirst(skipHeader)
      .map { String(decoding: $0, as: UTF8.self) }
    guard let first = lines.firstIndex(where: { !splitter.fields($0).isEmpty }) else {
      return NDArray.zeros([0], dtype ?? .float64)
    }
    let firstFields = splitter.fields(lines[first])
    let columns = useColumns.map { columns in
      columns.map { $0 < 0 ? $0 + firstFields.count : $0 }
    }
    let count = columns?.count ?? firstFields.count
    var rows: [[String]] = []
    var invalid: [(line: Int, count: Int)] = []
    for (index, line) in lines[first...].enumerated() {
      let fields = splitter.fields(line)
      if fields.isEmpty { continue }
      let isComplete = columns?.allSatisfy { $0 < fields.count } ?? (fields.count == count)
      guard isComplete else {
        invalid.append((index + skipHeader + 1, fields.count))
        continue
      }
      rows.append(columns.map { columns in columns.map { fields[$0] } } ?? fields)
      if rows.count == maxRows { break }
    }
    var footer = skipFooter
    if !invalid.isEmpty {
      let last = rows.count + invalid.count - footer
      let skipped = footer > 0 ? invalid.count { $0.line > last + skipHeader } : 0
      invalid.removeLast(skipped)
      footer -= skipped
      if !invalid.isEmpty && refusesInvalid {
        let texts = invalid.map {
          "    Line #\($0.line) (got \($0.count) columns instead of \(count))"
        }
        throw ArrayError(
          .value, (["Some errors were detected !"] + texts).joined(separator: "\n"))
      }
    }
    if footer > 0 { rows.removeLast(Swift.min(footer, rows.count)) }
    let kinds = try dtype == nil ? ColumnKind.common(rows, missing: [""] + missing) : nil
    let found = dtype ?? kinds?.dtype ?? .bool
    var elements = ElementCollector(found)
    let readers = (0..<count).map { column in
      ColumnReader(
        dtype: found, converter: converters[columns?[column] ?? column],
        filling: (filling.count == 1
          ? filling[0] : column < filling.count ? filling[column] : nil)
          // A column of gaps stays one of bools, whose gaps are false.
          ?? (kinds?.empty.contains(column) == true ? 0 : nil),
        missing: [""] + missing, isLoose: isLoose)
    }
    for row in rows {
      for (column, field) in row.enumerated() {
        try elements.append(readers[column].value(field))
      }
    }
    let table = try elements.array([rows.count, count]).squeezedTable(atLeast: minimumDimensions)
    return unpack ? table.T : table
  }
}

/// Takes lines apart as `genfromtxt` does.
private struct FieldSplitter {
  let rule: NDArray.FieldRule
  let comments: String?
  let strips: Bool

  func fields(_ line: String) -> [String] {
    var line = Substring(line)
    if let comments, !comments.isEmpty, let range = line.firstRange(of: comments) {
      line = line[..<range.lowerBound]
    }
    let fields: [Substring]
    switch rule {
    case .whiteSpace:
      fields = line.split(whereSeparator: \.isWhitespace)
    case .delimiter(let delimiter):
      line = stripped(line)
      fields =
        line.isEmpty ? [] : line.split(separator: delimiter, omittingEmptySubsequences: false)
    case .width(let width):
      fields = cut(
        line, repeatElement(width, count: max(line.count / max(width, 1) + 1, 1)), drops: true)
    case .widths(let widths):
      fields = line.isEmpty ? [] : cut(line, widths, drops: false)
    }
    return fields.map { strips ? String($0.trimmingWhitespace) : String($0) }
  }

  private func stripped(_ line: Substring) -> Substring {
    var line = line
    while line.first == " " { line.removeFirst() }
    while line.last == " " { line.removeLast() }
    return line
  }

  private func cut(_ line: Substring, _ widths: some Sequence<Int>, drops: Bool) -> [Substring] {
    var rest = line
    var fields: [Substring] = []
    for width in widths {
      if drops && rest.isEmpty { break }
      fields.append(rest.prefix(width))
      rest = rest.dropFirst(width)
    }
    return fields
  }
}

extension Substring {
  fileprivate var trimmingWhitespace: Substring {
    var text = self
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text
  }
}

/// Reads the fields of one column.
private struct ColumnReader {
  let dtype: DType
  let converter: TextConverter?
  let filling: Scalar?
  let missing: [String]
  let isLoose: Bool

  func value(_ field: String) throws -> Scalar {
    if let converter {
      if let value = try? converter(field) { return try value.stored(in: dtype, isBasic: true) }
    } else if let value = number(field) {
      return try value.stored(in: dtype, isBasic: true)
    }
    guard isLoose || missing.contains(String(Substring(field).trimmingWhitespace)) else {
      throw ArrayError(.value, "Cannot convert string '\(field)'")
    }
    if let filling { return try filling.stored(in: dtype, isBasic: true) }
    switch dtype.kind {
    case .bool: return Scalar(.integer(Whole(0)), .bool)
    case .signed, .unsigned: return Scalar(weak: Whole(-1))
    case .float: return Double.nan.scalar
    case .complex: return Complex128(.nan, 0).scalar
    }
  }

  /// NumPy's functions by dtype: whole numbers of 64 bits are read as such, narrower ones through floats.
  private func number(_ field: String) -> Scalar? {
    let text = TextNumber.trimmed(Array(field.utf8)[...])
    switch dtype {
    case .bool:
      switch String(decoding: text, as: UTF8.self).uppercased() {
      case "TRUE": return true.scalar
      case "FALSE": return false.scalar
      default: return nil
      }
    case .int64, .uint64: return TextNumber.element(text, dtype)
    case _ where dtype.isInteger:
      guard let value = NumberText.float64(text), value.isFinite else { return nil }
      return Scalar(weak: Whole(Int(value)))
    default: return TextNumber.element(text, dtype)
    }
  }
}

/// The dtype of columns that is found by trying.
private enum ColumnKind {
  static func common(_ rows: [[String]], missing: [String]) throws(ArrayError) -> (
    dtype: DType, empty: Set<Int>
  ) {
    let order: [DType] = [.bool, .int64, .float64, .complex128]
    var found: Set<DType> = []
    var empty: Set<Int> = []
    for column in 0..<(rows.first?.count ?? 0) {
      var level = 0
      var isChecked = false
      for row in rows {
        let field = row[column]
        let reader = { (dtype: DType) in Self.reads(field, dtype) }
        if let next = order[level...].firstIndex(where: reader) {
          level = next
          isChecked = true
        } else if !missing.contains(field.split(separator: " ").joined()) {
          throw ArrayError(
            .type, "text ('\(field)') makes records, which arrays here cannot hold")
        }
      }
      if isChecked { found.insert(order[level]) } else { empty.insert(column) }
    }
    guard found.count <= 1 else {
      throw ArrayError(
        .type, "columns of several dtypes make records, which arrays here cannot hold")
    }
    return (found.first ?? .bool, empty)
  }

  private static func reads(_ field: String, _ dtype: DType) -> Bool {
    if dtype == .bool { return ["TRUE", "FALSE"].contains(field.uppercased()) }
    return TextNumber.element(Array(field.utf8)[...], dtype) != nil
  }
}
