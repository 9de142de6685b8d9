// SPDX-License-Identifier: Apache-2.0
// Every ufunc on every dtype in every memory layout, beside NumPy.
import Testing
import Weft

@Suite("Sweep: layouts") struct LayoutSweepTests {
  private static let exact: Set<Ufunc> = [
    .add, .subtract, .multiply, .divide, .floorDivide, .remainder, .fmod, .negative, .positive,
    .fabs, .sign, .square, .sqrt, .maximum, .minimum, .fmax, .fmin, .clip, .floor, .ceil, .trunc,
    .rint, .isNaN, .isInf, .isFinite, .signbit, .copysign, .leftShift, .rightShift, .invert,
    .bitwiseAnd, .bitwiseOr, .bitwiseXor, .logicalAnd, .logicalOr, .logicalXor, .logicalNot, .equal,
    .notEqual, .less, .lessEqual, .greater, .greaterEqual, .conjugate, .select, .copy,
  ]
  private static let spelling: [Ufunc: String] = [
    .real: "x[0].real.copy()", .imaginary: "x[0].imag.copy()", .copy: "x[0].copy()",
  ]

  private static func tolerance(_ ufunc: Ufunc, _ dtype: DType) -> Double {
    let byLength = dtype.isComplex && [.sqrt, .sign].contains(ufunc)
    return exact.contains(ufunc) && !byLength ? 0 : nearness(dtype)
  }

  @Test(arguments: Ufunc.allCases) func everyLayout(_ ufunc: Ufunc) throws {
    var session = ArraySession()
    let names = (0..<ufunc.operandCount).map { "x[\($0)]" }.joined(separator: ", ")
    let expression = Self.spelling[ufunc] ?? "np.\(ufunc.name)(\(names))"
    for dtype in DType.allCases {
      // Complex functions, and powers of whole numbers, are compared where they are smooth.
      let isPower = ufunc == .power || ufunc == .floatPower
      let line =
        dtype.isComplex ? moderate(dtype) : isPower ? absolute(moderate(dtype)) : cornerCases(dtype)
      for order in MemoryOrder.allCases {
        let first = order.view(of: line)
        let others = (1..<max(ufunc.operandCount, 1)).map { number in
          // The others lie otherwise than the first, and some broadcast.
          number % 2 == 1 ? order.view(of: line.flipped()) : first.copy()
        }
        let operands = [first] + others
        session.expect(expression, operands, tolerance: Self.tolerance(ufunc, dtype)) {
          try ufunc.record(operands.map { .array($0) })
        }
        guard ufunc.operandCount == 2, first.ndim > 0 else { continue }
        let point = order.view(of: line)[.slice(1, 2)]
        session.expect(expression, [first, point], tolerance: Self.tolerance(ufunc, dtype)) {
          try ufunc.record([.array(first), .array(point)])
        }
      }
    }
    try session.run()
  }
}
