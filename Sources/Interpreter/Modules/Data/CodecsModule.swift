// SPDX-License-Identifier: Apache-2.0
// _codecs: the registry of encodings and error handlers, and the codecs that the codecs module builds on.

enum CodecsModule {
  /// Functions that know encodings, and what they found by name.
  nonisolated(unsafe) private static let searchers = List.make()
  nonisolated(unsafe) private static let found = Dict.make()
  nonisolated(unsafe) private static var isLibraryAsked = false

  static var module: NativeModule {
    NativeModule("_codecs") { module throws(Raised) in
      module.add(registryRows + CodecErrors.rows)
      for (name, codec) in plainCodecs { module.add(rows(name, codec)) }
      module.add(EscapeCodecs.rows)
      module.add(CharacterMaps.rows)
    }
  }

  // MARK: Registry

  /// The CodecInfo of an encoding; owned.
  static func lookup(_ name: String) throws(Raised) -> Value {
    let key = name.lowercased().replacing(" ", with: "-")
    let known = found.get(key)
    if !known.isUnbound { return known.retained() }
    if !isLibraryAsked {
      // Python's own encodings register themselves when they are imported.
      isLibraryAsked = true
      do throws(Raised) {
        try Import.load("encodings").release()
      } catch {
        try swallow(.moduleNotFoundError, error)
      }
    }
    let text = Value.string(key.replacing("-", with: "_"))
    defer { text.release() }
    for index in 0..<searchers.count {
      let searcher = searchers.element(index)
      defer { searcher.release() }
      let result = try call(searcher, text)
      if result.isNone { continue }
      guard result.has(.tuple), Tuple(result).count == 4 else {
        result.release()
        throw raise(.typeError, "codec search functions must return 4-tuples")
      }
      found.set(key, result)
      return result
    }
    throw raise(.lookupError, "unknown encoding: \(name)")
  }

  /// Encodes or decodes through the registry: what the first element of the result is; owned.
  static func convert(_ value: Value, _ encoding: String, _ errors: String, decoding: Bool)
    throws(Raised) -> Value
  {
    let info = try lookup(encoding)
    defer { info.release() }
    let text = Value.string(errors)
    defer { text.release() }
    let result = try call(Tuple(info)[decoding ? 1 : 0], value, text)
    defer { result.release() }
    guard result.has(.tuple), Tuple(result).count == 2 else {
      throw raise(
        .typeError, "\(decoding ? "decoder" : "encoder") must return a tuple (object, integer)")
    }
    return Tuple(result)[0].retained()
  }

  static func text(_ value: Value, _ standard: String) -> String {
    value.isStr ? Str(value).text : standard
  }

  private static var registryRows: [Builtin] {
    [
      Builtin("register(search_function, /)") { a throws(Raised) in
        guard Builtins.isCallable(a[0]) else {
          throw raise(.typeError, "argument must be callable")
        }
        searchers.append(a[0])
        return .none
      },
      Builtin("unregister(search_function, /)") { a throws(Raised) in
        for index in (0..<searchers.count).reversed() {
          let searcher = searchers.element(index)
          defer { searcher.release() }
          if searcher.isIdentical(to: a[0]) { searchers.remove(at: index).release() }
        }
        found.removeAll()
        return .none
      },
      Builtin("lookup(encoding, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(.typeError, "lookup() argument must be str, not \(a[0].type.name)")
        }
        return try lookup(Str(a[0]).text)
      },
      Builtin("encode(obj, encoding='utf-8', errors='strict')") { a throws(Raised) in
        let (name, errors) = (text(a[1], "utf-8"), text(a[2], "strict"))
        if a[0].isStr, Codecs.canonical(name) != nil {
          return .bytes(try Codecs.encode(Str(a[0]), encoding: name, errors: errors))
        }
        return try convert(a[0], name, errors, decoding: false)
      },
      Builtin("decode(obj, encoding='utf-8', errors='strict')") { a throws(Raised) in
        let (name, errors) = (text(a[1], "utf-8"), text(a[2], "strict"))
        if Codecs.canonical(name) != nil, let bytes = ByteArray.anyBytes(of: a[0]) {
          return try Codecs.decode(bytes, encoding: name, errors: errors)
        }
        return try convert(a[0], name, errors, decoding: true)
      },
      Builtin("readbuffer_encode(data, errors=None, /)") { a throws(Raised) in
        let bytes =
          a[0].isStr
          ? try Codecs.encode(Str(a[0]), encoding: "utf-8", errors: "strict")
          : try IOBase.bytes(a[0])
        return pair(.bytes(bytes), bytes.count)
      },
    ]
  }

  // MARK: Codecs

  private static let plainCodecs = [
    ("utf_8", "utf-8"), ("latin_1", "latin-1"), ("ascii", "ascii"), ("utf_16", "utf-16"),
    ("utf_16_le", "utf-16-le"), ("utf_16_be", "utf-16-be"), ("utf_32", "utf-32"),
    ("utf_32_le", "utf-32-le"), ("utf_32_be", "utf-32-be"),
  ]

  /// A result and how much was used; takes the value.
  static func pair(_ value: Value, _ count: Int) -> Value {
    Tuple.make(consuming: [value, Value(count)]).value
  }

  /// How many bytes at the start are whole characters: the rest may go on in the next piece.
  private static func wholeCount(_ bytes: [UInt8], _ codec: String) -> Int {
    let count = bytes.count
    switch codec {
    case "utf-8":
      for back in 1..<min(4, count + 1) {
        let byte = bytes[count - back]
        if byte & 0xc0 == 0x80 { continue }
        let width = byte < 0xc2 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1
        return width > back ? count - back : count
      }
      return count
    case "utf-16", "utf-16-le", "utf-16-be":
      var whole = count & ~1
      if whole >= 2 {
        let isBig = codec == "utf-16-be" || (codec == "utf-16" && bytes.starts(with: [0xfe, 0xff]))
        if bytes[whole - (isBig ? 2 : 1)] & 0xfc == 0xd8 { whole -= 2 }
      }
      return whole
    case "utf-32", "utf-32-le", "utf-32-be": return count & ~3
    default: return count
    }
  }

  private static func rows(_ name: String, _ codec: String) -> [Builtin] {
    let isWide = codec.hasPrefix("utf-")
    var rows = [
      Builtin("\(name)_encode(str, errors=None, /)") { a throws(Raised) in
        guard a[0].isStr else {
          throw raise(
            .typeError, "\(name)_encode() argument 1 must be str, not \(a[0].type.name)")
        }
        return pair(
          .bytes(
            try Codecs.encode(Str(a[0]), encoding: codec, errors: text(a[1], "strict"))),
          Str(a[0]).count)
      },
      Builtin("\(name)_decode(data, errors=None, \(isWide ? "final=False, " : "")/)") {
        a throws(Raised) in
        let bytes = try IOBase.bytes(a[0])
        var count = bytes.count
        if isWide, try !isTrue(a[2]) { count = wholeCount(bytes, codec) }
        return pair(
          try Codecs.decode(
            Array(bytes[..<count]), encoding: codec, errors: text(a[1], "strict")), count)
      },
    ]
    if codec == "utf-16" || codec == "utf-32" {
      let width = codec == "utf-16" ? 2 : 4
      rows.append(
        Builtin("\(name)_ex_decode(data, errors=None, byteorder=0, final=False, /)") {
          a throws(Raised) in
          let bytes = try IOBase.bytes(a[0])
          var order = try indexValue(a[2])
          var start = 0
          if order == 0, bytes.count >= width {
            let mark = Array(bytes[..<width])
            let little: [UInt8] = width == 2 ? [0xff, 0xfe] : [0xff, 0xfe, 0, 0]
            if mark == little { (order, start) = (-1, width) }
            if mark == little.reversed() { (order, start) = (1, width) }
            if order == 0 { order = -1 }
          }
          let plain = order == 1 ? "\(codec)-be" : "\(codec)-le"
          let rest = Array(bytes[start...])
          let count = try isTrue(a[3]) ? rest.count : wholeCount(rest, plain)
          let result = try Codecs.decode(
            Array(rest[..<count]), encoding: plain, errors: text(a[1], "strict"))
          return Tuple.make(consuming: [result, Value(start + count), Value(order)]).value
        })
    }
    return rows
  }
}
