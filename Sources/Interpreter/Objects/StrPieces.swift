// SPDX-License-Identifier: Apache-2.0
// Strings from strings: parts, two in a row, one that grows in its place, and the digits of ints.
import Glibc

extension Str {
  /// Code points that follow each other, which must exist; owned.
  func piece(_ start: Int, _ end: Int) -> Value {
    let size = end - start
    if size == count && value.isExactly(.str) { return value.retained() }
    if size <= 0 { return machine.pointee.emptyString.retained() }
    if size == 1 { return character(start) }
    if isWide { return Str.make(UnsafeBufferPointer(start: words + start, count: size)).value }
    let source = bytes + start
    var ascii = isASCII
    if !ascii {
      ascii = !UnsafeBufferPointer(start: source, count: size).contains { $0 >= 128 }
    }
    let result = Str.allocate(narrow: size, ascii: ascii)
    result.bytes.update(from: source, count: size)
    return result.value
  }

  /// Both strings in a row; owned.
  static func concatenated(_ a: Str, _ b: Str) -> Value {
    if a.isWide || b.isWide { return join([a.value, b.value]).value }
    if b.count == 0 && a.value.isExactly(.str) { return a.value.retained() }
    if a.count == 0 && b.value.isExactly(.str) { return b.value.retained() }
    if a.count + b.count < 2 { return join([a.value, b.value]).value }
    let result = allocate(narrow: a.count + b.count, ascii: a.isASCII && b.isASCII)
    result.bytes.update(from: a.bytes, count: a.count)
    (result.bytes + a.count).update(from: b.bytes, count: b.count)
    return result.value
  }

  /// Appends to the string in a register that holds its only reference, as loops that build a text do.
  ///
  /// False where that is not worth it or cannot be: short strings, interned ones, other widths. The string may move.
  static func grow(_ place: UnsafeMutablePointer<Value>, by addition: Value) -> Bool {
    let value = place.pointee
    guard value.isUniquelyReferenced, value.isExactly(.str), addition.isExactly(.str) else {
      return false
    }
    let (own, other) = (Str(value), Str(addition))
    guard !own.isWide, !other.isWide, own.cell != other.cell, own.count > Heap.largest,
      value.header.pointee.flags.contains(.large),
      !value.header.pointee.flags.contains(.interned)
    else { return false }
    let count = own.count + other.count
    var cell = UnsafeMutableRawPointer(own.cell)
    if Heap.prefix(of: cell).pointee.spare < other.count {
      let spare = min(count / 4, 1 << 30)
      cell = Heap.resizeLarge(cell, MemoryLayout<StrCell>.size + count + spare)
      Heap.prefix(of: cell).pointee.spare = UInt32(spare)
    } else {
      Heap.prefix(of: cell).pointee.spare -= UInt32(other.count)
    }
    let result = Str(Value(cell))
    (result.bytes + result.count).update(from: other.bytes, count: other.count)
    result.cell.pointee.count = count
    result.cell.pointee.hash = 0
    if !other.isASCII { result.cell.pointee.header.detail = Width.latin1 }
    place.pointee = result.value
    return true
  }

  /// A copy with up to `limit` places of one text replaced by another, which is not empty; all are ASCII.
  ///
  /// Owned.
  func replacedASCII(_ old: Str, _ new: Str, limit: Int) throws(Raised) -> Value {
    var places = RawList<Int>()
    defer { places.deallocate() }
    var start = 0
    while places.count < limit {
      let found = find(old, from: start, to: count)
      if found < 0 { break }
      places.append(found)
      start = found + old.count
    }
    if places.count == 0 { return piece(0, count) }
    let size = count + places.count * (new.count - old.count)
    if size == 0 { return machine.pointee.emptyString.retained() }
    try checkMemory(size)
    let result = Str.allocate(narrow: size, ascii: true)
    var (target, source) = (result.bytes, 0)
    for index in 0..<places.count {
      target.update(from: bytes + source, count: places[index] - source)
      target += places[index] - source
      target.update(from: new.bytes, count: new.count)
      target += new.count
      source = places[index] + old.count
    }
    target.update(from: bytes + source, count: count - source)
    if size > 1 { return result.value }
    defer { result.value.release() }
    return result.character(0)
  }

  /// Whether another string's code points stand at a place; false if there are not as many.
  func matches(_ other: Str, at start: Int) -> Bool {
    guard start >= 0, start + other.count <= count else { return false }
    if !isWide && !other.isWide { return memcmp(bytes + start, other.bytes, other.count) == 0 }
    for index in 0..<other.count where self[start + index] != other[index] { return false }
    return true
  }

  /// The decimal digits of a machine integer; owned.
  static func decimal(_ number: Int) -> Value {
    if (0...9).contains(number) {
      return machine.pointee.characters[number + 48].retained()
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (rest, position) = (number.magnitude, 20)
      repeat {
        position -= 1
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        digits[position] = UInt8(truncatingIfNeeded: digit) + 48
        rest = quotient
      } while rest != 0
      if number < 0 {
        position -= 1
        digits[position] = 45
      }
      let result = allocate(narrow: 20 - position, ascii: true)
      for index in position..<20 { result.bytes[index - position] = digits[index] }
      return result.value
    }
  }

  /// The number that a short run of ASCII digits with or without sign stands for; nil for any other text.
  var plainInteger: Int? {
    guard !isWide, count > 0, count <= 18 else { return nil }
    let hasSign = bytes[0] == 45 || bytes[0] == 43
    guard !hasSign || count > 1 else { return nil }
    var number = 0
    for index in (hasSign ? 1 : 0)..<count {
      let digit = Int(bytes[index]) - 48
      guard digit >= 0 && digit <= 9 else { return nil }
      number = number * 10 + digit
    }
    return bytes[0] == 45 ? -number : number
  }
}
