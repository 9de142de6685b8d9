// SPDX-License-Identifier: Apache-2.0
// Diagonals and triangles of matrices.

extension NDArray {
  /// The diagonal `offset` places right of the main one, of the matrices in two axes, as the last axis; a view.
  public func diagonal(offset: Int = 0, axis1: Int = 0, axis2: Int = 1) throws(ArrayError)
    -> NDArray
  {
    guard ndim >= 2 else {
      throw ArrayError(.value, "diag requires an array of at least two dimensions")
    }
    let row = try normalized(axis: axis1, ndim: ndim, prefix: "axis1: ")
    let column = try normalized(axis: axis2, ndim: ndim, prefix: "axis2: ")
    if row == column { throw ArrayError(.value, "axis1 and axis2 cannot be the same") }
    let (rows, columns) = (shape[row], shape[column])
    let top = offset < 0 ? Swift.min(rows, 0 - Swift.max(offset, -rows)) : 0
    let left = offset < 0 ? 0 : Swift.min(offset, columns)
    let length = Swift.max(Swift.min(rows - top, columns - left), 0)
    let kept = shape.indices.filter { $0 != row && $0 != column }
    let skipped = length == 0 ? 0 : top * strides[row] + left * strides[column]
    return view(
      Layout(
        shape: kept.map { shape[$0] } + [length],
        strides: kept.map { strides[$0] } + [strides[row] + strides[column]],
        offset: layout.offset + skipped, itemSize: dtype.itemSize))
  }

  /// The sum of a diagonal; integers add in 64 bits.
  public func trace(offset: Int = 0, axis1: Int = 0, axis2: Int = 1, dtype: DType? = nil)
    throws(ArrayError) -> NDArray
  {
    let diagonal = try diagonal(offset: offset, axis1: axis1, axis2: axis2)
    return try diagonal.total(.sum, axes: [-1], keepDims: false, dtype: dtype)
  }

  /// A matrix with this vector on its diagonal, or the diagonal of this matrix, a view (NumPy's `diag`).
  public func diag(offset: Int = 0) throws(ArrayError) -> NDArray {
    switch ndim {
    case 1: return try diagflat(offset: offset)
    case 2: return try diagonal(offset: offset)
    default: throw ArrayError(.value, "Input must be 1- or 2-d.")
    }
  }

  /// A matrix with all elements, in C order, on its diagonal.
  public func diagflat(offset: Int = 0) throws(ArrayError) -> NDArray {
    let line = try reshaping([size])
    let (side, overflows) = size.addingReportingOverflow(Int(clamping: offset.magnitude))
    if overflows { throw ArrayError(.value, "Maximum allowed size exceeded") }
    try Layout.check([side, side], dtype)
    var result = NDArray(dtype: dtype, shape: [side, side]) {
      _ = $0.initializeMemory(as: UInt8.self, repeating: 0)
    }
    let target = try result.diagonal(offset: offset).layout
    if line.size > 0 { Engine.store(line, into: &result, at: target) }
    return result
  }

  /// Ones on and below the diagonal `offset` places right of the main one, zeros above it.
  public static func tri(
    _ rows: Int, _ columns: Int? = nil, offset: Int = 0, _ dtype: DType = .float64
  ) throws(ArrayError) -> NDArray {
    let (rows, columns) = (Swift.max(rows, 0), Swift.max(columns ?? rows, 0))
    return try lower(rows, columns, offset).asType(dtype)
  }

  /// True on and below a diagonal.
  private static func lower(_ rows: Int, _ columns: Int, _ offset: Int) throws(ArrayError)
    -> NDArray
  {
    try Layout.check([rows, columns], .bool)
    let offset = Swift.min(Swift.max(offset, -rows - 1), columns)
    return NDArray(dtype: .bool, shape: [rows, columns]) { bytes in
      for row in 0..<rows {
        let ones = Swift.min(Swift.max(row + offset + 1, 0), columns)
        let line = UnsafeMutableRawBufferPointer(
          rebasing: bytes[(row * columns)..<((row + 1) * columns)])
        for column in 0..<columns { line[column] = column < ones ? 1 : 0 }
      }
    }
  }

  /// The last two axes with zeros above a diagonal; a vector counts as every row of a square matrix.
  public func tril(offset: Int = 0) throws(ArrayError) -> NDArray {
    try triangle(offset) { mask, zero throws(ArrayError) in
      try Ufunc.select.record([.array(mask), .array(self), zero])
    }
  }

  /// The last two axes with zeros below a diagonal; a vector counts as every row of a square matrix.
  public func triu(offset: Int = 0) throws(ArrayError) -> NDArray {
    try triangle(offset == .min ? offset : offset - 1) { mask, zero throws(ArrayError) in
      try Ufunc.select.record([.array(mask), zero, .array(self)])
    }
  }

  private func triangle(
    _ offset: Int, _ choose: (NDArray, ArrayOperand) throws(ArrayError) -> NDArray
  ) throws(ArrayError) -> NDArray {
    guard let columns = shape.last else {
      throw ArrayError(.type, "tri() missing 1 required positional argument: 'N'")
    }
    let rows = ndim == 1 ? columns : shape[ndim - 2]
    let zero = ArrayOperand.scalar(Scalar(.integer(Whole(0)), dtype))
    return try choose(NDArray.lower(rows, columns, offset), zero)
  }

  /// Stores `value`, gone through again and again, on the main diagonal, where all indices are equal.
  ///
  /// `wrap` starts another diagonal below the end of a tall matrix. Axes of more than two must be of one length.
  public mutating func fillDiagonal(_ value: ArrayOperand, wrap: Bool = false) throws(ArrayError) {
    guard ndim >= 2 else { throw ArrayError(.value, "array must be at least 2-d") }
    var (step, end) = (1, size)
    if ndim == 2 {
      step = shape[1] + 1
      if !wrap { end = Swift.min(end, shape[1] * shape[1]) }
    } else {
      guard shape.allSatisfy({ $0 == shape[0] }) else {
        throw ArrayError(.value, "All dimensions of input must be of equal length")
      }
      var product = 1
      for extent in shape.dropLast() {
        product *= extent
        step += product
      }
    }
    try storeFlat(Array(stride(from: 0, to: end, by: step)), value)
  }
}
