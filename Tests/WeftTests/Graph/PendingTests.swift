// SPDX-License-Identifier: Apache-2.0
// Graphs far deeper and wider than a kernel: no stack overflows, and memory stays bounded.
import Foundation
import Testing
import Weft

@Suite("Pending operations", .serialized) struct PendingTests {
  @Test func chainsOfAnyDepth() {
    var x = NDArray([1.0, 2, 3])
    for _ in 0..<100_000 { x = x + 1 }
    #expect(x.array(of: Double.self) == [100_001, 100_002, 100_003])
    // Dropped without having been looked at.
    var y = NDArray([1.0, 2, 3])
    for _ in 0..<100_000 { y = y[.by(-1)] * 1.5 }
    y = NDArray([0.0])
    #expect(y.array(of: Double.self) == [0])
  }

  @Test func chainsOfReductions() {
    var x = NDArray([1.0, 1, 2])
    for _ in 0..<10_000 { x = x / x.sum() }
    #expect(x.array(of: Double.self) == [0.25, 0.25, 0.5])
  }

  @Test func manyReadersOfWhatIsWritten() {
    var a = NDArray([1, 2, 3])
    let readers = (0..<20_000).map { a + $0 }
    a[1] = 100
    #expect(a.array(of: Int.self) == [1, 100, 3])
    #expect(readers[0].array(of: Int.self) == [1, 2, 3])
    #expect(readers[19_999].array(of: Int.self) == [20_000, 20_001, 20_002])
  }

  #if os(Linux)
    /// A list of pending sums must not keep every array that was summed; in a process of its own, since it counts memory.
    ///
    /// Where operations run at once nothing is pending; the oracle would take minutes for as many elements.
    @Test(
      .enabled(
        if: EngineInfo.tierName != "oracle"
          && ProcessInfo.processInfo.environment["WEFT_EAGER"] != "1"))
    func sumsOfFreshArrays() async {
      await #expect(processExitsWith: .success) {
        let physical = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        let budget = max(64 << 20, physical / 16)
        // Six times what pending operations may hold, in 100,000 arrays.
        let length = 6 * budget / 100_000 / 8
        let before = try Self.residentBytes()
        var most = before
        var sums: [NDArray] = []
        for index in 0..<100_000 {
          // Computed at once, so that nothing but the sum holds the memory.
          let fresh = NDArray(dtype: .float64, shape: [length]) {
            $0.bindMemory(to: Double.self).update(repeating: Double(index % 7))
          }
          sums.append(fresh.sum())
          if index % 1000 == 0 { most = max(most, try Self.residentBytes()) }
        }
        for index in [0, 1, 50_001, 99_999] {
          #expect(sums[index].scalar() == Double(index % 7 * length))
        }
        // The engine also keeps up to 1 GiB of freed memory.
        #expect(
          most - before < 2 * budget + (1536 << 20), "\(most - before) bytes, budget \(budget)")
      }
    }

    private static func residentBytes() throws -> Int {
      let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      let pages = try #require(Int(text.split(separator: " ")[1]))
      return pages * sysconf(Int32(_SC_PAGESIZE))
    }
  #endif
}
