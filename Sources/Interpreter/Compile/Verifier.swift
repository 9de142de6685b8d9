// SPDX-License-Identifier: Apache-2.0
// Proves of a code object that registers and temporaries are used as the table of opcodes says.
//
// The state at each instruction is which temporaries are alive: hold a value that somebody has to consume. It is found by following
// all paths, exceptions among them. A temporary may be dead on one path and alive on another only where `clear` follows.

package struct Verifier {
  private let code: Code
  private let localCount: Int
  /// The state before each instruction that was reached.
  private var states: [State?]
  private var pending: [Int] = []
  private(set) var problems: [String] = []

  private struct State: Equatable {
    /// Registers that are alive on all paths, and on some.
    var alive: Set<Int> = []
    var maybe: Set<Int> = []
  }

  private init(_ code: Code) {
    self.code = code
    localCount = code.localNames.count
    states = Array(repeating: nil, count: code.instructionCount)
  }

  /// What is wrong with a code object and those among its constants; nothing if the compiler is right.
  package static func problems(of code: Code) -> [String] {
    var verifier = Verifier(code)
    verifier.run()
    var problems = verifier.problems.map { "\(code.qualifiedName) (\(code.fileName)): \($0)" }
    for index in 0..<code.constantCount {
      if let inner = code.constants[index].asCode { problems += Self.problems(of: inner) }
    }
    return problems
  }

  // MARK: Paths

  private mutating func run() {
    guard code.instructionCount > 0 else {
      problems.append("no instructions")
      return
    }
    checkHandlers()
    reach(0, State(), from: -1)
    while let index = pending.popLast() {
      guard let state = states[index] else { continue }
      step(index, state)
      if problems.count > 10 { return }
    }
  }

  private mutating func reach(_ index: Int, _ state: State, from source: Int) {
    guard index >= 0, index < code.instructionCount else {
      problems.append("\(source): goes to \(index), outside of the code")
      return
    }
    guard code.original(index).opcode != .extra else {
      problems.append("\(source): goes to \(index), a second word")
      return
    }
    guard let old = states[index] else {
      states[index] = state
      pending.append(index)
      return
    }
    let alive = old.alive.intersection(state.alive)
    let maybe = old.alive.union(old.maybe).union(state.alive).union(state.maybe).subtracting(alive)
    let merged = State(alive: alive, maybe: maybe)
    if merged != old {
      states[index] = merged
      pending.append(index)
    }
  }

  private mutating func checkHandlers() {
    for handler in code.handlers {
      let count = code.instructionCount
      let isValid =
        handler.start >= 0 && handler.start < handler.end && handler.end <= count
        && handler.target >= 0 && handler.target < count
        && code.original(Int(handler.target)).opcode == .pushHandled
        && Int(handler.depth) >= localCount
      if !isValid { problems.append("handler \(handler) is malformed") }
    }
  }

  private mutating func step(_ index: Int, _ before: State) {
    let instruction = code.original(index)
    let opcode = instruction.opcode
    var state = before
    let effects = Effects(
      of: instruction, extra: index + 1 < code.instructionCount ? code.original(index + 1) : nil
    )
    check(effects, index, instruction)
    for (register, consumed) in effects.reads where register >= localCount {
      if !before.alive.contains(register) {
        problems.append("\(index): \(opcode) reads r\(register), which is dead")
      }
      if consumed {
        if !state.alive.contains(register) {
          problems.append("\(index): \(opcode) consumes r\(register) twice")
        }
        state.alive.remove(register)
      }
    }
    if opcode == .clear, Int(instruction.a) >= localCount {
      state.alive.remove(Int(instruction.a))
      state.maybe.remove(Int(instruction.a))
    } else {
      for register in effects.writes where register >= localCount {
        if state.alive.contains(register) || state.maybe.contains(register) {
          problems.append("\(index): \(opcode) writes r\(register), which is alive")
        }
        state.alive.insert(register)
      }
    }
    checkHandled(index, before, state)
    switch opcode {
    case .returnValue:
      if !state.alive.isEmpty || !state.maybe.isEmpty {
        problems.append(
          "\(index): returns with r\(state.alive.union(state.maybe).sorted()) alive")
      }
      return
    case .forEach:
      // At the end the iterator is released and no element is written.
      var ended = before
      ended.alive.remove(Int(instruction.b))
      if let target = instruction.jumpTarget(from: index) { reach(target, ended, from: index) }
    case .jumpIfNone, .jumpIfNotNone:
      var isNone = state
      // None needs no release: the register is as good as dead where it is None.
      isNone.alive.remove(Int(instruction.a))
      if let target = instruction.jumpTarget(from: index) {
        reach(target, opcode == .jumpIfNone ? isNone : state, from: index)
      }
      if opcode == .jumpIfNotNone, Int(instruction.a) >= localCount {
        reach(index + 1, isNone, from: index)
        return
      }
    default:
      if let target = instruction.jumpTarget(from: index) { reach(target, state, from: index) }
    }
    if !opcode.endsBlock { reach(index + (opcode.hasExtraWord ? 2 : 1), state, from: index) }
  }

  /// Follows the exception that an instruction may raise.
  private mutating func checkHandled(_ index: Int, _ before: State, _ after: State) {
    guard let handler = code.handlers.first(where: { index >= $0.start && index < $0.end }) else {
      return
    }
    let depth = Int(handler.depth)
    func kept(_ state: State) -> State {
      State(
        alive: state.alive.filter { $0 < depth }, maybe: state.maybe.filter { $0 < depth })
    }
    if kept(before) != kept(after) {
      problems.append("\(index): changes a temporary below the depth of its handler, r\(depth)")
    }
    reach(Int(handler.target), kept(before), from: index)
  }

  private mutating func check(_ effects: Effects, _ index: Int, _ instruction: Instruction) {
    for register in effects.reads.map(\.register) + effects.writes
    where register >= code.registerCount {
      problems.append("\(index): r\(register) is outside of the window")
    }
    for (register, consumed) in effects.reads where consumed && register < localCount {
      problems.append("\(index): consumes the local r\(register)")
    }
    for number in effects.constants where number < 0 || number >= code.constantCount {
      problems.append("\(index): there is no constant \(number)")
    }
    for cell in effects.cells where !code.cellRegisters.contains(cell) {
      problems.append("\(index): r\(cell) is no cell")
    }
    for number in effects.free where number >= code.freeNames.count {
      problems.append("\(index): there is no cell \(number) in the closure")
    }
    let takes = instruction.opcode.takesConstants
    if instruction.opcode != .makeFunction, !instruction.opcode.form.wide {
      if instruction.flags.contains(.constantB) && !takes.b
        || instruction.flags.contains(.constantC) && !takes.c
      {
        problems.append("\(index): \(instruction.opcode) takes no such constant")
      }
    }
    if instruction.opcode.hasExtraWord, index + 1 < code.instructionCount {
      let extra = code.original(index + 1)
      if extra.opcode != .extra { problems.append("\(index): the second word is missing") }
      if instruction.opcode.hasCache, extra.bc < 0 || extra.bc >= code.cacheCount {
        problems.append("\(index): there is no cache \(extra.bc)")
      }
    }
  }
}

/// The registers and constants that one instruction uses.
struct Effects {
  var reads: [(register: Int, consumed: Bool)] = []
  var writes: [Int] = []
  var constants: [Int] = []
  var cells: [Int] = []
  var free: [Int] = []

  init(of instruction: Instruction, extra: Instruction?) {
    let opcode = instruction.opcode
    let (a, b, c) = (Int(instruction.a), Int(instruction.b), Int(instruction.c))
    let flags = instruction.flags
    let form = opcode.form
    add(form.a, a, flags.contains(.consumesA), isConstant: false, instruction)
    if opcode == .makeFunction {
      for offset in 0..<4 where flags.rawValue & (1 << offset) != 0 {
        reads.append((b + offset, true))
      }
      constants.append(c)
    } else if form.wide {
      if form.b != .jump { constants.append(instruction.bc) }
    } else if !(opcode == .returnValue && flags.contains(.constantB)) {
      if !(opcode == .raise && c != 1) {
        add(
          form.b, b, flags.contains(.consumesB), isConstant: flags.contains(.constantB), instruction
        )
      }
      add(
        form.c, c, flags.contains(.consumesC), isConstant: flags.contains(.constantC), instruction)
    } else {
      reads = []
      constants = [b]
    }
    if opcode == .raise, c == 2 { reads = [] }
    if opcode == .callKeywords, let extra { constants.append(extra.bc) }
    switch opcode {
    case .makeCell, .clear, .deleteLocal: writes = opcode == .clear ? [] : writes
    // The value to send.
    case .yieldFrom: reads.append((a, true))
    default: break
    }
  }

  private mutating func add(
    _ role: Opcode.Role, _ value: Int, _ consumed: Bool, isConstant: Bool,
    _ instruction: Instruction
  ) {
    switch role {
    case .unused, .number, .jump: break
    case .write: writes.append(value)
    case .writePair: writes += [value, value + 1]
    case .writeTriple: writes += [value, value + 1, value + 2]
    case .writeCount: writes += value..<(value + Int(instruction.c))
    case .read:
      if isConstant { constants.append(value) } else { reads.append((value, consumed)) }
    case .keep: reads.append((value, false))
    case .take: reads.append((value, true))
    case .window: reads += window(instruction).map { ($0, true) }
    case .cell: cells.append(value)
    case .free: free.append(value)
    case .name, .constant: constants.append(value)
    }
  }

  private func window(_ instruction: Instruction) -> [Int] {
    let (a, b, c) = (Int(instruction.a), Int(instruction.b), Int(instruction.c))
    let callee = instruction.flags.contains(.hasSelf) ? [a, a + 1] : [a]
    switch instruction.opcode {
    case .call, .callKeywords: return callee + ((a + 2)..<(a + 2 + b))
    case .callSpread: return callee + [a + 2] + (b == 1 ? [a + 3] : [])
    case .buildSlice, .matchClass: return [b, b + 1, b + 2]
    case .buildMap: return Array(b..<(b + 2 * c))
    case .loadSuper, .importName: return [b, b + 1]
    default: return Array(b..<(b + c))
    }
  }
}
