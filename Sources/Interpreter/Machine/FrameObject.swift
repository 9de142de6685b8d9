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
  }

  override func clearReferences() {
    let (a, b, c) = (namespace, back, generator)
    namespace = .none
    back = .none
    generator = .unbound
    a.release()
    b.release()
    c.release()
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
  }

  /// The frame that called this one; owned, None for the outermost.
  var caller: Value {
    if let frame, frame - 1 > machine.pointee.frames { return FrameObject.make(for: frame - 1) }
    return .none
  }

  var line: Int { Int((frame?.pointee.position ?? position).line) }

  /// `f_locals`: a dict; owned.
  func locals() -> Value {
    if generator.has(.generator), Generator(generator).cell.pointee.state != .finished {
      let registers = Generator(generator).registers
      let function = Generator(generator).cell.pointee.owner.cell(as: FunctionCell.self)
      let closure = function.pointee.closure
      return Machine.locals(
        of: code, registers, closure.isUnbound ? nil : Tuple(closure).elements)
    }
    guard let frame else { return namespace.has(.dict) ? namespace.retained() : Dict.make().value }
    return Machine.locals(of: frame)
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
