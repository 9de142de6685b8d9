// SPDX-License-Identifier: Apache-2.0
// The header of `.npy` files, as the format's description (NEP 1, numpy.lib.format) defines it.

/// What the header of a `.npy` file says.
struct NPYHeader: Equatable {
  var dtype: DType
  var isBigEndian = false
  var isFortranOrder = false
  var shape: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Array data begin at a multiple of this many bytes.
  private static let alignment = 64
  /// Room that NumPy leaves for the first axis to grow in place: digits of a 64-bit length.
  private static let growthDigits = 21

  /// Number of elements; shapes from files have been checked to keep it in range.
  var count: Int { shape.reduce(1, *) }
  var byteCount: Int { count * dtype.itemSize }

  /// The magic string, version, length and text, byte for byte as NumPy writes them.
  var bytes: [UInt8] {
    let order = dtype.itemSize == 1 ? "|" : isBigEndian ? ">" : "<"
    let isFortran = isFortranOrder ? "True" : "False"
    var text =
      "{'descr': '\(order)\(dtype.facts.code)', 'fortran_order': \(isFortran), "
      + "'shape': \(StridedView.tupleText(shape)), }"
    if let growing = isFortranOrder ? shape.last : shape.first {
      text += String(repeating: " ", count: Self.growthDigits - String(growing).utf8.count)
    }
    let unpadded = Self.magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: Self.alignment - unpadded % Self.alignment) + "\n"
    // 64 axes of 19 digits fit the 16-bit length of version 1.
    var bytes = Self.magic + [1, 0]
    bytes.append(littleEndian: UInt16(text.utf8.count))
    return bytes + text.utf8
  }

  /// Reads a header and leaves `reader` at the array data.
  ///
  /// The data that the header promises are checked against what can follow, so that nobody
  /// allocates more than that.
  init<R: ByteReader>(from reader: inout R) throws(ArrayFileError) {
    if reader.remaining == 0 { throw ArrayFileError(.truncated, "the file is empty") }
    let start = try reader.bytes(min(Self.magic.count, reader.remaining), of: "the header")
    if start != Array(Self.magic.prefix(start.count)) {
      throw ArrayFileError(.notThisFormat, "not a .npy file: it does not begin with \\x93NUMPY")
    }
    if start.count < Self.magic.count {
      throw ArrayFileError(.truncated, "the header ends after \(start.count) bytes")
    }
    let version = try reader.bytes(2, of: "the header")
    let length: Int
    switch (version[0], version[1]) {
    case (1, 0):
      length = Int(try reader.bytes(2, of: "the header").littleEndian(UInt16.self, at: 0))
    case (2, 0), (3, 0):
      length = Int(try reader.bytes(4, of: "the header").littleEndian(UInt32.self, at: 0))
    default:
      throw ArrayFileError(
        .unsupported, ".npy format version \(version[0]).\(version[1]); known are 1.0, 2.0, 3.0")
    }
    if length > Self.longestText {
      throw ArrayFileError(.malformed, "a header of \(length) bytes cannot be that of an array")
    }
    var parser = NPYHeaderParser(try reader.bytes(length, of: "the header"))
    self = try parser.header()
    try checkSize(remaining: reader.remaining)
  }

  /// NumPy refuses longer ones too, unless told to trust the file.
  private static let longestText = 10_000

  private func checkSize(remaining: Int) throws(ArrayFileError) {
    if shape.count > 64 {
      throw ArrayFileError(.unsupported, "\(shape.count) axes; an array has at most 64")
    }
    // Strides are computed without the zero axes, so those must not hide an overflow.
    var bytes = dtype.itemSize
    for length in shape where length != 0 {
      let product = bytes.multipliedReportingOverflow(by: length)
      if product.overflow {
        throw ArrayFileError(.malformed, "shape \(StridedView.tupleText(shape)) is too large")
      }
      bytes = product.partialValue
    }
    if !shape.contains(0) && bytes > remaining {
      throw ArrayFileError(
        .truncated,
        "\(dtype) of shape \(StridedView.tupleText(shape)) takes \(bytes) bytes, "
          + "and \(remaining) follow")
    }
  }

  init(dtype: DType, isBigEndian: Bool = false, isFortranOrder: Bool = false, shape: [Int]) {
    self.dtype = dtype
    self.isBigEndian = isBigEndian
    self.isFortranOrder = isFortranOrder
    self.shape = shape
  }
}
