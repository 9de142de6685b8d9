// SPDX-License-Identifier: Apache-2.0
// Floating-point arithmetic on vectors; SSE2 lacks rounding and fused multiply-add.

extension Lowering {
  mutating func float(_ op: Op, _ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    switch op {
    case .add: return addF(a, b, size)
    case .sub: return subF(a, b, size)
    case .mul: return mulF(a, b, size)
    case .div: return float2(Spelling.divF, a, b, size)
    case .min: return float2(Spelling.minF, a, b, size)
    case .max: return float2(Spelling.maxF, a, b, size)
    case .minNaN, .maxNaN: return extremeNaN(op, a, b, size)
    default: preconditionFailure("\(op.name) is not an operation on two floats")
    }
  }

  mutating func float(_ op: Op, _ a: VReg, _ size: Int) -> VReg {
    switch op {
    case .neg: return xor(a, signBit(size), size)
    case .abs: return and(a, magnitudeBits(size), size)
    case .sqrt: return float1(Spelling.sqrtF, a, size)
    default: return round(op, a, size)
    }
  }

  func signPattern(_ size: Int) -> UInt64 { 1 << UInt64((8 << size) - 1) }
  mutating func signBit(_ size: Int) -> VReg { constant(signPattern(size), size) }
  mutating func magnitudeBits(_ size: Int) -> VReg { constant(~signPattern(size), size) }

  /// `b` where it is NaN or less than `a`, else `a` (mirrored for the maximum), without flags for quiet NaNs.
  ///
  /// In a reduction `a` is the accumulator: whether b is NaN does not wait for it.
  private mutating func extremeNaN(_ op: Op, _ a: VReg, _ b: VReg, _ size: Int) -> VReg {
    guard tier != .sse2 else {
      let isSecond = compareFloat(op == .minNaN ? .lt : .gt, b, a, size)
      let isNaN = compareFloat(predicate: 3, b, b, size)
      return blend(or(isSecond, isNaN, size), b, a, size)
    }
    // ORD_Q; NLT_UQ, NGT_UQ.
    let ordered = compareFloat(predicate: 7, b, b, size)
    let predicate = op == .minNaN ? 0x15 : 0x1A
    if hasMasks {
      let isFirst = compareFloat(predicate: predicate, b, a, size, under: ordered)
      return blend(isFirst, a, b, size)
    }
    let isFirst = compareFloat(predicate: predicate, b, a, size)
    return blend(and(isFirst, ordered, size), a, b, size)
  }

  // MARK: Rounding

  private mutating func round(_ op: Op, _ a: VReg, _ size: Int) -> VReg {
    if tier == .sse2 { return roundByAdding(op, a, size) }
    // Bit 3 keeps inexact quiet.
    let imm: Int
    switch op {
    case .floor: imm = 9
    case .ceil: imm = 10
    case .trunc: imm = 11
    default: imm = 8
    }
    return float1(Spelling.roundF, a, size, imm: imm)
  }

  /// Adding and subtracting 2^52 (2^23) rounds to an integer what is smaller than it.
  private mutating func roundByAdding(_ op: Op, _ a: VReg, _ size: Int) -> VReg {
    let magic = real(size == 2 ? 0x1p23 : 0x1p52, size)
    let one = real(1, size)
    let sign = and(a, signBit(size), size)
    let x = and(a, magnitudeBits(size), size)
    // Larger values, infinities and NaN are integers already: work on 0 in their place.
    let isSmall = compareFloat(.lt, x, magic, size)
    let small = and(x, isSmall, size)
    var rounded = subF(addF(small, magic, size), magic, size)
    switch op {
    case .trunc:
      rounded = subF(rounded, and(compareFloat(.gt, rounded, small, size), one, size), size)
    case .floor, .ceil:
      let signedSmall = or(small, and(sign, isSmall, size), size)
      let signedRounded = or(rounded, and(sign, isSmall, size), size)
      if op == .floor {
        let isAbove = compareFloat(.gt, signedRounded, signedSmall, size)
        rounded = subF(signedRounded, and(isAbove, one, size), size)
      } else {
        let isBelow = compareFloat(.lt, signedRounded, signedSmall, size)
        rounded = addF(signedRounded, and(isBelow, one, size), size)
      }
      rounded = and(rounded, magnitudeBits(size), size)
    default: break
    }
    let result = or(rounded, sign, size)
    return blend(isSmall, result, a, size)
  }

  // MARK: Fused multiply-add

  /// a * b + c, each term negated on demand (not on SSE2).
  mutating func fusedMultiplyAdd(
    _ a: VReg, _ b: VReg, _ c: VReg, _ size: Int,
    negated: (product: Bool, addend: Bool) = (false, false)
  ) -> VReg {
    if tier == .sse2 { return size == 2 ? fmaByF64(a, b, c) : fmaByProducts(a, b, c) }
    f.usesFloats = true
    let op: VectorOpcode = size == 2 ? .vfmadd213ps : .vfmadd213pd
    var inst = MInst(
      form: .fma, width: width(size), flags: [.pure, .folds, .tied], op: op, a: whole(a, size),
      b: whole(b, size), c: whole(c, size), imm: Int32(size))
    inst.cc = (negated.product ? 1 : 0) | (negated.addend ? 2 : 0)
    return emitFloat(&inst, size)
  }

  // SSE2: S. Boldo, G. Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms
  // using rounding to odd" (2008). Their last bit is right; underflow may differ for tiny products.

  /// f32: the product is exact in f64; its sum with c, rounded to odd, is rounded once more.
  private mutating func fmaByF64(_ a: VReg, _ b: VReg, _ c: VReg) -> VReg {
    let product = mulF(convert(a, .f32, .f64), convert(b, .f32, .f64), 3)
    let addend = convert(c, .f32, .f64)
    let sum = addF(product, addend, 3)
    let isFinite = compareFloat(.lt, and(sum, magnitudeBits(3), 3), real(.infinity, 3), 3)
    let odd = oddSum(and(product, isFinite, 3), and(addend, isFinite, 3))
    return convert(blend(isFinite, odd, sum, 3), .f64, .f32)
  }

  /// f64: Dekker's exact product, and exact sums but for the last two terms, which round to odd.
  ///
  /// Where a term is huge, all is scaled by 2⁻²⁰⁰; where one is then still huge or the product is zero, plain a * b + c. The
  /// exact terms leave no flags.
  private mutating func fmaByProducts(_ first: VReg, _ second: VReg, _ addend: VReg) -> VReg {
    for operand in [first, second, addend] { materialize(operand) }
    emit(MInst(form: .saveFlags))
    let unscaled = mulF(first, second, 3)
    let isHuge = andNot(
      fit([first, second, addend, unscaled]), compareFloat(.ne, unscaled, zero(), 3), 3)
    let scale = blend(isHuge, real(0x1p-200, 3), real(1, 3), 3)
    // Of the factors the larger one has room.
    let (m, n) = (and(first, magnitudeBits(3), 3), and(second, magnitudeBits(3), 3))
    let isLarger = compareFloat(.ge, m, n, 3)
    let a = mulF(first, blend(isLarger, scale, real(1, 3), 3), 3)
    let b = mulF(second, blend(isLarger, real(1, 3), scale, 3), 3)
    let c = mulF(addend, scale, 3)
    let product = mulF(a, b, 3)
    let isExact = and(fit([a, b, c, product]), compareFloat(.ne, product, zero(), 3), 3)
    let (x, y, z) = (and(a, isExact, 3), and(b, isExact, 3), and(c, isExact, 3))
    let p = and(product, isExact, 3)
    let (xHigh, xLow) = split(x)
    let (yHigh, yLow) = split(y)
    var error = subF(mulF(xHigh, yHigh, 3), p, 3)
    error = addF(error, mulF(xHigh, yLow, 3), 3)
    error = addF(error, mulF(xLow, yHigh, 3), 3)
    error = addF(error, mulF(xLow, yLow, 3), 3)
    let (upper, upperRest) = exactSum(z, error)
    let (sum, sumRest) = exactSum(p, upper)
    let rest = oddSum(upperRest, sumRest)
    emit(MInst(form: .restoreFlags))
    // An infinite c outweighs every finite product, one that overflows too.
    let infinity = real(.infinity, 3)
    var isDecided = compareFloat(.eq, and(c, magnitudeBits(3), 3), infinity, 3)
    for factor in [a, b] {
      let isFinite = compareFloat(.lt, and(factor, magnitudeBits(3), 3), infinity, 3)
      isDecided = and(isDecided, isFinite, 3)
    }
    let isDone = or(isExact, isDecided, 3)
    let plain = mulF(andNot(isDone, a, 3), andNot(isDone, b, 3), 3)
    // A product that vanished has a sign, which a sum with +0 would lose.
    let isVanished = andNot(
      or(isZero(a), isZero(b), 3), and(isZero(c), and(plain, signBit(3), 3), 3), 3)
    let last = or(rest, or(andNot(isExact, c, 3), isVanished, 3), 3)
    let result = addF(or(sum, plain, 3), last, 3)
    return mulF(result, blend(isHuge, real(0x1p200, 3), real(1, 3), 3), 3)
  }

  /// Where all terms are so small that no product or sum of theirs overflows.
  private mutating func fit(_ terms: [VReg]) -> VReg {
    var all = ones()
    for term in terms {
      let fits = compareFloat(.lt, and(term, magnitudeBits(3), 3), real(0x1p990, 3), 3)
      all = and(all, fits, 3)
    }
    return all
  }

  private mutating func isZero(_ a: VReg) -> VReg { compareFloat(.eq, a, zero(), 3) }

  /// Knuth's sum of two f64 vectors and its rounding error.
  private mutating func exactSum(_ a: VReg, _ b: VReg) -> (VReg, VReg) {
    let sum = addF(a, b, 3)
    let virtual = subF(sum, a, 3)
    let first = subF(a, subF(sum, virtual, 3), 3)
    return (sum, addF(first, subF(b, virtual, 3), 3))
  }

  /// The sum of two f64 vectors rounded to odd: if it is inexact, the neighbour whose last bit is 1.
  private mutating func oddSum(_ a: VReg, _ b: VReg) -> VReg {
    let (sum, error) = exactSum(a, b)
    let isInexact = compareFloat(.ne, error, zero(), 3)
    let isOdd = signs(shiftLeft(sum, 63, 3), 3)
    // One step away from zero if the error has the sum's sign, else toward it.
    let step = or(signs(xor(sum, error, 3), 3), constant(1, 3), 3)
    return add(sum, andNot(isOdd, and(isInexact, step, 3), 3), 3)
  }

  /// Veltkamp's splitting into halves of 26 bits.
  private mutating func split(_ a: VReg) -> (VReg, VReg) {
    let scaled = mulF(a, real(134_217_729, 3), 3)
    let high = subF(scaled, subF(scaled, a, 3), 3)
    return (high, subF(a, high, 3))
  }
}
