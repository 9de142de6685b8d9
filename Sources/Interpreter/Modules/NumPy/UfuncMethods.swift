// SPDX-License-Identifier: Apache-2.0
// reduce, accumulate, reduceat, outer and at; the ufuncs that are no rows of the engine's table.
import Weft

enum UfuncMethods {
  private static func binary(_ v: Value, _ method: String) throws(Raised) -> BinaryFunction {
    guard let own = v.native(UfuncObject.self), let binary = own.binary else {
      throw raise(.valueError, "\(method) only supported for binary functions")
    }
    return binary
  }

  /// `out=`, which may be a tuple of one.
  private static func out(_ value: Value) -> Value {
    value.has(.tuple) && Tuple(value).count == 1 ? Tuple(value)[0] : value
  }

  static var rows: [Builtin] {
    [
      Builtin(
        "reduce(self, array, /, axis=0, dtype=None, out=None, keepdims=False, initial=..., where=True)"
      ) { a throws(Raised) in
        let own = try binary(a[0], "reduce")
        let array = try ArrayConversion.array(a[1])
        let axes = try ArrayConversion.axes(a[2])
        let dtype = try DTypeObject.optional(a[3])
        let keeps = try isTrue(a[5])
        let initial =
          a[6].isUnbound || a[6].isNone ? nil : Optional(try NumPyArguments.operand(a[6]))
        let mask =
          a[7].tag == .bool && a[7].asBool ? nil : Optional(try ArrayConversion.array(a[7]))
        // Without axes there is nothing to reduce along the first one.
        let along = array.ndim == 0 && axes == [0] ? [] : axes
        let target = out(a[4])
        try StatisticsArguments.checkOut(target, array, along, keepDims: keeps, own.name)
        return try StatisticsArguments.finish(
          engine { () throws(ArrayError) in
            try own.reduce(
              array, axes: along, keepDims: keeps, initial: initial, where: mask, dtype: dtype)
          }, out: target, reduction: nil)
      },
      Builtin("accumulate(self, array, /, axis=0, dtype=None, out=None)") { a throws(Raised) in
        let own = try binary(a[0], "accumulate")
        let array = try ArrayConversion.array(a[1])
        let axis = try indexValue(a[2])
        let dtype = try DTypeObject.optional(a[3])
        // The steps go into `out` whatever its dtype is.
        return try StatisticsArguments.finish(
          engine { () throws(ArrayError) in
            try own.accumulate(array, axis: axis, dtype: dtype)
          }, out: out(a[4]), reduction: nil)
      },
      Builtin("reduceat(self, array, indices, /, axis=0, dtype=None, out=None)") {
        a throws(Raised) in
        let own = try binary(a[0], "reduceat")
        let (array, starts) = (try ArrayConversion.array(a[1]), try ArrayConversion.array(a[2]))
        let axis = try indexValue(a[3])
        let dtype = try DTypeObject.optional(a[4])
        return try StatisticsArguments.finish(
          engine { () throws(ArrayError) in
            try own.reduceat(array, starts, axis: axis, dtype: dtype)
          }, out: out(a[5]), reduction: nil)
      },
      Builtin("outer(self, A, B, /, **kwargs)") { a throws(Raised) in
        let own = try UfuncObject.own(a[0])
        guard own.inputCount == 2 else {
          throw raise(.valueError, "outer product only supported for binary functions")
        }
        var options = UfuncObject.Options()
        let keywords = Dict(a[3])
        try forEach(a[3]) { key throws(Raised) in
          try own.set(Str(key).text, keywords.get(Str(key)), &options)
          return true
        }
        let first = try own.operand(a[1])
        let second = try own.operand(a[2])
        guard case .array(let y) = second, y.ndim > 0 else {
          return try own.apply([first, second], options)
        }
        let x = try ArrayConversion.array(a[1])
        let shape = x.shape + Array(repeating: 1, count: y.ndim)
        // A plain number stays weak beside the array.
        if x.ndim == 0, case .scalar = first { return try own.apply([first, second], options) }
        return try own.apply([.array(x.reshaped(shape)), second], options)
      },
      Builtin("at(self, a, indices, b=..., /)") { a throws(Raised) in
        let own = try UfuncObject.own(a[0])
        guard a[1].isArray else {
          throw raise(.typeError, "first operand must be array")
        }
        let (list, _, _) = try ArrayIndexing.selections(a[2])
        // A number is an array of its own dtype here, which need not fit.
        let other = a[3].isUnbound ? nil : Optional(try ArrayConversion.array(a[3]))
        let operand = other.map { ArrayOperand.array($0) }
        let readOnly = "operand array with iterator write flag set is read-only"
        if let ufunc = own.ufunc {
          // Loops that update in place are known by their ufunc's name, others as `at`.
          let target = ArrayRef(a[1]).current
          let isDirect =
            indexed.contains(ufunc) && target.ndim == 1 && list.count == 1
            && target.dtype == other?.dtype
          try FloatWarnings.naming("at", insteadOf: isDirect ? [] : [ufunc.name, "cast", "sqrt"]) {
            () throws(Raised) in
            try NumPyArguments.update(a[1], readOnly: readOnly) { try ufunc.at(&$0, list, operand) }
            ArrayRef(a[1]).current.evaluate()
          }
        } else if let binary = own.binary, let operand {
          try NumPyArguments.update(a[1], readOnly: readOnly) { try binary.at(&$0, list, operand) }
        } else {
          throw raise(.typeError, "ufunc '\(own.name)' has no method at for these operands")
        }
        return .none
      },
    ]
  }

  /// The ufuncs that have loops for updates at places.
  private static let indexed: Set<Ufunc> = [
    .add, .subtract, .multiply, .divide, .floorDivide, .maximum, .minimum, .fmax, .fmin,
  ]

  // MARK: Other ufuncs

  private static func array(_ operand: ArrayOperand) throws(ArrayError) -> NDArray {
    if case .array(let array) = operand { return array }
    return try Ufunc.copy.record([operand])
  }

  private static func unary(
    _ name: String, _ function: @escaping (NDArray) throws(ArrayError) -> NDArray
  ) -> UfuncObject {
    UfuncObject(name, inputs: 1) { operands throws(Raised) in
      [try engine { () throws(ArrayError) in try function(try array(operands[0])) }]
    }
  }

  /// Ufuncs that are compositions or loops of the engine.
  static var others: [UfuncObject] {
    BinaryFunction.others.map { UfuncObject($0) } + [
      unary("deg2rad", deg2rad), unary("rad2deg", rad2deg), unary("radians", radians),
      unary("degrees", degrees), unary("spacing", spacing), unary("bitwise_count", bitwiseCount),
      UfuncObject("modf", inputs: 1, outputs: 2) { operands throws(Raised) in
        let (fraction, whole) = try engine { () throws(ArrayError) in
          try modf(try array(operands[0]))
        }
        return [fraction, whole]
      },
      UfuncObject("frexp", inputs: 1, outputs: 2) { operands throws(Raised) in
        let (mantissa, exponent) = try engine { () throws(ArrayError) in
          try frexp(try array(operands[0]))
        }
        return [mantissa, exponent]
      },
      UfuncObject("divmod", inputs: 2, outputs: 2) { operands throws(Raised) in
        try ArrayOperators.divmod(operands[0], operands[1])
      },
    ]
  }
}
