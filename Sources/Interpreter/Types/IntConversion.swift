// SPDX-License-Identifier: Apache-2.0
// int(…): from numbers, and from text in any base.

enum IntConversion {
  static func new(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    var (value, base) = (Value.unbound, Value.unbound)
    if arguments.count == 1 && arguments.nameCount == 0 && type == machine.pointee.types.int {
      return try convert(arguments[0])
    }
    if arguments.positionalCount > 2 {
      throw raise(
        .typeError, "int() takes at most 2 arguments (\(arguments.count) given)")
    }
    if arguments.positionalCount > 0 { value = arguments[0] }
    if arguments.positionalCount > 1 { base = arguments[1] }
    for index in 0..<arguments.nameCount {
      let name = Str(Tuple(arguments.names)[index])
      guard name == "base" else {
        throw raise(
          .typeError, "'\(name.text)' is an invalid keyword argument for int()")
      }
      base = arguments[arguments.positionalCount + index]
    }
    if value.isUnbound {
      if !base.isUnbound { throw raise(.typeError, "int() missing string argument") }
      return boxed(Value(0), type)
    }
    if base.isUnbound { return boxed(try convert(value), type) }
    let given = try index(base)
    defer { given.release() }
    let radix = given.unboxed.tag == .object ? -1 : given.unboxed.asInt
    guard radix == 0 || (2...36).contains(radix) else {
      throw raise(.valueError, "int() base must be >= 2 and <= 36, or 0")
    }
    guard value.isStr || value.has(.bytes) || ByteArray.bytes(of: value) != nil else {
      throw raise(.typeError, "int() can't convert non-string with explicit base")
    }
    return boxed(try parse(value, radix), type)
  }

  /// An instance of a subclass around an owned int.
  private static func boxed(_ number: Value, _ type: TypeRef) -> Value {
    if type == machine.pointee.types.int { return number }
    let cell = Heap.make(
      BoxedNumberCell.self, .boxedInt, type, exact: !type.flags.contains(.heapType))
    cell.pointee.number = number
    return Value(cell)
  }

  /// `int(value)`; owned, exactly an int.
  static func convert(_ value: Value) throws(Raised) -> Value {
    if value.tag == .int || value.has(.bigInt) { return value.retained() }
    if value.tag == .bool { return Value(value.asInt) }
    if value.tag == .float { return try FloatMath.toInt(value.asFloat) }
    if value.isExactly(.str), let number = Str(value).plainInteger { return Value(number) }
    let type = value.type
    if let slot = type.slots.int {
      let result = try slot(value)
      guard result.isInteger else {
        defer { result.release() }
        throw raise(.typeError, "__int__ returned non-int (type \(result.type.name))")
      }
      defer { result.release() }
      let plain = result.unboxed
      if result.tag == .bool || !plain.isIdentical(to: result) {
        try PythonWarnings.warn(
          .deprecationWarning,
          "__int__ returned non-int (type \(result.type.name)).  The ability to return an instance of a strict subclass of int is deprecated, and may be removed in a future version of Python."
        )
      }
      return plain.tag == .bool ? Value(plain.asInt) : plain.retained()
    }
    if type.slots.index != nil { return try index(value) }
    if let method = try specialMethod(value, .trunc) {
      defer { method.release() }
      try PythonWarnings.warn(
        .deprecationWarning, "The delegation of int() to __trunc__ is deprecated.")
      let result = try call(method)
      defer { result.release() }
      return try index(result)
    }
    if value.isStr || (!value.isArray && ByteArray.anyBytes(of: value) != nil) {
      return try parse(value, 10)
    }
    throw raise(
      .typeError,
      "int() argument must be a string, a bytes-like object or a real number, not '\(value.type.name)'"
    )
  }

  private static func parse(_ value: Value, _ base: Int) throws(Raised) -> Value {
    let text: String
    if value.isStr {
      text = Str(value).text
    } else {
      text = String(decoding: ByteArray.anyBytes(of: value) ?? [], as: UTF8.self)
    }
    try DigitLimit.check(text, base: base)
    if let number = number(text, base) { return .integer(number) }
    throw raise(
      .valueError, "invalid literal for int() with base \(base): \(try reprText(value))")
  }

  /// An integer from text, with sign, prefix and underscores, white space around; nil if it is none.
  static func number(_ text: String, _ base: Int) -> BigInt? {
    var scalars = Array(text.unicodeScalars)
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || (0x1c...0x1f).contains(scalar.value)
    }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    scalars = Array(scalars.drop(while: isSpace))
    var negative = false
    if let first = scalars.first, first == "-" || first == "+" {
      negative = first == "-"
      scalars.removeFirst()
    }
    // Digits of all scripts count as those of ASCII.
    var digits = scalars.map { scalar -> UInt8 in
      if scalar.isASCII { return UInt8(scalar.value) }
      if scalar.properties.numericType == .decimal, let digit = scalar.properties.numericValue {
        return UInt8(ascii: "0") + UInt8(digit)
      }
      return 0
    }
    var radix = base
    var hasPrefix = false
    if digits.count >= 2, digits[0] == UInt8(ascii: "0") {
      let prefixes: [UInt8: Int] = [
        UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2,
      ]
      if let meant = prefixes[digits[1] | 32], base == 0 || base == meant {
        radix = meant
        digits.removeFirst(2)
        hasPrefix = true
        if digits.first == UInt8(ascii: "_") { digits.removeFirst() }
      }
    }
    if radix == 0 {
      radix = 10
      // Old octal literals are refused: only zeros may start with a zero.
      if digits.first == UInt8(ascii: "0"),
        digits.contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") })
      {
        return nil
      }
    }
    guard let first = digits.first, let last = digits.last, last != UInt8(ascii: "_"),
      first != UInt8(ascii: "_") || hasPrefix
    else { return nil }
    var plain: [UInt8] = []
    var previous: UInt8 = 0
    for digit in digits {
      if digit == UInt8(ascii: "_") {
        if previous == digit { return nil }
      } else {
        guard let value = Character(Unicode.Scalar(digit)).hexOrLetterValue, value < radix else {
          return nil
        }
        plain.append(digit)
      }
      previous = digit
    }
    let magnitude = BigInt(digits: plain, radix: radix)
    return negative ? -magnitude : magnitude
  }
}

extension Character {
  /// The value of a digit or letter in bases up to 36.
  fileprivate var hexOrLetterValue: Int? {
    guard let ascii = asciiValue else { return nil }
    switch ascii {
    case 48...57: return Int(ascii) - 48
    case 65...90: return Int(ascii) - 55
    case 97...122: return Int(ascii) - 87
    default: return nil
    }
  }
}
