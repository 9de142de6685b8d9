// SPDX-License-Identifier: Apache-2.0
// Which norm.

/// The kind of a norm, NumPy's `ord`: a number, Frobenius or nuclear.
public enum NormOrder: Sendable, Equatable {
  /// The root of the sum of squares of a matrix's elements, `"fro"`.
  case frobenius
  /// The sum of a matrix's singular values, `"nuc"`.
  case nuclear
  /// For vectors the p-norm (0 counts elements that are not zero, infinities take the largest or
  /// smallest magnitude); for matrices 1, -1, 2, -2 and the infinities.
  case power(Double)

  public static let infinity = NormOrder.power(.infinity)
  public static let negativeInfinity = NormOrder.power(-.infinity)

  /// The order NumPy knows by a word, or nil.
  public init?(name: String) {
    switch name {
    case "fro", "f": self = .frobenius
    case "nuc": self = .nuclear
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .frobenius: "fro"
    case .nuclear: "nuc"
    case .power(let exponent): "\(exponent)"
    }
  }
}

extension NormOrder: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int) { self = .power(Double(value)) }
  public init(floatLiteral value: Double) { self = .power(value) }
}
