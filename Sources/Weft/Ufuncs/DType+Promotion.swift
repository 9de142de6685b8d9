// SPDX-License-Identifier: Apache-2.0
// Which dtype holds the values of two others, and which casts are allowed.

extension DType {
  /// How strict a cast is, in NumPy's words.
  public enum Casting: String, Sendable {
    /// Only the same dtype.
    case no
    /// Only casts that keep every value.
    case safe
    /// Safe casts and casts within a kind, or to a higher kind: float64 to float32, uint8 to int8.
    case sameKind = "same_kind"
    /// Any cast.
    case unsafe
  }

  /// The smallest dtype that both cast to safely, as `numpy.result_type(a, b)` for array dtypes.
  public static func promoted(_ a: DType, _ b: DType) -> DType {
    if a == b { return a }
    return promotions[Int(a.rawValue) * table.count + Int(b.rawValue)]
  }

  /// True when NumPy would let values of `from` become `to` under `casting`.
  public static func canCast(_ from: DType, to: DType, casting: Casting = .safe) -> Bool {
    switch casting {
    case .no: from == to
    case .safe: promoted(from, to) == to
    case .sameKind: from.kind <= to.kind || promoted(from, to) == to
    case .unsafe: true
    }
  }

  /// The dtype of the parts of a complex dtype; every other dtype is its own.
  public var realPart: DType {
    switch self {
    case .complex64: .float32
    case .complex128: .float64
    default: self
    }
  }

  /// The smallest float dtype that holds the integers NumPy pairs with it: 8 bits in float16, 16 in float32.
  var floating: DType {
    if kind >= .float { return realPart }
    return [.float16, .float32, .float32, .float64, .float64, .float64, .float64, .float64][
      itemSize - 1]
  }

  /// Every pair of dtypes, computed once from the rule.
  private static let promotions: [DType] = allCases.flatMap { a in
    allCases.map { b in rule(a, b) }
  }

  private static func rule(_ a: DType, _ b: DType) -> DType {
    let (low, high) = a.kind <= b.kind ? (a, b) : (b, a)
    if low.kind == high.kind { return low.itemSize > high.itemSize ? low : high }
    if low.kind == .bool { return high }
    switch high.kind {
    case .signed:
      if high.itemSize > low.itemSize { return high }
      return [.int16, .int32, .int32, .int64, .int64, .int64, .int64, .float64][low.itemSize - 1]
    case .float:
      return high.itemSize > low.floating.itemSize ? high : low.floating
    default:
      return low.floating.itemSize > 4 ? .complex128 : high
    }
  }
}
