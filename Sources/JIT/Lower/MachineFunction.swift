// SPDX-License-Identifier: Apache-2.0
// A function in machine instructions: what lowering makes and allocation and emission read.

/// A straight run of instructions; the last one is the terminator.
struct MBlock: Sendable {
  var code: Range<Int> = 0..<0
  /// Parameters, a range of `MachineFunction.registers`.
  var parameters: Range<Int> = 0..<0
  /// Up to two successors, -1 for none; a conditional terminator goes to the first if it holds.
  var first = -1
  var second = -1
  var firstArguments: Range<Int> = 0..<0
  var secondArguments: Range<Int> = 0..<0
  /// How many loops contain the block.
  var depth = 0
  /// For a loop's header: the last block of the loop in layout order; else -1.
  var loopEnd = -1
  /// Whether the loop is worth aligning: the main part of a lane loop.
  var isHot = false
  /// Whether the block seldom runs: it stands behind all others, and its needs count last.
  var isRare = false
}

/// How the value of a virtual register can be made again without having been stored.
enum Remat: UInt8, Sendable {
  case none
  case constant  // vector: constant number `payload`
  case argument  // vector: all elements of size 1 << (payload & 3) from slot payload >> 2
  case literal  // vector: constant bytes number `payload`
  case gprConstant  // general: constant number `payload`
  case gprArgument  // general: slot payload >> 4, extended from element payload & 15
}

/// A function in machine instructions, its blocks in layout order; block 0 is the entry.
struct MachineFunction: Sendable {
  var tier: Tier
  var code: [MInst] = []
  var blocks: [MBlock] = []
  /// Block parameters and edge arguments.
  var registers: [VReg] = []

  // Per virtual register.
  var classes: [RegisterClass] = []
  /// Raw `VectorWidth` that moves and spills of the register must preserve.
  var widths: [UInt8] = []
  var remats: [Remat] = []
  var payloads: [Int32] = []

  /// Vector constants, eight bytes that repeat, and general constants.
  var constants: [UInt64] = []
  var literals: [[UInt8]] = []

  /// Whether floating-point instructions are used: MXCSR must be set and read.
  var usesFloats = false
  var usesStatus = false
  var usesLanes = false
  var usesCalls = false
  /// The program is beyond what registers are numbered for: the function is not what it should be.
  private(set) var isTooLong = false

  init(tier: Tier) { self.tier = tier }

  mutating func removeAll() {
    code.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    registers.removeAll(keepingCapacity: true)
    classes.removeAll(keepingCapacity: true)
    widths.removeAll(keepingCapacity: true)
    remats.removeAll(keepingCapacity: true)
    payloads.removeAll(keepingCapacity: true)
    constants.removeAll(keepingCapacity: true)
    literals.removeAll(keepingCapacity: true)
    (usesFloats, usesStatus, usesLanes, usesCalls) = (false, false, false, false)
    isTooLong = false
  }

  var registerCount: Int { classes.count }

  /// Numbers of registers have 16 bits, and one number means none.
  static let registerLimit = Int(UInt16.max) - 1

  @inline(__always)
  mutating func newRegister(_ kind: RegisterClass, width: UInt8 = 0) -> VReg {
    if classes.count >= Self.registerLimit {
      isTooLong = true
      return VReg(classes.count - 1)
    }
    classes.append(kind)
    widths.append(width)
    remats.append(.none)
    payloads.append(0)
    return VReg(classes.count - 1)
  }

  mutating func newRegister(
    _ kind: RegisterClass, width: UInt8 = 0, _ remat: Remat, _ payload: Int
  ) -> VReg {
    let register = newRegister(kind, width: width)
    remats[register.index] = remat
    payloads[register.index] = Int32(payload)
    return register
  }

  /// The number of the constant `bits`.
  mutating func constant(_ bits: UInt64) -> Int {
    for (number, known) in constants.enumerated() where known == bits { return number }
    constants.append(bits)
    return constants.count - 1
  }

  mutating func literal(_ bytes: [UInt8]) -> Int {
    if let known = literals.firstIndex(of: bytes) { return known }
    literals.append(bytes)
    return literals.count - 1
  }
}
