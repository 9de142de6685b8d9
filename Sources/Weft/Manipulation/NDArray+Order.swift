// SPDX-License-Identifier: Apache-2.0
// Orders in which elements are read or laid in memory.

/// NumPy's names of orders: the last axis fastest, the first axis fastest, or as the array lies.
public enum ElementOrder: String, Sendable, CaseIterable {
  /// The last axis varies fastest.
  case c = "C"
  /// The first axis varies fastest.
  case fortran = "F"
  /// `fortran` for an array that lies so and not in C order, else `c`.
  case any = "A"
  /// As the elements lie in memory.
  case keep = "K"
}

extension Layout {
  /// True when the elements fill a range of memory in Fortran order.
  func isFortran(itemSize: Int) -> Bool {
    transposed((0..<ndim).reversed(), itemSize: itemSize).isContiguous
  }

  /// True when the elements fill a range of memory without gaps, whatever the order of the axes.
  func isDense(itemSize: Int) -> Bool {
    let axes = (0..<ndim).filter { shape[$0] != 1 }.sorted { strides[$0] < strides[$1] }
    var step = itemSize
    for axis in axes {
      if strides[axis] != step { return false }
      step *= shape[axis]
    }
    return true
  }
}

extension NDArray {
  /// True if `order` means Fortran's for this array.
  private func isFortran(_ order: ElementOrder) -> Bool {
    switch order {
    case .c, .keep: false
    case .fortran: true
    case .any: !layout.isContiguous && layout.isFortran(itemSize: dtype.itemSize)
    }
  }

  /// The elements, read and laid out in `order`, as `shape`; one length may be -1.
  ///
  /// A view if possible.
  public func reshaped(_ shape: [Int], order: ElementOrder) throws(ArrayError) -> NDArray {
    if order == .keep {
      throw ArrayError(.value, "order 'K' is not permitted for reshaping")
    }
    guard isFortran(order) else { return try reshaping(shape) }
    return try T.reshaping(resolvedShape(shape).reversed()).T
  }

  /// The elements along one axis in `order`; a view if they lie so.
  public func ravel(order: ElementOrder) -> NDArray {
    if order == .keep, ndim > 1 {
      let axes = Layout.memoryOrder(axes: ndim, [layout])
      let upright = shape.indices.filter { strides[$0] < 0 && shape[$0] > 1 }
      // Memory is read upwards only where every axis points up; others keep their direction, as in NumPy.
      return upright.isEmpty ? transposed(axes).ravel() : transposed(axes).flattened()
    }
    return isFortran(order) ? T.ravel() : ravel()
  }

  /// A copy of the elements along one axis in `order`.
  public func flattened(order: ElementOrder) -> NDArray { ravel(order: order).apart(from: self) }

  /// A copy laid out in `order`.
  public func copy(order: ElementOrder) -> NDArray {
    switch order {
    case .keep: return copy()
    case _ where isFortran(order): return T.copy(order: .c).T
    default:
      let target = Layout(contiguous: shape, itemSize: dtype.itemSize)
      return Engine.map(.copy, self, loop: dtype, dtype: dtype, layout: target)
    }
  }
}
