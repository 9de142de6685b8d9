// SPDX-License-Identifier: Apache-2.0
// Comparisons that no common dtype can carry out: signed with uint64, and integers beyond an array's dtype.

extension Ufunc {
  /// A comparison that needs care, or nil for the plain ones.
  ///
  /// int64 and uint64 have no common integer dtype; NumPy compares them exactly all the same. A weak integer that does
  /// not fit the array's dtype is above or below everything in it.
  func comparedExactly(_ operands: [ArrayOperand]) throws(ArrayError) -> NDArray? {
    switch (operands[0], operands[1]) {
    case (.array(let a), .scalar(let s)):
      return try decided(a, s, swapped: false)
    case (.scalar(let s), .array(let a)):
      return try decided(a, s, swapped: true)
    case (.array(let a), .array(let b)):
      if a.dtype.kind == .signed && b.dtype == .uint64 { return try mixed(a, b) }
      if a.dtype == .uint64 && b.dtype.kind == .signed { return try mirrored.mixed(b, a) }
      return nil
    case (.scalar, .scalar):
      return nil
    }
  }

  /// The comparison with exchanged operands: `<` for `>`.
  private var mirrored: Ufunc {
    switch self {
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    default: self
    }
  }

  private func decided(_ a: NDArray, _ s: Scalar, swapped: Bool) throws(ArrayError) -> NDArray? {
    guard a.dtype.isInteger, case .integer(let value) = s.number else { return nil }
    if s.isWeak {
      if s.fits(a.dtype) { return nil }
    } else if DType.promoted(a.dtype, s.dtype).isInteger {
      return nil
    } else if Scalar(weak: value).fits(a.dtype) {
      // uint64 beside a signed strong number, or the reverse, that the array's dtype has room for.
      let same = Scalar(.integer(value), a.dtype)
      let array = ArrayOperand.array(a)
      return try record(swapped ? [.scalar(same), array] : [array, .scalar(same)])
    }
    let order = swapped ? mirrored : self
    let isAbove = !value.isNegative
    let truth: Bool
    switch order {
    case .less, .lessEqual: truth = isAbove
    case .greater, .greaterEqual: truth = !isAbove
    default: truth = self == .notEqual
    }
    return try NDArray.filled(a.shape, truth.scalar, .bool)
  }

  /// Compares signed `a` with uint64 `b`: a negative is below everything, the rest compares as uint64.
  private func mixed(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    let isNegative = try Ufunc.less.record(a, Int(0).scalar)
    let unsigned = try Ufunc.copy.record([.array(a)], loop: .uint64)
    let compared = try record([.array(unsigned), .array(b)])
    switch self {
    case .less, .lessEqual, .notEqual:
      return try Ufunc.logicalOr.record(isNegative, compared)
    default:
      let isRegular = try Ufunc.logicalNot.record(isNegative)
      return try Ufunc.logicalAnd.record([.array(isRegular), .array(compared)])
    }
  }
}
