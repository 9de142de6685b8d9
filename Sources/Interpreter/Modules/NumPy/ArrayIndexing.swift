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
    if value.isNone, dtype.isFloating { return .scalar(Double.nan.scalar) }
    if value.isStr, dtype != .bool {
      let types = machine.pointee.types
      let type = dtype.isInteger ? types.int : dtype.isComplex ? types.complex : types.float
      let number = try call(type.value, value)
      defer { number.release() }
      return try assigned(number, dtype, isBasic: isBasic)
    }
    if value.has(.bigInt), dtype.kind >= .float {
      return .scalar(try FloatMath.convert(value).scalar)
    }
    if isBasic, dtype.kind == .unsigned,
      value.tag == .float || value.isNumPyScalar && value.tag != .numpyBool
    {
      // Numbers that are no Python ints wrap around in unsigned elements.
      let plain = NumPyScalars.item(value)
      defer { plain.release() }
      let whole = try IntConversion.convert(plain)
      defer { whole.release() }
      let bits = UInt64(truncatingIfNeeded: IntMath.big(whole.unboxed))
      return .array(NDArray(bits).asType(dtype))
    }
    if isBasic, value.isNumPyScalar, value.tag != .numpyBool {
      let number = NumPyScalars.item(value)
      defer { number.release() }
      if let operand = try ArrayConversion.operand(number) { return operand }
    }
    if !isBasic, let array = NumPyScalars.array(value) { return .array(array) }
    guard let operand = try ArrayConversion.operand(value) else { throw notReal(dtype, value) }
    if dtype.isInteger, value.has(.list) || value.has(.tuple), case .array(let numbers) = operand,
      !numbers.dtype.isComplex
    {
      // With the errors of numbers that do not fit.
      return .array(try ArrayConversion.array(value, dtype: dtype))
    }
    return operand
  }

  static func set(_ array: Value, _ key: Value, _ value: Value) throws(Raised) {
    guard !value.isUnbound else { throw raise(.valueError, "cannot delete array elements") }
    let own = ArrayRef(array)
    try own.requireWritable()
    let shared = own.shared
    let (list, isBasic, isPlace) = try selections(key)
    let operand = try assigned(value, shared.dtype, isBasic: isBasic)
    if isBasic, let target = try engineView(shared, list) {
      if isPlace, case .array(let new) = operand, new.ndim > 0, target.value.ndim == 0 {
        throw raise(.valueError, "setting an array element with a sequence.")
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
