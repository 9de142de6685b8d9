// SPDX-License-Identifier: Apache-2.0
// Which values are alive where: bit sets over the values that cross blocks, one backward pass each.

/// Liveness of a machine function.
///
/// Only registers that are used outside the block of their definition ("globals") take part in the data flow; registers
/// without a definition (constants, arguments) are alive from the entry to their last use.
struct Liveness {
  /// Index among the globals, or -1.
  private(set) var globalIndex: [Int32]
  private(set) var globals: [VReg] = []
  private(set) var words = 0
  /// `words` words per block.
  private(set) var liveIn: [UInt64] = []
  private(set) var liveOut: [UInt64] = []
  /// Bit p: use p of the instruction is the last one of its register.
  private(set) var kills: [UInt8]
  /// The instruction is not needed.
  private(set) var isDead: [Bool]
  /// The result is never used, but the instruction is needed.
  private(set) var isUnused: [Bool]
  /// The largest number of registers alive at once, three classes per block.
  private(set) var pressure: [Int32]
  /// Positions of uses in layout order: uses[useStart[v] ..< useStart[v + 1]].
  private(set) var useStart: [Int32]
  private(set) var uses: [Int32]

  init(_ f: MachineFunction) {
    let count = f.registerCount
    globalIndex = Array(repeating: -1, count: count)
    kills = Array(repeating: 0, count: f.code.count)
    isDead = Array(repeating: false, count: f.code.count)
    isUnused = isDead
    pressure = Array(repeating: 0, count: 3 * f.blocks.count)
    useStart = Array(repeating: 0, count: count + 1)
    uses = []
    findGlobals(f)
    words = (globals.count + 63) / 64
    liveIn = Array(repeating: 0, count: words * f.blocks.count)
    liveOut = liveIn
    collectUses(f)
    solve(f)
    finish(f)
  }

  @inline(__always)
  func isLiveIn(_ v: VReg, _ block: Int) -> Bool { test(liveIn, v, block) }

  @inline(__always)
  func isLiveOut(_ v: VReg, _ block: Int) -> Bool { test(liveOut, v, block) }

  @inline(__always)
  private func test(_ set: [UInt64], _ v: VReg, _ block: Int) -> Bool {
    let index = Int(globalIndex[v.index])
    return index >= 0 && set[block * words + index >> 6] >> UInt64(index & 63) & 1 != 0
  }

  // MARK: Uses

  private mutating func findGlobals(_ f: MachineFunction) {
    var home = Array(repeating: Int32(-1), count: f.registerCount)
    for v in 0..<f.registerCount where f.remats[v] != .none { home[v] = -2 }
    for number in f.blocks.indices {
      for p in f.registers[f.blocks[number].parameters] { home[p.index] = Int32(number) }
      for position in f.blocks[number].code {
        let inst = f.code[position]
        for use in 0..<MInst.useCount { note(inst[use: use], number, home) }
        if !inst.d.isNone { home[inst.d.index] = Int32(number) }
      }
      for v in f.registers[f.blocks[number].firstArguments] { note(v, number, home) }
      for v in f.registers[f.blocks[number].secondArguments] { note(v, number, home) }
    }
  }

  @inline(__always)
  private mutating func note(_ v: VReg, _ block: Int, _ home: [Int32]) {
    if v.isNone || home[v.index] == Int32(block) || globalIndex[v.index] >= 0 { return }
    globalIndex[v.index] = Int32(globals.count)
    globals.append(v)
  }

  private mutating func collectUses(_ f: MachineFunction) {
    func each(_ body: (VReg, Int) -> Void) {
      for block in f.blocks {
        for position in block.code {
          let inst = f.code[position]
          for use in 0..<MInst.useCount where !inst[use: use].isNone {
            body(inst[use: use], position)
          }
        }
        let last = block.code.upperBound - 1
        for v in f.registers[block.firstArguments] { body(v, last) }
        for v in f.registers[block.secondArguments] { body(v, last) }
      }
    }
    each { v, _ in useStart[v.index + 1] += 1 }
    for v in 0..<f.registerCount { useStart[v + 1] += useStart[v] }
    uses = Array(repeating: 0, count: Int(useStart[f.registerCount]))
    var next = useStart
    each { v, position in
      uses[Int(next[v.index])] = Int32(position)
      next[v.index] += 1
    }
  }

  // MARK: Data flow

  private mutating func solve(_ f: MachineFunction) {
    var defined = Array(repeating: UInt64(0), count: words * f.blocks.count)
    for number in f.blocks.indices {
      let base = number * words
      func define(_ v: VReg) {
        let index = Int(globalIndex[v.index])
        if index >= 0 { defined[base + index >> 6] |= 1 << UInt64(index & 63) }
      }
      for p in f.registers[f.blocks[number].parameters] { define(p) }
      for position in f.blocks[number].code {
        let inst = f.code[position]
        for use in 0..<MInst.useCount { expose(inst[use: use], base, defined) }
        if !inst.d.isNone { define(inst.d) }
      }
      for v in f.registers[f.blocks[number].firstArguments] { expose(v, base, defined) }
      for v in f.registers[f.blocks[number].secondArguments] { expose(v, base, defined) }
    }
    var changed = true
    while changed {
      changed = false
      for number in f.blocks.indices.reversed() {
        for successor in [f.blocks[number].first, f.blocks[number].second] where successor >= 0 {
          for word in 0..<words {
            liveOut[number * words + word] |= liveIn[successor * words + word]
          }
        }
        for word in 0..<words {
          let at = number * words + word
          let incoming = liveIn[at] | liveOut[at] & ~defined[at]
          if incoming != liveIn[at] {
            liveIn[at] = incoming
            changed = true
          }
        }
      }
    }
  }

  @inline(__always)
  private mutating func expose(_ v: VReg, _ base: Int, _ defined: [UInt64]) {
    if v.isNone { return }
    let index = Int(globalIndex[v.index])
    guard index >= 0 else { return }
    let bit: UInt64 = 1 << UInt64(index & 63)
    if defined[base + index >> 6] & bit == 0 { liveIn[base + index >> 6] |= bit }
  }

  /// Marks last uses and dead code, and measures pressure.
  private mutating func finish(_ f: MachineFunction) {
    var alive = Array(repeating: false, count: f.registerCount)
    var touched: [VReg] = []
    for number in f.blocks.indices {
      var counts: (Int32, Int32, Int32) = (0, 0, 0)
      var most = counts
      func count(_ v: VReg, _ change: Int32) {
        switch f.classes[v.index] {
        case .gpr: counts.0 += change
        case .vec: counts.1 += change
        case .mask: counts.2 += change
        }
      }
      func revive(_ v: VReg) -> Bool {
        if alive[v.index] { return false }
        alive[v.index] = true
        touched.append(v)
        count(v, 1)
        return true
      }
      for v in globals where isLiveOut(v, number) { _ = revive(v) }
      for v in f.registers[f.blocks[number].firstArguments] { _ = revive(v) }
      for v in f.registers[f.blocks[number].secondArguments] { _ = revive(v) }
      most = counts
      for position in f.blocks[number].code.reversed() {
        let inst = f.code[position]
        if !inst.d.isNone {
          if alive[inst.d.index] {
            alive[inst.d.index] = false
            count(inst.d, -1)
          } else if inst.flags.contains(.pure) {
            isDead[position] = true
            continue
          } else {
            isUnused[position] = true
          }
        }
        for use in 0..<MInst.useCount where !inst[use: use].isNone {
          if revive(inst[use: use]) { kills[position] |= 1 << UInt8(use) }
        }
        most.0 = max(most.0, counts.0)
        most.1 = max(most.1, counts.1)
        most.2 = max(most.2, counts.2)
      }
      pressure[3 * number] = most.0
      pressure[3 * number + 1] = most.1
      pressure[3 * number + 2] = most.2
      for v in touched { alive[v.index] = false }
      touched.removeAll(keepingCapacity: true)
    }
  }
}
