// SPDX-License-Identifier: Apache-2.0
// What linear algebra throws, with NumPy's messages.

/// A matrix that linear algebra cannot work on.
public struct LinearAlgebraError: Error, Sendable, Equatable {
  /// The families of failures.
  public enum Kind: Sendable {
    /// The matrix has no inverse, is not positive definite, or the iteration did not converge;
    /// `LinAlgError` in NumPy.
    case singular, notPositiveDefinite, notConverged
    /// A matrix of the wrong shape, or with elements that are not finite; `LinAlgError` in NumPy.
    case matrix
    /// `ValueError`, `TypeError` and `AxisError` in NumPy.
    case value, type, axis
  }

  public let kind: Kind
  public let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// An error of the array operations that linear algebra is made of.
  init(_ error: ArrayError) {
    self.init(error.kind == .type ? .type : error.kind == .axis ? .axis : .value, error.message)
  }
}

extension LinearAlgebraError: CustomStringConvertible {
  public var description: String { message }
}

extension LinearAlgebraError {
  package static let singular = Self(.singular, "Singular matrix")
  static let notPositiveDefinite = Self(.notPositiveDefinite, "Matrix is not positive definite")
  static let eigenvalues = Self(.notConverged, "Eigenvalues did not converge")
  static let singularValues = Self(.notConverged, "SVD did not converge")
  static let leastSquares = Self(.notConverged, "SVD did not converge in Linear Least Squares")
  static let orthogonal = Self(
    .matrix, "Incorrect argument found while performing QR factorization")
  static let notSquare = Self(.matrix, "Last 2 dimensions of the array must be square")
  static let notFinite = Self(.matrix, "Array must not contain infs or NaNs")

  static func unsupported(_ dtype: DType) -> Self {
    Self(.type, "array type \(dtype.name) is unsupported in linalg")
  }

  static func dimensions(_ ndim: Int, must: String) -> Self {
    Self(.matrix, "\(ndim)-dimensional array given. Array must be \(must)two-dimensional")
  }
}
