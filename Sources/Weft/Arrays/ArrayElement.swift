// SPDX-License-Identifier: Apache-2.0
// The Swift types that go in and out of arrays.

/// A Swift type that is an array's element: the typed door into and out of arrays.
public protocol ArrayElement: BitwiseCopyable, Sendable {
  /// The dtype whose elements have this type's memory layout.
  static var dtype: DType { get }
  /// The value beside an array; `Int`, `Double` and `Complex128` are weak.
  var scalar: Scalar { get }
}

extension ArrayElement where Self: BinaryInteger {
  public var scalar: Scalar { Scalar(.integer(Whole(self)), Self.dtype) }
}

extension ArrayElement where Self: BinaryFloatingPoint {
  public var scalar: Scalar { Scalar(.float(Double(self)), Self.dtype) }
}

extension Bool: ArrayElement {
  public static var dtype: DType { .bool }
  public var scalar: Scalar { Scalar(.integer(Whole(self ? 1 : 0)), .bool) }
}

extension Int: ArrayElement {
  public static var dtype: DType { .int64 }
  public var scalar: Scalar { Scalar(.integer(Whole(self)), .int64, isWeak: true) }
}

extension Double: ArrayElement {
  public static var dtype: DType { .float64 }
  public var scalar: Scalar { Scalar(.float(self), .float64, isWeak: true) }
}

extension Complex128: ArrayElement {
  public static var dtype: DType { .complex128 }
  public var scalar: Scalar { Scalar(.complex(re, im), .complex128, isWeak: true) }
}

extension Complex64: ArrayElement {
  public static var dtype: DType { .complex64 }
  public var scalar: Scalar { Scalar(.complex(Double(re), Double(im)), .complex64) }
}

extension Int8: ArrayElement { public static var dtype: DType { .int8 } }
extension UInt8: ArrayElement { public static var dtype: DType { .uint8 } }
extension Int16: ArrayElement { public static var dtype: DType { .int16 } }
extension UInt16: ArrayElement { public static var dtype: DType { .uint16 } }
extension Int32: ArrayElement { public static var dtype: DType { .int32 } }
extension UInt32: ArrayElement { public static var dtype: DType { .uint32 } }
extension Int64: ArrayElement { public static var dtype: DType { .int64 } }
extension UInt64: ArrayElement { public static var dtype: DType { .uint64 } }
extension UInt: ArrayElement { public static var dtype: DType { .uint64 } }
extension Float16: ArrayElement { public static var dtype: DType { .float16 } }
extension Float: ArrayElement { public static var dtype: DType { .float32 } }
