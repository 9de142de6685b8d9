// SPDX-License-Identifier: Apache-2.0
// A program of the IR: typed SSA in blocks with parameters, 8-byte instructions in flat arrays.

/// Names the result of one instruction: its position in `Program.code`.
package struct Value: Hashable, Sendable {
  package let index: UInt16
  package init(index: Int) { self.index = UInt16(index) }
  package var position: Int { Int(index) }
}

/// Names a block: its position in `Program.blocks`.
package struct BlockID: Hashable, Sendable {
  package let index: UInt16
  package init(index: Int) { self.index = UInt16(index) }
  package var position: Int { Int(index) }
}

/// One instruction, eight bytes.
///
/// What a, b and c hold is said at the cases of `Op`: values unless stated.
package struct Instruction: Hashable, Sendable {
  package var op: Op
  package var type: ValueType
  package var a: UInt16 = 0
  package var b: UInt16 = 0
  package var c: UInt16 = 0

  package init(op: Op, type: ValueType, a: UInt16 = 0, b: UInt16 = 0, c: UInt16 = 0) {
    self.op = op
    self.type = type
    self.a = a
    self.b = b
    self.c = c
  }
}

extension Instruction {
  /// The positions of the values it reads, but for those in lists; no memory is allocated.
  package var operands: Operands { Operands(a: a, b: b, c: c, count: op.operandCount) }

  /// The first few of a, b and c.
  package struct Operands: RandomAccessCollection {
    let a, b, c: UInt16
    package let count: Int
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }
    @inline(__always)
    package subscript(index: Int) -> Int { Int(index == 0 ? a : index == 1 ? b : c) }
  }
}

/// How a block runs.
package struct Block: Sendable, Equatable {
  /// The instructions code[range]; parameters first, one terminator last.
  package var range: Range<Int>
  /// Nil for a plain block.
  ///
  /// Otherwise the block is the body of a lane loop, entered by `loop` only.
  package var lanes: LaneLoop?

  package init(range: Range<Int>, lanes: LaneLoop?) {
    self.range = range
    self.lanes = lanes
  }
}

/// The body of a loop over elements 0 ..< count, many lanes at a time.
///
/// Meaning, exactly: with accumulators, `width` W is fixed. W copies ("lanes") of each accumulator start at its initial
/// value; elements 0 ..< ⌊n/W⌋·W go to lane (index mod W) in order; if n >= W the lanes are combined as a balanced tree,
/// else the result is the initial value; the remaining elements are then taken in order with that one value as the
/// accumulator. The combined values become the parameters of the exit block. The tree of float sums and products is one of
/// neighbours, ((l0∘l1)∘(l2∘l3))∘…; all others fold halves: l0∘l(W/2), l1∘l(W/2 + 1), … until one is left.
/// Without accumulators W is 0 and the elements are independent: an implementation takes as many at a time as it likes,
/// and may run the loads of many elements before their stores, so the stores of an iteration must not feed later loads.
package struct LaneLoop: Sendable, Hashable {
  /// 0 without accumulators; else a power of two, 1 … 64.
  ///
  /// 1 means strictly serial.
  package var width: UInt8
  /// How two lanes of each accumulator combine: a binary operation on its element type.
  package var combine: [Op]

  package init(width: Int, combine: [Op]) {
    self.width = UInt8(width)
    self.combine = combine
  }

  /// Whether lanes combine with their neighbours, and not half with half.
  package static func combinesNeighbours(_ op: Op, _ element: Element) -> Bool {
    element.isFloat && (op == .add || op == .mul)
  }
}

/// Bits of the status word a compiled program returns: MXCSR's sticky flags, which `raise` also sets.
package struct Status: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static let invalid = Status(rawValue: 1)
  package static let divideByZero = Status(rawValue: 4)
  package static let overflow = Status(rawValue: 8)
  package static let underflow = Status(rawValue: 16)
  /// What NumPy reports; inexact and denormal operands are not.
  package static let reported = Status(rawValue: 1 | 4 | 8 | 16)
}

/// A complete program.
///
/// Block 0 is the entry; each value is defined in a block that dominates its uses.
///
/// Guards and snapshots (for script regions) are further rows of `Op` whose operands stand in `extra`, as those of `jump` do; nothing
/// here assumes their absence.
package struct Program: Sendable {
  package var name: String
  package var code: [Instruction] = []
  package var constants: [UInt64] = []
  package var extra: [UInt16] = []
  package var blocks: [Block] = []

  package init(name: String) { self.name = name }

  package subscript(_ value: Value) -> Instruction { code[value.position] }
  package func type(of value: Value) -> ValueType { code[value.position].type }

  /// Where in `extra` the values stand that a terminator passes on; nil if it passes none.
  package func valueList(of terminator: Instruction) -> Range<Int>? {
    let start = Int(terminator.c)
    switch terminator.op {
    case .jump, .next: return start..<start + Int(terminator.b)
    case .loop:
      let count = blocks[Int(terminator.b)].lanes?.combine.count ?? 0
      return start + 1..<start + 1 + count
    default: return nil
    }
  }
}
