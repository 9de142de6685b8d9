// SPDX-License-Identifier: Apache-2.0
// The text form: what is printed, what is read, what is refused.

import JIT
import Testing

struct TextTests {
  /// Softmax's denominator and a scan: every kind of line.
  static let sample = #"""
    kernel "sample \"quoted\"" {
    b0:
      %0 = arg.ptr 0
      %1 = arg.i64 1
      %2 = const.f64 0xbff8000000000000 ; -1.5
      %3 = const.i8 0xfe ; -2
      loop %1, b1(%2, %3) -> b2
    b1(%5: f64*, %6: i8*) lanes 8 add, min:
      %7 = load.f64* %0
      %8 = loadStrided.i8* %0, %1
      %9 = add.f64* %5, %7
      %10 = min.i8* %6, %8
      %11 = lt.bool* %7, %2
      raise.bool* %11, 9
      next(%9, %10)
    b2(%14: f64, %15: i8):
      %16 = loadUniform.f64 %0 - 8
      storeUniform.f64 %0 + 16, %14
      %18 = eq.bool %16, %14
      branch %18, b3, b5
    b3:
      jump b4(%14)
    b4(%21: f64):
      loop %1, b6 -> b5
    b6 lanes:
      %23 = lane.i64*
      scatter.f64* %0, %23, %21
      next
    b5:
      ret
    }

    """#

  @Test func printsWhatItReads() throws {
    let program = try Program(text: Self.sample)
    #expect(program.description == Self.sample)
    #expect(program.verify() == [])
    #expect(program.name == "sample \"quoted\"")
  }

  @Test func takesAnyLabels() throws {
    let program = try Program(text: "kernel \"k\" { b0: %70 = arg.f32 2 %3 = neg.f32 %70 ret }")
    #expect(
      program.description == "kernel \"k\" {\nb0:\n  %0 = arg.f32 2\n  %1 = neg.f32 %0\n  ret\n}\n")
  }

  @Test(arguments: [
    ("", "expected a word"),
    ("kernel k {", "expected kernel and its name in quotes"),
    ("kernel \"k", "a string without end"),
    ("kernel \"k\" { b0: ret", "expected a word"),
    ("kernel \"k\" { b0: ret } more", "text after the program"),
    ("kernel \"k\" { b1: ret }", "b0 is missing"),
    ("kernel \"k\" { b0: ret b0: ret }", "b0 appears twice"),
    ("kernel \"k\" { b0: frob.f64 ret }", "no operation is named frob"),
    ("kernel \"k\" { b0: %0 = arg.f80 0 ret }", "no element type is named f80"),
    ("kernel \"k\" { b0: arg.f64 0 ret }", "arg has result"),
    ("kernel \"k\" { b0: %0 = ret }", "ret has no result"),
    ("kernel \"k\" { b0: %0 = neg.f64 %9 ret }", "%9 is not defined"),
    ("kernel \"k\" { b0: %0 = arg.f64 0 %0 = arg.f64 0 ret }", "%0 is defined twice"),
    ("kernel \"k\" { b0: %0 = arg.f64 99999 ret }", "99999 is too large"),
    ("kernel \"k\" { b0: %0 = const.f64 0x1ffffffffffffffff ret }", "is not a number of 64 bits"),
    ("kernel \"k\" { b0: %0 = arg.i64 0 loop %0, b0(%0) -> b0 }", "with 1 initial values"),
    ("kernel \"k\" { b0: %0 = arg.i64 0 loop %0, b9 -> b0 }", "a loop of b9"),
    ("kernel \"k\" { b0: % = arg.i64 0 ret }", "% without a number"),
  ])
  func refuses(_ text: String, _ message: String) {
    #expect {
      _ = try Program(text: text)
    } throws: { error in
      (error as? ParseError)?.message.contains(message) == true
    }
  }

  @Test func saysTheLine() {
    #expect {
      _ = try Program(text: "kernel \"k\" {\nb0:\n  oops.f64\n}")
    } throws: { error in
      (error as? ParseError)?.line == 3
    }
  }
}
