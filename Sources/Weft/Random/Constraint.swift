// SPDX-License-Identifier: Apache-2.0
// What distributions ask of their parameters, with NumPy's messages.

/// A condition on every element of a parameter.
enum Constraint {
  case none
  case nonNegative, positive, positiveNotNaN
  case probability, probabilityAboveZero, probabilityBelowOne
  case aboveOne, atLeastOne
  case poisson

  /// Means above this may give results that do not fit into 63 bits.
  static let poissonLimit = 0x1p63 - (0x1p63 as Double).squareRoot() * 10

  private enum Test {
    case isNegative, isNaN, isNotAbove(Double), isNotAtLeast(Double), exceeds(Double)
    case isBelowOrAt(Double)

    func fails(_ x: Double) -> Bool {
      switch self {
      case .isNegative: !x.isNaN && x.sign == .minus
      case .isNaN: x.isNaN
      case .isBelowOrAt(let limit): x <= limit
      case .isNotAbove(let limit): !(x > limit)
      case .isNotAtLeast(let limit): !(x >= limit)
      case .exceeds(let limit): !(x <= limit)
      }
    }
  }

  /// The tests in NumPy's order; those on one line share a message, in which NAME is the parameter's.
  private func tests(isScalar: Bool) -> [(tests: [Test], message: String)] {
    let isNaN = isScalar ? "is NaN" : "contains NaNs"
    switch self {
    case .none: return []
    case .nonNegative: return [([.isNegative], "NAME < 0")]
    case .positive: return [([.isBelowOrAt(0)], "NAME <= 0")]
    case .positiveNotNaN:
      return [([.isNaN], "NAME must not be NaN"), ([.isBelowOrAt(0)], "NAME <= 0")]
    case .probability:
      return [([.isNotAtLeast(0), .exceeds(1)], "NAME < 0, NAME > 1 or NAME \(isNaN)")]
    case .probabilityAboveZero:
      return [([.isNotAbove(0), .exceeds(1)], "NAME <= 0, NAME > 1 or NAME contains NaNs")]
    case .probabilityBelowOne:
      let belowOne = Test.exceeds((1 as Double).nextDown)
      return [([.isNotAtLeast(0), belowOne], "NAME < 0, NAME >= 1 or NAME \(isNaN)")]
    case .aboveOne: return [([.isNotAbove(1)], "NAME <= 1 or NAME \(isNaN)")]
    case .atLeastOne: return [([.isNotAtLeast(1)], "NAME < 1 or NAME \(isNaN)")]
    case .poisson:
      let low = (tests: [Test.isNotAtLeast(0)], message: "NAME < 0 or NAME \(isNaN)")
      let high = (tests: [Test.exceeds(Self.poissonLimit)], message: "NAME value too large")
      return isScalar ? [low, high] : [high, low]
    }
  }

  /// Throws NumPy's error unless all `values` of the parameter `name` meet the condition.
  func check(_ values: [Cell], isWhole: Bool, _ name: String, isScalar: Bool)
    throws(ArrayError)
  {
    if case .none = self { return }
    for (tests, message) in tests(isScalar: isScalar) {
      for value in values {
        let number = isWhole ? Double(value.whole) : value.real
        for test in tests where test.fails(number) {
          throw ArrayError(.value, message.replacing("NAME", with: name))
        }
      }
    }
  }
}
