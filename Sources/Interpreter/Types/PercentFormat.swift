// SPDX-License-Identifier: Apache-2.0
// `template % values`, as printf.

enum PercentFormat {
  /// The parts of one conversion.
  private struct Conversion {
    var isLeft = false
    var sign: Character = "-"
    var isAlternate = false
    var isZero = false
    var width = -1
    var precision = -1
  }

  /// `template % values`; owned.
  static func format(_ template: Str, _ values: Value) throws(Raised) -> Value {
    Str.make(try expand(template.codePoints, values, isBytes: false)).value
  }

  /// The characters of the result; for bytes each is a byte.
  static func expand(_ points: [UInt32], _ values: Value, isBytes: Bool) throws(Raised) -> [UInt32]
  {
    var result: [UInt32] = []
    result.reserveCapacity(points.count + 32)
    let arguments: [Value] = values.has(.tuple) ? Array(Tuple(values).buffer) : [values]
    let isMapping =
      !values.has(.tuple) && !values.isStr && values.type.slots.getItem != nil
      && !(isBytes && (values.has(.bytes) || ByteArray.bytes(of: values) != nil))
    var (next, index, usedMapping) = (0, 0, false)
    func argument() throws(Raised) -> Value {
      guard next < arguments.count else {
        throw raise(.typeError, "not enough arguments for format string")
      }
      next += 1
      return arguments[next - 1]
    }
    while index < points.count {
      if points[index] != 37 {
        result.append(points[index])
        index += 1
        continue
      }
      index += 1
      // Most conversions are a letter alone.
      if index < points.count, !isBytes {
        if points[index] == 115 || points[index] == 114 {
          let value = try argument()
          let text = try points[index] == 115 ? str(value) : repr(value)
          defer { text.release() }
          append(Str(text), to: &result)
          index += 1
          continue
        }
        if points[index] == 100, next < arguments.count, arguments[next].tag == .int {
          let text = Str.decimal(try argument().asInt)
          defer { text.release() }
          append(Str(text), to: &result)
          index += 1
          continue
        }
      }
      var conversion = Conversion()
      var keyed: Value?
      defer { keyed?.release() }
      if index < points.count, points[index] == 40 {
        guard isMapping else { throw raise(.typeError, "format requires a mapping") }
        var (depth, end) = (1, index + 1)
        while end < points.count {
          if points[end] == 40 { depth += 1 }
          if points[end] == 41 {
            depth -= 1
            if depth == 0 { break }
          }
          end += 1
        }
        if end >= points.count { throw raise(.valueError, "incomplete format key") }
        let name = Array(points[(index + 1)..<end])
        let key = isBytes ? Value.bytes(name.map { UInt8($0) }) : Str.make(name).value
        defer { key.release() }
        keyed = try getItem(values, key)
        usedMapping = true
        index = end + 1
      }
      flags: while index < points.count {
        switch points[index] {
        case 45: conversion.isLeft = true
        case 43: conversion.sign = "+"
        case 32: if conversion.sign != "+" { conversion.sign = " " }
        case 35: conversion.isAlternate = true
        case 48: conversion.isZero = true
        default: break flags
        }
        index += 1
      }
      func number(_ limit: Int) throws(Raised) -> Int? {
        if index < points.count, points[index] == 42 {
          index += 1
          let value = try argument()
          guard value.isInteger else { throw raise(.typeError, "* wants int") }
          return try machineInteger(value, limit)
        }
        var value: Int?
        while index < points.count, (48...57).contains(points[index]) {
          let digit = Int(points[index] - 48)
          let (product, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
          if overflow || product > limit - digit {
            throw raise(
              .valueError, limit == Int.max ? "width too big" : "precision too big")
          }
          value = product + digit
          index += 1
        }
        return value
      }
      if let width = try number(Int.max) {
        if width < 0 { conversion.isLeft = true }
        try checkMemory(Int(clamping: width.magnitude), 4, MemoryLayout<UInt32>.stride)
        conversion.width = abs(width)
      }
      if index < points.count, points[index] == 46 {
        index += 1
        conversion.precision = max(0, try number(Int(Int32.max)) ?? 0)
        if conversion.precision > Int(Int32.max) - 3 {
          throw raise(.overflowError, "precision too large")
        }
        try checkMemory(conversion.precision, 4, MemoryLayout<UInt32>.stride)
      }
      while index < points.count, [104, 108, 76].contains(points[index]) { index += 1 }
      guard index < points.count else { throw raise(.valueError, "incomplete format") }
      let letter = points[index]
      index += 1
      if letter == 37 {
        result.append(37)
        continue
      }
      let value: Value
      if let keyed { value = keyed } else { value = try argument() }
      result += try convert(
        letter, value, conversion, isBytes: isBytes, position: index - 1)
    }
    if next < arguments.count && !isMapping && !(usedMapping) {
      throw raise(
        .typeError,
        isBytes
          ? "not all arguments converted during bytes formatting"
          : "not all arguments converted during string formatting")
    }
    return result
  }

  private static func append(_ text: Str, to result: inout [UInt32]) {
    if text.isWide {
      result.append(contentsOf: UnsafeBufferPointer(start: text.words, count: text.count))
    } else {
      for index in 0..<text.count { result.append(UInt32(text.bytes[index])) }
    }
  }

  /// The value of a `*`, which must fit in a type of C.
  private static func machineInteger(_ value: Value, _ limit: Int) throws(Raised) -> Int {
    let plain = value.unboxed
    guard plain.tag == .int || plain.tag == .bool, plain.asInt != Int.min, abs(plain.asInt) <= limit
    else {
      throw raise(
        .overflowError,
        "Python int too large to convert to C \(limit == Int.max ? "ssize_t" : "int")")
    }
    return plain.asInt
  }

  private static func convert(
    _ letter: UInt32, _ value: Value, _ c: Conversion, isBytes: Bool, position: Int
  ) throws(Raised) -> [UInt32] {
    func padded(_ text: [UInt32]) -> [UInt32] {
      let missing = max(0, c.width - text.count)
      let filler = [UInt32](repeating: 32, count: missing)
      return c.isLeft ? text + filler : filler + text
    }
    func text(_ make: (Value) throws(Raised) -> Value) throws(Raised) -> [UInt32] {
      let string = try make(value)
      defer { string.release() }
      let points = Str(string).codePoints
      return padded(c.precision >= 0 ? Array(points.prefix(c.precision)) : points)
    }
    switch Unicode.Scalar(letter) {
    case "s" where isBytes, "b" where isBytes:
      guard let bytes = try bytesArgument(value) else {
        throw raise(
          .typeError,
          "%b requires a bytes-like object, or an object that implements __bytes__, not '\(value.type.name)'"
        )
      }
      let points = bytes.map(UInt32.init)
      return padded(c.precision >= 0 ? Array(points.prefix(c.precision)) : points)
    case "s": return try text(str)
    case "r": return try text(isBytes ? ascii : repr)
    case "a": return try text(ascii)
    case "c": return padded([try character(value, isBytes)])
    case "d", "i", "u": return try integer(letter, value, c, 10, "")
    case "o": return try integer(letter, value, c, 8, "0o")
    case "x": return try integer(letter, value, c, 16, "0x")
    case "X": return try integer(letter, value, c, 16, "0X")
    case "e", "E", "f", "F", "g", "G": return try float(letter, value, c, isBytes)
    default:
      let sign = Unicode.Scalar(letter).map(String.init) ?? "?"
      throw raise(
        .valueError,
        "unsupported format character '\(sign)' (0x\(String(letter, radix: 16))) at index \(position)"
      )
    }
  }

  private static func bytesArgument(_ value: Value) throws(Raised) -> [UInt8]? {
    if let bytes = ByteArray.anyBytes(of: value) { return bytes }
    guard let method = try specialMethod(value, .bytes) else { return nil }
    defer { method.release() }
    let result = try call(method)
    defer { result.release() }
    return ByteArray.anyBytes(of: result)
  }

  private static func character(_ value: Value, _ isBytes: Bool) throws(Raised) -> UInt32 {
    if isBytes {
      if let bytes = ByteArray.anyBytes(of: value), bytes.count == 1 { return UInt32(bytes[0]) }
      if value.isInteger {
        let code = try indexValue(value)
        guard (0..<256).contains(code) else {
          throw raise(.overflowError, "%c arg not in range(256)")
        }
        return UInt32(code)
      }
      throw raise(
        .typeError, "%c requires an integer in range(256) or a single byte")
    }
    if value.isStr {
      guard Str(value).count == 1 else { throw raise(.typeError, "%c requires int or char") }
      return Str(value)[0]
    }
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(.typeError, "%c requires int or char")
    }
    let code = try indexValue(value)
    guard (0..<0x110000).contains(code) else {
      throw raise(.overflowError, "%c arg not in range(0x110000)")
    }
    return UInt32(code)
  }

  private static func integer(
    _ letter: UInt32, _ value: Value, _ c: Conversion, _ radix: Int, _ prefix: String
  ) throws(Raised) -> [UInt32] {
    let sign = Unicode.Scalar(letter).map(String.init) ?? "?"
    var number: Value
    if radix == 10 {
      if value.isInteger {
        number = value.unboxed.retained()
      } else if value.type.slots.int != nil || value.type.slots.index != nil, !value.isStr {
        number = try IntConversion.convert(value)
      } else {
        throw raise(
          .typeError, "%\(sign) format: a real number is required, not \(value.type.name)")
      }
    } else {
      guard value.isInteger || value.type.slots.index != nil else {
        throw raise(
          .typeError, "%\(sign) format: an integer is required, not \(value.type.name)")
      }
      number = try index(value)
    }
    defer { number.release() }
    let big = IntMath.big(number.unboxed)
    var digits =
      radix == 10
      ? String(try DigitLimit.decimal(number).drop { $0 == "-" })
      : big.magnitude.text(bitsPerDigit: radix == 8 ? 3 : 4)
    if sign == "X" { digits = digits.uppercased() }
    if c.precision > digits.count {
      digits = String(repeating: "0", count: c.precision - digits.count) + digits
    }
    return assemble(
      negative: big < 0, prefix: c.isAlternate ? prefix : "", digits, c,
      zero: c.isZero && c.precision < 0 || c.isZero)
  }

  private static func float(
    _ letter: UInt32, _ value: Value, _ c: Conversion, _ isBytes: Bool
  ) throws(Raised) -> [UInt32] {
    let number: Double
    if let plain = try NumberTypes.double(value) {
      number = plain
    } else if value.isStr || (value.type.slots.float == nil && value.type.slots.index == nil) {
      throw raise(
        .typeError,
        "\(isBytes ? "float argument required" : "must be real number"), not \(value.type.name)")
    } else {
      number = try FloatMath.convert(value)
    }
    let precision = c.precision < 0 ? 6 : c.precision
    let upper = letter < 97
    let parts: (String, String)
    switch letter | 32 {
    case 101:
      parts = NumberFormat.exponent(
        abs(number), precision, alternate: c.isAlternate, upper: upper)
    case 102:
      parts = NumberFormat.fixed(abs(number), precision, alternate: c.isAlternate, upper: upper)
    default:
      parts = NumberFormat.general(
        abs(number), max(1, precision), alternate: c.isAlternate, keepsPoint: false, upper: upper)
    }
    return assemble(
      negative: number.sign == .minus && !number.isNaN, prefix: "", parts.0 + parts.1, c,
      zero: c.isZero && number.isFinite)
  }

  private static func assemble(
    negative: Bool, prefix: String, _ digits: String, _ c: Conversion, zero: Bool
  ) -> [UInt32] {
    let head = (negative ? "-" : c.sign == "-" ? "" : String(c.sign)) + prefix
    let missing = max(0, c.width - head.count - digits.count)
    let text: String
    if c.isLeft {
      text = head + digits + String(repeating: " ", count: missing)
    } else if zero {
      text = head + String(repeating: "0", count: missing) + digits
    } else {
      text = String(repeating: " ", count: missing) + head + digits
    }
    return text.unicodeScalars.map(\.value)
  }
}
