// SPDX-License-Identifier: Apache-2.0
// The order by several keys.

extension NDArray {
  /// The places of the elements in ascending order of the last of `keys`, equal ones in that of the one before, and so on, along
  /// `axis` (NumPy's `lexsort`); stable.
  ///
  /// The keys have one shape; NumPy's two-dimensional key is its rows. The result is int64.
  public static func lexsort(_ keys: [NDArray], axis: Int = -1) throws(ArrayError) -> NDArray {
    guard let first = keys.first else {
      throw ArrayError(.type, "need sequence of keys with len > 0 in lexsort")
    }
    guard keys.allSatisfy({ $0.shape == first.shape }) else {
      throw ArrayError(.value, "all keys need to be the same shape")
    }
    if first.ndim == 0 {
      _ = try normalized(axis: axis, ndim: 1)
      return zeros([], .int64)
    }
    let axis = try normalized(axis: axis, ndim: first.ndim)
    var order = try first.argSorted(axis: axis)
    for key in keys.dropFirst() {
      let next = try key.takingAlong(order, axis: axis).argSorted(axis: axis)
      order = try order.takingAlong(next, axis: axis)
    }
    return order
  }

  /// The order by the rows of `keys`, the last row counting most, along `axis` of a row.
  public static func lexsort(_ keys: NDArray, axis: Int = -1) throws(ArrayError) -> NDArray {
    guard keys.ndim > 0 else {
      throw ArrayError(.type, "need sequence of keys with len > 0 in lexsort")
    }
    var rows: [NDArray] = []
    for row in 0..<keys.shape[0] { rows.append(try keys.along(0, at: row)) }
    return try lexsort(rows, axis: axis)
  }
}
