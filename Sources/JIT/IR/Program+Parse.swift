// SPDX-License-Identifier: Apache-2.0
// Reads programs from their text form; the grammar is in README.md.

extension Program {
  /// Reads the text that `description` writes; values may carry any labels.
  ///
  /// Only the form is checked: `verify` says whether the program makes sense.
  package init(text: String) throws(ParseError) {
    var parser = ProgramParser(scanner: try TextScanner(text))
    self = try parser.program()
  }
}

private struct ProgramParser {
  var scanner: TextScanner
  private var result = Program(name: "")
  private var positions: [Int: UInt16] = [:]
  private var constants: [UInt64: UInt16] = [:]
  private var blocks: [Int: Block] = [:]
  /// Each `loop` and how many initial values it passes.
  private var loops: [(position: Int, count: Int)] = []

  init(scanner: TextScanner) { self.scanner = scanner }

  // program = "kernel" string "{" block+ "}"
  mutating func program() throws(ParseError) -> Program {
    guard try scanner.word() == "kernel", case .string(let name) = try scanner.next() else {
      throw scanner.error("expected kernel and its name in quotes")
    }
    result.name = name
    try scanner.expect("{")
    while scanner.current != .mark("}") { try block() }
    try scanner.expect("}")
    guard scanner.current == .end else { throw scanner.error("text after the program") }
    for index in 0..<blocks.count {
      guard let block = blocks[index] else { throw scanner.error("b\(index) is missing") }
      result.blocks.append(block)
    }
    try nameOperands()
    return result
  }

  // block = name [ "(" value ":" type { "," … } ")" ] [ "lanes" [ number op { "," op } ] ] ":" line+
  private mutating func block() throws(ParseError) {
    let index = try scanner.block()
    guard blocks[index] == nil else { throw scanner.error("b\(index) appears twice") }
    let start = result.code.count
    if try scanner.skip(.mark("(")) {
      repeat {
        let label = try scanner.value()
        try scanner.expect(":")
        let type = try type()
        try define(label)
        result.code.append(Instruction(op: .param, type: type))
      } while try scanner.skip(.mark(","))
      try scanner.expect(")")
    }
    let lanes = try lanes()
    try scanner.expect(":")
    repeat { try line() } while result.code.last?.op.isTerminator != true
    blocks[index] = Block(range: start..<result.code.count, lanes: lanes)
  }

  private mutating func lanes() throws(ParseError) -> LaneLoop? {
    guard try scanner.skip(.word("lanes")) else { return nil }
    guard case .number(let width) = scanner.current else { return LaneLoop(width: 0, combine: []) }
    guard width < 256 else { throw scanner.error("\(width) lanes") }
    try scanner.next()
    var combine: [Op] = []
    repeat { combine.append(try op(try scanner.word())) } while try scanner.skip(.mark(","))
    return LaneLoop(width: Int(width), combine: combine)
  }

  private mutating func define(_ label: Int) throws(ParseError) {
    guard result.code.count < 65_000 else { throw scanner.error("the program is too long") }
    guard positions.updateValue(UInt16(result.code.count), forKey: label) == nil else {
      throw scanner.error("%\(label) is defined twice")
    }
  }

  private func op(_ name: String) throws(ParseError) -> Op {
    guard let op = Op(name: name) else { throw scanner.error("no operation is named \(name)") }
    return op
  }

  private mutating func type() throws(ParseError) -> ValueType {
    let name = try scanner.word()
    guard let element = Element(name: name) else {
      throw scanner.error("no element type is named \(name)")
    }
    return ValueType(element, varying: try scanner.skip(.mark("*")))
  }

  // line = [ value "=" ] op "." type operands | terminator
  private mutating func line() throws(ParseError) {
    var label: Int?
    if case .value(let known) = scanner.current {
      label = known
      try scanner.next()
      try scanner.expect("=")
    }
    let op = try op(try scanner.word())
    guard op.hasResult == (label != nil) else {
      throw scanner.error("\(op.name) \(op.hasResult ? "has" : "has no") result")
    }
    if let label { try define(label) }
    if op.isTerminator { return try terminator(op) }
    try scanner.expect(".")
    var instruction = Instruction(op: op, type: try type())
    var operands: [UInt16] = []
    for index in 0..<op.operandCount {
      if index > 0 { try scanner.expect(",") }
      operands.append(try valueLabel())
      if index == 0, op.facts.payload == .bytes { instruction.c = try bytes() }
    }
    if operands.count > 0 { instruction.a = operands[0] }
    if operands.count > 1 { instruction.b = operands[1] }
    if operands.count > 2 { instruction.c = operands[2] }
    switch op.facts.payload {
    case .none, .bytes: break
    case .constant: instruction.c = constant(try scanner.number())
    case .slot: instruction.c = try short()
    case .flags:
      try scanner.expect(",")
      instruction.c = try short()
    case .types:
      try scanner.expect(",")
      instruction.c = constant(try scanner.number())
    }
    result.code.append(instruction)
  }

  private mutating func terminator(_ op: Op) throws(ParseError) {
    var instruction = Instruction(op: op, type: ValueType(.bool))
    switch op {
    case .jump:
      instruction.a = UInt16(try scanner.block())
      (instruction.c, instruction.b) = try list()
    case .branch:
      instruction.a = try valueLabel()
      try scanner.expect(",")
      instruction.b = UInt16(try scanner.block())
      try scanner.expect(",")
      instruction.c = UInt16(try scanner.block())
    case .loop:
      instruction.a = try valueLabel()
      try scanner.expect(",")
      instruction.b = UInt16(try scanner.block())
      instruction.c = UInt16(result.extra.count)
      result.extra.append(0)
      loops.append((result.code.count, Int(try list().count)))
      try scanner.expect("->")
      result.extra[Int(instruction.c)] = UInt16(try scanner.block())
    case .next: (instruction.c, instruction.b) = try list()
    default: break
    }
    result.code.append(instruction)
  }

  // list = [ "(" value { "," value } ")" ]; appends to `extra`.
  private mutating func list() throws(ParseError) -> (start: UInt16, count: UInt16) {
    let start = result.extra.count
    if try scanner.skip(.mark("(")) {
      repeat { result.extra.append(try valueLabel()) } while try scanner.skip(.mark(","))
      try scanner.expect(")")
    }
    guard result.extra.count < 65_000 else { throw scanner.error("the program is too long") }
    return (UInt16(start), UInt16(result.extra.count - start))
  }

  private mutating func valueLabel() throws(ParseError) -> UInt16 {
    let label = try scanner.value()
    guard let short = UInt16(exactly: label) else { throw scanner.error("%\(label) is too large") }
    return short
  }

  private mutating func short() throws(ParseError) -> UInt16 {
    let number = try scanner.number()
    guard let short = UInt16(exactly: number) else { throw scanner.error("\(number) is too large") }
    return short
  }

  // bytes = [ ( "+" | "-" ) number ]
  private mutating func bytes() throws(ParseError) -> UInt16 {
    let isNegative = scanner.current == .mark("-")
    guard isNegative || scanner.current == .mark("+") else { return 0 }
    try scanner.next()
    let number = Int(try short())
    guard let bytes = Int16(exactly: isNegative ? -number : number) else {
      throw scanner.error("an offset of \(number) bytes does not fit")
    }
    return UInt16(bitPattern: bytes)
  }

  private mutating func constant(_ bits: UInt64) -> UInt16 {
    if let known = constants[bits] { return known }
    result.constants.append(bits)
    constants[bits] = UInt16(result.constants.count - 1)
    return constants[bits]!
  }

  /// Replaces labels by positions, once all are known.
  private mutating func nameOperands() throws(ParseError) {
    func position(_ label: UInt16) throws(ParseError) -> UInt16 {
      guard let position = positions[Int(label)] else {
        throw scanner.error("%\(label) is not defined")
      }
      return position
    }
    for (index, count) in loops {
      let body = Int(result.code[index].b)
      guard body < result.blocks.count, count == result.blocks[body].lanes?.combine.count ?? 0
      else { throw scanner.error("a loop of b\(body) with \(count) initial values") }
    }
    for index in result.code.indices {
      let instruction = result.code[index]
      let count = instruction.op.operandCount
      if count > 0 { result.code[index].a = try position(instruction.a) }
      if count > 1 { result.code[index].b = try position(instruction.b) }
      if count > 2 { result.code[index].c = try position(instruction.c) }
      guard let list = result.valueList(of: instruction) else { continue }
      for place in list { result.extra[place] = try position(result.extra[place]) }
    }
  }
}
