// SPDX-License-Identifier: Apache-2.0
// Entering and leaving frames: the binder of arguments, calls from Swift, generators.
import CShims

enum Machine {
  /// The globals of the innermost frame; nil outside of any.
  static var currentGlobals: Dict? {
    machine.pointee.frame > machine.pointee.frames ? machine.pointee.frame.pointee.globals : nil
  }

  /// Codes that calls under way went on with when their functions got others; they stay.
  nonisolated(unsafe) static var retiredCodes: [Unmanaged<Code>] = []

  /// Whether a frame on the stack runs this code.
  static func isRunning(_ code: Unmanaged<Code>) -> Bool {
    var frame = machine.pointee.frame
    while frame > machine.pointee.frames {
      if frame.pointee.code.toOpaque() == code.toOpaque() { return true }
      frame -= 1
    }
    return false
  }

  // MARK: Calls of functions

  /// Calls a function of a script from Swift, with an instance (or unbound) before the arguments.
  static func callFunction(_ callee: Value, _ instance: Value, _ arguments: CallArguments)
    throws(Raised) -> Value
  {
    let function = callee.cell(as: FunctionCell.self)
    let code = function.pointee.code
    let window = machine.pointee.stackTop
    try checkRoom(window, code._withUnsafeGuaranteedRef { $0.registerCount } + arguments.count + 1)
    // The window gets references of its own.
    var count = 0
    if !instance.isUnbound {
      window[0] = instance.retained()
      count = 1
    }
    for index in 0..<arguments.count { window[count + index] = arguments[index].retained() }
    count += arguments.count
    if !arguments.names.isUnbound || !takesExactly(code, count) {
      try bind(function, window, count, arguments.names)
    }
    let flags = code._withUnsafeGuaranteedRef { $0.flags }
    if !flags.isDisjoint(with: [.generator, .coroutine]) {
      return makeGenerator(callee, window)
    }
    pushFrame(callee.retained(), function, window, kind: .entry, result: nil)
    return try run()
  }

  /// Whether a script's function can run with this many arguments at the top of the stack as they are.
  @inline(__always)
  static func canEnter(_ callee: Value, _ window: UnsafeMutablePointer<Value>, _ count: Int) -> Bool
  {
    let code = callee.cell(as: FunctionCell.self).pointee.code
    return takesExactly(code, count)
      && code._withUnsafeGuaranteedRef { !$0.makesGenerator && hasRoom(window, $0.registerCount) }
  }

  /// Runs a function that can be entered; its owned arguments stand in the window, at the top of the stack.
  @inline(__always)
  static func enter(_ callee: Value, _ window: UnsafeMutablePointer<Value>) throws(Raised) -> Value
  {
    pushFrame(
      callee.retained(), callee.cell(as: FunctionCell.self), window, kind: .entry, result: nil)
    return try run()
  }

  /// Whether this many positional arguments fill the parameters one by one.
  @inline(__always)
  static func takesExactly(_ code: Unmanaged<Code>, _ count: Int) -> Bool {
    code._withUnsafeGuaranteedRef {
      $0.positionalCount == count && $0.parameterCount == count
    }
  }

  /// Whether a window of so many registers fits on the stack at this place, and a frame.
  ///
  /// False also for a place that is not on the stack: in the registers of a generator.
  @inline(__always)
  static func hasRoom(_ window: UnsafeMutablePointer<Value>, _ count: Int) -> Bool {
    let offset = UInt(bitPattern: window) &- UInt(bitPattern: machine.pointee.stackBase)
    let size = UInt(truncatingIfNeeded: count) &* UInt(MemoryLayout<Value>.stride)
    return offset <= machine.pointee.stackRoom &- size
      && machine.pointee.frame + 2 <= machine.pointee.framesEnd
      && machine.pointee.depth < machine.pointee.recursionLimit
  }

  @inline(__always)
  static func checkRoom(_ window: UnsafeMutablePointer<Value>, _ count: Int) throws(Raised) {
    if !hasRoom(window, count) { throw recursionError() }
  }

  /// Where the window of a called function begins if not at its arguments, for want of room or because they are a generator's registers.
  @inline(never)
  static func otherWindow(_ arguments: UnsafeMutablePointer<Value>, _ count: Int) throws(Raised)
    -> UnsafeMutablePointer<Value>
  {
    let offset = UInt(bitPattern: arguments) &- UInt(bitPattern: machine.pointee.stackBase)
    let top = machine.pointee.stackTop
    if offset <= machine.pointee.stackRoom || !hasRoom(top, count) { throw recursionError() }
    return top
  }

  /// Moves arguments to the window of a called function.
  static func move(
    _ arguments: UnsafeMutablePointer<Value>, _ count: Int,
    to window: UnsafeMutablePointer<Value>
  ) {
    for index in 0..<count {
      window[index] = arguments[index]
      arguments[index].tag = .unbound
    }
  }

  /// Pushes a frame for a function whose parameters stand, owned, at the start of the window.
  ///
  /// Consumes `owner`.
  @inline(__always)
  static func pushFrame(
    _ owner: Value, _ function: UnsafeMutablePointer<FunctionCell>,
    _ window: UnsafeMutablePointer<Value>, kind: Frame.Kind, result: UnsafeMutablePointer<Value>?
  ) {
    let code = function.pointee.code
    let (parameters, locals, registers, start) = code._withUnsafeGuaranteedRef {
      ($0.parameterCount, $0.localCount, $0.registerCount, $0.instructions)
    }
    for index in parameters..<max(parameters, locals) { window[index].tag = .unbound }
    let frame = machine.pointee.frame + 1
    frame.initialize(
      to: Frame(
        kind: kind, code: code, registers: window, pc: start, owner: owner,
        globals: Dict(function.pointee.globals), builtins: Dict(machine.pointee.builtins),
        namespace: .unbound,
        closure: function.pointee.closure.isUnbound
          ? nil : Tuple(function.pointee.closure).elements,
        result: result, instance: .unbound, handledOutside: machine.pointee.handled.retained(),
        previousTop: machine.pointee.stackTop, frameObject: nil))
    machine.pointee.frame = frame
    machine.pointee.depth &+= 1
    machine.pointee.stackTop = window + registers
  }

  /// Runs module, class or `exec` code.
  ///
  /// `namespace` is unbound when the globals are the locals.
  static func execute(
    _ code: Code, globals: Dict, namespace: Value = .unbound, closure: Tuple? = nil
  ) throws(Raised) -> Value {
    let window = machine.pointee.stackTop
    try checkRoom(window, code.registerCount)
    if stackIsLow() { throw recursionError() }
    for index in 0..<code.localCount { window[index].tag = .unbound }
    var builtins = globals.get(.builtins)
    if builtins.has(.module) { builtins = Module(builtins).namespace.value }
    let frame = machine.pointee.frame + 1
    frame.initialize(
      to: Frame(
        kind: .entry, code: Unmanaged.passUnretained(code), registers: window,
        pc: code.instructions, owner: .code(code), globals: globals,
        builtins: Dict(builtins.has(.dict) ? builtins : machine.pointee.builtins),
        namespace: namespace.retained(), closure: closure?.elements, result: nil,
        instance: .unbound, handledOutside: machine.pointee.handled.retained(),
        previousTop: machine.pointee.stackTop, frameObject: nil))
    globals.value.retained()
    defer { globals.value.release() }
    machine.pointee.frame = frame
    machine.pointee.depth &+= 1
    machine.pointee.stackTop = window + code.registerCount
    return try run()
  }

  /// Pops the innermost frame and releases its locals; temporaries are dead already.
  ///
  /// The registers stay dead.
  @inline(__always)
  static func popFrame() {
    let frame = machine.pointee.frame
    let registers = frame.pointee.registers
    let locals = frame.pointee.code._withUnsafeGuaranteedRef { $0.localCount }
    if frame.pointee.frameObject != nil { FrameObject.detach(frame) }
    // Locals that end may run code, whose frames take this one's place.
    let (owner, namespace) = (frame.pointee.owner, frame.pointee.namespace)
    let (outside, top) = (frame.pointee.handledOutside, frame.pointee.previousTop)
    machine.pointee.frame = frame - 1
    machine.pointee.depth &-= 1
    for index in 0..<locals {
      let value = registers[index]
      registers[index].tag = .unbound
      value.release()
    }
    let handled = machine.pointee.handled
    machine.pointee.handled = outside
    handled.release()
    namespace.release()
    machine.pointee.stackTop = top
    owner.release()
  }

  /// Releases all registers of the innermost frame from `depth` up: what an exception leaves behind.
  @inline(never)
  static func clearTemporaries(from depth: Int) {
    let frame = machine.pointee.frame
    let count = frame.pointee.code._withUnsafeGuaranteedRef { $0.registerCount }
    for index in depth..<count {
      let value = frame.pointee.registers[index]
      frame.pointee.registers[index].tag = .unbound
      value.release()
    }
  }

  // MARK: Generators

  /// Turns a bound window into a generator; the window is dead afterwards.
  ///
  /// Owned.
  static func makeGenerator(_ callee: Value, _ window: UnsafeMutablePointer<Value>) -> Value {
    let function = callee.cell(as: FunctionCell.self)
    let code = function.pointee.code.takeUnretainedValue()
    let types = machine.pointee.types
    let kind: GeneratorCell.Kind =
      !code.flags.contains(.coroutine)
      ? .generator : code.flags.contains(.generator) ? .asyncGenerator : .coroutine
    let type =
      kind == .generator
      ? types.generator : kind == .coroutine ? types.coroutine : types.asyncGenerator
    let count = code.registerCount
    let size = MemoryLayout<GeneratorCell>.stride + count * MemoryLayout<Value>.stride
    let cell = Heap.allocate(size, .generator, type, container: true)
      .bindMemory(to: GeneratorCell.self, capacity: 1)
    let registers = Generator(Value(cell)).registers
    let parameters = code.parameterCount
    for index in 0..<parameters {
      registers[index] = window[index]
      window[index].tag = .unbound
    }
    for index in parameters..<max(parameters, count) { registers[index] = .unbound }
    cell.pointee.state = .created
    cell.pointee.kind = kind
    cell.pointee.code = function.pointee.code.retain()
    cell.pointee.pc = code.instructions
    cell.pointee.owner = callee.retained()
    cell.pointee.globals = function.pointee.globals.retained()
    cell.pointee.handled = .unbound
    cell.pointee.result = .unbound
    cell.pointee.name = function.pointee.name.retained()
    cell.pointee.qualifiedName = function.pointee.qualifiedName.retained()
    return Value(cell)
  }

  /// Puts a frame over a generator's registers.
  ///
  /// `sent`, owned, is what its `yield` gives.
  static func resume(
    _ generator: Generator, _ sent: Value, kind: Frame.Kind, result: UnsafeMutablePointer<Value>?
  ) throws(Raised) {
    let cell = generator.cell
    if !hasRoom(machine.pointee.stackTop, 0) {
      sent.release()
      throw recursionError()
    }
    let window = generator.registers
    let pc = cell.pointee.pc
    let wasCreated = cell.pointee.state == .created
    cell.pointee.state = .running
    let function = cell.pointee.owner.cell(as: FunctionCell.self)
    let frame = machine.pointee.frame + 1
    frame.initialize(
      to: Frame(
        kind: kind, code: cell.pointee.code, registers: window, pc: pc,
        owner: generator.value.retained(), globals: Dict(cell.pointee.globals),
        builtins: Dict(machine.pointee.builtins), namespace: .unbound,
        closure: function.pointee.closure.isUnbound
          ? nil : Tuple(function.pointee.closure).elements,
        result: result, instance: .unbound, handledOutside: machine.pointee.handled.retained(),
        previousTop: machine.pointee.stackTop, frameObject: nil))
    if !cell.pointee.handled.isUnbound {
      let old = machine.pointee.handled
      machine.pointee.handled = cell.pointee.handled
      cell.pointee.handled = .unbound
      old.release()
    }
    machine.pointee.frame = frame
    machine.pointee.depth &+= 1
    if wasCreated {
      sent.release()
    } else if pc.pointee.opcode == .yieldFrom {
      // Waits at the instruction itself, which looks for the value to send in its register.
      (window + Int(pc.pointee.a)).replace(with: sent)
    } else {
      // One past the yield.
      (window + Int((pc - 1).pointee.a)).replace(with: sent)
    }
  }

  /// Takes the innermost frame, a generator's, off the stack until it is resumed at `pc`.
  static func suspend(at pc: UnsafeMutablePointer<Instruction>) {
    let frame = machine.pointee.frame
    let generator = Generator(frame.pointee.owner)
    if frame.pointee.frameObject != nil { FrameObject.detach(frame) }
    generator.cell.pointee.pc = pc
    generator.cell.pointee.state = .suspended
    let handled = machine.pointee.handled
    let outside = frame.pointee.handledOutside
    machine.pointee.handled = outside
    if handled.isIdentical(to: outside) {
      handled.release()
    } else {
      generator.cell.pointee.handled = handled
    }
    machine.pointee.frame = frame - 1
    machine.pointee.depth &-= 1
    machine.pointee.stackTop = frame.pointee.previousTop
    generator.value.release()
  }

  /// Suspends the generators whose `yieldFrom` waits for the one that has just been suspended, as long as each is resumed by another's.
  ///
  /// How the outermost of them was resumed, and where its value goes.
  @inline(never)
  static func suspendDelegators() -> (Frame.Kind, UnsafeMutablePointer<Value>?) {
    while true {
      let frame = machine.pointee.frame
      let (kind, target) = (frame.pointee.kind, frame.pointee.result)
      suspend(at: frame.pointee.pc - 1)
      if kind != .delegate { return (kind, target) }
    }
  }

  /// Resumes a generator from Swift until it yields (the value, owned) or ends (unbound; what it returned is in `result`).
  static func send(_ generator: Generator, _ value: Value) throws(Raised) -> Value {
    let cell = generator.cell
    switch cell.pointee.state {
    case .running:
      throw raise(.valueError, "\(describe(cell.pointee.kind)) already executing")
    case .finished where cell.pointee.kind == .coroutine:
      throw raise(.runtimeError, "cannot reuse already awaited coroutine")
    case .finished: return .unbound
    case .created where !value.isNone:
      throw raise(
        .typeError,
        "can't send non-None value to a just-started \(describe(cell.pointee.kind))")
    default: break
    }
    if stackIsLow() { throw recursionError() }
    generator.value.retained()
    defer { generator.value.release() }
    try resume(generator, value.retained(), kind: .entry, result: nil)
    return try run()
  }

  /// Raises an exception, owned, at the place where a generator waits.
  static func `throw`(_ generator: Generator, _ exception: Value) throws(Raised) -> Value {
    let cell = generator.cell
    switch cell.pointee.state {
    case .running:
      exception.release()
      throw raise(.valueError, "\(describe(cell.pointee.kind)) already executing")
    case .finished where cell.pointee.kind == .coroutine:
      exception.release()
      throw raise(.runtimeError, "cannot reuse already awaited coroutine")
    case .finished: throw raiseAgain(exception)
    case .created:
      // It ends without running.
      generator.finish()
      throw raiseAgain(exception)
    case .suspended: break
    }
    generator.value.retained()
    defer { generator.value.release() }
    let isHandling = !cell.pointee.handled.isUnbound
    try resume(generator, .none, kind: .entry, result: nil)
    if isHandling { Exceptions.setContext(of: exception) }
    // The instruction that waits is one before, but for `yieldFrom`, which waits at itself.
    if machine.pointee.frame.pointee.pc.pointee.opcode == .yieldFrom {
      machine.pointee.frame.pointee.pc += 1
    }
    machine.pointee.raised = exception
    return try run(raising: true)
  }

  static func describe(_ kind: GeneratorCell.Kind) -> String {
    switch kind {
    case .generator: "generator"
    case .coroutine: "coroutine"
    case .asyncGenerator: "async generator"
    }
  }
}

/// Whether the Swift stack of this thread is nearly used up.
@inline(__always) func stackIsLow() -> Bool {
  UInt(bitPattern: weft_stack_address()) < machine.pointee.stackLimit
}

extension Machine {
  /// Resumes a suspended generator with an owned value, at the instruction after the one it waited at.
  static func sendValue(_ generator: Generator, _ value: Value) throws(Raised) -> Value {
    generator.value.retained()
    defer { generator.value.release() }
    try resume(generator, value, kind: .entry, result: nil)
    return try run()
  }
}
