// SPDX-License-Identifier: Apache-2.0
// Decimal digits of binary floating-point numbers.

/// A finite floating-point number taken apart: ± significand × 2^exponent.
struct BinaryFloat {
  let isNegative: Bool
  let significand: UInt64
  let exponent: Int
  /// True at a power of two, whose lower neighbour is half as far as the upper one.
  let hasUnequalMargins: Bool

  init<F: BinaryFloatingPoint>(_ value: F) {
    precondition(value.isFinite, "only finite numbers have digits")
    isNegative = value.sign == .minus
    let fractionBits = F.significandBitCount
    let bias = (1 << (F.exponentBitCount - 1)) - 1
    let fraction = UInt64(value.significandBitPattern)
    let biased = Int(value.exponentBitPattern)
    significand = biased == 0 ? fraction : fraction | (1 << UInt64(fractionBits))
    exponent = max(biased, 1) - bias - fractionBits
    hasUnequalMargins = fraction == 0 && biased > 1
  }

  /// Takes `value` apart as a number of the float dtype `dtype`, which must hold it exactly.
  init(_ value: Double, of dtype: DType) {
    switch dtype {
    case .float16: self.init(Float16(value))
    case .float32: self.init(Float(value))
    default: self.init(value)
    }
  }
}

/// A decimal number, its first digit times ten to the power `exponent`.
struct DecimalDigits {
  /// Values 0…9; the first is not zero unless the number is zero.
  var digits: [UInt8]
  var exponent: Int

  static let zero = DecimalDigits(digits: [0], exponent: 0)

  /// Adds one unit in the last place.
  fileprivate mutating func roundUp() {
    while digits.last == 9 { digits.removeLast() }
    if digits.isEmpty {
      digits = [1]
      exponent += 1
    } else {
      digits[digits.count - 1] += 1
    }
  }
}

/// How many digits to produce.
struct DigitLimits {
  enum Unit {
    /// Counts are of significant digits.
    case significant
    /// Counts are of digits after the decimal point.
    case fractional
  }

  let unit: Unit
  /// No more digits than this; the last one is rounded, ties to even, by the exact value.
  var maximum: Int?
  /// No fewer digits than this, even when fewer identify the number.
  var minimum: Int?
  /// Stop when the digits tell the number from its neighbours; otherwise only when it is exact.
  var unique = true

  /// The exponent of the last digit that `count` asks for, `first` being that of the first digit.
  fileprivate func lastExponent(_ count: Int, first: Int) -> Int {
    unit == .significant ? first - count + 1 : -count
  }
}

extension BinaryFloat {
  /// Produces the decimal digits of the absolute value.
  ///
  /// Dragon4: G. L. Steele and J. L. White, "How to print floating-point numbers accurately", 1990,
  /// with exact integers for value, scale and the half-way distances to both neighbours. A number
  /// whose significand is even owns the ends of its interval, because reading rounds ties to even.
  func decimalDigits(_ limits: DigitLimits) -> DecimalDigits {
    if significand == 0 { return .zero }
    var state = Dragon4(self)
    let first = state.firstExponent
    let lastAllowed = limits.maximum.map { limits.lastExponent($0, first: first) }
    let lastWanted = limits.minimum.map { limits.lastExponent($0, first: first) } ?? first
    if let lastAllowed, lastAllowed > first {
      // Less than one unit of the last allowed place: rounds to zero or to one unit.
      let isUnit = lastAllowed == first + 1 && state.exceedsFiveUnits
      return isUnit ? DecimalDigits(digits: [1], exponent: lastAllowed) : .zero
    }

    var result = DecimalDigits(digits: [], exponent: first)
    var place = first
    while true {
      result.digits.append(state.nextDigit())
      let (low, high) = limits.unique ? state.nearness : (false, false)
      let isDone =
        limits.unique ? (low || high) && place <= lastWanted : state.value.isZero
      if isDone || place == lastAllowed {
        let isEven = result.digits.last! % 2 == 0
        let roundsDown = low == high ? state.isBelowHalf(tie: isEven) : low
        if !roundsDown { result.roundUp() }
        return result
      }
      state.multiplyByTen()
      place -= 1
    }
  }
}

/// The running state of digit generation: value / scale is what is left to print, below ten.
private struct Dragon4 {
  var value: BigNatural
  var scale: BigNatural
  /// Half the distance to the lower and upper neighbours, in the unit of `value`.
  var lowMargin: BigNatural
  var highMargin: BigNatural
  let firstExponent: Int
  let ownsInterval: Bool

  init(_ number: BinaryFloat) {
    // Everything is doubled (or doubled twice), so that half distances are integers.
    let extra = number.hasUnequalMargins ? 2 : 1
    value = BigNatural(number.significand)
    scale = BigNatural(1)
    lowMargin = BigNatural(1)
    value.shiftLeft(extra + max(number.exponent, 0))
    scale.shiftLeft(extra + max(-number.exponent, 0))
    lowMargin.shiftLeft(max(number.exponent, 0))
    highMargin = lowMargin
    if number.hasUnequalMargins { highMargin.shiftLeft(1) }
    ownsInterval = number.significand % 2 == 0

    // floor(log2 v) · log10 2 never exceeds log10 v and is short of it by less than 0.31, so the
    // first digit's exponent is this floor or one more.
    let highestBit = 63 - number.significand.leadingZeroBitCount + number.exponent
    var exponent = Int((Double(highestBit) * 0.301_029_995_663_981_2).rounded(.down))
    if exponent > 0 {
      scale.multiply(byPowerOfTen: exponent)
    } else if exponent < 0 {
      value.multiply(byPowerOfTen: -exponent)
      lowMargin.multiply(byPowerOfTen: -exponent)
      highMargin.multiply(byPowerOfTen: -exponent)
    }
    var tenfold = scale
    tenfold.multiply(by: 10)
    if value.compare(tenfold) >= 0 {
      scale = tenfold
      exponent += 1
    }
    firstExponent = exponent
  }

  mutating func nextDigit() -> UInt8 { value.divideDigit(by: scale) }

  mutating func multiplyByTen() {
    value.multiply(by: 10)
    lowMargin.multiply(by: 10)
    highMargin.multiply(by: 10)
  }

  /// Whether stopping here, rounded down or up, still reads back as the same number.
  var nearness: (low: Bool, high: Bool) {
    var upper = value
    upper.add(highMargin)
    let below = value.compare(lowMargin)
    let above = upper.compare(scale)
    return ownsInterval ? (below <= 0, above >= 0) : (below < 0, above > 0)
  }

  /// True when what is left is less than half a unit; `tie` decides the exact half.
  func isBelowHalf(tie: Bool) -> Bool {
    var doubled = value
    doubled.shiftLeft(1)
    let order = doubled.compare(scale)
    return order == 0 ? tie : order < 0
  }

  /// True before the first digit when the number is more than 5 × 10^firstExponent.
  var exceedsFiveUnits: Bool {
    var five = scale
    five.multiply(by: 5)
    return value.compare(five) > 0
  }
}
