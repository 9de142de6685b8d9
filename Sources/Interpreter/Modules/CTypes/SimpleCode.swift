// SPDX-License-Identifier: Apache-2.0
// The codes of simple C types, one letter each: sizes, and values to and from memory.
import Glibc

/// A simple C type, named by a letter as in `_type_`.
struct SimpleCode: Equatable, BitwiseCopyable {
  let letter: UInt8

  static let none = SimpleCode(letter: 0)
  static let char = SimpleCode(letter: UInt8(ascii: "c"))
  static let int = SimpleCode(letter: UInt8(ascii: "i"))
  static let wideChar = SimpleCode(letter: UInt8(ascii: "u"))
  static let object = SimpleCode(letter: UInt8(ascii: "O"))

  /// All that `_type_` may name; `X` is only known elsewhere.
  static let letters = "cbBhHiIlLdfuzZqQPXOv?g"

  /// Bytes, which are the alignment too; 0 for letters that are no types here.
  var size: Int {
    switch Unicode.Scalar(letter) {
    case "c", "b", "B", "?": 1
    case "h", "H", "v": 2
    case "i", "I", "f", "u": 4
    case "l", "L", "q", "Q", "d", "z", "Z", "P", "O": 8
    case "g": 16
    default: 0
    }
  }

  var text: String { String(decoding: [letter], as: UTF8.self) }

  /// The letter that memoryviews show: sizes are standard ones there.
  var formatText: String {
    switch Unicode.Scalar(letter) {
    case "l": "q"
    case "L": "Q"
    default: text
    }
  }

  /// Whether it holds an address.
  var isPointer: Bool { "zZPO".utf8.contains(letter) }
  /// Whether the same exists with its bytes in the other order.
  var canSwap: Bool { "hHiIlLqQfd".utf8.contains(letter) }
  var isInteger: Bool { "bBhHiIlLqQ".utf8.contains(letter) }
  /// Of an integer type: capital letters are the unsigned ones.
  @inline(__always) var isSigned: Bool { letter & 0x20 != 0 }
  /// Whether fields of it may have a number of bits.
  var allowsBits: Bool { isInteger || letter == UInt8(ascii: "?") }
}

/// The bits of a field within its integer: the number in the upper half of a field's size, the first in the lower.
struct BitRange: BitwiseCopyable {
  let count, first: Int

  /// The parts of a size as fields hold it; nil for a plain number of bytes.
  @inline(__always) init?(size: Int) {
    if size >> 16 == 0 { return nil }
    (count, first) = (size >> 16, size & 0xffff)
  }

  /// The first bit within an integer of `size` bytes.
  ///
  /// One that shares a larger integer is told that one's bit; machines shift by the rest.
  func first(of size: Int) -> UInt64 { UInt64(first & (size == 8 ? 63 : 31)) }

  var mask: UInt64 { count >= 64 ? UInt64.max : (1 << UInt64(count)) - 1 }
}

// MARK: From memory

extension SimpleCode {
  /// The raw bits of a number of up to 8 bytes.
  @inline(__always)
  static func bits(_ place: UnsafeRawPointer, _ size: Int, swapped: Bool) -> UInt64 {
    switch size {
    case 1: return UInt64(place.load(as: UInt8.self))
    case 2:
      let bits = place.loadUnaligned(as: UInt16.self)
      return UInt64(swapped ? bits.byteSwapped : bits)
    case 4:
      let bits = place.loadUnaligned(as: UInt32.self)
      return UInt64(swapped ? bits.byteSwapped : bits)
    default:
      let bits = place.loadUnaligned(as: UInt64.self)
      return swapped ? bits.byteSwapped : bits
    }
  }

  @inline(__always)
  static func store(
    _ bits: UInt64, _ place: UnsafeMutableRawPointer, _ size: Int, swapped: Bool
  ) {
    switch size {
    case 1: place.storeBytes(of: UInt8(truncatingIfNeeded: bits), as: UInt8.self)
    case 2:
      let half = UInt16(truncatingIfNeeded: bits)
      place.storeBytes(of: swapped ? half.byteSwapped : half, as: UInt16.self)
    case 4:
      let word = UInt32(truncatingIfNeeded: bits)
      place.storeBytes(of: swapped ? word.byteSwapped : word, as: UInt32.self)
    default: place.storeBytes(of: swapped ? bits.byteSwapped : bits, as: UInt64.self)
    }
  }

  /// The Python object that the memory stands for; `range` where only bits of it do.
  ///
  /// Owned.
  func load(_ place: UnsafeRawPointer, swapped: Bool = false, range: BitRange? = nil)
    throws(Raised) -> Value
  {
    switch Unicode.Scalar(letter) {
    case "d":
      return Value(Double(bitPattern: SimpleCode.bits(place, 8, swapped: swapped)))
    case "f":
      let bits = SimpleCode.bits(place, 4, swapped: swapped)
      return Value(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case "g": return Value(Double(place.loadUnaligned(as: Float80.self)))
    case "?": return Value(place.load(as: UInt8.self) != 0)
    // VARIANT_BOOL: minus one is true.
    case "v": return Value(place.loadUnaligned(as: Int16.self) != 0)
    case "c":
      let result = Bytes.allocate(1)
      result.start[0] = place.load(as: UInt8.self)
      return result.value
    case "u": return try WideText.text(place, count: 1)
    case "z":
      guard let start = place.loadUnaligned(as: UnsafePointer<UInt8>?.self) else { return .none }
      return .bytes(UnsafeBufferPointer(start: start, count: strlen(start)))
    case "Z":
      guard let start = place.loadUnaligned(as: UnsafePointer<Int32>?.self) else { return .none }
      return try WideText.text(start, count: WideText.length(start, limit: Int.max))
    case "P":
      let address = place.loadUnaligned(as: UInt.self)
      return address == 0 ? .none : .unsigned(address)
    case "O": return try ObjectSlot.load(place)
    default: return integer(place, swapped, range)
    }
  }

  private func integer(_ place: UnsafeRawPointer, _ swapped: Bool, _ range: BitRange?) -> Value {
    let size = size
    var bits = SimpleCode.bits(place, size, swapped: swapped)
    // Shifted to the top and back, the sign fills what is left.
    var unused = UInt64(64 - size * 8)
    if let range {
      bits <<= 64 - range.first(of: size) - UInt64(range.count)
      unused = UInt64(64 - range.count)
      return isSigned
        ? Value(Int(Int64(bitPattern: bits) >> Int64(unused))) : .unsigned(UInt(bits >> unused))
    }
    if isSigned { return Value(Int(Int64(bitPattern: bits << unused) >> Int64(unused))) }
    return .unsigned(UInt(bits))
  }
}

extension SimpleCode {
  /// Whether `number` reads it.
  @inline(__always) var isNumber: Bool {
    switch Unicode.Scalar(letter) {
    case "b", "B", "h", "H", "i", "I", "l", "q", "f", "d": true
    default: false
    }
  }

  /// A number that needs no object.
  @inline(__always) func number(_ place: UnsafeRawPointer) -> Value {
    switch Unicode.Scalar(letter) {
    case "b": Value(Int(place.load(as: Int8.self)))
    case "B": Value(Int(place.load(as: UInt8.self)))
    case "h": Value(Int(place.loadUnaligned(as: Int16.self)))
    case "H": Value(Int(place.loadUnaligned(as: UInt16.self)))
    case "i": Value(Int(place.loadUnaligned(as: Int32.self)))
    case "I": Value(Int(place.loadUnaligned(as: UInt32.self)))
    case "f": Value(Double(place.loadUnaligned(as: Float.self)))
    case "d": Value(place.loadUnaligned(as: Double.self))
    default: Value(place.loadUnaligned(as: Int.self))
    }
  }
}

// MARK: To memory

extension SimpleCode {
  /// Writes a number that is no object, of a code for which `isNumber` holds; false for other values.
  @inline(__always) func storeNumber(_ value: Value, _ place: UnsafeMutableRawPointer) -> Bool {
    if value.tag == .int || value.tag == .bool {
      switch Unicode.Scalar(letter) {
      case "f": place.storeBytes(of: Float(Double(value.asInt)), as: Float.self)
      case "d": place.storeBytes(of: Double(value.asInt), as: Double.self)
      default: SimpleCode.store(value.bits, place, size, swapped: false)
      }
      return true
    }
    guard value.tag == .float else { return false }
    switch Unicode.Scalar(letter) {
    case "f": place.storeBytes(of: Float(value.asFloat), as: Float.self)
    case "d": place.storeBytes(of: value.asFloat, as: Double.self)
    default: return false
    }
    return true
  }

  /// Writes a Python object to memory; what must live as long as the memory refers to it comes back, None if nothing has to.
  ///
  /// Owned.
  func store(
    _ value: Value, _ place: UnsafeMutableRawPointer, swapped: Bool = false, range: BitRange? = nil
  ) throws(Raised) -> Value {
    switch Unicode.Scalar(letter) {
    case "d":
      let number = try SimpleCode.real(value)
      SimpleCode.store(number.bitPattern, place, 8, swapped: swapped)
    case "f":
      let number = Float(try SimpleCode.real(value))
      SimpleCode.store(UInt64(number.bitPattern), place, 4, swapped: swapped)
    case "g": place.storeBytes(of: Float80(try SimpleCode.real(value)), as: Float80.self)
    case "?": place.storeBytes(of: try isTrue(value) ? 1 : 0, as: UInt8.self)
    case "v": place.storeBytes(of: try isTrue(value) ? -1 : 0, as: Int16.self)
    case "c": place.storeBytes(of: try SimpleCode.character(value), as: UInt8.self)
    case "u":
      guard value.isStr else {
        throw raise(
          .typeError, "unicode string expected instead of \(value.type.name) instance")
      }
      guard Str(value).count == 1 else {
        throw raise(.typeError, "one character unicode string expected")
      }
      place.storeBytes(of: Str(value)[0], as: UInt32.self)
    case "z": return try SimpleCode.storeBytes(value, place)
    case "Z": return try SimpleCode.storeText(value, place)
    case "P":
      if value.isNone {
        place.storeBytes(of: 0, as: UInt.self)
      } else {
        guard value.isInteger else { throw raise(.typeError, "cannot be converted to pointer") }
        place.storeBytes(of: SimpleCode.mask(value.unboxed), as: UInt64.self)
      }
    case "O":
      ObjectSlot.store(value, place)
      return value.retained()
    default:
      let bits = try SimpleCode.integer(value)
      guard let range else {
        SimpleCode.store(bits, place, size, swapped: swapped)
        return .none
      }
      let old = SimpleCode.bits(place, size, swapped: swapped)
      let first = range.first(of: size)
      let kept = old & ~(range.mask << first)
      SimpleCode.store(kept | (bits & range.mask) << first, place, size, swapped: swapped)
    }
    return .none
  }

  /// The low 64 bits of an int.
  @inline(__always) static func mask(_ plain: Value) -> UInt64 {
    plain.tag == .int || plain.tag == .bool
      ? plain.bits : UInt64(truncatingIfNeeded: IntMath.big(plain))
  }

  /// The low 64 bits of what is an int by itself or through `__index__`.
  @inline(__always) static func integer(_ value: Value) throws(Raised) -> UInt64 {
    if value.tag == .int || value.tag == .bool { return value.bits }
    let integer = try index(value)
    defer { integer.release() }
    return mask(integer.unboxed)
  }

  @inline(__always) static func real(_ value: Value) throws(Raised) -> Double {
    if value.tag == .float { return value.asFloat }
    if value.tag == .int { return Double(value.asInt) }
    return try otherReal(value)
  }

  private static func otherReal(_ value: Value) throws(Raised) -> Double {
    guard !value.isStr, !value.has(.bytes), value.native(ByteArray.self) == nil,
      value.isInteger || value.type.slots.float != nil || value.type.slots.index != nil
    else { throw raise(.typeError, "must be real number, not \(value.type.name)") }
    let float = try call(machine.pointee.types.float.value, value)
    defer { float.release() }
    return float.unboxed.asFloat
  }

  private static func character(_ value: Value) throws(Raised) -> UInt8 {
    if value.has(.bytes), Bytes(value).count == 1 { return Bytes(value).start[0] }
    if let own = value.native(ByteArray.self), own.bytes.count == 1 { return own.bytes[0] }
    if value.isInteger {
      let plain = value.unboxed
      if plain.tag != .object, plain.asInt >= 0, plain.asInt < 256 { return UInt8(plain.asInt) }
    }
    throw raise(.typeError, "one character bytes, bytearray or integer expected")
  }

  private static func storeBytes(_ value: Value, _ place: UnsafeMutableRawPointer) throws(Raised)
    -> Value
  {
    if value.isNone {
      place.storeBytes(of: 0, as: UInt.self)
      return .none
    }
    if value.has(.bytes) {
      place.storeBytes(of: UInt(bitPattern: Bytes(value).start), as: UInt.self)
      return value.retained()
    }
    guard value.isInteger else {
      throw raise(
        .typeError,
        "bytes or integer address expected instead of \(value.type.name) instance")
    }
    place.storeBytes(of: mask(value.unboxed), as: UInt64.self)
    return .none
  }

  private static func storeText(_ value: Value, _ place: UnsafeMutableRawPointer) throws(Raised)
    -> Value
  {
    if value.isNone {
      place.storeBytes(of: 0, as: UInt.self)
      return .none
    }
    if value.isInteger {
      place.storeBytes(of: mask(value.unboxed), as: UInt64.self)
      return .none
    }
    guard value.isStr else {
      throw raise(
        .typeError,
        "unicode string or integer address expected instead of \(value.type.name) instance")
    }
    let keeper = WideText(Str(value))
    place.storeBytes(of: UInt(bitPattern: keeper.start), as: UInt.self)
    return .native(keeper, WideText.type)
  }
}
