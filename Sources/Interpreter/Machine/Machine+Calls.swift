// SPDX-License-Identifier: Apache-2.0
// Calls and returns within the loop.

extension Machine {
  /// Enters a script function whose arguments stand, owned, at `arguments`.
  ///
  /// Consumes the callee in `slot`.
  ///
  /// A generator function makes its generator at once: then the innermost frame stays what it was.
  @inline(__always)
  static func enter(
    _ callee: Value, _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value,
    _ result: UnsafeMutablePointer<Value>, _ slot: UnsafeMutablePointer<Value>
  ) throws(Raised) {
    let function = callee.cell(as: FunctionCell.self)
    let code = function.pointee.code
    let room = code._withUnsafeGuaranteedRef { $0.registerCount } + count
    var window = arguments
    if !hasRoom(arguments, room) {
      window = try otherWindow(arguments, room)
      move(arguments, count, to: window)
    }
    if !names.isUnbound || !takesExactly(code, count) {
      try bind(function, window, count, names)
    }
    slot.pointee.tag = .unbound
    if code._withUnsafeGuaranteedRef({ $0.makesGenerator }) {
      let generator = makeGenerator(callee, window)
      callee.release()
      result.replace(with: generator)
      return
    }
    pushFrame(callee, function, window, kind: .ordinary, result: result)
  }

  /// Enters bound methods of script functions, and classes whose `__init__` is one; false for everything else.
  @inline(never)
  static func enterOther(
    _ callee: Value, _ slot: UnsafeMutablePointer<Value>, _ hasSelf: Bool, _ count: Int,
    _ result: UnsafeMutablePointer<Value>
  ) throws(Raised) -> Bool {
    guard !hasSelf else { return false }
    switch callee.header.pointee.layout {
    case .boundMethod:
      let method = callee.cell(as: BoundMethodCell.self).pointee
      guard method.function.has(.function) else { return false }
      slot[1] = method.instance.retained()
      slot[0] = method.function.retained()
      callee.release()
      try enter(slot[0], slot + 1, count + 1, .unbound, result, slot)
      return true
    case .type:
      let type = TypeRef(callee)
      guard type.flags.contains(.heapType), type.flags.contains(.overridesInit),
        !type.flags.contains(.overridesNew), !type.flags.contains(.isAbstract),
        type.cell.pointee.layout == .instance,
        type.value.header.pointee.type == machine.pointee.types.type
      else { return false }
      let initializer = lookupInType(type, Name.initialize.str)
      guard initializer.has(.function) else { return false }
      let function = initializer.cell(as: FunctionCell.self)
      if function.pointee.code._withUnsafeGuaranteedRef({ $0.makesGenerator }) { return false }
      let room = function.pointee.code._withUnsafeGuaranteedRef { $0.registerCount } + count + 2
      let window = hasRoom(slot + 1, room) ? slot + 1 : try otherWindow(slot + 1, room)
      let instance = Instance.make(type)
      slot[1] = instance.retained()
      if window != slot + 1 { move(slot + 1, count + 1, to: window) }
      if !takesExactly(function.pointee.code, count + 1) {
        do throws(Raised) {
          try bind(function, window, count + 1, .unbound)
        } catch {
          instance.release()
          throw error
        }
      }
      slot.pointee.tag = .unbound
      pushFrame(initializer.retained(), function, window, kind: .constructor, result: result)
      machine.pointee.frame.pointee.instance = instance
      callee.release()
      return true
    default: return false
    }
  }

  /// Calls a built-in function with exactly the arguments it takes.
  @inline(__always)
  static func callExactly(
    _ info: Unmanaged<BuiltinInfo>, _ arguments: UnsafeMutablePointer<Value>, _ count: Int
  ) throws(Raised) -> Value {
    let function = info._withUnsafeGuaranteedRef { $0.function }
    return try function(BoundArguments(base: arguments, count: count))
  }

  /// Calls a bound built-in method with exactly the arguments it takes: the instance goes to its place before them.
  @inline(never)
  static func callBound(
    _ callee: Value, _ slot: UnsafeMutablePointer<Value>, _ count: Int,
    _ result: UnsafeMutablePointer<Value>
  ) throws(Raised) {
    let cell = callee.cell(as: BuiltinCell.self)
    // The callee's own reference keeps the instance alive.
    slot[1] = cell.pointee.instance
    let value: Value
    do throws(Raised) {
      value = try callExactly(cell.pointee.info, slot + 1, count + 1)
    } catch {
      slot[1].tag = .unbound
      throw error
    }
    slot[1].tag = .unbound
    finishCall(callee, slot, slot + 2, count, value, result)
    if machine.pointee.attention { try attend() }
  }

  /// Calls a built-in function with positional arguments only, the others' defaults added; false if it needs more than that.
  @inline(never)
  static func callFilled(
    _ callee: Value, _ slot: UnsafeMutablePointer<Value>,
    _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ result: UnsafeMutablePointer<Value>
  ) throws(Raised) -> Bool {
    let cell = callee.cell(as: BuiltinCell.self)
    let shape = cell.shape
    let instance = cell.pointee.instance
    let bound = instance.isUnbound ? 0 : 1
    let given = count + bound
    guard given >= shape.pointee.least, given <= shape.pointee.most else { return false }
    let base = machine.pointee.stackTop
    let size = shape.pointee.count
    // Arguments lie below the top, or not on the stack at all.
    guard base + size + 64 < machine.pointee.stackEnd,
      arguments + count <= base || arguments > base + size
    else { return false }
    machine.pointee.stackTop = base + size
    defer { machine.pointee.stackTop = base }
    for index in 0..<size { base[index] = shape.pointee.defaults[index] }
    if bound != 0 { base[0] = instance }
    let placed = min(given, shape.pointee.positionalCount)
    for index in bound..<max(bound, placed) { base[index] = arguments[index - bound] }
    var rest = Value.unbound
    if shape.pointee.variadicIndex >= 0 {
      rest = (given > placed ? Tuple.allocate(given - placed) : Tuple.empty).value
      for index in placed..<given {
        Tuple(rest).elements[index - placed] = arguments[index - bound].retained()
      }
      base[shape.pointee.variadicIndex] = rest
    }
    defer {
      for index in 0..<size { base[index].tag = .unbound }
      rest.release()
    }
    let value = try callExactly(cell.pointee.info, base, size)
    finishCall(callee, slot, arguments, count, value, result)
    if machine.pointee.attention { try attend() }
    return true
  }

  @inline(__always)
  private static func finishCall(
    _ callee: Value, _ slot: UnsafeMutablePointer<Value>,
    _ arguments: UnsafeMutablePointer<Value>, _ count: Int, _ value: Value,
    _ result: UnsafeMutablePointer<Value>
  ) {
    for index in 0..<count {
      let argument = arguments[index]
      arguments[index].tag = .unbound
      argument.release()
    }
    slot.pointee.tag = .unbound
    callee.release()
    result.replace(with: value)
  }

  /// Any other call: arguments are released afterwards.
  @inline(never)
  static func callOther(
    _ slot: UnsafeMutablePointer<Value>, _ arguments: UnsafeMutablePointer<Value>, _ count: Int,
    _ names: Value, _ result: UnsafeMutablePointer<Value>
  ) throws(Raised) {
    // Arguments may stand past the window's end, or not on the stack at all, but in a generator's registers.
    let top = machine.pointee.stackTop
    if arguments + count > top && arguments < machine.pointee.stackEnd {
      machine.pointee.stackTop = arguments + count
    }
    defer { machine.pointee.stackTop = top }
    let callee = slot.pointee
    let value = try Interpreter.call(callee, CallArguments(arguments, count, names: names))
    for index in 0..<count {
      let argument = arguments[index]
      arguments[index].tag = .unbound
      argument.release()
    }
    slot.pointee.tag = .unbound
    callee.release()
    result.replace(with: value)
    if machine.pointee.attention { try attend() }
  }

  /// `f(*args, **keywords)`.
  @inline(never)
  static func callSpread(_ i: Instruction, _ R: UnsafeMutablePointer<Value>) throws(Raised) {
    let slot = R + Int(i.a)
    let callee = slot[0]
    let hasSelf = i.flags.contains(.hasSelf) && slot[1].tag != .unbound
    var positional: [Value] = hasSelf ? [slot[1].retained()] : []
    defer { for value in positional { value.release() } }
    let iterable = slot[2]
    if !iterable.has(.list) && !iterable.has(.tuple) && iterable.type.slots.iterate == nil
      && iterable.type.slots.getItem == nil
    {
      throw raise(
        .typeError,
        "\(try functionText(callee)) argument after * must be an iterable, not \(iterable.type.name)"
      )
    }
    let tuple: Tuple
    if iterable.isExactly(.tuple) && !hasSelf {
      tuple = Tuple(iterable.retained())
    } else {
      positional += try collect(iterable)
      tuple = Tuple.make(copying: positional)
    }
    defer { tuple.value.release() }
    let keywords = i.b == 1 ? Dict(slot[3]) : nil
    let value = try Interpreter.call(callee, spreading: tuple, keywords)
    for index in 0..<(i.b == 1 ? 4 : 3) where index != 1 || i.flags.contains(.hasSelf) {
      let old = slot[index]
      slot[index].tag = .unbound
      old.release()
    }
    (R + Int(i.c)).replace(with: value)
  }

  /// What messages call a function: `module.name()`.
  static func functionText(_ callee: Value) throws(Raised) -> String {
    if let name = try getOptionalAttribute(callee, .qualifiedName) {
      defer { name.release() }
      let module = try getOptionalAttribute(callee, .module) ?? .none
      defer { module.release() }
      if name.isStr {
        let prefix = module.isStr && Str(module).text != "builtins" ? Str(module).text + "." : ""
        return "\(prefix)\(Str(name).text)()"
      }
    }
    return try strText(callee)
  }

  /// Leaves a frame that is not an ordinary one.
  ///
  /// `result` is owned. True if the run of the machine ends.
  @inline(never)
  static func finish(_ frame: UnsafeMutablePointer<Frame>, _ result: Value) throws(Raised) -> Bool {
    let (kind, target, instance) = (
      frame.pointee.kind, frame.pointee.result, frame.pointee.instance
    )
    let owner = frame.pointee.owner
    switch kind {
    case .constructor:
      guard result.isNone else {
        let name = result.type.name
        result.release()
        throw raise(.typeError, "__init__() should return None, not '\(name)'")
      }
      frame.pointee.instance = .unbound
      popFrame()
      target.unsafelyUnwrapped.replace(with: instance)
      return false
    case .entry:
      // Locals that end may run code, which returns too.
      if owner.has(.generator) {
        let cell = Generator(owner).cell
        cell.pointee.state = .finished
        cell.pointee.result = result
        popFrame()
        machine.pointee.returned = .unbound
      } else {
        popFrame()
        machine.pointee.returned = result
      }
      return true
    case .loopGenerator:
      Generator(owner).cell.pointee.state = .finished
      popFrame()
      result.release()
      // The caller's loop ends: `pc` is one past its `forEach`.
      let caller = machine.pointee.frame
      let i = (caller.pointee.pc - 1).pointee
      let iterator = caller.pointee.registers[Int(i.b)]
      caller.pointee.registers[Int(i.b)].tag = .unbound
      iterator.release()
      caller.pointee.pc += i.offset
      return false
    case .delegate:
      Generator(owner).cell.pointee.state = .finished
      popFrame()
      // The caller goes on after its `yieldFrom`, with the result.
      let caller = machine.pointee.frame
      let i = (caller.pointee.pc - 1).pointee
      let registers = caller.pointee.registers
      let iterator = registers[Int(i.b)]
      registers[Int(i.b)].tag = .unbound
      iterator.release()
      (registers + Int(i.a)).replace(with: result)
      return false
    case .ordinary:
      fatalError("ordinary frames return in the loop")
    }
  }

  /// One step of `yield from`: the value to yield, owned, or unbound when the delegate has ended and R[a] holds its result.
  static func delegate(_ i: Instruction, _ R: UnsafeMutablePointer<Value>) throws(Raised) -> Value {
    let iterator = R[Int(i.b)]
    let sent = R[Int(i.a)].tag == .unbound ? .none : R[Int(i.a)]
    var result = Value.none
    let value: Value
    if iterator.has(.generator)
      && iterator.cell(as: GeneratorCell.self).pointee.kind != .asyncGenerator
    {
      let generator = Generator(iterator)
      value = try send(generator, sent)
      if value.isUnbound {
        result = generator.cell.pointee.result.isUnbound ? .none : generator.cell.pointee.result
        result.retained()
        let kept = generator.cell.pointee.result
        generator.cell.pointee.result = .unbound
        kept.release()
      }
    } else {
      do throws(Raised) {
        if sent.isNone {
          // A script's `__next__` may end with a value.
          value =
            lookupInType(iterator.type, Name.next.str).has(.function)
            ? try ScriptSlots.invoke(iterator, .next) : try next(iterator)
        } else {
          value = try callMethod(iterator, .send, sent)
        }
      } catch {
        guard raisedIs(.stopIteration) else { throw error }
        let exception = takeRaised()
        defer { exception.release() }
        let arguments = ExceptionRef(exception).arguments
        result = arguments.count > 0 ? arguments[0].retained() : .none
        value = .unbound
      }
    }
    if !value.isUnbound { return value }
    R[Int(i.b)].tag = .unbound
    iterator.release()
    (R + Int(i.a)).replace(with: result)
    return .unbound
  }
}
