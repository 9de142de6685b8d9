// SPDX-License-Identifier: Apache-2.0
// Exceptions on their way: finding handlers, popping frames, tracebacks; raise and except.

/// One entry of a traceback: a frame's place when the exception passed it.
final class TracebackEntry: NativeObject {
  /// The next entry, towards the place that raised; none at the end.
  var next: Value
  let code: Code
  var position: Position
  let instructionIndex: Int
  /// The frame object, made when a script asks.
  var frame: Value

  init(next: Value, code: Code, position: Position, instructionIndex: Int, frame: Value) {
    self.next = next
    self.code = code
    self.position = position
    self.instructionIndex = instructionIndex
    self.frame = frame
  }
  deinit {
    next.release()
    frame.release()
  }
  override func visitReferences(_ visit: (Value) -> Void) {
    visit(next)
    visit(frame)
  }
  override func clearReferences() {
    let (a, b) = (next, frame)
    next = .none
    frame = .none
    a.release()
    b.release()
  }
}

extension Machine {
  /// Looks for a handler of the exception on its way, from the innermost frame to the entry of this run.
  ///
  /// True if one was found: the innermost frame then stands at it. False if the entry has been popped.
  @inline(never)
  static func unwind() -> Bool {
    while true {
      let frame = machine.pointee.frame
      let code = frame.pointee.code.takeUnretainedValue()
      let index = frame.pointee.instructionIndex
      let isNew = !machine.pointee.reraises
      machine.pointee.reraises = false
      if isNew { addTraceback(frame, code, index) }
      let handler = code.handlers.first { $0.start <= index && index < $0.end }
      if Tracing.isOn { Tracing.passed(frame, isNew: isNew, isHandled: handler != nil) }
      if let handler {
        clearTemporaries(from: max(Int(handler.depth), code.localCount))
        frame.pointee.pc = code.instructions + Int(handler.target)
        return true
      }
      clearTemporaries(from: code.localCount)
      let (kind, owner, instance) = (
        frame.pointee.kind, frame.pointee.owner, frame.pointee.instance
      )
      if owner.has(.generator) {
        Generator(owner).cell.pointee.state = .finished
        convertStopIteration(code)
      }
      // Locals that end may run code: the exception waits aside meanwhile.
      let exception = takeRaised()
      popFrame()
      if kind == .constructor { instance.release() }
      machine.pointee.raised.release()
      machine.pointee.raised = exception
      if kind == .entry { return false }
    }
  }

  /// PEP 479: a StopIteration that leaves a generator is a mistake.
  private static func convertStopIteration(_ code: Code) {
    let isAsync = code.flags.contains(.coroutine) && code.flags.contains(.generator)
    let kind: String
    if raisedIs(.stopIteration) {
      kind =
        isAsync ? "async generator" : code.flags.contains(.coroutine) ? "coroutine" : "generator"
    } else if isAsync && raisedIs(.stopAsyncIteration) {
      kind = "async generator"
    } else {
      return
    }
    let name = raisedIs(.stopIteration) ? "StopIteration" : "StopAsyncIteration"
    let cause = takeRaised()
    _ = raise(.runtimeError, "\(kind) raised \(name)")
    let cell = ExceptionRef(machine.pointee.raised).cell
    let (oldCause, oldContext) = (cell.pointee.cause, cell.pointee.context)
    cell.pointee.cause = cause.retained()
    cell.pointee.context = cause
    cell.pointee.suppressesContext = true
    oldCause.release()
    oldContext.release()
  }

  private static func addTraceback(
    _ frame: UnsafeMutablePointer<Frame>, _ code: Code, _ index: Int
  ) {
    if code.isHidden { return }
    let exception = ExceptionRef(machine.pointee.raised).cell
    let entry = TracebackEntry(
      next: exception.pointee.traceback, code: code, position: frame.pointee.position,
      instructionIndex: index, frame: FrameObject.make(for: frame))
    exception.pointee.traceback = .native(entry, machine.pointee.types.traceback)
  }

  // MARK: raise

  /// The `raise` statement.
  ///
  /// Consumes its operands; what it throws waits in `raised`.
  static func raisedException(_ i: Instruction, _ R: Window) throws(Raised) -> Raised {
    if i.c == 2 {
      let handled = machine.pointee.handled
      guard handled.isObject else {
        return raise(.runtimeError, "No active exception to reraise")
      }
      // The traceback stays as it is.
      machine.pointee.reraises = true
      return raiseAgain(handled.retained())
    }
    let exception = try instantiate(
      bound(R[Int(i.a)], i.a, machine.pointee.frame),
      "exceptions must derive from BaseException")
    var cause = Value.unbound
    if i.c == 1 {
      do throws(Raised) {
        cause = try causeValue(bound(R[Int(i.b)], i.b, machine.pointee.frame))
      } catch {
        exception.release()
        throw error
      }
    }
    if !cause.isUnbound {
      let cell = ExceptionRef(exception).cell
      let old = cell.pointee.cause
      cell.pointee.cause = cause
      cell.pointee.suppressesContext = true
      old.release()
    }
    return raise(exception)
  }

  /// An exception object from an object or class; owned.
  static func instantiate(_ value: Value, _ message: String) throws(Raised) -> Value {
    if value.has(.exception) { return value.retained() }
    if value.has(.type) && TypeRef(value).flags.contains(.isException) {
      let exception = try call(value)
      guard exception.has(.exception) else {
        defer { exception.release() }
        throw raise(
          .typeError,
          "calling \(try reprText(value)) should have returned an instance of BaseException, not \(try reprText(exception.type.value))"
        )
      }
      return exception
    }
    throw raise(.typeError, message)
  }

  private static func causeValue(_ value: Value) throws(Raised) -> Value {
    if value.isNone { return .none }
    return try instantiate(value, "exception causes must derive from BaseException")
  }

  // MARK: except

  @inline(never)
  static func matching(
    _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>, _ R: Window, _ K: Window
  ) throws(Raised) {
    switch i.opcode {
    case .matchException:
      let result = try matches(R[Int(i.b)], bound(operandC(i, R, K), i.c, frame))
      consumeBC(i, R)
      (R + Int(i.a)).replace(with: Value(result))
    case .exceptionArguments:
      let exception = R[Int(i.b)].retained()
      defer { exception.release() }
      (R + Int(i.a)).replace(with: exception.type.value.retained())
      (R + Int(i.a) + 1).replace(with: exception.retained())
      (R + Int(i.a) + 2).replace(
        with: ExceptionRef(exception).cell.pointee.traceback.retained())
    case .matchExceptionGroup:
      let (rest, part) = try ExceptionGroups.split(
        R[Int(i.b)], bound(operandC(i, R, K), i.c, frame))
      consumeBC(i, R)
      (R + Int(i.a)).replace(with: rest)
      (R + Int(i.a) + 1).replace(with: part)
      if !part.isNone {
        let old = machine.pointee.handled
        machine.pointee.handled = part.retained()
        old.release()
      }
    default:  // prepareReraiseStar
      let result = try ExceptionGroups.combine(
        R[Int(i.b)], List(bound(operandC(i, R, K), i.c, frame)))
      consumeBC(i, R)
      (R + Int(i.a)).replace(with: result)
    }
  }

  /// Whether an exception is caught by `except target`.
  static func matches(_ exception: Value, _ target: Value) throws(Raised) -> Bool {
    func isExceptionType(_ value: Value) -> Bool {
      value.has(.type) && TypeRef(value).flags.contains(.isException)
    }
    if isExceptionType(target) { return exception.type.isSubtype(of: TypeRef(target)) }
    let candidates = target.has(.tuple) ? Array(Tuple(target).buffer) : [target]
    for candidate in candidates where !isExceptionType(candidate) {
      throw raise(
        .typeError,
        "catching classes that do not inherit from BaseException is not allowed")
    }
    return candidates.contains { exception.type.isSubtype(of: TypeRef($0)) }
  }
}

/// Adds a note (PEP 678) to the exception on its way.
func addNote(_ text: String) {
  let attributes = ExceptionRef(machine.pointee.raised).attributes
  var notes = attributes.get(.notes)
  if !notes.has(.list) {
    let list = List.make()
    attributes.set(Name.notes.str, list.value)
    list.value.release()
    notes = list.value
  }
  List(notes).append(consuming: .string(text))
}
