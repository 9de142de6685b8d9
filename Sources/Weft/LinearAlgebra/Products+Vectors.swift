// SPDX-License-Identifier: Apache-2.0
// Products of vectors: Kronecker's, of three dimensions, and of stacks.

/// All products of elements of `a` with elements of `b`, each element of `a` in place of a block as large as `b`.
public func kron(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
  if a.ndim == 0 || b.ndim == 0 { return try Ufunc.multiply.record(a, b) }
  let rank = max(a.ndim, b.ndim)
  let (a, b) = (a.atLeast(rank), b.atLeast(rank))
  let places = Array(0..<rank)
  let product = try Ufunc.multiply.record(
    a.expandingDims(places.map { 2 * $0 + 1 }), b.expandingDims(places.map { 2 * $0 }))
  var shape: [Int] = []
  for (x, y) in zip(a.shape, b.shape) { shape.append(try Layout.product(x, y)) }
  return try product.reshaping(shape)
}

/// The vector products of the vectors of two or three elements along `axisA` of `a` and `axisB` of `b`, along `axisC`.
///
/// `axis` stands for all three. Two vectors of two elements give the third element alone, without an axis.
public func cross(
  _ a: NDArray, _ b: NDArray, axisA: Int = -1, axisB: Int = -1, axisC: Int = -1, axis: Int? = nil
) throws(ArrayError) -> NDArray {
  if a.ndim < 1 || b.ndim < 1 {
    throw ArrayError(.value, "At least one array has zero dimension")
  }
  let dtype = DType.promoted(a.dtype, b.dtype)
  let x = a.movingAxis(
    try normalized(axis: axis ?? axisA, ndim: a.ndim, prefix: "axisa: "), to: -1
  ).asType(dtype)
  let y = b.movingAxis(
    try normalized(axis: axis ?? axisB, ndim: b.ndim, prefix: "axisb: "), to: -1
  ).asType(dtype)
  let (m, n) = (x.shape[x.ndim - 1], y.shape[y.ndim - 1])
  guard 2...3 ~= m, 2...3 ~= n else {
    throw ArrayError(
      .value,
      "incompatible dimensions for cross product\n(dimension must be 2 or 3)")
  }
  func part(_ array: NDArray, _ index: Int) throws(ArrayError) -> NDArray {
    try array.selecting([.ellipsis, .integer(index)])
  }
  func minor(_ i: Int, _ j: Int) throws(ArrayError) -> NDArray {
    // A missing third element is zero.
    if j < m && j < n && i < m && i < n {
      return try Ufunc.subtract.record(
        Ufunc.multiply.record(part(x, i), part(y, j)), Ufunc.multiply.record(part(x, j), part(y, i))
      )
    }
    if i < m && j < n { return try Ufunc.multiply.record(part(x, i), part(y, j)) }
    return try Ufunc.negative.record(Ufunc.multiply.record(part(x, j), part(y, i)))
  }
  let last = try minor(0, 1)
  if m == 2 && n == 2 { return last }
  let result = NDArray.stack([try minor(1, 2), try minor(2, 0), last], axis: -1)
  let place = try normalized(axis: axis ?? axisC, ndim: result.ndim, prefix: "axisc: ")
  return result.movingAxis(-1, to: place)
}

/// The sums over the last axis, or `axis`, of the conjugate of `a` times `b`; other axes broadcast.
public func vecdot(_ a: NDArray, _ b: NDArray, axis: Int = -1) throws(ArrayError) -> NDArray {
  try requireCore(a, 0, 1, "vecdot", "(n),(n)->()")
  try requireCore(b, 1, 1, "vecdot", "(n),(n)->()")
  let x = a.movingAxis(try normalized(axis: axis, ndim: a.ndim), to: -1)
  let y = b.movingAxis(try normalized(axis: axis, ndim: b.ndim), to: -1)
  try requireEqual(x.shape[x.ndim - 1], y.shape[y.ndim - 1], "vecdot", 0, "(n),(n)->()")
  let product = try Products.matmul(conjugated(x).expandingDims(-2), y.expandingDims(-1))
  return product.squeezed([-2, -1])
}

/// The products of the matrices of `a` with the vectors of `b`; other axes broadcast.
public func matvec(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
  try requireCore(a, 0, 2, "matvec", "(m,n),(n)->(m)")
  try requireCore(b, 1, 1, "matvec", "(m,n),(n)->(m)")
  try requireEqual(a.shape[a.ndim - 1], b.shape[b.ndim - 1], "matvec", 0, "(m,n),(n)->(m)")
  return try Products.matmul(a, b.expandingDims(-1)).squeezed(-1)
}

/// The products of the conjugated vectors of `a` with the matrices of `b`; other axes broadcast.
public func vecmat(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
  try requireCore(a, 0, 1, "vecmat", "(n),(n,m)->(m)")
  try requireCore(b, 1, 2, "vecmat", "(n),(n,m)->(m)")
  try requireEqual(a.shape[a.ndim - 1], b.shape[b.ndim - 2], "vecmat", 0, "(n),(n,m)->(m)")
  return try Products.matmul(conjugated(a).expandingDims(-2), b).squeezed(-2)
}

private func conjugated(_ a: NDArray) throws(ArrayError) -> NDArray {
  a.dtype.isComplex ? try Ufunc.conjugate.record(a) : a
}

private func requireCore(
  _ a: NDArray, _ number: Int, _ count: Int, _ name: String, _ signature: String
) throws(ArrayError) {
  guard a.ndim >= count else {
    throw ArrayError(
      .value,
      "\(name): Input operand \(number) does not have enough dimensions (has \(a.ndim), gufunc core with "
        + "signature \(signature) requires \(count))")
  }
}

private func requireEqual(
  _ first: Int, _ second: Int, _ name: String, _ dimension: Int, _ signature: String
) throws(ArrayError) {
  guard first == second else {
    throw ArrayError(
      .value,
      "\(name): Input operand 1 has a mismatch in its core dimension \(dimension), with gufunc signature "
        + "\(signature) (size \(second) is different from \(first))")
  }
}
