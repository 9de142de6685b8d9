// SPDX-License-Identifier: Apache-2.0
// What clients get from compiling: a handle that can be run and whose end frees the code.

import CShims

/// A program made runnable by a backend.
///
/// `run` may be called from several threads at once. The argument block is an array of 8-byte slots as `Op.arg` numbers
/// them (narrow elements in the low bytes). The result is the status word.
package final class CompiledCode: @unchecked Sendable {
  /// Entry point of machine code, or nil when the oracle runs `program`.
  private let entry: UnsafeRawPointer?
  private let program: Program?
  /// Frees the code's place in the arena; nil for the oracle.
  private let release: (@Sendable () -> Void)?

  /// Wraps machine code that lives until `release` is called.
  init(entry: UnsafeRawPointer, release: @escaping @Sendable () -> Void) {
    self.entry = entry
    self.release = release
    program = nil
  }

  /// Wraps a program for the oracle.
  init(oracle program: Program) {
    entry = nil
    release = nil
    self.program = program
  }

  deinit { release?() }

  /// True when machine code runs, false when the oracle interprets.
  package var isMachineCode: Bool { entry != nil }

  @inline(__always)
  package func run(_ arguments: UnsafeMutableRawPointer) -> Status {
    if let entry { return Status(rawValue: weft_call_kernel(entry, arguments)) }
    return Oracle.run(program!, arguments)
  }
}
