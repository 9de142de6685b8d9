// SPDX-License-Identifier: Apache-2.0
// numpy: reductions that leave NaN out.
import Weft

enum NumPyNaNFunctions {
  private typealias Arguments = StatisticsArguments

  static var rows: [Builtin] { sums + extremes + moments + places }

  /// The mask of a `where=` argument; nil for one that hides nothing.
  private static func mask(_ value: Value) throws(Raised) -> NDArray? {
    if value.isUnbound || (value.tag == .bool && value.asBool) { return nil }
    return try Arguments.array(value)
  }

  /// `a`, with `neutral` where the mask hides elements.
  private static func masked(_ a: NDArray, _ condition: NDArray?, _ neutral: NDArray) throws(Raised)
    -> NDArray
  {
    guard let condition else { return a }
    return try checkedEngine { `where`(condition.asType(.bool), a, neutral) }
  }

  // MARK: Sums and products

  private static func sum(
    _ name: String, neutral: Int, _ ufunc: Ufunc,
    _ reduce: @escaping (NDArray, [Int]?, Bool, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin(
      "\(name)(a, axis=None, dtype=None, out=None, keepdims=False, initial=..., where=...)"
    ) {
      a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axes = try ArrayConversion.axes(a[1])
      let dtype = try DTypeObject.optional(a[2])
      let keeps = try Arguments.flag(a[4])
      let shown = try masked(own, mask(a[6]), NDArray(neutral).asType(own.dtype))
      var result = try checkedEngine { try reduce(shown, axes, keeps, dtype) }
      if Arguments.isGiven(a[5]) {
        let start = ArrayOperand.scalar(try Arguments.scalar(a[5]))
        result = try ArrayOperators.apply(ufunc, .array(result), start).asType(result.dtype)
      }
      return try Arguments.finish(result, out: a[3])
    }
  }

  private static func running(
    _ name: String, _ run: @escaping (NDArray, Int?, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(a, axis=None, dtype=None, out=None)") { a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axis = try Arguments.axis(a[1])
      let dtype = try DTypeObject.optional(a[2])
      return try Arguments.finish(
        checkedEngine { try run(own, axis, dtype) }, out: a[3], reduction: nil)
    }
  }

  private static var sums: [Builtin] {
    [
      sum("nansum", neutral: 0, .add) { try nansum($0, axis: $1, keepDims: $2, dtype: $3) },
      sum("nanprod", neutral: 1, .multiply) {
        try nanprod($0, axis: $1, keepDims: $2, dtype: $3)
      },
      running("nancumsum") { try nancumsum($0, axis: $1, dtype: $2) },
      running("nancumprod") { try nancumprod($0, axis: $1, dtype: $2) },
    ]
  }

  // MARK: Extremes

  private static func extreme(
    _ name: String, _ ufunc: Ufunc, _ ufuncName: String,
    _ reduce: @escaping (NDArray, [Int]?, Bool) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(a, axis=None, out=None, keepdims=False, initial=..., where=...)") {
      a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axes = try ArrayConversion.axes(a[1])
      let keeps = try Arguments.flag(a[3])
      let reduction = a[0].isArray ? "f\(ufuncName)" : "\(ufuncName)imum"
      let start = Arguments.isGiven(a[4]) ? Optional(try Arguments.array(a[4])) : nil
      let condition = try mask(a[5])
      if condition != nil && start == nil {
        throw raise(
          .valueError,
          "reduction operation '\(reduction)' does not have an identity, so to use a where mask one has to specify 'initial'"
        )
      }
      if own.size == 0 && axes == nil {
        guard let start else {
          throw raise(
            .valueError, "zero-size array to reduction operation \(reduction) which has no identity"
          )
        }
        return ArrayOperators.result(start.asType(own.dtype))
      }
      let neutral = start ?? NDArray(0)
      let shown = try masked(own, condition, neutral.asType(own.dtype))
      var result = try checkedEngine { try reduce(shown, axes, keeps) }
      if let start {
        result = try ArrayOperators.apply(ufunc, .array(result), .array(start.asType(own.dtype)))
      }
      return try Arguments.finish(result, out: a[2], reduction: reduction)
    }
  }

  private static var extremes: [Builtin] {
    [
      extreme("nanmin", .fmin, "min") { try nanmin($0, axis: $1, keepDims: $2) },
      extreme("nanmax", .fmax, "max") { try nanmax($0, axis: $1, keepDims: $2) },
    ]
  }

  // MARK: Means and variances

  /// The array of a mean: hidden elements are NaN, which is left out.
  private static func hiding(_ a: NDArray, _ condition: NDArray?) throws(Raised) -> NDArray {
    guard let condition else { return a }
    let floating = a.dtype.isInteger || a.dtype == .bool ? a.asType(.float64) : a
    return try masked(floating, condition, NDArray(Double.nan).asType(floating.dtype))
  }

  private static func checkInexact(_ a: NDArray, _ dtype: DType?, _ out: Value) throws(Raised) {
    guard a.dtype.kind >= .float else { return }
    if let dtype, dtype.kind < .float {
      throw raise(.typeError, "If a is inexact, then dtype must be inexact")
    }
    if out.isArray, ArrayRef(out).dtype.kind < .float {
      throw raise(.typeError, "If a is inexact, then out must be inexact")
    }
  }

  private static func variance(
    _ name: String,
    _ reduce: @escaping (NDArray, [Int]?, Bool, Double, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin(
      "\(name)(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=..., mean=..., correction=...)"
    ) {
      a throws(Raised) in
      if !a[8].isUnbound, !(a[4].tag == .int && a[4].asInt == 0) {
        throw raise(.valueError, "ddof and correction can't be provided simultaneously.")
      }
      let given = try Arguments.array(a[0])
      let axes = try ArrayConversion.axes(a[1])
      let dtype = try DTypeObject.optional(a[2])
      try checkInexact(given, dtype, a[3])
      let ddof = try FloatMath.convert(a[8].isUnbound ? a[4] : a[8])
      let keeps = try Arguments.flag(a[5])
      let own = try hiding(given, mask(a[6]))
      guard Arguments.isGiven(a[7]) else {
        return try Arguments.finish(
          checkedEngine { try reduce(own, axes, keeps, ddof, dtype) }, out: a[3],
          last: name == "nanstd" ? "sqrt" : nil)
      }
      let mean = try Arguments.array(a[7])
      let result = try checkedEngine {
        let distance = own - mean
        let squares =
          distance.dtype.isComplex ? (distance * conj(distance)).real : distance * distance
        let hidden = isNaN(own)
        let sum = `where`(hidden, NDArray(0).asType(squares.dtype), squares)
          .sum(axis: axes, keepDims: keeps, dtype: dtype)
        let count = logicalNot(hidden).sum(axis: axes, keepDims: keeps)
        let variance = (sum / (count - ddof)).asType(sum.dtype)
        return name == "nanstd" ? sqrt(variance) : variance
      }
      return try Arguments.finish(result, out: a[3])
    }
  }

  private static var moments: [Builtin] {
    [
      Builtin("nanmean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=...)") {
        a throws(Raised) in
        let given = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let dtype = try DTypeObject.optional(a[2])
        try checkInexact(given, dtype, a[3])
        let keeps = try Arguments.flag(a[4])
        let own = try hiding(given, mask(a[5]))
        return try Arguments.finish(
          checkedEngine { try nanmean(own, axis: axes, keepDims: keeps, dtype: dtype) }, out: a[3])
      },
      variance("nanvar") { try nanvar($0, axis: $1, keepDims: $2, ddof: $3, dtype: $4) },
      variance("nanstd") { try nanstd($0, axis: $1, keepDims: $2, ddof: $3, dtype: $4) },
    ]
  }

  // MARK: Places

  private static func place(
    _ name: String, _ find: @escaping (NDArray, Int?, Bool) throws -> NDArray
  ) -> Builtin {
    Builtin("nan\(name)(a, axis=None, out=None, *, keepdims=False)") { a throws(Raised) in
      let own = try Arguments.array(a[0])
      let axis = try Arguments.axis(a[1])
      let keeps = try Arguments.flag(a[3])
      if own.size == 0 && axis == nil {
        throw raise(.valueError, "attempt to get \(name) of an empty sequence")
      }
      return try ArrayMethods.finish(checkedEngine { try find(own, axis, keeps) }, out: a[2])
    }
  }

  private static var places: [Builtin] {
    [
      place("argmin") { try nanargmin($0, axis: $1, keepDims: $2) },
      place("argmax") { try nanargmax($0, axis: $1, keepDims: $2) },
    ]
  }
}
