// SPDX-License-Identifier: Apache-2.0
// Shuffles and permutations of Generator and RandomState.

extension Generator {
  /// Puts the slices of `array` along `axis` in random order; what is in them stays together.
  public mutating func shuffle(_ array: inout NDArray, axis: Int = 0) throws(ArrayError) {
    try requireLength(array)
    let axis = try normalized(axis: axis, ndim: array.ndim)
    if array.size > 0 { array = try own.permuted(slices: array, axis) }
  }

  /// Puts the elements of a Swift array in random order, as NumPy does those of a list.
  public mutating func shuffle<Element>(_ list: inout [Element]) {
    let source = own
    for index in list.indices.reversed() { list.swapAt(index, source.interval(index)) }
  }

  /// 0 ..< `count` in random order.
  public mutating func permutation(_ count: Int) throws(ArrayError) -> NDArray {
    try own.shuffledIndices(count)
  }

  /// The slices of `array` along `axis` in random order.
  public mutating func permutation(_ array: NDArray, axis: Int = 0) throws(ArrayError) -> NDArray {
    try own.permuted(slices: array, try normalized(axis: axis, ndim: array.ndim))
  }

  /// The elements of `array` in random order: within each lane along `axis`, or all of them without one.
  public mutating func permuted(_ array: NDArray, axis: Int? = nil) throws(ArrayError) -> NDArray {
    guard let axis else {
      try requireLength(array)
      return own.permuted(all: array)
    }
    return own.permuted(lanes: array, try normalized(axis: axis, ndim: array.ndim))
  }
}

extension RandomState {
  /// Puts the slices of `array` along its first axis in random order.
  public mutating func shuffle(_ array: inout NDArray) throws(ArrayError) {
    try requireLength(array)
    if array.size > 0 { array = try own.permuted(slices: array, 0) }
  }

  /// Puts the elements of a Swift array in random order, as NumPy does those of a list.
  public mutating func shuffle<Element>(_ list: inout [Element]) {
    let source = own
    for index in list.indices.reversed() { list.swapAt(index, source.interval(index)) }
  }

  /// 0 ..< `count` in random order.
  public mutating func permutation(_ count: Int) throws(ArrayError) -> NDArray {
    try own.shuffledIndices(count)
  }

  /// The slices of `array` along its first axis in random order.
  public mutating func permutation(_ array: NDArray) throws(ArrayError) -> NDArray {
    if array.ndim == 0 {
      throw ArrayError(.index, "x must be an integer or at least 1-dimensional")
    }
    return try own.permuted(slices: array, 0)
  }
}

/// Throws Python's error unless `array` has a length.
private func requireLength(_ array: NDArray) throws(ArrayError) {
  if array.ndim == 0 { throw ArrayError(.type, "len() of unsized object") }
}
