// SPDX-License-Identifier: Apache-2.0
// All pending nodes, and the budget for memory that only they keep alive.

#if canImport(Glibc)
  import Glibc
#endif

/// The pending nodes: who reads a value that is about to be written, and how much memory nothing but recorded operations holds.
///
/// A loop such as `sums.append(fresh().sum())` would keep every fresh array alive until a sum is looked at. When operations
/// hold more than the budget, the bytes that users can no longer see are counted, and if those exceed it, everything pending is
/// computed. Guarded by `Engine.lock`.
enum PendingNodes {
  /// A sixteenth of the machine's memory, at least 64 MiB.
  nonisolated(unsafe) static var budget = max(
    64 << 20, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 16)

  /// Memory for `capacity` nodes, of which `count` are there.
  nonisolated(unsafe) private static var first: UnsafeMutablePointer<Unmanaged<Node>>?
  nonisolated(unsafe) private static var capacity = 0
  nonisolated(unsafe) private(set) static var count = 0

  private static var nodes: UnsafeMutableBufferPointer<Unmanaged<Node>> {
    UnsafeMutableBufferPointer(start: first, count: count)
  }

  /// Bytes of the computed values that pending nodes read, each counted once.
  nonisolated(unsafe) private(set) static var heldBytes = 0
  /// The number of held bytes at which to look again.
  nonisolated(unsafe) private static var nextLook = 64 << 20

  static func entry(_ place: Int) -> Unmanaged<Node> { first![place] }

  @inline(__always)
  static func add(_ node: Node) {
    if count == capacity { grow() }
    node.place = Int32(truncatingIfNeeded: count)
    first![count] = .passUnretained(node)
    count += 1
  }

  @inline(never)
  private static func grow() {
    let larger = max(1024, 2 * capacity)
    let memory = UnsafeMutablePointer<Unmanaged<Node>>.allocate(capacity: larger)
    if let first { memory.initialize(from: first, count: count) }
    first?.deallocate()
    first = memory
    capacity = larger
  }

  @inline(__always)
  static func remove(_ node: Node) {
    guard node.place >= 0 else { return }
    count -= 1
    let place = Int(node.place)
    if place < count {
      let last = first![count]
      first![place] = last
      last._withUnsafeGuaranteedRef { $0.place = Int32(truncatingIfNeeded: place) }
    }
    node.place = -1
  }

  @inline(__always)
  static func hold(_ bytes: Int) { heldBytes += bytes }

  @inline(__always)
  static func release(_ bytes: Int) { heldBytes -= bytes }

  /// The pending nodes that read `value` through a layout for which `isConcerned` holds.
  ///
  /// Takes time in proportion to all pending nodes; asked only when a value that has users is written.
  static func readers(of value: Node, where isConcerned: (Layout, DType) -> Bool) -> [Node] {
    if value.users == 0 { return [] }
    let wanted = Unmanaged.passUnretained(value).toOpaque()
    var readers: [Node] = []
    for entry in nodes {
      let node = entry.takeUnretainedValue()
      for index in 0..<Int(node.linkCount) {
        let link = node.link(index)
        guard let read = link.node, read.toOpaque() == wanted else { continue }
        let layout = link.layout?.takeUnretainedValue() ?? value.layout
        if isConcerned(layout, link.dtype) {
          readers.append(node)
          break
        }
      }
    }
    return readers
  }

  /// Computes what is pending if it keeps too much memory that nobody else can see.
  @inline(__always)
  static func enforceBudget() {
    if heldBytes > nextLook { look() }
  }

  /// The pending nodes that were written in `scope` and that users can see.
  static func visible(in scope: WarningScope) -> [Node] {
    visible.filter { $0.scope?.isInside(scope) == true }
  }

  /// The pending nodes that users can see.
  static var visible: [Node] {
    nodes.filter { Node.isHeld($0) }.map { $0.takeUnretainedValue() }
  }

  private static func look() {
    var hidden = 0
    for entry in nodes {
      let node = entry.takeUnretainedValue()
      for index in 0..<Int(node.linkCount) {
        guard let read = node.link(index).node, !Node.isHeld(read) else { continue }
        read._withUnsafeGuaranteedRef { read in
          if !read.isPending { hidden += read.byteCount / Int(read.users) }
        }
      }
    }
    if hidden > budget {
      for node in visible where node.isPending { Scheduler.compute(node) }
    }
    nextLook = max(budget, heldBytes + budget / 2)
  }
}
