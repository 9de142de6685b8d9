// SPDX-License-Identifier: Apache-2.0
// Spaced numbers between arrays, on straight, logarithmic and geometric scales; powers side by side.

extension NDArray {
  /// `count` numbers from each element of `start` to that of `stop`, along the new axis `axis`, and their step.
  ///
  /// The dtype is that of the operands, as floats, unless `dtype` says another; integers round down.
  public static func linspace(
    from start: ArrayOperand, to stop: ArrayOperand, count: Int = 50, endpoint: Bool = true,
    dtype: DType? = nil, axis: Int = 0
  ) throws(ArrayError) -> (samples: NDArray, step: NDArray) {
    guard count >= 0 else {
      throw ArrayError(.value, "Number of samples, \(count), must be non-negative.")
    }
    let common = commonDType([start, stop])
    let loop = common.kind < .float ? DType.float64 : common
    let (first, last) = (try start.asArray(), try stop.asArray())
    let delta = try Ufunc.subtract.record([.array(last), .array(first)], loop: loop)
    let intervals = endpoint ? count - 1 : count
    let column = [count] + [Int](repeating: 1, count: delta.ndim)
    var samples = try NDArray.arange(count).asType(loop).reshaping(column)
    var step = try Ufunc.divide.record(delta, intervals.scalar)
    if intervals > 0 {
      let isFlat: Bool = (step .== 0).any().scalar()
      samples =
        isFlat
        ? try Ufunc.multiply.record(Ufunc.divide.record(samples, intervals.scalar), delta)
        : try Ufunc.multiply.record(samples, step)
    } else {
      step = try NDArray.filled([], Double.nan.scalar, loop.realPart)
      samples = try Ufunc.multiply.record(samples, delta)
    }
    samples = try Ufunc.add.record(samples, first.asType(loop))
    if endpoint && count > 1 {
      try samples.assign(.array(last.asType(loop)), at: [.integer(-1), .ellipsis])
    }
    let target = dtype ?? loop
    if target.isInteger { samples = try Ufunc.floor.record(samples) }
    let place = try normalized(axis: axis, ndim: samples.ndim, prefix: "destination: ")
    let moved = place == 0 ? samples : samples.movingAxis(0, to: place)
    return (moved.asType(target), step)
  }

  /// Powers of `base`, the exponents `count` numbers from `start` to `stop`.
  public static func logspace(
    from start: ArrayOperand, to stop: ArrayOperand, count: Int = 50, endpoint: Bool = true,
    base: ArrayOperand = 10.0, dtype: DType? = nil, axis: Int = 0
  ) throws(ArrayError) -> NDArray {
    var (start, stop, base) = (start, stop, base)
    if case .array(let bases) = base, bases.ndim > 0 {
      let (first, last) = (try start.asArray(), try stop.asArray())
      let rank = [first.ndim, last.ndim, bases.ndim].max()!
      (start, stop) = (.array(first.atLeast(rank)), .array(last.atLeast(rank)))
      base = .array(bases.atLeast(rank).expandingDims(axis))
    }
    let exponents = try linspace(
      from: start, to: stop, count: count, endpoint: endpoint, axis: axis
    ).samples
    let result = try power(base, .array(exponents))
    return dtype.map { result.asType($0) } ?? result
  }

  /// `count` numbers from `start` to `stop`, each the same multiple of the one before.
  public static func geomspace(
    from start: ArrayOperand, to stop: ArrayOperand, count: Int = 50, endpoint: Bool = true,
    dtype: DType? = nil, axis: Int = 0
  ) throws(ArrayError) -> NDArray {
    let (first, last) = (try start.asArray(), try stop.asArray())
    let hasZero: Bool = ((first .== 0).any() | (last .== 0).any()).scalar()
    if hasZero { throw ArrayError(.value, "Geometric sequence cannot include zero") }
    let loop = commonDType([
      .array(first), .array(last), 1.0, .array(.zeros([], dtype ?? .float64)),
    ])
    // Directions are divided out, so that logarithms are of positive numbers.
    let direction = try Ufunc.sign.record(first.asType(loop))
    let (from, to) = (
      try Ufunc.divide.record(first.asType(loop), direction),
      try Ufunc.divide.record(last.asType(loop), direction)
    )
    var result = try logspace(
      from: .array(Ufunc.log10.record(from)), to: .array(Ufunc.log10.record(to)), count: count,
      endpoint: endpoint, dtype: loop)
    if count > 0 {
      try result.assign(.array(from), at: [.integer(0)])
      if count > 1 && endpoint { try result.assign(.array(to), at: [.integer(-1)]) }
    }
    result = try Ufunc.multiply.record(result, direction)
    let place = try normalized(axis: axis, ndim: result.ndim, prefix: "destination: ")
    if place != 0 { result = result.movingAxis(0, to: place) }
    return result.asType(dtype ?? loop)
  }

  /// The powers 0 … `columns` - 1 of every element of a vector as a row, falling unless `increasing`.
  public func vander(columns: Int? = nil, increasing: Bool = false) throws(ArrayError) -> NDArray {
    guard ndim == 1 else {
      throw ArrayError(.value, "x must be a one-dimensional array or sequence.")
    }
    let columns = columns ?? size
    let wide = DType.promoted(dtype, .int64)
    try Layout.check([size, columns], wide)
    guard columns > 0 else { return .empty([size, 0], wide) }
    var result = NDArray.ones([size, columns], wide)
    if columns > 1 {
      let factors = asType(wide).expandingDims(1).broadcast(to: [size, columns - 1])
      let powers = Engine.scan(.product, factors, axis: 1, dtype: wide)
      try result.assign(.array(powers), at: NDArray.along(1, .slice(Slice(1, nil))))
    }
    return increasing ? result : result.flipped(1)
  }
}
