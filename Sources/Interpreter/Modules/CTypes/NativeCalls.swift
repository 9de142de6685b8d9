// SPDX-License-Identifier: Apache-2.0
// The functions behind `_cast_addr`, `_string_at_addr` and `_wstring_at_addr`, which take and give Python's objects.
import Glibc

enum NativeCalls {
  enum Kind: UInt { case cast, bytes, text }

  /// Three addresses that no function of C has.
  nonisolated(unsafe) private static let places = UnsafeMutablePointer<UInt8>.allocate(capacity: 3)
  private static let base = UInt(bitPattern: places)

  /// The addresses that `_ctypes` names.
  static var addresses: [(String, UInt)] {
    [
      ("_cast_addr", base), ("_string_at_addr", base + 1), ("_wstring_at_addr", base + 2),
      ("_memmove_addr", UInt(bitPattern: dlsym(nil, "memmove"))),
      ("_memset_addr", UInt(bitPattern: dlsym(nil, "memset"))),
    ]
  }

  /// The function at an address, if it is one of these.
  static func kind(at address: UInt) -> Kind? { Kind(rawValue: address &- base) }

  /// Calls a function with what a prototype made of its arguments.
  static func call(_ kind: Kind, _ prepared: PreparedArguments, _ values: [Value]) throws(Raised)
    -> Value
  {
    guard prepared.items.count >= (kind == .cast ? 3 : 2) else {
      throw raise(.typeError, "not enough arguments")
    }
    func word(_ index: Int) -> UInt64 {
      let item = prepared.items[index]
      // An int's memory is no longer than itself.
      guard let source = item.source else { return item.low }
      return item.type.size < 8
        ? UInt64(source.loadUnaligned(as: UInt32.self)) : source.loadUnaligned(as: UInt64.self)
    }
    return try call(kind, UInt(word(0)), Int32(truncatingIfNeeded: word(1))) { values[$0] }
  }

  /// Calls a function with an address, a size (not of `cast`) and the arguments as they were given.
  @inline(__always)
  static func call(_ kind: Kind, _ address: UInt, _ size: Int32, _ values: (Int) -> Value)
    throws(Raised) -> Value
  {
    switch kind {
    case .cast: try cast(address, values(1), values(2))
    case .bytes: try bytes(try place(address), Int(size))
    case .text:
      try WideText.text(
        try place(address),
        count: size < 0 ? WideText.length(try place(address), limit: Int.max) : Int(size))
    }
  }

  private static func place(_ address: UInt) throws(Raised) -> UnsafeRawPointer {
    guard let place = UnsafeRawPointer(bitPattern: address) else {
      throw raise(.valueError, "NULL pointer access")
    }
    return place
  }

  private static func bytes(_ place: UnsafeRawPointer, _ size: Int) throws(Raised) -> Value {
    if size < -1 {
      throw raise(
        .systemError, "Negative size passed to PyBytes_FromStringAndSize")
    }
    let count = size == -1 ? strlen(place.assumingMemoryBound(to: CChar.self)) : size
    return .bytes(UnsafeRawBufferPointer(start: place, count: count))
  }

  /// `cast`: a new pointer of a type, which keeps what the source keeps and the source itself.
  private static func cast(_ address: UInt, _ source: Value, _ type: Value) throws(Raised)
    -> Value
  {
    let facts = CTypeFacts.of(type: type)?.pointee
    guard
      facts?.kind == .pointer || facts?.kind == .function
        || (facts?.kind == .simple && "PzZO".utf8.contains(facts?.code.letter ?? 0))
    else {
      throw raise(
        .typeError,
        "cast() argument 2 must be a pointer type, not \(type.has(.type) ? TypeRef(type).name : type.type.name)"
      )
    }
    let result = try Interpreter.call(type)
    guard let own = result.cData else { return result }
    if let data = source.cData {
      _ = data.keptObjects
      if data.objects.isNone {
        let dict = Dict.make()
        data.setObjects(dict.value)
        dict.value.release()
      }
      own.setObjects(data.objects)
      if own.objects.has(.dict) {
        let key = Value.unsigned(UInt(source.bits))
        defer { key.release() }
        try Dict(own.objects).set(key, source)
      }
    }
    own.address = address
    return result
  }
}
