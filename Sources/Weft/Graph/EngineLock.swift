// SPDX-License-Identifier: Apache-2.0
// The lock of the graph.

import CShims

/// A lock that its owner may take again.
///
/// Every recorded operation takes it, so the free case is one exchange of an integer, inline.
struct EngineLock: @unchecked Sendable {
  private let state: UnsafeMutablePointer<weft_lock>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: weft_lock())
  }

  @inline(__always) func lock() { weft_lock_take(state) }
  @inline(__always) func unlock() { weft_lock_give(state) }

  func withLock<R>(_ body: () throws -> R) rethrows -> R {
    lock()
    defer { unlock() }
    return try body()
  }
}
