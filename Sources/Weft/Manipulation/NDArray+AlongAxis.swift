// SPDX-License-Identifier: Apache-2.0
// Elements taken and put by a place for every lane along an axis; functions of lanes.

extension NDArray {
  /// From every lane along `axis` the elements at the places in the same lane of `indices`; of all elements in C order without one.
  public func takingAlongAxis(_ indices: NDArray, axis: Int? = -1) throws(ArrayError) -> NDArray {
    let line = try flattened(for: indices, axis)
    return try line.selecting(line.laneSelections(indices, axis ?? 0))
  }

  /// Stores `values` at the places that `takingAlongAxis` reads.
  public mutating func putAlongAxis(
    _ indices: NDArray, _ values: ArrayOperand, axis: Int?
  ) throws(ArrayError) {
    guard axis != nil else {
      _ = try flattened(for: indices, axis)
      return try withLine { line throws(ArrayError) in
        try line.assign(values, at: line.laneSelections(indices, 0))
      }
    }
    try assign(values, at: laneSelections(indices, axis ?? 0))
  }

  private func flattened(for indices: NDArray, _ axis: Int?) throws(ArrayError) -> NDArray {
    if axis != nil { return self }
    guard indices.ndim == 1 else {
      throw ArrayError(.value, "when axis=None, `indices` must have a single dimension.")
    }
    return try reshaping([size])
  }

  /// `indices` along `axis`, and all indices along every other axis.
  private func laneSelections(_ indices: NDArray, _ axis: Int) throws(ArrayError)
    -> [AxisSelection]
  {
    let axis = try normalized(axis: axis, ndim: ndim)
    guard indices.dtype.isInteger else {
      throw ArrayError(.index, "`indices` must be an integer array")
    }
    guard indices.ndim == ndim else {
      throw ArrayError(
        .value, "`indices` and `arr` must have the same number of dimensions")
    }
    var selections = try NDArray.sparseIndices(shape).map { AxisSelection.array($0) }
    selections[axis] = .array(indices)
    return selections
  }

  /// What `function` makes of every lane along `axis`: its axes, if any, take the place of `axis`.
  ///
  /// The first result settles shape and dtype.
  public func applyAlongAxis(_ axis: Int, _ function: (NDArray) throws -> NDArray) throws -> NDArray
  {
    let axis = try normalized(axis: axis, ndim: ndim)
    let lanes = movingAxis(axis, to: -1)
    let outer = Array(lanes.shape.dropLast())
    let count = outer.reduce(1, *)
    guard count > 0 else {
      throw ArrayError(
        .value, "Cannot apply_along_axis when any iteration dimensions are 0")
    }
    var index = [Int](repeating: 0, count: outer.count)
    var result: NDArray?
    for _ in 0..<count {
      let place = index.map { AxisSelection.integer($0) }
      let value = try function(lanes.selecting(place))
      if result == nil {
        try Layout.check(outer + value.shape, value.dtype)
        result = .empty(outer + value.shape, value.dtype)
      }
      try result!.assign(.array(value), at: place + [.ellipsis])
      for inner in outer.indices.reversed() {
        index[inner] += 1
        if index[inner] < outer[inner] { break }
        index[inner] = 0
      }
    }
    let added = result!.ndim - outer.count
    let order =
      Array(0..<axis) + Array(outer.count..<(outer.count + added)) + Array(axis..<outer.count)
    return try result!.transposing(order)
  }

  /// Applies `function`, say a reduction, along one of `axes` after another; axes it takes away come back with length 1.
  public func applyOverAxes(_ axes: [Int], _ function: (NDArray, Int) throws -> NDArray) throws
    -> NDArray
  {
    var value = self
    for axis in axes {
      let axis = axis < 0 ? axis + ndim : axis
      var result = try function(value, axis)
      if result.ndim != value.ndim {
        let place = try normalized(axis: axis, ndim: result.ndim + 1)
        result = result.expandingDims(place)
        guard result.ndim == value.ndim else {
          throw ArrayError(
            .value, "function is not returning an array of the correct shape")
        }
      }
      value = result
    }
    return value
  }
}
