// SPDX-License-Identifier: Apache-2.0
// CPython's own description of borrowed memory.

/// `Py_buffer` of CPython's stable ABI, field for field: what a buffer's exporter fills in and its consumer reads.
///
/// 80 bytes, laid out as in CPython's `Include/pybuffer.h` (3.11 and newer). A null `shape` of one axis is `len / itemsize` elements, null
/// `strides` are those of C order, a null `format` is unsigned bytes.
public struct BufferView {
  /// The first element.
  public var buf: UnsafeMutableRawPointer?
  /// The exporter, a `PyObject *`: the consumer owns a reference.
  public var obj: UnsafeMutableRawPointer?
  /// Bytes of all elements together, as if they lay without gaps.
  public var len = 0
  /// Bytes of one element.
  public var itemsize = 1
  /// Not zero if nobody may write.
  public var readonly: Int32 = 0
  public var ndim: Int32 = 0
  /// A format of PEP 3118.
  public var format: UnsafeMutablePointer<CChar>?
  /// `ndim` lengths.
  public var shape: UnsafeMutablePointer<Int>?
  /// `ndim` distances in bytes.
  public var strides: UnsafeMutablePointer<Int>?
  /// Not null, and not negative somewhere, if pointers have to be followed on the way.
  public var suboffsets: UnsafeMutablePointer<Int>?
  /// The exporter's own.
  public var `internal`: UnsafeMutableRawPointer?

  public init() {}
}

extension BufferView {
  /// What a consumer asks of an exporter: the bits of `PyBUF_…`.
  public struct Request: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let writable = Request(rawValue: 0x1)
    public static let format = Request(rawValue: 0x4)
    public static let shape = Request(rawValue: 0x8)
    public static let strides = Request(rawValue: 0x18)
    public static let cContiguous = Request(rawValue: 0x38)
    public static let fContiguous = Request(rawValue: 0x58)
    public static let anyContiguous = Request(rawValue: 0x98)
    public static let indirect = Request(rawValue: 0x118)
    /// All there is to know, of memory that need not be writable.
    public static let fullReadOnly: Request = [.indirect, .format]
    /// All there is to know, of memory that can be written.
    public static let full: Request = [.indirect, .format, .writable]
  }

  /// The most axes that CPython lets a buffer have.
  public static let maximumAxes = 64
}
