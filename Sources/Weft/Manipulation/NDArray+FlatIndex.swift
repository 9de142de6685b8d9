// SPDX-License-Identifier: Apache-2.0
// Places in C order and indices along axes, one from the other; indices of diagonals and triangles.

extension NDArray {
  /// The indices along each axis of an array of `shape` of the places in this array.
  public func unraveledIndices(_ shape: [Int], order: ElementOrder = .c) throws(ArrayError)
    -> [NDArray]
  {
    guard dtype.isInteger else {
      throw ArrayError(.type, "only int indices permitted")
    }
    var count = 1
    for extent in shape { count = try Layout.product(count, extent) }
    let places = asType(.int64)
    let outside = places.withUnsafeBuffer(of: Int.self) { $0.first { $0 < 0 || $0 >= count } }
    if let outside {
      throw ArrayError(.value, "index \(outside) is out of bounds for array with size \(count)")
    }
    var rest = places
    var result: [NDArray] = []
    let isFortran = order == .fortran
    for extent in isFortran ? shape : shape.reversed() {
      result.append(try Ufunc.remainder.record(rest, Swift.max(extent, 1).scalar))
      rest = try Ufunc.floorDivide.record(rest, Swift.max(extent, 1).scalar)
    }
    return isFortran ? result : result.reversed()
  }

  /// The places in an array of `shape` of the indices along each axis; `modes` says what happens beyond the axes, one or one each.
  public static func raveledIndices(
    _ indices: [NDArray], _ shape: [Int], modes: [IndexMode] = [.raise], order: ElementOrder = .c
  ) throws(ArrayError) -> NDArray {
    guard indices.count == shape.count else {
      throw ArrayError(
        .value, "parameter multi_index must be a sequence of length \(shape.count)")
    }
    for array in indices where !array.dtype.isInteger {
      throw ArrayError(.type, "only int indices permitted")
    }
    var count = 1
    for extent in shape { count = try Layout.product(count, extent) }
    let arrays = try broadcastArrays(indices)
    var result = NDArray.zeros(arrays.first?.shape ?? [], .int64)
    var step = 1
    let axes = order == .fortran ? Array(shape.indices) : shape.indices.reversed()
    for axis in axes {
      let mode = modes.count == 1 ? modes[0] : modes[axis]
      let places = try arrays[axis].asType(.int64).bounded(mode, shape[axis]) {
        ArrayError(.value, "invalid entry in coordinates array")
      }
      result = try Ufunc.add.record(result, Ufunc.multiply.record(places, step.scalar))
      step *= shape[axis]
    }
    return result
  }

  /// The indices of the main diagonal of an array with `ndim` axes of length `count`.
  public static func diagIndices(_ count: Int, ndim: Int = 2) -> [NDArray] {
    Array(repeating: .arange(count), count: ndim)
  }

  /// The indices of the main diagonal of this array, whose axes have one length.
  public func diagIndices() throws(ArrayError) -> [NDArray] {
    guard ndim >= 2 else { throw ArrayError(.value, "input array must be at least 2-d") }
    guard shape.allSatisfy({ $0 == shape[0] }) else {
      throw ArrayError(.value, "All dimensions of input must be of equal length")
    }
    return NDArray.diagIndices(shape[0], ndim: ndim)
  }

  /// The indices on and below a diagonal of a matrix.
  public static func trilIndices(_ rows: Int, _ columns: Int? = nil, offset: Int = 0)
    throws(ArrayError) -> [NDArray]
  {
    try tri(rows, columns, offset: offset, .bool).nonzero()
  }

  /// The indices on and above a diagonal of a matrix.
  public static func triuIndices(_ rows: Int, _ columns: Int? = nil, offset: Int = 0)
    throws(ArrayError) -> [NDArray]
  {
    let below = try tri(rows, columns, offset: offset == .min ? offset : offset - 1, .bool)
    return try Ufunc.logicalNot.record(below).nonzero()
  }
}
