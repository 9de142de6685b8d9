// SPDX-License-Identifier: Apache-2.0
// Joins the partial results of a long row.

import JIT

/// Writes the program that folds partial results, part after part: float sums by the tree's merges, others in order.
struct JoinKernel {
  enum Slot {
    static let parts = 0
    /// Merges after each part, i64.
    static let merges = 1
    static let stack = 2
    static func partial(_ output: Int) -> Int { 3 + 2 * output }
    static func target(_ output: Int) -> Int { 4 + 2 * output }
  }

  static func slotCount(_ outputs: Int) -> Int { 3 + 2 * outputs }

  static func program(_ region: Region, _ outputs: [Int]) -> Program {
    var emitter = StepEmitter(region, name: "join")
    for (output, step) in outputs.enumerated() {
      write(&emitter, region.steps[step], output)
    }
    emitter.builder.ret()
    return emitter.builder.finish()
  }

  private static func write(_ emitter: inout StepEmitter, _ step: Region.Step, _ output: Int) {
    let node = step.node
    let reduction = step.reduction!
    let parts = node.loop.isComplex ? 2 : 1
    let element = node.loop.element
    let isSum = reduction == .sum && (node.loop.isFloating || node.loop.isComplex)
    let zero = emitter.builder.constant(0, .i64)
    let one = emitter.builder.constant(1, .i64)
    let count = emitter.builder.argument(Slot.parts, .i64)
    let mergeTable = emitter.builder.argument(Slot.merges, .ptr)
    let stack = emitter.builder.argument(Slot.stack, .ptr)
    let partial = emitter.builder.argument(Slot.partial(output), .ptr)
    let target = emitter.builder.argument(Slot.target(output), .ptr)
    let initial = (0..<parts).map { reduction.identity(node.loop, part: $0, &emitter.builder) }
    let head = emitter.builder.declareBlock()
    let body = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(head, [zero, mergeTable, partial, stack] + initial)
    let state = emitter.builder.begin(
      head, [.i64, .ptr, .ptr, .ptr] + initial.map { _ in element })
    emitter.builder.branch(emitter.builder.lt(state[0], count), body, done)

    emitter.builder.begin(body)
    let loaded = (0..<parts).map {
      emitter.builder.loadUniform(state[2], at: $0 * element.size, element)
    }
    let mergeHead = emitter.builder.declareBlock()
    let mergeBody = emitter.builder.declareBlock()
    let push = emitter.builder.declareBlock()
    let merges = emitter.builder.loadUniform(state[1], .i64)
    emitter.builder.jump(mergeHead, [isSum ? merges : zero, state[3]] + loaded)
    let merge = emitter.builder.begin(mergeHead, [.i64, .ptr] + loaded.map { _ in element })
    emitter.builder.branch(emitter.builder.gt(merge[0], zero), mergeBody, push)
    emitter.builder.begin(mergeBody)
    let below = emitter.builder.sub(merge[1], emitter.builder.constant(16, .i64))
    let merged = (0..<parts).map { part in
      let left = emitter.builder.loadUniform(below, at: 8 * part, element)
      // What is no sum is never merged, and truth values cannot be added.
      return isSum ? emitter.builder.add(left, merge[2 + part]) : left
    }
    emitter.builder.jump(mergeHead, [emitter.builder.sub(merge[0], one), below] + merged)

    emitter.builder.begin(push)
    var next = [
      emitter.builder.add(state[0], one), emitter.builder.moved(state[1], by: 8),
      emitter.builder.moved(state[2], by: element.size * parts),
    ]
    if isSum {
      for part in 0..<parts {
        emitter.builder.storeUniform(merge[1], at: 8 * part, merge[2 + part])
      }
      next.append(emitter.builder.moved(merge[1], by: 16))
      next += (0..<parts).map { merge[2 + $0] }
    } else {
      next.append(merge[1])
      let old = Lanes(state[4], parts == 2 ? state[5] : nil)
      let new = Lanes(merge[2], parts == 2 ? merge[3] : nil)
      let joined = reduction.accumulate(old, new, node.loop, &emitter.builder)
      next.append(joined.re)
      if let im = joined.im { next.append(im) }
    }
    emitter.builder.jump(head, next)

    // The last value pushed is the whole sum.
    emitter.builder.begin(done)
    let lanes = Lanes(state[4], parts == 2 ? state[5] : nil)
    let accumulators = Accumulators(region: emitter.region)
    let total = accumulators.finish(step, lanes, &emitter.builder)
    let result = emitter.convert(
      node.loop == .float16 ? emitter.rounded(total) : total, from: node.loop, to: node.dtype)
    let stride = emitter.builder.constant(node.dtype.itemSize, .i64)
    emitter.ports = [
      PortValues(dtype: node.dtype, strideClass: .broadcast, pointer: target, stride: stride)
    ]
    emitter.storeRow(0, result)
    let after = emitter.builder.declareBlock()
    emitter.builder.jump(after)
    emitter.builder.begin(after)
  }
}
