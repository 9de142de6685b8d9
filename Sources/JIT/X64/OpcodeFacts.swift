// SPDX-License-Identifier: Apache-2.0
// The packed form of a row of VectorOpcode that the encoder reads: three words an instruction.

/// What the encoder must know about a `VectorOpcode`, packed.
///
///      0  opcode     8  store opcode   16  pp      18  map      20  W of VEX or REX   21  W of EVEX
///     22  SSE       23  VEX            24  EVEX    25  imm8     26  M before R        27  has digit
///     28  digit     32  memory size    36  disp8 scale          40  broadcast size    44  widths
///     48  mask ok   49  M before V
///
/// Sizes are log2 of bytes, or 8 + n for the vector's length shifted right by n; `Size.none` without
/// memory operand. The broadcast size is 0 where broadcasting is not possible.
package struct OpcodeFacts: Sendable {
  let bits: UInt64
  /// The EVEX bytes up to the opcode, for registers 0: fields that are stored inverted are all set.
  let evex: UInt64
  /// The three-byte VEX and the opcode, likewise.
  let vex: UInt64

  init(bits: UInt64) {
    self.bits = bits
    let opcode: UInt64 = bits & 0xFF
    let pp: UInt64 = bits &>> 16 & 3
    let map: UInt64 = bits &>> 18 & 3
    let w: UInt64 = bits &>> 20 & 1
    let evexW: UInt64 = bits &>> 21 & 1
    evex = 0x08_7C_F0_62 | map << 8 | evexW << 23 | pp << 16 | opcode << 32
    vex = 0x78_E0_C4 | map << 8 | w << 23 | pp << 16 | opcode << 24
  }

  enum Size {
    static let vector: UInt64 = 8
    static let none: UInt64 = 15
  }

  @inline(__always) var opcode: UInt64 { bits & 0xFF }
  @inline(__always) var storeOpcode: UInt64 { bits &>> 8 & 0xFF }
  @inline(__always) var pp: UInt64 { bits &>> 16 & 3 }
  @inline(__always) var map: UInt64 { bits &>> 18 & 3 }
  @inline(__always) var w: UInt64 { bits &>> 20 & 1 }
  /// Whether the two-byte VEX can say it: map 0F and W0.
  @inline(__always) var fitsVEX2: Bool { bits &>> 18 & 7 == 1 }
  @inline(__always) package var isSSE: Bool { bits & 1 << 22 != 0 }
  @inline(__always) package var hasVEX: Bool { bits & 1 << 23 != 0 }
  @inline(__always) package var hasEVEX: Bool { bits & 1 << 24 != 0 }
  /// 1 when an immediate byte follows.
  @inline(__always) var immediateCount: UInt64 { bits &>> 25 & 1 }
  @inline(__always) var memoryFirst: Bool { bits & 1 << 26 != 0 }
  @inline(__always) var hasDigit: Bool { bits & 1 << 27 != 0 }
  @inline(__always) var digit: UInt8 { UInt8(truncatingIfNeeded: bits &>> 28 & 7) }
  @inline(__always) var memorySize: UInt64 { bits &>> 32 & 15 }
  @inline(__always) var displacementScale: UInt64 { bits &>> 36 & 15 }
  /// log2 of the bytes of a broadcast element; 0 if there is none.
  @inline(__always) package var broadcastShift: UInt64 { bits &>> 40 & 7 }
  /// Whether a write mask may be given.
  @inline(__always) package var takesMask: Bool { bits & 1 << 48 != 0 }
  /// Whether vvvv is the last operand, as the count of shlx is.
  @inline(__always) var memorySecond: Bool { bits & 1 << 49 != 0 }

  /// Whether the row has this width.
  @inline(__always)
  package func allows(_ width: VectorWidth) -> Bool {
    bits &>> (44 &+ UInt64(width.rawValue)) & 1 != 0
  }

  /// Whether `mv` and `mk` have an opcode of their own in the row.
  package var stores: Bool { storeOpcode != 0 }

  /// The bytes that an 8-bit displacement of EVEX counts: the manual's N.
  package func displacementUnit(_ width: VectorWidth, broadcast: Bool) -> Int {
    1 << Int(broadcast ? broadcastShift : OpcodeFacts.shift(displacementScale, width))
  }

  /// log2 of the bytes that a size code stands for at `width`.
  @inline(__always)
  static func shift(_ size: UInt64, _ width: VectorWidth) -> UInt64 {
    size < Size.vector ? size : 12 + UInt64(width.rawValue) - size
  }

  /// The facts of every opcode, by its number in the table; written once and never freed.
  nonisolated(unsafe) static let table: UnsafePointer<OpcodeFacts> = {
    let all = VectorOpcode.allCases
    let table = UnsafeMutablePointer<OpcodeFacts>.allocate(capacity: all.count)
    for (number, opcode) in all.enumerated() {
      precondition(opcode.number == number, "the cases are not numbered in order")
      (table + number).initialize(to: OpcodeRow(opcode).facts)
    }
    return UnsafePointer(table)
  }()
}

extension VectorOpcode {
  /// The row's number in the table, and the value that represents the case in memory.
  @inline(__always)
  package var number: Int { Int(unsafeBitCast(self, to: UInt16.self)) }

  /// What the encoder knows of the instruction.
  package var facts: OpcodeFacts { OpcodeFacts.table[number] }

  /// The mnemonic as an assembler spells it: the case's name up to its suffix.
  package var mnemonic: String { String("\(self)".prefix { $0 != "_" }) }

  /// Compares cases, not the strings of their rows.
  @inline(__always)
  package static func == (left: VectorOpcode, right: VectorOpcode) -> Bool {
    left.number == right.number
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
