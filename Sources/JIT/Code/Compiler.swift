// SPDX-License-Identifier: Apache-2.0
// The front door: a program in, code for this machine out.

/// Compiles for the selected tier; the oracle takes over where machine code cannot be had.
package enum Compiler {
  /// The tier in use: `Tier.selected` at the start; nil is the oracle.
  ///
  /// Tests and benchmarks change it.
  nonisolated(unsafe) package static var tier: Tier? = Tier.selected

  /// The tier that code is compiled for now; nil when the oracle runs everything.
  package static var usedTier: Tier? { CodeArena.shared.acceptsCode ? tier : nil }

  /// Is shown every optimised program that is compiled; for tests of listings, in a process of their own.
  nonisolated(unsafe) package static var observer: (@Sendable (Program) -> Void)?

  /// Compiles `program`, `narrow` with vectors of 256 bits at most; the bits of the results are the same.
  package static func compile(_ program: Program, narrow: Bool = false) -> CompiledCode {
    let optimized = optimize(program)
    observer?(optimized)
    if let tier = usedTier.map({ narrow ? min($0, .avx2) : $0 }),
      let code = X64Backend(tier: tier).compile(optimized)
    {
      return code
    }
    return CompiledCode(oracle: optimized)
  }
}
