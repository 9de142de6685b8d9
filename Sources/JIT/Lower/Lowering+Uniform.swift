// SPDX-License-Identifier: Apache-2.0
// Uniform instructions: integers in general registers, the rest in vectors of equal elements.

extension Lowering {
  // MARK: General registers

  mutating func alu(_ op: Alu, _ a: VReg, _ b: VReg) -> VReg {
    var flags: MFlags = [.pure, .tied]
    if op != .sub { flags.insert(.commutes) }
    return emit(
      MInst(
        form: .gAlu, width: 3, flags: flags, d: newGpr(), a: a, b: b, imm: op.rawValue))
  }

  mutating func alu(_ op: Alu, _ a: VReg, immediate: Int) -> VReg {
    emit(
      MInst(
        form: .gAlu, width: 3, flags: [.pure, .tied], d: newGpr(), a: a,
        disp: Int32(immediate), imm: op.rawValue))
  }

  /// Makes the 64-bit register the canonical form of its low bytes.
  mutating func extend(_ a: VReg, _ element: Element) -> VReg {
    if element.size == 8 { return a }
    return emit(
      MInst(form: .gExtend, flags: .pure, d: newGpr(), a: a, imm: Int32(element.rawValue)))
  }

  mutating func test(_ condition: Condition, _ a: VReg, _ b: VReg) -> VReg {
    emit(
      MInst(form: .gSet, width: 3, flags: .pure, cc: condition.rawValue, d: newGpr(), a: a, b: b))
  }

  mutating func test(_ condition: Condition, _ a: VReg, immediate: Int) -> VReg {
    emit(
      MInst(
        form: .gSet, width: 3, flags: .pure, cc: condition.rawValue, d: newGpr(), a: a,
        disp: Int32(immediate)))
  }

  mutating func choose(_ condition: VReg, _ yes: VReg, _ no: VReg) -> VReg {
    emit(
      MInst(
        form: .gSelect, width: 3, flags: [.pure, .tied], d: newGpr(), a: no, b: yes,
        c: condition))
  }

  static func condition(_ op: Op, signed: Bool) -> Condition {
    switch op {
    case .eq: .e
    case .ne: .ne
    case .lt: signed ? .l : .b
    case .le: signed ? .le : .be
    case .gt: signed ? .g : .a
    default: signed ? .ge : .ae
    }
  }

  // MARK: Splats

  /// Makes the full vector of a uniform value that varying code uses.
  mutating func makeSplat(_ position: Int) {
    guard needsSplat[position], splats[position].isNone else { return }
    let element = program.code[position].type.element
    let own = uniforms[position]
    switch element {
    case .bool: splats[position] = splatMask(own)
    case .f32, .f64:
      if f.widths[own.index] == fullWidth {
        splats[position] = own
        return
      }
      let op: VectorOpcode = element == .f32 ? .vbroadcastss : .vbroadcastsd
      splats[position] = emit(
        MInst(
          form: .vv, width: fullWidth, flags: .pure, op: op,
          d: f.newRegister(.vec, width: fullWidth), a: own))
    default: splats[position] = splat(own, element)
    }
  }

  // MARK: Instructions

  /// Emits the uniform instruction at `position`.
  mutating func lowerUniform(_ position: Int) {
    let inst = program.code[position]
    let element = inst.type.element
    switch inst.op {
    case .const: constant(position, inst)
    case .arg: argument(position, inst)
    case .loadUniform: loadUniform(position, inst)
    case .storeUniform: storeUniform(inst)
    case .raise:
      f.usesStatus = true
      emit(MInst(form: .raiseGpr, a: uniforms[Int(inst.a)], disp: Int32(inst.c)))
      return
    case .callEach:
      callEach(inst)
      return
    case .any: uniforms[position] = uniforms[Int(inst.a)]
    default:
      if let register = compute(inGeneral: inst, element) {
        uniforms[position] = register
      } else {
        computeInVector(position, inst)
      }
    }
    if inst.op != .storeUniform { makeSplat(position) }
  }

  private mutating func constant(_ position: Int, _ inst: Instruction) {
    let element = inst.type.element
    let bits = program.constants[Int(inst.c)]
    if element == .f32 || element == .f64 {
      uniforms[position] = constant(bits, element.log)
      splats[position] = uniforms[position]
      return
    }
    uniforms[position] = generalConstant(Self.canonical(bits, element))
    guard needsSplat[position] else { return }
    if element != .bool {
      splats[position] = constant(bits, element.log)
    } else if !hasMasks {
      splats[position] = bits & 1 != 0 ? ones() : zero()
    }
  }

  /// The 64-bit form of an integer's low bytes.
  static func canonical(_ bits: UInt64, _ element: Element) -> UInt64 {
    let unused = UInt64(64 - element.bits)
    let high = bits << unused
    if element.isSigned { return UInt64(bitPattern: Int64(bitPattern: high) >> Int64(unused)) }
    return high >> unused
  }

  private mutating func argument(_ position: Int, _ inst: Instruction) {
    let element = inst.type.element
    let slot = Int(inst.c)
    let vectorPayload = slot << 2 | element.log
    if element == .f32 || element == .f64 {
      uniforms[position] = f.newRegister(.vec, width: fullWidth, .argument, vectorPayload)
      splats[position] = uniforms[position]
      return
    }
    let register = f.newRegister(.gpr, .gprArgument, slot << 4 | Int(element.rawValue))
    if element == .bool {
      uniforms[position] = test(.ne, register, immediate: 0)
    } else {
      uniforms[position] = register
      if needsSplat[position] {
        splats[position] = f.newRegister(.vec, width: fullWidth, .argument, vectorPayload)
      }
    }
  }

  private mutating func loadUniform(_ position: Int, _ inst: Instruction) {
    let element = inst.type.element
    let memory = MemoryOperand(
      base: uniforms[Int(inst.a)], disp: Int32(Int16(bitPattern: inst.c)))
    if element == .f32 || element == .f64 {
      let register = f.newRegister(.vec, width: needsSplat[position] ? fullWidth : 0)
      uniforms[position] = register
      emit(
        MInst(
          form: .splatLoad, width: f.widths[register.index], flags: .pure, d: register,
          imm: Int32(element.log)
        ).with(memory))
      return
    }
    let register = newGpr()
    emit(
      MInst(form: .gLoad, flags: .pure, d: register, imm: Int32(element.rawValue)).with(memory))
    uniforms[position] = element == .bool ? test(.ne, register, immediate: 0) : register
  }

  private mutating func storeUniform(_ inst: Instruction) {
    let element = element(inst.b)
    let value = uniforms[Int(inst.b)]
    let memory = MemoryOperand(
      base: uniforms[Int(inst.a)], disp: Int32(Int16(bitPattern: inst.c)))
    flushLoads()
    if element == .f32 || element == .f64 {
      emit(MInst(form: .partStore, a: value, imm: Int32(element.log)).with(memory))
    } else {
      emit(MInst(form: .gStore, width: UInt8(element.log), a: value).with(memory))
    }
  }

  private mutating func callEach(_ inst: Instruction) {
    f.usesCalls = true
    flushLoads()
    let types = program.constants[Int(inst.c)]
    emit(
      MInst(
        form: .callEach, a: uniforms[Int(inst.a)],
        disp: Int32(truncatingIfNeeded: UInt32(truncatingIfNeeded: types)),
        imm: Int32(truncatingIfNeeded: UInt32(truncatingIfNeeded: types >> 32))))
  }

  /// The result of an instruction that general registers can do, or nil.
  private mutating func compute(inGeneral inst: Instruction, _ element: Element) -> VReg? {
    if element == .f32 || element == .f64 { return nil }
    let a = uniforms[Int(inst.a)]
    let b = inst.op.operandCount > 1 ? uniforms[Int(inst.b)] : VReg.none
    let operand = self.element(inst.a)
    let isGeneral = operand != .f32 && operand != .f64
    if let result = computeWithImmediate(inst, element) { return result }
    switch inst.op {
    case .add: return extend(alu(.add, a, b), element)
    case .sub: return extend(alu(.sub, a, b), element)
    case .mul: return extend(alu(.imul, a, b), element)
    case .and: return alu(.and, a, b)
    case .or: return alu(.or, a, b)
    case .xor: return alu(.xor, a, b)
    case .neg: return extend(unary(0, a), element)
    case .not:
      return element == .bool ? alu(.xor, a, immediate: 1) : extend(unary(1, a), element)
    case .abs:
      if !element.isSigned { return a }
      return choose(test(.l, a, immediate: 0), extend(unary(0, a), element), a)
    case .min, .max:
      let isFirst = Self.condition(inst.op == .min ? .lt : .gt, signed: element.isSigned)
      return choose(test(isFirst, a, b), a, b)
    case .shl, .shr: return shiftInGeneral(inst, a, element)
    case .eq, .ne, .lt, .le, .gt, .ge:
      if !isGeneral || operand == .f16 { return nil }
      return test(Self.condition(inst.op, signed: operand.isSigned), a, b)
    case .select: return choose(a, b, uniforms[Int(inst.c)])
    case .convert:
      if !isGeneral || operand == .f16 || element == .f16 { return nil }
      if element == .bool { return test(.ne, a, immediate: 0) }
      return extend(a, element)
    case .bitcast:
      if !isGeneral { return nil }
      return element == .bool ? test(.ne, a, immediate: 0) : extend(a, element)
    default: return nil
    }
  }

  /// The value of an integer constant that an instruction can hold, or nil.
  func immediate(_ value: UInt16) -> Int? {
    let inst = instruction(value)
    guard inst.op == .const, !inst.type.element.isFloat else { return nil }
    let bits = Self.canonical(program.constants[Int(inst.c)], inst.type.element)
    let number = Int(Int64(bitPattern: bits))
    return number == Int(Int32(truncatingIfNeeded: number)) ? number : nil
  }

  /// Arithmetic and tests whose second operand is a constant.
  private mutating func computeWithImmediate(_ inst: Instruction, _ element: Element) -> VReg? {
    if inst.op.operandCount != 2 || self.element(inst.a).isFloat { return nil }
    var (x, y) = (inst.a, inst.b)
    if inst.op.facts.commutes && immediate(y) == nil { swap(&x, &y) }
    guard let number = immediate(y) else { return nil }
    let a = uniforms[Int(x)]
    switch inst.op {
    case .add: return extend(alu(.add, a, immediate: number), element)
    case .sub: return extend(alu(.sub, a, immediate: number), element)
    case .mul:
      guard number > 0, number & (number - 1) == 0 else {
        return extend(alu(.imul, a, immediate: number), element)
      }
      let shifted = emit(
        MInst(
          form: .gShift, width: 3, flags: [.pure, .tied], d: newGpr(), a: a,
          disp: Int32(number.trailingZeroBitCount)))
      return extend(shifted, element)
    case .and: return alu(.and, a, immediate: number)
    case .or: return alu(.or, a, immediate: number)
    case .xor: return alu(.xor, a, immediate: number)
    case .eq, .ne, .lt, .le, .gt, .ge:
      let isSigned = self.element(inst.a).isSigned
      return test(Self.condition(inst.op, signed: isSigned), a, immediate: number)
    default: return nil
    }
  }

  private mutating func unary(_ code: Int32, _ a: VReg) -> VReg {
    emit(MInst(form: .gUnary, width: 3, flags: [.pure, .tied], d: newGpr(), a: a, imm: code))
  }

  /// A shift by a constant count.
  private mutating func shiftInGeneral(
    _ inst: Instruction, _ a: VReg, _ element: Element
  ) -> VReg? {
    let by = instruction(inst.b)
    guard by.op == .const else { return nil }
    let isSigned = inst.op == .shr && element.isSigned
    var count = Self.canonical(program.constants[Int(by.c)], element)
    if count >= UInt64(element.bits) {
      if !isSigned { return generalConstant(0) }
      count = UInt64(element.bits - 1)
    }
    let shifted = emit(
      MInst(
        form: .gShift, width: 3, flags: [.pure, .tied], d: newGpr(), a: a, disp: Int32(count),
        imm: inst.op == .shl ? 0 : isSigned ? 2 : 1))
    return inst.op == .shl ? extend(shifted, element) : shifted
  }

  // MARK: In vectors

  /// Emits a uniform instruction as a varying one on lanes that are all equal.
  private mutating func computeInVector(_ position: Int, _ inst: Instruction) {
    let saved = lanes
    let element = inst.type.element
    let isWide = workSize(inst) == 3
    lanes = LaneContext(count: isWide ? 2 : 4, isSingle: true)
    if element == .bool {
      let (mask, size) = computeMask(position, inst)
      uniforms[position] = bool(of: mask, size)
    } else {
      let result = compute(inst)
      if element == .f32 || element == .f64 {
        uniforms[position] = element == .f32 ? whole(result, 2) : result
      } else {
        uniforms[position] = lowest(result, element)
      }
    }
    lanes = saved
  }

  /// The lowest element of a vector in a general register.
  mutating func lowest(_ vector: VReg, _ element: Element) -> VReg {
    emit(
      MInst(
        form: .lowToGpr, flags: .pure, d: newGpr(), a: vector, imm: Int32(element.rawValue)))
  }

  /// The bool that all lanes of a mask agree on.
  mutating func bool(of mask: VReg, _ size: Int) -> VReg {
    let form: Form = hasMasks ? .maskToGpr : .signsToGpr
    let count: Int32 = hasMasks ? 1 : 1 << Int32(size)
    return emit(MInst(form: form, flags: .pure, d: newGpr(), a: mask, imm: count))
  }
}
