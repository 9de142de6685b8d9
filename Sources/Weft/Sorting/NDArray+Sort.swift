// SPDX-License-Identifier: Apache-2.0
// Sorting, partitioning, and the order that sorting would bring.

// Everything here is stable: equal elements keep their order, so that NumPy's kinds of sort all give what its `stable` gives.
// (NumPy's default leaves the order of equal elements open; it shows in `argsort` only.)

extension NDArray {
  /// The elements in ascending order along `axis`; all of them, in C order, without one.
  ///
  /// NaN comes last; complex numbers are ordered by their real, then their imaginary part, those with a NaN last. A radix sort
  /// from the most significant digit: time proportional to the number of elements.
  public func sorted(axis: Int? = -1) throws(ArrayError) -> NDArray {
    guard let axis else { return try reshaping([size]).sorted(axis: 0) }
    let along = try normalized(axis: axis, ndim: ndim)
    if along == ndim - 1 && layout.isContiguous && !dtype.isComplex { return sortedRows() }
    var result = copy()
    try result.sort(axis: along)
    return result
  }

  /// Sorts in place along `axis`, as `sorted(axis:)`.
  public mutating func sort(axis: Int = -1) throws(ArrayError) {
    try arrange(axis: axis, RadixSort.Places())
  }

  /// The places of the elements in ascending order along `axis`; of all of them, in C order, without one.
  ///
  /// Int64, in C order; equal elements stay in their order, as NumPy's `stable` kind has it.
  public func argSorted(axis: Int? = -1) throws(ArrayError) -> NDArray {
    try ordered(axis: axis, RadixSort.Places())
  }

  /// The elements along `axis` with those at the places `kth` as sorting would put them: no larger element comes before such a
  /// place, no smaller one after it.
  ///
  /// Negative places count from the end. The order among the others is not specified, and not NumPy's.
  public func partitioned(_ kth: [Int], axis: Int? = -1) throws(ArrayError) -> NDArray {
    guard let axis else { return try reshaping([size]).partitioned(kth, axis: 0) }
    let along = try normalized(axis: axis, ndim: ndim)
    var result = copy()
    try result.partition(kth, axis: along)
    return result
  }

  public func partitioned(_ kth: Int, axis: Int? = -1) throws(ArrayError) -> NDArray {
    try partitioned([kth], axis: axis)
  }

  /// Partitions in place along `axis`, as `partitioned(_:axis:)`.
  public mutating func partition(_ kth: [Int], axis: Int = -1) throws(ArrayError) {
    let along = try normalized(axis: axis, ndim: ndim)
    let places = try wantedPlaces(kth, in: shape[along])
    if places.isEmpty { return }
    try arrange(axis: along, RadixSort.Places(wanted: places))
  }

  /// The places of the elements of a partition along `axis`; of all of them, in C order, without one.
  public func argPartitioned(_ kth: [Int], axis: Int? = -1) throws(ArrayError) -> NDArray {
    let source = try linesSource(axis: axis)
    let places = try wantedPlaces(kth, in: source.array.shape[source.axis])
    return try ordered(axis: axis, RadixSort.Places(wanted: places))
  }

  public func argPartitioned(_ kth: Int, axis: Int? = -1) throws(ArrayError) -> NDArray {
    try argPartitioned([kth], axis: axis)
  }

  /// The `count` largest elements along `axis`, the largest first, or the smallest, the smallest first; and their places.
  ///
  /// Of equal elements the earlier one comes first. NaN counts as larger than every number.
  public func top(_ count: Int, axis: Int = -1, largest: Bool = true) throws(ArrayError)
    -> (values: NDArray, indices: NDArray)
  {
    let axis = try normalized(axis: axis, ndim: ndim)
    guard count >= 0, count <= shape[axis] else {
      throw ArrayError(.value, "kth(=\(count)) out of bounds (\(shape[axis]))")
    }
    let order: NDArray
    if largest {
      // Sorted backwards from the end, so that equal elements are in their order when it is turned around.
      let backwards = try flipped(axis).argSorted(axis: axis).flipped(axis)
      let places = try backwards.along(axis, Slice(0, count))
      order = try Ufunc.subtract.record((shape[axis] - 1).scalar, places)
    } else {
      order = try argSorted(axis: axis).along(axis, Slice(0, count))
    }
    return (try takingAlong(order, axis: axis), order)
  }
}

extension NDArray {
  /// The part that `slice` names along `axis`; a view.
  func along(_ axis: Int, _ slice: Slice) throws(ArrayError) -> NDArray {
    let whole = [AxisSelection](repeating: .slice(.all), count: axis)
    return try selecting(whole + [.slice(slice)])
  }

  /// The part at `place` of `axis`, without it; a view.
  func along(_ axis: Int, at place: Int) throws(ArrayError) -> NDArray {
    let whole = [AxisSelection](repeating: .slice(.all), count: axis)
    return try selecting(whole + [.integer(place)])
  }

  /// The elements at `places` of each line along `axis`, as NumPy's `take_along_axis`.
  ///
  /// `places` has as many axes; its other lengths broadcast against those of this array.
  public func takingAlong(_ places: NDArray, axis: Int?) throws(ArrayError) -> NDArray {
    guard places.dtype.isInteger else {
      throw ArrayError(.index, "`indices` must be an integer array")
    }
    guard let axis else {
      guard places.ndim == 1 else {
        throw ArrayError(.value, "when axis=None, `indices` must have a single dimension.")
      }
      return try reshaping([size]).takingAlong(places, axis: 0)
    }
    let along = try normalized(axis: axis, ndim: ndim)
    guard places.ndim == ndim else {
      throw ArrayError(
        .value, "`indices` and `arr` must have the same number of dimensions")
    }
    var selections: [AxisSelection] = []
    for other in 0..<ndim {
      if other == along {
        selections.append(.array(places))
        continue
      }
      var ones = [Int](repeating: 1, count: ndim)
      ones[other] = shape[other]
      selections.append(.array(try NDArray.arange(shape[other]).reshaping(ones)))
    }
    return try selecting(selections)
  }

  /// The rows of a C-ordered array, each sorted.
  private func sortedRows() -> NDArray {
    let count = shape[ndim - 1]
    let result = Buffer.make(byteCount: size * dtype.itemSize)
    if size > 0 {
      withStridedView { view in
        dtype.visit(
          CopyingSort(
            rows: size / count, count: count, source: view.base, target: result.address))
      }
    }
    let layout = LayoutTable.contiguous(shape, itemSize: dtype.itemSize)
    return NDArray(Node(buffer: result, dtype: dtype, layout: layout))
  }

  /// Sorts or partitions every line along `axis` in place.
  private mutating func arrange(axis: Int, _ places: RadixSort.Places) throws(ArrayError) {
    let axis = try normalized(axis: axis, ndim: ndim)
    if size == 0 || shape[axis] < 2 { return }
    if dtype.isComplex {
      let order = try ordered(axis: axis, places)
      let sorted = try takingAlong(order, axis: axis)
      try assign(.array(sorted), at: [.ellipsis])
      return
    }
    prepareForAssignment()
    let buffer = Engine.prepareToWrite(&self)
    dtype.visit(
      InPlaceSort(
        lines: AxisLines(layout, axis: axis), base: buffer.address + layout.offset, places: places))
    withExtendedLifetime(buffer) {}
  }

  /// What lines along `axis` are read from: the array, or all its elements in one line.
  private func linesSource(axis: Int?) throws(ArrayError) -> (array: NDArray, axis: Int) {
    let source = axis == nil || ndim == 0 ? try reshaping([size]) : self
    return (source, try normalized(axis: axis ?? 0, ndim: source.ndim))
  }

  private func ordered(axis: Int?, _ places: RadixSort.Places) throws(ArrayError) -> NDArray {
    let (source, axis) = try linesSource(axis: axis)
    return NDArray(dtype: .int64, shape: source.shape) { bytes in
      guard source.size > 0, let result = bytes.baseAddress else { return }
      source.withStridedView { view in
        dtype.visit(
          OrderOfLines(
            lines: AxisLines(source.layout, axis: axis), base: view.base,
            isComplex: dtype.isComplex, places: places, result: result,
            resultStride: Layout.strides(of: source.shape, itemSize: 8)[axis]))
      }
    }
  }

  /// The places `kth` of a line of `count` elements, ascending.
  private func wantedPlaces(_ kth: [Int], in count: Int) throws(ArrayError) -> [Int] {
    // NumPy looks at no place of an empty array.
    if size == 0 { return [] }
    var places: [Int] = []
    for place in kth {
      let positive = place < 0 ? place + count : place
      guard positive >= 0, positive < count else {
        throw ArrayError(.value, "kth(=\(positive)) out of bounds (\(count))")
      }
      places.append(positive)
    }
    return places.sorted()
  }
}
