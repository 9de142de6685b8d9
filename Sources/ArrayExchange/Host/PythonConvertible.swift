// SPDX-License-Identifier: Apache-2.0
// Values that pass between Swift and Python: the protocols, and what has no type of its own in Swift.

/// A value that can be given to Python.
///
/// Numbers, strings, arrays (as lists), dictionaries, sets, optionals and ranges (as slices) are copied; `CPython.Object` is passed
/// as it is. A type of yours makes its object out of these: `try CPython.Tuple(x, y).makeObject(gil)`.
public protocol PythonConvertible {
  /// A new reference to an object with this value; the caller owns it.
  func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer
}

/// A type whose values are made from Python objects.
public protocol PythonInitializable {
  /// - Parameter object: Borrowed.
  init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending)
}

extension PythonInitializable {
  /// The value of a Python object: `try Double(x)`, `try [Int](shape)`.
  ///
  /// - Throws: `CPythonError.exception`, a Python TypeError if the object is of another kind; OverflowError or ValueError if the value does
  ///   not fit.
  public init(_ object: CPython.Object) throws(CPythonError) {
    self = try CPython.run { gil throws(CPython.Pending) in try Self(gil, object.pointer) }
  }
}

extension CPython.GIL {
  /// A new reference to an object with a value; `nil` is None.
  package func object(_ value: (any PythonConvertible)?) throws(Pending) -> PyObject {
    guard let value else { return retain(none) }
    return try value.makeObject(self)
  }
}

extension CPython.Object: PythonConvertible {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    gil.retain(pointer)
  }
}

extension CPython {
  /// Python's tuple, of values of any kinds.
  public struct Tuple: PythonConvertible {
    public var elements: [(any PythonConvertible)?]

    public init(_ elements: (any PythonConvertible)?...) { self.elements = elements }
    public init(_ elements: [(any PythonConvertible)?]) { self.elements = elements }

    public func makeObject(_ gil: GIL) throws(Pending) -> UnsafeMutableRawPointer {
      let tuple = try gil.check(py.PyTuple_New(elements.count))
      do throws(Pending) {
        for (index, element) in elements.enumerated() {
          _ = py.PyTuple_SetItem(tuple, index, try gil.object(element))
        }
      } catch {
        gil.release(tuple)
        throw error
      }
      return tuple
    }
  }

  /// Python's list, of values of any kinds; lists of one kind are arrays in Swift.
  public struct List: PythonConvertible {
    public var elements: [(any PythonConvertible)?]

    public init(_ elements: (any PythonConvertible)?...) { self.elements = elements }
    public init(_ elements: [(any PythonConvertible)?]) { self.elements = elements }

    public func makeObject(_ gil: GIL) throws(Pending) -> UnsafeMutableRawPointer {
      let list = try gil.check(py.PyList_New(elements.count))
      do throws(Pending) {
        for (index, element) in elements.enumerated() {
          _ = py.PyList_SetItem(list, index, try gil.object(element))
        }
      } catch {
        gil.release(list)
        throw error
      }
      return list
    }
  }

  /// Python's `bytes`.
  public struct Bytes: PythonConvertible, PythonInitializable, Hashable, Sendable {
    public var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public init(_ gil: GIL, _ object: UnsafeMutableRawPointer) throws(Pending) {
      bytes = Array(try gil.bytes(of: object))
    }

    public func makeObject(_ gil: GIL) throws(Pending) -> UnsafeMutableRawPointer {
      try bytes.withUnsafeBufferPointer { bytes throws(Pending) in try gil.bytes(bytes) }
    }
  }

  /// Python's `slice`, for what ranges cannot say: `x[CPython.Slice(nil, nil, -1)]`.
  public struct Slice: PythonConvertible, Hashable, Sendable {
    public var start, stop, step: Int?

    public init(_ start: Int? = nil, _ stop: Int? = nil, _ step: Int? = nil) {
      (self.start, self.stop, self.step) = (start, stop, step)
    }

    public func makeObject(_ gil: GIL) throws(Pending) -> UnsafeMutableRawPointer {
      var parts: [PyObject] = []
      defer { gil.release(parts) }
      for part in [start, stop, step] { parts.append(try gil.object(part)) }
      return try gil.slice(parts[0], parts[1], parts[2])
    }
  }
}
