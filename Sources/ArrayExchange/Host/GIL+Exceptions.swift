// SPDX-License-Identifier: Apache-2.0
// The layer of plain addresses: exceptions.

extension CPython.GIL {
  /// True if the pending exception is of a built-in type, or of a subclass of it.
  package func isPending(_ type: String) -> Bool {
    guard let type = builtin(type) else { return false }
    return py.PyErr_Occurred() != nil && py.PyErr_ExceptionMatches(type) != 0
  }

  /// Takes the pending exception, which carries its traceback.
  package func takeException() -> PyObject {
    var (type, value, traceback): (PyObject?, PyObject?, PyObject?) = (nil, nil, nil)
    py.PyErr_Fetch(&type, &value, &traceback)
    if type == nil {
      // A C function failed without saying why; CPython calls that a SystemError, too.
      _ = raise("SystemError", "error return without exception set")
      py.PyErr_Fetch(&type, &value, &traceback)
    }
    py.PyErr_NormalizeException(&type, &value, &traceback)
    if let traceback {
      _ = py.PyException_SetTraceback(value!, traceback)
      release(traceback)
    }
    if let type { release(type) }
    return value!
  }

  /// Makes an exception pending; the value is borrowed.
  package func raise(_ exception: PyObject) -> Pending {
    py.PyErr_Restore(
      retain(type(of: exception)), retain(exception), py.PyException_GetTraceback(exception))
    return Pending()
  }

  /// Makes an exception of a built-in type pending.
  ///
  /// Usage: `throw gil.raise("ValueError", "negative count")`. A name that no exception has makes a RuntimeError.
  package func raise(_ type: String, _ message: String) -> Pending {
    guard let text = try? string(message) else { return Pending() }
    defer { release(text) }
    return raise(type, with: text)
  }

  /// The same with an argument other than text.
  package func raise(_ type: String, with argument: PyObject) -> Pending {
    guard let type = builtin(type) ?? builtin("RuntimeError") else { return Pending() }
    py.PyErr_SetObject(type, argument)
    return Pending()
  }

  /// What `builtins` has by a name: borrowed.
  package func builtin(_ name: String) -> PyObject? {
    // A pending exception stays as it is: looking a string up in a dictionary of strings raises none.
    guard let builtins = py.PyEval_GetBuiltins() else { return nil }
    let name = interned(name)
    defer { release(name) }
    return py.PyDict_GetItemWithError(builtins, name)
  }

  /// The exception's own cause, or the one that was being handled when it was raised.
  package func cause(of exception: PyObject) -> PyObject? { py.PyException_GetCause(exception) }
  package func context(of exception: PyObject) -> PyObject? { py.PyException_GetContext(exception) }
  package func traceback(of exception: PyObject) -> PyObject? {
    py.PyException_GetTraceback(exception)
  }

  /// The traceback and the message with those of its causes, as Python prints them; ends in a newline.
  package func formatted(_ exception: PyObject) -> String {
    do throws(Pending) {
      let text = try call(HostPrelude.functions.format, exception)
      defer { release(text) }
      return self.text(text)
    } catch {
      py.PyErr_Clear()
      return "\(typeName(of: exception)): \(text(exception))\n"
    }
  }

  /// Makes a Swift error pending: a Python exception as itself, others as a `weft.SwiftError` that holds the error.
  package func raise(_ error: any Error) -> Pending {
    if error is Pending { return Pending() }
    if case .exception(let exception) = error as? CPythonError {
      return raise(exception.value.pointer)
    }
    do throws(Pending) {
      let message = try string("\(error)")
      defer { release(message) }
      let value = try call(HostPrelude.functions.swiftError, message)
      defer { release(value) }
      let holder = try callable("error", payload: ErrorHolder(error)) { gil, _, _ in
        gil.retain(gil.none)
      }
      defer { release(holder) }
      try setAttribute(value, "error", holder)
      return raise(value)
    } catch {
      return error
    }
  }

  /// The Swift error that an exception was made from.
  package func swiftError(in exception: PyObject) -> (any Error)? {
    guard py.PyErr_GivenExceptionMatches(exception, HostPrelude.functions.swiftError) != 0 else {
      return nil
    }
    do throws(Pending) {
      guard let holder = try attributeIfPresent(exception, "error") else { return nil }
      defer { release(holder) }
      return (payload(of: holder) as? ErrorHolder)?.error
    } catch {
      py.PyErr_Clear()
      return nil
    }
  }
}

/// An error as an object, which a Python object can hold.
private final class ErrorHolder: Sendable {
  let error: any Error
  init(_ error: any Error) { self.error = error }
}
