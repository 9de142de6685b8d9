// SPDX-License-Identifier: Apache-2.0
// Operators whose operands were not both plain numbers, and truth.

extension Machine {
  typealias Window = UnsafeMutablePointer<Value>

  @inline(never)
  static func arithmetic(
    _ op: BinaryOperation, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window,
    _ K: Window
  ) throws(Raised) {
    let b = try bound(operandB(i, R, K), i.b, frame)
    let c = try bound(operandC(i, R, K), i.c, frame)
    if op == .add && i.a == i.b && !i.flags.contains(.constantB) && b.isObject,
      Str.grow(R + Int(i.a), by: c)
    {
      if i.flags.contains(.consumesC) {
        R[Int(i.c)].tag = .unbound
        c.release()
      }
      return
    }
    var result = try numbers(op, b, c)
    if result.isNotImplemented {
      result =
        i.flags.contains(.inPlace)
        ? try Interpreter.inPlace(op, b, c) : try binary(op, b, c)
    }
    consumeBC(i, R)
    (R + Int(i.a)).replace(with: result)
    if machine.pointee.attention { try attend() }
  }

  /// An operation on two plain numbers, without asking their types; NotImplemented for other operands.
  @inline(__always)
  private static func numbers(_ op: BinaryOperation, _ a: Value, _ b: Value) throws(Raised)
    -> Value
  {
    if a.tag == .float {
      if b.tag == .float { return try FloatMath.binary(op, a.asFloat, b.asFloat) }
      if b.tag == .int { return try FloatMath.binary(op, a.asFloat, Double(b.asInt)) }
    } else if a.tag == .int || a.isExactly(.bigInt) {
      if b.tag == .int || b.isExactly(.bigInt) { return try IntMath.binary(op, a, b) }
      if a.tag == .int && b.tag == .float {
        return try FloatMath.binary(op, Double(a.asInt), b.asFloat)
      }
    }
    return .notImplemented
  }

  @inline(never)
  static func unary(
    _ op: UnaryOperation, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window,
    _ K: Window
  ) throws(Raised) {
    let result = try Interpreter.unary(op, bound(operandB(i, R, K), i.b, frame))
    consumeB(i, R)
    (R + Int(i.a)).replace(with: result)
  }

  /// A comparison of other operands than two plain numbers.
  @inline(never)
  static func compareOthers(
    _ op: Comparison, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window,
    _ K: Window
  ) throws(Raised) {
    let b = try bound(operandB(i, R, K), i.b, frame)
    let c = try bound(operandC(i, R, K), i.c, frame)
    let result = try Interpreter.compare(op, b, c)
    consumeBC(i, R)
    (R + Int(i.a)).replace(with: result)
  }

  /// A fused comparison of other operands than two plain numbers.
  @inline(never)
  static func jumpComparison(
    _ op: Comparison, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window,
    _ K: Window
  ) throws(Raised) -> Bool {
    let a = try bound(R[Int(i.a)], i.a, frame)
    let b = try bound(operandB(i, R, K), i.b, frame)
    let holds: Bool
    if a.isExactly(.str) && b.isExactly(.str) && (op == .equal || op == .notEqual) {
      holds = (Str(a) == Str(b)) == (op == .equal)
    } else {
      holds = try compareTruth(op, a, b)
    }
    consumeA(i, R)
    consumeB(i, R)
    return holds
  }

  /// The truth of R[a] for a jump.
  @inline(never)
  static func truth(_ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window)
    throws(Raised) -> Bool
  {
    let result = try isTrue(bound(R[Int(i.a)], i.a, frame))
    consumeA(i, R)
    return result
  }

  // MARK: Unbound variables

  @inline(never)
  static func unboundLocal(_ frame: UnsafeMutablePointer<Frame>, _ register: Int) -> Raised {
    let code = frame.pointee.code.takeUnretainedValue()
    let name = register < code.localNames.count ? code.localNames[register] : "?"
    return raiseName(
      .unboundLocalError,
      "cannot access local variable '\(name)' where it is not associated with a value", name)
  }

  static func emptyCell(_ frame: UnsafeMutablePointer<Frame>, register: Int) -> Raised {
    unboundLocal(frame, register)
  }

  static func emptyCell(_ frame: UnsafeMutablePointer<Frame>, free: Int) -> Raised {
    let code = frame.pointee.code.takeUnretainedValue()
    let name = free < code.freeNames.count ? code.freeNames[free] : "?"
    return raiseName(
      .nameError,
      "cannot access free variable '\(name)' where it is not associated with a value in enclosing scope",
      name)
  }

  /// A NameError with its `name` attribute.
  static func raiseName(_ kind: ExceptionKind, _ message: String, _ name: String) -> Raised {
    let text = Value.string(message)
    defer { text.release() }
    let error = Exceptions.make(kind.type, arguments: .tuple(text))
    if kind == .nameError { ExceptionRef(error).extras.set("name", consuming: .string(name)) }
    return raise(error)
  }
}
