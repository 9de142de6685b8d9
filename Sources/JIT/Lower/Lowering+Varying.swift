// SPDX-License-Identifier: Apache-2.0
// One instruction of a lane loop's body, or a uniform one computed in a vector register.

extension Lowering {
  /// The vector of an operand that is not a bool.
  mutating func vector(_ value: UInt16) -> VReg {
    let position = Int(value)
    if isVarying(value) { return varyings[position] }
    if !splats[position].isNone { return splats[position] }
    let element = element(value)
    if element == .f32 || element == .f64 { return uniforms[position] }
    return splat(uniforms[position], element)
  }

  /// A full vector whose elements are the low bytes of a general register.
  mutating func splat(_ register: VReg, _ element: Element) -> VReg {
    emit(
      MInst(
        form: .splatGpr, width: fullWidth, flags: .pure,
        d: f.newRegister(.vec, width: fullWidth), a: register, imm: Int32(element.log)))
  }

  /// Emits the varying instruction at `position` for the current lanes.
  mutating func lowerVarying(_ position: Int) {
    let inst = program.code[position]
    switch inst.op {
    case .load: load(position, inst)
    case .loadStrided: loadStrided(position, inst)
    case .gather: gather(position, inst)
    case .store: store(inst)
    case .storeStrided: storeStrided(position, inst)
    case .scatter: scatter(inst)
    case .raise: raise(inst)
    case .any: any(position, inst)
    case .lane: lane(position)
    default:
      if inst.type.element == .bool {
        let (mask, size) = computeMask(position, inst)
        setMask(UInt16(position), mask, size)
      } else {
        let register = compute(inst)
        // A bitcast is its operand's register: a load that waits for one user must not have two.
        if useCounts[position] > 1 { materialize(register) }
        varyings[position] = register
      }
    }
  }

  /// The result of a pure instruction whose result is not a bool.
  mutating func compute(_ inst: Instruction) -> VReg {
    let element = inst.type.element
    let size = element.log
    switch inst.op {
    case .select:
      let chosen = mask(inst.a, size)
      let (yes, no) = (vector(inst.b), vector(inst.c))
      return blend(chosen, yes, no, size)
    case .convert:
      if self.element(inst.a) == .bool { return fromMask(mask(inst.a, size), element) }
      mayFold = readsOnce(self.element(inst.a), element)
      defer { mayFold = false }
      return convert(vector(inst.a), self.element(inst.a), element)
    case .bitcast: return vector(inst.a)
    case .fma:
      if tier == .sse2 {
        return fusedMultiplyAdd(vector(inst.a), vector(inst.b), vector(inst.c), size)
      }
      let ((a, aSign), (b, bSign), (c, cSign)) =
        (positive(inst.a), positive(inst.b), positive(inst.c))
      mayFold = a != b && a != c && b != c
      defer { mayFold = false }
      return fusedMultiplyAdd(
        vector(a), vector(b), vector(c), size, negated: (aSign != bSign, cSign))
    case .shl, .shr: return shift(inst.op, inst.a, by: inst.b, element)
    default: break
    }
    // An operation that is one instruction here uses each operand once.
    if element == .f32 || element == .f64 {
      mayFold = inst.op != .minNaN && inst.op != .maxNaN && tier != .sse2
      defer { mayFold = false }
      if inst.op.operandCount == 1 { return float(inst.op, vector(inst.a), size) }
      return float(inst.op, vector(inst.a), vector(inst.b), size)
    }
    switch inst.op {
    case .neg: return negate(vector(inst.a), size)
    case .abs: return absolute(vector(inst.a), element)
    case .not: return xor(vector(inst.a), ones(), size)
    default: break
    }
    mayFold = isDirect(inst.op, size)
    defer { mayFold = false }
    return integer(inst.op, vector(inst.a), vector(inst.b), element)
  }

  /// `value`, or what it is the negative of, and whether it is: fused multiply-adds negate for nothing.
  ///
  /// A load, bitcast or not, stays behind its negation, which may have taken it as a memory operand.
  private func positive(_ value: UInt16) -> (UInt16, Bool) {
    let inst = instruction(value)
    guard inst.op == .neg, inst.type.isVarying, isVarying(inst.a) else { return (value, false) }
    let inner = instruction(inst.a).op
    return inner == .load || inner == .bitcast ? (value, false) : (inst.a, true)
  }

  /// Whether a conversion begins with its only use of the operand.
  private func readsOnce(_ from: Element, _ to: Element) -> Bool {
    if tier == .sse2 || to == .f16 || to == .u64 || to == .ptr { return false }
    return hasMasks || !to.isFloat || from.size < 8 || from.isFloat
  }

  private func isDirect(_ op: Op, _ size: Int) -> Bool {
    switch op {
    case .add, .sub, .and, .or, .xor: true
    case .mul: SpellingRow.mul[size][tier] != nil
    default: false
    }
  }

  /// The result of a pure instruction that makes a bool: the mask and its element size.
  mutating func computeMask(_ position: Int, _ inst: Instruction) -> (VReg, Int) {
    switch inst.op {
    case .convert:
      let from = element(inst.a)
      if from == .bool { return (mask(inst.a, 0), 0) }
      return (toMask(vector(inst.a), from), from.log)
    case .bitcast:
      if element(inst.a) == .bool {
        let size = Int(maskSizes[Int(inst.a)])
        return (mask(inst.a, size), size)
      }
      return (toMask(vector(inst.a), .u8), 0)
    case .select:
      let size = max(commonMaskSize(inst.b, inst.c), isVarying(inst.a) ? maskSize(inst.a) : 0)
      let (chosen, yes, no) = (mask(inst.a, size), mask(inst.b, size), mask(inst.c, size))
      let first = maskAnd(chosen, yes, size)
      return (maskOr(first, maskAndNot(chosen, no, size), size), size)
    case .not:
      let size = maskSize(inst.a)
      return (maskNot(mask(inst.a, size), size), size)
    default: break
    }
    let operand = element(inst.a)
    if operand == .bool { return combineMasks(inst) }
    if operand == .f32 || operand == .f64 {
      mayFold = tier != .sse2
      defer { mayFold = false }
      let size = operand.log
      return (compareFloat(inst.op, vector(inst.a), vector(inst.b), size), size)
    }
    if operand == .f16 { return compareHalves(inst) }
    let size = operand.log
    return (
      compareInteger(
        inst.op, vector(inst.a), vector(inst.b), size, signed: operand.isSigned), size
    )
  }

  private func maskSize(_ value: UInt16) -> Int { Int(maskSizes[Int(value)]) }

  private mutating func compareHalves(_ inst: Instruction) -> (VReg, Int) {
    let a = convert(vector(inst.a), .f16, .f32)
    let b = convert(vector(inst.b), .f16, .f32)
    return (compareFloat(inst.op, a, b, 2), 2)
  }

  /// Logic and comparison of two bools, false being less than true.
  private mutating func combineMasks(_ inst: Instruction) -> (VReg, Int) {
    let size = commonMaskSize(inst.a, inst.b)
    let (a, b) = (mask(inst.a, size), mask(inst.b, size))
    switch inst.op {
    case .and: return (maskAnd(a, b, size), size)
    case .or: return (maskOr(a, b, size), size)
    case .xor, .ne: return (maskXor(a, b, size), size)
    case .eq: return (maskNot(maskXor(a, b, size), size), size)
    case .lt: return (maskAndNot(a, b, size), size)
    case .gt: return (maskAndNot(b, a, size), size)
    case .le: return (maskNot(maskAndNot(b, a, size), size), size)
    default: return (maskNot(maskAndNot(a, b, size), size), size)
    }
  }

  // MARK: Lanes and effects

  private mutating func lane(_ position: Int) {
    let first = splat(lanes.index, .i64)
    if lanes.isSingle {
      varyings[position] = first
      return
    }
    var bytes: [UInt8] = []
    for number in 0..<lanes.count {
      let value = UInt64(lanes.offset + number)
      for byte in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))) }
    }
    varyings[position] = add(first, literal(bytes), 3)
  }

  private mutating func raise(_ inst: Instruction) {
    f.usesStatus = true
    if !isVarying(inst.a) {
      emit(MInst(form: .raiseGpr, a: uniforms[Int(inst.a)], disp: Int32(inst.c)))
      return
    }
    let size = maskSize(inst.a)
    let condition = mask(inst.a, size)
    if hasMasks {
      emit(
        MInst(
          form: .raiseMask, a: condition, k: lanes.tail, disp: Int32(inst.c),
          imm: Int32(lanes.count)))
    } else {
      emit(
        MInst(
          form: .raiseSigns, width: width(size), a: condition, disp: Int32(inst.c),
          imm: Int32(lanes.count << size)))
    }
  }

  private mutating func any(_ position: Int, _ inst: Instruction) {
    guard isVarying(inst.a) else {
      uniforms[position] = uniforms[Int(inst.a)]
      return
    }
    var test = anyTest(inst.a, hasMasks ? .maskToGpr : .signsToGpr)
    test.flags = .pure
    test.d = newGpr()
    uniforms[position] = emit(test)
    makeSplat(position)
  }

  /// The jump that is taken if any living lane of `condition`, a varying bool, is true.
  mutating func anyJump(_ condition: UInt16) -> MInst {
    anyTest(condition, hasMasks ? .maskJump : .signsJump)
  }

  private mutating func anyTest(_ condition: UInt16, _ form: Form) -> MInst {
    let size = maskSize(condition)
    let a = mask(condition, size)
    if hasMasks { return MInst(form: form, a: a, k: lanes.tail, imm: Int32(lanes.count)) }
    return MInst(form: form, width: width(size), a: a, imm: Int32(lanes.count << size))
  }
}
