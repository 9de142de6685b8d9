// SPDX-License-Identifier: Apache-2.0
// Matrices in memory as products see them: two strides, and strides along the batch.

/// Equal matrices at regular distances in memory; strides are in bytes.
struct MatrixStack {
  var base: UnsafeRawPointer
  var rows: Int
  var columns: Int
  var rowStride: Int
  var columnStride: Int
  /// The batch axes of this operand, and its strides along them.
  var batchShape: [Int]
  var batchStrides: [Int]
  /// Holds the memory when it is a copy.
  var scratch: PackedMemory?
}

extension MatrixStack {
  /// The last two axes of `view` as matrices; a vector is one row (`asRow`) or one column.
  init(_ view: StridedView, asRow: Bool) {
    let rank = view.shape.count
    base = view.base
    scratch = nil
    if rank == 1 {
      rows = asRow ? 1 : view.shape[0]
      columns = asRow ? view.shape[0] : 1
      rowStride = asRow ? 0 : view.strides[0]
      columnStride = asRow ? view.strides[0] : 0
    } else {
      rows = view.shape[rank - 2]
      columns = view.shape[rank - 1]
      rowStride = view.strides[rank - 2]
      columnStride = view.strides[rank - 1]
    }
    batchShape = Array(view.shape.dropLast(2))
    batchStrides = Array(view.strides.dropLast(2))
  }

  /// `view` as one matrix: the axes `rowAxes` run down its rows, `columnAxes` along them.
  ///
  /// Copies when a group of axes has no common stride.
  init(_ view: StridedView, rowAxes: [Int], columnAxes: [Int]) {
    let axes = rowAxes + columnAxes
    let shape = axes.map { view.shape[$0] }
    let strides = axes.map { view.strides[$0] }
    let split = rowAxes.count
    let rowPart = mergedAxes(shape: Array(shape[..<split]), strides: Array(strides[..<split]))
    let columnPart = mergedAxes(shape: Array(shape[split...]), strides: Array(strides[split...]))
    rows = shape[..<split].reduce(1, *)
    columns = shape[split...].reduce(1, *)
    batchShape = []
    batchStrides = []
    if rowPart.shape.count <= 1 && columnPart.shape.count <= 1 {
      base = view.base
      scratch = nil
      rowStride = rowPart.strides.first ?? 0
      columnStride = columnPart.strides.first ?? 0
    } else {
      let permuted = StridedView(
        dtype: view.dtype, shape: shape, strides: strides, base: view.base)
      let copy = PackedMemory(byteCount: rows * columns * view.dtype.itemSize)
      copyElements(of: permuted, as: view.dtype, to: copy.address)
      base = UnsafeRawPointer(copy.address)
      scratch = copy
      columnStride = view.dtype.itemSize
      rowStride = columns * columnStride
    }
  }

  /// The transposed matrices, in the same memory.
  var transposed: MatrixStack {
    var result = self
    (result.rows, result.columns) = (columns, rows)
    (result.rowStride, result.columnStride) = (columnStride, rowStride)
    return result
  }

  /// A packed copy in C order, as elements of `dtype`; what a zero stride repeats is copied once.
  func packed(from source: DType, as dtype: DType) -> MatrixStack {
    var batch = batchShape
    for axis in batch.indices where batchStrides[axis] == 0 && batch[axis] > 1 { batch[axis] = 1 }
    let count = batch.reduce(rows * columns, *)
    let copy = PackedMemory(byteCount: count * dtype.itemSize)
    let view = StridedView(
      dtype: source, shape: batch + [rows, columns],
      strides: batchStrides + [rowStride, columnStride], base: base)
    copyElements(of: view, as: dtype, to: copy.address)
    var result = self
    result.base = UnsafeRawPointer(copy.address)
    result.scratch = copy
    result.columnStride = dtype.itemSize
    result.rowStride = columns * dtype.itemSize
    var step = rows * result.rowStride
    for axis in batch.indices.reversed() {
      result.batchStrides[axis] = batch[axis] == 1 ? 0 : step
      step *= batch[axis]
    }
    return result
  }

  /// Strides along the axes of the broadcast batch `shape`: zero where this operand repeats.
  func batchStrides(broadcastTo shape: [Int]) -> [Int] {
    let missing = shape.count - batchShape.count
    return shape.indices.map { axis in
      axis < missing || batchShape[axis - missing] == 1 ? 0 : batchStrides[axis - missing]
    }
  }

  /// True when every matrix lies in C order without gaps.
  func isPacked(itemSize: Int) -> Bool {
    (columns == 1 || columnStride == itemSize) && (rows == 1 || rowStride == columns * itemSize)
  }
}

/// Two operands of a stack of products `a @ b`, with the batch they broadcast to.
struct ProductOperands {
  var a: MatrixStack
  var b: MatrixStack
  let dtypes: (a: DType, b: DType)
  let batch: [Int]

  /// Replaces operands whose dtype is not `dtype`.
  mutating func cast(to dtype: DType) {
    if dtypes.a != dtype { a = a.packed(from: dtypes.a, as: dtype) }
    if dtypes.b != dtype { b = b.packed(from: dtypes.b, as: dtype) }
  }

  /// Calls `body` with the bytes of each pair of matrices, in C order of the batch.
  @inline(__always)
  func forEachPair(_ body: (UnsafeRawPointer, UnsafeRawPointer) -> Void) {
    let strides = (a.batchStrides(broadcastTo: batch), b.batchStrides(broadcastTo: batch))
    withExtendedLifetime((a.scratch, b.scratch)) {
      forEachOffsets(shape: batch, strides.0, strides.1) { body(a.base + $0, b.base + $1) }
    }
  }
}

/// Writes the products of `operands` in C order to `output`, as elements of `dtype`.
func multiply(_ operands: ProductOperands, as dtype: DType, into output: UnsafeMutableRawPointer) {
  switch dtype {
  case .float32: BLASProduct<Float>.multiply(operands, into: output)
  case .float64: BLASProduct<Double>.multiply(operands, into: output)
  case .complex64: BLASProduct<ComplexElement<Float>>.multiply(operands, into: output)
  case .complex128: BLASProduct<ComplexElement<Double>>.multiply(operands, into: output)
  case .bool: PlainProduct.logical(operands, into: output)
  case .float16: PlainProduct.half(operands, into: output)
  case .int8, .uint8: PlainProduct.integer(UInt8.self, dtype, operands, into: output)
  case .int16, .uint16: PlainProduct.integer(UInt16.self, dtype, operands, into: output)
  case .int32, .uint32: PlainProduct.integer(UInt32.self, dtype, operands, into: output)
  case .int64, .uint64: PlainProduct.integer(UInt64.self, dtype, operands, into: output)
  }
}
