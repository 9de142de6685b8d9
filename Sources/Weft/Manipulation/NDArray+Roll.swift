// SPDX-License-Identifier: Apache-2.0
// Elements and axes turned round.

extension NDArray {
  /// The elements moved `shift` places on, those that fall off coming in again, along `axis`; in C order without one.
  public func rolled(by shift: Int, axis: Int? = nil) throws(ArrayError) -> NDArray {
    if let axis { return try rolled(by: [shift], axes: [axis]) }
    return try reshaping([size]).rolled(by: [shift], axes: [0]).reshaping(shape)
  }

  /// The elements moved `shifts[i]` places on along `axes[i]`; one shift or one axis alone goes with all of the other.
  public func rolled(by shifts: [Int], axes: [Int]) throws(ArrayError) -> NDArray {
    var places: [Int] = []
    for axis in axes { places.append(try normalized(axis: axis, ndim: ndim)) }
    guard shifts.count == places.count || shifts.count == 1 || places.count == 1 else {
      throw ArrayError(
        .value,
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with "
          + "shape (\(shifts.count),) and arg 1 with shape (\(places.count),).")
    }
    var offsets = [Int](repeating: 0, count: ndim)
    let count = shifts.count == 1 ? places.count : shifts.count
    for index in 0..<count {
      offsets[places[places.count == 1 ? 0 : index]] &+= shifts[shifts.count == 1 ? 0 : index]
    }
    var result = self
    for axis in 0..<ndim where shape[axis] > 0 {
      let offset = (offsets[axis] % shape[axis] + shape[axis]) % shape[axis]
      if offset == 0 { continue }
      result = try NDArray.joined(
        [
          result.part(axis, shape[axis] - offset, nil),
          result.part(axis, nil, shape[axis] - offset),
        ],
        axis: axis)
    }
    return result.apart(from: self)
  }

  /// A quarter turn from axis `axes.0` towards axis `axes.1`, `count` times; a view.
  public func rotated90(_ count: Int = 1, axes: (Int, Int) = (0, 1)) throws(ArrayError) -> NDArray {
    let (first, second) = axes
    if first == second || Swift.abs(first - second) == ndim {
      throw ArrayError(.value, "Axes must be different.")
    }
    guard -ndim..<ndim ~= first, -ndim..<ndim ~= second else {
      throw ArrayError(
        .value, "Axes=(\(first), \(second)) out of range for array of ndim=\(ndim).")
    }
    switch (count % 4 + 4) % 4 {
    case 1: return flipped(second).swappingAxes(first, second)
    case 2: return flipped([first, second])
    case 3: return swappingAxes(first, second).flipped(second)
    default: return self
    }
  }

  /// Axis `axis` moved to stand before axis `start`; a view.
  public func rollingAxis(_ axis: Int, to start: Int = 0) throws(ArrayError) -> NDArray {
    let axis = try normalized(axis: axis, ndim: ndim)
    var place = start < 0 ? start + ndim : start
    guard 0...ndim ~= place else {
      throw ArrayError(
        .axis, "'start' arg requires \(-ndim) <= start < \(ndim + 1), but \(place) was passed in")
    }
    if axis < place { place -= 1 }
    var order = Array(0..<ndim)
    order.insert(order.remove(at: axis), at: place)
    return try transposing(order)
  }
}
