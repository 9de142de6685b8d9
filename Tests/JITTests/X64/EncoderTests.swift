// SPDX-License-Identifier: Apache-2.0
// The encoder against GNU as and llvm-mc: every row, form and width with random operands.
//
// Every instruction must have the bytes that both assemblers give it, but for two mnemonics with
// several encodings, of which ours must be one assembler's or longer than both: `equivalents`. Forms
// that exist only for memory here, because registers have a shorter one, are not generated: push and
// pop by FF/6 and 8F/0, mov of an immediate other than by `mov(_:imm:)`; nor xchg with rax.

import Foundation
import JIT
import Testing

@Suite struct EncoderTests {
  /// Exchange is symmetric, so either register may be modrm.reg; EVEX has two loads and two stores
  /// of 64 bits named vmovq, one as a move of half a vector and one as of a general register; and a
  /// vmovq from a high to a low register is a byte shorter as a store, 66.0F D6.
  private static let equivalents: Set = ["xchg", "vmovq"]

  /// WEFT_SEED, or a new seed every run; a failure prints it.
  private static let seed: UInt64 =
    ProcessInfo.processInfo.environment["WEFT_SEED"].flatMap(UInt64.init)
    ?? UInt64.random(in: 0 ... .max)

  @Test func everyFormAgreesWithBothAssemblers() throws {
    var stream = InstructionStream(seed: EncoderTests.seed)
    stream.emitVectors(samples: 7)
    stream.emitIntegers(samples: 8)
    let count = stream.texts.count
    print("\(count) instructions, \(stream.forms.count) forms, WEFT_SEED=\(EncoderTests.seed)")
    #expect(count >= 20_000)
    let source = stream.source()
    let gnu = try ReferenceAssembler.gnu.assemble(source)
    let llvm = try ReferenceAssembler.llvm.assemble(source)
    let ours = stream.finish()
    #expect(gnu.count == ours.count && llvm.count == ours.count)

    var differences: [String] = []
    for (number, length) in stream.lengths.enumerated() {
      let start = number * InstructionStream.slot
      let slot = start..<start + InstructionStream.slot
      let fill = Array(repeating: UInt8(0xCC), count: InstructionStream.slot - length)
      let bytes = Array(ours[start..<start + length]) + fill
      let agrees = [bytes == Array(gnu[slot]), bytes == Array(llvm[slot])]
      let text = stream.texts[number]
      let mnemonic = String(text.prefix { $0 != " " })
      let isLonger = gnu[slot].count { $0 == 0xCC } > fill.count && gnu[slot] == llvm[slot]
      let isAllowed =
        EncoderTests.equivalents.contains(mnemonic) && (agrees.contains(true) || isLonger)
      if agrees.contains(false) && !isAllowed {
        differences.append(
          "\(text): \(hex(bytes)), as \(hex(Array(gnu[slot]))), llvm \(hex(Array(llvm[slot])))")
      }
    }
    let shown = differences.prefix(60).joined(separator: "\n")
    #expect(
      differences.isEmpty, "\(differences.count), WEFT_SEED=\(EncoderTests.seed)\n\(shown)")
  }

  private func hex(_ bytes: [UInt8]) -> String {
    let last = bytes.lastIndex { $0 != 0xCC } ?? 0
    return bytes[...last].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      .joined(separator: " ")
  }
}
