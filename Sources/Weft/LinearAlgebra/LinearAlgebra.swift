// SPDX-License-Identifier: Apache-2.0
// The name space of linear algebra, and the checks its functions share.

/// Linear algebra of matrices and stacks of matrices, on LAPACK.
///
/// The last two axes are the matrices; leading axes are a batch, and broadcast where two arrays
/// meet. Computation is in float64 or complex128, as NumPy's; float32 and complex64 get their
/// dtype back, integers and bool become float64, and float16 is refused. Everything computes at
/// once and throws `LinearAlgebraError` with NumPy's messages. Empty matrices follow NumPy.
public enum LinearAlgebra {}

extension LinearAlgebra {
  /// Which triangle of a symmetric or Hermitian matrix is read.
  public enum Triangle: Sendable {
    case lower, upper

    var letter: CChar { self == .lower ? LAPACKJob.lower : LAPACKJob.upper }
  }

  /// How arrays are computed with, and what dtype their result has.
  struct Common {
    let isComplex: Bool
    let result: DType

    /// The dtype of real results, such as singular values.
    var real: DType {
      result == .float32 || result == .complex64 ? .float32 : .float64
    }
    /// The dtype of results that can turn complex, such as eigenvalues.
    var complex: DType { real == .float32 ? .complex64 : .complex128 }
  }

  static func common(_ arrays: NDArray...) throws(LinearAlgebraError) -> Common {
    var isComplex = false
    var isSingle = true
    for array in arrays {
      if array.dtype == .float16 { throw .unsupported(array.dtype) }
      isComplex = isComplex || array.dtype.isComplex
      isSingle = isSingle && (array.dtype == .float32 || array.dtype == .complex64)
    }
    let result: DType =
      isComplex ? (isSingle ? .complex64 : .complex128) : (isSingle ? .float32 : .float64)
    return Common(isComplex: isComplex, result: result)
  }

  static func requireMatrices(_ array: NDArray) throws(LinearAlgebraError) {
    if array.ndim < 2 { throw .dimensions(array.ndim, must: "at least ") }
  }

  static func requireSquare(_ array: NDArray) throws(LinearAlgebraError) {
    try requireMatrices(array)
    if array.shape[array.ndim - 1] != array.shape[array.ndim - 2] { throw .notSquare }
  }

  /// Throws `error` for a status that is not 0.
  static func require(
    _ status: Int32, _ error: LinearAlgebraError
  ) throws(LinearAlgebraError) {
    if status == 0 { return }
    if status == Workspace<Double>.tooLarge {
      throw LinearAlgebraError(.value, "the matrix needs more workspace than 32-bit LAPACK has")
    }
    throw error
  }
}
