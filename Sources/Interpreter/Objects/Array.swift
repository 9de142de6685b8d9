// SPDX-License-Identifier: Apache-2.0
// Arrays of the engine in cells of the heap.
import Weft

struct ArrayCell: BitwiseCopyable {
  var header: Header
  var array: Unmanaged<SharedArray>
  /// The array that this one is a view of, or unbound: `ndarray.base`.
  var parent: Value
  /// Whether writes raise an error: `not ndarray.flags.writeable`.
  var isReadOnly: Bool
  /// Whether the first write warns: results of `broadcast_arrays`, and their views.
  var warnsOfWrites: Bool
}

/// A reference to an array; does not count.
struct ArrayRef: BitwiseCopyable {
  let cell: UnsafeMutablePointer<ArrayCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var shared: SharedArray { cell.pointee.array.takeUnretainedValue() }
  /// The elements as they are now; later writes do not change it.
  var current: NDArray { cell.pointee.array._withUnsafeGuaranteedRef { $0.value } }
  var dtype: DType { cell.pointee.array._withUnsafeGuaranteedRef { $0.dtype } }

  /// Throws for an array that must not be written to.
  @inline(__always)
  func requireWritable(
    _ message: @autoclosure () -> String = "assignment destination is read-only"
  ) throws(Raised) {
    if cell.pointee.isReadOnly { throw Interpreter.raise(.valueError, message()) }
    if cell.pointee.warnsOfWrites { try warnOfWrite() }
  }

  /// Warns of a write to memory that elements may share; once, for this array and what it is a view of.
  @inline(never)
  private func warnOfWrite() throws(Raised) {
    try FloatWarnings.warn(
      """
      Numpy has detected that you (may be) writing to an array with
      overlapping memory from np.broadcast_arrays. If this is intentional
      set the WRITEABLE flag True or make a copy immediately before writing.
      """, .deprecationWarning)
    cell.pointee.warnsOfWrites = false
    if cell.pointee.parent.isArray { Self(cell.pointee.parent).cell.pointee.warnsOfWrites = false }
  }

  /// A view of this array around `shared`; owned.
  func makeView(_ shared: SharedArray) -> Value {
    let parent = cell.pointee.parent
    let view = Self.make(shared, parent: parent.isUnbound ? value : parent)
    Self(view).cell.pointee.isReadOnly = cell.pointee.isReadOnly
    Self(view).cell.pointee.warnsOfWrites = cell.pointee.warnsOfWrites
    return view
  }

  /// A new array object around a shared array; `parent` is borrowed.
  ///
  /// Owned.
  static func make(_ shared: SharedArray, parent: Value = .unbound, type: TypeRef? = nil) -> Value {
    let own = machine.pointee.types.array
    let type = type ?? own
    let cell = Heap.make(ArrayCell.self, .array, type, exact: type == own, container: true)
    cell.pointee.array = Unmanaged.passRetained(shared)
    cell.pointee.parent = parent.retained()
    cell.pointee.isReadOnly = false
    cell.pointee.warnsOfWrites = false
    return Value(cell)
  }

  static func make(_ array: NDArray) -> Value {
    if FloatWarnings.isEager { array.evaluate() }
    return make(SharedArray(array))
  }
}

extension Value {
  @inline(__always) var isArray: Bool { has(.array) }

  /// Whether it is a NumPy scalar in place.
  @inline(__always) var isNumPyScalar: Bool {
    tag.rawValue >= Tag.numpyBool.rawValue && tag.rawValue <= Tag.numpyFloat64.rawValue
  }
}
