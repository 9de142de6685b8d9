// SPDX-License-Identifier: Apache-2.0
// The scalars that values consist of: filled from random numbers and hashed, here as in the fixtures' C.

import ForeignFunctions

extension CType {
  /// Calls `body` with each scalar in a value of this type and its offset; complex numbers are two.
  func forEachLeaf(at offset: Int = 0, _ body: (CType, Int) -> Void) {
    switch self {
    case .void: break
    case .array(let element, let count):
      for index in 0..<count { element.forEachLeaf(at: offset + index * element.size, body) }
    case .record(let layout):
      for field in layout.fields { field.type.forEachLeaf(at: offset + field.offset, body) }
    case .complexFloat, .complexDouble, .complexLongDouble:
      let part: CType =
        self == .complexFloat ? .float : self == .complexDouble ? .double : .longDouble
      body(part, offset)
      body(part, offset + part.size)
    default: body(self, offset)
    }
  }

  var isSignedInteger: Bool { [.int8, .int16, .int32, .int64].contains(self) }

  var isInteger: Bool {
    [.bool, .uint8, .uint16, .uint32, .uint64].contains(self) || isSignedInteger
  }

  /// Fills the value at `p` with numbers from `random`.
  func fill(_ p: UnsafeMutableRawPointer, _ random: inout SplitMix) {
    forEachLeaf { leaf, offset in
      let number = random.next()
      switch leaf {
      case .bool: p.storeBytes(of: UInt8(number & 1), toByteOffset: offset, as: UInt8.self)
      case .longDouble:
        // A normal number: the integer bit is set, the exponent in the middle.
        let mantissa = number | 1 << 63
        let high = UInt16(truncatingIfNeeded: random.next() & 0x8FFF | 0x3000)
        p.storeBytes(of: mantissa, toByteOffset: offset, as: UInt64.self)
        p.storeBytes(of: high, toByteOffset: offset + 8, as: UInt16.self)
      default:
        withUnsafeBytes(of: number) {
          (p + offset).copyMemory(from: $0.baseAddress!, byteCount: leaf.size)
        }
      }
    }
  }

  /// Adds the value at `p` to the hash `h`.
  func hash(_ p: UnsafeRawPointer, into h: inout UInt64) {
    var sum = h
    forEachLeaf { leaf, offset in
      let size = leaf == .longDouble ? 8 : leaf.size
      var number: UInt64 = 0
      withUnsafeMutableBytes(of: &number) {
        $0.baseAddress!.copyMemory(from: p + offset, byteCount: size)
      }
      // The argument itself, unlike a field, is read as an integer and widened.
      if self.isSignedInteger {
        let unused = UInt64(64 - 8 * size)
        number = UInt64(bitPattern: Int64(bitPattern: number << unused) >> Int64(unused))
      }
      sum = Self.mix(sum, number)
      if leaf == .longDouble {
        sum = Self.mix(sum, UInt64(p.loadUnaligned(fromByteOffset: offset + 8, as: UInt16.self)))
      }
    }
    h = sum
  }

  private static func mix(_ h: UInt64, _ number: UInt64) -> UInt64 {
    let product = (h ^ number) &* 0x0000_0100_0000_01B3
    return product ^ product >> 29
  }
}
