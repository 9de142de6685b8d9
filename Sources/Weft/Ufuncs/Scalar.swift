// SPDX-License-Identifier: Apache-2.0
// Single numbers beside arrays: weak as Swift literals are, or strong with a dtype of their own.

/// A number that stands beside arrays in an expression.
///
/// A weak number (a Swift `Int`, `Double` or `Complex128`) takes the dtype of the arrays beside it and only lifts their
/// kind; a strong one counts as a 0-d array of its dtype (NEP 50).
public struct Scalar: Sendable {
  enum Number: Sendable {
    case integer(Whole)
    case float(Double)
    case complex(Double, Double)
  }

  let number: Number
  /// The dtype it has alone.
  public let dtype: DType
  public let isWeak: Bool

  init(_ number: Number, _ dtype: DType, isWeak: Bool = false) {
    self.number = number
    self.dtype = dtype
    self.isWeak = isWeak
  }

  /// An integer with a sign and 64 bits, weak as a Python int.
  package init(weak value: Whole) { self.init(.integer(value), .int64, isWeak: true) }

  /// A float with the dtype `dtype` of its own, unlike a Swift `Double`, which is weak.
  package init(strong value: Double, _ dtype: DType = .float64) {
    self.init(.float(value), dtype)
  }

  /// The dtype of an expression of arrays of dtype `arrays` with this number in it.
  func promoted(with arrays: DType) -> DType {
    guard isWeak else { return DType.promoted(dtype, arrays) }
    switch dtype.kind {
    case .signed: return arrays == .bool ? .int64 : arrays
    case .float: return arrays.kind >= .float ? arrays : .float64
    default:
      if arrays.isComplex { return arrays }
      return arrays == .float16 || arrays == .float32 ? .complex64 : .complex128
    }
  }

  /// True unless this is a weak integer that `target`, an integer dtype, has no room for.
  func fits(_ target: DType) -> Bool {
    guard isWeak, case .integer(let value) = number, target.isInteger else { return true }
    return value.magnitude <= (value.isNegative ? target.depth : target.height)
  }

  /// The bits of an element of `target`: real and imaginary part, each in the low bytes.
  ///
  /// Throws NumPy's OverflowError for a weak integer that an integer dtype has no room for, unless it is `cast`, which wraps.
  package func bits(as target: DType, isCast: Bool = false) throws(ArrayError)
    -> (UInt64, UInt64)
  {
    if target == .float64, case .float(let value) = number { return (value.bitPattern, 0) }
    guard isCast || fits(target) else { throw misfit(target) }
    switch (target.kind, number) {
    case (.bool, .integer(let value)): return (value.magnitude == 0 ? 0 : 1, 0)
    case (.bool, .float(let value)): return (value == 0 ? 0 : 1, 0)
    case (.bool, .complex(let re, let im)): return (re == 0 && im == 0 ? 0 : 1, 0)
    case (.signed, .integer(let value)), (.unsigned, .integer(let value)):
      return (value.bits & target.bitMask, 0)
    case (.signed, _), (.unsigned, _):
      return (Self.truncated(parts.0) & target.bitMask, 0)
    default:
      let (re, im) = parts
      let part = target.realPart
      if part != .float64, part.overflows(re) || part.overflows(im) {
        Warnings.report(.overflow, in: "cast")
      }
      return (part.floatBits(re), target.isComplex ? part.floatBits(im) : 0)
    }
  }

  /// 1 for a weak number that is not zero, else 0; other numbers as they are.
  func truth() throws(ArrayError) -> Scalar {
    guard isWeak else { return self }
    if !fits(.int64) { throw Self.tooLarge }
    return Scalar(weak: Whole(try bits(as: .bool).0))
  }

  /// NumPy's error for a weak integer beyond `target`: Python's own if a C long cannot hold it.
  private func misfit(_ target: DType) -> ArrayError {
    let isWide = target == .uint32 || target == .uint64
    if case .integer(let value) = number,
      value.magnitude > (value.isNegative ? 1 << 63 : isWide ? .max : UInt64(Int64.max))
    {
      return Self.tooLarge
    }
    return ArrayError(.overflow, "Python integer \(self) out of bounds for \(target.name)")
  }

  static var tooLarge: ArrayError {
    ArrayError(.overflow, "Python int too large to convert to C long")
  }

  /// The value as floats.
  var parts: (Double, Double) {
    switch number {
    case .integer(let value):
      (value.isNegative ? -Double(value.magnitude) : Double(value.magnitude), 0)
    case .float(let value): (value, 0)
    case .complex(let re, let im): (re, im)
    }
  }

  /// As the hardware converts: out of range and NaN give the smallest integer.
  private static func truncated(_ value: Double) -> UInt64 {
    if let exact = Int64(exactly: value.rounded(.towardZero)) { return UInt64(bitPattern: exact) }
    if let exact = UInt64(exactly: value.rounded(.towardZero)) { return exact }
    return 1 << 63
  }
}

extension Scalar: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(integerLiteral value: Int) { self = value.scalar }
  public init(floatLiteral value: Double) { self = value.scalar }
  public init(booleanLiteral value: Bool) { self = value.scalar }
}

extension Scalar: CustomStringConvertible {
  public var description: String {
    switch number {
    case .integer(let value): (value.isNegative ? "-" : "") + "\(value.magnitude)"
    case .float(let value): "\(value)"
    case .complex(let re, let im): "(\(re)\(im < 0 ? "" : "+")\(im)j)"
    }
  }
}

extension DType {
  /// The largest value of an integer dtype.
  var height: UInt64 { kind == .signed ? bitMask >> 1 : bitMask }
  /// The magnitude of its smallest value.
  var depth: UInt64 { kind == .signed ? height + 1 : 0 }

  /// Ones in the low bytes that an element of a real dtype fills.
  var bitMask: UInt64 { itemSize >= 8 ? .max : (1 << UInt64(itemSize * 8)) - 1 }

  /// True if a finite value becomes infinite in a float dtype.
  func overflows(_ value: Double) -> Bool {
    value.isFinite && (self == .float16 ? Float16(value).isInfinite : Float(value).isInfinite)
  }

  /// The bits of `value` in a float dtype.
  func floatBits(_ value: Double) -> UInt64 {
    switch self {
    case .float16: UInt64(Float16(value).bitPattern)
    case .float32: UInt64(Float(value).bitPattern)
    default: value.bitPattern
    }
  }
}

/// An integer as a sign and a magnitude: every value of every integer dtype.
package struct Whole: Sendable, Hashable {
  let magnitude: UInt64
  /// False for zero.
  let isNegative: Bool

  package init(magnitude: UInt64, isNegative: Bool) {
    self.magnitude = magnitude
    self.isNegative = isNegative && magnitude > 0
  }

  init(_ value: some BinaryInteger) {
    self.init(magnitude: UInt64(value.magnitude), isNegative: value < 0)
  }

  /// Two's complement.
  var bits: UInt64 { isNegative ? 0 &- magnitude : magnitude }
}
