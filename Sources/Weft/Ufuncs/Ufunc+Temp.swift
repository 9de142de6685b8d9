// SPDX-License-Identifier: Apache-2.0
// Interim rows until the full table lands (delete this file then). The engine needs of Ufunc: .copy, .minimum, .maximum, facts, operandDType(_:loop:).
import JIT
extension Ufunc {
  static let copy = Ufunc(index: 0)
  static let add = Ufunc(index: 1)
  static let multiply = Ufunc(index: 2)
  static let subtract = Ufunc(index: 3)
  static let divide = Ufunc(index: 4)
  static let minimum = Ufunc(index: 5)
  static let maximum = Ufunc(index: 6)
  static let sqrt = Ufunc(index: 8)
  static let select = Ufunc(index: 7)
  static func row(
    _ n: String, _ k: Int, _ e: Bool,
    _ f: @escaping @Sendable (inout Builder, DType, [Lanes]) -> Lanes
  ) -> UfuncFacts {
    UfuncFacts(
      name: n, operandCount: k, resolution: .promote, result: .loop, warns: .reported,
      isExpensive: e, expand: f)
  }
  static let table: [UfuncFacts] = [
    row("copy", 1, false) { $2[0] },
    row("add", 2, false) { b, _, x in Lanes(b.add(x[0].re, x[1].re)) },
    row("multiply", 2, false) { b, _, x in Lanes(b.mul(x[0].re, x[1].re)) },
    row("subtract", 2, false) { b, _, x in Lanes(b.sub(x[0].re, x[1].re)) },
    row("divide", 2, true) { b, _, x in Lanes(b.div(x[0].re, x[1].re)) },
    row("minimum", 2, false) { b, _, x in Lanes(b.minNaN(x[0].re, x[1].re)) },
    row("maximum", 2, false) { b, _, x in Lanes(b.maxNaN(x[0].re, x[1].re)) },
    row("select", 3, false) { b, _, x in Lanes(b.select(x[0].re, x[1].re, x[2].re)) },
    row("sqrt", 1, true) { b, _, x in Lanes(b.sqrt(x[0].re)) },
  ]
  var facts: UfuncFacts { Self.table[Int(index)] }
  func operandDType(_ i: Int, loop: DType) -> DType { self == .select && i == 0 ? .bool : loop }
}
