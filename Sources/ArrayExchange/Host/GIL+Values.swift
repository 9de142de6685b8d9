// SPDX-License-Identifier: Apache-2.0
// The layer of plain addresses: making values, and reading them.

extension CPython.GIL {
  // MARK: Making

  /// None: borrowed.
  package var none: PyObject { py._Py_NoneStruct }

  /// A bool: borrowed.
  package func bool(_ value: Bool) -> PyObject { value ? py._Py_TrueStruct : py._Py_FalseStruct }

  package func int(_ value: Int) throws(Pending) -> PyObject {
    try check(py.PyLong_FromLongLong(Int64(value)))
  }

  /// An integer of any size, from digits with an optional sign.
  ///
  /// With base 16, 2, 4, 8 or 32 the time is linear; in base 10 CPython refuses more than 4,300 digits.
  package func int(digits: String, base: Int32) throws(Pending) -> PyObject {
    try check(py.PyLong_FromString(digits, nil, base))
  }

  package func float(_ value: Double) throws(Pending) -> PyObject {
    try check(py.PyFloat_FromDouble(value))
  }

  package func complex(_ re: Double, _ im: Double) throws(Pending) -> PyObject {
    try check(py.PyComplex_FromDoubles(re, im))
  }

  package func string(_ text: String) throws(Pending) -> PyObject {
    var text = text
    return try check(
      text.withUTF8 { py.PyUnicode_DecodeUTF8($0.baseAddress, $0.count, nil) })
  }

  /// A string from UTF-8 in which surrogates may stand by themselves, encoded as other characters of their size are.
  package func string(
    generalizedUTF8 bytes: UnsafeBufferPointer<UInt8>
  ) throws(Pending) -> PyObject {
    try check(py.PyUnicode_DecodeUTF8(bytes.baseAddress, bytes.count, "surrogatepass"))
  }

  package func bytes(_ bytes: UnsafeBufferPointer<UInt8>) throws(Pending) -> PyObject {
    try check(py.PyBytes_FromStringAndSize(bytes.baseAddress, bytes.count))
  }

  /// A tuple; the elements are borrowed.
  package func tuple(_ elements: UnsafeBufferPointer<PyObject>) throws(Pending) -> PyObject {
    let tuple = try check(py.PyTuple_New(elements.count))
    for index in 0..<elements.count {
      _ = py.PyTuple_SetItem(tuple, index, retain(elements[index]))
    }
    return tuple
  }

  package func tuple(_ elements: [PyObject]) throws(Pending) -> PyObject {
    try elements.withUnsafeBufferPointer { elements throws(Pending) in try tuple(elements) }
  }

  /// A list; the elements are borrowed.
  package func list(_ elements: [PyObject]) throws(Pending) -> PyObject {
    let list = try check(py.PyList_New(elements.count))
    for (index, element) in elements.enumerated() {
      _ = py.PyList_SetItem(list, index, retain(element))
    }
    return list
  }

  package func dictionary() throws(Pending) -> PyObject { try check(py.PyDict_New()) }

  package func slice(
    _ start: PyObject?, _ stop: PyObject?, _ step: PyObject?
  ) throws(Pending) -> PyObject {
    try check(py.PySlice_New(start, stop, step))
  }

  // MARK: Reading

  /// The integer if it has 64 bits; nil if it is larger; what is no integer is asked for `__index__`.
  package func int(_ object: PyObject) throws(Pending) -> Int? {
    let number = try check(py.PyNumber_Index(object))
    defer { release(number) }
    var overflow: Int32 = 0
    let value = py.PyLong_AsLongLongAndOverflow(number, &overflow)
    if overflow != 0 { return nil }
    if value == -1 && py.PyErr_Occurred() != nil { throw Pending() }
    return Int(value)
  }

  /// An integer of any size in hexadecimal digits, as `hex` writes it: `-0x1f`.
  package func hexadecimal(_ object: PyObject) throws(Pending) -> String {
    let text = try check(py.PyNumber_ToBase(object, 16))
    defer { release(text) }
    return try string(text)
  }

  package func double(_ object: PyObject) throws(Pending) -> Double {
    let value = py.PyFloat_AsDouble(object)
    if value == -1 && py.PyErr_Occurred() != nil { throw Pending() }
    return value
  }

  package func complex(_ object: PyObject) throws(Pending) -> (re: Double, im: Double) {
    // In 3.11 and 3.12 the functions below read only complex objects, so that `__complex__` is called here.
    if !hasType(object, py.PyComplex_Type),
      let method = try attributeIfPresent(object, "__complex__")
    {
      defer { release(method) }
      let number = try call(method)
      defer { release(number) }
      return (py.PyComplex_RealAsDouble(number), py.PyComplex_ImagAsDouble(number))
    }
    let re = py.PyComplex_RealAsDouble(object)
    if re == -1 && py.PyErr_Occurred() != nil { throw Pending() }
    return (re, py.PyComplex_ImagAsDouble(object))
  }

  /// The text of a string.
  ///
  /// - Throws: `TypeError` for other objects; `UnicodeEncodeError` for a surrogate by itself, which Swift's strings cannot hold.
  package func string(_ object: PyObject) throws(Pending) -> String {
    var count = 0
    guard let start = py.PyUnicode_AsUTF8AndSize(object, &count) else {
      if !isSubclass(object, .string), isPending("TypeError") {
        py.PyErr_Clear()
        throw raise("TypeError", "must be str, not \(typeName(of: object))")
      }
      throw Pending()
    }
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The bytes of a string in UTF-8, lone surrogates encoded as other characters of their size are.
  package func withGeneralizedUTF8<R>(
    _ object: PyObject, _ body: (UnsafeBufferPointer<UInt8>) -> R
  ) throws(Pending) -> R {
    var count = 0
    if let start = py.PyUnicode_AsUTF8AndSize(object, &count) {
      return body(UnsafeBufferPointer(start: start, count: count))
    }
    guard isPending("UnicodeEncodeError") else { throw Pending() }
    py.PyErr_Clear()
    let encoded = try check(py.PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass"))
    defer { release(encoded) }
    return body(try bytes(of: encoded))
  }

  /// The bytes of a `bytes` object: valid while it lives.
  package func bytes(of object: PyObject) throws(Pending) -> UnsafeBufferPointer<UInt8> {
    var (start, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
    try check(py.PyBytes_AsStringAndSize(object, &start, &count))
    return UnsafeBufferPointer(start: start, count: count)
  }

  /// A text for messages, whatever happens: what cannot be said is left out.
  package func text(_ object: PyObject, repr: Bool = false) -> String {
    guard let text = repr ? py.PyObject_Repr(object) : py.PyObject_Str(object) else {
      py.PyErr_Clear()
      return "<\(typeName(of: object)) object>"
    }
    defer { release(text) }
    let words = try? withGeneralizedUTF8(text) { String(decoding: $0, as: UTF8.self) }
    if words == nil { py.PyErr_Clear() }
    return words ?? ""
  }

  /// How many elements a tuple or a list has.
  package func tupleCount(_ tuple: PyObject) -> Int { py.PyTuple_Size(tuple) }
  package func listCount(_ list: PyObject) -> Int { py.PyList_Size(list) }
  /// An element within the bounds: borrowed.
  package func tupleElement(_ tuple: PyObject, _ index: Int) -> PyObject {
    py.PyTuple_GetItem(tuple, index)!
  }
  package func listElement(_ list: PyObject, _ index: Int) -> PyObject {
    py.PyList_GetItem(list, index)!
  }

  /// Calls `body` with the keys and values of a dictionary, borrowed; it must not change the dictionary.
  package func forEach(
    inDictionary dictionary: PyObject, _ body: (PyObject, PyObject) throws(Pending) -> Void
  ) throws(Pending) {
    var (position, key, value): (Int, PyObject?, PyObject?) = (0, nil, nil)
    while py.PyDict_Next(dictionary, &position, &key, &value) != 0 { try body(key!, value!) }
  }
}
