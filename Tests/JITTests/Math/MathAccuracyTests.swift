// SPDX-License-Identifier: Apache-2.0
// Every math function against the C library in a wider type, held to the ulps its table row states.

import JIT
import Testing

struct MathAccuracyTests {
  /// The greatest error and where it was.
  private struct Worst<T: MathFloat> {
    var ulps = 0.0
    var x: T = 0
    var y: T = 0
    var got: T = 0
  }

  private func measure<T: MathFloat>(
    _ function: MathFunction, _ kernel: MathKernel<T>, _ xs: [T], _ ys: [T],
    _ worst: inout Worst<T>
  ) {
    let (values, _) = kernel(xs, ys)
    let reference = T.reference(function)
    for i in 0..<xs.count {
      let exact: T.Wide =
        switch reference {
        case .unary(let f): f(T.Wide(xs[i]))
        case .binary(let f): f(T.Wide(xs[i]), T.Wide(ys[i]))
        }
      let error = ulps(values[i], exact)
      if error > worst.ulps { worst = Worst(ulps: error, x: xs[i], y: ys[i], got: values[i]) }
    }
  }

  private func check<T: MathFloat>(
    _ function: MathFunction, _ worst: Worst<T>, _ kernel: MathKernel<T>
  ) {
    let place = "\(worst.x), \(worst.y): got \(worst.got), seed \(MathSettings.seed)"
    #expect(
      worst.ulps <= T.limit(function),
      "\(function.name) \(T.element.name): \(worst.ulps) ulps at \(place)"
    )
    if MathSettings.isLong {
      let size = "\(kernel.instructions) instructions"
      print("\(function.name) \(T.element.name): \(worst.ulps) ulps at \(place); \(size)")
    }
  }

  private func sample<T: MathFloat>(_: T.Type, _ function: MathFunction, oracle: Bool) {
    let kernel = MathKernel<T>(function, oracle: oracle)
    var arguments = MathArguments<T>(random: MathRandom(state: MathSettings.seed))
    var worst = Worst<T>()
    let isBinary = kernel.arity == 2
    for left in 0..<MathArguments<T>.regions {
      for right in 0..<(isBinary ? MathArguments<T>.regions : 1) {
        let count = (isBinary ? 100 : 1000) * (MathSettings.isLong ? 2000 : 1)
        let xs = (0..<count).map { _ in arguments.next(left) }
        let ys = xs.map { x in
          function == .pow && right >= 6 ? arguments.exponent(for: x) : arguments.next(right)
        }
        let bases = function == .pow && right >= 6 ? xs.map(\.magnitude) : xs
        measure(function, kernel, bases, ys, &worst)
      }
    }
    check(function, worst, kernel)
  }

  @Test(arguments: MathFunction.allCases)
  func float64StaysWithinItsUlps(_ function: MathFunction) {
    sample(Double.self, function, oracle: true)
  }

  @Test(arguments: MathFunction.allCases.filter { $0.facts.arity == 2 })
  func float32PairsStayWithinTheirUlps(_ function: MathFunction) {
    sample(Float.self, function, oracle: true)
  }

  /// A stride over all float32 numbers; every one of them in the long run.
  @Test(arguments: MathFunction.allCases.filter { $0.facts.arity == 1 })
  func float32StaysWithinItsUlps(_ function: MathFunction) {
    let kernel = MathKernel<Float>(function, oracle: false)
    let stride: UInt64 = MathSettings.isLong ? 1 : 100_003
    var worst = Worst<Float>()
    var bits = MathSettings.isLong ? 0 : MathSettings.seed % stride
    while bits < 1 << 32 {
      var xs: [Float] = []
      while xs.count < 1 << 14, bits < 1 << 32 {
        xs.append(Float(bitPattern: UInt32(bits)))
        bits += stride
      }
      measure(function, kernel, xs, xs, &worst)
    }
    check(function, worst, kernel)
  }

  private func agree<T: MathFloat>(_: T.Type, _ function: MathFunction) {
    let kernels = [true, false].map { MathKernel<T>(function, oracle: $0) }
    var arguments = MathArguments<T>(random: MathRandom(state: MathSettings.seed))
    let regions = MathArguments<T>.regions
    let xs = (0..<4001).map { arguments.next($0 % regions) }
    let ys = (0..<4001).map { arguments.next($0 / regions % regions) }
    let (oracle, compiled) = (kernels[0](xs, ys).values, kernels[1](xs, ys).values)
    for i in 0..<xs.count where !(oracle[i].isNaN && compiled[i].isNaN) {
      #expect(
        oracle[i].bitPattern == compiled[i].bitPattern,
        "\(function.name)(\(xs[i]), \(ys[i])): \(oracle[i]), compiled \(compiled[i])")
    }
  }

  /// Same bits on the oracle and on the tier in use (without FMA, SSE2 may differ in the last bit).
  @Test(.enabled(if: Compiler.tier != .sse2), arguments: MathFunction.allCases)
  func tierAgreesWithOracle(_ function: MathFunction) {
    agree(Double.self, function)
    agree(Float.self, function)
  }
}
