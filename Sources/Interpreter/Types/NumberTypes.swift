// SPDX-License-Identifier: Apache-2.0
// int, bool and float: arithmetic, comparison, conversion.
import Glibc

enum NumberTypes {
  static func fill() {
    fillInt()
    fillFloat()
  }

  private static func mask(_ operators: BinaryOperation...) -> UInt32 {
    operators.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
  }

  // MARK: int

  private static func fillInt() {
    let types = machine.pointee.types
    TypeMaking.fill(
      types.int, methods: NumberMethods.intRows, classMethods: NumberMethods.intClassRows,
      properties: NumberMethods.intProperties
    ) { slots in
      slots.repr = { v throws(Raised) in
        let plain = v.unboxed
        return plain.tag == .int ? Str.decimal(plain.asInt) : .string(try DigitLimit.decimal(plain))
      }
      slots.hash = { v throws(Raised) in IntMath.hash(v) }
      slots.truth = { v throws(Raised) in !IntMath.isZero(v) }
      slots.index = { v throws(Raised) in v.unboxed.retained() }
      slots.int = { v throws(Raised) in v.unboxed.retained() }
      slots.float = { v throws(Raised) in Value(try IntMath.double(v)) }
      slots.binary = { op, a, b throws(Raised) in
        guard a.isInteger, b.isInteger else { return .notImplemented }
        return try IntMath.binary(op, a.unboxed, b.unboxed)
      }
      slots.binaryMask = mask(
        .add, .subtract, .multiply, .trueDivide, .floorDivide, .modulo, .power, .leftShift,
        .rightShift, .bitAnd, .bitOr, .bitXor, .divmod)
      slots.unary = { op, a throws(Raised) in IntMath.unary(op, a.unboxed) }
      slots.unaryMask = 15
      slots.compare = { op, a, b throws(Raised) in
        guard a.isInteger, b.isInteger else { return .notImplemented }
        return Value(IntMath.compare(op, a.unboxed, b.unboxed))
      }
      slots.new = { type, arguments throws(Raised) in try IntConversion.new(type, arguments) }
    }
    TypeMaking.fill(types.bool) { slots in
      slots.repr = { v throws(Raised) in .interned(v.asBool ? "True" : "False") }
      slots.binary = { op, a, b throws(Raised) in
        guard a.tag == .bool, b.tag == .bool else {
          guard a.isInteger, b.isInteger else { return .notImplemented }
          return try IntMath.binary(op, a.unboxed, b.unboxed)
        }
        switch op {
        case .bitAnd: return Value(a.asBool && b.asBool)
        case .bitOr: return Value(a.asBool || b.asBool)
        case .bitXor: return Value(a.asBool != b.asBool)
        default: return try IntMath.binary(op, a, b)
        }
      }
      slots.binaryMask = mask(.bitAnd, .bitOr, .bitXor)
      slots.new = { _, arguments throws(Raised) in
        guard arguments.count <= 1 else {
          throw raise(.typeError, "bool expected at most 1 argument, got \(arguments.count)")
        }
        if arguments.nameCount > 0 { throw raise(.typeError, "bool() takes no keyword arguments") }
        return arguments.count == 0 ? .false : Value(try isTrue(arguments[0]))
      }
    }
  }

  // MARK: float

  /// The number of a float, int or bool, exact or of a subclass; nil for others.
  ///
  /// Raises if an int is too large.
  static func double(_ value: Value) throws(Raised) -> Double? {
    switch value.tag {
    case .float: return value.asFloat
    case .int: return Double(value.asInt)
    case .bool: return value.asBool ? 1 : 0
    case .object:
      if value.has(.boxedFloat) { return value.unboxed.asFloat }
      return value.isInteger ? try IntMath.double(value) : nil
    default: return nil
    }
  }

  private static func fillFloat() {
    TypeMaking.fill(
      machine.pointee.types.float, methods: NumberMethods.floatRows,
      classMethods: NumberMethods.floatClassRows, properties: NumberMethods.floatProperties
    ) { slots in
      slots.repr = { v throws(Raised) in .string(FloatMath.repr(v.unboxed.asFloat)) }
      slots.hash = { v throws(Raised) in FloatMath.hash(v.unboxed.asFloat, v) }
      slots.truth = { v throws(Raised) in v.unboxed.asFloat != 0 }
      slots.float = { v throws(Raised) in v.unboxed }
      slots.int = { v throws(Raised) in try FloatMath.toInt(v.unboxed.asFloat) }
      slots.binary = { op, a, b throws(Raised) in
        guard let x = try double(a), let y = try double(b) else { return .notImplemented }
        return try FloatMath.binary(op, x, y)
      }
      slots.binaryMask = mask(
        .add, .subtract, .multiply, .trueDivide, .floorDivide, .modulo, .power, .divmod)
      slots.unary = { op, a throws(Raised) in
        let x = a.unboxed.asFloat
        switch op {
        case .negative: return Value(-x)
        case .positive: return Value(x)
        case .absolute: return Value(abs(x))
        case .invert: return .notImplemented
        }
      }
      slots.unaryMask = 0b1011
      slots.compare = { op, a, b throws(Raised) in
        guard let result = FloatMath.compare(op, a.unboxed, b.unboxed) else {
          return .notImplemented
        }
        return Value(result)
      }
      slots.new = { type, arguments throws(Raised) in try FloatMath.new(type, arguments) }
    }
  }
}

/// `pow(base, exponent, modulus)`.
func power(_ base: Value, _ exponent: Value, modulo: Value) throws(Raised) -> Value {
  if modulo.isNone { return try binary(.power, base, exponent) }
  guard base.isInteger, exponent.isInteger, modulo.isInteger else {
    throw raise(
      .typeError,
      "unsupported operand type(s) for ** or pow(): '\(base.type.name)', '\(exponent.type.name)', '\(modulo.type.name)'"
    )
  }
  let modulus = modulo.unboxed.asBigInt ?? 0
  var e = exponent.unboxed.asBigInt ?? 0
  var b = base.unboxed.asBigInt ?? 0
  if modulus == 0 { throw raise(.valueError, "pow() 3rd argument cannot be 0") }
  let magnitude = modulus.magnitude
  if e < 0 {
    guard let inverse = b.inverse(modulo: magnitude) else {
      throw raise(.valueError, "base is not invertible for the given modulus")
    }
    b = inverse
    e = -e
  }
  let reduced = (b.flooredDivision(by: magnitude).remainder.value, magnitude.value)
  defer {
    reduced.0.release()
    reduced.1.release()
  }
  let exponent = Value.integer(e)
  defer { exponent.release() }
  let plain = BigMath.power(reduced.0, exponent, modulo: reduced.1)
  if modulus > 0 || IntMath.isZero(plain) { return plain }
  defer { plain.release() }
  // The result has the modulus's sign.
  return BigMath.subtract(plain, reduced.1)
}
