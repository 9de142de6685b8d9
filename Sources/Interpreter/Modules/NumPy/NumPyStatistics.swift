// SPDX-License-Identifier: Apache-2.0
// numpy: medians, quantiles, averages, covariances; with NaN or without.
import Weft

enum NumPyStatistics {
  private typealias Arguments = StatisticsArguments

  static var rows: [Builtin] { quantiles + averages }

  // MARK: Medians and quantiles

  private typealias Median = (NDArray, [Int]?, Bool) throws -> NDArray

  private static func medianRow(_ name: String, _ find: @escaping Median) -> Builtin {
    Builtin("\(name)(a, axis=None, out=None, overwrite_input=False, keepdims=False)") {
      a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axes = try ArrayConversion.axes(a[1])
      let keeps = try Arguments.flag(a[4])
      let result = try checkedEngine { try find(own, axes, keeps) }
      return try finish(result, a[2], isArray: keeps)
    }
  }

  /// A result without axes is a scalar, unless NumPy leaves it an array.
  private static func finish(
    _ result: NDArray, _ out: Value, isArray: Bool, last ufunc: String? = nil
  )
    throws(Raised) -> Value
  {
    if isArray && !Arguments.isGiven(out) { return ArrayRef.make(result) }
    return try Arguments.finish(result, out: out, last: ufunc)
  }

  private typealias Quantiles<Share> = (NDArray, Share, [Int]?, QuantileMethod, Bool, NDArray?)
    throws(ArrayError) -> NDArray

  private static func quantileRow(
    _ name: String, _ weak: @escaping Quantiles<Scalar>, _ strong: @escaping Quantiles<NDArray>
  ) -> Builtin {
    Builtin(
      "\(name)(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None)"
    ) {
      a throws(Raised) in
      let methodName = a[5].isStr ? Str(a[5]).text : try strText(a[5])
      let (own, axes) = (try Arguments.array(a[0]), try ArrayConversion.axes(a[2]))
      let method = try engine { () throws(ArrayError) in try QuantileMethod(named: methodName) }
      let (keeps, weights) = (try Arguments.flag(a[6]), try Arguments.optionalArray(a[7]))
      // Only Python's own numbers are weak here, not truth values.
      let q = a[1].unboxed
      let result: NDArray
      if q.tag == .float || q.tag == .int {
        let share = try Arguments.scalar(q)
        result = try checkedEngine { try weak(own, share, axes, method, keeps, weights) }
      } else {
        let shares = try Arguments.array(q)
        result = try checkedEngine { try strong(own, shares, axes, method, keeps, weights) }
      }
      var isArray = keeps || weights != nil
      if isArray, result.ndim == 0, weights != nil, name == "quantile" || name == "percentile" {
        isArray = !isNaN(result).scalar(Bool.self)
      }
      return try finish(
        result, a[3], isArray: isArray, last: name.hasPrefix("nan") ? nil : "add")
    }
  }

  private static var quantiles: [Builtin] {
    [
      medianRow("median") { try median($0, axis: $1, keepDims: $2) },
      medianRow("nanmedian") { try nanmedian($0, axis: $1, keepDims: $2) },
      quantileRow("quantile", quantile, quantile),
      quantileRow("percentile", percentile, percentile),
      quantileRow("nanquantile", nanquantile, nanquantile),
      quantileRow("nanpercentile", nanpercentile, nanpercentile),
    ]
  }

  // MARK: Averages and covariances

  private static var averages: [Builtin] {
    [
      Builtin("average(a, axis=None, weights=None, returned=False, *, keepdims=False)") {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let weights = try Arguments.optionalArray(a[2])
        let keeps = try Arguments.flag(a[4])
        if try isTrue(a[3]) {
          let both = try checkedEngine {
            try averageAndWeight(own, axis: axes, weights: weights, keepDims: keeps)
          }
          return Arguments.tuple(both.average, both.weight)
        }
        return ArrayOperators.result(
          try checkedEngine { try average(own, axis: axes, weights: weights, keepDims: keeps) })
      },
      Builtin("ptp(a, axis=None, out=None, keepdims=False)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let keeps = try Arguments.flag(a[3])
        return try Arguments.finish(
          checkedEngine { try ptp(own, axis: axes, keepDims: keeps) }, out: a[2], last: "subtract")
      },
      Builtin(
        "cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None)"
      ) {
        a throws(Raised) in
        let freedom = try freedom(a[4])
        let own = try Arguments.array(a[0])
        let other = try Arguments.optionalArray(a[1])
        let (rows, bias) = (try isTrue(a[2]), try isTrue(a[3]))
        let frequencies = try Arguments.optionalArray(a[5])
        let weights = try Arguments.optionalArray(a[6])
        let dtype = try DTypeObject.optional(a[7])
        return ArrayRef.make(
          try checkedEngine {
            try cov(
              own, other, rowVariables: rows, bias: bias, ddof: freedom, frequencies: frequencies,
              weights: weights, dtype: dtype)
          })
      },
      Builtin("corrcoef(x, y=None, rowvar=True, *, dtype=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let other = try Arguments.optionalArray(a[1])
        let rows = try isTrue(a[2])
        let dtype = try DTypeObject.optional(a[3])
        return ArrayOperators.result(
          try checkedEngine { try corrcoef(own, other, rowVariables: rows, dtype: dtype) })
      },
    ]
  }

  private static func freedom(_ value: Value) throws(Raised) -> Int? {
    guard !value.isNone else { return nil }
    let number = try FloatMath.convert(value)
    guard let whole = Int(exactly: number) else {
      throw raise(.valueError, "ddof must be integer")
    }
    return whole
  }
}
