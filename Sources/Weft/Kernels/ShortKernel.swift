// SPDX-License-Identifier: Apache-2.0
// Short form: reductions of rows of a few elements, the lanes running across rows.

import JIT

/// Writes the program of a region whose rows are short: coordinates of points, channels of pixels.
///
///     for each row of lanes { one loop over a kept axis: everything about `extent` elements, in registers }
///
/// The elements of a row are written out one after the other, and all passes over them lie in one loop body. Sums follow
/// NumPy's order: eight accumulators (four complex ones) when there are as many elements, else one after the other.
struct ShortKernel {
  /// The longest rows taken, twice the accumulators less one: no sum has a second block of eight.
  static let longestRow = 15
  /// The most steps written out, each once per element.
  static let workLimit = 96
  /// Fewer rows than this do not fill a register.
  static let leastRows = 8

  private var emitter: StepEmitter
  private let region: Region
  private let form: KernelForm
  /// Per element of the row: the values of full steps and of ports.
  private var full: [[Lanes?]]
  private var loaded: [[Lanes?]]
  private var pointers: [[Value]] = []
  /// What runs ahead of the loop: `inner` is a strip then.
  private var ahead: [Int] = []

  static func program(_ region: Region, _ form: KernelForm) -> Program {
    var kernel = ShortKernel(region, form)
    kernel.write()
    return kernel.emitter.builder.finish()
  }

  /// Whether a region with rows of `extent` elements is worth this form.
  static func fits(_ region: Region, extent: Int) -> Bool {
    guard extent >= 2, extent <= longestRow else { return false }
    var work = 0
    for step in region.steps where step.rate == .full || step.reduction != nil {
      work += step.node.loop.isComplex ? 2 : 1
    }
    return work * extent <= workLimit && region.length * extent <= RegionBuilder.lengthLimit
  }

  private init(_ region: Region, _ form: KernelForm) {
    self.region = region
    self.form = form
    emitter = StepEmitter(region, name: KernelName.of(region, form))
    emitter.isColumn = true
    for index in emitter.stored.indices { emitter.stored[index] = -1 }
    full = Array(repeating: emitter.full, count: form.extent)
    loaded = Array(
      repeating: Array(repeating: nil, count: region.ports.count), count: form.extent)
  }

  private mutating func write() {
    let zero = emitter.builder.constant(0, .i64)
    let one = emitter.builder.constant(1, .i64)
    let rows = emitter.builder.argument(KernelForm.Slot.rows, .i64)
    let inner = emitter.builder.argument(KernelForm.Slot.inner, .i64)
    emitter.openPorts(form)
    emitter.openScalars()
    openStrips()
    let head = emitter.builder.declareBlock()
    let body = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    let start = region.ports.indices.map { emitter.ports[$0].pointer }
    emitter.builder.jump(head, [zero] + start)
    let state = emitter.builder.begin(head, [.i64] + start.map { _ in .ptr })
    emitter.builder.branch(emitter.builder.lt(state[0], rows), body, done)

    emitter.builder.begin(body)
    pointers = region.ports.indices.map { elementPointers($0, from: state[$0 + 1]) }
    writeAhead(inner)
    let lanes = emitter.builder.declareLoop()
    let after = emitter.builder.declareBlock()
    emitter.builder.loop(inner, lanes, exit: after)
    emitter.builder.begin(lanes)
    emitter.beginLoop()
    for port in region.ports.indices { emitter.ports[port].pointer = pointers[port][0] }
    writeBody()
    emitter.builder.next()

    emitter.builder.begin(after)
    var next = [emitter.builder.add(state[0], one)]
    for port in region.ports.indices {
      let stride = emitter.builder.argument(KernelForm.Slot.rowStride(port), .i64)
      next.append(emitter.builder.add(state[port + 1], stride))
    }
    emitter.builder.jump(head, next)
    emitter.builder.begin(done)
    emitter.builder.ret()
  }

  /// Calls are of the first pass: what waits for a reduction is of another region (`KernelForm.choose`).
  private mutating func openStrips() {
    let strips = CallStrips(region, form)
    if strips.isEmpty { return }
    emitter.openStrips(strips, emitter.builder.argument(KernelForm.Slot.scratch, .ptr))
    let reductions = region.steps.indices.filter { region.steps[$0].reduction != nil }
    let stores = region.steps.indices.filter {
      region.steps[$0].rate == .full && region.steps[$0].output >= 0
    }
    ahead = emitter.steps(aheadOf: 0, reductions, stores)
  }

  /// Writes the calls of every element of the rows.
  private mutating func writeAhead(_ inner: Value) {
    for element in 0..<form.extent where !ahead.isEmpty {
      for (index, port) in region.ports.enumerated() where port.rate == .full {
        emitter.ports[index].pointer = pointers[index][element]
      }
      emitter.forgetStrips()
      emitter.writeAhead(inner, 0, ahead, copy: element)
    }
  }

  /// Where each element of the first row lies.
  private mutating func elementPointers(_ port: Int, from start: Value) -> [Value] {
    let size = emitter.ports[port].dtype.itemSize
    switch form.shortClasses[port] {
    case .broadcast: return Array(repeating: start, count: form.extent)
    case .unit, .record:
      return (0..<form.extent).map { emitter.builder.moved(start, by: $0 * size) }
    case .strided:
      let slot = KernelForm.Slot.shortStride(
        port, ports: region.ports.count, scalars: region.scalars.count)
      let stride = emitter.builder.argument(slot, .i64)
      var result = [start]
      while result.count < form.extent {
        result.append(emitter.builder.add(result.last!, stride))
      }
      return result
    }
  }

  private mutating func writeBody() {
    for pass in 0..<region.passes {
      for (index, step) in region.steps.enumerated()
      where step.rate == .row && step.reduction != nil && Int(step.level) == pass + 1 {
        emitter.rows[index] = reduced(step)
      }
    }
    for (index, step) in region.steps.enumerated() where step.output >= 0 {
      if step.rate == .row {
        emitter.store(Int(step.output), emitter.value(row: index))
      } else {
        // All values before the first store, so that the stores can be one of whole records.
        let values = (0..<form.extent).map { element in
          at(element) { $0.value(full: index, pass: 0) }
        }
        for element in 0..<form.extent {
          at(element) { $0.store(Int(step.output), values[element]) }
        }
      }
    }
  }

  /// Runs `body` with the emitter at one element of the row.
  private mutating func at<R>(_ element: Int, _ body: (inout StepEmitter) -> R) -> R {
    emitter.full = full[element]
    emitter.loaded = loaded[element]
    emitter.loadStrips(ahead, copy: element)
    for (index, port) in region.ports.enumerated() where port.rate == .full {
      emitter.ports[index].pointer = pointers[index][element]
      if form.shortClasses[index] == .broadcast { emitter.loaded[index] = loaded[0][index] }
    }
    let result = body(&emitter)
    full[element] = emitter.full
    loaded[element] = emitter.loaded
    for index in region.ports.indices where form.shortClasses[index] == .broadcast {
      loaded[0][index] = emitter.loaded[index]
    }
    return result
  }

  /// The result of a reduction, in its dtype.
  private mutating func reduced(_ step: Region.Step) -> Lanes {
    let (reduction, loop) = (step.reduction!, step.node.loop)
    var values = (0..<form.extent).map { element in
      at(element) { $0.reduced(step, pass: 0) }
    }
    let order = reduction.order(in: loop)
    let width = order == .pairwiseComplex ? 4 : 8
    if order == .pairwise || order == .pairwiseComplex, values.count >= width {
      values = folded(values, width, reduction, loop)
    } else if loop.isComplex {
      let re = reduction.identity(loop, part: 0, &emitter.builder)
      values.insert(Lanes(re, reduction.identity(loop, part: 1, &emitter.builder)), at: 0)
    }
    var total = values[0]
    for value in values.dropFirst() {
      total = reduction.accumulate(total, value, loop, &emitter.builder)
    }
    total = Accumulators(region: region).finish(step, total, &emitter.builder)
    if loop == .float16 { total = emitter.rounded(total) }
    return emitter.convert(total, from: loop, to: step.node.dtype)
  }

  /// The sum of all whole blocks of `width` as the pairwise tree takes it, and the values beyond.
  private mutating func folded(
    _ values: [Lanes], _ width: Int, _ reduction: Reduction, _ loop: DType
  ) -> [Lanes] {
    var tree = Array(values[..<width])
    var next = width
    while next + width <= values.count {
      for lane in 0..<width {
        tree[lane] = reduction.accumulate(
          tree[lane], values[next + lane], loop, &emitter.builder)
      }
      next += width
    }
    while tree.count > 1 {
      tree = stride(from: 0, to: tree.count, by: 2).map {
        reduction.accumulate(tree[$0], tree[$0 + 1], loop, &emitter.builder)
      }
    }
    return tree + values[next...]
  }
}
