// SPDX-License-Identifier: Apache-2.0
// Expressions longer than one kernel can be: no expression is too much for the compiler, and every tier gives the same bits.
import Foundation
import Testing
import Weft

@Suite("Long expressions") struct LongExpressionTests {
  /// The results as text, printed by a process whose kernels are compiled for `tier`.
  private static func write(_ tier: String) {
    setenv("WEFT_TIER", tier, 1)
    setenv("WEFT_EAGER", "0", 1)
    for (name, array) in LongExpressions.all() { print(name, parts(array)) }
    exit(0)
  }

  @Test func everyTierRunsThem() async throws {
    let oracle = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { Self.write("oracle") }
    let sse2 = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { Self.write("sse2") }
    let avx2 = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { Self.write("avx2") }
    let avx512 = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { Self.write("avx512") }
    let expected = try Self.lines(oracle)
    #expect(expected.count == LongExpressions.count)
    for (tier, result) in [("sse2", sse2), ("avx2", avx2), ("avx512", avx512)] {
      for (line, wanted) in zip(try Self.lines(result), expected) where line != wanted {
        Issue.record("\(tier): \(line.prefix(300)) instead of \(wanted.prefix(300))")
      }
    }
  }

  private static func lines(_ result: ExitTest.Result?) throws -> [String] {
    let content = try #require(result).standardOutputContent
    return String(decoding: content, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("long ") }.map {
        String($0).replacingOccurrences(of: "-nan", with: "nan")
      }
  }

  /// Many sums of one array would share a kernel; their partial sums must have room.
  @Test func manySumsOfOneArray() throws {
    let x = NDArray.linspace(-1, 1, count: 120_000).reshaped(2, 60_000)
    var total = NDArray.zeros([2])
    for round in 1...50 { total = total + (x + Double(round)).sum(axis: 1) }
    var session = ArraySession()
    session.expect(
      "__import__('functools').reduce(lambda t, r: t + (x[0] + float(r)).sum(axis=1), range(1, 51), np.zeros(2))",
      [x]
    ) { total }
    try session.run()
  }
}

/// Expressions whose code is long: hundreds of transcendental functions of complex numbers in one sum.
enum LongExpressions {
  static let count = 11

  static func all() -> [(String, NDArray)] {
    var result: [(String, NDArray)] = []
    for dtype in [DType.complex64, .complex128] {
      result.append(("long sum \(dtype)", complexFunctions(dtype).sum()))
      result.append(("long column sum \(dtype)", complexFunctions(dtype).sum(axis: 0)))
      result.append(("long row sum \(dtype)", complexFunctions(dtype).sum(axis: 1)))
    }
    for dtype in [DType.float16, .float32, .float64] {
      result.append(("long maximum \(dtype)", realFunctions(dtype).max()))
    }
    result.append(("long position", realFunctions(.float64).argMax()))
    result.append(("long passes", passes()))
    return result
  }

  private static func samples(_ dtype: DType, _ shape: [Int]) -> NDArray {
    let x = NDArray.linspace(-0.9, 0.9, count: shape.reduce(1, *)).reshaped(shape)
    return dtype.isComplex ? (x + Complex128(0, 0.3)).asType(dtype) : x.asType(dtype)
  }

  private static func complexFunctions(_ dtype: DType) -> NDArray {
    let functions: [(NDArray) -> NDArray] = [
      { exp($0) }, { log($0) }, { sin($0) }, { tan($0) }, { arccos($0) }, { arctanh($0) },
      { tanh($0) }, { $0 ** $0 }, { arcsinh($0) }, { sqrt($0) },
    ]
    let x = samples(dtype, [17, 9])
    var total = x
    for round in 1...5 {
      for function in functions { total = total + function(x * Double(round)) }
    }
    return total
  }

  private static func realFunctions(_ dtype: DType) -> NDArray {
    let x = samples(dtype, [300])
    var total = x
    for round in 1...12 {
      total = maximum(arctan2(total, x), tan(x * Double(round))) + log1p(exp(x)) + cbrt(x)
    }
    return total
  }

  /// Every pass computes the cheap steps before it again.
  private static func passes() -> NDArray {
    let x = samples(.complex128, [5, 40])
    var y = x
    for round in 1...40 {
      y = y * x + Double(round)
      y = y - y.sum(axis: 1, keepDims: true) * 0.001
    }
    return y
  }
}
