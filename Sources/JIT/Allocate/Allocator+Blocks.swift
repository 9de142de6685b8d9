// SPDX-License-Identifier: Apache-2.0
// The state in which a block starts.

extension Allocator {
  /// Sets up the registers for the block that comes next.
  mutating func startBlock() {
    for index in holders.indices where !holders[index].isNone {
      place[holders[index].index] = -1
      holders[index] = .none
    }
    free = RegisterBits(
      gpr: set(.gpr).allocatable, vec: set(.vec).allocatable, mask: set(.mask).allocatable)
    guard block > 0 else { return }
    let predecessor = Int(predecessors[block])
    let base = predecessor * AllocatedFunction.stateStride
    let isHeader = f.blocks[block].loopEnd >= 0
    let dropped = isHeader ? dropped(predecessor) : []

    for index in 0..<AllocatedFunction.stateStride {
      let v = exitHolders[base + index]
      if v.isNone || !live.isLiveIn(v, block) || dropped.contains(v) { continue }
      bind(v, index % AllocatedFunction.classStride)
    }
    placeParameters(predecessor, dropped)
    for v in live.globals where live.isLiveIn(v, block) && place[v.index] < 0 {
      if isHeader && preload(v, dropped) { continue }
      keepInMemory(v)
    }
    let start = block * AllocatedFunction.stateStride
    for index in holders.indices { result.entryHolders[start + index] = holders[index] }
  }

  /// Gives each parameter a register: that of its argument if that is free now, else any.
  private mutating func placeParameters(_ predecessor: Int, _ dropped: [VReg]) {
    let parameters = f.registers[f.blocks[block].parameters]
    if parameters.isEmpty { return }
    let arguments = f.registers[arguments(from: predecessor)]
    for (parameter, argument) in zip(parameters, arguments) where !dropped.contains(parameter) {
      let kind = kind(parameter)
      let register = exitRegister(argument, predecessor)
      guard register >= 0, free[kind] >> UInt32(register) & 1 != 0 else { continue }
      bind(parameter, register)
    }
    for parameter in parameters where place[parameter.index] < 0 {
      let kind = kind(parameter)
      if dropped.contains(parameter) || free[kind] == 0 {
        keepInMemory(parameter)
      } else {
        bind(parameter, takeRegister(kind, avoid: 0))
      }
    }
    for parameter in parameters { parameterPlaces[parameter.index] = place[parameter.index] }
  }

  /// The arguments that `predecessor` passes to the current block.
  private func arguments(from predecessor: Int) -> Range<Int> {
    f.blocks[predecessor].first == block
      ? f.blocks[predecessor].firstArguments : f.blocks[predecessor].secondArguments
  }

  private func exitRegister(_ v: VReg, _ number: Int) -> Int {
    let start = number * AllocatedFunction.stateStride + holderIndex(kind(v), 0)
    for register in 0..<AllocatedFunction.classStride where exitHolders[start + register] == v {
      return register
    }
    return -1
  }

  /// Brings a value that the loop uses into a register before the loop; false if it stays in memory.
  private mutating func preload(_ v: VReg, _ dropped: [VReg]) -> Bool {
    let kind = kind(v)
    if dropped.contains(v) || free[kind] == 0 { return false }
    if useCount(v, codeOfLoop) == 0 { return false }
    if f.remats[v.index] == .none { keepInMemory(v) }
    bind(v, takeRegister(kind, avoid: 0))
    return true
  }

  /// The code of the loop whose header is the current block.
  private var codeOfLoop: Range<Int> {
    let end = f.blocks[f.blocks[block].loopEnd].code.upperBound
    return f.blocks[block].code.lowerBound..<end
  }

  // MARK: Pressure

  /// The values that stay out of registers at the start of a loop that needs more than there are.
  private func dropped(_ predecessor: Int) -> [VReg] {
    var dropped: [VReg] = []
    for kind in RegisterClass.allCases {
      let available = set(kind).allocatable.nonzeroBitCount
      var most = 0
      for number in block...f.blocks[block].loopEnd where !f.blocks[number].isRare {
        most = max(most, Int(live.pressure[3 * number + Int(kind.rawValue)]))
      }
      if available == 0 || most <= available { continue }
      var candidates: [(score: Int, register: VReg)] = []
      let code = codeOfLoop
      for v in live.globals where self.kind(v) == kind && live.isLiveIn(v, block) {
        let uses = useCount(v, code)
        candidates.append((2 * uses + (f.remats[v.index] == .none && uses > 0 ? 1 : 0), v))
      }
      for v in f.registers[f.blocks[block].parameters] where self.kind(v) == kind {
        candidates.append((2 * useCount(v, code) + 3, v))
      }
      candidates.sort { $0.score < $1.score }
      // One more, so that there is a register to load what was dropped into.
      for candidate in candidates.prefix(most - available + 1) {
        dropped.append(candidate.register)
      }
    }
    return dropped
  }
}
