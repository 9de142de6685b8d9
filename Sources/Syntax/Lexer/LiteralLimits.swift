// SPDX-License-Identifier: Apache-2.0
// What literals may not exceed, as scripts set it.

public enum LiteralLimits {
  /// The most digits of a decimal integer; 0 for no limit.
  ///
  /// Python's library reference, "Integer string conversion length limitation".
  public nonisolated(unsafe) static var decimalDigits = 4300
}
