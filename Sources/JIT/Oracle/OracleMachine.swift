// SPDX-License-Identifier: Apache-2.0
// Runs a plan: control flow, uniform code and single steps.

import CShims

/// The state of one run of a plan.
struct OracleMachine {
  let plan: OraclePlan
  let arguments: UnsafeMutableRawPointer
  let scratch: UnsafeMutableRawPointer
  /// The plan's steps, while `run` runs.
  private var steps: UnsafePointer<OraclePlan.Step>?
  private(set) var raised: UInt32 = 0

  init(plan: OraclePlan, arguments: UnsafeMutableRawPointer) {
    self.plan = plan
    self.arguments = arguments
    scratch = .allocate(byteCount: plan.scratchBytes, alignment: 64)
  }

  /// Runs from the entry to `ret`; the machine cannot run again.
  mutating func run() -> Status {
    let environment = weft_fp_begin()
    plan.steps.withUnsafeBufferPointer { buffer in
      steps = buffer.baseAddress
      var block = 0
      while let following = runBlock(block) { block = following }
      steps = nil
    }
    raised |= weft_fp_end(environment)
    scratch.deallocate()
    return Status(rawValue: raised)
  }

  /// Runs one plain block and what its terminator says; returns the block after it.
  private mutating func runBlock(_ index: Int) -> Int? {
    execute(plan.blocks[index].steps, element: 0, shift: 0, count: 1)
    let terminator = plan.blocks[index].terminator
    switch terminator.op {
    case .branch:
      return Int(uniform(terminator.a, UInt8.self) != 0 ? terminator.b : terminator.c)
    case .jump:
      pass(start: Int(terminator.c), count: Int(terminator.b), to: Int(terminator.a))
      return Int(terminator.a)
    case .loop:
      let exit = Int(plan.program.extra[Int(terminator.c)])
      runLoop(
        plan.loops[plan.blocks[Int(terminator.b)].loop!],
        count: Int(uniform(terminator.a, Int64.self)), initial: Int(terminator.c) + 1,
        results: plan.blocks[exit].parameters)
      return exit
    default:
      return nil
    }
  }

  func uniform<T>(_ value: UInt16, _: T.Type) -> T {
    scratch.load(fromByteOffset: Int(value) * 8, as: T.self)
  }

  /// Copies the values named in `extra` to the parameters of `block`, all being read before any is written.
  private func pass(start: Int, count: Int, to block: Int) {
    guard count > 0 else { return }
    let parameters = plan.blocks[block].parameters
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { values in
      for i in 0..<count { values[i] = uniform(plan.program.extra[start + i], UInt64.self) }
      for i in 0..<count {
        scratch.storeBytes(of: values[i], toByteOffset: parameters + i * 8, as: UInt64.self)
      }
    }
  }

  /// Runs steps for the `count` lanes that begin at `element` of the loop, `shift` lanes into the current block.
  mutating func execute(_ range: Range<Int>, element: Int, shift: Int, count: Int) {
    guard let steps else { return }
    for index in range {
      let lanes = steps[index].isUniform ? 1 : count
      run(steps[index], element: element, shift: shift, count: lanes)
    }
  }

  @inline(__always)
  private mutating func run(
    _ step: borrowing OraclePlan.Step, element: Int, shift: Int, count: Int
  ) {
    let d = scratch + step.d
    let a = UnsafeRawPointer(scratch + step.a + shift * Int(step.advance.0))
    let b = UnsafeRawPointer(scratch + step.b + shift * Int(step.advance.1))
    let c = UnsafeRawPointer(scratch + step.c + shift * Int(step.advance.2))
    if let kernel = step.kernel {
      kernel(d, a, b, c, count)
      return
    }
    let size = Int(step.size)
    switch step.action {
    case .kernel: preconditionFailure("a step without kernel")
    case .const:
      d.storeBytes(of: plan.program.constants[step.immediate], as: UInt64.self)
      if step.isBool { makeTruths(d, 1) }
    case .arg:
      d.copyMemory(from: arguments + step.immediate * 8, byteCount: 8)
      if step.isBool { makeTruths(d, 1) }
    case .lane:
      let lanes = d.assumingMemoryBound(to: Int.self)
      for i in 0..<count { lanes[i] = element + i }
    case .spread: spread(d, a, size: size, count: count)
    case .any: d.storeBytes(of: isAnyTrue(a, count) ? 1 : 0, as: UInt8.self)
    case .callEach:
      let frame = a.load(as: UnsafePointer<weft_call_frame>.self)
      weft_call_each(frame, plan.program.constants[step.immediate])
    case .raise: if isAnyTrue(a, count) { raised |= UInt32(step.immediate) }
    case .load, .loadStrided, .gather, .loadUniform:
      load(step, d, a, b, element: element, count: count)
      if step.isBool { makeTruths(d, count) }
    case .store, .storeStrided, .scatter, .storeUniform:
      store(step, a, b, c, element: element, count: count)
    }
  }
}
