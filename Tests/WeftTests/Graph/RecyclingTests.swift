// SPDX-License-Identifier: Apache-2.0
// Operations, buffers and layouts that live on for others: values never show it.
import Testing

import Weft

@Suite("Recycling") struct RecyclingTests {
  /// More layouts than live for ever, and than any table remembers, each used several times.
  @Test func moreLayoutsThanAreRemembered() {
    let n = 12_000
    let a = NDArray.arange(n)
    for start in stride(from: 0, to: n - 4, by: 1) {
      let part = a[start..<(start + 3)]
      let sum: Int = (part + part[.by(-1)]).sum().scalar()
      if sum != 6 * start + 6 {
        Issue.record("the sum from \(start) is \(sum)")
        return
      }
    }
  }

  /// Values of inner operations that somebody holds outlive the expression they stood in.
  @Test func heldValuesOutliveTheirExpression() {
    let a = NDArray.arange(100).asType(.float64)
    var held: [NDArray] = []
    var expected: [Double] = []
    for round in 0..<300 {
      let inner = a * Double(round) + 1.0
      let outer = sqrt(inner * inner) - inner
      if round % 3 == 0 { held.append(inner) }
      if round % 3 == 0 { expected.append(Double(round) * 99 + 1) }
      #expect(outer.sum().scalar() == 0.0)
    }
    for (array, last) in zip(held, expected) { #expect(array[99].scalar() == last) }
  }

  /// One layout of memory in two sizes of element, which stretch and index differently.
  @Test func layoutsOfDifferentItemSizes() {
    let wide = NDArray([1.0, 2.0], shape: [2])
    let narrow = NDArray([Int32(1), 2, 3, 4], shape: [4])
    for _ in 0..<2 {
      let first = wide.broadcast(to: [1, 2]) + NDArray.zeros([1, 1])
      let second =
        narrow[0..<4][(0..<4).by(2)].broadcast(to: [1, 2]) + NDArray.zeros([1, 1], .int32)
      #expect(first.array(of: Double.self) == [1, 2])
      #expect(second.array(of: Int32.self) == [1, 3])
      #expect(narrow[(0..<4).by(2)].expandingDims(0).array(of: Int32.self) == [1, 3])
      #expect(wide.expandingDims(0).array(of: Double.self) == [1, 2])
    }
  }
}
