// SPDX-License-Identifier: Apache-2.0
// Operators of arrays and NumPy scalars.
import Weft

extension BinaryOperation {
  /// The ufunc behind an operator; nil for those that are not one.
  var ufunc: Ufunc? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .trueDivide: .divide
    case .floorDivide: .floorDivide
    case .modulo: .remainder
    case .power: .power
    case .leftShift: .leftShift
    case .rightShift: .rightShift
    case .bitAnd: .bitwiseAnd
    case .bitOr: .bitwiseOr
    case .bitXor: .bitwiseXor
    case .matrixMultiply, .divmod: nil
    }
  }
}

extension Comparison {
  var ufunc: Ufunc {
    switch self {
    case .less: .less
    case .lessEqual: .lessEqual
    case .equal: .equal
    case .notEqual: .notEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    }
  }
}

enum ArrayOperators {
  /// The result of an operation as scripts see it: a scalar if it has no axes; owned.
  @inline(__always)
  static func result(_ array: NDArray) -> Value {
    array.ndim == 0 ? NumPyScalars.make(array) : ArrayRef.make(array)
  }

  /// A ufunc of two operands; owned.
  static func apply(_ ufunc: Ufunc, _ a: ArrayOperand, _ b: ArrayOperand) throws(Raised) -> NDArray
  {
    let result = try engine { () throws(ArrayError) in
      if ufunc == .power { return try Weft.power(a, b, cheaply: false) }
      return switch (a, b) {
      case (.array(let a), .array(let b)): try ufunc.record(a, b)
      case (.array(let a), .scalar(let b)): try ufunc.record(a, b)
      case (.scalar(let a), .array(let b)): try ufunc.record(a, b)
      case (.scalar, .scalar): try ufunc.record([a, b])
      }
    }
    if FloatWarnings.isEager { result.evaluate() }
    return result
  }

  /// The operator `**`, whose cheap exponents are other operations; owned.
  private static func power(_ a: ArrayOperand, _ b: ArrayOperand) throws(Raised) -> NDArray {
    let result = try engine { () throws(ArrayError) in try Weft.power(a, b) }
    if FloatWarnings.isEager { result.evaluate() }
    return result
  }

  /// `a op b` where one is an array.
  static func binary(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
    // An object that asks to go first does.
    if defers(a, to: b) { return .notImplemented }
    guard let x = try ArrayConversion.operand(a), let y = try ArrayConversion.operand(b) else {
      if let ufunc = op.ufunc, a.isStr || b.isStr {
        throw try UfuncObject.missingLoop(ufunc.name, [a, b])
      }
      return .notImplemented
    }
    if op == .power { return result(try power(x, y)) }
    if let ufunc = op.ufunc { return result(try apply(ufunc, x, y)) }
    if op == .divmod {
      return Tuple.make(consuming: try divmod(x, y).map { result($0) }).value
    }
    guard case .array(let m) = x, case .array(let n) = y else {
      throw raise(
        .valueError,
        "matmul: Input operand \(b.isArray ? 0 : 1) does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
      )
    }
    return result(try checkedEngine { matmul(m, n) })
  }

  private static func isComplex(_ operand: ArrayOperand) -> Bool {
    switch operand {
    case .array(let array): array.dtype.isComplex
    case .scalar(let scalar): scalar.dtype.isComplex
    }
  }

  /// Quotient and remainder, computed now: what they meet is told of once, as `divmod`.
  static func divmod(_ a: ArrayOperand, _ b: ArrayOperand) throws(Raised) -> [NDArray] {
    if [a, b].contains(where: isComplex) {
      throw raise(
        .typeError,
        "ufunc 'divmod' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''"
      )
    }
    return try FloatWarnings.naming("divmod", insteadOf: ["floor_divide", "remainder"]) {
      () throws(Raised) in
      let results = [try apply(.floorDivide, a, b), try apply(.remainder, a, b)]
      for result in results { result.evaluate() }
      return results
    }
  }

  /// Whether the other operand sets `__array_ufunc__ = None` or a higher `__array_priority__` with the reflected method.
  private static func defers(_ a: Value, to b: Value) -> Bool {
    // Objects of CPython say themselves what they do with arrays.
    if a.foreign != nil || b.foreign != nil { return true }
    for other in [a, b] where other.has(.instance) {
      if lookupInType(other.type, Name.arrayUfunc.str).isNone { return true }
    }
    return false
  }

  /// `a op= b`: into `a`'s memory.
  static func inPlace(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isArray, b.foreign == nil, let y = try ArrayConversion.operand(b) else {
      return .notImplemented
    }
    try ArrayRef(a).requireWritable("output array is read-only")
    let target = ArrayRef(a).shared
    if let ufunc = op.ufunc {
      if case .array(let other) = y {
        let shapes = [target.value.shape, other.shape]
        if (try? NDArray.broadcastShapes(shapes)) == nil {
          // Dtypes come before shapes.
          _ = try engine { () throws(ArrayError) in
            try ufunc.updated(.zeros([0], target.dtype), .array(.zeros([0], other.dtype)))
          }
          throw UfuncObject.mismatch(shapes + [shapes[0]])
        }
      }
      let new = try engine { () throws(ArrayError) in
        op == .power
          ? try Ufunc.power.fitted(try Weft.power(.array(target.value), y), into: target.value)
          : try ufunc.updated(target.value, y)
      }
      if FloatWarnings.isEager { new.evaluate() }
      try checkedEngine { target.assign(new) }
      return a.retained()
    }
    guard op == .matrixMultiply, case .array(let n) = y else { return .notImplemented }
    try checkedEngine { target.assign(matmul(target.value, n)) }
    return a.retained()
  }

  static func unary(_ op: UnaryOperation, _ a: Value) throws(Raised) -> Value {
    guard let x = try ArrayConversion.operand(a) else { return .notImplemented }
    let array: NDArray
    if case .array(let own) = x { array = own } else { array = try ArrayConversion.array(a) }
    let ufunc: Ufunc =
      switch op {
      case .negative: .negative
      case .positive: .positive
      case .invert: .invert
      case .absolute: .absolute
      }
    return result(try engine { () throws(ArrayError) in try ufunc.record(array) })
  }

  static func compare(_ op: Comparison, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if a.foreign != nil || b.foreign != nil { return .notImplemented }
    guard let x = try ArrayConversion.operand(a), let y = try ArrayConversion.operand(b) else {
      // What is no number equals nothing.
      guard b.isNone || b.isStr, op == .equal || op == .notEqual else { return .notImplemented }
      let shape = a.isArray ? ArrayRef(a).current.shape : []
      return result(NDArray.full(shape, op == .notEqual, .bool))
    }
    return result(try apply(op.ufunc, x, y))
  }
}
