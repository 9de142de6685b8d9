// SPDX-License-Identifier: Apache-2.0
// A program made ready for interpretation: steps with places in scratch memory.

/// What a program becomes before it is interpreted.
///
/// Scratch memory begins with one 8-byte slot per instruction, which holds a uniform value; after the slots come rows, which
/// hold one varying value of a lane loop for `blockLanes` elements, densely. Rows are reused after a value's last use and by
/// the next loop. A uniform operand of a varying instruction is spread over a row first.
struct OraclePlan: Sendable {
  /// Elements a lane loop takes at a time; a multiple of the widest accumulator.
  static let blockLanes = 256
  static let rowBytes = blockLanes * 8

  enum Action: UInt8, Sendable {
    case kernel, arg, const, lane, spread, any, raise, callEach
    case load, loadStrided, gather, loadUniform, store, storeStrided, scatter, storeUniform
  }

  struct Step: Sendable {
    var action: Action
    /// Bytes of the element moved or spread.
    var size: UInt8 = 0
    /// True when memory holds a bool, whose byte is made 0 or 1 on the way in.
    var isBool = false
    /// True when the step runs once, not once per lane.
    var isUniform: Bool
    /// How far an operand moves per lane within its block: its size when a block's row is read from a group's step.
    var advance: (UInt8, UInt8, UInt8) = (0, 0, 0)
    /// Byte offsets in scratch memory.
    var d = 0
    var a = 0
    var b = 0
    var c = 0
    /// Slot, constant index, byte offset or flags.
    var immediate = 0
    var kernel: Kernel?
  }

  /// One accumulator of a lane loop: where it stands, where its next value comes from, how lanes combine.
  struct Accumulator: Sendable {
    var row: Int
    var next: Int
    var nextAdvance: Int
    var size: Int
    var combine: Kernel
    var combinesNeighbours: Bool
  }

  struct Loop: Sendable {
    var width: Int
    /// Run once, before the first block: uniform values and what is spread.
    var entry: Range<Int> = 0..<0
    /// Run once per block: what no accumulator reaches.
    var block: Range<Int> = 0..<0
    /// Run once per group of `width` lanes.
    var group: Range<Int> = 0..<0
    var accumulators: [Accumulator] = []
    /// Rows for combining: even lanes, odd lanes; next values on their way.
    var temporaries = 0
    /// True when a next value is itself an accumulator, so that all must be read before any is written.
    var nextReadsAccumulators = false
  }

  struct Block: Sendable {
    /// The steps of a plain block.
    var steps: Range<Int> = 0..<0
    var terminator: Instruction
    /// Index in `loops` of a lane loop's body.
    var loop: Int?
    /// Slot offset of the first parameter; the others follow.
    var parameters: Int
  }

  var program: Program
  var steps: [Step] = []
  var blocks: [Block] = []
  var loops: [Loop] = []
  var rowCount = 0
  /// Offset of the first row.
  private(set) var rowBase: Int

  init(_ program: Program) {
    self.program = program
    rowBase = (program.code.count * 8 + 63) & ~63
    steps.reserveCapacity(program.code.count + 8)
    for block in program.blocks {
      let terminator = program.code[block.range.upperBound - 1]
      blocks.append(
        Block(terminator: terminator, loop: nil, parameters: block.range.lowerBound * 8))
      let last = blocks.count - 1
      if let lanes = block.lanes {
        var planner = LanePlanner(plan: self, body: block.range, lanes: lanes)
        planner.run()
        self = planner.plan
        blocks[last].loop = loops.count - 1
      } else {
        let start = steps.count
        for position in block.range.dropLast() where program.code[position].op != .param {
          steps.append(uniformStep(position))
        }
        blocks[last].steps = start..<steps.count
      }
    }
  }

  var scratchBytes: Int { rowBase + rowCount * Self.rowBytes }

  /// The step of an instruction all of whose operands, and result, are slots.
  func uniformStep(_ position: Int) -> Step {
    var step = step(position)
    step.isUniform = true
    let instruction = program.code[position]
    step.d = position * 8
    step.a = Int(instruction.a) * 8
    step.b = Int(instruction.b) * 8
    step.c = Int(instruction.c) * 8
    return step
  }

  /// A step without places.
  func step(_ position: Int) -> Step {
    let instruction = program.code[position]
    let element = instruction.type.element
    var step = Step(action: .kernel, isUniform: !instruction.type.isVarying)
    step.size = UInt8(element.size)
    step.isBool = element == .bool
    switch instruction.op {
    case .const:
      step.action = .const
      step.immediate = Int(instruction.c)
    case .arg:
      step.action = .arg
      step.immediate = Int(instruction.c)
    case .lane: step.action = .lane
    case .any: step.action = .any
    case .raise:
      step.action = .raise
      step.immediate = Int(instruction.c)
    case .callEach:
      step.action = .callEach
      step.immediate = Int(instruction.c)
    case .load: step.action = .load
    case .loadStrided: step.action = .loadStrided
    case .gather: step.action = .gather
    case .store: step.action = .store
    case .storeStrided: step.action = .storeStrided
    case .scatter: step.action = .scatter
    case .loadUniform:
      step.action = .loadUniform
      step.immediate = Int(Int16(bitPattern: instruction.c))
    case .storeUniform:
      step.action = .storeUniform
      step.immediate = Int(Int16(bitPattern: instruction.c))
    default:
      step.kernel = kernel(instruction)
    }
    return step
  }

  private func kernel(_ instruction: Instruction) -> Kernel {
    let source = program.code[Int(instruction.a)].type.element
    let target = instruction.type.element
    let kernel: Kernel?
    switch instruction.op {
    case .convert: kernel = KernelTable.shared[from: source, to: target]
    case .bitcast: kernel = KernelTable.shared[from: target, to: target]
    case .select: kernel = KernelTable.shared[.select, target]
    default: kernel = KernelTable.shared[instruction.op, source]
    }
    guard let kernel else {
      preconditionFailure(
        "\(program.name): \(instruction.op.name) is not defined from \(source) to \(target)")
    }
    return kernel
  }
}
