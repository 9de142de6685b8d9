// SPDX-License-Identifier: Apache-2.0
// A program while passes work on it: instructions keep their positions and are moved or dropped at the end.

/// What the passes change: where each instruction shall stand, and which are gone.
///
/// Positions, and so operands, stay as they are until `finish` lays the program out anew.
struct Draft {
  var program: Program
  /// The block each instruction shall stand in.
  var home: [UInt16]
  /// True for instructions to drop.
  var isRemoved: [Bool]
  /// Instructions that left their block, in the order in which they shall stand before their new block's terminator.
  var moved: [Int] = []
  /// Instructions that shall stand first in the entry block: those without operands.
  var leading: [Int] = []

  init(_ program: Program) {
    self.program = program
    home = Array(repeating: 0, count: program.code.count)
    isRemoved = Array(repeating: false, count: program.code.count)
    for (index, block) in program.blocks.enumerated() {
      for position in block.range { home[position] = UInt16(index) }
    }
  }

  /// Changes every operand, in lists too.
  mutating func rename(_ name: (UInt16) -> UInt16) {
    for position in program.code.indices {
      var instruction = program.code[position]
      let count = instruction.op.operandCount
      if count > 0 { instruction.a = name(instruction.a) }
      if count > 1 { instruction.b = name(instruction.b) }
      if count > 2 { instruction.c = name(instruction.c) }
      program.code[position] = instruction
      guard instruction.op.isTerminator, !isRemoved[position],
        let list = program.valueList(of: instruction)
      else { continue }
      for place in list { program.extra[place] = name(program.extra[place]) }
    }
  }

  /// The program in its new layout: blocks in the order they had.
  consuming func finish() -> Program {
    let old = program
    var positions = Array(repeating: UInt16(0), count: old.code.count)
    var code: [Instruction] = []
    code.reserveCapacity(old.code.count)
    var ranges = old.blocks.map { _ in 0..<0 }
    func place(_ position: Int) {
      guard !isRemoved[position] else { return }
      positions[position] = UInt16(code.count)
      code.append(old.code[position])
    }
    let order = old.blocks.indices.sorted {
      old.blocks[$0].range.lowerBound < old.blocks[$1].range.lowerBound
    }
    for index in order {
      let (start, range) = (code.count, old.blocks[index].range)
      if index == 0 { for position in leading { place(position) } }
      for position in range.dropLast() where home[position] == index {
        // The entry's own leading instructions stand already.
        if index != 0 || !isLeading(old.code[position].op) { place(position) }
      }
      for position in moved where home[position] == index { place(position) }
      place(range.upperBound - 1)
      ranges[index] = start..<code.count
    }
    program.code = code
    for index in ranges.indices { program.blocks[index].range = ranges[index] }
    isRemoved = Array(repeating: false, count: code.count)
    rename { positions[Int($0)] }
    return program
  }

  private func isLeading(_ op: Op) -> Bool { !leading.isEmpty && (op == .const || op == .arg) }
}
