// SPDX-License-Identifier: Apache-2.0
// Array data of `.npy` files: from a reader, to a sink.

enum NPYCodec {
  /// Reads one array, header and data.
  static func read<R: ByteReader>(from reader: inout R) throws(ArrayFileError) -> NDArray {
    let header = try NPYHeader(from: &reader)
    // Fortran order is C order of the reversed axes.
    let stored = header.isFortranOrder ? header.shape.reversed() : header.shape
    var failure: ArrayFileError?
    let array = NDArray(dtype: header.dtype, shape: stored) { buffer in
      let data = UnsafeMutableRawBufferPointer(rebasing: buffer[..<header.byteCount])
      do throws(ArrayFileError) {
        try reader.fill(data, of: "the array")
        normalize(data, header)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    if !header.isFortranOrder || header.shape.count < 2 { return array }
    return array.view(
      Layout(
        shape: header.shape, strides: array.strides.reversed(), itemSize: header.dtype.itemSize))
  }

  /// Makes the bytes of a file the machine's: little-endian, booleans zero or one.
  private static func normalize(_ data: UnsafeMutableRawBufferPointer, _ header: NPYHeader) {
    let dtype = header.dtype
    if dtype == .bool {
      for index in data.indices where data[index] > 1 { data[index] = 1 }
    }
    guard header.isBigEndian else { return }
    switch dtype.isComplex ? dtype.itemSize / 2 : dtype.itemSize {
    case 2: swapBytes(data, UInt16.self)
    case 4: swapBytes(data, UInt32.self)
    case 8: swapBytes(data, UInt64.self)
    default: break
    }
  }

  private static func swapBytes<I: FixedWidthInteger>(
    _ data: UnsafeMutableRawBufferPointer, _: I.Type
  ) {
    for start in stride(from: 0, to: data.count, by: MemoryLayout<I>.size) {
      let value = data.load(fromByteOffset: start, as: I.self)
      data.storeBytes(of: value.byteSwapped, toByteOffset: start, as: I.self)
    }
  }

  /// Writes one array, header and data, byte for byte as NumPy does.
  static func write<S: ByteSink>(_ view: StridedView, to sink: inout S) throws(ArrayFileError) {
    var header = NPYHeader(dtype: view.dtype, shape: view.shape)
    let reversed = StridedView(
      dtype: view.dtype, shape: view.shape.reversed(), strides: view.strides.reversed(),
      base: view.base)
    header.isFortranOrder = view.count > 0 && !view.isContiguous && reversed.isContiguous
    try sink.write(header.bytes)
    if view.count == 0 { return }
    try writeElements(header.isFortranOrder ? reversed : view, to: &sink)
  }

  /// Bytes that are gathered before they are written, when an array is not contiguous.
  private static let chunkSize = 1 << 20

  private static func writeElements<S: ByteSink>(_ view: StridedView, to sink: inout S)
    throws(ArrayFileError)
  {
    let byteCount = view.count * view.dtype.itemSize
    if view.isContiguous {
      try sink.write(UnsafeRawBufferPointer(start: view.base, count: byteCount))
      return
    }
    if byteCount > chunkSize, let axis = view.shape.firstIndex(where: { $0 > 1 }) {
      // Both halves of the first axis, one after the other, are the whole in C order.
      let half = view.shape[axis] / 2
      var (first, second) = (view.shape, view.shape)
      first[axis] = half
      second[axis] -= half
      let middle = view.base + half * view.strides[axis]
      for (shape, base) in [(first, view.base), (second, middle)] {
        let part = StridedView(dtype: view.dtype, shape: shape, strides: view.strides, base: base)
        try writeElements(part, to: &sink)
      }
      return
    }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    defer { chunk.deallocate() }
    copyElements(
      shape: view.shape, itemSize: view.dtype.itemSize, from: view.base, view.strides,
      to: chunk.baseAddress!, Layout.strides(of: view.shape, itemSize: view.dtype.itemSize))
    try sink.write(UnsafeRawBufferPointer(chunk))
  }
}

extension NDArray {
  /// Runs a throwing `body` on the array's memory, for errors of one type.
  func withView<R>(
    _ body: (StridedView) throws(ArrayFileError) -> R
  ) throws(ArrayFileError) -> R {
    let result: Result<R, ArrayFileError> = withStridedView { view in
      do throws(ArrayFileError) { return .success(try body(view)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}

extension ArrayFileError {
  /// Runs `body` and names `path` in what it throws.
  static func locating<R>(
    _ path: String, _ body: () throws(ArrayFileError) -> R
  ) throws(ArrayFileError) -> R {
    do throws(ArrayFileError) { return try body() } catch { throw error.at(path) }
  }
}
