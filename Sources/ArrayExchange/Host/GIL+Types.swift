// SPDX-License-Identifier: Apache-2.0
// The layer of plain addresses: what an object is.

/// The built-in types that have values in Swift, by the bits that say so in the flags of their types.
package enum PythonKind: UInt, Sendable {
  case int = 24
  case list = 25
  case tuple = 26
  case bytes = 27
  case string = 28
  case dictionary = 29
  case exception = 30
  case type = 31
}

extension CPython.GIL {
  /// The type of an object: borrowed; it is the second word of every object, as the stable ABI's own macros read it.
  @inline(__always) package func type(of object: PyObject) -> PyObject {
    object.load(fromByteOffset: 8, as: PyObject.self)
  }

  /// True for an object of the type or of a subclass.
  package func isSubclass(_ object: PyObject, _ kind: PythonKind) -> Bool {
    py.PyType_GetFlags(type(of: object)) >> kind.rawValue & 1 != 0
  }

  /// The same of a type itself.
  package func inherits(_ type: PyObject, _ kind: PythonKind) -> Bool {
    py.PyType_GetFlags(type) >> kind.rawValue & 1 != 0
  }

  @inline(__always) package func hasType(_ object: PyObject, _ type: PyObject) -> Bool {
    self.type(of: object) == type
  }

  package func isNone(_ object: PyObject) -> Bool { object == py._Py_NoneStruct }
  /// The value if it is True or False itself.
  package func exactBool(_ object: PyObject) -> Bool? {
    object == py._Py_TrueStruct ? true : object == py._Py_FalseStruct ? false : nil
  }

  /// What an object is exactly, not counting subclasses: what can be copied as a value without loss.
  package enum ExactKind: Sendable {
    case none, bool, int, float, complex, string, bytes, tuple, list, dictionary, other
  }

  package func exactKind(of object: PyObject) -> ExactKind {
    if isNone(object) { return .none }
    // A row of comparisons: a table would be made anew for each question.
    let type = type(of: object)
    if type == py.PyFloat_Type { return .float }
    if type == py.PyLong_Type { return .int }
    if type == py.PyUnicode_Type { return .string }
    if type == py.PyBool_Type { return .bool }
    if type == py.PyTuple_Type { return .tuple }
    if type == py.PyList_Type { return .list }
    if type == py.PyDict_Type { return .dictionary }
    if type == py.PyBytes_Type { return .bytes }
    return type == py.PyComplex_Type ? .complex : .other
  }

  /// The name of an object's type, with its module if that is not `builtins`: `numpy.ndarray`.
  package func typeName(of object: PyObject) -> String { name(ofType: type(of: object)) }

  package func name(ofType type: PyObject) -> String {
    var words: [String] = []
    for part in ["__module__", "__qualname__"] {
      let name = interned(part)
      defer { release(name) }
      guard let value = py.PyObject_GetAttr(type, name) else {
        py.PyErr_Clear()
        continue
      }
      defer { release(value) }
      if isSubclass(value, .string) { words.append(text(value)) }
    }
    if words.first == "builtins" { words.removeFirst() }
    return words.joined(separator: ".")
  }
}
