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
    for block in f.blocks {
      for position in block.code {
        for use in 0..<MInst.useCount {
          let v = f.code[position][use: use]
          if !v.isNone { useStart[v.index + 1] += 1 }
        }
      }
      for index in block.firstArguments { useStart[f.registers[index].index + 1] += 1 }
      for index in block.secondArguments { useStart[f.registers[index].index + 1] += 1 }
    }
    for v in 0..<f.registerCount { useStart[v + 1] += useStart[v] }
    uses = Array(repeating: 0, count: Int(useStart[f.registerCount]))
    var next = useStart
    for block in f.blocks {
      for position in block.code {
        for use in 0..<MInst.useCount {
          let v = f.code[position][use: use]
          if !v.isNone { Self.put(position, v, &next, &uses) }
        }
      }
      let last = block.code.upperBound - 1
      for index in block.firstArguments { Self.put(last, f.registers[index], &next, &uses) }
      for index in block.secondArguments { Self.put(last, f.registers[index], &next, &uses) }
    }
  }

  @inline(__always)
  private static func put(
    _ position: Int, _ v: VReg, _ next: inout [Int32], _ uses: inout [Int32]
  ) {
    uses[Int(next[v.index])] = Int32(truncatingIfNeeded: position)
    next[v.index] += 1
  }

  // MARK: Data flow

  private mutating func solve(_ f: MachineFunction) {
    var defined = Array(repeating: UInt64(0), count: words * f.blocks.count)
    for number in f.blocks.indices {
      let base = number * words
      let block = f.blocks[number]
      for index in block.parameters { define(f.registers[index], base, &defined) }
      for position in block.code {
        for use in 0..<MInst.useCount { expose(f.code[position][use: use], base, defined) }
        define(f.code[position].d, base, &defined)
      }
      for index in block.firstArguments { expose(f.registers[index], base, defined) }
      for index in block.secondArguments { expose(f.registers[index], base, defined) }
    }
    var changed = true
    while changed {
      changed = false
      for number in f.blocks.indices.reversed() {
        let (first, second) = (f.blocks[number].first, f.blocks[number].second)
        for word in 0..<words {
          let at = number * words + word
          var outgoing = liveOut[at]
          if first >= 0 { outgoing |= liveIn[first * words + word] }
          if second >= 0 { outgoing |= liveIn[second * words + word] }
          liveOut[at] = outgoing
          let incoming = liveIn[at] | outgoing & ~defined[at]
          if incoming != liveIn[at] {
            liveIn[at] = incoming
            changed = true
          }
        }
      }
    }
  }

  @inline(__always)
  private func define(_ v: VReg, _ base: Int, _ defined: inout [UInt64]) {
    if v.isNone { return }
    let index = Int(globalIndex[v.index])
    if index >= 0 { defined[base + index >> 6] |= 1 << UInt64(index & 63) }
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
    var scan = BackwardScan(registerCount: f.registerCount)
    for number in f.blocks.indices {
      let block = f.blocks[number]
      for v in globals where isLiveOut(v, number) { scan.revive(v, f.classes[v.index]) }
      for index in block.firstArguments {
        scan.revive(f.registers[index], f.classes[f.registers[index].index])
      }
      for index in block.secondArguments {
        scan.revive(f.registers[index], f.classes[f.registers[index].index])
      }
      scan.most = scan.counts
      for position in block.code.reversed() {
        let d = f.code[position].d
        if !d.isNone && !scan.kill(d, f.classes[d.index]) {
          if f.code[position].flags.contains(.pure) {
            isDead[position] = true
            continue
          }
          isUnused[position] = true
        }
        for use in 0..<MInst.useCount {
          let v = f.code[position][use: use]
          if !v.isNone && scan.revive(v, f.classes[v.index]) {
            kills[position] |= 1 << UInt8(use)
          }
        }
        scan.most = pointwiseMax(scan.most, scan.counts)
      }
      pressure[3 * number] = scan.most[0]
      pressure[3 * number + 1] = scan.most[1]
      pressure[3 * number + 2] = scan.most[2]
      scan.reset()
    }
  }
}

/// The registers alive at the point that a backward walk has reached, counted by class.
private struct BackwardScan {
  private var alive: [Bool]
  private var touched: [VReg] = []
  var counts = SIMD4<Int32>(repeating: 0)
  var most = SIMD4<Int32>(repeating: 0)

  init(registerCount: Int) { alive = Array(repeating: false, count: registerCount) }

  /// Makes `v` alive; false if it was.
  @inline(__always) @discardableResult
  mutating func revive(_ v: VReg, _ kind: RegisterClass) -> Bool {
    if alive[v.index] { return false }
    alive[v.index] = true
    touched.append(v)
    counts[Int(kind.rawValue)] += 1
    return true
  }

  /// Ends the life of `v`; false if it was not alive.
  @inline(__always)
  mutating func kill(_ v: VReg, _ kind: RegisterClass) -> Bool {
    if !alive[v.index] { return false }
    alive[v.index] = false
    counts[Int(kind.rawValue)] -= 1
    return true
  }

  mutating func reset() {
    for v in touched { alive[v.index] = false }
    touched.removeAll(keepingCapacity: true)
    counts = SIMD4(repeating: 0)
  }
}
