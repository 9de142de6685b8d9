// SPDX-License-Identifier: Apache-2.0
// Where the system refuses executable memory, the oracle takes over with the same results.
import CShims
import Foundation
import Testing
import Weft

@Suite("Without executable memory") struct RefusalTests {
  /// What a program sees that computes on the oracle: 0, or the number of the first thing that is wrong.
  static func surprises() -> Int32 {
    let x = NDArray.arange(1000).asType(.float64)
    let y = (x * 3 - 1) / 2
    if y.sum().scalar(Double.self) != 748_750 { return 10 }
    if (y .> 700).asType(.int64).sum().scalar(Int.self) != 532 { return 11 }
    if sqrt(x * x).array(of: Double.self) != (0..<1000).map(Double.init) { return 12 }
    if EngineInfo.tierName != "oracle" { return 13 }
    return 0
  }

  @Test(.enabled(if: weft_can_refuse_executable_memory()))
  func refusedByTheSystem() async {
    await #expect(processExitsWith: .success) {
      guard weft_refuse_executable_memory() else { exit(2) }
      exit(RefusalTests.surprises())
    }
  }

  @Test func refusedByTheEnvironment() async {
    await #expect(processExitsWith: .success) {
      setenv("WEFT_NO_EXEC", "1", 1)
      exit(RefusalTests.surprises())
    }
  }

  @Test func requestsForThreads() {
    #expect(Threads.select(nil, cores: 6) == (6, nil))
    #expect(Threads.select("", cores: 6) == (6, nil))
    #expect(Threads.select("3", cores: 6) == (3, nil))
    #expect(Threads.select("12", cores: 6) == (12, nil))
    for bad in ["0", "-2", "two", "1.5", "99999999999999999999"] {
      let (count, complaint) = Threads.select(bad, cores: 6)
      #expect(count == 6)
      #expect(complaint == "weft: WEFT_THREADS=\(bad) is not a positive number; 6 are used")
    }
    #expect(Threads.select("1000", cores: 6).count == 256)
    #expect(Threads.select("1000", cores: 6).complaint?.contains("too many") == true)
  }
}
