// SPDX-License-Identifier: Apache-2.0
// Elements replaced: at places, under masks, from another array.

extension NDArray {
  /// Stores `values`, gone through again and again, at `places` in C order.
  public mutating func put(_ places: NDArray, _ values: ArrayOperand, mode: IndexMode = .raise)
    throws(ArrayError)
  {
    var places = try places.places()
    if places.isEmpty { return }
    let count = size
    guard count > 0 else {
      throw ArrayError(.index, "cannot replace elements of an empty array")
    }
    let array = try values.asArray(dtype)
    if array.size == 0 { return }
    for (index, place) in places.enumerated() {
      switch mode {
      case .raise: places[index] = try IndexPlan.bounded(place, count, 0)
      case .wrap: places[index] = (place % count + count) % count
      case .clip: places[index] = Swift.min(Swift.max(place, 0), count - 1)
      }
    }
    try storeFlat(places, .array(array))
  }

  /// Stores `values`, one after another and again and again, where `mask` is not zero, in C order.
  public mutating func place(_ mask: NDArray, _ values: ArrayOperand) throws(ArrayError) {
    guard mask.size == size else {
      throw ArrayError(.value, "place: mask and data must be the same size")
    }
    let array = try values.safely(dtype)
    let places = mask.ravel().nonzero()[0].array(of: Int.self)
    if array.size == 0 {
      if places.isEmpty { return }
      throw ArrayError(.value, "Cannot insert from an empty array!")
    }
    try storeFlat(places, .array(array))
  }

  /// Stores, where `mask` is not zero, the element of `values` at the same place in C order; those are gone through again and again.
  public mutating func putMask(_ mask: NDArray, _ values: ArrayOperand) throws(ArrayError) {
    guard mask.size == size else {
      throw ArrayError(.value, "putmask: mask and data must be the same size")
    }
    let array = try values.safely(dtype)
    if array.size == 0 || size == 0 { return }
    let places = mask.ravel().nonzero()[0].array(of: Int.self)
    let line = try array.reshaping([array.size])
    let count = line.size
    try storeFlat(places, .array(try line.gathered(places.map { $0 % count }, axis: 0)))
  }

  /// Stores `source`, broadcast to this array, where `mask` is true, if `casting` allows its dtype (NumPy's `copyto`).
  public mutating func copy(
    from source: ArrayOperand, casting: DType.Casting = .sameKind, where mask: NDArray? = nil
  ) throws(ArrayError) {
    let array: NDArray
    switch source {
    case .scalar(let scalar):
      if scalar.isWeak, casting != .unsafe, scalar.promoted(with: dtype) != dtype {
        let own = try source.asArray()
        throw DType.refusedCast(own, to: dtype, casting)
      }
      if !scalar.isWeak, !DType.canCast(scalar.dtype, to: dtype, casting: casting) {
        throw DType.refusedCast(try source.asArray(), to: dtype, casting)
      }
      array = try source.asArray(dtype)
    case .array(let given):
      guard DType.canCast(given.dtype, to: dtype, casting: casting) else {
        throw DType.refusedCast(given, to: dtype, casting)
      }
      array = given
    }
    let value = try array.assignable(to: shape)
    guard let mask else { return try assign(.array(value), at: [.ellipsis]) }
    guard DType.canCast(mask.dtype, to: .bool, casting: .safe) else {
      throw DType.refusedCast(mask, to: .bool, .safe)
    }
    guard Layout.broadcastShape(mask.shape, shape) == shape else {
      throw ArrayError(
        .value,
        "could not broadcast where mask from shape \(describe(shape: mask.shape)) into shape "
          + "\(describe(shape: shape))")
    }
    if size == 0 { return }
    prepareForAssignment()
    Engine.store(value.asType(dtype), into: &self, where: mask.broadcast(to: shape))
  }
}

extension ArrayOperand {
  /// As elements of `dtype`, to which an array must cast safely.
  fileprivate func safely(_ dtype: DType) throws(ArrayError) -> NDArray {
    if case .array(let array) = self, !DType.canCast(array.dtype, to: dtype) {
      throw DType.refusedCast(array, to: dtype, .safe)
    }
    return try asArray(dtype)
  }
}
