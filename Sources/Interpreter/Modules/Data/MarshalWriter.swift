// SPDX-License-Identifier: Apache-2.0
// Values to bytes in marshal's format.
import Glibc

/// Appends values to `bytes`.
///
/// Versions differ: 1 shares nothing and writes floats as text, 2 writes them as eight bytes, 3 marks what may come again and refers to
/// it, 4 has shorter forms of ASCII strings and small tuples.
struct MarshalWriter {
  private typealias Kind = MarshalModule.Kind

  private(set) var bytes: [UInt8] = []
  private let version: Int
  private var depth = 0
  /// Numbers of the values that may come again.
  private var numbers: [UInt64: Int] = [:]

  init(version: Int) { self.version = version }

  // MARK: Values

  /// Writes a value to which the writer itself has so many references.
  mutating func write(_ value: Value, held: Int = 0) throws(Raised) {
    depth += 1
    defer { depth -= 1 }
    if depth > MarshalModule.maximumDepth {
      throw raise(.valueError, "object too deeply nested to marshal")
    }
    if stackIsLow() { throw recursionError() }
    switch value.tag {
    case .none: put(.none)
    case .ellipsis: put(.ellipsis)
    case .bool: put(value.asBool ? .true : .false)
    case .int:
      // These are one object each in CPython.
      let isOne = (-5...256).contains(value.asInt)
      guard let mark = mark(isOne ? UInt64(value.asInt + 5) : nil) else { return }
      if let small = Int32(exactly: value.asInt) {
        put(.int, mark)
        putLong(Int(small))
      } else {
        putDigits(value, mark)
      }
    case .float: putFloat(value.asFloat, .float, .decimalFloat, 0)
    case .object where value.isIdentical(to: ExceptionKind.stopIteration.type.value):
      put(.stopIteration)
    case .object:
      guard let mark = mark(Int(value.header.pointee.references) > 1 + held ? value.bits : nil)
      else { return }
      try writeObject(value, mark)
    default: throw Self.refused
    }
  }

  /// The mark of a value with this identity, or nil if a reference to it was written; 0 where nobody else can have the value.
  private mutating func mark(_ identity: UInt64?) -> UInt8? {
    guard let identity, version >= 3 else { return 0 }
    if let number = numbers[identity] {
      put(.reference)
      putLong(number)
      return nil
    }
    numbers[identity] = numbers.count
    return Kind.shared
  }

  private static var refused: Raised { raise(.valueError, "unmarshallable object") }

  private mutating func writeObject(_ value: Value, _ mark: UInt8) throws(Raised) {
    if value.isExactly(.str) {
      try putString(Str(value), mark)
    } else if value.isExactly(.tuple) {
      let tuple = Tuple(value)
      if version >= 4 && tuple.count < 256 {
        put(.smallTuple, mark)
        bytes.append(UInt8(tuple.count))
      } else {
        put(.tuple, mark)
        try putSize(tuple.count)
      }
      for index in 0..<tuple.count { try write(tuple[index]) }
    } else if value.isExactly(.list) {
      try writeList(List(value), mark)
    } else if value.isExactly(.dict) {
      put(.dict, mark)
      try Dict(value).forEachItem { key, item throws(Raised) in
        try write(key, held: 1)
        try write(item, held: 1)
        return true
      }
      put(.null)
    } else if value.isExactly(.set) || value.isExactly(.frozenSet) {
      try writeSet(SetRef(value), value.isExactly(.set) ? .set : .frozenSet, mark)
    } else if value.isExactly(.bigInt) {
      putDigits(value, mark)
    } else if value.isExactly(.complex) {
      let cell = value.cell(as: ComplexCell.self).pointee
      putFloat(cell.real, .complex, .decimalComplex, mark)
      putFloat(cell.imaginary, nil, nil, mark)
    } else if let code = value.asCode {
      let parts = try MarshalCode.bytes(of: code, version: version)
      put(.code, mark)
      try putSize(parts.count)
      bytes += parts
    } else if value.header.pointee.layout != .bytes || value.isExactly(.bytes),
      ByteArray.anyBytes(of: value) != nil
    {
      let contents = try IOBase.bytes(value)
      put(.bytes, mark)
      try putSize(contents.count)
      bytes += contents
    } else {
      throw Self.refused
    }
  }

  private mutating func writeList(_ list: List, _ mark: UInt8) throws(Raised) {
    put(.list, mark)
    try putSize(list.count)
    for index in 0..<list.count {
      let element = list.element(index)
      defer { element.release() }
      try write(element, held: 1)
    }
  }

  /// The elements in the order of their bytes, which is the same in every run.
  private mutating func writeSet(_ set: SetRef, _ kind: Kind, _ mark: UInt8) throws(Raised) {
    put(kind, mark)
    try putSize(set.count)
    var elements: [(bytes: [UInt8], value: Value)] = []
    let version = version
    try set.forEachElement { value, _ throws(Raised) in
      var alone = MarshalWriter(version: version)
      try alone.write(value)
      elements.append((alone.bytes, value))
      return true
    }
    elements.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for element in elements { try write(element.value) }
  }

  // MARK: Bytes

  private mutating func put(_ kind: Kind, _ mark: UInt8 = 0) { bytes.append(kind.rawValue | mark) }

  private mutating func putLong(_ value: Int) {
    for step in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * step))) }
  }

  private mutating func putSize(_ count: Int) throws(Raised) {
    guard count <= Int(Int32.max) else { throw Self.refused }
    putLong(count)
  }

  /// A float after its kind, or without one as the second part of a complex number.
  private mutating func putFloat(_ value: Double, _ kind: Kind?, _ textKind: Kind?, _ mark: UInt8) {
    if version > 1 {
      if let kind { put(kind, mark) }
      let bits = value.bitPattern
      for step in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt64(step)))) }
    } else {
      if let textKind { put(textKind, mark) }
      var text = [CChar](repeating: 0, count: 32)
      let count = withVaList([value]) { vsnprintf(&text, 32, "%.17g", $0) }
      bytes.append(UInt8(count))
      bytes += text.prefix(Int(count)).map { UInt8(bitPattern: $0) }
    }
  }

  /// An integer in digits of 15 bits, the lowest first; its sign is that of their number.
  private mutating func putDigits(_ value: Value, _ mark: UInt8) {
    put(.long, mark)
    let digits = Limbs.of(value) { limbs in
      (0..<(limbs.bitWidth + 14) / 15).map { digit -> UInt16 in
        let (word, shift) = (digit * 15 / UInt.bitWidth, UInt(digit * 15 % UInt.bitWidth))
        var bits = limbs.words[word] >> shift
        if shift > 49, word + 1 < limbs.count { bits |= limbs.words[word + 1] << (64 - shift) }
        return UInt16(bits & 0x7fff)
      }
    }
    let isNegative = Limbs.of(value) { $0.isNegative }
    putLong(isNegative ? -digits.count : digits.count)
    for digit in digits {
      bytes.append(UInt8(digit & 0xff))
      bytes.append(UInt8(digit >> 8))
    }
  }

  private mutating func putString(_ text: Str, _ mark: UInt8) throws(Raised) {
    let isInterned = text.cell.pointee.header.flags.contains(.interned)
    if version >= 4 && text.isASCII {
      if text.count < 256 {
        put(isInterned ? .internedShortASCII : .shortASCII, mark)
        bytes.append(UInt8(text.count))
      } else {
        put(isInterned ? .internedASCII : .ascii, mark)
        try putSize(text.count)
      }
      bytes += UnsafeBufferPointer(start: text.bytes, count: text.count)
    } else {
      let encoded = try Codecs.encode(text, encoding: "utf-8", errors: "surrogatepass")
      put(version >= 3 && isInterned ? .interned : .unicode, mark)
      try putSize(encoded.count)
      bytes += encoded
    }
  }
}
