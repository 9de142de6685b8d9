// SPDX-License-Identifier: Apache-2.0
// Methods of ndarray; the functions of the same names share them.
import Weft

enum ArrayMethods {
  /// The array that a function's first argument means.
  static func array(_ value: Value) throws(Raised) -> NDArray { try ArrayConversion.array(value) }

  /// The result of a reduction: into `out` if given, else a scalar or array; owned.
  static func finish(
    _ result: NDArray, out: Value = .none, ufunc: String = "add"
  ) throws(Raised) -> Value {
    guard !out.isNone, !out.isUnbound else { return ArrayOperators.result(result) }
    guard out.isArray else { throw raise(.typeError, "return arrays must be of ArrayType") }
    let target = ArrayRef(out)
    try target.requireWritable("output array is read-only")
    guard DType.canCast(result.dtype, to: target.dtype, casting: .sameKind) else {
      throw raise(
        .typeError,
        "Cannot cast ufunc '\(ufunc)' output from dtype('\(result.dtype.name)') to dtype('\(target.dtype.name)') with casting rule 'same_kind'",
        of: NumPyErrors.castingError)
    }
    try checkedEngine { target.shared.assign(result.asType(target.dtype)) }
    return out.retained()
  }

  typealias Reduction = (NDArray, [Int]?, Bool, DType?) throws -> NDArray

  /// Reductions with `axis`, `dtype`, `out`, `keepdims`: rows for methods and functions alike.
  static func reduction(_ name: String, _ parameter: String, _ reduce: @escaping Reduction)
    -> Builtin
  {
    Builtin(
      "\(name)(\(parameter), axis=None, dtype=None, out=None, keepdims=False, initial=..., where=...)"
    ) {
      a throws(Raised) in
      try reduced(
        a[0], axis: a[1], dtype: a[2], out: a[3], keepDims: a[4], initial: a[5], where: a[6], name,
        reduce)
    }
  }

  /// As `reduction` without `dtype`.
  static func plainReduction(_ name: String, _ parameter: String, _ reduce: @escaping Reduction)
    -> Builtin
  {
    Builtin("\(name)(\(parameter), axis=None, out=None, keepdims=False, initial=..., where=...)") {
      a throws(Raised) in
      try reduced(
        a[0], axis: a[1], dtype: .none, out: a[2], keepDims: a[3], initial: a[4], where: a[5], name,
        reduce)
    }
  }

  private static func reduced(
    _ value: Value, axis: Value, dtype: Value, out: Value, keepDims: Value, initial: Value,
    where mask: Value, _ name: String, _ reduce: Reduction
  ) throws(Raised) -> Value {
    let own = try array(value)
    let axes = try ArrayConversion.axes(axis)
    let keeps = keepDims.isUnbound ? false : try isTrue(keepDims)
    let wanted = try DTypeObject.optional(dtype)
    let operation = ufuncs[name] ?? (Ufunc.add, "add")
    try StatisticsArguments.checkOut(out, own, axes, keepDims: keeps, operation.name)
    let condition =
      mask.isUnbound || (mask.tag == .bool && mask.asBool) ? nil : Optional(try array(mask))
    let result: NDArray
    if name == "mean", let condition {
      result = try checkedEngine {
        try own.mean(axis: axes, where: condition, keepDims: keeps, dtype: wanted)
      }
    } else if let binary = operation.ufunc.binary,
      condition != nil || (!initial.isUnbound && !initial.isNone)
    {
      let isTruth = operation.ufunc == .logicalAnd || operation.ufunc == .logicalOr
      let loop =
        wanted
        ?? (isTruth ? .bool : name == "sum" || name == "prod" ? own.dtype.accumulator : own.dtype)
      let start = initial.isUnbound || initial.isNone ? nil : Optional(try first(initial, loop))
      result = try engine { () throws(ArrayError) in
        try binary.reduce(
          own, axes: axes, keepDims: keeps, initial: start, where: condition, dtype: wanted)
      }
    } else {
      result = try checkedEngine { try reduce(own, axes, keeps, wanted) }
    }
    return try StatisticsArguments.finish(result, out: out, reduction: nil)
  }

  /// What reductions apply.
  private static let ufuncs: [String: (ufunc: Ufunc, name: String)] = [
    "prod": (.multiply, "multiply"), "max": (.maximum, "maximum"), "min": (.minimum, "minimum"),
    "amax": (.maximum, "maximum"), "amin": (.minimum, "minimum"),
    "any": (.logicalOr, "logical_or"), "all": (.logicalAnd, "logical_and"),
  ]

  /// The `initial` of a reduction that runs in `loop`: converted as an element would be.
  private static func first(_ value: Value, _ loop: DType) throws(Raised) -> ArrayOperand {
    if value.isInteger, loop.isInteger || loop == .bool {
      return try NumPyArguments.operand(value)
    }
    if value.unboxed.tag == .float, loop.isInteger {
      let whole = try IntConversion.convert(value)
      defer { whole.release() }
      return try NumPyArguments.operand(whole)
    }
    if value.has(.complex), NumPyScalars.dtype(of: value) == nil, !loop.isComplex, loop != .bool {
      throw ArrayIndexing.notReal(loop, value)
    }
    return .array(try ArrayConversion.array(value, dtype: loop))
  }

  /// The reductions by name; `parameter` is "self" or "a".
  static func reductions(_ parameter: String) -> [Builtin] {
    [
      reduction("sum", parameter) { $0.sum(axis: $1, keepDims: $2, dtype: $3) },
      reduction("prod", parameter) { $0.prod(axis: $1, keepDims: $2, dtype: $3) },
      reduction("mean", parameter) { $0.mean(axis: $1, keepDims: $2, dtype: $3) },
      plainReduction("min", parameter) { a, axes, keeps, _ in a.min(axis: axes, keepDims: keeps) },
      plainReduction("max", parameter) { a, axes, keeps, _ in a.max(axis: axes, keepDims: keeps) },
    ]
      + (parameter == "self"
        ? []
        : [
          plainReduction("amin", parameter) { a, axes, keeps, _ in
            a.min(axis: axes, keepDims: keeps)
          },
          plainReduction("amax", parameter) { a, axes, keeps, _ in
            a.max(axis: axes, keepDims: keeps)
          },
        ]) + [
        plainReduction("any", parameter) { a, axes, keeps, _ in a.any(axis: axes, keepDims: keeps)
        },
        plainReduction("all", parameter) { a, axes, keeps, _ in a.all(axis: axes, keepDims: keeps)
        },
        variance("var", parameter) { $0.var(axis: $1, keepDims: $2, ddof: $3, dtype: $4) },
        variance("std", parameter) { $0.std(axis: $1, keepDims: $2, ddof: $3, dtype: $4) },
        position("argmin", parameter) { $0.argMin(axis: $1, keepDims: $2) },
        position("argmax", parameter) { $0.argMax(axis: $1, keepDims: $2) },
        scan("cumsum", parameter) { $0.cumsum(axis: $1, dtype: $2) },
        scan("cumprod", parameter) { $0.cumprod(axis: $1, dtype: $2) },
      ]
  }

  private static func variance(
    _ name: String, _ parameter: String,
    _ reduce: @escaping (NDArray, [Int]?, Bool, Double, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin(
      "\(name)(\(parameter), axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=..., mean=..., correction=...)"
    ) { a throws(Raised) in
      let own = try array(a[0])
      let axes = try ArrayConversion.axes(a[1])
      let dtype = try DTypeObject.optional(a[2])
      let ddof = try FloatMath.convert(a[8].isUnbound ? a[4] : a[8])
      let keeps = try isTrue(a[5])
      let result: NDArray
      if a[6].isUnbound || (a[6].tag == .bool && a[6].asBool) {
        result = try checkedEngine { try reduce(own, axes, keeps, ddof, dtype) }
      } else {
        let mask = try array(a[6])
        let variance = try engine { () throws(ArrayError) in
          try own.var(axis: axes, where: mask, keepDims: keeps, ddof: ddof, dtype: dtype)
        }
        result = name == "std" ? try checkedEngine { sqrt(variance) } : variance
      }
      return try StatisticsArguments.finish(
        result, out: a[3], last: name == "std" ? "sqrt" : nil)
    }
  }

  private static func position(
    _ name: String, _ parameter: String, _ find: @escaping (NDArray, Int?, Bool) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(\(parameter), axis=None, out=None, *, keepdims=False)") { a throws(Raised) in
      let own = try array(a[0])
      let axis = a[1].isNone ? nil : Optional(try indexValue(a[1]))
      let keeps = try isTrue(a[3])
      if own.size == 0 && axis == nil {
        throw raise(.valueError, "attempt to get \(name) of an empty sequence")
      }
      return try finish(checkedEngine { try find(own, axis, keeps) }, out: a[2])
    }
  }

  private static func scan(
    _ name: String, _ parameter: String, _ run: @escaping (NDArray, Int?, DType?) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(\(parameter), axis=None, dtype=None, out=None)") { a throws(Raised) in
      let own = try array(a[0])
      let axis = a[1].isNone ? nil : Optional(try indexValue(a[1]))
      let dtype = try DTypeObject.optional(a[2])
      return try StatisticsArguments.finish(
        checkedEngine { try run(own, axis, dtype) }, out: a[3], reduction: nil)
    }
  }

  // MARK: Methods

  private static func shapeArguments(_ arguments: Tuple) throws(Raised) -> [Int] {
    if arguments.count == 1, !arguments[0].isInteger, !arguments[0].isNumPyScalar {
      return try ArrayConversion.shape(arguments[0])
    }
    return try ArrayConversion.shape(arguments.value)
  }

  static var rows: [Builtin] {
    reductions("self") + shapes + values + memory + ExchangeExport.methods
  }

  private static var shapes: [Builtin] {
    [
      Builtin("transpose(self, /, *axes)") { a throws(Raised) in
        let arguments = Tuple(a[1])
        if arguments.count == 0 || (arguments.count == 1 && arguments[0].isNone) {
          return try ArrayType.view(a[0]) { $0.T }
        }
        let axes = try shapeArguments(arguments)
        return try ArrayType.view(a[0]) { $0.transposed(axes) }
      },
      Builtin("swapaxes(self, axis1, axis2, /)") { a throws(Raised) in
        let (first, second) = (try indexValue(a[1]), try indexValue(a[2]))
        return try ArrayType.view(a[0]) { $0.swappingAxes(first, second) }
      },
      Builtin("squeeze(self, axis=None)") { a throws(Raised) in
        let axes = try ArrayConversion.axes(a[1])
        return try ArrayType.squeezed(a[0], axes)
      },
      Builtin("diagonal(self, offset=0, axis1=0, axis2=1)") { a throws(Raised) in
        try NumPyFunctions.call("diagonal", a[0], a[1], a[2], a[3])
      },
    ]
  }

  /// A method that is a function of the module with the array as first argument.
  private static func function(_ text: String) -> Builtin {
    let name = String(text.prefix { $0 != "(" })
    return Builtin("\(name)(self, /, *args, **kwargs)") { a throws(Raised) in
      guard let numpy = NumPyModule.attribute(name) else {
        throw raise(.attributeError, "module 'numpy' has no attribute '\(name)'")
      }
      let arguments = Tuple.make(copying: [a[0]] + Array(Tuple(a[1]).buffer))
      defer { arguments.value.release() }
      return try call(numpy, spreading: arguments, Dict(a[2]))
    }
  }

  private static var values: [Builtin] {
    [
      "clip", "repeat", "take", "nonzero", "argsort", "searchsorted",
      "partition", "argpartition", "conj", "conjugate", "dot",
    ].map(function) + [
      Builtin("round(self, decimals=0, out=None)") { a throws(Raised) in
        try finish(NumPyFunctions.round(ArrayRef(a[0]).current, indexValue(a[1])), out: a[2])
      },
      Builtin("astype(self, dtype, order='K', casting='unsafe', subok=True, copy=True)") {
        a throws(Raised) in
        let dtype = try DTypeObject.dtype(named: a[1])
        let own = ArrayRef(a[0]).current
        if dtype == own.dtype, try !isTrue(a[5]) { return a[0].retained() }
        guard a[3].isStr, let casting = DType.Casting(rawValue: Str(a[3]).text) else {
          throw raise(
            .valueError,
            "casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe' (got \(try reprText(a[3])))"
          )
        }
        return ArrayRef.make(
          try engine { () throws(ArrayError) in
            dtype == own.dtype ? own.copy() : try own.asType(dtype, casting: casting)
          })
      },
      Builtin("__copy__(self, /)") { a throws(Raised) in
        ArrayRef.make(ArrayRef(a[0]).current.copy())
      },
      Builtin("__deepcopy__(self, memo, /)") { a throws(Raised) in
        ArrayRef.make(ArrayRef(a[0]).current.copy())
      },
      Builtin("fill(self, value, /)") { a throws(Raised) in
        if a[1].isArray, ArrayRef(a[1]).current.ndim > 0 {
          throw raise(.valueError, "setting an array element with a sequence.")
        }
        try ArrayIndexing.set(a[0], .ellipsis, a[1])
        return .none
      },
      Builtin("item(self, /, *args)") { a throws(Raised) in
        let own = ArrayRef(a[0]).current
        let arguments = Tuple(a[1])
        if arguments.count == 0 {
          guard own.size == 1 else {
            throw raise(
              .valueError, "can only convert an array of size 1 to a Python scalar")
          }
          return NumPyScalars.item(own.reshaped([]))
        }
        if arguments.count == 1, arguments[0].isInteger {
          let place = try indexValue(arguments[0])
          if own.ndim != 1, place >= own.size || place < -own.size {
            throw raise(.indexError, "index \(place) is out of bounds for size \(own.size)")
          }
          let flat = ArrayRef.make(own.reshaped([own.size]))
          defer { flat.release() }
          let element = try ArrayIndexing.get(flat, arguments[0])
          defer { element.release() }
          return NumPyScalars.item(element)
        }
        let key = arguments.count == 1 ? arguments[0] : arguments.value
        let element = try ArrayIndexing.get(a[0], key)
        defer { element.release() }
        return NumPyScalars.item(element)
      },
      Builtin("tolist(self, /)") { a throws(Raised) in list(ArrayRef(a[0]).current) },
      Builtin("__array__(self, dtype=None, /, *, copy=None)") { a throws(Raised) in
        guard let dtype = try DTypeObject.optional(a[1]) else { return a[0].retained() }
        return ArrayRef.make(ArrayRef(a[0]).current.asType(dtype))
      },
      Builtin("__format__(self, format_spec, /)") { a throws(Raised) in
        if a[1].isStr, Str(a[1]).count == 0 { return try str(a[0]) }
        let own = ArrayRef(a[0]).current
        guard own.ndim == 0, a[1].isStr else {
          throw raise(
            .typeError, "unsupported format string passed to numpy.ndarray.__format__")
        }
        let item = NumPyScalars.item(own)
        defer { item.release() }
        return try formatted(item, Str(a[1]))
      },
      Builtin("__complex__(self, /)") { a throws(Raised) in
        let own = ArrayRef(a[0]).current
        guard own.ndim == 0 else {
          throw raise(.typeError, "only 0-dimensional arrays can be converted to Python scalars")
        }
        let number = own.reshaped([]).scalar(Complex128.self)
        return .complex(number.re, number.im)
      },
    ]
  }

  /// Nested lists of Python values; owned.
  static func list(_ array: NDArray) -> Value {
    if array.ndim == 0 { return NumPyScalars.item(array) }
    if array.ndim == 1 {
      switch array.dtype.kind {
      case .signed:
        return List.make(consuming: array.array(of: Int.self).map { Value($0) }).value
      case .float:
        return List.make(consuming: array.array(of: Double.self).map { Value($0) }).value
      case .bool:
        return List.make(consuming: array.array(of: Bool.self).map { Value($0) }).value
      case .unsigned:
        return List.make(
          consuming: array.array(of: UInt64.self).map { .unsigned(UInt($0)) }
        ).value
      case .complex:
        return List.make(
          consuming: array.array(of: Complex128.self).map { .complex($0.re, $0.im) }
        ).value
      }
    }
    return List.make(consuming: (0..<array.shape[0]).map { list(array[$0] as NDArray) }).value
  }
}
