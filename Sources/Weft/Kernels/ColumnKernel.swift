// SPDX-License-Identifier: Apache-2.0
// Column form: reductions across rows, the lanes running along a kept axis.

import JIT

/// Writes the program of a region whose reductions run across rows.
///
/// Sums take eight rows at a time as a tree in registers, sixteen of those blocks into a partial row, and the partial rows
/// into the total: an error that grows with the logarithm of the first 128 rows and then slowly, where a running sum's grows
/// with every row; and an eighth of the loads and stores of the total. Other reductions take rows one after the other.
struct ColumnKernel {
  private var emitter: StepEmitter
  private let region: Region
  private let reductions: [Int]
  /// What runs ahead of a loop over rows: `inner` is a strip then.
  private var ahead: [Int] = []
  /// Rows in scratch memory, one per part of each reduction: totals, and partial sums of a superblock.
  private var totals: [PortValues] = []
  private var partials: [PortValues] = []

  static let blockRows = 8
  static let superblockRows = 128

  static func program(_ region: Region, _ form: KernelForm) -> Program {
    var kernel = ColumnKernel(region, form)
    kernel.write(form)
    return kernel.emitter.builder.finish()
  }

  /// Bytes of scratch memory a call needs.
  static func scratchBytes(_ region: Region, inner: Int) -> Int {
    var parts = 0
    for step in region.steps {
      if case .reduce = step.node.operation { parts += step.node.loop.isComplex ? 2 : 1 }
    }
    return 2 * parts * inner * 8
  }

  private init(_ region: Region, _ form: KernelForm) {
    self.region = region
    emitter = StepEmitter(region, name: KernelName.of(region, form))
    emitter.isColumn = true
    reductions = region.steps.indices.filter {
      if case .reduce = region.steps[$0].node.operation { return true }
      return false
    }
  }

  private mutating func write(_ form: KernelForm) {
    let zero = emitter.builder.constant(0, .i64)
    let rows = emitter.builder.argument(KernelForm.Slot.rows, .i64)
    let inner = emitter.builder.argument(KernelForm.Slot.inner, .i64)
    emitter.openPorts(form)
    emitter.openScalars()
    emitter.openStrips(CallStrips(region, form), openScratch(inner))
    ahead = emitter.steps(aheadOf: 0, reductions, [])
    let moving = region.ports.indices.filter { region.ports[$0].rate == .full }
    let strides = moving.map { emitter.builder.argument(KernelForm.Slot.rowStride($0), .i64) }
    let start = moving.map { emitter.ports[$0].pointer }
    let block = emitter.builder.constant(Self.blockRows, .i64)
    let superblock = emitter.builder.constant(Self.superblockRows, .i64)
    let blockStrides = strides.map { emitter.builder.mul($0, block) }
    laneLoop(inner) { kernel in kernel.reset(kernel.totals) }

    let superHead = emitter.builder.declareBlock()
    let superBody = emitter.builder.declareBlock()
    let tailHead = emitter.builder.declareBlock()
    emitter.builder.jump(superHead, [zero] + start)
    let outer = emitter.builder.begin(superHead, [.i64] + moving.map { _ in .ptr })
    let left = emitter.builder.sub(rows, outer[0])
    emitter.builder.branch(emitter.builder.ge(left, block), superBody, tailHead)

    emitter.builder.begin(superBody)
    let limit = emitter.builder.min(rows, emitter.builder.add(outer[0], superblock))
    if hasSums { laneLoop(inner) { kernel in kernel.reset(kernel.partials) } }
    let blockHead = emitter.builder.declareBlock()
    let blockBody = emitter.builder.declareBlock()
    let blockDone = emitter.builder.declareBlock()
    emitter.builder.jump(blockHead, outer)
    let state = emitter.builder.begin(blockHead, [.i64] + moving.map { _ in .ptr })
    let room = emitter.builder.sub(limit, state[0])
    emitter.builder.branch(emitter.builder.ge(room, block), blockBody, blockDone)
    emitter.builder.begin(blockBody)
    let blockPointers = self.blockPointers(Array(state.dropFirst()), strides)
    writeAhead(inner, moving, blockPointers)
    laneLoop(inner) { kernel in kernel.takeBlock(moving, blockPointers) }
    emitter.builder.jump(
      blockHead,
      [emitter.builder.add(state[0], block)]
        + zip(state.dropFirst(), blockStrides).map { emitter.builder.add($0, $1) })

    emitter.builder.begin(blockDone)
    if hasSums { laneLoop(inner) { kernel in kernel.addPartials() } }
    emitter.builder.jump(superHead, state)

    emitter.builder.begin(tailHead)
    let rowHead = emitter.builder.declareBlock()
    let rowBody = emitter.builder.declareBlock()
    let done = emitter.builder.declareBlock()
    emitter.builder.jump(rowHead, outer)
    let tail = emitter.builder.begin(rowHead, [.i64] + moving.map { _ in .ptr })
    emitter.builder.branch(emitter.builder.lt(tail[0], rows), rowBody, done)
    emitter.builder.begin(rowBody)
    writeAhead(inner, moving, [Array(tail.dropFirst())])
    laneLoop(inner) { kernel in kernel.takeRow(moving, Array(tail.dropFirst())) }
    emitter.builder.jump(
      rowHead,
      [emitter.builder.add(tail[0], emitter.builder.constant(1, .i64))]
        + zip(tail.dropFirst(), strides).map { emitter.builder.add($0, $1) })

    emitter.builder.begin(done)
    laneLoop(inner) { kernel in kernel.finish() }
    emitter.builder.ret()
  }

  /// Gives memory to the reductions, and returns where it ends.
  private mutating func openScratch(_ inner: Value) -> Value {
    var pointer = emitter.builder.argument(KernelForm.Slot.scratch, .ptr)
    let bytes = emitter.builder.mul(inner, emitter.builder.constant(8, .i64))
    for index in reductions {
      let node = region.steps[index].node
      let dtype: DType = node.loop.element == .f32 && node.loop != .float32 ? .float32 : node.loop
      for _ in 0..<(node.loop.isComplex ? 2 : 1) {
        let part: DType = node.loop == .complex128 ? .float64 : dtype
        let stride = emitter.builder.constant(part.itemSize, .i64)
        totals.append(PortValues(dtype: part, strideClass: .unit, pointer: pointer, stride: stride))
        pointer = emitter.builder.add(pointer, bytes)
        partials.append(
          PortValues(dtype: part, strideClass: .unit, pointer: pointer, stride: stride))
        pointer = emitter.builder.add(pointer, bytes)
      }
    }
    return pointer
  }
}

// MARK: Loop bodies

extension ColumnKernel {
  private var hasSums: Bool { reductions.contains { isTreeSum($0) } }

  private func isTreeSum(_ index: Int) -> Bool {
    let node = region.steps[index].node
    guard case .reduce(.sum, _) = node.operation else { return false }
    return node.loop.isFloating || node.loop.isComplex
  }

  private mutating func laneLoop(_ count: Value, _ body: (inout ColumnKernel) -> Void) {
    let block = emitter.builder.declareLoop()
    let exit = emitter.builder.declareBlock()
    emitter.builder.loop(count, block, exit: exit)
    emitter.builder.begin(block)
    emitter.beginLoop()
    body(&self)
    emitter.builder.next()
    emitter.builder.begin(exit)
  }

  private func reduction(_ index: Int) -> Reduction {
    guard case .reduce(let reduction, _) = region.steps[index].node.operation else {
      preconditionFailure("not a reduction")
    }
    return reduction
  }

  /// The scratch rows of reduction number `position`: the index of its first part.
  private func firstPart(_ position: Int) -> Int {
    reductions[..<position].reduce(0) { $0 + (region.steps[$1].node.loop.isComplex ? 2 : 1) }
  }

  private mutating func load(_ rows: [PortValues], _ position: Int) -> Lanes {
    let part = firstPart(position)
    let node = region.steps[reductions[position]].node
    let re = emitter.builder.load(rows[part].pointer, rows[part].dtype.memoryElement)
    guard node.loop.isComplex else { return Lanes(re) }
    return Lanes(re, emitter.builder.load(rows[part + 1].pointer, rows[part].dtype.memoryElement))
  }

  private mutating func store(_ rows: [PortValues], _ position: Int, _ lanes: Lanes) {
    let part = firstPart(position)
    emitter.builder.store(rows[part].pointer, lanes.re)
    if let im = lanes.im { emitter.builder.store(rows[part + 1].pointer, im) }
  }

  private mutating func reset(_ rows: [PortValues]) {
    for (position, index) in reductions.enumerated() {
      let loop = region.steps[index].node.loop
      let re = reduction(index).identity(loop, part: 0, &emitter.builder)
      let im = loop.isComplex ? reduction(index).identity(loop, part: 1, &emitter.builder) : nil
      store(rows, position, Lanes(re, im))
    }
  }

  /// Where the operands of each row of a block lie.
  private mutating func blockPointers(_ first: [Value], _ strides: [Value]) -> [[Value]] {
    var rows = [first]
    while rows.count < Self.blockRows {
      rows.append(zip(rows.last!, strides).map { emitter.builder.add($0, $1) })
    }
    return rows
  }

  /// Has the emitter load the elements of one row, and what ran ahead of it.
  private mutating func move(_ moving: [Int], to pointers: [Value], row: Int) {
    for (position, port) in moving.enumerated() { emitter.ports[port].pointer = pointers[position] }
    emitter.loadStrips(ahead, copy: row)
  }

  /// Writes the calls of each of `rows`.
  private mutating func writeAhead(_ count: Value, _ moving: [Int], _ rows: [[Value]]) {
    if ahead.isEmpty { return }
    for (row, pointers) in rows.enumerated() {
      move(moving, to: pointers, row: row)
      emitter.forgetStrips()
      emitter.writeAhead(count, 0, ahead, copy: row)
    }
  }

  private mutating func takeBlock(_ moving: [Int], _ rows: [[Value]]) {
    var values: [[Lanes]] = reductions.map { _ in [] }
    for (row, pointers) in rows.enumerated() {
      emitter.beginElement()
      move(moving, to: pointers, row: row)
      for (position, index) in reductions.enumerated() {
        values[position].append(emitter.reduced(region.steps[index], pass: 0))
      }
    }
    for (position, index) in reductions.enumerated() {
      let loop = region.steps[index].node.loop
      let reduction = reduction(index)
      if isTreeSum(index) {
        var tree = values[position]
        while tree.count > 1 {
          tree = stride(from: 0, to: tree.count, by: 2).map {
            reduction.accumulate(tree[$0], tree[$0 + 1], loop, &emitter.builder)
          }
        }
        let old = load(partials, position)
        store(partials, position, reduction.accumulate(old, tree[0], loop, &emitter.builder))
      } else {
        var total = load(totals, position)
        for value in values[position] {
          total = reduction.accumulate(total, value, loop, &emitter.builder)
        }
        store(totals, position, total)
      }
    }
  }

  private mutating func addPartials() {
    for (position, index) in reductions.enumerated() where isTreeSum(index) {
      let (old, new) = (load(totals, position), load(partials, position))
      let loop = region.steps[index].node.loop
      store(totals, position, Reduction.sum.accumulate(old, new, loop, &emitter.builder))
    }
  }

  private mutating func takeRow(_ moving: [Int], _ pointers: [Value]) {
    move(moving, to: pointers, row: 0)
    for (position, index) in reductions.enumerated() {
      let value = emitter.reduced(region.steps[index], pass: 0)
      let old = load(totals, position)
      let loop = region.steps[index].node.loop
      let new = reduction(index).accumulate(old, value, loop, &emitter.builder)
      store(totals, position, new)
    }
  }

  private mutating func finish() {
    let accumulators = Accumulators(region: region)
    for (position, index) in reductions.enumerated() {
      let step = region.steps[index]
      let total = accumulators.finish(step, load(totals, position), &emitter.builder)
      let loop = step.node.loop
      emitter.rows[index] = emitter.convert(
        loop == .float16 ? emitter.rounded(total) : total, from: loop, to: step.node.dtype)
    }
    for (index, step) in region.steps.enumerated() where step.rate == .row && step.output >= 0 {
      emitter.store(Int(step.output), emitter.value(row: index))
    }
  }
}
