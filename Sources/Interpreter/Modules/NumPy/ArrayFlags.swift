// SPDX-License-Identifier: Apache-2.0
// ndarray.flags: how an array lies in memory, and whether it may be written to.
import Weft

/// `a.flags`: looks at the array whenever it is asked.
final class ArrayFlags: NativeObject {
  private let array: Value
  private init(_ array: Value) { self.array = array.retained() }
  deinit { array.release() }
  override func visitReferences(_ visit: (Value) -> Void) { visit(array) }

  /// The flags of an array object; owned.
  static func value(_ array: ArrayRef) -> Value { .native(ArrayFlags(array.value), type) }

  /// `a.setflags(write=...)`.
  ///
  /// A view may be written to if what it looks at may be.
  static func setWritable(_ v: Value, _ isWritable: Bool) throws(Raised) {
    let own = ArrayRef(v)
    let parent = own.cell.pointee.parent
    own.cell.pointee.warnsOfWrites = false
    if isWritable, parent.isArray, ArrayRef(parent).cell.pointee.isReadOnly {
      throw raise(.valueError, "cannot set WRITEABLE flag to True of this array")
    }
    // Memory of others stays what they said of it.
    if isWritable, own.cell.pointee.isReadOnly, !parent.isUnbound, !parent.isArray,
      BufferLayout(of: parent)?.isReadOnly ?? true
    {
      throw raise(.valueError, "cannot set WRITEABLE flag to True of this array")
    }
    own.cell.pointee.isReadOnly = !isWritable
  }

  private enum Flag: Int {
    case cOrder = 1
    case fortranOrder = 2
    case owns = 4
    case aligned = 256
    case writable = 1024
    /// NumPy's WARN_ON_WRITE: the highest bit of a C int.
    case warns = -0x8000_0000
  }

  /// Flags as bits, NumPy's `flags.num`.
  private static func bits(_ v: Value) throws(Raised) -> Int {
    guard let flags = v.native(ArrayFlags.self) else { throw raise(.typeError, "not flags") }
    let own = ArrayRef(flags.array)
    let current = own.current
    let (shape, strides, size) = (current.shape, current.strides, current.dtype.itemSize)
    var bits = own.shared.isAligned ? Flag.aligned.rawValue : 0
    if isContiguous(shape, strides, size) { bits |= Flag.cOrder.rawValue }
    if isContiguous(shape.reversed(), strides.reversed(), size) {
      bits |= Flag.fortranOrder.rawValue
    }
    if own.cell.pointee.parent.isUnbound { bits |= Flag.owns.rawValue }
    if !own.cell.pointee.isReadOnly { bits |= Flag.writable.rawValue }
    if own.cell.pointee.warnsOfWrites { bits |= Flag.warns.rawValue }
    return bits
  }

  /// Names: those of attributes, those of keys, and what must be set and what must not.
  private static let names: [(name: String, keys: [String], set: Int, unset: Int)] = [
    ("c_contiguous", ["C_CONTIGUOUS", "CONTIGUOUS", "C"], 1, 0),
    ("f_contiguous", ["F_CONTIGUOUS", "FORTRAN", "F"], 2, 0),
    ("owndata", ["OWNDATA", "O"], 4, 0),
    ("writeable", ["WRITEABLE", "W"], 1024, 0),
    ("aligned", ["ALIGNED", "A"], 256, 0),
    ("writebackifcopy", ["WRITEBACKIFCOPY", "X"], 0, 256),
    ("contiguous", [], 1, 0), ("fortran", [], 2, 0),
    ("behaved", ["BEHAVED", "B"], 1280, 0), ("carray", ["CARRAY", "CA"], 1281, 0),
    ("farray", ["FARRAY", "FA"], 1282, 1), ("fnc", ["FNC"], 2, 1),
  ]

  /// Whether a row's bits hold; who asks whether an array may be written to is warned that it soon may not.
  private static func holds(
    _ row: (name: String, keys: [String], set: Int, unset: Int), _ bits: Int
  )
    throws(Raised) -> Bool
  {
    if bits < 0, row.set & Flag.writable.rawValue != 0 {
      try FloatWarnings.warn(
        "future versions will not create a writeable array from broadcast_array. Set the writable flag explicitly to avoid this warning.",
        .futureWarning)
    }
    return bits & row.set == row.set && bits & row.unset == 0
  }

  /// Those that hold if either order does.
  private static func isEither(_ name: String, _ bits: Int) -> Bool {
    name == "forc" || name == "FORC" ? bits & 3 != 0 : false
  }

  private static func holds(_ key: String, _ bits: Int) throws(Raised) -> Bool {
    if key == "FORC" { return isEither(key, bits) }
    guard let row = names.first(where: { $0.keys.contains(key) }) else {
      throw raise(.keyError, "Unknown flag")
    }
    return try holds(row, bits)
  }

  static func isContiguous(_ shape: [Int], _ strides: [Int], _ itemSize: Int) -> Bool {
    if shape.contains(0) { return true }
    var expected = itemSize
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }

  private static var properties: [Property] {
    let plain = names.filter { $0.name != "writeable" }.map { row in
      Property(row.name) { v throws(Raised) in Value(try holds(row, bits(v))) }
    }
    return plain + [
      Property("forc") { v throws(Raised) in Value(isEither("forc", try bits(v))) },
      Property("num") { v throws(Raised) in Value(try bits(v)) },
      Property(
        "writeable",
        set: { v, value throws(Raised) in
          guard let flags = v.native(ArrayFlags.self) else { return }
          try setWritable(flags.array, isTrue(value))
        }
      ) { v throws(Raised) in Value(try holds("W", bits(v))) },
    ]
  }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make(
    "flagsobj", module: "numpy._core.multiarray", properties: properties
  ) { slots in
    slots.repr = { v throws(Raised) in
      let bits = try bits(v)
      var text = ""
      for row in names.prefix(6) {
        let holds = bits & row.set == row.set && bits & row.unset == 0
        let warns = row.name == "writeable" && bits < 0 ? "  (with WARN_ON_WRITE=True)" : ""
        text += "  \(row.keys[0]) : \(holds ? "True" : "False")\(warns)\n"
      }
      return .string(text)
    }
    slots.getItem = { v, key throws(Raised) in
      guard key.isStr else { throw raise(.keyError, "Unknown flag") }
      return Value(try holds(Str(key).text, bits(v)))
    }
    slots.setItem = { v, key, value throws(Raised) in
      guard let flags = v.native(ArrayFlags.self), key.isStr,
        ["WRITEABLE", "W"].contains(Str(key).text)
      else { throw raise(.keyError, "Unknown flag") }
      try setWritable(flags.array, isTrue(value))
    }
    slots.compare = { op, a, b throws(Raised) in
      guard b.native(ArrayFlags.self) != nil, op == .equal || op == .notEqual else {
        return .notImplemented
      }
      return Value((try bits(a) == bits(b)) == (op == .equal))
    }
  }
}
