// SPDX-License-Identifier: Apache-2.0
// Elementwise operations: what one table row says.

import JIT

/// An elementwise operation: an index into `Ufunc.table`.
public struct Ufunc: Hashable, Sendable {
  let index: UInt8
}

/// One row of the table of ufuncs.
struct UfuncFacts: Sendable {
  /// How the dtype of the loop follows from the operands'.
  enum Resolution: UInt8, Sendable {
    /// The promoted dtype of the operands.
    case promote
    /// As promote, but integers and bools compute in float64 (or as NumPy: int8 → float16, int16 → float32).
    case floating
    // … extended with the table
  }

  /// What the result's dtype is, given the loop's.
  enum Result: UInt8, Sendable {
    case loop
    case bool
    /// The dtype of the loop's real part.
    case real
  }

  let name: String
  let operandCount: Int
  let resolution: Resolution
  let result: Result
  /// Flags NumPy reports for it.
  let warns: Status
  /// True when recomputing is dearer than storing and loading: divisions, roots, transcendentals.
  let isExpensive: Bool
  /// Writes the operation for operands of the loop's dtype.
  let expand: @Sendable (inout Builder, DType, [Lanes]) -> Lanes
}
