// SPDX-License-Identifier: Apache-2.0
// Arrays between Weft and the hosted Python, through the buffer protocol: no element is copied.

import Weft

/// A buffer that Python lends; the end of this object gives it back.
private final class HeldBuffer: @unchecked Sendable {
  let view: UnsafeMutablePointer<BufferView>

  init(_ view: UnsafeMutablePointer<BufferView>) { self.view = view }
  deinit { DeadReferences.add(buffer: UnsafeMutableRawPointer(view)) }
}

extension CPython.GIL {
  /// Where the elements of an object lie that has the buffer protocol; `owner` keeps them there.
  ///
  /// - Throws: BufferError, TypeError or ValueError, the exporter's own or ours.
  package func memory(
    of object: PyObject, _ request: BufferView.Request = .fullReadOnly
  ) throws(Pending) -> (memory: ArrayMemory, owner: AnyObject) {
    let view = UnsafeMutablePointer<BufferView>.allocate(capacity: 1)
    view.initialize(to: BufferView())
    guard py.PyObject_GetBuffer(object, view, request.rawValue) == 0 else {
      view.deallocate()
      throw Pending()
    }
    // From here on it is given back by the owner, also if the memory is refused.
    let owner = HeldBuffer(view)
    do throws(ExchangeError) {
      return (try ArrayMemory(view.pointee), owner)
    } catch {
      throw raise(error)
    }
  }

  /// The same with the exporter's format, for those who read elements of any type.
  package func lent(_ object: PyObject) throws(Pending) -> (
    memory: ArrayMemory, format: String, owner: AnyObject
  ) {
    let (memory, owner) = try memory(of: object)
    let format = unsafeDowncast(owner, to: HeldBuffer.self).view.pointee.format
    return (memory, format.map { String(cString: $0) } ?? "B", owner)
  }

  /// The same for anything of which NumPy can make an array.
  package func arrayMemory(
    of object: PyObject
  ) throws(Pending) -> (memory: ArrayMemory, owner: AnyObject) {
    do throws(Pending) { return try memory(of: object) } catch {
      // Not an exporter: NumPy asks for `__array_interface__`, `__array__` and the like, and reads sequences.
      guard isPending("TypeError"), !isBuffer(object) else { throw error }
      py.PyErr_Clear()
      let array = try asarray(object)
      defer { release(array) }
      return try memory(of: array)
    }
  }

  private func isBuffer(_ object: PyObject) -> Bool { py.PyObject_CheckBuffer(object) != 0 }

  /// An object that shows memory through the buffer protocol; `owner` lives as long as anybody looks.
  package func exporter(
    _ memory: ArrayMemory, owner: AnyObject?
  ) throws(Pending) -> PyObject {
    let export: BufferExport
    do throws(ExchangeError) { export = try BufferExport(memory, owner: owner) } catch {
      throw raise(error)
    }
    return try ExporterType.get(self).make(self, export)
  }

  /// The original NumPy's array of an object.
  package func asarray(_ object: PyObject) throws(Pending) -> PyObject {
    let tuple = try check(py.PyTuple_New(1))
    defer { release(tuple) }
    _ = py.PyTuple_SetItem(tuple, 0, retain(object))
    return try check(py.PyObject_Call(try NumPyFunctions.asarray(self), tuple, nil))
  }

  /// Makes an exception pending for a mistake in what was exchanged.
  package func raise(_ error: ExchangeError) -> Pending {
    let type =
      switch error.kind {
      case .buffer: "BufferError"
      case .type: "TypeError"
      case .value: "ValueError"
      case .runtime: "RuntimeError"
      case .notImplemented: "NotImplementedError"
      case .attribute: "AttributeError"
      }
    return raise(type, error.message)
  }
}

/// The type of exporters, made when the first is; guarded by the lock.
private enum ExporterType {
  nonisolated(unsafe) private static var made: HostType?

  static func get(_ gil: CPython.GIL) throws(CPython.Pending) -> HostType {
    if let made { return made }
    let getBuffer: @convention(c) (PyObject, UnsafeMutableRawPointer, Int32) -> Int32 = {
      object, address, flags in
      let export = unsafeDowncast(
        HostType.content(of: object).takeUnretainedValue(), to: BufferExport.self)
      let view = address.assumingMemoryBound(to: BufferView.self)
      let gil = CPython.GIL()
      do throws(ExchangeError) {
        try export.fill(&view.pointee, BufferView.Request(rawValue: flags))
        view.pointee.obj = gil.retain(object)
        return 0
      } catch {
        view.pointee.obj = nil
        _ = gil.raise(error)
        return -1
      }
    }
    let type = try HostType(
      gil, name: "weft.buffer",
      slots: [(.getBuffer, unsafeBitCast(getBuffer, to: UnsafeRawPointer.self))])
    made = type
    return type
  }
}

/// Functions of the original NumPy, looked up once; guarded by the lock.
private enum NumPyFunctions {
  nonisolated(unsafe) private static var found: PyObject?

  static func asarray(_ gil: CPython.GIL) throws(CPython.Pending) -> PyObject {
    if let found { return found }
    let numpy = try gil.importModule("numpy")
    defer { gil.release(numpy) }
    let function = try gil.attribute(numpy, "asarray")
    found = function
    return function
  }
}

extension NDArray {
  /// The elements of a Python object: a NumPy array, a `bytes`, a memoryview, whatever NumPy makes an array of.
  ///
  ///     let a = try NDArray(numpy.linspace(0, 1, 5))
  ///
  /// Nothing is copied where the object has the buffer protocol and the dtype's bytes are in this machine's order: the array keeps the
  /// Python object alive, and sees what Python writes there. Operations read the elements when they are written. A change to the array
  /// is made in memory of its own.
  ///
  /// - Throws: Python's TypeError, ValueError or BufferError for what has no dtype here, such as records.
  public init(_ object: CPython.Object, copy: CopyPolicy = .ifNeeded) throws(CPythonError) {
    let (memory, owner) = try object.arrayMemory()
    do throws(ExchangeError) { try self.init(memory, owner: owner, copy: copy) } catch {
      throw .exchange(error)
    }
  }

  /// An array of the original NumPy with the same memory, which only reads it.
  ///
  /// Computes the elements. Nothing is copied; the elements stay where they are as long as Python looks at them, and a later change to
  /// this array is not seen there.
  ///
  /// - Parameter writable: Python gets a copy of its own, and may write.
  /// - Throws: ImportError without NumPy.
  public func foreign(writable: Bool = false) throws(CPythonError) -> CPython.Object {
    if writable { return try SharedArray(copy()).foreign() }
    var (memory, owner) = memory()
    memory.isReadOnly = true
    return try CPython.Object.array(memory, owner: owner)
  }
}

extension SharedArray {
  /// The elements of a Python object: an array that sees what Python writes, and Python what is written to it.
  ///
  /// Whether writing is allowed is the object's to say; ask `CPython.Object.isReadOnly` first.
  ///
  /// - Throws: As `NDArray.init(_:copy:)`.
  public convenience init(
    _ object: CPython.Object, copy: CopyPolicy = .ifNeeded
  ) throws(CPythonError) {
    let (memory, owner) = try object.arrayMemory()
    do throws(ExchangeError) { try self.init(memory, owner: owner, copy: copy) } catch {
      throw .exchange(error)
    }
  }

  /// An array of the original NumPy with the same memory: each sees what the other writes.
  ///
  /// - Throws: ImportError without NumPy.
  public func foreign(writable: Bool = true) throws(CPythonError) -> CPython.Object {
    var (memory, owner) = memory()
    memory.isReadOnly = !writable
    return try CPython.Object.array(memory, owner: owner)
  }
}

extension CPython.Object {
  /// The elements as an array; see `NDArray.init(_:copy:)`.
  public func array() throws(CPythonError) -> NDArray { try NDArray(self) }

  /// Whether the object's buffer may only be read.
  ///
  /// - Throws: TypeError if it has none.
  public func isReadOnly() throws(CPythonError) -> Bool { try arrayMemory().memory.isReadOnly }

  fileprivate func arrayMemory() throws(CPythonError) -> (memory: ArrayMemory, owner: AnyObject) {
    try CPython.run { gil throws(CPython.Pending) in try gil.arrayMemory(of: pointer) }
  }

  fileprivate static func array(
    _ memory: ArrayMemory, owner: AnyObject
  ) throws(CPythonError) -> CPython.Object {
    // The host may not have been asked for yet.
    _ = try CPython.shared
    return try make { gil throws(CPython.Pending) in
      let exporter = try gil.exporter(memory, owner: owner)
      defer { gil.release(exporter) }
      return try gil.asarray(exporter)
    }
  }
}

extension CPythonError {
  /// A mistake in what was exchanged, as the Python exception that it is to scripts; there is a host, for the object came from it.
  fileprivate static func exchange(_ error: ExchangeError) -> CPythonError {
    CPython.withGIL { gil in
      _ = gil.raise(error)
      return .exception(CPython.Exception(gil, gil.takeException()))
    }
  }
}
