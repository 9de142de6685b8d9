// SPDX-License-Identifier: Apache-2.0
// Functions of the numpy module: creation, shapes, joining, products.
import Weft

enum NumPyFunctions {
  static var rows: [Builtin] { creation + ArrayMethods.reductions("a") + shapes + others + groups }

  /// The tables of other files.
  private static var groups: [Builtin] {
    NumPyManipulation.rows + NumPyDiagonals.rows + NumPyEditing.rows + NumPyGrids.rows
      + NumPyProducts.rows + NumPyElementFunctions.rows + NumPyDTypes.rows + NumPyPrinting.rows
  }

  /// Calls a function of the module; owned result.
  static func call(_ name: String, _ arguments: Value...) throws(Raised) -> Value {
    let function = try NumPyLibrary.function(name)
    defer { function.release() }
    let tuple = Tuple.make(copying: arguments)
    defer { tuple.value.release() }
    return try Interpreter.call(function, spreading: tuple, nil)
  }

  static func round(_ array: NDArray, _ decimals: Int) throws(Raised) -> NDArray {
    if array.dtype.isInteger && decimals >= 0 { return array.copy() }
    return try engine { () throws(ArrayError) in try Weft.round(array, decimals: decimals) }
  }

  // MARK: Creation

  /// A new array whose axes lie in memory in an order, that of another array perhaps; `make` makes one in C order.
  private static func laid(
    _ shape: [Int], _ order: Value, like own: NDArray? = nil, _ make: ([Int]) -> NDArray
  ) throws(Raised) -> NDArray {
    var kind = try NumPyArguments.order(order)
    var axes = Array(shape.indices)
    if let own, kind == .keep || kind == .any {
      let (steps, size) = (own.strides, own.dtype.itemSize)
      let isC = ArrayFlags.isContiguous(own.shape, steps, size)
      let isFortran =
        !isC && ArrayFlags.isContiguous(own.shape.reversed(), steps.reversed(), size)
      if isFortran {
        kind = .fortran
      } else if kind == .keep, !isC, own.ndim == shape.count {
        axes.sort {
          let (a, b) = (abs(steps[$0]), abs(steps[$1]))
          return a != b ? a > b : $0 < $1
        }
      }
    }
    if kind == .fortran { axes.reverse() }
    if axes == Array(shape.indices) { return try checkedEngine { make(shape) } }
    var back = axes
    for (place, axis) in axes.enumerated() { back[axis] = place }
    return try checkedEngine { make(axes.map { shape[$0] }).transposed(back) }
  }

  /// What `full` fills with: integers must fit, all else is converted by any cast.
  private static func filling(_ value: Value, _ dtype: DType?) throws(Raised) -> NDArray {
    if value.isInteger || value.isNone || value.isStr || value.has(.bytes) {
      return try ArrayConversion.array(value, dtype: dtype)
    }
    let array = try ArrayConversion.array(value)
    return dtype.map(array.asType) ?? array
  }

  private static func checkDevice(_ device: Value) throws(Raised) {
    if device.isNone || NumPyArguments.text(device) == "cpu" { return }
    throw raise(
      .valueError,
      "Device not understood. Only \"cpu\" is allowed, but received: \(try strText(device))")
  }

  private static var creation: [Builtin] {
    func filled(_ name: String, _ make: @escaping ([Int], DType) -> NDArray) -> Builtin {
      Builtin("\(name)(shape, dtype=None, order='C', *, device=None, like=None)") {
        a throws(Raised) in
        let shape = try ArrayConversion.checkedShape(a[0])
        let dtype = try DTypeObject.dtype(named: a[1])
        return ArrayRef.make(try laid(shape, a[2]) { make($0, dtype) })
      }
    }
    func like(_ name: String, _ make: @escaping ([Int], DType) -> NDArray) -> Builtin {
      Builtin("\(name)(a, dtype=None, order='K', subok=True, shape=None, *, device=None)") {
        a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        let dtype = try DTypeObject.optional(a[1]) ?? own.dtype
        let shape = a[4].isNone ? own.shape : try ArrayConversion.checkedShape(a[4])
        return ArrayRef.make(try laid(shape, a[2], like: own) { make($0, dtype) })
      }
    }
    return [
      Builtin("array(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None)")
      {
        a throws(Raised) in
        let dtype = try DTypeObject.optional(a[1])
        let array = try ExchangeImport.asArray(a[0], dtype, order: a[3], copy: a[2])
        let (own, minimum) = (ArrayRef(array).current, try indexValue(a[5]))
        guard own.ndim < minimum else { return array }
        defer { array.release() }
        return try ArrayType.view(array) {
          $0.reshaped(Array(repeating: 1, count: minimum - own.ndim) + own.shape)
        }
      },
      Builtin("asarray(a, dtype=None, order=None, *, device=None, copy=None, like=None)") {
        a throws(Raised) in
        try checkDevice(a[3])
        return try ExchangeImport.asArray(
          a[0], try DTypeObject.optional(a[1]), order: a[2], copy: a[4])
      },
      Builtin("asanyarray(a, dtype=None, order=None, *, device=None, copy=None, like=None)") {
        a throws(Raised) in
        try checkDevice(a[3])
        return try ExchangeImport.asArray(
          a[0], try DTypeObject.optional(a[1]), order: a[2], copy: a[4])
      },
      Builtin("from_dlpack(x, /, *, device=None, copy=None)") { a throws(Raised) in
        try ExchangeImport.fromDLPack(a[0], device: a[1], copy: a[2])
      },
      Builtin("frombuffer(buffer, dtype=None, count=-1, offset=0, *, like=None)") {
        a throws(Raised) in
        let dtype = try a[1].isNone ? .float64 : DTypeObject.dtype(named: a[1])
        return try ExchangeImport.fromBuffer(
          a[0], dtype, count: try sizeValue(a[2]), offset: try sizeValue(a[3]))
      },
      Builtin("ascontiguousarray(a, dtype=None)") { a throws(Raised) in
        let dtype = try DTypeObject.optional(a[1])
        return try ExchangeImport.contiguous(a[0], dtype, .c)
      },
      Builtin("copy(a, order='K', subok=False)") { a throws(Raised) in
        let (own, order) = (try ArrayMethods.array(a[0]), try NumPyArguments.order(a[1]))
        return ArrayRef.make(try checkedEngine { own.copy(order: order) })
      },
      filled("zeros") { NDArray.zeros($0, $1) },
      filled("ones") { NDArray.ones($0, $1) },
      filled("empty") { NDArray.empty($0, $1) },
      like("zeros_like") { NDArray.zeros($0, $1) },
      like("ones_like") { NDArray.ones($0, $1) },
      like("empty_like") { NDArray.empty($0, $1) },
      Builtin("full(shape, fill_value, dtype=None, order='C', *, device=None, like=None)") {
        a throws(Raised) in
        let shape = try ArrayConversion.checkedShape(a[0])
        let value = try filling(a[1], DTypeObject.optional(a[2]))
        return ArrayRef.make(
          try value.ndim == 0
            ? laid(shape, a[3]) { value.broadcast(to: $0).copy(order: .c) }
            : checkedEngine { value.broadcast(to: shape).copy(order: .c) })
      },
      Builtin(
        "full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None, *, device=None)"
      ) {
        a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        let dtype = try DTypeObject.optional(a[2]) ?? own.dtype
        let shape = a[5].isNone ? own.shape : try ArrayConversion.checkedShape(a[5])
        let value = try filling(a[1], dtype)
        return ArrayRef.make(
          try value.ndim == 0
            ? laid(shape, a[3], like: own) { value.broadcast(to: $0).copy(order: .c) }
            : checkedEngine { value.broadcast(to: shape).copy(order: .c) })
      },
      Builtin("arange(start, stop=None, step=None, dtype=None, *, device=None, like=None)") {
        a throws(Raised) in try arange(a)
      },
      Builtin("eye(N, M=None, k=0, dtype=float, order='C', *, device=None, like=None)") {
        a throws(Raised) in
        let rows = try indexValue(a[0])
        let columns = a[1].isNone ? rows : try indexValue(a[1])
        let diagonal = try indexValue(a[2])
        let dtype = try a[3].isUnbound ? .float64 : DTypeObject.dtype(named: a[3])
        return ArrayRef.make(
          try checkedEngine { NDArray.eye(rows, columns, offset: diagonal, dtype) })
      },
      Builtin("identity(n, dtype=None, *, like=None)") { a throws(Raised) in
        let count = try indexValue(a[0])
        let dtype = try DTypeObject.dtype(named: a[1])
        return ArrayRef.make(try checkedEngine { NDArray.identity(count, dtype) })
      },
    ]
  }

  private static func arange(_ a: BoundArguments) throws(Raised) -> Value {
    let dtype = try DTypeObject.optional(a[3])
    let (first, second) = a[1].isNone ? (Value(0), a[0]) : (a[0], a[1])
    let step = a[2].isNone ? Value(1) : a[2]
    let parts = [first, second, step]
    if parts.allSatisfy({ $0.isInteger && $0.unboxed.tag != .object }) {
      let stepValue = step.unboxed.asInt
      if stepValue == 0 { throw raise(.valueError, "Maximum allowed size exceeded") }
      let array = try checkedEngine {
        NDArray.arange(first.unboxed.asInt, second.unboxed.asInt, by: stepValue)
      }
      if dtype == .bool, array.size > 2 {
        throw raise(
          .typeError,
          "arange() is only supported for booleans when the result has at most length 2.")
      }
      return ArrayRef.make(dtype.map(array.asType) ?? array)
    }
    var numbers: [Double] = []
    for part in parts { numbers.append(try FloatMath.convert(part)) }
    if numbers[2] == 0 { throw raise(.valueError, "Maximum allowed size exceeded") }
    let isInteger = parts.allSatisfy {
      $0.isInteger || NumPyScalars.dtype(of: $0)?.isInteger ?? false
    }
    let array = try checkedEngine {
      isInteger
        ? NDArray.arange(Int(numbers[0]), Int(numbers[1]), by: Int(numbers[2]))
        : NDArray.arange(numbers[0], numbers[1], by: numbers[2])
    }
    return ArrayRef.make(dtype.map(array.asType) ?? array)
  }

  // MARK: Shapes

  /// An array object from an argument: the object itself, so that functions can give views; owned.
  private static func object(_ value: Value) throws(Raised) -> Value {
    value.isArray ? value.retained() : ArrayRef.make(try ArrayConversion.array(value))
  }

  /// A function that gives a view of its first argument.
  private static func viewing(
    _ text: String,
    _ transform: @escaping (BoundArguments) throws(Raised) -> (NDArray) throws -> NDArray
  ) -> Builtin {
    Builtin(text) { a throws(Raised) in
      let own = try object(a[0])
      defer { own.release() }
      return try ArrayType.view(own, transform(a))
    }
  }

  private static func flipping(_ name: String, _ axis: Int) -> Builtin {
    viewing("\(name)(m)") { a throws(Raised) in
      guard try ArrayMethods.array(a[0]).ndim > axis else {
        throw raise(.valueError, "Input must be >= \(axis + 1)-d.")
      }
      return { $0.flipped([axis]) }
    }
  }

  private static var shapes: [Builtin] {
    [
      Builtin("reshape(a, /, shape=None, order='C', *, newshape=None, copy=None)") {
        a throws(Raised) in
        let own = try object(a[0])
        defer { own.release() }
        let method = try getAttribute(own, "reshape")
        defer { method.release() }
        let arguments = Tuple.make(copying: [a[1].isNone ? a[3] : a[1]])
        defer { arguments.value.release() }
        let options = Dict.make()
        defer { options.value.release() }
        options.set("order", a[2])
        options.set("copy", a[4])
        return try Interpreter.call(method, spreading: arguments, options)
      },
      viewing("ravel(a, order='C')") { a throws(Raised) in
        let order = try NumPyArguments.order(a[1])
        return { $0.ravel(order: order) }
      },
      viewing("transpose(a, axes=None)") { a throws(Raised) in
        if a[1].isNone { return { $0.T } }
        let axes = try ArrayConversion.shape(a[1])
        return { $0.transposed(axes) }
      },
      viewing("swapaxes(a, axis1, axis2)") { a throws(Raised) in
        let (first, second) = (try indexValue(a[1]), try indexValue(a[2]))
        return { $0.swappingAxes(first, second) }
      },
      viewing("moveaxis(a, source, destination)") { a throws(Raised) in
        let sources = try ArrayConversion.axes(a[1]) ?? []
        let destinations = try ArrayConversion.axes(a[2]) ?? []
        return { $0.movingAxes(sources, to: destinations) }
      },
      Builtin("squeeze(a, axis=None)") { a throws(Raised) in
        let own = try object(a[0])
        defer { own.release() }
        return try ArrayType.squeezed(own, ArrayConversion.axes(a[1]))
      },
      viewing("expand_dims(a, axis)") { a throws(Raised) in
        let axes = try ArrayConversion.axes(a[1]) ?? []
        return { $0.expandingDims(axes) }
      },
      Builtin("broadcast_to(array, shape, subok=False)") { a throws(Raised) in
        let shape = try ArrayConversion.shape(a[1])
        let own = try object(a[0])
        defer { own.release() }
        let view = try ArrayType.view(own) { $0.broadcast(to: shape) }
        ArrayRef(view).cell.pointee.isReadOnly = true
        return view
      },
      viewing("flip(m, axis=None)") { a throws(Raised) in
        let axes = try ArrayConversion.axes(a[1])
        return { $0.flipped(axes) }
      },
      flipping("fliplr", 1), flipping("flipud", 0),
      Builtin("shape(a)") { a throws(Raised) in
        ArrayType.tuple(try ArrayMethods.array(a[0]).shape)
      },
      Builtin("ndim(a)") { a throws(Raised) in Value(try ArrayMethods.array(a[0]).ndim) },
      Builtin("size(a, axis=None)") { a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        if a[1].isNone { return Value(own.size) }
        let axis = try indexValue(a[1])
        guard axis >= -own.ndim && axis < own.ndim else {
          throw raise(.indexError, "tuple index out of range")
        }
        return Value(own.shape[axis < 0 ? axis + own.ndim : axis])
      },
    ]
  }

  // MARK: Joining

  static func arrays(_ value: Value) throws(Raised) -> [NDArray] {
    if value.isArray {
      let own = ArrayRef(value).current
      guard own.ndim > 0 else { throw raise(.typeError, "iteration over a 0-d array") }
      return (0..<own.shape[0]).map { own[$0] as NDArray }
    }
    var result: [NDArray] = []
    try forEach(value) { element throws(Raised) in
      result.append(try ArrayConversion.array(element))
      return true
    }
    return result
  }

  // MARK: Others

  /// Throws NumPy's error for the places of what has none.
  private static func requireAxes(_ array: NDArray) throws(Raised) {
    guard array.ndim == 0 else { return }
    let advice =
      array.dtype == .bool
      ? " If the context of this error is of the form `arr[nonzero(cond)]`, just use `arr[cond]`."
      : ""
    throw raise(
      .valueError,
      "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.\(advice)"
    )
  }

  private static func products(
    _ name: String, _ multiply: @escaping (NDArray, NDArray) throws -> NDArray
  ) -> Builtin {
    Builtin("\(name)(a, b, /, out=None)") { a throws(Raised) in
      let (x, y) = (try ArrayMethods.array(a[0]), try ArrayMethods.array(a[1]))
      return try ArrayMethods.finish(checkedEngine { try multiply(x, y) }, out: a[2])
    }
  }

  private static var others: [Builtin] {
    [
      // A factor without axes is added up to zeros, which makes −0 0.
      products("dot") { x, y in
        let product = dot(x, y)
        let isAdded = x.ndim == 0 || y.ndim == 0
        return isAdded && product.dtype.kind >= .float && product.dtype != .float16
          ? product + 0.0 : product
      },
      products("matmul") { matmul($0, $1) },
      products("inner") { inner($0, $1) },
      products("outer") { outer($0, $1) },
      products("vdot") { vdot($0, $1) },
      Builtin("where(condition, x=..., y=..., /)") { a throws(Raised) in
        let condition = try ArrayMethods.array(a[0])
        if a[1].isUnbound {
          try requireAxes(condition)
          let places = try checkedEngine { condition.nonzero() }
          return Tuple.make(consuming: places.map { ArrayRef.make($0) }).value
        }
        guard let x = try ArrayConversion.operand(a[1]), let y = try ArrayConversion.operand(a[2])
        else { throw raise(.typeError, "where() takes numbers and arrays") }
        return ArrayRef.make(
          try engine { () throws(ArrayError) in
            try Ufunc.select.record([.array(condition), x, y])
          })
      },
      Builtin("nonzero(a)") { a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        try requireAxes(own)
        let places = try checkedEngine { own.nonzero() }
        return Tuple.make(consuming: places.map { ArrayRef.make($0) }).value
      },
      Builtin("clip(a, a_min=None, a_max=None, out=None, *, min=..., max=...)") {
        a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        let (low, high) = (a[4].isUnbound ? a[1] : a[4], a[5].isUnbound ? a[2] : a[5])
        let least = low.isNone ? nil : Optional(try NumPyArguments.operand(low))
        let most = high.isNone ? nil : Optional(try NumPyArguments.operand(high))
        let result = try engine { () throws(ArrayError) in try Weft.clip(own, least, most) }
        if FloatWarnings.isEager { try FloatWarnings.settle(result) }
        let name: String
        switch (least, most) {
        case (nil, nil): name = "positive"
        case (nil, _): name = "minimum"
        case (_, nil): name = "maximum"
        default: name = "clip"
        }
        return try ArrayMethods.finish(result, out: a[3], ufunc: name)
      },
      Builtin("count_nonzero(a, axis=None, *, keepdims=False)") { a throws(Raised) in
        let own = try ArrayMethods.array(a[0])
        let axes = try ArrayConversion.axes(a[1])
        let keeps = try isTrue(a[2])
        let result = try checkedEngine { own.countNonzero(axis: axes, keepDims: keeps) }
        return axes == nil && !keeps
          ? Value(result.scalar(Int.self)) : ArrayOperators.result(result)
      },
    ]
  }
}
