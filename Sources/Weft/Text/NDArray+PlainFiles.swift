// SPDX-License-Identifier: Apache-2.0
// Files of bare elements, as bytes or as text: `fromfile`, `tofile`, `fromstring`.

extension NDArray {
  /// A vector of the numbers in `text`, at most `count` of them, with `separator` between them (NumPy's `fromstring`).
  ///
  /// White space in the separator stands for any white space, or none. Throws where the text has anything else.
  public init(
    text: String, _ dtype: DType = .float64, count: Int? = nil, separator: String
  ) throws(ArrayError) {
    guard !separator.isEmpty else {
      throw ArrayError(
        .value, "The binary mode of fromstring is removed, use frombuffer instead")
    }
    self = try NDArray.numbers(Array(text.utf8), dtype, count, Array(separator.utf8))
  }

  private static func numbers(
    _ bytes: [UInt8], _ dtype: DType, _ count: Int?, _ separator: [UInt8]
  ) throws(ArrayError) -> NDArray {
    var elements = ElementCollector(dtype)
    var place = 0
    let limit = count.map { $0 < 0 ? Int.max : $0 } ?? .max
    var isAtEnd = false
    while elements.count < limit {
      while place < bytes.count, TextNumber.isSpace(bytes[place]) { place += 1 }
      if place == bytes.count { return elements.array([elements.count]) }
      guard let (value, end) = number(bytes[place...], dtype) else { break }
      try elements.append(value)
      place = end
      if elements.count == limit { return elements.array([elements.count]) }
      guard skip(separator, bytes, &place) else { break }
      isAtEnd = place == bytes.count
      if isAtEnd { return elements.array([elements.count]) }
    }
    if elements.count >= limit { return elements.array([elements.count]) }
    throw ArrayError(
      .value, "string or file could not be read to its end due to unmatched data")
  }

  private static func number(_ bytes: ArraySlice<UInt8>, _ dtype: DType) -> (Scalar, Int)? {
    guard dtype.isInteger else {
      guard let (value, end) = TextNumber.prefix(bytes, isComplex: dtype.isComplex) else {
        return nil
      }
      if dtype.isComplex { return (Scalar(.complex(value.re, value.im), dtype), end) }
      return (Scalar(.float(value.re), dtype == .bool ? .float64 : dtype), end)
    }
    var end = bytes.startIndex
    if end < bytes.endIndex, bytes[end] == 43 || (bytes[end] == 45 && dtype.kind == .signed) {
      end += 1
    }
    while end < bytes.endIndex, 48...57 ~= bytes[end] { end += 1 }
    return TextNumber.integer(bytes[..<end]).map { (Scalar(.integer($0), dtype), end) }
  }

  /// Goes past a separator, for which the end of the text does; false if something else is there.
  private static func skip(_ separator: [UInt8], _ bytes: [UInt8], _ place: inout Int) -> Bool {
    var here = place
    var rest = here
    while rest < bytes.count, TextNumber.isSpace(bytes[rest]) { rest += 1 }
    if rest == bytes.count {
      place = rest
      return true
    }
    for byte in separator {
      if TextNumber.isSpace(byte) {
        while here < bytes.count, TextNumber.isSpace(bytes[here]) { here += 1 }
      } else {
        while here < bytes.count, TextNumber.isSpace(bytes[here]), bytes[here] != byte { here += 1 }
        guard here < bytes.count, bytes[here] == byte else { return false }
        here += 1
      }
    }
    // White space alone must be there to be seen.
    if here == place && separator.allSatisfy(TextNumber.isSpace) { return false }
    place = here
    return true
  }

  /// A vector of `count` elements of the file at `path`, or of all that follow byte `offset`; as text if there is a `separator`.
  public init(
    contentsOf path: String, _ dtype: DType = .float64, count: Int? = nil, separator: String = "",
    offset: Int = 0
  ) throws {
    let bytes = try TextFile.bytes(path)
    if !separator.isEmpty {
      guard offset == 0 else {
        throw ArrayError(.type, "'offset' argument only permitted for binary files")
      }
      self = try NDArray.numbers(bytes, dtype, count, Array(separator.utf8))
      return
    }
    let rest = bytes.dropFirst(Swift.max(offset, 0))
    let available = rest.count / dtype.itemSize
    let number = count.map { $0 < 0 ? available : Swift.min($0, available) } ?? available
    self.init(dtype: dtype, shape: [number]) { target in
      target.copyBytes(from: rest.prefix(number * dtype.itemSize))
    }
  }

  /// Writes the elements in C order to a file: their bytes, or text in Python's `format` with `separator` in between.
  public func write(elements path: String, separator: String = "", format: String = "%s") throws {
    let contents: [UInt8]
    if separator.isEmpty {
      contents = bytes()
    } else {
      let writer = try PercentFormat(format)
      // Elements are Python numbers here, whose floats are all of 64 bits.
      let wide = dtype.isFloating ? asType(.float64) : dtype.isComplex ? asType(.complex128) : self
      var texts: [String] = []
      for value in wide.scalars() {
        texts.append(try writer.text([value]))
      }
      contents = Array(texts.joined(separator: separator).utf8)
    }
    try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      var sink = try FileSink(path: path)
      try sink.write(contents)
    }
  }
}
