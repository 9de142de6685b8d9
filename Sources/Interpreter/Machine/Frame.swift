// SPDX-License-Identifier: Apache-2.0
// Frames of calls in progress, and generators, whose windows wait in the heap.

/// One call of a script's code.
///
/// Frames stand one after the other in memory that does not move.
struct Frame: BitwiseCopyable {
  enum Kind: UInt8 {
    /// The result goes to a register of the caller's window.
    case ordinary
    /// Called from Swift: the run of the machine ends with it.
    case entry
    /// `__init__` of an instance being made: the instance is the result.
    case constructor
    /// A generator resumed by `forEach`: at its end the loop ends.
    case loopGenerator
  }

  var kind: Kind
  /// Kept alive by `owner`.
  var code: Unmanaged<Code>
  var registers: UnsafeMutablePointer<Value>
  /// The next instruction; up to date whenever other code may look.
  var pc: UnsafeMutablePointer<Instruction>
  /// The function, or for module code the code object; owned.
  ///
  /// The generator of a generator's frame.
  var owner: Value
  var globals: Dict
  var builtins: Dict
  /// Locals of class bodies and `exec`, owned; else unbound.
  var namespace: Value
  /// The closure's cells.
  var closure: UnsafeMutablePointer<Value>?
  /// Where the result goes; not of entries.
  var result: UnsafeMutablePointer<Value>?
  /// The new instance of a constructor; owned.
  var instance: Value
  /// What was being handled when the frame was entered.
  var handledOutside: Value
  /// The top of the stack before the frame was entered.
  var previousTop: UnsafeMutablePointer<Value>
  /// The frame object that scripts hold of this frame, if any; borrowed.
  var frameObject: UnsafeMutableRawPointer?
}

extension Frame {
  /// The index of the instruction that runs.
  var instructionIndex: Int {
    max(0, pc - code.takeUnretainedValue().instructions - 1)
  }

  /// Where in the source the frame is.
  var position: Position {
    let code = code.takeUnretainedValue()
    let index = instructionIndex
    return index < code.positions.count
      ? code.positions[index] : Position(line: 0, endLine: 0, column: 0, endColumn: 0)
  }
}

struct GeneratorCell: BitwiseCopyable {
  enum State: UInt8 { case created, suspended, running, finished }
  enum Kind: UInt8 { case generator, coroutine, asyncGenerator }

  var header: Header
  var state: State
  var kind: Kind
  /// Whether the instruction it waits at is a `yieldFrom`.
  var code: Unmanaged<Code>
  var pc: UnsafeMutablePointer<Instruction>
  /// The window while it is not running.
  var registers: UnsafeMutablePointer<Value>?
  /// The function.
  var owner: Value
  var globals: Value
  /// The exception that it was handling when it was suspended, or unbound.
  var handled: Value
  /// What it returned; unbound before and for None.
  var result: Value
  var name: Value
  var qualifiedName: Value
}

/// A reference to a generator, coroutine or asynchronous generator; does not count.
struct Generator: BitwiseCopyable {
  let cell: UnsafeMutablePointer<GeneratorCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var code: Code { cell.pointee.code.takeUnretainedValue() }

  func forEachReference(_ visit: (Value) -> Void) {
    if let registers = cell.pointee.registers {
      for index in 0..<code.registerCount { visit(registers[index]) }
    }
    for part in [
      cell.pointee.owner, cell.pointee.globals, cell.pointee.handled, cell.pointee.result,
      cell.pointee.name, cell.pointee.qualifiedName,
    ] { visit(part) }
  }

  /// Drops the window: it will not run again.
  func finish() {
    cell.pointee.state = .finished
    guard let registers = cell.pointee.registers else { return }
    cell.pointee.registers = nil
    for index in 0..<code.registerCount { registers[index].release() }
    registers.deallocate()
  }

  func destroy() {
    let code = cell.pointee.code
    finish()
    forEachReference { $0.release() }
    code.release()
  }

  /// Whether it waits where an exception would be handled: it must be closed before it ends.
  var isInTry: Bool {
    guard cell.pointee.state == .suspended else { return false }
    // Waits after the `yield`, or at the `yieldFrom`.
    let next = cell.pointee.pc - code.instructions
    let index = cell.pointee.pc.pointee.opcode == .yieldFrom ? next : next - 1
    return code.handlers.contains { $0.start <= index && index < $0.end }
  }

  /// Whether it is suspended in a `yield from` or `await`, and the register of the iterator that it delegates to.
  var delegate: Value {
    guard cell.pointee.state == .suspended, cell.pointee.pc.pointee.opcode == .yieldFrom,
      let registers = cell.pointee.registers
    else { return .unbound }
    return registers[Int(cell.pointee.pc.pointee.b)]
  }
}
