// SPDX-License-Identifier: Apache-2.0
// str.__format__ and str.format: replacement fields with attributes, items and nested specifications.

enum StrFormat {
  /// `format(string, specification)`; owned.
  static func formatted(_ string: Str, _ text: Str) throws(Raised) -> Value {
    let spec = try FormatSpecification(text, "str")
    if let type = spec.type, type != "s" { throw spec.unknown("str") }
    if spec.sign != "-" {
      throw raise(
        .valueError,
        spec.sign == " "
          ? "Space not allowed in string format specifier"
          : "Sign not allowed in string format specifier")
    }
    if spec.coercesNegativeZero {
      throw raise(
        .valueError, "Negative zero coercion (z) not allowed in string format specifier")
    }
    if spec.isAlternate {
      throw raise(.valueError, "Alternate form (#) not allowed in string format specifier")
    }
    if let grouping = spec.grouping {
      throw raise(.valueError, "Cannot specify '\(grouping)' with 's'.")
    }
    if spec.align == "=" && !spec.hasZero {
      throw raise(.valueError, "'=' alignment not allowed in string format specifier")
    }
    var points = string.codePoints
    if spec.precision >= 0 { points = Array(points.prefix(spec.precision)) }
    var own = spec
    if own.align == "=" { own.align = "<" }
    return Str.make(own.pad(points, natural: "<")).value
  }

  /// `string.format(*positional, **keywords)`: `keyword` finds a named argument.
  struct Fields {
    /// Nil when there may be none: `format_map`.
    let positional: Tuple?
    let keywords: Value
    /// -1 once fields are numbered by hand, else the next automatic number (nil before the first field).
    var automatic: Int?
  }

  static func format(_ template: Str, _ positional: Tuple?, _ keywords: Value) throws(Raised)
    -> Value
  {
    var fields = Fields(positional: positional, keywords: keywords)
    return Str.make(try expand(template.codePoints, &fields, depth: 2)).value
  }

  private static let (open, close) = (UInt32(UInt8(ascii: "{")), UInt32(UInt8(ascii: "}")))

  private static func expand(_ points: [UInt32], _ fields: inout Fields, depth: Int) throws(Raised)
    -> [UInt32]
  {
    if depth == 0 { throw raise(.valueError, "Max string recursion exceeded") }
    var result: [UInt32] = []
    var index = 0
    while index < points.count {
      let point = points[index]
      if point == open {
        if index + 1 < points.count, points[index + 1] == open {
          result.append(open)
          index += 2
          continue
        }
        index += 1
        if index >= points.count {
          throw raise(.valueError, "Single '{' encountered in format string")
        }
        let end = try fieldEnd(points, index)
        result += try field(Array(points[index..<end]), &fields, depth)
        index = end + 1
      } else if point == close {
        guard index + 1 < points.count, points[index + 1] == close else {
          throw raise(.valueError, "Single '}' encountered in format string")
        }
        result.append(close)
        index += 2
      } else {
        result.append(point)
        index += 1
      }
    }
    return result
  }

  /// The place of the brace that closes a field.
  private static func fieldEnd(_ points: [UInt32], _ start: Int) throws(Raised) -> Int {
    var (depth, index, inBrackets) = (1, start, false)
    while index < points.count {
      let point = points[index]
      if point == 91 { inBrackets = true }
      if point == 93 { inBrackets = false }
      if !inBrackets || depth > 1 {
        if point == open { depth += 1 }
        if point == close {
          depth -= 1
          if depth == 0 { return index }
        }
      }
      index += 1
    }
    throw raise(.valueError, "expected '}' before end of string")
  }

  private static func field(_ points: [UInt32], _ fields: inout Fields, _ depth: Int) throws(Raised)
    -> [UInt32]
  {
    // name [!conversion] [:specification]; brackets of an index may hold anything.
    var (nameEnd, inBrackets) = (0, false)
    while nameEnd < points.count {
      let point = points[nameEnd]
      if point == 91 { inBrackets = true }
      if point == 93 { inBrackets = false }
      if !inBrackets && (point == 33 || point == 58) { break }
      if point == open && !inBrackets {
        throw raise(.valueError, "unexpected '{' in field name")
      }
      nameEnd += 1
    }
    var conversion: UInt32 = 0
    var specification: [UInt32] = []
    if nameEnd < points.count, points[nameEnd] == 33 {
      guard nameEnd + 1 < points.count else {
        throw raise(
          .valueError, "end of string while looking for conversion specifier")
      }
      conversion = points[nameEnd + 1]
      let after = nameEnd + 2
      if after < points.count {
        guard points[after] == 58 else {
          throw raise(.valueError, "expected ':' after conversion specifier")
        }
        specification = Array(points[(after + 1)...])
      }
    } else if nameEnd < points.count {
      specification = Array(points[(nameEnd + 1)...])
    }
    var value = try lookUp(Array(points[..<nameEnd]), &fields)
    defer { value.release() }
    if conversion != 0 {
      let converted: Value
      switch conversion {
      case 114: converted = try repr(value)
      case 115: converted = try str(value)
      case 97: converted = try ascii(value)
      default:
        let sign = Unicode.Scalar(conversion).map(String.init) ?? "?"
        throw raise(
          .valueError,
          conversion > 32 && conversion < 127
            ? "Unknown conversion specifier '\(sign)'"
            : "Unknown conversion specifier '\\x\(String(conversion, radix: 16))'")
      }
      value.release()
      value = converted
    }
    if specification.contains(open) || specification.contains(close) {
      specification = try expand(specification, &fields, depth: depth - 1)
    }
    let spec = Str.make(specification)
    defer { spec.value.release() }
    let text = try Interpreter.formatted(value, spec)
    defer { text.release() }
    return Str(text).codePoints
  }

  /// The object of a field name such as `0.real[key]`; owned.
  private static func lookUp(_ name: [UInt32], _ fields: inout Fields) throws(Raised) -> Value {
    let first = Array(name.prefix { $0 != 46 && $0 != 91 })
    let text = Str.make(first)
    defer { text.value.release() }
    var value: Value
    if first.isEmpty || first.allSatisfy({ (48...57).contains($0) }) {
      let index: Int
      if first.isEmpty {
        if fields.automatic == -1 {
          throw raise(
            .valueError,
            "cannot switch from manual field specification to automatic field numbering")
        }
        index = fields.automatic ?? 0
        fields.automatic = index + 1
      } else {
        if let automatic = fields.automatic, automatic >= 0 {
          throw raise(
            .valueError,
            "cannot switch from automatic field numbering to manual field specification")
        }
        fields.automatic = -1
        guard let number = Int(text.text) else {
          throw raise(.valueError, "Too many decimal digits in format string")
        }
        index = number
      }
      guard let positional = fields.positional else {
        throw raise(.valueError, "Format string contains positional fields")
      }
      guard index < positional.count else {
        throw raise(
          .indexError, "Replacement index \(index) out of range for positional args tuple")
      }
      value = positional[index].retained()
    } else {
      value = try namedArgument(text, fields)
    }
    var rest = name[first.count...]
    do throws(Raised) {
      while let kind = rest.first {
        rest = rest.dropFirst()
        if kind == 46 {
          let attribute = Array(rest.prefix { $0 != 46 && $0 != 91 })
          if attribute.isEmpty { throw raise(.valueError, "Empty attribute in format string") }
          rest = rest.dropFirst(attribute.count)
          let key = Str.make(attribute)
          let interned = key.interned()
          key.value.release()
          defer { interned.value.release() }
          let next = try getAttribute(value, interned)
          value.release()
          value = next
        } else {
          let inner = Array(rest.prefix { $0 != 93 })
          guard inner.count < rest.count else {
            throw raise(.valueError, "Missing ']' in format string")
          }
          if inner.isEmpty { throw raise(.valueError, "Empty attribute in format string") }
          rest = rest.dropFirst(inner.count + 1)
          if let after = rest.first, after != 46 && after != 91 {
            throw raise(
              .valueError, "Only '.' or '[' may follow ']' in format field specifier")
          }
          let key: Value
          if inner.allSatisfy({ (48...57).contains($0) }) {
            key = .bigInt(digits: inner.map { UInt8($0) }, radix: 10)
          } else {
            key = Str.make(inner).value
          }
          defer { key.release() }
          let next = try getItem(value, key)
          value.release()
          value = next
        }
      }
    } catch {
      value.release()
      throw error
    }
    return value
  }

  private static func namedArgument(_ name: Str, _ fields: Fields) throws(Raised) -> Value {
    if fields.keywords.isUnbound {
      throw raise(.valueError, "Format string contains positional fields")
    }
    if fields.keywords.isExactly(.dict) {
      let value = Dict(fields.keywords).get(name)
      if value.isUnbound { throw raise(.keyError, with: name.value) }
      return value.retained()
    }
    return try getItem(fields.keywords, name.value)
  }
}
