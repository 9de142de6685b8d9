// SPDX-License-Identifier: Apache-2.0
// Swift values as Python writes them.

/// A list of numbers as a Python tuple.
func pythonTuple(_ numbers: [Int]) -> String {
  "(" + numbers.map { "\($0), " }.joined() + ")"
}

/// A truth as Python writes it.
func python(_ truth: Bool) -> String { truth ? "True" : "False" }

/// A number that may be missing.
func python(_ number: Int?) -> String { number.map(String.init) ?? "None" }
