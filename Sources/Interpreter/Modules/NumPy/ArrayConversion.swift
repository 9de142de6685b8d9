// SPDX-License-Identifier: Apache-2.0
// From Python values to arrays and operands of ufuncs, and errors of the engine to exceptions.
import Weft

/// Runs engine code; its errors become the exceptions that NumPy raises.
@inline(__always)
func engine<R>(_ body: () throws(ArrayError) -> R) throws(Raised) -> R {
  do throws(ArrayError) {
    return try body()
  } catch {
    throw raise(error)
  }
}

/// Runs engine code whose mistakes go to a `checking` scope.
func checkedEngine<R>(_ body: () throws -> R) throws(Raised) -> R {
  let result = Result { try NDArray.checking(body) }
  switch result {
  case .success(let value): return value
  case .failure(let error as ArrayError): throw raise(error)
  case .failure(let error as LinearAlgebraError) where error.kind == .type:
    throw raise(.typeError, "\(error)")
  case .failure(let error as LinearAlgebraError):
    throw raise(.valueError, "\(error)", of: NumPyErrors.linAlgError)
  case .failure(let error as Raised): throw error
  case .failure(let error as ArrayFileError): throw raise(.valueError, error.description)
  case .failure: throw raise(.runtimeError, "array operation failed")
  }
}

func raise(_ error: ArrayError) -> Raised {
  switch error.kind {
  case .value: raise(.valueError, error.message)
  case .type: raise(.typeError, error.message, of: NumPyErrors.type(for: error.message))
  case .index: raise(.indexError, error.message)
  case .axis: raise(.valueError, error.message, of: NumPyErrors.axisError)
  case .overflow: raise(.overflowError, error.message)
  case .zeroDivision: raise(.zeroDivisionError, error.message)
  case .memory: raise(.memoryError, error.message)
  case .runtime: raise(.runtimeError, error.message)
  }
}

enum ArrayConversion {
  // MARK: Operands

  /// An operand of a ufunc: arrays and NumPy scalars with their dtype, Python numbers weak; nil for what is no number or array.
  static func operand(_ value: Value) throws(Raised) -> ArrayOperand? {
    switch value.tag {
    case .float: return .scalar(value.asFloat.scalar)
    case .int: return .scalar(value.asInt.scalar)
    case .bool: return .scalar(value.asBool.scalar)
    case .numpyFloat64: return .scalar(Scalar(strong: value.asFloat))
    case .numpyInt64: return .scalar(Int64(value.asInt).scalar)
    case .object: break
    case .none, .unbound, .ellipsis, .notImplemented: return nil
    default: return NumPyScalars.array(value).map { .array($0) }
    }
    switch value.header.pointee.layout {
    case .array: return .array(ArrayRef(value).current)
    case .complex:
      if let array = NumPyScalars.array(value) { return .array(array) }
      let cell = value.cell(as: ComplexCell.self).pointee
      return .scalar(Complex128(cell.real, cell.imaginary).scalar)
    case .bigInt, .boxedInt:
      let big = IntMath.big(value.unboxed)
      guard let magnitude = UInt64(exactly: big.magnitude) else {
        throw raise(.overflowError, "Python int too large to convert to C long")
      }
      return .scalar(Scalar(weak: Whole(magnitude: magnitude, isNegative: big < 0)))
    case .boxedFloat: return .scalar(value.unboxed.asFloat.scalar)
    case .list, .tuple, .range: return .array(try array(value))
    default:
      if let array = try foreign(value) { return .array(array) }
      return nil
    }
  }

  /// What an object with `__array__` or with a buffer gives.
  private static func foreign(_ value: Value) throws(Raised) -> NDArray? {
    if let array = try ExchangeImport.read(value) { return array }
    guard let method = try specialMethod(value, .array) else { return nil }
    defer { method.release() }
    let result = try call(method)
    defer { result.release() }
    guard result.isArray else {
      throw raise(.valueError, "object __array__ method not producing an array")
    }
    return ArrayRef(result).current
  }

  // MARK: np.array

  /// The array of any value: an array itself, numbers, nested sequences.
  ///
  /// `dtype` nil finds the common one.
  static func array(_ value: Value, dtype: DType? = nil) throws(Raised) -> NDArray {
    if value.isArray {
      let array = ArrayRef(value).current
      guard let dtype, dtype != array.dtype else { return array }
      return array.asType(dtype)
    }
    if let scalar = NumPyScalars.array(value) { return dtype.map(scalar.asType) ?? scalar }
    if value.has(.list), let array = typedList(List(value)) { return try fitted(array, dtype) }
    if value.has(.range), let length = try? length(value), length < 1 << 40 {
      let cell = value.cell(as: RangeCell.self).pointee
      if cell.start.tag == .int, cell.step.tag == .int {
        let (start, step) = (cell.start.asInt, cell.step.asInt)
        return try fitted(NDArray.arange(start, start + length * step, by: step), dtype)
      }
    }
    if value.has(.native) || value.has(.cData), let array = try ExchangeImport.read(value) {
      return dtype.map(array.asType) ?? array
    }
    if value.has(.instance), let array = try foreign(value) {
      return dtype.map(array.asType) ?? array
    }
    var collector = LeafCollector(wanted: dtype)
    try collector.collect(value)
    return try collector.array()
  }

  /// Text and numbers of any size as the number that an element of `dtype` makes of them; nil for what is none.
  ///
  /// Throws what Python's own conversion does: text that is no number, None.
  static func number(_ value: Value, for dtype: DType) throws(Raised) -> Value? {
    if value.isNone, dtype.isFloating { return Value(Double.nan) }
    if value.has(.bigInt), dtype == .bool || dtype.kind >= .float {
      return dtype == .bool ? .true : Value(try FloatMath.convert(value))
    }
    guard value.isStr || value.has(.bytes), dtype != .bool else { return nil }
    let types = machine.pointee.types
    let type = dtype.isInteger ? types.int : dtype.isComplex ? types.complex : types.float
    return try call(type.value, value)
  }

  /// Python's numbers as elements of a dtype; an integer dtype must have room for them.
  static func fitted(_ array: NDArray, _ dtype: DType?) throws(Raised) -> NDArray {
    guard let dtype, dtype != array.dtype else { return array }
    if dtype.isInteger, array.size > 0 {
      switch array.dtype.kind {
      case .signed:
        try each(array.asType(.int64), Int64.self) { number throws(Raised) in
          try check(Int128(number), dtype)
        }
      case .unsigned:
        try each(array.asType(.uint64), UInt64.self) { number throws(Raised) in
          try check(Int128(number), dtype)
        }
      case .float:
        try each(array.asType(.float64), Double.self) { number throws(Raised) in
          if number.isNaN { throw raise(.valueError, "cannot convert float NaN to integer") }
          if number.isInfinite {
            throw raise(.overflowError, "cannot convert float infinity to integer")
          }
          try check(Int128(exactly: number.rounded(.towardZero)) ?? Int128.max, dtype)
        }
      case .bool, .complex: break
      }
    }
    return array.asType(dtype)
  }

  private static func each<T: ArrayElement>(
    _ array: NDArray, _ type: T.Type, _ body: (T) throws(Raised) -> Void
  ) throws(Raised) {
    let elements = array.ravel().withUnsafeBuffer(of: type) { Array($0) }
    for element in elements { try body(element) }
  }

  private static func check(_ number: Int128, _ dtype: DType) throws(Raised) {
    let bits = Int128(dtype.itemSize * 8)
    let (lowest, above): (Int128, Int128) =
      dtype.kind == .signed ? (-(1 << (bits - 1)), 1 << (bits - 1)) : (0, 1 << bits)
    if number >= lowest && number < above { return }
    // A C long must hold the number first, or an unsigned one.
    let above64: Int128 = dtype == .uint32 || dtype == .uint64 ? 1 << 64 : 1 << 63
    throw raise(
      .overflowError,
      dtype == .int64 || number < -(1 << 63) || number >= above64
        ? "Python int too large to convert to C long"
        : "Python integer \(number) out of bounds for \(dtype.name)")
  }

  /// A list of ints or floats is copied as it lies.
  private static func typedList(_ list: List) -> NDArray? {
    let count = list.count
    switch list.storage {
    case .floats:
      let start = UnsafeMutableRawPointer(list.words).assumingMemoryBound(to: Double.self)
      return NDArray(Array(UnsafeBufferPointer(start: start, count: count)), shape: [count])
    case .ints:
      let start = UnsafeMutableRawPointer(list.words).assumingMemoryBound(to: Int.self)
      return NDArray(Array(UnsafeBufferPointer(start: start, count: count)), shape: [count])
    default: return nil
    }
  }

  /// A shape argument: an int or a sequence of ints.
  static func shape(_ value: Value) throws(Raised) -> [Int] {
    if value.isInteger || value.isNumPyScalar { return [try dimension(value)] }
    guard value.type.slots.iterate != nil || value.type.slots.getItem != nil else {
      throw raise(
        .typeError,
        "expected a sequence of integers or a single integer, got '\(try reprText(value))'")
    }
    var shape: [Int] = []
    try forEach(value) { element throws(Raised) in
      shape.append(try dimension(element))
      return true
    }
    return shape
  }

  private static func dimension(_ value: Value) throws(Raised) -> Int {
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(
        .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
    }
    let dimension = try indexValue(value)
    return dimension
  }

  /// A shape that arrays can have.
  static func checkedShape(_ value: Value) throws(Raised) -> [Int] {
    let shape = try shape(value)
    if shape.contains(where: { $0 < 0 }) {
      throw raise(.valueError, "negative dimensions are not allowed")
    }
    return shape
  }

  /// An `axis=` argument: nil for None, one axis or several.
  static func axes(_ value: Value) throws(Raised) -> [Int]? {
    if value.isNone || value.isUnbound { return nil }
    if value.has(.tuple) || value.has(.list) { return try shape(value) }
    return [try indexValue(value)]
  }
}

/// Walks nested sequences: their common shape, and the leaves in order.
private struct LeafCollector {
  /// The dtype that the elements become, if it is known.
  let wanted: DType?
  var shape: [Int] = []
  /// Arrays among the leaves, which have axes of their own.
  var arrays: [NDArray] = []
  private var leafDepth: Int?

  init(wanted: DType?) { self.wanted = wanted }

  mutating func collect(_ value: Value) throws(Raised) {
    try collect(value, depth: 0)
  }

  private static func isSequence(_ value: Value) -> Bool {
    value.has(.list) || value.has(.tuple) || value.has(.range)
      || (value.isArray && ArrayRef(value).current.ndim > 0)
  }

  private mutating func collect(_ value: Value, depth: Int) throws(Raised) {
    if value.isArray {
      let array = ArrayRef(value).current
      try note(depth, array.shape)
      arrays.append(array)
      return
    }
    guard value.has(.list) || value.has(.tuple) || value.has(.range) else {
      if let array = try ExchangeImport.read(value) {
        try note(depth, array.shape)
        arrays.append(array)
        return
      }
      try note(depth, [])
      arrays.append(try element(value))
      return
    }
    let count = try length(value)
    if depth == shape.count && leafDepth == nil {
      shape.append(count)
    } else if depth >= shape.count || shape[depth] != count {
      throw inhomogeneous(depth)
    }
    if depth > 63 { throw raise(.valueError, "setting an array element with a sequence.") }
    for index in 0..<count {
      let element = try getItem(value, Value(index))
      defer { element.release() }
      try collect(element, depth: depth + 1)
    }
  }

  /// Notes that elements with axes of their own stand at a depth.
  private mutating func note(_ depth: Int, _ own: [Int]) throws(Raised) {
    if leafDepth == nil {
      guard depth == shape.count else { throw inhomogeneous(depth) }
      leafDepth = depth
      shape += own
    } else if leafDepth != depth || Array(shape[depth...]) != own {
      throw inhomogeneous(depth)
    }
  }

  private func inhomogeneous(_ depth: Int) -> Raised {
    let known = shape.prefix(max(1, min(depth, shape.count)))
    let text =
      known.count == 1
      ? "(\(known[0]),)" : "(\(known.map(String.init).joined(separator: ", ")))"
    return raise(
      .valueError,
      "setting an array element with a sequence. The requested array has an inhomogeneous shape after \(known.count) dimensions. The detected shape was \(text) + inhomogeneous part."
    )
  }

  /// One number, as the dtype that is wanted takes it.
  private func element(_ value: Value) throws(Raised) -> NDArray {
    if let array = NumPyScalars.array(value) {
      guard let wanted else { return array }
      // NumPy's signed integers take other scalars as Python's numbers, which must fit; all else is converted.
      return wanted.kind == .signed && !array.dtype.isComplex
        ? try ArrayConversion.fitted(array, wanted) : array.asType(wanted)
    }
    if let wanted, let number = try ArrayConversion.number(value, for: wanted) {
      defer { number.release() }
      return try element(number)
    }
    guard let array = try Self.leaf(value) else {
      if let wanted, value.isNone || value.isStr { throw ArrayIndexing.notReal(wanted, value) }
      throw raise(
        .typeError,
        "Weft arrays hold numbers and booleans; the original NumPy has arrays of '\(value.type.name)' objects"
      )
    }
    guard let wanted else { return array }
    if array.dtype.isComplex, wanted.isInteger || wanted.isFloating {
      throw ArrayIndexing.notReal(wanted, value)
    }
    return try ArrayConversion.fitted(array, wanted)
  }

  private static func leaf(_ value: Value) throws(Raised) -> NDArray? {
    switch value.tag {
    case .int: return NDArray(value.asInt)
    case .float: return NDArray(value.asFloat)
    case .bool: return NDArray(value.asBool)
    case .object: break
    default: return nil
    }
    switch value.header.pointee.layout {
    case .complex:
      let cell = value.cell(as: ComplexCell.self).pointee
      return NDArray(Complex128(cell.real, cell.imaginary))
    case .boxedFloat: return NDArray(value.unboxed.asFloat)
    case .boxedInt where value.unboxed.tag == .int: return NDArray(value.unboxed.asInt)
    case .bigInt:
      guard let number = UInt64(exactly: IntMath.big(value)) else {
        throw raise(.overflowError, "Python int too large to convert to C long")
      }
      return NDArray(number)
    default: return nil
    }
  }

  func array() throws(Raised) -> NDArray {
    if arrays.isEmpty { return NDArray.zeros(shape, wanted ?? .float64) }
    let dtype = wanted ?? DType.promoted(arrays.map(\.dtype))
    if arrays.count == 1 && shape == arrays[0].shape { return arrays[0].asType(dtype) }
    // Elements without axes are written one by one in their own kind.
    if arrays.allSatisfy({ $0.ndim == 0 }) { return try numbers(dtype) }
    let parts = arrays.map { $0.asType(dtype).reshaped([$0.size]) }
    return try checkedEngine { NDArray.concatenate(parts).reshaped(shape) }
  }

  private func numbers(_ dtype: DType) throws(Raised) -> NDArray {
    switch dtype.kind {
    case .bool, .signed:
      if arrays.allSatisfy({ $0.dtype != .uint64 && !$0.dtype.isFloating && !$0.dtype.isComplex }) {
        return NDArray(arrays.map { $0.scalar(Int.self) }, shape: shape).asType(dtype)
      }
    case .unsigned:
      if arrays.allSatisfy({ !$0.dtype.isFloating && !$0.dtype.isComplex }) {
        return NDArray(arrays.map { $0.scalar(UInt64.self) }, shape: shape).asType(dtype)
      }
    case .float:
      if arrays.allSatisfy({ !$0.dtype.isComplex }) {
        return NDArray(arrays.map { $0.scalar(Double.self) }, shape: shape).asType(dtype)
      }
    case .complex:
      return NDArray(arrays.map { $0.scalar(Complex128.self) }, shape: shape).asType(dtype)
    }
    let parts = arrays.map { $0.asType(dtype).reshaped([1]) }
    return try checkedEngine { NDArray.concatenate(parts).reshaped(shape) }
  }
}
