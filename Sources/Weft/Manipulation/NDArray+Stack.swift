// SPDX-License-Identifier: Apache-2.0
// More ways to put arrays together and to take them apart.

extension NDArray {
  /// The array with at least one axis; a view.
  public func atLeast1D() -> NDArray { ndim == 0 ? reshaped([1]) : self }

  /// The array with at least two axes, new ones in front; a view.
  public func atLeast2D() -> NDArray { atLeast(2) }

  /// The array with at least three axes, a vector in the middle one, a matrix in the first two; a view.
  public func atLeast3D() -> NDArray {
    switch ndim {
    case 0: reshaped([1, 1, 1])
    case 1: expandingDims([0, 2])
    case 2: expandingDims(2)
    default: self
    }
  }

  /// The array with at least `count` axes, new ones in front.
  func atLeast(_ count: Int) -> NDArray {
    ndim < count ? expandingDims(Array(0..<(count - ndim))) : self
  }

  /// The arrays one behind another: along the third axis, vectors and matrices lifted to it.
  public static func dstack(_ arrays: [NDArray]) throws(ArrayError) -> NDArray {
    try joined(arrays.map { $0.atLeast3D() }, axis: 2)
  }

  /// The arrays side by side along the second axis, vectors as columns.
  public static func columnStack(_ arrays: [NDArray]) throws(ArrayError) -> NDArray {
    try joined(arrays.map { $0.ndim < 2 ? $0.atLeast2D().T : $0 }, axis: 1)
  }

  /// The arrays one after another along `axis`, all flattened without one, as `dtype` if `casting` allows it.
  public static func concatenate(
    _ arrays: [NDArray], axis: Int?, dtype: DType? = nil, casting: DType.Casting = .sameKind
  ) throws(ArrayError) -> NDArray {
    var parts: [NDArray] = []
    for array in arrays {
      let part = axis == nil ? array.ravel() : array
      guard let dtype else {
        parts.append(part)
        continue
      }
      // Shapes are checked before dtypes.
      guard DType.canCast(part.dtype, to: dtype, casting: casting) else {
        _ = try joined(arrays.map { axis == nil ? $0.ravel() : $0 }, axis: axis ?? 0)
        throw DType.refusedCast(part, to: dtype, casting)
      }
      parts.append(part.asType(dtype))
    }
    return try joined(parts, axis: axis ?? 0)
  }

  /// As `split` along the second axis; the first of a vector.
  public func hsplit(_ count: Int) throws(ArrayError) -> [NDArray] {
    try splitting(count, axis: horizontalAxis())
  }

  /// As `split(at:)` along the second axis; the first of a vector.
  public func hsplit(at places: [Int]) throws(ArrayError) -> [NDArray] {
    try parts(at: places, horizontalAxis())
  }

  private func horizontalAxis() throws(ArrayError) -> Int {
    if ndim == 0 {
      throw ArrayError(.value, "hsplit only works on arrays of 1 or more dimensions")
    }
    return ndim > 1 ? 1 : 0
  }

  /// As `split` along the first axis of two or more.
  public func vsplit(_ count: Int) throws(ArrayError) -> [NDArray] {
    try requireAxes(2, "vsplit")
    return try splitting(count, axis: 0)
  }

  /// As `split(at:)` along the first axis of two or more.
  public func vsplit(at places: [Int]) throws(ArrayError) -> [NDArray] {
    try requireAxes(2, "vsplit")
    return try parts(at: places, 0)
  }

  /// As `split` along the third axis.
  public func dsplit(_ count: Int) throws(ArrayError) -> [NDArray] {
    try requireAxes(3, "dsplit")
    return try splitting(count, axis: 2)
  }

  /// As `split(at:)` along the third axis.
  public func dsplit(at places: [Int]) throws(ArrayError) -> [NDArray] {
    try requireAxes(3, "dsplit")
    return try parts(at: places, 2)
  }

  private func requireAxes(_ count: Int, _ name: String) throws(ArrayError) {
    guard ndim >= count else {
      throw ArrayError(.value, "\(name) only works on arrays of \(count) or more dimensions")
    }
  }
}

// MARK: Blocks

/// An array, or a list of blocks: what `NDArray.block` puts together.
public indirect enum Block: Sendable, ExpressibleByArrayLiteral {
  case array(NDArray)
  case list([Block])

  public init(arrayLiteral elements: Block...) { self = .list(elements) }
}

extension NDArray {
  /// An array put together from nested lists: the innermost lists along the last axis, those around them along the one before it.
  public static func block(_ blocks: Block) throws(ArrayError) -> NDArray {
    let (depth, ndim) = try depth(of: blocks, at: [])
    let result = try assembled(blocks, depth, Swift.max(depth, ndim))
    if case .array = blocks { return result.copy() }
    return result
  }

  private static func depth(of blocks: Block, at index: [Int]) throws(ArrayError) -> (
    depth: Int, ndim: Int
  ) {
    func text(_ index: [Int]) -> String {
      "arrays" + index.map { "[\($0)]" }.joined()
    }
    switch blocks {
    case .array(let array): return (0, array.ndim)
    case .list(let list):
      var first: (depth: Int, ndim: Int)?
      for (place, block) in list.enumerated() {
        let next = try depth(of: block, at: index + [place])
        if let known = first {
          guard known.depth == next.depth else {
            throw ArrayError(
              .value,
              "List depths are mismatched. First element was at depth \(index.count + 1 + known.depth), but "
                + "there is an element at depth \(index.count + 1 + next.depth) "
                + "(\(text(index + [place] + [Int](repeating: 0, count: next.depth))))")
          }
          first!.ndim = Swift.max(known.ndim, next.ndim)
        } else {
          first = next
        }
      }
      guard let first else {
        throw ArrayError(.value, "List at \(text(index)) cannot be empty")
      }
      return (first.depth + 1, first.ndim)
    }
  }

  private static func assembled(_ blocks: Block, _ depth: Int, _ ndim: Int) throws(ArrayError)
    -> NDArray
  {
    switch blocks {
    case .array(let array): return array.atLeast(ndim)
    case .list(let list):
      var parts: [NDArray] = []
      for block in list { parts.append(try assembled(block, depth - 1, ndim)) }
      return try joined(parts, axis: -depth)
    }
  }
}
