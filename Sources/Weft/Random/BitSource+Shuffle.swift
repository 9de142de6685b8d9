// SPDX-License-Identifier: Apache-2.0
// Shuffles: in memory, of indices, of lanes.

extension BitSource {
  /// Shuffles `count` elements of `size` bytes that lie `step` bytes apart (Fisher and Yates, from the end).
  final func shuffle(_ start: UnsafeMutableRawPointer, count: Int, step: Int, size: Int) {
    switch size {
    case 1: shuffle(start, count, step, of: UInt8.self)
    case 2: shuffle(start, count, step, of: UInt16.self)
    case 4: shuffle(start, count, step, of: UInt32.self)
    case 8: shuffle(start, count, step, of: UInt64.self)
    default: shuffle(start, count, step, of: SIMD2<UInt64>.self)
    }
  }

  @inline(__always)
  private final func shuffle<T>(
    _ start: UnsafeMutableRawPointer, _ count: Int, _ step: Int, of type: T.Type
  ) {
    if count < 2 { return }
    var stream = self
    for index in (1..<count).reversed() {
      let other = Int(stream.interval(UInt64(index)))
      let (a, b) = (start + index * step, start + other * step)
      let kept = a.load(as: type)
      a.storeBytes(of: b.load(as: type), as: type)
      b.storeBytes(of: kept, as: type)
    }
  }

  /// 0 ..< `count` in random order.
  final func shuffledIndices(_ count: Int) throws(ArrayError) -> NDArray {
    try drawn(Int.self, [max(count, 0)]) { out, count in
      for index in 0..<count { out[index] = index }
      shuffle(out, count: count, step: 8, size: 8)
    }
  }

  /// The slices of `array` along `axis` in random order.
  final func permuted(slices array: NDArray, _ axis: Int) throws(ArrayError) -> NDArray {
    if array.ndim == 1 { return permuted(lanes: array, 0) }
    return array.taking(try shuffledIndices(array.shape[axis]), axis: axis)
  }

  /// A copy of `array` in C order, in which every lane along `axis` is shuffled by itself.
  final func permuted(lanes array: NDArray, _ axis: Int) -> NDArray {
    let size = array.dtype.itemSize
    let target = Layout(contiguous: array.shape, itemSize: size)
    return NDArray(dtype: array.dtype, shape: array.shape) { bytes in
      let start = bytes.baseAddress!
      array.withStridedView { view in
        copyElements(
          shape: array.shape, itemSize: size, from: view.base, view.strides, to: start,
          target.strides)
      }
      let length = array.shape[axis]
      let inner = array.shape[(axis + 1)...].reduce(1, *)
      let outer = array.shape[..<axis].reduce(1, *)
      for first in stride(from: 0, to: outer * length * inner, by: Swift.max(length * inner, 1)) {
        for lane in first..<first + inner {
          shuffle(start + lane * size, count: length, step: target.strides[axis], size: size)
        }
      }
    }
  }

  /// A copy of `array` with all elements shuffled, in the order in which the copy's memory has them.
  final func permuted(all array: NDArray) -> NDArray {
    let copy = array.copy()
    // NumPy's copy keeps the order of axes in memory; shuffling follows it if it is C's or Fortran's.
    let isReversed = !copy.layout.isContiguous && copy.transposed(nil).layout.isContiguous
    let ordered = isReversed ? copy.transposed(nil) : copy
    let shuffled = permuted(lanes: ordered.reshaped([ordered.size]), 0).reshaped(ordered.shape)
    return isReversed ? shuffled.transposed(nil) : shuffled
  }
}
