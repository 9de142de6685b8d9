// SPDX-License-Identifier: Apache-2.0
// The functions behind `_cast_addr`, `_string_at_addr` and `_wstring_at_addr`, which take and give Python's objects.
import Glibc

enum NativeCalls {
  typealias Body = (PreparedArguments, [Value]) throws(Raised) -> Value

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
  static func at(_ address: UInt) -> Body? {
    switch address {
    case base: return cast
    case base + 1: return { prepared, _ throws(Raised) in try bytes(prepared) }
    case base + 2: return { prepared, _ throws(Raised) in try text(prepared) }
    default: return nil
    }
  }

  private static func start(_ prepared: PreparedArguments, _ count: Int) throws(Raised)
    -> (UnsafeRawPointer, size: Int)
  {
    guard prepared.items.count >= count else { throw raise(.typeError, "not enough arguments") }
    let item = prepared.items[0]
    let word = item.source?.loadUnaligned(as: UInt.self) ?? UInt(item.low)
    guard let place = UnsafeRawPointer(bitPattern: word) else {
      throw raise(.valueError, "NULL pointer access")
    }
    let second = prepared.items[1]
    let size = second.source?.loadUnaligned(as: Int32.self) ?? Int32(truncatingIfNeeded: second.low)
    return (place, Int(size))
  }

  private static func bytes(_ prepared: PreparedArguments) throws(Raised) -> Value {
    let (place, size) = try start(prepared, 2)
    if size < -1 {
      throw raise(
        .systemError, "Negative size passed to PyBytes_FromStringAndSize")
    }
    let count = size == -1 ? strlen(place.assumingMemoryBound(to: CChar.self)) : size
    return .bytes(UnsafeRawBufferPointer(start: place, count: count))
  }

  private static func text(_ prepared: PreparedArguments) throws(Raised) -> Value {
    let (place, size) = try start(prepared, 2)
    let count = size < 0 ? WideText.length(place, limit: Int.max) : size
    return try WideText.text(place, count: count)
  }

  /// `cast`: a new pointer of a type, which keeps what the source keeps and the source itself.
  private static func cast(_ prepared: PreparedArguments, _ values: [Value]) throws(Raised) -> Value
  {
    guard values.count == 3 else { throw raise(.typeError, "not enough arguments") }
    let (source, type) = (values[1], values[2])
    let info = CTypeInfo.of(type: type)
    guard
      info?.kind == .pointer || info?.kind == .function
        || (info?.kind == .simple && "PzZO".utf8.contains(info?.code.letter ?? 0))
    else {
      throw raise(
        .typeError,
        "cast() argument 2 must be a pointer type, not \(type.has(.type) ? TypeRef(type).name : try strText(type))"
      )
    }
    let result = try call(type)
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
    let item = prepared.items[0]
    own.address = item.source?.loadUnaligned(as: UInt.self) ?? UInt(item.low)
    return result
  }
}
