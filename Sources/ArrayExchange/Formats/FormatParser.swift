// SPDX-License-Identifier: Apache-2.0
// Reads the formats of PEP 3118, as NumPy understands them.

extension ElementFormat {
  /// Reads a format of PEP 3118: `d`, `>i`, `Zf`, `(2,3)=d`, `T{i:count:xxxxd:mean:}`.
  ///
  /// - Throws: `ValueError` with NumPy's words, for what is no format; `NotImplementedError` for pointers, functions and bit fields.
  public init(pep3118 text: some StringProtocol) throws(ExchangeError) {
    // Nearly all formats are one letter.
    let bytes = text.utf8
    if bytes.count == 1, let (kind, size) = FormatParser.native(bytes.first!), kind != .void {
      self.init(kind, size)
      return
    }
    var parser = FormatParser(Array(bytes))
    let (format, _) = try parser.parseItems(isNested: false)
    self = format
  }
}

/// What is left to read of a format, and the byte order that is in force.
struct FormatParser {
  private let text: [UInt8]
  private var position = 0
  /// `@` native sizes with alignment, `^` native sizes without, `=`, `<` and `>` standard sizes without.
  private var order = UInt8(ascii: "@")
  private var depth = 0

  init(_ text: [UInt8]) { self.text = text }

  private var isNative: Bool { order == UInt8(ascii: "@") || order == UInt8(ascii: "^") }
  private var next: UInt8? { position < text.count ? text[position] : nil }
  private var rest: String { String(decoding: text[position...], as: UTF8.self) }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private var invalid: ExchangeError {
    ExchangeError(
      .value,
      "'\(String(decoding: text, as: UTF8.self))' is not a valid PEP 3118 buffer format string")
  }

  /// The kind and the bytes of a letter's type under `@`, as x86-64 has them.
  static func native(_ letter: UInt8) -> (ElementFormat.Kind, Int)? {
    if letter == UInt8(ascii: "g") { return (.float, 16) }
    if "ln".utf8.contains(letter) { return (.signed, 8) }
    if "LN".utf8.contains(letter) { return (.unsigned, 8) }
    return standard(letter)
  }

  /// The same where sizes are the standard's, the same on all machines.
  static func standard(_ letter: UInt8) -> (ElementFormat.Kind, Int)? {
    switch Unicode.Scalar(letter) {
    case "?": (.bool, 1)
    case "c", "s": (.bytes, 1)
    case "b": (.signed, 1)
    case "B": (.unsigned, 1)
    case "h": (.signed, 2)
    case "H": (.unsigned, 2)
    case "i", "l": (.signed, 4)
    case "I", "L": (.unsigned, 4)
    case "q": (.signed, 8)
    case "Q": (.unsigned, 8)
    case "e": (.float, 2)
    case "f": (.float, 4)
    case "d": (.float, 8)
    case "w": (.text, 4)
    case "O": (.object, 8)
    case "x": (.void, 1)
    default: nil
    }
  }

  /// Reads items up to the end, or `}`.
  ///
  /// One item without a name is that item itself, unless it is what `T{` holds; several are a record. Returns the alignment too.
  mutating func parseItems(isNested: Bool) throws(ExchangeError) -> (ElementFormat, Int) {
    var fields: [(name: String?, offset: Int, format: ElementFormat)] = []
    var (offset, alignment) = (0, 1)
    while let first = next {
      if first == UInt8(ascii: "}") {
        guard isNested else { throw invalid }
        position += 1
        break
      }
      let shape = try parseShape()
      parseOrder()
      let count = try parseCount()
      let isPad = next == UInt8(ascii: "x")
      let isString = isPad || next == UInt8(ascii: "s") || next == UInt8(ascii: "w")
      var (format, align) = try parseType(count)
      var isRepeated = false
      // A count says how long a string is; of anything else how many there are.
      if let count, !isString, count != 1 {
        format = format.repeated([count])
        isRepeated = count > 1
      }
      var trailing = 0
      if order == UInt8(ascii: "@") {
        offset += (align - offset % align) % align
        alignment = Self.leastCommonMultiple(alignment, align)
        let gap = (align - format.itemSize % align) % align
        if isRepeated || shape.reduce(1, *) > 1 { format.itemSize += gap } else { trailing = gap }
      }
      if !shape.isEmpty { format = format.repeated(shape) }
      let name = try parseName()
      if !isPad || name != nil {
        if let name, fields.contains(where: { $0.name == name }) {
          throw ExchangeError(.runtime, "Duplicate field name '\(name)' in PEP3118 format")
        }
        fields.append((name, offset, format))
      }
      offset += format.byteCount + trailing
    }
    if order == UInt8(ascii: "@") { offset += (alignment - offset % alignment) % alignment }
    if !isNested, fields.count == 1, fields[0].name == nil, fields[0].offset == 0,
      offset == fields[0].format.byteCount
    {
      return (fields[0].format, alignment)
    }
    var record = ElementFormat(.void, offset)
    var unused = 0
    record.fields = fields.map { field in
      var name = field.name
      while name == nil {
        let candidate = "f\(unused)"
        unused += 1
        if !fields.contains(where: { $0.name == candidate }) { name = candidate }
      }
      return .init(name: name!, offset: field.offset, format: field.format)
    }
    return (record, alignment)
  }

  /// `(2,3)`, or nothing.
  private mutating func parseShape() throws(ExchangeError) -> [Int] {
    guard consume("(") else { return [] }
    guard let end = text[position...].firstIndex(of: UInt8(ascii: ")")) else { throw invalid }
    var shape: [Int] = []
    for part in text[position..<end].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    {
      let digits = String(decoding: part, as: UTF8.self).filter { $0 != " " }
      guard let length = Int(digits), length >= 0 else { throw invalid }
      shape.append(length)
    }
    position = end + 1
    return shape
  }

  private mutating func parseOrder() {
    guard let character = next else { return }
    switch Unicode.Scalar(character) {
    case "@", "=", "<", ">", "^": order = character
    case "!": order = UInt8(ascii: ">")
    default: return
    }
    position += 1
  }

  private mutating func parseCount() throws(ExchangeError) -> Int? {
    let digits = text[position...].prefix { $0 >= 48 && $0 <= 57 }
    if digits.isEmpty { return nil }
    guard let count = Int(String(decoding: digits, as: UTF8.self)), count < 1 << 31 else {
      throw invalid
    }
    position += digits.count
    return count
  }

  /// A type and its alignment; `count` is the length of a string.
  private mutating func parseType(_ count: Int?) throws(ExchangeError) -> (ElementFormat, Int) {
    guard let letter = next else { throw invalid }
    if letter == UInt8(ascii: "T"), position + 1 < text.count,
      text[position + 1] == UInt8(ascii: "{")
    {
      guard depth < 64 else { throw invalid }
      position += 2
      depth += 1
      defer { depth -= 1 }
      return try parseItems(isNested: true)
    }
    if let meaning = Self.unsupported[Unicode.Scalar(letter)] {
      throw ExchangeError(
        .notImplemented,
        "Unrepresentable PEP 3118 data type '\(Unicode.Scalar(letter))' (\(meaning))")
    }
    let isComplex = consume("Z")
    guard let letter = next,
      let (kind, size) = isNative ? Self.native(letter) : Self.standard(letter),
      !isComplex || kind == .float && letter != UInt8(ascii: "e")
    else {
      throw invalid
    }
    position += 1
    var format = ElementFormat(isComplex ? .complex : kind, isComplex ? 2 * size : size)
    var align = size
    switch kind {
    case .bytes where letter == UInt8(ascii: "s"), .void:
      format.itemSize = count ?? 1
      align = 1
    case .text:
      format.itemSize = 4 * (count ?? 1)
    default: break
    }
    if order == UInt8(ascii: ">") { format.isBigEndian = format.hasByteOrder }
    return (format, align)
  }

  private static let unsupported: [Unicode.Scalar: String] = [
    "u": "UCS-2 strings", "&": "pointers", "t": "bitfields", "X": "function pointers",
  ]

  private mutating func parseName() throws(ExchangeError) -> String? {
    guard consume(":") else { return nil }
    guard let end = text[position...].firstIndex(of: UInt8(ascii: ":")) else { throw invalid }
    defer { position = end + 1 }
    return String(decoding: text[position..<end], as: UTF8.self)
  }

  private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return a / x * b
  }
}

extension ElementFormat {
  /// Whether the order of bytes makes a difference.
  var hasByteOrder: Bool {
    switch kind {
    case .bool, .bytes, .void, .object: false
    case .text: itemSize > 0
    default: itemSize > 1
    }
  }

  /// A sub-array of these elements.
  func repeated(_ lengths: [Int]) -> ElementFormat {
    var result = self
    result.shape = lengths + shape
    return result
  }
}
