// SPDX-License-Identifier: Apache-2.0
// All pending nodes, and the budget for memory that only they keep alive.

#if canImport(Glibc)
  import Glibc
#endif

/// The pending nodes, so that memory which nothing but recorded operations holds stays bounded.
///
/// A loop such as `sums.append(fresh().sum())` would keep every fresh array alive until a sum is looked at. When operations
/// hold more than the budget, the bytes that users can no longer see are counted, and if those exceed it, everything pending is
/// computed. Guarded by `Engine.lock`.
enum PendingNodes {
  /// A sixteenth of the machine's memory, at least 64 MiB.
  static let budget = max(
    64 << 20, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) / 16)

  nonisolated(unsafe) private static var nodes: [Unmanaged<Node>] = []
  /// Bytes of the buffers that pending nodes read, each counted once.
  nonisolated(unsafe) private static var heldBytes = 0
  /// The number of held bytes at which to look again.
  nonisolated(unsafe) private static var nextLook = budget

  static var count: Int { nodes.count }

  @inline(__always)
  static func add(_ node: Node) {
    node.place = Int32(truncatingIfNeeded: nodes.count)
    nodes.append(.passUnretained(node))
  }

  @inline(__always)
  static func remove(_ node: Node) {
    guard node.place >= 0 else { return }
    let last = nodes.removeLast()
    let place = Int(node.place)
    if place < nodes.count {
      nodes[place] = last
      last._withUnsafeGuaranteedRef { $0.place = Int32(truncatingIfNeeded: place) }
    }
    node.place = -1
  }

  @inline(__always)
  static func hold(_ buffer: Buffer) { heldBytes += buffer.byteCount }

  @inline(__always)
  static func release(_ buffer: Buffer) { heldBytes -= buffer.byteCount }

  /// Computes what is pending if it keeps too much memory that nobody else can see.
  @inline(__always)
  static func enforceBudget() {
    if heldBytes > nextLook { look() }
  }

  /// The pending nodes that were written in `scope` and that users can see.
  static func visible(in scope: WarningScope) -> [Node] {
    nodes.map { $0.takeUnretainedValue() }.filter {
      $0.scope?.isInside(scope) == true && $0.bases.load(ordering: .relaxed) > 0
    }
  }

  private static func look() {
    var hidden = 0
    for entry in nodes {
      for operand in entry.takeUnretainedValue().operands {
        guard let node = operand.node, let buffer = node.buffer else { continue }
        if node.bases.load(ordering: .relaxed) == 0 { hidden += buffer.byteCount }
      }
    }
    if hidden > budget {
      let visible = nodes.map { $0.takeUnretainedValue() }.filter {
        $0.bases.load(ordering: .relaxed) > 0
      }
      for node in visible where node.isPending { Scheduler.compute(node) }
    }
    nextLook = max(budget, heldBytes + budget / 2)
  }
}
