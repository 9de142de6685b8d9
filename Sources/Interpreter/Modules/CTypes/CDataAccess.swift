// SPDX-License-Identifier: Apache-2.0
// Reading and writing C data of any type in memory: what fields, elements and pointers do.

enum CDataAccess {
  /// The Python object of a type at an address: a plain one for simple types, else an instance over the memory there, which is a part of
  /// `base`; owned.
  ///
  /// `text` says that an array of characters is read as what it spells; `size` may be a range of bits.
  static func get(
    _ type: Value, _ address: UnsafeMutableRawPointer, base: Value, index: Int, size: Int,
    asText text: Bool = false
  ) throws(Raised) -> Value {
    guard let facts = CTypeFacts.of(type: type) else { throw raise(.typeError, "abstract class") }
    if facts.pointee.readsPlainly {
      return try facts.pointee.code.load(
        address, swapped: facts.pointee.isSwapped, range: BitRange(size: size))
    }
    if text, let element = facts.pointee.targetFacts?.pointee.code {
      let size = facts.pointee.size
      if element == .char {
        let bytes = UnsafeRawBufferPointer(start: address, count: size)
        return .bytes(bytes.prefix { $0 != 0 })
      }
      return try WideText.text(address, count: WideText.length(address, limit: size / 4))
    }
    return try .cData(TypeRef(type), at: address, base: base, index: index)
  }

  /// Writes a Python object to memory of an object and keeps what has to live with it.
  static func set(
    _ owner: CDataObject, _ type: Value, _ value: Value, _ address: UnsafeMutableRawPointer,
    index: Int, size: Int, asText: Bool = false
  ) throws(Raised) {
    let kept = try store(type, value, address, size: size, asText: asText)
    try owner.keep(kept, at: index)
  }

  /// Writes a Python object to memory; what must be kept comes back, owned.
  private static func store(
    _ type: Value, _ value: Value, _ address: UnsafeMutableRawPointer, size: Int, asText: Bool
  ) throws(Raised) -> Value {
    guard let facts = CTypeFacts.of(type: type) else { throw raise(.typeError, "abstract class") }
    if asText { return try storeText(facts, value, address) }
    guard let source = value.cData else {
      if facts.pointee.kind == .simple {
        return try facts.pointee.code.store(
          value, address, swapped: facts.pointee.isSwapped, range: BitRange(size: size))
      }
      if value.has(.tuple) { return try storeTuple(type, value, address, size: size) }
      if value.isNone, facts.pointee.kind == .pointer {
        address.storeBytes(of: 0, as: UInt.self)
        return .none
      }
      throw raise(
        .typeError, "expected \(TypeRef(type).name) instance, got \(value.type.name)")
    }
    if try isInstanceChecked(value, type) {
      if let range = BitRange(size: size) {
        // An instance of the type gives its number.
        let plain = try source.facts.pointee.code.load(
          source.memory, swapped: source.facts.pointee.isSwapped)
        defer { plain.release() }
        return try facts.pointee.code.store(
          plain, address, swapped: facts.pointee.isSwapped, range: range)
      }
      address.copyMemory(from: source.memory, byteCount: min(size, source.size))
      return source.keptObjects.retained()
    }
    if facts.pointee.kind == .pointer, source.facts.pointee.kind == .array {
      guard source.facts.pointee.target.isIdentical(to: facts.pointee.target) else {
        throw incompatible(value, type)
      }
      address.storeBytes(of: UInt(bitPattern: source.memory), as: UInt.self)
      // The array itself must live as well as what it refers to.
      return .tuple(source.keptObjects, value)
    }
    throw incompatible(value, type)
  }

  private static func incompatible(_ value: Value, _ type: Value) -> Raised {
    raise(
      .typeError,
      "incompatible types, \(value.type.name) instance instead of \(TypeRef(type).name) instance")
  }

  private static func storeTuple(
    _ type: Value, _ value: Value, _ address: UnsafeMutableRawPointer, size: Int
  ) throws(Raised) -> Value {
    let instance: Value
    do throws(Raised) {
      instance = try call(type, spreading: Tuple(value), nil)
    } catch {
      throw CErrors.extended(.runtimeError, "(\(TypeRef(type).name)) ")
    }
    defer { instance.release() }
    return try store(type, instance, address, size: size, asText: false)
  }

  /// Fills an array of characters that is a field.
  private static func storeText(
    _ facts: CFacts, _ value: Value, _ address: UnsafeMutableRawPointer
  ) throws(Raised) -> Value {
    if facts.pointee.targetFacts?.pointee.code == .char {
      guard value.has(.bytes) else {
        throw raise(.typeError, "expected bytes, \(value.type.name) found")
      }
      let bytes = Bytes(value)
      // What stands behind a zero is not copied.
      let count = bytes.buffer.firstIndex(of: 0) ?? bytes.count
      guard count <= facts.pointee.size else {
        throw raise(
          .valueError, "bytes too long (\(count), maximum length \(facts.pointee.size))")
      }
      address.copyMemory(from: bytes.start, byteCount: min(count + 1, facts.pointee.size))
      return .none
    }
    guard value.isStr else {
      throw raise(
        .typeError, "unicode string expected instead of \(value.type.name) instance")
    }
    let (text, limit) = (Str(value), facts.pointee.size / 4)
    guard text.count <= limit else {
      throw raise(
        .valueError, "string too long (\(text.count), maximum length \(limit))")
    }
    for index in 0..<min(text.count + 1, limit) {
      address.storeBytes(
        of: index < text.count ? text[index] : 0, toByteOffset: index * 4, as: UInt32.self)
    }
    return value.retained()
  }
}

enum CErrors {
  /// The exception on its way as another one whose text begins with `prefix` and the first's type.
  static func extended(_ kind: ExceptionKind, _ prefix: String) -> Raised {
    extended(kind.type, prefix)
  }

  static func extended(_ type: TypeRef, _ prefix: String) -> Raised {
    let exception = takeRaised()
    defer { exception.release() }
    do throws(Raised) {
      let text = try strText(exception)
      let message = Value.string("\(prefix)\(exception.type.shortName): \(text)")
      defer { message.release() }
      let arguments = Tuple.make(copying: [message])
      return raise(Exceptions.make(type, arguments: arguments.value))
    } catch {
      return error
    }
  }
}
