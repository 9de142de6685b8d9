// SPDX-License-Identifier: Apache-2.0
// The array value.

/// An n-dimensional array of one dtype.
public struct NDArray: @unchecked Sendable {
  let buffer: Buffer
  let offset: Int
  public let dtype: DType
  public let shape: [Int]
  /// Bytes from one element to the next along each axis.
  public let strides: [Int]

  public var ndim: Int { shape.count }
  public var size: Int { shape.reduce(1, *) }
}

extension NDArray {
  /// Makes a C-contiguous array whose bytes `initialize` fills.
  package init(
    dtype: DType, shape: [Int], initialize: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    var strides = [Int](repeating: dtype.itemSize, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
    }
    let buffer = Buffer(byteCount: shape.reduce(dtype.itemSize, *))
    try initialize(UnsafeMutableRawBufferPointer(start: buffer.address, count: buffer.byteCount))
    self.init(buffer: buffer, offset: 0, dtype: dtype, shape: shape, strides: strides)
  }

  /// Computes the array if need be and shows its memory to `body`.
  package func withStridedView<R>(_ body: (StridedView) throws -> R) rethrows -> R {
    try withExtendedLifetime(buffer) {
      try body(
        StridedView(
          dtype: dtype, shape: shape, strides: strides,
          base: UnsafeRawPointer(buffer.address + offset)))
    }
  }
}
