// SPDX-License-Identifier: Apache-2.0
// numpy's products of more than plain matrices, and the rows of numpy.linalg built on them.
import Weft

enum NumPyProducts {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] {
    [
      Builtin("kron(a, b)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        return ArrayOperators.result(try checkedEngine { try kron(x, y) })
      },
      Builtin("cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axes = [try indexValue(a[2]), try indexValue(a[3]), try indexValue(a[4])]
        let axis = try Arguments.optional(a[5])
        if x.shape.last == 2 || y.shape.last == 2 {
          try FloatWarnings.warn(
            "Arrays of 2-dimensional vectors are deprecated. Use arrays of 3-dimensional vectors instead. (deprecated in NumPy 2.0)",
            .deprecationWarning)
        }
        return ArrayRef.make(
          try checkedEngine {
            try cross(x, y, axisA: axes[0], axisB: axes[1], axisC: axes[2], axis: axis)
          })
      },
      Builtin("tensordot(a, b, axes=2)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        if a[2].isInteger {
          let count = try indexValue(a[2])
          return ArrayRef.make(try checkedEngine { tensordot(x, y, axes: count) })
        }
        let pair = try Arguments.map(a[2]) { part throws(Raised) in try ArrayConversion.shape(part)
        }
        guard pair.count == 2 else {
          throw raise(
            .valueError,
            pair.count > 2
              ? "too many values to unpack (expected 2)"
              : "not enough values to unpack (expected 2, got \(pair.count))")
        }
        return ArrayRef.make(try checkedEngine { tensordot(x, y, axes: (pair[0], pair[1])) })
      },
      vectors("vecdot") { x, y, axis in try vecdot(x, y, axis: axis) },
      vectors("matvec") { x, y, _ in try matvec(x, y) },
      vectors("vecmat") { x, y, _ in try vecmat(x, y) },
      Builtin("einsum(*operands, out=None, optimize=False, **kwargs)") { a throws(Raised) in
        try einsum(a)
      },
    ]
  }

  private static func vectors(
    _ name: String, _ multiply: @escaping (NDArray, NDArray, Int) throws -> NDArray
  ) -> Builtin {
    Builtin(
      "\(name)(x1, x2, /, out=None, *, axes=..., axis=-1, keepdims=False, casting='same_kind', order='K', dtype=None, subok=True, signature=None)"
    ) { a throws(Raised) in
      var (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
      let axis = try indexValue(a[4])
      if let dtype = try DTypeObject.optional(a[8]) { (x, y) = (x.asType(dtype), y.asType(dtype)) }
      let operands = (x, y)
      return try ArrayMethods.finish(
        checkedEngine { try multiply(operands.0, operands.1, axis) }, out: a[2])
    }
  }

  // MARK: einsum

  private static func einsum(_ a: BoundArguments) throws(Raised) -> Value {
    let parts = Array(Tuple(a[0]).buffer)
    guard let first = parts.first else {
      throw raise(
        .valueError,
        "must specify the einstein sum subscripts string and at least one operand, or at least one operand and its corresponding subscripts list"
      )
    }
    var (subscripts, operands): (String, [NDArray]) = ("", [])
    if first.isStr {
      subscripts = Str(first).text
      for part in parts.dropFirst() { operands.append(try Arguments.array(part)) }
    } else {
      (subscripts, operands) = try lists(parts)
    }
    let options = Dict(a[3])
    func option(_ name: String) -> Value { options.get(name) }
    let dtype = try DTypeObject.optional(option("dtype"))
    let casting = option("casting").isUnbound ? .safe : try Arguments.casting(option("casting"))
    let optimizes = try a[2].tag == .bool ? isTrue(a[2]) : !a[2].isNone
    let (text, arrays) = (subscripts, operands)
    let object = arrays.count == 1 ? parts[first.isStr ? 1 : 0] : .none
    // A sum of one operand without sums is a view, as in NumPy.
    if object.isArray, a[1].isNone, dtype == nil {
      return try ArrayType.view(object) {
        try Weft.einsum(text, [$0], optimize: optimizes, dtype: nil, casting: casting)
      }.unboxedScalar
    }
    return try ArrayMethods.finish(
      checkedEngine {
        // Sums of products warn of nothing here.
        try Warnings.ignoring([.overflow, .invalid, .underflow]) {
          try Weft.einsum(text, arrays, optimize: optimizes, dtype: dtype, casting: casting)
        }
      }, out: a[1])
  }

  /// The other form: operands and lists of axis numbers in turn.
  private static func lists(_ parts: [Value]) throws(Raised) -> (String, [NDArray]) {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    func letters(of value: Value) throws(Raised) -> String {
      var text = ""
      try forEach(value) { element throws(Raised) in
        if element.tag == .ellipsis {
          text += "..."
          return true
        }
        let number = try indexValue(element)
        guard number >= 0 && number < alphabet.count else {
          throw raise(.valueError, "subscript is not within the valid range [0, 52)")
        }
        text.append(alphabet[number])
        return true
      }
      return text
    }
    var (texts, operands): ([String], [NDArray]) = ([], [])
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      operands.append(try Arguments.array(parts[index]))
      texts.append(try letters(of: parts[index + 1]))
    }
    var subscripts = texts.joined(separator: ",")
    if parts.count % 2 == 1 { subscripts += "->" + (try letters(of: parts[parts.count - 1])) }
    return (subscripts, operands)
  }

  // MARK: numpy.linalg

  static func order(_ value: Value, _ fallback: NormOrder) throws(Raised) -> NormOrder {
    if value.isUnbound { return fallback }
    if value.isStr {
      guard let order = NormOrder(name: Str(value).text) else {
        throw raise(.valueError, "Invalid norm order '\(Str(value).text)' for vectors")
      }
      return order
    }
    return .power(try FloatMath.convert(value))
  }

  static var linalgRows: [Builtin] {
    [
      Builtin("tensorsolve(a, b, axes=None)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axes = try ArrayConversion.axes(a[2])
        return ArrayRef.make(try checkedEngine { try LinearAlgebra.tensorsolve(x, y, axes: axes) })
      },
      Builtin("tensorinv(a, ind=2)") { a throws(Raised) in
        let x = try Arguments.array(a[0])
        let index = try indexValue(a[1])
        if index <= 0 { throw raise(.valueError, "Invalid ind argument.") }
        return ArrayRef.make(try checkedEngine { try LinearAlgebra.tensorinv(x, index: index) })
      },
      Builtin("multi_dot(arrays, *, out=None)") { a throws(Raised) in
        let parts = try Arguments.arrays(a[0])
        if parts.count < 2 { throw raise(.valueError, "Expecting at least two arrays.") }
        return try ArrayMethods.finish(
          checkedEngine { try LinearAlgebra.multiDot(parts) }, out: a[1])
      },
      Builtin("vector_norm(x, /, *, axis=None, keepdims=False, ord=2)") { a throws(Raised) in
        let x = try Arguments.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let keeps = try isTrue(a[2])
        let order = try order(a[3], 2)
        return ArrayOperators.result(
          try checkedEngine {
            try LinearAlgebra.vectorNorm(x, order, axes: axes, keepDims: keeps)
          })
      },
      Builtin("matrix_norm(x, /, *, keepdims=False, ord='fro')") { a throws(Raised) in
        let x = try Arguments.array(a[0])
        let keeps = try isTrue(a[1])
        let order = try order(a[2], .frobenius)
        return ArrayOperators.result(
          try checkedEngine { try LinearAlgebra.matrixNorm(x, order, keepDims: keeps) })
      },
      Builtin("cross(x1, x2, /, *, axis=-1)") { a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axis = try indexValue(a[2])
        guard x.shape.last == 3, y.shape.last == 3 || axis != -1 else {
          throw raise(
            .valueError,
            "Both input arrays must be (arrays of) 3-dimensional vectors, but they are \(x.shape.last ?? 0) and \(y.shape.last ?? 0) dimensional instead."
          )
        }
        return ArrayOperators.result(try checkedEngine { try Weft.cross(x, y, axis: axis) })
      },
      NumPyArguments.viewing("matrix_transpose(x, /)") { a throws(Raised) in
        let count = try Arguments.array(a[0]).ndim
        guard count >= 2 else {
          throw raise(
            .valueError, "Input array must be at least 2-dimensional, but it is \(count)")
        }
        return { $0.swappingAxes(-1, -2) }
      },
      NumPyArguments.viewing("diagonal(x, /, *, offset=0)") { a throws(Raised) in
        let offset = try indexValue(a[1])
        return { try $0.diagonal(offset: offset, axis1: -2, axis2: -1) }
      },
      Builtin("trace(x, /, *, offset=0, dtype=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let offset = try indexValue(a[1])
        let dtype = try DTypeObject.optional(a[2])
        return ArrayOperators.result(
          try checkedEngine {
            try own.trace(offset: offset, axis1: -2, axis2: -1, dtype: dtype)
          })
      },
    ]
  }
}

extension Value {
  /// The scalar of an array object without axes, which is released; other values as they are.
  fileprivate var unboxedScalar: Value {
    guard isArray, ArrayRef(self).current.ndim == 0 else { return self }
    defer { release() }
    return NumPyScalars.make(ArrayRef(self).current)
  }
}
