// SPDX-License-Identifier: Apache-2.0
// Lane loops with accumulators; `Lowering+Loops.swift` describes them.

extension Lowering {
  private mutating func accumulator(_ plan: LoopPlan, _ element: Element) -> VReg {
    if element == .bool { return hasMasks ? newMask() : newVector(plan.maskSize) }
    return newVector(element.log)
  }

  mutating func lowerReduction(
    _ plan: inout LoopPlan, _ stays: [Bool], _ initial: [UInt16], _ exit: Int
  ) {
    let (single, done) = (declare(), declare())
    let zero = generalConstant(0)
    let initials = initial.map { value in
      element(value) == .bool ? mask(value, plan.maskSize) : vector(value)
    }
    if plan.width == 1 {
      jump(single, [zero] + initials)
    } else {
      var first = [zero]
      for _ in 0..<plan.copies { first += initials }
      let main = declare()
      let limit = alu(.sub, plan.count, immediate: plan.width)
      let end = plan.rotates ? alu(.and, plan.count, immediate: -plan.width) : limit
      compareJump(.ge, limit, .none, (main, first), (single, [zero] + initials))
      let (index, combined) =
        plan.isDoubled
        ? lowerReductionDoubled(plan, stays, main, limit)
        : lowerReductionMain(plan, stays, main, limit, end)
      compareJump(.l, index, plan.count, (single, [index] + combined), (done, combined))
    }

    lanes = LaneContext(count: plan.single, isSingle: true)
    let index = newGpr()
    lanes.index = index
    var parameters: [VReg] = []
    for element in plan.accumulators { parameters.append(accumulator(plan, element)) }
    begin(single, [index] + parameters)
    let results = lowerBody(plan, stays, parameters)
    let following = add(index, 1)
    compareJump(
      .l, following, plan.count, (single, [following] + results), (done, results))

    var finals: [VReg] = []
    for element in plan.accumulators { finals.append(accumulator(plan, element)) }
    begin(done, finals)
    var values: [VReg] = []
    for (number, element) in plan.accumulators.enumerated() {
      switch element {
      case .bool: values.append(bool(of: finals[number], plan.maskSize))
      case .f32: values.append(whole(finals[number], 2))
      case .f64: values.append(finals[number])
      default: values.append(lowest(finals[number], element))
      }
    }
    jump(exit, values)
  }

  /// Like `lowerReductionMain`, two steps at a time; `enough` is entered when there is at least one.
  private mutating func lowerReductionDoubled(
    _ plan: LoopPlan, _ stays: [Bool], _ enough: Int, _ limit: VReg
  ) -> (index: VReg, combined: [VReg]) {
    let (main, last, combine) = (declare(), declare(), declare())
    func parameters(_ lowering: inout Lowering) -> [VReg] {
      [lowering.newGpr()] + plan.accumulators.map { lowering.accumulator(plan, $0) }
    }
    // Accumulators are as wide as the lanes they are made for.
    lanes = LaneContext(count: plan.main, isSingle: false)
    let entered = parameters(&self)
    begin(enough, entered)
    let pairs = alu(.sub, plan.count, immediate: 2 * plan.width)
    compareJump(.ge, pairs, .none, (main, entered), (last, entered))

    let state = parameters(&self)
    begin(main, state)
    f.blocks[main].isHot = true
    lanes.index = state[0]
    var whole = Array(state.dropFirst())
    if plan.isPaired {
      whole = lowerPair(plan, stays, whole)
    } else {
      whole = lowerBody(plan, stays, whole)
      lanes.offset = plan.main
      whole = lowerBody(plan, stays, whole)
    }
    let following = add(state[0], 2 * plan.width)
    let check = declare()
    compareJump(.le, following, pairs, (main, [following] + whole), (check, []))
    begin(check)
    compareJump(
      .le, following, limit, (last, [following] + whole), (combine, [following] + whole))

    lanes = LaneContext(count: plan.main, isSingle: false)
    let rest = parameters(&self)
    begin(last, rest)
    lanes.index = rest[0]
    let results = lowerBody(plan, stays, Array(rest.dropFirst()))
    jump(combine, [add(rest[0], plan.width)] + results)

    let end = parameters(&self)
    begin(combine, end)
    var combined: [VReg] = []
    for (number, element) in plan.accumulators.enumerated() {
      combined.append(
        self.combined([end[number + 1]], plan.combine[number], element, plan.maskSize))
    }
    return (end[0], combined)
  }

  /// The main part and the combination; leaves the combining block open.
  private mutating func lowerReductionMain(
    _ plan: LoopPlan, _ stays: [Bool], _ main: Int, _ limit: VReg, _ end: VReg
  ) -> (index: VReg, combined: [VReg]) {
    lanes = LaneContext(count: plan.main, isSingle: false, index: newGpr())
    let index = lanes.index
    var parameters: [[VReg]] = []
    for _ in 0..<plan.copies {
      var copy: [VReg] = []
      for element in plan.accumulators { copy.append(accumulator(plan, element)) }
      parameters.append(copy)
    }
    begin(main, [index] + parameters.flatMap { $0 })
    f.blocks[main].isHot = true
    var results: [[VReg]] = []
    let combine = declare()
    let following: VReg
    if plan.rotates {
      results = Array(parameters[1...])
      results.append(lowerBody(plan, stays, parameters[0]))
      following = add(index, plan.main)
      compareJump(
        .l, following, end, (main, [following] + results.flatMap { $0 }), (combine, []))
    } else {
      for copy in 0..<plan.copies {
        lanes.offset = copy * plan.main
        results.append(lowerBody(plan, stays, parameters[copy]))
      }
      following = add(index, plan.width)
      compareJump(
        .le, following, limit, (main, [following] + results.flatMap { $0 }), (combine, []))
    }
    begin(combine)
    lanes.offset = 0
    var combined: [VReg] = []
    for (number, element) in plan.accumulators.enumerated() {
      let copies = results.map { $0[number] }
      combined.append(self.combined(copies, plan.combine[number], element, plan.maskSize))
    }
    return (following, combined)
  }
}
