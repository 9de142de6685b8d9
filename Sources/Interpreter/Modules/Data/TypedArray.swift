// SPDX-License-Identifier: Apache-2.0
// What an array.array holds: elements of one of C's types in one piece of memory.

/// A type of elements: one row a type code, in the order of `array.typecodes`.
struct TypeCode {
  let letter: UInt8
  let size: Int
  /// The number in pickles that stands for the elements' machine format on a little-endian machine.
  let machineFormat: Int
  /// The words of the errors about numbers out of range.
  var name = ""

  static let table: [TypeCode] = [
    TypeCode(letter: UInt8(ascii: "b"), size: 1, machineFormat: 1, name: "signed char"),
    TypeCode(letter: UInt8(ascii: "B"), size: 1, machineFormat: 0, name: "unsigned byte integer"),
    TypeCode(letter: UInt8(ascii: "u"), size: 4, machineFormat: 20),
    TypeCode(letter: UInt8(ascii: "h"), size: 2, machineFormat: 4, name: "signed short integer"),
    TypeCode(letter: UInt8(ascii: "H"), size: 2, machineFormat: 2, name: "unsigned short"),
    TypeCode(letter: UInt8(ascii: "i"), size: 4, machineFormat: 8, name: "signed integer"),
    TypeCode(letter: UInt8(ascii: "I"), size: 4, machineFormat: 6, name: "unsigned int"),
    TypeCode(letter: UInt8(ascii: "l"), size: 8, machineFormat: 12, name: "long"),
    TypeCode(letter: UInt8(ascii: "L"), size: 8, machineFormat: 10, name: "unsigned long"),
    TypeCode(letter: UInt8(ascii: "q"), size: 8, machineFormat: 12, name: "long long"),
    TypeCode(letter: UInt8(ascii: "Q"), size: 8, machineFormat: 10, name: "unsigned long long"),
    TypeCode(letter: UInt8(ascii: "f"), size: 4, machineFormat: 14),
    TypeCode(letter: UInt8(ascii: "d"), size: 8, machineFormat: 16),
  ]

  static let letters = String(decoding: table.map(\.letter), as: UTF8.self)

  static func of(_ letter: UInt32) -> TypeCode? { table.first { UInt32($0.letter) == letter } }

  var text: String { String(decoding: [letter], as: UTF8.self) }
  var isText: Bool { letter == UInt8(ascii: "u") }

  // MARK: From values

  /// The bits of an element with this value.
  func encode(_ value: Value) throws(Raised) -> UInt64 {
    switch Unicode.Scalar(letter) {
    case "u":
      guard value.isStr, Str(value).count == 1 else {
        throw raise(.typeError, "array item must be unicode character")
      }
      return UInt64(Str(value)[0])
    case "f", "d":
      let number = try real(value)
      return letter == UInt8(ascii: "d") ? number.bitPattern : UInt64(Float(number).bitPattern)
    default: return try encodeInteger(value)
    }
  }

  private func real(_ value: Value) throws(Raised) -> Double {
    if value.tag == .float { return value.asFloat }
    if value.tag == .int { return Double(value.asInt) }
    guard !value.isStr, !value.has(.bytes),
      value.isInteger || value.type.slots.float != nil || value.type.slots.index != nil
    else { throw raise(.typeError, "must be real number, not \(value.type.name)") }
    let float = try call(machine.pointee.types.float.value, value)
    defer { float.release() }
    return float.unboxed.asFloat
  }

  private func encodeInteger(_ value: Value) throws(Raised) -> UInt64 {
    guard value.isInteger || value.type.slots.index != nil else {
      throw raise(
        .typeError, "'\(value.type.name)' object cannot be interpreted as an integer")
    }
    let integer = try index(value)
    defer { integer.release() }
    let plain = integer.unboxed
    guard let (low, high) = NativeElement.limits(letter) else { return 0 }
    let number = IntMath.big(plain)
    if number >= low && number <= high { return UInt64(truncatingIfNeeded: number) }
    throw raise(.overflowError, outOfRange(number))
  }

  /// Each code has words of its own, which tell through what C type the number went.
  private func outOfRange(_ number: BigInt) -> String {
    switch Unicode.Scalar(letter) {
    case "q": return "int too big to convert"
    case "Q":
      return number < 0 ? "can't convert negative int to unsigned" : "int too big to convert"
    case "I", "L":
      if number < 0 { return "can't convert negative value to unsigned int" }
      return number > BigInt(UInt64.max)
        ? "Python int too large to convert to C unsigned long"
        : "\(name) is greater than maximum"
    default:
      guard let word = Int(exactly: number) else {
        return "Python int too large to convert to C long"
      }
      let end = word < 0 ? "less than minimum" : "greater than maximum"
      // 'b' is read as a short, 'H' as an int.
      if letter == UInt8(ascii: "b"), Int16(exactly: word) == nil {
        return "signed short integer is \(end)"
      }
      if letter == UInt8(ascii: "H"), Int32(exactly: word) == nil {
        return "signed integer is \(end)"
      }
      return "\(name) is \(end)"
    }
  }
}

/// The contents of an array.array.
final class TypedArray: NativeObject, BufferExporter {
  let code: TypeCode
  private(set) var bytes: [UInt8] = []
  var exports = 0

  init(_ code: TypeCode) { self.code = code }

  var count: Int { bytes.count / code.size }

  /// The bytes while the array may be written to: a copy as soon as others know the memory's address, which must not change by a write to shared storage.
  var contents: [UInt8] { exports == 0 ? bytes : bytes.withUnsafeBytes { Array($0) } }

  var bufferFormat: (letter: String, itemSize: Int) {
    (code.isText ? "w" : code.text, code.size)
  }
  func withBuffer<R>(_ body: (UnsafeMutableRawBufferPointer) -> R) -> R {
    bytes.withUnsafeMutableBytes(body)
  }

  /// An element, which must exist; owned.
  func element(_ index: Int) -> Value {
    bytes.withUnsafeBytes { memory in
      let place = memory.baseAddress.unsafelyUnwrapped + index * code.size
      if code.isText {
        let point = place.loadUnaligned(as: UInt32.self)
        // Bytes may make numbers that are no characters.
        return Str.make([point > 0x10ffff ? 0xfffd : point]).value
      }
      return NativeElement.load(code.letter, place)
    }
  }

  func set(_ index: Int, _ value: Value) throws(Raised) {
    let bits = try code.encode(value)
    // Making the number may have run code that changed the array.
    guard index < count else {
      throw raise(.indexError, "array assignment index out of range")
    }
    put(bits, at: index)
  }

  private func put(_ bits: UInt64, at index: Int) {
    for step in 0..<code.size {
      bytes[index * code.size + step] = UInt8(truncatingIfNeeded: bits >> UInt64(step * 8))
    }
  }

  func append(_ value: Value) throws(Raised) {
    let bits = try code.encode(value)
    try checkSize()
    appendBits(bits)
  }

  func appendBits(_ bits: UInt64) {
    bytes.append(contentsOf: repeatElement(0, count: code.size))
    put(bits, at: count - 1)
  }

  func checkSize() throws(Raised) {
    if exports > 0 {
      throw raise(.bufferError, "cannot resize an array that is exporting buffers")
    }
  }

  /// The bytes of a range of elements.
  func slice(_ range: Range<Int>) -> ArraySlice<UInt8> {
    bytes[range.lowerBound * code.size..<range.upperBound * code.size]
  }

  /// Puts whole elements in the place of others.
  func replace(_ range: Range<Int>, with new: some Collection<UInt8>) {
    bytes.replaceSubrange(range.lowerBound * code.size..<range.upperBound * code.size, with: new)
  }

  func appendBytes(_ new: [UInt8]) throws(Raised) {
    guard new.count % code.size == 0 else {
      throw raise(.valueError, "bytes length not a multiple of item size")
    }
    if new.isEmpty { return }
    try checkSize()
    bytes += new
  }

  func truncate(to count: Int) { bytes.removeLast(bytes.count - count * code.size) }

  func reverse() {
    // In place: others may know the memory's address.
    let (count, size) = (count, code.size)
    for index in 0..<count / 2 {
      for step in 0..<size {
        bytes.swapAt(index * size + step, (count - 1 - index) * size + step)
      }
    }
  }

  func byteSwap() {
    let size = code.size
    for start in stride(from: 0, to: bytes.count, by: size) {
      for step in 0..<size / 2 { bytes.swapAt(start + step, start + size - 1 - step) }
    }
  }
}
