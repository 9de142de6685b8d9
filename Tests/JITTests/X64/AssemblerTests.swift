// SPDX-License-Identifier: Apache-2.0
// Labels, branch lengths, alignment, the constant pool and the listing.

import JIT
import Testing

@Suite struct AssemblerTests {
  @Test func backwardBranchIsShortUpToItsLimit() {
    for distance in 120...135 {
      var asm = Assembler()
      let start = asm.newLabel()
      asm.bind(start)
      asm.nop(distance)
      asm.jcc(.ne, start)
      let code = asm.finish()
      // A short branch reaches 128 bytes back from its own end.
      if distance + 2 <= 128 {
        #expect(Array(code[distance...]) == [0x75, UInt8(truncatingIfNeeded: -distance - 2)])
      } else {
        let low = UInt8(truncatingIfNeeded: -distance - 6)
        #expect(Array(code[distance...]) == [0x0F, 0x85, low, 0xFF, 0xFF, 0xFF])
      }
    }
  }

  @Test func forwardBranchesMeetTheirLabel() {
    var asm = Assembler()
    let end = asm.newLabel()
    asm.jcc(.e, end)
    asm.jmp(end)
    asm.call(end)
    #expect(asm.offset(of: end) == nil)
    asm.bind(end)
    #expect(asm.offset(of: end) == 16)
    #expect(
      asm.finish() == [
        0x0F, 0x84, 10, 0, 0, 0, 0xE9, 5, 0, 0, 0, 0xE8, 0, 0, 0, 0,
      ])
  }

  @Test func constantsAreSharedSortedAndAligned() {
    var asm = Assembler()
    let two = (2.0).bitPattern
    let scalar = asm.constant(7, element: 4, size: 4)
    let splat = asm.constant(two, element: 8, size: 32)
    let literal = asm.constant(bytes: Array(0..<16))
    #expect(asm.constant(two, element: 8, size: 32) == splat)
    #expect(asm.constant(two) == splat, "a shorter constant is the beginning of a longer one")
    #expect(asm.constant(two, size: 64) != splat)
    #expect(asm.constant(1 << 32 | 7, element: 4, size: 4) == scalar, "only the element counts")
    #expect(asm.constant(bytes: Array(0..<16)) == literal)
    asm.plain(.ret)
    #expect(asm.alignment == 64)
    let code = asm.finish()
    #expect(code.count == 64 + 64 + 32 + 16 + 4)
    #expect(code[1..<64].allSatisfy { $0 == 0xCC })
    #expect(asm.offset(of: splat) == 128)
    #expect(asm.offset(of: literal) == 160)
    #expect(asm.offset(of: scalar) == 176)
    #expect(Array(code[160..<176]) == Array(0..<16))
    #expect(Array(code[176...]) == [7, 0, 0, 0])
    for start in stride(from: 64, to: 160, by: 8) {
      #expect(Array(code[start..<start + 8]) == [0, 0, 0, 0, 0, 0, 0, 0x40])
    }
  }

  @Test func ripRelativeCountsFromTheEndOfTheInstruction() throws {
    var asm = Assembler()
    let bits = asm.constant(1, size: 8)
    asm.vvmi(.vcmppd, .x, Vec(1), Vec(2), Address(bits), 3)
    asm.mi(.cmp, .d, Address(bits, displacement: 4), 1000)
    let code = asm.finish()
    let bound = asm.offset(of: bits)
    let target = try #require(bound)
    #expect(target == 32)
    // C5 E9 C2 modrm disp32 imm8 ends at 9; 81 modrm disp32 imm32 at 19.
    #expect(Array(code[4..<9]) == [UInt8(target - 9), 0, 0, 0, 3])
    #expect(Array(code[11..<15]) == [UInt8(target + 4 - 19), 0, 0, 0])
  }

  @Test func alignmentAndLongNopsFillExactly() {
    for length in 0..<64 {
      var asm = Assembler()
      asm.nop(length)
      #expect(asm.count == length)
      asm.align(16)
      #expect(asm.count == (length + 15) / 16 * 16)
    }
  }

  @Test func longNopsAreWhatAssemblersReadThemAs() throws {
    var asm = Assembler()
    for length in 1...8 { asm.nop(length) }
    let source = """
      .intel_syntax noprefix
      nop
      .byte 0x66
      nop
      nop DWORD PTR [rax]
      .byte 0x0f, 0x1f, 0x40, 0x00
      .byte 0x0f, 0x1f, 0x44, 0x00, 0x00
      .byte 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00
      nop DWORD PTR [rax+0x12345678]
      nop DWORD PTR [rax+rax*1+0x12345678]

      """
    var expected = try ReferenceAssembler.gnu.assemble(source)
    // The displacement that makes the assembler choose the long forms is zero in ours.
    for offset in [24..<28, 32..<36] { for byte in offset { expected[byte] = 0 } }
    #expect(asm.finish() == expected)
  }

  @Test func bufferGrowsAndIsReused() {
    var asm = Assembler(capacity: 16)
    for _ in 0..<2 {
      for _ in 0..<1000 { asm.vvv(.vaddpd, .z, Vec(31), Vec(30), Vec(29)) }
      let code = asm.finish()
      #expect(code.count == 6000)
      #expect(Array(code[5994...]) == Array(code[..<6]))
      asm.reset()
      #expect(asm.count == 0)
    }
  }

  @Test func listingShowsInstructionsLabelsAndData() {
    var asm = Assembler()
    asm.recordsListing = true
    let loop = asm.newLabel()
    let one = asm.constant((1.0).bitPattern)
    asm.bind(loop)
    let memory = Address(base: .rdi, index: .rax, scale: 8)
    asm.vvm(.vaddpd, .z, Vec(1), Vec(2), memory, mask: .k1, zeroing: true)
    asm.vvm(.vmulpd, .z, Vec(1), Vec(1), Address(one), broadcast: true)
    asm.mv(.vmovupd, .y, Address(base: .rsi, displacement: -64), Vec(1))
    asm.kvmi(.vcmppd_k, .z, .k2, Vec(3), Address(base: .r8), 1, mask: .k1)
    asm.gather(.vgatherdpd_k, .z, Vec(4), Address(base: .r9, index: Vec(20)), mask: .k3)
    asm.ri(.add, .q, .rax, 8)
    asm.r(.shl_cl, .d, .rcx)
    asm.jcc(.l, loop)
    asm.plain(.vzeroupper)
    asm.plain(.ret)
    _ = asm.finish()
    let code = asm.listing.prefix { !$0.text.hasPrefix(".") }.map(\.text)
    #expect(
      code == [
        "L0:",
        "vaddpd zmm1{k1}{z}, zmm2, ZMMWORD PTR [rdi+rax*8]",
        "vmulpd zmm1, zmm1, QWORD PTR [rip+L1]{1to8}",
        "vmovupd YMMWORD PTR [rsi-64], ymm1",
        "vcmppd k2{k1}, zmm3, ZMMWORD PTR [r8], 1",
        "vgatherdpd zmm4{k3}, [r9+ymm20*1]",
        "add rax, 8", "shl ecx, cl", "jl L0", "vzeroupper", "ret", "L1:",
      ])
    #expect(asm.listingText.hasSuffix(".byte 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0xf0, 0x3f\n"))
  }

  @Test func tablesAreNumberedInOrder() {
    for (number, op) in VectorOpcode.allCases.enumerated() { #expect(op.number == number) }
    for (number, op) in IntegerOpcode.allCases.enumerated() { #expect(op.number == number) }
    #expect(Set(VectorOpcode.allCases.map(\.rawValue)).count == VectorOpcode.allCases.count)
    #expect(Condition.ne.inverted == .e && Condition.b.inverted == .ae)
  }
}
