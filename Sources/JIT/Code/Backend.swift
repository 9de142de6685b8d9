// SPDX-License-Identifier: Apache-2.0
// The seam between clients and machines.

/// Turns programs into runnable code.
///
/// Conforming types: `X64Backend` and `OracleBackend`.
package protocol Backend: Sendable {
  /// Compiles `program`, or returns nil when the machine cannot (no executable memory, too long a program): the oracle
  /// then takes over.
  func compile(_ program: Program) -> CompiledCode?
}

/// Runs every program on the IR interpreter.
package struct OracleBackend: Backend {
  package init() {}
  package func compile(_ program: Program) -> CompiledCode? { CompiledCode(oracle: program) }
}
