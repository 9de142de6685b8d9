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

  /// Which operands are of the lanes: not the pointers and strides of memory operations.
  private static func laneOperands(_ instruction: Instruction) -> Range<Int> {
    guard instruction.type.isVarying || instruction.op == .any else { return 0..<0 }
    switch instruction.op {
    case .load, .loadStrided, .loadUniform, .storeUniform: return 0..<0
    case .gather, .store: return 1..<2
    case .storeStrided: return 2..<3
    case .scatter: return 1..<3
    default: return 0..<instruction.op.operandCount
    }
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
      for operand in instruction.operands where body.contains(operand) {
        phase = max(phase, phases[operand - body.lowerBound])
      }
      phases[offset] = phase
    }
  }

  private mutating func findLastUses() {
    for (offset, position) in body.dropLast().enumerated() {
      for operand in plan.program.code[position].operands where body.contains(operand) {
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
    for position in body.dropLast() {
      let instruction = plan.program.code[position]
      for index in Self.laneOperands(instruction) { spreadIfUniform(instruction.operands[index]) }
    }
    for value in nextValues { spreadIfUniform(value) }
    return start..<plan.steps.count
  }

  private mutating func spreadIfUniform(_ value: Int) {
    guard !isVarying(value), spread[value] == nil else { return }
    if body.contains(value), phases[value - body.lowerBound] != .entry {
      // Later, where the value is made.
      spread[value] = -1
    } else {
      plan.steps.append(spreadStep(value))
    }
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
    freeRow(of: position, after: position)
    for operand in instruction.operands { freeRow(of: operand, after: position) }
  }

  private mutating func freeRow(of value: Int, after position: Int) {
    guard body.contains(value) else { return }
    let offset = value - body.lowerBound
    guard rows[offset] >= 0, lastUse[offset] <= position else { return }
    freeRows.append(rows[offset])
    // Once is enough.
    lastUse[offset] = Int.max
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
    for index in Self.laneOperands(instruction) {
      let (offset, advance) = place(instruction.operands[index], inGroup: phase == .group)
      switch index {
      case 0: (step.a, step.advance.0) = (offset, advance)
      case 1: (step.b, step.advance.1) = (offset, advance)
      default: (step.c, step.advance.2) = (offset, advance)
      }
    }
    return step
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
          combine: combine,
          combinesNeighbours: LaneLoop.combinesNeighbours(lanes.combine[index], element)))
      let isParameter = value < body.lowerBound + nextValues.count && value >= body.lowerBound
      if isParameter && value != parameter { loop.nextReadsAccumulators = true }
    }
    loop.temporaries = plan.rowBase + rowsUsed * OraclePlan.rowBytes
    rowsUsed += Swift.max(2, loop.accumulators.count)
  }
}
