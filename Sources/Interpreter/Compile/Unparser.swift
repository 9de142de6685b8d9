// SPDX-License-Identifier: Apache-2.0
// The text of an expression, as `ast.unparse` writes it: annotations under `from __future__ import annotations` are such texts.
import Syntax

struct Unparser {
  private let names: NameTable
  private var text = ""

  static func text(of expr: Expr, names: NameTable) -> String {
    var unparser = Unparser(names: names)
    unparser.write(expr, .test)
    return unparser.text
  }

  private init(names: NameTable) { self.names = names }

  /// How tightly operators bind, loosest first; CPython's ast_unparse.c.
  fileprivate enum Level: Int, Comparable {
    case tuple, test, or, and, not, comparison, bitOr, bitXor, bitAnd, shift, sum, product
    case factor, power, await, atom

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    var next: Level { Level(rawValue: min(rawValue + 1, Level.atom.rawValue)) ?? .atom }
  }

  private mutating func write(_ expr: Expr, _ level: Level) {
    switch expr.kind {
    case .name(let name): text += names[name]
    case .constant(let constant): write(constant)
    case .list(let elements): list(elements, "[", "]")
    case .set(let elements): list(elements, "{", "}")
    case .tuple(let elements):
      if elements.isEmpty {
        text += "()"
      } else {
        parenthesised(level > .tuple) { unparser in
          unparser.separated(elements) { $0.write($1, .test) }
          if elements.count == 1 { unparser.text += "," }
        }
      }
    case .dict(let keys, let values):
      text += "{"
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        if let key = keys[index] {
          write(key, .test)
          text += ": "
          write(value, .test)
        } else {
          text += "**"
          write(value, .bitOr)
        }
      }
      text += "}"
    case .joinedStr(let parts):
      var format = Unparser(names: names)
      for part in parts { format.writePart(part) }
      text += "f" + Self.quoted(Text(format.text))
    case .formattedValue:
      var format = Unparser(names: names)
      format.writePart(expr)
      text += "f" + Self.quoted(Text(format.text))
    case .attribute(let object, let name):
      write(object, .atom)
      if case .constant(.int) = object.kind { text += " " }
      text += "." + names[name]
    case .subscript(let object, let index):
      write(object, .atom)
      text += "["
      write(index, .tuple)
      text += "]"
    case .slice(let lower, let upper, let step):
      if let lower { write(lower, .test) }
      text += ":"
      if let upper { write(upper, .test) }
      if let step {
        text += ":"
        write(step, .test)
      }
    case .call(let function, let arguments, let keywords):
      write(function, .atom)
      text += "("
      separated(arguments) { $0.write($1, .test) }
      for (index, keyword) in keywords.enumerated() {
        if index > 0 || !arguments.isEmpty { text += ", " }
        if let name = keyword.name {
          text += names[name] + "="
        } else {
          text += "**"
        }
        write(keyword.value, .test)
      }
      text += ")"
    case .starred(let value):
      text += "*"
      write(value, .bitOr)
    case .binOp(let left, let op, let right):
      let (symbol, operatorLevel) = op.symbol
      parenthesised(level > operatorLevel) { unparser in
        unparser.write(left, op == .pow ? operatorLevel.next : operatorLevel)
        unparser.text += " \(symbol) "
        unparser.write(right, op == .pow ? .factor : operatorLevel.next)
      }
    case .unaryOp(let op, let operand):
      let operatorLevel: Level = op == .not ? .not : .factor
      parenthesised(level > operatorLevel) { unparser in
        unparser.text += op.symbol
        unparser.write(operand, operatorLevel)
      }
    case .boolOp(let op, let values):
      let operatorLevel: Level = op == .or ? .or : .and
      parenthesised(level > operatorLevel) { unparser in
        for (index, value) in values.enumerated() {
          if index > 0 { unparser.text += op == .or ? " or " : " and " }
          unparser.write(value, operatorLevel.next)
        }
      }
    case .compare(let left, let operators, let comparators):
      parenthesised(level > .comparison) { unparser in
        unparser.write(left, .bitOr)
        for (op, right) in zip(operators, comparators) {
          unparser.text += " \(op.symbol) "
          unparser.write(right, .bitOr)
        }
      }
    case .ifExp(let test, let body, let orElse):
      parenthesised(level > .test) { unparser in
        unparser.write(body, .or)
        unparser.text += " if "
        unparser.write(test, .or)
        unparser.text += " else "
        unparser.write(orElse, .test)
      }
    case .namedExpr(let target, let value):
      parenthesised(level > .tuple) { unparser in
        unparser.write(target, .atom)
        unparser.text += " := "
        unparser.write(value, .atom)
      }
    case .lambda(let arguments, let body, _):
      parenthesised(level > .test) { unparser in
        unparser.text += "lambda"
        unparser.write(arguments)
        unparser.text += ": "
        unparser.write(body, .test)
      }
    case .listComp(let element, let generators, _):
      comprehension("[", [element], generators, "]")
    case .setComp(let element, let generators, _):
      comprehension("{", [element], generators, "}")
    case .generatorExp(let element, let generators, _):
      comprehension("(", [element], generators, ")")
    case .dictComp(let key, let value, let generators, _):
      comprehension("{", [key, value], generators, "}")
    case .await(let value):
      parenthesised(level > .await) { unparser in
        unparser.text += "await "
        unparser.write(value, .atom)
      }
    case .yield(let value):
      text += "(yield"
      if let value {
        text += " "
        write(value, .test)
      }
      text += ")"
    case .yieldFrom(let value):
      text += "(yield from "
      write(value, .test)
      text += ")"
    }
  }

  // MARK: Parts

  private mutating func parenthesised(_ needed: Bool, _ body: (inout Unparser) -> Void) {
    if needed { text += "(" }
    body(&self)
    if needed { text += ")" }
  }

  private mutating func separated<T>(_ parts: [T], _ write: (inout Unparser, T) -> Void) {
    for (index, part) in parts.enumerated() {
      if index > 0 { text += ", " }
      write(&self, part)
    }
  }

  private mutating func list(_ elements: [Expr], _ open: String, _ close: String) {
    text += open
    separated(elements) { $0.write($1, .test) }
    text += close
  }

  private mutating func comprehension(
    _ open: String, _ elements: [Expr], _ generators: [Comprehension], _ close: String
  ) {
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += ": " }
      write(element, .test)
    }
    for generator in generators {
      text += generator.isAsync ? " async for " : " for "
      write(generator.target, .tuple)
      text += " in "
      write(generator.iterable, .or)
      for condition in generator.conditions {
        text += " if "
        write(condition, .or)
      }
    }
    text += close
  }

  private mutating func write(_ arguments: Arguments) {
    var isFirst = true
    func separator() -> String {
      defer { isFirst = false }
      return isFirst ? " " : ", "
    }
    let positional = arguments.positionalOnly + arguments.positional
    let firstDefault = positional.count - arguments.defaults.count
    for (index, argument) in positional.enumerated() {
      text += separator() + names[argument.name]
      if index >= firstDefault {
        text += "="
        write(arguments.defaults[index - firstDefault], .test)
      }
      if index + 1 == arguments.positionalOnly.count { text += ", /" }
    }
    if let variadic = arguments.variadic {
      text += separator() + "*" + names[variadic.name]
    } else if !arguments.keywordOnly.isEmpty {
      text += separator() + "*"
    }
    for (argument, value) in zip(arguments.keywordOnly, arguments.keywordDefaults) {
      text += separator() + names[argument.name]
      if let value {
        text += "="
        write(value, .test)
      }
    }
    if let variadic = arguments.keywordVariadic {
      text += separator() + "**" + names[variadic.name]
    }
  }

  /// A part of an f-string.
  private mutating func writePart(_ part: Expr) {
    switch part.kind {
    case .constant(.string(let value)):
      text += String(decoding: value.utf8, as: UTF8.self).replacing("{", with: "{{")
        .replacing("}", with: "}}")
    case .formattedValue(let value, let conversion, let spec):
      var inner = Unparser(names: names)
      inner.write(value, .test.next)
      text += inner.text.hasPrefix("{") ? "{ " : "{"
      text += inner.text
      if let conversion { text += "!" + String(UnicodeScalar(conversion)) }
      if let spec, case .joinedStr(let parts) = spec.kind {
        text += ":"
        for part in parts { writePart(part) }
      }
      text += "}"
    default: write(part, .test)
    }
  }

  // MARK: Constants

  private mutating func write(_ constant: Constant) {
    switch constant {
    case .none: text += "None"
    case .true: text += "True"
    case .false: text += "False"
    case .ellipsis: text += "..."
    case .int(let value): text += "\(value)"
    case .bigInt(let digits, let radix):
      let prefix = radix == 16 ? "0x" : radix == 8 ? "0o" : radix == 2 ? "0b" : ""
      text += prefix + String(decoding: digits, as: UTF8.self)
    case .float(let value): text += Self.text(of: value)
    case .imaginary(let value):
      let number = Self.text(of: value)
      text += (number.hasSuffix(".0") ? String(number.dropLast(2)) : number) + "j"
    case .complex(let real, let imaginary):
      text += "(\(Self.text(of: real))+\(Self.text(of: imaginary))j)"
    case .tuple(let elements):
      text += "("
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        write(element)
      }
      text += elements.count == 1 ? ",)" : ")"
    case .frozenSet(let elements):
      text += "frozenset("
      if !elements.isEmpty { write(.tuple(elements)) }
      text += ")"
    case .string(let value): text += Self.quoted(value)
    case .bytes(let bytes):
      var text = "b'"
      let quote: UInt8 = bytes.contains(0x27) && !bytes.contains(0x22) ? 0x22 : 0x27
      if quote == 0x22 { text = "b\"" }
      for byte in bytes { text += Self.escaped(UInt32(byte), quote, isByte: true) }
      self.text += text + String(UnicodeScalar(quote))
    }
  }

  private static func text(of value: Double) -> String {
    // An infinite literal is one that is too large.
    if value.isInfinite { return "1e309" }
    var text = "\(value)"
    if let exponent = text.firstIndex(of: "e") {
      // Swift writes 1e+16 and 1e-05 as CPython does, but with ".0" before and one digit after.
      var mantissa = String(text[..<exponent])
      if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
      let power = Int(text[text.index(after: exponent)...]) ?? 0
      let digits = String(power.magnitude)
      text = mantissa + (power < 0 ? "e-" : "e+") + (digits.count < 2 ? "0" : "") + digits
    }
    return text
  }

  private static func quoted(_ value: Text) -> String {
    let points = value.codePoints
    let quote: UInt8 = points.contains(0x27) && !points.contains(0x22) ? 0x22 : 0x27
    let mark = String(UnicodeScalar(quote))
    return mark + points.map { escaped($0, quote, isByte: false) }.joined() + mark
  }

  private static func escaped(_ point: UInt32, _ quote: UInt8, isByte: Bool) -> String {
    func hex(_ digits: Int) -> String {
      let text = String(point, radix: 16)
      return String(repeating: "0", count: digits - text.utf8.count) + text
    }
    switch point {
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    case 0x5C: return "\\\\"
    case UInt32(quote): return "\\" + String(UnicodeScalar(quote))
    case 0x20..<0x7F: return String(UnicodeScalar(UInt8(point)))
    default:
      if isByte || point < 0x20 || point == 0x7F { return "\\x" + hex(2) }
      guard let scalar = UnicodeScalar(point) else { return "\\u" + hex(4) }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator, .spaceSeparator:
        return point < 0x100 ? "\\x" + hex(2) : point < 0x10000 ? "\\u" + hex(4) : "\\U" + hex(8)
      default: return String(scalar)
      }
    }
  }
}

extension Operator {
  fileprivate var symbol: (text: String, level: Unparser.Level) {
    switch self {
    case .add: ("+", .sum)
    case .sub: ("-", .sum)
    case .mult: ("*", .product)
    case .matMult: ("@", .product)
    case .div: ("/", .product)
    case .mod: ("%", .product)
    case .pow: ("**", .power)
    case .lShift: ("<<", .shift)
    case .rShift: (">>", .shift)
    case .bitOr: ("|", .bitOr)
    case .bitXor: ("^", .bitXor)
    case .bitAnd: ("&", .bitAnd)
    case .floorDiv: ("//", .product)
    }
  }
}

extension UnaryOperator {
  fileprivate var symbol: String {
    switch self {
    case .invert: "~"
    case .not: "not "
    case .uAdd: "+"
    case .uSub: "-"
    }
  }
}

extension CompareOperator {
  fileprivate var symbol: String {
    switch self {
    case .eq: "=="
    case .notEq: "!="
    case .lt: "<"
    case .ltE: "<="
    case .gt: ">"
    case .gtE: ">="
    case .is: "is"
    case .isNot: "is not"
    case .in: "in"
    case .notIn: "not in"
    }
  }
}
