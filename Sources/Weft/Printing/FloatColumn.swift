// SPDX-License-Identifier: Apache-2.0
// One common format for all the floating-point numbers of an array.

/// The format that lines up a set of numbers: fitted to them first, then applied to each.
struct FloatColumn {
  private let options: PrintOptions
  private let sign: PrintOptions.Sign
  private let dtype: DType
  private var usesExponent = false
  private var text = FloatText(trim: .zeros)
  private var padLeft = 0
  private var padRight = 0

  init(fitting values: [Double], _ dtype: DType, _ options: PrintOptions, sign: PrintOptions.Sign) {
    self.options = options
    self.sign = sign
    self.dtype = dtype
    let finite = values.filter { $0.isFinite }
    usesExponent = Self.wantsExponent(finite, dtype, options)
    if !finite.isEmpty { fit(finite) }
    if sign == .space && !finite.contains(where: { $0.sign == .minus }) { padLeft += 1 }
    if finite.count != values.count {
      let hasSign = sign != .minus || values.contains { $0 == -.infinity }
      let rest = padRight + 1
      padLeft = max(
        padLeft, options.nanString.unicodeScalars.count - rest,
        options.infString.unicodeScalars.count + (hasSign ? 1 : 0) - rest)
    }
    text.padLeft = padLeft
    text.padRight = padRight
  }

  /// NumPy's rule: an exponent for numbers from 10^min(8, decimal digits of the dtype) up, below
  /// 10^-4, or more than a thousandfold apart, compared and divided in the dtype itself.
  private static func wantsExponent(_ finite: [Double], _ dtype: DType, _ options: PrintOptions)
    -> Bool
  {
    let sizes = finite.lazy.filter { $0 != 0 }.map { $0.magnitude }
    guard let largest = sizes.max(), let smallest = sizes.min() else { return false }
    var limit: Double
    let tiny: Double
    let ratio: Double
    switch dtype {
    case .float16:
      limit = 1e3
      tiny = Double(Float16(1e-4))
      ratio = Double(Float16(largest) / Float16(smallest))
    case .float32:
      limit = 1e6
      tiny = Double(Float(1e-4))
      ratio = Double(Float(largest) / Float(smallest))
    default:
      limit = 1e8
      tiny = 1e-4
      ratio = largest / smallest
    }
    if options.isAs(.before2_3) { limit = 1e8 }
    return largest >= limit || (!options.suppress && (smallest < tiny || ratio > 1000))
  }

  /// Writes every number once, to find how many characters each part needs.
  private mutating func fit(_ finite: [Double]) {
    let isFixed = options.floatMode == .fixed
    let trial = FloatText(
      precision: options.floatMode == .unique ? nil : options.precision, unique: !isFixed,
      trim: isFixed ? .keep : .zeros, showsPlus: sign == .plus)
    var whole = 0
    var fraction = 0
    var exponent = 0
    for value in finite {
      let number = BinaryFloat(value, of: dtype)
      let bytes = Array((usesExponent ? trial.scientific(number) : trial.positional(number)).utf8)
      let point = bytes.firstIndex(of: UInt8(ascii: "."))!
      let end = bytes.firstIndex(of: UInt8(ascii: "e")) ?? bytes.count
      whole = max(whole, point)
      fraction = max(fraction, end - point - 1)
      exponent = max(exponent, bytes.count - end - 2)
    }
    text = trial
    padLeft = whole
    if usesExponent {
      text.trim = .keep
      text.precision = fraction
      text.minDigits = fraction
      text.exponentDigits = exponent
      padRight = exponent + 2 + fraction
    } else {
      padRight = fraction
      if isFixed || options.floatMode == .maxprecEqual {
        text.trim = .keep
        text.precision = fraction
        text.minDigits = fraction
      } else {
        text.trim = .zeros
        text.minDigits = 0
      }
    }
  }

  /// The text of one of the numbers.
  func string(_ value: Double) -> String {
    if value.isFinite {
      let number = BinaryFloat(value, of: dtype)
      return usesExponent ? text.scientific(number) : text.positional(number)
    }
    let plus = sign == .plus ? "+" : ""
    let word =
      value.isNaN
      ? plus + options.nanString : (value < 0 ? "-" : plus) + options.infString
    let padding = padLeft + padRight + 1 - word.unicodeScalars.count
    return String(repeating: " ", count: max(padding, 0)) + word
  }
}
