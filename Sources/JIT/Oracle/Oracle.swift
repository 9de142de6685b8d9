// SPDX-License-Identifier: Apache-2.0
// The IR interpreter: reference in tests, fallback without x86-64.

/// Runs programs by interpreting them: plans a program once (`OraclePlan`), then runs the plan (`OracleMachine`).
///
/// Lane loops run in blocks of `OraclePlan.blockLanes` elements, one instruction after the other, each by one typed loop
/// over rows of scratch memory (`KernelTable`): the interpretation costs a few nanoseconds per instruction and block.
enum Oracle {
  /// Runs `program` on an argument block and returns its status word.
  static func run(_ program: Program, _ arguments: UnsafeMutableRawPointer) -> Status {
    run(OraclePlan(program), arguments)
  }

  /// Runs a plan on an argument block and returns the status word.
  static func run(_ plan: OraclePlan, _ arguments: UnsafeMutableRawPointer) -> Status {
    var machine = OracleMachine(plan: plan, arguments: arguments)
    return machine.run()
  }
}
