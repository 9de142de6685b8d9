// SPDX-License-Identifier: Apache-2.0
// Copies made at once, without the graph.

extension NDArray {
  /// A C-contiguous copy of a computed array, made now.
  func copiedNow() -> NDArray {
    let size = dtype.itemSize
    let target = Layout(contiguous: shape, itemSize: size)
    let buffer = Buffer.make(byteCount: target.count * size)
    withStridedView { source in
      copyElements(
        shape: shape, itemSize: size, from: source.base, source.strides, to: buffer.address,
        target.strides)
    }
    return NDArray(Node(buffer: buffer, dtype: dtype, layout: target))
  }
}

/// Copies elements of `itemSize` bytes between two strided layouts of one shape, in C order.
func copyElements(
  shape: [Int], itemSize: Int, from source: UnsafeRawPointer, _ sourceStrides: [Int],
  to target: UnsafeMutableRawPointer, _ targetStrides: [Int]
) {
  if shape.contains(0) { return }
  var index = [Int](repeating: 0, count: shape.count)
  var (from, to) = (source, target)
  let inner = shape.count - 1
  let (count, fromStep, toStep) =
    inner >= 0
    ? (shape[inner], sourceStrides[inner], targetStrides[inner]) : (1, itemSize, itemSize)
  while true {
    copyRow(count, itemSize, from, fromStep, to, toStep)
    var axis = inner - 1
    while axis >= 0 {
      index[axis] += 1
      from += sourceStrides[axis]
      to += targetStrides[axis]
      if index[axis] < shape[axis] { break }
      from -= sourceStrides[axis] * shape[axis]
      to -= targetStrides[axis] * shape[axis]
      index[axis] = 0
      axis -= 1
    }
    if axis < 0 { return }
  }
}

private func copyRow(
  _ count: Int, _ itemSize: Int, _ source: UnsafeRawPointer, _ sourceStep: Int,
  _ target: UnsafeMutableRawPointer, _ targetStep: Int
) {
  if sourceStep == itemSize && targetStep == itemSize {
    target.copyMemory(from: source, byteCount: count * itemSize)
    return
  }
  switch itemSize {
  case 1: copyRow(count, of: UInt8.self, source, sourceStep, target, targetStep)
  case 2: copyRow(count, of: UInt16.self, source, sourceStep, target, targetStep)
  case 4: copyRow(count, of: UInt32.self, source, sourceStep, target, targetStep)
  case 8: copyRow(count, of: UInt64.self, source, sourceStep, target, targetStep)
  default: copyRow(count, of: SIMD2<UInt64>.self, source, sourceStep, target, targetStep)
  }
}

@inline(__always)
private func copyRow<T>(
  _ count: Int, of type: T.Type, _ source: UnsafeRawPointer, _ sourceStep: Int,
  _ target: UnsafeMutableRawPointer, _ targetStep: Int
) {
  for index in 0..<count {
    let element = (source + index * sourceStep).loadUnaligned(as: type)
    (target + index * targetStep).storeBytes(of: element, as: type)
  }
}
