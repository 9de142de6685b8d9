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

  /// The elements where `mask`, of the same shape, is true.
  func masked(_ mask: NDArray) throws(ArrayError) -> NDArray { try selecting([.array(mask)]) }
}

/// The elements of `a` at the places, in C order, where `condition` is not zero (NumPy's `extract`).
public func extract(_ condition: NDArray, _ a: NDArray) throws(ArrayError) -> NDArray {
  try a.took(condition.flatNonzero(), axis: nil)
}
