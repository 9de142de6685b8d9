// SPDX-License-Identifier: Apache-2.0
// `__array_struct__`: the protocol of a C structure in a capsule.

import Weft

/// `PyArrayInterface` of NumPy, field for field: what the capsule that `__array_struct__` returns points to.
///
/// Laid out as NumPy's documentation of the array interface says, "C-struct access".
public struct ArrayStruct {
  /// The bits of `flags`.
  public struct Flags: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let cContiguous = Flags(rawValue: 0x1)
    public static let fContiguous = Flags(rawValue: 0x2)
    public static let aligned = Flags(rawValue: 0x100)
    /// The bytes are in this machine's order.
    public static let notSwapped = Flags(rawValue: 0x200)
    public static let writeable = Flags(rawValue: 0x400)
    /// `descr` is set: the elements are records.
    public static let hasDescription = Flags(rawValue: 0x800)
  }

  /// Always 2: a structure of another kind begins differently.
  public var two: Int32 = 2
  public var nd: Int32
  /// A letter of `ElementFormat.Kind`.
  public var typekind: CChar
  public var itemsize: Int32
  public var flags: Int32
  public var shape: UnsafeMutablePointer<Int>?
  public var strides: UnsafeMutablePointer<Int>?
  public var data: UnsafeMutableRawPointer?
  /// A `PyObject *`, NULL unless the flags say so.
  public var descr: UnsafeMutableRawPointer?
}

extension ArrayMemory {
  /// What another program wrote into the structure.
  ///
  /// - Throws: `ValueError` for a structure of another kind, `TypeError` for types that are unknown.
  public init(_ structure: ArrayStruct) throws(ExchangeError) {
    guard structure.two == 2, structure.nd >= 0, structure.nd <= 64,
      structure.nd == 0 || structure.shape != nil
    else { throw ExchangeError(.value, "invalid __array_struct__") }
    let letter = Character(Unicode.Scalar(UInt8(bitPattern: structure.typekind)))
    guard let kind = ElementFormat.Kind(rawValue: letter) else {
      throw ExchangeError(.type, "data type '\(letter)\(structure.itemsize)' not understood")
    }
    let flags = ArrayStruct.Flags(rawValue: structure.flags)
    let ndim = Int(structure.nd)
    var format = ElementFormat(kind, Int(structure.itemsize))
    format.isBigEndian = !flags.contains(.notSwapped) && format.hasByteOrder
    try self.init(
      structure.data, format,
      shape: Array(UnsafeBufferPointer(start: structure.shape, count: ndim)),
      strides: structure.strides.map { Array(UnsafeBufferPointer(start: $0, count: ndim)) },
      isReadOnly: !flags.contains(.writeable))
  }
}

extension BufferExport {
  /// The structure that describes this memory; it points to numbers that live as long as this export.
  public func arrayStruct() -> ArrayStruct {
    var flags: ArrayStruct.Flags = []
    if memory.isContiguous { flags.insert(.cContiguous) }
    if memory.isFortran { flags.insert(.fContiguous) }
    if memory.isAligned { flags.insert(.aligned) }
    if !memory.format.isBigEndian { flags.insert(.notSwapped) }
    if !memory.isReadOnly { flags.insert(.writeable) }
    return ArrayStruct(
      nd: Int32(memory.shape.count),
      typekind: CChar(bitPattern: memory.format.kind.rawValue.asciiValue!),
      itemsize: Int32(memory.format.byteCount), flags: flags.rawValue, shape: lengths,
      strides: steps, data: memory.address)
  }
}
