// SPDX-License-Identifier: Apache-2.0
// The one door to laziness: record an operation, read a value, write memory.

import JIT

#if canImport(Glibc)
  import Glibc
#endif

/// Records operations and forces values.
///
/// Only this folder knows that a value can be pending. One recursive lock guards the graph; kernels run under it.
package enum Engine {
  /// A pending chain longer than this is computed before it grows (kernels much larger than this gain nothing).
  static let depthLimit: Int32 = 64
  /// Likewise for the number of operations below a node.
  static let weightLimit: Int32 = 128

  static var lock: EngineLock { EngineLock() }
  /// Whether this thread is inside the engine, where no code of users may run.
  package static var isEntered: Bool { lock.isMine }

  /// True when every operation runs as it is recorded (`WEFT_EAGER=1`).
  @inline(__always)
  static var isEager: Bool {
    get { mode == 0 ? readMode() : mode == 2 }
    set { mode = newValue ? 2 : 1 }
  }

  /// 0 before the environment is read, 1 lazy, 2 eager.
  nonisolated(unsafe) private static var mode: UInt8 = 0

  @inline(never)
  private static func readMode() -> Bool {
    isEager = getenv("WEFT_EAGER").map { String(cString: $0) == "1" } ?? false
    return isEager
  }

  /// The memory of a value, computed if need be.
  package static func force(_ node: Node) -> Buffer {
    _ = address(of: node)
    return node.buffer!
  }

  /// Where the memory of a value begins, computed if need be; it stays as long as the value.
  @inline(__always)
  static func address(of node: Node) -> UnsafeMutableRawPointer {
    lock.lock()
    if node.isPending { computeWithCompanion(node) }
    let address = node.address!
    lock.unlock()
    return address
  }

  @inline(never)
  private static func computeWithCompanion(_ node: Node) {
    if node.users > 0, let companion = Companion.of(node) {
      // Its kernel stores what a user sees and has been passed before.
      node.wasPassed = true
      Scheduler.compute(companion)
    }
    if node.isPending { Scheduler.compute(node) }
  }
}

// MARK: Recording

extension Engine {
  /// Begins to record an operation: takes the lock, which `record` gives back once the node has its operands.
  @inline(__always)
  static func begin(_ operation: Operation, loop: DType, dtype: DType, layout: Layout) -> Node {
    lock.lock()
    return Node.make(operation, loop: loop, dtype: dtype, layout: layout)
  }

  /// Records `ufunc` over an array that has the result's shape.
  @inline(__always)
  static func map(
    _ ufunc: Ufunc, _ a: consuming NDArray, loop: DType, dtype: DType, layout: Layout
  ) -> NDArray {
    let node = begin(.map(ufunc), loop: loop, dtype: dtype, layout: layout)
    node.add(a)
    return record(node)
  }

  /// Records `ufunc` over operands that are already broadcast to the result's shape.
  static func map(
    _ ufunc: Ufunc, _ operands: [Operand], loop: DType, dtype: DType, layout: Layout
  ) -> NDArray {
    let node = begin(.map(ufunc), loop: loop, dtype: dtype, layout: layout)
    node.add(operands)
    return record(node)
  }

  /// Records a reduction of `source` over the axes whose bits are set in `axes` (none only if `source` is 0-d).
  ///
  /// The result has the operand's axes without `axes`, or, with `keepsAxes`, with those of length 1.
  static func reduce(
    _ reduction: Reduction, _ source: consuming NDArray, axes: UInt64, keepsAxes: Bool = false,
    loop: DType, dtype: DType
  ) -> NDArray {
    let reduction = loop == .bool ? reduction.ofTruths : reduction
    let (layout, view) = LayoutTable.reduced(
      source.layout, axes, itemSize: dtype.itemSize, keepsAxes: keepsAxes)
    let node = begin(.reduce(reduction, axes: axes), loop: loop, dtype: dtype, layout: layout)
    node.add(source)
    var result = record(node)
    result.window = view
    return result
  }

  /// Records a reduction over all axes.
  static func reduceAll(
    _ reduction: Reduction, _ source: consuming NDArray, loop: DType, dtype: DType
  ) -> NDArray {
    let reduction = loop == .bool ? reduction.ofTruths : reduction
    // Shifting by 64 gives 0, and so all ones below.
    let mask = (UInt64(1) << UInt64(source.layout.ndim)) &- 1
    let node = begin(
      .reduce(reduction, axes: mask), loop: loop, dtype: dtype, layout: .single(dtype))
    node.add(source)
    return record(node)
  }

  /// Records a running sum or product, in `dtype`, along `axis`.
  static func scan(
    _ reduction: Reduction, _ source: NDArray, axis: Int, dtype: DType
  ) -> NDArray {
    if dtype == .bool {
      // Truths add as "or" and multiply as "and": whether a sum or product of zeros and ones is zero.
      let numbers = scan(reduction, source.asType(.bool), axis: axis, dtype: .int64)
      return numbers.asType(.bool)
    }
    let layout = LayoutTable.contiguous(source.shape, itemSize: dtype.itemSize)
    let node = begin(
      .scan(reduction, axis: UInt8(axis)), loop: dtype, dtype: dtype, layout: layout)
    node.add(source)
    return record(node)
  }

  /// Makes a node that has its operands part of the graph, and gives the lock back that `begin` took.
  ///
  /// What reads memory that others may write to is computed at once, so that nothing reads it late.
  static func record(_ node: consuming Node) -> NDArray {
    var depth: Int32 = 0
    var weight: Int32 = 1
    var isUrgent = isEager
    for index in 0..<Int(node.linkCount) {
      node.link(index).node?._withUnsafeGuaranteedRef { below in
        depth = max(depth, below.depth)
        weight += below.weight
        if below.isOutside { isUrgent = true }
      }
    }
    if weight > weightLimit { weight = 1 + GraphWalk.countPending(below: node) }
    if depth >= depthLimit || weight > weightLimit {
      computeOperands(of: node)
      depth = 0
      weight = 1
    }
    node.depth = depth + 1
    node.weight = weight
    node.enterUsers()
    PendingNodes.add(node)
    if isUrgent { Scheduler.compute(node) } else { PendingNodes.enforceBudget() }
    lock.unlock()
    return NDArray(node)
  }

  @inline(never)
  private static func computeOperands(of node: Node) {
    for index in 0..<Int(node.linkCount) {
      guard let below = node.link(index).node?.takeUnretainedValue(), below.isPending else {
        continue
      }
      Scheduler.compute(below)
    }
  }
}

// MARK: Writing

extension Engine {
  /// Makes `array` the only owner of concrete memory, so that it can be written in place.
  ///
  /// Pending readers of the memory run first; if somebody else still holds the value, the array gets its own copy.
  package static func prepareToWrite(_ array: inout NDArray) -> Buffer {
    lock.lock()
    defer { lock.unlock() }
    if array.node.isPending { Scheduler.compute(array.node) }
    let written = array.layout.byteRange(itemSize: array.dtype.itemSize)
    runReaders(of: array.node) { layout, dtype in
      layout.byteRange(itemSize: dtype.itemSize).overlaps(written)
    }
    if isKnownUniquelyReferenced(&array.node), array.node.ownsMemoryAlone {
      return array.node.buffer!
    }
    let copy = array.copiedNow()
    array = copy
    return array.node.buffer!
  }

  /// Like `prepareToWrite` for a base whose views must all see the write.
  package static func prepareToWrite(shared base: Base) -> Buffer {
    lock.lock()
    defer { lock.unlock() }
    if base.node.isPending { Scheduler.compute(base.node) }
    runReaders(of: base.node) { _, _ in true }
    if base.outside != nil { return base.node.buffer! }
    if isKnownUniquelyReferenced(&base.node), base.node.ownsMemoryAlone {
      return base.node.buffer!
    }
    let buffer = base.node.buffer!
    let copy = Buffer.make(byteCount: buffer.byteCount)
    copy.address.copyMemory(from: buffer.address, byteCount: buffer.byteCount)
    base.node = Node(buffer: copy, dtype: base.node.dtype, layout: base.node.layout)
    return copy
  }

  /// Computes every pending node that reads `value` through a layout for which `isConcerned` holds.
  private static func runReaders(of value: Node, where isConcerned: (Layout, DType) -> Bool) {
    for node in PendingNodes.readers(of: value, where: isConcerned) where node.isPending {
      Scheduler.compute(node)
    }
  }
}
