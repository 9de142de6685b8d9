// SPDX-License-Identifier: Apache-2.0
// Arguments that the numpy functions of sorting, sets and statistics share.
import Weft

enum StatisticsArguments {
  static func array(_ value: Value) throws(Raised) -> NDArray { try ArrayConversion.array(value) }

  static func optionalArray(_ value: Value) throws(Raised) -> NDArray? {
    value.isNone || value.isUnbound ? nil : try array(value)
  }

  /// One axis, or nil for None.
  static func axis(_ value: Value) throws(Raised) -> Int? {
    value.isNone || value.isUnbound ? nil : try requiredAxis(value)
  }

  static func requiredAxis(_ value: Value) throws(Raised) -> Int {
    if value.tag == .float || value.tag == .numpyFloat64 {
      throw raise(.typeError, "integer argument expected, got float")
    }
    return try indexValue(value)
  }

  static func flag(_ value: Value) throws(Raised) -> Bool {
    value.isNone || value.isUnbound ? false : try isTrue(value)
  }

  /// True for what a script gave and did not mean as "nothing".
  static func isGiven(_ value: Value) -> Bool { !value.isNone && !value.isUnbound }

  /// A number for the engine: Python's are weak.
  static func scalar(_ value: Value) throws(Raised) -> Scalar {
    switch try ArrayConversion.operand(value) {
    case .scalar(let scalar): return scalar
    case .array(let array) where array.ndim == 0:
      switch array.dtype.kind {
      case .bool, .signed: return array.scalar(Int.self).scalar
      case .unsigned, .float: return array.scalar(Double.self).scalar
      case .complex: return array.scalar(Complex128.self).scalar
      }
    case .array:
      throw raise(.typeError, "only 0-dimensional arrays can be converted to Python scalars")
    case nil:
      throw raise(.typeError, "must be real number, not \(value.type.name)")
    }
  }

  static func optionalScalar(_ value: Value) throws(Raised) -> Scalar? {
    isGiven(value) ? try scalar(value) : nil
  }

  /// The result of a reduction: into `out` if given, which casts anything, or as the ufunc that comes last there allows.
  ///
  /// `reduction` is what the error for an `out` with other axes names.
  static func finish(
    _ result: NDArray, out: Value, last ufunc: String? = nil, reduction: String? = "add"
  ) throws(Raised) -> Value {
    guard isGiven(out) else { return ArrayOperators.result(result) }
    guard out.isArray else { throw raise(.typeError, "return arrays must be of ArrayType") }
    let target = ArrayRef(out)
    try target.requireWritable("output array is read-only")
    if let reduction, target.current.ndim != result.ndim {
      throw raise(
        .valueError,
        "output parameter for reduction operation \(reduction) has the wrong number of dimensions: Found \(target.current.ndim) but expected \(result.ndim)"
      )
    }
    if let ufunc, !DType.canCast(result.dtype, to: target.dtype, casting: .sameKind) {
      throw raise(
        .typeError,
        "Cannot cast ufunc '\(ufunc)' output from dtype('\(result.dtype.name)') to dtype('\(target.dtype.name)') with casting rule 'same_kind'",
        of: NumPyErrors.castingError)
    }
    try checkedEngine { target.shared.assign(result.asType(target.dtype)) }
    return out.retained()
  }

  /// Throws NumPy's error for an `out` that a reduction over `axes` has too many or too few axes for.
  static func checkOut(
    _ out: Value, _ array: NDArray, _ axes: [Int]?, keepDims: Bool, _ reduction: String
  ) throws(Raised) {
    guard isGiven(out), out.isArray else { return }
    let left = axes.map { max(0, array.ndim - $0.count) } ?? 0
    let (found, expected) = (ArrayRef(out).current.ndim, keepDims ? array.ndim : left)
    if found == expected {
      if keepDims { return }
      let gone = (axes ?? Array(array.shape.indices)).map { $0 < 0 ? $0 + array.ndim : $0 }
      let kept = array.shape.indices.filter { !gone.contains($0) }
      for (place, (axis, extent)) in zip(kept, ArrayRef(out).current.shape).enumerated()
      where extent == 1 && array.shape[axis] != 1 {
        throw raise(
          .valueError,
          "output operand requires a reduction along dimension \(place), but the reduction is not enabled. The dimension size of 1 does not match the expected output shape."
        )
      }
      return
    }
    let reason = keepDims ? " (must match the operand's when keepdims=True)" : ""
    throw raise(
      .valueError,
      "output parameter for reduction operation \(reduction) has the wrong number of dimensions: Found \(found) but expected \(expected)\(reason)"
    )
  }

  /// A tuple of results: arrays, or scalars of those without axes.
  static func tuple(_ arrays: NDArray...) -> Value {
    Tuple.make(consuming: arrays.map { ArrayOperators.result($0) }).value
  }

  /// A string that must be one of a table's; NumPy's two errors for others.
  static func text(_ value: Value, _ what: String) throws(Raised) -> String {
    guard value.isStr else {
      throw raise(.typeError, "\(what) must be str, not \(value.type.name)")
    }
    return Str(value).text
  }

  /// The elements of any iterable; owned, in order.
  static func elements(_ value: Value) throws(Raised) -> [Value] {
    var elements: [Value] = []
    do throws(Raised) {
      try forEach(value) { element throws(Raised) in
        elements.append(element.retained())
        return true
      }
    } catch {
      for element in elements { element.release() }
      throw error
    }
    return elements
  }
}
