// SPDX-License-Identifier: Apache-2.0
// What codecs do about what does not fit: handlers by name, Python's own and those that scripts register (PEP 293).

enum CodecErrors {
  nonisolated(unsafe) private static let handlers = Dict.make()

  /// An exception of a codec, with where in its object what does not fit stands.
  static func error(
    _ kind: ExceptionKind, _ codec: String, _ object: Value, _ range: Range<Int>, _ reason: String
  ) -> Raised {
    let arguments = Tuple.make(consuming: [
      .string(codec), object.retained(), Value(range.lowerBound), Value(range.upperBound),
      .string(reason),
    ])
    defer { arguments.value.release() }
    do throws(Raised) {
      return raise(try call(kind.type.value, spreading: arguments, nil))
    } catch {
      return error
    }
  }

  /// What a handler puts in the place of what a codec cannot take, owned, and where the codec goes on, in the bounds of the object.
  ///
  /// A string, or of an encoder's handler bytes too.
  static func handled(
    _ kind: ExceptionKind, _ codec: String, _ object: Value, _ range: Range<Int>,
    _ reason: String, _ errors: String
  ) throws(Raised) -> (Value, Int) {
    let isEncoding = kind == .unicodeEncodeError
    let name = Value.string(errors)
    defer { name.release() }
    let handler = try handler(name)
    defer { handler.release() }
    let raised = error(kind, codec, object, range, reason)
    if errors == "strict" { throw raised }
    let exception = takeRaised()
    defer { exception.release() }
    let result = try call(handler, exception)
    defer { result.release() }
    guard result.has(.tuple), Tuple(result).count == 2, Tuple(result)[1].isInteger,
      Tuple(result)[0].isStr || (isEncoding && Tuple(result)[0].has(.bytes))
    else {
      throw raise(
        .typeError,
        isEncoding
          ? "encoding error handler must return (str/bytes, int) tuple"
          : "decoding error handler must return (str, int) tuple")
    }
    let next = try indexValue(Tuple(result)[1])
    let count = object.isStr ? Str(object).count : try IOBase.bytes(object).count
    let place = next < 0 ? next + count : next
    guard 0...count ~= place else {
      throw raise(.indexError, "position \(next) from error handler out of bounds")
    }
    return (Tuple(result)[0].retained(), place)
  }

  /// The handler of a name; owned.
  private static func handler(_ name: Value) throws(Raised) -> Value {
    let known = try handlers.get(name)
    if !known.isUnbound { return known.retained() }
    let text = Str(name).text
    guard let row = standard.first(where: { $0.name == text }) else {
      throw raise(.lookupError, "unknown error handler name '\(text)'")
    }
    let handler = Value.builtin(
      Builtin("\(row.name)_errors(exception, /)") { a throws(Raised) in
        let mistake = try Mistake(a[0])
        guard let (value, next) = try row.body(mistake) else {
          throw raise(
            .typeError, "don't know how to handle \(a[0].type.name) in error callback")
        }
        return CodecsModule.pair(value, next)
      }, module: "codecs")
    defer { handler.release() }
    try handlers.set(name, handler)
    return handler.retained()
  }

  static var rows: [Builtin] {
    [
      Builtin("register_error(errors, handler, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "register_error() argument 1 must be str, not \(a[0].type.name)")
        }
        guard Builtins.isCallable(a[1]) else { throw raise(.typeError, "handler must be callable") }
        try handlers.set(a[0], a[1])
        return .none
      },
      Builtin("lookup_error(name, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "lookup_error() argument must be str, not \(a[0].type.name)")
        }
        return try handler(a[0])
      },
    ]
  }

  // MARK: Python's own

  /// What an exception of a codec says.
  private struct Mistake {
    enum Kind { case encode, decode, translate }
    var exception: Value
    var kind: Kind
    var codec = ""
    var points: [UInt32] = []
    var bytes: [UInt8] = []
    var start, end: Int

    init(_ exception: Value) throws(Raised) {
      func isA(_ kind: ExceptionKind) -> Bool { exception.type.isSubtype(of: kind.type) }
      guard exception.has(.exception) else {
        throw raise(.typeError, "codec must pass exception instance")
      }
      self.exception = exception
      kind = isA(.unicodeDecodeError) ? .decode : isA(.unicodeEncodeError) ? .encode : .translate
      (start, end) = (0, 0)
      guard isA(.unicodeError), let object = try getOptionalAttribute(exception, "object") else {
        return
      }
      defer { object.release() }
      var count = 0
      if object.isStr {
        points = Str(object).codePoints
        count = points.count
      } else if let contents = ByteArray.anyBytes(of: object) {
        bytes = contents
        count = contents.count
      }
      let first = try getAttribute(exception, "start")
      let last = try getAttribute(exception, "end")
      start = min(max(0, try indexValue(first)), count)
      end = min(max(start, try indexValue(last)), count)
      if kind != .translate {
        let name = try getAttribute(exception, "encoding")
        defer { name.release() }
        codec = try strText(name)
      }
    }

    /// What does not fit.
    var part: ArraySlice<UInt32> { points[start..<end] }
    /// Raises what the handler was told of.
    var again: Raised { raise(exception.retained()) }
  }

  private typealias Body = (Mistake) throws(Raised) -> (Value, Int)?

  nonisolated(unsafe) private static let standard: [(name: String, body: Body)] = [
    ("strict", { mistake throws(Raised) in throw mistake.again }),
    ("ignore", { mistake throws(Raised) in (.string(""), mistake.end) }),
    (
      "replace",
      { mistake throws(Raised) in
        let text =
          mistake.kind == .decode
          ? "\u{fffd}"
          : String(repeating: mistake.kind == .encode ? "?" : "\u{fffd}", count: mistake.part.count)
        return (.string(text), mistake.end)
      }
    ),
    (
      "xmlcharrefreplace",
      { mistake throws(Raised) in
        guard mistake.kind == .encode else { return nil }
        return (.string(mistake.part.map { "&#\($0);" }.joined()), mistake.end)
      }
    ),
    (
      "backslashreplace",
      { mistake throws(Raised) in
        let text =
          mistake.kind == .decode
          ? mistake.bytes[mistake.start..<mistake.end].map { escaped(UInt32($0)) }
          : mistake.part.map(escaped)
        return (.string(text.joined()), mistake.end)
      }
    ),
    (
      "namereplace",
      { mistake throws(Raised) in
        guard mistake.kind == .encode else { return nil }
        let text = mistake.part.map { point in
          UnicodeData.name(point).map { "\\N{\($0)}" } ?? escaped(point)
        }
        return (.string(text.joined()), mistake.end)
      }
    ),
    ("surrogateescape", escapeSurrogates),
    ("surrogatepass", passSurrogates),
  ]

  private static func escaped(_ point: UInt32) -> String {
    let (letter, width) = point < 256 ? ("x", 2) : point < 65_536 ? ("u", 4) : ("U", 8)
    let digits = String(point, radix: 16)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Bytes that are no text as surrogates, and back (PEP 383).
  private static func escapeSurrogates(_ mistake: Mistake) throws(Raised) -> (Value, Int)? {
    switch mistake.kind {
    case .encode:
      guard mistake.part.allSatisfy({ 0xdc80...0xdcff ~= $0 }) else { throw mistake.again }
      return (.bytes(mistake.part.map { UInt8($0 - 0xdc00) }), mistake.end)
    case .decode:
      let part = mistake.bytes[mistake.start..<mistake.end].prefix(4).prefix { $0 > 127 }
      if part.isEmpty { throw mistake.again }
      return (Str.make(part.map { 0xdc00 + UInt32($0) }).value, mistake.start + part.count)
    case .translate: return nil
    }
  }

  /// Surrogates as if they were characters, in the codecs of Unicode.
  private static func passSurrogates(_ mistake: Mistake) throws(Raised) -> (Value, Int)? {
    let codec = mistake.codec.lowercased().filter { $0 != "-" && $0 != "_" }
    let isBig = codec.hasSuffix("be")
    let width = codec.hasPrefix("utf16") ? 2 : codec.hasPrefix("utf32") ? 4 : 3
    if mistake.kind == .translate { return nil }
    guard codec.hasPrefix("utf16") || codec.hasPrefix("utf32") || codec == "utf8" else {
      throw mistake.again
    }
    if mistake.kind == .encode {
      guard mistake.part.allSatisfy({ 0xd800...0xdfff ~= $0 }) else { throw mistake.again }
      var bytes: [UInt8] = []
      for point in mistake.part {
        if width == 3 {
          Codecs.appendUTF8(point, &bytes)
        } else {
          let little = (0..<width).map { UInt8(truncatingIfNeeded: point >> (8 * UInt32($0))) }
          bytes += isBig ? little.reversed() : little
        }
      }
      return (.bytes(bytes), mistake.end)
    }
    let bytes = mistake.bytes[mistake.start...].prefix(width)
    guard bytes.count == width else { throw mistake.again }
    let point =
      width == 3
      ? decodedSurrogate(bytes)
      : (isBig ? Array(bytes) : bytes.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard 0xd800...0xdfff ~= point else { throw mistake.again }
    return (Str.make([point]).value, mistake.start + width)
  }

  /// What three bytes would be in UTF-8 if it had surrogates; 0 for none.
  private static func decodedSurrogate(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let bytes = Array(bytes)
    guard bytes[0] & 0xf0 == 0xe0, bytes[1] & 0xc0 == 0x80, bytes[2] & 0xc0 == 0x80 else {
      return 0
    }
    return UInt32(bytes[0] & 15) << 12 | UInt32(bytes[1] & 63) << 6 | UInt32(bytes[2] & 63)
  }
}
