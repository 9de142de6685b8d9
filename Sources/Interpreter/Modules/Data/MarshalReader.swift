// SPDX-License-Identifier: Apache-2.0
// Values from bytes in marshal's format, which may be anything: sizes are believed only as far as there are bytes.

/// Reads values from bytes or from a file, of which it takes no more than they need.
struct MarshalReader {
  enum Source {
    case bytes(ArraySlice<UInt8>)
    /// A borrowed file of bytes.
    case file(Value)
  }
  private typealias Kind = MarshalModule.Kind

  private var source: Source
  private var depth = 0
  /// Owned values that were marked as shared; unbound while one is in the making that nothing may refer to yet.
  private var shared: [Value] = []

  init(_ source: Source) { self.source = source }

  mutating func releaseShared() {
    for value in shared { value.release() }
    shared = []
  }

  // MARK: Values

  /// The next value, owned.
  mutating func readObject() throws(Raised) -> Value {
    guard let value = try read() else {
      throw raise(.typeError, "NULL object in marshal data for object")
    }
    return value
  }

  /// The next value, owned, or nil for the end of a dict.
  private mutating func read() throws(Raised) -> Value? {
    let byte: UInt8
    do throws(Raised) { byte = try readByte() } catch {
      try swallow(.eofError, error)
      throw raise(.eofError, "EOF read where object expected")
    }
    depth += 1
    defer { depth -= 1 }
    if depth > MarshalModule.maximumDepth { throw raise(.valueError, "recursion limit exceeded") }
    if stackIsLow() { throw recursionError() }
    let isShared = byte & Kind.shared != 0
    guard let kind = Kind(rawValue: byte & ~Kind.shared) else { throw bad("unknown type code") }
    switch kind {
    case .null: return nil
    case .none: return Value.none
    case .true: return .true
    case .false: return .false
    case .ellipsis: return .ellipsis
    case .stopIteration: return ExceptionKind.stopIteration.type.value.retained()
    case .reference:
      let number = try readLong()
      guard shared.indices.contains(number), !shared[number].isUnbound else {
        throw bad("invalid reference")
      }
      return shared[number].retained()
    case .tuple: return try readTuple(try readSize("tuple"), isShared)
    case .smallTuple: return try readTuple(Int(try readByte()), isShared)
    case .list: return try readList(isShared)
    case .dict: return try readDict(isShared)
    case .set, .frozenSet: return try readSet(isFrozen: kind == .frozenSet, isShared)
    default:
      // Others may refer to what has no parts only when it is there; CPython numbers code before its parts.
      let place = shared.count
      if isShared { shared.append(.unbound) }
      let value = try readPlain(kind)
      if isShared { shared[place] = value.retained() }
      return value
    }
  }

  private mutating func readPlain(_ kind: Kind) throws(Raised) -> Value {
    switch kind {
    case .int: return Value(try readLong())
    case .int64: return Value(Int(bitPattern: UInt(try readWord())))
    case .long: return try readDigits()
    case .float: return Value(Double(bitPattern: try readWord()))
    case .decimalFloat: return Value(try readDecimal())
    case .complex:
      let real = Double(bitPattern: try readWord())
      return .complex(real, Double(bitPattern: try readWord()))
    case .decimalComplex:
      let real = try readDecimal()
      return .complex(real, try readDecimal())
    case .bytes: return .bytes(try readBytes(try readSize("bytes object")))
    case .code: return try MarshalCode.code(from: try readBytes(try readSize("code")))
    case .shortASCII: return Self.latin(try readBytes(Int(try readByte())))
    case .ascii: return Self.latin(try readBytes(try readSize("string")))
    case .internedShortASCII:
      return Self.interned(Self.latin(try readBytes(Int(try readByte()))))
    case .internedASCII: return Self.interned(Self.latin(try readBytes(try readSize("string"))))
    case .interned: return Self.interned(try readText())
    default: return try readText()
    }
  }

  private mutating func readTuple(_ count: Int, _ isShared: Bool) throws(Raised) -> Value {
    if count == 0 {
      let empty = Tuple.empty.value
      if isShared { shared.append(empty.retained()) }
      return empty
    }
    guard isShared, hasRoom(for: count) else {
      let place = shared.count
      if isShared { shared.append(.unbound) }
      let elements = try readElements(count, "tuple")
      let tuple = Tuple.make(consuming: elements).value
      if isShared { shared[place] = tuple.retained() }
      return tuple
    }
    // Its elements may refer to it.
    let tuple = Tuple.allocate(count)
    tuple.elements.update(repeating: .none, count: count)
    shared.append(tuple.value.retained())
    do throws(Raised) {
      for index in 0..<count {
        tuple.elements[index] = try readElement("tuple")
      }
    } catch {
      tuple.value.release()
      throw error
    }
    return tuple.value
  }

  private mutating func readElement(_ what: String) throws(Raised) -> Value {
    guard let value = try read() else {
      throw raise(.typeError, "NULL object in marshal data for \(what)")
    }
    return value
  }

  private mutating func readElements(_ count: Int, _ what: String) throws(Raised) -> [Value] {
    var elements: [Value] = []
    do throws(Raised) {
      for _ in 0..<count { elements.append(try readElement(what)) }
    } catch {
      for element in elements { element.release() }
      throw error
    }
    return elements
  }

  private mutating func readList(_ isShared: Bool) throws(Raised) -> Value {
    let count = try readSize("list")
    let list = List.make()
    if isShared { shared.append(list.value.retained()) }
    do throws(Raised) {
      for _ in 0..<count { list.append(consuming: try readElement("list")) }
    } catch {
      list.value.release()
      throw error
    }
    return list.value
  }

  private mutating func readDict(_ isShared: Bool) throws(Raised) -> Value {
    let dict = Dict.make()
    if isShared { shared.append(dict.value.retained()) }
    do throws(Raised) {
      while let key = try read() {
        defer { key.release() }
        guard let value = try read() else { break }
        defer { value.release() }
        try dict.set(key, value)
      }
    } catch {
      dict.value.release()
      throw error
    }
    return dict.value
  }

  private mutating func readSet(isFrozen: Bool, _ isShared: Bool) throws(Raised) -> Value {
    let count = try readSize("set")
    let set = SetRef.make(frozen: isFrozen)
    let place = shared.count
    // Nothing may refer to a frozenset before it is complete.
    if isShared { shared.append(isFrozen ? .unbound : set.value.retained()) }
    do throws(Raised) {
      for _ in 0..<count {
        let element = try readElement("set")
        defer { element.release() }
        try set.add(element)
      }
    } catch {
      set.value.release()
      throw error
    }
    if isShared && isFrozen { shared[place] = set.value.retained() }
    return set.value
  }

  // MARK: Bytes

  private func bad(_ what: String) -> Raised { raise(.valueError, "bad marshal data (\(what))") }

  /// Whether so many values may follow, each of which has at least one byte.
  private func hasRoom(for count: Int) -> Bool {
    switch source {
    case .bytes(let left): count <= left.count
    case .file: count <= 1 << 16
    }
  }

  private mutating func readByte() throws(Raised) -> UInt8 {
    if case .bytes(var left) = source {
      guard let byte = left.popFirst() else {
        throw raise(.eofError, "EOF read where not expected")
      }
      source = .bytes(left)
      return byte
    }
    return try readBytes(1)[0]
  }

  private mutating func readBytes(_ count: Int) throws(Raised) -> [UInt8] {
    switch source {
    case .bytes(let left):
      guard count <= left.count else { throw raise(.eofError, "marshal data too short") }
      source = .bytes(left.dropFirst(count))
      return Array(left.prefix(count))
    case .file(let file):
      // Room is made for what comes, not for what a size promises.
      var result: [UInt8] = []
      while result.count < count {
        result += try readPiece(of: file, min(count - result.count, 1 << 20))
      }
      return result
    }
  }

  private func readPiece(of file: Value, _ count: Int) throws(Raised) -> [UInt8] {
    let room = ByteArray.make([UInt8](repeating: 0, count: count))
    defer { room.release() }
    let answer = try MarshalModule.call(file, method: "readinto", room)
    defer { answer.release() }
    let read = answer.isNone ? 0 : try indexValue(answer)
    if read > count {
      throw raise(
        .valueError,
        "read() returned too much data: \(count) bytes requested, \(read) returned")
    }
    guard read == count, let bytes = ByteArray.bytes(of: room), bytes.count == count else {
      throw raise(.eofError, "EOF read where not expected")
    }
    return bytes
  }

  private mutating func readLong() throws(Raised) -> Int {
    let bytes = try readBytes(4)
    let bits = bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Int(Int32(bitPattern: bits))
  }

  private mutating func readWord() throws(Raised) -> UInt64 {
    try readBytes(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func readSize(_ what: String) throws(Raised) -> Int {
    let size = try readLong()
    if size < 0 { throw bad("\(what) size out of range") }
    return size
  }

  private mutating func readDecimal() throws(Raised) -> Double {
    let text = Self.latin(try readBytes(Int(try readByte())))
    defer { text.release() }
    let number = try call(machine.pointee.types.float.value, text)
    defer { number.release() }
    return number.unboxed.asFloat
  }

  /// Digits of 15 bits, the lowest first, after their signed number.
  private mutating func readDigits() throws(Raised) -> Value {
    let signed = try readLong()
    if signed == 0 { return Value(0) }
    if signed == Int(Int32.min) { throw bad("long size out of range") }
    let count = abs(signed)
    let bytes = try readBytes(count * 2)
    let cell = UnsafeMutablePointer<BigIntCell>.allocate((count * 15 + 63) / 64)
    cell.limbs.update(repeating: 0, count: cell.pointee.count)
    for place in 0..<count {
      let digit = UInt(bytes[place * 2]) | UInt(bytes[place * 2 + 1]) << 8
      if digit > 0x7fff || (digit == 0 && place == count - 1) {
        Value(cell).release()
        throw bad(digit == 0 ? "unnormalized long data" : "digit out of range in long")
      }
      let (word, shift) = (place * 15 / UInt.bitWidth, UInt(place * 15 % UInt.bitWidth))
      cell.limbs[word] |= digit << shift
      if shift > 49 { cell.limbs[word + 1] |= digit >> (64 - shift) }
    }
    return cell.finished(isNegative: signed < 0)
  }

  private mutating func readText() throws(Raised) -> Value {
    let bytes = try readBytes(try readSize("string"))
    return try Codecs.decode(bytes, encoding: "utf-8", errors: "surrogatepass")
  }

  private static func latin(_ bytes: [UInt8]) -> Value { Str.make(bytes.map(UInt32.init)).value }

  private static func interned(_ text: Value) -> Value {
    defer { text.release() }
    return Str(text).interned().value
  }
}
