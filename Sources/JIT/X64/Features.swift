// SPDX-License-Identifier: Apache-2.0
// What instruction sets the processor has and the operating system saves.

import CShims

/// Instruction-set extensions that may be used here: the processor has them and the system saves their registers.
package struct Features: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let sse2 = Features(rawValue: 1 << 0)
  package static let avx = Features(rawValue: 1 << 1)
  package static let avx2 = Features(rawValue: 1 << 2)
  package static let fma = Features(rawValue: 1 << 3)
  package static let f16c = Features(rawValue: 1 << 4)
  package static let bmi1 = Features(rawValue: 1 << 5)
  package static let bmi2 = Features(rawValue: 1 << 6)
  package static let lzcnt = Features(rawValue: 1 << 7)
  package static let avx512f = Features(rawValue: 1 << 8)
  package static let avx512dq = Features(rawValue: 1 << 9)
  package static let avx512cd = Features(rawValue: 1 << 10)
  package static let avx512bw = Features(rawValue: 1 << 11)
  package static let avx512vl = Features(rawValue: 1 << 12)
}

extension Features {
  /// One CPUID bit: where it stands, and the XCR0 bits that must all be set for the feature to be usable.
  private struct Row {
    let feature: Features
    let name: String
    let leaf: UInt32
    /// 0…3 for eax, ebx, ecx, edx.
    let register: Int
    let bit: UInt32
    let state: UInt64
  }

  /// XCR0: bits 1 and 2 are the low and high halves of ymm; 5 to 7 are the masks and the two parts of zmm (Intel's manual,
  /// volume 1, "Managing State Using the XSAVE Feature Set").
  private static let ymm: UInt64 = 0b110
  private static let zmm: UInt64 = 0b1110_0110

  /// Intel's manual, volume 2, CPUID; AMD's, volume 3, appendix E (leaf 0x8000_0001).
  private static let table = [
    Row(feature: .sse2, name: "sse2", leaf: 1, register: 3, bit: 26, state: 0),
    Row(feature: .avx, name: "avx", leaf: 1, register: 2, bit: 28, state: ymm),
    Row(feature: .fma, name: "fma", leaf: 1, register: 2, bit: 12, state: ymm),
    Row(feature: .f16c, name: "f16c", leaf: 1, register: 2, bit: 29, state: ymm),
    Row(feature: .bmi1, name: "bmi1", leaf: 7, register: 1, bit: 3, state: 0),
    Row(feature: .avx2, name: "avx2", leaf: 7, register: 1, bit: 5, state: ymm),
    Row(feature: .bmi2, name: "bmi2", leaf: 7, register: 1, bit: 8, state: 0),
    Row(feature: .avx512f, name: "avx512f", leaf: 7, register: 1, bit: 16, state: zmm),
    Row(feature: .avx512dq, name: "avx512dq", leaf: 7, register: 1, bit: 17, state: zmm),
    Row(feature: .avx512cd, name: "avx512cd", leaf: 7, register: 1, bit: 28, state: zmm),
    Row(feature: .avx512bw, name: "avx512bw", leaf: 7, register: 1, bit: 30, state: zmm),
    Row(feature: .avx512vl, name: "avx512vl", leaf: 7, register: 1, bit: 31, state: zmm),
    Row(feature: .lzcnt, name: "lzcnt", leaf: 0x8000_0001, register: 2, bit: 5, state: 0),
  ]

  /// The features of this machine; empty where the processor is not an x86-64.
  package static let current = detect(cpuid: Processor.cpuid, xcr0: weft_xcr0())

  /// Reads the table against a processor, real or imagined.
  package static func detect(
    cpuid: (_ leaf: UInt32, _ subleaf: UInt32) -> [UInt32], xcr0: UInt64
  ) -> Features {
    var found: Features = []
    for row in table {
      let present = (cpuid(row.leaf, 0)[row.register] >> row.bit) & 1 == 1
      if present && xcr0 & row.state == row.state { found.insert(row.feature) }
    }
    return found
  }

  /// The names of the features in the set, in table order.
  package var names: [String] { Self.table.filter { contains($0.feature) }.map(\.name) }
}
