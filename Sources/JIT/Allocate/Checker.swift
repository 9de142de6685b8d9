// SPDX-License-Identifier: Apache-2.0
// Proves an allocation right, whatever the allocator thought.
//
// The idea is that of regalloc2's checker: run the allocated code on symbols. Every register and
// slot holds a set of virtual registers, those whose value it is known to have. A definition puts
// its virtual register into one place and removes it from all others; moves, stores and loads copy
// sets; an instruction of the original code must find each operand's virtual register where it
// reads. On an edge each parameter enters the sets that have its argument. Where edges meet, sets
// are intersected; blocks are run until nothing changes. If every read finds its value, then the
// allocated code computes what the original does, on every path.

/// Runs allocated code on symbols.
struct Checker {
  private let f: MachineFunction
  private let allocated: AllocatedFunction

  /// What each place holds: `stateStride` registers, then the slots.
  private typealias State = [[VReg]]
  private var entries: [State?]
  private var errors: [String] = []
  /// Virtual registers that can be made again, by how.
  private var remade: [UInt64: [VReg]] = [:]

  /// Everything that is wrong with an allocation; empty if it is right.
  static func check(_ f: MachineFunction, _ allocated: AllocatedFunction) -> [String] {
    var checker = Checker(f, allocated)
    checker.run()
    return checker.errors
  }

  private init(_ f: MachineFunction, _ allocated: AllocatedFunction) {
    self.f = f
    self.allocated = allocated
    entries = Array(repeating: nil, count: f.blocks.count)
    for v in 0..<f.registerCount where f.remats[v] != .none {
      remade[Self.key(f.remats[v], f.payloads[v]), default: []].append(VReg(v))
    }
  }

  private static func key(_ remat: Remat, _ payload: Int32) -> UInt64 {
    UInt64(remat.rawValue) << 32 | UInt64(UInt32(bitPattern: payload))
  }

  private mutating func run() {
    let places = AllocatedFunction.stateStride + allocated.slotBytes.count
    entries[0] = Array(repeating: [], count: places)
    var waiting = [0]
    while let block = waiting.popLast() {
      var state = entries[block]!
      for position in allocated.blocks[block].body { step(position, &state) }
      for isFirst in [true, false] {
        let target = isFirst ? f.blocks[block].first : f.blocks[block].second
        guard target >= 0 else { continue }
        if enter(target, from: block, isFirst, state) { waiting.append(target) }
      }
      if errors.count > 20 { return }
    }
    // Complaints made before a state had settled are made again if they are real.
    errors = []
    for block in f.blocks.indices {
      guard var state = entries[block] else { continue }
      for position in allocated.blocks[block].body { step(position, &state) }
      leave(block, state)
    }
  }

  // MARK: Edges

  private func moved(_ block: Int, _ isFirst: Bool, _ state: State) -> State {
    var state = state
    var copy = self
    let moves = isFirst ? allocated.blocks[block].firstMoves : allocated.blocks[block].secondMoves
    for position in moves { copy.step(position, &state) }
    let target = isFirst ? f.blocks[block].first : f.blocks[block].second
    let arguments = isFirst ? f.blocks[block].firstArguments : f.blocks[block].secondArguments
    let pairs = zip(
      f.registers[f.blocks[target].parameters], f.registers[arguments])
    for place in state.indices where !state[place].isEmpty {
      var holds = state[place]
      for (parameter, _) in pairs { holds.removeAll { $0 == parameter } }
      for (parameter, argument) in pairs where state[place].contains(argument) {
        holds.append(parameter)
      }
      state[place] = holds
    }
    return state
  }

  /// Takes an edge; true if the state at its end has changed.
  private mutating func enter(
    _ target: Int, from block: Int, _ isFirst: Bool, _ state: State
  ) -> Bool {
    let arriving = moved(block, isFirst, state)
    guard let known = entries[target] else {
      entries[target] = arriving
      return true
    }
    var meet = known
    var changed = false
    for place in meet.indices where !meet[place].isEmpty {
      let count = meet[place].count
      meet[place].removeAll { !arriving[place].contains($0) }
      if meet[place].count != count { changed = true }
    }
    if !changed { return false }
    entries[target] = meet
    return true
  }

  /// Checks the moves on the edges that leave a block.
  private mutating func leave(_ block: Int, _ state: State) {
    for isFirst in [true, false] {
      var copy = state
      let moves =
        isFirst ? allocated.blocks[block].firstMoves : allocated.blocks[block].secondMoves
      for position in moves { step(position, &copy) }
    }
  }

  // MARK: Instructions

  private func place(_ kind: RegisterClass, _ register: VReg) -> Int {
    Int(kind.rawValue) * AllocatedFunction.classStride + register.index
  }

  private func slot(_ number: Int32) -> Int { AllocatedFunction.stateStride + Int(number) }

  private mutating func step(_ position: Int, _ state: inout State) {
    let inst = allocated.code[position]
    let origin = Int(allocated.origins[position])
    if origin < 0 { return transfer(inst, &state) }
    let original = f.code[origin]
    var straight = inst
    if !reads(original, inst, state) {
      // Exchanged operands are as good where the instruction says so.
      swap(&straight.a, &straight.b)
      let mayExchange = original.flags.contains(.commutes) || original.form == .fma
      if !mayExchange || !reads(original, straight, state) {
        errors.append(
          "\(position): \(original.form) reads what is not there: \(original) as \(inst)")
      }
    }
    if original.flags.contains(.tied), inst.form != .fma, inst.d != inst.a {
      errors.append("\(position): the result of \(original.form) is not in its first operand")
    }
    if inst.form == .fma, inst.d != inst.a, inst.d != inst.b, inst.d != inst.c {
      errors.append("\(position): the result of fma is in none of its operands")
    }
    if inst.form == .gather || inst.form == .scatter {
      // The lanes are cleared.
      if inst.k.isNone {
        state[place(.vec, inst.b)] = []
      } else {
        state[place(.mask, inst.k)] = []
      }
    }
    guard !original.d.isNone else { return }
    for other in state.indices where state[other].contains(original.d) {
      state[other].removeAll { $0 == original.d }
    }
    state[place(f.classes[original.d.index], inst.d)] = [original.d]
  }

  /// Whether `inst` finds the operands of `original` where it reads them.
  private func reads(_ original: MInst, _ inst: MInst, _ state: State) -> Bool {
    for use in 0..<MInst.useCount {
      let v = original[use: use]
      if v.isNone { continue }
      let register = inst[use: use]
      if register.isNone {
        if !isInMemory(v, inst, state) { return false }
      } else if !state[place(f.classes[v.index], register)].contains(v) {
        return false
      }
    }
    return true
  }

  private func isInMemory(_ v: VReg, _ inst: MInst, _ state: State) -> Bool {
    switch inst.memory {
    case .slot: return state[slot(inst.disp)].contains(v)
    case .constant: return f.remats[v.index] == .constant && f.payloads[v.index] == inst.disp
    case .literal: return f.remats[v.index] == .literal && f.payloads[v.index] == inst.disp
    case .argument: return f.remats[v.index] == .argument && f.payloads[v.index] >> 2 == inst.disp
    default: return false
    }
  }

  /// Moves, stores and loads.
  private mutating func transfer(_ inst: MInst, _ state: inout State) {
    let kind = RegisterClass(rawValue: UInt8(truncatingIfNeeded: inst.imm)) ?? .vec
    switch (inst.form, inst.memory) {
    case (.move, _): state[place(kind, inst.d)] = state[place(kind, inst.a)]
    case (.spillStore, _): state[slot(inst.disp)] = state[place(kind, inst.a)]
    case (.spillLoad, .slot): state[place(kind, inst.d)] = state[slot(inst.disp)]
    case (.spillLoad, _): state[place(.vec, inst.d)] = remade(.literal, inst.disp)
    case (.splatLoad, .constant): state[place(.vec, inst.d)] = remade(.constant, inst.disp)
    case (.splatLoad, _):
      state[place(.vec, inst.d)] = remade(.argument, inst.disp << 2 | inst.imm)
    case (.gConst, _): state[place(.gpr, inst.d)] = remade(.gprConstant, inst.imm)
    case (.gLoad, _):
      state[place(.gpr, inst.d)] = remade(.gprArgument, inst.disp << 4 | inst.imm)
    default: errors.append("the allocator made a \(inst.form)")
    }
  }

  private func remade(_ remat: Remat, _ payload: Int32) -> [VReg] {
    remade[Self.key(remat, payload)] ?? []
  }
}
