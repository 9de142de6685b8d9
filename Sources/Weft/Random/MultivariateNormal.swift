// SPDX-License-Identifier: Apache-2.0
// Correlated normal numbers.

/// Which factor of a covariance correlates normal numbers.
public enum CovarianceFactor: Sendable {
  case svd, eigh, cholesky
}

/// What happens if a covariance is not symmetric and positive semidefinite.
public enum CovarianceCheck: Sendable {
  case warn, raise, ignore
}

/// The parts of a multivariate normal distribution, checked.
private struct NormalVectors {
  let mean: NDArray
  let covariance: NDArray
  let shape: [Int]

  init(_ mean: NDArray, _ covariance: NDArray, _ size: [Int]?) throws(ArrayError) {
    if mean.dtype.isComplex || covariance.dtype.isComplex {
      throw ArrayError(.type, "mean and cov must not be complex")
    }
    if mean.ndim != 1 { throw ArrayError(.value, "mean must be 1 dimensional") }
    if covariance.ndim != 2 || covariance.shape[0] != covariance.shape[1] {
      throw ArrayError(.value, "cov must be 2 dimensional and square")
    }
    if mean.shape[0] != covariance.shape[0] {
      throw ArrayError(.value, "mean and cov must have same length")
    }
    self.mean = mean
    self.covariance = covariance.asType(.float64)
    shape = (size ?? []) + [mean.shape[0]]
    try Layout.check(shape, .float64)
  }

  var rows: [Int] { [shape.dropLast().reduce(1, *), mean.shape[0]] }

  func require(_ isValid: Bool, _ check: CovarianceCheck) throws(ArrayError) {
    if isValid || check == .ignore { return }
    if check == .raise {
      throw ArrayError(.value, "covariance is not symmetric positive-semidefinite.")
    }
    Warnings.report(.covariance, in: "multivariate_normal")
  }

  func isProduct(_ s: NDArray, _ vh: NDArray, _ tolerance: Double) -> Bool {
    matmul(vh.T * s, vh).allClose(covariance, relative: tolerance, absolute: tolerance)
  }
}

extension Generator {
  /// Normal vectors with the means `mean` and the covariance matrix `cov`, along a last axis.
  ///
  /// `method` chooses the factor. It is LAPACK's, so that last bits depend on the build of that. A covariance that is not symmetric
  /// and positive semidefinite within `tol` warns, throws or passes, as `checkValid` says; Cholesky's factor throws.
  public mutating func multivariateNormal(
    mean: NDArray, cov: NDArray, size: [Int]? = nil, checkValid: CovarianceCheck = .warn,
    tol: Double = 1e-8, method: CovarianceFactor = .svd
  ) throws -> NDArray {
    let vectors = try NormalVectors(mean, cov, size)
    let independent = try standardNormal(size: vectors.rows, dtype: .float64)
    let factor: NDArray
    switch method {
    case .svd:
      let (u, s, vh) = try LinearAlgebra.svd(vectors.covariance)
      try vectors.require(checkValid == .ignore || vectors.isProduct(s, vh, tol), checkValid)
      factor = u * sqrt(s)
    case .eigh:
      let (s, u) = try LinearAlgebra.eigh(vectors.covariance)
      let isNegative: Bool = (s .< -tol).any().scalar()
      try vectors.require(!isNegative, checkValid)
      factor = u * sqrt(absolute(s))
    case .cholesky:
      factor = try LinearAlgebra.cholesky(vectors.covariance)
    }
    return (mean + matmul(independent, factor.T)).reshaped(vectors.shape)
  }
}

extension RandomState {
  /// Normal vectors with the means `mean` and the covariance matrix `cov`, along a last axis.
  ///
  /// A covariance that is not symmetric and positive semidefinite within `tol` warns, throws or passes, as `checkValid` says.
  public mutating func multivariateNormal(
    mean: NDArray, cov: NDArray, size: [Int]? = nil, checkValid: CovarianceCheck = .warn,
    tol: Double = 1e-8
  ) throws -> NDArray {
    let vectors = try NormalVectors(mean, cov, size)
    let independent = try draw(.standardNormal, [], size: vectors.rows)
    let (_, s, vh) = try LinearAlgebra.svd(vectors.covariance)
    try vectors.require(checkValid == .ignore || vectors.isProduct(s, vh, tol), checkValid)
    let factor = sqrt(s).reshaped([s.size, 1]) * vh
    return (matmul(independent, factor) + mean).reshaped(vectors.shape)
  }
}
