// SPDX-License-Identifier: Apache-2.0
// References to the heap that are given back where that may not be done: on other threads, and inside the engine.
import Synchronization
import Weft

#if canImport(Glibc)
  import Glibc
#endif

/// Values that were dropped there, until the script's thread comes by.
enum DeadReferences {
  /// Bits of values, for values themselves may not cross threads.
  private struct Pending: @unchecked Sendable { var values: [Value] = [] }
  private static let pending = Mutex(Pending())
  private static let isPending = Atomic(false)
  /// The thread that runs scripts.
  private static let thread = pthread_self()

  /// Called on the script's thread before a reference is handed out.
  static func prepare() { _ = thread }

  /// Whether the caller is that thread.
  static var isScriptThread: Bool { pthread_equal(pthread_self(), thread) != 0 }

  /// Gives a reference back, from any thread; later if this one is inside the engine, where what ends must not run code.
  static func drop(_ value: Value) {
    if isScriptThread && !Engine.isEntered { return value.release() }
    nonisolated(unsafe) let value = value
    pending.withLock { $0.values.append(value) }
    isPending.store(true, ordering: .releasing)
    machine.pointee.attention = true
  }

  /// Gives the references back that wait.
  static func drain() {
    guard isPending.exchange(false, ordering: .acquiring) else { return }
    let values = pending.withLock { pending in
      defer { pending.values = [] }
      return pending
    }
    for value in values.values { value.release() }
  }
}
