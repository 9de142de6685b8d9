// SPDX-License-Identifier: Apache-2.0
// A random stream of instructions: one slot of 16 bytes each, so that a difference stays in its slot.

import JIT

/// Random numbers from a printable seed: SplitMix64.
///
/// Source: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// True once in `n` times.
  mutating func once(in n: Int) -> Bool { below(n) == 0 }
}

/// Instructions emitted by an `Assembler` that records its listing.
struct InstructionStream: ~Copyable {
  static let slot = 16

  var assembler = Assembler()
  var random: SplitMix
  /// How many bytes of each slot the instruction takes.
  private(set) var lengths: [Int] = []
  private(set) var texts: [String] = []
  private(set) var forms: Set<String> = []
  private var labelText = ""
  /// Bound after the last slot.
  let end: Label

  init(seed: UInt64) {
    random = SplitMix(state: seed)
    assembler.recordsListing = true
    end = assembler.newLabel()
  }

  /// A label at the next slot.
  mutating func bindLabel() -> Label {
    let label = assembler.newLabel()
    assembler.bind(label)
    labelText = "\(label):\n"
    return label
  }

  /// Ends the slot that the instruction just emitted began.
  mutating func endSlot(form: String) {
    texts.append(labelText + assembler.listing.last!.text)
    labelText = ""
    lengths.append(assembler.count % InstructionStream.slot)
    forms.insert(form)
    assembler.recordsListing = false
    assembler.align(InstructionStream.slot)
    assembler.recordsListing = true
  }

  /// The text for an assembler: every instruction in a slot filled up with int3.
  func source() -> String {
    var text = ".intel_syntax noprefix\n.text\n"
    for line in texts { text += line + "\n.p2align 4, 0xcc\n" }
    return text + "\(end):\n"
  }

  mutating func finish() -> [UInt8] {
    assembler.bind(end)
    return assembler.finish()
  }
}

// MARK: Random operands

extension InstructionStream {
  mutating func gpr() -> Gpr { Gpr(random.below(16)) }

  mutating func immediate8() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }

  /// Displacements around every edge of disp8, scaled by `unit`, and of disp32.
  mutating func displacement(unit: Int) -> Int32 {
    let edges = [
      0, 0, 1, -1, 127, -127, 128, -128, 129, -129, unit, -unit, 127 * unit, -127 * unit,
      128 * unit, -128 * unit, 129 * unit, -129 * unit, 127 * unit + 1, -128 * unit - 1,
      Int(Int32.max), Int(Int32.min), random.below(1 << 16) - 1 << 15,
    ]
    return Int32(edges[random.below(edges.count)])
  }

  /// An operand with any base, any index or none, or relative to the end.
  mutating func address(unit: Int) -> Address {
    let displacement = displacement(unit: unit)
    let scale = 1 << random.below(4)
    var index = gpr()
    if index == .rsp { index = .r12 }
    switch random.below(12) {
    case 0:
      // Close enough to the label for the distance to fit.
      return Address(end, displacement: displacement / 2)
    case 1:
      // gas turns an index with scale 1 and no base into a base.
      return Address(index: index, scale: max(scale, 2), displacement: displacement)
    case 2...6: return Address(base: gpr(), displacement: displacement)
    default:
      return Address(base: gpr(), index: index, scale: scale, displacement: displacement)
    }
  }
}
