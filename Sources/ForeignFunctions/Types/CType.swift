// SPDX-License-Identifier: Apache-2.0
// The types of C, as values.

/// A type of C.
///
/// Enumerations are the integer type that the compiler gave them (`int` or `unsigned` unless values are larger); functions and
/// arrays that are parameters are pointers.
public indirect enum CType: Hashable, Sendable {
  case void
  /// `_Bool`
  case bool
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float, double, longDouble
  /// `float _Complex` and its kin: the real part, then the imaginary part.
  case complexFloat, complexDouble, complexLongDouble
  case pointer
  /// A number of elements in a row; by value only within a structure.
  case array(CType, count: Int)
  /// A structure or a union.
  case record(CStructLayout)
}

/// C's own names, for the sizes of 64-bit Linux.
extension CType {
  /// `signed char`, and `char` on x86-64.
  public static let char = CType.int8
  public static let short = CType.int16
  public static let int = CType.int32
  public static let long = CType.int64
  public static let longLong = CType.int64
  public static let unsignedChar = CType.uint8
  public static let unsignedShort = CType.uint16
  public static let unsignedInt = CType.uint32
  public static let unsignedLong = CType.uint64
  public static let unsignedLongLong = CType.uint64
  /// `size_t`.
  public static let size = CType.uint64

  /// A structure with fields of `types` at their natural offsets.
  public static func structure(_ types: CType...) -> CType { .record(CStructLayout(types)) }

  /// A union of `types`.
  public static func union(_ types: CType...) -> CType { .record(.union(types)) }
}

extension CType {
  /// Bytes of a value, what `sizeof` says; 0 for void.
  public var size: Int {
    switch self {
    case .void: 0
    case .bool, .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double, .pointer, .complexFloat: 8
    case .longDouble, .complexDouble: 16
    case .complexLongDouble: 32
    case .array(let element, let count): element.size * count
    case .record(let layout): layout.size
    }
  }

  /// What the address of a value is a multiple of, what `_Alignof` says.
  public var alignment: Int {
    switch self {
    case .void: 1
    case .complexFloat: 4
    case .complexDouble: 8
    case .complexLongDouble: 16
    case .array(let element, _): element.alignment
    case .record(let layout): layout.alignment
    default: size
    }
  }
}

extension CType: CustomStringConvertible {
  /// The type as C writes it; structures by their fields.
  public var description: String {
    switch self {
    case .void: "void"
    case .bool: "_Bool"
    case .int8: "signed char"
    case .uint8: "unsigned char"
    case .int16: "short"
    case .uint16: "unsigned short"
    case .int32: "int"
    case .uint32: "unsigned int"
    case .int64: "long"
    case .uint64: "unsigned long"
    case .float: "float"
    case .double: "double"
    case .longDouble: "long double"
    case .complexFloat: "float _Complex"
    case .complexDouble: "double _Complex"
    case .complexLongDouble: "long double _Complex"
    case .pointer: "void *"
    case .array(let element, let count): "\(element)[\(count)]"
    case .record(let layout): layout.description
    }
  }
}
