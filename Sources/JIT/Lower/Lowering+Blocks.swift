// SPDX-License-Identifier: Apache-2.0
// The driver: plain blocks in reverse postorder, edges, and what must be known before.

extension Lowering {
  mutating func run() {
    survey()
    let order = reversePostorder()
    for block in order { blockNumbers[block] = declare() }
    for block in order { lowerBlock(block) }
    renumber()
  }

  /// Counts uses and finds the uniform values that varying code uses.
  private mutating func survey() {
    let code = program.code
    for block in program.blocks {
      let isBody = block.lanes != nil
      for position in block.range {
        let inst = code[position]
        switch inst.op {
        case .const, .arg, .param, .lane, .ret: break
        case .jump, .next:
          for number in 0..<Int(inst.b) {
            let value = program.extra[Int(inst.c) + number]
            useCounts[Int(value)] &+= 1
            if isBody { needsSplat[Int(value)] = true }
          }
        case .branch: useCounts[Int(inst.a)] &+= 1
        case .loop:
          useCounts[Int(inst.a)] &+= 1
          let count = parameterCount(Int(inst.b))
          for number in 0..<count {
            needsSplat[Int(program.extra[Int(inst.c) + 1 + number])] = true
          }
        default: survey(inst, isBody)
        }
      }
    }
  }

  private mutating func survey(_ inst: Instruction, _ isBody: Bool) {
    let count = inst.op.operandCount
    // Pointers and strides are used in general registers.
    let firstVector: Int
    switch inst.op {
    case .load, .loadUniform, .loadStrided, .storeUniform: firstVector = 3
    case .store, .gather, .scatter: firstVector = 1
    case .storeStrided: firstVector = 2
    default: firstVector = inst.type.isVarying ? 0 : 3
    }
    for number in 0..<count {
      let value = Int(number == 0 ? inst.a : number == 1 ? inst.b : inst.c)
      useCounts[value] &+= 1
      if isBody && number >= firstVector && !program.code[value].type.isVarying {
        needsSplat[value] = true
      }
    }
  }

  func parameterCount(_ block: Int) -> Int {
    var count = 0
    for position in program.blocks[block].range {
      if program.code[position].op != .param { break }
      count += 1
    }
    return count
  }

  // MARK: Order

  /// Plain blocks so that each stands after its first predecessor, loops in one piece.
  private func reversePostorder() -> [Int] {
    var isSeen = Array(repeating: false, count: program.blocks.count)
    var postorder: [Int] = []
    var stack: [(block: Int, next: Int)] = [(0, 0)]
    isSeen[0] = true
    while let (block, next) = stack.last {
      let targets = successors(block)
      if next < targets.count {
        stack[stack.count - 1].next += 1
        let target = targets[targets.count - 1 - next]
        if !isSeen[target] {
          isSeen[target] = true
          stack.append((target, 0))
        }
      } else {
        postorder.append(block)
        stack.removeLast()
      }
    }
    return postorder.reversed()
  }

  private func successors(_ block: Int) -> [Int] {
    let inst = program.code[program.blocks[block].range.upperBound - 1]
    switch inst.op {
    case .jump: return [Int(inst.a)]
    case .branch: return inst.b == inst.c ? [Int(inst.b)] : [Int(inst.b), Int(inst.c)]
    case .loop: return [Int(program.extra[Int(inst.c)])]
    default: return []
    }
  }

  // MARK: Machine blocks

  /// A new block, to be filled later.
  mutating func declare() -> Int {
    f.blocks.append(MBlock())
    return f.blocks.count - 1
  }

  /// Opens a block: what is emitted from now on belongs to it.
  mutating func begin(_ block: Int, _ parameters: [VReg] = []) {
    precondition(open < 0, "a machine block lacks its terminator")
    open = block
    layout.append(block)
    let start = f.registers.count
    f.registers.append(contentsOf: parameters)
    f.blocks[block].parameters = start..<f.registers.count
    f.blocks[block].code = f.code.count..<f.code.count
    doubled.removeAll(keepingCapacity: true)
  }

  private mutating func close(_ inst: MInst) {
    flushLoads()
    emit(inst)
    let start = f.blocks[open].code.lowerBound
    f.blocks[open].code = start..<f.code.count
    open = -1
  }

  private mutating func push(_ arguments: [VReg]) -> Range<Int> {
    let start = f.registers.count
    f.registers.append(contentsOf: arguments)
    return start..<f.registers.count
  }

  mutating func jump(_ target: Int, _ arguments: [VReg] = []) {
    f.blocks[open].first = target
    f.blocks[open].firstArguments = push(arguments)
    close(MInst(form: .jump))
  }

  /// Goes to `yes` if `a` compares so with `b` (or with `immediate`), else to `no`.
  mutating func compareJump(
    _ condition: Condition, _ a: VReg, _ b: VReg, immediate: Int = 0,
    _ yes: (Int, [VReg]), _ no: (Int, [VReg])
  ) {
    branch(
      MInst(
        form: .compareJump, width: 3, cc: condition.rawValue, a: a, b: b,
        disp: Int32(immediate)), yes, no)
  }

  /// Ends the block with `jump`, which goes to `yes` or to `no`.
  mutating func branch(_ jump: MInst, _ yes: (Int, [VReg]), _ no: (Int, [VReg])) {
    f.blocks[open].first = yes.0
    f.blocks[open].firstArguments = push(yes.1)
    f.blocks[open].second = no.0
    f.blocks[open].secondArguments = push(no.1)
    close(jump)
  }

  /// Numbers the blocks in layout order and marks loops.
  private mutating func renumber() {
    var numbers = Array(repeating: -1, count: f.blocks.count)
    for (number, block) in layout.enumerated() { numbers[block] = number }
    f.blocks = layout.map { f.blocks[$0] }
    for number in f.blocks.indices {
      for isFirst in [true, false] {
        let old = isFirst ? f.blocks[number].first : f.blocks[number].second
        guard old >= 0 else { continue }
        let target = numbers[old]
        if isFirst { f.blocks[number].first = target } else { f.blocks[number].second = target }
        if target <= number { f.blocks[target].loopEnd = max(f.blocks[target].loopEnd, number) }
      }
    }
    for header in f.blocks.indices where f.blocks[header].loopEnd >= 0 {
      for number in header...f.blocks[header].loopEnd { f.blocks[number].depth += 1 }
    }
  }

  // MARK: Plain blocks

  /// The position of the comparison of integers that only the block's branch uses, so that they can be one; or -1.
  private func testedByBranch(_ range: Range<Int>) -> Int {
    let terminator = program.code[range.upperBound - 1]
    guard terminator.op == .branch, terminator.b != terminator.c else { return -1 }
    let position = Int(terminator.a)
    guard range.contains(position), useCounts[position] == 1,
      program.code[position].op.isCompare
    else { return -1 }
    let operand = element(program.code[position].a)
    return operand.isFloat ? -1 : position
  }

  private mutating func branch(_ test: Instruction, _ yes: Int, _ no: Int) {
    let condition = Self.condition(test.op, signed: element(test.a).isSigned)
    let a = uniforms[Int(test.a)]
    if let immediate = immediate(test.b) {
      compareJump(condition, a, .none, immediate: immediate, (yes, []), (no, []))
    } else {
      compareJump(condition, a, uniforms[Int(test.b)], (yes, []), (no, []))
    }
  }

  private mutating func lowerBlock(_ block: Int) {
    let range = program.blocks[block].range
    var parameters: [VReg] = []
    for position in range {
      let inst = program.code[position]
      guard inst.op == .param else { break }
      let element = inst.type.element
      let isVector = element == .f32 || element == .f64
      uniforms[position] = f.newRegister(isVector ? .vec : .gpr)
      parameters.append(uniforms[position])
    }
    begin(blockNumbers[block], parameters)
    lanes = LaneContext()
    let tested = testedByBranch(range)
    for position in range where position != tested {
      let inst = program.code[position]
      switch inst.op {
      case .param: makeSplat(position)
      case .jump:
        let arguments = (0..<Int(inst.b)).map { uniforms[Int(program.extra[Int(inst.c) + $0])] }
        jump(blockNumbers[Int(inst.a)], arguments)
      case .branch:
        let (yes, no) = (blockNumbers[Int(inst.b)], blockNumbers[Int(inst.c)])
        if yes == no {
          jump(yes)
        } else if tested >= 0 {
          branch(program.code[tested], yes, no)
        } else {
          compareJump(.ne, uniforms[Int(inst.a)], .none, (yes, []), (no, []))
        }
      case .loop: lowerLoop(inst)
      case .ret: close(MInst(form: .ret))
      default: lowerUniform(position)
      }
    }
  }
}
