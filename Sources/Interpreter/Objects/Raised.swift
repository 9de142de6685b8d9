// SPDX-License-Identifier: Apache-2.0
// How Swift code raises and handles Python exceptions.

/// What is thrown while a Python exception is on its way; the exception itself waits in `machine.pointee.raised`.
struct Raised: Error, BitwiseCopyable {}

/// Raises a built-in exception: `throw raise(.typeError, "…")`.
func raise(_ kind: ExceptionKind, _ message: String) -> Raised {
  let text = Value.string(message)
  defer { text.release() }
  return raise(kind, with: text)
}

/// Raises a built-in exception with these arguments, borrowed.
func raise(_ kind: ExceptionKind, with arguments: Value...) -> Raised {
  let tuple = Tuple.make(copying: arguments)
  return raise(Exceptions.make(kind.type, arguments: tuple.value))
}

/// Raises an exception object, owned, in the place of one that may be on its way.
func raise(_ exception: Value) -> Raised {
  let old = machine.pointee.raised
  machine.pointee.raised = .unbound
  Exceptions.setContext(of: exception)
  machine.pointee.raised = exception
  old.release()
  return Raised()
}

/// Takes the exception on its way, owned: for code that handles it or passes it on later by `raiseAgain`.
func takeRaised() -> Value {
  let exception = machine.pointee.raised
  machine.pointee.raised = .unbound
  return exception
}

/// Sends an exception object, owned, on its way again as it is.
func raiseAgain(_ exception: Value) -> Raised {
  machine.pointee.raised.release()
  machine.pointee.raised = exception
  return Raised()
}

/// Whether the exception on its way is of this kind; it stays.
func raisedIs(_ kind: ExceptionKind) -> Bool {
  machine.pointee.raised.type.isSubtype(of: kind.type)
}

/// Ends the exception on its way if it is of this kind; else it goes on.
func swallow(_ kind: ExceptionKind, _ raised: Raised) throws(Raised) {
  guard raisedIs(kind) else { throw raised }
  takeRaised().release()
}
