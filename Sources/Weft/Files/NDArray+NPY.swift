// SPDX-License-Identifier: Apache-2.0
// Arrays from and to `.npy` files.

extension NDArray {
  /// Reads a `.npy` file, as `numpy.load` does.
  ///
  /// Format versions 1.0 to 3.0, either byte order, C or Fortran order, every dtype of `DType`.
  /// What follows the array is ignored. Memory is allocated only for data that the file has.
  public init(npy path: String) throws(ArrayFileError) {
    self = try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      var reader = RangeReader(try ByteSource(path: path), from: 0)
      return try NPYCodec.read(from: &reader)
    }
  }

  /// Reads the bytes of a `.npy` file.
  public init(npyBytes bytes: [UInt8]) throws(ArrayFileError) {
    var reader = RangeReader(.memory(bytes), from: 0)
    self = try NPYCodec.read(from: &reader)
  }

  /// Writes a `.npy` file, byte for byte as `numpy.save` does; replaces what was there.
  ///
  /// A Fortran-contiguous array stays in Fortran order, any other is written in C order.
  public func write(npy path: String) throws(ArrayFileError) {
    try ArrayFileError.locating(path) { () throws(ArrayFileError) in
      try withView { view throws(ArrayFileError) in
        var sink = try FileSink(path: path)
        try NPYCodec.write(view, to: &sink)
      }
    }
  }

  /// The bytes of the `.npy` file with this array.
  public var npyBytes: [UInt8] { withStridedView { $0.npyBytes } }
}

extension StridedView {
  /// The bytes of the `.npy` file with these elements.
  package var npyBytes: [UInt8] {
    var sink = MemorySink()
    do throws(ArrayFileError) {
      try NPYCodec.write(self, to: &sink)
    } catch {
      preconditionFailure("writing to memory does not fail: \(error)")
    }
    return sink.bytes
  }
}
