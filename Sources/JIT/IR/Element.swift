// SPDX-License-Identifier: Apache-2.0
// The types of IR values.

/// What one element of a value is.
///
/// ORDER: Element. `bool` is a truth value (one byte 0 or 1 in memory, any non-zero byte reads as true);
/// `f16` exists in memory and in conversions only: arithmetic on it is done in `f32`.
package enum Element: UInt8, CaseIterable, Sendable, Hashable {
  case bool, i8, i16, i32, i64, u8, u16, u32, u64, f16, f32, f64, ptr
}

extension Element {
  static let names = [
    "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f16", "f32", "f64", "ptr",
  ]
  static let sizes: [Int] = [1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 4, 8, 8]

  package var name: String { Self.names[Int(rawValue)] }
  /// Bytes in memory.
  package var size: Int { Self.sizes[Int(rawValue)] }
  package var bits: Int { size * 8 }
  package var isSigned: Bool { rawValue >= Element.i8.rawValue && rawValue <= Element.i64.rawValue }
  package var isUnsigned: Bool {
    rawValue >= Element.u8.rawValue && rawValue <= Element.u64.rawValue
  }
  package var isInteger: Bool {
    rawValue >= Element.i8.rawValue && rawValue <= Element.u64.rawValue
  }
  package var isFloat: Bool { self == .f16 || self == .f32 || self == .f64 }

  package init?(name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt8(index))
  }
}

extension Element: CustomStringConvertible {
  package var description: String { name }
}

/// An element type and its rate: uniform (one per program point) or varying (one per lane).
package struct ValueType: Hashable, Sendable {
  let packed: UInt8

  package init(_ element: Element, varying: Bool = false) {
    packed = element.rawValue | (varying ? 0x80 : 0)
  }

  package var element: Element { Element(rawValue: packed & 0x7F)! }
  package var isVarying: Bool { packed & 0x80 != 0 }

  package func varying(_ varying: Bool) -> ValueType { ValueType(element, varying: varying) }
}

extension ValueType: CustomStringConvertible {
  /// `f64` for a uniform value, `f64*` for a varying one.
  package var description: String { element.name + (isVarying ? "*" : "") }
}
