// SPDX-License-Identifier: Apache-2.0
// The rules of the IR as code. The prose is in README.md and at the cases of `Op`.

extension Program {
  /// What is wrong with the program, one sentence a fault; empty if it keeps all rules.
  package func verify() -> [String] {
    var verifier = Verifier(program: self)
    return verifier.run()
  }

  /// Stops with the faults and the program's text unless it keeps all rules; does nothing in release builds.
  func assertValid(after stage: @autoclosure () -> String) {
    assert(
      {
        let faults = verify()
        if !faults.isEmpty { print("after \(stage()):", faults, self, separator: "\n") }
        return faults.isEmpty
      }(), "an invalid program")
  }
}

private struct Verifier {
  let program: Program
  private var faults: [String] = []
  /// The block of each instruction.
  private var home: [Int]

  init(program: Program) {
    self.program = program
    home = Array(repeating: -1, count: program.code.count)
  }

  mutating func run() -> [String] {
    checkShape()
    // The rest reads operands and targets without asking whether they exist.
    if faults.isEmpty { checkReferences() }
    guard faults.isEmpty else { return faults }
    for position in program.code.indices { checkInstruction(position) }
    for index in program.blocks.indices { checkBlock(index) }
    if faults.isEmpty { checkDominance() }
    return faults
  }

  private mutating func fault(_ position: Int, _ message: String) {
    faults.append("b\(home[position]): \(program.line(position)): \(message)")
  }

  private mutating func require(_ fact: Bool, _ position: Int, _ message: String) {
    if !fact { fault(position, message) }
  }

  // MARK: Shape

  /// Blocks cover the code, and each has its parameters first and its one terminator last.
  private mutating func checkShape() {
    if program.blocks.isEmpty { faults.append("there is no entry block") }
    for (index, block) in program.blocks.enumerated() {
      guard !block.range.isEmpty, program.code.indices.contains(block.range.upperBound - 1) else {
        faults.append("b\(index) was never written")
        continue
      }
      for position in block.range {
        if home[position] >= 0 { faults.append("b\(index) overlaps b\(home[position])") }
        home[position] = index
        let op = program.code[position].op
        let isLast = position == block.range.upperBound - 1
        if op.isTerminator != isLast {
          faults.append("b\(index): \(isLast ? "no terminator" : "\(op.name) before its end")")
        }
        let follows = position > block.range.lowerBound
        if op == .param, follows, program.code[position - 1].op != .param {
          faults.append("b\(index): a parameter after other instructions")
        }
      }
      checkLanes(index, block.lanes)
    }
    if home.contains(-1) { faults.append("code outside all blocks") }
  }

  private mutating func checkLanes(_ index: Int, _ lanes: LaneLoop?) {
    guard let lanes else { return }
    let width = Int(lanes.width)
    if (width == 0) != lanes.combine.isEmpty {
      faults.append("b\(index): \(width) lanes for \(lanes.combine.count) accumulators")
    }
    if width > 64 || width & (width - 1) != 0 {
      faults.append("b\(index): \(width) lanes, which is not a power of two up to 64")
    }
    for op in lanes.combine where op.operandCount != 2 || op.facts.result != .same {
      faults.append("b\(index): \(op.name) cannot combine lanes")
    }
  }

  /// Every operand, pool index and target exists.
  private mutating func checkReferences() {
    for position in program.code.indices {
      let i = program.code[position]
      for operand in i.operands {
        let exists = operand < program.code.count && program.code[operand].op.hasResult
        if !exists { faults.append("b\(home[position]): \(i.op.name) uses %\(operand), no value") }
      }
      if i.op == .const || i.op == .callEach, Int(i.c) >= program.constants.count {
        faults.append("b\(home[position]): constant \(i.c) does not exist")
      }
      var targets: [UInt16] = []
      switch i.op {
      case .jump: targets = [i.a]
      case .branch: targets = [i.b, i.c]
      case .loop:
        targets = [i.b]
        if Int(i.c) < program.extra.count { targets.append(program.extra[Int(i.c)]) }
      default: break
      }
      if targets.contains(where: { Int($0) >= program.blocks.count }) {
        faults.append("b\(home[position]): \(i.op.name) to a block that does not exist")
      } else if let list = program.valueList(of: i) {
        checkList(list, position)
      }
    }
  }

  private mutating func checkList(_ list: Range<Int>, _ position: Int) {
    let name = program.code[position].op.name
    guard list.upperBound <= program.extra.count, list.lowerBound <= program.extra.count else {
      faults.append("b\(home[position]): the values of \(name) do not exist")
      return
    }
    for value in program.extra[list] {
      if Int(value) >= program.code.count || !program.code[Int(value)].op.hasResult {
        faults.append("b\(home[position]): \(name) passes %\(value), no value")
      }
    }
  }

  private func type(_ value: UInt16) -> ValueType { program.code[Int(value)].type }
  private func type(_ value: Int) -> ValueType { program.code[value].type }

  // MARK: Instructions

  private mutating func checkInstruction(_ position: Int) {
    let i = program.code[position]
    let isBody = program.blocks[home[position]].lanes != nil
    if i.op.isTerminator { return checkTerminator(position, i, isBody) }
    if i.type.isVarying && !isBody {
      fault(position, "a varying instruction outside the body of a lane loop")
    }
    require(i.type != ValueType(.ptr, varying: true), position, "a pointer that varies")
    if i.op == .callEach { return checkCall(position, i, isBody) }
    if i.op.facts.effect == .read || i.op.facts.effect == .write, i.op != .raise {
      return checkMemory(position, i)
    }
    checkTypes(position, i)
    checkRate(position, i, isBody)
  }

  private mutating func checkTypes(_ position: Int, _ i: Instruction) {
    let types = i.operands.map { type($0).element }
    let data = i.op == .select ? types[1] : types.first ?? i.type.element
    require(i.op.facts.domain.contains(data), position, "not defined for \(data)")
    switch i.op.facts.result {
    case .same: require(i.type.element == data, position, "a result of \(data)")
    case .truth: require(i.type.element == .bool, position, "the result is bool")
    case .none, .chosen: break
    }
    switch i.op {
    case .select:
      require(types[0] == .bool, position, "the condition is \(types[0])")
      require(types[2] == data, position, "arms of \(data) and \(types[2])")
    case .add where data == .ptr, .sub where data == .ptr:
      require(types[1] == .i64, position, "an offset of \(types[1])")
    case .convert:
      require(i.type.element != .ptr && data != .ptr, position, "pointers do not convert")
    case .bitcast:
      require(i.type.element.size == data.size, position, "sizes differ")
      require(i.type.element != .bool && data != .bool, position, "a bool's bits are its own")
    case .lane: require(i.type == ValueType(.i64, varying: true), position, "lane is i64*")
    default:
      require(types.allSatisfy { $0 == data }, position, "operands of different types")
    }
  }

  private mutating func checkRate(_ position: Int, _ i: Instruction, _ isBody: Bool) {
    switch i.op {
    case .const, .arg, .any: require(!i.type.isVarying, position, "is uniform")
    case .param: require(i.type.isVarying == isBody, position, "varies in lane loops alone")
    case .lane: break
    default:
      let varies = i.operands.contains { type($0).isVarying }
      require(i.type.isVarying == varies, position, "varies as its operands do")
    }
  }

  private mutating func checkCall(_ position: Int, _ i: Instruction, _ isBody: Bool) {
    require(type(i.a) == ValueType(.ptr), position, "the frame is \(type(i.a))")
    require(!isBody, position, "calls in a lane loop")
    let bits = program.constants[Int(i.c)]
    let types = CallTypes(bits: bits)
    require(types.isValid && types.bits == bits, position, "of types that cannot be passed")
  }

  private mutating func checkMemory(_ position: Int, _ i: Instruction) {
    require(type(i.a) == ValueType(.ptr), position, "the address is \(type(i.a))")
    let isUniform = i.op == .loadUniform || i.op == .storeUniform
    require(i.type.isVarying != isUniform, position, "of the wrong rate")
    var stored: UInt16?
    switch i.op {
    case .loadStrided, .storeStrided:
      require(type(i.b) == ValueType(.i64), position, "the stride is \(type(i.b))")
      if i.op == .storeStrided { stored = i.c }
    case .gather, .scatter:
      require(type(i.b).element == .i64, position, "the offset is \(type(i.b))")
      if i.op == .scatter { stored = i.c }
    case .store, .storeUniform: stored = i.b
    default: break
    }
    guard let stored else { return }
    require(type(stored).element == i.type.element, position, "stores \(type(stored))")
    require(!isUniform || !type(stored).isVarying, position, "stores a varying value")
  }

  // MARK: Blocks

  private func parameters(_ block: Int) -> [ValueType] {
    program.blocks[block].range.prefix { program.code[$0].op == .param }.map { type($0) }
  }

  private mutating func checkTerminator(_ position: Int, _ i: Instruction, _ isBody: Bool) {
    require(
      isBody == (i.op == .next), position, "next ends the bodies of lane loops, and only them")
    switch i.op {
    case .jump:
      let target = Int(i.a)
      require(program.blocks[target].lanes == nil, position, "b\(target) is entered by loop alone")
      checkPassed(position, to: parameters(target).map { $0.element }, what: "b\(target)")
    case .branch:
      require(type(i.a) == ValueType(.bool), position, "the condition is \(type(i.a))")
      for target in [Int(i.b), Int(i.c)] {
        require(parameters(target).isEmpty, position, "b\(target) takes parameters")
        require(
          program.blocks[target].lanes == nil, position, "b\(target) is entered by loop alone")
      }
    case .loop: checkLoop(position, i)
    case .next:
      let elements = parameters(home[position]).map { $0.element }
      checkPassed(position, to: elements, what: "the accumulators")
    default: break
    }
  }

  private mutating func checkLoop(_ position: Int, _ i: Instruction) {
    let (body, exit) = (Int(i.b), Int(program.extra[Int(i.c)]))
    require(type(i.a) == ValueType(.i64), position, "the count is \(type(i.a))")
    require(program.blocks[body].lanes != nil, position, "b\(body) is no lane loop's body")
    require(program.blocks[exit].lanes == nil, position, "b\(exit) is a lane loop's body")
    let elements = parameters(body).map { $0.element }
    checkPassed(position, to: elements, what: "b\(body)")
    require(
      parameters(exit).map { $0.element } == elements, position,
      "b\(exit) does not take the accumulators of b\(body)")
  }

  private mutating func checkPassed(_ position: Int, to elements: [Element], what: String) {
    guard let list = program.valueList(of: program.code[position]) else { return }
    let passed = program.extra[list].map { type($0).element }
    require(passed == elements, position, "passes \(passed) where \(what) take \(elements)")
    if program.code[position].op != .next {
      let varies = program.extra[list].contains { type($0).isVarying }
      require(!varies, position, "passes a varying value")
    }
  }

  private mutating func checkBlock(_ index: Int) {
    let block = program.blocks[index]
    guard let lanes = block.lanes else {
      if index == 0, !parameters(0).isEmpty { faults.append("b0 takes parameters") }
      return
    }
    if index == 0 { faults.append("b0 is a lane loop's body") }
    let elements = parameters(index).map { $0.element }
    guard elements.count == lanes.combine.count else {
      faults.append(
        "b\(index): \(elements.count) parameters for \(lanes.combine.count) accumulators")
      return
    }
    for (op, element) in zip(lanes.combine, elements)
    where !op.facts.domain.contains(element) || element == .ptr {
      faults.append("b\(index): \(op.name) cannot combine \(element)")
    }
  }

  // MARK: Dominance

  private mutating func checkDominance() {
    let flow = ControlFlow(program)
    for index in program.blocks.indices where !flow.isReachable(index) {
      faults.append("b\(index) is never reached")
    }
    guard faults.isEmpty else { return }
    for position in program.code.indices {
      var used = Array(program.code[position].operands)
      if let list = program.valueList(of: program.code[position]) {
        used += program.extra[list].map { Int($0) }
      }
      for value in used {
        let (from, to) = (home[value], home[position])
        let isDefined = from == to ? value < position : flow.dominates(from, to)
        require(isDefined, position, "%\(value) is not defined on every way here")
        let leaks = from != to && type(value).isVarying
        require(!leaks, position, "%\(value) varies, and its loop has ended")
      }
    }
  }
}
