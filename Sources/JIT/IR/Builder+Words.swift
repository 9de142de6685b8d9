// SPDX-License-Identifier: Apache-2.0
// One word per operation, so that expansions read as formulas.

extension Builder {
  package mutating func add(_ x: Value, _ y: Value) -> Value { binary(.add, x, y) }
  package mutating func sub(_ x: Value, _ y: Value) -> Value { binary(.sub, x, y) }
  package mutating func mul(_ x: Value, _ y: Value) -> Value { binary(.mul, x, y) }
  package mutating func div(_ x: Value, _ y: Value) -> Value { binary(.div, x, y) }
  package mutating func rem(_ x: Value, _ y: Value) -> Value { binary(.rem, x, y) }
  package mutating func min(_ x: Value, _ y: Value) -> Value { binary(.min, x, y) }
  package mutating func max(_ x: Value, _ y: Value) -> Value { binary(.max, x, y) }
  package mutating func minNaN(_ x: Value, _ y: Value) -> Value { binary(.minNaN, x, y) }
  package mutating func maxNaN(_ x: Value, _ y: Value) -> Value { binary(.maxNaN, x, y) }
  package mutating func neg(_ x: Value) -> Value { unary(.neg, x) }
  package mutating func abs(_ x: Value) -> Value { unary(.abs, x) }
  package mutating func sqrt(_ x: Value) -> Value { unary(.sqrt, x) }
  package mutating func floor(_ x: Value) -> Value { unary(.floor, x) }
  package mutating func ceil(_ x: Value) -> Value { unary(.ceil, x) }
  package mutating func trunc(_ x: Value) -> Value { unary(.trunc, x) }
  package mutating func rint(_ x: Value) -> Value { unary(.rint, x) }
  package mutating func and(_ x: Value, _ y: Value) -> Value { binary(.and, x, y) }
  package mutating func or(_ x: Value, _ y: Value) -> Value { binary(.or, x, y) }
  package mutating func xor(_ x: Value, _ y: Value) -> Value { binary(.xor, x, y) }
  package mutating func not(_ x: Value) -> Value { unary(.not, x) }
  package mutating func shl(_ x: Value, _ y: Value) -> Value { binary(.shl, x, y) }
  package mutating func shr(_ x: Value, _ y: Value) -> Value { binary(.shr, x, y) }
  package mutating func eq(_ x: Value, _ y: Value) -> Value { binary(.eq, x, y) }
  package mutating func ne(_ x: Value, _ y: Value) -> Value { binary(.ne, x, y) }
  package mutating func lt(_ x: Value, _ y: Value) -> Value { binary(.lt, x, y) }
  package mutating func le(_ x: Value, _ y: Value) -> Value { binary(.le, x, y) }
  package mutating func gt(_ x: Value, _ y: Value) -> Value { binary(.gt, x, y) }
  package mutating func ge(_ x: Value, _ y: Value) -> Value { binary(.ge, x, y) }
  package mutating func any(_ x: Value) -> Value { unary(.any, x) }
}
