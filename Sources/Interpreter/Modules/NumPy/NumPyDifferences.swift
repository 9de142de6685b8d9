// SPDX-License-Identifier: Apache-2.0
// numpy: differences, integrals, interpolation, convolution; comparing whole arrays.
import Weft

enum NumPyDifferences {
  private typealias Arguments = StatisticsArguments

  static var rows: [Builtin] { differences + cumulatives + signals + comparing }

  // MARK: Differences and integrals

  private static var differences: [Builtin] {
    [
      Builtin("diff(a, n=1, axis=-1, prepend=..., append=...)") { a throws(Raised) in
        let count = try indexValue(a[1])
        if count == 0 { return a[0].retained() }
        let own = try Arguments.array(a[0])
        let axis = try Arguments.requiredAxis(a[2])
        let prepend = a[3].isUnbound ? nil : Optional(try Arguments.array(a[3]))
        let append = a[4].isUnbound ? nil : Optional(try Arguments.array(a[4]))
        return ArrayRef.make(
          try checkedEngine {
            try diff(own, count: count, axis: axis, prepend: prepend, append: append)
          })
      },
      Builtin("ediff1d(ary, to_end=None, to_begin=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let (end, begin) = (try Arguments.optionalArray(a[1]), try Arguments.optionalArray(a[2]))
        return ArrayRef.make(
          try checkedEngine { try ediff1d(own, toEnd: end, toBegin: begin) })
      },
      Builtin("gradient(f, *varargs, axis=None, edge_order=1)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[2])
        let order = try indexValue(a[3])
        var spacing: [GradientSpacing] = []
        for value in Tuple(a[1]).buffer {
          if case .scalar(let scalar)? = try ArrayConversion.operand(value) {
            spacing.append(.uniform(scalar))
          } else {
            spacing.append(.places(try Arguments.array(value)))
          }
        }
        let steps = spacing
        let parts = try checkedEngine {
          try gradient(own, spacing: steps, axes: axes, edgeOrder: order)
        }
        if parts.count == 1 { return ArrayRef.make(parts[0]) }
        return Tuple.make(consuming: parts.map { ArrayRef.make($0) }).value
      },
      Builtin("trapezoid(y, x=None, dx=1.0, axis=-1)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let places = try Arguments.optionalArray(a[1])
        let axis = try Arguments.requiredAxis(a[3])
        guard axis >= -own.ndim && axis < own.ndim else {
          throw raise(.indexError, "list assignment index out of range")
        }
        if let places {
          return ArrayOperators.result(
            try checkedEngine { try trapezoid(own, x: places, axis: axis) })
        }
        let step = try Arguments.scalar(a[2])
        return ArrayOperators.result(
          try checkedEngine { try trapezoid(own, dx: step, axis: axis) })
      },
    ]
  }

  private static func cumulative(
    _ name: String, start: Int, _ run: @escaping (NDArray, Int, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(x, /, *, axis=None, dtype=None, out=None, include_initial=False)") {
      a throws(Raised) in
      let given = try Arguments.array(a[0])
      let own = given.ndim == 0 ? given.reshaped([1]) : given
      guard let axis = try Arguments.axis(a[1]) ?? (own.ndim == 1 ? 0 : nil) else {
        throw raise(
          .valueError,
          "For arrays which have more than one dimension ``axis`` argument is required.")
      }
      let dtype = try DTypeObject.optional(a[2])
      let includes = try isTrue(a[4])
      let result = try checkedEngine {
        let running = try run(own, axis, dtype)
        guard includes else { return running }
        var shape = running.shape
        shape[axis < 0 ? axis + shape.count : axis] = 1
        return NDArray.concatenate([.full(shape, start, running.dtype), running], axis: axis)
      }
      return try ArrayMethods.finish(result, out: a[3])
    }
  }

  private static var cumulatives: [Builtin] {
    [
      cumulative("cumulative_sum", start: 0) { $0.cumsum(axis: $1, dtype: $2) },
      cumulative("cumulative_prod", start: 1) { $0.cumprod(axis: $1, dtype: $2) },
    ]
  }

  // MARK: Interpolation and convolution

  private static func end(_ value: Value, _ isComplex: Bool) throws(Raised) -> Scalar? {
    guard Arguments.isGiven(value) else { return nil }
    if isComplex { return try Arguments.scalar(value) }
    guard !value.has(.complex) else {
      throw raise(.typeError, "must be real number, not \(value.type.name)")
    }
    return try FloatMath.convert(value).scalar
  }

  private static func mode(_ value: Value) throws(Raised) -> ConvolutionMode {
    if value.isStr {
      guard let mode = ConvolutionMode(rawValue: Str(value).text) else {
        throw raise(
          .valueError, "Use one of 'valid', 'same', or 'full' for convolve/correlate mode")
      }
      return mode
    }
    guard value.isInteger else {
      throw raise(.typeError, "convolve/correlate mode not understood")
    }
    let number = try indexValue(value)
    let modes: [ConvolutionMode] = [.valid, .same, .full]
    guard modes.indices.contains(number) else {
      throw raise(.valueError, "integer convolve/correlate mode must be 0, 1, or 2")
    }
    return modes[number]
  }

  private static func real(_ array: NDArray) throws(Raised) -> NDArray {
    if array.dtype.isComplex {
      throw raise(.typeError, "float() argument must be a string or a real number, not 'complex'")
    }
    return array
  }

  private static var signals: [Builtin] {
    [
      Builtin("interp(x, xp, fp, left=None, right=None, period=None)") { a throws(Raised) in
        let values = try Arguments.array(a[2])
        let (x, points) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        if !a[0].isArray { _ = try real(x) }
        let left = try end(a[3], values.dtype.isComplex)
        let right = try end(a[4], values.dtype.isComplex)
        let period = Arguments.isGiven(a[5]) ? Optional(try FloatMath.convert(a[5])) : nil
        return ArrayOperators.result(
          try checkedEngine {
            try interp(x, points, values, left: left, right: right, period: period)
          })
      },
      Builtin("convolve(a, v, mode='full')") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let mode = try mode(a[2])
        return ArrayRef.make(try quietly { try convolve(x, y, mode: mode) })
      },
      Builtin("correlate(a, v, mode='valid')") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let mode = try mode(a[2])
        return ArrayRef.make(try quietly { try correlate(x, y, mode: mode) })
      },
      Builtin("nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None)") {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let result = try replaced(own, a)
        guard a[0].isArray, try !isTrue(a[1]) else {
          return ArrayOperators.result(result.dtype == own.dtype ? result.copy() : result)
        }
        try ArrayRef(a[0]).requireWritable()
        try checkedEngine { ArrayRef(a[0]).shared.assign(result) }
        return own.ndim == 0 ? ArrayOperators.result(result) : a[0].retained()
      },
    ]
  }

  /// Runs engine code that warns of nothing.
  private static func quietly(_ body: () throws -> NDArray) throws(Raised) -> NDArray {
    try checkedEngine { try Warnings.ignoring([.overflow, .invalid, .underflow], body) }
  }

  /// `nan_to_num`; replacements may be arrays.
  private static func replaced(_ own: NDArray, _ a: BoundArguments) throws(Raised) -> NDArray {
    var replacements: [NDArray?] = []
    for index in 2...4 { replacements.append(try Arguments.optionalArray(a[index])) }
    guard replacements.contains(where: { ($0?.ndim ?? 0) > 0 }), own.dtype.isFloating else {
      let nan = try Arguments.scalar(a[2])
      let positive = try Arguments.optionalScalar(a[3])
      let negative = try Arguments.optionalScalar(a[4])
      return try checkedEngine {
        try nanToNum(own, nan: nan, positiveInfinity: positive, negativeInfinity: negative)
      }
    }
    let given = replacements
    return try checkedEngine {
      let plain = try nanToNum(own)
      var result = plain
      let masks = [isNaN(own), own .== Double.infinity, own .== -Double.infinity]
      for (mask, replacement) in zip(masks, given) {
        guard let replacement else { continue }
        result = `where`(mask, replacement.asType(own.dtype), result)
      }
      return result
    }
  }

  // MARK: Comparing

  /// Compares two array-likes; what is no array equals nothing.
  private static func compare(
    _ first: Value, _ second: Value, _ test: (NDArray, NDArray) throws -> Bool
  ) throws(Raised) -> Value {
    var arrays: [NDArray] = []
    do throws(Raised) {
      arrays = [try Arguments.array(first), try Arguments.array(second)]
    } catch {
      takeRaised().release()
      return .false
    }
    return Value(try checkedEngine { try test(arrays[0], arrays[1]) })
  }

  private static var comparing: [Builtin] {
    [
      Builtin("array_equal(a1, a2, equal_nan=False)") { a throws(Raised) in
        let equalNaN = try isTrue(a[2])
        return try compare(a[0], a[1]) { x, y in arrayEqual(x, y, equalNaN: equalNaN) }
      },
      Builtin("array_equiv(a1, a2)") { a throws(Raised) in
        try compare(a[0], a[1]) { x, y in arrayEquiv(x, y) }
      },
    ]
  }
}
