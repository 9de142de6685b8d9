// SPDX-License-Identifier: Apache-2.0
// complex: arithmetic with CPython's rules for infinities and zeros, text, conversion.
import Glibc

enum ComplexMath {
  typealias Pair = (Double, Double)

  static func parts(_ value: Value) throws(Raised) -> Pair? {
    if value.has(.complex) {
      let cell = value.cell(as: ComplexCell.self).pointee
      return (cell.real, cell.imaginary)
    }
    if let real = try NumberTypes.double(value) { return (real, 0) }
    return nil
  }

  static func divide(_ a: Pair, _ b: Pair) throws(Raised) -> Pair {
    // Smith, "Algorithm 116: Complex division", CACM 5 (1962).
    if abs(b.0) >= abs(b.1) {
      if b.0 == 0 && b.1 == 0 { throw raise(.zeroDivisionError, "complex division by zero") }
      let ratio = b.1 / b.0
      let denominator = b.0 + b.1 * ratio
      return ((a.0 + a.1 * ratio) / denominator, (a.1 - a.0 * ratio) / denominator)
    }
    if abs(b.1) >= abs(b.0) {
      let ratio = b.0 / b.1
      let denominator = b.0 * ratio + b.1
      return ((a.0 * ratio + a.1) / denominator, (a.1 * ratio - a.0) / denominator)
    }
    return (.nan, .nan)
  }

  private static func multiply(_ a: Pair, _ b: Pair) -> Pair {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
  }

  /// `(a + bj) ** (c + dj)`; owned.
  static func power(_ a: Double, _ b: Double, _ c: Double, _ d: Double) throws(Raised) -> Value {
    let result = try power((a, b), (c, d))
    return .complex(result.0, result.1)
  }

  private static func power(_ a: Pair, _ b: Pair) throws(Raised) -> Pair {
    // Small integer exponents by repeated products.
    if b.1 == 0, b.0 == b.0.rounded(.down), abs(b.0) <= 100 {
      let n = Int(b.0)
      var result: Pair = (1, 0)
      if n != 0 {
        var (base, exponent) = (a, abs(n))
        result = (1, 0)
        while exponent > 0 {
          if exponent & 1 != 0 { result = multiply(result, base) }
          exponent >>= 1
          if exponent > 0 { base = multiply(base, base) }
        }
        if n < 0 {
          if a == (0, 0) {
            throw raise(.zeroDivisionError, "0.0 to a negative or complex power")
          }
          result = try divide((1, 0), result)
        }
      }
      return try checked(result, a, b)
    }
    if b == (0, 0) { return (1, 0) }
    if a == (0, 0) {
      if b.1 != 0 || b.0 < 0 {
        throw raise(.zeroDivisionError, "0.0 to a negative or complex power")
      }
      return (0, 0)
    }
    let magnitude = hypot(a.0, a.1)
    var length = pow(magnitude, b.0)
    let angle = atan2(a.1, a.0)
    var phase = angle * b.0
    if b.1 != 0 {
      length *= exp(-angle * b.1)
      phase += b.1 * log(magnitude)
    }
    return try checked((length * cos(phase), length * sin(phase)), a, b)
  }

  private static func checked(_ result: Pair, _ a: Pair, _ b: Pair) throws(Raised) -> Pair {
    if (result.0.isInfinite || result.1.isInfinite) && a.0.isFinite && a.1.isFinite && b.0.isFinite
      && b.1.isFinite
    {
      throw raise(.overflowError, "complex exponentiation")
    }
    return result
  }

  // MARK: Text

  /// The imaginary unit's part as repr shows it.
  static func text(_ real: Double, _ imaginary: Double) -> String {
    func part(_ x: Double, sign: Bool) -> String {
      var text = FloatMath.repr(x)
      if text.hasSuffix(".0") { text.removeLast(2) }
      return sign && !text.hasPrefix("-") ? "+" + text : text
    }
    if real == 0 && real.sign == .plus { return part(imaginary, sign: false) + "j" }
    return "(\(part(real, sign: false))\(part(imaginary, sign: true))j)"
  }

  /// Parses `a+bj`, also in parentheses; nil for malformed text.
  static func parse(_ text: String) -> Pair? {
    var rest = text[...]
    func trim() {
      while rest.first?.isWhitespace == true { rest.removeFirst() }
      while rest.last?.isWhitespace == true { rest.removeLast() }
    }
    trim()
    if rest.first == "(" {
      guard rest.last == ")" else { return nil }
      rest = rest.dropFirst().dropLast()
      trim()
    }
    guard !rest.isEmpty, !rest.contains(where: \.isWhitespace) else { return nil }
    let characters = Array(rest)
    guard characters.last == "j" || characters.last == "J" else {
      return FloatMath.number(String(rest)).map { ($0, 0) }
    }
    let body = characters.dropLast()
    func imaginary(_ part: ArraySlice<Character>) -> Double? {
      switch String(part) {
      case "", "+": 1
      case "-": -1
      default: FloatMath.number(String(part))
      }
    }
    // The last sign that belongs to no exponent starts the imaginary part.
    var split = 0
    for index in body.indices.reversed() where body[index] == "+" || body[index] == "-" {
      if index > 0, body[index - 1] == "e" || body[index - 1] == "E" { continue }
      split = index
      break
    }
    if split == 0 { return imaginary(body).map { (0, $0) } }
    guard let real = FloatMath.number(String(body[..<split])), let part = imaginary(body[split...])
    else { return nil }
    return (real, part)
  }
}

enum ComplexType {
  static func fill() {
    func own(_ v: Value) -> ComplexCell { v.cell(as: ComplexCell.self).pointee }
    TypeMaking.fill(
      machine.pointee.types.complex, methods: rows,
      properties: [
        Property("real") { v throws(Raised) in Value(own(v).real) },
        Property("imag") { v throws(Raised) in Value(own(v).imaginary) },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in
        .string(ComplexMath.text(own(v).real, own(v).imaginary))
      }
      slots.truth = { v throws(Raised) in own(v).real != 0 || own(v).imaginary != 0 }
      slots.hash = { v throws(Raised) in
        let cell = own(v)
        let real = FloatMath.hash(cell.real, v)
        let imaginary = FloatMath.hash(cell.imaginary, v)
        let hash = real &+ 1_000_003 &* imaginary
        return hash == -1 ? -2 : hash
      }
      slots.binary = { op, a, b throws(Raised) in
        guard let x = try ComplexMath.parts(a), let y = try ComplexMath.parts(b) else {
          return .notImplemented
        }
        switch op {
        case .add: return .complex(x.0 + y.0, x.1 + y.1)
        case .subtract: return .complex(x.0 - y.0, x.1 - y.1)
        case .multiply: return .complex(x.0 * y.0 - x.1 * y.1, x.0 * y.1 + x.1 * y.0)
        case .trueDivide:
          let result = try ComplexMath.divide(x, y)
          return .complex(result.0, result.1)
        case .power: return try ComplexMath.power(x.0, x.1, y.0, y.1)
        default: return .notImplemented
        }
      }
      slots.binaryMask =
        1 << BinaryOperation.add.rawValue | 1 << BinaryOperation.subtract.rawValue
        | 1 << BinaryOperation.multiply.rawValue | 1 << BinaryOperation.trueDivide.rawValue
        | 1 << BinaryOperation.power.rawValue
      slots.unary = { op, a throws(Raised) in
        let cell = own(a)
        switch op {
        case .negative: return .complex(-cell.real, -cell.imaginary)
        case .positive: return .complex(cell.real, cell.imaginary)
        case .absolute:
          let result = hypot(cell.real, cell.imaginary)
          if result.isInfinite && cell.real.isFinite && cell.imaginary.isFinite {
            throw raise(.overflowError, "absolute value too large")
          }
          return Value(result)
        case .invert: return .notImplemented
        }
      }
      slots.unaryMask = 0b1011
      slots.compare = { op, a, b throws(Raised) in
        guard op == .equal || op == .notEqual else { return .notImplemented }
        let cell = own(a)
        let same: Bool
        if b.has(.complex) {
          same = cell.real == own(b).real && cell.imaginary == own(b).imaginary
        } else {
          guard let equal = FloatMath.compare(.equal, Value(cell.real), b.unboxed) else {
            return .notImplemented
          }
          same = equal && cell.imaginary == 0
        }
        return Value(same == (op == .equal))
      }
      slots.new = { type, arguments throws(Raised) in try new(type, arguments) }
    }
  }

  private static var rows: [Builtin] {
    func own(_ v: Value) -> ComplexCell { v.cell(as: ComplexCell.self).pointee }
    return [
      Builtin("conjugate(self, /)") { a throws(Raised) in
        .complex(own(a[0]).real, -own(a[0]).imaginary)
      },
      Builtin("__complex__(self, /)") { a throws(Raised) in
        .complex(own(a[0]).real, own(a[0]).imaginary)
      },
      Builtin("__getnewargs__(self, /)") { a throws(Raised) in
        .tuple(Value(own(a[0]).real), Value(own(a[0]).imaginary))
      },
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        guard a[1].isStr else {
          throw raise(
            .typeError, "__format__() argument must be str, not \(a[1].type.name)")
        }
        if Str(a[1]).count == 0 { return try str(a[0]) }
        let spec = try FormatSpecification(Str(a[1]), "complex")
        if let type = spec.type, !"eEfFgGn".contains(type) { throw spec.unknown("complex") }
        if spec.fill == 48 {
          throw raise(.valueError, "Zero padding is not allowed in complex format specifier")
        }
        if spec.align == "=" {
          throw raise(.valueError, "'=' alignment flag is not allowed in complex format specifier")
        }
        var part = spec
        part.width = -1
        part.align = nil
        part.fill = 32
        let plain = spec.type == nil && spec.precision < 0
        let hidesReal = spec.type == nil && own(a[0]).real == 0 && own(a[0]).real.sign == .plus
        func number(_ x: Double, _ spec: FormatSpecification) throws(Raised) -> String {
          var points = try NumberFormat.float(x, spec, "complex")
          if plain, points.suffix(2) == [46, 48] { points.removeLast(2) }
          return String(String.UnicodeScalarView(points.compactMap(Unicode.Scalar.init)))
        }
        let real = try number(own(a[0]).real, part)
        if !hidesReal { part.sign = "+" }
        let imaginary = try number(own(a[0]).imaginary, part)
        let text =
          hidesReal
          ? "\(imaginary)j" : spec.type == nil ? "(\(real)\(imaginary)j)" : "\(real)\(imaginary)j"
        return Str.make(spec.pad(text.unicodeScalars.map(\.value), natural: ">")).value
      },
    ]
  }

  private static func new(_ type: TypeRef, _ arguments: CallArguments) throws(Raised) -> Value {
    let a = try ItertoolsModule.bind(arguments, "complex", ["real", "imag"], required: 0)
    if !a[0].isUnbound, a[0].isStr {
      if !a[1].isUnbound {
        throw raise(
          .typeError, "complex() can't take second arg if first is a string")
      }
      guard let pair = ComplexMath.parse(Str(a[0]).text) else {
        throw raise(.valueError, "complex() arg is a malformed string")
      }
      return .complex(pair.0, pair.1, type: type)
    }
    if !a[1].isUnbound, a[1].isStr {
      throw raise(.typeError, "complex() second arg can't be a string")
    }
    func parts(_ value: Value, _ word: String) throws(Raised) -> ComplexMath.Pair {
      if value.isUnbound { return (0, 0) }
      if word == "first", !value.isExactly(.complex),
        let method = try specialMethod(value, .complex)
      {
        defer { method.release() }
        let result = try call(method)
        defer { result.release() }
        guard let pair = try ComplexMath.parts(result), result.has(.complex) else {
          throw raise(
            .typeError, "__complex__ returned non-complex (type \(result.type.name))")
        }
        return pair
      }
      if let pair = try ComplexMath.parts(value) { return pair }
      guard value.type.slots.float != nil || value.type.slots.index != nil else {
        throw raise(
          .typeError,
          word == "first"
            ? "complex() first argument must be a string or a number, not '\(value.type.name)'"
            : "complex() second argument must be a number, not '\(value.type.name)'")
      }
      return (try FloatMath.convert(value), 0)
    }
    let real = try parts(a[0], "first")
    if a[1].isUnbound { return .complex(real.0, real.1, type: type) }
    let imaginary = try parts(a[1], "second")
    // A complex second argument adds i times itself.
    let isComplex = a[1].has(.complex)
    return .complex(
      isComplex ? real.0 - imaginary.1 : real.0,
      a[0].isUnbound || !a[0].has(.complex) ? imaginary.0 : real.1 + imaginary.0, type: type)
  }
}
