// SPDX-License-Identifier: Apache-2.0
// What the math expansions must know about float64 and float32.

/// A constant as an unevaluated sum, each part rounded to nearest in its format.
struct Split: Sendable {
  let high: Double
  let middle: Double
  let low: Double

  init(_ high: Double, _ middle: Double, _ low: Double) {
    self.high = high
    self.middle = middle
    self.low = low
  }
}

/// A float format: its layout, its polynomials and constants, and the limits of the expansions in
/// it.
///
/// One expansion serves both formats; whatever differs stands here.
struct FloatFormat: Sendable {
  let element: Element
  /// The unsigned integer of the same size.
  let word: Element
  /// Explicit bits of the significand: 52 or 23.
  let fraction: Int
  let bias: Int
  let fits: Polynomials
  let constants: Constants
  let limits: Limits

  static let f64 = FloatFormat(
    element: .f64, word: .u64, fraction: 52, bias: 1023, fits: .f64, constants: .f64, limits: .f64)
  static let f32 = FloatFormat(
    element: .f32, word: .u32, fraction: 23, bias: 127, fits: .f32, constants: .f32, limits: .f32)

  static func of(_ element: Element) -> FloatFormat {
    precondition(
      element == .f64 || element == .f32, "math on \(element.name): convert to f32 or f64 first")
    return element == .f64 ? .f64 : .f32
  }

  var bits: Int { word.bits }
  var signBit: UInt64 { 1 << UInt64(bits - 1) }
  /// The bits of 1.0.
  var one: UInt64 { UInt64(bias) << UInt64(fraction) }
  var fractionMask: UInt64 { (1 << UInt64(fraction)) - 1 }
  /// Exponent and sign.
  var topMask: UInt64 { wordMask & ~fractionMask }
  var wordMask: UInt64 { word == .u64 ? UInt64.max : 0xFFFF_FFFF }
  /// The greatest power of two.
  var greatestPower: Double { word == .u64 ? 0x1p1023 : 0x1p127 }
  var leastNormal: Double { word == .u64 ? 0x1p-1022 : 0x1p-126 }

  /// Adding this rounds a moderate number to an integer and leaves that integer in the low bits.
  var roundingShift: Double { 1.5 * unitShift }
  /// A float whose low bits hold the integer that is added to its bits.
  var unitShift: Double { word == .u64 ? 0x1p52 : 0x1p23 }
  var unitShiftBits: UInt64 { UInt64(bias + fraction) << UInt64(fraction) }

  /// The bits of a power of two.
  func bits(ofExponent exponent: Int) -> UInt64 { UInt64(bias + exponent) << UInt64(fraction) }
}

/// Bounds inside the expansions, by format.
struct Limits: Sendable {
  /// Below this |x|, odd functions with slope 1 (and log1p, expm1) are x to half an ulp.
  let identity: Double
  let exp: Exponent
  let exp2: Exponent
  /// expm1 overflows above, is -1 below.
  let expm1: ClosedRange<Double>
  /// exp in pow: overflow above, zero below.
  let power: ClosedRange<Double>
  /// sinh and cosh overflow above.
  let sinhHigh: Double
  /// e^-x no longer matters beside e^x.
  let oneSided: Double
  /// tanh is 1 above.
  let tanhHigh: Double
  /// 1 + x is x above.
  let log1pHigh: Double
  /// x^2 + 1 is x^2 above, in sqrt(x^2 ± 1).
  let squareHigh: Double
  /// Below this |x|, asinh and atanh are x ∓ x^3 times 1/6 or 1/3.
  let cubic: Double
  /// Cody and Waite's reduction serves up to here.
  let angleHigh: Double
  /// arctan is π/2 above.
  let arctanHigh: Double
  /// arctan2's larger operand is scaled outside this range, by down above it and by up below.
  let ratio: Rescaling
  /// arctan2's smaller operand is scaled up below.
  let tinyRatio: (below: Double, by: Double)
  let hypot: Rescaling
  /// pow's exponent saturates outside ±.
  let powExponent: Double
  /// Subnormals are scaled by a power of two, a third of which is a power of two too.
  let subnormalScale: (factor: Double, exponent: Double)
  /// Terms of cbrt's last step.
  let cbrtSteps: [Double]
  /// Bits of the magic number of the reciprocal's first guess.
  let reciprocal: UInt64
  /// Keeps sqrt's reciprocal finite at zero; too small to matter elsewhere.
  let rootFloor: Double

  /// The power is normal up to ±`normal`, and zero or infinite beyond ±`huge`.
  struct Exponent: Sendable {
    let normal: Double
    let huge: Double
  }

  struct Rescaling: Sendable {
    let high: Double
    let down: Double
    let low: Double
    let up: Double
  }

  static let f64 = Limits(
    identity: 0x1p-54, exp: Exponent(normal: 708, huge: 746),
    exp2: Exponent(normal: 1021, huge: 1076),
    expm1: -44...710, power: -746...710, sinhHigh: 710.6,
    oneSided: 40, tanhHigh: 20, log1pHigh: 0x1p60, squareHigh: 0x1p30, cubic: 0x1p-14,
    angleHigh: 0x1p32, arctanHigh: 0x1p60,
    ratio: Rescaling(high: 0x1p1000, down: 0x1p-100, low: 0x1p-500, up: 0x1p600),
    tinyRatio: (0x1p-900, 0x1p200),
    hypot: Rescaling(high: 0x1p500, down: 0x1p-600, low: 0x1p-400, up: 0x1p600),
    powExponent: 0x1p80, subnormalScale: (0x1p54, 54), cbrtSteps: [1.0 / 3, 2.0 / 9, 14.0 / 81],
    reciprocal: 0x7FDE_6238_DA3C_2118, rootFloor: 0x1p-100)

  static let f32 = Limits(
    identity: 0x1p-25, exp: Exponent(normal: 87, huge: 104.5),
    exp2: Exponent(normal: 125, huge: 151),
    expm1: -20...89, power: -104.5...89, sinhHigh: 89.5,
    oneSided: 20, tanhHigh: 10, log1pHigh: 0x1p30, squareHigh: 0x1p14, cubic: 0x1p-7,
    angleHigh: 0x1p17, arctanHigh: 0x1p30,
    ratio: Rescaling(high: 0x1p100, down: 0x1p-20, low: 0x1p-50, up: 0x1p90),
    tinyRatio: (0x1p-100, 0x1p35),
    hypot: Rescaling(high: 0x1p60, down: 0x1p-70, low: 0x1p-40, up: 0x1p100),
    powExponent: 0x1p40, subnormalScale: (0x1p24, 24), cbrtSteps: [1.0 / 3, 2.0 / 9],
    reciprocal: 0x7EF3_11C7, rootFloor: 0x1p-40)
}
