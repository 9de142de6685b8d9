// SPDX-License-Identifier: Apache-2.0
// Constant folding, with CPython's limits on the size of what is folded.
import Glibc
import Syntax

/// Computes constant expressions.
///
/// An answer of `nil` says: not constant, or an error that shall be raised when it runs.
enum Fold {
  /// CPython's limits (its file ast_opt.c): no constant grows beyond these.
  static let largestText = 4096
  static let largestTuple = 256

  static func literal(of expr: Expr, names: NameTable, depth: Int = 0) -> Literal? {
    guard depth < 200 else { return nil }
    switch expr.kind {
    case .constant(let constant): return Literal(constant)
    case .name(let name):
      return names.utf8(name).elementsEqual("__debug__".utf8)
        ? Literal.debug : nil
    case .unaryOp(let op, let operand):
      if case .uSub = op, case .constant(.bigInt(let digits, let radix)) = operand.kind,
        let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix),
        magnitude == 1 << 63
      {
        return .int(.min)
      }
      guard let value = literal(of: operand, names: names, depth: depth + 1) else { return nil }
      return unary(op, value)
    case .binOp(let left, let op, let right):
      guard let left = literal(of: left, names: names, depth: depth + 1),
        let right = literal(of: right, names: names, depth: depth + 1)
      else { return nil }
      return binary(left, op, right)
    case .tuple(let elements):
      guard let literals = literals(of: elements, names: names, depth: depth) else { return nil }
      return .tuple(literals)
    default: return nil
    }
  }

  static func literals(of exprs: [Expr], names: NameTable, depth: Int = 0) -> [Literal]? {
    var literals: [Literal] = []
    for expr in exprs {
      guard let literal = literal(of: expr, names: names, depth: depth + 1) else { return nil }
      literals.append(literal)
    }
    return literals
  }

  static func unary(_ op: UnaryOperator, _ value: Literal) -> Literal? {
    switch (op, value) {
    case (.not, _): return Literal(!value.isTrue)
    case (.uSub, .float(let bits)): return .float(-Double(bitPattern: bits))
    case (.uSub, .complex(let real, let imaginary)):
      return .complex(
        (-Double(bitPattern: real)).bitPattern, (-Double(bitPattern: imaginary)).bitPattern)
    case (.uAdd, .float), (.uAdd, .complex): return value
    default:
      guard let int = int(value) else { return nil }
      switch op {
      case .uAdd: return .int(int)
      case .uSub: return int == .min ? nil : .int(-int)
      case .invert: return .int(~int)
      case .not: return nil
      }
    }
  }

  static func binary(_ left: Literal, _ op: Operator, _ right: Literal) -> Literal? {
    if let left = int(left), let right = int(right) { return integers(left, op, right) }
    if let left = float(left), let right = float(right) { return floats(left, op, right) }
    if let result = complexes(left, op, right) { return result }
    switch (op, left, right) {
    case (.sub, twoToThe64, .int(let right)) where right > 0:
      // 2 ** 64 - 1 is the mask of many a hash.
      let difference = 0 &- UInt64(right)
      return Int(exactly: difference).map { .int($0) }
        ?? .bigInt(digits: Array(String(difference).utf8), radix: 10)
    case (.add, .string(let left), .string(let right)):
      guard left.utf8.count + right.utf8.count <= largestText else { return nil }
      return .string(Text(utf8: left.utf8 + right.utf8))
    case (.add, .bytes(let left), .bytes(let right)):
      guard left.count + right.count <= largestText else { return nil }
      return .bytes(left + right)
    case (.add, .tuple(let left), .tuple(let right)):
      guard left.count + right.count <= largestTuple else { return nil }
      return .tuple(left + right)
    case (.mult, _, _):
      if let count = int(right) { return repeated(left, max(0, count)) }
      if let count = int(left) { return repeated(right, max(0, count)) }
      return nil
    default: return nil
    }
  }

  private static func repeated(_ sequence: Literal, _ count: Int) -> Literal? {
    func fits(_ length: Int, _ limit: Int) -> Bool { length == 0 || count <= limit / length }
    func copies<T>(_ elements: [T]) -> [T] {
      Array(repeatElement(elements, count: elements.isEmpty ? 0 : count).joined())
    }
    switch sequence {
    case .string(let text) where fits(text.utf8.count, largestText):
      return .string(Text(utf8: copies(text.utf8)))
    case .bytes(let bytes) where fits(bytes.count, largestText): return .bytes(copies(bytes))
    case .tuple(let elements) where fits(elements.count, largestTuple):
      return .tuple(copies(elements))
    default: return nil
    }
  }

  private static func int(_ value: Literal) -> Int? {
    switch value {
    case .int(let value): value
    case .true: 1
    case .false: 0
    default: nil
    }
  }

  private static func float(_ value: Literal) -> Double? {
    if case .float(let bits) = value { return Double(bitPattern: bits) }
    guard let int = int(value), abs(int >> 1) < 1 << 52 else { return nil }
    return Double(int)
  }

  private static func integers(_ left: Int, _ op: Operator, _ right: Int) -> Literal? {
    func checked(_ result: (partialValue: Int, overflow: Bool)) -> Literal? {
      result.overflow ? nil : .int(result.partialValue)
    }
    switch op {
    case .add: return checked(left.addingReportingOverflow(right))
    case .sub: return checked(left.subtractingReportingOverflow(right))
    case .mult: return checked(left.multipliedReportingOverflow(by: right))
    case .div:
      guard right != 0, let left = float(.int(left)), let right = float(.int(right)) else {
        return nil
      }
      return .float(left / right)
    case .floorDiv, .mod:
      guard right != 0, !(left == .min && right == -1) else { return nil }
      var (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      if remainder != 0, (remainder < 0) != (right < 0) {
        quotient -= 1
        remainder += right
      }
      return .int(op == .mod ? remainder : quotient)
    case .pow:
      guard right >= 0, right < 64 || abs(left >> 1) < 1 else { return nil }
      var result = 1
      for _ in 0..<min(right, 64) {
        let (product, overflow) = result.multipliedReportingOverflow(by: left)
        if overflow { return left == 2 && right == 64 ? twoToThe64 : nil }
        result = product
      }
      return .int(result)
    case .lShift:
      guard right >= 0 else { return nil }
      if left == 1, right == 64 { return twoToThe64 }
      guard right < 63 else { return left == 0 ? .int(0) : nil }
      let shifted = left << right
      return shifted >> right == left ? .int(shifted) : nil
    case .rShift: return right < 0 ? nil : .int(left >> min(right, 63))
    case .bitOr: return .int(left | right)
    case .bitXor: return .int(left ^ right)
    case .bitAnd: return .int(left & right)
    case .matMult: return nil
    }
  }

  private static let twoToThe64 = Literal.bigInt(
    digits: Array("18446744073709551616".utf8), radix: 10)

  private static func floats(_ left: Double, _ op: Operator, _ right: Double) -> Literal? {
    switch op {
    case .add: return .float(left + right)
    case .sub: return .float(left - right)
    case .mult: return .float(left * right)
    case .div: return right == 0 ? nil : .float(left / right)
    case .pow:
      guard left > 0 || (left == 0 && right >= 0) else { return nil }
      let result = pow(left, right)
      return result.isFinite ? .float(result) : nil
    default: return nil
    }
  }

  private static func complexes(_ left: Literal, _ op: Operator, _ right: Literal) -> Literal? {
    func parts(_ value: Literal) -> (Double, Double)? {
      if case .complex(let real, let imaginary) = value {
        return (Double(bitPattern: real), Double(bitPattern: imaginary))
      }
      return float(value).map { ($0, 0) }
    }
    guard let (leftReal, leftImaginary) = parts(left), let (real, imaginary) = parts(right) else {
      return nil
    }
    switch op {
    case .add:
      return .complex((leftReal + real).bitPattern, (leftImaginary + imaginary).bitPattern)
    case .sub:
      return .complex((leftReal - real).bitPattern, (leftImaginary - imaginary).bitPattern)
    default: return nil
    }
  }
}
