// SPDX-License-Identifier: Apache-2.0
// unicodedata: names, properties and normal forms of characters.

enum UnicodeModule {
  static var module: NativeModule {
    NativeModule("unicodedata") { module throws(Raised) in
      module.add("unidata_version", consuming: .string(UnicodeData.version))
      module.add(properties)
      module.add(numbers)
      module.add(names)
      module.add(forms)
    }
  }

  /// The one character of an argument; `place` is empty or says which argument.
  private static func character(_ value: Value, _ function: String, _ place: String = "")
    throws(Raised) -> UInt32
  {
    guard value.isStr, Str(value).count == 1 else {
      let found = value.isNone ? "None" : value.type.name
      throw raise(
        .typeError, "\(function)() argument\(place) must be a unicode character, not \(found)")
    }
    return Str(value)[0]
  }

  private static func property(_ name: String, _ find: @escaping (UInt32) -> Value) -> Builtin {
    Builtin("\(name)(chr, /)") { a throws(Raised) in find(try character(a[0], name)) }
  }

  private static var properties: [Builtin] {
    [
      property("category") { .string(UnicodeData.category($0)) },
      property("bidirectional") { .string(UnicodeData.bidirectionalClass($0)) },
      property("combining") { Value(Int(UnicodeData.combiningClass($0))) },
      property("mirrored") { Value(UnicodeData.isMirrored($0) ? 1 : 0) },
      property("east_asian_width") { .string(UnicodeData.eastAsianWidth($0)) },
      property("decomposition") { .string(Normalization.mappings[$0]?.text ?? "") },
    ]
  }

  /// A function with a result for lack of one: the second argument, or an error with this text.
  private static func partial(
    _ name: String, _ lack: String, _ find: @escaping (UInt32) -> Value?
  ) -> Builtin {
    Builtin("\(name)(chr, default=..., /)") { a throws(Raised) in
      if let found = find(try character(a[0], name, " 1")) { return found }
      if a[1].isUnbound { throw raise(.valueError, lack) }
      return a[1].retained()
    }
  }

  private static var numbers: [Builtin] {
    func whole(_ point: UInt32, _ types: [Unicode.NumericType]) -> Value? {
      UnicodeData.number(point).flatMap { types.contains($0.type) ? Value(Int($0.value)) : nil }
    }
    return [
      partial("decimal", "not a decimal") { whole($0, [.decimal]) },
      partial("digit", "not a digit") { whole($0, [.decimal, .digit]) },
      partial("numeric", "not a numeric character") {
        UnicodeData.number($0).map { Value($0.value) }
      },
    ]
  }

  // MARK: Names

  private static let longestName = 256

  private static var names: [Builtin] {
    [
      partial("name", "no such name") { UnicodeData.name($0).map { .string($0) } },
      Builtin("lookup(name, /)") { a throws(Raised) in
        let bytes =
          a[0].isStr
          ? try Codecs.encode(Str(a[0]), encoding: "utf-8", errors: "strict")
          : try IOBase.bytes(a[0])
        if bytes.count > longestName { throw raise(.keyError, "name too long") }
        let name = String(decoding: bytes, as: UTF8.self)
        guard let points = UnicodeData.lookup(name) else {
          throw raise(.keyError, "undefined character name '\(name)'")
        }
        return .string(utf32: points)
      },
    ]
  }

  // MARK: Normal forms

  /// The points of a text in a normal form; nil when the text is so already at a glance.
  private static func normalized(_ a: BoundArguments, _ function: String) throws(Raised)
    -> [UInt32]?
  {
    for index in 0..<2 where !a[index].isStr {
      let found = a[index].isNone ? "None" : a[index].type.name
      throw raise(.typeError, "\(function)() argument \(index + 1) must be str, not \(found)")
    }
    let text = Str(a[1])
    if text.count == 0 { return nil }
    guard let form = Normalization(Str(a[0]).text) else {
      throw raise(.valueError, "invalid normalization form")
    }
    return text.isASCII ? nil : form.normalized(text.codePoints)
  }

  private static var forms: [Builtin] {
    [
      Builtin("normalize(form, unistr, /)") { a throws(Raised) in
        guard let result = try normalized(a, "normalize"), result != Str(a[1]).codePoints else {
          return a[1].retained()
        }
        return .string(utf32: result)
      },
      Builtin("is_normalized(form, unistr, /)") { a throws(Raised) in
        let result = try normalized(a, "is_normalized")
        return Value(result == nil || result! == Str(a[1]).codePoints)
      },
    ]
  }
}
