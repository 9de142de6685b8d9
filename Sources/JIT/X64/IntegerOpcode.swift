// SPDX-License-Identifier: Apache-2.0
// The table of general-register instructions: one row each, in the manual's notation.
//
//   r/m,r  r,r/m  r/m  opcode of the form, map and prefix before it, extension after it. An 8-bit
//                      form, where the row has one, is the opcode minus 1
//   r/m,imm            81/0:s  imm8 as opcode + 2 when it fits, else imm16 or imm32
//                      F7/0:z  always imm16 or imm32
//                      C7/0:m  as z, to memory only (a register takes the shorter `mov(_:imm:)`)
//                      C1/4:1  imm8, or no immediate at opcode + 10h for a shift by one
//                      0F.BA/4:b  imm8
//   rAX,imm            the shorter form for al, ax, eax, rax
//   sizes              bwdq; Q: 64 bits without REX.W; -: none. <b: the size of the source; <t: ten
//                      bytes, of the x87; <-: no data is read; cl: the second operand is cl
//
// A case is the mnemonic; where one mnemonic has several rows, a suffix after _ tells them apart.
// Source: Intel SDM volume 2, opcode tables; checked against two assemblers in EncoderTests.

/// An instruction on general registers and memory.
// swift-format-ignore
package enum IntegerOpcode: String, CaseIterable, Sendable {
  //                    r/m,r  r,r/m     r/m,imm    r/m      rAX,imm  r,r/m,imm  sizes
  case add           = "01     03        81/0:s     -        05       -          bwdq"
  case or            = "09     0B        81/1:s     -        0D       -          bwdq"
  case adc           = "11     13        81/2:s     -        15       -          bwdq"
  case sbb           = "19     1B        81/3:s     -        1D       -          bwdq"
  case and           = "21     23        81/4:s     -        25       -          bwdq"
  case sub           = "29     2B        81/5:s     -        2D       -          bwdq"
  case xor           = "31     33        81/6:s     -        35       -          bwdq"
  case cmp           = "39     3B        81/7:s     -        3D       -          bwdq"
  case test          = "85     -         F7/0:z     -        A9       -          bwdq"
  case mov           = "89     8B        C7/0:m     -        -        -          bwdq"
  case xchg          = "87     -         -          -        -        -          bwdq"

  case not           = "-      -         -          F7/2     -        -          bwdq"
  case neg           = "-      -         -          F7/3     -        -          bwdq"
  case inc           = "-      -         -          FF/0     -        -          bwdq"
  case dec           = "-      -         -          FF/1     -        -          bwdq"
  case mul           = "-      -         -          F7/4     -        -          bwdq"
  case imul_wide     = "-      -         -          F7/5     -        -          bwdq"
  case div           = "-      -         -          F7/6     -        -          bwdq"
  case idiv          = "-      -         -          F7/7     -        -          bwdq"
  case imul          = "-      0F.AF     -          -        -        69:s       wdq"

  case rol           = "-      -         C1/0:1     -        -        -          bwdq"
  case ror           = "-      -         C1/1:1     -        -        -          bwdq"
  case shl           = "-      -         C1/4:1     -        -        -          bwdq"
  case shr           = "-      -         C1/5:1     -        -        -          bwdq"
  case sar           = "-      -         C1/7:1     -        -        -          bwdq"
  case rol_cl        = "-      -         -          D3/0     -        -          bwdq,cl"
  case ror_cl        = "-      -         -          D3/1     -        -          bwdq,cl"
  case shl_cl        = "-      -         -          D3/4     -        -          bwdq,cl"
  case shr_cl        = "-      -         -          D3/5     -        -          bwdq,cl"
  case sar_cl        = "-      -         -          D3/7     -        -          bwdq,cl"

  case bt            = "0F.A3  -         0F.BA/4:b  -        -        -          wdq"
  case bts           = "0F.AB  -         0F.BA/5:b  -        -        -          wdq"
  case btr           = "0F.B3  -         0F.BA/6:b  -        -        -          wdq"
  case bsf           = "-      0F.BC     -          -        -        -          wdq"
  case bsr           = "-      0F.BD     -          -        -        -          wdq"
  case tzcnt         = "-      F3.0F.BC  -          -        -        -          wdq"
  case lzcnt         = "-      F3.0F.BD  -          -        -        -          wdq"
  case popcnt        = "-      F3.0F.B8  -          -        -        -          wdq"

  case movzx_b       = "-      0F.B6     -          -        -        -          wdq<b"
  case movzx_w       = "-      0F.B7     -          -        -        -          dq<w"
  case movsx_b       = "-      0F.BE     -          -        -        -          wdq<b"
  case movsx_w       = "-      0F.BF     -          -        -        -          dq<w"
  case movsxd        = "-      63        -          -        -        -          q<d"
  case lea           = "-      8D        -          -        -        -          wdq<-"

  case jmp           = "-      -         -          FF/4     -        -          Q"
  case call          = "-      -         -          FF/2     -        -          Q"
  case push          = "-      -         -          FF/6     -        -          Q"
  case pop           = "-      -         -          8F/0     -        -          Q"
  case ldmxcsr       = "-      -         -          0F.AE/2  -        -          -"
  case stmxcsr       = "-      -         -          0F.AE/3  -        -          -"
  case fld           = "-      -         -          DB/5     -        -          -<t"
  case fstp          = "-      -         -          DB/7     -        -          -<t"
  case prefetchnta   = "-      -         -          0F.18/0  -        -          -"
  case prefetcht0    = "-      -         -          0F.18/1  -        -          -"
  case prefetcht1    = "-      -         -          0F.18/2  -        -          -"
  case prefetcht2    = "-      -         -          0F.18/3  -        -          -"
  case prefetchw     = "-      -         -          0F.0D/1  -        -          -"
}

/// An instruction without operands; the raw value is its bytes.
// swift-format-ignore
package enum PlainOpcode: String, CaseIterable, Sendable {
  case ret        = "C3"
  case leave      = "C9"
  case int3       = "CC"
  case ud2        = "0F 0B"
  case cdq        = "99"
  case cqo        = "48 99"
  case pause      = "F3 90"
  case endbr64    = "F3 0F 1E FA"
  case lfence     = "0F AE E8"
  case mfence     = "0F AE F0"
  case sfence     = "0F AE F8"
  case cpuid      = "0F A2"
  case xgetbv     = "0F 01 D0"
  case rdtsc      = "0F 31"
  case vzeroupper = "C5 F8 77"
  case rep_movsb  = "F3 A4"
}
