// SPDX-License-Identifier: Apache-2.0
// Random valid programs with the memory and arguments they need.

import JIT

/// A random program and what it runs on.
struct GeneratedCase {
  struct Region {
    var element: Element
    var bytes: Int
    var isStored = false
    /// True when NaNs in it may have any sign and payload.
    var isFuzzy = false
    /// Bytes between it and the pages that may not be touched, and which side they are on.
    var slack = 0
    var atStart = false
  }

  enum Slot {
    case pointer(region: Int, offset: Int)
    case bits(UInt64)
  }

  var program: Program
  var regions: [Region]
  var slots: [Slot]
  /// True when every implementation must report the same floating-point flags.
  var hasExactFlags: Bool
  var nastiness: Int
}

/// Makes one program.
///
/// Operations and their types come from the table of operations.
struct ProgramGenerator {
  var random: RandomSource
  var b: Builder
  var regions: [GeneratedCase.Region] = []
  var slots: [GeneratedCase.Slot] = []
  let values: ValueSource
  /// Values that may be used at this point, by element.
  var uniform: [[Value]] = Array(repeating: [], count: Element.allCases.count)
  var varying: [[Value]] = Array(repeating: [], count: Element.allCases.count)
  /// Floats whose NaNs may have any sign and payload.
  var fuzzy: Set<Value> = []
  var hasExactFlags = true
  var isBody = false
  /// What the loops around this point are: elements of the lane loop, rows, and the row's number.
  var count = 0
  var rows = 1
  var row: Value?

  /// Element types that arithmetic is tried on.
  static let data: [Element] = Element.allCases.filter { $0 != .ptr }
  let operations: [Op]
  static let combining: [Op] = [.add, .mul, .min, .max, .minNaN, .maxNaN, .and, .or, .xor]

  init(seed: UInt64, without excluded: Set<Op> = []) {
    operations = Op.allCases.filter {
      let isSource = [.const, .arg, .param, .lane].contains($0)
      return $0.facts.effect == .pure && !isSource && !excluded.contains($0)
    }
    random = RandomSource(seed: seed)
    values = ValueSource(nastiness: random.pick([0, 3, 10, 40]))
    b = Builder(name: "random \(seed)")
  }

  mutating func generate() -> GeneratedCase {
    for _ in 0..<1 + random.below(3) { section() }
    for element in Self.data where !uniform[Int(element.rawValue)].isEmpty {
      storeUniform(uniform[Int(element.rawValue)].last!)
    }
    b.ret()
    for i in regions.indices {
      regions[i].atStart = random.once(in: 3)
      regions[i].slack = random.once(in: 2) ? 0 : random.below(16)
    }
    return GeneratedCase(
      program: b.finish(), regions: regions, slots: slots, hasExactFlags: hasExactFlags,
      nastiness: values.nastiness)
  }

  // MARK: Control

  private mutating func section() {
    if random.once(in: 8) { raise() }
    switch random.below(8) {
    case 0: diamond()
    case 1, 2: rowLoop()
    default: laneLoop()
    }
  }

  /// if … else …, whose value is a parameter of the block after.
  private mutating func diamond() {
    let (yes, no, after) = (b.declareBlock(), b.declareBlock(), b.declareBlock())
    let element = random.pick(Self.data)
    b.branch(operand(.bool), yes, no)
    let saved = uniform
    var isFuzzy = false
    for block in [yes, no] {
      b.begin(block)
      for _ in 0..<random.below(4) { operation() }
      let result = operand(element)
      isFuzzy = isFuzzy || fuzzy.contains(result)
      b.jump(after, [result])
      uniform = saved
    }
    let result = b.begin(after, [element])[0]
    keep(result, fuzzy: isFuzzy)
  }

  /// A plain loop over rows with a carried value, around lane loops.
  private mutating func rowLoop() {
    rows = random.pick([0, 1, 2, 3, 5])
    let (header, body, after) = (b.declareBlock(), b.declareBlock(), b.declareBlock())
    let limit = argument(UInt64(rows), .i64)
    let element = random.pick(Self.data.filter { $0 != .f16 })
    let first = operand(element)
    b.jump(header, [b.constant(0, .i64), first])
    let parameters = b.begin(header, [.i64, element])
    b.branch(b.lt(parameters[0], limit), body, after)
    let saved = uniform
    b.begin(body)
    row = parameters[0]
    uniform[Int(Element.i64.rawValue)].append(parameters[0])
    // What is carried may become fuzzy on the way round.
    keep(parameters[1], fuzzy: element.isFloat)
    for _ in 0..<random.below(3) { operation() }
    for _ in 0..<1 + random.below(2) { laneLoop() }
    let carried = operand(element)
    b.jump(header, [b.add(parameters[0], b.constant(1, .i64)), carried])
    b.begin(after)
    uniform = saved
    keep(parameters[1], fuzzy: element.isFloat)
    (rows, row) = (1, nil)
  }

  private mutating func chooseCount() -> Int {
    switch random.below(10) {
    case 0: return 0
    case 1: return random.below(6)
    case 2: return rows > 1 ? random.below(100) : 194 + random.below(600)
    default: return random.below(194)
    }
  }

  private mutating func laneLoop() {
    count = chooseCount()
    let accumulators = random.once(in: 2) ? 0 : 1 + random.below(3)
    let width = accumulators == 0 ? 0 : 1 << random.below(7)
    var elements: [Element] = []
    var combine: [Op] = []
    for _ in 0..<accumulators {
      let element = random.pick(Self.data.filter { $0 != .f16 })
      elements.append(element)
      combine.append(
        random.pick(Self.combining.filter { $0.facts.domain.contains(element) }))
    }
    let body = b.declareLoop(width: width, combine: combine)
    let exit = b.declareBlock()
    let initial = elements.map { operand($0) }
    b.loop(argument(UInt64(count), .i64), body, initial: initial, exit: exit)
    let parameters = b.begin(body, elements)
    let saved = uniform
    isBody = true
    for parameter in parameters { keep(parameter, fuzzy: true) }
    for _ in 0..<1 + random.below(random.once(in: 4) ? 50 : 14) { operation() }
    for _ in 0..<1 + random.below(2) { store() }
    if random.once(in: 6) { raise() }
    if random.once(in: 8) { storeUniform(operand(random.pick(Self.data), uniformOnly: true)) }
    var next: [Value] = []
    for (parameter, op) in zip(parameters, combine) {
      let x = operand(b.element(of: parameter))
      next.append(random.once(in: 4) ? x : b.binary(op, parameter, x))
    }
    for (op, element) in zip(combine, elements) { noteFlags(op, element) }
    b.next(next)
    isBody = false
    uniform = saved
    varying = Array(repeating: [], count: Element.allCases.count)
    for result in b.begin(exit, elements) { keep(result, fuzzy: true) }
  }

  // MARK: Values

  mutating func keep(_ value: Value, fuzzy isFuzzy: Bool) {
    let type = b.type(of: value)
    if isFuzzy && type.element.isFloat { fuzzy.insert(value) }
    if type.isVarying {
      varying[Int(type.element.rawValue)].append(value)
    } else {
      uniform[Int(type.element.rawValue)].append(value)
    }
  }

  mutating func argument(_ bits: UInt64, _ element: Element) -> Value {
    slots.append(.bits(bits))
    return b.argument(slots.count - 1, element)
  }

  /// Some value of `element`: one that is there, mostly, or a new constant, argument or load.
  mutating func operand(_ element: Element, uniformOnly: Bool = false) -> Value {
    let known = isBody && !uniformOnly ? varying[Int(element.rawValue)] : []
    if !known.isEmpty, !random.once(in: 4) {
      // The youngest are the likeliest, so that chains grow.
      return known[known.count - 1 - min(random.below(known.count), random.below(known.count))]
    }
    if isBody, !uniformOnly, !random.once(in: 5) { return load(element) }
    let constants = uniform[Int(element.rawValue)]
    if !constants.isEmpty, !random.once(in: 3) { return random.pick(constants) }
    let bits = values.bits(element, &random)
    let value: Value
    switch random.below(4) {
    case 0: value = loadUniform(element)
    case 1:
      // What stands above a narrow element in its slot is anybody's.
      let above = element.size == 8 ? 0 : random.next() << UInt64(element.bits)
      value = argument(bits | above, element)
    default: value = b.constant(bits: element == .bool ? bits & 1 : bits, element)
    }
    keep(value, fuzzy: false)
    return value
  }

  /// One operation of the table on operands that are there.
  mutating func operation() {
    let op = random.pick(operations)
    switch op {
    case .convert:
      let x = operand(random.pick(Self.data))
      let target = random.pick(Self.data)
      // Integers overflow float16.
      if b.element(of: x).isFloat || target == .f16 { hasExactFlags = false }
      keep(b.convert(x, to: target), fuzzy: true)
    case .bitcast: bitcast()
    case .any:
      // How many lanes `any` sees is open; this is the same either way, but for x's flags.
      hasExactFlags = false
      let (condition, x, y) = (operand(.bool), operand(.f64), operand(.f64))
      let chosen = b.select(condition, x, y)
      let result = b.select(b.any(condition), chosen, y)
      keep(result, fuzzy: fuzzy.contains(x) || fuzzy.contains(y))
    case .select:
      let element = random.pick(Self.data)
      let (condition, x, y) = (operand(.bool), operand(element), operand(element))
      keep(b.select(condition, x, y), fuzzy: fuzzy.contains(x) || fuzzy.contains(y))
    default: arithmetic(op)
    }
  }

  private mutating func arithmetic(_ op: Op) {
    let element = random.pick(Self.data.filter { op.facts.domain.contains($0) })
    let x = operand(element)
    let result: Value
    noteFlags(op, element)
    switch op.operandCount {
    case 1: result = b.unary(op, x)
    case 2: result = b.binary(op, x, operand(element))
    default: result = b.fma(x, operand(element), operand(element))
    }
    keep(result, fuzzy: true)
    // Uniform arithmetic may leave a loop that runs no iteration, and takes its flags with it.
    if element.isFloat, isBody, count == 0 || rows == 0, !b.type(of: result).isVarying {
      hasExactFlags = false
    }
  }

  /// Minima and maxima of floats may leave fewer flags than the oracle, or more.
  private mutating func noteFlags(_ op: Op, _ element: Element) {
    if element.isFloat, [.min, .max, .minNaN, .maxNaN].contains(op) { hasExactFlags = false }
  }

  private mutating func bitcast() {
    let elements = Self.data.filter { $0 != .bool }
    var x = operand(random.pick(elements))
    let element = b.element(of: x)
    let targets = elements.filter { $0.size == element.size && $0 != element }
    guard !targets.isEmpty else { return }
    if fuzzy.contains(x) {
      guard element != .f16 else { return }
      let nan = element == .f32 ? 0x7FC0_0000 : 0x7FF8_0000_0000_0000 as UInt64
      x = b.select(b.ne(x, x), b.constant(bits: nan, element), x)
    }
    keep(b.bitcast(x, to: random.pick(targets)), fuzzy: false)
  }

  private mutating func raise() {
    // Bits beyond MXCSR's tell what `raise` set from what arithmetic set.
    b.raise(Status(rawValue: random.pick([1, 4, 8, 0x100, 0x2000, 0x8001])), if: operand(.bool))
  }
}
