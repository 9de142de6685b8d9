// SPDX-License-Identifier: Apache-2.0
// _json: the scanner that makes values of texts.
import Glibc

/// A text that is read, by code points.
struct JSONSource {
  /// Borrowed.
  let string: Str
  let count: Int
  init(_ string: Str) { (self.string, count) = (string, string.count) }

  /// The character at a place; none past the end.
  @inline(__always) subscript(place: Int) -> UInt32 {
    place < count ? string[place] : 0x110000
  }

  func skipped(_ place: Int) -> Int {
    var place = place
    while place < count {
      let point = string[place]
      guard point == 32 || point == 10 || point == 13 || point == 9 else { break }
      place += 1
    }
    return place
  }

  /// A part of it; owned.
  func part(_ range: Range<Int>) -> Value {
    if !string.isWide {
      let bytes = UnsafeBufferPointer(start: string.bytes + range.lowerBound, count: range.count)
      if range.isEmpty || range.count == 1 { return Str.make(bytes.map(UInt32.init)).value }
      let result = Str.allocate(
        narrow: range.count, ascii: string.isASCII || bytes.allSatisfy { $0 < 128 })
      result.bytes.update(from: bytes.baseAddress!, count: range.count)
      return result.value
    }
    return Str.make(
      UnsafeBufferPointer(start: string.words + range.lowerBound, count: range.count)
    ).value
  }

  func matches(_ word: StaticString, at place: Int) -> Bool {
    guard place + word.utf8CodeUnitCount <= count else { return false }
    for index in 0..<word.utf8CodeUnitCount
    where string[place + index] != UInt32(word.utf8Start[index]) { return false }
    return true
  }

  /// JSONDecodeError of json.decoder.
  func error(_ message: String, at place: Int) -> Raised {
    do throws(Raised) {
      let module = try Import.load("json.decoder")
      defer { module.release() }
      let type = try getAttribute(module, "JSONDecodeError")
      defer { type.release() }
      let text = Value.string(message)
      defer { text.release() }
      return raise(try call(type, text, string.value, Value(place)))
    } catch { return error }
  }

  /// The string whose first character stands at a place, and the place after its quote; owned.
  func scanString(_ start: Int, strict: Bool) throws(Raised) -> (Value, Int) {
    var place = start
    // Most strings have no escapes and are a part of the text.
    while place < count {
      let point = string[place]
      if point == 34 { return (part(start..<place), place + 1) }
      if point == 92 || (point < 32 && strict) { break }
      place += 1
    }
    var points = (start..<place).map { string[$0] }
    while true {
      guard place < count else {
        throw error("Unterminated string starting at", at: start - 1)
      }
      let point = string[place]
      if point == 34 { return (Str.make(points).value, place + 1) }
      if point < 32 && strict { throw error("Invalid control character at", at: place) }
      if point != 92 {
        points.append(point)
        place += 1
        continue
      }
      place += 1
      guard place < count else {
        throw error("Unterminated string starting at", at: start - 1)
      }
      let mark = string[place]
      if mark == 117 {
        points.append(try escape(&place))
        continue
      }
      guard let meant = Self.escapes[mark] else {
        throw error("Invalid \\escape", at: place - 1)
      }
      points.append(meant)
      place += 1
    }
  }

  private static let escapes: [UInt32: UInt32] = [
    34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9,
  ]

  /// The unit whose digits follow the `u` at a place; nil if they are none or nothing follows them.
  private func unit(_ place: Int) -> UInt32? {
    guard place + 5 < count else { return nil }
    var result: UInt32 = 0
    for index in place + 1...place + 4 {
      guard string[index] < 128,
        let digit = BinasciiModule.hexValue(UInt8(truncatingIfNeeded: string[index]))
      else { return nil }
      result = result << 4 | UInt32(digit)
    }
    return result
  }

  private func escape(_ place: inout Int) throws(Raised) -> UInt32 {
    guard let first = unit(place) else { throw error("Invalid \\uXXXX escape", at: place) }
    place += 5
    guard first & 0xfc00 == 0xd800, self[place] == 92, self[place + 1] == 117,
      let second = unit(place + 1), second & 0xfc00 == 0xdc00
    else { return first }
    place += 6
    return 0x10000 + ((first & 0x3ff) << 10 | second & 0x3ff)
  }
}

/// A decoder's settings, and the values it makes.
final class JSONScannerObject: NativeObject {
  private var hook, pairsHook, parseFloat, parseInt, parseConstant: Value
  private let isStrict: Bool

  init(_ context: Value) throws(Raised) {
    let strict = try getAttribute(context, "strict")
    defer { strict.release() }
    isStrict = try isTrue(strict)
    (hook, pairsHook, parseFloat, parseInt, parseConstant) = (
      .none, .none, .none, .none, .none
    )
    super.init()
    hook = try getAttribute(context, "object_hook")
    pairsHook = try getAttribute(context, "object_pairs_hook")
    parseFloat = try getAttribute(context, "parse_float")
    parseInt = try getAttribute(context, "parse_int")
    parseConstant = try getAttribute(context, "parse_constant")
  }
  deinit { clearReferences() }
  override func visitReferences(_ visit: (Value) -> Void) {
    for value in [hook, pairsHook, parseFloat, parseInt, parseConstant] { visit(value) }
  }
  override func clearReferences() {
    let old = [hook, pairsHook, parseFloat, parseInt, parseConstant]
    (hook, pairsHook, parseFloat, parseInt, parseConstant) = (
      .none, .none, .none, .none, .none
    )
    for value in old { value.release() }
  }

  // MARK: Values

  /// One value, owned, and where it ends.
  func scan(_ source: JSONSource, _ place: Int, _ memo: Dict) throws(Raised) -> (Value, Int) {
    switch source[place] {
    case 34: return try source.scanString(place + 1, strict: isStrict)
    case 123, 91:
      try JSONText.enter(
        "decoding a JSON \(source[place] == 123 ? "object" : "array") from a unicode string")
      defer { machine.pointee.depth -= 1 }
      return source[place] == 123
        ? try object(source, place + 1, memo) : try array(source, place + 1, memo)
    case 110 where source.matches("null", at: place): return (.none, place + 4)
    case 116 where source.matches("true", at: place): return (.true, place + 4)
    case 102 where source.matches("false", at: place): return (.false, place + 5)
    case 78 where source.matches("NaN", at: place): return try constant("NaN", place)
    case 73 where source.matches("Infinity", at: place): return try constant("Infinity", place)
    case 45 where source.matches("-Infinity", at: place): return try constant("-Infinity", place)
    case 45, 48...57: return try number(source, place)
    default: throw raise(.stopIteration, with: Value(place))
    }
  }

  private func constant(_ name: String, _ place: Int) throws(Raised) -> (Value, Int) {
    let text = Value.string(name)
    defer { text.release() }
    return (try call(parseConstant, text), place + name.utf8.count)
  }

  private func number(_ source: JSONSource, _ start: Int) throws(Raised) -> (Value, Int) {
    func digits(_ place: Int) -> Int {
      var place = place
      while (48...57).contains(source[place]) { place += 1 }
      return place
    }
    let first = source[start] == 45 ? start + 1 : start
    var end = source[first] == 48 ? first + 1 : digits(first)
    if end == first { throw raise(.stopIteration, with: Value(start)) }
    let whole = end
    if source[end] == 46 {
      let after = digits(end + 1)
      if after > end + 1 { end = after }
    }
    if source[end] == 101 || source[end] == 69 {
      let sign = source[end + 1] == 43 || source[end + 1] == 45 ? 1 : 0
      let after = digits(end + 1 + sign)
      if after > end + 1 + sign { end = after }
    }
    if end == whole {
      if parseInt.isIdentical(to: machine.pointee.types.int.value), whole - first < 19 {
        var result = 0
        for place in first..<whole { result = result * 10 + Int(source[place] - 48) }
        return (Value(first > start ? -result : result), end)
      }
    } else if parseFloat.isIdentical(to: machine.pointee.types.float.value) {
      var text = (start..<end).map { CChar(truncatingIfNeeded: source[$0]) }
      text.append(0)
      return (Value(strtod(text, nil)), end)
    }
    let text = source.part(start..<end)
    defer { text.release() }
    return (try call(end == whole ? parseInt : parseFloat, text), end)
  }

  // MARK: Containers

  private func object(_ source: JSONSource, _ start: Int, _ memo: Dict) throws(Raised)
    -> (Value, Int)
  {
    let wantsPairs = !pairsHook.isNone
    let made = wantsPairs ? List.make().value : Dict.make().value
    defer { made.release() }
    var place = source.skipped(start)
    if source[place] == 125 {
      place += 1
    } else {
      while true {
        guard source[place] == 34 else {
          throw source.error("Expecting property name enclosed in double quotes", at: place)
        }
        let (name, after) = try source.scanString(place + 1, strict: isStrict)
        let key = shared(name, memo)
        defer { key.release() }
        place = source.skipped(after)
        guard source[place] == 58 else {
          throw source.error("Expecting ':' delimiter", at: place)
        }
        let (value, end) = try scan(source, source.skipped(place + 1), memo)
        defer { value.release() }
        if wantsPairs {
          List(made).append(consuming: .tuple(key, value))
        } else {
          Dict(made).set(Str(key), value)
        }
        place = source.skipped(end)
        let mark = source[place]
        if mark == 125 { break }
        guard mark == 44 else { throw source.error("Expecting ',' delimiter", at: place) }
        place = source.skipped(place + 1)
      }
      place += 1
    }
    if wantsPairs { return (try call(pairsHook, made), place) }
    return (hook.isNone ? made.retained() : try call(hook, made), place)
  }

  /// The string that all equal keys of a text share; takes a string over, and gives one.
  private func shared(_ name: Value, _ memo: Dict) -> Value {
    let known = memo.get(Str(name))
    if known.isUnbound {
      memo.set(Str(name), name)
      return name
    }
    defer { name.release() }
    return known.retained()
  }

  private func array(_ source: JSONSource, _ start: Int, _ memo: Dict) throws(Raised)
    -> (Value, Int)
  {
    let list = List.make()
    var place = source.skipped(start)
    if source[place] == 93 { return (list.value, place + 1) }
    do throws(Raised) {
      while true {
        let (value, end) = try scan(source, place, memo)
        list.append(consuming: value)
        place = source.skipped(end)
        let mark = source[place]
        if mark == 93 { return (list.value, place + 1) }
        guard mark == 44 else { throw source.error("Expecting ',' delimiter", at: place) }
        place = source.skipped(place + 1)
      }
    } catch {
      list.value.release()
      throw error
    }
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "_json.Scanner", module: "_json", flags: [.basetype]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(arguments, "make_scanner", ["context"], required: 1)
      return .native(try JSONScannerObject(a[0]), type)
    }
    slots.initialize = { _, _ throws(Raised) in }
    slots.call = { v, arguments throws(Raised) in
      let a = try ItertoolsModule.bind(
        arguments, "scan_once", ["string", "idx"], required: 2)
      guard let own = v.native(JSONScannerObject.self) else { return .none }
      guard a[0].isStr else {
        throw raise(
          .typeError, "first argument must be a string, not \(a[0].type.name)")
      }
      let place = try indexValue(a[1])
      if place < 0 { throw raise(.valueError, "idx cannot be negative") }
      let memo = Dict.make()
      defer { memo.value.release() }
      let (value, end) = try own.scan(JSONSource(Str(a[0])), place, memo)
      return Tuple.make(consuming: [value, Value(end)]).value
    }
  }
}

enum JSONModule {
  static var module: NativeModule {
    NativeModule("_json") { module throws(Raised) in
      module.namespace.set("make_encoder", JSONEncoderObject.type.value)
      module.namespace.set("make_scanner", JSONScannerObject.type.value)
      module.add(rows)
    }
  }

  private static var rows: [Builtin] {
    [("encode_basestring_ascii", true), ("encode_basestring", false)].map { name, ascii in
      Builtin("\(name)(string, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "first argument must be a string, not \(a[0].type.name)")
        }
        var text = TextBuilder()
        JSONText.quote(Str(a[0]), ascii: ascii, &text)
        return text.value
      }
    } + [
      Builtin("scanstring(string, end, strict=True, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "first argument must be a string, not \(a[0].type.name)")
        }
        let source = JSONSource(Str(a[0]))
        let start = try indexValue(a[1])
        guard start >= 0 && start <= source.count else {
          throw raise(.valueError, "end is out of bounds")
        }
        let (value, end) = try source.scanString(start, strict: isTrue(a[2]))
        return Tuple.make(consuming: [value, Value(end)]).value
      }
    ]
  }
}
