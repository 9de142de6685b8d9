// SPDX-License-Identifier: Apache-2.0
// argmin and argmax: the position of a row's extreme.

import JIT

/// Writes the program of one argmin or argmax in row form.
///
/// A row is taken in chunks that fit the L1 cache: a vector loop finds the chunk's extreme, and only when that beats the best
/// so far (rarely, after the first chunks) a second loop looks for its first position. The first NaN wins, as in NumPy.
struct PositionKernel {
  static let chunk = 2048
  /// Enough accumulators that none waits for another: the extreme of floats takes a test and a choice.
  private static let width = 64

  private var emitter: StepEmitter
  private let region: Region
  private let step: Region.Step
  private let isMaximum: Bool
  /// What runs ahead of the loops over a chunk, which is a strip then.
  private var ahead: [Int] = []

  static func program(_ region: Region, _ form: KernelForm) -> Program {
    var kernel = PositionKernel(region, form)
    kernel.write(form)
    return kernel.emitter.builder.finish()
  }

  private init(_ region: Region, _ form: KernelForm) {
    self.region = region
    emitter = StepEmitter(region, name: KernelName.of(region, form))
    step = region.steps.last!
    if case .reduce(.argMaximum, _) = step.node.operation {
      isMaximum = true
    } else {
      isMaximum = false
    }
  }

  private mutating func write(_ form: KernelForm) {
    let zero = emitter.builder.constant(0, .i64)
    let rows = emitter.builder.argument(KernelForm.Slot.rows, .i64)
    let inner = emitter.builder.argument(KernelForm.Slot.inner, .i64)
    emitter.openPorts(form)
    emitter.openScalars()
    let strips = CallStrips(region, form)
    if !strips.isEmpty {
      emitter.openStrips(strips, emitter.builder.argument(KernelForm.Slot.scratch, .ptr))
      ahead = emitter.steps(aheadOf: 0, [region.steps.count - 1], [])
    }
    let strides = region.ports.indices.map {
      emitter.builder.argument(KernelForm.Slot.rowStride($0), .i64)
    }
    let head = emitter.builder.declareBlock()
    let body = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(head, [zero] + region.ports.indices.map { emitter.ports[$0].pointer })
    let row = emitter.builder.begin(head, [.i64] + region.ports.map { _ in .ptr })
    emitter.builder.branch(emitter.builder.lt(row[0], rows), body, done)
    emitter.builder.begin(body)
    for port in region.ports.indices { emitter.ports[port].pointer = row[port + 1] }
    emitter.beginRow()
    for (index, port) in region.ports.enumerated() where port.rate == .row && !port.isOutput {
      emitter.loadRow(index)
    }
    // Both lane loops below read them.
    for (index, other) in region.steps.dropLast().enumerated() where other.rate == .row {
      _ = emitter.value(row: index)
    }
    let position = step.node.loop.isComplex ? writeSerial(inner) : writeChunks(inner)
    emitter.storeRow(Int(step.output), Lanes(position))
    var next = [emitter.builder.add(row[0], emitter.builder.constant(1, .i64))]
    for port in region.ports.indices {
      next.append(emitter.builder.add(row[port + 1], strides[port]))
    }
    emitter.builder.jump(head, next)
    emitter.builder.begin(done)
    emitter.builder.ret()
  }

  /// The reduced operand; truth values as numbers.
  private mutating func operand() -> Value {
    let value = emitter.reduced(step, pass: 0).re
    return emitter.builder.element(of: value) == .bool
      ? emitter.builder.convert(value, to: .u8) : value
  }

  private mutating func writeChunks(_ inner: Value) -> Value {
    let element: Element = step.node.loop == .bool ? .u8 : step.node.loop.element
    let isFloat = element.isFloat
    let combine: Op = isMaximum ? (isFloat ? .maxNaN : .max) : (isFloat ? .minNaN : .min)
    let zero = emitter.builder.constant(0, .i64)
    let worst = emitter.builder.extreme(element, greatest: !isMaximum)
    let far = emitter.builder.constant(Int.max, .i64)
    let pointers = region.ports.indices.map { emitter.ports[$0].pointer }
    let head = emitter.builder.declareBlock()
    let body = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    let none = emitter.builder.constant(-1, .i64)
    emitter.builder.jump(head, [zero, none, worst] + pointers)
    let state = emitter.builder.begin(head, [.i64, .i64, element] + pointers.map { _ in .ptr })
    emitter.builder.branch(emitter.builder.lt(state[0], inner), body, done)

    emitter.builder.begin(body)
    for port in pointers.indices { emitter.ports[port].pointer = state[3 + port] }
    let left = emitter.builder.sub(inner, state[0])
    let chunk = ahead.isEmpty ? Self.chunk : CallStrips.length
    let length = emitter.builder.min(left, emitter.builder.constant(chunk, .i64))
    emitter.forgetStrips()
    emitter.writeAhead(length, 0, ahead)
    let scan = emitter.builder.declareLoop(width: Self.width, combine: [combine])
    let scanned = emitter.builder.declareBlock()
    emitter.builder.loop(length, scan, initial: [worst], exit: scanned)
    let best = emitter.builder.begin(scan, [element])
    emitter.beginLoop()
    let x = operand()
    emitter.builder.next([emitter.builder.binary(combine, best[0], x)])
    let found = emitter.builder.begin(scanned, [element])

    // Better, or the first chunk, or the first NaN.
    var better = emitter.builder.binary(isMaximum ? .gt : .lt, found[0], state[2])
    better = emitter.builder.or(better, emitter.builder.lt(state[1], zero))
    if isFloat {
      let isNaN = emitter.builder.ne(found[0], found[0])
      let wasNumber = emitter.builder.eq(state[2], state[2])
      better = emitter.builder.or(better, emitter.builder.and(isNaN, wasNumber))
    }
    let search = emitter.builder.declareBlock()
    let same = emitter.builder.declareBlock()
    let join = emitter.builder.declareBlock()
    emitter.builder.branch(better, search, same)
    emitter.builder.begin(same)
    emitter.builder.jump(join, [state[1], state[2]])
    emitter.builder.begin(search)
    let locate = emitter.builder.declareLoop(width: Self.width, combine: [.min])
    let located = emitter.builder.declareBlock()
    emitter.builder.loop(length, locate, initial: [far], exit: located)
    let nearest = emitter.builder.begin(locate, [.i64])
    emitter.beginLoop()
    let y = operand()
    var hit = emitter.builder.eq(y, found[0])
    if isFloat { hit = emitter.builder.or(hit, emitter.builder.ne(y, y)) }
    let here = emitter.builder.select(hit, emitter.builder.lane(), far)
    emitter.builder.next([emitter.builder.min(nearest[0], here)])
    let at = emitter.builder.begin(located, [.i64])
    emitter.builder.jump(join, [emitter.builder.add(state[0], at[0]), found[0]])

    let chosen = emitter.builder.begin(join, [.i64, element])
    var next = [emitter.builder.add(state[0], length), chosen[0], chosen[1]]
    for port in pointers.indices {
      let bytes = emitter.builder.mul(length, emitter.ports[port].stride)
      next.append(emitter.builder.add(state[3 + port], bytes))
    }
    emitter.builder.jump(head, next)
    emitter.builder.begin(done)
    for port in pointers.indices { emitter.ports[port].pointer = pointers[port] }
    return state[1]
  }

  /// Complex numbers order by real, then imaginary part; taken one by one.
  private mutating func writeSerial(_ inner: Value) -> Value {
    let element = step.node.loop.element
    let zero = emitter.builder.constant(0.0, element)
    let none = emitter.builder.constant(-1, .i64)
    let body = emitter.builder.declareLoop(width: 1, combine: [.add, .add, .add])
    let exit = emitter.builder.declareBlock()
    emitter.builder.loop(inner, body, initial: [zero, zero, none], exit: exit)
    let best = emitter.builder.begin(body, [element, element, .i64])
    emitter.beginLoop()
    let x = emitter.reduced(step, pass: 0)
    let op: Op = isMaximum ? .gt : .lt
    let (re, im) = (x.re, x.im!)
    let closer = emitter.builder.binary(op, im, best[1])
    let tie = emitter.builder.and(emitter.builder.eq(re, best[0]), closer)
    var better = emitter.builder.or(emitter.builder.binary(op, re, best[0]), tie)
    let isNaN = emitter.builder.or(emitter.builder.ne(re, re), emitter.builder.ne(im, im))
    let wasNaN = emitter.builder.or(
      emitter.builder.ne(best[0], best[0]), emitter.builder.ne(best[1], best[1]))
    better = emitter.builder.or(better, isNaN)
    better = emitter.builder.and(better, emitter.builder.not(wasNaN))
    let first = emitter.builder.lt(best[2], emitter.builder.constant(0, .i64))
    better = emitter.builder.or(better, first)
    emitter.builder.next([
      emitter.builder.select(better, re, best[0]), emitter.builder.select(better, im, best[1]),
      emitter.builder.select(better, emitter.builder.lane(), best[2]),
    ])
    return emitter.builder.begin(exit, [element, element, .i64])[2]
  }
}
