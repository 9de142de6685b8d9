// SPDX-License-Identifier: Apache-2.0
// Short rows that a kernel takes several at a time give what each row gives alone.
import Foundation
import Testing
import Weft

@Suite("Rows together") struct RowGroupTests {
  private typealias Expression = (name: String, body: @Sendable (NDArray, NDArray) -> NDArray)

  private static let expressions: [Expression] = [
    ("sum", { x, _ in x.sum(axis: 1) }),
    ("std", { x, _ in x.std(axis: 1) }),
    ("range", { x, _ in x.max(axis: 1) - x.min(axis: 1) }),
    ("product", { x, _ in x.prod(axis: 1) }),
    ("shared operand", { x, shared in (x * shared + 1.0).sum(axis: 1) }),
    (
      "normalise",
      { x, _ in (x - x.mean(axis: 1, keepDims: true)) / x.std(axis: 1, keepDims: true) }
    ),
    (
      "softmax",
      { x, _ in
        let e = exp(x - x.max(axis: 1, keepDims: true))
        return e / e.sum(axis: 1, keepDims: true)
      }
    ),
  ]

  /// The real and imaginary parts as text: any NaN equals any other.
  private static func text(_ array: NDArray) -> [String] {
    let parts = array.dtype.isComplex ? [array.real, array.imag] : [array]
    let columns = parts.map { $0.array(of: Double.self) }
    return columns[0].indices.map { place in columns.map { "\($0[place])" }.joined(separator: " ") }
  }

  @Test(arguments: [DType.float64, .float32, .int32, .complex128])
  func eachRowIsWhatItIsAlone(_ dtype: DType) {
    var random = TestGenerator(for: "RowGroupTests")
    for (count, length) in [
      (8, 16), (9, 17), (10, 31), (11, 100), (12, 127), (13, 128), (14, 129), (9, 64), (40, 40),
    ] {
      var x = random.contiguous(dtype, [count, length])
      if dtype == .float64 && random.chance(2) {
        x[3, .slice(5, 6)] = NDArray([Double.nan])
      }
      let shared = random.contiguous(dtype, [length])
      for (name, body) in Self.expressions {
        let together = Self.text(body(x, shared))
        let alone = (0..<count).flatMap { Self.text(body(x[.slice($0, $0 + 1)], shared)) }
        let wrong = zip(together, alone).filter { $0 != $1 }.count
        #expect(wrong == 0, "\(name) of \(count) rows of \(length) \(dtype.name)")
        #expect(together.count == alone.count)
      }
    }
  }
}
