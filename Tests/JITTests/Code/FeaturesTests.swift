// SPDX-License-Identifier: Apache-2.0
// Detection of the processor, against what Linux says and against imagined processors.

import Foundation
import JIT
import Testing

@Suite struct FeaturesTests {
  /// A processor whose every CPUID bit is set.
  private func everything(_ leaf: UInt32, _ subleaf: UInt32) -> [UInt32] {
    [UInt32](repeating: .max, count: 4)
  }

  @Test func agreesWithTheKernel() throws {
    let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
    let flags = Set(line.split(separator: " ").map(String.init))
    // The kernel calls lzcnt "abm".
    let all = Features(rawValue: 0x1FFF)
    for name in all.names {
      let known = flags.contains(name == "lzcnt" ? "abm" : name)
      #expect(Features.current.names.contains(name) == known, "\(name)")
    }
    #expect(all.names.count == 13)
  }

  @Test func registersTheSystemDoesNotSaveAreNotUsed() {
    let none = Features.detect(cpuid: everything, xcr0: 0)
    #expect(Tier.highest(none) == .sse2)
    #expect(!none.contains(.fma) && none.contains(.bmi2))
    #expect(Tier.highest(Features.detect(cpuid: everything, xcr0: 0b011)) == .sse2)
    #expect(Tier.highest(Features.detect(cpuid: everything, xcr0: 0b111)) == .avx2)
    #expect(Tier.highest(Features.detect(cpuid: everything, xcr0: 0x67)) == .avx2)
    #expect(Tier.highest(Features.detect(cpuid: everything, xcr0: 0xE7)) == .avx512)
    #expect(Tier.highest(Features.detect(cpuid: { _, _ in [0, 0, 0, 0] }, xcr0: 0)) == nil)
  }

  @Test func oneMissingFeatureLowersTheTier() {
    for tier in [Tier.avx2, .avx512] {
      let below = Tier(rawValue: tier.rawValue - 1)!
      let own = tier.features.subtracting(below.features)
      for bit in 0..<UInt32(13) where own.contains(Features(rawValue: 1 << bit)) {
        let lacking = tier.features.subtracting(Features(rawValue: 1 << bit))
        #expect(Tier.highest(lacking) == below)
      }
    }
  }

  @Test func requestsOnlyLowerTheTier() {
    #expect(Tier.select(nil, best: .avx2) == (.avx2, nil))
    #expect(Tier.select("", best: .avx2) == (.avx2, nil))
    #expect(Tier.select("sse2", best: .avx512) == (.sse2, nil))
    #expect(Tier.select("avx512", best: .avx512) == (.avx512, nil))
    #expect(Tier.select("oracle", best: .avx512) == (nil, nil))
    let beyond = Tier.select("avx512", best: .avx2)
    #expect(beyond.tier == .avx2)
    #expect(beyond.complaint == "weft: WEFT_TIER=avx512 is beyond this machine; avx2 is used")
    let unknown = Tier.select("mmx", best: .avx2)
    #expect(unknown.tier == .avx2)
    #expect(
      unknown.complaint
        == "weft: WEFT_TIER=mmx is unknown and ignored; known are sse2, avx2, avx512, oracle")
    #expect(Tier.select("avx2", best: nil).tier == nil)
  }

  @Test func readsCacheLeaves() {
    // Leaf 4 of an Ice Lake server: 48 KiB data, 32 KiB instructions, 1.25 MiB, 54 MiB.
    let leaf4: [[UInt32]] = [
      [0x21, 11 << 22 | 63, 63, 0], [0x22, 7 << 22 | 63, 63, 0],
      [0x43, 19 << 22 | 63, 1023, 0], [0x63, 11 << 22 | 63, 73727, 0], [0, 0, 0, 0],
    ]
    let caches = Processor.caches { leaf, subleaf in
      leaf == 4 ? leaf4[Int(subleaf)] : [0, 0, 0, 0]
    }
    #expect(caches.level1 == 48 << 10)
    #expect(caches.level2 == 1280 << 10)
    #expect(caches.level3 == 54 << 20)
  }

  @Test func brandIsWhatTheKernelPrints() throws {
    let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("model name") })
    let name = line.drop { $0 != ":" }.dropFirst().split(separator: " ").joined(separator: " ")
    #expect(Processor.brand == name)
    #expect(Processor.caches.level1 >= 8 << 10)
  }
}
