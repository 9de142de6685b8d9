// SPDX-License-Identifier: Apache-2.0
// Computed memory as files, printing and LAPACK see it.

/// A read-only window on the memory of a computed array; valid only inside the closure that receives it.
package struct StridedView {
  package let dtype: DType
  package let shape: [Int]
  /// Bytes from one element to the next along each axis; may be zero or negative.
  package let strides: [Int]
  /// The element at index (0, …, 0).
  package let base: UnsafeRawPointer

  package init(dtype: DType, shape: [Int], strides: [Int], base: UnsafeRawPointer) {
    self.dtype = dtype
    self.shape = shape
    self.strides = strides
    self.base = base
  }

  package var count: Int { shape.reduce(1, *) }

  /// True when the elements lie in C order without gaps.
  package var isContiguous: Bool {
    var expected = dtype.itemSize
    for axis in stride(from: shape.count - 1, through: 0, by: -1) where shape[axis] != 1 {
      if shape[axis] == 0 { return true }
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }
}
