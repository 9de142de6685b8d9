// SPDX-License-Identifier: Apache-2.0
// Runs a kernel over a region's iteration space: arguments, outer axes, threads.

import JIT

/// One run of a kernel.
struct Launcher {
  let code: CompiledCode
  let region: Region
  let form: KernelForm
  /// Pairwise tree of the inner axis, when the kernel sums floats.
  let tree: PairwiseTree?
  let scratchBytes: Int

  init(code: CompiledCode, region: Region, form: KernelForm) {
    self.code = code
    self.region = region
    self.form = form
    tree = Launcher.tree(region, form)
    switch form.kind {
    case .column: scratchBytes = ColumnKernel.scratchBytes(region, inner: form.inner)
    case .row where tree != nil || region.passes > 1:
      var bytes = Accumulators.stackBytes
      for step in Scratch.steps(region) {
        bytes += region.steps[step].node.dtype.itemSize * form.inner
      }
      scratchBytes = bytes
    default: scratchBytes = 0
    }
  }

  /// Runs everything and returns the FP flags raised.
  func run() -> Status {
    if form.rows == 0 || form.outer.contains(0) { return [] }
    if form.inner == 0 && region.reduced == 0 { return [] }
    let tasks = taskCount()
    if tasks <= 1 { return run(part: 0, of: 1) }
    return Threads.run(tasks) { run(part: $0, of: tasks) }
  }

  private static func tree(_ region: Region, _ form: KernelForm) -> PairwiseTree? {
    guard form.kind == .row else { return nil }
    for step in region.steps {
      guard case .reduce(let reduction, _) = step.node.operation else { continue }
      switch reduction.order(in: step.node.loop) {
      case .pairwise: return TreeCache.tree(count: form.inner, complex: false)
      case .pairwiseComplex: return TreeCache.tree(count: form.inner, complex: true)
      default: continue
      }
    }
    return nil
  }
}

// MARK: Splitting the work

extension Launcher {
  /// Which axis is divided among threads.
  private enum Split { case outer, rows, inner, none }

  private var split: Split {
    let parts = Threads.count
    if form.kind == .column {
      if let first = form.outer.first, first >= parts { return .outer }
      return form.inner >= parts * 64 ? .inner : .none
    }
    if let first = form.outer.first, first >= parts { return .outer }
    if form.rows >= parts { return .rows }
    let mayDivide = region.reduced == 0 || form.kind == .short
    return mayDivide && form.inner >= parts * 64 ? .inner : .none
  }

  private func taskCount() -> Int {
    let parts = Threads.count
    if parts == 1 || split == .none { return 1 }
    var elements = form.inner * form.rows * form.extent
    for extent in form.outer { elements *= extent }
    var picoseconds = 0
    for port in region.ports {
      picoseconds += 60 * port.dtype.itemSize / 2 + (port.rate == .row ? 0 : 20)
    }
    for step in region.steps {
      if case .map(let ufunc) = step.node.operation, ufunc.facts.isExpensive {
        picoseconds += 800
      } else {
        picoseconds += 50
      }
    }
    return elements * picoseconds / 1000 >= Threads.worthwhileNanoseconds ? parts : 1
  }

  /// Runs part `part` of `parts` equal parts.
  private func run(part: Int, of parts: Int) -> Status {
    var outer = 0..<(form.outer.first ?? 1)
    var rows = 0..<form.rows
    var inner = 0..<form.inner
    if parts > 1 {
      switch split {
      case .outer: outer = Self.share(outer.count, part, parts, grain: 1)
      case .rows: rows = Self.share(rows.count, part, parts, grain: 1)
      case .inner: inner = Self.share(inner.count, part, parts, grain: 64)
      case .none: break
      }
    }
    var count = KernelForm.Slot.scalar(region.scalars.count, ports: region.ports.count)
    if form.kind == .short { count += region.ports.count }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: count) { slots in
      run(UnsafeMutableBufferPointer(rebasing: slots[...]), outer, rows, inner)
    }
  }

  static func share(_ count: Int, _ part: Int, _ parts: Int, grain: Int) -> Range<Int> {
    let units = (count + grain - 1) / grain
    let low = units * part / parts * grain
    let high = units * (part + 1) / parts * grain
    return min(low, count)..<min(high, count)
  }

  private func run(
    _ slots: UnsafeMutableBufferPointer<UInt64>, _ outer: Range<Int>, _ rows: Range<Int>,
    _ inner: Range<Int>
  ) -> Status {
    if outer.isEmpty || rows.isEmpty { return [] }
    slots[KernelForm.Slot.inner] = UInt64(inner.count)
    slots[KernelForm.Slot.rows] = UInt64(rows.count)
    slots[KernelForm.Slot.leaves] = 0
    slots[KernelForm.Slot.leafCount] = 0
    slots[KernelForm.Slot.scratch] = 0
    for (index, port) in region.ports.enumerated() {
      var address = port.address + form.innerStrides[index] * inner.lowerBound
      address += form.rowStrides[index] * rows.lowerBound
      if !form.outer.isEmpty {
        address += form.outerStrides[index * form.outer.count] * outer.lowerBound
      }
      slots[KernelForm.Slot.pointer(index)] = UInt64(UInt(bitPattern: address))
      slots[KernelForm.Slot.rowStride(index)] = UInt64(bitPattern: Int64(form.rowStrides[index]))
      slots[KernelForm.Slot.innerStride(index)] = UInt64(
        bitPattern: Int64(form.innerStrides[index]))
    }
    for (index, scalar) in region.scalars.enumerated() {
      let slot = KernelForm.Slot.scalar(index, ports: region.ports.count)
      slots[slot] = scalar.bits.0
      slots[slot + 1] = scalar.bits.1
    }
    if form.kind == .short {
      for port in region.ports.indices {
        let slot = KernelForm.Slot.shortStride(
          port, ports: region.ports.count, scalars: region.scalars.count)
        slots[slot] = UInt64(bitPattern: Int64(form.shortStrides[port]))
      }
    }
    var scratch: (UnsafeMutableRawPointer, Int)?
    if scratchBytes > 0 {
      scratch = BufferPool.take(scratchBytes)
      slots[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: scratch!.0))
    }
    defer { if let scratch { BufferPool.give(scratch.0, scratch.1) } }
    guard let tree else { return walk(slots, outer) }
    return tree.leaves.withUnsafeBufferPointer { leaves in
      slots[KernelForm.Slot.leaves] = UInt64(UInt(bitPattern: leaves.baseAddress))
      slots[KernelForm.Slot.leafCount] = UInt64(tree.leafCount)
      return walk(slots, outer)
    }
  }

  /// Calls the kernel for every index of the outer axes.
  private func walk(_ slots: UnsafeMutableBufferPointer<UInt64>, _ first: Range<Int>) -> Status {
    let arguments = UnsafeMutableRawPointer(slots.baseAddress!)
    if form.outer.isEmpty { return code.run(arguments) }
    var status: Status = []
    var index = [Int](repeating: 0, count: form.outer.count)
    index[0] = first.lowerBound
    let axes = form.outer.count
    while true {
      status.formUnion(code.run(arguments))
      var axis = axes - 1
      while axis >= 0 {
        index[axis] += 1
        let end = axis == 0 ? first.upperBound : form.outer[axis]
        let start = axis == 0 ? first.lowerBound : 0
        if index[axis] < end {
          move(slots, axis, 1)
          break
        }
        move(slots, axis, start + 1 - end)
        index[axis] = start
        axis -= 1
      }
      if axis < 0 { return status }
    }
  }

  private func move(_ slots: UnsafeMutableBufferPointer<UInt64>, _ axis: Int, _ steps: Int) {
    for port in region.ports.indices {
      let bytes = form.outerStrides[port * form.outer.count + axis] * steps
      slots[KernelForm.Slot.pointer(port)] &+= UInt64(bitPattern: Int64(bytes))
    }
  }
}

/// The trees of recent lengths.
///
/// Guarded by `Engine.lock`.
enum TreeCache {
  nonisolated(unsafe) private static var trees: [(count: Int, complex: Bool, tree: PairwiseTree)] =
    []

  static func tree(count: Int, complex: Bool) -> PairwiseTree {
    for entry in trees where entry.count == count && entry.complex == complex { return entry.tree }
    let tree = PairwiseTree(count: count, complex: complex)
    if trees.count >= 8 { trees.removeFirst() }
    trees.append((count, complex, tree))
    return tree
  }
}
