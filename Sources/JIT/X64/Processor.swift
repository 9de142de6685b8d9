// SPDX-License-Identifier: Apache-2.0
// The processor's name and cache sizes, for reports and for choosing block sizes.

import CShims

/// Facts about the processor that do not change what code may run on it.
package enum Processor {
  /// Executes CPUID and returns eax, ebx, ecx, edx; zeros for a leaf that does not exist.
  package static func cpuid(_ leaf: UInt32, _ subleaf: UInt32) -> [UInt32] {
    var registers: [UInt32] = [0, 0, 0, 0]
    weft_cpuid(leaf, subleaf, &registers)
    return registers
  }

  /// The processor's own name for itself; empty when it has none.
  package static let brand: String = {
    var text: [UInt8] = []
    for leaf: UInt32 in 0x8000_0002...0x8000_0004 {
      for register in cpuid(leaf, 0) {
        withUnsafeBytes(of: register.littleEndian) { text.append(contentsOf: $0) }
      }
    }
    let name = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    return name.split(separator: " ").joined(separator: " ")
  }()

  /// Sizes in bytes of the caches that hold data; 0 for a level that is absent or unknown.
  package struct Caches: Hashable, Sendable {
    package var level1 = 0
    package var level2 = 0
    package var level3 = 0
  }

  package static let caches = caches(cpuid: cpuid)

  /// Reads the cache leaves: 4 on Intel, 0x8000_001D on AMD; both have the same fields.
  package static func caches(
    cpuid: (_ leaf: UInt32, _ subleaf: UInt32) -> [UInt32]
  ) -> Caches {
    var found = Caches()
    let extendedTopology = (cpuid(0x8000_0001, 0)[2] >> 22) & 1 == 1
    let leaf: UInt32 = extendedTopology ? 0x8000_001D : 4
    // A processor lists a handful of caches and ends the list with type 0; 16 bounds a faulty list.
    for subleaf in 0..<UInt32(16) {
      let registers = cpuid(leaf, subleaf)
      let kind = registers[0] & 31
      if kind == 0 { break }
      if kind == 2 { continue }  // instructions
      let ways = Int(registers[1] >> 22) + 1
      let partitions = Int((registers[1] >> 12) & 0x3FF) + 1
      let line = Int(registers[1] & 0xFFF) + 1
      let sets = Int(registers[2]) + 1
      let bytes = ways * partitions * line * sets
      switch (registers[0] >> 5) & 7 {
      case 1: found.level1 = bytes
      case 2: found.level2 = bytes
      case 3: found.level3 = bytes
      default: break
      }
    }
    return found
  }
}
