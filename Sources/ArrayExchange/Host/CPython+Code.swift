// SPDX-License-Identifier: Apache-2.0
// What the host itself can do: import, evaluate, run.

extension CPython {
  /// Imports a module: of `scipy.optimize`, the last.
  ///
  /// - Throws: Python's ImportError; for a package that was built for another version of Python, one that names both versions.
  public func `import`(_ name: String) throws(CPythonError) -> Object {
    try Object.make { gil throws(Pending) in try gil.importModule(name) }
  }

  /// The value of an expression.
  ///
  /// - Parameters:
  ///   - globals: A dictionary; that of `__main__` if there is none.
  ///   - locals: The names that come first; the globals if there are none.
  public func eval(
    _ expression: String, globals: Object? = nil, locals: Object? = nil
  ) throws(CPythonError) -> Object {
    try Object.make { gil throws(Pending) in
      try gil.run(
        expression, as: .expression, globals: globals?.pointer, locals: locals?.pointer)
    }
  }

  /// Runs statements, such as definitions; what they define is in `globals` afterwards.
  public func exec(
    _ text: String, file: String = "<string>", globals: Object? = nil, locals: Object? = nil
  ) throws(CPythonError) {
    try Self.run { gil throws(Pending) in
      gil.release(
        try gil.run(
          text, as: .file, file: file, globals: globals?.pointer, locals: locals?.pointer))
    }
  }

  /// Runs `body` with Python's lock held throughout: many small calls cost less, and no other thread runs Python between them.
  ///
  /// What Python does by itself may still let others run.
  public func withLock<R>(_ body: () throws -> R) rethrows -> R {
    try Self.withGIL { _ in try body() }
  }

  /// A built-in function or type: `try python.builtin("range")(10)`.
  public func builtin(_ name: String) throws(CPythonError) -> Object {
    try self.import("builtins").attribute(name)
  }

  /// A value as a Python object; `nil` is None.
  public func object(_ value: (any PythonConvertible)?) throws(CPythonError) -> Object {
    try Object.make { gil throws(Pending) in try gil.object(value) }
  }
}
