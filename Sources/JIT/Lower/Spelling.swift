// SPDX-License-Identifier: Apache-2.0
// How each vector operation is spelled on each tier; where a tier has no row, `Lowering` expands.

/// The instruction of one operation on each tier, or nil where it has none.
struct Spelling: Sendable {
  let sse2: VectorOpcode?
  let avx2: VectorOpcode?
  let avx512: VectorOpcode?

  /// SSE2, AVX2, AVX-512.
  @inline(__always)
  init(_ sse2: VectorOpcode?, _ avx2: VectorOpcode?, _ avx512: VectorOpcode?) {
    self.sse2 = sse2
    self.avx2 = avx2
    self.avx512 = avx512
  }

  /// One row of the VEX table that has an EVEX form too.
  @inline(__always)
  init(_ sse2: VectorOpcode?, _ vex: VectorOpcode?) { self.init(sse2, vex, vex) }

  @inline(__always)
  subscript(tier: Tier) -> VectorOpcode? {
    switch tier {
    case .sse2: sse2
    case .avx2: avx2
    case .avx512: avx512
    }
  }
}

/// Operations on integers: one spelling for each element size, 1, 2, 4 and 8 bytes.
struct SpellingRow: Sendable {
  let spellings: (Spelling, Spelling, Spelling, Spelling)

  @inline(__always)
  init(_ b: Spelling, _ w: Spelling, _ d: Spelling, _ q: Spelling) { spellings = (b, w, d, q) }

  /// The spelling for elements of 1 << `size` bytes.
  @inline(__always)
  subscript(size: Int) -> Spelling {
    switch size {
    case 0: spellings.0
    case 1: spellings.1
    case 2: spellings.2
    default: spellings.3
    }
  }
}

// swift-format-ignore
extension Spelling {
  typealias S = Spelling
  static let none = S(nil, nil)

  // Floating point: f32, f64.       SSE2       AVX2, AVX-512
  static let addF = (S(.addps, .vaddps), S(.addpd, .vaddpd))
  static let subF = (S(.subps, .vsubps), S(.subpd, .vsubpd))
  static let mulF = (S(.mulps, .vmulps), S(.mulpd, .vmulpd))
  static let divF = (S(.divps, .vdivps), S(.divpd, .vdivpd))
  static let minF = (S(.minps, .vminps), S(.minpd, .vminpd))
  static let maxF = (S(.maxps, .vmaxps), S(.maxpd, .vmaxpd))
  static let sqrtF = (S(.sqrtps, .vsqrtps), S(.sqrtpd, .vsqrtpd))
  static let roundF = (
    S(nil, .vroundps, .vrndscaleps), S(nil, .vroundpd, .vrndscalepd))
  static let cmpF = (
    S(.cmpps, .vcmpps, .vcmpps_k), S(.cmppd, .vcmppd, .vcmppd_k))

  // Bits.                SSE2    AVX2    AVX-512
  static let and = S(.pand, .vpand, .vpandq)
  static let andn = S(.pandn, .vpandn, .vpandnq)
  static let or = S(.por, .vpor, .vporq)
  static let xor = S(.pxor, .vpxor, .vpxorq)
  static let and32 = S(.pand, .vpand, .vpandd)
  static let andn32 = S(.pandn, .vpandn, .vpandnd)
  static let or32 = S(.por, .vpor, .vpord)
  static let xor32 = S(.pxor, .vpxor, .vpxord)

  // Conversions.
  static let i32ToF32 = S(.cvtdq2ps, .vcvtdq2ps)
  static let i32ToF64 = S(.cvtdq2pd, .vcvtdq2pd)
  static let u32ToF32 = S(nil, nil, .vcvtudq2ps)
  static let u32ToF64 = S(nil, nil, .vcvtudq2pd)
  static let i64ToF32 = S(nil, nil, .vcvtqq2ps)
  static let u64ToF32 = S(nil, nil, .vcvtuqq2ps)
  static let f64ToU64 = S(nil, nil, .vcvttpd2uqq)
  static let i64ToF64 = S(nil, nil, .vcvtqq2pd)
  static let u64ToF64 = S(nil, nil, .vcvtuqq2pd)
  static let f32ToF64 = S(.cvtps2pd, .vcvtps2pd)
  static let f64ToF32 = S(.cvtpd2ps, .vcvtpd2ps)
  static let f32ToI32 = S(.cvttps2dq, .vcvttps2dq)
  static let f64ToI32 = S(.cvttpd2dq, .vcvttpd2dq)
  static let f64ToU32 = S(nil, nil, .vcvttpd2udq)
  static let f32ToI64 = S(nil, nil, .vcvttps2qq)
  static let f64ToI64 = S(nil, nil, .vcvttpd2qq)
  static let f16ToF32 = S(nil, .vcvtph2ps)
  static let f32ToF16 = S(nil, .vcvtps2ph)

  // Shuffles.
  static let shuffle32 = S(.pshufd, .vpshufd)
  static let shuffleLow16 = S(.pshuflw, .vpshuflw)
  static let shuffleHigh16 = S(.pshufhw, .vpshufhw)
  static let shuffleF32 = S(.shufps, .vshufps)
  static let unpackLow8 = S(.punpcklbw, .vpunpcklbw)
  static let unpackLow16 = S(.punpcklwd, .vpunpcklwd)
  static let unpackLow32 = S(.punpckldq, .vpunpckldq)
  static let unpackHigh32 = S(.punpckhdq, .vpunpckhdq)
  static let unpackLow64 = S(.punpcklqdq, .vpunpcklqdq)
  static let unpackHigh64 = S(.punpckhqdq, .vpunpckhqdq)
  static let unpackLowF32 = S(.unpcklps, .vunpcklps)
  static let packUnsigned8 = S(.packuswb, .vpackuswb)
  static let packUnsigned16 = S(nil, .vpackusdw)
  static let packSigned8 = S(.packsswb, .vpacksswb)
  static let packSigned16 = S(.packssdw, .vpackssdw)
  static let insert16 = S(.pinsrw, .vpinsrw)
  static let multiply32To64 = S(.pmuludq, .vpmuludq)
}

// swift-format-ignore
extension SpellingRow {
  typealias S = Spelling

  static let add = SpellingRow(
    S(.paddb, .vpaddb), S(.paddw, .vpaddw), S(.paddd, .vpaddd), S(.paddq, .vpaddq))
  static let sub = SpellingRow(
    S(.psubb, .vpsubb), S(.psubw, .vpsubw), S(.psubd, .vpsubd), S(.psubq, .vpsubq))
  static let mul = SpellingRow(
    .none, S(.pmullw, .vpmullw), S(nil, .vpmulld), S(nil, nil, .vpmullq))
  static let minSigned = SpellingRow(
    S(nil, .vpminsb), S(.pminsw, .vpminsw), S(nil, .vpminsd), S(nil, nil, .vpminsq))
  static let maxSigned = SpellingRow(
    S(nil, .vpmaxsb), S(.pmaxsw, .vpmaxsw), S(nil, .vpmaxsd), S(nil, nil, .vpmaxsq))
  static let minUnsigned = SpellingRow(
    S(.pminub, .vpminub), S(nil, .vpminuw), S(nil, .vpminud), S(nil, nil, .vpminuq))
  static let maxUnsigned = SpellingRow(
    S(.pmaxub, .vpmaxub), S(nil, .vpmaxuw), S(nil, .vpmaxud), S(nil, nil, .vpmaxuq))
  static let abs = SpellingRow(
    S(nil, .vpabsb), S(nil, .vpabsw), S(nil, .vpabsd), S(nil, nil, .vpabsq))

  /// To a vector mask; AVX-512 has `compareSigned` and `compareUnsigned`.
  static let equal = SpellingRow(
    S(.pcmpeqb, .vpcmpeqb, nil), S(.pcmpeqw, .vpcmpeqw, nil), S(.pcmpeqd, .vpcmpeqd, nil),
    S(nil, .vpcmpeqq, nil))
  static let greater = SpellingRow(
    S(.pcmpgtb, .vpcmpgtb, nil), S(.pcmpgtw, .vpcmpgtw, nil), S(.pcmpgtd, .vpcmpgtd, nil),
    S(nil, .vpcmpgtq, nil))
  /// To a mask register, with a predicate.
  static let compareSigned = SpellingRow(
    S(nil, nil, .vpcmpb), S(nil, nil, .vpcmpw), S(nil, nil, .vpcmpd), S(nil, nil, .vpcmpq))
  static let compareUnsigned = SpellingRow(
    S(nil, nil, .vpcmpub), S(nil, nil, .vpcmpuw), S(nil, nil, .vpcmpud), S(nil, nil, .vpcmpuq))
  static let test = SpellingRow(
    S(nil, nil, .vptestmb), S(nil, nil, .vptestmw), S(nil, nil, .vptestmd),
    S(nil, nil, .vptestmq))
  /// d = k ? b : a.
  static let blend = SpellingRow(
    S(nil, nil, .vpblendmb), S(nil, nil, .vpblendmw), S(nil, nil, .vpblendmd),
    S(nil, nil, .vpblendmq))
  /// Loads and stores under a mask, and moves that clear the other lanes.
  static let move = SpellingRow(
    S(.movdqu, .vmovdqu, .vmovdqu8), S(.movdqu, .vmovdqu, .vmovdqu16),
    S(.movdqu, .vmovdqu, .vmovdqu32), S(.movdqu, .vmovdqu, .vmovdqu64))

  static let shiftLeftImmediate = SpellingRow(
    .none, S(.psllw_imm, .vpsllw_imm), S(.pslld_imm, .vpslld_imm), S(.psllq_imm, .vpsllq_imm))
  static let shiftRightImmediate = SpellingRow(
    .none, S(.psrlw_imm, .vpsrlw_imm), S(.psrld_imm, .vpsrld_imm), S(.psrlq_imm, .vpsrlq_imm))
  static let shiftRightSignedImmediate = SpellingRow(
    .none, S(.psraw_imm, .vpsraw_imm), S(.psrad_imm, .vpsrad_imm), S(nil, nil, .vpsraq_imm))
  /// All elements by the low 64 bits of the second operand.
  static let shiftLeft = SpellingRow(
    .none, S(.psllw, .vpsllw), S(.pslld, .vpslld), S(.psllq, .vpsllq))
  static let shiftRight = SpellingRow(
    .none, S(.psrlw, .vpsrlw), S(.psrld, .vpsrld), S(.psrlq, .vpsrlq))
  static let shiftRightSigned = SpellingRow(
    .none, S(.psraw, .vpsraw), S(.psrad, .vpsrad), S(nil, nil, .vpsraq))
  /// Each element by its own count.
  static let shiftLeftEach = SpellingRow(
    .none, S(nil, nil, .vpsllvw), S(nil, .vpsllvd), S(nil, .vpsllvq))
  static let shiftRightEach = SpellingRow(
    .none, S(nil, nil, .vpsrlvw), S(nil, .vpsrlvd), S(nil, .vpsrlvq))
  static let shiftRightSignedEach = SpellingRow(
    .none, S(nil, nil, .vpsravw), S(nil, .vpsravd), S(nil, nil, .vpsravq))

  // By the size of the target: from 8, 16 and 32 bits.
  static let widenSignedFrom8 = SpellingRow(
    .none, S(nil, .vpmovsxbw), S(nil, .vpmovsxbd), S(nil, .vpmovsxbq))
  static let widenUnsignedFrom8 = SpellingRow(
    .none, S(nil, .vpmovzxbw), S(nil, .vpmovzxbd), S(nil, .vpmovzxbq))
  static let widenSignedFrom16 = SpellingRow(
    .none, .none, S(nil, .vpmovsxwd), S(nil, .vpmovsxwq))
  static let widenUnsignedFrom16 = SpellingRow(
    .none, .none, S(nil, .vpmovzxwd), S(nil, .vpmovzxwq))
  static let widenSignedFrom32 = SpellingRow(.none, .none, .none, S(nil, .vpmovsxdq))
  static let widenUnsignedFrom32 = SpellingRow(.none, .none, .none, S(nil, .vpmovzxdq))
  // By the size of the target: from 16, 32 and 64 bits.
  static let narrowFrom16 = SpellingRow(S(nil, nil, .vpmovwb), .none, .none, .none)
  static let narrowFrom32 = SpellingRow(
    S(nil, nil, .vpmovdb), S(nil, nil, .vpmovdw), .none, .none)
  static let narrowFrom64 = SpellingRow(
    S(nil, nil, .vpmovqb), S(nil, nil, .vpmovqw), S(nil, nil, .vpmovqd), .none)

  // Mask registers, by lanes: 8 or fewer, 16, 32, 64.
  static let maskAnd = SpellingRow(
    S(nil, nil, .kandb), S(nil, nil, .kandw), S(nil, nil, .kandd), S(nil, nil, .kandq))
  static let maskAndNot = SpellingRow(
    S(nil, nil, .kandnb), S(nil, nil, .kandnw), S(nil, nil, .kandnd), S(nil, nil, .kandnq))
  static let maskOr = SpellingRow(
    S(nil, nil, .korb), S(nil, nil, .korw), S(nil, nil, .kord), S(nil, nil, .korq))
  static let maskXor = SpellingRow(
    S(nil, nil, .kxorb), S(nil, nil, .kxorw), S(nil, nil, .kxord), S(nil, nil, .kxorq))
  static let maskNot = SpellingRow(
    S(nil, nil, .knotb), S(nil, nil, .knotw), S(nil, nil, .knotd), S(nil, nil, .knotq))
}
