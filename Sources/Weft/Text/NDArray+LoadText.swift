// SPDX-License-Identifier: Apache-2.0
// Tables of numbers out of text: `numpy.loadtxt`.

/// Turns the text of a field into a number.
public typealias TextConverter = (String) throws -> Scalar

extension NDArray {
  /// Reads a file of rows of numbers, as `numpy.loadtxt` does.
  ///
  /// See `loadText(_:dtype:comments:delimiter:converters:converter:skipRows:useColumns:unpack:minimumDimensions:maxRows:quote:)`.
  public static func loadText(
    path: String, dtype: DType = .float64, comments: [String] = ["#"], delimiter: String? = nil,
    converters: [Int: TextConverter] = [:], converter: TextConverter? = nil, skipRows: Int = 0,
    useColumns: [Int]? = nil, unpack: Bool = false, minimumDimensions: Int = 0,
    maxRows: Int? = nil, quote: String? = nil
  ) throws -> NDArray {
    try loadText(
      bytes: try TextFile.bytes(path), dtype: dtype, comments: comments, delimiter: delimiter,
      converters: converters, converter: converter, skipRows: skipRows, useColumns: useColumns,
      unpack: unpack, minimumDimensions: minimumDimensions, maxRows: maxRows, quote: quote)
  }

  /// Reads rows of numbers: one line a row, fields between white space or `delimiter`.
  ///
  /// What follows one of `comments` is left out, and so are lines without fields. `converters` read columns by number,
  /// `converter` all of them. `skipRows` lines come first and do not count; of the others at most `maxRows` that say something
  /// are read. `useColumns` chooses columns; negative ones count from the end. `unpack` exchanges rows and columns. Axes of
  /// length 1 go away down to `minimumDimensions`. Throws NumPy's errors.
  public static func loadText(
    _ text: String, dtype: DType = .float64, comments: [String] = ["#"], delimiter: String? = nil,
    converters: [Int: TextConverter] = [:], converter: TextConverter? = nil, skipRows: Int = 0,
    useColumns: [Int]? = nil, unpack: Bool = false, minimumDimensions: Int = 0,
    maxRows: Int? = nil, quote: String? = nil
  ) throws -> NDArray {
    try loadText(
      bytes: Array(text.utf8), dtype: dtype, comments: comments, delimiter: delimiter,
      converters: converters, converter: converter, skipRows: skipRows, useColumns: useColumns,
      unpack: unpack, minimumDimensions: minimumDimensions, maxRows: maxRows, quote: quote)
  }

  private static func loadText(
    bytes: [UInt8], dtype: DType, comments: [String], delimiter: String?,
    converters: [Int: TextConverter], converter: TextConverter?, skipRows: Int,
    useColumns: [Int]?, unpack: Bool, minimumDimensions: Int, maxRows: Int?, quote: String?
  ) throws -> NDArray {
    guard 0...2 ~= minimumDimensions else {
      throw ArrayError(.value, "Illegal value of ndmin keyword: \(minimumDimensions)")
    }
    guard skipRows >= 0, maxRows ?? 0 >= 0 else {
      throw ArrayError(.value, "argument must be nonnegative")
    }
    let rules = LineRules(
      delimiter: try controlByte(delimiter), comments: try comments.map(commentBytes),
      quote: try controlByte(quote))
    if let delimiter = rules.delimiter, rules.comments.contains([delimiter]) {
      throw ArrayError(
        .type, "The values for control characters 'comment' and 'delimiter' are incompatible")
    }
    var table = NumberTable(
      dtype: dtype, useColumns: useColumns, converters: converters, converter: converter)
    for line in LineRules.lines(bytes).dropFirst(skipRows) {
      if let maxRows, table.rows >= maxRows { break }
      let fields = rules.fields(line)
      if !fields.isEmpty { try table.append(fields) }
    }
    let result = try table.array().squeezedTable(atLeast: minimumDimensions)
    return unpack ? result.T : result
  }

  private static func controlByte(_ text: String?) throws(ArrayError) -> UInt8? {
    guard let text else { return nil }
    guard text.utf8.count == 1, let byte = text.utf8.first else {
      throw ArrayError(
        .type,
        "Text reading control character must be a single unicode character or None; but got: '\(text)'"
      )
    }
    return byte
  }

  private static func commentBytes(_ text: String) throws(ArrayError) -> [UInt8] {
    guard !text.isEmpty else {
      throw ArrayError(
        .value,
        "comments cannot be an empty string. Use comments=None to disable comments.")
    }
    return Array(text.utf8)
  }
}

/// Rows of numbers, as they are read.
private struct NumberTable {
  let dtype: DType
  let useColumns: [Int]?
  let converters: [Int: TextConverter]
  let converter: TextConverter?
  private var elements: ElementCollector
  private var columns: Int?
  private(set) var rows = 0

  init(
    dtype: DType, useColumns: [Int]?, converters: [Int: TextConverter], converter: TextConverter?
  ) {
    self.dtype = dtype
    self.useColumns = useColumns
    self.converters = converters
    self.converter = converter
    elements = ElementCollector(dtype)
  }

  mutating func append(_ fields: [ArraySlice<UInt8>]) throws {
    let count = fields.count
    if columns == nil {
      for column in converters.keys where useColumns == nil && !(-count..<count ~= column) {
        throw ArrayError(
          .value,
          "converter specified for column \(column), which is invalid for the number of fields \(count)."
        )
      }
    }
    if let useColumns {
      columns = useColumns.count
      for column in useColumns {
        let place = column < 0 ? column + count : column
        guard 0..<count ~= place else {
          throw ArrayError(
            .value, "invalid column index \(column) at row \(rows + 1) with \(count) columns")
        }
        try append(fields[place], place, count)
      }
    } else {
      if let known = columns, known != count {
        throw ArrayError(
          .value,
          "the number of columns changed from \(known) to \(count) at row \(rows + 1); use `usecols` to "
            + "select a subset and avoid this error")
      }
      columns = count
      for (place, field) in fields.enumerated() { try append(field, place, count) }
    }
    rows += 1
  }

  private mutating func append(_ field: ArraySlice<UInt8>, _ place: Int, _ count: Int) throws {
    func refused() -> ArrayError {
      let text = String(decoding: field, as: UTF8.self)
      return ArrayError(
        .value,
        "could not convert string '\(text)' to \(dtype) at row \(rows), column \(place + 1).")
    }
    if let convert = converters[place] ?? converters[place - count] ?? converter {
      guard let value = try? convert(String(decoding: field, as: UTF8.self)) else {
        throw refused()
      }
      return try elements.append(value.stored(in: dtype, isBasic: true))
    }
    guard let value = TextNumber.element(field, dtype) else { throw refused() }
    try elements.append(value)
  }

  func array() -> NDArray {
    rows == 0 ? elements.array([0]) : elements.array([rows, columns ?? 0])
  }
}
