// SPDX-License-Identifier: Apache-2.0
// numpy's functions that choose elements, put them and take them away.
import Weft

enum NumPyEditing {
  private typealias Arguments = NumPyArguments

  static var rows: [Builtin] { choosing + putting + editing }

  /// The arrays of a sequence in which Python's numbers take the dtype of what stands beside them.
  private static func weakly(_ value: Value) throws(Raised) -> [NDArray] {
    guard value.has(.list) || value.has(.tuple) else { return try Arguments.arrays(value) }
    let operands = try Arguments.map(value) { part throws(Raised) in try Arguments.operand(part) }
    return try engine { () throws(ArrayError) in
      let dtype = try DType.resultType(operands)
      return try operands.map { (operand) throws(ArrayError) in try operand.asArray(dtype) }
    }
  }

  private static var choosing: [Builtin] {
    [
      Builtin("select(condlist, choicelist, default=0)") { a throws(Raised) in
        let conditions = try Arguments.arrays(a[0])
        let choices = try Arguments.map(a[1]) { value throws(Raised) in
          try Arguments.operand(value)
        }
        let fallback = try Arguments.operand(a[2])
        let result = try checkedEngine {
          try NDArray.select(conditions, choices, default: fallback)
        }
        // NumPy stores Python numbers as arrays of their own dtype.
        for case .scalar(let number) in choices where number.isWeak {
          guard DType.canCast(number.dtype, to: result.dtype, casting: .sameKind) else {
            throw raise(
              .typeError,
              "Cannot cast array data from dtype('\(number.dtype)') to dtype('\(result.dtype)') according to the rule 'same_kind'"
            )
          }
        }
        return ArrayRef.make(result)
      },
      Builtin("choose(a, choices, out=None, mode='raise')") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let choices = try weakly(a[1])
        let mode = try Arguments.mode(a[3])
        return try ArrayMethods.finish(
          checkedEngine { try own.choosing(choices, mode: mode) }, out: a[2])
      },
      Builtin("take(a, indices, axis=None, out=None, mode='raise')") { a throws(Raised) in
        let (own, indices) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axis = try Arguments.optional(a[2])
        let mode = try Arguments.mode(a[4])
        // An empty list means no places, though its dtype would be float64.
        let places = indices.size == 0 && !a[1].isArray ? indices.asType(.int64) : indices
        return try ArrayMethods.finish(
          checkedEngine { try own.taking(places, axis: axis, mode: mode) }, out: a[3])
      },
      Builtin("compress(condition, a, axis=None, out=None)") { a throws(Raised) in
        let (condition, own) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axis = try Arguments.optional(a[2])
        return try ArrayMethods.finish(
          checkedEngine { try own.compressed(condition, axis: axis) }, out: a[3])
      },
      Arguments.making("take_along_axis(arr, indices, axis=-1)") { a throws(Raised) in
        let (own, indices) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axis = try Arguments.optional(a[2])
        return { try own.takingAlongAxis(indices, axis: axis) }
      },
    ]
  }

  /// Values to be stored: lists become elements of the array's dtype at once.
  private static func values(_ value: Value, for array: Value) throws(Raised) -> ArrayOperand {
    if value.isArray || !array.isArray { return try Arguments.operand(value) }
    return .array(try ArrayConversion.array(value, dtype: ArrayRef(array).dtype))
  }

  /// How many places come before the first that is out of bounds; nil if there is none.
  private static func validCount(_ places: NDArray, _ size: Int) -> Int? {
    guard places.dtype.isInteger else { return nil }
    return places.array(of: Int.self).firstIndex { $0 < -size || $0 >= size }
  }

  private static var putting: [Builtin] {
    [
      Builtin("put(a, ind, v, mode='raise')") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(
            .typeError, "argument 1 must be numpy.ndarray, not <class '\(a[0].type.name)'>")
        }
        let (places, values) = (try Arguments.array(a[1]), try values(a[2], for: a[0]))
        let mode = try Arguments.mode(a[3])
        let chosen = places.size == 0 ? places.asType(.int64) : places
        let readOnly = "put: output array is read-only"
        // Places before one that is not there are written.
        if mode == .raise, let count = validCount(chosen, ArrayRef(a[0]).current.size) {
          let valid = chosen.ravel()[Slice.slice(nil, count)]
          try Arguments.update(a[0], readOnly: readOnly) { try $0.put(valid, values, mode: mode) }
        }
        try Arguments.update(a[0], readOnly: readOnly) { try $0.put(chosen, values, mode: mode) }
        return .none
      },
      Builtin("place(arr, mask, vals)") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(
            .typeError, "place() argument 1 must be numpy.ndarray, not \(a[0].type.name)")
        }
        let (mask, values) = (try Arguments.array(a[1]), try values(a[2], for: a[0]))
        try Arguments.update(a[0], readOnly: "WRITEBACKIFCOPY base is read-only") {
          try $0.place(mask, values)
        }
        return .none
      },
      Builtin("putmask(a, /, mask, values)") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(.typeError, "putmask: first argument must be an array")
        }
        let (mask, values) = (try Arguments.array(a[1]), try values(a[2], for: a[0]))
        try Arguments.update(a[0], readOnly: "putmask: output array is read-only") {
          try $0.putMask(mask, values)
        }
        return .none
      },
      Builtin("copyto(dst, src, casting='same_kind', where=True)") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(
            .typeError, "copyto() argument 1 must be a numpy.ndarray, not \(a[0].type.name)")
        }
        let casting = try Arguments.casting(a[2])
        // What is copied to itself is not written.
        if a[0].isArray, a[1].isArray, a[0].bits == a[1].bits { return .none }
        let source = try Arguments.operand(a[1])
        let mask =
          a[3].tag == .bool && a[3].asBool ? nil : Optional(try Arguments.array(a[3]))
        try Arguments.update(a[0]) { try $0.copy(from: source, casting: casting, where: mask) }
        return .none
      },
      Builtin("put_along_axis(arr, indices, values, axis)") { a throws(Raised) in
        guard a[0].isArray else {
          throw raise(.attributeError, "'\(a[0].type.name)' object has no attribute 'ndim'")
        }
        let (indices, values) = (try Arguments.array(a[1]), try Arguments.operand(a[2]))
        let axis = try Arguments.optional(a[3])
        try Arguments.update(a[0]) { try $0.putAlongAxis(indices, values, axis: axis) }
        return .none
      },
    ]
  }

  /// The index argument of `delete` and `insert`.
  private static func place(_ value: Value) throws(Raised) -> any AxisIndex {
    if value.has(.slice) { return try ArrayIndexing.slice(value) }
    if value.isInteger { return try indexValue(value) }
    let array = try Arguments.array(value)
    if array.size == 0 && !value.isArray { return NDArray.zeros([0], .int64) }
    return array
  }

  /// Throws NumPy's error if nothing can be inserted before `index`; it comes before those of the values.
  private static func requirePlace(_ index: Int, _ array: NDArray, _ axis: Value) throws(Raised) {
    let axis = try NumPyArguments.optional(axis)
    if let axis, !(-array.ndim..<array.ndim).contains(axis) { return }
    let length = axis.map { array.shape[$0 < 0 ? $0 + array.ndim : $0] } ?? array.size
    guard index < -length || index > length else { return }
    throw raise(
      .indexError, "index \(index) is out of bounds for axis \(axis ?? 0) with size \(length)")
  }

  private static var editing: [Builtin] {
    [
      Builtin("delete(arr, obj, axis=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let index = try place(a[1])
        let axis = try Arguments.optional(a[2])
        return ArrayRef.make(try checkedEngine { try own.deleting(index, axis: axis) })
      },
      Builtin("insert(arr, obj, values, axis=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let index = try place(a[1])
        if let index = index as? Int { try requirePlace(index, own, a[3]) }
        let values =
          a[2].isArray
          ? try Arguments.operand(a[2])
          : .array(try ArrayConversion.array(a[2], dtype: own.dtype))
        let axis = try Arguments.optional(a[3])
        return ArrayRef.make(try checkedEngine { try own.inserting(values, at: index, axis: axis) })
      },
      Arguments.making("append(arr, values, axis=None)") { a throws(Raised) in
        let (own, values) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        let axis = try Arguments.optional(a[2])
        return { try own.appending(values, axis: axis) }
      },
      Builtin("trim_zeros(filt, trim='fb', axis=None)") { a throws(Raised) in
        let ends = Arguments.text(a[1])
        let axes = try ArrayConversion.axes(a[2])
        if a[0].isArray {
          return try ArrayType.view(a[0]) { try $0.trimmingZeros(ends, axes: axes) }
        }
        let own = try Arguments.array(a[0])
        let trimmed = try checkedEngine { try own.trimmingZeros(ends, axes: axes) }
        // Lists stay lists.
        return a[0].has(.list) ? ArrayMethods.list(trimmed) : ArrayRef.make(trimmed)
      },
    ]
  }
}
