// SPDX-License-Identifier: Apache-2.0
// `__array_interface__`: the protocol of a dictionary, version 3.

import Weft

/// The entries of an `__array_interface__` dictionary, as values.
///
/// Whoever reads the dictionary checks that its entries have the types of these; the checks of their sense are here.
public struct ArrayInterface: Sendable {
  /// Lengths of the axes.
  public var shape: [Int]
  /// `typestr`: byte order, kind and bytes, `<f8`.
  public var typeString: String
  /// Bytes along each axis; nil for C order.
  public var strides: [Int]?
  /// `data`, if it is a pair: the address of the first element, and whether nobody may write.
  public var data: (address: UInt, isReadOnly: Bool)?

  public init(
    shape: [Int], typeString: String, strides: [Int]? = nil,
    data: (address: UInt, isReadOnly: Bool)? = nil
  ) {
    self.shape = shape
    self.typeString = typeString
    self.strides = strides
    self.data = data
  }

  /// What describes `memory`; strides of C order are left out, as NumPy does.
  public init(_ memory: ArrayMemory) {
    self.init(
      shape: memory.shape, typeString: memory.format.typeString,
      strides: memory.isContiguous ? nil : memory.strides,
      data: (UInt(bitPattern: memory.address), memory.isReadOnly))
  }
}

extension ArrayMemory {
  /// The memory that a dictionary with an address describes.
  ///
  /// - Throws: The errors of NumPy: `TypeError` for a bad type string, `ValueError` for bad sizes and for missing data.
  public init(_ interface: ArrayInterface) throws(ExchangeError) {
    guard let (address, isReadOnly) = interface.data else {
      throw ExchangeError(.value, "__array_interface__ has no data")
    }
    let format = try ElementFormat(typeString: interface.typeString)
    let pointer = UnsafeMutableRawPointer(bitPattern: address)
    guard pointer != nil || interface.shape.contains(0) else {
      throw ExchangeError(
        .value,
        "data is NULL but array contains data, in older versions of NumPy this may have used the scalar path.  "
          + "To get the scalar path you must leave the data field undefined.")
    }
    try self.init(
      pointer, format, shape: interface.shape, strides: interface.strides, isReadOnly: isReadOnly)
  }

  /// The memory that a dictionary describes whose data is a buffer of bytes, from byte `offset` on.
  ///
  /// - Throws: As above; also `ValueError` if an element lies outside the buffer, which NumPy does not see.
  public init(_ interface: ArrayInterface, in buffer: ArrayMemory, offset: Int)
    throws(ExchangeError)
  {
    guard buffer.isContiguous else {
      throw ExchangeError(.value, "the data of __array_interface__ must be contiguous")
    }
    let format = try ElementFormat(typeString: interface.typeString)
    let size = buffer.count * buffer.format.byteCount
    guard offset >= 0, offset <= size else {
      throw ExchangeError(
        .value, "__array_interface__ offset \(offset) is outside the buffer of \(size) bytes")
    }
    try self.init(
      buffer.address + offset, format, shape: interface.shape, strides: interface.strides,
      isReadOnly: buffer.isReadOnly)
    let bytes = byteRange
    if bytes.lowerBound + offset < 0 || bytes.upperBound + offset > size {
      throw ExchangeError(
        .value,
        "__array_interface__ describes bytes \(offset + bytes.lowerBound) to \(offset + bytes.upperBound) "
          + "of a buffer of \(size) bytes")
    }
  }
}
