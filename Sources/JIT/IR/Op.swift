// SPDX-License-Identifier: Apache-2.0
// The operations of the IR: one table row each. Printer, parser, verifier, oracle, optimiser and fuzzer read it.

/// An IR operation.
///
/// ORDER: Op. Every operation is exact IEEE 754 (round to nearest even, subnormals kept) or two's complement
/// arithmetic, so that any two implementations agree bit for bit; what is special is said beside its case.
package enum Op: UInt8, CaseIterable, Sendable, Hashable {
  // Sources.
  case const  // payload = constants[c], the element's bits in the low bytes
  case arg  // the 8-byte slot `c` of the argument block
  case param  // the next parameter of its block; stands first in the block
  case lane  // varying i64: the index of this lane's element in the loop

  // Arithmetic on integers and floats; both operands and the result have one element type.
  case add, sub, mul  // integers wrap; on ptr: add(ptr, i64) and sub(ptr, i64)
  case div  // integers: toward zero, x/0 = 0, MIN/-1 = MIN
  case rem  // integers only: sign of the dividend, x%0 = 0, MIN%-1 = 0
  // Integers; floats as SSE's: min(a,b) = a < b ? a : b, max(a,b) = a > b ? a : b.
  case min, max
  case minNaN, maxNaN  // floats: NumPy's minimum, maximum: b if (b < a or b is NaN) else a
  case neg, abs  // integers wrap; floats flip or clear the sign bit
  case fma  // floats: a*b+c, one rounding
  // Floats; rint is to nearest even; of the four roundings none raises a reported flag but invalid.
  case sqrt, floor, ceil, trunc, rint

  // Bits: integers, and bool for and, or, xor, not.
  case and, or, xor, not
  // The count is the second operand, unsigned; a count >= width gives 0, or all sign bits for shr of a signed value.
  case shl, shr

  // Tests: two operands of one element type to bool; false when unordered, except `ne`; quiet.
  case eq, ne, lt, le, gt, ge
  case select  // c0 ? a : b  with operands (bool, x, x)
  // Uniform bool: true if any lane of the varying bool is; dead lanes count as false. How many lanes run together is the
  // implementation's choice, so it may only steer what gives the same result either way.
  case any

  // Conversion to the instruction's element type.
  case convert  // as C: float→int toward zero; see `Element` rules in Sources/JIT/IR/README.md
  case bitcast  // same size

  // Memory. Varying forms address lane l of the loop at element index i.
  case load  // (p): varying, element i at p + i*size
  case loadStrided  // (p, stride): varying, element i at p + i*stride (stride: uniform i64, bytes)
  case gather  // (p, offset): varying, at p + offset (varying i64, bytes)
  case loadUniform  // (p): uniform, at p + c (signed 16-bit, bytes)
  case store  // (p, x)
  case storeStrided  // (p, stride, x)
  case scatter  // (p, offset, x): lanes in order, so the last of equal offsets wins
  case storeUniform  // (p, x): at p + c
  case raise  // (cond): if any live lane of cond is true, sets the bits `c` in the status word
  // (p): calls the C function of the `CallFrame` at p for each of its elements; payload = `CallTypes`, constants[c].
  case callEach

  // Terminators.
  case jump  // to block a with arguments extra[c ..< c+b]
  case branch  // (cond) to block b if true, else block c; the targets take no parameters
  // (count) runs the lane loop of block b, then goes to block extra[c]; after c the initial values follow.
  case loop
  case next  // ends a lane loop's body with the new accumulators extra[c ..< c+b]
  case ret
}

extension OpFacts.Domain {
  /// True when the operation is defined for `element`.
  package func contains(_ element: Element) -> Bool {
    switch self {
    case .any: return true
    case .none: return false
    case .integers: return element.isInteger
    case .floats: return element == .f32 || element == .f64
    case .numbers: return element.isInteger || element == .f32 || element == .f64
    case .addable: return OpFacts.Domain.numbers.contains(element) || element == .ptr
    case .ordered: return element != .f16
    case .bitwise: return element.isInteger || element == .bool
    case .bools: return element == .bool
    }
  }
}

/// What is known about one operation.
package struct OpFacts: Sendable {
  package enum Operands: UInt8, Sendable { case none, unary, binary, ternary }
  package enum Domain: UInt8, Sendable {
    /// `addable`: numbers and pointers; `ordered`: all but f16; `numbers` are integers, f32 and f64.
    case any, integers, floats, numbers, addable, ordered, bitwise, bools, none
  }
  package enum Effect: UInt8, Sendable { case pure, read, write, control }
  /// What the result's element is: none, that of the operands, bool, or as the instruction says.
  package enum Result: UInt8, Sendable { case none, same, truth, chosen }
  /// What `c` holds when it is not an operand.
  package enum Payload: UInt8, Sendable { case none, constant, slot, bytes, flags, types }

  /// A static string, so that looking facts up counts no references.
  fileprivate let text: StaticString
  package let operands: Operands
  /// Element types the operation is defined for (of its first data operand).
  package let domain: Domain
  package let effect: Effect
  package let result: Result
  package let payload: Payload
  /// True when exchanging the first two operands changes nothing.
  package let commutes: Bool

  package var name: String { text.description }
}

extension Op {
  private static func row(
    _ name: StaticString, _ operands: OpFacts.Operands, _ domain: OpFacts.Domain,
    _ effect: OpFacts.Effect = .pure, _ result: OpFacts.Result? = nil,
    _ payload: OpFacts.Payload = .none, commutes: Bool = false
  ) -> OpFacts {
    let isValue = effect == .pure || effect == .read
    return OpFacts(
      text: name, operands: operands, domain: domain, effect: effect,
      result: result ?? (isValue ? .same : .none), payload: payload, commutes: commutes)
  }

  // ORDER: Op. One row a case.
  private static let table: [OpFacts] = [
    row("const", .none, .any, .pure, .chosen, .constant),
    row("arg", .none, .any, .pure, .chosen, .slot), row("param", .none, .any, .pure, .chosen),
    row("lane", .none, .integers, .pure, .chosen),
    row("add", .binary, .addable, commutes: true), row("sub", .binary, .addable),
    row("mul", .binary, .numbers, commutes: true), row("div", .binary, .numbers),
    row("rem", .binary, .integers), row("min", .binary, .numbers), row("max", .binary, .numbers),
    row("minNaN", .binary, .floats), row("maxNaN", .binary, .floats),
    row("neg", .unary, .numbers), row("abs", .unary, .numbers), row("fma", .ternary, .floats),
    row("sqrt", .unary, .floats), row("floor", .unary, .floats), row("ceil", .unary, .floats),
    row("trunc", .unary, .floats), row("rint", .unary, .floats),
    row("and", .binary, .bitwise, commutes: true), row("or", .binary, .bitwise, commutes: true),
    row("xor", .binary, .bitwise, commutes: true), row("not", .unary, .bitwise),
    row("shl", .binary, .integers), row("shr", .binary, .integers),
    row("eq", .binary, .ordered, .pure, .truth, commutes: true),
    row("ne", .binary, .ordered, .pure, .truth, commutes: true),
    row("lt", .binary, .ordered, .pure, .truth), row("le", .binary, .ordered, .pure, .truth),
    row("gt", .binary, .ordered, .pure, .truth), row("ge", .binary, .ordered, .pure, .truth),
    row("select", .ternary, .any), row("any", .unary, .bools, .pure, .truth),
    row("convert", .unary, .any, .pure, .chosen), row("bitcast", .unary, .any, .pure, .chosen),
    row("load", .unary, .any, .read, .chosen), row("loadStrided", .binary, .any, .read, .chosen),
    row("gather", .binary, .any, .read, .chosen),
    row("loadUniform", .unary, .any, .read, .chosen, .bytes),
    row("store", .binary, .any, .write), row("storeStrided", .ternary, .any, .write),
    row("scatter", .ternary, .any, .write), row("storeUniform", .binary, .any, .write, nil, .bytes),
    row("raise", .unary, .bools, .write, nil, .flags),
    row("callEach", .unary, .none, .write, nil, .types),
    row("jump", .none, .none, .control), row("branch", .unary, .none, .control),
    row("loop", .unary, .none, .control), row("next", .none, .none, .control),
    row("ret", .none, .none, .control),
  ]

  package var facts: OpFacts { Self.table[Int(rawValue)] }
  package var name: String { facts.name }
  package var isTerminator: Bool { rawValue >= Op.jump.rawValue }
  package var isCompare: Bool { rawValue >= Op.eq.rawValue && rawValue <= Op.ge.rawValue }
  package var operandCount: Int { Int(facts.operands.rawValue) }
  /// True when the instruction is a value that others may use.
  package var hasResult: Bool { facts.result != .none }

  package init?(name: String) {
    guard let op = Op.allCases.first(where: { $0.name == name }) else { return nil }
    self = op
  }
}
