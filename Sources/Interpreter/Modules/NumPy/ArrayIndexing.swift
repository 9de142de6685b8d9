// SPDX-License-Identifier: Apache-2.0
// a[key] and a[key] = value.
import Weft

enum ArrayIndexing {
  /// What a key selects along the axes, and whether it consists of integers and slices only.
  static func selections(_ key: Value) throws(Raised) -> (
    list: [AxisSelection], isBasic: Bool, isPlace: Bool
  ) {
    var list: [AxisSelection] = []
    var (isBasic, isPlace) = (true, true)
    let parts = key.has(.tuple) ? Array(Tuple(key).buffer) : [key]
    for part in parts {
      let selection = try selection(part)
      list.append(selection)
      switch selection {
      case .integer: break
      case .array:
        isBasic = false
        isPlace = false
      default: isPlace = false
      }
    }
    return (list, isBasic, isPlace)
  }

  private static func selection(_ part: Value) throws(Raised) -> AxisSelection {
    switch part.tag {
    case .int: return .integer(part.asInt)
    case .none: return .newAxis
    case .ellipsis: return .ellipsis
    case .bool: return .array(NDArray(part.asBool))
    default: break
    }
    if let dtype = NumPyScalars.dtype(of: part) {
      if dtype == .bool { return .array(NDArray(part.bits != 0)) }
      if dtype.isInteger { return .integer(try indexValue(part)) }
      throw invalid()
    }
    if part.isArray {
      let array = ArrayRef(part).current
      guard array.dtype == .bool || array.dtype.isInteger else {
        throw raise(.indexError, "arrays used as indices must be of integer (or boolean) type")
      }
      return array.ndim == 0 && array.dtype != .bool
        ? .integer(array.scalar(Int.self)) : .array(array)
    }
    if part.has(.slice) { return .slice(try slice(part)) }
    if part.has(.list) || part.has(.tuple) || part.has(.range) {
      if try length(part) == 0 { return .array(NDArray.zeros([0], .int64)) }
      let array = try ArrayConversion.array(part)
      guard array.dtype == .bool || array.dtype.isInteger else {
        throw raise(.indexError, "arrays used as indices must be of integer (or boolean) type")
      }
      return .array(array)
    }
    if part.isInteger || part.type.slots.index != nil { return .integer(try indexValue(part)) }
    throw invalid()
  }

  /// The slice that a slice object means.
  static func slice(_ value: Value) throws(Raised) -> Slice {
    let cell = value.cell(as: SliceCell.self).pointee
    func bound(_ value: Value) throws(Raised) -> Int? {
      if value.isNone { return nil }
      guard value.isInteger || value.type.slots.index != nil else {
        throw raise(
          .typeError, "slice indices must be integers or None or have an __index__ method")
      }
      return try indexValue(value)
    }
    let step = try bound(cell.step) ?? 1
    return .slice(try bound(cell.start), try bound(cell.stop), by: step)
  }

  private static func invalid() -> Raised {
    raise(
      .indexError,
      "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
    )
  }

  static func get(_ array: Value, _ key: Value) throws(Raised) -> Value {
    let own = ArrayRef(array)
    let (list, isBasic, isPlace) = try selections(key)
    if isBasic {
      let shared = own.shared
      let view = try engineView(shared, list)
      guard let view else {
        return ArrayRef.make(
          try engine { () throws(ArrayError) in try shared.value.selecting(list) })
      }
      if isPlace && view.value.ndim == 0 { return NumPyScalars.make(view.value) }
      return own.makeView(view)
    }
    return ArrayRef.make(
      try engine { () throws(ArrayError) in try own.current.selecting(list) })
  }

  private static func engineView(_ shared: SharedArray, _ list: [AxisSelection]) throws(Raised)
    -> SharedArray?
  {
    var failure: ArrayError?
    let view = shared.view { current in
      do throws(ArrayError) {
        return try current.selecting(list)
      } catch {
        failure = error
        return current
      }
    }
    if let failure { throw raise(failure) }
    return view
  }

  /// Python's error for a number that has no real part of its own.
  static func notReal(_ dtype: DType, _ value: Value) -> Raised {
    raise(
      .typeError,
      dtype.isInteger
        ? "int() argument must be a string, a bytes-like object or a real number, not '\(value.type.name)'"
        : "float() argument must be a string or a real number, not '\(value.type.name)'")
  }

  /// What an assignment stores: a scalar as the Python number it is, text as the number it means, None as NaN.
  static func assigned(_ value: Value, _ dtype: DType, isBasic: Bool) throws(Raised)
    -> ArrayOperand
  {
    if let number = try ArrayConversion.number(value, for: dtype) {
      defer { number.release() }
      return try assigned(number, dtype, isBasic: isBasic)
    }
    if dtype.isInteger, value.tag == .float {
      // A Python float counts as the integer it is cut to, which must fit.
      let whole = try IntConversion.convert(value)
      defer { whole.release() }
      return try assigned(whole, dtype, isBasic: isBasic)
    }
    if let array = NumPyScalars.array(value) {
      // A signed integer takes a scalar for its Python number, which must fit; all else is converted.
      if isBasic && dtype.kind == .signed && !array.dtype.isComplex {
        return .array(try ArrayConversion.fitted(array, dtype))
      }
      return .array(computed(array.asType(dtype)))
    }
    if value.has(.list) || value.has(.tuple) {
      return .array(computed(try ArrayConversion.array(value, dtype: dtype)))
    }
    guard let operand = try ArrayConversion.operand(value) else { throw notReal(dtype, value) }
    if !isBasic, case .array(let array) = operand, array.ndim == 0 {
      return .array(computed(array.asType(dtype)))
    }
    return operand
  }

  /// Computes a conversion here and now: it warns even if there is no place to store it.
  private static func computed(_ array: NDArray) -> NDArray {
    array.evaluate()
    return array
  }

  static func set(_ array: Value, _ key: Value, _ value: Value) throws(Raised) {
    guard !value.isUnbound else { throw raise(.valueError, "cannot delete array elements") }
    let own = ArrayRef(array)
    try own.requireWritable()
    let shared = own.shared
    let (list, isBasic, isPlace) = try selections(key)
    let operand = try assigned(value, shared.dtype, isBasic: isBasic)
    if isBasic, let target = try engineView(shared, list) {
      if case .array(let new) = operand, new.ndim > target.value.ndim {
        let axes = target.value.ndim
        if isPlace && axes == 0 {
          throw raise(.valueError, "setting an array element with a sequence.")
        }
        if value.has(.list) || value.has(.tuple) {
          throw raise(
            .valueError,
            "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of \(axes)."
          )
        }
      }
      switch operand {
      case .array(let new): return try checkedEngine { target.assign(new) }
      case .scalar(let number):
        var whole = target.value
        let filled = try engine { () throws(ArrayError) in
          try whole.assign(.scalar(number), at: [.ellipsis])
          return whole
        }
        return try checkedEngine { target.assign(filled) }
      }
    }
    // Index arrays and masks: the array with the elements changed becomes the new value.
    var changed = shared.value
    try engine { () throws(ArrayError) in try changed.assign(operand, at: list) }
    try checkedEngine { shared.assign(changed) }
  }
}
