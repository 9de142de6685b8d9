// SPDX-License-Identifier: Apache-2.0
// numpy.ufunc: universal functions as objects of scripts.
import Weft

/// One ufunc.
///
/// Most are the engine's; `implementation` computes those that are compositions.
final class UfuncObject: NativeObject {
  let name: String
  let inputCount: Int
  let ufunc: Ufunc?
  let implementation: ([ArrayOperand]) throws(Raised) -> NDArray

  init(_ ufunc: Ufunc, name: String? = nil) {
    self.name = name ?? ufunc.name
    self.ufunc = ufunc
    inputCount = ufunc.operandCount
    implementation = { operands throws(Raised) in
      if operands.count == 2 { return try ArrayOperators.apply(ufunc, operands[0], operands[1]) }
      let result = try engine { () throws(ArrayError) in
        if operands.count == 1, case .array(let array) = operands[0] {
          return try ufunc.record(array)
        }
        return try ufunc.record(operands)
      }
      if FloatWarnings.isEager { try FloatWarnings.settle(result) }
      return result
    }
  }

  init(
    _ name: String, inputs: Int,
    _ implementation: @escaping ([ArrayOperand]) throws(Raised) -> NDArray
  ) {
    self.name = name
    ufunc = nil
    inputCount = inputs
    self.implementation = implementation
  }

  static func value(_ object: UfuncObject) -> Value { .native(object, type) }

  private static func own(_ v: Value) throws(Raised) -> UfuncObject {
    guard let own = v.native(UfuncObject.self) else { throw raise(.typeError, "not a ufunc") }
    return own
  }

  private func operands(_ arguments: CallArguments, _ count: Int) throws(Raised) -> [ArrayOperand] {
    var result: [ArrayOperand] = []
    for index in 0..<count {
      guard let operand = try ArrayConversion.operand(arguments[index]) else {
        throw raise(
          .typeError,
          "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''"
        )
      }
      result.append(operand)
    }
    return result
  }

  /// `ufunc(x1[, x2][, out], *, where, dtype, casting)`.
  func call(_ arguments: CallArguments) throws(Raised) -> Value {
    let given = arguments.positionalCount
    guard given == inputCount || given == inputCount + 1 else {
      throw raise(
        .typeError,
        "\(name)() takes from \(inputCount) to \(inputCount + 1) positional arguments but \(given) were given"
      )
    }
    var out: Value = given > inputCount ? arguments[inputCount] : .none
    var (mask, dtype): (Value, DType?) = (.true, nil)
    for index in 0..<arguments.nameCount {
      let keyword = Str(Tuple(arguments.names)[index]).text
      let value = arguments[given + index]
      switch keyword {
      case "out": out = value.has(.tuple) && Tuple(value).count == 1 ? Tuple(value)[0] : value
      case "where": mask = value
      case "dtype": dtype = try DTypeObject.optional(value)
      case "casting", "order", "subok", "signature": break
      default:
        throw raise(
          .typeError, "\(name)() got an unexpected keyword argument '\(keyword)'")
      }
    }
    // A class of a script that takes ufuncs over.
    for index in 0..<inputCount where arguments[index].has(.instance) {
      if let method = try specialMethod(arguments[index], .arrayUfunc), !method.isNone {
        defer { method.release() }
        let callName = Value.interned("__call__")
        defer { callName.release() }
        let own = Value.native(self, UfuncObject.type)
        defer { own.release() }
        let list = Tuple.make(
          copying: [own, callName] + (0..<inputCount).map { arguments[$0] })
        defer { list.value.release() }
        return try Interpreter.call(method, spreading: list, nil)
      }
    }
    let operands = try operands(arguments, inputCount)
    var result: NDArray
    if let dtype, let ufunc {
      result = try engine { () throws(ArrayError) in try ufunc.record(operands, loop: dtype) }
    } else {
      result = try implementation(operands)
      if let dtype { result = result.asType(dtype) }
    }
    if !out.isNone { return try store(result, out, mask) }
    if mask.tag == .bool && mask.asBool { return ArrayOperators.result(result) }
    let condition = try ArrayConversion.array(mask)
    // Elements that are not selected are not initialised in NumPy; here they are zero.
    return ArrayOperators.result(
      try checkedEngine { `where`(condition, result, NDArray.zeros([], result.dtype)) })
  }

  private func store(_ result: NDArray, _ out: Value, _ mask: Value) throws(Raised) -> Value {
    guard out.isArray else { throw raise(.typeError, "return arrays must be of ArrayType") }
    let target = ArrayRef(out)
    guard DType.canCast(result.dtype, to: target.dtype, casting: .sameKind) else {
      throw raise(
        .typeError,
        "Cannot cast ufunc '\(name)' output from dtype('\(result.dtype.name)') to dtype('\(target.dtype.name)') with casting rule 'same_kind'",
        of: NumPyErrors.castingError)
    }
    let shape = target.current.shape
    guard result.shape.count <= shape.count else {
      throw raise(
        .valueError,
        "non-broadcastable output operand with shape \(try reprText(ArrayType.tuple(shape))) doesn't match the broadcast shape \(try reprText(ArrayType.tuple(result.shape)))"
      )
    }
    if mask.tag == .bool && mask.asBool {
      try checkedEngine { target.shared.assign(result.asType(target.dtype)) }
    } else {
      let condition = try ArrayConversion.array(mask)
      try checkedEngine {
        target.shared.assign(`where`(condition, result.asType(target.dtype), target.current))
      }
    }
    return out.retained()
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "ufunc", module: "numpy",
    methods: UfuncMethods.rows,
    properties: [
      Property("__name__") { v throws(Raised) in .string(try own(v).name) },
      Property("__qualname__") { v throws(Raised) in .string(try own(v).name) },
      Property("nin") { v throws(Raised) in Value(try own(v).inputCount) },
      Property("nout") { _ throws(Raised) in Value(1) },
      Property("nargs") { v throws(Raised) in Value(try own(v).inputCount + 1) },
      Property("identity") { v throws(Raised) in
        switch try own(v).name {
        case "add", "bitwise_or", "bitwise_xor": return Value(0)
        case "multiply": return Value(1)
        case "logical_and": return .true
        case "logical_or", "logical_xor": return .false
        case "bitwise_and": return Value(-1)
        default: return .none
        }
      },
    ]
  ) { slots in
    slots.call = { v, arguments throws(Raised) in try own(v).call(arguments) }
    slots.repr = { v throws(Raised) in .string("<ufunc '\(try own(v).name)'>") }
  }
}

/// reduce, accumulate, outer and at.
enum UfuncMethods {
  private static func own(_ v: Value) throws(Raised) -> UfuncObject {
    guard let own = v.native(UfuncObject.self), own.inputCount == 2 else {
      throw raise(.valueError, "reduce only supported for binary functions")
    }
    return own
  }

  static var rows: [Builtin] {
    [
      Builtin(
        "reduce(self, array, /, axis=0, dtype=None, out=None, keepdims=False, initial=..., where=True)"
      ) {
        a throws(Raised) in
        let own = try own(a[0])
        let array = try ArrayConversion.array(a[1])
        let axes = a[2].isNone ? Array(0..<array.ndim) : try ArrayConversion.axes(a[2]) ?? []
        let keeps = try isTrue(a[5])
        let dtype = try DTypeObject.optional(a[3])
        let fast: NDArray?
        switch own.ufunc {
        case .add: fast = try checkedEngine { array.sum(axis: axes, keepDims: keeps, dtype: dtype) }
        case .multiply:
          fast = try checkedEngine { array.prod(axis: axes, keepDims: keeps, dtype: dtype) }
        case .maximum: fast = try checkedEngine { array.max(axis: axes, keepDims: keeps) }
        case .minimum: fast = try checkedEngine { array.min(axis: axes, keepDims: keeps) }
        case .logicalAnd: fast = try checkedEngine { array.all(axis: axes, keepDims: keeps) }
        case .logicalOr: fast = try checkedEngine { array.any(axis: axes, keepDims: keeps) }
        default: fast = nil
        }
        if let fast { return try ArrayMethods.finish(fast, out: a[4]) }
        guard axes.count == 1, array.ndim > 0 else {
          throw raise(
            .valueError,
            "reduction operation '\(own.name)' is not reorderable, so at most one axis may be specified"
          )
        }
        let axis = axes[0] < 0 ? axes[0] + array.ndim : axes[0]
        let moved = try checkedEngine { array.movingAxis(axis, to: 0) }
        guard moved.shape[0] > 0 else {
          throw raise(
            .valueError, "zero-size array to reduction operation \(own.name) which has no identity")
        }
        var result: NDArray = moved[0]
        for index in 1..<max(1, moved.shape[0]) {
          result = try own.implementation([.array(result), .array(moved[index] as NDArray)])
        }
        return try ArrayMethods.finish(keeps ? result.expandingDims(axis) : result, out: a[4])
      },
      Builtin("accumulate(self, array, /, axis=0, dtype=None, out=None)") { a throws(Raised) in
        let own = try own(a[0])
        let array = try ArrayConversion.array(a[1])
        let axis = try indexValue(a[2])
        switch own.ufunc {
        case .add:
          return try ArrayMethods.finish(checkedEngine { array.cumsum(axis: axis) }, out: a[4])
        case .multiply:
          return try ArrayMethods.finish(checkedEngine { array.cumprod(axis: axis) }, out: a[4])
        default: break
        }
        let moved = try checkedEngine { array.movingAxis(axis, to: 0) }
        var parts: [NDArray] = []
        for index in 0..<moved.shape[0] {
          let next: NDArray = moved[index]
          parts.append(
            try parts.last.map { last throws(Raised) in
              try own.implementation([.array(last), .array(next)])
            } ?? next)
        }
        if parts.isEmpty { return ArrayRef.make(array) }
        return try ArrayMethods.finish(
          checkedEngine { NDArray.stack(parts).movingAxis(0, to: axis) }, out: a[4])
      },
      Builtin("outer(self, A, B, /)") { a throws(Raised) in
        let own = try own(a[0])
        let (x, y) = (try ArrayConversion.array(a[1]), try ArrayConversion.array(a[2]))
        let shape = x.shape + Array(repeating: 1, count: y.ndim)
        return ArrayOperators.result(
          try own.implementation([.array(x.reshaped(shape)), .array(y)]))
      },
      Builtin("at(self, a, indices, b=..., /)") { a throws(Raised) in
        guard let own = a[0].native(UfuncObject.self), a[1].isArray else {
          throw raise(.typeError, "first operand must be array")
        }
        // One index after the other: repeated ones add up.
        let indices = try ArrayConversion.array(a[2]).flattened()
        let places = indices.dtype == .bool ? indices.nonzero()[0] : indices
        let values = a[3].isUnbound ? nil : Optional(try ArrayConversion.array(a[3]))
        let spread = try values.map { array throws(Raised) in
          try checkedEngine { array.ndim == 0 ? array.broadcast(to: [places.size]) : array }
        }
        for (position, place) in places.array(of: Int.self).enumerated() {
          let key = Value(place)
          let element = try ArrayIndexing.get(a[1], key)
          defer { element.release() }
          var operands = [ArrayOperand.array(try ArrayConversion.array(element))]
          if let spread { operands.append(.array(spread[position] as NDArray)) }
          let result = ArrayOperators.result(try own.implementation(operands))
          defer { result.release() }
          try ArrayIndexing.set(a[1], key, result)
        }
        return .none
      },
    ]
  }
}
