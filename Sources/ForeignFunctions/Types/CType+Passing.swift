// SPDX-License-Identifier: Apache-2.0
// Which registers a value of a C type travels in.
//
// Source: System V Application Binary Interface, AMD64 supplement 1.0, section 3.2.3. A structure of at most sixteen bytes is cut into
// eightbytes; each has the class of what lies in it, and whatever has a field that is not aligned goes to memory.

import JIT

extension CType {
  /// How a value is passed.
  package var passing: Passing {
    switch self {
    case .void: return Passing(.nothing)
    case .bool, .uint8, .uint16:
      return Passing(.registers, size: size, generals: 1, widening: .zero)
    case .int8, .int16: return Passing(.registers, size: size, generals: 1, widening: .sign)
    case .int32, .uint32, .int64, .uint64, .pointer:
      return Passing(.registers, size: size, generals: 1)
    case .float, .double: return Passing(.registers, size: size, vectors: 1)
    case .longDouble: return Passing(.x87, size: 16, alignment: 16)
    case .complexLongDouble: return Passing(.complexX87, size: 32, alignment: 16)
    case .array, .record, .complexFloat, .complexDouble: break
    }
    if size == 0 { return Passing(.nothing) }
    let inMemory = Passing(.memory, size: size, alignment: alignment)
    if size > 16 { return inMemory }
    guard let classes = EightbyteClasses(self, at: 0) else { return inMemory }
    return classes.passing(size: size, alignment: alignment)
  }
}

/// The classes of the two eightbytes of a small structure.
private struct EightbyteClasses {
  enum Class { case none, integer, vector, x87, x87Upper }

  private var low = Class.none
  private var high = Class.none
  private var parts = Passing.Parts()

  /// The classes of a value of `type` that begins at `offset`, or nil if it is passed in memory.
  init?(_ type: CType, at offset: Int) {
    switch type {
    case .void: return
    case .array(let element, let count):
      for index in 0..<count where !merge(element, at: offset + index * element.size) {
        return nil
      }
    case .record(let layout):
      for field in layout.fields where !merge(field.type, at: offset + field.offset) {
        return nil
      }
    case .complexFloat:
      if !merge(.float, at: offset) || !merge(.float, at: offset + 4) { return nil }
    case .complexDouble:
      if !merge(.double, at: offset) || !merge(.double, at: offset + 8) { return nil }
    case .complexLongDouble: return nil
    case .longDouble: (low, high) = (.x87, .x87Upper)
    case .float, .double: set(offset, .vector, size: type.size)
    default: set(offset, .integer, size: type.size)
    }
    if offset % type.alignment != 0 || high == .x87Upper && low != .x87 { return nil }
  }

  private mutating func set(_ offset: Int, _ value: Class, size: Int) {
    if offset < 8 { low = value } else { high = value }
    parts.add(at: offset, size: size)
  }

  /// Adds a field, whose classes are those of all that is in it; false if that is in memory.
  private mutating func merge(_ type: CType, at offset: Int) -> Bool {
    guard let field = EightbyteClasses(type, at: offset),
      let low = Self.merge(low, field.low), let high = Self.merge(high, field.high)
    else { return false }
    (self.low, self.high) = (low, high)
    parts.formUnion(field.parts)
    return true
  }

  private static func merge(_ x: Class, _ y: Class) -> Class? {
    if x == y || y == .none { return x }
    if x == .none { return y }
    return x == .integer || y == .integer ? .integer : nil
  }

  func passing(size: Int, alignment: Int) -> Passing {
    if low == .none && high == .none { return Passing(.nothing) }
    if low == .x87 { return Passing(.x87, size: size, alignment: alignment) }
    let generals: UInt8 = (low == .integer ? 1 : 0) | (high == .integer ? 2 : 0)
    let vectors: UInt8 = (low == .vector ? 1 : 0) | (high == .vector ? 2 : 0)
    return Passing(
      .registers, size: size, alignment: alignment, generals: generals, vectors: vectors,
      parts: parts)
  }
}
