// SPDX-License-Identifier: Apache-2.0
// One malformed program for each rule of the verifier.

import JIT
import Testing

struct VerifierTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let fault: String
    let text: String
    var testDescription: String { fault }
  }

  /// A kernel around the lines of its entry block.
  private static func entry(_ lines: String) -> String { "kernel \"t\" { b0: \(lines) ret }" }

  /// A kernel around the lines of a lane loop's body; %0 is a pointer, %1 the count, %2 a uniform f64.
  private static func body(_ lines: String) -> String {
    """
    kernel "t" {
    b0: %0 = arg.ptr 0 %1 = arg.i64 1 %2 = arg.f64 2 loop %1, b1 -> b2
    b1 lanes: \(lines) next
    b2: ret
    }
    """
  }

  static let cases: [Case] = [
    Case(fault: "not defined for f64", text: entry("%0 = arg.f64 0 %1 = rem.f64 %0, %0")),
    Case(fault: "not defined for i32", text: entry("%0 = arg.i32 0 %1 = sqrt.i32 %0")),
    Case(fault: "not defined for f16", text: entry("%0 = arg.f16 0 %1 = add.f16 %0, %0")),
    Case(fault: "not defined for f16", text: entry("%0 = arg.f16 0 %1 = lt.bool %0, %0")),
    Case(fault: "not defined for bool", text: entry("%0 = arg.bool 0 %1 = add.bool %0, %0")),
    Case(fault: "a result of f64", text: entry("%0 = arg.f64 0 %1 = add.f32 %0, %0")),
    Case(fault: "the result is bool", text: entry("%0 = arg.f64 0 %1 = lt.f64 %0, %0")),
    Case(
      fault: "operands of different types",
      text: entry("%0 = arg.f64 0 %1 = arg.f32 1 %2 = add.f64 %0, %1")),
    Case(
      fault: "an offset of i32", text: entry("%0 = arg.ptr 0 %1 = arg.i32 1 %2 = add.ptr %0, %1")),
    Case(
      fault: "the condition is f64", text: entry("%0 = arg.f64 0 %1 = select.f64 %0, %0, %0")),
    Case(
      fault: "arms of f64 and f32",
      text: entry("%0 = arg.f64 0 %1 = arg.f32 1 %2 = arg.bool 2 %3 = select.f64 %2, %0, %1")),
    Case(fault: "sizes differ", text: entry("%0 = arg.f64 0 %1 = bitcast.i32 %0")),
    Case(fault: "a bool's bits are its own", text: entry("%0 = arg.u8 0 %1 = bitcast.bool %0")),
    Case(fault: "pointers do not convert", text: entry("%0 = arg.i64 0 %1 = convert.ptr %0")),
    Case(fault: "the address is i64", text: entry("%0 = arg.i64 0 %1 = loadUniform.f64 %0")),
    Case(
      fault: "stores i32",
      text: entry("%0 = arg.ptr 0 %1 = arg.i32 1 storeUniform.f64 %0, %1")),
    Case(fault: "outside the body", text: entry("%0 = lane.i64*")),
    Case(fault: "outside the body", text: entry("%0 = arg.ptr 0 %1 = load.f64* %0")),
    Case(fault: "is uniform", text: body("%3 = const.f64* 0x0")),
    Case(fault: "varies as its operands do", text: body("%3 = add.f64* %2, %2")),
    Case(
      fault: "varies as its operands do", text: body("%3 = load.f64* %0 %4 = add.f64 %3, %3")),
    Case(fault: "of the wrong rate", text: body("%3 = load.f64 %0")),
    Case(fault: "of the wrong rate", text: body("storeUniform.f64* %0, %2")),
    Case(
      fault: "stores a varying value", text: body("%3 = load.f64* %0 storeUniform.f64 %0, %3")),
    Case(fault: "a pointer that varies", text: body("%3 = lane.i64* %4 = add.ptr* %0, %3")),
    Case(fault: "the stride is f64", text: body("%3 = loadStrided.f64* %0, %2")),
    Case(fault: "the offset is f64", text: body("%3 = gather.f64* %0, %2")),
    Case(fault: "lane is i64*", text: body("%3 = lane.i32*")),
    Case(
      fault: "b1 is entered by loop alone",
      text: "kernel \"t\" { b0: jump b1 b1 lanes: next }"),
    Case(
      fault: "next ends the bodies of lane loops, and only them",
      text: "kernel \"t\" { b0: %0 = arg.i64 0 loop %0, b1 -> b2 b1 lanes: ret b2: ret }"),
    Case(
      fault: "next ends the bodies of lane loops, and only them", text: "kernel \"t\" { b0: next }"),
    Case(
      fault: "takes parameters",
      text: """
        kernel "t" { b0: %0 = arg.bool 0 branch %0, b1, b2 b1(%1: f64): ret b2: ret }
        """),
    Case(
      fault: "passes [f64] where b1 take []",
      text: "kernel \"t\" { b0: %0 = arg.f64 0 jump b1(%0) b1: ret }"),
    Case(
      fault: "passes [f64] where b1 take [f32]",
      text: "kernel \"t\" { b0: %0 = arg.f64 0 jump b1(%0) b1(%1: f32): ret }"),
    Case(
      fault: "the count is i32",
      text: "kernel \"t\" { b0: %0 = arg.i32 0 loop %0, b1 -> b2 b1 lanes: next b2: ret }"),
    Case(
      fault: "is no lane loop's body",
      text: "kernel \"t\" { b0: %0 = arg.i64 0 loop %0, b1 -> b2 b1: ret b2: ret }"),
    Case(
      fault: "does not take the accumulators",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 8 add: next(%1) b2: ret }
        """),
    Case(
      fault: "passes [] where the accumulators take [i64]",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 8 add: next b2(%2: i64): ret }
        """),
    Case(
      fault: "neg cannot combine lanes",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 8 neg: next(%1) b2(%2: i64): ret }
        """),
    Case(
      fault: "minNaN cannot combine i64",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 8 minNaN: next(%1) b2(%2: i64): ret }
        """),
    Case(
      fault: "not a power of two",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 12 add: next(%1) b2(%2: i64): ret }
        """),
    Case(
      fault: "0 lanes for 1 accumulators",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1(%0) -> b2
        b1(%1: i64*) lanes 0 add: next(%1) b2(%2: i64): ret }
        """),
    Case(fault: "b1 is never reached", text: "kernel \"t\" { b0: ret b1: ret }"),
    Case(
      fault: "%2 is not defined on every way here",
      text: """
        kernel "t" { b0: %0 = arg.bool 0 branch %0, b1, b2
        b1: %2 = arg.f64 1 jump b3 b2: jump b3 b3: %5 = neg.f64 %2 ret }
        """),
    Case(
      fault: "%1 is not defined on every way here",
      text: entry("%0 = neg.f64 %1 %1 = arg.f64 0")),
    Case(
      fault: "a varying instruction outside the body",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1 -> b2
        b1 lanes: %1 = lane.i64* next b2: %2 = neg.i64* %1 ret }
        """),
    Case(
      fault: "%2 varies, and its loop has ended",
      text: """
        kernel "t" { b0: %0 = arg.i64 0 loop %0, b1 -> b2
        b1 lanes: %2 = lane.i64* next b2: loop %0, b3 -> b4 b3 lanes: %5 = neg.i64* %2 next b4: ret }
        """),
  ]

  @Test(arguments: cases) func findsTheFault(_ wrong: Case) throws {
    let faults = try Program(text: wrong.text).verify()
    #expect(faults.contains { $0.contains(wrong.fault) }, "\(faults)")
  }

  /// Faults that no text can express.
  @Test func findsBrokenData() {
    var program = Program(name: "t")
    #expect(program.verify() == ["there is no entry block"])
    program.blocks = [Block(range: 0..<0, lanes: nil)]
    #expect(program.verify() == ["b0 was never written"])
    program.code = [Instruction(op: .const, type: ValueType(.f64), c: 3)]
    program.blocks = [Block(range: 0..<1, lanes: nil)]
    #expect(program.verify() == ["b0: no terminator"])
    program.code.append(Instruction(op: .ret, type: ValueType(.bool)))
    #expect(program.verify() == ["b0: no terminator", "code outside all blocks"])
    program.blocks[0].range = 0..<2
    #expect(program.verify() == ["b0: constant 3 does not exist"])
    program.code[0] = Instruction(op: .neg, type: ValueType(.f64), a: 1)
    #expect(program.verify() == ["b0: neg uses %1, no value"])
    program.code[0] = Instruction(op: .jump, type: ValueType(.bool))
    #expect(program.verify() == ["b0: jump before its end"])
    program.code = [Instruction(op: .jump, type: ValueType(.bool), a: 7)]
    program.blocks[0].range = 0..<1
    #expect(program.verify() == ["b0: jump to a block that does not exist"])
    program.code = [Instruction(op: .jump, type: ValueType(.bool), a: 0, b: 4)]
    #expect(program.verify() == ["b0: the values of jump do not exist"])
    program.blocks.append(Block(range: 0..<1, lanes: nil))
    #expect(program.verify().contains("b1 overlaps b0"))
  }
}
