// SPDX-License-Identifier: Apache-2.0
// Norms of vectors and matrices: which axes, which kind.

extension LinearAlgebra {
  /// The norm of the vectors or matrices along `axes`.
  ///
  /// One axis means vectors, two mean matrices (rows, columns); without axes a whole array of one
  /// or two axes, or, with no `order`, the root of the sum of squares of all elements. Without an
  /// order vectors have their 2-norm and matrices the Frobenius norm. `keepDims` leaves axes of
  /// length 1. The result has the dtype of the magnitudes; integers and bool become float64.
  public static func norm(
    _ a: NDArray, _ order: NormOrder? = nil, axes: [Int]? = nil, keepDims: Bool = false
  ) throws(LinearAlgebraError) -> NDArray {
    let rank = a.ndim
    let takesAll =
      order == nil || (order == .frobenius && rank == 2) || (order == 2 && rank == 1)
    if axes == nil && takesAll {
      return try composed { () throws(ArrayError) in
        try rootOfProduct(a).reshaping(keepDims ? a.shape.map { _ in 1 } : [])
      }
    }
    let axes = axes ?? Array(0..<rank)
    guard 1...2 ~= axes.count else {
      throw LinearAlgebraError(.value, "Improper number of dimensions to norm.")
    }
    if axes.count == 1, let order, order == .frobenius || order == .nuclear {
      throw LinearAlgebraError(.value, "Invalid norm order '\(order.name)' for vectors")
    }
    var reduced: [Int] = []
    for axis in axes {
      guard -rank..<rank ~= axis else {
        throw LinearAlgebraError(
          .axis, "axis \(axis) is out of bounds for array of dimension \(rank)")
      }
      reduced.append(axis < 0 ? axis + rank : axis)
    }
    let kept = (0..<rank).filter { !reduced.contains($0) }
    var shape = kept.map { a.shape[$0] }
    if keepDims { shape = (0..<rank).map { reduced.contains($0) ? 1 : a.shape[$0] } }
    if reduced.count == 1 {
      let lanes = NormLanes(a, kept: kept, lines: [], lane: reduced)
      switch order {
      case nil, .power(2):
        return try composed { () throws(ArrayError) in try rootOfSquares(a, reduced, keepDims) }
      case .power(let exponent) where exponent.isFinite && exponent != 0 && exponent != 1:
        return try composed { () throws(ArrayError) in
          try power(a, exponent, reduced[0], keepDims)
        }
      default: break
      }
      let reduction = vectorReduction(order)
      if reduction == .smallest { try requireElements(a.shape[reduced[0]]) }
      return lanes.array(lanes.reduce(reduction), shape: shape)
    }
    if reduced[0] == reduced[1] { throw LinearAlgebraError(.value, "Duplicate axes given.") }
    return try matrixNorm(a, order ?? .frobenius, reduced, kept: kept, shape: shape)
  }

  private static func vectorReduction(_ order: NormOrder?) -> NormLanes.Reduction {
    switch order {
    case .power(.infinity): .largest
    case .power(-.infinity): .smallest
    case .power(0): .count
    default: .sum
    }
  }

  // MARK: Norms that NumPy composes of array operations, which may warn

  private static func composed(_ body: () throws(ArrayError) -> NDArray)
    throws(LinearAlgebraError) -> NDArray
  {
    do throws(ArrayError) { return try body() } catch { throw LinearAlgebraError(error) }
  }

  private static func inexact(_ a: NDArray) -> NDArray {
    a.dtype.kind < .float ? a.asType(.float64) : a
  }

  /// The root of all elements' product with themselves.
  private static func rootOfProduct(_ a: NDArray) throws(ArrayError) -> NDArray {
    let line = inexact(a).ravel()
    guard line.dtype.isComplex else { return try Ufunc.sqrt.record(dot(line, line)) }
    let (re, im) = (line.real, line.imag)
    return try Ufunc.sqrt.record(Ufunc.add.record(dot(re, re), dot(im, im)))
  }

  /// The root of the sum of squares over `axes`.
  private static func rootOfSquares(_ a: NDArray, _ axes: [Int], _ keepDims: Bool)
    throws(ArrayError) -> NDArray
  {
    let x = inexact(a)
    let squares =
      x.dtype.isComplex
      ? try Ufunc.multiply.record(Ufunc.conjugate.record(x), x).real
      : try Ufunc.multiply.record(x, x)
    return try Ufunc.sqrt.record(squares.total(.sum, axes: axes, keepDims: keepDims, dtype: nil))
  }

  private static func power(_ a: NDArray, _ exponent: Double, _ axis: Int, _ keepDims: Bool)
    throws(ArrayError) -> NDArray
  {
    let powers = try Weft.power(.array(abs(inexact(a))), .scalar(exponent.scalar))
    let sum = try powers.total(.sum, axes: [axis], keepDims: keepDims, dtype: nil)
    let inverse = Scalar(.float(1 / exponent), sum.dtype)
    return try Ufunc.power.record(sum, inverse).asType(sum.dtype)
  }

  private static func matrixNorm(
    _ a: NDArray, _ order: NormOrder, _ axes: [Int], kept: [Int], shape: [Int]
  ) throws(LinearAlgebraError) -> NDArray {
    let (rows, columns) = (axes[0], axes[1])
    switch order {
    case .frobenius:
      return try composed { () throws(ArrayError) in
        try rootOfSquares(a, axes, false).reshaping(shape)
      }
    case .power(1), .power(-1), .power(.infinity), .power(-.infinity):
      guard case .power(let exponent) = order else { break }
      let (line, lane) = abs(exponent) == 1 ? (columns, rows) : (rows, columns)
      if exponent < 0 { try requireElements(a.shape[line]) }
      let lanes = NormLanes(a, kept: kept, lines: [line], lane: [lane])
      return lanes.array(
        lanes.extremes(of: lanes.reduce(.sum), largest: exponent > 0), shape: shape)
    case .nuclear, .power(2), .power(-2):
      let least = min(a.shape[rows], a.shape[columns])
      let moved = permuted(a, kept + axes)
      let common = try common(moved)
      if order == -2 { try requireElements(least) }
      let values =
        common.isComplex
        ? try decompose(moved, as: ComplexElement<Double>.self, job: LAPACKJob.none).s
        : try decompose(moved, as: Double.self, job: LAPACKJob.none).s
      let results = (0..<values.count).map { index in
        let s = UnsafeBufferPointer(start: values[index], count: least)
        return order == .nuclear ? s.reduce(0, +) : order == 2 ? s.first ?? 0 : s.last ?? 0
      }
      return NDArray(results, as: common.real, shape: shape)
    case .power:
      break
    }
    throw LinearAlgebraError(.value, "Invalid norm order for matrices.")
  }

  private static func requireElements(_ count: Int) throws(LinearAlgebraError) {
    if count == 0 {
      throw LinearAlgebraError(
        .value, "zero-size array to reduction operation minimum which has no identity")
    }
  }

  /// A C-contiguous copy of `a` with its axes in the order `axes`.
  static func permuted(_ a: NDArray, _ axes: [Int]) -> NDArray {
    a.withStridedView { view in
      let permuted = StridedView(
        dtype: view.dtype, shape: axes.map { view.shape[$0] },
        strides: axes.map { view.strides[$0] }, base: view.base)
      return NDArray(dtype: view.dtype, shape: permuted.shape) { bytes in
        guard let address = bytes.baseAddress else { return }
        copyElements(of: permuted, as: view.dtype, to: address)
      }
    }
  }
}

extension NDArray {
  /// The numbers `values` in C order, rounded to `dtype`.
  init(_ values: [Double], as dtype: DType, shape: [Int]) {
    self.init(dtype: dtype, shape: shape) { bytes in
      guard let address = bytes.baseAddress else { return }
      values.withUnsafeBytes { source in
        guard let base = source.baseAddress else { return }
        let view = StridedView(
          dtype: .float64, shape: [values.count], strides: [MemoryLayout<Double>.stride],
          base: base)
        copyElements(of: view, as: dtype, to: address)
      }
    }
  }
}
