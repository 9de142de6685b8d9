// SPDX-License-Identifier: Apache-2.0
// A Python object as Swift sees it: members, calls, items, iteration, questions.

extension CPython {
  /// A reference to a Python object.
  ///
  /// Members and calls are written as in Python, with `try` in front:
  ///
  ///     let fit = try scipy.optimize.curve_fit(model, x, y, p0: [1, 2])
  ///     let best = try fit[0]
  ///
  /// The object lives as long as a reference does; the last one gone, it ends with the next call into Python.
  @dynamicMemberLookup @dynamicCallable
  public final class Object: Sendable {
    /// The address: valid while this reference lives.
    package nonisolated(unsafe) let pointer: PyObject

    /// Takes a reference over.
    package init(owned pointer: PyObject) { self.pointer = pointer }

    deinit { DeadReferences.add(object: pointer) }
  }
}

extension CPython.Object {
  typealias GIL = CPython.GIL
  typealias Pending = CPython.Pending

  /// Runs `body` with the lock held and owns what it returns.
  static func make(
    _ body: (GIL) throws(CPython.Pending) -> PyObject
  ) throws(CPythonError) -> CPython.Object {
    CPython.Object(owned: try CPython.run(body))
  }

  // MARK: Members

  /// An attribute: `try numpy.pi`.
  public subscript(dynamicMember name: String) -> CPython.Object {
    get throws(CPythonError) { try attribute(name) }
  }

  /// An attribute whose name is known only as the program runs, or is a word of Swift's.
  public func attribute(_ name: String) throws(CPythonError) -> CPython.Object {
    try Self.make { gil throws(Pending) in try gil.attribute(pointer, name) }
  }

  /// True if there is such an attribute, as `hasattr` says.
  public func hasAttribute(_ name: String) throws(CPythonError) -> Bool {
    try CPython.run { gil throws(Pending) in
      guard let found = try gil.attributeIfPresent(pointer, name) else { return false }
      gil.release(found)
      return true
    }
  }

  /// Sets an attribute: `object.name = value`; Swift has no setters that throw.
  public func setAttribute(
    _ name: String, to value: (any PythonConvertible)?
  ) throws(CPythonError) {
    try CPython.run { gil throws(Pending) in
      let value = try gil.object(value)
      defer { gil.release(value) }
      try gil.setAttribute(pointer, name, value)
    }
  }

  /// Deletes an attribute: `del object.name`.
  public func deleteAttribute(_ name: String) throws(CPythonError) {
    try CPython.run { gil throws(Pending) in try gil.setAttribute(pointer, name, nil) }
  }

  /// The names that `dir` lists.
  public func attributeNames() throws(CPythonError) -> [String] {
    try CPython.run { gil throws(Pending) in
      let list = try gil.names(of: pointer)
      defer { gil.release(list) }
      return try [String](gil, list)
    }
  }

  // MARK: Calls

  @discardableResult public func dynamicallyCall(
    withArguments arguments: [(any PythonConvertible)?]
  ) throws(CPythonError) -> CPython.Object {
    try call(arguments)
  }

  @discardableResult public func dynamicallyCall(
    withKeywordArguments arguments: KeyValuePairs<String, (any PythonConvertible)?>
  ) throws(CPythonError) -> CPython.Object {
    let positional = arguments.prefix { $0.key.isEmpty }.map(\.value)
    return try call(positional, keywords: arguments.dropFirst(positional.count).map { $0 })
  }

  /// Calls with arguments that are known only as the program runs.
  ///
  /// - Parameter keywords: Names and values; no name twice.
  @discardableResult public func call(
    _ arguments: [(any PythonConvertible)?],
    keywords: [(key: String, value: (any PythonConvertible)?)] = []
  ) throws(CPythonError) -> CPython.Object {
    try Self.make { gil throws(Pending) in
      let tuple = try gil.check(py.PyTuple_New(arguments.count))
      defer { gil.release(tuple) }
      for (index, argument) in arguments.enumerated() {
        _ = py.PyTuple_SetItem(tuple, index, try gil.object(argument))
      }
      if keywords.isEmpty { return try gil.call(pointer, tuple: tuple, keywords: nil) }
      let names = try gil.dictionary()
      defer { gil.release(names) }
      for (key, value) in keywords {
        guard !key.isEmpty else {
          throw gil.raise("SyntaxError", "positional argument follows keyword argument")
        }
        let (key, value) = (gil.interned(key), try gil.object(value))
        defer { gil.release([key, value]) }
        try gil.setItem(names, key, value)
      }
      return try gil.call(pointer, tuple: tuple, keywords: names)
    }
  }

  // MARK: Items

  /// An item: `try x[0]`, `try x[1..<3]`, `try table["name"]`; several keys make a tuple, as in Python: `try x[0, 2...]`.
  public subscript(keys: (any PythonConvertible)?...) -> CPython.Object {
    get throws(CPythonError) {
      try Self.make { gil throws(Pending) in
        let key = try Self.key(gil, keys)
        defer { gil.release(key) }
        return try gil.item(pointer, key)
      }
    }
  }

  /// Sets an item: `object[keys] = value`; Swift has no setters that throw.
  public func setItem(
    _ keys: (any PythonConvertible)?..., to value: (any PythonConvertible)?
  ) throws(CPythonError) {
    try CPython.run { gil throws(Pending) in
      let key = try Self.key(gil, keys)
      defer { gil.release(key) }
      let value = try gil.object(value)
      defer { gil.release(value) }
      try gil.setItem(pointer, key, value)
    }
  }

  /// Deletes an item: `del object[keys]`.
  public func deleteItem(_ keys: (any PythonConvertible)?...) throws(CPythonError) {
    try CPython.run { gil throws(Pending) in
      let key = try Self.key(gil, keys)
      defer { gil.release(key) }
      try gil.setItem(pointer, key, nil)
    }
  }

  private static func key(
    _ gil: GIL, _ keys: [(any PythonConvertible)?]
  ) throws(Pending) -> PyObject {
    keys.count == 1 ? try gil.object(keys[0]) : try CPython.Tuple(keys).makeObject(gil)
  }

  /// True if the element is in the object: `element in object`.
  public func contains(_ element: (any PythonConvertible)?) throws(CPythonError) -> Bool {
    try CPython.run { gil throws(Pending) in
      let element = try gil.object(element)
      defer { gil.release(element) }
      return try gil.contains(pointer, element)
    }
  }

  /// How many elements `len` says there are.
  public func count() throws(CPythonError) -> Int {
    try CPython.run { gil throws(Pending) in try gil.count(of: pointer) }
  }

  // MARK: Iteration

  /// An iterator, as `iter` makes it: `while let element = try iterator.next()`.
  public func iterator() throws(CPythonError) -> Iterator {
    Iterator(try Self.make { gil throws(Pending) in try gil.iterator(over: pointer) })
  }

  /// Elements one after the other.
  public struct Iterator: Sendable {
    /// Python's iterator.
    public let object: CPython.Object

    init(_ object: CPython.Object) { self.object = object }

    /// The next element, or nil after the last.
    public func next() throws(CPythonError) -> CPython.Object? {
      try CPython.run { gil throws(Pending) in
        try gil.next(of: object.pointer).map { CPython.Object(owned: $0) }
      }
    }
  }

  // MARK: Questions

  /// What `repr` says, or a text like `<some.Type object>` if that fails.
  public var representation: String { CPython.withGIL { gil in gil.text(pointer, repr: true) } }

  /// The name of its type, with its module if that is not built in.
  public var typeName: String { CPython.withGIL { gil in gil.typeName(of: pointer) } }

  /// True if the object counts as true.
  public func isTrue() throws(CPythonError) -> Bool {
    try CPython.run { gil throws(Pending) in try gil.isTrue(pointer) }
  }

  /// True for None.
  public var isNone: Bool { CPython.withGIL { gil in gil.isNone(pointer) } }

  /// What `callable` says.
  public var isCallable: Bool { CPython.withGIL { gil in gil.isCallable(pointer) } }

  /// What `hash` says.
  public func hash() throws(CPythonError) -> Int {
    try CPython.run { gil throws(Pending) in try gil.hash(of: pointer) }
  }

  /// What `isinstance` says; a tuple of types will do.
  public func isInstance(of type: CPython.Object) throws(CPythonError) -> Bool {
    try CPython.run { gil throws(Pending) in try gil.isInstance(pointer, of: type.pointer) }
  }

  /// True if both are the same object: `self is other`.
  public func `is`(_ other: CPython.Object) -> Bool { pointer == other.pointer }
}

extension CPython.Object: CustomStringConvertible {
  /// What `str` says, or a text like `<some.Type object>` if that fails.
  public var description: String { CPython.withGIL { gil in gil.text(pointer) } }
}
