// SPDX-License-Identifier: Apache-2.0
// Reductions of rows too long for one call: parts, shared by threads, joined in the order of the pairwise tree.

import JIT

/// How a region whose only outputs are reductions runs row by row, each row in parts.
///
/// Float sums are cut at nodes of NumPy's tree and joined as the tree says, so the bits are those of one call. Where parts
/// could show (which of two zeros is the least), their length is the same for every number of threads.
final class LongRows: @unchecked Sendable {
  /// One part of a row: its elements and the leaves of its tree.
  private struct Part {
    var range: Range<Int>
    var leaves: UnsafeMutableBufferPointer<Int>
  }

  /// An output: its port, and the memory of its partial results.
  private struct Output {
    var port: Int
    var partials: UnsafeMutableRawPointer
    var itemSize: Int
  }

  private let form: KernelForm
  private let portCount: Int
  let code: CompiledCode
  private let join: CompiledCode
  private let parts: [Part]
  /// The memory of the parts' leaves: parts of one length share it.
  private let tables: [UnsafeMutableBufferPointer<Int>]
  private let merges: [Int]
  private let outputs: [Output]
  private let isShared: Bool
  /// Bytes of scratch memory of a part.
  private let stackBytes: Int

  /// Rows longer than this are divided among threads; measured: a part of 2^14 float64 sums in 1 µs.
  private static let sharedRow = 1 << 16
  private static let leastPart = 1 << 14
  /// One thread too takes long rows in parts, whose tables of leaves are few and stay in the L1 cache: the sum of 20 million
  /// float64 has 156,000 leaves, whose one table the row itself would drive out of every cache.
  private static let longestPart = 1 << 16

  /// True when the region has one pass and stores nothing but reductions.
  static func fits(_ region: Region) -> Bool {
    if region.passes > 1 { return false }
    for step in region.steps {
      if step.output >= 0 && step.reduction == nil { return false }
      if step.rate == .row && step.reduction == nil && step.level > 0 { return false }
    }
    return true
  }

  /// How rows of a region that fits are divided, or nil if each is one call.
  static func partLength(_ region: Region, _ form: KernelForm) -> Int? {
    var isFixed = false
    for step in region.steps {
      guard let reduction = step.reduction else { continue }
      if reduction.order(in: step.node.loop) == .serial { return nil }
      if step.node.loop.isFloating && (reduction == .minimum || reduction == .maximum) {
        isFixed = true
      }
    }
    if isFixed { return sharedRow }
    let threads = threadCount(region, form)
    let rows = form.outer.reduce(form.rows, *)
    if threads == 1 || rows >= 2 * threads {
      return form.inner > longestPart ? longestPart : nil
    }
    return min(max(form.inner / (4 * threads), leastPart), longestPart)
  }

  private static func threadCount(_ region: Region, _ form: KernelForm) -> Int {
    let nanoseconds = Launcher.nanoseconds(region, form)
    return nanoseconds < Threads.worthwhileNanoseconds ? 1 : Threads.count
  }

  init(_ original: Region, _ form: KernelForm, partLength: Int) {
    var region = original
    self.form = form
    isShared = Self.threadCount(original, form) > 1
    stackBytes = Accumulators.stackBytes + CallStrips(original, form).bytes
    portCount = region.ports.count
    var complex: Bool?
    for step in original.steps {
      switch step.reduction?.order(in: step.node.loop) {
      case .pairwise: complex = false
      case .pairwiseComplex: complex = true
      default: continue
      }
    }
    let ranges: [(range: Range<Int>, merges: Int)]
    if let complex {
      ranges = PairwiseTree.subtrees(count: form.inner, complex: complex, limit: partLength)
    } else {
      ranges = stride(from: 0, to: form.inner, by: partLength).map {
        ($0..<min($0 + partLength, form.inner), 0)
      }
    }
    var tables: [Int: UnsafeMutableBufferPointer<Int>] = [:]
    parts = ranges.map { range, _ in
      if let table = tables[range.count] { return Part(range: range, leaves: table) }
      let tree = complex.map { PairwiseTree(count: range.count, complex: $0) }
      let table = UnsafeMutableBufferPointer<Int>.copy(of: tree?.leaves ?? [])
      tables[range.count] = table
      return Part(range: range, leaves: table)
    }
    self.tables = Array(tables.values)
    merges = ranges.map(\.merges)
    region.isPartial = true
    var outputs: [Output] = []
    var steps: [Int] = []
    for index in region.steps.indices where region.steps[index].output >= 0 {
      let loop = region.steps[index].node.loop
      let port = Int(region.steps[index].output)
      let dtype: DType = loop == .float16 ? .float32 : loop
      region.ports[port].dtype = dtype
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: max(parts.count, 1) * dtype.itemSize, alignment: 64)
      outputs.append(Output(port: port, partials: memory, itemSize: dtype.itemSize))
      steps.append(index)
    }
    self.outputs = outputs
    code = KernelCache.kernel(for: region, form)
    join = KernelCache.join(for: region, steps)
  }

  deinit {
    for table in tables { table.deallocate() }
    for output in outputs { output.partials.deallocate() }
  }

  /// Runs every row; `filled` has the addresses and scalars of the original region.
  func run(_ filled: UnsafeMutableBufferPointer<UInt64>) -> Status {
    var status: Status = []
    var offsets = [Int](repeating: 0, count: portCount)
    var position = [Int](repeating: 0, count: form.outer.count)
    while true {
      for row in 0..<form.rows {
        for port in 0..<portCount {
          offsets[port] = form.rowStrides[port] * row
          for (axis, index) in position.enumerated() {
            offsets[port] += form.outerStrides[port * form.outer.count + axis] * index
          }
        }
        status.formUnion(runParts(filled, offsets))
        status.formUnion(runJoin(filled, offsets))
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

  private func runParts(_ filled: UnsafeMutableBufferPointer<UInt64>, _ offsets: [Int]) -> Status {
    if isShared && parts.count > 1 {
      return Threads.run(parts.count) { self.run(part: $0, filled, offsets) }
    }
    var status: Status = []
    for part in parts.indices { status.formUnion(run(part: part, filled, offsets)) }
    return status
  }

  private func run(
    part number: Int, _ filled: UnsafeMutableBufferPointer<UInt64>, _ offsets: [Int]
  ) -> Status {
    let part = parts[number]
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: filled.count) { slots in
      _ = slots.initialize(from: UnsafeBufferPointer(filled))
      slots[KernelForm.Slot.rows] = 1
      slots[KernelForm.Slot.inner] = UInt64(part.range.count)
      slots[KernelForm.Slot.leaves] = UInt64(UInt(bitPattern: part.leaves.baseAddress))
      slots[KernelForm.Slot.leafCount] = UInt64(part.leaves.count / 2)
      for port in 0..<portCount {
        let bytes = offsets[port] + form.innerStrides[port] * part.range.lowerBound
        slots[KernelForm.Slot.pointer(port)] &+= UInt64(bitPattern: Int64(bytes))
      }
      for output in outputs {
        slots[KernelForm.Slot.pointer(output.port)] = UInt64(
          UInt(bitPattern: output.partials + number * output.itemSize))
      }
      return withUnsafeTemporaryAllocation(
        byteCount: stackBytes, alignment: 64
      ) { stack in
        slots[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: stack.baseAddress))
        return code.run(UnsafeMutableRawPointer(slots.baseAddress!))
      }
    }
  }

  /// Joins the partial results of one row into the outputs of the original region.
  private func runJoin(_ filled: UnsafeMutableBufferPointer<UInt64>, _ offsets: [Int]) -> Status {
    let count = JoinKernel.slotCount(outputs.count)
    return merges.withUnsafeBufferPointer { merges in
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { slots in
        withUnsafeTemporaryAllocation(
          byteCount: 2 * Accumulators.stackBytes, alignment: 64
        ) { stack in
          slots[JoinKernel.Slot.parts] = UInt64(parts.count)
          slots[JoinKernel.Slot.merges] = UInt64(UInt(bitPattern: merges.baseAddress))
          slots[JoinKernel.Slot.stack] = UInt64(UInt(bitPattern: stack.baseAddress))
          for (number, output) in outputs.enumerated() {
            slots[JoinKernel.Slot.partial(number)] = UInt64(UInt(bitPattern: output.partials))
            slots[JoinKernel.Slot.target(number)] =
              filled[KernelForm.Slot.pointer(output.port)]
              &+ UInt64(bitPattern: Int64(offsets[output.port]))
          }
          return join.run(UnsafeMutableRawPointer(slots.baseAddress!))
        }
      }
    }
  }
}
