// SPDX-License-Identifier: Apache-2.0
// The format specification mini-language: [[fill]align][sign][z][#][0][width][grouping][.precision][type].

/// A parsed specification (Python's library reference, "Format Specification Mini-Language").
struct FormatSpecification {
  var fill: UInt32 = 32
  /// "<", ">", "=" or "^"; nil for the type's own.
  var align: Character?
  var sign: Character = "-"
  var coercesNegativeZero = false
  var isAlternate = false
  /// Whether a zero before the width stands for fill and alignment.
  var hasZero = false
  var width = -1
  /// "," or "_".
  var grouping: Character?
  var precision = -1
  /// The letter; nil for none.
  var type: Character?

  /// Parses a specification for a value of a type whose name messages use.
  init(_ text: Str, _ typeName: String) throws(Raised) {
    let points = text.codePoints
    var index = 0
    func character(_ at: Int) -> Character? {
      at < points.count ? Unicode.Scalar(points[at]).map(Character.init) : nil
    }
    func isAlign(_ c: Character?) -> Bool { c == "<" || c == ">" || c == "=" || c == "^" }
    let isFilled = points.count > 1 && isAlign(character(1))
    if isFilled {
      fill = points[0]
      align = character(1)
      index = 2
    } else if isAlign(character(0)) {
      align = character(0)
      index = 1
    }
    if let c = character(index), c == "+" || c == "-" || c == " " {
      sign = c
      index += 1
    }
    if character(index) == "z" {
      coercesNegativeZero = true
      index += 1
    }
    if character(index) == "#" {
      isAlternate = true
      index += 1
    }
    if character(index) == "0" {
      if !isFilled {
        fill = 48
        hasZero = align == nil
        align = align ?? "="
      }
      index += 1
    }
    func number() throws(Raised) -> Int? {
      var value: Int?
      while let c = character(index), let digit = c.wholeNumberValue, c.isASCII {
        let (product, overflow) = (value ?? 0).multipliedReportingOverflow(by: 10)
        if overflow || product > Int.max - digit {
          throw raise(.valueError, "Too many decimal digits in format string")
        }
        value = product + digit
        index += 1
      }
      return value
    }
    width = try number() ?? -1
    try checkMemory(max(0, width), 4, MemoryLayout<UInt32>.stride)
    while let c = character(index), c == "," || c == "_" {
      if let grouping {
        throw raise(
          .valueError,
          grouping == c
            ? "Cannot specify '\(c)' with '\(c)'." : "Cannot specify both ',' and '_'.")
      }
      grouping = c
      index += 1
    }
    if character(index) == "." {
      index += 1
      guard let digits = try number() else {
        throw raise(.valueError, "Format specifier missing precision")
      }
      if digits > Int32.max { throw raise(.valueError, "precision too big") }
      precision = digits
      try checkMemory(precision, 4, MemoryLayout<UInt32>.stride)
    }
    if points.count - index > 1 {
      throw raise(
        .valueError, "Invalid format specifier '\(text.text)' for object of type '\(typeName)'")
    }
    if index < points.count { type = character(index) }
    if let grouping, let type, !"defgEG%F\0".contains(type) {
      if !(grouping == "_" && "boxX".contains(type)) {
        throw raise(.valueError, "Cannot specify '\(grouping)' with '\(type)'.")
      }
    }
  }

  /// The error for a type letter that a value does not know.
  func unknown(_ typeName: String) -> Raised {
    raise(
      .valueError,
      "Unknown format code '\(type.map(String.init) ?? "")' for object of type '\(typeName)'")
  }

  /// Pads text to the width; `natural` is the alignment where none is given.
  func pad(_ text: [UInt32], natural: Character) -> [UInt32] {
    let missing = width - text.count
    guard missing > 0 else { return text }
    let filler = [UInt32](repeating: fill, count: missing)
    switch align ?? natural {
    case "<": return text + filler
    case "^":
      return Array(filler[..<(missing / 2)]) + text + Array(filler[(missing / 2)...])
    default: return filler + text
    }
  }

  /// A number from its parts: sign, prefix, whole digits, and the rest (point, fraction, exponent), with grouping and padding.
  func number(negative: Bool, prefix: String, whole: String, rest: String, groupSize: Int = 3)
    -> [UInt32]
  {
    let signText = negative ? "-" : sign == "-" ? "" : String(sign)
    var digits = whole
    if let grouping {
      // Zeros that fill the width are grouped too.
      let zeroFill = fill == 48 && align == "="
      let room = zeroFill ? width - signText.count - prefix.count - rest.count : 0
      digits = Self.grouped(digits, grouping, groupSize, minimum: room)
    }
    let head = (signText + prefix).unicodeScalars.map(\.value)
    let body = (digits + rest).unicodeScalars.map(\.value)
    if align == "=" {
      let missing = max(0, width - head.count - body.count)
      return head + [UInt32](repeating: fill, count: missing) + body
    }
    return pad(head + body, natural: ">")
  }

  /// Digits with a separator every few from the right; zeros in front up to `minimum` characters in all.
  private static func grouped(_ digits: String, _ separator: Character, _ size: Int, minimum: Int)
    -> String
  {
    var padded = digits
    func length(_ count: Int) -> Int { count + (count - 1) / size }
    if length(padded.count) < minimum {
      var count = padded.count
      while length(count) < minimum { count += max(1, (minimum - length(count)) / 2) }
      padded = String(repeating: "0", count: count - padded.count) + padded
    }
    var result = ""
    for (index, digit) in padded.enumerated() {
      if index > 0 && (padded.count - index) % size == 0 { result.append(separator) }
      result.append(digit)
    }
    return result
  }
}

/// `format(value, specification)`; owned, a string.
func formatted(_ value: Value, _ specification: Str) throws(Raised) -> Value {
  // The usual values need no method call.
  switch value.tag {
  case .int, .float:
    return try NumberFormat.format(value, specification)
  case .object where value.isExactly(.str):
    if specification.count == 0 { return value.retained() }
    return try StrFormat.formatted(Str(value), specification)
  default: break
  }
  let method = lookupInType(value.type, Name.format.str)
  guard !method.isUnbound else {
    throw raise(
      .typeError, "Type \(value.type.name) doesn't define __format__")
  }
  let bound = try bind(method, value, value.type)
  defer { bound.release() }
  let result = try call(bound, specification.value)
  guard result.isStr else {
    defer { result.release() }
    throw raise(.typeError, "__format__ must return a str, not \(result.type.name)")
  }
  return result
}
