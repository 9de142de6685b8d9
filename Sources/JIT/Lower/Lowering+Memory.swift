// SPDX-License-Identifier: Apache-2.0
// Loads and stores of varying values, and work done lane by lane.

extension Lowering {
  /// The operand of unit-stride access to elements of 1 << `size` bytes at the current lanes.
  private func unit(_ pointer: UInt16, _ size: Int) -> MemoryOperand {
    MemoryOperand(
      base: uniforms[Int(pointer)], index: lanes.index, shift: UInt8(size),
      disp: Int32(lanes.offset << size))
  }

  // MARK: Unit stride

  mutating func load(_ position: Int, _ inst: Instruction) {
    let element = inst.type.element
    let size = element.log
    let memory = unit(inst.a, size)
    var register = newVector(size)
    if lanes.isSingle {
      emit(
        MInst(form: .splatLoad, flags: .pure, d: register, imm: Int32(size)).with(memory))
    } else if !lanes.tail.isNone {
      register = emit(
        MInst(
          form: .vv, width: width(size), flags: [.pure, .zeroing],
          op: spelled(SpellingRow.move[size]), d: register, k: lanes.tail
        ).with(memory))
    } else {
      let bytes = lanes.count << size
      if useCounts[position] == 1 && tier != .sse2 && element != .bool {
        pendingLoads.append(PendingLoad(register: register, memory: memory, bytes: bytes))
      } else {
        f.code.append(loadInstruction(register, memory, bytes: bytes))
      }
    }
    define(position, register, element)
  }

  /// Records a loaded or gathered vector as the value; bools become masks.
  private mutating func define(_ position: Int, _ register: VReg, _ element: Element) {
    if element == .bool {
      setMask(UInt16(position), toMask(register, .u8), 0)
    } else {
      varyings[position] = register
      if lanes.isSingle && element == .f32 && isPartial(2) { doubled.append((register, register)) }
    }
  }

  /// The vector to store for a value; bools become bytes.
  private mutating func stored(_ value: UInt16) -> VReg {
    element(value) == .bool ? fromMask(mask(value, 0), .bool) : vector(value)
  }

  mutating func store(_ inst: Instruction) {
    let size = element(inst.b).log
    let memory = unit(inst.a, size)
    let value = stored(inst.b)
    materialize(value)
    flushLoads()
    let bytes = lanes.count << size
    if lanes.isSingle || (bytes < 16 && lanes.tail.isNone) {
      let log = lanes.isSingle ? size : bytes.trailingZeroBitCount
      emit(MInst(form: .partStore, a: value, imm: Int32(log)).with(memory))
    } else if !lanes.tail.isNone {
      emit(
        MInst(
          form: .store, width: width(size), op: spelled(SpellingRow.move[size]), a: value,
          k: lanes.tail
        ).with(memory))
    } else {
      let op: VectorOpcode = tier == .sse2 ? .movups : .vmovups
      emit(MInst(form: .store, width: width(size), op: op, a: value).with(memory))
    }
  }

  // MARK: Strides

  /// The address of the first lane's element of a strided access.
  private mutating func firstAddress(_ pointer: UInt16, _ stride: UInt16) -> VReg {
    var index = lanes.index
    if lanes.offset != 0 {
      index = emit(
        MInst(form: .gLea, width: 3, flags: .pure, d: newGpr()).with(
          MemoryOperand(base: index, disp: Int32(lanes.offset))))
    }
    let distance = alu(.imul, index, uniforms[Int(stride)])
    return alu(.add, uniforms[Int(pointer)], distance)
  }

  mutating func loadStrided(_ position: Int, _ inst: Instruction) {
    if loadInterleaved(position) { return }
    let element = inst.type.element
    let size = element.log
    let stride = uniforms[Int(inst.b)]
    let first = firstAddress(inst.a, inst.b)
    let register: VReg
    if lanes.isSingle {
      register = newVector(size)
      emit(
        MInst(form: .splatLoad, flags: .pure, d: register, imm: Int32(size)).with(
          MemoryOperand(base: first)))
    } else if size >= 2 && lanes.count << size >= 16 {
      register = collect(first, stride, size)
    } else {
      register = newVector(size)
      f.usesLanes = true
      emit(
        MInst(
          form: .perLane, flags: .pure, cc: LaneKind.loadStrided.rawValue, d: register,
          base: first, index: stride, shift: UInt8(size), imm: Int32(lanes.count)))
    }
    define(position, register, element)
  }

  /// Collects elements of 4 or 8 bytes, `stride` apart, 16 bytes at a time.
  private mutating func collect(_ first: VReg, _ stride: VReg, _ size: Int) -> VReg {
    var parts: [VReg] = []
    var address = first
    let perPart = 16 >> size
    for part in 0..<(lanes.count / perPart) {
      if part > 0 { address = lea(address, stride, perPart == 2 ? 1 : 2) }
      let low = part128(address, stride, size)
      parts.append(low)
    }
    while parts.count > 1 {
      var wider: [VReg] = []
      let width: UInt8 = UInt8((lanes.count << size) / 16 / parts.count * 2) >= 4 ? 2 : 1
      for pair in 0..<(parts.count / 2) {
        let op: VectorOpcode =
          width == 2 ? .vinserti64x4 : tier == .avx512 ? .vinserti64x2 : .vinserti128
        wider.append(
          emit(
            MInst(
              form: .vvv, width: width, flags: .pure, op: op,
              d: f.newRegister(.vec, width: width), a: parts[2 * pair], b: parts[2 * pair + 1],
              imm: 1)))
      }
      parts = wider
    }
    return parts[0]
  }

  private mutating func part128(_ address: VReg, _ stride: VReg, _ size: Int) -> VReg {
    if size == 3 {
      let (low, high) = (element(address, .none, 3), element(address, stride, 3))
      return unpack(.unpackLow64, low, high)
    }
    let upper = lea(address, stride, 1)
    let (x, y) = (element(address, .none, 2), element(address, stride, 2))
    let (z, w) = (element(upper, .none, 2), element(upper, stride, 2))
    return unpack(.unpackLow64, unpack(.unpackLow32, x, y), unpack(.unpackLow32, z, w))
  }

  private mutating func unpack(_ spelling: Spelling, _ a: VReg, _ b: VReg) -> VReg {
    var flags: MFlags = .pure
    if tier == .sse2 { flags.insert(.tied) }
    return emit(
      MInst(
        form: .vvv, flags: flags, op: spelled(spelling), d: f.newRegister(.vec), a: a, b: b))
  }

  private mutating func element(_ base: VReg, _ index: VReg, _ size: Int) -> VReg {
    emit(
      MInst(form: .partLoad, flags: .pure, d: f.newRegister(.vec), imm: Int32(size)).with(
        MemoryOperand(base: base, index: index)))
  }

  /// base + index << shift.
  mutating func lea(_ base: VReg, _ index: VReg, _ shift: UInt8) -> VReg {
    emit(
      MInst(form: .gLea, width: 3, flags: .pure, d: newGpr()).with(
        MemoryOperand(base: base, index: index, shift: shift)))
  }

  mutating func storeStrided(_ position: Int, _ inst: Instruction) {
    if storeInterleaved(position, inst.c) { return }
    let size = element(inst.c).log
    let value = stored(inst.c)
    let first = firstAddress(inst.a, inst.b)
    materialize(value)
    flushLoads()
    if lanes.isSingle {
      emit(
        MInst(form: .partStore, a: value, imm: Int32(size)).with(MemoryOperand(base: first)))
      return
    }
    f.usesLanes = true
    emit(
      MInst(
        form: .perLane, width: width(size), cc: LaneKind.storeStrided.rawValue, b: value,
        base: first, index: uniforms[Int(inst.b)], shift: UInt8(size), imm: Int32(lanes.count)))
  }

  // MARK: Gather and scatter

  /// The lanes to gather or scatter, in a register of its own: the instruction clears it.
  private mutating func freshLanes(_ size: Int) -> VReg {
    guard hasMasks else {
      return emit(MInst(form: .allOnes, width: width(size), d: newVector(size)))
    }
    if lanes.tail.isNone { return emit(MInst(form: .allMask, d: newMask())) }
    return emit(MInst(form: .vv, op: .kmovq, d: newMask(), a: lanes.tail))
  }

  mutating func gather(_ position: Int, _ inst: Instruction) {
    let element = inst.type.element
    let size = element.log
    let base = uniforms[Int(inst.a)]
    let offset = vector(inst.b)
    materialize(offset)
    let register: VReg
    if size < 2 || tier == .sse2 || lanes.isSingle {
      register = newVector(size)
      f.usesLanes = true
      emit(
        MInst(
          form: .perLane, width: width(3), flags: lanes.isSingle ? [.pure, .broadcast] : .pure,
          cc: LaneKind.gather.rawValue, d: register, a: offset, base: base, shift: UInt8(size),
          imm: Int32(lanes.isSingle ? 1 : lanes.count)))
    } else {
      let chosen = freshLanes(size)
      let op: VectorOpcode
      if hasMasks {
        op = size == 3 ? .vpgatherqq_k : .vpgatherqd_k
      } else {
        op = size == 3 ? .vpgatherqq : .vpgatherqd
      }
      register = newVector(size)
      var gathering = MInst(
        form: .gather, width: width(3), flags: [.pure, .tied], op: op, d: register, a: zero(),
        base: base, index: offset)
      if hasMasks { gathering.k = chosen } else { gathering.b = chosen }
      emit(gathering)
    }
    define(position, register, element)
  }

  mutating func scatter(_ inst: Instruction) {
    let size = element(inst.c).log
    let value = stored(inst.c)
    let base = uniforms[Int(inst.a)]
    let offset = vector(inst.b)
    materialize(value)
    materialize(offset)
    flushLoads()
    if hasMasks && size >= 2 && !lanes.isSingle {
      let chosen = freshLanes(size)
      emit(
        MInst(
          form: .scatter, width: width(3), op: size == 3 ? .vpscatterqq : .vpscatterqd,
          a: value, k: chosen, base: base, index: offset))
      return
    }
    f.usesLanes = true
    emit(
      MInst(
        form: .perLane, width: width(3), cc: LaneKind.scatter.rawValue, a: offset, b: value,
        base: base, shift: UInt8(size), imm: Int32(lanes.isSingle ? 1 : lanes.count)))
  }

  // MARK: Lane by lane

  /// A vector of elements of 1 << `size` bytes computed lane by lane.
  mutating func perLane(_ kind: LaneKind, _ a: VReg, _ b: VReg, size: Int) -> VReg {
    f.usesLanes = true
    switch kind {
    case .i64ToF32, .u64ToF32, .f64ToI64, .f64ToU64: f.usesFloats = true
    default: break
    }
    let register = newVector(size)
    let isConversionToF32 = kind == .i64ToF32 || kind == .u64ToF32
    emit(
      MInst(
        form: .perLane, width: width(isConversionToF32 ? 3 : size),
        flags: lanes.isSingle ? [.pure, .broadcast] : .pure, cc: kind.rawValue, d: register,
        a: a, b: b, shift: UInt8(size), imm: Int32(lanes.isSingle ? 1 : lanes.count)))
    return register
  }
}
