// SPDX-License-Identifier: Apache-2.0
// Writes programs: the one way clients make IR.

/// Appends instructions to a program, block after block, folding and sharing pure ones as it goes.
///
/// Usage: `let b = Builder(name:)`; the entry block is open; `argument`s, arithmetic, then a terminator; `begin(block)` opens
/// the next. Operands of one instruction must agree in element type; the result is varying if any operand is.
package struct Builder {
  package private(set) var program: Program
  /// Start of the open block, or nil between blocks.
  private var open: (block: BlockID, start: Int)?
  /// Pure instructions already in the open block: an equal one is not emitted twice.
  private var available: [Instruction: Value] = [:]
  private var constantIndex: [UInt64: UInt16] = [:]

  package init(name: String) {
    program = Program(name: name)
    program.blocks = [Block(range: 0..<0, lanes: nil)]
    open = (BlockID(index: 0), 0)
  }

  /// The finished program; every block must be closed by a terminator, and debug builds hold it to the verifier's rules.
  package consuming func finish() -> Program {
    precondition(open == nil, "a block of \(program.name) lacks its terminator")
    program.assertValid(after: "building \(program.name)")
    return program
  }

  package func type(of value: Value) -> ValueType { program.code[value.position].type }
  package func element(of value: Value) -> Element { type(of: value).element }
}

// MARK: Blocks

extension Builder {
  /// Declares a plain block, to be written later.
  package mutating func declareBlock() -> BlockID {
    program.blocks.append(Block(range: 0..<0, lanes: nil))
    return BlockID(index: program.blocks.count - 1)
  }

  /// Declares the body of a lane loop; see `LaneLoop` for its meaning.
  package mutating func declareLoop(width: Int = 0, combine: [Op] = []) -> BlockID {
    precondition((width == 0) == combine.isEmpty, "a width goes with accumulators")
    program.blocks.append(
      Block(range: 0..<0, lanes: LaneLoop(width: width, combine: combine)))
    return BlockID(index: program.blocks.count - 1)
  }

  /// Opens `block` and returns its parameters, which are varying in a lane loop's body.
  @discardableResult
  package mutating func begin(_ block: BlockID, _ parameters: [Element] = []) -> [Value] {
    precondition(open == nil, "the block before lacks its terminator")
    open = (block, program.code.count)
    available.removeAll(keepingCapacity: true)
    let varying = program.blocks[block.position].lanes != nil
    return parameters.map { append(Instruction(op: .param, type: ValueType($0, varying: varying))) }
  }

  package mutating func jump(_ block: BlockID, _ arguments: [Value] = []) {
    let start = push(arguments)
    close(
      Instruction(
        op: .jump, type: ValueType(.bool), a: block.index, b: UInt16(arguments.count), c: start))
  }

  package mutating func branch(_ condition: Value, _ yes: BlockID, _ no: BlockID) {
    close(
      Instruction(
        op: .branch, type: ValueType(.bool), a: condition.index, b: yes.index, c: no.index))
  }

  /// Runs the lane loop of `body` over elements 0 ..< count, then goes to `exit` with the combined accumulators.
  package mutating func loop(
    _ count: Value, _ body: BlockID, initial: [Value] = [], exit: BlockID
  ) {
    let start = UInt16(program.extra.count)
    program.extra.append(exit.index)
    _ = push(initial)
    close(
      Instruction(op: .loop, type: ValueType(.bool), a: count.index, b: body.index, c: start))
  }

  /// Ends a lane loop's body with the new values of its accumulators.
  package mutating func next(_ accumulators: [Value] = []) {
    let start = push(accumulators)
    close(
      Instruction(op: .next, type: ValueType(.bool), b: UInt16(accumulators.count), c: start))
  }

  package mutating func ret() { close(Instruction(op: .ret, type: ValueType(.bool))) }

  private mutating func push(_ values: [Value]) -> UInt16 {
    let start = UInt16(program.extra.count)
    for value in values { program.extra.append(value.index) }
    return start
  }

  private mutating func close(_ terminator: Instruction) {
    guard let (block, start) = open else { preconditionFailure("no block is open") }
    program.code.append(terminator)
    program.blocks[block.position].range = start..<program.code.count
    open = nil
  }

  @discardableResult
  private mutating func append(_ instruction: Instruction) -> Value {
    precondition(program.code.count < 65_000, "program \(program.name) is too long")
    program.code.append(instruction)
    return Value(index: program.code.count - 1)
  }

  /// Appends `instruction`, or returns the equal one that the open block already has.
  private mutating func share(_ instruction: Instruction) -> Value {
    if let value = available[instruction] { return value }
    let value = append(instruction)
    available[instruction] = value
    return value
  }
}

// MARK: Values

extension Builder {
  /// A uniform constant of `element` whose bits are the low bytes of `bits`.
  package mutating func constant(bits: UInt64, _ element: Element) -> Value {
    share(Instruction(op: .const, type: ValueType(element), c: place(ofConstant: bits)))
  }

  private mutating func place(ofConstant bits: UInt64) -> UInt16 {
    if let known = constantIndex[bits] { return known }
    let index = UInt16(program.constants.count)
    program.constants.append(bits)
    constantIndex[bits] = index
    return index
  }

  /// A uniform integer or bool constant; it is truncated to the element's width.
  package mutating func constant(_ value: Int, _ element: Element) -> Value {
    let bits = UInt64(bitPattern: Int64(value))
    switch element {
    case .f32: return constant(bits: UInt64(Float(value).bitPattern), element)
    case .f64: return constant(bits: Double(value).bitPattern, element)
    default:
      let mask = element.size == 8 ? UInt64.max : (1 << UInt64(element.bits)) - 1
      return constant(bits: bits & mask, element)
    }
  }

  /// A uniform float constant, f32 or f64.
  package mutating func constant(_ value: Double, _ element: Element) -> Value {
    element == .f32
      ? constant(bits: UInt64(Float(value).bitPattern), .f32)
      : constant(bits: value.bitPattern, .f64)
  }

  /// Slot `slot` of the argument block, read as `element`.
  package mutating func argument(_ slot: Int, _ element: Element) -> Value {
    share(Instruction(op: .arg, type: ValueType(element), c: UInt16(slot)))
  }

  /// The index of this lane's element, varying i64; in a lane loop's body only.
  package mutating func lane() -> Value {
    share(Instruction(op: .lane, type: ValueType(.i64, varying: true)))
  }

  package mutating func unary(_ op: Op, _ x: Value) -> Value {
    let type = type(of: x)
    let result = op == .any ? ValueType(.bool) : type
    return emit(Instruction(op: op, type: result, a: x.index))
  }

  package mutating func binary(_ op: Op, _ x: Value, _ y: Value) -> Value {
    let (tx, ty) = (type(of: x), type(of: y))
    precondition(
      tx.element == ty.element || tx.element == .ptr, "\(op.name) of \(tx) and \(ty)")
    let element = op.isCompare ? .bool : tx.element
    return emit(
      Instruction(
        op: op, type: ValueType(element, varying: tx.isVarying || ty.isVarying), a: x.index,
        b: y.index))
  }

  package mutating func fma(_ x: Value, _ y: Value, _ z: Value) -> Value {
    ternary(.fma, x, y, z)
  }

  package mutating func select(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    ternary(.select, condition, x, y)
  }

  private mutating func ternary(_ op: Op, _ x: Value, _ y: Value, _ z: Value) -> Value {
    let (tx, ty, tz) = (type(of: x), type(of: y), type(of: z))
    precondition(
      ty.element == tz.element && (op == .select ? tx.element == .bool : tx == tx),
      "\(op.name) of \(tx), \(ty), \(tz)")
    let varying = tx.isVarying || ty.isVarying || tz.isVarying
    return emit(
      Instruction(
        op: op, type: ValueType(ty.element, varying: varying), a: x.index, b: y.index, c: z.index))
  }

  package mutating func convert(_ x: Value, to element: Element) -> Value {
    let type = type(of: x)
    if type.element == element { return x }
    return emit(
      Instruction(op: .convert, type: ValueType(element, varying: type.isVarying), a: x.index))
  }

  package mutating func bitcast(_ x: Value, to element: Element) -> Value {
    let type = type(of: x)
    if type.element == element { return x }
    precondition(type.element.size == element.size, "bitcast of \(type) to \(element.name)")
    return emit(
      Instruction(op: .bitcast, type: ValueType(element, varying: type.isVarying), a: x.index))
  }

  /// Emits a pure instruction: folded when all operands are constants, shared when the block already has it.
  private mutating func emit(_ instruction: Instruction) -> Value {
    if let folded = fold(instruction) { return folded }
    return share(instruction)
  }
}

// MARK: Memory and foreign functions

extension Builder {
  /// Calls the C function of the frame at `frame` for each of its elements; not in a lane loop.
  package mutating func callEach(_ frame: Value, _ types: CallTypes) {
    precondition(types.isValid, "there are no registers for \(types.arguments)")
    append(
      Instruction(
        op: .callEach, type: ValueType(.ptr), a: frame.index, c: place(ofConstant: types.bits)))
  }

  package mutating func load(_ pointer: Value, _ element: Element) -> Value {
    append(Instruction(op: .load, type: ValueType(element, varying: true), a: pointer.index))
  }

  package mutating func load(_ pointer: Value, stride: Value, _ element: Element) -> Value {
    append(
      Instruction(
        op: .loadStrided, type: ValueType(element, varying: true), a: pointer.index,
        b: stride.index))
  }

  /// Loads `offset` bytes after `pointer`; a uniform offset makes it a uniform load.
  package mutating func gather(_ pointer: Value, offset: Value, _ element: Element) -> Value {
    if !type(of: offset).isVarying { return loadUniform(add(pointer, offset), element) }
    return append(
      Instruction(
        op: .gather, type: ValueType(element, varying: true), a: pointer.index, b: offset.index))
  }

  package mutating func loadUniform(_ pointer: Value, at bytes: Int = 0, _ element: Element)
    -> Value
  {
    append(
      Instruction(
        op: .loadUniform, type: ValueType(element), a: pointer.index,
        c: UInt16(bitPattern: Int16(bytes))))
  }

  package mutating func store(_ pointer: Value, _ x: Value) {
    append(
      Instruction(
        op: .store, type: type(of: x).varying(true), a: pointer.index, b: x.index))
  }

  package mutating func store(_ pointer: Value, stride: Value, _ x: Value) {
    append(
      Instruction(
        op: .storeStrided, type: type(of: x).varying(true), a: pointer.index, b: stride.index,
        c: x.index))
  }

  package mutating func scatter(_ pointer: Value, offset: Value, _ x: Value) {
    append(
      Instruction(
        op: .scatter, type: type(of: x).varying(true), a: pointer.index, b: offset.index,
        c: x.index))
  }

  package mutating func storeUniform(_ pointer: Value, at bytes: Int = 0, _ x: Value) {
    append(
      Instruction(
        op: .storeUniform, type: type(of: x), a: pointer.index, b: x.index,
        c: UInt16(bitPattern: Int16(bytes))))
  }

  /// Sets `flags` in the status word if `condition` holds in any live lane.
  package mutating func raise(_ flags: Status, if condition: Value) {
    append(
      Instruction(
        op: .raise, type: type(of: condition), a: condition.index, c: UInt16(flags.rawValue)))
  }
}
