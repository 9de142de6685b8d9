// SPDX-License-Identifier: Apache-2.0
// Strided accesses that together touch every byte: whole vectors and permutations instead of single elements.
//
//   x0 y0 z0 x1 y1 z1 ...        loads at p, p + size, p + 2 size with stride 3 size: a group of three
//
// The parts of complex numbers and the coordinates of points lie so. A group's vectors are loaded when its first member is,
// and stored when its last one is, as long as nothing between them may touch the same memory.

/// Strided accesses of one loop's body to neighbouring elements of one record.
struct Interleave: Sendable {
  /// Positions of the members in the program, by their place in the record.
  var members: [Int]
  /// The first and the last of them in program order.
  var first: Int
  var last: Int
  /// The pointer to the record's first member.
  var pointer: UInt16
  /// log2 of an element's bytes.
  var size: Int
  var isStore: Bool
  /// A store's vectors, by member, for the lanes being lowered.
  var values: [VReg]
}

extension Lowering {
  /// Most elements of a record that permutations pay for.
  private static let longestRecord = 4

  /// Finds the groups of the loop body `range`; pointers must have been hoisted.
  mutating func findInterleaves(_ range: Range<Int>, _ stays: [Bool]) {
    interleaves.removeAll(keepingCapacity: true)
    recordIndices.removeAll(keepingCapacity: true)
    recordMasks.removeAll(keepingCapacity: true)
    var members: [Member] = []
    for position in range {
      if let member = member(position, range, stays) { members.append(member) }
    }
    if members.count < 2 { return }
    var isTaken = [Bool](repeating: false, count: members.count)
    for (start, first) in members.enumerated() where !isTaken[start] {
      var chosen = [start]
      for place in 1..<first.record {
        let offset = first.offset + Int64(place << first.size)
        let next = members.indices.first {
          !isTaken[$0] && members[$0].fits(first) && members[$0].offset == offset
        }
        guard let next else { break }
        chosen.append(next)
      }
      guard chosen.count == first.record else { continue }
      let positions = chosen.map { members[$0].position }
      let (low, high) = (positions.min()!, positions.max()!)
      if isTouched(low..<high, by: positions, isStore: first.isStore) { continue }
      for number in chosen { isTaken[number] = true }
      interleaves.append(
        Interleave(
          members: positions, first: low, last: high, pointer: first.pointer, size: first.size,
          isStore: first.isStore,
          values: Array(repeating: .none, count: positions.count)))
    }
  }

  /// One strided access whose distance is known to be a few elements.
  private struct Member {
    var position: Int
    var pointer: UInt16
    var base: UInt16
    var offset: Int64
    var size: Int
    var record: Int
    var isStore: Bool

    func fits(_ other: Member) -> Bool {
      base == other.base && size == other.size && record == other.record
        && isStore == other.isStore
    }
  }

  private func member(_ position: Int, _ range: Range<Int>, _ stays: [Bool]) -> Member? {
    let inst = program.code[position]
    let element: Element
    switch inst.op {
    case .loadStrided: element = inst.type.element
    case .storeStrided: element = self.element(inst.c)
    default: return nil
    }
    let stride = program.code[Int(inst.b)]
    guard stride.op == .const, element.size >= 4, element != .bool else { return nil }
    let bytes = Int64(bitPattern: program.constants[Int(stride.c)])
    let record = bytes / Int64(element.size)
    guard record * Int64(element.size) == bytes, record >= 2, record <= Self.longestRecord,
      tier == .avx512 || record == 2
    else { return nil }
    if range.contains(Int(inst.a)) && stays[Int(inst.a) - range.lowerBound] { return nil }
    var (base, offset) = (inst.a, Int64(0))
    while program.code[Int(base)].op == .add {
      let step = program.code[Int(program.code[Int(base)].b)]
      guard step.op == .const else { break }
      offset += Int64(bitPattern: program.constants[Int(step.c)])
      base = program.code[Int(base)].a
    }
    return Member(
      position: position, pointer: inst.a, base: base, offset: offset, size: element.log,
      record: Int(record), isStore: inst.op == .storeStrided)
  }

  /// Whether something between a group's members may see or change its memory.
  private func isTouched(_ range: Range<Int>, by members: [Int], isStore: Bool) -> Bool {
    for position in range where !members.contains(position) {
      switch program.code[position].op {
      case .store, .storeStrided, .scatter, .storeUniform: return true
      case .load, .loadStrided, .gather, .loadUniform: if isStore { return true }
      default: continue
      }
    }
    return false
  }

  /// Whether the access at `position` belongs to a group.
  func isInterleaved(_ position: Int) -> Bool {
    interleaves.contains { $0.members.contains(position) }
  }

  // MARK: Vectors

  /// The group that `position` belongs to, if the current lanes are lowered as groups.
  private func interleave(at position: Int) -> Int? {
    if interleaves.isEmpty || lanes.isSingle { return nil }
    guard let number = interleaves.firstIndex(where: { $0.members.contains(position) }) else {
      return nil
    }
    return lanes.count << interleaves[number].size >= 16 ? number : nil
  }

  /// Vector `part` of the group's records.
  private mutating func memory(_ group: Interleave, _ part: Int) -> MemoryOperand {
    let count = group.members.count
    let disp = Int32((lanes.offset * count + part * lanes.count) << group.size)
    return MemoryOperand(
      base: uniforms[Int(group.pointer)], index: recordIndex(count), shift: UInt8(group.size),
      disp: disp)
  }

  /// The element index of the first lane's record, without `lanes.offset`.
  private mutating func recordIndex(_ count: Int) -> VReg {
    for (index, known, register) in recordIndices where index == lanes.index && known == count {
      return register
    }
    let register = multiplied(lanes.index, count)
    recordIndices.append((lanes.index, count, register))
    return register
  }

  private mutating func multiplied(_ a: VReg, _ count: Int) -> VReg {
    if count < 4 { return lea(a, a, count == 2 ? 0 : 1) }
    return emit(
      MInst(form: .gShift, width: 3, flags: [.pure, .tied], d: newGpr(), a: a, disp: 2))
  }

  /// The live elements of vector `part`, in the masked rest of a map: at most 64 in all parts together.
  private mutating func recordMask(_ count: Int, _ part: Int) -> VReg {
    var all = VReg.none
    for (index, known, register) in recordMasks where index == lanes.index && known == count {
      all = register
    }
    if all.isNone {
      let left = multiplied(lanes.remaining, count)
      all = emit(MInst(form: .tailMask, flags: .pure, d: newMask(), a: left, imm: 64))
      recordMasks.append((lanes.index, count, all))
    }
    if part == 0 { return all }
    return emit(
      MInst(
        form: .vv, flags: .pure, op: .kshiftrq, d: newMask(), a: all,
        imm: Int32(part * lanes.count)))
  }

  /// Loads the group of the strided load at `position` if it is its first; true if the load belongs to one.
  mutating func loadInterleaved(_ position: Int) -> Bool {
    guard let number = interleave(at: position) else { return false }
    let group = interleaves[number]
    guard group.first == position else { return true }
    let bytes = lanes.count << group.size
    var parts: [VReg] = []
    for part in group.members.indices {
      let register = newVector(group.size)
      if lanes.tail.isNone {
        f.code.append(loadInstruction(register, memory(group, part), bytes: bytes))
      } else {
        let alive = recordMask(group.members.count, part)
        emit(
          MInst(
            form: .vv, width: width(group.size), flags: [.pure, .zeroing],
            op: spelled(SpellingRow.move[group.size]), d: register, k: alive
          ).with(memory(group, part)))
      }
      parts.append(register)
    }
    for (place, member) in group.members.enumerated() {
      varyings[member] = separated(parts, group.size, place)
    }
    return true
  }

  /// Keeps the value of the strided store at `position`, and stores the group if it is its last member.
  ///
  /// True if the store belongs to a group.
  mutating func storeInterleaved(_ position: Int, _ value: UInt16) -> Bool {
    guard let number = interleave(at: position) else { return false }
    let place = interleaves[number].members.firstIndex(of: position)!
    let register = vector(value)
    materialize(register)
    interleaves[number].values[place] = register
    let group = interleaves[number]
    guard group.last == position else { return true }
    flushLoads()
    let isMasked = !lanes.tail.isNone
    let op: VectorOpcode =
      isMasked ? spelled(SpellingRow.move[group.size]) : tier == .sse2 ? .movups : .vmovups
    for (part, vector) in joined(group.values, group.size).enumerated() {
      let alive = isMasked ? recordMask(group.members.count, part) : .none
      emit(
        MInst(form: .store, width: width(group.size), op: op, a: vector, k: alive)
          .with(memory(group, part)))
    }
    return true
  }

  /// Member `place` of every record, from the vectors of whole records.
  private mutating func separated(_ parts: [VReg], _ size: Int, _ place: Int) -> VReg {
    let count = parts.count
    if tier == .avx512 { return selected(parts, size) { $0 * count + place } }
    let mixed: VReg
    if size == 3 {
      mixed = op2(place == 0 ? .unpackLow64 : .unpackHigh64, parts[0], parts[1], 3)
    } else {
      mixed = op2(.shuffleF32, parts[0], parts[1], 2, imm: place == 0 ? 0x88 : 0xDD)
    }
    return width(size) == 0 ? mixed : op1(.vpermq_imm, mixed, size, imm: 0xD8)
  }

  /// The vectors of whole records, from one vector per member.
  private mutating func joined(_ members: [VReg], _ size: Int) -> [VReg] {
    let (count, lanes) = (members.count, lanes.count)
    if tier == .avx512 {
      return members.indices.map { part in
        selected(members, size) { lane in
          let place = part * lanes + lane
          return place % count * lanes + place / count
        }
      }
    }
    let low = op2(size == 3 ? .unpackLow64 : .unpackLow32, members[0], members[1], size)
    let high = op2(size == 3 ? .unpackHigh64 : .unpackHigh32, members[0], members[1], size)
    if width(size) == 0 { return [low, high] }
    return [0x20, 0x31].map { op2(.vperm2i128, low, high, size, imm: $0) }
  }

  /// AVX-512: the vector whose lane l is element `source(l)` of all `parts` one after the other.
  private mutating func selected(_ parts: [VReg], _ size: Int, _ source: (Int) -> Int) -> VReg {
    let count = lanes.count
    let sources = (0..<count).map(source)
    var chosen = parts[0]
    for part in 1..<parts.count {
      var bytes: [UInt8] = []
      for (lane, place) in sources.enumerated() {
        var index = lane
        if place / count == part { index = count + place % count }
        if part == 1 && place / count == 0 { index = place }
        bytes.append(UInt8(index))
        bytes += [UInt8](repeating: 0, count: (1 << size) - 1)
      }
      chosen = emit(
        MInst(
          form: .permute, width: width(size), flags: [.pure, .tied],
          op: size == 3 ? .vpermt2pd : .vpermt2ps, d: newVector(size), a: chosen,
          b: literal(bytes), c: parts[part]))
    }
    return chosen
  }
}
