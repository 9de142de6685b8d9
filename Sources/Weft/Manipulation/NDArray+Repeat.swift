// SPDX-License-Identifier: Apache-2.0
// The same elements several times: repeated, tiled, resized.

extension NDArray {
  /// Every element `count` times along `axis`; of all elements in C order without one.
  public func repeated(_ count: Int, axis: Int? = nil) throws(ArrayError) -> NDArray {
    let (line, axis) = try line(along: axis)
    var shape = line.shape
    guard count >= 0 || shape[axis] == 0 else {
      throw ArrayError(.value, "negative dimensions are not allowed")
    }
    shape[axis] = try Layout.product(shape[axis], Swift.max(count, 0))
    try Layout.check(shape, dtype)
    var stretched = line.shape
    stretched.insert(Swift.max(count, 0), at: axis + 1)
    let lifted = line.layout.inserting([axis + 1], itemSize: dtype.itemSize)
      .broadcast(to: stretched, itemSize: dtype.itemSize)
    let result = try line.view(lifted).reshaping(shape)
    return result.node === node ? result.copy(order: .c) : result
  }

  /// Element i along `axis` `counts[i]` times; of all elements in C order without an axis.
  ///
  /// One count alone is that of all elements.
  public func repeated(_ counts: NDArray, axis: Int? = nil) throws(ArrayError) -> NDArray {
    guard counts.ndim < 2 else {
      throw ArrayError(.value, "object too deep for desired array")
    }
    let numbers = try counts.places()
    if numbers.count == 1 { return try repeated(numbers[0], axis: axis) }
    let (line, axis) = try line(along: axis)
    guard numbers.count == line.shape[axis] else {
      throw ArrayError(
        .value,
        "operands could not be broadcast together with shape (\(line.shape[axis]),) "
          + "(\(numbers.count),)")
    }
    guard numbers.allSatisfy({ $0 >= 0 }) else {
      throw ArrayError(.value, "repeats may not contain negative values.")
    }
    var places: [Int] = []
    for (place, count) in numbers.enumerated() {
      places.append(contentsOf: repeatElement(place, count: count))
    }
    return try line.gathered(places, axis: axis)
  }

  /// The array laid side by side, `counts[i]` times along axis i; missing counts and axes in front are 1.
  public func tiled(_ counts: [Int]) throws(ArrayError) -> NDArray {
    let missing = counts.count - ndim
    let lengths = [Int](repeating: 1, count: Swift.max(missing, 0)) + shape
    let counts = [Int](repeating: 1, count: Swift.max(-missing, 0)) + counts
    guard counts.contains(where: { $0 != 1 }) else { return copy().reshaped(lengths) }
    var result: [Int] = []
    for (count, length) in zip(counts, lengths) {
      guard count >= 0 || length == 0 else {
        throw ArrayError(.value, "negative dimensions are not allowed")
      }
      result.append(try Layout.product(Swift.max(count, 0), length))
    }
    try Layout.check(result, dtype)
    // Axes that stay are not doubled, so that few of NumPy's 64 axes are ever needed.
    var (inner, outer): ([Int], [Int]) = ([], [])
    for (count, length) in zip(counts, lengths) {
      if count != 1 {
        inner.append(1)
        outer.append(Swift.max(count, 0))
      }
      inner.append(length)
      outer.append(length)
    }
    return try reshaping(inner).broadcast(to: outer).reshaping(result).apart(from: self)
  }

  public func tiled(_ count: Int) throws(ArrayError) -> NDArray { try tiled([count]) }

  /// The elements in C order, again and again, as an array of `shape`; zeros if there are none (NumPy's `resize` function).
  public func resized(_ shape: [Int]) throws(ArrayError) -> NDArray {
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw ArrayError(.value, "all elements of `new_shape` must be non-negative")
    }
    try Layout.check(shape, dtype)
    let count = shape.reduce(1, *)
    guard size > 0, count > 0 else { return .zeros(shape, dtype) }
    let line = try reshaping([size])
    let whole = try line.tiled([(count + size - 1) / size])
    return try whole.part(0, 0, count).reshaping(shape).apart(from: self)
  }

  /// Gives this array `shape`: elements in C order are cut off, or zeros follow (NumPy's `resize` method).
  public mutating func resize(_ shape: [Int]) throws(ArrayError) {
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw ArrayError(.value, "negative dimensions not allowed")
    }
    try Layout.check(shape, dtype)
    let count = shape.reduce(1, *)
    var line = try reshaping([size])
    if count <= size {
      line = try line.part(0, 0, count).copy()
    } else {
      line = try NDArray.joined([line, .zeros([count - size], dtype)], axis: 0)
    }
    self = try line.reshaping(shape)
  }
}
