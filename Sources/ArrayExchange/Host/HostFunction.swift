// SPDX-License-Identifier: Apache-2.0
// Swift functions that Python can call.

import CShims

/// What a callable of ours does: given its tuple of arguments and perhaps a dictionary of keywords, both borrowed, it returns a
/// reference or leaves an exception pending.
package typealias HostBody = (CPython.GIL, PyObject, PyObject?) throws(CPython.Pending) -> PyObject

/// The Swift object of a callable.
private final class HostFunction {
  let body: HostBody
  let payload: AnyObject?

  init(body: @escaping HostBody, payload: AnyObject?) {
    self.body = body
    self.payload = payload
  }

  /// The type of callables, made when the first is; guarded by the lock.
  nonisolated(unsafe) private static var made: HostType?

  static func type(_ gil: CPython.GIL) throws(CPython.Pending) -> HostType {
    if let made { return made }
    let call: @convention(c) (PyObject, PyObject, PyObject?) -> PyObject? = {
      object, arguments, keywords in
      let content = HostType.content(of: object).takeUnretainedValue()
      let function = unsafeDowncast(content, to: HostFunction.self)
      let caller = weft_python_enters(1)
      defer { _ = weft_python_enters(caller) }
      do throws(CPython.Pending) {
        return try function.body(CPython.GIL(), arguments, keywords)
      } catch {
        return nil
      }
    }
    let type = try HostType(
      gil, name: "weft.function",
      slots: [(.call, unsafeBitCast(call, to: UnsafeRawPointer.self))])
    made = type
    return type
  }

  static func owns(_ object: PyObject) -> Bool {
    made?.type == object.load(fromByteOffset: 8, as: PyObject.self)
  }
}

extension CPython.GIL {
  /// A Python callable that runs Swift code on the thread that calls it.
  ///
  /// It takes any attributes; `inspect.signature` reads `__signature__`.
  ///
  /// - Parameters:
  ///   - name: Its `__name__` and `__qualname__`.
  ///   - payload: What `payload(of:)` finds.
  package func callable(
    _ name: String, payload: AnyObject? = nil, _ body: @escaping HostBody
  ) throws(Pending) -> PyObject {
    let function = HostFunction(body: body, payload: payload)
    let object = try HostFunction.type(self).make(self, function)
    let text = try string(name)
    defer { release(text) }
    do throws(Pending) {
      try setAttribute(object, "__name__", text)
      try setAttribute(object, "__qualname__", text)
    } catch {
      release(object)
      throw error
    }
    return object
  }

  /// The Swift object that a callable was made with, if it is one of `callable`.
  package func payload(of object: PyObject) -> AnyObject? {
    guard HostFunction.owns(object) else { return nil }
    let content = HostType.content(of: object).takeUnretainedValue()
    return unsafeDowncast(content, to: HostFunction.self).payload
  }
}

extension CPython {
  /// The arguments of a call from Python.
  public struct Arguments {
    /// By position.
    public let positional: [Object]
    /// By keyword.
    public let keywords: [String: Object]

    /// - Precondition: There are as many arguments.
    public subscript(index: Int) -> Object { positional[index] }
    /// The argument of a keyword.
    public subscript(name: String) -> Object? { keywords[name] }
    /// How many have no keyword.
    public var count: Int { positional.count }

    init(_ gil: GIL, tuple: PyObject, keywords: PyObject?) throws(Pending) {
      positional = (0..<gil.tupleCount(tuple)).map {
        Object(owned: gil.retain(gil.tupleElement(tuple, $0)))
      }
      var names: [String: Object] = [:]
      if let keywords {
        try gil.forEach(inDictionary: keywords) { key, value throws(Pending) in
          names[try gil.string(key)] = Object(owned: gil.retain(value))
        }
      }
      self.keywords = names
    }
  }

  /// A Python function that runs a Swift closure, on whichever thread calls it.
  ///
  ///     let f = try python.function("f") { try Double($0[0]) * 2 }
  ///     try scipy.optimize.brentq(f, 0, 1)
  ///
  /// An error that the closure throws is raised as a Python exception. Should it come back to Swift, it is
  /// `CPythonError.exception`, whose `underlying` is the error.
  public func function(
    _ name: String = "function",
    _ body: @escaping @Sendable (Arguments) throws -> (any PythonConvertible)?
  ) throws(CPythonError) -> Object {
    try Self.run { gil throws(Pending) in
      let object = try gil.callable(name) { gil, tuple, keywords throws(Pending) in
        let arguments = try Arguments(gil, tuple: tuple, keywords: keywords)
        let result: (any PythonConvertible)?
        do { result = try body(arguments) } catch { throw gil.raise(error) }
        return try gil.object(result)
      }
      return Object(owned: object)
    }
  }
}
