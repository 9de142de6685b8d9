// SPDX-License-Identifier: Apache-2.0
// Random programs on every tier of the x86-64 backend against the oracle, with the allocator at its ease and in need.

import Foundation
import JIT
import Testing

@Suite(.serialized) struct TierConformanceTests {
  /// What this machine has, or of it what `WEFT_FUZZ_TIER` names.
  static let tiers = Tier.allCases.filter { tier in
    let wanted = ProcessInfo.processInfo.environment["WEFT_FUZZ_TIER"]
    return (Tier.best.map { tier <= $0 } ?? false) && (wanted ?? tier.name) == tier.name
  }

  @Test(arguments: tiers) func agreesWithOracle(tier: Tier) {
    let faults = conform(
      backend: X64Backend(tier: tier), programs: ConformanceTests.programs,
      seed: ConformanceTests.seed)
    #expect(faults == [])
  }

  @Test(arguments: tiers) func agreesWithFourRegisters(tier: Tier) {
    let faults = conform(
      backend: X64Backend(tier: tier, allocation: .fourRegistersOnly),
      programs: ConformanceTests.programs / 4, seed: ConformanceTests.seed)
    #expect(faults == [])
  }

  /// As if every body with accumulators were too long to be copied.
  @Test(arguments: tiers) func agreesWithAccumulatorsInTurn(tier: Tier) {
    let faults = conform(
      backend: X64Backend(tier: tier, longestCopies: 0),
      programs: ConformanceTests.programs / 4, seed: ConformanceTests.seed)
    #expect(faults == [])
  }

  @Test(arguments: tiers) func agreesWithRandomRegisters(tier: Tier) {
    let faults = conform(
      backend: X64Backend(tier: tier, allocation: .randomChoice(ConformanceTests.seed)),
      programs: ConformanceTests.programs / 4, seed: ConformanceTests.seed)
    #expect(faults == [])
  }
}
