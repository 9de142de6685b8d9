// SPDX-License-Identifier: Apache-2.0
// How an array's elements lie in memory.

/// Shape, strides and offset of a view; immutable, so that the results of an expression share one object.
package final class Layout: Sendable {
  package let shape: [Int]
  /// Bytes from one element to the next along each axis.
  package let strides: [Int]
  /// Bytes from the start of the buffer to element (0, …, 0).
  package let offset: Int
  /// Number of axes.
  package let ndim: Int
  /// Number of elements.
  package let count: Int
  /// True when the elements fill a range of memory in C order, starting at `offset`.
  package let isContiguous: Bool
  /// Equal numbers mean equal layouts; 0 until `LayoutTable` has given one.
  ///
  /// Guarded by `Engine.lock`.
  nonisolated(unsafe) var number: UInt64 = 0

  package init(shape: [Int], strides: [Int], offset: Int = 0, itemSize: Int) {
    self.shape = shape
    ndim = shape.count
    self.strides = strides
    self.offset = offset
    var count = 1
    for extent in shape { count *= extent }
    self.count = count
    var expected = itemSize
    var contiguous = true
    var axis = shape.count - 1
    while axis >= 0 {
      if shape[axis] != 1 {
        if strides[axis] != expected { contiguous = false }
        expected *= shape[axis]
      }
      axis -= 1
    }
    isContiguous = contiguous || count == 0
  }

  /// C order from offset 0.
  package convenience init(contiguous shape: [Int], itemSize: Int) {
    self.init(
      shape: shape, strides: Layout.strides(of: shape, itemSize: itemSize), itemSize: itemSize)
  }

  /// The layout of a 0-d array of `dtype`, one object for each size of element.
  package static func single(_ dtype: DType) -> Layout {
    singles[dtype.itemSize.trailingZeroBitCount]
  }

  nonisolated(unsafe) private static let singles: UnsafePointer<Layout> = {
    let singles = UnsafeMutablePointer<Layout>.allocate(capacity: 5)
    for size in 0...4 {
      (singles + size).initialize(to: Layout(contiguous: [], itemSize: 1 << size))
    }
    return UnsafePointer(singles)
  }()

  /// The strides of a new array in C order: zeros if it has no elements, as in NumPy.
  package static func strides(of shape: [Int], itemSize: Int) -> [Int] {
    shape.contains(0)
      ? [Int](repeating: 0, count: shape.count) : steps(of: shape, itemSize: itemSize)
  }

  /// The strides of C order, where an axis without elements counts as one of a single element.
  static func steps(of shape: [Int], itemSize: Int) -> [Int] {
    var strides = [Int](repeating: itemSize, count: shape.count)
    var axis = shape.count - 2
    while axis >= 0 {
      strides[axis] = strides[axis + 1] * Swift.max(shape[axis + 1], 1)
      axis -= 1
    }
    return strides
  }

  /// True when the strides are those of C order for every axis, those of length one included.
  func isExactlyC(_ itemSize: Int) -> Bool {
    if count == 0 { return strides.allSatisfy { $0 == 0 } }
    var step = itemSize
    var axis = ndim - 1
    while axis >= 0 {
      if strides[axis] != step { return false }
      step *= shape[axis]
      axis -= 1
    }
    return true
  }

  /// True when every axis that is walked lies at least as far apart as the next, repeated axes (of stride 0) aside: a result of
  /// operands like this is in C order.
  var descends: Bool {
    var step = 0
    var axis = ndim - 1
    while axis >= 0 {
      if shape[axis] != 1 {
        let stride = abs(strides[axis])
        if stride != 0 && stride < step { return false }
        if stride != 0 { step = stride }
      }
      axis -= 1
    }
    return true
  }

  /// The first and one past the last byte that an element of this layout touches, relative to the buffer.
  package func byteRange(itemSize: Int) -> Range<Int> {
    if count == 0 { return offset..<offset }
    var low = offset
    var high = offset
    for (extent, stride) in zip(shape, strides) {
      let reach = (extent - 1) * stride
      if reach < 0 { low += reach } else { high += reach }
    }
    return low..<(high + itemSize)
  }

  /// True when both lay the same elements at the same bytes in the same order.
  package func isSame(as other: Layout) -> Bool {
    if self === other { return true }
    guard offset == other.offset, shape == other.shape else { return false }
    for axis in shape.indices where shape[axis] > 1 && strides[axis] != other.strides[axis] {
      return false
    }
    return true
  }
}
