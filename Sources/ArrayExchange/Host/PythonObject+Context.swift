// SPDX-License-Identifier: Apache-2.0
// Context managers: Python's `with`.

extension CPython.Object {
  /// Enters the context manager, runs `body` with what it gives, and leaves it, whatever happens.
  ///
  ///     try numpy.errstate(divide: "ignore").with { _ in try a / 0 }
  ///
  /// An error of `body` is shown to the manager as an exception.
  ///
  /// - Returns: What `body` returns; nil if the manager suppressed its error.
  @discardableResult
  public func with<R>(_ body: (CPython.Object) throws -> R) throws -> R? {
    let leave = try attribute("__exit__")
    let value = try attribute("__enter__")()
    let result: R
    do { result = try body(value) } catch {
      let exception = try CPython.withGIL { gil throws(CPythonError) in
        _ = gil.raise(error)
        return CPython.Object(owned: gil.takeException())
      }
      let type = try exception.attribute("__class__")
      if try leave(type, exception, exception.attribute("__traceback__")).isTrue() { return nil }
      throw error
    }
    try leave(nil, nil, nil)
    return result
  }
}
