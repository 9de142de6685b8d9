// SPDX-License-Identifier: Apache-2.0
// Array elements as values of the IR.

import JIT

/// One array element per lane: a real value, or the two parts of a complex one.
///
/// A float16 element is carried as f32, already rounded to a float16.
struct Lanes {
  var re: Value
  var im: Value?

  init(_ re: Value, _ im: Value? = nil) {
    self.re = re
    self.im = im
  }
}

extension DType {
  /// ORDER: DType.
  ///
  /// The IR element in memory, of each part for complex dtypes.
  private static let memoryElements: [Element] = [
    .bool, .i8, .u8, .i16, .u16, .i32, .u32, .i64, .u64, .f16, .f32, .f64, .f32, .f64,
  ]

  /// The IR element that lies in memory (of each part of a complex number).
  var memoryElement: Element { Self.memoryElements[Int(rawValue)] }
  /// The IR element that is computed with: f32 for float16.
  var element: Element { self == .float16 ? .f32 : memoryElement }
}
