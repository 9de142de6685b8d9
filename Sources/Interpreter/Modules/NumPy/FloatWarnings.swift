// SPDX-License-Identifier: Apache-2.0
// numpy.errstate and seterr: what becomes of divisions by zero, overflows and invalid values.
import Weft

/// What a script wants done about each floating-point condition.
struct FloatErrors: Equatable {
  enum Mode: String { case ignore, warn, raise, call, print, log }
  var divide = Mode.warn
  var over = Mode.warn
  var under = Mode.ignore
  var invalid = Mode.warn

  static let names = ["divide", "over", "under", "invalid"]

  subscript(name: String) -> Mode {
    get {
      switch name {
      case "divide": divide
      case "over": over
      case "under": under
      default: invalid
      }
    }
    set {
      switch name {
      case "divide": divide = newValue
      case "over": over = newValue
      case "under": under = newValue
      default: invalid = newValue
      }
    }
  }

  func mode(_ kind: NumericWarning.Kind) -> Mode {
    switch kind {
    case .divideByZero: divide
    case .overflow: over
    case .underflow: under
    case .invalid: invalid
    default: .warn
    }
  }
}

enum FloatWarnings {
  nonisolated(unsafe) static var errors = FloatErrors()
  nonisolated(unsafe) static var callback: Value = .none
  /// What kernels met and nobody has been told of; filled from the engine's handler.
  nonisolated(unsafe) private static var pending: [NumericWarning] = []
  /// Whether operations must run where they are written, because what they meet is not just printed.
  @inline(__always) static var isEager: Bool { errors != FloatErrors() }

  /// Listens to the engine; once, when numpy is imported.
  static func listen() {
    Warnings.ignored = []
    // Scripts run on one thread, and so do the kernels' reports to it.
    Warnings.handler = { warning in
      FloatWarnings.pending.append(warning)
      machine.pointee.attention = true
    }
  }

  /// Whether there is something to tell.
  static var hasPending: Bool { !pending.isEmpty }

  /// Runs what an operation recorded if the state of errors asks for it, and tells what was met so far.
  @inline(__always)
  static func settle(_ array: NDArray) throws(Raised) {
    if isEager { array.evaluate() }
    if !pending.isEmpty { try tell() }
  }

  /// Tells the script what kernels met: warnings, calls, or an exception.
  @inline(never)
  static func tell() throws(Raised) {
    let met = pending
    pending = []
    for warning in met {
      switch errors.mode(warning.kind) {
      case .ignore: break
      case .raise:
        throw Interpreter.raise(.floatingPointError, warning.description)
      case .call where Builtins.isCallable(callback):
        let kind = Value.string(warning.kind.rawValue)
        defer { kind.release() }
        try call(callback, kind, Value(flag(warning.kind))).release()
      case .print, .log, .call:
        let file = SysModule.attribute("stderr")
        if file.isUnbound || file.isNone { continue }
        let text = Value.string("Warning: \(warning.description)\n")
        defer { text.release() }
        try callMethod(file, .write, text).release()
      case .warn: try warn(warning.description)
      }
    }
  }

  private static func flag(_ kind: NumericWarning.Kind) -> Int {
    switch kind {
    case .divideByZero: 1
    case .overflow: 2
    case .underflow: 4
    default: 8
    }
  }

  nonisolated(unsafe) private static var told: Set<String> = []

  /// `warnings.warn(text, RuntimeWarning)` at the line that runs; by the module if the script has it, else as its default does.
  static func warn(_ text: String, _ kind: ExceptionKind = .runtimeWarning) throws(Raised) {
    let warnings = Dict(machine.pointee.modules).get("warnings")
    if warnings.has(.module) {
      let function = try getAttribute(warnings, "warn")
      defer { function.release() }
      let message = Value.string(text)
      defer { message.release() }
      // The caller's frame is the script's: no frame of Swift code stands between.
      try call(function, message, kind.type.value, Value(1)).release()
      return
    }
    let frame = machine.pointee.frame
    guard frame > machine.pointee.frames else { return }
    let file = frame.pointee.code.takeUnretainedValue().fileName
    let line = Int(frame.pointee.position.line)
    guard told.insert("\(file):\(line):\(text)").inserted else { return }
    var report = "\(file):\(line): \(kind.name): \(text)\n"
    if let source = TracebackPrinter.source(file, line) {
      report += "  \(source.drop { $0 == " " || $0 == "\t" })\n"
    }
    let stream = SysModule.attribute("stderr")
    if stream.isUnbound || stream.isNone { return }
    let string = Value.string(report)
    defer { string.release() }
    try callMethod(stream, .write, string).release()
  }

  // MARK: Functions

  private static func dictionary(_ errors: FloatErrors) -> Value {
    let dict = Dict.make()
    for name in FloatErrors.names { dict.set(name, consuming: .interned(errors[name].rawValue)) }
    return dict.value
  }

  /// The state with the keyword arguments `all`, `divide`, `over`, `under`, `invalid` applied.
  private static func changed(_ a: BoundArguments, from first: Int) throws(Raised) -> FloatErrors {
    var result = errors
    for (offset, name) in (["all"] + FloatErrors.names).enumerated() {
      let value = a[first + offset]
      if value.isNone || value.isUnbound { continue }
      guard value.isStr, let mode = FloatErrors.Mode(rawValue: Str(value).text) else {
        throw Interpreter.raise(
          .valueError, "Unknown mode \(try reprText(value)) for \(name == "all" ? "divide" : name)")
      }
      if name == "all" {
        for each in FloatErrors.names { result[each] = mode }
      } else {
        result[name] = mode
      }
    }
    return result
  }

  static var rows: [Builtin] {
    [
      Builtin("seterr(all=None, divide=None, over=None, under=None, invalid=None)") {
        a throws(Raised) in
        let old = dictionary(errors)
        do throws(Raised) {
          errors = try changed(a, from: 0)
        } catch {
          old.release()
          throw error
        }
        return old
      },
      Builtin("geterr()") { _ throws(Raised) in dictionary(errors) },
      Builtin("seterrcall(func)") { a throws(Raised) in
        let old = callback
        callback = a[0].retained()
        return old
      },
      Builtin("geterrcall()") { _ throws(Raised) in callback.retained() },
    ]
  }

  /// `numpy.errstate`: a context manager and decorator.
  final class State: NativeObject {
    let entered: FloatErrors
    var left: FloatErrors?
    init(_ entered: FloatErrors) { self.entered = entered }
  }

  nonisolated(unsafe) static let stateType: TypeRef = TypeMaking.make(
    "errstate", module: "numpy", flags: [.basetype],
    methods: [
      Builtin("__enter__(self, /)") { a throws(Raised) in
        guard let own = a[0].native(State.self) else { return .none }
        own.left = errors
        errors = own.entered
        return a[0].retained()
      },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        guard let own = a[0].native(State.self), let left = own.left else { return .none }
        if !pending.isEmpty { try tell() }
        errors = left
        return .none
      },
      Builtin("__call__(self, function, /)") { a throws(Raised) in
        .native(Guarded(a[0], a[1]), Guarded.type)
      },
    ]
  ) { slots in
    slots.new = { type, arguments throws(Raised) in
      let row = Builtin(
        "errstate(*, call=None, all=None, divide=None, over=None, under=None, invalid=None)"
      ) { a throws(Raised) in
        .native(State(try changed(a, from: 1)), type)
      }
      let function = Value.builtin(row)
      defer { function.release() }
      return try Interpreter.call(function, arguments)
    }
  }

  /// A function that runs in a state of errors of its own.
  final class Guarded: NativeObject {
    let state, function: Value
    init(_ state: Value, _ function: Value) {
      self.state = state.retained()
      self.function = function.retained()
    }
    deinit {
      state.release()
      function.release()
    }
    override func visitReferences(_ visit: (Value) -> Void) {
      visit(state)
      visit(function)
    }

    nonisolated(unsafe) static let type = TypeMaking.make(
      "errstate_function", module: "numpy",
      properties: [
        Property("__wrapped__") { v throws(Raised) in
          v.native(Guarded.self)?.function.retained() ?? .none
        }
      ]
    ) { slots in
      slots.call = { v, arguments throws(Raised) in
        guard let own = v.native(Guarded.self), let state = own.state.native(State.self) else {
          return .none
        }
        let left = errors
        errors = state.entered
        defer { errors = left }
        let result = try Interpreter.call(own.function, arguments)
        if !pending.isEmpty {
          do throws(Raised) { try tell() } catch {
            result.release()
            throw error
          }
        }
        return result
      }
      slots.descriptorGet = { v, instance, _ throws(Raised) in
        instance.isUnbound ? v.retained() : .boundMethod(v, instance)
      }
    }
  }
}
