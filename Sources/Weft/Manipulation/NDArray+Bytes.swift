// SPDX-License-Identifier: Apache-2.0
// The bytes of elements: taken out, put in, swapped, read as another dtype.

extension NDArray {
  /// The bytes of the elements, in `order`.
  public func bytes(order: ElementOrder = .c) -> [UInt8] {
    let line = ravel(order: order == .keep ? .any : order)
    let buffer = Engine.force(line.node)
    let count = size * dtype.itemSize
    return withExtendedLifetime(buffer) {
      let start = UnsafeRawPointer(buffer.address + line.layout.offset)
      return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
  }

  /// A vector of `count` elements, or as many as there are, copied from `bytes` from byte `offset` on (NumPy's `frombuffer`).
  public init(
    bytes: some Sequence<UInt8>, _ dtype: DType = .float64, count: Int? = nil, offset: Int = 0
  ) throws(ArrayError) {
    let all = Array(bytes)
    guard offset >= 0, offset <= all.count else {
      throw ArrayError(
        .value, "offset must be non-negative and no greater than buffer length (\(all.count))")
    }
    let rest = all.count - offset
    let number: Int
    if let count, count >= 0 {
      guard try Layout.product(count, dtype.itemSize) <= rest else {
        throw ArrayError(.value, "buffer is smaller than requested size")
      }
      number = count
    } else {
      guard rest % dtype.itemSize == 0 else {
        throw ArrayError(.value, "buffer size must be a multiple of element size")
      }
      number = rest / dtype.itemSize
    }
    self.init(dtype: dtype, shape: [number]) { target in
      target.copyBytes(from: all[offset..<(offset + number * dtype.itemSize)])
    }
  }

  /// The elements with their bytes, those of each part of complex ones, in reverse order.
  public func byteSwapped() -> NDArray {
    let part = dtype.realPart.itemSize
    let line = copy(order: .c)
    let buffer = Engine.force(line.node)
    return NDArray(dtype: dtype, shape: shape) { target in
      withExtendedLifetime(buffer) {
        let source = UnsafeRawBufferPointer(start: buffer.address, count: target.count)
        for start in stride(from: 0, to: target.count, by: part) {
          for place in 0..<part { target[start + place] = source[start + part - 1 - place] }
        }
      }
    }
  }

  /// The same memory read as elements of another dtype: NumPy's `a.view(dtype)`.
  ///
  /// With an item size of its own the last axis, which must be contiguous then, gets longer or shorter.
  public func viewed(as dtype: DType) throws(ArrayError) -> NDArray {
    if dtype == self.dtype { return self }
    let layout = try reinterpreted(as: dtype)
    return NDArray(Node(buffer: Engine.force(node), dtype: dtype, layout: layout))
  }

  /// The layout of the same memory read as elements of another dtype.
  func reinterpreted(as dtype: DType) throws(ArrayError) -> Layout {
    let (old, new) = (self.dtype.itemSize, dtype.itemSize)
    var (shape, strides) = (shape, strides)
    if old != new {
      guard let last = shape.indices.last else {
        throw ArrayError(
          .value,
          "Changing the dtype of a 0d array is only supported if the itemsize is unchanged")
      }
      guard shape[last] == 1 || size == 0 || strides[last] == old else {
        throw ArrayError(
          .value,
          "To change to a dtype of a different size, the last axis must be contiguous")
      }
      let bytes = shape[last] * old
      guard bytes % new == 0 else {
        throw ArrayError(
          .value,
          "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the "
            + "last axis of the array.")
      }
      shape[last] = bytes / new
      strides[last] = new
    }
    return Layout(shape: shape, strides: strides, offset: layout.offset, itemSize: new)
  }
}
