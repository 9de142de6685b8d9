// SPDX-License-Identifier: Apache-2.0
// Swift's own types as Python values.

import Weft

extension Bool: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    gil.retain(gil.bool(self))
  }

  /// Whatever counts as true is true, as `bool` has it.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = try gil.isTrue(object)
  }
}

extension Double: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try gil.float(self)
  }

  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = try gil.double(object)
  }
}

extension Float: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try gil.float(Double(self))
  }

  /// The nearest value of this precision.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = Float(try gil.double(object))
  }
}

extension Complex128: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try gil.complex(re, im)
  }

  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    let (re, im) = try gil.complex(object)
    self.init(re, im)
  }
}

extension String: PythonConvertible, PythonInitializable {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try gil.string(self)
  }

  /// The text of a `str`; `description` has that of any object.
  ///
  /// - Throws: UnicodeEncodeError for a surrogate by itself.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = try gil.string(object)
  }
}

extension Optional: PythonConvertible where Wrapped: PythonConvertible {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    guard let self else { return gil.retain(gil.none) }
    return try self.makeObject(gil)
  }
}

extension Optional: PythonInitializable where Wrapped: PythonInitializable {
  /// None is nil.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = gil.isNone(object) ? nil : try Wrapped(gil, object)
  }
}

extension Array: PythonConvertible where Element: PythonConvertible {
  /// A list.
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    let list = try gil.check(py.PyList_New(count))
    do throws(CPython.Pending) {
      for index in indices { _ = py.PyList_SetItem(list, index, try self[index].makeObject(gil)) }
    } catch {
      gil.release(list)
      throw error
    }
    return list
  }
}

extension Array: PythonInitializable where Element: PythonInitializable {
  /// The elements of anything that can be iterated over.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    self = []
    let iterator = try gil.iterator(over: object)
    defer { gil.release(iterator) }
    while let element = try gil.next(of: iterator) {
      defer { gil.release(element) }
      append(try Element(gil, element))
    }
  }
}

extension CPython.Object {
  /// The elements of anything that can be iterated over, as they are.
  public func elements() throws(CPythonError) -> [CPython.Object] {
    try CPython.run { gil throws(CPython.Pending) in
      var elements: [CPython.Object] = []
      let iterator = try gil.iterator(over: pointer)
      defer { gil.release(iterator) }
      while let element = try gil.next(of: iterator) {
        elements.append(CPython.Object(owned: element))
      }
      return elements
    }
  }
}

extension Set: PythonConvertible where Element: PythonConvertible {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    let list = try Array(self).makeObject(gil)
    defer { gil.release(list) }
    return try gil.call(try gil.check(gil.builtin("set")), list)
  }
}

extension Dictionary: PythonConvertible where Key: PythonConvertible, Value: PythonConvertible {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    let dictionary = try gil.dictionary()
    do throws(CPython.Pending) {
      for (key, value) in self {
        let key = try key.makeObject(gil)
        defer { gil.release(key) }
        let value = try value.makeObject(gil)
        defer { gil.release(value) }
        try gil.setItem(dictionary, key, value)
      }
    } catch {
      gil.release(dictionary)
      throw error
    }
    return dictionary
  }
}

extension Dictionary: PythonInitializable
where Key: PythonInitializable, Value: PythonInitializable {
  /// - Throws: TypeError if the object is no `dict`. Of keys that are the same in Swift the last counts.
  public init(_ gil: CPython.GIL, _ object: UnsafeMutableRawPointer) throws(CPython.Pending) {
    guard gil.isSubclass(object, .dictionary) else {
      throw gil.raise("TypeError", "must be dict, not \(gil.typeName(of: object))")
    }
    // Conversions can run Python code, which may change the dictionary; its items are copied first.
    var items: [(key: PyObject, value: PyObject)] = []
    defer { for item in items { gil.release([item.key, item.value]) } }
    try gil.forEach(inDictionary: object) { key, value in
      items.append((gil.retain(key), gil.retain(value)))
    }
    self = [:]
    for (key, value) in items { self[try Key(gil, key)] = try Value(gil, value) }
  }
}

// Ranges are slices; what a slice counts from the end, ranges do not.

extension Range: PythonConvertible where Bound == Int {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try CPython.Slice(lowerBound, upperBound).makeObject(gil)
  }
}

extension ClosedRange: PythonConvertible where Bound == Int {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try CPython.Slice(lowerBound, upperBound + 1).makeObject(gil)
  }
}

extension PartialRangeFrom: PythonConvertible where Bound == Int {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try CPython.Slice(lowerBound).makeObject(gil)
  }
}

extension PartialRangeUpTo: PythonConvertible where Bound == Int {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try CPython.Slice(nil, upperBound).makeObject(gil)
  }
}

extension PartialRangeThrough: PythonConvertible where Bound == Int {
  public func makeObject(_ gil: CPython.GIL) throws(CPython.Pending) -> UnsafeMutableRawPointer {
    try CPython.Slice(nil, upperBound + 1).makeObject(gil)
  }
}
