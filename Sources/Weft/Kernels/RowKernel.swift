// SPDX-License-Identifier: Apache-2.0
// Row form: for each row, passes over its elements.

import JIT

/// Writes the program of a region in row form.
///
///     entry ─► head(row, pointers) ─► body: row values; pass 0; row values; pass 1; …; row stores ─► head
///                    └─► done
///
/// A pass is one lane loop, or, when it sums floats and rows are not short, one lane loop per leaf of the pairwise tree. Short
/// rows go through the body `form.rowsTogether` at a time, all in the same lane loops.
struct RowKernel {
  var emitter: StepEmitter
  let region: Region
  private let form: KernelForm
  /// The rows in work.
  private var group: [RowState] = []
  /// The scratch rows of each row of the group, as pointers.
  private var scratch: [[Value]]

  /// Width of lane loops whose reductions may be taken in any order: fills two AVX-512 registers of f32.
  static let freeWidth = 32

  static func program(_ region: Region, _ form: KernelForm) -> Program {
    var kernel = RowKernel(region, form)
    kernel.write()
    return kernel.emitter.builder.finish()
  }

  private init(_ region: Region, _ form: KernelForm) {
    self.region = region
    self.form = form
    emitter = StepEmitter(region, name: KernelName.of(region, form))
    scratch = Array(repeating: [], count: form.rowsTogether)
  }

  var accumulators: Accumulators { Accumulators(region: region) }

  private mutating func write() {
    let zero = emitter.builder.constant(0, .i64)
    let rows = emitter.builder.argument(KernelForm.Slot.rows, .i64)
    let inner = emitter.builder.argument(KernelForm.Slot.inner, .i64)
    emitter.openPorts(form)
    emitter.openScalars()
    openScratch(inner)
    let rowStrides = region.ports.indices.map {
      emitter.builder.argument(KernelForm.Slot.rowStride($0), .i64)
    }
    let head = emitter.builder.declareBlock()
    let body = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    let moving = region.ports.indices.map { emitter.ports[$0].pointer }
    emitter.builder.jump(head, [zero] + moving)

    let parameters = emitter.builder.begin(head, [.i64] + moving.map { _ in .ptr })
    let row = parameters[0]
    let more = emitter.builder.lt(row, rows)
    emitter.builder.branch(more, body, done)

    emitter.builder.begin(body)
    openGroup(row, rows, Array(parameters[1...]), rowStrides)
    eachRow { kernel in
      for (index, port) in kernel.region.ports.enumerated() where port.rate == .row {
        if !port.isOutput { kernel.emitter.loadRow(index) }
      }
    }
    for pass in 0..<region.passes {
      eachRow { $0.computeRows(upTo: pass) }
      write(pass: pass, inner)
    }
    eachRow { kernel in
      kernel.computeRows(upTo: kernel.region.passes)
      for (index, step) in kernel.region.steps.enumerated()
      where step.rate == .row && step.output >= 0 {
        kernel.emitter.storeRow(Int(step.output), kernel.emitter.value(row: index))
      }
    }
    let together = emitter.builder.constant(form.rowsTogether, .i64)
    var next = [emitter.builder.add(row, together)]
    for port in region.ports.indices {
      let distance = emitter.builder.mul(rowStrides[port], together)
      next.append(emitter.builder.add(parameters[port + 1], distance))
    }
    emitter.builder.jump(head, next)

    emitter.builder.begin(done)
    emitter.builder.ret()
  }

  /// Computes the row maps that are available before `pass`.
  private mutating func computeRows(upTo pass: Int) {
    for (index, step) in region.steps.enumerated()
    where step.rate == .row && Int(step.level) <= pass && emitter.rows[index] == nil {
      _ = emitter.value(row: index)
    }
  }

  /// Gives scratch rows to the steps that a later pass needs and that are too dear to compute twice.
  private mutating func openScratch(_ inner: Value) {
    var offset = emitter.builder.argument(KernelForm.Slot.scratch, .ptr)
    offset = emitter.builder.moved(offset, by: Accumulators.stackBytes)
    for index in Scratch.steps(region) {
      let dtype = region.steps[index].node.dtype
      let size = emitter.builder.constant(dtype.itemSize, .i64)
      emitter.stored[index] = Int16(emitter.ports.count)
      emitter.ports.append(
        PortValues(dtype: dtype, strideClass: .unit, pointer: offset, stride: size))
      let bytes = emitter.builder.mul(inner, emitter.builder.constant(dtype.itemSize, .i64))
      for number in scratch.indices {
        scratch[number].append(offset)
        offset = emitter.builder.add(offset, bytes)
      }
    }
    emitter.openStrips(CallStrips(region, form), offset)
  }
}

// MARK: Rows together

extension RowKernel {
  /// What differs between the rows in work.
  private struct RowState {
    var pointers: [Value]
    var rows: [Lanes?] = []
    var rowLoaded: [Lanes?] = []
  }

  /// Places the rows from `row` on; beyond the last one, the last one again, whose results are stored more than once.
  private mutating func openGroup(
    _ row: Value, _ rows: Value, _ first: [Value], _ strides: [Value]
  ) {
    let zero = emitter.builder.constant(0, .i64)
    var pointers = first
    group = []
    emitter.beginRow()
    for number in 0..<form.rowsTogether {
      if number > 0 {
        let index = emitter.builder.add(row, emitter.builder.constant(number, .i64))
        let isThere = emitter.builder.lt(index, rows)
        for port in region.ports.indices where !isShared(port) {
          let step = emitter.builder.select(isThere, strides[port], zero)
          pointers[port] = emitter.builder.add(pointers[port], step)
        }
      }
      group.append(
        RowState(
          pointers: pointers + scratch[number], rows: emitter.rows, rowLoaded: emitter.rowLoaded))
    }
  }

  /// True for an operand that is the same for all rows: it is loaded once for all of them.
  private func isShared(_ port: Int) -> Bool {
    form.rowsTogether > 1 && form.isSharedByRows(port, region)
  }

  /// Runs `body` for every row in work, with the emitter at that row.
  mutating func eachRow(_ body: (inout RowKernel) -> Void) {
    for number in group.indices {
      for (port, pointer) in group[number].pointers.enumerated() {
        emitter.ports[port].pointer = pointer
      }
      swap(&emitter.rows, &group[number].rows)
      swap(&emitter.rowLoaded, &group[number].rowLoaded)
      body(&self)
      swap(&emitter.rows, &group[number].rows)
      swap(&emitter.rowLoaded, &group[number].rowLoaded)
    }
  }

  /// Starts the element of another row in the body of a lane loop.
  private mutating func beginLoop() {
    let loaded = emitter.loaded
    emitter.beginLoop()
    for port in loaded.indices where port < region.ports.count && isShared(port) {
      emitter.loaded[port] = loaded[port]
    }
  }
}

// MARK: Passes

extension RowKernel {
  private mutating func write(pass: Int, _ inner: Value) {
    let reductions = region.steps.indices.filter { index in
      let step = region.steps[index]
      switch step.node.operation {
      case .reduce: return step.rate == .row && Int(step.level) == pass + 1
      case .scan: return Int(step.level) == pass
      default: return false
      }
    }
    let stores = region.steps.indices.filter { index in
      region.steps[index].rate == .full && Int(region.steps[index].level) == pass
        && emitter.stored[index] >= 0 && !region.isScan(index)
    }
    if reductions.isEmpty && stores.isEmpty { return }
    let plan = accumulators.plan(reductions, &emitter)
    if plan.isPairwise && !form.hasOneLeaf(region) {
      writeLeaves(pass, plan, reductions, stores)
      return
    }
    let isWhole =
      plan.isPairwise || emitter.steps(aheadOf: pass, reductions, stores).isEmpty
    var results =
      isWhole
      ? writeLoop(inner, pass, plan, reductions, stores)[...]
      : writeStrips(inner, pass, plan, reductions, stores)[...]
    eachRow { kernel in
      kernel.finish(plan, Array(results.prefix(plan.elements.count)), reductions)
      results = results.dropFirst(plan.elements.count)
    }
  }

  /// One lane loop over `count` elements, after what runs ahead of it; its stores come first if they are better apart.
  ///
  /// Returns the accumulators, which start as `initial` if that is given.
  mutating func writeLoop(
    _ count: Value, _ pass: Int, _ plan: Accumulators.Plan, _ reductions: [Int], _ stores: [Int],
    from initial: [Value]? = nil
  ) -> [Value] {
    let ahead = emitter.steps(aheadOf: pass, reductions, stores)
    if !ahead.isEmpty { eachRow { $0.emitter.writeAhead(count, pass, ahead) } }
    defer { emitter.forgetStrips() }
    let isApart = plan.isPairwise && storesApart(stores, plan)
    if isApart {
      writeMap(count) { kernel in
        for index in stores {
          let value = kernel.emitter.value(full: index, pass: pass)
          kernel.emitter.store(Int(kernel.emitter.stored[index]), value)
        }
      }
    }
    func repeated<T>(_ list: [T]) -> [T] { group.flatMap { _ in list } }
    let elements = repeated(plan.elements)
    let body = emitter.builder.declareLoop(width: plan.width, combine: repeated(plan.combine))
    let exit = emitter.builder.declareBlock()
    emitter.builder.loop(
      count, body, initial: repeated(initial ?? plan.initial), exit: exit)
    let current = emitter.builder.begin(body, elements)
    var next: [Value] = []
    emitter.loaded = []
    eachRow { kernel in
      // What was just stored counts as a value of an earlier pass.
      kernel.writeElement(
        isApart ? pass + 1 : pass, reductions, isApart ? [] : stores, current, &next)
    }
    emitter.builder.next(next)
    return emitter.builder.begin(exit, elements)
  }

  private mutating func writeElement(
    _ pass: Int, _ reductions: [Int], _ stores: [Int], _ current: [Value], _ next: inout [Value]
  ) {
    beginLoop()
    for index in stores {
      emitter.store(Int(emitter.stored[index]), emitter.value(full: index, pass: pass))
    }
    for index in reductions {
      let lanes = emitter.reduced(region.steps[index], pass: pass)
      accumulators.step(region.steps[index], lanes, current, &next, &emitter)
    }
  }

  /// Whether a pass stores expensive values, and its sums would have them computed in half a register.
  private func storesApart(_ stores: [Int], _ plan: Accumulators.Plan) -> Bool {
    stores.contains { index in
      let node = region.steps[index].node
      guard case .map(let ufunc) = node.operation, ufunc.facts.isExpensive else { return false }
      return node.dtype.itemSize * plan.width < 64
    }
  }

  /// A loop without reductions for every row in work; `body` stores.
  mutating func writeMap(_ count: Value, _ body: (inout RowKernel) -> Void) {
    eachRow { kernel in
      let loop = kernel.emitter.builder.declareLoop()
      let exit = kernel.emitter.builder.declareBlock()
      kernel.emitter.builder.loop(count, loop, exit: exit)
      kernel.emitter.builder.begin(loop)
      kernel.emitter.beginLoop()
      body(&kernel)
      kernel.emitter.builder.next()
      kernel.emitter.builder.begin(exit)
    }
  }

  /// Runs `body` with all operands of the row in work at its element `start`, and strips at theirs.
  mutating func fromElement<R>(
    _ start: Value, inStrip: Value? = nil, _ body: (inout RowKernel) -> R
  ) -> R {
    let (old, oldPorts) = (group[0].pointers, emitter.ports)
    for port in emitter.ports.indices where emitter.ports[port].strideClass != .broadcast {
      let stride = emitter.ports[port].stride
      if port < old.count {
        if port < region.ports.count && region.ports[port].rate == .row { continue }
        let bytes = emitter.builder.mul(start, stride)
        group[0].pointers[port] = emitter.builder.add(old[port], bytes)
      } else if let inStrip {
        let bytes = emitter.builder.mul(inStrip, stride)
        emitter.ports[port].pointer = emitter.builder.add(oldPorts[port].pointer, bytes)
      }
    }
    defer {
      group[0].pointers = old
      emitter.ports = oldPorts
    }
    return body(&self)
  }

  private mutating func finish(
    _ plan: Accumulators.Plan, _ results: [Value], _ reductions: [Int]
  ) {
    var position = 0
    for index in reductions where !region.isScan(index) {
      let step = region.steps[index]
      let parts = step.node.loop.isComplex ? 2 : 1
      let lanes = Lanes(results[position], parts == 2 ? results[position + 1] : nil)
      position += parts
      if region.isPartial {
        emitter.rows[index] = lanes
        continue
      }
      let total = accumulators.finish(step, lanes, &emitter.builder)
      emitter.rows[index] = emitter.convert(
        step.node.loop == .float16 ? emitter.rounded(total) : total, from: step.node.loop,
        to: step.node.dtype)
    }
  }

  /// A pass that sums floats: walks the leaves of the pairwise tree, keeping partial sums on a stack.
  private mutating func writeLeaves(
    _ pass: Int, _ plan: Accumulators.Plan, _ reductions: [Int], _ stores: [Int]
  ) {
    let zero = emitter.builder.constant(0, .i64)
    let one = emitter.builder.constant(1, .i64)
    let entry = emitter.builder.constant(16, .i64)
    let leafCount = emitter.builder.argument(KernelForm.Slot.leafCount, .i64)
    let leaves = emitter.builder.argument(KernelForm.Slot.leaves, .ptr)
    let stack = emitter.builder.argument(KernelForm.Slot.scratch, .ptr)
    let end = emitter.builder.add(leaves, emitter.builder.mul(leafCount, entry))
    let sums = plan.pairwise.filter { $0 }.count
    let frame = emitter.builder.constant(8 * max(sums, 1), .i64)
    let head = emitter.builder.declareBlock()
    let leaf = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    let others = plan.pairwise.indices.filter { !plan.pairwise[$0] }
    emitter.builder.jump(head, [leaves, stack] + others.map { plan.initial[$0] })
    let parameters = emitter.builder.begin(
      head, [.ptr, .ptr] + others.map { plan.elements[$0] })
    emitter.builder.branch(emitter.builder.lt(parameters[0], end), leaf, done)

    emitter.builder.begin(leaf)
    let start = emitter.builder.loadUniform(parameters[0], at: 0, .i64)
    let packed = emitter.builder.loadUniform(parameters[0], at: 8, .i64)
    let length = emitter.builder.and(packed, emitter.builder.constant(0xFFFF, .i64))
    let merges = emitter.builder.binary(.shr, packed, emitter.builder.constant(32, .i64))
    let results = fromElement(start) { $0.writeLoop(length, pass, plan, reductions, stores) }

    // Merge with the partial sums on the stack.
    let mergeHead = emitter.builder.declareBlock()
    let mergeBody = emitter.builder.declareBlock()
    let push = emitter.builder.declareBlock()
    let summed = plan.pairwise.indices.filter { plan.pairwise[$0] }
    emitter.builder.jump(mergeHead, [merges, parameters[1]] + summed.map { results[$0] })
    let state = emitter.builder.begin(
      mergeHead, [.i64, .ptr] + summed.map { plan.elements[$0] })
    let pending = emitter.builder.gt(state[0], zero)
    emitter.builder.branch(pending, mergeBody, push)
    emitter.builder.begin(mergeBody)
    let below = emitter.builder.sub(state[1], frame)
    var merged: [Value] = []
    for (position, index) in summed.enumerated() {
      let left = emitter.builder.loadUniform(below, at: 8 * position, plan.elements[index])
      merged.append(emitter.builder.add(left, state[2 + position]))
    }
    emitter.builder.jump(mergeHead, [emitter.builder.sub(state[0], one), below] + merged)

    emitter.builder.begin(push)
    for position in summed.indices {
      emitter.builder.storeUniform(state[1], at: 8 * position, state[2 + position])
    }
    var next = [
      emitter.builder.moved(parameters[0], by: 16), emitter.builder.add(state[1], frame),
    ]
    for (position, index) in others.enumerated() {
      let old = parameters[2 + position]
      next.append(emitter.builder.binary(plan.combine[index], old, results[index]))
    }
    emitter.builder.jump(head, next)

    emitter.builder.begin(done)
    var totals = plan.initial
    for (position, index) in summed.enumerated() {
      totals[index] = emitter.builder.loadUniform(stack, at: 8 * position, plan.elements[index])
    }
    for (position, index) in others.enumerated() {
      totals[index] = parameters[2 + position]
    }
    eachRow { $0.finish(plan, totals, reductions) }
  }
}
