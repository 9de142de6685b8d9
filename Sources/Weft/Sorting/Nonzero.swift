// SPDX-License-Identifier: Apache-2.0
// Where elements are not zero, and what is there.

extension NDArray {
  /// The indices of the elements that are not zero, one row each, in C order (NumPy's `argwhere`); int64.
  public func argWhere() throws(ArrayError) -> NDArray {
    if ndim == 0 {
      return .zeros([try flatNonzero().size, 0], .int64)
    }
    let columns = nonzero()
    let count = columns[0].size
    var rows: [NDArray] = []
    for column in columns { rows.append(try column.reshaping([1, count])) }
    return try NDArray.joined(rows, axis: 0).T
  }

  /// The places of the elements that are not zero among all elements in C order (NumPy's `flatnonzero`); int64.
  public func flatNonzero() throws(ArrayError) -> NDArray { try reshaping([size]).nonzero()[0] }

  /// The elements along `axis` at the places where `condition`, which has one axis, is not zero; of all elements in C order
  /// without an axis (NumPy's `compress`).
  ///
  /// A condition may be shorter than the axis; where it is longer it must be zero.
  public func compressed(_ condition: NDArray, axis: Int? = nil) throws(ArrayError) -> NDArray {
    guard condition.ndim == 1 else {
      throw ArrayError(.value, "condition must be a 1-d array")
    }
    return try took(condition.nonzero()[0], axis: axis)
  }

  /// The elements where `mask`, of the same shape, is true.
  func masked(_ mask: NDArray) throws(ArrayError) -> NDArray { try selecting([.array(mask)]) }
}

/// The elements of `a` at the places, in C order, where `condition` is not zero (NumPy's `extract`).
public func extract(_ condition: NDArray, _ a: NDArray) throws(ArrayError) -> NDArray {
  try a.took(condition.flatNonzero(), axis: nil)
}
