// SPDX-License-Identifier: Apache-2.0
// A second, independent evaluator: one element at a time, straight from the rules.

import JIT

/// Runs a program one instruction of one element at a time, with values as bits.
///
/// It shares nothing with the oracle, is slow, and knows no floating-point flags: its status is what `raise` set.
struct ScalarReference {
  let program: Program
  let arguments: UnsafeRawPointer
  private var bits: [UInt64]
  private var raised: UInt32 = 0

  static func run(_ program: Program, _ arguments: UnsafeRawPointer) -> Status {
    var reference = ScalarReference(program: program, arguments: arguments)
    reference.run()
    return Status(rawValue: reference.raised)
  }

  private init(program: Program, arguments: UnsafeRawPointer) {
    self.program = program
    self.arguments = arguments
    bits = Array(repeating: 0, count: program.code.count)
  }

  private mutating func run() {
    var block = 0
    while true {
      let range = program.blocks[block].range
      for position in range.dropLast() { step(position, element: 0) }
      let last = program.code[range.upperBound - 1]
      switch last.op {
      case .jump:
        let passed = program.extra[program.valueList(of: last)!].map { bits[Int($0)] }
        block = Int(last.a)
        setParameters(block, passed)
      case .branch: block = Int(bits[Int(last.a)] != 0 ? last.b : last.c)
      case .loop:
        let initial = program.extra[program.valueList(of: last)!].map { bits[Int($0)] }
        let count = Int(bitPattern: UInt(bits[Int(last.a)]))
        let results = loop(body: Int(last.b), count: Swift.max(0, count), initial: initial)
        block = Int(program.extra[Int(last.c)])
        setParameters(block, results)
      default: return
      }
    }
  }

  private mutating func setParameters(_ block: Int, _ values: [UInt64]) {
    let start = program.blocks[block].range.lowerBound
    for (i, value) in values.enumerated() { bits[start + i] = value }
  }

  private mutating func loop(body: Int, count: Int, initial: [UInt64]) -> [UInt64] {
    let lanes = program.blocks[body].lanes!
    let width = Swift.max(1, Int(lanes.width))
    let grouped = count / width * width
    var state = Array(repeating: initial, count: width)
    for element in 0..<grouped {
      state[element % width] = iteration(body, element, state[element % width])
    }
    var total = initial
    if grouped > 0 {
      while state.count > 1 {
        state = (0..<state.count / 2).map { pair in
          state[0].indices.map { index in
            let element = program.code[program.blocks[body].range.lowerBound + index].type.element
            let op = lanes.combine[index]
            let (a, b) =
              element.isFloat && (op == .add || op == .mul)
              ? (2 * pair, 2 * pair + 1) : (pair, pair + state.count / 2)
            return ScalarArithmetic.binary(op, element, state[a][index], state[b][index])
          }
        }
      }
      total = state[0]
    }
    for element in grouped..<count { total = iteration(body, element, total) }
    return total
  }

  private mutating func iteration(_ body: Int, _ element: Int, _ state: [UInt64]) -> [UInt64] {
    setParameters(body, state)
    let range = program.blocks[body].range
    for position in range.dropLast() { step(position, element: element) }
    let next = program.code[range.upperBound - 1]
    return program.extra[program.valueList(of: next)!].map { bits[Int($0)] }
  }

  private mutating func step(_ position: Int, element index: Int) {
    let i = program.code[position]
    let element = i.type.element
    let (a, b, c) = (operand(i, 0), operand(i, 1), operand(i, 2))
    switch i.op {
    case .param: break
    case .const: bits[position] = clean(program.constants[Int(i.c)], element)
    case .arg:
      bits[position] = clean(arguments.load(fromByteOffset: Int(i.c) * 8, as: UInt64.self), element)
    case .lane: bits[position] = UInt64(index)
    case .any: bits[position] = a
    case .raise: if a != 0 { raised |= UInt32(i.c) }
    case .load: bits[position] = read(a &+ UInt64(index * element.size), element)
    case .loadStrided: bits[position] = read(a &+ UInt64(index) &* b, element)
    case .gather: bits[position] = read(a &+ b, element)
    case .loadUniform: bits[position] = read(a &+ offset(i), element)
    case .store: write(a &+ UInt64(index * element.size), b, element)
    case .storeStrided: write(a &+ UInt64(index) &* b, c, element)
    case .scatter: write(a &+ b, c, element)
    case .storeUniform: write(a &+ offset(i), b, element)
    case .select: bits[position] = a != 0 ? b : c
    case .bitcast: bits[position] = a
    case .convert:
      bits[position] = ScalarArithmetic.convert(a, program.code[Int(i.a)].type.element, element)
    case .fma: bits[position] = ScalarArithmetic.fma(element, a, b, c)
    default:
      let source = program.code[Int(i.a)].type.element
      bits[position] =
        i.op.operandCount == 1
        ? ScalarArithmetic.unary(i.op, source, a) : ScalarArithmetic.binary(i.op, source, a, b)
    }
  }

  private func operand(_ i: Instruction, _ index: Int) -> UInt64 {
    guard index < i.op.operandCount else { return 0 }
    return bits[Int([i.a, i.b, i.c][index])]
  }

  private func offset(_ i: Instruction) -> UInt64 {
    UInt64(bitPattern: Int64(Int16(bitPattern: i.c)))
  }

  /// The element's own bits, a bool's as 0 or 1.
  private func clean(_ word: UInt64, _ element: Element) -> UInt64 {
    if element == .bool { return word & 0xFF == 0 ? 0 : 1 }
    return element.size == 8 ? word : word & (1 << UInt64(element.bits) - 1)
  }

  private func read(_ address: UInt64, _ element: Element) -> UInt64 {
    var word: UInt64 = 0
    let source = UnsafeRawPointer(bitPattern: UInt(address))!
    withUnsafeMutableBytes(of: &word) {
      $0.baseAddress!.copyMemory(from: source, byteCount: element.size)
    }
    return clean(word, element)
  }

  private func write(_ address: UInt64, _ word: UInt64, _ element: Element) {
    let target = UnsafeMutableRawPointer(bitPattern: UInt(address))!
    withUnsafeBytes(of: word) {
      target.copyMemory(from: $0.baseAddress!, byteCount: element.size)
    }
  }
}
