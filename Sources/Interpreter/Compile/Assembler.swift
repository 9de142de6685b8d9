// SPDX-License-Identifier: Apache-2.0
// Instructions of one code object on their way: labels, protected regions, constants, positions.
import Syntax

/// A place in the instructions that jumps go to, before or after it is known.
struct Label {
  let index: Int
}

/// A region whose exceptions go to one handler, open or closed.
struct Region {
  let index: Int
}

/// Collects the instructions of one code object.
///
/// Code that cannot be reached is dropped as it comes: after a jump, a return or a raise nothing is taken until a label follows that
/// something jumps to. Jumps are written with the number of their label in place of an offset, and get their offsets at the end, when
/// those that are too far for 16 bits have been led through a `jump` (`relax`).
struct Assembler {
  private(set) var instructions: [Instruction] = []
  private(set) var positions: [Position] = []
  /// The position of the instructions that come next.
  var position = Position(line: 0, endLine: 0, column: 0, endColumn: 0)
  /// Whether control gets to the next instruction.
  private(set) var isReachable = true
  private(set) var cacheCount = 0

  /// Where each label stands, -1 for nowhere yet, and whether something jumps to it.
  private var labelPlaces: [Int] = []
  private var labelIsUsed: [Bool] = []
  private var handlers: [(start: Int, end: Int, region: Int)] = []
  private var regions: [(target: Label, depth: Int, openAt: Int?)] = []

  /// Constants that instructions name in 16 bits, and those that only `loadConstant` loads; the latter follow the former in the end.
  private(set) var narrow: [Entry] = []
  private(set) var wide: [Entry] = []
  private var narrowNumbers: [Literal: Int] = [:]
  private var wideNumbers: [Literal: Int] = [:]

  enum Entry {
    case literal(Literal)
    case code(Code)
  }

  // MARK: Instructions

  mutating func emit(
    _ opcode: Opcode, a: Int = 0, b: Int = 0, c: Int = 0, flags: Instruction.Flags = []
  ) {
    guard isReachable else { return }
    instructions.append(Instruction(opcode, a: a, b: b, c: c, flags: flags))
    positions.append(position)
    if opcode.hasCache {
      emitExtra(cacheCount)
      cacheCount += 1
    }
    if opcode.endsBlock { isReachable = false }
  }

  mutating func emit(
    _ opcode: Opcode, a: Int = 0, wide: Int, flags: Instruction.Flags = []
  ) {
    guard isReachable else { return }
    var instruction = Instruction(opcode, a: a, flags: flags)
    instruction.bc = wide
    instructions.append(instruction)
    positions.append(position)
    if opcode.hasCache {
      emitExtra(cacheCount)
      cacheCount += 1
    }
  }

  /// The second word of the instruction before.
  mutating func emitExtra(_ number: Int) {
    guard isReachable else { return }
    var instruction = Instruction(.extra)
    instruction.bc = number
    instructions.append(instruction)
    positions.append(position)
  }

  mutating func emitExtra(b: Int, c: Int) {
    guard isReachable else { return }
    instructions.append(Instruction(.extra, b: b, c: c))
    positions.append(position)
  }

  // MARK: Jumps

  mutating func makeLabel() -> Label {
    labelPlaces.append(-1)
    labelIsUsed.append(false)
    return Label(index: labelPlaces.count - 1)
  }

  mutating func place(_ label: Label) {
    labelPlaces[label.index] = instructions.count
    if labelIsUsed[label.index] { isReachable = true }
  }

  func isUsed(_ label: Label) -> Bool { labelIsUsed[label.index] }

  /// A jump; `a` and `b` are the operands that it looks at.
  mutating func jump(
    _ opcode: Opcode = .jump, a: Int = 0, b: Int = 0, flags: Instruction.Flags = [], to label: Label
  ) {
    guard isReachable else { return }
    labelIsUsed[label.index] = true
    instructions.append(Instruction(opcode, a: a, b: b, flags: flags))
    positions.append(position)
    jumps.append((instructions.count - 1, label.index))
    if opcode.endsBlock { isReachable = false }
  }

  /// Jumps, in order, and their labels.
  private var jumps: [(place: Int, label: Int)] = []

  // MARK: Protected regions

  /// Opens a region; its exceptions go to `target` with the temporaries below `depth` kept.
  mutating func openRegion(to target: Label, depth: Int) -> Region {
    regions.append((target, depth, instructions.count))
    return Region(index: regions.count - 1)
  }

  /// Closes a region, for good or until `resume`.
  mutating func closeRegion(_ region: Region) {
    guard let start = regions[region.index].openAt else { return }
    regions[region.index].openAt = nil
    if start < instructions.count {
      handlers.append((start, instructions.count, region.index))
      labelIsUsed[regions[region.index].target.index] = true
    }
  }

  mutating func resumeRegion(_ region: Region) {
    regions[region.index].openAt = instructions.count
  }

  func isOpen(_ region: Region) -> Bool { regions[region.index].openAt != nil }

  // MARK: Constants

  /// The number of a constant for an operand of 16 bits, nil if there is no room.
  mutating func narrowConstant(_ literal: Literal) -> Int? {
    if let number = narrowNumbers[literal] { return number }
    if narrow.count > 65_535 { return nil }
    narrow.append(.literal(literal))
    narrowNumbers[literal] = narrow.count - 1
    return narrow.count - 1
  }

  mutating func narrowConstant(_ code: Code) -> Int? {
    if narrow.count > 65_535 { return nil }
    narrow.append(.code(code))
    return narrow.count - 1
  }

  /// `R[a] := literal`.
  mutating func loadConstant(_ literal: Literal, into register: Int) {
    guard isReachable else { return }
    if let number = narrowNumbers[literal] {
      emit(.loadConstant, a: register, wide: number)
      return
    }
    var number = wideNumbers[literal]
    if number == nil {
      wide.append(.literal(literal))
      number = wide.count - 1
      wideNumbers[literal] = number
    }
    // Beyond the narrow ones, however many there will be: see `finish`.
    emit(.loadConstant, a: register, wide: -1 - number.unsafelyUnwrapped)
  }

  // MARK: The end

  /// What has been collected, with all offsets known.
  mutating func finish() -> (
    instructions: [Instruction], positions: [Position], handlers: [Handler], constants: [Value]
  ) {
    thread()
    relax()
    for jump in jumps {
      let offset = labelPlaces[jump.label] - jump.place - 1
      if instructions[jump.place].opcode.form.wide {
        instructions[jump.place].bc = offset
      } else {
        instructions[jump.place].c = UInt16(truncatingIfNeeded: offset)
      }
    }
    for index in instructions.indices where instructions[index].opcode == .loadConstant {
      let number = instructions[index].bc
      if number < 0 { instructions[index].bc = narrow.count - 1 - number }
    }
    // A region that is opened later and overlaps is an inner one.
    let table =
      handlers.sorted { ($1.region, $0.start) < ($0.region, $1.start) }.map { entry in
        let region = regions[entry.region]
        return Handler(
          start: entry.start, end: entry.end, target: labelPlaces[region.target.index],
          depth: region.depth)
      }
    let constants = (narrow + wide).map { entry in
      switch entry {
      case .literal(let literal): literal.makeValue()
      case .code(let code): Value.code(code)
      }
    }
    return (instructions, positions, table, constants)
  }

  /// Leads jumps that go to a jump to where that goes.
  ///
  /// One that goes to a `loop` becomes a `loop`.
  private mutating func thread() {
    var numbers: [Int: Int] = [:]
    for (number, jump) in jumps.enumerated() where instructions[jump.place].opcode.endsBlock {
      numbers[jump.place] = number
    }
    for number in jumps.indices where instructions[jumps[number].place].opcode != .loop {
      let place = jumps[number].place
      // Empty loops jump to themselves.
      for _ in 0..<8 {
        guard let next = numbers[labelPlaces[jumps[number].label]] else { break }
        let opcode = instructions[jumps[next].place].opcode
        guard opcode == .jump || instructions[place].opcode == .jump else { break }
        jumps[number].label = jumps[next].label
        if opcode == .loop {
          instructions[place].opcode = .loop
          break
        }
      }
    }
  }

  /// Leads jumps that are too far for their 16 bits through a `jump` after them.
  ///
  /// `if … jump far` becomes `if … jump +1; jump +1; jump far`: the first goes to the third, which goes anywhere.
  private mutating func relax() {
    guard instructions.count > 10_000 else { return }
    var isFar = Set<Int>()
    while true {
      // How many words more there are before each old place.
      let far = isFar.sorted()
      func moved(_ place: Int) -> Int {
        var low = 0
        var high = far.count
        while low < high {
          let middle = (low + high) / 2
          if far[middle] < place { low = middle + 1 } else { high = middle }
        }
        return place + 2 * low
      }
      let before = isFar.count
      for jump in jumps where !instructions[jump.place].opcode.form.wide {
        let offset = moved(labelPlaces[jump.label]) - moved(jump.place) - 1
        if Int(Int16(truncatingIfNeeded: offset)) != offset { isFar.insert(jump.place) }
      }
      guard isFar.count == before else { continue }
      guard !far.isEmpty else { return }
      var newInstructions: [Instruction] = []
      var newPositions: [Position] = []
      var newJumps: [(place: Int, label: Int)] = []
      var next = 0
      for (place, instruction) in instructions.enumerated() {
        newInstructions.append(instruction)
        newPositions.append(positions[place])
        let label = next < jumps.count && jumps[next].place == place ? jumps[next].label : nil
        if let label {
          next += 1
          newJumps.append((newInstructions.count - 1, label))
        }
        if isFar.contains(place), let label {
          newJumps.removeLast()
          newInstructions[newInstructions.count - 1].c = 1
          var skip = Instruction(.jump)
          skip.bc = 1
          newInstructions += [skip, Instruction(.jump)]
          newPositions += [positions[place], positions[place]]
          newJumps.append((newInstructions.count - 1, label))
        }
      }
      instructions = newInstructions
      positions = newPositions
      jumps = newJumps
      labelPlaces = labelPlaces.map { $0 < 0 ? $0 : moved($0) }
      handlers = handlers.map { (moved($0.start), moved($0.end), $0.region) }
      return
    }
  }
}
