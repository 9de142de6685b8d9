// SPDX-License-Identifier: Apache-2.0
// Plans: a graph seen before is launched without planning, whatever it reads and whoever looks on.
import Foundation
import Testing
import Weft

@Suite("Plans") struct PlanTests {
  private func values(_ count: Int, _ from: Double) -> [Double] {
    (0..<count).map { from + Double($0) }
  }

  @Test func otherMemoryAndOtherNumbers() {
    for round in 0..<5 {
      let x = values(50, Double(round))
      let y = values(50, Double(2 * round + 1))
      let factor = Double(round) * 0.5 + 0.25
      let (a, b) = (NDArray(x), NDArray(y))
      let result = (a * b + factor) * (factor + 1.0) - a
      let expected = zip(x, y).map { ($0 * $1 + factor) * (factor + 1) - $0 }
      #expect(result.array(of: Double.self) == expected)
    }
  }

  /// The same operations over one array twice and over two arrays are different graphs, in either order.
  @Test func sharedOperands() {
    let (a, b) = (NDArray(values(20, 1)), NDArray(values(20, 7)))
    for _ in 0..<3 {
      #expect((a * a + b).array(of: Double.self) == values(20, 1).map { $0 * $0 + $0 + 6 })
      #expect((a * b + b).array(of: Double.self) == values(20, 1).map { $0 * ($0 + 6) + $0 + 6 })
      #expect((b * a + a).array(of: Double.self) == values(20, 1).map { $0 * ($0 + 6) + $0 })
    }
  }

  /// An intermediate value that a user holds, or another pending operation reads, keeps its value.
  @Test func heldIntermediates() {
    for isHeld in [false, true, false, true] {
      let a = NDArray(values(30, 1))
      let root = sqrt(a)
      let held = isHeld ? root : nil
      let reader = isHeld ? root * 2.0 : nil
      let result = root + 1.0
      #expect(result.array(of: Double.self) == values(30, 1).map { $0.squareRoot() + 1 })
      if let held, let reader {
        #expect(held.array(of: Double.self) == values(30, 1).map { $0.squareRoot() })
        #expect(reader.array(of: Double.self) == values(30, 1).map { $0.squareRoot() * 2 })
      }
    }
  }

  /// A value that is nearly done with another one is computed with it, and is what it is when looked at alone, whoever comes
  /// first and whatever happens in between.
  @Test func companions() {
    let x = values(40, 1)
    let dear = x.map { $0.squareRoot() }
    for first in [0, 1, 0, 1, 2] {
      var a = NDArray(x)
      let shared = sqrt(a)
      let root = a - shared
      let companion = root * 2.0 + shared
      if first == 1 { _ = companion.array(of: Double.self) }
      if first == 2 { a += 1.0 }
      #expect(root.array(of: Double.self) == zip(x, dear).map { $0 - $1 })
      a += 100.0
      let expected = zip(x, dear).map { ($0 - $1) * 2 + $1 }
      #expect(companion.array(of: Double.self) == expected)
      #expect(shared.array(of: Double.self) == dear)
    }
  }

  /// Views differ by where they begin and how they step, in every combination.
  @Test func views() {
    let x = values(64, 0)
    let a = NDArray(x)
    for _ in 0..<2 {
      for start in 0..<6 {
        for step in [1, 2, 3, -1] {
          let end = start + 20 * abs(step)
          if end > 64 { continue }
          let slice =
            step > 0 ? Slice.slice(start, end, by: step) : .slice(end - 1, start - 1, by: -1)
          let places =
            step > 0
            ? Array(stride(from: start, to: end, by: step))
            : Array((start..<end).reversed())
          if step < 0 && start == 0 { continue }  // a stop of -1 counts from the end
          let result = a[slice] * 2.0 + a[.slice(start, start + places.count)]
          let expected = places.enumerated().map { x[$1] * 2 + x[start + $0] }
          #expect(result.array(of: Double.self) == expected)
        }
      }
    }
  }

  /// More graphs than are remembered: those that fell out are planned afresh.
  @Test func manyGraphs() {
    for _ in 0..<2 {
      for count in 1...6000 where count % 3 != 2 {
        let a = NDArray.full([count], 2.0)
        let sum: Double = (a * 3.0 + 1.0).sum().scalar()
        if sum != Double(7 * count) {
          Issue.record("\(count) elements sum to \(sum)")
          return
        }
      }
    }
  }

  /// Stores into parts go to the array that is written this time.
  @Test func stores() {
    for round in 0..<4 {
      var a = NDArray(values(10, Double(round)))
      let before = a
      let addend = NDArray(values(4, 100))
      a[2..<6] = a[2..<6] * 2.0 + addend
      var expected = values(10, Double(round))
      for index in 0..<4 { expected[2 + index] = expected[2 + index] * 2 + 100 + Double(index) }
      #expect(a.array(of: Double.self) == expected)
      #expect(before.array(of: Double.self) == values(10, Double(round)))
    }
  }

  /// Several threads record, share, drop and force operations over the same arrays.
  @Test func threads() {
    let shared = NDArray(values(1000, 1))
    let pending = shared * 2.0
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      var own = NDArray(values(1000, Double(thread)))
      for round in 0..<300 {
        let dropped = sqrt(own * shared) + pending
        let sum: Double = (own + shared * Double(round) - pending).sum().scalar()
        // Σ (thread + i) + round·Σ (1 + i) - 2·Σ (1 + i) over i = 0 ..< 1000
        let expected = Double(thread) * 1000 + 499_500 + Double(round - 2) * 500_500
        own[3] = NDArray([Double(thread + 3)])[0]
        if sum != expected || dropped.size != 1000 { failures.add() }
      }
    }
    #expect(failures.count == 0)
    #expect(pending.array(of: Double.self) == values(1000, 1).map { $0 * 2 })
  }

  private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var count = 0
    func add() { lock.withLock { count += 1 } }
  }
}
