// SPDX-License-Identifier: Apache-2.0
// Runs a kernel over its iteration space: arguments, outer axes, threads.

import CShims
import JIT

/// A compiled kernel with everything that stays the same from one run to the next.
///
/// A run fills in `template`: the address of every port and the value of every scalar. One runs at a time, under `Engine.lock`.
final class Launcher: @unchecked Sendable {
  private let code: CompiledCode
  /// The machine code of `code`, or nil if the oracle runs it.
  private let entryPoint: UnsafeRawPointer?
  private let form: KernelForm
  /// How long rows run in parts, if they do; `code` is not run then.
  private let longRows: LongRows?
  /// Length of the first axis that the launcher walks itself, or nil.
  private let firstOuter: Int?
  private let portCount: Int
  private let scalarCount: Int
  /// The argument block; a run leaves its addresses and scalars behind.
  private let template: UnsafeMutableBufferPointer<UInt64>
  /// The leaves of the pairwise tree of the inner axis, when the kernel sums floats; `template` points there.
  private let leaves: UnsafeMutableBufferPointer<Int>
  private let scratchBytes: Int
  private let split: Split
  private let tasks: Int
  /// Elements of the inner axis taken at a time, or 0 for all.
  private let tile: Int
  /// True when a run is one call of the kernel with the template, on this thread.
  private let isOneCall: Bool
  /// True when there is nothing to do.
  private let isEmpty: Bool

  convenience init(_ region: Region, _ form: KernelForm) {
    let code = KernelCache.kernel(for: region, form)
    self.init(code: code, region: region, form: form, longRows: nil)
  }

  /// Runs rows in parts.
  convenience init(_ region: Region, _ form: KernelForm, partLength: Int) {
    let rows = LongRows(region, form, partLength: partLength)
    self.init(code: rows.code, region: region, form: form, longRows: rows)
  }

  private init(code: CompiledCode, region: Region, form: KernelForm, longRows: LongRows?) {
    self.code = code
    entryPoint = code.entryPoint
    self.form = form
    self.longRows = longRows
    firstOuter = form.outer.first
    portCount = region.ports.count
    scalarCount = region.scalars.count
    isEmpty =
      form.rows == 0 || form.outer.contains(0) || (form.inner == 0 && region.reduced == 0)
    let tree = longRows == nil ? Launcher.tree(region, form) : nil
    leaves = .allocate(capacity: tree?.leaves.count ?? 0)
    _ = leaves.initialize(from: tree?.leaves ?? [])
    scratchBytes = Launcher.scratchBytes(region, form, hasTree: tree != nil)
    split = Launcher.split(region, form)
    tile = Launcher.tile(region, form)
    tasks = Launcher.taskCount(region, form, split)
    isOneCall =
      !isEmpty && longRows == nil && tasks == 1 && firstOuter == nil && tile == 0
      && scratchBytes <= Self.ownScratchBytes && entryPoint != nil
    let count = KernelForm.Slot.scalar(scalarCount, ports: portCount)
    template = .allocate(capacity: count + (form.kind == .short ? portCount : 0))
    template.initialize(repeating: 0)
    template[KernelForm.Slot.inner] = UInt64(form.inner)
    template[KernelForm.Slot.rows] = UInt64(form.rows)
    template[KernelForm.Slot.leaves] = UInt64(UInt(bitPattern: leaves.baseAddress))
    template[KernelForm.Slot.leafCount] = UInt64(tree?.leafCount ?? 0)
    if scratchBytes > 0 {
      template[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: Self.ownScratch))
    }
    for port in 0..<portCount {
      template[KernelForm.Slot.rowStride(port)] = UInt64(bitPattern: Int64(form.rowStrides[port]))
      template[KernelForm.Slot.innerStride(port)] = UInt64(
        bitPattern: Int64(form.innerStrides[port]))
      if form.kind == .short {
        template[
          KernelForm.Slot.shortStride(
            port, ports: portCount, scalars: scalarCount)] = UInt64(
            bitPattern: Int64(form.shortStrides[port]))
      }
    }
  }

  deinit {
    template.deallocate()
    leaves.deallocate()
  }

  /// The argument block, for addresses and scalars to be written to.
  @inline(__always)
  func begin() -> Arguments {
    Arguments(slots: template.baseAddress!, ports: portCount)
  }

  /// Runs everything, with the addresses and scalars in `arguments`, and returns the FP flags raised.
  @inline(__always)
  func run(_ arguments: Arguments) -> UInt32 {
    isOneCall ? weft_call_kernel(entryPoint!, arguments.slots) : runInParts().rawValue
  }

  @inline(never)
  private func runInParts() -> Status {
    if isEmpty { return [] }
    if let longRows { return longRows.run(template) }
    let slots = template.baseAddress!
    if tasks > 1 { return Threads.run(tasks) { self.run(part: $0, slots) } }
    return run(slots, 0..<(firstOuter ?? 1))
  }

  /// The argument block of one run.
  struct Arguments {
    fileprivate let slots: UnsafeMutablePointer<UInt64>
    fileprivate let ports: Int

    @inline(__always)
    func setAddress(_ address: UnsafeMutableRawPointer, port: Int) {
      slots[KernelForm.Slot.pointer(port)] = UInt64(UInt(bitPattern: address))
    }

    @inline(__always)
    func setScalar(_ bits: (UInt64, UInt64), _ index: Int) {
      let slot = KernelForm.Slot.scalar(index, ports: ports)
      slots[slot] = bits.0
      slots[slot + 1] = bits.1
    }
  }
}

// MARK: What a region needs

extension Launcher {
  private static func tree(_ region: Region, _ form: KernelForm) -> PairwiseTree? {
    guard form.kind == .row else { return nil }
    return region.hasComplexTree.map { TreeCache.tree(count: form.inner, complex: $0) }
  }

  private static func scratchBytes(_ region: Region, _ form: KernelForm, hasTree: Bool) -> Int {
    let strips = CallStrips(region, form)
    switch form.kind {
    case .column: return ColumnKernel.scratchBytes(region, inner: form.inner) + strips.bytes
    case .row:
      guard hasTree || region.passes > 1 || !strips.isEmpty else { return 0 }
      var bytes = Accumulators.stackBytes + strips.bytes
      for step in Scratch.steps(region) {
        bytes += region.steps[step].node.dtype.itemSize * form.inner * form.rowsTogether
      }
      return bytes
    case .scan: return strips.isEmpty ? 0 : Accumulators.stackBytes + strips.bytes
    case .position, .short: return strips.bytes
    }
  }

  /// Columns per tile; a+b.T of 1,000 × 1,000 float64 took 0.78 ns an element row by row, 0.68 in tiles; 200 × 200 gained nothing.
  private static let tileColumns = 64

  /// A map that reads something across its memory order goes down narrow tiles, whose cache lines are all used before they
  /// leave the L1 cache.
  ///
  /// So does what calls C functions for many rows in one loop: a tile is a strip.
  private static func tile(_ region: Region, _ form: KernelForm) -> Int {
    if form.kind == .column || form.kind == .short {
      let length = CallStrips.length
      return form.inner > length && !CallStrips(region, form).isEmpty ? length : 0
    }
    guard form.kind == .row, region.reduced == 0, form.inner >= 4 * tileColumns, form.rows >= 16
    else { return 0 }
    let crosses = region.ports.indices.contains {
      form.innerStrides[$0].magnitude >= 64 && form.rowStrides[$0].magnitude < 64
        && form.rowStrides[$0] != 0
    }
    return crosses ? tileColumns : 0
  }

  /// Which axis is divided among threads.
  private enum Split { case outer, rows, inner, none }

  private static func split(_ region: Region, _ form: KernelForm) -> Split {
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

  private static func taskCount(_ region: Region, _ form: KernelForm, _ split: Split) -> Int {
    let threads = Threads.count
    if threads == 1 || split == .none { return 1 }
    let nanoseconds = nanoseconds(region, form)
    if nanoseconds < Threads.worthwhileNanoseconds { return 1 }
    // Several tasks a thread, so that one that starts late or is slowed down does less.
    let most = max(threads, nanoseconds / Threads.taskNanoseconds)
    return min(4 * threads, most)
  }

  /// A rough estimate of the time that one thread takes.
  static func nanoseconds(_ region: Region, _ form: KernelForm) -> Int {
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
    return elements / 1000 * picoseconds
  }
}

// MARK: Running

extension Launcher {
  /// Runs part `part` of `tasks` equal parts, with a copy of the arguments `filled`.
  private func run(part: Int, _ filled: UnsafeMutablePointer<UInt64>) -> Status {
    var outer = 0..<(form.outer.first ?? 1)
    var rows = 0..<form.rows
    var inner = 0..<form.inner
    switch split {
    case .outer: outer = Self.share(outer.count, part, tasks, grain: 1)
    case .rows: rows = Self.share(rows.count, part, tasks, grain: 1)
    case .inner: inner = Self.share(inner.count, part, tasks, grain: 64)
    case .none: break
    }
    if outer.isEmpty || rows.isEmpty { return [] }
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: template.count) { slots in
      _ = slots.initialize(from: UnsafeBufferPointer(start: filled, count: template.count))
      slots[KernelForm.Slot.inner] = UInt64(inner.count)
      slots[KernelForm.Slot.rows] = UInt64(rows.count)
      for port in 0..<portCount {
        var bytes = form.innerStrides[port] * inner.lowerBound
        bytes += form.rowStrides[port] * rows.lowerBound
        if !form.outer.isEmpty {
          bytes += form.outerStrides[port * form.outer.count] * outer.lowerBound
        }
        slots[KernelForm.Slot.pointer(port)] &+= UInt64(bitPattern: Int64(bytes))
      }
      return run(slots.baseAddress!, outer)
    }
  }

  /// Part `part` of `parts` nearly equal ones of 0 ..< count, in multiples of `grain`.
  static func share(_ count: Int, _ part: Int, _ parts: Int, grain: Int) -> Range<Int> {
    let units = (count + grain - 1) / grain
    let low = units * part / parts * grain
    let high = units * (part + 1) / parts * grain
    return min(low, count)..<min(high, count)
  }

  /// Runs the kernel with the arguments `slots` for a range of the first outer axis.
  @inline(__always)
  private func run(_ slots: UnsafeMutablePointer<UInt64>, _ outer: Range<Int>) -> Status {
    if scratchBytes == 0 { return walk(slots, outer) }
    if tasks == 1 && scratchBytes <= Self.ownScratchBytes {
      slots[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: Self.ownScratch))
      return walk(slots, outer)
    }
    let scratch = BufferPool.take(scratchBytes)
    defer { BufferPool.give(scratch.0, scratch.1) }
    slots[KernelForm.Slot.scratch] = UInt64(UInt(bitPattern: scratch.0))
    return walk(slots, outer)
  }

  @inline(__always)
  private func walk(_ slots: UnsafeMutablePointer<UInt64>, _ first: Range<Int>) -> Status {
    if firstOuter != nil { return walkOuter(slots, first) }
    if tile > 0 { return walkTiles(slots) }
    return code.run(slots)
  }

  /// Scratch memory of kernels that run on one thread: one at a time, under `Engine.lock`.
  private static let ownScratchBytes = 1 << 16
  nonisolated(unsafe) private static let ownScratch = UnsafeMutableRawPointer.allocate(
    byteCount: ownScratchBytes, alignment: 64)

  /// Calls the kernel for every index of the outer axes.
  private func walkOuter(_ slots: UnsafeMutablePointer<UInt64>, _ first: Range<Int>) -> Status {
    var status: Status = []
    var index = [Int](repeating: 0, count: form.outer.count)
    index[0] = first.lowerBound
    let axes = form.outer.count
    while true {
      status.formUnion(tile > 0 ? walkTiles(slots) : code.run(slots))
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

  /// Calls the kernel tile by tile along the inner axis.
  private func walkTiles(_ slots: UnsafeMutablePointer<UInt64>) -> Status {
    let inner = Int(slots[KernelForm.Slot.inner])
    var status: Status = []
    for start in stride(from: 0, to: inner, by: tile) {
      let count = min(tile, inner - start)
      slots[KernelForm.Slot.inner] = UInt64(count)
      status.formUnion(code.run(slots))
      for port in 0..<portCount {
        slots[KernelForm.Slot.pointer(port)] &+= UInt64(
          bitPattern: Int64(form.innerStrides[port] * count))
      }
    }
    for port in 0..<portCount {
      slots[KernelForm.Slot.pointer(port)] &-= UInt64(
        bitPattern: Int64(form.innerStrides[port] * inner))
    }
    slots[KernelForm.Slot.inner] = UInt64(inner)
    return status
  }

  private func move(_ slots: UnsafeMutablePointer<UInt64>, _ axis: Int, _ steps: Int) {
    for port in 0..<portCount {
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
