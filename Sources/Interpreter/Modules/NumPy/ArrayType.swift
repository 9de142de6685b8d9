// SPDX-License-Identifier: Apache-2.0
// numpy.ndarray: slots, attributes and methods.
import Weft

enum ArrayType {
  /// Fills the type; once, when numpy is imported.
  static func fill() {
    let type = machine.pointee.types.array
    TypeMaking.fill(
      type, module: "numpy", methods: ArrayMethods.rows + NumPySorting.methods,
      classMethods: [GenericAlias.classGetItem],
      properties: properties
    ) { slots in
      slots.repr = { v throws(Raised) in try NumPyPrinting.text(of: v, asRepr: true) }
      slots.str = { v throws(Raised) in try NumPyPrinting.text(of: v, asRepr: false) }
      slots.isUnhashable = true
      slots.truth = { v throws(Raised) in try truth(ArrayRef(v).current) }
      slots.length = { v throws(Raised) in
        let array = ArrayRef(v).current
        guard let count = array.shape.first else {
          throw raise(.typeError, "len() of unsized object")
        }
        return count
      }
      slots.binary = { op, a, b throws(Raised) in try ArrayOperators.binary(op, a, b) }
      slots.binaryMask = (1 << 14) - 1
      slots.inPlace = { op, a, b throws(Raised) in try ArrayOperators.inPlace(op, a, b) }
      slots.inPlaceMask = (1 << 13) - 1
      slots.unary = { op, a throws(Raised) in try ArrayOperators.unary(op, a) }
      slots.unaryMask = 15
      slots.compare = { op, a, b throws(Raised) in try ArrayOperators.compare(op, a, b) }
      slots.getItem = { v, key throws(Raised) in try ArrayIndexing.get(v, key) }
      slots.setItem = { v, key, value throws(Raised) in try ArrayIndexing.set(v, key, value) }
      slots.contains = { v, key throws(Raised) in
        let equal = try ArrayOperators.compare(.equal, v, key)
        defer { equal.release() }
        if !equal.isArray { return try isTrue(equal) }
        return ArrayRef(equal).current.any().scalar()
      }
      slots.iterate = { v throws(Raised) in
        guard ArrayRef(v).current.ndim > 0 else {
          throw raise(.typeError, "iteration over a 0-d array")
        }
        return .native(ArrayIterator(v), ArrayIterator.type)
      }
      slots.index = { v throws(Raised) in
        let array = ArrayRef(v).current
        guard array.ndim == 0, array.dtype.isInteger else {
          throw raise(
            .typeError, "only integer scalar arrays can be converted to a scalar index")
        }
        return NumPyScalars.item(array)
      }
      slots.int = { v throws(Raised) in
        let item = try only(v)
        defer { item.release() }
        return try IntConversion.convert(item)
      }
      slots.float = { v throws(Raised) in
        let item = try only(v)
        defer { item.release() }
        return Value(try FloatMath.convert(item))
      }
    }
  }

  /// The only element as a Python value; owned.
  private static func only(_ v: Value) throws(Raised) -> Value {
    let array = ArrayRef(v).current
    guard array.ndim == 0 else {
      throw raise(.typeError, "only 0-dimensional arrays can be converted to Python scalars")
    }
    return NumPyScalars.item(array.reshaped([]))
  }

  static func truth(_ array: NDArray) throws(Raised) -> Bool {
    if array.size == 1 { return array.asType(.bool).scalar() }
    if array.size == 0 {
      throw raise(
        .valueError,
        "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
      )
    }
    throw raise(
      .valueError,
      "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")
  }

  static func tuple(_ numbers: [Int]) -> Value {
    Tuple.make(consuming: numbers.map { Value($0) }).value
  }

  /// A view of an array object, or a new array where there is no view; owned.
  static func view(_ v: Value, _ transform: (NDArray) throws -> NDArray) throws(Raised) -> Value {
    let own = ArrayRef(v)
    let shared = own.shared
    var result: NDArray?
    let view = try checkedEngine {
      try shared.view { current in
        let chosen = try transform(current)
        result = chosen
        return chosen
      }
    }
    if let view { return own.makeView(view) }
    return ArrayRef.make(result.unsafelyUnwrapped)
  }

  /// The array without these axes of length 1 (all of them for nil): itself if there are none to leave out.
  static func squeezed(_ v: Value, _ axes: [Int]?) throws(Raised) -> Value {
    let own = ArrayRef(v)
    let isSame = axes.map { $0.isEmpty || own.current.ndim == 0 } ?? !own.current.shape.contains(1)
    let result = try view(v) { $0.squeezed(axes) }
    if !isSame { return result }
    result.release()
    return v.retained()
  }

  // MARK: Attributes

  private static var properties: [Property] {
    [
      Property(
        "shape",
        set: { v, value throws(Raised) in
          let shape = try ArrayConversion.shape(value)
          let own = ArrayRef(v)
          let reshaped = try checkedEngine { own.shared.view { $0.reshaped(shape) } }
          guard let reshaped else {
            throw raise(
              .attributeError,
              "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape."
            )
          }
          let old = own.cell.pointee.array
          own.cell.pointee.array = Unmanaged.passRetained(reshaped)
          old.release()
        }
      ) { v throws(Raised) in tuple(ArrayRef(v).current.shape) },
      Property("strides") { v throws(Raised) in tuple(ArrayRef(v).current.strides) },
      Property("ndim") { v throws(Raised) in Value(ArrayRef(v).current.ndim) },
      Property("size") { v throws(Raised) in Value(ArrayRef(v).current.size) },
      Property("itemsize") { v throws(Raised) in Value(ArrayRef(v).dtype.itemSize) },
      Property("nbytes") { v throws(Raised) in
        Value(ArrayRef(v).current.size * ArrayRef(v).dtype.itemSize)
      },
    ] + ExchangeExport.properties + [
      Property("ctypes") { v throws(Raised) in try CArrays.interface(v) },
      Property("dtype") { v throws(Raised) in DTypeObject.value(ArrayRef(v).dtype) },
      Property("T") { v throws(Raised) in try view(v) { $0.T } },
      Property("mT") { v throws(Raised) in
        guard ArrayRef(v).current.ndim >= 2 else {
          throw raise(.valueError, "matrix transpose with ndim < 2 is undefined")
        }
        return try view(v) { $0.swappingAxes(-1, -2) }
      },
      Property("base") { v throws(Raised) in
        let parent = ArrayRef(v).cell.pointee.parent
        return parent.isUnbound ? .none : parent.retained()
      },
      Property(
        "real",
        set: { v, value throws(Raised) in
          try ArrayRef(v).requireWritable()
          try setPart(v, imaginary: false, to: value)
        }
      ) { v throws(Raised) in
        part(v, imaginary: false) ?? v.retained()
      },
      Property(
        "imag",
        set: { v, value throws(Raised) in
          let own = ArrayRef(v)
          try own.requireWritable()
          guard own.dtype.isComplex else {
            throw raise(.typeError, "array does not have imaginary part to set")
          }
          try setPart(v, imaginary: true, to: value)
        }
      ) { v throws(Raised) in
        if let view = part(v, imaginary: true) { return view }
        let zeros = ArrayRef.make(ArrayRef(v).current.imag)
        ArrayRef(zeros).cell.pointee.isReadOnly = true
        return zeros
      },
      Property(
        "flat",
        set: { v, value throws(Raised) in
          let own = ArrayRef(v)
          try own.requireWritable("array is read-only")
          let (count, shape) = (own.current.size, own.current.shape)
          guard let operand = try ArrayConversion.operand(value) else {
            throw raise(.typeError, "flat needs numbers")
          }
          // Fewer elements are repeated, more are left.
          if case .array(let new) = operand, new.size != 1 {
            if new.size == 0 || count == 0 { return }
            let all = try checkedEngine { try new.ravel().resized(shape) }
            return try checkedEngine { own.shared.assign(all) }
          }
          var flat = own.current.flattened()
          let single: ArrayOperand
          if case .array(let new) = operand {
            single = .array(new.reshaped([]))
          } else {
            single = operand
          }
          try engine { () throws(ArrayError) in try flat.assign(single, at: [.ellipsis]) }
          try checkedEngine { own.shared.assign(flat.reshaped(shape)) }
        }
      ) { v throws(Raised) in
        .native(FlatIterator(v), FlatIterator.type)
      },
      Property("flags") { v throws(Raised) in ArrayFlags.value(ArrayRef(v)) },
      Property("device") { _ throws(Raised) in .string("cpu") },
      Property("data") { v throws(Raised) in
        try call(machine.pointee.types.memoryView.value, v)
      },
    ]
  }

  /// A view of the parts of complex elements; nil for others.
  private static func part(_ v: Value, imaginary: Bool) -> Value? {
    let own = ArrayRef(v)
    return own.shared.part(imaginary: imaginary).map { own.makeView($0) }
  }

  /// Assigns to the view of a part, which the array has.
  private static func setPart(_ v: Value, imaginary: Bool, to value: Value) throws(Raised) {
    let new = try ArrayConversion.array(value)
    guard let view = part(v, imaginary: imaginary) else {
      return try checkedEngine { ArrayRef(v).shared.assign(new) }
    }
    defer { view.release() }
    try checkedEngine { ArrayRef(view).shared.assign(new) }
  }
}

/// Iterates over the first axis.
final class ArrayIterator: NativeObject {
  private var array: Value
  private var index = 0
  init(_ array: Value) { self.array = array.retained() }
  deinit { array.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(array) }

  func next() throws(Raised) -> Value {
    guard !array.isUnbound, index < ArrayRef(array).current.shape[0] else { return .unbound }
    index += 1
    return try ArrayIndexing.get(array, Value(index - 1))
  }

  nonisolated(unsafe) static let type = TypeMaking.make("array_iterator", module: "numpy") {
    slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try v.native(ArrayIterator.self)?.next() ?? .unbound }
  }
}

/// `a.flat`: the elements in C order.
final class FlatIterator: NativeObject {
  let array: Value
  var index = 0
  init(_ array: Value) { self.array = array.retained() }
  deinit { array.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(array) }

  private static func own(_ v: Value) throws(Raised) -> FlatIterator {
    guard let own = v.native(FlatIterator.self) else { throw raise(.typeError, "not a flatiter") }
    return own
  }

  private var current: NDArray { ArrayRef(array).current }

  nonisolated(unsafe) static let type = TypeMaking.make(
    "flatiter", module: "numpy",
    methods: [
      Builtin("copy(self, /)") { a throws(Raised) in
        ArrayRef.make(try own(a[0]).current.flattened())
      }
    ],
    properties: [
      Property("base") { v throws(Raised) in try own(v).array.retained() },
      Property("index") { v throws(Raised) in Value(try own(v).index) },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      let own = try own(v)
      let flat = own.current.reshaped([own.current.size])
      guard own.index < flat.size else { return .unbound }
      own.index += 1
      return NumPyScalars.make(flat[own.index - 1] as NDArray)
    }
    slots.length = { v throws(Raised) in try own(v).current.size }
    slots.getItem = { v, key throws(Raised) in
      let current = try own(v).current
      let place = try place(key)
      let chosen = try engine { () throws(ArrayError) in try current.flatElements(at: place) }
      if case .integer = place.selection { return NumPyScalars.make(chosen) }
      return ArrayRef.make(chosen)
    }
    slots.setItem = { v, key, value throws(Raised) in
      let own = try own(v)
      try ArrayRef(own.array).requireWritable("underlying array is read-only")
      let place = try place(key)
      do throws(Raised) {
        let new = try ArrayIndexing.assigned(value, own.current.dtype, isBasic: true)
        try NumPyArguments.update(own.array) { try $0.setFlat(at: place, to: new) }
      } catch {
        guard key.isInteger, !raisedIs(.indexError) else { throw error }
        takeRaised().release()
        throw raise(.valueError, "Error setting single item of array.")
      }
    }
  }

  private static func place(_ key: Value) throws(Raised) -> any AxisIndex {
    if key.has(.tuple), Tuple(key).count != 1 {
      throw raise(.indexError, "unsupported iterator index")
    }
    return Place(selection: try ArrayIndexing.selections(key).list[0])
  }

  /// What a script's key selects, as an index of the engine.
  private struct Place: AxisIndex {
    let selection: AxisSelection
  }
}
