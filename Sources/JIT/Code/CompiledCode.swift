// SPDX-License-Identifier: Apache-2.0
// What clients get from compiling: a handle that can be run and whose end frees the code.

import CShims

/// A program made runnable by a backend.
///
/// `run` may be called from several threads at once. The argument block is an array of 8-byte slots as `Op.arg` numbers
/// them (narrow elements in the low bytes). The result is the status word.
package final class CompiledCode: Sendable {
  /// Address of the first instruction of machine code, or 0 when the oracle runs `plan`.
  private let entry: UInt
  private let plan: OraclePlan?
  private let arena: CodeArena?
  private let place: CodeArena.Place?

  /// Wraps machine code that stands at `place`; the handle's end frees it.
  init(arena: CodeArena, place: CodeArena.Place, entry: Int) {
    self.entry = place.address + UInt(entry)
    self.arena = arena
    self.place = place
    plan = nil
  }

  /// Wraps a program for the oracle.
  init(oracle program: Program) {
    entry = 0
    arena = nil
    place = nil
    plan = OraclePlan(program)
  }

  deinit {
    if let arena, let place { arena.free(place) }
  }

  /// True when machine code runs, false when the oracle interprets.
  package var isMachineCode: Bool { entry != 0 }

  /// The bytes of the machine code, constants included, or nil for the oracle; valid while the handle lives.
  package var machineCode: UnsafeRawBufferPointer? {
    guard let place else { return nil }
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: place.address), count: place.bytes)
  }

  /// Where the first instruction is, or nil for the oracle; valid while the handle lives.
  package var entryPoint: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: entry) }

  @inline(__always)
  package func run(_ arguments: UnsafeMutableRawPointer) -> Status {
    guard let code = entryPoint else { return Oracle.run(plan!, arguments) }
    // The optimiser may end a reference's life at its last use, which is before the call; the code must outlive it.
    return withExtendedLifetime(self) { Status(rawValue: weft_call_kernel(code, arguments)) }
  }
}
