// SPDX-License-Identifier: Apache-2.0
// The passes over finished programs, on small texts.

import JIT
import Testing

struct OptimizeTests {
  private func expect(_ before: String, becomes after: String) throws {
    let result = optimize(try Program(text: before))
    #expect(result == (try Program(text: after)), "\(result)")
  }

  @Test func hoistsUniformArithmetic() throws {
    try expect(
      """
      kernel "k" {
      b0: %0 = arg.ptr 0 %1 = arg.i64 1 loop %1, b1 -> b2
      b1 lanes:
        %2 = arg.f64 2 %3 = mul.f64 %2, %2 %4 = load.f64* %0 %5 = mul.f64* %4, %3
        store.f64* %0, %5
        next
      b2: ret
      }
      """,
      becomes: """
        kernel "k" {
        b0: %0 = arg.ptr 0 %1 = arg.i64 1 %2 = arg.f64 2 %3 = mul.f64 %2, %2 loop %1, b1 -> b2
        b1 lanes: %4 = load.f64* %0 %5 = mul.f64* %4, %3 store.f64* %0, %5 next
        b2: ret
        }
        """)
  }

  @Test func hoistsOutOfRowLoops() throws {
    // The address of the row stays; the scaled width leaves both loops; float arithmetic leaves the lane loop only.
    try expect(
      """
      kernel "rows" {
      b0: %0 = arg.ptr 0 %1 = arg.i64 1 %2 = const.i64 0x0 jump b1(%2)
      b1(%3: i64): %4 = lt.bool %3, %1 branch %4, b2, b5
      b2: %5 = arg.i64 2 %6 = mul.i64 %3, %5 %7 = add.ptr %0, %6 loop %1, b3 -> b4
      b3 lanes:
        %8 = const.i64 0x8 %9 = arg.i64 2 %10 = mul.i64 %9, %8
        %11 = arg.f64 3 %12 = add.f64 %11, %11
        %13 = loadStrided.f64* %7, %10 %14 = add.f64* %13, %12 store.f64* %7, %14 next
      b4: %15 = const.i64 0x1 %16 = add.i64 %3, %15 jump b1(%16)
      b5: ret
      }
      """,
      becomes: """
        kernel "rows" {
        b0: %0 = arg.ptr 0 %1 = arg.i64 1 %2 = const.i64 0x0 %5 = arg.i64 2
          %8 = const.i64 0x8 %11 = arg.f64 3 %15 = const.i64 0x1 %10 = mul.i64 %5, %8 jump b1(%2)
        b1(%3: i64): %4 = lt.bool %3, %1 branch %4, b2, b5
        b2: %6 = mul.i64 %3, %5 %7 = add.ptr %0, %6 %12 = add.f64 %11, %11 loop %1, b3 -> b4
        b3 lanes: %13 = loadStrided.f64* %7, %10 %14 = add.f64* %13, %12 store.f64* %7, %14 next
        b4: %16 = add.i64 %3, %15 jump b1(%16)
        b5: ret
        }
        """)
  }

  @Test func removesWhatNothingReads() throws {
    try expect(
      """
      kernel "k" {
      b0: %0 = arg.ptr 0 %1 = arg.f64 1 %2 = neg.f64 %1 %3 = abs.f64 %2 %4 = loadUniform.f64 %0
        storeUniform.f64 %0, %2 ret
      }
      """,
      becomes: """
        kernel "k" {
        b0: %0 = arg.ptr 0 %1 = arg.f64 1 %2 = neg.f64 %1 storeUniform.f64 %0, %2 ret
        }
        """)
  }

  @Test func keepsWhatMayNotMove() throws {
    // Loads may see the loop's stores; a block entered twice has no one place to move to.
    let text = """
      kernel "k" {
      b0: %0 = arg.ptr 0 %1 = arg.i64 1 loop %1, b1 -> b2
      b1 lanes: %2 = loadUniform.f64 %0 %3 = mul.f64 %2, %2 store.f64* %0, %3 next
      b2: loop %1, b1 -> b3
      b3: ret
      }
      """
    try expect(text, becomes: text)
  }
}
