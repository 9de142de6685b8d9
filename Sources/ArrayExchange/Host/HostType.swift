// SPDX-License-Identifier: Apache-2.0
// Types of Python objects that hold Swift objects.

/// A heap type made by `PyType_FromSpec`; its objects have one Swift object each.
///
///     an object   0 count, 8 type, 16 the Swift object, 24 weak references, 32 attributes
struct HostType: @unchecked Sendable {
  /// Numbers of slots, from CPython's typeslots.h.
  enum Slot: Int32 {
    case getBuffer = 1
    case releaseBuffer = 2
    case call = 50
    case dealloc = 52
    case doc = 56
    case repr = 66
    case members = 72
  }

  let type: PyObject
  private static let size = 40

  /// Makes a type; its name and slots must live for ever.
  init(
    _ gil: CPython.GIL, name: StaticString, slots: [(Slot, UnsafeRawPointer)]
  ) throws(CPython.Pending) {
    var rows = slots.map { (slot: $0.0.rawValue, function: Optional($0.1)) }
    rows.append((Slot.dealloc.rawValue, Self.dealloc))
    rows.append((Slot.members.rawValue, Self.members))
    rows.append((0, nil))
    // PyType_Slot is an int, and a pointer at 8.
    let table = UnsafeMutableRawPointer.allocate(byteCount: rows.count * 16, alignment: 8)
    for (index, row) in rows.enumerated() {
      table.storeBytes(of: row.slot, toByteOffset: index * 16, as: Int32.self)
      table.storeBytes(of: row.function, toByteOffset: index * 16 + 8, as: UnsafeRawPointer?.self)
    }
    defer { table.deallocate() }
    // PyType_Spec: the name, the size of objects, of items, flags, and the slots at 24.
    let spec = UnsafeMutableRawPointer.allocate(byteCount: 32, alignment: 8)
    defer { spec.deallocate() }
    spec.storeBytes(of: UnsafeRawPointer(name.utf8Start), as: UnsafeRawPointer.self)
    spec.storeBytes(of: Int32(Self.size), toByteOffset: 8, as: Int32.self)
    spec.storeBytes(of: 0, toByteOffset: 12, as: Int32.self)
    // Py_TPFLAGS_DISALLOW_INSTANTIATION, Py_TPFLAGS_IMMUTABLETYPE.
    spec.storeBytes(of: 1 << 7 | 1 << 8, toByteOffset: 16, as: UInt32.self)
    spec.storeBytes(of: table, toByteOffset: 24, as: UnsafeMutableRawPointer.self)
    type = try gil.check(py.PyType_FromSpec(spec))
  }

  /// A Python object that keeps a Swift object alive.
  func make(_ gil: CPython.GIL, _ object: AnyObject) throws(CPython.Pending) -> PyObject {
    let made = try gil.check(py.PyType_GenericAlloc(type, 0))
    made.storeBytes(
      of: Unmanaged.passRetained(object).toOpaque(), toByteOffset: 16,
      as: UnsafeMutableRawPointer.self)
    return made
  }

  /// The Swift object of one of these objects.
  @inline(__always) static func content(of object: PyObject) -> Unmanaged<AnyObject> {
    Unmanaged.fromOpaque(object.load(fromByteOffset: 16, as: UnsafeRawPointer.self))
  }

  nonisolated(unsafe) private static let dealloc: UnsafeRawPointer = {
    let function: @convention(c) (PyObject) -> Void = { object in
      // A type of ours is a type of the heap: each object holds a reference to it.
      let type = object.load(fromByteOffset: 8, as: PyObject.self)
      if object.load(fromByteOffset: 24, as: UInt.self) != 0 { py.PyObject_ClearWeakRefs(object) }
      if let names = object.load(fromByteOffset: 32, as: PyObject?.self) { py.Py_DecRef(names) }
      let content = HostType.content(of: object)
      py.PyObject_Free(object)
      py.Py_DecRef(type)
      content.release()
    }
    return unsafeBitCast(function, to: UnsafeRawPointer.self)
  }()

  /// PyMemberDef rows of 40 bytes: the name, T_PYSSIZET, the offset, READONLY; they say where the two lists are.
  nonisolated(unsafe) private static let members: UnsafeRawPointer = {
    let names: [(StaticString, Int)] = [("__weaklistoffset__", 24), ("__dictoffset__", 32)]
    let table = UnsafeMutableRawPointer.allocate(byteCount: (names.count + 1) * 40, alignment: 8)
    table.initializeMemory(as: UInt8.self, repeating: 0, count: (names.count + 1) * 40)
    for (index, (name, offset)) in names.enumerated() {
      let row = table + index * 40
      row.storeBytes(of: UnsafeRawPointer(name.utf8Start), as: UnsafeRawPointer.self)
      row.storeBytes(of: 19, toByteOffset: 8, as: Int32.self)
      row.storeBytes(of: offset, toByteOffset: 16, as: Int.self)
      row.storeBytes(of: 1, toByteOffset: 24, as: Int32.self)
    }
    return UnsafeRawPointer(table)
  }()
}
