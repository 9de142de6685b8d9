// SPDX-License-Identifier: Apache-2.0
// Elements chosen among arrays by conditions, numbers or masks.

/// What happens to an index beyond an axis, in NumPy's words.
public enum IndexMode: String, Sendable, CaseIterable {
  /// An error.
  case raise
  /// It counts on from the other end.
  case wrap
  /// The nearest place; negative indices count as 0.
  case clip
}

extension NDArray {
  /// From the first of `choices` whose condition holds; `fallback` where none does.
  public static func select(
    _ conditions: [NDArray], _ choices: [ArrayOperand], default fallback: ArrayOperand = 0
  ) throws(ArrayError) -> NDArray {
    guard conditions.count == choices.count else {
      throw ArrayError(.value, "list of cases must be same length as list of conditions")
    }
    guard !conditions.isEmpty else {
      throw ArrayError(.value, "select with an empty condition list is not possible")
    }
    let dtype = try DType.resultType(choices + [fallback])
    let conditions = try broadcastArrays(conditions)
    var arrays: [NDArray] = []
    for choice in choices + [fallback] { arrays.append(try choice.asArray()) }
    arrays = try broadcastArrays(arrays)
    for (index, condition) in conditions.enumerated() where condition.dtype != .bool {
      throw ArrayError(.type, "invalid entry \(index) in condlist: should be boolean ndarray")
    }
    let shape = try broadcastShapes([conditions[0].shape, arrays[0].shape])
    var result = arrays[arrays.count - 1].asType(dtype).broadcast(to: shape)
    for (condition, choice) in zip(conditions, arrays).reversed() {
      result = try Ufunc.select.record([
        .array(condition), .array(choice.asType(dtype)), .array(result),
      ])
    }
    return result.node === arrays[arrays.count - 1].node ? result.copy() : result
  }

  /// From the one of `choices` whose number stands in this array.
  public func choosing(_ choices: [NDArray], mode: IndexMode = .raise) throws(ArrayError) -> NDArray
  {
    guard !choices.isEmpty else { throw ArrayError(.value, "0-length sequence.") }
    guard dtype.isInteger && dtype != .uint64 || dtype == .bool else {
      throw ArrayError(
        .type,
        "Cannot cast array data from dtype('\(dtype)') to dtype('int64') according to the rule 'safe'"
      )
    }
    let common = DType.promoted(choices.map(\.dtype))
    let arrays = try NDArray.broadcastArrays(choices + [self])
    let places = try arrays[choices.count].asType(.int64).bounded(mode, choices.count) {
      ArrayError(.value, "invalid entry in choice array")
    }
    var result = arrays[0].asType(common)
    for (number, choice) in arrays[1..<choices.count].enumerated() {
      let isChosen = try Ufunc.equal.record(places, (number + 1).scalar)
      result = try Ufunc.select.record(isChosen, choice.asType(common), result)
    }
    return result.node === choices[0].node ? result.copy() : result
  }

  /// These int64 places within 0 ..< `count`, as `mode` says.
  func bounded(_ mode: IndexMode, _ count: Int, _ error: () -> ArrayError) throws(ArrayError)
    -> NDArray
  {
    switch mode {
    case .wrap: return try Ufunc.remainder.record(self, Swift.max(count, 1).scalar)
    case .clip:
      return try Ufunc.minimum.record(
        Ufunc.maximum.record(self, 0.scalar), Swift.max(count - 1, 0).scalar)
    case .raise:
      let isOutside = withUnsafeBuffer(of: Int.self) { $0.contains { $0 < 0 || $0 >= count } }
      if isOutside { throw error() }
      return self
    }
  }

  /// The elements at `indices` along `axis`, of all elements in C order without one; `mode` says what happens beyond the end.
  public func taking(_ indices: NDArray, axis: Int? = nil, mode: IndexMode) throws(ArrayError)
    -> NDArray
  {
    // As the other `taking` does, which reports what is beyond the end.
    let (line, axis) = try line(along: axis)
    guard DType.canCast(indices.dtype, to: .int64, casting: .sameKind) else {
      throw ArrayError(
        .type,
        "Cannot cast array data from dtype('\(indices.dtype)') to dtype('int64') according to the rule "
          + "'same_kind'")
    }
    // Where there is nothing to take from, NumPy looks at no index.
    if line.shape[..<axis].contains(0) {
      return .zeros(line.shape[..<axis] + indices.shape + line.shape[(axis + 1)...], dtype)
    }
    if line.shape[axis] == 0 && indices.size > 0 {
      throw ArrayError(.index, "cannot do a non-empty take from an empty axes.")
    }
    var places = indices.asType(.int64)
    if mode != .raise {
      places = try places.bounded(mode, line.shape[axis]) { ArrayError(.index, "") }
    }
    return try line.selecting(NDArray.along(axis, .array(places)))
  }

  /// The elements in C order where `condition` is not zero.
  public func extracting(_ condition: NDArray) throws(ArrayError) -> NDArray {
    let places = condition.ravel().nonzero()[0]
    return try taking(places, mode: .raise)
  }

  /// The parts along `axis` where `condition`, a vector that may be shorter than the axis, is not zero; in C order without one.
  public func compressed(_ condition: NDArray, axis: Int? = nil) throws(ArrayError) -> NDArray {
    guard condition.ndim == 1 else {
      throw ArrayError(.value, "condition must be a 1-d array")
    }
    return try taking(condition.nonzero()[0], axis: axis, mode: .raise)
  }
}
