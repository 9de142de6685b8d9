// SPDX-License-Identifier: Apache-2.0
// Conversion to another dtype, and copies.

extension NDArray {
  /// The values as `dtype`, converted as NumPy's `astype` does.
  public func asType(_ dtype: DType) -> NDArray {
    if dtype == self.dtype { return self }
    if self.dtype.isComplex { Warnings.reportDropped(self.dtype, dtype) }
    let layout =
      layout.isStretched
      ? layout.copied(itemSize: dtype.itemSize) : layout.forResult(self.dtype, dtype)
    return Engine.map(.copy, self, loop: dtype, dtype: dtype, layout: layout)
  }

  /// The same, as the end of `ufunc`, which warnings name.
  package func asType(_ dtype: DType, endOf ufunc: Ufunc) -> NDArray {
    if dtype == self.dtype { return self }
    let result = asType(dtype)
    result.node.blamed = .ufunc(ufunc)
    return result
  }

  /// The values as `dtype`; throws unless `casting` allows it.
  public func asType(_ dtype: DType, casting: DType.Casting) throws(ArrayError) -> NDArray {
    guard DType.canCast(self.dtype, to: dtype, casting: casting) else {
      throw ArrayError(
        .type,
        "Cannot cast array data from dtype('\(self.dtype)') to dtype('\(dtype)') according to the rule "
          + "'\(casting.rawValue)'")
    }
    return asType(dtype)
  }

  /// An array of its own memory, without the gaps of a view.
  public func copy() -> NDArray {
    let target =
      layout.isStretched
      ? layout.copied(itemSize: dtype.itemSize)
      : Layout.result(shape: shape, itemSize: dtype.itemSize, operands: [layout])
    return Engine.map(.copy, self, loop: dtype, dtype: dtype, layout: target)
  }

  /// The same values in C order: itself if they lie so.
  package func inCOrder() -> NDArray {
    if layout.isContiguous { return self }
    let target = Layout(contiguous: shape, itemSize: dtype.itemSize)
    return Engine.map(.copy, self, loop: dtype, dtype: dtype, layout: target)
  }
}
