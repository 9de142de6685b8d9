// SPDX-License-Identifier: Apache-2.0
// C's wide strings: a copy that lives as long as it is referred to, and text out of them; and objects in C's memory.

/// A copy of a string as C's `wchar_t` with a zero at its end.
final class WideText: NativeObject {
  let start: UnsafeMutablePointer<UInt32>

  init(_ text: Str) {
    start = .allocate(capacity: text.count + 1)
    for index in 0..<text.count { start[index] = text[index] }
    start[text.count] = 0
  }

  deinit { start.deallocate() }

  nonisolated(unsafe) static let type: TypeRef = TypeMaking.make("PyCapsule") { slots in
    slots.repr = { v throws(Raised) in
      .string(
        "<capsule object \"_ctypes/cfield.c wchar_t buffer from unicode\" at \(ObjectType.address(v))>"
      )
    }
  }

  /// The string of this many wide characters; owned.
  static func text(_ start: UnsafeRawPointer, count: Int) throws(Raised) -> Value {
    var points: [UInt32] = []
    points.reserveCapacity(count)
    for index in 0..<count {
      let point = start.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
      guard point <= 0x10ffff else {
        throw raise(
          .valueError,
          "character U+\(String(point, radix: 16)) is not in range [U+0000; U+10ffff]")
      }
      points.append(point)
    }
    return Str.make(points).value
  }

  /// How many of at most `limit` wide characters stand before a zero.
  static func length(_ start: UnsafeRawPointer, limit: Int) -> Int {
    var count = 0
    while count < limit,
      start.loadUnaligned(fromByteOffset: count * 4, as: UInt32.self) != 0
    { count += 1 }
    return count
  }
}

/// A Python object in eight bytes of C's memory.
///
/// An object of the heap stands there as its address. A value in place has none: the first time that one is stored it gets 16 bytes
/// for good, whose address is marked by its lowest bit.
enum ObjectSlot {
  private struct Key: Hashable {
    let tag: UInt8
    let bits: UInt64
  }
  nonisolated(unsafe) private static var places: [Key: UnsafeMutablePointer<Value>] = [:]

  /// The word that stands for a value, borrowed: whoever stores it keeps the object alive.
  static func word(_ value: Value) -> UInt {
    if value.isObject { return UInt(value.bits) }
    let key = Key(tag: value.tag.rawValue, bits: value.bits)
    if let place = places[key] { return UInt(bitPattern: place) | 1 }
    let place = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    place.initialize(to: value)
    places[key] = place
    return UInt(bitPattern: place) | 1
  }

  static func store(_ value: Value, _ place: UnsafeMutableRawPointer) {
    place.storeBytes(of: word(value), as: UInt.self)
  }

  /// The object; owned.
  static func load(_ place: UnsafeRawPointer) throws(Raised) -> Value {
    let word = place.loadUnaligned(as: UInt.self)
    guard word != 0 else { throw raise(.valueError, "PyObject is NULL") }
    return value(word).retained()
  }

  /// What a word that is not zero stands for; borrowed.
  static func value(_ word: UInt) -> Value {
    if word & 1 == 0 { return Value(tag: .object, bits: UInt64(word)) }
    return UnsafePointer<Value>(bitPattern: word & ~1).unsafelyUnwrapped.pointee
  }
}
