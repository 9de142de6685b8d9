// SPDX-License-Identifier: Apache-2.0
// The type and the values of one column of a CSV file.

extension CSVTable {
  /// The values of a column, in the narrowest of these types that holds all of them.
  public enum Column: Sendable {
    /// Every field is `True`/`False` in any of three spellings (`True`, `true`, `TRUE`).
    case bools([Bool])
    /// Every field is an integer of 64 bits.
    case integers([Int64])
    /// Every field is a number or missing; missing ones are NaN.
    case floats([Double])
    /// Anything else, as it stands; missing fields are empty.
    case texts([String])
  }
}

extension CSVTable.Column {
  /// The values as an array of bool, int64 or float64, or nil for text.
  public var array: NDArray? {
    switch self {
    case .bools(let values): Self.array(values.map { $0 ? UInt8(1) : 0 }, .bool)
    case .integers(let values): Self.array(values, .int64)
    case .floats(let values): Self.array(values, .float64)
    case .texts: nil
    }
  }

  /// The values of a numeric column.
  var numbers: [Double]? {
    switch self {
    case .integers(let values): values.map(Double.init)
    case .floats(let values): values
    case .bools, .texts: nil
    }
  }

  static func array<T>(_ values: [T], shape: [Int]? = nil, _ dtype: DType) -> NDArray {
    NDArray(dtype: dtype, shape: shape ?? [values.count]) { target in
      values.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: target[..<$0.count]).copyMemory(from: $0)
      }
    }
  }
}

/// Finds the type of a column and reads its values.
struct CSVColumnReader {
  let text: [UInt8]
  let fields: [CSVField]
  let missing: Set<String>

  private static let booleans: [String: Bool] = [
    "True": true, "true": true, "TRUE": true, "False": false, "false": false, "FALSE": false,
  ]

  /// The bytes of a field without white space around them.
  private func trimmed(_ field: CSVField) -> ArraySlice<UInt8> {
    var bytes = text[field.range]
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
  }

  private func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.isEmpty || (!missing.isEmpty && missing.contains(String(decoding: bytes, as: UTF8.self)))
  }

  /// Reads all fields with `parse`, or returns nil as soon as it does.
  private func all<T>(_ parse: (ArraySlice<UInt8>) -> T?) -> [T]? {
    var values: [T] = []
    values.reserveCapacity(fields.count)
    for field in fields {
      guard let value = parse(trimmed(field)) else { return nil }
      values.append(value)
    }
    return values
  }

  /// The column in the narrowest type.
  func column() -> CSVTable.Column {
    if fields.isEmpty { return .floats([]) }
    if let values = all({ isMissing($0) ? nil : NumberText.int64($0) }) { return .integers(values) }
    if let values = all({ isMissing($0) ? .nan : NumberText.float64($0) }) {
      return .floats(values)
    }
    if let values = all({ Self.booleans[String(decoding: $0, as: UTF8.self)] }) {
      return .bools(values)
    }
    return .texts(fields.map { isMissing(trimmed($0)) ? "" : string($0) })
  }

  /// The index of the first field that is neither a number nor missing.
  func firstText() -> Int? {
    fields.firstIndex {
      let bytes = trimmed($0)
      return !isMissing(bytes) && NumberText.float64(bytes) == nil
    }
  }

  /// The text of a field; white space stays.
  func string(_ field: CSVField) -> String {
    let bytes = text[field.range]
    guard field.hasDoubledQuotes else { return String(decoding: bytes, as: UTF8.self) }
    var kept: [UInt8] = []
    var isSecondQuote = false
    for byte in bytes {
      isSecondQuote = byte == UInt8(ascii: "\"") && !isSecondQuote && kept.last == byte
      if !isSecondQuote { kept.append(byte) }
    }
    return String(decoding: kept, as: UTF8.self)
  }
}
