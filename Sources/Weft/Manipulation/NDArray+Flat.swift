// SPDX-License-Identifier: Apache-2.0
// The elements as one sequence in C order, as NumPy's `flat` shows them.

extension NDArray {
  /// The elements that `index` (an integer, a range or slice, places, a mask) names in C order, as a copy.
  public func flatElements(at index: any AxisIndex) throws(ArrayError) -> NDArray {
    let line = try reshaping([size])
    switch index.selection {
    case .ellipsis: return line.apart(from: self)
    case .slice(let slice): return try line.selecting([.slice(slice)]).apart(from: self)
    case .integer(let place):
      _ = try NDArray.flatPlace(place, size)
      return try line.selecting([.integer(place)]).apart(from: self)
    default:
      let (places, shape) = try flatPlaces(index.selection)
      return try line.gathered(places, axis: 0).reshaping(shape)
    }
  }

  /// Stores `value`, gone through again and again, in the elements that `index` names in C order.
  public mutating func setFlat(at index: any AxisIndex, to value: ArrayOperand) throws(ArrayError) {
    let places = try flatPlaces(index.selection).places
    if case .integer = index.selection, case .array(let array) = value, array.ndim > 0 {
      throw ArrayError(.value, "Error setting single item of array.")
    }
    try storeFlat(places, value)
  }

  /// Stores `value`, gone through again and again, in the elements at `places`, which are within bounds.
  mutating func storeFlat(_ places: [Int], _ value: ArrayOperand) throws(ArrayError) {
    let values = try value.asArray(dtype)
    if places.isEmpty || values.size == 0 { return }
    let line = try values.reshaping([values.size]).cycled(to: places.count)
    try withLine { target throws(ArrayError) in
      try target.assign(.array(line), at: [.array(NDArray(places, shape: [places.count]))])
    }
  }

  private static func flatPlace(_ place: Int, _ size: Int) throws(ArrayError) -> Int {
    guard place >= -size, place < size else {
      throw ArrayError(.index, "index \(place) is out of bounds for size \(size)")
    }
    return place < 0 ? place + size : place
  }

  /// The places that a selection names, and the shape of what is there.
  private func flatPlaces(_ selection: AxisSelection) throws(ArrayError) -> (
    places: [Int], shape: [Int]
  ) {
    switch selection {
    case .integer(let place): return ([try NDArray.flatPlace(place, size)], [])
    case .ellipsis: return (Array(0..<size), [size])
    case .slice(let slice):
      let (start, count) = try slice.resolved(size)
      return ((0..<count).map { start + $0 * slice.step }, [count])
    case .newAxis:
      throw ArrayError(.index, "unsupported iterator index")
    case .array(let array):
      if array.dtype == .bool {
        guard array.ndim == 1 else {
          throw ArrayError(
            .index,
            "too many indices for flat iterator: flat iterator is 1-dimensional, but \(array.ndim) "
              + "were indexed")
        }
        guard array.size == size else {
          throw ArrayError(
            .index,
            "boolean index did not match indexed flat iterator along axis 0; size of axis is \(size) "
              + "but size of corresponding boolean axis is \(array.size)")
        }
        let places = array.nonzero()[0].array(of: Int.self)
        return (places, [places.count])
      }
      guard array.dtype.isInteger else {
        throw ArrayError(.index, "arrays used as indices must be of integer (or boolean) type")
      }
      var places: [Int] = []
      for place in array.array(of: Int.self) { places.append(try NDArray.flatPlace(place, size)) }
      return (places, array.shape)
    }
  }
}

// MARK: Numbers out of arrays

/// A number, or a list of such: an array's elements as nested lists.
public indirect enum NestedScalars: Sendable {
  case number(Scalar)
  case list([NestedScalars])
}

extension NDArray {
  /// The elements in C order, each a number that stands beside arrays with this dtype.
  public func scalars() -> [Scalar] {
    switch dtype.kind {
    case .bool: array(of: Bool.self).map(\.scalar)
    case .signed: array(of: Int64.self).map { Scalar(.integer(Whole($0)), dtype) }
    case .unsigned: array(of: UInt64.self).map { Scalar(.integer(Whole($0)), dtype) }
    case .float: array(of: Double.self).map { Scalar(.float($0), dtype) }
    case .complex: array(of: Complex128.self).map { Scalar(.complex($0.re, $0.im), dtype) }
    }
  }

  /// The elements as nested lists, one level for each axis: NumPy's `tolist`.
  public func nestedScalars() -> NestedScalars {
    var rest = scalars().map { NestedScalars.number($0) }
    for axis in shape.indices.reversed() {
      let extent = shape[axis]
      let lists = shape[..<axis].reduce(1, *)
      rest = (0..<lists).map { .list(Array(rest[($0 * extent)..<(($0 + 1) * extent)])) }
    }
    return rest[0]
  }
}
