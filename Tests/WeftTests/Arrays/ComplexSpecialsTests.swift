// SPDX-License-Identifier: Apache-2.0
// Complex functions where formulas break down: infinities, NaN, zeros of both signs, cuts and extremes, beside NumPy.
import Testing
import Weft

@Suite("Complex special values", .serialized) struct ComplexSpecialsTests {
  private static let functions: [Ufunc] = [
    .exp, .exp2, .expm1, .log, .log2, .log10, .log1p, .sqrt, .sin, .cos, .tan, .sinh, .cosh, .tanh,
    .arcsin, .arccos, .arctan, .arcsinh, .arccosh, .arctanh, .square, .reciprocal, .sign, .absolute,
  ]

  private static func values(_ dtype: DType) -> [Double] {
    let common: [Double] = [
      0, 1, 0.5, 1.5, 2, 3, 0.1, 10, 20, 100, 1e4, 1e10, 1e-10, 0.7071067811865476, 1.0000001,
      .infinity, .nan,
    ]
    let own: [Double] =
      dtype == .complex64
      ? [1e-45, 1.2e-38, 3.4028235e38, 1e20, 1e-20, 88, 89, 100.5, 2e19]
      : [
        .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e160, 1e-160, 709,
        710, 720, 1e154, 1e308,
      ]
    return (common + own).flatMap { $0.isNaN ? [$0] : [$0, -$0] }
  }

  /// Parts agree to a few roundings of the magnitude, and NaN, infinities and the signs of zeros exactly.
  @Test(arguments: functions)
  func unary(_ ufunc: Ufunc) throws {
    var questions: [NumPyQuestion] = []
    var ours: [NDArray] = []
    for dtype in [DType.complex64, .complex128] {
      let line = Self.values(dtype)
      let z = NDArray(line.flatMap { re in line.map { Complex128(re, $0) } }).asType(dtype)
      questions.append(NumPyQuestion(expression: "np.\(ufunc.name)(x[0])", arrays: [z]))
      ours.append(try ufunc.record([.array(z)]))
    }
    for (index, answer) in try askNumPy(questions).enumerated() {
      guard case .arrays(let theirs) = answer else {
        Issue.record("\(ufunc.name): \(answer)")
        continue
      }
      let input = parts(questions[index].arrays[0])
      let (got, wanted) = (parts(ours[index]), parts(theirs[0]))
      let isComplex = theirs[0].dtype.isComplex
      let tolerance = ours[index].dtype.realPart == .float32 ? 0x1p-20 : 0x1p-48
      var count = 0
      for place in wanted.indices {
        let (x, y) = (got[place], wanted[place])
        let other = isComplex && wanted[place ^ 1].isFinite ? abs(wanted[place ^ 1]) : 0
        let isSame = x.bitPattern == y.bitPattern || x.isNaN && y.isNaN
        let subnormal = ours[index].dtype.realPart == .float32 ? 0x1p-147 : 0x1p-1072
        let isNear = x != y && y.isFinite && abs(x - y) <= tolerance * (abs(y) + other) + subnormal
        if isSame || isNear { continue }
        count += 1
        if count > 8 { break }
        let element = isComplex ? place / 2 : place
        Issue.record(
          """
          \(ufunc.name)(\(input[2 * element]), \(input[2 * element + 1])) part \(place % 2) of \
          \(ours[index].dtype): \(x) instead of \(y)
          """)
      }
    }
  }
}
