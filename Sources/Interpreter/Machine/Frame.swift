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
    /// A generator resumed by the `yieldFrom` of another: what it yields, that one yields.
    case delegate
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
  /// The function.
  var owner: Value
  var globals: Value
  /// The exception that it was handling when it was suspended, or unbound.
  var handled: Value
  /// What it returned; unbound before and for None.
  var result: Value
  var name: Value
  var qualifiedName: Value
  // The registers follow: its frames use them where they are. A call copies its arguments from there to the stack.
}

/// A reference to a generator, coroutine or asynchronous generator; does not count.
struct Generator: BitwiseCopyable {
  let cell: UnsafeMutablePointer<GeneratorCell>
  @inline(__always) init(_ value: Value) { cell = value.cell() }
  @inline(__always) var value: Value { Value(cell) }
  var code: Code { cell.pointee.code.takeUnretainedValue() }

  @inline(__always) var registers: UnsafeMutablePointer<Value> {
    UnsafeMutableRawPointer(cell + 1).assumingMemoryBound(to: Value.self)
  }
  @inline(__always) var registerCount: Int {
    cell.pointee.code._withUnsafeGuaranteedRef { $0.registerCount }
  }

  @inline(__always)
  func forEachReference(_ visit: (Value) -> Void) {
    for index in 0..<registerCount { visit(registers[index]) }
    visit(cell.pointee.owner)
    visit(cell.pointee.globals)
    visit(cell.pointee.handled)
    visit(cell.pointee.result)
    visit(cell.pointee.name)
    visit(cell.pointee.qualifiedName)
  }

  /// Empties the registers: it will not run again.
  func finish() {
    cell.pointee.state = .finished
    for index in 0..<registerCount {
      let value = registers[index]
      registers[index].tag = .unbound
      value.release()
    }
  }

  func destroy() {
    let code = cell.pointee.code
    forEachReference { $0.release() }
    code.release()
  }

  /// Whether `yieldFrom` may resume it at once: a generator or coroutine that waits and may be sent this value.
  @inline(__always) func canBeResumed(with sent: Value) -> Bool {
    guard value.has(.generator), cell.pointee.kind != .asyncGenerator else { return false }
    return cell.pointee.state == .suspended
      || (cell.pointee.state == .created && (sent.isUnbound || sent.isNone))
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
    guard cell.pointee.state == .suspended, cell.pointee.pc.pointee.opcode == .yieldFrom
    else { return .unbound }
    return registers[Int(cell.pointee.pc.pointee.b)]
  }
}
