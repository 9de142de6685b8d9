// SPDX-License-Identifier: Apache-2.0
// Copies with parts left out or put in.

extension NDArray {
  /// A copy without what `index` (a place, a range or slice, places, a mask) names along `axis`; of all elements in C order without one.
  public func deleting(_ index: any AxisIndex, axis: Int? = nil) throws(ArrayError) -> NDArray {
    let (line, axis) = try lastLine(along: axis)
    let extent = line.shape[axis]
    var isKept = [Bool](repeating: true, count: extent)
    switch index.selection {
    case .integer(let place): isKept[try IndexPlan.bounded(place, extent, axis)] = false
    case .slice(let slice):
      let (start, count) = try slice.resolved(extent)
      for place in 0..<count { isKept[start + place * slice.step] = false }
    case .array(let array) where array.dtype == .bool:
      guard array.shape == [extent] else {
        throw ArrayError(
          .value,
          "boolean array argument obj to delete must be one dimensional and match the axis length of "
            + "\(extent)")
      }
      isKept = array.array(of: Bool.self).map { !$0 }
    case .array(let array):
      guard array.dtype.isInteger else {
        throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
      }
      // NumPy tells the axis of one place, but of several only their own.
      let named = array.size == 1 ? axis : 0
      for place in array.array(of: Int.self) {
        isKept[try IndexPlan.bounded(place, extent, named)] = false
      }
    case .newAxis, .ellipsis:
      throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
    }
    return try line.gathered(isKept.indices.filter { isKept[$0] }, axis: axis)
  }

  /// The array that `delete` and `insert` work on: all elements in C order without an axis.
  private func lastLine(along axis: Int?) throws(ArrayError) -> (array: NDArray, axis: Int) {
    let line = axis == nil && ndim != 1 ? try reshaping([size]) : self
    return (line, try normalized(axis: axis ?? 0, ndim: line.ndim))
  }

  /// A copy with `values` put in before what `index` names along `axis`; among all elements in C order without one.
  ///
  /// Values are converted to the array's dtype. A place that stands alone takes what broadcasts to the array without the
  /// axis; a list of places takes what broadcasts along the axis.
  public func inserting(_ values: ArrayOperand, at index: any AxisIndex, axis: Int? = nil)
    throws(ArrayError) -> NDArray
  {
    let (line, axis) = try lastLine(along: axis)
    let extent = line.shape[axis]
    let places: [Int]
    var isAlone = false
    switch index.selection {
    case .integer(let place): (places, isAlone) = ([place], true)
    case .slice(let slice):
      let (start, count) = try slice.resolved(extent)
      places = (0..<count).map { start + $0 * slice.step }
    case .array(let array):
      guard array.ndim < 2 else {
        throw ArrayError(
          .value,
          array.dtype == .bool
            ? "boolean array argument obj to insert must be one dimensional"
            : "index array argument obj to insert must be one dimensional or scalar")
      }
      guard array.dtype.isInteger || array.dtype == .bool else {
        throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
      }
      places =
        (array.dtype == .bool ? array.nonzero()[0] : array).array(of: Int.self)
      isAlone = array.ndim == 0
    case .newAxis, .ellipsis:
      throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
    }
    if places.count == 1 {
      guard -extent...extent ~= places[0] else {
        let text = isAlone ? "\(places[0])" : "[\(places[0])]"
        throw ArrayError(
          .index, "index \(text) is out of bounds for axis \(axis) with size \(extent)")
      }
      let place = places[0] < 0 ? places[0] + extent : places[0]
      return try line.inserting(values, before: place, isAlone: isAlone, axis)
    }
    return try line.inserting(values, beforeEach: places, axis)
  }

  private func inserting(_ values: ArrayOperand, before place: Int, isAlone: Bool, _ axis: Int)
    throws(ArrayError) -> NDArray
  {
    var array = try values.asArray(dtype).atLeast(ndim)
    if isAlone { array = array.movingAxis(0, to: axis) }
    var middle = shape
    middle[axis] = array.shape[axis]
    return try NDArray.joined(
      [part(axis, nil, place), array.assignable(to: middle), part(axis, place, nil)], axis: axis)
  }

  private func inserting(_ values: ArrayOperand, beforeEach places: [Int], _ axis: Int)
    throws(ArrayError) -> NDArray
  {
    let extent = shape[axis]
    let wanted = places.map { $0 < 0 ? $0 + extent : $0 }
    // Places count in the array without what is put in; equal ones keep their order.
    var moved = wanted
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    for (count, index) in order.enumerated() { moved[index] += count }
    var lengths = shape
    lengths[axis] += places.count
    var isOld = [Bool](repeating: true, count: lengths[axis])
    for place in moved { isOld[try IndexPlan.bounded(place, lengths[axis], 0)] = false }
    let old = isOld.indices.filter { isOld[$0] }
    guard old.count == extent || extent == 1 else {
      // The old elements are stored under a mask, which for vectors NumPy words otherwise.
      if ndim == 1 {
        throw ArrayError(
          .value,
          "NumPy boolean array indexing assignment cannot assign \(extent) input values to the \(old.count) "
            + "output values where the mask is true")
      }
      throw ArrayError(
        .value,
        "shape mismatch: value array of shape \(describe(shape: shape)) could not be broadcast to "
          + "indexing result of shape \(describe(shape: replaced(axis, old.count)))")
    }
    var result = NDArray.empty(lengths, dtype)
    try result.assign(
      values, at: NDArray.along(axis, .array(NDArray(moved, shape: [moved.count]))))
    try result.assign(
      .array(self), at: NDArray.along(axis, .array(NDArray(old, shape: [old.count]))))
    return result
  }

  private func replaced(_ axis: Int, _ extent: Int) -> [Int] {
    var shape = shape
    shape[axis] = extent
    return shape
  }

  /// A copy with `values` put at the end along `axis`; both flattened without one.
  public func appending(_ values: NDArray, axis: Int? = nil) throws(ArrayError) -> NDArray {
    try NDArray.joined(
      axis == nil ? [ravel(), values.ravel()] : [self, values], axis: axis ?? 0)
  }

  /// A view without zeros at the `ends` ("f" front, "b" back, "fb" both) of `axes`, all of them without any.
  public func trimmingZeros(_ ends: String = "fb", axes: [Int]? = nil) throws(ArrayError) -> NDArray
  {
    let letters = ends.lowercased()
    guard ["fb", "bf", "f", "b"].contains(letters) else {
      throw ArrayError(.value, "unexpected character(s) in `trim`: '\(letters)'")
    }
    let along = try normalized(axes: axes, ndim: ndim)
    if along.isEmpty { return self }
    let places = nonzero().map { $0.array(of: Int.self) }
    let isEmpty = places[0].isEmpty
    var selections: [AxisSelection] = []
    for axis in 0..<ndim {
      guard along.contains(axis) else {
        selections.append(.slice(Slice(nil, nil)))
        continue
      }
      let start = isEmpty ? 0 : letters.contains("f") ? places[axis].min() : nil
      let stop = isEmpty ? 0 : letters.contains("b") ? places[axis].max()! + 1 : nil
      selections.append(.slice(Slice(start, stop)))
    }
    return try selecting(selections)
  }
}
