// SPDX-License-Identifier: Apache-2.0
// Stacks of column-major matrices, as LAPACK reads and overwrites them.

/// Packed column-major matrices, one for every index of a batch.
struct LAPACKStack<Element: LAPACKElement> {
  let batch: [Int]
  let rows: Int
  let columns: Int
  /// The number of matrices.
  let count: Int
  private let scratch: PackedMemory

  /// Uninitialised matrices.
  init(batch: [Int], rows: Int, columns: Int) {
    self.batch = batch
    self.rows = rows
    self.columns = columns
    count = batch.reduce(1, *)
    // A column to spare: of a row, OpenBLAS 0.3.21's zgemv_n reads one element past the last.
    scratch = PackedMemory(Element.self, count: (count * columns + 1) * rows)
  }

  /// Copies of the matrices of `array`, repeated where `batch` broadcasts them.
  ///
  /// A vector becomes one column. `room` rows are allotted when that is more than the array has;
  /// what lies beyond the array is zero.
  init(_ array: NDArray, batch: [Int]? = nil, room: Int = 0) throws(LinearAlgebraError) {
    let shape = array.ndim == 1 ? array.shape + [1] : array.shape
    let (m, n) = (shape[shape.count - 2], shape[shape.count - 1])
    guard max(m, n, room) < Int32.max else {
      throw LinearAlgebraError(.value, "matrix of shape \(shape) exceeds LAPACK's 32-bit sizes")
    }
    self.init(
      batch: batch ?? Array(shape.dropLast(2)), rows: max(m, room), columns: n)
    let missing = self.batch.count + 2 - shape.count
    let base = scratch.address
    let (given, wanted, all) = (shape.dropLast(2), self.batch, count)
    let stretched = rows
    array.withStridedView { view in
      let strides = array.ndim == 1 ? view.strides + [0] : view.strides
      let steps = wanted.indices.map { axis in
        axis < missing || given[axis - missing] == 1 ? 0 : strides[axis - missing]
      }
      let transposed = StridedView(
        dtype: view.dtype, shape: wanted + [n, m],
        strides: steps + [strides[shape.count - 1], strides[shape.count - 2]], base: view.base)
      if stretched == m {
        copyElements(of: transposed, as: Element.dtype, to: base)
        return
      }
      base.initializeMemory(as: Element.self, repeating: .zero, count: all * stretched * n)
      var column = base
      forEachOffset(shape: wanted + [n], strides: Array(transposed.strides.dropLast())) {
        let line = StridedView(
          dtype: view.dtype, shape: [m], strides: [strides[shape.count - 2]],
          base: view.base + $0)
        copyElements(of: line, as: Element.dtype, to: column)
        column += stretched * MemoryLayout<Element>.stride
      }
    }
  }

  /// The first element of matrix number `index`.
  subscript(index: Int) -> UnsafeMutablePointer<Element> {
    scratch.elements(Element.self) + index * rows * columns
  }

  /// The matrices' top left `rows` by `columns` as an array of `dtype`.
  func array(as dtype: DType, rows top: Int? = nil, columns left: Int? = nil) -> NDArray {
    array(as: dtype, shape: batch + [top ?? rows, left ?? columns])
  }

  /// The first columns as an array of vectors.
  func vectors(as dtype: DType, rows top: Int? = nil) -> NDArray {
    array(as: dtype, shape: batch + [top ?? rows])
  }

  /// One-by-one matrices as an array of scalars.
  func scalars(as dtype: DType) -> NDArray { array(as: dtype, shape: batch) }

  private func array(as dtype: DType, shape: [Int]) -> NDArray {
    let size = MemoryLayout<Element>.stride
    var strides = [Int](repeating: 0, count: batch.count)
    var step = rows * columns * size
    for axis in batch.indices.reversed() {
      strides[axis] = step
      step *= batch[axis]
    }
    strides += [size, rows * size]
    let view = StridedView(
      dtype: Element.dtype, shape: shape, strides: Array(strides.prefix(shape.count)),
      base: UnsafeRawPointer(scratch.address))
    return withExtendedLifetime(scratch) {
      NDArray(dtype: dtype, shape: shape) { bytes in
        guard let address = bytes.baseAddress else { return }
        copyElements(of: view, as: dtype, to: address)
      }
    }
  }
}
