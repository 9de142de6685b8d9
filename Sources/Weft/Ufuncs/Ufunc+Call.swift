// SPDX-License-Identifier: Apache-2.0
// Ufuncs called as NumPy calls them: with a dtype, a casting rule, a place for the result, a mask.

extension Ufunc {
  /// The operation on operands of any shapes and dtypes.
  ///
  /// `dtype` is the result's; operands and result are converted as `casting` allows. Throws NumPy's errors.
  public func callAsFunction(
    _ operands: ArrayOperand..., dtype: DType? = nil, casting: DType.Casting = .sameKind
  ) throws(ArrayError) -> NDArray {
    try call(operands, dtype: dtype, casting: casting)
  }

  public func call(
    _ operands: [ArrayOperand], dtype: DType? = nil, casting: DType.Casting = .sameKind
  ) throws(ArrayError) -> NDArray {
    try requireCount(operands)
    if dtype == nil && casting == .sameKind { return try record(operands) }
    let loop = try loop(operands, dtype, casting)
    if dtype == nil { return try record(operands) }
    let shape = try broadcastShape(operands)
    // NumPy converts short vectors first, others piece by piece as it computes.
    let isOwn = shape.count < 2 && (shape.first ?? 1) < 8192
    var inputs: [ArrayOperand] = []
    for (index, operand) in operands.enumerated() {
      let target = operandDType(index, loop: loop)
      // A number that the loop would refuse is converted first if any cast is allowed.
      if case .scalar(let scalar) = operand, casting == .unsafe, scalar.dtype.kind > target.kind {
        inputs.append(.array(try operand.asArray().asType(target)))
      } else if case .array(let array) = operand, !DType.canCast(array.dtype, to: target) {
        let converted = array.asType(target)
        if !isOwn {
          converted.node.blamed = warnsOfInputs(as: target) ? .ufunc(self) : .nothing
        }
        inputs.append(.array(converted))
      } else {
        inputs.append(operand)
      }
    }
    return try record(inputs, loop: loop)
  }

  /// Whether NumPy looks at what converting operands met, as it does where the loop itself may warn.
  private func warnsOfInputs(as dtype: DType) -> Bool {
    dtype.isInteger || dtype == .float16
      || ![Ufunc.negative, .positive, .absolute, .fabs, .conjugate].contains(self)
  }

  /// The operation, its result stored in `out`, where `mask` is true if there is one.
  ///
  /// The operands broadcast to the shape of `out`, which is never stretched.
  public func call(
    _ operands: [ArrayOperand], into out: inout NDArray, where mask: NDArray? = nil,
    dtype: DType? = nil, casting: DType.Casting = .sameKind
  ) throws(ArrayError) {
    try requireCount(operands)
    let loop = try loop(operands, dtype, casting)
    let result = self.result(loop)
    guard DType.canCast(result, to: out.dtype, casting: casting) else {
      throw ArrayError(
        .type,
        "Cannot cast ufunc '\(name)' output from dtype('\(result)') to dtype('\(out.dtype)') with casting rule "
          + "'\(casting.rawValue)'")
    }
    let shape = out.shape
    var all = operands + [.array(out)]
    if let mask { all.append(.array(mask)) }
    guard let common = Layout.broadcastShape(all.map(\.shape)) else {
      let texts = all.map { describe(shape: $0.shape) + " " }.joined()
      throw ArrayError(
        .value, "operands could not be broadcast together with shapes \(texts)")
    }
    guard common == shape else {
      throw ArrayError(
        .value,
        "non-broadcastable output operand with shape \(describe(shape: shape)) doesn't match the broadcast "
          + "shape \(describe(shape: common))")
    }
    if let mask, !DType.canCast(mask.dtype, to: .bool, casting: .safe) {
      throw DType.refusedCast(mask, to: .bool, .safe)
    }
    // What the mask leaves is read as the loop's dtype.
    if mask != nil { Warnings.reportDropped(out.dtype, result) }
    let value = try call(operands, dtype: dtype, casting: casting)
      .asType(out.dtype, endOf: self).broadcast(to: shape)
    guard let mask else { return try out.assign(.array(value), at: [.ellipsis]) }
    if out.size == 0 { return }
    out.prepareForAssignment()
    Engine.store(value, into: &out, where: mask.broadcast(to: shape))
  }

  private func requireCount(_ operands: [ArrayOperand]) throws(ArrayError) {
    guard operands.count == operandCount else {
      throw ArrayError(
        .type,
        "\(name)() takes from \(operandCount) to \(operandCount + 1) positional arguments but "
          + "\(operands.count) were given")
    }
  }

  /// The loop for operands and a result of `dtype`, as `casting` allows it.
  private func loop(_ operands: [ArrayOperand], _ dtype: DType?, _ casting: DType.Casting)
    throws(ArrayError) -> DType
  {
    let natural: DType?
    if let dtype {
      natural = (try? resolveLoop(operands)).flatMap { result($0) == dtype ? $0 : nil }
    } else {
      natural = try resolveLoop(operands)
    }
    let inputs = operands.map { $0.dtype(beside: commonDType([$0])) }
    func refused(_ loop: DType) -> Int? {
      inputs.indices.first { index in
        let target = operandDType(index, loop: loop)
        if case .scalar(let scalar) = operands[index], scalar.isWeak {
          // Weak numbers take the dtype of what stands beside them.
          return dtype != nil && casting != .unsafe && scalar.promoted(with: target) != target
        }
        return !DType.canCast(inputs[index], to: target, casting: casting)
      }
    }
    let candidates = natural.map { [$0] } ?? loops.filter { result($0) == dtype }
    guard let first = candidates.first else {
      throw ArrayError(
        .type,
        "No loop matching the specified signature and casting was found for ufunc \(name)")
    }
    let loop = candidates.first { refused($0) == nil } ?? first
    if let input = refused(loop) {
      let index = operandCount == 1 ? "" : " \(input)"
      throw ArrayError(
        .type,
        "Cannot cast ufunc '\(name)' input\(index) from dtype('\(inputs[input])') to "
          + "dtype('\(operandDType(input, loop: loop))') with casting rule '\(casting.rawValue)'")
    }
    return loop
  }
}

extension ArrayOperand {
  /// The shape; that of a number has no axes.
  var shape: [Int] {
    if case .array(let array) = self { array.shape } else { [] }
  }
}
