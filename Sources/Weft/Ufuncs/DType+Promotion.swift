// SPDX-License-Identifier: Apache-2.0
// Which dtype holds the values of two others, and which casts are allowed.

extension DType {
  /// How strict a cast is, in NumPy's words.
  public enum Casting: String, Sendable, CaseIterable {
    /// Only the same dtype.
    case no
    /// Only the same dtype, whatever the order of its bytes; Weft's are all the machine's.
    case equiv
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

  /// The dtype of arrays of several dtypes together, as `numpy.result_type` for array dtypes; `dtypes` is not empty.
  ///
  /// Not the pairs one after another: the most knowing dtype is found first and promotes with each of the others, so that int8,
  /// uint16 and complex64 give complex64 (NumPy's `PyArray_PromoteDTypeSequence`).
  public static func promoted(_ dtypes: [DType]) -> DType {
    guard dtypes.count > 2 else { return promoted(dtypes[0], dtypes[dtypes.count - 1]) }
    var rest: [DType?] = dtypes
    let last = sortedByKnowledge(&rest)
    let main = rest[0]!
    var result = last
    for dtype in rest.dropFirst(last == nil ? 1 : 2) {
      guard let dtype else { continue }
      let next = promoted(main, dtype)
      result = result.map { promoted($0, next) } ?? next
    }
    return result!
  }

  /// Moves the dtype that knows the others to the front, half of the rest at a time, and drops those it equals; returns what the
  /// last pair promotes to if its first knows its second.
  private static func sortedByKnowledge(_ dtypes: inout [DType?]) -> DType? {
    var count = dtypes.count
    while true {
      let half = count / 2
      var result: DType?
      for low in 0..<half {
        let high = count - 1 - low
        guard let a = dtypes[low], let b = dtypes[high] else { continue }
        result = a.knowledge >= b.knowledge ? promoted(a, b) : nil
        if result == nil {
          dtypes.swapAt(low, high)
        } else if result == a {
          dtypes[high] = nil
        }
      }
      if count == 2 { return result }
      count -= half
    }
  }

  /// NumPy's order of type numbers, in which float16, a latecomer, is the last.
  private var knowledge: UInt8 { self == .float16 ? .max : rawValue }

  /// True when NumPy would let values of `from` become `to` under `casting`.
  public static func canCast(_ from: DType, to: DType, casting: Casting = .safe) -> Bool {
    switch casting {
    case .no, .equiv: from == to
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
