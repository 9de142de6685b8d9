// SPDX-License-Identifier: Apache-2.0
// The result of allocation: instructions on physical registers, with moves on the edges.

/// A machine function whose registers are physical.
struct AllocatedFunction: Sendable {
  struct Block: Sendable {
    /// Instructions of `code`, the terminator last.
    var body: Range<Int> = 0..<0
    /// What to do on the way to the first and to the second successor.
    var firstMoves: Range<Int> = 0..<0
    var secondMoves: Range<Int> = 0..<0
  }

  var code: [MInst] = []
  /// Per instruction of `code`: the virtual register that its result is, or none.
  var values: [VReg] = []
  /// Per instruction of `code`: its position in the function before, or -1 for moves.
  var origins: [Int32] = []
  var blocks: [Block] = []
  /// Registers that hold values when a block is entered: `classStride` entries per class and block.
  var entryHolders: [VReg] = []
  /// Bytes of each spill slot.
  var slotBytes: [Int] = []
  /// Slot of each virtual register, or -1.
  var slots: [Int32] = []
  /// Callee-saved general registers that are written.
  var savedRegisters: UInt32 = 0

  /// Bytes of the stack that spilled values take.
  var frameBytes: Int { slotBytes.reduce(0, +) }

  static let classStride = 32
  static let stateStride = 96

  @inline(__always)
  static func holderIndex(_ block: Int, _ kind: RegisterClass, _ register: Int) -> Int {
    block * stateStride + Int(kind.rawValue) * classStride + register
  }
}
