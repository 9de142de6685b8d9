// SPDX-License-Identifier: Apache-2.0
// Special operands: values and flags as the C library has them, for every function and pair of operands.

import Glibc
import JIT
import Testing

struct MathSpecialsTests {
  private static let operands: [Double] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, 2, -2, 0.5, -0.5, 3, -3, 2.5, -2.5, 4, 20,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    -.leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e300, -1e300,
    1e-300, 1e22, 1e-20, -1e-20, 0x1p1000, -0x1p1000, 0x1p32, 0x1p53, 0x1p60, 1e5, 1e10,
    709.782712893384, 709.7827128933841, -745.1332191019411, -745.2, 710.4758600739439,
    710.475860073944, 1024, 1023.9999999999999, -1074, -1075, -1075.5, 1.nextUp, 1.nextDown,
    -(1.nextDown),
  ]

  /// FE_INVALID, FE_DIVBYZERO, FE_OVERFLOW, which `Status` numbers alike, and FE_ALL_EXCEPT.
  private static let flags: Int32 = 1 | 4 | 8
  private static let allFlags: Int32 = 0x3D

  private func expected(_ function: MathFunction, _ x: Double, _ y: Double) -> (Double, Int32) {
    feclearexcept(Self.allFlags)
    let value =
      switch References.double[function]! {
      case .unary(let f): f(x)
      case .binary(let f): f(x, y)
      }
    return (value, fetestexcept(Self.flags))
  }

  @Test(arguments: MathFunction.allCases)
  func valuesAndFlagsAreTheCLibrarys(_ function: MathFunction) {
    let kernel = MathKernel<Double>(function, oracle: true)
    let others = kernel.arity == 1 ? [0] : Self.operands
    for x in Self.operands {
      for y in others {
        let (want, wantFlags) = expected(function, x, y)
        let (values, status) = kernel([x], [y])
        let error = ulps(values[0], Float80(want))
        #expect(error <= 1, "\(function.name)(\(x), \(y)): got \(values[0]), want \(want)")
        let got = Int32(status.rawValue) & Self.flags
        #expect(got == wantFlags, "\(function.name)(\(x), \(y)) raises \(got), not \(wantFlags)")
      }
    }
  }

  /// Ordinary operands raise nothing, whatever other lanes hold.
  @Test(arguments: MathFunction.allCases)
  func ordinaryFloat32OperandsRaiseNothing(_ function: MathFunction) {
    let kernel = MathKernel<Float>(function, oracle: true)
    let domain: ClosedRange<Float> =
      switch function {
      case .arccosh: 1...30
      case .arcsin, .arccos, .arctanh: -0.99...0.99
      case .log, .log2, .log10, .log1p, .pow: 0.01...20
      default: -20...20
      }
    var random = MathRandom(state: MathSettings.seed)
    let xs = (0..<1000).map { _ in Float.random(in: domain, using: &random) }
    let ys = (0..<1000).map { _ in Float.random(in: domain, using: &random) }
    let (values, status) = kernel(xs, ys)
    #expect(status.intersection([.invalid, .divideByZero, .overflow]) == [])
    let finite = values.allSatisfy(\.isFinite)
    #expect(finite, "seed \(MathSettings.seed)")
  }

  /// float32's edges, which the operands above do not hit.
  @Test func float32Edges() {
    func value(_ function: MathFunction, _ x: Float, _ y: Float = 0) -> (Float, Status) {
      let result = MathKernel<Float>(function, oracle: true)([x], [y])
      return (result.values[0], result.status.intersection([.invalid, .divideByZero, .overflow]))
    }
    #expect(value(.exp, 88.722_84) == (.infinity, .overflow))
    #expect(value(.exp, .infinity) == (.infinity, []))
    #expect(value(.exp, -104) == (0, []))
    #expect(value(.log, 0) == (-.infinity, .divideByZero))
    #expect(value(.log, -1).1 == .invalid)
    #expect(value(.log, .leastNonzeroMagnitude).0 == -103.278_93)
    #expect(value(.sinh, 89.5) == (.infinity, .overflow))
    #expect(value(.arctanh, 1) == (.infinity, .divideByZero))
    #expect(value(.arccosh, 0.5).1 == .invalid)
    #expect(value(.sin, .infinity).1 == .invalid)
    #expect(value(.sin, .greatestFiniteMagnitude) == (-0.521_876_5, []))
    #expect(value(.hypot, .nan, -.infinity) == (.infinity, []))
    #expect(value(.hypot, 3e38, 3e38) == (.infinity, .overflow))
    #expect(value(.pow, -2, 0.5).1 == .invalid)
    #expect(value(.pow, 0, -3) == (.infinity, .divideByZero))
    #expect(value(.pow, .nan, 0) == (1, []))
  }

  /// An element's result has the same bits whatever elements stand beside it, special or not.
  @Test(arguments: MathFunction.allCases)
  func neighboursDoNotMatter(_ function: MathFunction) {
    let kernel = MathKernel<Double>(function, oracle: false)
    var random = MathRandom(state: MathSettings.seed)
    let ordinary = (0..<1000).map { _ in Double.random(in: 0.1...0.9, using: &random) }
    let others = ordinary.reversed().map { $0 * 3 }
    let alone = kernel(ordinary, others).values
    var (xs, ys) = (ordinary, others)
    for place in xs.indices where place % 5 == 2 {
      xs[place] = Self.operands.randomElement(using: &random)!
      ys[place] = Self.operands.randomElement(using: &random)!
    }
    let mixed = kernel(xs, ys).values
    for place in xs.indices {
      let expected =
        place % 5 == 2 ? kernel([xs[place]], [ys[place]]).values[0] : alone[place]
      let same = expected.bitPattern == mixed[place].bitPattern
      #expect(
        same || expected.isNaN && mixed[place].isNaN,
        "\(function.name)(\(xs[place]), \(ys[place])): \(mixed[place]), not \(expected); seed \(MathSettings.seed)"
      )
    }
  }

  /// The near range of angles gives the same bits as the full one.
  @Test func nearAnglesAgree() {
    let all = MathKernel<Double>.program("all") { b, x, _ in b.sin(x) }
    let near = MathKernel<Double>.program("near") { b, x, _ in b.sin(x, range: .near) }
    var random = MathRandom(state: MathSettings.seed)
    let xs = (0..<1000).map { _ in Double.random(in: -0x1p32...0x1p32, using: &random) }
    let a = MathKernel<Double>(all, arity: 1, oracle: true)(xs).values
    let b = MathKernel<Double>(near, arity: 1, oracle: true)(xs).values
    #expect(a == b)
  }
}
