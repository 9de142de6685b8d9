// SPDX-License-Identifier: Apache-2.0
// Plans the body of a lane loop: what runs once, per block, per group, and in which rows.

/// Writes the steps of one lane loop into a plan.
///
/// Each instruction has a phase: entry (uniform and the same throughout), block (one block at a time) or group (it depends on
/// an accumulator). The phases run in this order; within a phase the body's order is kept.
struct LanePlanner {
  private enum Phase: UInt8, Comparable {
    case entry, block, group
    static func < (a: Phase, b: Phase) -> Bool { a.rawValue < b.rawValue }
  }

  var plan: OraclePlan
  private let body: Range<Int>
  private let lanes: LaneLoop
  /// By position in the body.
  private var phases: [Phase]
  private var rows: [Int]
  /// The last use in the block phase, or Int.max when a group or the loop's end reads the value.
  private var lastUse: [Int]
  /// Rows of uniform values that varying instructions read.
  private var spread: [Int: Int] = [:]
  private var freeRows: [Int] = []
  private var rowsUsed = 0

  init(plan: OraclePlan, body: Range<Int>, lanes: LaneLoop) {
    self.plan = plan
    self.body = body
    self.lanes = lanes
    phases = Array(repeating: .entry, count: body.count)
    rows = Array(repeating: -1, count: body.count)
    lastUse = Array(repeating: -1, count: body.count)
  }

  mutating func run() {
    findPhases()
    findLastUses()
    var loop = OraclePlan.Loop(width: Int(lanes.width))
    loop.entry = emitEntry()
    loop.block = emit(.block)
    // What a group keeps lasts from block to block, so its rows are not those that a block reuses.
    freeRows.removeAll()
    loop.group = emit(.group)
    addAccumulators(&loop)
    plan.rowCount = max(plan.rowCount, rowsUsed)
    plan.loops.append(loop)
  }

  // MARK: Facts

  private var terminator: Instruction { plan.program.code[body.upperBound - 1] }
  private var nextValues: [Int] {
    let start = Int(terminator.c)
    return plan.program.extra[start..<start + Int(terminator.b)].map { Int($0) }
  }

  /// The operands of which each lane has its own element.
  private static func laneOperands(_ instruction: Instruction) -> [Int] {
    let (a, b, c) = (Int(instruction.a), Int(instruction.b), Int(instruction.c))
    guard instruction.type.isVarying || instruction.op == .any else { return [] }
    switch instruction.op {
    case .load, .loadStrided, .loadUniform, .storeUniform: return []
    case .gather, .store: return [b]
    case .storeStrided: return [c]
    case .scatter: return [b, c]
    default: return Array([a, b, c].prefix(instruction.op.operandCount))
    }
  }

  private static func operands(_ instruction: Instruction) -> [Int] {
    let all = [Int(instruction.a), Int(instruction.b), Int(instruction.c)]
    return Array(all.prefix(instruction.op.operandCount))
  }

  private mutating func findPhases() {
    for (offset, position) in body.dropLast().enumerated() {
      let instruction = plan.program.code[position]
      var phase = Phase.entry
      switch instruction.op {
      case .param: phase = .group
      case .loadUniform, .storeUniform, .any, .raise: phase = .block
      default: phase = instruction.type.isVarying ? .block : .entry
      }
      for operand in Self.operands(instruction) where body.contains(operand) {
        phase = max(phase, phases[operand - body.lowerBound])
      }
      phases[offset] = phase
    }
  }

  private mutating func findLastUses() {
    for (offset, position) in body.dropLast().enumerated() {
      for operand in Self.operands(plan.program.code[position]) where body.contains(operand) {
        let use = phases[offset] == .group ? Int.max : position
        lastUse[operand - body.lowerBound] = max(lastUse[operand - body.lowerBound], use)
      }
    }
    for value in nextValues where body.contains(value) {
      lastUse[value - body.lowerBound] = Int.max
    }
  }

  private func isVarying(_ value: Int) -> Bool { plan.program.code[value].type.isVarying }

  // MARK: Rows

  private mutating func newRow() -> Int {
    if let row = freeRows.popLast() { return row }
    rowsUsed += 1
    return plan.rowBase + (rowsUsed - 1) * OraclePlan.rowBytes
  }

  private mutating func spreadStep(_ value: Int) -> OraclePlan.Step {
    let row = newRow()
    spread[value] = row
    var step = OraclePlan.Step(action: .spread, isUniform: false)
    step.size = UInt8(plan.program.code[value].type.element.size)
    (step.d, step.a) = (row, value * 8)
    return step
  }

  // MARK: Steps

  /// Uniform instructions of the entry phase, and the spreading of all uniform values that lanes read.
  private mutating func emitEntry() -> Range<Int> {
    let start = plan.steps.count
    for (offset, position) in body.dropLast().enumerated() where phases[offset] == .entry {
      plan.steps.append(plan.uniformStep(position))
    }
    var read: [Int] = nextValues
    for position in body.dropLast() { read += Self.laneOperands(plan.program.code[position]) }
    for value in read where !isVarying(value) && spread[value] == nil {
      if body.contains(value), phases[value - body.lowerBound] != .entry {
        spread[value] = -1
      } else {
        plan.steps.append(spreadStep(value))
      }
    }
    return start..<plan.steps.count
  }

  private mutating func emit(_ phase: Phase) -> Range<Int> {
    let start = plan.steps.count
    for (offset, position) in body.dropLast().enumerated() where phases[offset] == phase {
      let instruction = plan.program.code[position]
      if instruction.op == .param {
        rows[offset] = newRow()
        continue
      }
      let hasRow = instruction.type.isVarying && instruction.op.facts.effect != .write
      if hasRow { rows[offset] = newRow() }
      plan.steps.append(step(instruction, position, phase))
      if spread[position] == -1 { plan.steps.append(spreadStep(position)) }
      if phase == .block { freeRows(after: position, instruction) }
    }
    return start..<plan.steps.count
  }

  private mutating func freeRows(after position: Int, _ instruction: Instruction) {
    for value in Set(Self.operands(instruction) + [position]) where body.contains(value) {
      let offset = value - body.lowerBound
      if rows[offset] >= 0, lastUse[offset] <= position { freeRows.append(rows[offset]) }
    }
  }

  private func step(_ instruction: Instruction, _ position: Int, _ phase: Phase)
    -> OraclePlan.Step
  {
    var step = plan.uniformStep(position)
    step.isUniform =
      !instruction.type.isVarying && instruction.op != .any && instruction.op != .raise
    if rows[position - body.lowerBound] >= 0 { step.d = rows[position - body.lowerBound] }
    if instruction.op == .raise && !instruction.type.isVarying { step.isUniform = true }
    if instruction.op == .any && !isVarying(Int(instruction.a)) { step.isUniform = true }
    guard !step.isUniform else { return step }
    let operands = Self.laneOperands(instruction)
    let inGroup = phase == .group
    for (index, value) in Self.operands(instruction).enumerated() where operands.contains(value) {
      // An operand that stands as address and as data alike is a slot in the first place.
      if Self.isAddress(instruction.op, index) { continue }
      let (offset, advance) = place(value, inGroup: inGroup)
      switch index {
      case 0: (step.a, step.advance.0) = (offset, advance)
      case 1: (step.b, step.advance.1) = (offset, advance)
      default: (step.c, step.advance.2) = (offset, advance)
      }
    }
    return step
  }

  /// True for the operands of memory operations that are pointers and strides.
  private static func isAddress(_ op: Op, _ index: Int) -> Bool {
    switch op {
    case .load, .gather, .store, .scatter: return index == 0
    case .loadStrided, .storeStrided: return index < 2
    default: return false
    }
  }

  /// Where the lanes of `value` stand, and how far a group's step moves per lane of the block.
  private func place(_ value: Int, inGroup: Bool) -> (offset: Int, advance: UInt8) {
    if let row = spread[value] { return (row, 0) }
    let offset = value - body.lowerBound
    let moves = inGroup && phases[offset] != .group
    return (rows[offset], moves ? UInt8(plan.program.code[value].type.element.size) : 0)
  }

  private mutating func addAccumulators(_ loop: inout OraclePlan.Loop) {
    guard loop.width > 0 else { return }
    for (index, value) in nextValues.enumerated() {
      let parameter = body.lowerBound + index
      let element = plan.program.code[parameter].type.element
      let (next, advance) = place(value, inGroup: true)
      guard let combine = KernelTable.shared[lanes.combine[index], element] else {
        preconditionFailure("\(lanes.combine[index].name) cannot combine \(element)")
      }
      loop.accumulators.append(
        OraclePlan.Accumulator(
          row: rows[index], next: next, nextAdvance: Int(advance), size: element.size,
          combine: combine))
      let isParameter = value < body.lowerBound + nextValues.count && value >= body.lowerBound
      if isParameter && value != parameter { loop.nextReadsAccumulators = true }
    }
    loop.temporaries = plan.rowBase + rowsUsed * OraclePlan.rowBytes
    rowsUsed += Swift.max(2, loop.accumulators.count)
  }
}
