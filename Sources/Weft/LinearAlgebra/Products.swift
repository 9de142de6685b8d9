// SPDX-License-Identifier: Apache-2.0
// matmul, dot, vdot, inner, outer and tensordot: the rules of shapes and dtypes.

/// The products, throwing where NumPy raises.
package enum Products {
  /// Matrix product of the last two axes, broadcasting the others; a vector is a row on the left,
  /// a column on the right.
  package static func matmul(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    for (number, operand) in [a, b].enumerated() where operand.ndim == 0 {
      throw ArrayError(
        .value,
        "matmul: Input operand \(number) does not have enough dimensions (has 0, "
          + "gufunc core with signature \(signature) requires 1)")
    }
    let terms = a.shape[a.ndim - 1]
    let matching = b.shape[max(b.ndim - 2, 0)]
    if terms != matching {
      throw ArrayError(
        .value,
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
          + "\(signature) (size \(matching) is different from \(terms))")
    }
    let rows = a.ndim == 1 ? [] : [a.shape[a.ndim - 2]]
    let columns = b.ndim == 1 ? [] : [b.shape[b.ndim - 1]]
    let batch = try broadcastBatch(a.shape, b.shape, requested: rows + columns)
    return product(a, b, "matmul", shape: batch + rows + columns, batch: batch) { a, b in
      (MatrixStack(a, asRow: true), MatrixStack(b, asRow: false))
    }
  }

  private static let signature = "(n?,k),(k,m?)->(n?,m?)"

  /// Sum over the last axis of `a` and the second last (or only) one of `b`; a scalar multiplies.
  package static func dot(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    if a.ndim == 0 || b.ndim == 0 { return outer(a, b, "dot", shape: a.shape + b.shape) }
    let axisA = a.ndim - 1
    let axisB = max(b.ndim - 2, 0)
    try align(a.shape, axisA, b.shape, axisB)
    return contract(a, [axisA], b, [axisB])
  }

  /// Sum over the last axes of both.
  package static func inner(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    if a.ndim == 0 || b.ndim == 0 { return outer(a, b, "dot", shape: a.shape + b.shape) }
    // NumPy swaps the last two axes of `b` and calls dot, and its message shows them swapped.
    var swapped = b.shape
    if b.ndim > 1 { swapped.swapAt(b.ndim - 1, b.ndim - 2) }
    try align(a.shape, a.ndim - 1, swapped, max(b.ndim - 2, 0))
    return contract(a, [a.ndim - 1], b, [b.ndim - 1])
  }

  /// Sum over all elements in C order of conjugated `a` times `b`.
  package static func vdot(_ a: NDArray, _ b: NDArray) throws(ArrayError) -> NDArray {
    if a.size != b.size {
      throw ArrayError(
        .value, "cannot reshape array of size \(b.size) into shape (\(a.size),)")
    }
    let dtype = DType.promoted(a.dtype, b.dtype)
    let count = a.size
    let x = MatrixStack.vector(a, as: dtype)
    let y = MatrixStack.vector(b, as: dtype)
    return NDArray(dtype: dtype, shape: []) { output in
      guard let output = output.baseAddress else { return }
      switch dtype {
      case .complex64: conjugated(ComplexElement<Float>.self, count, x, y, into: output)
      case .complex128: conjugated(ComplexElement<Double>.self, count, x, y, into: output)
      default:
        let operands = ProductOperands(
          a: x, b: y.transposed, dtypes: (dtype, dtype), batch: [])
        multiply(operands, as: dtype, into: output)
      }
    }
  }

  /// All products of the elements of `a` with those of `b`, both in C order.
  package static func outer(_ a: NDArray, _ b: NDArray) -> NDArray {
    outer(a, b, "multiply", shape: [a.size, b.size])
  }

  /// Sum over the axes `axes.0` of `a` paired with `axes.1` of `b`; negative ones count from the
  /// end.
  package static func tensordot(
    _ a: NDArray, _ b: NDArray, axes: ([Int], [Int])
  ) throws(ArrayError) -> NDArray {
    if Set(axes.0).count != axes.0.count || Set(axes.1).count != axes.1.count {
      throw ArrayError(.value, "duplicate axes are not allowed in tensordot")
    }
    if axes.0.count != axes.1.count { throw ArrayError(.value, "shape-mismatch for sum") }
    var pairs: (a: [Int], b: [Int]) = ([], [])
    for (axisA, axisB) in zip(axes.0, axes.1) {
      guard -a.ndim..<a.ndim ~= axisA, -b.ndim..<b.ndim ~= axisB else {
        throw ArrayError(.index, "tuple index out of range")
      }
      pairs.a.append(axisA < 0 ? axisA + a.ndim : axisA)
      pairs.b.append(axisB < 0 ? axisB + b.ndim : axisB)
    }
    if zip(pairs.a, pairs.b).contains(where: { a.shape[$0] != b.shape[$1] }) {
      throw ArrayError(.value, "shape-mismatch for sum")
    }
    if Set(pairs.a).count != pairs.a.count || Set(pairs.b).count != pairs.b.count {
      throw ArrayError(.value, "axes don't match array")
    }
    return contract(a, pairs.a, b, pairs.b)
  }

  /// Sum over the last `count` axes of `a` and the first ones of `b`.
  package static func tensordot(
    _ a: NDArray, _ b: NDArray, axes count: Int
  ) throws(ArrayError) -> NDArray {
    // A negative count sums over nothing, as in NumPy.
    let count = max(count, 0)
    if count > a.ndim || count > b.ndim {
      throw ArrayError(.index, "tuple index out of range")
    }
    return try tensordot(a, b, axes: (Array(-count..<0), Array(0..<count)))
  }
}

// MARK: - Shapes

extension Products {
  /// The batch axes two stacks of matrices broadcast to.
  static func broadcastBatch(
    _ a: [Int], _ b: [Int], requested: [Int]
  ) throws(ArrayError) -> [Int] {
    let (first, second) = (Array(a.dropLast(2)), Array(b.dropLast(2)))
    let rank = max(first.count, second.count)
    var batch = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let x = axis < rank - first.count ? 1 : first[axis - rank + first.count]
      let y = axis < rank - second.count ? 1 : second[axis - rank + second.count]
      if x != y && x != 1 && y != 1 {
        func operand(_ shape: [Int], _ batch: [Int]) -> String {
          let axes = batch.map(String.init) + ["newaxis", "newaxis"]
          return "\(tuple(shape))->(\(axes.joined(separator: ","))) "
        }
        throw ArrayError(
          .value,
          "operands could not be broadcast together with remapped shapes [original->remapped]: "
            + operand(a, first) + operand(b, second) + " and requested shape \(tuple(requested))")
      }
      batch[axis] = x == 1 ? y : x
    }
    return batch
  }

  /// A shape as NumPy's messages show it: `(2,3)`, `(4,)`.
  static func tuple(_ shape: [Int]) -> String {
    shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ",")))"
  }

  private static func align(
    _ a: [Int], _ axisA: Int, _ b: [Int], _ axisB: Int
  ) throws(ArrayError) {
    if a[axisA] == b[axisB] { return }
    throw ArrayError(
      .value,
      "shapes \(tuple(a)) and \(tuple(b)) not aligned: \(a[axisA]) (dim \(axisA)) != "
        + "\(b[axisB]) (dim \(axisB))")
  }
}

// MARK: - Computing

extension Products {
  private static func product(
    _ a: NDArray, _ b: NDArray, _ name: String, shape: [Int], batch: [Int],
    _ stacks: (StridedView, StridedView) -> (a: MatrixStack, b: MatrixStack)
  ) -> NDArray {
    let dtype = DType.promoted(a.dtype, b.dtype)
    return a.withStridedView { viewA in
      b.withStridedView { viewB in
        let (stackA, stackB) = stacks(viewA, viewB)
        let operands = ProductOperands(
          a: stackA, b: stackB, dtypes: (a.dtype, b.dtype), batch: batch)
        return NDArray(dtype: dtype, shape: shape) { output in
          guard let output = output.baseAddress else { return }
          Warnings.watching(name) { multiply(operands, as: dtype, into: output) }
        }
      }
    }
  }

  private static func contract(
    _ a: NDArray, _ axesA: [Int], _ b: NDArray, _ axesB: [Int]
  ) -> NDArray {
    let freeA = a.shape.indices.filter { !axesA.contains($0) }
    let freeB = b.shape.indices.filter { !axesB.contains($0) }
    let shape = freeA.map { a.shape[$0] } + freeB.map { b.shape[$0] }
    return product(a, b, "dot", shape: shape, batch: []) { a, b in
      (
        MatrixStack(a, rowAxes: freeA, columnAxes: axesA),
        MatrixStack(b, rowAxes: axesB, columnAxes: freeB)
      )
    }
  }

  private static func outer(
    _ a: NDArray, _ b: NDArray, _ name: String, shape: [Int]
  ) -> NDArray {
    let dtype = DType.promoted(a.dtype, b.dtype)
    let x = MatrixStack.vector(a, as: dtype)
    let y = MatrixStack.vector(b, as: dtype)
    return NDArray(dtype: dtype, shape: shape) { output in
      guard let output = output.baseAddress else { return }
      withExtendedLifetime((x.scratch, y.scratch)) {
        Warnings.watching(name) {
          outerProduct(x.base, x.columns, y.base, y.columns, dtype, into: output)
        }
      }
    }
  }

  private static func conjugated<Part: ComplexBLASPart>(
    _ type: ComplexElement<Part>.Type, _ count: Int, _ x: MatrixStack, _ y: MatrixStack,
    into output: UnsafeMutableRawPointer
  ) {
    withExtendedLifetime((x.scratch, y.scratch)) {
      output.assumingMemoryBound(to: type).pointee = BLASProduct<ComplexElement<Part>>.dot(
        count, x.base.assumingMemoryBound(to: type), 1, y.base.assumingMemoryBound(to: type), 1,
        conjugating: true)
    }
  }
}

extension MatrixStack {
  /// The elements of `array` in C order as one packed row of `dtype`.
  fileprivate static func vector(_ array: NDArray, as dtype: DType) -> MatrixStack {
    let copy = PackedMemory(byteCount: array.size * dtype.itemSize)
    array.withStridedView { copyElements(of: $0, as: dtype, to: copy.address) }
    return MatrixStack(
      base: UnsafeRawPointer(copy.address), rows: 1, columns: array.size, rowStride: 0,
      columnStride: dtype.itemSize, batchShape: [], batchStrides: [], scratch: copy)
  }
}
