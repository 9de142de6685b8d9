// SPDX-License-Identifier: Apache-2.0
// NumPy's scalars: values in place with a dtype; complex ones in cells. Their types, arithmetic and text.
import Weft

enum NumPyScalars {
  // MARK: Between arrays and values

  /// The dtype of a NumPy scalar.
  static func dtype(of value: Value) -> DType? {
    if value.isNumPyScalar {
      return DType(rawValue: value.tag.rawValue - Tag.numpyBool.rawValue)
    }
    if value.has(.complex), let type = types {
      if value.type == type[.complex64] { return .complex64 }
      if value.type == type[.complex128] { return .complex128 }
    }
    return nil
  }

  static func tag(_ dtype: DType) -> Tag {
    unsafeBitCast(Tag.numpyBool.rawValue + dtype.rawValue, to: Tag.self)
  }

  /// The scalar of a 0-d array, computed now; owned.
  static func make(_ array: NDArray) -> Value {
    switch array.dtype {
    case .bool: Value(tag: .numpyBool, bits: array.scalar(Bool.self) ? 1 : 0)
    case .int8, .int16, .int32, .int64:
      Value(tag: tag(array.dtype), bits: UInt64(bitPattern: array.scalar(Int64.self)))
    case .uint8, .uint16, .uint32, .uint64:
      Value(tag: tag(array.dtype), bits: array.scalar(UInt64.self))
    case .float16, .float32, .float64:
      Value(tag: tag(array.dtype), bits: array.scalar(Double.self).bitPattern)
    case .complex64, .complex128:
      complex(array.scalar(Complex128.self), array.dtype)
    }
  }

  static func complex(_ number: Complex128, _ dtype: DType) -> Value {
    .complex(number.re, number.im, type: types.unsafelyUnwrapped[dtype])
  }

  /// A scalar's number as a 0-d array.
  static func array(_ value: Value) -> NDArray? {
    guard let dtype = dtype(of: value) else { return nil }
    switch dtype.kind {
    case .bool: return NDArray(value.bits != 0)
    case .signed: return NDArray(value.asInt).asType(dtype)
    case .unsigned: return NDArray(value.bits).asType(dtype)
    case .float: return NDArray(value.asFloat).asType(dtype)
    case .complex:
      let cell = value.cell(as: ComplexCell.self).pointee
      return NDArray(Complex128(cell.real, cell.imaginary)).asType(dtype)
    }
  }

  /// The plain Python value of a scalar: `scalar.item()`; owned.
  static func item(_ value: Value) -> Value {
    guard let dtype = dtype(of: value) else { return value.retained() }
    switch dtype.kind {
    case .bool: return Value(value.bits != 0)
    case .signed: return Value(value.asInt)
    case .unsigned:
      return .unsigned(UInt(value.bits))
    case .float: return Value(value.asFloat)
    case .complex:
      let cell = value.cell(as: ComplexCell.self).pointee
      return .complex(cell.real, cell.imaginary)
    }
  }

  /// The plain Python value of a 0-d array's element; owned.
  static func item(_ array: NDArray) -> Value {
    let scalar = make(array)
    defer { scalar.release() }
    return item(scalar)
  }

  // MARK: Types

  /// The scalar types by dtype.
  struct Types {
    fileprivate var concrete: [TypeRef] = []
    var generic, number, integer, signedInteger, unsignedInteger, inexact, floating,
      complexFloating: TypeRef
    subscript(dtype: DType) -> TypeRef { concrete[Int(dtype.rawValue)] }
  }

  nonisolated(unsafe) private(set) static var types: Types? = nil

  /// The dtype that a scalar type stands for.
  static func dtype(of type: TypeRef) -> DType? {
    guard let types, let index = types.concrete.firstIndex(of: type) else { return nil }
    return DType(rawValue: UInt8(index))
  }

  /// Makes the types; once.
  static func makeTypes() {
    guard types == nil else { return }
    func abstract(_ name: String, _ base: TypeRef?) -> TypeRef {
      TypeMaking.make(
        name, module: "numpy", base: base, layout: .none, flags: [.basetype],
        methods: base == nil ? NumPyScalarMethods.rows : [],
        properties: base == nil ? NumPyScalarMethods.properties : [])
    }
    let generic = abstract("generic", nil)
    let number = abstract("number", generic)
    let integer = abstract("integer", number)
    let inexact = abstract("inexact", number)
    var made = Types(
      generic: generic, number: number, integer: integer,
      signedInteger: abstract("signedinteger", integer),
      unsignedInteger: abstract("unsignedinteger", integer), inexact: inexact,
      floating: abstract("floating", inexact), complexFloating: abstract("complexfloating", inexact)
    )
    for dtype in DType.allCases {
      let base: TypeRef
      switch dtype.kind {
      case .bool: base = generic
      case .signed: base = made.signedInteger
      case .unsigned: base = made.unsignedInteger
      case .float: base = made.floating
      case .complex: base = made.complexFloating
      }
      let type = TypeMaking.make(
        dtype.name, module: "numpy", base: base, layout: dtype.isComplex ? .complex : .none,
        flags: [.basetype]
      ) { slots in configure(&slots, dtype) }
      // float64 is a float and complex128 a complex.
      let second: TypeRef? =
        dtype == .float64
        ? machine.pointee.types.float : dtype == .complex128 ? machine.pointee.types.complex : nil
      if let second {
        type.cell.pointee.linearization.insert(
          second, at: type.cell.pointee.linearization.count - 1)
        type.cell.pointee.bases.release()
        type.cell.pointee.bases = .tuple(base.value, second.value)
        type.touch()
      }
      made.concrete.append(type)
    }
    types = made
    let table = UnsafeMutablePointer<TypeRef>.allocate(capacity: made.concrete.count)
    for (index, type) in made.concrete.enumerated() { (table + index).initialize(to: type) }
    machine.pointee.types.numpyScalars = table
  }

  private static func configure(_ slots: inout Slots, _ dtype: DType) {
    slots.repr = { v throws(Raised) in
      let number = text(v, dtype)
      if NDArray.printOptions.isAs(.before2_0) { return .string(number) }
      if dtype == .bool { return .string("np.\(number)_") }
      return .string("np.\(dtype.name)\(number.hasPrefix("(") ? number : "(\(number))")")
    }
    slots.str = { v throws(Raised) in .string(text(v, dtype)) }
    slots.hash = { v throws(Raised) in
      let plain = item(v)
      defer { plain.release() }
      return try Interpreter.hash(of: plain)
    }
    slots.truth = { v throws(Raised) in
      let plain = item(v)
      defer { plain.release() }
      return try isTrue(plain)
    }
    slots.binary = { op, a, b throws(Raised) in try ScalarOperators.binary(op, a, b) }
    slots.binaryMask = (1 << 14) - 1
    slots.unary = { op, a throws(Raised) in try ScalarOperators.unary(op, a) }
    slots.unaryMask = 15
    slots.compare = { op, a, b throws(Raised) in try ScalarOperators.compare(op, a, b) }
    if dtype.isInteger {
      slots.index = { v throws(Raised) in item(v) }
    }
    slots.int = { v throws(Raised) in
      let plain = dtype.isComplex ? Value(try realPart(v)) : item(v)
      defer { plain.release() }
      return try IntConversion.convert(plain)
    }
    slots.float = { v throws(Raised) in
      if dtype.isComplex { return Value(try realPart(v)) }
      let plain = item(v)
      defer { plain.release() }
      return Value(try FloatMath.convert(plain))
    }
    slots.new = { type, arguments throws(Raised) in
      guard arguments.count <= 1 else {
        throw raise(
          .typeError, "\(dtype.name) expected at most 1 argument, got \(arguments.count)")
      }
      if arguments.count == 0 { return make(NDArray.zeros([], dtype)) }
      let given = arguments[0]
      if given.has(.complex), NumPyScalars.dtype(of: given) == nil, !dtype.isComplex, dtype != .bool
      {
        throw ArrayIndexing.notReal(dtype, given)
      }
      if arguments[0].isStr || arguments[0].has(.bytes) {
        return try parse(arguments[0], dtype)
      }
      let array = try ArrayConversion.array(arguments[0], dtype: dtype)
      return array.ndim == 0 ? make(array) : ArrayRef.make(array)
    }
  }

  /// `float64("1.5")`: what Python's own type makes of a string; owned.
  private static func parse(_ text: Value, _ dtype: DType) throws(Raised) -> Value {
    let plain: Value =
      switch dtype.kind {
      case .bool: Value(try isTrue(text))
      case .signed, .unsigned: try IntConversion.convert(text)
      case .float: Value(try FloatMath.convert(text))
      case .complex: try call(machine.pointee.types.complex.value, text)
      }
    defer { plain.release() }
    return make(try ArrayConversion.array(plain, dtype: dtype))
  }

  /// The real part of a complex scalar, with NumPy's warning.
  private static func realPart(_ v: Value) throws(Raised) -> Double {
    try FloatWarnings.warnOfComplex()
    return v.cell(as: ComplexCell.self).pointee.real
  }

  /// What `str` shows.
  static func text(_ value: Value, _ dtype: DType) -> String {
    switch dtype.kind {
    case .bool: value.bits != 0 ? "True" : "False"
    case .signed: String(value.asInt)
    case .unsigned: String(value.bits)
    default: array(value)?.description ?? ""
    }
  }
}
