// SPDX-License-Identifier: Apache-2.0
// Views of windows, and of any strides within the memory.

extension NDArray {
  /// All windows of `window` elements along `axes`, one per place, as new last axes; a view that repeats elements.
  ///
  /// Without axes the window has a length for every axis of the array.
  public func slidingWindowView(_ window: [Int], axes: [Int]? = nil) throws(ArrayError) -> NDArray {
    guard window.allSatisfy({ $0 >= 0 }) else {
      throw ArrayError(.value, "`window_shape` cannot contain negative values")
    }
    var along: [Int] = []
    if let axes {
      for axis in axes { along.append(try normalized(axis: axis, ndim: ndim)) }
      guard window.count == along.count else {
        throw ArrayError(
          .value,
          "Must provide matching length window_shape and axis; got \(window.count) window_shape elements "
            + "and \(along.count) axes elements.")
      }
    } else {
      along = Array(0..<ndim)
      guard window.count == ndim else {
        throw ArrayError(
          .value,
          "Since axis is `None`, must provide window_shape for all dimensions of `x`; got "
            + "\(window.count) window_shape elements and `x.ndim` is \(ndim).")
      }
    }
    var trimmed = shape
    for (axis, length) in zip(along, window) {
      guard trimmed[axis] >= length else {
        throw ArrayError(.value, "window shape cannot be larger than input array shape")
      }
      trimmed[axis] -= length - 1
    }
    try Layout.check(trimmed + window, dtype, isView: true)
    return view(
      Layout(
        shape: trimmed + window, strides: strides + along.map { strides[$0] },
        offset: layout.offset, itemSize: dtype.itemSize))
  }

  /// A view with any shape and strides, in bytes, that stay within this array's memory.
  ///
  /// What would reach beyond the elements of this array, where NumPy reads whatever is there, is refused.
  public func asStrided(shape: [Int]? = nil, strides: [Int]? = nil) throws(ArrayError) -> NDArray {
    let shape = shape ?? self.shape
    let strides = strides ?? self.strides
    guard shape.count == strides.count else {
      throw ArrayError(.value, "mismatch in length of strides and shape")
    }
    try Layout.check(shape, dtype, isView: true)
    let result = Layout(
      shape: shape, strides: strides, offset: layout.offset, itemSize: dtype.itemSize)
    let memory = node.layout.byteRange(itemSize: dtype.itemSize)
    let reach = result.byteRange(itemSize: dtype.itemSize)
    guard
      result.count == 0
        || (memory.lowerBound <= reach.lowerBound && reach.upperBound <= memory.upperBound)
    else {
      throw ArrayError(
        .value,
        "strides \(strides) of shape \(describe(shape: shape)) reach beyond the elements of the array"
      )
    }
    guard strides.allSatisfy({ $0 % dtype.itemSize == 0 }) else {
      throw ArrayError(
        .value, "strides \(strides) are no multiples of the item size \(dtype.itemSize)")
    }
    return view(result)
  }
}
