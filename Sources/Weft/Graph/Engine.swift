// SPDX-License-Identifier: Apache-2.0
// The one door to laziness: record an operation, read a value, write memory.

import CShims
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
  /// Likewise for the number of operations below a node, counted once per path.
  static let weightLimit: Int32 = 128

  static let lock = RecursiveLock()

  /// True when every operation runs as it is recorded (`WEFT_EAGER=1`).
  nonisolated(unsafe) static var isEager =
    getenv("WEFT_EAGER").map { String(cString: $0) == "1" } ?? false

  /// Records `ufunc` over operands that are already broadcast to `shape`.
  static func map(
    _ ufunc: Ufunc, _ operands: [Operand], loop: DType, dtype: DType, layout: Layout
  ) -> NDArray {
    record(
      Node(operation: .map(ufunc), operands: operands, loop: loop, dtype: dtype, layout: layout))
  }

  /// Records a reduction of `operand` over `axes` (sorted, not empty unless the operand is 0-d).
  ///
  /// The result has the operand's axes without `axes`; callers re-view it for keepDims.
  static func reduce(
    _ reduction: Reduction, _ operand: Operand, axes: [Int], loop: DType, dtype: DType
  ) -> NDArray {
    let shape = operand.layout!.shape
    var kept: [Int] = []
    for axis in shape.indices where !axes.contains(axis) { kept.append(shape[axis]) }
    return record(
      Node(
        operation: .reduce(reduction, axes: axes), operands: [operand], loop: loop, dtype: dtype,
        layout: Layout(contiguous: kept, itemSize: dtype.itemSize)))
  }

  /// Records a running sum or product along `axis`.
  static func scan(
    _ reduction: Reduction, _ operand: Operand, axis: Int, loop: DType, dtype: DType
  ) -> NDArray {
    let layout = Layout(contiguous: operand.layout!.shape, itemSize: dtype.itemSize)
    return record(
      Node(
        operation: .scan(reduction, axis: axis), operands: [operand], loop: loop, dtype: dtype,
        layout: layout))
  }

  private static func record(_ node: Node) -> NDArray {
    lock.lock()
    defer { lock.unlock() }
    var depth: Int32 = 0
    var weight: Int32 = 1
    for operand in node.operands {
      guard let below = operand.node, below.isPending else { continue }
      depth = max(depth, below.depth)
      weight += below.weight
    }
    if depth >= depthLimit || weight > weightLimit {
      for operand in node.operands where operand.node?.isPending == true {
        Scheduler.compute(operand.node!)
      }
      depth = 0
      weight = 1
    }
    node.depth = depth + 1
    node.weight = weight
    node.enterReaders()
    PendingNodes.add(node)
    let array = NDArray(node)
    if isEager { Scheduler.compute(node) } else { PendingNodes.enforceBudget() }
    return array
  }

  /// The memory of a value, computed if need be.
  package static func force(_ node: Node) -> Buffer {
    lock.lock()
    defer { lock.unlock() }
    if node.isPending { Scheduler.compute(node) }
    return node.buffer!
  }

  /// Makes `array` the only owner of concrete memory, so that it can be written in place.
  ///
  /// Pending readers of the memory run first; if somebody else still holds the value, the array gets its own copy.
  package static func prepareToWrite(_ array: inout NDArray) -> Buffer {
    lock.lock()
    defer { lock.unlock() }
    if array.base.node.isPending { Scheduler.compute(array.base.node) }
    runReaders(of: array.base.node.buffer!, overlapping: array)
    if isKnownUniquelyReferenced(&array.base), array.base.ownsValueAlone {
      return array.base.node.buffer!
    }
    let copy = array.copiedNow()
    array = copy
    return array.base.node.buffer!
  }

  /// Like `prepareToWrite` for a base whose views must all see the write.
  package static func prepareToWrite(shared base: Base) -> Buffer {
    lock.lock()
    defer { lock.unlock() }
    if base.node.isPending { Scheduler.compute(base.node) }
    let buffer = base.node.buffer!
    runReaders(of: buffer, overlapping: nil)
    if base.ownsValueAlone { return buffer }
    let copy = Buffer(byteCount: buffer.byteCount)
    copy.address.copyMemory(from: buffer.address, byteCount: buffer.byteCount)
    base.replace(Node(buffer: copy, dtype: base.node.dtype, layout: base.node.layout))
    return copy
  }

  /// Computes every pending node that reads bytes of `buffer` which the written view overlaps.
  private static func runReaders(of buffer: Buffer, overlapping array: NDArray?) {
    let written = array.map { $0.layout.byteRange(itemSize: $0.dtype.itemSize) }
    for reader in buffer.readers {
      // A reader computed on the way (as part of another) has left the list and holds no operands.
      guard buffer.readers.contains(where: { $0.toOpaque() == reader.toOpaque() }) else { continue }
      let node = reader.takeUnretainedValue()
      guard node.isPending else { continue }
      let overlaps = node.operands.contains { operand in
        guard operand.node?.buffer === buffer, let layout = operand.layout else { return false }
        guard let written else { return true }
        return layout.byteRange(itemSize: operand.dtype.itemSize).overlaps(written)
      }
      if overlaps { Scheduler.compute(node) }
    }
  }
}

/// A lock that its owner may take again.
final class RecursiveLock: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    var attributes = pthread_mutexattr_t()
    pthread_mutexattr_init(&attributes)
    pthread_mutexattr_settype(&attributes, Int32(PTHREAD_MUTEX_RECURSIVE))
    pthread_mutex_init(mutex, &attributes)
    pthread_mutexattr_destroy(&attributes)
  }

  @inline(__always) func lock() { pthread_mutex_lock(mutex) }
  @inline(__always) func unlock() { pthread_mutex_unlock(mutex) }

  func withLock<R>(_ body: () throws -> R) rethrows -> R {
    lock()
    defer { unlock() }
    return try body()
  }
}
