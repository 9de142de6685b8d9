// SPDX-License-Identifier: Apache-2.0
// The layer of plain addresses: references, attributes, items, calls, iteration.

extension CPython.GIL {
  package typealias Pending = CPython.Pending

  // MARK: References

  @discardableResult
  @inline(__always) package func retain(_ object: PyObject) -> PyObject {
    py.Py_IncRef(object)
    return object
  }

  @inline(__always) package func release(_ object: PyObject) { py.Py_DecRef(object) }

  package func release(_ objects: [PyObject]) {
    for object in objects { py.Py_DecRef(object) }
  }

  /// What a function of CPython returned, or the exception it left.
  @inline(__always) package func check(_ result: PyObject?) throws(Pending) -> PyObject {
    guard let result else { throw Pending() }
    return result
  }

  /// The same for a count or a code that is -1 for an exception.
  @inline(__always)
  @discardableResult package func check<I: SignedInteger>(_ code: I) throws(Pending) -> I {
    if code == -1 { throw Pending() }
    return code
  }

  // MARK: Attributes

  /// A name as CPython keeps it once for all; keep it, and attributes are found faster.
  package func interned(_ name: String) -> PyObject {
    guard let object = py.PyUnicode_InternFromString(name) else {
      // Out of memory only: Swift's strings are valid UTF-8, but may hold a zero.
      py.PyErr_Clear()
      return retain(none)
    }
    return object
  }

  package func attribute(_ object: PyObject, _ name: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_GetAttr(object, name))
  }

  package func attribute(_ object: PyObject, _ name: String) throws(Pending) -> PyObject {
    let name = interned(name)
    defer { release(name) }
    return try check(py.PyObject_GetAttr(object, name))
  }

  /// The attribute, or nil if there is none; other exceptions are thrown.
  package func attributeIfPresent(
    _ object: PyObject, _ name: String
  ) throws(Pending) -> PyObject? {
    do throws(Pending) { return try attribute(object, name) } catch {
      guard isPending("AttributeError") else { throw error }
      py.PyErr_Clear()
      return nil
    }
  }

  /// Sets an attribute, or deletes it if there is no value.
  package func setAttribute(
    _ object: PyObject, _ name: PyObject, _ value: PyObject?
  ) throws(Pending) {
    try check(py.PyObject_SetAttr(object, name, value))
  }

  package func setAttribute(
    _ object: PyObject, _ name: String, _ value: PyObject?
  ) throws(Pending) {
    let name = interned(name)
    defer { release(name) }
    try check(py.PyObject_SetAttr(object, name, value))
  }

  /// The names that `dir` lists: a list.
  package func names(of object: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_Dir(object))
  }

  // MARK: Items

  package func item(_ object: PyObject, _ key: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_GetItem(object, key))
  }

  /// Sets an item, or deletes it if there is no value.
  package func setItem(
    _ object: PyObject, _ key: PyObject, _ value: PyObject?
  ) throws(Pending) {
    if let value {
      try check(py.PyObject_SetItem(object, key, value))
    } else {
      try check(py.PyObject_DelItem(object, key))
    }
  }

  package func contains(_ object: PyObject, _ element: PyObject) throws(Pending) -> Bool {
    try check(py.PySequence_Contains(object, element)) != 0
  }

  package func count(of object: PyObject) throws(Pending) -> Int {
    try check(py.PyObject_Size(object))
  }

  // MARK: Calls

  /// Calls with a tuple, and a dictionary for keywords.
  package func call(
    _ callee: PyObject, tuple: PyObject, keywords: PyObject?
  ) throws(Pending) -> PyObject {
    try check(py.PyObject_Call(callee, tuple, keywords))
  }

  /// Calls with arguments in a row, the last of which have the names.
  ///
  /// - Parameter names: Python strings.
  package func call(
    _ callee: PyObject, _ arguments: UnsafeBufferPointer<PyObject>,
    names: UnsafeBufferPointer<PyObject> = UnsafeBufferPointer(start: nil, count: 0)
  ) throws(Pending) -> PyObject {
    let positional = arguments.count - names.count
    let tuple = try self.tuple(UnsafeBufferPointer(rebasing: arguments[..<positional]))
    defer { release(tuple) }
    guard names.count > 0 else { return try check(py.PyObject_Call(callee, tuple, nil)) }
    let keywords = try check(py.PyDict_New())
    defer { release(keywords) }
    for index in 0..<names.count {
      try check(py.PyDict_SetItem(keywords, names[index], arguments[positional + index]))
    }
    return try check(py.PyObject_Call(callee, tuple, keywords))
  }

  package func call(_ callee: PyObject, _ arguments: PyObject...) throws(Pending) -> PyObject {
    let tuple = try self.tuple(arguments)
    defer { release(tuple) }
    return try check(py.PyObject_Call(callee, tuple, nil))
  }

  // MARK: Iteration

  package func iterator(over object: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_GetIter(object))
  }

  /// What an iterator gives next; nil at its end.
  package func next(of iterator: PyObject) throws(Pending) -> PyObject? {
    let (object, isEnd) = try step(iterator)
    guard isEnd else { return object }
    release(object)
    return nil
  }

  /// What an iterator gives next, or at its end the value of its StopIteration.
  package func step(_ iterator: PyObject) throws(Pending) -> (object: PyObject, isEnd: Bool) {
    var object: PyObject?
    let code = try check(py.PyIter_Send(iterator, none, &object))
    return (try check(object), code == 0)
  }

  // MARK: Questions

  package func str(_ object: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_Str(object))
  }

  package func repr(_ object: PyObject) throws(Pending) -> PyObject {
    try check(py.PyObject_Repr(object))
  }

  package func hash(of object: PyObject) throws(Pending) -> Int {
    try check(py.PyObject_Hash(object))
  }

  package func isTrue(_ object: PyObject) throws(Pending) -> Bool {
    try check(py.PyObject_IsTrue(object)) != 0
  }

  package func isCallable(_ object: PyObject) -> Bool { py.PyCallable_Check(object) != 0 }

  package func isInstance(_ object: PyObject, of type: PyObject) throws(Pending) -> Bool {
    try check(py.PyObject_IsInstance(object, type)) != 0
  }

  // MARK: Modules and code

  /// Imports a module; of a dotted name, the last.
  package func importModule(_ name: String) throws(Pending) -> PyObject {
    let text = try string(name)
    defer { release(text) }
    return try call(HostPrelude.functions.importModule, text)
  }

  /// Which grammar a text is read by.
  package enum Source: Int32 {
    case file = 257
    case expression = 258
  }

  /// Runs a text with the names of a dictionary; `__main__`'s if there is none.
  package func run(
    _ text: String, as source: Source, file: String = "<string>", globals: PyObject? = nil,
    locals: PyObject? = nil
  ) throws(Pending) -> PyObject {
    guard !text.utf8.contains(0) else {
      throw raise("ValueError", "source code string cannot contain null bytes")
    }
    let code = try check(py.Py_CompileString(text, file, source.rawValue))
    defer { release(code) }
    let names: PyObject
    if let globals {
      // As `exec` does: C code that imports something looks for the builtins of the frame it runs under.
      let key = interned("__builtins__")
      defer { release(key) }
      if try !contains(globals, key) {
        try setItem(globals, key, check(py.PyEval_GetBuiltins()))
      }
      names = globals
    } else {
      names = try mainNames()
    }
    return try check(py.PyEval_EvalCode(code, names, locals ?? names))
  }

  /// The names of `__main__`: borrowed.
  package func mainNames() throws(Pending) -> PyObject {
    try check(py.PyModule_GetDict(try check(py.PyImport_AddModule("__main__"))))
  }
}
