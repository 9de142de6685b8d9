// SPDX-License-Identifier: Apache-2.0
// Integers beyond 64 bits: a sign and a magnitude, whose limbs lie in the cell itself.

/// The cell of a big integer.
///
/// Always outside the range of Int: what fits is a value in place.
struct BigIntCell: BitwiseCopyable {
  /// `detail` is 1 of a negative number.
  var header: Header
  var count: Int
  // The limbs of the magnitude follow, the lowest first; the last is not 0.
}

extension UnsafeMutablePointer where Pointee == BigIntCell {
  @inline(__always) var limbs: UnsafeMutablePointer<UInt> {
    UnsafeMutableRawPointer(self + 1).assumingMemoryBound(to: UInt.self)
  }

  /// A cell with room for so many limbs, which are not initialised.
  static func allocate(_ count: Int) -> Self {
    let bytes = MemoryLayout<BigIntCell>.size + count * MemoryLayout<UInt>.size
    let cell = Heap.allocate(bytes, .bigInt, machine.pointee.types.int)
      .bindMemory(to: BigIntCell.self, capacity: 1)
    cell.pointee.count = count
    return cell
  }

  /// The number in a cell in the making, with leading zeros or not; owned.
  ///
  /// The cell goes if a machine integer holds the number.
  func finished(isNegative: Bool) -> Value {
    let room = pointee.count
    var count = room
    while count > 0 && limbs[count - 1] == 0 { count -= 1 }
    if count <= 1 {
      let word = count == 0 ? 0 : limbs[0]
      if word <= UInt(Int.max) || (isNegative && word == Int.min.magnitude) {
        Value(self).release()
        let number = Int(bitPattern: word)
        return Value(isNegative ? 0 &- number : number)
      }
    }
    pointee.count = count
    pointee.header.detail = isNegative ? 1 : 0
    if room < 16 || count * 2 >= room { return Value(self) }
    let smaller = Self.allocate(count)
    smaller.limbs.update(from: limbs, count: count)
    smaller.pointee.header.detail = pointee.header.detail
    Value(self).release()
    return Value(smaller)
  }
}

/// A whole number to be read: its limbs lie in a cell, or in a variable of the reader.
struct Limbs: BitwiseCopyable {
  let words: UnsafePointer<UInt>
  let count: Int
  let isNegative: Bool

  /// Calls `body` with the number that a plain value (`unboxed`: int, big integer, bool) stands for.
  @inline(__always)
  static func of<R>(_ value: Value, _ body: (Limbs) -> R) -> R {
    if value.tag == .object {
      let cell = value.cell(as: BigIntCell.self)
      return body(
        Limbs(
          words: UnsafePointer(cell.limbs), count: cell.pointee.count,
          isNegative: cell.pointee.header.detail != 0))
    }
    let word = value.asInt.magnitude
    return withUnsafePointer(to: word) {
      body(Limbs(words: $0, count: word == 0 ? 0 : 1, isNegative: value.asInt < 0))
    }
  }

  @inline(__always)
  static func of<R>(_ a: Value, _ b: Value, _ body: (Limbs, Limbs) -> R) -> R {
    of(a) { first in of(b) { second in body(first, second) } }
  }

  /// Where the magnitude stands to another: less than 0, 0, greater than 0.
  func compareMagnitude(to other: Limbs) -> Int {
    if count != other.count { return count - other.count }
    var index = count
    while index > 0 {
      index -= 1
      if words[index] != other.words[index] { return words[index] < other.words[index] ? -1 : 1 }
    }
    return 0
  }

  func compare(to other: Limbs) -> Int {
    if isNegative != other.isNegative { return isNegative ? -1 : 1 }
    return isNegative ? other.compareMagnitude(to: self) : compareMagnitude(to: other)
  }

  /// Bits of the magnitude.
  var bitWidth: Int {
    count == 0 ? 0 : count * UInt.bitWidth - words[count - 1].leadingZeroBitCount
  }
}

extension Value {
  /// An integer of any size; owned.
  static func integer(_ number: BigInt) -> Value { number.value }

  /// An integer from digits, as the compiler finds them in a source, or in a tree with a sign; owned.
  static func bigInt(digits: [UInt8], radix: Int) -> Value {
    if digits.first != UInt8(ascii: "-") { return BigInt(digits: digits, radix: radix).value }
    return (-BigInt(digits: digits.dropFirst(), radix: radix)).value
  }

  /// An int from an unsigned word; owned.
  static func unsigned(_ number: UInt) -> Value {
    number <= UInt(Int.max) ? Value(Int(number)) : .integer(BigInt(number))
  }

  /// The value as a big integer, if it is an int of any size or a bool (after `unboxed`).
  var asBigInt: BigInt? {
    switch tag {
    case .int: BigInt(asInt)
    case .bool: BigInt(asBool ? 1 : 0)
    case .object where header.pointee.layout == .bigInt: BigInt(consuming: retained())
    default: nil
    }
  }
}
