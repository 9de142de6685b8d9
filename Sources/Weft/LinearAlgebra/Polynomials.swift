// SPDX-License-Identifier: Apache-2.0
// Polynomials as vectors of coefficients, the highest power first, after numpy/lib/_polynomial_impl.py.

/// Arithmetic of polynomials, their values, roots and derivatives.
///
/// A polynomial is a vector of coefficients, that of the highest power first: x² − 2 is `NDArray([1, 0, -2])`.
public enum Polynomial {
  /// The value at each element of `x`, by Horner's rule.
  public static func value(_ p: NDArray, at x: NDArray) throws(ArrayError) -> NDArray {
    var y = NDArray.zerosLike(x)
    for index in 0..<p.size {
      y = try Ufunc.add.record(Ufunc.multiply.record(y, x), p[index] as NDArray)
    }
    return y
  }

  /// The coefficients of both, the shorter filled up with zeros.
  private static func aligned(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> (NDArray, NDArray) {
    let (a, b) = (a.atLeast1D(), b.atLeast1D())
    let missing = b.size - a.size
    func filled(_ p: NDArray, _ count: Int) throws(ArrayError) -> NDArray {
      count > 0 ? try NDArray.joined([.zeros([count], p.dtype), p], axis: 0) : p
    }
    return (try filled(a, missing), try filled(b, -missing))
  }

  /// The sum.
  public static func sum(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    let (a, b) = try aligned(a, b)
    return try Ufunc.add.record(a, b)
  }

  /// The difference.
  public static func difference(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    let (a, b) = try aligned(a, b)
    return try Ufunc.subtract.record(a, b)
  }

  /// Without leading zeros; one zero is left of nothing else.
  public static func trimmed(_ p: NDArray) throws(ArrayError) -> NDArray {
    let line = p.atLeast1D()
    guard line.ndim == 1 else { throw ArrayError(.value, "Polynomial must be 1d only.") }
    let first = try Ufunc.notEqual.record(line, 0.scalar).array(of: Bool.self).firstIndex(of: true)
    guard let first else { return .zeros([1], line.dtype) }
    return line[Slice.slice(first, nil)]
  }

  /// The product.
  public static func product(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    try convolve(trimmed(a), trimmed(b))
  }

  /// Quotient and remainder.
  public static func divided(_ u: NDArray, by v: NDArray) throws(ArrayError) -> (
    quotient: NDArray, remainder: NDArray
  ) {
    let u = try Ufunc.add.record(u.atLeast1D(), 0.0.scalar)
    let v = try Ufunc.add.record(v.atLeast1D(), 0.0.scalar)
    let dtype = DType.promoted(u.dtype, v.dtype)
    let (m, n) = (u.size - 1, v.size - 1)
    let scale = try Ufunc.divide.record(1.0.scalar, v[0] as NDArray)
    var quotient = NDArray.zeros([Swift.max(m - n + 1, 1)], dtype)
    var rest = u.asType(dtype).copy()
    for k in 0..<Swift.max(0, m - n + 1) {
      let factor = try Ufunc.multiply.record(scale, rest[k] as NDArray)
      quotient[k] = factor
      let part = rest[Slice.slice(k, k + n + 1)]
      rest[Slice.slice(k, k + n + 1)] = try Ufunc.subtract.record(
        part, Ufunc.multiply.record(factor, v))
    }
    while rest.size > 1, abs((rest[0] as NDArray)).asType(.float64).scalar(Double.self) <= 1e-8 {
      rest = rest[Slice.slice(1, nil)]
    }
    return (quotient, rest)
  }

  /// The derivative of order `order`.
  public static func derivative(_ p: NDArray, order: Int = 1) throws(ArrayError) -> NDArray {
    guard order >= 0 else {
      throw ArrayError(.value, "Order of derivative must be positive (see polyint)")
    }
    var p = p
    for _ in 0..<order {
      let powers = NDArray.arange(Swift.max(p.size - 1, 0), 0, by: -1)
      p = try Ufunc.multiply.record(p[Slice.slice(nil, -1)], powers)
    }
    return p
  }

  /// The antiderivative of order `order`; `constants` are those of the integrations, one for each, zeros for nil.
  public static func integral(_ p: NDArray, order: Int = 1, constants: NDArray? = nil)
    throws(ArrayError) -> NDArray
  {
    guard order >= 0 else {
      throw ArrayError(.value, "Order of integral must be positive (see polyder)")
    }
    var constants = (constants ?? .zeros([order], .float64)).atLeast1D()
    if constants.size == 1, order > 1 { constants = constants.broadcast(to: [order]).copy() }
    guard constants.size >= order else {
      throw ArrayError(.value, "k must be a scalar or a rank-1 array of length 1 or >m.")
    }
    var p = p
    for index in 0..<order {
      let powers = NDArray.arange(p.size, 0, by: -1)
      let constant = constants[index] as NDArray
      p = try NDArray.joined(
        [Ufunc.divide.record(p, powers), constant.reshaped([1])], axis: 0)
    }
    return p
  }

  /// The roots: eigenvalues of the companion matrix; as many zeros as coefficients are zero at the end.
  public static func roots(_ p: NDArray) throws -> NDArray {
    let p = p.atLeast1D()
    guard p.ndim == 1 else { throw ArrayError(.value, "Input must be a rank-1 array.") }
    let isSet = try Ufunc.notEqual.record(p, 0.scalar).array(of: Bool.self)
    guard let first = isSet.firstIndex(of: true), let last = isSet.lastIndex(of: true) else {
      return .zeros([0], .float64)
    }
    var kept = p[Slice.slice(first, last + 1)]
    if kept.dtype.kind < .float { kept = kept.asType(.float64) }
    let zeros = p.size - last - 1
    guard kept.size > 1 else { return .zeros([zeros], .float64) }
    let count = kept.size - 1
    var companion = NDArray.eye(count, count, offset: -1, kept.dtype)
    let rest = kept[Slice.slice(1, nil)]
    companion[0] = try Ufunc.divide.record(Ufunc.negative.record(rest), kept[0] as NDArray)
    let values = try LinearAlgebra.eigvals(companion)
    return zeros > 0
      ? try NDArray.joined([values, .zeros([zeros], values.dtype)], axis: 0) : values
  }

  /// The polynomial with the given roots, or the characteristic polynomial of a square matrix.
  public static func withRoots(_ roots: NDArray) throws -> NDArray {
    var roots = roots.atLeast1D()
    if roots.ndim == 2, roots.shape[0] == roots.shape[1], roots.shape[0] > 0 {
      roots = try LinearAlgebra.eigvals(roots)
    } else if roots.ndim != 1 {
      throw ArrayError(.value, "input must be 1d or non-empty square 2d array.")
    } else if roots.dtype.kind < .float || roots.dtype == .float16 {
      roots = roots.asType(.float64)
    }
    if roots.size == 0 { return NDArray(1.0) }
    var result = NDArray.ones([1], roots.dtype)
    for index in 0..<roots.size {
      let factor = try NDArray.joined(
        [
          .ones([1], roots.dtype),
          Ufunc.negative.record(roots[index] as NDArray).reshaped([1]),
        ], axis: 0)
      result = try convolve(result, factor)
    }
    guard roots.dtype.isComplex else { return result }
    let pairs = try conjugate(roots).sorted(axis: 0)
    let isReal = try Ufunc.equal.record(roots.sorted(axis: 0), pairs).all().scalar(Bool.self)
    return isReal ? result.real.copy() : result
  }

  /// What `fit` finds.
  public struct Fit: Sendable {
    /// The coefficients, a column for each column of `y`.
    public let coefficients: NDArray
    /// Of the scaled system: squared residuals, rank and singular values.
    public let system: LinearAlgebra.LeastSquares
    /// The cut-off used.
    public let rcond: Double
    /// The unscaled covariance, (VᵀV)⁻¹ of the matrix V of weighted powers; nil unless asked for.
    public let covariance: NDArray?
  }

  /// The polynomial of degree `degree` that fits the points best in the sense of least squares.
  ///
  /// `y` is one vector or a matrix of columns. Residuals are multiplied by `weights` before they are squared. Powers are scaled
  /// to unit length; singular values up to `rcond` times the largest count as zero.
  public static func fit(
    _ x: NDArray, _ y: NDArray, degree: Int, rcond: Double? = nil, weights: NDArray? = nil,
    covariance: Bool = false
  ) throws -> Fit {
    guard degree >= 0 else { throw ArrayError(.value, "expected deg >= 0") }
    guard x.ndim == 1 else { throw ArrayError(.type, "expected 1D vector for x") }
    guard x.size > 0 else { throw ArrayError(.type, "expected non-empty vector for x") }
    guard y.ndim == 1 || y.ndim == 2 else {
      throw ArrayError(.type, "expected 1D or 2D array for y")
    }
    guard x.shape[0] == y.shape[0] else {
      throw ArrayError(.type, "expected x and y to have same length")
    }
    let x = try Ufunc.add.record(x, 0.0.scalar)
    var right = try Ufunc.add.record(y, 0.0.scalar)
    var powers = try x.vander(columns: degree + 1)
    if let weights {
      let weights = try Ufunc.add.record(weights, 0.0.scalar)
      guard weights.ndim == 1 else {
        throw ArrayError(.type, "expected a 1-d array for weights")
      }
      guard weights.shape[0] == y.shape[0] else {
        throw ArrayError(.type, "expected w and y to have the same length")
      }
      let column = weights.reshaped([weights.size, 1])
      powers = try Ufunc.multiply.record(powers, column)
      right = try Ufunc.multiply.record(right, right.ndim == 2 ? column : weights)
    }
    let scale = try Ufunc.sqrt.record(
      Ufunc.multiply.record(powers, powers).sum(axis: 0))
    let scaled = try Ufunc.divide.record(powers, scale)
    let epsilon =
      x.dtype == .float32 || x.dtype == .complex64 ? Double(Float.ulpOfOne) : Double.ulpOfOne
    let cutoff = rcond ?? Double(x.size) * epsilon
    let system = try LinearAlgebra.lstsq(scaled, right, rcond: cutoff)
    let factors = system.solution.ndim == 2 ? scale.reshaped([scale.size, 1]) : scale
    var inverse: NDArray?
    if covariance {
      inverse = try Ufunc.divide.record(
        LinearAlgebra.inv(matmul(scaled.T, scaled)), outer(scale, scale))
    }
    return Fit(
      coefficients: try Ufunc.divide.record(system.solution, factors), system: system,
      rcond: cutoff, covariance: inverse)
  }
}
