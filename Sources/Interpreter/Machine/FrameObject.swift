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

  deinit {
    frame?.pointee.frameObject = nil
    globals.release()
    namespace.release()
    back.release()
  }

  override func visitReferences(_ visit: (Value) -> Void) {
    visit(globals)
    visit(namespace)
    visit(back)
  }

  override func clearReferences() {
    let (a, b) = (namespace, back)
    namespace = .none
    back = .none
    a.release()
    b.release()
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
    let dict = Dict.make()
    func add(_ name: String, _ value: Value) {
      let contents =
        value.has(.cell) ? value.cell(as: CellCell.self).pointee.contents : value
      // Names of comprehensions and patterns of the compiler's own begin with a dot.
      if !contents.isUnbound && !name.hasPrefix(".") { dict.set(name, contents) }
    }
    for (register, name) in code.localNames.enumerated() {
      add(name, frame.pointee.registers[register])
    }
    if let closure = frame.pointee.closure {
      for (index, name) in code.freeNames.enumerated() { add(name, closure[index]) }
    }
    return dict.value
  }
}
