// SPDX-License-Identifier: Apache-2.0
// One machine instruction, before allocation with virtual and after it with physical registers.

/// The register files; each is allocated on its own.
enum RegisterClass: UInt8, CaseIterable, Sendable { case gpr, vec, mask }

/// A virtual register, or after allocation the number of a physical one of the operand's class.
struct VReg: Hashable, Sendable {
  var number: UInt16

  static let none = VReg(number: .max)

  @inline(__always) init(number: UInt16) { self.number = number }
  @inline(__always) init(_ number: Int) { self.number = UInt16(truncatingIfNeeded: number) }
  @inline(__always) var isNone: Bool { number == .max }
  @inline(__always) var index: Int { Int(number) }
}

/// What an instruction is and where its operands go; `d` is the destination, `m` its memory operand.
///
/// Memory, when present, stands for the last source of the vector forms.
enum Form: UInt8, Sendable {
  // Vector and mask instructions of the table; registers of any class.
  case vv  // op d, a|m [, imm]
  case vvv  // op d, a, b|m [, imm]
  case vvvv  // op d, a, b|m, c: the AVX blends
  case permute  // op d, b, c: chooses elements of a, which d starts as, and of c; b says which
  case shift  // op d, a, imm: the shifts by an immediate
  // d = a * b + c, one of the sources may be memory; imm: 2 for f32, 3 for f64; cc: 1 negates the product, 2 c
  case fma
  case store  // op m, a
  case gather  // op d, [base + index], lanes in b or k; d starts as a
  case scatter  // op [base + index], a, lanes in k

  // Pieces of vectors and broadcasts, spelled by tier at emission; imm: log2 of the element's bytes.
  case splatLoad  // every element of d = m
  case splatGpr  // every element of d = a (a general register)
  case partLoad  // d = m, 2, 4 or 8 bytes (imm), the rest zero
  case partStore  // m = the lowest 1, 2, 4 or 8 bytes (imm) of a
  case allOnes  // d = all ones, in a register of its own
  case allMask  // d = all lanes

  // General registers; width is the operand size.
  case gConst  // d = constant number imm
  case gLoad  // d = m, extended from element imm
  case gStore  // m = a
  case gAlu  // d = a op b, or op disp when b is none; imm: an `Alu`
  case gShift  // d = a shifted by disp; imm: 0 left, 1 logical right, 2 arithmetic right
  case gUnary  // d = op a; imm: 0 neg, 1 not
  case gExtend  // d = the low bytes of a extended from element imm
  case gLea  // d = address of m
  case gSet  // d = a cc b ? 1 : 0; disp instead of b
  case gSelect  // d = c != 0 ? b : a
  case lowToGpr  // d = the lowest element of vector a, extended from element imm
  case maskToGpr  // d = 1 if any of the imm lowest lanes of mask a, k if present restricting them
  case signsToGpr  // d = 1 if any sign bit of vector a is set
  case gprToMask  // d = all lanes if a is not 0
  case gprToSigns  // d = all ones if a is not 0: a vector mask
  case tailMask  // d = the lowest min(a, imm) lanes

  // Whole sequences.
  case callEach  // calls for each element of the frame at a; imm, disp: its `CallTypes`
  case perLane  // a `LaneKind` (cc) on imm lanes through memory
  case raiseMask  // status |= disp if any of the imm lowest lanes of mask a (and k)
  case raiseSigns  // status |= disp if any sign bit of vector a
  case raiseGpr  // status |= disp if a != 0
  case saveFlags, restoreFlags  // MXCSR, so that what stands between leaves no sticky flags

  // Terminators; targets stand in the block.
  case jump
  case compareJump  // to the first successor if a cc b (or disp), else to the second
  case maskJump, signsJump  // likewise by what maskToGpr, signsToGpr test
  case ret

  // Made by the allocator only.
  case move  // d = a; imm: the raw value of their class
  case spillStore  // m (a slot) = a; imm: the class
  case spillLoad  // d = m (a slot or literal); imm: the class
}

/// Two-operand arithmetic on general registers.
enum Alu: Int32, Sendable { case add, sub, and, or, xor, imul }

/// What a memory operand is relative to.
enum MemoryKind: UInt8, Sendable {
  case none
  case address  // base + index << shift + disp
  case argument  // slot disp of the argument block
  case constant  // vector constant number disp
  case slot  // spill slot disp
  case literal  // constant bytes number disp
}

struct MFlags: OptionSet, Sendable {
  let rawValue: UInt8
  /// d takes the register of a (of a, b or c for `fma`).
  static let tied = MFlags(rawValue: 1)
  /// d must differ from every source.
  static let early = MFlags(rawValue: 2)
  /// a and b may be exchanged.
  static let commutes = MFlags(rawValue: 4)
  /// The last source may be replaced by memory.
  static let folds = MFlags(rawValue: 8)
  static let zeroing = MFlags(rawValue: 16)
  /// Memory holds one element for all lanes.
  static let broadcast = MFlags(rawValue: 32)
  /// Has no effect but its result.
  static let pure = MFlags(rawValue: 64)
}

/// A machine instruction; which fields mean what is said at the cases of `Form`.
struct MInst: Sendable {
  var form: Form
  /// Raw value of a `VectorWidth`, or of an `OperandSize` for general registers.
  var width: UInt8 = 0
  var flags: MFlags = []
  /// Raw value of a `Condition` or of a `LaneKind`; signs of an `fma`.
  var cc: UInt8 = 0
  var op: VectorOpcode = .movaps
  var d: VReg = .none
  var a: VReg = .none
  var b: VReg = .none
  var c: VReg = .none
  /// The write mask, or the mask that restricts the lanes looked at.
  var k: VReg = .none
  var base: VReg = .none
  var index: VReg = .none
  var memory: MemoryKind = .none
  /// log2 of the index's scale; log2 of the data's element size in `perLane`.
  var shift: UInt8 = 0
  var disp: Int32 = 0
  var imm: Int32 = 0
  /// Registers of each class to keep around a call, a bit each; the allocator says which.
  var kept = RegisterBits()

  static let useCount = 6

  /// The registers read, in a fixed order; `none` where there is none.
  subscript(use position: Int) -> VReg {
    @inline(__always) get {
      switch position {
      case 0: a
      case 1: b
      case 2: c
      case 3: k
      case 4: base
      default: index
      }
    }
    @inline(__always) set {
      switch position {
      case 0: a = newValue
      case 1: b = newValue
      case 2: c = newValue
      case 3: k = newValue
      case 4: base = newValue
      default: index = newValue
      }
    }
  }
}

/// A memory operand of an instruction still to be made.
struct MemoryOperand: Sendable {
  var kind: MemoryKind = .address
  var base: VReg = .none
  var index: VReg = .none
  var shift: UInt8 = 0
  var disp: Int32 = 0
}

extension MInst {
  /// This instruction with `memory` as its memory operand.
  @inline(__always)
  func with(_ operand: MemoryOperand) -> MInst {
    var copy = self
    copy.memory = operand.kind
    copy.base = operand.base
    copy.index = operand.index
    copy.shift = operand.shift
    copy.disp = operand.disp
    return copy
  }
}

/// Operations done lane by lane in general registers, between two buffers on the stack.
enum LaneKind: UInt8, Sendable {
  // d = a op b, 64 bits.
  case divideSigned, divideUnsigned, remainderSigned, remainderUnsigned
  // d = a shifted by b, elements of `shift`.
  case shiftLeft, shiftRight, shiftRightSigned
  // d = a converted.
  case i64ToF32, u64ToF32, f64ToI64, f64ToU64
  // d = elements at base + a, or base + lane * index.
  case gather, loadStrided
  // Elements of b to base + a, or to base + lane * index.
  case scatter, storeStrided
}
