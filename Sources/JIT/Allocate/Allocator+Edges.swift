// SPDX-License-Identifier: Apache-2.0
// Moves on edges: from where a block leaves its values to where its successor expects them.

/// The moves of one edge, all done at once.
private struct EdgeMoves {
  struct Move {
    var source: Int
    var target: Int
    var kind: RegisterClass
    var width: UInt8
    var value: VReg
  }

  var moves: [Move] = []
  /// Values to load, and the register and the value it is for.
  var loads: [(source: VReg, target: Int, value: VReg)] = []
  /// Values to be brought into the slots of parameters.
  var stores: [(source: VReg, parameter: VReg)] = []
}

extension Allocator {
  /// Makes the moves of every edge.
  mutating func resolveEdges() {
    for v in place.indices { place[v] = -1 }
    for number in f.blocks.indices {
      let base = number * AllocatedFunction.stateStride
      for index in 0..<AllocatedFunction.stateStride {
        let v = exitHolders[base + index]
        holders[index] = v
        if !v.isNone { place[v.index] = Int8(index % AllocatedFunction.classStride) }
      }
      let from = f.blocks[number]
      result.blocks[number].firstMoves = resolve(from.first, from.firstArguments)
      result.blocks[number].secondMoves = resolve(from.second, from.secondArguments)
      for v in holders where !v.isNone { place[v.index] = -1 }
    }
  }

  private mutating func resolve(_ target: Int, _ arguments: Range<Int>) -> Range<Int> {
    let start = result.code.count
    if target >= 0 {
      var edge = collect(target, arguments)
      storeParameters(&edge)
      for kind in RegisterClass.allCases { moveRegisters(&edge, kind) }
      for load in edge.loads { append(reload(load.source, into: load.target), value: load.value) }
      for load in cycleLoads { append(load.inst, value: load.value) }
      cycleLoads.removeAll(keepingCapacity: true)
    }
    return start..<result.code.count
  }

  private func collect(_ target: Int, _ arguments: Range<Int>) -> EdgeMoves {
    var edge = EdgeMoves()
    let parameters = f.registers[f.blocks[target].parameters]
    let arguments = f.registers[arguments]
    for kind in RegisterClass.allCases {
      for register in 0..<AllocatedFunction.classStride {
        let v = result.entryHolders[AllocatedFunction.holderIndex(target, kind, register)]
        if v.isNone { continue }
        var source = v
        if let number = parameters.firstIndex(of: v) {
          source = arguments[arguments.startIndex + number - parameters.startIndex]
        }
        let from = Int(place[source.index])
        if from < 0 {
          edge.loads.append((source, register, v))
        } else if from != register {
          edge.moves.append(
            EdgeMoves.Move(
              source: from, target: register, kind: kind, width: f.widths[v.index], value: v))
        }
      }
    }
    for (parameter, argument) in zip(parameters, arguments) {
      let isPlaced = parameterPlaces[parameter.index] >= 0
      if !isPlaced && result.slots[parameter.index] >= 0 {
        edge.stores.append((argument, parameter))
      }
    }
    return edge
  }

  // MARK: Parameters in memory

  private mutating func storeParameters(_ edge: inout EdgeMoves) {
    if edge.stores.isEmpty { return }
    // A slot that is both read and written: read all such first, into slots of their own.
    let written = edge.stores.map { result.slots[$0.parameter.index] }
    var sources: [Int32] = []
    for store in edge.stores {
      let slot = place[store.source.index] >= 0 ? -1 : result.slots[store.source.index]
      guard slot >= 0, store.source != store.parameter, written.contains(slot) else {
        sources.append(-1)
        continue
      }
      let copy = newSlot(like: store.source)
      transfer(store.source, fromSlot: slot, toSlot: copy)
      sources.append(copy)
    }
    // A register to be loaded must not come from a slot that is written now.
    for index in edge.loads.indices {
      let source = edge.loads[index].source
      let slot = result.slots[source.index]
      guard slot >= 0, f.remats[source.index] == .none, written.contains(slot) else { continue }
      let copy = newSlot(like: source)
      transfer(source, fromSlot: slot, toSlot: copy)
      var load = reload(source, into: edge.loads[index].target)
      load.disp = copy
      cycleLoads.append((load, edge.loads[index].value))
    }
    let moved = cycleLoads.map(\.value)
    edge.loads.removeAll { moved.contains($0.value) }
    for (store, source) in zip(edge.stores, sources) {
      let slot = result.slots[store.parameter.index]
      let register = Int(place[store.source.index])
      if source >= 0 {
        transfer(store.source, fromSlot: source, toSlot: slot)
      } else if register >= 0 {
        append(spillStore(store.parameter, register, slot), value: .none)
      } else if store.source != store.parameter {
        transfer(store.source, fromSlot: -1, toSlot: slot, width: f.widths[store.parameter.index])
      }
    }
  }

  private mutating func newSlot(like v: VReg) -> Int32 {
    result.slotBytes.append(kind(v) == .vec ? 16 << Int(f.widths[v.index]) : 8)
    return Int32(result.slotBytes.count - 1)
  }

  private func spillStore(_ v: VReg, _ register: Int, _ slot: Int32) -> MInst {
    MInst(
      form: .spillStore, width: f.widths[v.index], a: VReg(register), memory: .slot, disp: slot,
      imm: Int32(kind(v).rawValue))
  }

  /// Copies memory to memory by way of a register; from slot -1 means from where `v` is remade.
  private mutating func transfer(
    _ v: VReg, fromSlot source: Int32, toSlot target: Int32, width: UInt8? = nil
  ) {
    let kind = kind(v)
    var register = 0  // rax and k0 are scratch.
    var saved: Int32 = -1
    if kind == .vec {
      let unused = (0..<32).first { index in
        set(kind).allocatable >> UInt32(index) & 1 != 0 && holders[holderIndex(kind, index)].isNone
      }
      register = unused ?? 0
      if unused == nil {
        saved = Int32(result.slotBytes.count)
        result.slotBytes.append(16 << Int(fullWidth))
        append(emergency(.spillStore, register, saved), value: .none)
      }
    }
    var load = reload(v, into: register)
    if source >= 0 {
      load = MInst(
        form: .spillLoad, width: f.widths[v.index], d: VReg(register), memory: .slot,
        disp: source, imm: Int32(kind.rawValue))
    }
    append(load, value: v)
    var store = spillStore(v, register, target)
    if let width { store.width = width }
    append(store, value: .none)
    if saved >= 0 {
      append(emergency(.spillLoad, register, saved), value: holders[holderIndex(kind, register)])
    }
  }

  private var fullWidth: UInt8 { UInt8(f.tier.rawValue) }

  private func emergency(_ form: Form, _ register: Int, _ slot: Int32) -> MInst {
    var inst = MInst(form: form, width: fullWidth, memory: .slot, disp: slot)
    inst.imm = Int32(RegisterClass.vec.rawValue)
    if form == .spillStore { inst.a = VReg(register) } else { inst.d = VReg(register) }
    return inst
  }

  // MARK: Registers to registers

  /// Orders the moves so that no source is overwritten before it is read; breaks cycles.
  private mutating func moveRegisters(_ edge: inout EdgeMoves, _ kind: RegisterClass) {
    var left = edge.moves.filter { $0.kind == kind }
    while !left.isEmpty {
      if let index = left.firstIndex(where: { move in
        !left.contains { $0.source == move.target }
      }) {
        let move = left.remove(at: index)
        append(instruction(move), value: move.value)
        continue
      }
      // Only cycles are left: set one value aside.
      let source = left[0].source
      if kind == .vec {
        let slot = Int32(result.slotBytes.count)
        result.slotBytes.append(16 << Int(fullWidth))
        append(emergency(.spillStore, source, slot), value: .none)
        for move in left where move.source == source {
          cycleLoads.append((emergency(.spillLoad, move.target, slot), move.value))
        }
        left.removeAll { $0.source == source }
      } else {
        // rax and k0.
        append(
          MInst(form: .move, d: VReg(0), a: VReg(source), imm: Int32(kind.rawValue)),
          value: holders[holderIndex(kind, source)])
        for index in left.indices where left[index].source == source { left[index].source = 0 }
      }
    }
  }

  private func instruction(_ move: EdgeMoves.Move) -> MInst {
    MInst(
      form: .move, width: move.width, d: VReg(move.target), a: VReg(move.source),
      imm: Int32(move.kind.rawValue))
  }
}
