// SPDX-License-Identifier: Apache-2.0
// _json: strings in quotes, and the encoder that writes the text of a whole value.

/// Text in the making: bytes as long as no character needs more.
struct TextBuilder {
  private var bytes: [UInt8] = []
  private var words: [UInt32] = []
  private var isWide = false

  mutating func append(_ byte: UInt8) {
    if isWide { words.append(UInt32(byte)) } else { bytes.append(byte) }
  }

  mutating func append(ascii text: String) {
    if isWide { words += text.utf8.map(UInt32.init) } else { bytes += text.utf8 }
  }

  mutating func append(_ text: Str) {
    if text.isWide {
      widen()
      words += UnsafeBufferPointer(start: text.words, count: text.count)
    } else if isWide {
      words += UnsafeBufferPointer(start: text.bytes, count: text.count).map(UInt32.init)
    } else {
      bytes += UnsafeBufferPointer(start: text.bytes, count: text.count)
    }
  }

  mutating func append(point: UInt32) {
    if point > 255 { widen() }
    if isWide { words.append(point) } else { bytes.append(UInt8(point)) }
  }

  private mutating func widen() {
    if isWide { return }
    isWide = true
    words = bytes.map(UInt32.init)
    bytes = []
  }

  /// The string; owned.
  var value: Value {
    if isWide { return Str.make(words).value }
    let isASCII = bytes.allSatisfy { $0 < 128 }
    let result = Str.allocate(narrow: bytes.count, ascii: isASCII)
    result.bytes.update(from: bytes, count: bytes.count)
    return result.value
  }
}

enum JSONText {
  /// One level deeper; the error says what was being done.
  static func enter(_ doing: String) throws(Raised) {
    do throws(Raised) {
      try enterNested()
    } catch {
      try swallow(.recursionError, error)
      throw raise(.recursionError, "maximum recursion depth exceeded while \(doing)")
    }
  }

  private static let hex = Array("0123456789abcdef".utf8)

  /// The letter after the backslash of a short escape, 1 for a long one, 0 for a character that stands for itself.
  private static let escapes: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 128)
    for control in 0..<32 { table[control] = 1 }
    for (character, letter) in [
      (34, "\""), (92, "\\"), (8, "b"), (9, "t"), (10, "n"), (12, "f"), (13, "r"),
    ] { table[character] = Character(letter).asciiValue ?? 1 }
    return table
  }()

  private static func appendEscape(_ unit: UInt32, _ text: inout TextBuilder) {
    text.append(92)
    text.append(117)
    for shift in [12, 8, 4, 0] as [UInt32] { text.append(hex[Int(unit >> shift & 15)]) }
  }

  /// A string in quotes; with `ascii`, other characters as escapes of UTF-16.
  static func quote(_ string: Str, ascii: Bool, _ text: inout TextBuilder) {
    text.append(34)
    if isPlain(string, ascii: ascii) {
      text.append(string)
    } else {
      for index in 0..<string.count {
        let point = string[index]
        if point >= 128 {
          if !ascii {
            text.append(point: point)
          } else if point < 0x10000 {
            appendEscape(point, &text)
          } else {
            appendEscape(0xd800 | (point - 0x10000) >> 10, &text)
            appendEscape(0xdc00 | (point - 0x10000) & 0x3ff, &text)
          }
          continue
        }
        if point == 127 && ascii {
          appendEscape(point, &text)
          continue
        }
        switch escapes[Int(point)] {
        case 0: text.append(UInt8(point))
        case 1: appendEscape(point, &text)
        case let letter:
          text.append(92)
          text.append(letter)
        }
      }
    }
    text.append(34)
  }

  /// Whether nothing has to be escaped.
  private static func isPlain(_ string: Str, ascii: Bool) -> Bool {
    if string.isWide || (ascii && !string.isASCII) { return false }
    return escapes.withUnsafeBufferPointer { table in
      for byte in UnsafeBufferPointer(start: string.bytes, count: string.count)
      where byte < 128 && (table[Int(byte)] != 0 || (ascii && byte == 127)) { return false }
      return true
    }
  }
}

/// The settings of an encoder, and the text of values.
final class JSONEncoderObject: NativeObject {
  private var markers, standard, encoder, indent, keySeparator, itemSeparator: Value
  private let sortsKeys, skipsKeys, allowsNaN: Bool
  /// Whether strings go through the functions of this module: 1 escapes all but ASCII, 0 does not, -1 another function.
  private let quoting: Int

  init(_ a: [Value]) throws(Raised) {
    (sortsKeys, skipsKeys, allowsNaN) = (try isTrue(a[6]), try isTrue(a[7]), try isTrue(a[8]))
    var kind = -1
    if a[2].has(.builtin) {
      let name = a[2].cell(as: BuiltinCell.self).pointee.info.takeUnretainedValue().name
      kind = name == "encode_basestring_ascii" ? 1 : name == "encode_basestring" ? 0 : -1
    }
    quoting = kind
    (markers, standard, encoder) = (a[0].retained(), a[1].retained(), a[2].retained())
    (indent, keySeparator, itemSeparator) = (a[3].retained(), a[4].retained(), a[5].retained())
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    for value in [markers, standard, encoder, indent, keySeparator, itemSeparator] { visit(value) }
  }
  override func clearReferences() {
    let old = [markers, standard, encoder, indent, keySeparator, itemSeparator]
    (markers, standard, encoder) = (.none, .none, .none)
    (indent, keySeparator, itemSeparator) = (.none, .none, .none)
    for value in old { value.release() }
  }

  // MARK: Values

  private func quote(_ value: Value, _ text: inout TextBuilder) throws(Raised) {
    if quoting >= 0 { return JSONText.quote(Str(value), ascii: quoting == 1, &text) }
    let result = try call(encoder, value)
    defer { result.release() }
    guard result.isStr else {
      throw raise(
        .typeError, "encoder() must return a string, not \(result.type.name)")
    }
    text.append(Str(result))
  }

  private func number(_ value: Double) throws(Raised) -> String {
    if value.isFinite { return FloatMath.repr(value) }
    guard allowsNaN else {
      // CPython's two encoders, with and without indentation, differ in this.
      let shown = indent.isStr ? ": \(FloatMath.repr(value))" : ""
      throw raise(.valueError, "Out of range float values are not JSON compliant\(shown)")
    }
    return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  /// The text of a number, a truth value or None; nil for others.
  private func simple(_ value: Value) throws(Raised) -> String? {
    switch value.tag {
    case .none: return "null"
    case .bool: return value.asBool ? "true" : "false"
    case .int: return String(value.asInt)
    case .float, .numpyFloat64: return try number(value.asFloat)
    case .object: break
    default: return nil
    }
    if value.has(.bigInt) || value.has(.boxedInt) { return try reprText(value.unboxed) }
    return value.has(.boxedFloat) ? try number(value.unboxed.asFloat) : nil
  }

  func write(_ value: Value, level: Int, _ text: inout TextBuilder) throws(Raised) {
    if value.isStr { return try quote(value, &text) }
    if let simple = try simple(value) { return text.append(ascii: simple) }
    try JSONText.enter("encoding a JSON object")
    defer { machine.pointee.depth -= 1 }
    var key = Value.unbound
    if markers.has(.dict) {
      key = Value(Int(truncatingIfNeeded: value.bits))
      guard try Dict(markers).get(key).isUnbound else {
        throw raise(.valueError, "Circular reference detected")
      }
      try Dict(markers).set(key, value)
    }
    if value.has(.list) || value.has(.tuple) {
      try writeList(value, level, &text)
    } else if value.has(.dict) {
      try writeDict(value, level, &text)
    } else {
      let stand = try call(standard, value)
      defer { stand.release() }
      try write(stand, level: level, &text)
    }
    if !key.isUnbound { try Dict(markers).remove(key).release() }
  }

  // MARK: Containers

  private func newLine(_ level: Int, _ text: inout TextBuilder) {
    guard indent.isStr else { return }
    text.append(10)
    for _ in 0..<level { text.append(Str(indent)) }
  }

  /// What stands before an element: the first has its line already.
  private func separate(_ isFirst: Bool, _ level: Int, _ text: inout TextBuilder) {
    if isFirst { return }
    text.append(Str(itemSeparator))
    newLine(level + 1, &text)
  }

  private func writeList(_ value: Value, _ level: Int, _ text: inout TextBuilder) throws(Raised) {
    text.append(91)
    var index = 0
    while index < (value.has(.list) ? List(value).count : Tuple(value).count) {
      let element =
        value.has(.list) ? List(value).element(index) : Tuple(value)[index].retained()
      defer { element.release() }
      if index == 0 { newLine(level + 1, &text) }
      separate(index == 0, level, &text)
      try write(element, level: level + 1, &text)
      index += 1
    }
    if index > 0 { newLine(level, &text) }
    text.append(93)
  }

  /// The items of a dictionary that is not plain or is to be sorted, a list; owned.
  private func items(_ value: Value) throws(Raised) -> Value {
    let view = try IOBase.invoke(value, "items")
    defer { view.release() }
    let list = List.make()
    do throws(Raised) {
      try list.extend(view)
      if sortsKeys { try IOBase.invoke(list.value, "sort").release() }
    } catch {
      list.value.release()
      throw error
    }
    return list.value
  }

  private func writeDict(_ value: Value, _ level: Int, _ text: inout TextBuilder) throws(Raised) {
    text.append(123)
    var isFirst = true
    let isEmpty = try length(value) == 0
    if !isEmpty { newLine(level + 1, &text) }
    if value.isExactly(.dict) && !sortsKeys {
      let dict = Dict(value)
      var position = 0
      while position < dict.used {
        let entry = dict.entries[position]
        position += 1
        if entry.key.isUnbound { continue }
        try writePair(entry.key, entry.value, level, &isFirst, &text)
      }
    } else {
      let items = try items(value)
      defer { items.release() }
      for index in 0..<List(items).count {
        let pair = List(items).element(index)
        defer { pair.release() }
        guard pair.has(.tuple), Tuple(pair).count == 2 else {
          throw raise(.valueError, "items must return 2-tuples")
        }
        try writePair(Tuple(pair)[0], Tuple(pair)[1], level, &isFirst, &text)
      }
    }
    if !isEmpty { newLine(level, &text) }
    text.append(125)
  }

  private func writePair(
    _ key: Value, _ value: Value, _ level: Int, _ isFirst: inout Bool, _ text: inout TextBuilder
  ) throws(Raised) {
    key.retained()
    value.retained()
    defer {
      key.release()
      value.release()
    }
    let simple = key.isStr ? nil : try simple(key)
    if !key.isStr && simple == nil {
      if skipsKeys { return }
      throw raise(
        .typeError,
        "keys must be str, int, float, bool or None, not \(key.type.name)")
    }
    separate(isFirst, level, &text)
    isFirst = false
    if let simple {
      let name = Value.string(simple)
      defer { name.release() }
      try quote(name, &text)
    } else {
      try quote(key, &text)
    }
    text.append(Str(keySeparator))
    try write(value, level: level + 1, &text)
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_json.Encoder", module: "_json", flags: [.basetype]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "make_encoder",
        [
          "markers", "default", "encoder", "indent", "key_separator", "item_separator",
          "sort_keys", "skipkeys", "allow_nan",
        ], required: 9)
      guard a[0].isNone || a[0].has(.dict) else {
        throw raise(
          .typeError, "make_encoder() argument 1 must be dict or None, not \(a[0].type.name)")
      }
      for index in [4, 5] where !a[index].isStr {
        throw raise(
          .typeError,
          "make_encoder() argument \(index + 1) must be str, not \(a[index].type.name)")
      }
      return .native(try JSONEncoderObject(a), type)
    }
    slots.initialize = { _, _ throws(Raised) in }
    slots.call = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "_iterencode", ["obj", "_current_indent_level"], required: 2)
      guard let own = v.native(JSONEncoderObject.self) else { return .none }
      var text = TextBuilder()
      try own.write(a[0], level: indexValue(a[1]), &text)
      return Tuple.make(consuming: [text.value]).value
    }
  }
}
