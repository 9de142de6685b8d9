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
  private static let kinds: [NumericWarning.Kind] = [
    .divideByZero, .overflow, .underflow, .invalid,
  ]

  /// Whether an operation must run where it is written: what it meets does more than print a line.
  var needsEagerness: Bool {
    [divide, over, under, invalid].contains { $0 != .ignore && $0 != .warn }
  }

  /// A bit for each kind that is ignored.
  var ignoredKinds: UInt64 {
    Self.kinds.reduce(0) { $0 | (mode($1) == .ignore ? Self.bit($1) : 0) }
  }

  /// The bit of a kind; 0 for those that cannot be ignored.
  static func bit(_ kind: NumericWarning.Kind) -> UInt64 {
    kinds.firstIndex(of: kind).map { 1 << UInt64($0) } ?? 0
  }

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
  nonisolated(unsafe) private(set) static var errors = FloatErrors() {
    didSet {
      ignored = errors.ignoredKinds
      isEager = warningsRaise || errors.needsEagerness
    }
  }
  nonisolated(unsafe) static var callback: Value = .none
  /// What kernels met and nobody has been told of; filled from the engine's handler.
  nonisolated(unsafe) private static var pending: [NumericWarning] = []
  /// Whether operations must run where they are written, because what they meet is not just printed: so `errors` or
  /// a filter of the warnings module that raises wants it.
  nonisolated(unsafe) private(set) static var isEager = false
  nonisolated(unsafe) private static var warningsRaise = false
  /// What `Origins` notes with each operation.
  nonisolated(unsafe) private(set) static var ignored = FloatErrors().ignoredKinds

  nonisolated(unsafe) private(set) static var isListening = false

  /// Listens to the engine; once, when numpy is imported.
  static func listen() {
    isListening = true
    Warnings.ignored = []
    Warnings.origin = { Origins.current }
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

  /// Puts another state of errors in force.
  static func change(to new: FloatErrors) throws(Raised) {
    // What was written before is dealt with as it was then.
    if new.needsEagerness && !errors.needsEagerness { try computePending() }
    errors = new
  }

  /// Computes what scripts can see and tells what it met.
  static func computePending() throws(Raised) {
    Engine.computePending()
    if !pending.isEmpty { try tell() }
  }

  /// Follows the filters of the warnings module: whether one of them raises RuntimeWarnings.
  static func followFilters(raising: Bool) {
    warningsRaise = raising
    isEager = raising || errors.needsEagerness
  }

  /// Runs an operation of scalars, whose conditions go by the name `word`.
  static func ofScalars(_ word: String, _ body: () throws(Raised) -> Value) throws(Raised) -> Value
  {
    let before = pending.count
    let value = try body()
    guard pending.count > before else { return value }
    // One of each kind: divmod is two operations here.
    var met: [NumericWarning] = []
    for warning in pending[before...] {
      let own =
        warning.operation == "cast"
        ? warning : NumericWarning(warning.kind, in: word, origin: warning.origin)
      if !met.contains(own) { met.append(own) }
    }
    pending.replaceSubrange(before..., with: met)
    do throws(Raised) { try tell() } catch {
      value.release()
      throw error
    }
    return value
  }

  /// Runs `body`, which computes its results; what the operations `others` meet in it is told of `name`, once for each kind.
  static func naming<R>(
    _ name: String, insteadOf others: Set<String>, _ body: () throws(Raised) -> R
  ) throws(Raised) -> R {
    let before = pending.count
    let result = try body()
    guard pending.count > before else { return result }
    var met: [NumericWarning] = []
    for warning in pending[before...] {
      let own =
        others.contains(warning.operation)
        ? NumericWarning(warning.kind, in: name, origin: warning.origin) : warning
      if !met.contains(own) { met.append(own) }
    }
    pending.replaceSubrange(before..., with: met)
    if isEager { try tell() }
    return result
  }

  /// Tells of a condition that no kernel met.
  static func meet(_ kind: NumericWarning.Kind, _ operation: String) throws(Raised) {
    pending.append(NumericWarning(kind, in: operation, origin: Origins.current))
    try tell()
  }

  /// Tells the script what kernels met: warnings, calls, or an exception.
  @inline(never)
  static func tell() throws(Raised) {
    let met = pending
    pending = []
    for warning in met {
      if warning.kind == .imaginaryPart {
        try warnOfComplex(origin: warning.origin)
        continue
      }
      var mode = errors.mode(warning.kind)
      if warning.origin != 0, mode == .ignore || mode == .warn {
        let isIgnored =
          Origins.ignored(warning.origin) & FloatErrors.bit(warning.kind) != 0
        mode = isIgnored ? .ignore : .warn
      }
      switch mode {
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
      case .warn: try warn(warning.description, origin: warning.origin)
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

  /// A warning of where an operation was written, or of the line that runs; by the warnings module if the script has it, else
  /// as its default does.
  static func warn(
    _ text: String, _ kind: ExceptionKind = .runtimeWarning, origin: UInt64 = 0
  ) throws(Raised) {
    try warn(text, kind.type, origin: origin)
  }

  /// Warns of imaginary parts that a conversion drops.
  static func warnOfComplex(origin: UInt64 = 0) throws(Raised) {
    let module = try Import.load("numpy.exceptions")
    defer { module.release() }
    let category = try getAttribute(module, "ComplexWarning")
    defer { category.release() }
    try warn(
      "Casting complex values to real discards the imaginary part", TypeRef(category),
      origin: origin)
  }

  private static func warn(_ text: String, _ category: TypeRef, origin: UInt64) throws(Raised) {
    // Code that has ended, such as what `eval` ran, has no line any more.
    guard let (code, line) = Origins.place(origin) ?? Origins.place(Origins.current) else { return }
    let warnings = Dict(machine.pointee.modules).get("warnings")
    if warnings.has(.module) {
      try pass(text, category, code, line, to: warnings)
      return
    }
    let file = code.fileName
    guard told.insert("\(file):\(line):\(text)").inserted else { return }
    var report = "\(file):\(line): \(category.name): \(text)\n"
    if let source = TracebackPrinter.source(file, line) {
      report += "  \(source.drop { $0 == " " || $0 == "\t" })\n"
    }
    let stream = SysModule.attribute("stderr")
    if stream.isUnbound || stream.isNone { return }
    let string = Value.string(report)
    defer { string.release() }
    try callMethod(stream, .write, string).release()
  }

  /// `warnings.warn_explicit` with the registry of the module that the code belongs to.
  private static func pass(
    _ text: String, _ category: TypeRef, _ code: Code, _ line: Int, to warnings: Value
  ) throws(Raised) {
    let function = Value.interned("warn_explicit")
    defer { function.release() }
    let texts = [Value.string(text), Value.string(code.fileName)]
    defer { for value in texts { value.release() } }
    var module = Value.none
    var registry = Value.none
    if let globals = Origins.globals(of: code) {
      let name = globals.get(.name)
      if name.isStr { module = name }
      registry = globals.get("__warningregistry__")
      if !registry.has(.dict) {
        registry = Dict.make().value
        globals.set("__warningregistry__", consuming: registry)
      }
    }
    module.retained()
    registry.retained()
    defer {
      module.release()
      registry.release()
    }
    let arguments = [texts[0], category.value, texts[1], Value(line), module, registry]
    try callMethod(warnings, Str(function), arguments).release()
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
          try change(to: try changed(a, from: 0))
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
        try change(to: own.entered)
        return a[0].retained()
      },
      Builtin("__exit__(self, /, *args)") { a throws(Raised) in
        guard let own = a[0].native(State.self), let left = own.left else { return .none }
        if !pending.isEmpty { try tell() }
        try change(to: left)
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
        try change(to: state.entered)
        let result: Value
        do throws(Raised) {
          result = try Interpreter.call(own.function, arguments)
        } catch {
          errors = left
          throw error
        }
        do throws(Raised) {
          if !pending.isEmpty { try tell() }
          try change(to: left)
        } catch {
          errors = left
          result.release()
          throw error
        }
        return result
      }
      slots.descriptorGet = { v, instance, _ throws(Raised) in
        instance.isUnbound ? v.retained() : .boundMethod(v, instance)
      }
    }
  }
}
