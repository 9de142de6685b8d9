// SPDX-License-Identifier: Apache-2.0
// Chains of products, and linear algebra of tensors seen as matrices.

extension LinearAlgebra {
  /// The product of a chain of matrices, the first and the last of which may be vectors, in the order that costs least.
  public static func multiDot(_ arrays: [NDArray]) throws(LinearAlgebraError) -> NDArray {
    guard arrays.count >= 2 else {
      throw LinearAlgebraError(.value, "Expecting at least two arrays.")
    }
    do {
      if arrays.count == 2 { return try Products.dot(arrays[0], arrays[1]) }
      let last = arrays.count - 1
      var matrices = arrays
      if arrays[0].ndim == 1 { matrices[0] = arrays[0].atLeast(2) }
      if arrays[last].ndim == 1 { matrices[last] = arrays[last].atLeast(2).T }
      for matrix in matrices where matrix.ndim != 2 {
        throw LinearAlgebraError.dimensions(matrix.ndim, must: "")
      }
      let cuts = matrices.count == 3 ? cutOfThree(matrices) : cheapestCuts(matrices)
      let product = try multiplied(matrices, cuts, 0, last)
      switch (arrays[0].ndim, arrays[last].ndim) {
      case (1, 1): return product.reshaped([])
      case (1, _), (_, 1): return product.ravel()
      default: return product
      }
    } catch let error as LinearAlgebraError {
      throw error
    } catch let error as ArrayError {
      throw LinearAlgebraError(error)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private static func multiplied(
    _ matrices: [NDArray], _ cuts: [[Int]], _ first: Int, _ last: Int
  ) throws(ArrayError) -> NDArray {
    if first == last { return matrices[first] }
    let cut = cuts[first][last]
    return try Products.dot(
      multiplied(matrices, cuts, first, cut), multiplied(matrices, cuts, cut + 1, last))
  }

  /// The cheaper of the two ways to multiply three matrices; the second if they cost the same.
  private static func cutOfThree(_ matrices: [NDArray]) -> [[Int]] {
    let (rows, inner) = (matrices[0].shape[0], matrices[0].shape[1])
    let (outer, columns) = (matrices[2].shape[0], matrices[2].shape[1])
    let left = rows * outer * (inner + columns)
    let right = inner * columns * (rows + outer)
    return [[0, 0, left < right ? 1 : 0], [1, 1, 1], [2, 2, 2]]
  }

  /// Where to cut every part of the chain (Cormen et al., Introduction to Algorithms, 15.2).
  private static func cheapestCuts(_ matrices: [NDArray]) -> [[Int]] {
    let count = matrices.count
    let sides = matrices.map { Double($0.shape[0]) } + [Double(matrices[count - 1].shape[1])]
    var costs = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var cuts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    for length in 1..<count {
      for first in 0..<(count - length) {
        let last = first + length
        costs[first][last] = .infinity
        for cut in first..<last {
          let cost =
            costs[first][cut] + costs[cut + 1][last] + sides[first] * sides[cut + 1]
            * sides[last + 1]
          if cost < costs[first][last] { (costs[first][last], cuts[first][last]) = (cost, cut) }
        }
      }
    }
    return cuts
  }

  /// The tensor x with tensordot(a, x, x.ndim) = b; `axes` of `a` are moved to its end first.
  public static func tensorsolve(
    _ a: NDArray, _ b: NDArray, axes: [Int]? = nil
  ) throws(LinearAlgebraError) -> NDArray {
    var a = a
    if let axes {
      var order = Array(0..<a.ndim)
      for axis in axes {
        guard let place = order.firstIndex(of: axis) else {
          throw LinearAlgebraError(.value, "list.remove(x): x not in list")
        }
        order.append(order.remove(at: place))
      }
      a = a.transposed(order)
    }
    let shape = Array(a.shape.suffix(max(a.ndim - b.ndim, 0)))
    let count = shape.reduce(1, *)
    guard a.size == count * count else {
      throw LinearAlgebraError(
        .matrix,
        "Input arrays must satisfy the requirement             prod(a.shape[b.ndim:]) == "
          + "prod(a.shape[:b.ndim])")
    }
    return try solve(a.reshaped([count, count]), b.ravel()).reshaped(shape)
  }

  /// The tensor that is the inverse of `a` under tensordot over `index` axes.
  public static func tensorinv(_ a: NDArray, index: Int = 2) throws(LinearAlgebraError) -> NDArray {
    guard index > 0 else { throw LinearAlgebraError(.value, "Invalid ind argument.") }
    let cut = min(index, a.ndim)
    let rows = a.shape[cut...].reduce(1, *)
    let columns = rows == 0 ? 0 : a.size / rows
    let inverse = try inv(a.reshaped([rows, columns]))
    return inverse.reshaped(Array(a.shape[cut...]) + Array(a.shape[..<cut]))
  }

  /// The norm of the vectors along `axes`, all of which count as one, or of all elements (the array standard's `vector_norm`).
  public static func vectorNorm(
    _ a: NDArray, _ order: NormOrder = 2, axes: [Int]? = nil, keepDims: Bool = false
  ) throws(LinearAlgebraError) -> NDArray {
    let reduced: [Int]
    do {
      reduced =
        try axes.map { (axes) throws(ArrayError) in
          try axes.map { (axis) throws(ArrayError) in try normalized(axis: axis, ndim: a.ndim) }
        } ?? Array(0..<a.ndim)
    } catch {
      throw LinearAlgebraError(error)
    }
    let rest = (0..<a.ndim).filter { !reduced.contains($0) }
    let kept = rest.map { a.shape[$0] }
    let count = reduced.reduce(1) { $0 * a.shape[$1] }
    let lanes = a.transposed(reduced + rest).reshaped([count] + kept)
    let result = try norm(lanes, order, axes: [0])
    guard keepDims else { return result }
    return result.reshaped((0..<a.ndim).map { reduced.contains($0) ? 1 : a.shape[$0] })
  }

  /// The norm of the matrices in the last two axes (the array standard's `matrix_norm`).
  public static func matrixNorm(
    _ a: NDArray, _ order: NormOrder = .frobenius, keepDims: Bool = false
  ) throws(LinearAlgebraError) -> NDArray {
    try norm(a, order, axes: [-2, -1], keepDims: keepDims)
  }
}
