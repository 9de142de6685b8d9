// SPDX-License-Identifier: Apache-2.0
// The Python literal in the header of `.npy` files.

/// Parses `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
struct NPYHeaderParser {
  private let text: [UInt8]
  private var position = 0

  init(_ text: [UInt8]) { self.text = text }

  private enum Value {
    case string(String)
    case bool(Bool)
    case lengths([Int])
    /// A list: the fields of a structured dtype.
    case list
  }

  /// Parses the whole text.
  mutating func header() throws(ArrayFileError) -> NPYHeader {
    var values: [String: Value] = [:]
    try expect("{")
    while !take("}") {
      guard case .string(let key) = try value() else { throw failure("a key that is no string") }
      try expect(":")
      values[key] = try value()
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    if position != text.count { throw failure("text after the closing brace") }
    if values.keys.sorted() != ["descr", "fortran_order", "shape"] {
      throw failure("the keys \(values.keys.sorted()), not descr, fortran_order and shape")
    }
    guard case .lengths(let shape) = values["shape"] else {
      throw failure("a shape that is no tuple of lengths")
    }
    guard case .bool(let isFortranOrder) = values["fortran_order"] else {
      throw failure("a fortran_order that is neither True nor False")
    }
    let (dtype, isBigEndian) = try Self.dtype(values["descr"]!)
    return NPYHeader(
      dtype: dtype, isBigEndian: isBigEndian, isFortranOrder: isFortranOrder, shape: shape)
  }

  /// The dtype that a descr string such as `>f8` stands for.
  private static func dtype(_ value: Value) throws(ArrayFileError) -> (DType, bigEndian: Bool) {
    if case .list = value {
      throw ArrayFileError(.unsupported, "structured dtypes are not supported")
    }
    guard case .string(let descr) = value, !descr.isEmpty else {
      throw ArrayFileError(.malformed, "bad header: a descr that is no string")
    }
    var code = Substring(descr)
    var order: Character = "="
    if let first = code.first, "<>=|".contains(first) {
      order = first
      code.removeFirst()
    }
    if let dtype = DType.allCases.first(where: { $0.facts.code == code }) {
      if order == "|" && dtype.itemSize > 1 {
        throw ArrayFileError(.malformed, "dtype '\(descr)' has no byte order")
      }
      return (dtype, order == ">")
    }
    let what = code.first.flatMap { unsupportedKinds[$0] } ?? "this dtype is"
    throw ArrayFileError(.unsupported, "\(what) not supported: dtype '\(descr)'")
  }

  /// NumPy's kinds of dtype that arrays here do not have.
  private static let unsupportedKinds: [Character: String] = [
    "O": "object arrays (pickles) are", "S": "byte strings are", "a": "byte strings are",
    "U": "strings are", "V": "raw data are", "M": "dates are", "m": "time differences are",
    "f": "floats of this size are", "c": "complex numbers of this size are",
  ]

  private func failure(_ what: String) -> ArrayFileError {
    ArrayFileError(.malformed, "bad header: \(what)")
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0a, 0x0d].contains(text[position]) {
      position += 1
    }
  }

  /// Takes the next token if it is `token`.
  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard text[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  private mutating func expect(_ token: String) throws(ArrayFileError) {
    if !take(token) { throw failure("no '\(token)' at byte \(position)") }
  }

  private mutating func value() throws(ArrayFileError) -> Value {
    if take("'") { return .string(try string(until: UInt8(ascii: "'"))) }
    if take("\"") { return .string(try string(until: UInt8(ascii: "\""))) }
    if take("True") { return .bool(true) }
    if take("False") { return .bool(false) }
    if take("(") { return .lengths(try lengths()) }
    if take("[") {
      // Nothing in a list can be read, and nobody needs to find its end.
      throw ArrayFileError(.unsupported, "structured dtypes are not supported")
    }
    throw failure("no value at byte \(position)")
  }

  private mutating func string(until quote: UInt8) throws(ArrayFileError) -> String {
    let start = position
    while position < text.count && text[position] != quote && text[position] != 0x5c {
      position += 1
    }
    if position == text.count || text[position] != quote { throw failure("an endless string") }
    position += 1
    return String(decoding: text[start..<position - 1], as: UTF8.self)
  }

  /// The rest of a tuple of lengths; a single one needs its comma, as in Python.
  private mutating func lengths() throws(ArrayFileError) -> [Int] {
    var lengths: [Int] = []
    while !take(")") {
      lengths.append(try length())
      if !take(",") {
        try expect(")")
        if lengths.count == 1 { throw failure("a shape that is no tuple") }
        break
      }
    }
    return lengths
  }

  private mutating func length() throws(ArrayFileError) -> Int {
    if take("-") { throw failure("a negative length in the shape") }
    skipSpace()
    let start = position
    var value = 0
    while position < text.count, text[position] >= 0x30, text[position] <= 0x39 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(text[position] - 0x30))
      if overflow || carry { throw failure("a length in the shape beyond 64 bits") }
      value = sum
      position += 1
    }
    if start == position { throw failure("no length at byte \(position)") }
    // Python 2 wrote long integers with an L.
    _ = take("L")
    return value
  }
}
