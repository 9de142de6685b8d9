// SPDX-License-Identifier: Apache-2.0
// C functions whose types are known when the program runs.

/// A value for C, or from it, whose type is known when the program runs.
public enum CValue: Hashable, Sendable {
  /// The result of a function that returns nothing.
  case none
  /// Of any integer type; 0 and 1 for `_Bool`.
  case int(Int)
  /// Of an integer type whose values exceed `Int`.
  case unsigned(UInt)
  /// Of the type float or double; a float is rounded.
  case double(Double)
  /// The bits of an address; 0 is NULL.
  case pointer(UInt)
  /// For a pointer: UTF-8 with a zero at the end, which lives until the call returns.
  case string(String)
  /// The bytes of a value of any type: structures, long double, complex numbers.
  case bytes([UInt8])
}

extension CValue {
  /// What `pointer` points to, which must stay there while C uses it.
  public static func address(_ pointer: UnsafeRawPointer?) -> CValue {
    .pointer(UInt(bitPattern: pointer))
  }
}

extension CValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral
{
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(stringLiteral value: String) { self = .string(value) }
}

/// A C function with a signature that is a value.
///
///     let ldexp = try libm.function("ldexp", CSignature([.double, .int], returns: .double))
///     try ldexp(0.75, 4)                                  // .double(12.0)
///     try ldexp(0.75, .int(1 << 40))                      // throws FFIError.outOfRange
public struct CDynamicFunction: Sendable {
  public let signature: CSignature
  private let address: UInt
  private let stub: CallStub
  private let library: CLibrary?

  /// The function at `address`, of `library`, which stays loaded as long as this value lives.
  public init(_ address: UnsafeRawPointer, _ signature: CSignature, in library: CLibrary? = nil)
    throws(FFIError)
  {
    self.address = UInt(bitPattern: address)
    self.signature = signature
    self.library = library
    stub = try CallStub.of(signature)
  }

  /// Calls the function.
  ///
  /// - Throws: `FFIError.argumentCount`, `.argumentType` or `.outOfRange`; C is then not called.
  @discardableResult
  public func callAsFunction(_ arguments: CValue...) throws(FFIError) -> CValue {
    try call(arguments).result
  }

  /// Calls the function with errno 0; the result, and errno after the call.
  ///
  /// - Throws: As above.
  public func call(_ arguments: [CValue]) throws(FFIError) -> (result: CValue, errno: Int32) {
    let types = signature.arguments
    if arguments.count != types.count {
      throw .argumentCount(expected: types.count, given: arguments.count)
    }
    let buffer = UnsafeMutableRawPointer.allocate(
      byteCount: stub.bufferSize + 16, alignment: types.reduce(16) { max($0, $1.alignment) })
    let result = UnsafeMutableRawPointer.allocate(
      byteCount: signature.result.size + 16, alignment: max(16, signature.result.alignment))
    var strings: [UnsafeMutablePointer<CChar>] = []
    defer {
      buffer.deallocate()
      result.deallocate()
      for string in strings { string.deallocate() }
    }
    for (index, value) in arguments.enumerated() {
      let place = buffer + stub.offsets[index]
      if case .string(let text) = value, types[index] == .pointer {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (offset, byte) in bytes.enumerated() { copy[offset] = byte }
        strings.append(copy)
        place.storeBytes(of: copy, as: UnsafeMutablePointer<CChar>.self)
      } else {
        try value.store(place, types[index], index: index)
      }
    }
    let errno = stub.call(
      function: UnsafeRawPointer(bitPattern: address)!, buffer: buffer, result: result, errno: 0)
    return (CValue(signature.result, at: result), errno)
  }
}

extension CLibrary {
  /// The function called `name`, of a signature that is known when the program runs.
  ///
  /// - Throws: `FFIError.symbolNotFound`, or what `CallStub` throws.
  public func function(_ name: String, _ signature: CSignature) throws(FFIError)
    -> CDynamicFunction
  {
    try CDynamicFunction(try symbol(name), signature, in: self)
  }
}

extension CValue {
  /// Writes the value as `type`; `index` is for errors.
  func store(_ place: UnsafeMutableRawPointer, _ type: CType, index: Int) throws(FFIError) {
    switch (self, type) {
    case (.bytes(let bytes), _) where bytes.count == type.size:
      bytes.withUnsafeBytes { source in
        if let base = source.baseAddress {
          place.copyMemory(from: base, byteCount: source.count)
        }
      }
    case (.int(let value), _) where type.integerRange != nil:
      try store(Int128(value), place, type, index)
    case (.unsigned(let value), _) where type.integerRange != nil:
      try store(Int128(value), place, type, index)
    case (.double(let value), .float): place.storeBytes(of: Float(value), as: Float.self)
    case (.double(let value), .double): place.storeBytes(of: value, as: Double.self)
    case (.pointer(let bits), .pointer): place.storeBytes(of: bits, as: UInt.self)
    default: throw .argumentType(index: index, expected: type, got: "\(self)")
    }
  }

  private func store(
    _ value: Int128, _ place: UnsafeMutableRawPointer, _ type: CType, _ index: Int
  ) throws(FFIError) {
    guard type.integerRange!.contains(value) else {
      throw .outOfRange(index: index, value: value.description, type)
    }
    withUnsafeBytes(of: value.littleEndian) {
      place.copyMemory(from: $0.baseAddress!, byteCount: type.size)
    }
  }

  /// The value of `type` at `place`.
  init(_ type: CType, at place: UnsafeRawPointer) {
    switch type {
    case .void: self = .none
    case .bool, .uint8: self = .int(Int(place.load(as: UInt8.self)))
    case .int8: self = .int(Int(place.load(as: Int8.self)))
    case .int16: self = .int(Int(place.load(as: Int16.self)))
    case .uint16: self = .int(Int(place.load(as: UInt16.self)))
    case .int32: self = .int(Int(place.load(as: Int32.self)))
    case .uint32: self = .int(Int(place.load(as: UInt32.self)))
    case .int64: self = .int(place.load(as: Int.self))
    case .uint64: self = .unsigned(place.load(as: UInt.self))
    case .float: self = .double(Double(place.load(as: Float.self)))
    case .double: self = .double(place.load(as: Double.self))
    case .pointer: self = .pointer(place.load(as: UInt.self))
    default: self = .bytes(Array(UnsafeRawBufferPointer(start: place, count: type.size)))
    }
  }
}

extension CType {
  /// What integers of this type may be; nil for other types.
  fileprivate var integerRange: ClosedRange<Int128>? {
    switch self {
    case .bool: 0...1
    case .int8, .int16, .int32, .int64: -(1 << (8 * size - 1))...(1 << (8 * size - 1)) - 1
    case .uint8, .uint16, .uint32, .uint64: 0...(1 << (8 * size)) - 1
    default: nil
    }
  }
}
