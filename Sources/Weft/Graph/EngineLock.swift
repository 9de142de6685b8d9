// SPDX-License-Identifier: Apache-2.0
// The lock of the graph.

import CShims

/// A lock that its owner may take again; there is one.
///
/// Every recorded operation takes it, so the free case is one exchange of an integer, inline.
struct EngineLock: Sendable {
  @inline(__always) func lock() { weft_graph_lock_take() }
  @inline(__always) func unlock() { weft_graph_lock_give() }
  /// Whether this thread has it.
  var isMine: Bool { weft_graph_lock_is_mine() }

  func withLock<R>(_ body: () throws -> R) rethrows -> R {
    lock()
    defer { unlock() }
    return try body()
  }
}
