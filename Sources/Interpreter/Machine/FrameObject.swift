// SPDX-License-Identifier: Apache-2.0
// Frames as scripts see them: sys._getframe, tracebacks, locals().

/// A frame for scripts.
///
/// While the frame runs it reads from it; when it ends it keeps its place.
final class FrameObject: NativeObject {
  let code: Code
  let globals: Value
  var namespace: Value
  fileprivate var frame: UnsafeMutablePointer<Frame>?
  var position: Position
  var instructionIndex: Int
  var back: Value

  private init(_ frame: UnsafeMutablePointer<Frame>) {
    code = frame.pointee.code.takeUnretainedValue()
    globals = frame.pointee.globals.value.retained()
    namespace = frame.pointee.namespace.retained()
    self.frame = frame
    position = frame.pointee.position
    instructionIndex = frame.pointee.instructionIndex
    back = .unbound
  }

  /// A frame of another interpreter, of which nothing but its place is known.
  private init(_ code: Code, _ position: Position) {
    self.code = code
    globals = Dict.make().value
    namespace = .unbound
    self.position = position
    instructionIndex = 0
    back = .unbound
  }

  /// The frame of a place in code that another interpreter runs; owned.
  static func make(elsewhere code: Code, _ position: Position) -> Value {
    .native(FrameObject(code, position), machine.pointee.types.frame)
  }

  /// The function that is told of the frame's steps, owned; None for none.
  private(set) var tracer = Value.none
  var tracesLines = true
  var tracesInstructions = false
  /// Whether the frame keeps its object, which has a function to tell, alive.
  private var isKept = false
  /// `f_locals`, owned, once somebody has asked: later answers are the same dict.
  private var variables = Value.unbound
  /// Whether its call is being told of.
  var isBeginning = false
  /// The line that is being told of, where the instruction says none.
  var shownLine = 0

  /// Sets `f_trace` of this frame's object.
  static func setTracer(of object: Value, _ function: Value) {
    guard let own = object.native(FrameObject.self) else { return }
    own.setTracer(function)
    if own.frame != nil, !function.isNone, !own.isKept {
      own.isKept = true
      object.retained()
    }
  }

  func setTracer(_ function: Value) {
    let old = tracer
    tracer = function.retained()
    old.release()
  }

  /// The generator that waits with this frame, or unbound.
  private var generator: Value = .unbound

  /// The frame of a generator that waits.
  private init(_ generator: Generator) {
    code = generator.code
    globals = generator.cell.pointee.globals.retained()
    namespace = .unbound
    let next = generator.cell.pointee.pc - generator.code.instructions
    let isBefore =
      generator.cell.pointee.state == .created
      || generator.cell.pointee.pc.pointee.opcode == .yieldFrom
    let (index, positions) = (max(0, isBefore ? next : next - 1), generator.code.positions)
    instructionIndex = index
    position =
      index < positions.count
      ? positions[index] : Position(line: 0, endLine: 0, column: 0, endColumn: 0)
    back = .unbound
    self.generator = generator.value.retained()
  }

  /// The frame of a generator, wherever it is; owned, None if it has ended.
  static func make(for generator: Generator) -> Value {
    switch generator.cell.pointee.state {
    case .finished: return .none
    case .running:
      var frame = machine.pointee.frame
      while frame > machine.pointee.frames {
        if frame.pointee.owner.isIdentical(to: generator.value) { return make(for: frame) }
        frame -= 1
      }
      return .none
    default: return .native(FrameObject(generator), machine.pointee.types.frame)
    }
  }

  deinit {
    generator.release()
    tracer.release()
    variables.release()
    frame?.pointee.frameObject = nil
    globals.release()
    namespace.release()
    back.release()
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(globals)
    visit(namespace)
    visit(back)
    visit(generator)
    visit(tracer)
    visit(variables)
  }

  override func clearReferences() {
    setTracer(.none)
    let (a, b, c, d) = (namespace, back, generator, variables)
    variables = .unbound
    namespace = .none
    back = .none
    generator = .unbound
    a.release()
    b.release()
    c.release()
    d.release()
  }

  /// The object of a frame; owned.
  static func make(for frame: UnsafeMutablePointer<Frame>) -> Value {
    if let existing = frame.pointee.frameObject { return Value(existing).retained() }
    let value = Value.native(FrameObject(frame), machine.pointee.types.frame)
    frame.pointee.frameObject = UnsafeMutableRawPointer(value.header)
    return value
  }

  /// Called when a frame ends: keeps the locals and the place.
  static func detach(_ frame: UnsafeMutablePointer<Frame>) {
    guard let memory = frame.pointee.frameObject,
      let object = Value(memory).native(FrameObject.self)
    else { return }
    frame.pointee.frameObject = nil
    if Tracing.isOn { Tracing.rearm() }
    object.position = frame.pointee.position
    object.instructionIndex = frame.pointee.instructionIndex
    // The code that passes an exception on has no place: the frame ends where that was raised.
    let raised = machine.pointee.raised
    if object.position.line <= 0, raised.has(.exception),
      let entry = ExceptionRef(raised).cell.pointee.traceback.native(TracebackEntry.self),
      entry.frame.isIdentical(to: Value(memory))
    {
      object.position = entry.position
    }
    object.frame = nil
    if object.isKept {
      object.isKept = false
      Value(memory).release()
    }
  }

  /// The frame that called this one; owned, None for the outermost.
  var caller: Value {
    if let frame, frame - 1 > machine.pointee.frames { return FrameObject.make(for: frame - 1) }
    return .none
  }

  var line: Int {
    let line = Int((frame?.pointee.position ?? position).line)
    return isBeginning || line <= 0 && shownLine > 0 ? shownLine : line
  }

  /// `f_locals`: a dict; owned.
  func locals() -> Value {
    if generator.has(.generator), Generator(generator).cell.pointee.state != .finished {
      let registers = Generator(generator).registers
      let function = Generator(generator).cell.pointee.owner.cell(as: FunctionCell.self)
      let closure = function.pointee.closure
      return Machine.locals(
        of: code, registers, closure.isUnbound ? nil : Tuple(closure).elements)
    }
    guard let frame else {
      if namespace.has(.dict) { return namespace.retained() }
      if !variables.isUnbound { return variables.retained() }
      return Dict.make().value
    }
    let current = Machine.locals(of: frame)
    if code.isModule || !namespace.isUnbound { return current }
    if variables.isUnbound {
      variables = current.retained()
      return current
    }
    defer { current.release() }
    let known = Dict(variables)
    for name in code.localNames + code.freeNames {
      let key = Value.interned(name)
      defer { key.release() }
      let value = Dict(current).get(Str(key))
      if value.isUnbound {
        known.remove(Str(key)).release()
      } else {
        known.set(Str(key), value)
      }
    }
    return variables.retained()
  }

  /// Brings `f_locals` up to date, where somebody has asked for it.
  func refreshVariables() {
    if !variables.isUnbound && frame != nil { locals().release() }
  }

  /// Gives the frame's variables the values of `f_locals`, where somebody has asked for it.
  func takeVariables() {
    guard let frame, variables.has(.dict), frame.pointee.namespace.isUnbound else { return }
    func take(_ name: String, _ place: UnsafeMutablePointer<Value>) {
      let value = Dict(variables).get(name).retained()
      if value.isUnbound || name.hasPrefix(".") {
        value.release()
      } else if place.pointee.has(.cell) {
        let cell = place.pointee.cell(as: CellCell.self)
        let old = cell.pointee.contents
        cell.pointee.contents = value
        old.release()
      } else {
        place.replace(with: value)
      }
    }
    for (register, name) in code.localNames.enumerated() {
      take(name, frame.pointee.registers + register)
    }
    if let closure = frame.pointee.closure {
      for (index, name) in code.freeNames.enumerated() { take(name, closure + index) }
    }
  }
}

extension Machine {
  /// The locals of a frame as a dict; owned.
  ///
  /// A module's are its globals themselves.
  static func locals(of frame: UnsafeMutablePointer<Frame>) -> Value {
    let code = frame.pointee.code.takeUnretainedValue()
    if !frame.pointee.namespace.isUnbound { return frame.pointee.namespace.retained() }
    if code.isModule { return frame.pointee.globals.value.retained() }
    return locals(of: code, frame.pointee.registers, frame.pointee.closure)
  }

  /// The locals of a window of registers and the closure's cells as a dict; owned.
  static func locals(
    of code: Code, _ registers: UnsafeMutablePointer<Value>, _ closure: UnsafeMutablePointer<Value>?
  ) -> Value {
    let dict = Dict.make()
    func add(_ name: String, _ value: Value) {
      let contents =
        value.has(.cell) ? value.cell(as: CellCell.self).pointee.contents : value
      // Names of comprehensions and patterns of the compiler's own begin with a dot.
      if !contents.isUnbound && !name.hasPrefix(".") { dict.set(name, contents) }
    }
    for (register, name) in code.localNames.enumerated() {
      add(name, registers[register])
    }
    if let closure {
      for (index, name) in code.freeNames.enumerated() { add(name, closure[index]) }
    }
    return dict.value
  }
}
