// SPDX-License-Identifier: Apache-2.0
// The product functions Swift programs call; a mismatched shape is the programmer's mistake.

/// The matrix product `a @ b`.
///
/// The last two axes are the matrices, the others broadcast; a vector on the left is a row, on the
/// right a column, and its axis leaves the result. Shapes that do not fit stop the program with
/// NumPy's message. float32, float64 and complex go to BLAS in any memory layout; integers wrap,
/// bool is the or of ands, float16 sums in float32.
public func matmul(_ a: NDArray, _ b: NDArray) -> NDArray {
  checked { () throws(ArrayError) in try Products.matmul(a, b) }
}

/// The sum over the last axis of `a` and the second last of `b` (NumPy's `dot`).
///
/// The result has the remaining axes of `a`, then those of `b`: unlike `matmul`, nothing
/// broadcasts. An array without axes multiplies the other.
public func dot(_ a: NDArray, _ b: NDArray) -> NDArray {
  checked { () throws(ArrayError) in try Products.dot(a, b) }
}

/// The sum over all elements, in C order, of the conjugate of `a` times `b`.
public func vdot(_ a: NDArray, _ b: NDArray) -> NDArray {
  checked { () throws(ArrayError) in try Products.vdot(a, b) }
}

/// The sum over the last axes of `a` and `b`.
public func inner(_ a: NDArray, _ b: NDArray) -> NDArray {
  checked { () throws(ArrayError) in try Products.inner(a, b) }
}

/// All products of the elements of `a` with those of `b`: shape `[a.size, b.size]`.
public func outer(_ a: NDArray, _ b: NDArray) -> NDArray {
  Products.outer(a, b)
}

/// The sum over the last `axes` axes of `a` and the first ones of `b`, in order.
public func tensordot(_ a: NDArray, _ b: NDArray, axes: Int = 2) -> NDArray {
  checked { () throws(ArrayError) in try Products.tensordot(a, b, axes: axes) }
}

/// The sum over the axes `axes.0` of `a`, each paired with the one of `axes.1` of `b`.
public func tensordot(_ a: NDArray, _ b: NDArray, axes: ([Int], [Int])) -> NDArray {
  checked { () throws(ArrayError) in try Products.tensordot(a, b, axes: axes) }
}
