// SPDX-License-Identifier: Apache-2.0
// Tables out of comma-separated files.

/// The columns of a CSV file, each with a type of its own.
///
/// Fields may be quoted (with doubled quotes and line ends inside); lines end with LF, CRLF or CR;
/// blank lines are skipped. Every row must have as many fields as the first.
public struct CSVTable: Sendable {
  /// How to read a file.
  public struct Options: Sendable {
    /// The character between fields; it must be ASCII.
    public var delimiter: Character = ","
    /// Whether the first row holds the names, which are otherwise `f0`, `f1` and so on.
    public var hasHeader = true
    /// Lines that begin with this ASCII character are skipped.
    public var comment: Character?
    /// Fields that count as missing, besides empty ones.
    public var missing: Set<String> = []

    public init(
      delimiter: Character = ",", hasHeader: Bool = true, comment: Character? = nil,
      missing: Set<String> = []
    ) {
      precondition(delimiter.asciiValue != nil, "delimiter \(delimiter) is not ASCII")
      precondition(comment?.isASCII != false, "comment character is not ASCII")
      self.delimiter = delimiter
      self.hasHeader = hasHeader
      self.comment = comment
      self.missing = missing
    }
  }

  /// The names of the columns, without white space around them.
  public let names: [String]
  /// The columns in the order of the file.
  public let columns: [Column]
  /// Number of rows below the header.
  public let rowCount: Int
  /// Of each column that is no numbers, the first field that shows it, for messages.
  private let firstTexts: [(text: String, line: Int)?]
  private let path: String?

  /// Reads the file at `path`.
  public init(_ path: String, _ options: Options = Options()) throws(ArrayFileError) {
    self = try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      let source = try ByteSource(path: path)
      let bytes = try source.bytes(at: 0, source.count, of: "the file")
      return try CSVTable(bytes: bytes, options, path: path)
    }
  }

  /// Reads a table from text.
  public init(text: String, _ options: Options = Options()) throws(ArrayFileError) {
    try self.init(bytes: Array(text.utf8), options, path: nil)
  }

  /// Reads a table from UTF-8 text.
  package init(bytes: [UInt8], _ options: Options, path: String?) throws(ArrayFileError) {
    var scanner = CSVScanner(
      bytes, delimiter: options.delimiter.asciiValue!, comment: options.comment?.asciiValue)
    var row: [CSVField] = []
    guard try scanner.nextRow(&row) else {
      throw ArrayFileError(.malformed, "the file has no rows")
    }
    let first = CSVColumnReader(text: bytes, fields: row, missing: options.missing)
    var hasRow = true
    if options.hasHeader {
      names = row.map { Self.trimmed(first.string($0)) }
      hasRow = try scanner.nextRow(&row)
    } else {
      names = row.indices.map { "f\($0)" }
    }

    var fields = [[CSVField]](repeating: [], count: names.count)
    var lines: [Int] = []
    while hasRow {
      if row.count != names.count {
        let whose = options.hasHeader ? "the header" : "the first row"
        throw ArrayFileError(
          .malformed, "\(row.count) fields where \(whose) has \(names.count)",
          line: scanner.rowLine)
      }
      for index in row.indices { fields[index].append(row[index]) }
      lines.append(scanner.rowLine)
      hasRow = try scanner.nextRow(&row)
    }
    rowCount = lines.count
    let readers = fields.map {
      CSVColumnReader(text: bytes, fields: $0, missing: options.missing)
    }
    columns = readers.map { $0.column() }
    firstTexts = zip(readers, columns).map { reader, column in
      if column.numbers != nil { return nil }
      return reader.firstText().map { (reader.string(reader.fields[$0]), lines[$0]) }
    }
    self.path = path
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension CSVTable {
  /// The column called `name` (the first of several), or nil.
  public subscript(name: String) -> Column? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// The column called `name` as an array of bool, int64 or float64; throws when there is none, or
  /// when it holds text.
  public func array(_ name: String) throws(ArrayFileError) -> NDArray {
    guard let index = names.firstIndex(of: name) else {
      throw error(.missing, "no column '\(name)'; there are: \(names.joined(separator: ", "))")
    }
    guard let array = columns[index].array else { throw textError(index) }
    return array
  }

  /// The names of the columns of integers and floats.
  public var numericNames: [String] {
    zip(names, columns).filter { $0.1.numbers != nil }.map(\.0)
  }

  /// The numeric columns side by side: float64 of shape (rows, numeric columns).
  public func matrix() -> NDArray { Self.matrix(columns.compactMap(\.numbers), rowCount) }

  /// The columns called `names` side by side: float64 of shape (rows, names).
  public func matrix(_ names: [String]) throws(ArrayFileError) -> NDArray {
    var numbers: [[Double]] = []
    for name in names {
      guard let index = self.names.firstIndex(of: name) else {
        throw error(
          .missing, "no column '\(name)'; there are: \(self.names.joined(separator: ", "))")
      }
      guard let column = columns[index].numbers else { throw textError(index) }
      numbers.append(column)
    }
    return Self.matrix(numbers, rowCount)
  }

  /// All columns side by side, which must all be numeric.
  fileprivate func wholeMatrix() throws(ArrayFileError) -> NDArray {
    for index in columns.indices where columns[index].numbers == nil { throw textError(index) }
    return matrix()
  }

  private static func matrix(_ columns: [[Double]], _ rows: Int) -> NDArray {
    var values = [Double](repeating: 0, count: columns.count * rows)
    for (index, column) in columns.enumerated() {
      for row in 0..<rows { values[row * columns.count + index] = column[row] }
    }
    return Column.array(values, shape: [rows, columns.count], .float64)
  }

  private func error(_ kind: ArrayFileError.Kind, _ message: String, line: Int? = nil)
    -> ArrayFileError
  {
    let error = ArrayFileError(kind, message, line: line)
    return path.map(error.at) ?? error
  }

  private func textError(_ index: Int) -> ArrayFileError {
    let (text, line) = firstTexts[index] ?? ("", 0)
    return error(
      .unsupported, "column '\(names[index])' is not numeric: it holds '\(text)'", line: line)
  }
}

extension NDArray {
  /// Reads a CSV file of numbers: float64 of shape (rows, columns), missing fields NaN.
  public init(
    csv path: String, _ options: CSVTable.Options = CSVTable.Options()
  ) throws(ArrayFileError) {
    self = try CSVTable(path, options).wholeMatrix()
  }
}
