// SPDX-License-Identifier: Apache-2.0
// Lane loops.
//
//   a map                                     with accumulators of width W
//   start   hoisted code                      start    hoisted code
//   main    U copies of VL elements           main     U = W / VL copies, each with its accumulators
//   middle  VL elements (not AVX-512)         combine  the tree of neighbours; all lanes equal then
//   rest    AVX-512: VL elements under a      rest     one element at a time, all lanes equal
//           mask; else one at a time
//   done                                      done     accumulators to uniform values
//
// Two copies of a body of long latency are interleaved: `Lowering+Pairs.swift`.
//
// A long body with accumulators is not copied: `main` takes VL elements, and its U accumulators change places in a ring, so
// that after U rounds each is where it was.
//
// All unit-stride accesses share the element index as their index register.

/// What is known about the lane loop being lowered.
struct LoopPlan {
  let body: Int
  let count: VReg
  /// Lanes of the main part and of the rest.
  var main = 1
  var single = 2
  var copies = 1
  /// Two steps of a reduction whose accumulators are one register: half the work of looping.
  var isDoubled = false
  /// Two steps at a time are interleaved.
  var isPaired = false
  /// W, the width of the accumulators; 0 for a map.
  var width = 0
  /// The body is too long to be copied: the copies' accumulators pass through one body in turn.
  var rotates = false
  /// The rest may run under a mask.
  var isMasked = false
  /// Elements of the accumulators, in the order of the body's parameters.
  var accumulators: [Element] = []
  var combine: [Op] = []
  /// log2 of the element size of accumulated vector masks.
  var maskSize = 0
  var rare: [RareSelection] = []
  /// Instructions of the body that `rare` emits.
  var isRare: [Bool] = []
}

/// A body of more instructions than this is not worth doubling.
private let longestDoubled = 10

extension Lowering {
  mutating func lowerLoop(_ inst: Instruction) {
    var plan = makePlan(Int(inst.b), uniforms[Int(inst.a)])
    let extra = Int(inst.c)
    let exit = blockNumbers[Int(program.extra[extra])]
    let initial = (0..<plan.accumulators.count).map { program.extra[extra + 1 + $0] }
    let start = declare()
    let final = initial.map { uniforms[Int($0)] }
    compareJump(.g, plan.count, .none, (start, []), (exit, final))
    begin(start)
    let hoisted = hoist(plan.body)
    findInterleaves(program.blocks[plan.body].range, hoisted)
    plan.isMasked = mayMask(plan)
    plan.isPaired = plan.isPaired && interleaves.isEmpty
    if plan.isPaired && plan.width > 0 { plan.isDoubled = true }
    if plan.width == 0 {
      lowerMap(&plan, hoisted, exit)
    } else {
      lowerReduction(&plan, hoisted, initial, exit)
    }
  }

  private func makePlan(_ body: Int, _ count: VReg) -> LoopPlan {
    var plan = LoopPlan(body: body, count: count)
    let loop = program.blocks[body].lanes!
    plan.width = Int(loop.width)
    plan.combine = loop.combine
    var widest = 0
    var work = 0
    var length = 0
    for position in program.blocks[body].range {
      let inst = program.code[position]
      if inst.op == .param { plan.accumulators.append(inst.type.element) }
      let touchesLanes = inst.type.isVarying || inst.op == .any
      guard touchesLanes else { continue }
      widest = max(widest, workSize(inst))
      work += 1
      length += tier == .sse2 && inst.op == .fma ? Self.fmaLength : 1
    }
    for (op, element) in zip(plan.combine, plan.accumulators) {
      widest = max(widest, workSize(Instruction(op: op, type: ValueType(element))))
    }
    let range = program.blocks[body].range
    plan.rare = findRareSelections(range)
    plan.isRare = Array(repeating: false, count: range.count)
    for group in plan.rare {
      for position in group.cone { plan.isRare[position - range.lowerBound] = true }
      work -= group.cone.count
    }
    let full = (16 << tier.rawValue) >> widest
    plan.single = 16 >> widest
    plan.maskSize = widest
    if plan.width == 0 {
      plan.main = full
      plan.copies = work <= 8 ? 4 : work <= 20 ? 2 : 1
    } else {
      plan.main = max(min(full, plan.width), 1)
      plan.copies = plan.width / plan.main
      plan.rotates = plan.copies > 1 && length * plan.copies > longestCopies
      plan.isDoubled = plan.copies == 1 && plan.width > 1 && work <= longestDoubled
    }
    plan.isPaired = plan.copies == 1 && plan.width != 1 && isWorthPairing(plan, work)
    return plan
  }

  /// About what a multiply-add takes where there is none.
  private static let fmaLength = 90

  /// Whether everything in the body can run under a mask.
  private func mayMask(_ plan: LoopPlan) -> Bool {
    if tier != .avx512 || plan.width != 0 { return false }
    return program.blocks[plan.body].range.allSatisfy { position in
      let inst = program.code[position]
      return !inst.type.isVarying || !goesLaneByLane(inst) || isInterleaved(position)
    }
  }

  /// Whether AVX-512 has no masked form of what `inst` becomes.
  private func goesLaneByLane(_ inst: Instruction) -> Bool {
    switch inst.op {
    case .loadStrided, .storeStrided: true
    case .gather: inst.type.element.size < 4
    case .scatter: element(inst.c).size < 4
    default: false
    }
  }

  // MARK: Body

  /// Emits the body's uniform code that does not change from one iteration to the next.
  private mutating func hoist(_ body: Int) -> [Bool] {
    let range = program.blocks[body].range
    var stays = Array(repeating: false, count: range.count)
    let storesUniforms = range.contains { program.code[$0].op == .storeUniform }
    lanes = LaneContext()
    for position in range {
      let inst = program.code[position]
      let offset = position - range.lowerBound
      switch inst.op {
      case .param, .next: continue
      case .any, .storeUniform, .raise: stays[offset] = true
      case .loadUniform where storesUniforms: stays[offset] = true
      default: break
      }
      if inst.type.isVarying || inst.op.isTerminator {
        stays[offset] = true
        continue
      }
      for number in 0..<inst.op.operandCount {
        let operand = number == 0 ? inst.a : number == 1 ? inst.b : inst.c
        let distance = Int(operand) - range.lowerBound
        if range.contains(Int(operand)) && stays[distance] { stays[offset] = true }
      }
      if !stays[offset] { lowerUniform(position) }
    }
    return stays
  }

  /// Emits the body once for the current lanes and returns the new accumulators.
  mutating func lowerBody(
    _ plan: LoopPlan, _ stays: [Bool], _ accumulators: [VReg]
  ) -> [VReg] {
    doubled.removeAll(keepingCapacity: true)
    takeAccumulators(plan, accumulators)
    for position in program.blocks[plan.body].range { lowerStep(plan, stays, position) }
    let results = newAccumulators(plan)
    flushLoads()
    return results
  }

  /// The body's parameters are `accumulators`.
  mutating func takeAccumulators(_ plan: LoopPlan, _ accumulators: [VReg]) {
    for (position, register) in zip(program.blocks[plan.body].range, accumulators) {
      if element(UInt16(position)) == .bool {
        setMask(UInt16(position), register, plan.maskSize)
      } else {
        varyings[position] = register
      }
    }
  }

  /// What the body's end passes on.
  mutating func newAccumulators(_ plan: LoopPlan) -> [VReg] {
    let inst = program.code[program.blocks[plan.body].range.upperBound - 1]
    var results: [VReg] = []
    for number in 0..<Int(inst.b) {
      let value = program.extra[Int(inst.c) + number]
      let result = element(value) == .bool ? mask(value, plan.maskSize) : vector(value)
      materialize(result)
      results.append(result)
    }
    return results
  }

  /// Emits one instruction of the body for the current lanes.
  mutating func lowerStep(_ plan: LoopPlan, _ stays: [Bool], _ position: Int) {
    let offset = position - program.blocks[plan.body].range.lowerBound
    if plan.isRare[offset] || !stays[offset] { return }
    for group in plan.rare where group.selections.contains(position) {
      if position == group.selections.lowerBound { lower(group) }
      return
    }
    let inst = program.code[position]
    if inst.op.isTerminator { return }
    // A uniform value derived from `any` is made anew in each copy.
    if !inst.type.isVarying && inst.op != .any && inst.op != .raise && !hasLanes(inst) {
      splats[position] = .none
      lowerUniform(position)
    } else {
      if inst.op == .any { splats[position] = .none }
      lowerVarying(position)
    }
  }

  private func hasLanes(_ inst: Instruction) -> Bool {
    switch inst.op {
    case .store, .storeStrided, .scatter: true
    default: false
    }
  }

  mutating func add(_ index: VReg, _ step: Int) -> VReg {
    alu(.add, index, immediate: step)
  }

  // MARK: Maps

  private mutating func lowerMap(_ plan: inout LoopPlan, _ stays: [Bool], _ exit: Int) {
    let step = (plan.isPaired ? 2 : plan.copies) * plan.main
    let (main, rest, done) = (declare(), declare(), declare())
    let zero = generalConstant(0)
    let limit = alu(.sub, plan.count, immediate: step)
    compareJump(.ge, limit, .none, (main, [zero]), (rest, [zero]))

    let index = newGpr()
    begin(main, [index])
    f.blocks[main].isHot = true
    lanes = LaneContext(count: plan.main, isSingle: false, index: index)
    if plan.isPaired {
      _ = lowerPair(plan, stays, [])
    } else {
      for copy in 0..<plan.copies {
        lanes.offset = copy * plan.main
        _ = lowerBody(plan, stays, [])
      }
    }
    let following = add(index, step)
    compareJump(.le, following, limit, (main, [following]), (rest, [following]))

    if plan.isMasked {
      lowerMasked(plan, stays, rest, done)
    } else {
      var last = rest
      if step > plan.main {
        last = declare()
        lowerMiddle(plan, stays, rest, last)
      }
      lowerSingle(plan, stays, last, done)
    }
    begin(done)
    jump(exit)
  }

  private mutating func lowerMasked(
    _ plan: LoopPlan, _ stays: [Bool], _ rest: Int, _ done: Int
  ) {
    let tail = declare()
    let start = newGpr()
    begin(rest, [start])
    let left = alu(.sub, plan.count, start)
    compareJump(.g, left, .none, (tail, [start, left]), (done, []))
    let (index, remaining) = (newGpr(), newGpr())
    begin(tail, [index, remaining])
    let alive = emit(
      MInst(
        form: .tailMask, flags: .pure, d: newMask(), a: remaining, imm: Int32(plan.main)))
    lanes = LaneContext(
      count: plan.main, isSingle: false, tail: alive, remaining: remaining, index: index)
    _ = lowerBody(plan, stays, [])
    let following = add(index, plan.main)
    let after = alu(.sub, remaining, immediate: plan.main)
    compareJump(.g, after, .none, (tail, [following, after]), (done, []))
  }

  private mutating func lowerMiddle(
    _ plan: LoopPlan, _ stays: [Bool], _ rest: Int, _ last: Int
  ) {
    let middle = declare()
    let start = newGpr()
    begin(rest, [start])
    let limit = alu(.sub, plan.count, immediate: plan.main)
    compareJump(.le, start, limit, (middle, [start]), (last, [start]))
    let index = newGpr()
    begin(middle, [index])
    lanes = LaneContext(count: plan.main, isSingle: false, index: index)
    _ = lowerBody(plan, stays, [])
    let following = add(index, plan.main)
    compareJump(.le, following, limit, (middle, [following]), (last, [following]))
  }

  private mutating func lowerSingle(
    _ plan: LoopPlan, _ stays: [Bool], _ rest: Int, _ done: Int
  ) {
    let single = declare()
    let start = newGpr()
    begin(rest, [start])
    compareJump(.l, start, plan.count, (single, [start]), (done, []))
    let index = newGpr()
    begin(single, [index])
    lanes = LaneContext(count: plan.single, isSingle: true, index: index)
    _ = lowerBody(plan, stays, [])
    let following = add(index, 1)
    compareJump(.l, following, plan.count, (single, [following]), (done, []))
  }
}
