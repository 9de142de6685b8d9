// SPDX-License-Identifier: Apache-2.0
// Row form with calls of C functions: the passes over a row in strips, with the answers of one loop.

import JIT

extension RowKernel {
  /// A pass over `inner` elements in strips, for a pass that does not follow the pairwise tree.
  mutating func writeStrips(
    _ inner: Value, _ pass: Int, _ plan: Accumulators.Plan, _ reductions: [Int], _ stores: [Int]
  ) -> [Value] {
    if reductions.contains(where: tellsLanes) {
      return writeStripsByLane(inner, pass, plan, reductions, stores)
    }
    // What is taken one after the other goes on from strip to strip.
    let isSerial = plan.width == 1
    return eachStrip(inner, plan.initial, plan.elements) { kernel, start, count, state in
      kernel.emitter.firstElement = start
      defer { kernel.emitter.firstElement = nil }
      let results = kernel.fromElement(start) { kernel in
        kernel.writeLoop(count, pass, plan, reductions, stores, from: isSerial ? state : nil)
      }
      if isSerial { return results }
      return results.indices.map {
        kernel.emitter.builder.binary(plan.combine[$0], state[$0], results[$0])
      }
    }
  }

  /// Whether the result of a reduction tells which lane took which element: of the least of two zeros, and of two NaNs.
  private func tellsLanes(_ index: Int) -> Bool {
    let loop = region.steps[index].node.loop
    guard let reduction = region.steps[index].reduction, loop.isFloating else { return false }
    return reduction.order(in: loop) == .free
  }

  /// As `writeStrips`, with the accumulators of every lane in memory, so that each lane takes the elements that it would have in one loop.
  private mutating func writeStripsByLane(
    _ inner: Value, _ pass: Int, _ plan: Accumulators.Plan, _ reductions: [Int], _ stores: [Int]
  ) -> [Value] {
    let width = emitter.builder.constant(plan.width, .i64)
    let zero = emitter.builder.constant(0, .i64)
    let whole = emitter.builder.and(inner, emitter.builder.constant(-plan.width, .i64))
    let memory = plan.elements.indices.map {
      emitter.builder.moved(emitter.laneMemory!, by: 8 * plan.width * $0)
    }
    emitter.writeMap(width) { emitter in
      for (pointer, value) in zip(memory, plan.initial) { emitter.builder.store(pointer, value) }
    }
    let ahead = emitter.steps(aheadOf: pass, reductions, stores)
    _ = eachStrip(whole, [], []) { kernel, start, count, _ in
      kernel.fromElement(start) { kernel in
        kernel.eachRow { $0.emitter.writeAhead(count, pass, ahead) }
      }
      kernel.eachGroup(count, of: width) { kernel, group in
        let first = kernel.emitter.builder.add(start, group)
        kernel.fromElement(first, inStrip: group) { kernel in
          kernel.writeMap(width) { kernel in
            for index in stores {
              let value = kernel.emitter.value(full: index, pass: pass)
              kernel.emitter.store(Int(kernel.emitter.stored[index]), value)
            }
            let old = memory.indices.map {
              kernel.emitter.builder.load(memory[$0], plan.elements[$0])
            }
            var new: [Value] = []
            for index in reductions {
              let lanes = kernel.emitter.reduced(kernel.region.steps[index], pass: pass)
              kernel.accumulators.step(
                kernel.region.steps[index], lanes, old, &new, &kernel.emitter)
            }
            for (pointer, value) in zip(memory, new) {
              kernel.emitter.builder.store(pointer, value)
            }
          }
        }
      }
      kernel.emitter.forgetStrips()
      return []
    }
    // The lanes together, if they have taken anything; then what does not fill them, one after the other.
    let isAny = emitter.builder.gt(whole, zero)
    let body = emitter.builder.declareLoop(width: plan.width, combine: plan.combine)
    let exit = emitter.builder.declareBlock()
    emitter.builder.loop(
      emitter.builder.select(isAny, width, zero), body, initial: plan.initial, exit: exit)
    let lanes = emitter.builder.begin(body, plan.elements)
    emitter.builder.next(
      lanes.indices.map { index in
        let value = emitter.builder.load(memory[index], plan.elements[index])
        return emitter.builder.binary(plan.combine[index], lanes[index], value)
      })
    let combined = emitter.builder.begin(exit, plan.elements)
    var serial = plan
    serial.width = 1
    let rest = emitter.builder.sub(inner, whole)
    return fromElement(whole) { kernel in
      kernel.writeLoop(rest, pass, serial, reductions, stores, from: combined)
    }
  }

  /// Runs `body` for every strip of `count` elements with its first element and length; it makes a new state of the old.
  private mutating func eachStrip(
    _ count: Value, _ initial: [Value], _ elements: [Element],
    _ body: (inout RowKernel, Value, Value, [Value]) -> [Value]
  ) -> [Value] {
    let zero = emitter.builder.constant(0, .i64)
    let length = emitter.builder.constant(CallStrips.length, .i64)
    let head = emitter.builder.declareBlock()
    let strip = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(head, [zero] + initial)
    let state = emitter.builder.begin(head, [.i64] + elements)
    emitter.builder.branch(emitter.builder.lt(state[0], count), strip, done)
    emitter.builder.begin(strip)
    let left = emitter.builder.sub(count, state[0])
    let next = body(
      &self, state[0], emitter.builder.min(left, length), Array(state.dropFirst()))
    emitter.builder.jump(head, [emitter.builder.add(state[0], length)] + next)
    emitter.builder.begin(done)
    return Array(state.dropFirst())
  }

  /// Runs `body` for every `width` of `count` elements, a multiple of it.
  private mutating func eachGroup(
    _ count: Value, of width: Value, _ body: (inout RowKernel, Value) -> Void
  ) {
    let head = emitter.builder.declareBlock()
    let group = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(head, [emitter.builder.constant(0, .i64)])
    let first = emitter.builder.begin(head, [.i64])[0]
    emitter.builder.branch(emitter.builder.lt(first, count), group, done)
    emitter.builder.begin(group)
    body(&self, first)
    emitter.builder.jump(head, [emitter.builder.add(first, width)])
    emitter.builder.begin(done)
  }
}
