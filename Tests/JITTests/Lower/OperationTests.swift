// SPDX-License-Identifier: Apache-2.0
// Every operation × element type × tier × a range of counts against the oracle, between guard pages.

import CShims
import JIT
import Testing

@Suite(.serialized) struct OperationTests {
  #if DEBUG
    static let counts = [0, 1, 7, 8, 33, 100]
  #else
    static let counts = everyCount
  #endif
  static let everyCount = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 193]
  static let data = Element.allCases.filter { $0 != .ptr }

  /// out[i] = op(in0[i], …) as `result`; `shape` says which operands are uniform arguments.
  static func map(
    _ op: Op, _ operands: [Element], to result: Element, uniform: Int? = nil
  ) -> GeneratedCase {
    var b = Builder(
      name: "\(op.name) \(operands.map(\.name).joined(separator: " ")) \(result.name)")
    let n = b.argument(0, .i64)
    let out = b.argument(1, .ptr)
    let body = b.declareLoop()
    let exit = b.declareBlock()
    b.loop(n, body, exit: exit)
    b.begin(body)
    let values = operands.enumerated().map { number, element in
      uniform == number
        ? b.argument(2 + number, element)
        : b.load(b.argument(2 + number, .ptr), element)
    }
    let value: Value
    switch op {
    case .convert: value = b.convert(values[0], to: result)
    case .bitcast: value = b.bitcast(values[0], to: result)
    case .select: value = b.select(values[0], values[1], values[2])
    case .fma: value = b.fma(values[0], values[1], values[2])
    default:
      value = operands.count == 1 ? b.unary(op, values[0]) : b.binary(op, values[0], values[1])
    }
    b.store(out, value)
    b.next()
    b.begin(exit)
    b.ret()
    var regions = [GeneratedCase.Region(element: result, bytes: 0, isStored: true)]
    regions[0].isFuzzy = result.isFloat && ![.bitcast, .select, .neg, .abs].contains(op)
    var slots: [GeneratedCase.Slot] = [.bits(0), .pointer(region: 0, offset: 0)]
    for (number, element) in operands.enumerated() {
      regions.append(GeneratedCase.Region(element: element, bytes: 0))
      slots.append(.pointer(region: number + 1, offset: 0))
    }
    let loose: [Op] = [.min, .max, .minNaN, .maxNaN, .convert, .fma]
    return GeneratedCase(
      program: b.finish(), regions: regions, slots: slots, hasExactFlags: !loose.contains(op),
      nastiness: 50)
  }

  /// Runs a map on counts and compares; returns what differs.
  static func faults(
    _ original: GeneratedCase, uniform: Int? = nil, _ backend: X64Backend, _ memory: GuardedMemory
  ) -> [String] {
    let code = backend.compile(original.program)!
    let oracle = OracleBackend().compile(original.program)!
    var faults: [String] = []
    for n in counts {
      var test = original
      test.slots[0] = .bits(UInt64(n))
      for index in test.regions.indices {
        test.regions[index].bytes = n * test.regions[index].element.size
        test.regions[index].atStart = n % 2 == 1
      }
      if let uniform {
        var random = RandomSource(seed: UInt64(n))
        let element = test.regions[uniform + 1].element
        test.slots[2 + uniform] = .bits(
          ValueSource(nastiness: 50).bits(element, &random))
      }
      let runner = CaseRunner(test, seed: UInt64(n), memory: memory)
      let expected = runner.run { oracle.run($0) }
      let actual = runner.run { code.run($0) }
      if let fault = runner.difference(expected, actual, flags: test.hasExactFlags) {
        faults.append("\(original.program.name), n = \(n): \(fault)")
      }
    }
    return faults
  }

  @Test(arguments: TierConformanceTests.tiers) func pureOperations(tier: Tier) {
    let memory = GuardedMemory(areas: 4)
    let backend = X64Backend(tier: tier)
    let special: [Op] = [.const, .arg, .param, .lane, .any, .convert, .bitcast]
    for op in Op.allCases where op.facts.effect == .pure && !special.contains(op) {
      for element in Self.data where op.facts.domain.contains(element) {
        var operands = Array(repeating: element, count: op.operandCount)
        if op == .select { operands[0] = .bool }
        let result = op.isCompare ? .bool : element
        #expect(Self.faults(Self.map(op, operands, to: result), backend, memory) == [])
        for uniform in operands.indices where operands.count > 1 {
          let test = Self.map(op, operands, to: result, uniform: uniform)
          #expect(Self.faults(test, uniform: uniform, backend, memory) == [])
        }
      }
    }
  }

  @Test(arguments: TierConformanceTests.tiers) func conversions(tier: Tier) {
    let memory = GuardedMemory(areas: 4)
    let backend = X64Backend(tier: tier)
    for source in Self.data {
      for target in Self.data where source != target {
        #expect(Self.faults(Self.map(.convert, [source], to: target), backend, memory) == [])
        if source.size == target.size && source != .bool && target != .bool {
          #expect(Self.faults(Self.map(.bitcast, [source], to: target), backend, memory) == [])
        }
      }
    }
  }
}
