// SPDX-License-Identifier: Apache-2.0
// A Python value in 16 bytes: a number or singleton in place, or a counted reference to a cell of the heap.

/// What the bits of a value mean.
///
/// ORDER: the NumPy scalars follow DType's order; `bool` is even and `int` comes next.
enum Tag: UInt8 {
  case unbound, none, notImplemented, ellipsis, bool, int, float
  case numpyBool, numpyInt8, numpyUInt8, numpyInt16, numpyUInt16
  case numpyInt32, numpyUInt32, numpyInt64, numpyUInt64
  case numpyFloat16, numpyFloat32, numpyFloat64
  case object
}

/// A Python value.
///
/// Copying a value does not count. The convention of all code here: **arguments are borrowed, results are owned**. A function that
/// returns a value hands over one reference; whoever holds an owned value returns it, stores it, or releases it (mostly by
/// `defer { value.release() }` on the next line). Only tag `object` is counted; for all others `retain` and `release` do nothing.
public struct Value: BitwiseCopyable {
  var tag: Tag
  var bits: UInt64

  @inline(__always) init(tag: Tag, bits: UInt64) {
    self.tag = tag
    self.bits = bits
  }

  /// No value: an unbound local, an argument that was not given, an empty cell.
  ///
  /// Never seen by scripts.
  @inline(__always) static var unbound: Value { Value(tag: .unbound, bits: 0) }
  @inline(__always) package static var none: Value { Value(tag: .none, bits: 0) }
  @inline(__always) static var notImplemented: Value { Value(tag: .notImplemented, bits: 0) }
  @inline(__always) static var ellipsis: Value { Value(tag: .ellipsis, bits: 0) }
  @inline(__always) static var `true`: Value { Value(tag: .bool, bits: 1) }
  @inline(__always) static var `false`: Value { Value(tag: .bool, bits: 0) }

  @inline(__always) init(_ bool: Bool) { self.init(tag: .bool, bits: bool ? 1 : 0) }
  @inline(__always) init(_ int: Int) { self.init(tag: .int, bits: UInt64(bitPattern: Int64(int))) }
  @inline(__always) init(_ float: Double) { self.init(tag: .float, bits: float.bitPattern) }

  /// The bits as a signed integer: of an int, and 0 or 1 of a bool.
  @inline(__always) var asInt: Int { Int(Int64(bitPattern: bits)) }
  @inline(__always) var asFloat: Double { Double(bitPattern: bits) }
  @inline(__always) var asBool: Bool { bits != 0 }

  @inline(__always) var isObject: Bool { tag == .object }
  @inline(__always) var isUnbound: Bool { tag == .unbound }
  @inline(__always) var isNone: Bool { tag == .none }
  /// Whether `asInt` is its number: an int in place, or a bool, whose tag differs in the lowest bit.
  @inline(__always) var isSmallInteger: Bool { tag.rawValue | 1 == Tag.int.rawValue }
  @inline(__always) var isNotImplemented: Bool { tag == .notImplemented }

  /// Whether both are the same object: Python's `is`.
  ///
  /// Equal numbers in place are identical.
  @inline(__always) func isIdentical(to other: Value) -> Bool {
    tag == other.tag && bits == other.bits
  }
}

// MARK: References

extension Value {
  /// A value that refers to a cell; does not count.
  @inline(__always) init(_ cell: UnsafeMutableRawPointer) {
    self.init(tag: .object, bits: UInt64(UInt(bitPattern: cell)))
  }

  @inline(__always) init<T>(_ cell: UnsafeMutablePointer<T>) {
    self.init(UnsafeMutableRawPointer(cell))
  }

  /// The header of the cell; only for tag `object`.
  @inline(__always) var header: UnsafeMutablePointer<Header> {
    UnsafeMutablePointer(bitPattern: UInt(bits)).unsafelyUnwrapped
  }

  /// The cell as a struct that begins with a header; only for tag `object` and the layout that the struct belongs to.
  @inline(__always) func cell<T>(as type: T.Type = T.self) -> UnsafeMutablePointer<T> {
    UnsafeMutablePointer(bitPattern: UInt(bits)).unsafelyUnwrapped
  }

  /// Whether it is a cell of this layout, also one of a subclass.
  @inline(__always) func has(_ layout: Layout) -> Bool {
    tag == .object && header.pointee.layout == layout
  }

  /// Whether it is a cell of this layout whose type is the built-in one, no subclass.
  @inline(__always) func isExactly(_ layout: Layout) -> Bool {
    tag == .object && header.pointee.exactLayout == layout
  }

  /// Takes a reference; returns the value, now owned.
  @inline(__always) @discardableResult func retained() -> Value {
    if tag == .object { header.pointee.references &+= 1 }
    return self
  }

  /// Gives a reference back; the cell ends with the last one.
  @inline(__always) func release() {
    if tag == .object {
      let header = header
      header.pointee.references &-= 1
      if header.pointee.references == 0 { Heap.end(header) }
    }
  }

  /// Whether the owner holds the only reference.
  @inline(__always) var isUniquelyReferenced: Bool {
    tag == .object && header.pointee.references == 1
  }
}

extension UnsafeMutablePointer where Pointee == Value {
  /// Stores an owned value in the place of another, which is released last.
  @inline(__always) func replace(with value: Value) {
    let old = pointee
    pointee = value
    old.release()
  }
}
