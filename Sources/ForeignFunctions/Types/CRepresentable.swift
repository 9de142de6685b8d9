// SPDX-License-Identifier: Apache-2.0
// The Swift types that are types of C.

/// A type whose values lie in memory as those of a C type; they are copied bit by bit.
///
/// Structures that Swift imports from C conform by saying their layout:
///
///     extension div_t: CRepresentable {
///       public static let cType = CType.structure(.int, .int)
///     }
public protocol CRepresentable {
  /// The C type; as large as this type's stride, and as aligned.
  static var cType: CType { get }

  /// What stands for a value in calls that check their arguments (`CFunction.checked`): itself, except for arrays.
  associatedtype Argument = Self

  /// The value to pass for `argument`.
  ///
  /// - Parameter call: Knows the argument's position, and keeps alive what the value points to.
  /// - Throws: What is wrong with the argument; C is not called then.
  static func value(of argument: Argument, in call: inout CheckedCall) throws(FFIError) -> Self
}

extension CRepresentable where Argument == Self {
  @inlinable
  public static func value(of argument: Self, in call: inout CheckedCall) throws(FFIError) -> Self {
    argument
  }
}

extension Bool: CRepresentable { public static var cType: CType { .bool } }
extension Int8: CRepresentable { public static var cType: CType { .int8 } }
extension UInt8: CRepresentable { public static var cType: CType { .uint8 } }
extension Int16: CRepresentable { public static var cType: CType { .int16 } }
extension UInt16: CRepresentable { public static var cType: CType { .uint16 } }
extension Int32: CRepresentable { public static var cType: CType { .int32 } }
extension UInt32: CRepresentable { public static var cType: CType { .uint32 } }
extension Int64: CRepresentable { public static var cType: CType { .int64 } }
extension UInt64: CRepresentable { public static var cType: CType { .uint64 } }
extension Int: CRepresentable { public static var cType: CType { .int64 } }
extension UInt: CRepresentable { public static var cType: CType { .uint64 } }
extension Float: CRepresentable { public static var cType: CType { .float } }
extension Double: CRepresentable { public static var cType: CType { .double } }
#if arch(x86_64)
  extension Float80: CRepresentable { public static var cType: CType { .longDouble } }
#endif

/// The pointers among the types of C; nil is NULL.
public protocol CPointer: CRepresentable {}
extension CPointer { public static var cType: CType { .pointer } }

extension UnsafeRawPointer: CPointer {}
extension UnsafeMutableRawPointer: CPointer {}
extension UnsafePointer: CRepresentable, CPointer {}
extension UnsafeMutablePointer: CRepresentable, CPointer {}
extension OpaquePointer: CPointer {}
extension Optional: CRepresentable where Wrapped: CPointer {
  public static var cType: CType { .pointer }

  public static func value(
    of argument: Wrapped.Argument?, in call: inout CheckedCall
  ) throws(FFIError) -> Wrapped? {
    guard let argument else { return nil }
    return try Wrapped.value(of: argument, in: &call)
  }
}
