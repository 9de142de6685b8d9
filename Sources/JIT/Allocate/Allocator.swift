// SPDX-License-Identifier: Apache-2.0
// Register allocation: one forward walk over the blocks in layout order.
//
// At every point each living value is in a register, or in memory, or in both. A value that has to
// leave its register is stored once, right after its definition (SSA: that dominates all uses), so
// evicting costs nothing where it happens; constants and arguments are made again and need no
// store. When no register is free, the value with the furthest next use leaves (Belady), where a
// use around the loop counts as near.
//
// A block starts in the state in which one of its predecessors ended, less what is dead; the other
// predecessors adapt by moves on their edges. A loop's header keeps in registers what the loop uses
// most, as far as its pressure allows; the rest is evicted before the loop and not inside.

/// The walk's state.
struct Allocator {
  let f: MachineFunction
  let live: Liveness
  var result = AllocatedFunction()

  let sets: (RegisterSet, RegisterSet, RegisterSet)
  let mode: AllocationMode
  var random: UInt64

  /// Physical register of each virtual one, or -1.
  var place: [Int8]
  /// Virtual register in each physical one: `classStride` entries per class.
  var holders: [VReg]
  /// Free registers, and those that the current instruction reads, per class.
  var free = RegisterBits()
  var pinned = RegisterBits()
  var written: UInt32 = 0
  /// `holders` at the end of each block.
  var exitHolders: [VReg]
  /// The last predecessor before each block in layout order.
  var predecessors: [Int32]
  /// Register of each parameter at the start of its block, or -1.
  var parameterPlaces: [Int8]
  /// The parameter that a value is passed for at a loop's back edge: a wish for its register.
  var wishes: [VReg]
  /// Index of the next use in `live.uses`.
  var cursors: [Int32]
  /// Header of the innermost loop of each block, or -1; header of the loop around a header.
  var loopOf: [Int32]
  var outerLoop: [Int32]
  var block = 0
  /// Loads that end an edge: of values set aside to break cycles.
  var cycleLoads: [(inst: MInst, value: VReg)] = []

  static func allocate(
    _ f: MachineFunction, mode: AllocationMode = .normal
  ) -> AllocatedFunction {
    var allocator = Allocator(f, mode)
    allocator.run()
    return allocator.result
  }

  private init(_ f: MachineFunction, _ mode: AllocationMode) {
    self.f = f
    self.mode = mode
    live = Liveness(f)
    sets = (
      RegisterSet(.gpr, f.tier, mode), RegisterSet(.vec, f.tier, mode),
      RegisterSet(.mask, f.tier, mode)
    )
    random = 0x9E37_79B9_7F4A_7C15
    if case .randomChoice(let seed) = mode { random ^= seed &* 0xD134_2543_DE82_EF95 }
    let count = f.registerCount
    place = Array(repeating: -1, count: count)
    holders = Array(repeating: .none, count: AllocatedFunction.stateStride)
    exitHolders = Array(
      repeating: .none, count: AllocatedFunction.stateStride * f.blocks.count)
    predecessors = Array(repeating: -1, count: f.blocks.count)
    parameterPlaces = place
    wishes = Array(repeating: .none, count: count)
    cursors = Array(live.useStart.prefix(count))
    loopOf = Array(repeating: -1, count: f.blocks.count)
    outerLoop = loopOf
    result.slots = Array(repeating: -1, count: count)
    result.entryHolders = exitHolders
    result.code.reserveCapacity(f.code.count + f.code.count / 4)
    result.values.reserveCapacity(f.code.count + f.code.count / 4)
    result.origins.reserveCapacity(f.code.count + f.code.count / 4)
  }

  private mutating func run() {
    findLoops()
    for number in f.blocks.indices {
      block = number
      startBlock()
      let start = result.code.count
      for position in f.blocks[number].code where !live.isDead[position] { allocate(position) }
      result.blocks.append(AllocatedFunction.Block(body: start..<result.code.count))
      let base = number * AllocatedFunction.stateStride
      for index in holders.indices { exitHolders[base + index] = holders[index] }
    }
    resolveEdges()
    storeSpilledDefinitions()
    result.savedRegisters = written & RegisterSet.calleeSaved
  }

  private mutating func findLoops() {
    for header in f.blocks.indices where f.blocks[header].loopEnd >= 0 {
      outerLoop[header] = loopOf[header]
      for number in header...f.blocks[header].loopEnd { loopOf[number] = Int32(header) }
    }
    for number in f.blocks.indices {
      for target in [f.blocks[number].first, f.blocks[number].second] where target > number {
        // Rare blocks adapt to the usual way, not the other way round.
        if predecessors[target] >= 0 && f.blocks[number].isRare { continue }
        predecessors[target] = Int32(number)
      }
      wish(f.blocks[number].first, f.blocks[number].firstArguments, from: number)
      wish(f.blocks[number].second, f.blocks[number].secondArguments, from: number)
    }
  }

  private mutating func wish(_ target: Int, _ arguments: Range<Int>, from number: Int) {
    guard target >= 0, target <= number else { return }
    let parameters = f.blocks[target].parameters
    for (argument, parameter) in zip(arguments, parameters) {
      wishes[f.registers[argument].index] = f.registers[parameter]
    }
  }

  // MARK: Registers

  @inline(__always)
  func set(_ kind: RegisterClass) -> RegisterSet {
    switch kind {
    case .gpr: sets.0
    case .vec: sets.1
    case .mask: sets.2
    }
  }

  @inline(__always)
  func kind(_ v: VReg) -> RegisterClass { f.classes[v.index] }

  @inline(__always)
  func holderIndex(_ kind: RegisterClass, _ register: Int) -> Int {
    Int(kind.rawValue) * AllocatedFunction.classStride + register
  }

  /// Puts `v` into `register`, which is free.
  @inline(__always)
  mutating func bind(_ v: VReg, _ register: Int) {
    let kind = kind(v)
    place[v.index] = Int8(truncatingIfNeeded: register)
    holders[holderIndex(kind, register)] = v
    free[kind] &= ~(1 << UInt32(register))
    if kind == .gpr { written |= 1 << UInt32(register) }
  }

  /// Takes `v` out of its register.
  @inline(__always)
  mutating func release(_ v: VReg) {
    let kind = kind(v)
    let register = Int(place[v.index])
    guard register >= 0 else { return }
    place[v.index] = -1
    holders[holderIndex(kind, register)] = .none
    free[kind] |= 1 << UInt32(register)
  }

  /// Makes sure that `v` can be had from memory.
  mutating func keepInMemory(_ v: VReg) {
    if f.remats[v.index] != .none || result.slots[v.index] >= 0 { return }
    result.slots[v.index] = Int32(result.slotBytes.count)
    result.slotBytes.append(kind(v) == .vec ? 16 << Int(f.widths[v.index]) : 8)
  }

  /// A free register, evicting a value if there is none; `avoid` may neither be taken nor evicted.
  mutating func takeRegister(_ kind: RegisterClass, avoid: UInt32, wish: Int = -1) -> Int {
    let candidates = free[kind] & ~avoid
    if candidates != 0 {
      if case .randomChoice = mode { return randomRegister(candidates) }
      if wish >= 0, candidates >> UInt32(wish) & 1 != 0 { return wish }
      let preferred = candidates & set(kind).preferred
      return (preferred != 0 ? preferred : candidates).trailingZeroBitCount
    }
    return evict(kind, avoid: avoid)
  }

  private mutating func randomRegister(_ candidates: UInt32) -> Int {
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    var left = candidates
    for _ in 0..<Int(random % UInt64(candidates.nonzeroBitCount)) { left &= left &- 1 }
    return left.trailingZeroBitCount
  }

  private mutating func evict(_ kind: RegisterClass, avoid: UInt32) -> Int {
    var best = -1
    var furthest = -1
    var left = set(kind).allocatable & ~avoid
    while left != 0 {
      let register = left.trailingZeroBitCount
      left &= left &- 1
      let v = holders[holderIndex(kind, register)]
      if v.isNone { continue }
      let isInMemory = f.remats[v.index] != .none || result.slots[v.index] >= 0
      let distance = 2 * nextUse(v) + (isInMemory ? 1 : 0)
      if distance > furthest {
        furthest = distance
        best = register
      }
    }
    precondition(best >= 0, "an instruction needs more registers than there are")
    let victim = holders[holderIndex(kind, best)]
    keepInMemory(victim)
    release(victim)
    return best
  }

  // MARK: Next uses

  /// Position that the walk has reached.
  private var current = 0

  /// Instructions until the next use of `v`, which is alive.
  private mutating func nextUse(_ v: VReg) -> Int {
    let end = live.useStart[v.index + 1]
    var cursor = cursors[v.index]
    while cursor < end, Int(live.uses[Int(cursor)]) <= current { cursor += 1 }
    cursors[v.index] = cursor
    let next = cursor < end ? Int(live.uses[Int(cursor)]) : Int.max / 8
    var loop = Int(loopOf[block])
    while loop >= 0 {
      let start = f.blocks[loop].code.lowerBound
      let finish = f.blocks[f.blocks[loop].loopEnd].code.upperBound
      if next < finish { break }
      if live.isLiveIn(v, loop), let first = firstUse(v, from: start), first < finish {
        return finish - current + first - start
      }
      loop = Int(outerLoop[loop])
    }
    return next - current
  }

  func firstUse(_ v: VReg, from start: Int) -> Int? {
    for index in Int(live.useStart[v.index])..<Int(live.useStart[v.index + 1])
    where Int(live.uses[index]) >= start {
      return Int(live.uses[index])
    }
    return nil
  }

  func useCount(_ v: VReg, _ range: Range<Int>) -> Int {
    var count = 0
    for index in Int(live.useStart[v.index])..<Int(live.useStart[v.index + 1])
    where range.contains(Int(live.uses[index])) {
      count += 1
    }
    return count
  }

  // MARK: Output

  @inline(__always)
  mutating func append(_ inst: MInst, value: VReg, origin: Int = -1) {
    result.code.append(inst)
    result.values.append(value)
    result.origins.append(Int32(truncatingIfNeeded: origin))
  }

  func move(_ v: VReg, from source: Int, to target: Int, width: UInt8? = nil) -> MInst {
    MInst(
      form: .move, width: width ?? f.widths[v.index], d: VReg(target), a: VReg(source),
      imm: Int32(kind(v).rawValue))
  }

  /// The instruction that brings `v` from memory into `target`.
  func reload(_ v: VReg, into target: Int) -> MInst {
    let payload = f.payloads[v.index]
    var inst = MInst(form: .spillLoad, width: f.widths[v.index], d: VReg(target))
    inst.imm = Int32(kind(v).rawValue)
    inst.disp = payload
    switch f.remats[v.index] {
    case .none:
      inst.memory = .slot
      inst.disp = result.slots[v.index]
    case .literal: inst.memory = .literal
    case .constant:
      inst.form = .splatLoad
      inst.memory = .constant
      inst.imm = 3
    case .argument:
      inst.form = .splatLoad
      inst.memory = .argument
      inst.disp = payload >> 2
      inst.imm = payload & 3
    case .gprConstant:
      inst.form = .gConst
      inst.imm = payload
    case .gprArgument:
      inst.form = .gLoad
      inst.memory = .argument
      inst.disp = payload >> 4
      inst.imm = payload & 15
    }
    return inst
  }

  // MARK: One instruction

  private mutating func allocate(_ position: Int) {
    current = position
    let kills = live.kills[position]
    let original = f.code[position]
    var inst = original
    pinned = RegisterBits()
    for use in 0..<MInst.useCount {
      let v = original[use: use]
      if v.isNone { continue }
      let register = place[v.index]
      if register >= 0 { pinned[kind(v)] |= 1 << UInt32(register) }
    }
    var target = -1
    if inst.flags.contains(.tied) {
      target = allocateTied(&inst, original, kills)
    } else {
      fold(&inst, original, kills)
      for use in 0..<MInst.useCount where !inst[use: use].isNone {
        inst[use: use] = VReg(require(inst[use: use]))
      }
    }
    finish(&inst, original, kills, position, target)
  }

  /// The register of `v`, loading it if need be.
  mutating func require(_ v: VReg) -> Int {
    let kind = kind(v)
    var register = Int(place[v.index])
    if register < 0 {
      register = takeRegister(kind, avoid: pinned[kind])
      append(reload(v, into: register), value: v)
      bind(v, register)
    }
    pinned[kind] |= 1 << UInt32(register)
    return register
  }

  /// Frees what the instruction used last, allocates its result and appends it.
  private mutating func finish(
    _ inst: inout MInst, _ original: MInst, _ kills: UInt8, _ position: Int, _ target: Int
  ) {
    let isEarly = original.flags.contains(.early)
    if !isEarly { releaseKilled(original, kills) }
    let d = original.d
    if !d.isNone {
      var register = target
      let kind = kind(d)
      if register < 0 {
        register = takeRegister(
          kind, avoid: isEarly ? pinned[kind] : 0, wish: wish(d))
      }
      bind(d, register)
      inst.d = VReg(register)
    }
    if inst.form == .callEach {
      for kind in RegisterClass.allCases {
        inst.kept[kind] = set(kind).allocatable & ~free[kind]
      }
      if !d.isNone { inst.kept[self.kind(d)] &= ~(1 << UInt32(inst.d.index)) }
    }
    append(inst, value: d, origin: position)
    if isEarly { releaseKilled(original, kills) }
    if !d.isNone && live.isUnused[position] { release(d) }
  }

  private mutating func releaseKilled(_ original: MInst, _ kills: UInt8) {
    if kills == 0 { return }
    for use in 0..<MInst.useCount where kills >> UInt8(use) & 1 != 0 {
      release(original[use: use])
    }
  }

  /// The register of the parameter that `d` will be passed for, or -1.
  private func wish(_ d: VReg) -> Int {
    let parameter = wishes[d.index]
    return parameter.isNone ? -1 : Int(parameterPlaces[parameter.index])
  }

  // MARK: Tied operands

  /// Makes `a` (of a fused multiply-add, any source) the register of the result; returns it.
  private mutating func allocateTied(
    _ inst: inout MInst, _ original: MInst, _ kills: UInt8
  ) -> Int {
    var tied = 0
    if inst.form == .fma {
      fold(&inst, original, kills)
      tied = chooseTied(inst, original, kills)
    } else {
      if inst.flags.contains(.commutes) && swapHelps(original, kills) {
        (inst.a, inst.b) = (inst.b, inst.a)
      }
      fold(&inst, inst, kills)
    }
    // The other sources first: they must be where the copy does not go.
    let source = inst
    let tiedValue = inst[use: tied]
    for use in 0..<MInst.useCount where use != tied && !inst[use: use].isNone {
      let v = inst[use: use]
      if v != tiedValue { inst[use: use] = VReg(require(v)) }
    }
    let kind = kind(tiedValue)
    let isKilled = isLast(tiedValue, original, kills)
    var isRepeated = false
    for use in 0..<MInst.useCount where use != tied {
      if source[use: use] == tiedValue { isRepeated = true }
    }
    var register = Int(place[tiedValue.index])
    var target: Int
    if isKilled && (register >= 0 || isRepeated) {
      target = require(tiedValue)
      register = target
    } else {
      if isRepeated { register = require(tiedValue) }
      let width = f.widths[original.d.index]
      target = takeTarget(kind, original.d)
      if register < 0 { register = Int(place[tiedValue.index]) }
      if register >= 0 {
        append(move(tiedValue, from: register, to: target, width: width), value: .none)
      } else {
        append(reload(tiedValue, into: target), value: .none)
      }
      pinned[kind] |= 1 << UInt32(target)
    }
    inst[use: tied] = VReg(target)
    for use in 0..<MInst.useCount where use != tied && source[use: use] == tiedValue {
      inst[use: use] = VReg(register)
    }
    return target
  }

  private mutating func takeTarget(_ kind: RegisterClass, _ d: VReg) -> Int {
    takeRegister(kind, avoid: pinned[kind], wish: wish(d))
  }

  /// Whether the instruction uses `v` for the last time.
  private func isLast(_ v: VReg, _ original: MInst, _ kills: UInt8) -> Bool {
    for use in 0..<MInst.useCount where original[use: use] == v && kills >> UInt8(use) & 1 != 0 {
      return true
    }
    return false
  }

  private func swapHelps(_ original: MInst, _ kills: UInt8) -> Bool {
    if original.a.isNone || original.b.isNone { return false }
    func cost(_ v: VReg) -> Int {
      if place[v.index] < 0 { return f.remats[v.index] == .none ? 1 : 2 }
      return isLast(v, original, kills) ? 0 : 1
    }
    return cost(original.b) < cost(original.a)
  }

  private func chooseTied(_ inst: MInst, _ original: MInst, _ kills: UInt8) -> Int {
    for use in [2, 0, 1] where !inst[use: use].isNone {
      let v = inst[use: use]
      if place[v.index] >= 0 && isLast(v, original, kills) { return use }
    }
    return inst.c.isNone || inst.b.isNone ? 0 : 2
  }

  // MARK: Folding

  /// Lets the last source come from memory, if it is not in a register and the instruction can read it there.
  private mutating func fold(_ inst: inout MInst, _ original: MInst, _ kills: UInt8) {
    guard inst.flags.contains(.folds), inst.memory == .none else { return }
    switch inst.form {
    case .vv: fold(&inst, 0, kills)
    case .vvv:
      if place[inst.b.index] >= 0 && inst.flags.contains(.commutes)
        && place[inst.a.index] < 0 && !inst.flags.contains(.tied)
      {
        (inst.a, inst.b) = (inst.b, inst.a)
      }
      fold(&inst, 1, kills)
    case .fma:
      for use in [2, 1, 0] where inst.memory == .none { fold(&inst, use, kills) }
      if inst.a.isNone { (inst.a, inst.b) = (inst.b, inst.a) }
    default: break
    }
  }

  /// Instructions within which a use is worth a register; a loop's header has those that stay for an iteration.
  private static let soon = 32

  private mutating func fold(_ inst: inout MInst, _ use: Int, _ kills: UInt8) {
    let v = inst[use: use]
    if place[v.index] >= 0 { return }
    for other in 0..<3 where other != use && inst[use: other] == v { return }
    // A value that is used again should be in a register, if one is free.
    let kind = kind(v)
    guard kind == .vec else { return }
    let isRoomy = free[kind] & ~pinned[kind] != 0
    if isRoomy && nextUse(v) < Self.soon { return }
    guard let memory = memoryOperand(v, for: inst) else { return }
    inst.memory = memory.kind
    inst.disp = memory.disp
    if memory.kind == .constant || memory.kind == .argument {
      if f.tier == .avx512 { inst.flags.insert(.broadcast) }
    }
    inst[use: use] = .none
  }

  /// How `inst` can read `v` from memory, or nil.
  private func memoryOperand(_ v: VReg, for inst: MInst) -> (kind: MemoryKind, disp: Int32)? {
    let facts = OpcodeFacts.table[inst.op.number]
    let payload = f.payloads[v.index]
    let isWhole = facts.memorySize == OpcodeFacts.Size.vector
    switch f.remats[v.index] {
    case .none:
      guard result.slots[v.index] >= 0, f.widths[v.index] >= inst.width else { return nil }
      return (.slot, result.slots[v.index])
    case .literal:
      guard isWhole, f.widths[v.index] >= inst.width else { return nil }
      return (.literal, payload)
    case .constant:
      if f.tier != .avx512 { return isWhole ? (.constant, payload) : nil }
      let bits = f.constants[Int(payload)]
      let halvesEqual = bits >> 32 == bits & 0xFFFF_FFFF
      let fits = facts.broadcastShift == 3 || (facts.broadcastShift == 2 && halvesEqual)
      return fits ? (.constant, payload) : nil
    case .argument:
      guard f.tier == .avx512, facts.broadcastShift == UInt64(payload & 3),
        facts.broadcastShift >= 2
      else { return nil }
      return (.argument, payload >> 2)
    default: return nil
    }
  }

  // MARK: Stores of spilled values

  /// Inserts the store of each value that has a slot after its definition.
  private mutating func storeSpilledDefinitions() {
    if result.slotBytes.isEmpty { return }
    let old = result
    result.code.removeAll(keepingCapacity: true)
    result.values.removeAll(keepingCapacity: true)
    result.origins.removeAll(keepingCapacity: true)
    for number in old.blocks.indices {
      let start = result.code.count
      for parameter in f.registers[f.blocks[number].parameters] {
        let kind = kind(parameter)
        guard old.slots[parameter.index] >= 0 else { continue }
        for register in 0..<AllocatedFunction.classStride {
          let index = AllocatedFunction.holderIndex(number, kind, register)
          if old.entryHolders[index] == parameter { store(parameter, register) }
        }
      }
      copy(old, old.blocks[number].body)
      result.blocks[number].body = start..<result.code.count
      for isFirst in [true, false] {
        let moves = isFirst ? old.blocks[number].firstMoves : old.blocks[number].secondMoves
        let begin = result.code.count
        copy(old, moves)
        let range = begin..<result.code.count
        if isFirst {
          result.blocks[number].firstMoves = range
        } else {
          result.blocks[number].secondMoves = range
        }
      }
    }
  }

  private mutating func copy(_ old: AllocatedFunction, _ range: Range<Int>) {
    for index in range {
      append(old.code[index], value: old.values[index], origin: Int(old.origins[index]))
      let v = old.values[index]
      if old.origins[index] >= 0 && !v.isNone && old.slots[v.index] >= 0 {
        store(v, old.code[index].d.index)
      }
    }
  }

  private mutating func store(_ v: VReg, _ register: Int) {
    append(
      MInst(
        form: .spillStore, width: f.widths[v.index], a: VReg(register), memory: .slot,
        disp: result.slots[v.index], imm: Int32(kind(v).rawValue)),
      value: .none)
  }
}
