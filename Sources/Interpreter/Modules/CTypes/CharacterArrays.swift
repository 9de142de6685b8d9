// SPDX-License-Identifier: Apache-2.0
// `value` and `raw` of arrays of characters, and slices of arrays and pointers.
import Glibc

enum CharacterArrays {
  static var bytesProperties: [Property] {
    [
      Property(
        "raw",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          if value.isUnbound { throw raise(.attributeError, "cannot delete attribute") }
          guard let bytes = ByteArray.anyBytes(of: value) else {
            throw raise(
              .typeError, "a bytes-like object is required, not '\(value.type.name)'")
          }
          try fill(own, bytes)
        }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        return .bytes(UnsafeRawBufferPointer(start: own.memory, count: own.size))
      },
      Property(
        "value",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          if value.isUnbound { throw raise(.typeError, "can't delete attribute") }
          guard value.has(.bytes) else {
            throw raise(
              .typeError, "bytes expected instead of \(value.type.name) instance")
          }
          let bytes = Array(Bytes(value).buffer)
          try fill(own, bytes)
          if bytes.count < own.size {
            own.memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
          }
        }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        let bytes = UnsafeRawBufferPointer(start: own.memory, count: own.size)
        return .bytes(bytes.prefix { $0 != 0 })
      },
    ]
  }

  private static func fill(_ own: CDataObject, _ bytes: [UInt8]) throws(Raised) {
    if bytes.count > own.size { throw raise(.valueError, "byte string too long") }
    memcpy(own.memory, bytes, bytes.count)
  }

  static var textProperties: [Property] {
    [
      Property(
        "value",
        set: { v, value throws(Raised) in
          let own = try CDataTypes.own(v)
          if value.isUnbound { throw raise(.typeError, "can't delete attribute") }
          guard value.isStr else {
            throw raise(
              .typeError, "unicode string expected instead of \(value.type.name) instance")
          }
          let (text, limit) = (Str(value), own.size / 4)
          if text.count > limit { throw raise(.valueError, "string too long") }
          for index in 0..<min(text.count + 1, limit) {
            own.memory.storeBytes(
              of: index < text.count ? text[index] : 0, toByteOffset: index * 4, as: UInt32.self)
          }
        }
      ) { v throws(Raised) in
        let own = try CDataTypes.own(v)
        return try WideText.text(
          own.memory, count: WideText.length(own.memory, limit: own.size / 4))
      }
    ]
  }
}

enum CSlices {
  /// The element of an array, or that of what a pointer points to, if it is a number and all is as it should be; unbound otherwise.
  @inline(__always) static func plainElement(_ v: Value, _ key: Value) -> Value {
    withPlain(v, key) { code, place in code.number(place) } ?? .unbound
  }

  /// Writes such an element; false where that is not all.
  @inline(__always) static func setPlainElement(_ v: Value, _ key: Value, _ value: Value) -> Bool {
    withPlain(v, key) { code, place in code.storeNumber(value, place) } ?? false
  }

  @inline(__always) private static func withPlain<R>(
    _ v: Value, _ key: Value, _ body: (SimpleCode, UnsafeMutableRawPointer) -> R
  ) -> R? {
    guard key.tag == .int else { return nil }
    let own = CDataObject(v)
    return own.plainPlace(key.asInt).map { body(own.facts.pointee.plainTarget, $0) }
  }

  /// The same of any C data, whose subscript may also be a script's.
  @inline(never) static func plainItem(_ v: Value, _ key: Value) -> Value {
    v.header.pointee.type.flags.contains(.overridesGetItem) ? .unbound : plainElement(v, key)
  }

  /// The elements at these indices: bytes of `c_char`, text of `c_wchar`, else a list of what `element` reads; owned.
  static func read(
    _ type: Value, _ indices: some Collection<Int>, base: UnsafeMutableRawPointer,
    _ element: (Int) throws(Raised) -> Value
  ) throws(Raised) -> Value {
    // More than any memory has, whose end a pointer does not know.
    if indices.count > 1 << 34 { throw raise(.memoryError, with: []) }
    let facts = CTypeFacts.of(type: type)?.pointee
    if facts?.kind == .simple, facts?.code == .char {
      return .bytes(indices.map { base.load(fromByteOffset: $0, as: UInt8.self) })
    }
    if facts?.kind == .simple, facts?.code == .wideChar {
      let points = indices.map { base.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
      let copied = points.withUnsafeBytes { memory -> Value? in
        try? WideText.text(memory.baseAddress ?? UnsafeRawPointer(base), count: points.count)
      }
      guard let copied else { throw Raised() }
      return copied
    }
    let list = List.make(capacity: min(indices.count, 1 << 16))
    if let facts, facts.readsPlainly, facts.code.isNumber, !facts.isSwapped {
      for index in indices {
        list.append(consuming: facts.code.number(base + index &* facts.size))
      }
      return list.value
    }
    do throws(Raised) {
      for index in indices { list.append(consuming: try element(index)) }
    } catch {
      list.value.release()
      throw error
    }
    return list.value
  }
}
