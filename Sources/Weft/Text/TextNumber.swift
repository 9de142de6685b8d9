// SPDX-License-Identifier: Apache-2.0
// Numbers of every dtype out of text: whole fields, and what stands at the front of a text.

/// Reads fields of text as elements.
enum TextNumber {
  /// The number that all of `field` spells, white space around it aside, as an element of `dtype`; nil if it spells none.
  ///
  /// As `numpy.loadtxt` reads: integers within the dtype's range, bools as integers, complex numbers with or without
  /// parentheses, imaginary parts with j.
  static func element(_ field: ArraySlice<UInt8>, _ dtype: DType) -> Scalar? {
    let text = trimmed(field)
    switch dtype.kind {
    case .bool:
      guard let value = NumberText.int64(text) else { return nil }
      return Scalar(.integer(Whole(value == 0 ? 0 : 1)), .bool)
    case .signed, .unsigned:
      guard let value = integer(text),
        value.magnitude <= (value.isNegative ? dtype.depth : dtype.height)
      else { return nil }
      return Scalar(.integer(value), dtype)
    case .float: return NumberText.float64(text).map { Scalar(.float($0), dtype) }
    case .complex: return complex(text).map { Scalar(.complex($0.re, $0.im), dtype) }
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

  static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, isSpace(first) { text.removeFirst() }
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }

  /// A decimal integer of up to 64 bits.
  static func integer(_ text: ArraySlice<UInt8>) -> Whole? {
    if let value = NumberText.int64(text) { return Whole(value) }
    var digits = text
    if digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard digits.allSatisfy({ 48...57 ~= $0 }), !digits.isEmpty else { return nil }
    return UInt64(String(decoding: digits, as: UTF8.self)).map { Whole($0) }
  }

  /// A complex number, with or without parentheses.
  static func complex(_ text: ArraySlice<UInt8>) -> Complex128? {
    var text = text
    if text.first == UInt8(ascii: "("), text.last == UInt8(ascii: ")"), text.count > 2 {
      text = trimmed(text.dropFirst().dropLast())
    }
    guard let (value, end) = prefix(text, isComplex: true), end == text.endIndex else {
      return nil
    }
    return value
  }

  /// The number at the start of `text` and where it ends.
  static func prefix(_ text: ArraySlice<UInt8>, isComplex: Bool) -> (Complex128, Int)? {
    guard let (first, end) = float(text) else { return nil }
    func isUnit(_ place: Int) -> Bool { place < text.endIndex && text[place] == UInt8(ascii: "j") }
    guard isComplex else { return (Complex128(first), end) }
    if isUnit(end) { return (Complex128(0, first), end + 1) }
    guard end < text.endIndex, text[end] == UInt8(ascii: "+") || text[end] == UInt8(ascii: "-"),
      let (second, last) = float(text[end...]), isUnit(last)
    else { return (Complex128(first), end) }
    return (Complex128(first, second), last + 1)
  }

  /// The float at the start of `text` and where it ends.
  private static func float(_ text: ArraySlice<UInt8>) -> (Double, Int)? {
    var place = text.startIndex
    func at(_ place: Int) -> UInt8 { place < text.endIndex ? text[place] : 0 }
    func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }
    if at(place) == UInt8(ascii: "+") || at(place) == UInt8(ascii: "-") { place += 1 }
    for name in ["infinity", "inf", "nan"] {
      let end = place + name.utf8.count
      guard end <= text.endIndex, zip(text[place..<end], name.utf8).allSatisfy({ $0 | 0x20 == $1 })
      else { continue }
      return NumberText.float64(text[text.startIndex..<end]).map { ($0, end) }
    }
    let start = place
    while isDigit(at(place)) { place += 1 }
    if at(place) == UInt8(ascii: ".") {
      place += 1
      while isDigit(at(place)) { place += 1 }
    }
    guard text[start..<place].contains(where: isDigit) else { return nil }
    if at(place) | 0x20 == UInt8(ascii: "e") {
      var end = place + 1
      if at(end) == UInt8(ascii: "+") || at(end) == UInt8(ascii: "-") { end += 1 }
      if isDigit(at(end)) {
        while isDigit(at(end)) { end += 1 }
        place = end
      }
    }
    return NumberText.float64(text[text.startIndex..<place]).map { ($0, place) }
  }
}

/// Elements of one dtype, gathered one after another.
struct ElementCollector {
  let dtype: DType
  private(set) var count = 0
  private var bytes: [UInt8] = []

  init(_ dtype: DType) { self.dtype = dtype }

  mutating func append(_ value: Scalar) throws(ArrayError) {
    let (re, im) = try value.bits(as: dtype, isCast: !value.isWeak)
    let size = dtype.realPart.itemSize
    for part in dtype.isComplex ? [re, im] : [re] {
      withUnsafeBytes(of: part.littleEndian) { bytes.append(contentsOf: $0.prefix(size)) }
    }
    count += 1
  }

  func array(_ shape: [Int]) -> NDArray {
    NDArray(dtype: dtype, shape: shape) { $0.copyBytes(from: bytes) }
  }
}

extension NDArray {
  /// A table's rows without axes of length 1, but with at least `count` axes, as `loadtxt` and `genfromtxt` return them.
  func squeezedTable(atLeast count: Int) throws(ArrayError) -> NDArray {
    guard 0...2 ~= count else {
      throw ArrayError(.value, "Illegal value of ndmin keyword: \(count)")
    }
    var result = self
    if result.ndim > count { result = result.squeezed() }
    if result.ndim < count { result = count == 1 ? result.atLeast(1) : result.atLeast(2).T }
    return result
  }
}
