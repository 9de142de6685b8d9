// SPDX-License-Identifier: Apache-2.0
// Folding while emitting: integer address arithmetic and identities that hold bit for bit.

extension Builder {
  /// A value equal to `instruction`'s result that needs no instruction, or nil.
  ///
  /// Floats are never folded (a fold would lose the FP flags the operation raises, and NaN payloads), nor are identities
  /// such as x + 0.0 (wrong for -0.0). 64-bit integers fold for add, sub and mul; `select` with equal arms,
  /// `not(not x)` and `and/or(x, x)` for all types.
  mutating func fold(_ instruction: Instruction) -> Value? {
    let a = Value(index: Int(instruction.a))
    let b = Value(index: Int(instruction.b))
    switch instruction.op {
    case .select:
      let sameArms = instruction.b == instruction.c
      return sameArms && instruction.type == type(of: b) ? b : nil
    case .and, .or:
      return instruction.a == instruction.b ? a : nil
    case .not:
      let inner = program.code[a.position]
      return inner.op == .not ? Value(index: Int(inner.a)) : nil
    case .add, .sub, .mul:
      return foldInteger(instruction, a, b)
    default:
      return nil
    }
  }

  private mutating func foldInteger(_ instruction: Instruction, _ a: Value, _ b: Value) -> Value? {
    let element = instruction.type.element
    guard element == .i64 || element == .ptr || element == .u64 else { return nil }
    switch (instruction.op, integerConstant(a), integerConstant(b)) {
    case (.add, _, 0?), (.sub, _, 0?), (.mul, _, 1?): return a
    case (.add, 0?, _) where element != .ptr: return b
    case (.mul, 1?, _): return b
    case (.add, let x?, let y?): return constant(x &+ y, element)
    case (.sub, let x?, let y?): return constant(x &- y, element)
    case (.mul, let x?, let y?): return constant(x &* y, element)
    default: return nil
    }
  }

  private func integerConstant(_ value: Value) -> Int? {
    let instruction = program.code[value.position]
    guard instruction.op == .const, instruction.type.element != .ptr else { return nil }
    return Int(Int64(bitPattern: program.constants[Int(instruction.c)]))
  }
}
