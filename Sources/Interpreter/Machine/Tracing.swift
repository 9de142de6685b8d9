// SPDX-License-Identifier: Apache-2.0
// sys.settrace and sys.setprofile: code that is followed step by step, at no cost while nobody follows.
//
// While there is a function to tell, every instruction of every code object is replaced in place by `traced`. One that is met tells what
// there is to tell, puts itself back and is met again; the next one that is met, whichever it is, replaces it anew.

enum Tracing {
  /// The functions of `sys.settrace` and `sys.setprofile`, owned; None for none.
  nonisolated(unsafe) private(set) static var tracer = Value.none
  nonisolated(unsafe) private(set) static var profiler = Value.none
  /// Whether code is being followed.
  nonisolated(unsafe) private(set) static var isOn = false
  /// Whether one of the functions is being called: what it does is not followed.
  nonisolated(unsafe) private static var isTelling = false

  /// A call that is being followed.
  private struct Followed {
    var frame: UnsafeMutablePointer<Frame>
    /// The frame's object; owned.
    var object: Value
    /// The line and the instruction that ran last.
    var line: Int32 = -1
    var index = -1
    /// The built-in function that the frame is calling, owned, or unbound.
    var builtin = Value.unbound

    var frameObject: FrameObject? { object.native(FrameObject.self) }
  }
  /// From the outermost to the innermost.
  nonisolated(unsafe) private static var followed: [Followed] = []
  /// The innermost of the frames that began before anybody followed.
  nonisolated(unsafe) private static var before = machine.pointee.frames
  /// The object of the call that ended last, owned, or unbound.
  nonisolated(unsafe) private static var ended = Value.unbound
  /// The instruction that runs as itself, and its code.
  nonisolated(unsafe) private static var stepped: (Code, Int)?

  // MARK: On and off

  static var rows: [Builtin] {
    [
      Builtin("gettrace()") { _ throws(Raised) in tracer.retained() },
      Builtin("settrace(function, /)") { a throws(Raised) in
        setTracer(a[0])
        return .none
      },
      Builtin("getprofile()") { _ throws(Raised) in profiler.retained() },
      Builtin("setprofile(function, /)") { a throws(Raised) in
        setProfiler(a[0])
        return .none
      },
      Builtin("call_tracing(func, args, /)") { a throws(Raised) in
        guard a[1].has(.tuple) else {
          throw raise(
            .typeError, "call_tracing() argument 2 must be tuple, not \(a[1].type.name)")
        }
        let old = isTelling
        isTelling = false
        defer { isTelling = old }
        return try call(a[0], spreading: Tuple(a[1]), nil)
      },
    ]
  }

  private static func setTracer(_ function: Value) {
    let old = tracer
    tracer = function.retained()
    old.release()
    follow()
  }

  private static func setProfiler(_ function: Value) {
    let old = profiler
    profiler = function.retained()
    old.release()
    follow()
  }

  /// Begins or ends to follow code, as there is somebody to tell or not.
  private static func follow() {
    let wanted = !tracer.isNone || !profiler.isNone
    if wanted == isOn { return }
    isOn = wanted
    before = machine.pointee.frame
    stepped = nil
    for code in FollowedCodes.all { code.takeUnretainedValue().setTraced(wanted) }
    if !wanted {
      while !followed.isEmpty { leave() }
      ended.release()
      ended = .unbound
    }
  }

  // MARK: Steps

  /// What the instruction tells that is about to run; it runs as itself when it is met again.
  @inline(never)
  static func step(_ frame: UnsafeMutablePointer<Frame>) throws(Raised) {
    let index = frame.pointee.instructionIndex
    let code = frame.pointee.code.takeUnretainedValue()
    if !isTelling { try tell(frame, code, index) }
    guard isOn else { return }
    rearm()
    code.replace(index, traced: false)
    stepped = (code, index)
  }

  /// Replaces the instruction again that ran as itself.
  static func rearm() {
    if let (code, index) = stepped { code.replace(index, traced: true) }
    stepped = nil
  }

  private static func tell(_ frame: UnsafeMutablePointer<Frame>, _ code: Code, _ index: Int)
    throws(Raised)
  {
    guard let place = try enter(frame, code) else { return }
    let instruction = code.original(index)
    if !followed[place].builtin.isUnbound { try endBuiltin(place, "c_return") }
    let line = code.positions[index].line
    let (lastLine, lastIndex) = (followed[place].line, followed[place].index)
    followed[place].index = index
    // The way back to the head of a loop is not a line of its own.
    let target = instruction.opcode == .loop ? instruction.jumpTarget(from: index) : nil
    let isNew = line > 0 && (line != lastLine || index < lastIndex)
    if isNew, target.map({ code.positions[$0].line }) != line {
      followed[place].line = line
      followed[place].frameObject?.shownLine = Int(line)
      if followed[place].frameObject?.tracesLines == true {
        try tellTracer(followed[place].object, "line", .none)
      }
    }
    guard isOn, followed.indices.contains(place) else { return }
    if followed[place].frameObject?.tracesInstructions == true {
      try tellTracer(followed[place].object, "opcode", .none)
    }
    switch instruction.opcode {
    case .returnValue, .yieldValue:
      let number = Int(instruction.opcode == .returnValue ? instruction.a : instruction.b)
      let value =
        instruction.flags.contains(.constantB)
        ? code.constants[
          instruction.opcode == .returnValue ? instruction.bc : Int(instruction.b)]
        : frame.pointee.registers[number]
      try end(place, value.isUnbound ? .none : value)
    case .call, .callKeywords, .callSpread:
      let callee = frame.pointee.registers[Int(instruction.a)]
      if callee.has(.builtin), !profiler.isNone {
        followed[place].builtin = callee.retained()
        try tellProfiler(followed[place].object, "c_call", callee)
      }
    default: break
    }
  }

  /// Where the innermost frame stands among those that are followed, after telling of its call; nil for one that began before.
  private static func enter(_ frame: UnsafeMutablePointer<Frame>, _ code: Code) throws(Raised)
    -> Int?
  {
    // Frames that ended without a word, and others that have taken their places.
    while let last = followed.last,
      last.frame > frame
        || last.frame.pointee.frameObject != UnsafeMutableRawPointer(last.object.header)
    {
      leave()
    }
    if let last = followed.last, last.frame == frame { return followed.count - 1 }
    before = min(before, frame)
    let isOld = frame <= before
    let object = FrameObject.make(for: frame)
    if isOld, object.native(FrameObject.self)?.tracer.isNone != false, profiler.isNone {
      object.release()
      return nil
    }
    followed.append(Followed(frame: frame, object: object))
    let place = followed.count - 1
    let index = frame.pointee.instructionIndex
    // A generator goes on in the line of its `yield`.
    if index > 0 { followed[place].line = code.positions[index - 1].line }
    if !isOld {
      let own = followed[place].frameObject
      own?.shownLine = index > 0 ? Int(followed[place].line) : code.firstLine
      own?.isBeginning = true
      defer { own?.isBeginning = false }
      if !tracer.isNone { try tellTracer(object, "call", .none) }
      try tellProfiler(object, "call", .none)
    }
    return isOn && followed.count > place ? place : nil
  }

  private static func leave() {
    let last = followed.removeLast()
    last.object.release()
    last.builtin.release()
  }

  /// Tells that the innermost call ends.
  private static func end(_ place: Int, _ value: Value) throws(Raised) {
    let last = followed.remove(at: place)
    // The object stays until the frame has ended, which it then tells.
    ended.release()
    ended = last.object
    defer { last.builtin.release() }
    before = min(before, last.frame - 1)
    value.retained()
    defer { value.release() }
    try tellTracer(last.object, "return", value)
    try tellProfiler(last.object, "return", value)
  }

  private static func endBuiltin(_ place: Int, _ event: StaticString) throws(Raised) {
    let builtin = followed[place].builtin
    followed[place].builtin = .unbound
    defer { builtin.release() }
    try tellProfiler(followed[place].object, event, builtin)
  }

  // MARK: Exceptions

  /// Tells that an exception, which waits in `raised`, has come to the innermost frame, and whether it ends there.
  ///
  /// What a function raises takes its place.
  @inline(never)
  static func passed(_ frame: UnsafeMutablePointer<Frame>, isNew: Bool, isHandled: Bool) {
    if isTelling { return }
    let exception = takeRaised()
    do throws(Raised) {
      if let place = try enter(frame, frame.pointee.code.takeUnretainedValue()) {
        if !followed[place].builtin.isUnbound { try endBuiltin(place, "c_exception") }
        if isNew {
          let parts = Value.tuple(
            exception.type.value, exception, ExceptionRef(exception).cell.pointee.traceback)
          defer { parts.release() }
          try tellTracer(followed[place].object, "exception", parts)
        }
        if !isHandled, isOn, followed.count > place { try end(place, .none) }
      }
      machine.pointee.raised = exception
    } catch {
      exception.release()
    }
  }

  // MARK: Calls of the functions

  private static func tellProfiler(_ object: Value, _ event: StaticString, _ argument: Value)
    throws(Raised)
  {
    if profiler.isNone { return }
    do throws(Raised) {
      try called(profiler, object, event, argument).release()
    } catch {
      setProfiler(.none)
      throw error
    }
  }

  private static func tellTracer(_ object: Value, _ event: StaticString, _ argument: Value)
    throws(Raised)
  {
    guard let own = object.native(FrameObject.self), !tracer.isNone else { return }
    let function = own.isBeginning ? tracer : own.tracer
    if function.isNone { return }
    do throws(Raised) {
      let result = try called(function, object, event, argument)
      defer { result.release() }
      if !result.isNone { own.setTracer(result) }
    } catch {
      setTracer(.none)
      own.setTracer(.none)
      throw error
    }
  }

  private static func called(
    _ function: Value, _ object: Value, _ event: StaticString, _ argument: Value
  ) throws(Raised) -> Value {
    function.retained()
    object.retained()
    let name = Value.interned("\(event)")
    isTelling = true
    // The function finds the variables as they are, and may change them.
    let own = object.native(FrameObject.self)
    own?.refreshVariables()
    defer {
      isTelling = false
      own?.takeVariables()
      function.release()
      object.release()
      name.release()
    }
    return try call(function, object, name, argument)
  }
}

/// All code objects that live: so that those that run can be followed.
enum FollowedCodes {
  nonisolated(unsafe) private static var pointers: Set<UnsafeMutableRawPointer> = []

  static var all: [Unmanaged<Code>] { pointers.map { Unmanaged.fromOpaque($0) } }
  static func insert(_ code: Code) {
    pointers.insert(Unmanaged.passUnretained(code).toOpaque())
    if Tracing.isOn { code.setTraced(true) }
  }
  static func remove(_ code: Code) { pointers.remove(Unmanaged.passUnretained(code).toOpaque()) }
}

extension Code {
  /// Whether an instruction may be replaced: no second word, none that the machine asks a waiting generator for, and not the one that takes
  /// the exception on its way.
  private static func isReplaced(_ opcode: Opcode) -> Bool {
    opcode != .extra && opcode != .yieldFrom && opcode != .pushHandled
  }

  /// Replaces all instructions, or puts them back.
  func setTraced(_ traced: Bool) {
    if traced, originalOpcodes == nil {
      let opcodes = UnsafeMutablePointer<Opcode>.allocate(capacity: max(1, instructionCount))
      for index in 0..<instructionCount { opcodes[index] = instructions[index].opcode }
      originalOpcodes = opcodes
      for index in 0..<instructionCount { replace(index, traced: true) }
    } else if !traced, let opcodes = originalOpcodes {
      for index in 0..<instructionCount { instructions[index].opcode = opcodes[index] }
      opcodes.deallocate()
      originalOpcodes = nil
    }
  }

  func replace(_ index: Int, traced: Bool) {
    guard let opcodes = originalOpcodes, Self.isReplaced(opcodes[index]) else { return }
    instructions[index].opcode = traced ? .traced : opcodes[index]
  }

  /// An instruction as it was compiled.
  func original(_ index: Int) -> Instruction {
    var instruction = instructions[index]
    if let opcodes = originalOpcodes { instruction.opcode = opcodes[index] }
    return instruction
  }
}
