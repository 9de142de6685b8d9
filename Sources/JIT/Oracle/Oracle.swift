// SPDX-License-Identifier: Apache-2.0
// The IR interpreter: reference in tests, fallback without x86-64.

/// Runs programs by interpreting them.
enum Oracle {
  /// Runs `program` on an argument block and returns its status word.
  static func run(_ program: Program, _ arguments: UnsafeMutableRawPointer) -> Status {
    fatalError("the oracle is being written")
  }
}
