// SPDX-License-Identifier: Apache-2.0
// Pass: each constant and each argument once, in the entry block, for all blocks.

extension Draft {
  mutating func shareConstants() {
    var known: [UInt64] = []
    var names: [UInt16] = []
    for position in program.code.indices {
      let instruction = program.code[position]
      guard instruction.op == .const || instruction.op == .arg else { continue }
      // The builder and the parser keep equal constants at one index, so the index stands for the bits.
      let kind = UInt64(instruction.op.rawValue) << 32 | UInt64(instruction.type.packed) << 16
      let key = kind | UInt64(instruction.c)
      // Programs have a few dozen of these: looking through them all costs less than hashing.
      if let index = known.firstIndex(of: key) {
        if names.isEmpty { names = program.code.indices.map { UInt16($0) } }
        names[position] = UInt16(leading[index])
        isRemoved[position] = true
      } else {
        known.append(key)
        home[position] = 0
        leading.append(position)
      }
    }
    if !names.isEmpty { rename { names[Int($0)] } }
  }
}
