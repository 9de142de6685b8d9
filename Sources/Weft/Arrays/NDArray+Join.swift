// SPDX-License-Identifier: Apache-2.0
// Arrays put together and taken apart.

extension NDArray {
  /// The arrays one after another along `axis`; their other lengths agree, their dtypes promote.
  public static func concatenate(_ arrays: [NDArray], axis: Int = 0) -> NDArray {
    checked { () throws(ArrayError) in try joined(arrays, axis: axis) }
  }

  package static func joined(_ arrays: [NDArray], axis: Int) throws(ArrayError) -> NDArray {
    guard let first = arrays.first else {
      throw ArrayError(.value, "need at least one array to concatenate")
    }
    guard first.ndim > 0 else {
      throw ArrayError(.value, "zero-dimensional arrays cannot be concatenated")
    }
    let axis = try normalized(axis: axis, ndim: first.ndim)
    var shape = first.shape
    shape[axis] = 0
    for (index, array) in arrays.enumerated() {
      try checkShapes(first, array, index, axis)
      shape[axis] += array.shape[axis]
    }
    let dtype = DType.promoted(arrays.map(\.dtype))
    let whole = Layout.result(
      shape: shape, itemSize: dtype.itemSize, operands: arrays.map(\.layout))
    // Nothing but the result may hold the memory, or every store would copy it first.
    var result = NDArray(
      Node(
        buffer: Buffer.make(byteCount: whole.count * dtype.itemSize), dtype: dtype, layout: whole))
    _ = Engine.prepareToWrite(&result)
    var offset = 0
    for array in arrays {
      let part = Layout(
        shape: array.shape, strides: result.layout.strides, offset: offset, itemSize: dtype.itemSize
      )
      offset += array.shape[axis] * result.layout.strides[axis]
      if array.size > 0 { Engine.store(array, into: &result, at: part) }
    }
    return result
  }

  private static func checkShapes(_ first: NDArray, _ array: NDArray, _ index: Int, _ axis: Int)
    throws(ArrayError)
  {
    guard array.ndim == first.ndim else {
      throw ArrayError(
        .value,
        "all the input arrays must have same number of dimensions, but the array at index 0 has "
          + "\(first.ndim) dimension(s) and the array at index \(index) has \(array.ndim) dimension(s)"
      )
    }
    for other in first.shape.indices where other != axis && array.shape[other] != first.shape[other]
    {
      throw ArrayError(
        .value,
        "all the input array dimensions except for the concatenation axis must match exactly, but along "
          + "dimension \(other), the array at index 0 has size \(first.shape[other]) and the array at "
          + "index \(index) has size \(array.shape[other])")
    }
  }

  /// The arrays, all of one shape, side by side along a new axis.
  public static func stack(_ arrays: [NDArray], axis: Int = 0) -> NDArray {
    checked { () throws(ArrayError) in
      guard let first = arrays.first else {
        throw ArrayError(.value, "need at least one array to stack")
      }
      guard arrays.allSatisfy({ $0.shape == first.shape }) else {
        throw ArrayError(.value, "all input arrays must have the same shape")
      }
      let axis = try normalized(axis: axis, ndim: first.ndim + 1)
      let lifted = arrays.map {
        $0.view($0.layout.inserting([axis], itemSize: $0.dtype.itemSize))
      }
      return try joined(lifted, axis: axis)
    }
  }

  /// The arrays one below another: along the first axis, vectors as rows.
  public static func vstack(_ arrays: [NDArray]) -> NDArray {
    concatenate(
      arrays.map { $0.ndim < 2 ? $0.reshaped([1, $0.size]) : $0 })
  }

  /// The arrays side by side: along the second axis, vectors end to end.
  public static func hstack(_ arrays: [NDArray]) -> NDArray {
    let lines = arrays.map { $0.ndim == 0 ? $0.reshaped([1]) : $0 }
    return concatenate(lines, axis: lines.first?.ndim == 1 ? 0 : 1)
  }

  /// `count` equal parts along `axis`; views.
  public func split(_ count: Int, axis: Int = 0) -> [NDArray] {
    checked(parts: count) { () throws(ArrayError) in try splitting(count, axis: axis) }
  }

  package func splitting(_ count: Int, axis: Int) throws(ArrayError) -> [NDArray] {
    let along = try normalized(axis: axis, ndim: ndim)
    guard count != 0 else { throw ArrayError(.zeroDivision, "integer modulo by zero") }
    guard shape[along] % count == 0 else {
      throw ArrayError(.value, "array split does not result in an equal division")
    }
    guard count > 0 else { throw ArrayError(.value, "number sections must be larger than 0.") }
    return try parts(at: (1..<count).map { $0 * (shape[along] / count) }, along)
  }

  /// The parts between the places `places` along `axis`; views.
  public func split(at places: [Int], axis: Int = 0) -> [NDArray] {
    checked(parts: places.count + 1) { () throws(ArrayError) in
      try parts(at: places, try normalized(axis: axis, ndim: ndim))
    }
  }

  /// `count` parts along `axis`, the first ones longer by one where they cannot be equal; views.
  public func arraySplit(_ count: Int, axis: Int = 0) -> [NDArray] {
    checked(parts: count) { () throws(ArrayError) in
      guard count > 0 else { throw ArrayError(.value, "number sections must be larger than 0.") }
      let along = try normalized(axis: axis, ndim: ndim)
      let (size, longer) = shape[along].quotientAndRemainder(dividingBy: count)
      return try parts(at: (1..<count).map { $0 * size + Swift.min($0, longer) }, along)
    }
  }

  func parts(at places: [Int], _ axis: Int) throws(ArrayError) -> [NDArray] {
    let whole = [AxisSelection](repeating: .slice(.all), count: axis)
    var result: [NDArray] = []
    for (start, stop) in zip([0] + places, places.map { Optional($0) } + [nil]) {
      result.append(try selecting(whole + [.slice(Slice(start, stop))]))
    }
    return result
  }
}
