// SPDX-License-Identifier: Apache-2.0
// numpy.dtype: objects that name the element types, and what names a dtype.
import Weft

/// The object of one dtype: there is one for each.
final class DTypeObject: NativeObject {
  let dtype: DType
  private init(_ dtype: DType) { self.dtype = dtype }

  nonisolated(unsafe) private static var objects: [Value] = []

  /// The dtype object; owned.
  static func value(_ dtype: DType) -> Value {
    if objects.isEmpty {
      objects = DType.allCases.map { dtype in
        let name = dtype.name
        let start =
          name.hasPrefix("u")
          ? "UI\(name.dropFirst(2))" : name.prefix(1).uppercased() + name.dropFirst()
        let own = TypeMaking.make("\(start)DType", module: "numpy.dtypes", base: type)
        return .native(DTypeObject(dtype), own)
      }
    }
    return objects[Int(dtype.rawValue)].retained()
  }

  private static func own(_ v: Value) throws(Raised) -> DType {
    guard let own = v.native(DTypeObject.self) else { throw raise(.typeError, "not a dtype") }
    return own.dtype
  }

  /// The letter of NumPy's `dtype.char`: that of its buffers, but for complex numbers.
  static func letter(_ dtype: DType) -> String {
    dtype.isComplex ? dtype.realPart.bufferLetter.uppercased() : dtype.bufferLetter
  }

  /// The letter of NumPy's `dtype.kind`.
  static func kind(_ dtype: DType) -> String {
    switch dtype.kind {
    case .bool: "b"
    case .signed: "i"
    case .unsigned: "u"
    case .float: "f"
    case .complex: "c"
    }
  }

  nonisolated(unsafe) static let type: TypeRef = {
    func text(_ name: String, _ make: @escaping (DType) -> String) -> Property {
      Property(name) { v throws(Raised) in .string(make(try own(v))) }
    }
    func order(_ dtype: DType) -> String { dtype.itemSize == 1 ? "|" : "<" }
    return TypeMaking.make(
      "dtype", module: "numpy", flags: [.basetype],
      methods: [
        Builtin("newbyteorder(self, new_order='S', /)") { a throws(Raised) in a[0].retained() },
        Builtin("__reduce__(self, /)") { a throws(Raised) in
          let name = Value.string(kind(try own(a[0])) + String(try own(a[0]).itemSize))
          defer { name.release() }
          let arguments = Value.tuple(name)
          defer { arguments.release() }
          return .tuple(type.value, arguments)
        },
      ],
      classMethods: [GenericAlias.classGetItem],
      properties: [
        text("name") { $0.name },
        text("kind", kind),
        text("char", letter),
        text("str") { "\(order($0))\(kind($0))\($0.itemSize)" },
        text("byteorder") { $0.itemSize == 1 ? "|" : "=" },
        Property("itemsize") { v throws(Raised) in Value(try own(v).itemSize) },
        Property("alignment") { v throws(Raised) in
          let dtype = try own(v)
          return Value(dtype.isComplex ? dtype.itemSize / 2 : dtype.itemSize)
        },
        Property("num") { v throws(Raised) in
          let numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 23, 11, 12, 14, 15]
          return Value(numbers[Int(try own(v).rawValue)])
        },
        Property("type") { v throws(Raised) in
          NumPyScalars.types.unsafelyUnwrapped[try own(v)].value.retained()
        },
        Property("fields") { _ throws(Raised) in .none },
        Property("names") { _ throws(Raised) in .none },
        Property("subdtype") { _ throws(Raised) in .none },
        Property("shape") { _ throws(Raised) in Tuple.empty.value },
        Property("ndim") { _ throws(Raised) in Value(0) },
        Property("hasobject") { _ throws(Raised) in .false },
        Property("isnative") { _ throws(Raised) in .true },
        Property("isbuiltin") { _ throws(Raised) in Value(1) },
        Property("base") { v throws(Raised) in v.retained() },
        Property("descr") { v throws(Raised) in
          let dtype = try own(v)
          let name = Value.string("")
          let text = Value.string("\(order(dtype))\(kind(dtype))\(dtype.itemSize)")
          defer {
            name.release()
            text.release()
          }
          return List.make(consuming: [.tuple(name, text)]).value
        },
        Property("flags") { _ throws(Raised) in Value(0) },
        Property("isalignedstruct") { _ throws(Raised) in .false },
        Property("metadata") { _ throws(Raised) in .none },
      ]
    ) { slots in
      slots.repr = { v throws(Raised) in .string("dtype('\(try own(v).name)')") }
      slots.str = { v throws(Raised) in .string(try own(v).name) }
      slots.hash = { v throws(Raised) in Int(try own(v).rawValue) &+ 7 }
      slots.compare = { op, a, b throws(Raised) in
        guard let other = try? dtype(named: b) else {
          takeRaised().release()
          return op == .equal ? .false : op == .notEqual ? .true : .notImplemented
        }
        let mine = try own(a)
        switch op {
        case .equal: return Value(mine == other)
        case .notEqual: return Value(mine != other)
        case .lessEqual: return Value(DType.canCast(mine, to: other))
        case .less: return Value(mine != other && DType.canCast(mine, to: other))
        case .greaterEqual: return Value(DType.canCast(other, to: mine))
        case .greater: return Value(mine != other && DType.canCast(other, to: mine))
        }
      }
      slots.new = { type, arguments throws(Raised) in
        if arguments.count == 0, let own = objects.first(where: { $0.type == type }) {
          return own.retained()
        }
        guard arguments.positionalCount >= 1 else {
          throw raise(
            .typeError, "dtype() missing required argument 'dtype' (pos 1)")
        }
        return value(try dtype(named: arguments[0]))
      }
    }
  }()

  // MARK: What names a dtype

  static let names: [String: DType] = {
    var names: [String: DType] = [
      "int": .int64, "uint": .uint64, "float": .float64, "double": .float64, "single": .float32,
      "half": .float16, "complex": .complex128, "cdouble": .complex128, "csingle": .complex64,
      "bool_": .bool, "intp": .int64, "uintp": .uint64, "byte": .int8, "ubyte": .uint8,
      "short": .int16, "ushort": .uint16, "intc": .int32, "uintc": .uint32, "long": .int64,
      "ulong": .uint64, "longlong": .int64, "ulonglong": .uint64, "q": .int64, "Q": .uint64,
      "p": .int64, "P": .uint64, "float_": .float64, "complex_": .complex128, "int_": .int64,
    ]
    for dtype in DType.allCases {
      names[dtype.name] = dtype
      names[letter(dtype)] = dtype
      for order in ["", "<", "=", "|"] { names["\(order)\(kind(dtype))\(dtype.itemSize)"] = dtype }
    }
    return names
  }()

  /// The dtype that a `dtype=` argument means; TypeError for what names none.
  static func dtype(named value: Value) throws(Raised) -> DType {
    if let object = value.native(DTypeObject.self) { return object.dtype }
    if value.isNone { return .float64 }
    if value.has(.type) {
      let type = TypeRef(value)
      let types = machine.pointee.types
      if type == types.int { return .int64 }
      if type == types.float { return .float64 }
      if type == types.bool { return .bool }
      if type == types.complex { return .complex128 }
      if let dtype = NumPyScalars.dtype(of: type) { return dtype }
      if let scalars = NumPyScalars.types {
        if type == scalars.floating || type == scalars.inexact { return .float64 }
        if type == scalars.integer || type == scalars.signedInteger { return .int64 }
        if type == scalars.complexFloating { return .complex128 }
      }
      throw raise(
        .typeError,
        "Cannot interpret '\(try reprText(value))' as a data type")
    }
    if value.isStr {
      if let dtype = names[Str(value).text] { return dtype }
      throw raise(.typeError, "data type '\(Str(value).text)' not understood")
    }
    if let attribute = try getOptionalAttribute(value, "dtype") {
      defer { attribute.release() }
      if let object = attribute.native(DTypeObject.self) { return object.dtype }
    }
    throw raise(
      .typeError, "Cannot interpret '\(try reprText(value))' as a data type")
  }

  /// The dtype of an optional argument: nil for None and for what was not given.
  static func optional(_ value: Value) throws(Raised) -> DType? {
    value.isNone || value.isUnbound ? nil : try dtype(named: value)
  }
}
