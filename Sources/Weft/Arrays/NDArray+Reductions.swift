// SPDX-License-Identifier: Apache-2.0
// Reductions over all axes, one axis or several.

// `axis` is an axis, a list of them, or nothing for all; negative ones count from the end. `keepDims` leaves the
// reduced axes with length 1, so that the result broadcasts against the array.

extension NDArray {
  /// The sum; integers add in 64 bits.
  public consuming func sum(axis: Int, keepDims: Bool = false, dtype: DType? = nil) -> NDArray {
    do {
      return try total(.sum, axis: axis, keepDims: keepDims, dtype: dtype)
    } catch {
      return NDArray.failed(error)
    }
  }

  public consuming func sum(axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil)
    -> NDArray
  {
    do {
      return try total(.sum, axes: axis, keepDims: keepDims, dtype: dtype)
    } catch {
      return NDArray.failed(error)
    }
  }

  /// The product; integers multiply in 64 bits.
  public consuming func prod(axis: Int, keepDims: Bool = false, dtype: DType? = nil) -> NDArray {
    do {
      return try total(.product, axis: axis, keepDims: keepDims, dtype: dtype)
    } catch {
      return NDArray.failed(error)
    }
  }

  public consuming func prod(axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil)
    -> NDArray
  {
    do {
      return try total(.product, axes: axis, keepDims: keepDims, dtype: dtype)
    } catch {
      return NDArray.failed(error)
    }
  }

  /// The smallest element; NaN if there is one.
  public func min(axis: Int, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try extreme(.minimum, axes: [axis], keepDims: keepDims)
    }
  }

  public func min(axis: [Int]? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try extreme(.minimum, axes: axis, keepDims: keepDims)
    }
  }

  /// The largest element; NaN if there is one.
  public func max(axis: Int, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try extreme(.maximum, axes: [axis], keepDims: keepDims)
    }
  }

  public func max(axis: [Int]? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try extreme(.maximum, axes: axis, keepDims: keepDims)
    }
  }

  /// True if any element is not zero.
  public func any(axis: Int, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try truth(.any, axes: [axis], keepDims: keepDims)
    }
  }

  public func any(axis: [Int]? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try truth(.any, axes: axis, keepDims: keepDims)
    }
  }

  /// True if all elements are not zero.
  public func all(axis: Int, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try truth(.all, axes: [axis], keepDims: keepDims)
    }
  }

  public func all(axis: [Int]? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try truth(.all, axes: axis, keepDims: keepDims)
    }
  }

  /// The mean; integers average in float64.
  public func mean(axis: Int, keepDims: Bool = false, dtype: DType? = nil) -> NDArray {
    checked { () throws(ArrayError) in
      try average(axes: [axis], keepDims: keepDims, dtype: dtype)
    }
  }

  public func mean(axis: [Int]? = nil, keepDims: Bool = false, dtype: DType? = nil) -> NDArray {
    checked { () throws(ArrayError) in
      try average(axes: axis, keepDims: keepDims, dtype: dtype)
    }
  }

  /// The variance: the mean square deviation, divided by n - ddof.
  public func `var`(axis: Int, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil)
    -> NDArray
  {
    checked { () throws(ArrayError) in
      try variance(axes: [axis], keepDims: keepDims, ddof: ddof, dtype: dtype)
    }
  }

  public func `var`(
    axis: [Int]? = nil, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil
  ) -> NDArray {
    checked { () throws(ArrayError) in
      try variance(axes: axis, keepDims: keepDims, ddof: ddof, dtype: dtype)
    }
  }

  /// The standard deviation: the root of the variance.
  public func std(axis: Int, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil)
    -> NDArray
  {
    checked { () throws(ArrayError) in
      try Ufunc.sqrt.record(variance(axes: [axis], keepDims: keepDims, ddof: ddof, dtype: dtype))
    }
  }

  public func std(axis: [Int]? = nil, keepDims: Bool = false, ddof: Double = 0, dtype: DType? = nil)
    -> NDArray
  {
    checked { () throws(ArrayError) in
      try Ufunc.sqrt.record(variance(axes: axis, keepDims: keepDims, ddof: ddof, dtype: dtype))
    }
  }

  /// The number of elements that are not zero.
  public consuming func countNonzero(axis: Int, keepDims: Bool = false) -> NDArray {
    do {
      return try truthValues().total(.sum, axis: axis, keepDims: keepDims, dtype: nil)
    } catch {
      return NDArray.failed(error)
    }
  }

  public consuming func countNonzero(axis: [Int]? = nil, keepDims: Bool = false) -> NDArray {
    do {
      return try truthValues().total(.sum, axes: axis, keepDims: keepDims, dtype: nil)
    } catch {
      return NDArray.failed(error)
    }
  }

  private consuming func truthValues() throws(ArrayError) -> NDArray {
    dtype == .bool ? self : try Ufunc.notEqual.record(self, 0.scalar)
  }

  /// The index of the first smallest element along `axis`; in C order without one.
  public func argMin(axis: Int? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try position(.argMinimum, axis: axis, keepDims: keepDims)
    }
  }

  /// The index of the first largest element along `axis`; in C order without one.
  public func argMax(axis: Int? = nil, keepDims: Bool = false) -> NDArray {
    checked { () throws(ArrayError) in
      try position(.argMaximum, axis: axis, keepDims: keepDims)
    }
  }

  /// The running sum along `axis`; of all elements in C order without one.
  public func cumsum(axis: Int? = nil, dtype: DType? = nil) -> NDArray {
    checked { () throws(ArrayError) in try running(.sum, axis: axis, dtype: dtype) }
  }

  /// The running product along `axis`; of all elements in C order without one.
  public func cumprod(axis: Int? = nil, dtype: DType? = nil) -> NDArray {
    checked { () throws(ArrayError) in try running(.product, axis: axis, dtype: dtype) }
  }
}
