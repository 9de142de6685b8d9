// SPDX-License-Identifier: Apache-2.0
// Reductions, running results and tables of any function of two operands.

extension BinaryFunction {
  /// The elements along `axes` (all of them for nil) taken together, one after another.
  ///
  /// `initial` comes first; where `mask` is false elements are left out, which needs an identity or an `initial`. bool and small
  /// integers add and multiply in 64 bits, as in NumPy, unless `dtype` says what to compute in.
  public func reduce(
    _ a: NDArray, axes: [Int]? = [0], keepDims: Bool = false, initial: ArrayOperand? = nil,
    where mask: NDArray? = nil, dtype: DType? = nil
  ) throws(ArrayError) -> NDArray {
    let axes = try normalized(reduced: axes, ndim: a.ndim)
    let loop = try reductionDType(a, dtype)
    if axes.count > 1 && !isReorderable {
      throw ArrayError(
        .value,
        "reduction operation '\(name)' is not reorderable, so at most one axis may be specified")
    }
    let count = axes.reduce(1) { $0 * a.shape[$1] }
    if mask != nil && initial == nil && identity == nil {
      throw ArrayError(
        .value,
        "reduction operation '\(name)' does not have an identity, so to use a where mask one has to "
          + "specify 'initial'")
    }
    if count == 0 && initial == nil && identity == nil {
      throw ArrayError(
        .value, "zero-size array to reduction operation \(name) which has no identity")
    }
    var source = a.asLogical(for: self).asType(loop)
    var first = try initial.map { (value) throws(ArrayError) in try start(value, loop) }
    if let mask {
      guard Layout.broadcastShape(mask.shape, a.shape) == a.shape else {
        throw ArrayError(
          .value,
          "non-broadcastable operand with shape \(describe(shape: mask.shape)) doesn't match the broadcast "
            + "shape \(describe(shape: a.shape))")
      }
      let neutral = try identity.map { (value) throws(ArrayError) in
        try start(.scalar(value), loop)
      }
      // What changes nothing stands in for what is left out; extremes have the initial value for it.
      if let neutral = neutral ?? (isExact ? first : nil) {
        source = try Ufunc.select.record(mask.asType(.bool), source, neutral)
      } else {
        return try masked(source, mask.broadcast(to: a.shape), axes, first!, keepDims)
      }
    }
    if count == 0 && first == nil, let identity { first = try start(.scalar(identity), loop) }
    var result: NDArray?
    if count > 0 || axes.isEmpty {
      result = try engineReduced(source, axes, loop)
      if result == nil {
        // Where the order shows, the initial value comes before the first element.
        let start = isExact ? nil : first
        result = try general(source, axes, from: start)
        if start != nil { first = nil }
      }
    }
    var kept = a.shape
    for axis in axes.reversed() { kept.remove(at: axis) }
    let value: NDArray
    switch (first, result) {
    case (let first?, let result?): value = try self(first, result)
    case (let first?, nil): value = first.broadcast(to: kept).copy()
    case (nil, let result?): value = result
    case (nil, nil): value = .zeros(kept, loop)
    }
    guard keepDims else { return value }
    var shape = a.shape
    for axis in axes { shape[axis] = 1 }
    return try value.reshaping(shape)
  }

  private func start(_ value: ArrayOperand, _ loop: DType) throws(ArrayError) -> NDArray {
    if case .scalar(let scalar) = value, loop == .bool {
      return NDArray(try scalar.bits(as: .bool).0 != 0)
    }
    if case .scalar(let scalar) = value, scalar.isWeak, case .integer(let whole) = scalar.number,
      whole.isNegative, loop.kind == .unsigned, ufunc == .bitwiseAnd
    {
      return try NDArray.filled([], Scalar(.integer(whole), loop), loop)
    }
    return try value.asArray(loop)
  }

  /// The dtype that a reduction of `dtype`, computed in `wanted`, runs in.
  func reductionDType(_ a: NDArray, _ wanted: DType?) throws(ArrayError) -> DType {
    let dtype = a.dtype
    let isSum = ufunc == .add || ufunc == .multiply
    let natural = wanted ?? (isSum ? dtype.accumulator : dtype)
    guard let loop = reductionLoop(natural), wanted == nil || loop == wanted else {
      // Comparisons have a loop, whose result is of another dtype.
      let compares = name.hasPrefix("less") || name.hasPrefix("greater") || name.hasSuffix("equal")
      if wanted == nil && !compares {
        if let ufunc { throw ufunc.missingLoop([dtype, dtype]) }
        // A reduction has no first operand yet, as NumPy's message shows.
        throw ArrayError(
          .type,
          "ufunc '\(name)' did not contain a loop with signature matching types "
            + "(None, \(Integers.className(.array(a)))) -> None")
      }
      throw ArrayError(
        .type,
        "No loop matching the specified signature and casting was found for ufunc \(name)")
    }
    return loop
  }

  /// The engine's own reductions.
  private func engineReduced(_ a: NDArray, _ axes: [Int], _ loop: DType) throws(ArrayError)
    -> NDArray?
  {
    let reduction: Reduction
    switch ufunc {
    case .add: reduction = .sum
    case .multiply: reduction = .product
    case .maximum: reduction = .maximum
    case .minimum: reduction = .minimum
    case .logicalAnd: reduction = .all
    case .logicalOr: reduction = .any
    default: return nil
    }
    return a.reduced(reduction, axes, keepDims: false, loop: loop, dtype: loop)
  }

  /// Any function: halves of exact ones, one element after another of the others.
  private func general(_ a: NDArray, _ axes: [Int], from start: NDArray?) throws(ArrayError)
    -> NDArray
  {
    if axes.isEmpty {
      guard let start else { return a }
      return try self(start, a)
    }
    let rest = a.shape.indices.filter { !axes.contains($0) }
    let count = axes.reduce(1) { $0 * a.shape[$1] }
    var lanes = try a.transposing(axes + rest).reshaping([count] + rest.map { a.shape[$0] })
    guard isExact else {
      var result: NDArray
      if let start { result = start } else { result = try lanes.selecting([.integer(0)]) }
      for index in (start == nil ? 1 : 0)..<Swift.max(count, 1) {
        result = try self(result, lanes.selecting([.integer(index)]))
      }
      return result
    }
    var length = count
    while length > 1 {
      let half = length / 2
      let pairs = try self(lanes.part(0, 0, half), lanes.part(0, half, 2 * half))
      lanes =
        length % 2 == 1
        ? try NDArray.joined([pairs, lanes.part(0, length - 1, length)], axis: 0)
        : pairs
      length = half + length % 2
    }
    return try lanes.selecting([.integer(0)])
  }

  /// One element after another, those left out where `mask` is false.
  private func masked(
    _ a: NDArray, _ mask: NDArray, _ axes: [Int], _ first: NDArray, _ keepDims: Bool
  ) throws(ArrayError) -> NDArray {
    let rest = a.shape.indices.filter { !axes.contains($0) }
    let count = axes.reduce(1) { $0 * a.shape[$1] }
    let shape = [count] + rest.map { a.shape[$0] }
    let lanes = try a.transposing(axes + rest).reshaping(shape)
    let masks = try mask.asType(.bool).transposing(axes + rest).reshaping(shape)
    var result = first.broadcast(to: Array(shape.dropFirst()))
    for index in 0..<count {
      let next = try self(result, lanes.selecting([.integer(index)]))
      result = try Ufunc.select.record(masks.selecting([.integer(index)]), next, result)
    }
    guard keepDims else { return result }
    var kept = a.shape
    for axis in axes { kept[axis] = 1 }
    return try result.reshaping(kept)
  }

  /// The running results along `axis`.
  public func accumulate(_ a: NDArray, axis: Int = 0, dtype: DType? = nil) throws(ArrayError)
    -> NDArray
  {
    try requireAxis(a, axis, "accumulate")
    let axis = try normalized(axis: axis, ndim: a.ndim)
    let loop = try reductionDType(a, dtype)
    let source = a.asLogical(for: self).asType(loop)
    if ufunc == .add || ufunc == .multiply {
      return Engine.scan(ufunc == .add ? .sum : .product, source, axis: axis, dtype: loop)
    }
    let count = source.shape[axis]
    if source.size == 0 { return source.apart(from: a) }
    var result = source.copy()
    if isExact {
      // Doubling (Hillis and Steele 1986): after step s every place holds the result of 2s elements.
      var step = 1
      while step < count {
        let later = try self(result.part(axis, 0, count - step), result.part(axis, step, nil))
        result = try NDArray.joined([result.part(axis, 0, step), later], axis: axis)
        step *= 2
      }
      return result
    }
    var running = try source.selecting(NDArray.along(axis, .integer(0)))
    for index in 1..<Swift.max(count, 1) {
      let place = NDArray.along(axis, .integer(index))
      running = try self(running, source.selecting(place))
      try result.assign(.array(running), at: place)
    }
    return result
  }

  /// The reductions along `axis` from each of `starts` up to the next one; an element alone where that does not come later.
  public func reduceat(_ a: NDArray, _ starts: NDArray, axis: Int = 0, dtype: DType? = nil)
    throws(ArrayError) -> NDArray
  {
    try requireAxis(a, axis, "reduceat")
    let axis = try normalized(axis: axis, ndim: a.ndim)
    guard starts.ndim < 2 else {
      throw ArrayError(.value, "object too deep for desired array")
    }
    let extent = a.shape[axis]
    let places = try starts.places()
    for place in places where place < 0 || place >= extent {
      throw ArrayError(
        .index, "index \(place) out-of-bounds in \(name).reduceat [0, \(extent))")
    }
    let isSum = ufunc == .add || ufunc == .multiply
    let loop = try reductionDType(a, dtype ?? (isSum ? a.dtype.accumulator : nil))
    let source = a.asLogical(for: self).asType(loop)
    var shape = a.shape
    shape[axis] = places.count
    if places.isEmpty { return .empty(shape, loop) }
    var parts: [NDArray] = []
    for (index, place) in places.enumerated() {
      let end = index + 1 < places.count ? places[index + 1] : extent
      let part = try source.part(axis, place, end > place ? end : place + 1)
      parts.append(
        end > place + 1
          ? try reduce(part, axes: [axis], keepDims: true, dtype: loop) : part)
    }
    return try NDArray.joined(parts, axis: axis).apart(from: a)
  }

  private func requireAxis(_ a: NDArray, _ axis: Int, _ method: String) throws(ArrayError) {
    guard a.ndim == 0 else { return }
    if axis != 0 && axis != -1 { _ = try normalized(axis: axis, ndim: 0) }
    throw ArrayError(.type, "cannot \(method) on a scalar")
  }

  /// The function of all elements of `a` with all of `b`: the axes of `a`, then those of `b`.
  public func outer(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
    let (a, b) = (try a.asArray(), try b.asArray())
    let ones = [Int](repeating: 1, count: b.ndim)
    return try self(a.reshaping(a.shape + ones), b)
  }
}

extension NDArray {
  /// Truths for the logical functions, which count anything but zero as true.
  fileprivate func asLogical(for function: BinaryFunction) -> NDArray {
    function.ufunc?.traits.resolution == .truth ? asType(.bool) : self
  }
}
