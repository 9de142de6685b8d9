// SPDX-License-Identifier: Apache-2.0
// The free list against a plain map of which granule is in use.

import JIT
import Testing

@Suite struct GranuleAllocatorTests {
  @Test(arguments: [40, 300, 5000]) func randomTakesAndGives(capacity: Int) {
    var allocator = GranuleAllocator(capacity: capacity)
    var owner = [Int](repeating: -1, count: capacity)
    var runs: [(start: Int, length: Int)] = []
    var random = SystemRandomNumberGenerator()
    for step in 0..<20_000 {
      let wanted = Int.random(in: 1...(step % 7 == 0 ? 90 : 12), using: &random)
      if Bool.random(using: &random) || runs.isEmpty {
        if let start = allocator.take(wanted) {
          for granule in start..<start + wanted {
            if owner[granule] >= 0 { Issue.record("granule \(granule) is handed out twice") }
            owner[granule] = step
          }
          runs.append((start, wanted))
        } else {
          // No run may be refused when a hole of its length exists.
          var longest = 0
          var length = 0
          for value in owner {
            length = value < 0 ? length + 1 : 0
            longest = max(longest, length)
          }
          // At the untouched end a free run and the rest may lie side by side only if nothing was given back there.
          #expect(longest < wanted)
        }
      } else {
        let index = Int.random(in: 0..<runs.count, using: &random)
        let run = runs.swapRemove(index)
        for granule in run.start..<run.start + run.length { owner[granule] = -1 }
        allocator.give(run.start)
      }
      if step % 97 == 0 { #expect(allocator.brokenInvariant() == nil) }
    }
    for run in runs { allocator.give(run.start) }
    #expect(allocator.touched == 0)
    #expect(allocator.brokenInvariant() == nil)
  }

  @Test func freedRunsAreJoinedAndUsedAgain() {
    var allocator = GranuleAllocator(capacity: 100)
    let starts = (0..<10).map { _ in allocator.take(10) }
    #expect(starts == (0..<10).map { $0 * 10 })
    #expect(allocator.take(1) == nil)
    for run in [3, 5, 4] { allocator.give(run * 10) }
    #expect(allocator.take(30) == 30)
  }
}

extension Array {
  /// Removes an element by putting the last one in its place.
  fileprivate mutating func swapRemove(_ index: Int) -> Element {
    swapAt(index, count - 1)
    return removeLast()
  }
}
