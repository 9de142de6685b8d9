// SPDX-License-Identifier: Apache-2.0
// What loops look in for: signals, the cycle collector, and what other threads gave back.

extension Machine {
  /// Handles what asked for attention: raises KeyboardInterrupt, runs the collector.
  @inline(never)
  static func attend() throws(Raised) {
    machine.pointee.attention = false
    if machine.pointee.interrupted {
      machine.pointee.interrupted = false
      try Signals.deliver()
    }
    DeadReferences.drain()
    if machine.pointee.collectionDue { CycleCollector.collectIfEnabled() }
    if FloatWarnings.hasPending { try FloatWarnings.tell() }
  }
}

/// Raises a built-in exception with an array of arguments.
func raise(_ kind: ExceptionKind, with arguments: [Value]) -> Raised {
  raise(Exceptions.make(kind.type, arguments: Tuple.make(copying: arguments).value))
}
