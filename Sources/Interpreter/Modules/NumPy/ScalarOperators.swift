// SPDX-License-Identifier: Apache-2.0
// Operators between scalars: as arrays without axes, but warnings say `scalar add`, and integers warn of overflow.
import Glibc
import Weft

enum ScalarOperators {
  /// NumPy's word for an operation in warnings of scalars.
  private static func word(_ op: BinaryOperation) -> String {
    "scalar " + (op == .divmod ? "divmod" : op.ufunc?.name ?? "matmul")
  }

  /// `a op b`, where nothing can warn without the engine.
  static func binary(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if let x = double(a), let y = double(b) {
      var number: Double?
      switch op {
      case .add: number = x + y
      case .subtract: number = x - y
      case .multiply: number = x * y
      case .trueDivide: number = y != 0 ? x / y : nil
      case .power:
        number = pow(x, y)
        // Nothing is met where an operand is not finite.
        if !x.isFinite || !y.isFinite {
          return Value(tag: .numpyFloat64, bits: pow(x, y).bitPattern)
        }
      default: break
      }
      if let number, number.isFinite { return Value(tag: .numpyFloat64, bits: number.bitPattern) }
    } else if op.rawValue <= BinaryOperation.multiply.rawValue,
      let result = try integers(op, a, b)
    {
      return result
    }
    if a.isArray || b.isArray || a.foreign != nil || b.foreign != nil { return .notImplemented }
    guard isOfScalars(a, b) else {
      // A truth is an int64 beside a Python int, in powers too.
      if op == .power, NumPyScalars.dtype(of: a) == .bool, b.isInteger, b.tag != .bool,
        let truth = NumPyScalars.array(a), let y = try ArrayConversion.operand(b)
      {
        return ArrayOperators.result(
          try ArrayOperators.apply(.power, .array(truth.asType(.int64)), y))
      }
      return try ArrayOperators.binary(op, a, b)
    }
    return try FloatWarnings.ofScalars(word(op)) { () throws(Raised) in
      // Scalars have no short ways to powers.
      if op == .power, NumPyScalars.dtype(of: a) != .bool, let x = try ArrayConversion.operand(a),
        let y = try ArrayConversion.operand(b)
      {
        return ArrayOperators.result(
          try engine { () throws(ArrayError) in
            try power(x, y, cheaply: false, isLoop: false)
          })
      }
      return try ArrayOperators.binary(op, a, b)
    }
  }

  /// Whether NumPy computes with scalars; else it makes arrays of them.
  ///
  /// One operand's dtype must hold the other: Python's numbers fit into whatever has their kind.
  private static func isOfScalars(_ a: Value, _ b: Value) -> Bool {
    switch (NumPyScalars.dtype(of: a), NumPyScalars.dtype(of: b)) {
    case (let x?, let y?):
      let isHeld = DType.canCast(y, to: x) || DType.canCast(x, to: y)
      return isHeld && (x != .bool || y != .bool)
    case (let x?, nil): return fits(b, x)
    case (nil, let y?): return fits(a, y)
    case (nil, nil): return false
    }
  }

  private static func fits(_ number: Value, _ dtype: DType) -> Bool {
    if dtype == .bool { return false }
    if number.isInteger { return true }
    if number.unboxed.tag == .float { return dtype.kind >= .float }
    return number.has(.complex) && dtype.isComplex
  }

  static func unary(_ op: UnaryOperation, _ a: Value) throws(Raised) -> Value {
    let value = try ArrayOperators.unary(op, a)
    guard op == .negative || op == .absolute, let x = integer(a), let dtype = x.dtype,
      !holds(op == .absolute ? abs(x.number) : -x.number, dtype)
    else { return value }
    try FloatWarnings.meet(.overflow, "scalar \(op == .absolute ? "absolute" : "negative")")
    return value
  }

  static func compare(_ op: Comparison, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if let x = double(a), let y = double(b) {
      return Value(tag: .numpyBool, bits: op.holds(x, y) ? 1 : 0)
    }
    if b.isArray { return .notImplemented }
    return try ArrayOperators.compare(op, a, b)
  }

  /// The plain float of a float64 scalar or Python float; nil for others.
  @inline(__always) private static func double(_ value: Value) -> Double? {
    value.tag == .numpyFloat64 || value.tag == .float ? value.asFloat : nil
  }

  // MARK: Integers

  /// The number and the dtype of an integer scalar; no dtype for a Python int.
  ///
  /// Nil for what else there is.
  private static func integer(_ value: Value) -> (number: Int128, dtype: DType?)? {
    if value.tag == .int { return (Int128(value.asInt), nil) }
    if value.tag == .bool { return (value.asBool ? 1 : 0, nil) }
    if value.tag == .numpyBool { return (value.bits != 0 ? 1 : 0, .bool) }
    guard value.tag.rawValue >= Tag.numpyInt8.rawValue,
      value.tag.rawValue <= Tag.numpyUInt64.rawValue,
      let dtype = DType(rawValue: value.tag.rawValue - Tag.numpyBool.rawValue)
    else { return nil }
    return (dtype.kind == .signed ? Int128(value.asInt) : Int128(value.bits), dtype)
  }

  private static func holds(_ number: Int128, _ dtype: DType) -> Bool {
    let bits = Int128(dtype.itemSize * 8)
    return dtype.kind == .signed
      ? number >= -(1 << (bits - 1)) && number < 1 << (bits - 1)
      : number >= 0 && number < 1 << bits
  }

  /// A sum, difference or product of integers, wrapped around with a warning if the dtype has no room for it.
  ///
  /// Nil where the operands are no such pair.
  private static func integers(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised)
    -> Value?
  {
    guard let x = integer(a), let y = integer(b) else { return nil }
    let dtype: DType
    switch (x.dtype, y.dtype) {
    case (let one?, let other?): dtype = .promoted(one, other)
    case (let one?, nil) where holds(y.number, one): dtype = one
    case (nil, let one?) where holds(x.number, one): dtype = one
    default: return nil
    }
    guard dtype.isInteger else { return nil }
    let (number, isLost) =
      switch op {
      case .add: x.number.addingReportingOverflow(y.number)
      case .subtract: x.number.subtractingReportingOverflow(y.number)
      default: x.number.multipliedReportingOverflow(by: y.number)
      }
    if isLost || !holds(number, dtype) { try FloatWarnings.meet(.overflow, word(op)) }
    let shift = UInt64(64 - dtype.itemSize * 8)
    let low = UInt64(truncatingIfNeeded: number) << shift
    let bits =
      dtype.kind == .signed
      ? UInt64(bitPattern: Int64(bitPattern: low) >> Int64(shift)) : low >> shift
    return Value(tag: NumPyScalars.tag(dtype), bits: bits)
  }
}
