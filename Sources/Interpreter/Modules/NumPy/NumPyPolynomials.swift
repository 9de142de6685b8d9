// SPDX-License-Identifier: Apache-2.0
// numpy's functions of polynomials over the engine's; windows; bits of bytes.
import Weft

enum NumPyPolynomials {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] { arithmetic + calculus + fitting + windows + bits }

  /// A function of two polynomials.
  private static func pair(_ name: String, _ body: @escaping (NDArray, NDArray) throws -> NDArray)
    -> Builtin
  {
    Builtin("_\(name)(a1, a2, /)") { a throws(Raised) in
      let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
      return ArrayRef.make(try checkedEngine { try body(x, y) })
    }
  }

  private static var arithmetic: [Builtin] {
    [
      pair("polyadd") { try Polynomial.sum($0, $1) },
      pair("polysub") { try Polynomial.difference($0, $1) },
      pair("polymul") { try Polynomial.product($0, $1) },
      Builtin("_polydiv(u, v, /)") { a throws(Raised) in
        let (u, v) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let (quotient, rest) = try checkedEngine { try Polynomial.divided(u, by: v) }
        return Arguments.tuple([quotient, rest])
      },
      Builtin("_polyval(p, x, /)") { a throws(Raised) in
        let (p, x) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        guard p.ndim > 0 else { throw raise(.typeError, "iteration over a 0-d array") }
        let result = try checkedEngine { try Polynomial.value(p, at: x) }
        return p.size == 0 ? ArrayRef.make(result) : ArrayOperators.result(result)
      },
    ]
  }

  private static var calculus: [Builtin] {
    [
      Builtin("_polyder(p, m, /)") { a throws(Raised) in
        let p = try Arguments.array(a[0])
        let order = try IntConversion.convert(a[1])
        defer { order.release() }
        let count = try indexValue(order)
        return ArrayRef.make(try checkedEngine { try Polynomial.derivative(p, order: count) })
      },
      Builtin("_polyint(p, m, k, /)") { a throws(Raised) in
        let p = try Arguments.array(a[0])
        let order = try IntConversion.convert(a[1])
        defer { order.release() }
        let count = try indexValue(order)
        let constants = a[2].isNone ? nil : Optional(try Arguments.array(a[2]))
        return ArrayRef.make(
          try checkedEngine { try Polynomial.integral(p, order: count, constants: constants) })
      },
      Builtin("roots(p)") { a throws(Raised) in
        let p = try Arguments.array(a[0])
        return ArrayRef.make(try checkedEngine { try Polynomial.roots(p) })
      },
      Builtin("poly(seq_of_zeros)") { a throws(Raised) in
        let roots = try Arguments.array(a[0])
        let result = try checkedEngine { try Polynomial.withRoots(roots) }
        return result.ndim == 0 ? Value(1.0) : ArrayRef.make(result)
      },
    ]
  }

  private static var fitting: [Builtin] {
    [
      Builtin("_polyfit(x, y, deg, rcond, w, cov, /)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let order = try IntConversion.convert(a[2])
        defer { order.release() }
        let degree = try indexValue(order)
        let rcond = a[3].isNone ? nil : Optional(try FloatMath.convert(a[3]))
        let weights = a[4].isNone ? nil : Optional(try Arguments.array(a[4]))
        let wanted = try isTrue(a[5])
        let fit = try checkedEngine {
          try Polynomial.fit(
            x, y, degree: degree, rcond: rcond, weights: weights, covariance: wanted)
        }
        return Tuple.make(consuming: [
          ArrayRef.make(fit.coefficients), ArrayRef.make(fit.system.residuals),
          Value(fit.system.rank), ArrayRef.make(fit.system.singularValues),
          a[3].isNone ? Value(tag: .numpyFloat64, bits: fit.rcond.bitPattern) : a[3].retained(),
          fit.covariance.map { ArrayRef.make($0) } ?? .none,
        ]).value
      }
    ]
  }

  private static func window(_ name: String, _ make: @escaping (Double) -> NDArray) -> Builtin {
    Arguments.making("\(name)(M)") { a throws(Raised) in
      let count = try FloatMath.convert(a[0])
      return { make(count) }
    }
  }

  private static var windows: [Builtin] {
    [
      window("bartlett", NDArray.bartlett), window("blackman", NDArray.blackman),
      window("hamming", NDArray.hamming), window("hanning", NDArray.hanning),
      Arguments.making("kaiser(M, beta)") { a throws(Raised) in
        let (count, beta) = (try FloatMath.convert(a[0]), try FloatMath.convert(a[1]))
        return { try NDArray.kaiser(count, beta: beta) }
      },
    ]
  }

  private static func order(_ value: Value) throws(Raised) -> BitOrder {
    guard value.isStr else {
      throw raise(
        .typeError, "argument 'bitorder' must be str, not \(value.type.name)")
    }
    guard let order = BitOrder(rawValue: Str(value).text) else {
      throw raise(.valueError, "'order' must be either 'little' or 'big'")
    }
    return order
  }

  private static var bits: [Builtin] {
    [
      Arguments.making("packbits(a, /, axis=None, bitorder='big')") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let (axis, order) = (try Arguments.optional(a[1]), try order(a[2]))
        return { try own.packedBits(axis: axis, order: order) }
      },
      Arguments.making("unpackbits(a, /, axis=None, count=None, bitorder='big')") {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let (axis, count) = (try Arguments.optional(a[1]), try Arguments.optional(a[2]))
        let order = try order(a[3])
        return { try own.unpackedBits(axis: axis, count: count, order: order) }
      },
    ]
  }
}
