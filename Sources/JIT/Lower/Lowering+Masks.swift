// SPDX-License-Identifier: Apache-2.0
// Varying bools: comparisons, logic, selection, and the widths of vector masks.

extension Lowering {
  /// Whether masks are mask registers.
  @inline(__always)
  var hasMasks: Bool { tier == .avx512 }

  /// Row of the mask tables: log2 of the bytes that hold the lanes' bits.
  var maskRow: Int {
    lanes.count <= 8 ? 0 : lanes.count == 16 ? 1 : lanes.count == 32 ? 2 : 3
  }

  // MARK: Logic

  mutating func maskOp(_ row: SpellingRow, _ a: VReg, _ b: VReg, commutes: Bool) -> VReg {
    var flags: MFlags = .pure
    if commutes { flags.insert(.commutes) }
    let inst = MInst(
      form: .vvv, width: 1, flags: flags, op: spelled(row[maskRow]), d: newMask(), a: a, b: b)
    return emit(inst)
  }

  mutating func maskAnd(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    hasMasks ? maskOp(.maskAnd, a, b, commutes: true) : and(a, b, size)
  }
  /// `!a && b`.
  mutating func maskAndNot(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    hasMasks ? maskOp(.maskAndNot, a, b, commutes: false) : andNot(a, b, size)
  }
  mutating func maskOr(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    hasMasks ? maskOp(.maskOr, a, b, commutes: true) : or(a, b, size)
  }
  mutating func maskXor(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    hasMasks ? maskOp(.maskXor, a, b, commutes: true) : xor(a, b, size)
  }
  mutating func maskNot(_ a: VReg, _ size: Int) -> VReg {
    guard hasMasks else { return xor(a, ones(), size) }
    return emit(
      MInst(
        form: .vv, flags: .pure, op: spelled(SpellingRow.maskNot[maskRow]), d: newMask(), a: a))
  }

  // MARK: Comparison

  /// Predicates of vpcmp: equal, less, less or equal, and their opposites at + 4.
  private static func integerPredicate(_ op: Op) -> Int {
    switch op {
    case .eq: 0
    case .lt: 1
    case .le: 2
    case .ne: 4
    case .ge: 5
    default: 6
    }
  }

  mutating func compareInteger(
    _ op: Op, _ a: VReg, _ b: VReg, _ size: Int, signed: Bool
  ) -> VReg {
    if hasMasks {
      let row = signed ? SpellingRow.compareSigned : .compareUnsigned
      let inst = MInst(
        form: .vvv, width: width(size), flags: [.pure, .folds], op: spelled(row[size]),
        d: newMask(), a: a, b: b, imm: Int32(Self.integerPredicate(op)))
      return emit(inst)
    }
    switch op {
    case .eq: return equal(a, b, size)
    case .ne: return xor(equal(a, b, size), ones(), size)
    case .gt: return greater(a, b, size, signed: signed)
    case .lt: return greater(b, a, size, signed: signed)
    case .le: return xor(greater(a, b, size, signed: signed), ones(), size)
    default: return xor(greater(b, a, size, signed: signed), ones(), size)
    }
  }

  private mutating func equal(_ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    if SpellingRow.equal[size][tier] != nil {
      return op2(SpellingRow.equal[size], a, b, size, commutes: true)
    }
    // SSE2, 64 bits: both halves must be equal.
    let halves = op2(SpellingRow.equal[2], a, b, size)
    let swapped = op1(.shuffle32, halves, size, imm: 0xB1)
    return and(halves, swapped, size)
  }

  private mutating func greater(_ a: VReg, _ b: VReg, _ size: Int, signed: Bool) -> VReg {
    if !signed {
      let sign = constant(1 << UInt64((8 << size) - 1), size)
      let (x, y) = (xor(a, sign, size), xor(b, sign, size))
      return greater(x, y, size, signed: true)
    }
    if SpellingRow.greater[size][tier] != nil {
      return op2(SpellingRow.greater[size], a, b, size)
    }
    // SSE2, 64 bits: the upper halves decide; where they are equal, the borrow of b - a does.
    let borrow = and(op2(SpellingRow.equal[2], a, b, size), sub(b, a, size), size)
    let high = or(op2(SpellingRow.greater[2], a, b, size), borrow, size)
    return op1(.shuffle32, high, size, imm: 0xF5)
  }

  /// Predicates of AVX's vcmpps, all quiet.
  private static func floatPredicate(_ op: Op) -> Int {
    switch op {
    case .eq: 0x00
    case .lt: 0x11
    case .le: 0x12
    case .ne: 0x04
    case .ge: 0x1D
    default: 0x1E
    }
  }

  mutating func compareFloat(_ op: Op, _ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    if tier != .sse2 { return compareFloat(predicate: Self.floatPredicate(op), a, b, size) }
    switch op {
    case .eq: return compareFloat(predicate: 0, a, b, size)
    case .ne: return compareFloat(predicate: 4, a, b, size)
    default: break
    }
    // SSE2's orderings raise invalid for a quiet NaN: compare zeros in its place.
    let ordered = compareFloat(predicate: 7, a, b, size)
    let (x, y) = (and(a, ordered, size), and(b, ordered, size))
    switch op {
    case .lt: return compareFloat(predicate: 1, x, y, size)
    case .gt: return compareFloat(predicate: 1, y, x, size)
    case .le: return and(compareFloat(predicate: 2, x, y, size), ordered, size)
    default: return and(compareFloat(predicate: 2, y, x, size), ordered, size)
    }
  }

  /// A comparison by the machine's own predicate, under mask `k` if given (AVX-512).
  mutating func compareFloat(
    predicate: Int, _ a: VReg, _ b: VReg, _ size: Int, under k: VReg = .none
  ) -> VReg {
    f.usesFloats = true
    let op = spelled(size == 2 ? Spelling.cmpF.0 : Spelling.cmpF.1)
    var flags: MFlags = [.pure, .folds]
    if tier == .sse2 { flags.insert(.tied) }
    var inst = MInst(
      form: .vvv, width: width(size), flags: flags, op: op, a: whole(a, size),
      b: whole(b, size), imm: Int32(predicate))
    guard hasMasks else {
      inst.d = newVector(size)
      return emit(inst)
    }
    inst.d = newMask()
    inst.k = k.isNone ? lanes.tail : k
    return emit(inst)
  }

  // MARK: Selection

  /// `mask ? yes : no`; a vector mask has elements of 1 << `size` bytes.
  mutating func blend(_ mask: VReg, _ yes: VReg, _ no: VReg, _ size: Int) -> VReg {
    switch tier {
    case .avx512:
      let inst = MInst(
        form: .vvv, width: width(size), flags: [.pure, .folds],
        op: spelled(SpellingRow.blend[size]), d: newVector(size), a: no, b: yes, k: mask)
      return emit(inst)
    case .avx2:
      let op: VectorOpcode = size == 3 ? .vblendvpd : size == 2 ? .vblendvps : .vpblendvb
      return emit(
        MInst(
          form: .vvvv, width: width(size), flags: .pure, op: op, d: newVector(size), a: no,
          b: yes, c: mask))
    case .sse2:
      let first = and(mask, yes, size)
      return or(first, andNot(mask, no, size), size)
    }
  }

  /// `mask ? a : 0`.
  mutating func keep(_ mask: VReg, _ a: VReg, _ size: Int) -> VReg {
    guard hasMasks else { return and(mask, a, size) }
    let inst = MInst(
      form: .vv, width: width(size), flags: [.pure, .zeroing],
      op: spelled(SpellingRow.move[size]), d: newVector(size), a: a, k: mask)
    return emit(inst)
  }

  /// `mask ? 0 : a`.
  mutating func drop(_ mask: VReg, _ a: VReg, _ size: Int) -> VReg {
    guard hasMasks else { return andNot(mask, a, size) }
    return keep(maskNot(mask, size), a, size)
  }

  // MARK: Values

  /// The mask of a bool operand, as a vector with elements of 1 << `size` bytes.
  mutating func mask(_ value: UInt16, _ size: Int) -> VReg {
    let position = Int(value)
    guard isVarying(value) else {
      return splats[position].isNone ? splatMask(uniforms[position]) : splats[position]
    }
    if hasMasks { return varyings[position] }
    let known = maskCache[4 * position + size]
    if !known.isNone { return known }
    let own = Int(maskSizes[position])
    let converted = resize(mask: varyings[position], from: own, to: size)
    maskCache[4 * position + size] = converted
    return converted
  }

  /// The mask all of whose lanes are the bool in a general register.
  mutating func splatMask(_ register: VReg) -> VReg {
    if hasMasks { return emit(MInst(form: .gprToMask, flags: .pure, d: newMask(), a: register)) }
    return emit(
      MInst(
        form: .gprToSigns, width: fullWidth, flags: .pure,
        d: f.newRegister(.vec, width: fullWidth), a: register))
  }

  /// Element size to work on bools with: that of the operands, the larger if they differ.
  func commonMaskSize(_ a: UInt16, _ b: UInt16) -> Int {
    let (x, y) = (maskSizes[Int(a)], maskSizes[Int(b)])
    if !isVarying(a) { return Int(y) }
    return isVarying(b) ? Int(max(x, y)) : Int(x)
  }

  mutating func setMask(_ value: UInt16, _ mask: VReg, _ size: Int) {
    let position = Int(value)
    varyings[position] = mask
    if hasMasks { return }
    maskSizes[position] = UInt8(size)
    for other in 0..<4 { maskCache[4 * position + other] = .none }
    maskCache[4 * position + size] = mask
  }

  /// Converts a vector mask to elements of another size.
  mutating func resize(mask: VReg, from own: Int, to size: Int) -> VReg {
    if own == size { return mask }
    if own < size { return widen(mask, from: own, to: size, signed: true) }
    var (mask, own) = (mask, own)
    while own > size {
      mask = narrow(mask: mask, from: own)
      own -= 1
    }
    return mask
  }

  /// Halves the elements of a vector mask.
  private mutating func narrow(mask: VReg, from size: Int) -> VReg {
    let isWide = lanes.count << size > 16
    let high = isWide ? upperHalf(mask) : mask
    switch size {
    case 3:
      if !isWide { return op1(.shuffle32, mask, 2, imm: 0x88) }
      return op2(.shuffleF32, mask, high, 2, imm: 0x88)
    case 2: return op2(.packSigned16, mask, high, 1)
    default: return op2(.packSigned8, mask, high, 0)
    }
  }
}
