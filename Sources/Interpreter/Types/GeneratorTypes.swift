// SPDX-License-Identifier: Apache-2.0
// Generators, coroutines and asynchronous generators for scripts.

enum GeneratorTypes {
  static func fill() {
    let types = machine.pointee.types
    TypeMaking.fill(
      types.generator, methods: common, properties: properties("gi"),
      { slots in
        configure(&slots, "generator")
        slots.iterate = { v throws(Raised) in v.retained() }
        slots.next = { v throws(Raised) in try Machine.send(Generator(v), .none) }
      })
    TypeMaking.fill(
      types.coroutine,
      methods: common + [
        Builtin("__await__(self, /)") { a throws(Raised) in
          .native(CoroutineWrapper(a[0]), coroutineWrapper)
        }
      ], properties: properties("cr"), { slots in configure(&slots, "coroutine") })
    TypeMaking.fill(
      types.asyncGenerator,
      methods: [
        Builtin("__aiter__(self, /)") { a throws(Raised) in a[0].retained() },
        Builtin("__anext__(self, /)") { a throws(Raised) in
          try AsyncGeneratorHooks.begin(a[0])
          return .native(AsyncStep(a[0], .none, nil), asyncStep)
        },
        Builtin("asend(self, value, /)") { a throws(Raised) in
          try AsyncGeneratorHooks.begin(a[0])
          return .native(AsyncStep(a[0], a[1], nil), asyncStep)
        },
        Builtin("athrow(self, type, value=..., traceback=None, /)") { a throws(Raised) in
          try AsyncGeneratorHooks.begin(a[0])
          try warn(of: a, "athrow")
          return .native(
            AsyncStep(a[0], .none, try exception(a[1], a[2], a[3])), asyncStep)
        },
        Builtin("aclose(self, /)") { a throws(Raised) in
          try AsyncGeneratorHooks.begin(a[0])
          let error = Exceptions.make(
            ExceptionKind.generatorExit.type, arguments: Tuple.empty.value)
          return .native(AsyncStep(a[0], .none, error, closes: true), asyncStep)
        },
      ], properties: properties("ag"), { slots in configure(&slots, "async_generator") })
  }

  private static func configure(_ slots: inout Slots, _ name: String) {
    slots.repr = { v throws(Raised) in
      .string(
        "<\(name) object \(Str(Generator(v).cell.pointee.qualifiedName).text) at \(ObjectType.address(v))>"
      )
    }
  }

  private static func properties(_ prefix: String) -> [Property] {
    [
      Property("\(prefix)_frame") { v throws(Raised) in FrameObject.make(for: Generator(v)) },
      Property("\(prefix)_running") { v throws(Raised) in
        Value(Generator(v).cell.pointee.state == .running)
      },
      Property("\(prefix)_suspended") { v throws(Raised) in
        Value(Generator(v).cell.pointee.state == .suspended)
      },
      Property("\(prefix)_code") { v throws(Raised) in .code(Generator(v).code) },
      Property(prefix == "gi" ? "gi_yieldfrom" : "\(prefix)_await") { v throws(Raised) in
        let delegate = Generator(v).delegate
        return delegate.isUnbound ? .none : delegate.retained()
      },
      Property(
        "__name__",
        set: { v, value throws(Raised) in
          guard value.isStr else {
            throw raise(.typeError, "__name__ must be set to a string object")
          }
          let old = Generator(v).cell.pointee.name
          Generator(v).cell.pointee.name = value.retained()
          old.release()
        }
      ) { v throws(Raised) in Generator(v).cell.pointee.name.retained() },
      Property(
        "__qualname__",
        set: { v, value throws(Raised) in
          guard value.isStr else {
            throw raise(.typeError, "__qualname__ must be set to a string object")
          }
          let old = Generator(v).cell.pointee.qualifiedName
          Generator(v).cell.pointee.qualifiedName = value.retained()
          old.release()
        }
      ) { v throws(Raised) in Generator(v).cell.pointee.qualifiedName.retained() },
    ]
  }

  private static var common: [Builtin] {
    [
      Builtin("send(self, value, /)") { a throws(Raised) in
        let generator = Generator(a[0])
        let value = try Machine.send(generator, a[1])
        if value.isUnbound { throw stopIteration(of: a[0]) }
        return value
      },
      Builtin("throw(self, type, value=..., traceback=None, /)") { a throws(Raised) in
        try warn(of: a, "throw")
        let value = try throwInto(a[0], try exception(a[1], a[2], a[3]))
        if value.isUnbound { throw stopIteration(of: a[0]) }
        return value
      },
      Builtin("close(self, /)") { a throws(Raised) in try close(a[0]) },
    ]
  }

  private static func warn(of a: BoundArguments, _ name: String) throws(Raised) {
    if a[2].isUnbound { return }
    try PythonWarnings.warn(
      .deprecationWarning,
      "the (type, exc, tb) signature of \(name)() is deprecated, use the single-arg signature instead."
    )
  }

  /// The exception of `throw(type, value, traceback)`; owned.
  ///
  /// Where it cannot be made, the error is what is thrown.
  static func exception(_ type: Value, _ value: Value, _ traceback: Value) throws(Raised) -> Value {
    let exception: Value
    if type.has(.exception) {
      if !value.isNone && !value.isUnbound {
        throw raise(.typeError, "instance exception may not have a separate value")
      }
      exception = type.retained()
    } else if type.has(.type), TypeRef(type).flags.contains(.isException) {
      if value.has(.exception), value.type.isSubtype(of: TypeRef(type)) {
        exception = value.retained()
      } else {
        exception = made(type, value)
      }
    } else {
      throw raise(
        .typeError,
        "exceptions must be classes or instances deriving from BaseException, not \(type.type.name)"
      )
    }
    if traceback.native(TracebackEntry.self) != nil {
      let cell = ExceptionRef(exception).cell
      let old = cell.pointee.traceback
      cell.pointee.traceback = traceback.retained()
      old.release()
    } else if !traceback.isNone {
      exception.release()
      throw raise(.typeError, "throw() third argument must be a traceback object")
    }
    return exception
  }

  /// An exception of a class, or the one that stands in the way of making it; owned.
  private static func made(_ type: Value, _ value: Value) -> Value {
    do throws(Raised) {
      let result: Value
      if value.has(.tuple) {
        result = try call(type, spreading: Tuple(value), nil)
      } else {
        result = try value.isNone || value.isUnbound ? call(type) : call(type, value)
      }
      if result.has(.exception) { return result }
      defer { result.release() }
      throw raise(
        .typeError,
        "calling \(try reprText(type)) should have returned an instance of BaseException, not \(result.type.name)"
      )
    } catch {
      return takeRaised()
    }
  }

  /// Raises an exception, owned, in a generator; one that delegates passes it on.
  ///
  /// The value yielded, or unbound at the end.
  static func throwInto(_ value: Value, _ exception: Value) throws(Raised) -> Value {
    let generator = Generator(value)
    let delegate = generator.delegate
    guard !delegate.isUnbound else { return try Machine.throw(generator, exception) }
    delegate.retained()
    defer { delegate.release() }
    let closing = exception.type.isSubtype(of: ExceptionKind.generatorExit.type)
    generator.cell.pointee.state = .running
    let passed: Value?
    do throws(Raised) {
      passed = try passOn(exception, to: delegate, closing: closing)
    } catch {
      generator.cell.pointee.state = .suspended
      exception.release()
      let raised = takeRaised()
      if !closing, raised.type.isSubtype(of: ExceptionKind.stopIteration.type) {
        return try resume(generator, after: ExceptionRef(raised), raised)
      }
      return try Machine.throw(generator, raised)
    }
    generator.cell.pointee.state = .suspended
    guard let result = passed else { return try Machine.throw(generator, exception) }
    exception.release()
    if result.isUnbound {
      // The delegate has ended: the generator goes on with its result.
      let ended = stopValue(of: delegate)
      return try resume(generator, with: ended)
    }
    return result
  }

  /// Raises a borrowed exception in what a generator delegates to, or closes that.
  ///
  /// What it yields, or unbound if it has ended; nil if the generator itself is to raise the exception.
  private static func passOn(_ exception: Value, to delegate: Value, closing: Bool) throws(Raised)
    -> Value?
  {
    if closing {
      try closeIterator(delegate)
      return nil
    }
    if delegate.has(.generator) { return try throwInto(delegate, exception.retained()) }
    guard let method = try getOptionalAttribute(delegate, .throw) else { return nil }
    defer { method.release() }
    return try call(method, exception)
  }

  private static func resume(_ generator: Generator, after exception: ExceptionRef, _ raised: Value)
    throws(Raised) -> Value
  {
    let arguments = exception.arguments
    let value = arguments.count > 0 ? arguments[0].retained() : .none
    raised.release()
    return try resume(generator, with: value)
  }

  /// Goes on after a `yieldFrom` whose delegate has ended with an owned value.
  private static func resume(_ generator: Generator, with value: Value) throws(Raised) -> Value {
    let cell = generator.cell
    guard cell.pointee.state == .suspended else {
      value.release()
      return .unbound
    }
    let registers = generator.registers
    let i = cell.pointee.pc.pointee
    let iterator = registers[Int(i.b)]
    registers[Int(i.b)].tag = .unbound
    iterator.release()
    // One past it, as after a yield: the value goes to the same register.
    cell.pointee.pc += 1
    return try Machine.sendValue(generator, value)
  }

  private static func closeIterator(_ iterator: Value) throws(Raised) {
    if iterator.has(.generator) {
      try close(iterator).release()
    } else if let method = try getOptionalAttribute(iterator, .close) {
      defer { method.release() }
      try call(method).release()
    }
  }

  /// `generator.close()`.
  static func close(_ value: Value) throws(Raised) -> Value {
    let generator = Generator(value)
    switch generator.cell.pointee.state {
    case .created:
      generator.finish()
      return .none
    case .finished: return .none
    default: break
    }
    let exit = Exceptions.make(ExceptionKind.generatorExit.type, arguments: Tuple.empty.value)
    do throws(Raised) {
      let result = try throwInto(value, exit)
      if result.isUnbound { return .none }
      result.release()
    } catch {
      guard raisedIs(.generatorExit) || raisedIs(.stopIteration) else { throw error }
      takeRaised().release()
      return .none
    }
    throw raise(
      .runtimeError, "\(Machine.describe(generator.cell.pointee.kind)) ignored GeneratorExit")
  }

  /// What a generator that has just ended returned; owned.
  static func stopValue(of value: Value) -> Value {
    if let foreign = value.foreign {
      defer { foreign.stopValue = .none }
      return foreign.stopValue
    }
    guard value.has(.generator) else { return .none }
    let cell = Generator(value).cell
    let result = cell.pointee.result
    cell.pointee.result = .unbound
    return result.isUnbound ? .none : result
  }

  // MARK: Awaiting

  /// What `coroutine.__await__()` gives.
  final class CoroutineWrapper: NativeObject {
    let coroutine: Value
    init(_ coroutine: Value) { self.coroutine = coroutine.retained() }
    deinit { coroutine.release() }
    override func visitReferences(_ visit: (Value) -> Void) { visit(coroutine) }
  }

  private static func wrapped(_ v: Value) -> Value {
    v.native(CoroutineWrapper.self)?.coroutine ?? .none
  }

  nonisolated(unsafe) private static let coroutineWrapper = TypeMaking.make(
    "coroutine_wrapper",
    methods: [
      Builtin("send(self, value, /)") { a throws(Raised) in
        try callMethod(wrapped(a[0]), .send, a[1])
      },
      Builtin("throw(self, type, value=..., traceback=None, /)") { a throws(Raised) in
        a[2].isUnbound
          ? try callMethod(wrapped(a[0]), .throw, a[1])
          : try callMethod(wrapped(a[0]), .throw, a[1], a[2], a[3])
      },
      Builtin("close(self, /)") { a throws(Raised) in try callMethod(wrapped(a[0]), .close) },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in
      let coroutine = wrapped(v)
      let value = try Machine.send(Generator(coroutine), .none)
      if value.isUnbound {
        let result = stopValue(of: coroutine)
        defer { result.release() }
        if !result.isNone { throw raise(.stopIteration, with: result) }
      }
      return value
    }
  }

  /// One awaitable step of an asynchronous generator.
  final class AsyncStep: NativeObject {
    let generator: Value
    var value: Value
    var exception: Value?
    let closes: Bool
    var isDone = false
    init(_ generator: Value, _ value: Value, _ exception: Value?, closes: Bool = false) {
      self.generator = generator.retained()
      self.value = value.retained()
      self.exception = exception
      self.closes = closes
    }
    deinit {
      generator.release()
      value.release()
      exception?.release()
    }
    override func visitReferences(_ visit: (Value) -> Void) {
      visit(generator)
      visit(value)
      if let exception { visit(exception) }
    }

    /// Sends a value to the generator.
    ///
    /// What it *yields* ends the step (StopIteration); what it awaits is passed on.
    func step(_ sent: Value) throws(Raised) -> Value {
      if isDone {
        throw raise(.runtimeError, "cannot reuse already awaited __anext__()/asend()")
      }
      let own = Generator(generator)
      let result: Value
      do throws(Raised) {
        if let exception {
          self.exception = nil
          result = try throwInto(generator, exception)
        } else {
          let first = value
          value = .none
          defer { first.release() }
          result = try Machine.send(own, sent.isNone ? first : sent)
        }
      } catch {
        isDone = true
        if closes && (raisedIs(.generatorExit) || raisedIs(.stopAsyncIteration)) {
          takeRaised().release()
          throw raise(.stopIteration, with: [])
        }
        throw error
      }
      if result.isUnbound {
        isDone = true
        if closes { throw raise(.stopIteration, with: []) }
        throw raise(.stopAsyncIteration, with: [])
      }
      guard own.delegate.isUnbound else { return result }
      isDone = true
      defer { result.release() }
      if closes { throw raise(.runtimeError, "async generator ignored GeneratorExit") }
      throw raise(.stopIteration, with: result)
    }
  }

  private static func step(_ v: Value, _ sent: Value) throws(Raised) -> Value {
    guard let own = v.native(AsyncStep.self) else { return .none }
    return try own.step(sent)
  }

  nonisolated(unsafe) private static let asyncStep = TypeMaking.make(
    "async_generator_asend",
    methods: [
      Builtin("__await__(self, /)") { a throws(Raised) in a[0].retained() },
      Builtin("send(self, value, /)") { a throws(Raised) in try step(a[0], a[1]) },
      Builtin("throw(self, type, value=None, traceback=None, /)") { a throws(Raised) in
        guard let own = a[0].native(AsyncStep.self) else { return .none }
        own.exception?.release()
        own.exception = try exception(a[1], a[2], a[3])
        return try own.step(.none)
      },
      Builtin("close(self, /)") { _ throws(Raised) in .none },
    ]
  ) { slots in
    slots.iterate = { v throws(Raised) in v.retained() }
    slots.next = { v throws(Raised) in try step(v, .none) }
  }
}

/// StopIteration with what a generator returned, if it was one.
func stopIteration(of iterator: Value) -> Raised {
  let value = GeneratorTypes.stopValue(of: iterator)
  defer { value.release() }
  return value.isNone ? raise(.stopIteration, with: []) : raise(.stopIteration, with: value)
}
