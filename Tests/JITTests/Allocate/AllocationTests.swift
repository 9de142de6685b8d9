// SPDX-License-Identifier: Apache-2.0
// Allocations of random programs are proved right, and the proof notices wrong ones.

import JIT
import Testing

@Suite struct AllocationTests {
  static let modes: [(String, AllocationMode)] = [
    ("normal", .normal), ("four", .fourRegistersOnly), ("random", .randomChoice(7)),
  ]

  @Test(arguments: Tier.allCases) func randomProgramsAreAllocatedRight(tier: Tier) {
    for seed in 0..<UInt64(ConformanceTests.programs / 20) {
      var generator = ProgramGenerator(seed: seed)
      let program = optimize(generator.generate().program)
      for (name, mode) in Self.modes {
        let backend = X64Backend(tier: tier, allocation: mode)
        #expect(backend.allocationFaults(program) == [], "seed \(seed), \(name)")
      }
    }
  }

  @Test(arguments: Tier.allCases) func checkerNoticesWrongRegisters(tier: Tier) {
    var noticed = 0
    for seed in 0..<40 as Range<UInt64> {
      var generator = ProgramGenerator(seed: seed)
      let program = optimize(generator.generate().program)
      let backend = X64Backend(tier: tier)
      if !backend.allocationFaults(program, spoiling: Int(seed) * 13).isEmpty { noticed += 1 }
    }
    // Now and then the other register holds the same value.
    #expect(noticed >= 38)
  }

  @Test func fewLiveValuesDoNotSpill() {
    var b = Builder(name: "twenty")
    let n = b.argument(0, .i64)
    let body = b.declareLoop()
    let exit = b.declareBlock()
    b.loop(n, body, exit: exit)
    b.begin(body)
    let values = (0..<20).map { b.load(b.argument(1 + $0 % 4, .ptr), $0 < 10 ? .f64 : .i64) }
    var sum = values[0]
    for value in values[1..<10] { sum = b.add(sum, value) }
    var bits = values[10]
    for value in values[11...] { bits = b.xor(bits, value) }
    b.store(b.argument(5, .ptr), b.mul(sum, b.bitcast(bits, to: .f64)))
    b.next()
    b.begin(exit)
    b.ret()
    let listing = X64Backend(tier: .avx512).listing(b.finish())
    #expect(!listing.contains("ZMMWORD PTR [rsp"))
  }
}
