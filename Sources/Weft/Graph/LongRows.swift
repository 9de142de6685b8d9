// SPDX-License-Identifier: Apache-2.0
// Reductions of rows too long for one call: parts, shared by threads, joined in the order of the pairwise tree.

import JIT

/// Runs a region whose only outputs are reductions, row by row, each row in parts.
///
/// Float sums are cut at nodes of NumPy's tree and joined as the tree says, so the bits are those of one call.
struct LongRows {
  private var region: Region
  private let form: KernelForm
  private let parts: [(range: Range<Int>, merges: Int)]
  /// Per part: its pairwise tree, if floats are summed.
  private var trees: [PairwiseTree?] = []
  /// Output steps, and the rows of partial results they write.
  private var outputs: [Int] = []
  private let code: CompiledCode
  private let join: CompiledCode

  /// True when the region has one pass and stores nothing but reductions.
  static func fits(_ region: Region) -> Bool {
    if region.passes > 1 { return false }
    for step in region.steps {
      if step.output >= 0 && step.reduction == nil { return false }
      if step.rate == .row && step.reduction == nil && step.level > 0 { return false }
    }
    return true
  }

  static func run(_ region: Region, _ form: KernelForm) -> Status {
    var rows = LongRows(region, form)
    return rows.run(region)
  }

  private init(_ original: Region, _ form: KernelForm) {
    region = original
    self.form = form
    var complex: Bool?
    var isSerial = false
    for step in original.steps {
      guard let reduction = step.reduction else { continue }
      switch reduction.order(in: step.node.loop) {
      case .pairwise: complex = false
      case .pairwiseComplex: complex = true
      case .serial: isSerial = true
      default: continue
      }
    }
    if isSerial {
      parts = [(0..<form.inner, 0)]
    } else if let complex {
      parts = PairwiseTree.subtrees(
        count: form.inner, complex: complex, limit: Scheduler.partLength)
    } else {
      parts = stride(from: 0, to: form.inner, by: Scheduler.partLength).map {
        ($0..<min($0 + Scheduler.partLength, form.inner), 0)
      }
    }
    region.isPartial = true
    for index in region.steps.indices where region.steps[index].output >= 0 {
      let loop = region.steps[index].node.loop
      let port = Int(region.steps[index].output)
      let dtype: DType = loop == .float16 ? .float32 : loop
      let buffer = Buffer(byteCount: parts.count * dtype.itemSize)
      region.ports[port].dtype = dtype
      region.ports[port].buffer = buffer
      region.ports[port].address = buffer.address
      outputs.append(index)
    }
    for part in parts {
      trees.append(complex.map { TreeCache.tree(count: part.range.count, complex: $0) })
    }
    code = KernelCache.kernel(for: region, form)
    join = KernelCache.join(for: region, outputs)
  }

  private mutating func run(_ original: Region) -> Status {
    var status: Status = []
    var position = [Int](repeating: 0, count: form.outer.count)
    while true {
      for row in 0..<form.rows {
        let offsets = region.ports.indices.map { port in
          var offset = form.rowStrides[port] * row
          for (axis, index) in position.enumerated() {
            offset += form.outerStrides[port * form.outer.count + axis] * index
          }
          return offset
        }
        status.formUnion(runParts(offsets))
        status.formUnion(runJoin(original, offsets))
      }
      var axis = form.outer.count - 1
      while axis >= 0 {
        position[axis] += 1
        if position[axis] < form.outer[axis] { break }
        position[axis] = 0
        axis -= 1
      }
      if axis < 0 { return status }
    }
  }

  private func runParts(_ offsets: [Int]) -> Status {
    let tasks = min(Threads.count, parts.count)
    if tasks <= 1 { return runParts(0..<parts.count, offsets) }
    return Threads.run(tasks) {
      runParts(Launcher.share(parts.count, $0, tasks, grain: 1), offsets)
    }
  }

  private func runParts(_ chosen: Range<Int>, _ offsets: [Int]) -> Status {
    let count = KernelForm.Slot.scalar(region.scalars.count, ports: region.ports.count)
    let scratch = BufferPool.take(Accumulators.stackBytes)
    defer { BufferPool.give(scratch.0, scratch.1) }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { slots in
      var status: Status = []
      slots[KernelForm.Slot.rows] = 1
      slots[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: scratch.0))
      for (index, scalar) in region.scalars.enumerated() {
        let slot = KernelForm.Slot.scalar(index, ports: region.ports.count)
        slots[slot] = scalar.bits.0
        slots[slot + 1] = scalar.bits.1
      }
      for part in chosen {
        let range = parts[part].range
        slots[KernelForm.Slot.inner] = UInt64(range.count)
        for (index, port) in region.ports.enumerated() {
          let address =
            port.isOutput
            ? port.address + part * port.dtype.itemSize
            : port.address + offsets[index] + form.innerStrides[index] * range.lowerBound
          slots[KernelForm.Slot.pointer(index)] = UInt64(UInt(bitPattern: address))
          slots[KernelForm.Slot.rowStride(index)] = 0
          slots[KernelForm.Slot.innerStride(index)] = UInt64(
            bitPattern: Int64(form.innerStrides[index]))
        }
        let leaves = trees[part]?.leaves ?? []
        leaves.withUnsafeBufferPointer {
          slots[KernelForm.Slot.leaves] = UInt64(UInt(bitPattern: $0.baseAddress))
          slots[KernelForm.Slot.leafCount] = UInt64($0.count / 2)
          status.formUnion(code.run(UnsafeMutableRawPointer(slots.baseAddress!)))
        }
      }
      return status
    }
  }

  /// Joins the partial results of one row into the outputs of the original region.
  private func runJoin(_ original: Region, _ offsets: [Int]) -> Status {
    let count = JoinKernel.slotCount(outputs.count)
    let scratch = BufferPool.take(Accumulators.stackBytes)
    defer { BufferPool.give(scratch.0, scratch.1) }
    let merges = parts.map(\.merges)
    return merges.withUnsafeBufferPointer { merges in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { slots in
        slots[JoinKernel.Slot.parts] = UInt64(parts.count)
        slots[JoinKernel.Slot.merges] = UInt64(UInt(bitPattern: merges.baseAddress))
        slots[JoinKernel.Slot.stack] = UInt64(UInt(bitPattern: scratch.0))
        for (output, step) in outputs.enumerated() {
          let port = Int(region.steps[step].output)
          let target = original.ports[port].address + offsets[port]
          slots[JoinKernel.Slot.partial(output)] = UInt64(
            UInt(bitPattern: region.ports[port].address))
          slots[JoinKernel.Slot.target(output)] = UInt64(UInt(bitPattern: target))
        }
        return join.run(UnsafeMutableRawPointer(slots.baseAddress!))
      }
    }
  }
}
