// SPDX-License-Identifier: Apache-2.0
// How the loop reads and writes the operands of an instruction, and what it does at once with machine numbers.

extension Machine {
  @inline(__always)
  static func operandB(
    _ i: Instruction, _ R: UnsafeMutablePointer<Value>, _ K: UnsafeMutablePointer<Value>
  ) -> Value {
    (i.flags.contains(.constantB) ? K : R)[Int(i.b)]
  }

  @inline(__always)
  static func operandC(
    _ i: Instruction, _ R: UnsafeMutablePointer<Value>, _ K: UnsafeMutablePointer<Value>
  ) -> Value {
    (i.flags.contains(.constantC) ? K : R)[Int(i.c)]
  }

  /// Stores a number, which is not counted.
  @inline(__always)
  static func setNumber(_ target: UnsafeMutablePointer<Value>, _ value: Value) {
    let old = target.pointee
    target.pointee = value
    old.release()
  }

  /// Stores the result of an operation on two ints or bools that does not overflow, or on two floats; false for other operands.
  @inline(__always)
  static func onNumbers(
    _ i: Instruction, _ R: UnsafeMutablePointer<Value>, _ K: UnsafeMutablePointer<Value>,
    _ ints: (Int, Int) -> (partialValue: Int, overflow: Bool), _ floats: (Double, Double) -> Double
  ) -> Bool {
    let (b, c) = (operandB(i, R, K), operandC(i, R, K))
    if b.isSmallInteger && c.isSmallInteger {
      let (value, overflow) = ints(b.asInt, c.asInt)
      if overflow { return false }
      setNumber(R + Int(i.a), Value(value))
      return true
    }
    guard b.tag == .float && c.tag == .float else { return false }
    setNumber(R + Int(i.a), Value(floats(b.asFloat, c.asFloat)))
    return true
  }

  /// Stores the result of an operation on two ints; false for other operands.
  @inline(__always)
  static func onInts(
    _ i: Instruction, _ R: UnsafeMutablePointer<Value>, _ K: UnsafeMutablePointer<Value>,
    _ ints: (Int, Int) -> Int
  ) -> Bool {
    let (b, c) = (operandB(i, R, K), operandC(i, R, K))
    guard b.tag == .int && c.tag == .int else { return false }
    setNumber(R + Int(i.a), Value(ints(b.asInt, c.asInt)))
    return true
  }

  /// Stores the result of a comparison.
  @inline(__always)
  static func compare(
    _ operation: Comparison, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>,
    _ pc: UnsafeMutablePointer<Instruction>, _ R: UnsafeMutablePointer<Value>,
    _ K: UnsafeMutablePointer<Value>, _ ints: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool
  ) throws(Raised) {
    let (b, c) = (operandB(i, R, K), operandC(i, R, K))
    if b.isSmallInteger && c.isSmallInteger {
      setNumber(R + Int(i.a), Value(ints(b.asInt, c.asInt)))
    } else if b.tag == .float && c.tag == .float {
      setNumber(R + Int(i.a), Value(floats(b.asFloat, c.asFloat)))
    } else {
      frame.pointee.pc = pc
      try compareOthers(operation, i, frame, R, K)
    }
  }

  /// Whether a fused comparison jumps.
  @inline(__always)
  static func jumps(
    _ operation: Comparison, _ i: Instruction, _ frame: UnsafeMutablePointer<Frame>,
    _ pc: UnsafeMutablePointer<Instruction>, _ R: UnsafeMutablePointer<Value>,
    _ K: UnsafeMutablePointer<Value>, _ ints: (Int, Int) -> Bool, _ floats: (Double, Double) -> Bool
  ) throws(Raised) -> Bool {
    let (a, b) = (R[Int(i.a)], operandB(i, R, K))
    let holds: Bool
    if a.isSmallInteger && b.isSmallInteger {
      holds = ints(a.asInt, b.asInt)
    } else if a.tag == .float && b.tag == .float {
      holds = floats(a.asFloat, b.asFloat)
    } else {
      frame.pointee.pc = pc
      holds = try jumpComparison(operation, i, frame, R, K)
    }
    return holds != i.flags.contains(.negated)
  }

  /// The operand b as an owned value: taken out of a temporary, retained from a local or constant.
  @inline(__always)
  static func take(
    _ i: Instruction, _ R: UnsafeMutablePointer<Value>, _ K: UnsafeMutablePointer<Value>
  ) throws(Raised) -> Value {
    if i.flags.contains(.constantB) { return K[Int(i.b)].retained() }
    let value = R[Int(i.b)]
    if value.tag == .unbound { throw unboundLocal(machine.pointee.frame, Int(i.b)) }
    if i.flags.contains(.consumesB) {
      R[Int(i.b)].tag = .unbound
      return value
    }
    return value.retained()
  }

  @inline(__always)
  static func consumeA(_ i: Instruction, _ R: UnsafeMutablePointer<Value>) {
    if i.flags.contains(.consumesA) {
      let value = R[Int(i.a)]
      R[Int(i.a)].tag = .unbound
      value.release()
    }
  }

  @inline(__always)
  static func consumeB(_ i: Instruction, _ R: UnsafeMutablePointer<Value>) {
    if i.flags.contains(.consumesB) {
      let value = R[Int(i.b)]
      R[Int(i.b)].tag = .unbound
      value.release()
    }
  }

  @inline(__always)
  static func consumeBC(_ i: Instruction, _ R: UnsafeMutablePointer<Value>) {
    consumeB(i, R)
    if i.flags.contains(.consumesC) {
      let value = R[Int(i.c)]
      R[Int(i.c)].tag = .unbound
      value.release()
    }
  }

  /// Whether the next instruction takes a pair in this register apart: a loop then needs no tuple.
  @inline(__always)
  static func isPairUnpacked(_ pc: UnsafeMutablePointer<Instruction>, _ register: UInt16) -> Bool {
    pc.pointee.opcode == .unpack && pc.pointee.c == 2 && pc.pointee.b == register
      && pc.pointee.flags.contains(.consumesB)
  }

  /// Puts the next two values of an iterator over pairs (of a dictionary's items, `enumerate`, `zip`) in two registers.
  ///
  /// False at the end, nil for other iterators.
  @inline(never)
  static func nextPair(of iterator: Value, to target: UnsafeMutablePointer<Value>) throws(Raised)
    -> Bool?
  {
    if iterator.header.pointee.layout == .dictIterator {
      guard iterator.header.pointee.type == machine.pointee.types.dictItemIterator else {
        return nil
      }
      return try IteratorTypes.nextItem(iterator, target)
    }
    guard let source = ComposedIterator.ofPairs(iterator) else { return nil }
    let (first, second) = try source.nextPair()
    if first.isUnbound { return false }
    target.replace(with: first)
    (target + 1).replace(with: second)
    return true
  }

  @inline(__always)
  static func bound(_ value: Value, _ register: UInt16, _ frame: UnsafeMutablePointer<Frame>)
    throws(Raised) -> Value
  {
    if value.tag == .unbound { throw unboundLocal(frame, Int(register)) }
    return value
  }

  @inline(__always)
  static func caches(_ frame: UnsafeMutablePointer<Frame>) -> UnsafeMutablePointer<InlineCache> {
    frame.pointee.code._withUnsafeGuaranteedRef { $0.caches }
  }
}

extension GeneratorCell.State {
  @inline(__always) var isWaiting: Bool { self == .created || self == .suspended }
}
