// SPDX-License-Identifier: Apache-2.0
// What goes wrong between Swift and CPython.

/// Why something asked of CPython did not happen.
public enum CPythonError: Error, CustomStringConvertible {
  /// There is no CPython that can be used; what was tried, in order.
  case unavailable([HostAttempt])
  /// Python raised an exception.
  case exception(CPython.Exception)

  public var description: String {
    switch self {
    case .unavailable(let attempts):
      let list = attempts.map { "\n  \($0)" }.joined()
      return "no CPython 3.11 or newer with a shared library was found; tried:\(list)\n"
        + "WEFT_PYTHON may name a python or a libpython"
    case .exception(let exception): return exception.description
    }
  }

  /// The exception, if it is one.
  public var exception: CPython.Exception? {
    if case .exception(let exception) = self { exception } else { nil }
  }
}

extension CPython {
  /// An exception that Python raised, with everything that it refers to.
  public struct Exception: Sendable, CustomStringConvertible {
    /// The name of its type, with its module if it is not built in: `ValueError`, `numpy.linalg.LinAlgError`.
    public let type: String
    /// What `str` makes of it.
    public let message: String
    /// The exception object.
    public let value: Object

    /// - Parameter value: A reference that this exception takes over.
    package init(_ gil: GIL, _ value: PyObject) {
      type = gil.typeName(of: value)
      message = gil.text(value)
      self.value = Object(owned: value)
    }

    public var description: String { message.isEmpty ? type : "\(type): \(message)" }

    /// The traceback, as Python prints it, with those of its causes.
    public var traceback: String { CPython.withGIL { gil in gil.formatted(value.pointer) } }

    /// The exception from which this one was raised: `raise … from …`.
    public var cause: Exception? { related { gil in gil.cause(of: value.pointer) } }

    /// The exception that was being handled when this one was raised.
    public var context: Exception? { related { gil in gil.context(of: value.pointer) } }

    private func related(_ find: (GIL) -> PyObject?) -> Exception? {
      CPython.withGIL { gil in find(gil).map { Exception(gil, $0) } }
    }

    /// The Swift error that a closure threw, from which Python's exception or one of its causes was made.
    public var underlying: (any Error)? {
      if let error = CPython.withGIL({ gil in gil.swiftError(in: value.pointer) }) { return error }
      return (cause ?? context)?.underlying
    }

    /// True if it is of the built-in type, or of a subclass: `is("LookupError")`.
    public func `is`(_ builtin: String) -> Bool {
      CPython.withGIL { gil in
        gil.builtin(builtin).map {
          py.PyErr_GivenExceptionMatches(value.pointer, $0) != 0
        } ?? false
      }
    }
  }
}
