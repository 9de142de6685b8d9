// SPDX-License-Identifier: Apache-2.0
// Recording elementwise operations: dtypes, shapes and layouts are settled here, values later.

/// An operand of a ufunc: an array, or a number beside arrays.
public enum ArrayOperand: Sendable {
  case array(NDArray)
  case scalar(Scalar)
}

extension Ufunc {
  /// Records the operation on one array.
  package func record(_ a: consuming NDArray) throws(ArrayError) -> NDArray {
    guard let loop = loop(a.dtype) else { throw missingLoop([a.dtype]) }
    let dtype = result(loop)
    let layout = a.layoutForResult(dtype)
    return Engine.map(self, a, loop: loop, dtype: dtype, layout: layout)
  }

  /// Records the operation on two arrays.
  package func record(_ a: consuming NDArray, _ b: consuming NDArray) throws(ArrayError) -> NDArray
  {
    guard a.dtype == b.dtype, let loop = loop(a.dtype),
      let layout = a.layoutForResult(result(loop), beside: b)
    else { return try recordBroadcast(a, b) }
    let node = Engine.begin(.map(self), loop: loop, dtype: result(loop), layout: layout)
    node.add(a)
    node.add(b)
    return Engine.record(node)
  }

  /// Records the operation on two arrays of any shapes and dtypes.
  private func recordBroadcast(_ a: consuming NDArray, _ b: consuming NDArray) throws(ArrayError)
    -> NDArray
  {
    // Comparisons of signed with unsigned integers have rules of their own.
    let isPlain =
      traits.resolution == .promote
      || (traits.resolution == .compare && (a.dtype == b.dtype || a.dtype.kind >= .float))
    guard isPlain, let loop = loop(DType.promoted(a.dtype, b.dtype)) else {
      return try record([.array(a), .array(b)])
    }
    let dtype = result(loop)
    let own = (a.dtype.itemSize, b.dtype.itemSize)
    guard let pair = LayoutTable.pair(a.layout, b.layout, own: own, itemSize: dtype.itemSize)
    else { throw unbroadcastable([.array(a), .array(b)]) }
    let node = Engine.begin(.map(self), loop: loop, dtype: dtype, layout: pair.result)
    node.add(a, pair.first)
    node.add(b, pair.second)
    return Engine.record(node)
  }

  /// Records a choice between two arrays by a condition of bools, all of one shape.
  package func record(
    _ condition: consuming NDArray, _ a: consuming NDArray, _ b: consuming NDArray
  )
    throws(ArrayError) -> NDArray
  {
    guard traits.resolution == .condition, condition.dtype == .bool, a.dtype == b.dtype,
      let loop = loop(a.dtype), condition.layout.isAlike(a.layout),
      let layout = a.layoutForResult(result(loop), beside: b)
    else { return try record([.array(condition), .array(a), .array(b)]) }
    let node = Engine.begin(.map(self), loop: loop, dtype: result(loop), layout: layout)
    node.add(condition)
    node.add(a)
    node.add(b)
    return Engine.record(node)
  }

  /// True if a comparison of an array of `dtype` with the number `b` is like any other operation.
  private func isPlain(_ dtype: DType, _ b: Scalar) -> Bool {
    switch traits.resolution {
    case .promote: return true
    case .compare:
      guard dtype.isInteger, case .integer = b.number else { return true }
      return b.isWeak && b.fits(dtype)
    default: return false
    }
  }

  /// Records the operation on an array and a number.
  package func record(_ a: consuming NDArray, _ b: Scalar) throws(ArrayError) -> NDArray {
    let common = b.promoted(with: a.dtype)
    guard let loop = loop(common), isPlain(a.dtype, b) else {
      return try record([.array(a), .scalar(b)])
    }
    let bits = try b.bits(as: loop)
    let dtype = result(loop)
    let layout = a.layoutForResult(dtype)
    let node = Engine.begin(.map(self), loop: loop, dtype: dtype, layout: layout)
    node.add(a)
    node.add(scalar: bits, loop)
    return Engine.record(node)
  }

  /// Records the operation on a number and an array.
  package func record(_ a: Scalar, _ b: consuming NDArray) throws(ArrayError) -> NDArray {
    let common = a.promoted(with: b.dtype)
    guard let loop = loop(common), isPlain(b.dtype, a) else {
      return try record([.scalar(a), .array(b)])
    }
    let bits = try a.bits(as: loop)
    let dtype = result(loop)
    let layout = b.layoutForResult(dtype)
    let node = Engine.begin(.map(self), loop: loop, dtype: dtype, layout: layout)
    node.add(scalar: bits, loop)
    node.add(b)
    return Engine.record(node)
  }

  /// Records the operation on operands of any shapes and dtypes; `loop` forces the dtype computed in.
  ///
  /// Throws NumPy's errors: no loop for the dtypes, shapes that do not broadcast, integers out of bounds.
  public func record(_ operands: [ArrayOperand], loop forced: DType? = nil)
    throws(ArrayError) -> NDArray
  {
    precondition(operands.count == operandCount, "\(name) takes \(operandCount) operands")
    if traits.resolution == .compare, let settled = try comparedExactly(operands) { return settled }
    let loop: DType
    if let forced { loop = forced } else { loop = try resolveLoop(operands) }
    let shape = try broadcastShape(operands)
    var layouts: [Layout] = []
    var inputs: [Operand] = []
    for (index, operand) in operands.enumerated() {
      switch operand {
      case .array(let array):
        let layout = array.layout.broadcast(
          to: shape, itemSize: array.dtype.itemSize)
        layouts.append(layout)
        inputs.append(Operand(array, layout))
      case .scalar(let scalar):
        // NumPy's where is no ufunc: it casts its numbers.
        let isCast = traits.resolution == .condition
        let dtype = index == 0 && isCast ? DType.bool : loop
        let number = traits.resolution == .truth ? try scalar.truth() : scalar
        inputs.append(Operand(scalar: try number.bits(as: dtype, isCast: isCast), dtype))
      }
    }
    let dtype = result(loop)
    let layout = Layout.result(shape: shape, itemSize: dtype.itemSize, operands: layouts)
    return Engine.map(self, inputs, loop: loop, dtype: dtype, layout: layout)
  }

  func broadcastShape(_ operands: [ArrayOperand]) throws(ArrayError) -> [Int] {
    var shapes: [[Int]] = []
    for case .array(let array) in operands { shapes.append(array.shape) }
    if let shape = Layout.broadcastShape(shapes) { return shape }
    throw unbroadcastable(operands)
  }

  private func unbroadcastable(_ operands: [ArrayOperand]) -> ArrayError {
    let texts = operands.map { operand in
      if case .array(let array) = operand { describe(shape: array.shape) + " " } else { "() " }
    }.joined()
    return ArrayError(.value, "operands could not be broadcast together with shapes \(texts)")
  }

  /// The dtype to compute in.
  func resolveLoop(_ operands: [ArrayOperand]) throws(ArrayError) -> DType {
    let values = traits.resolution == .condition ? operands.dropFirst() : operands[...]
    let common = commonDType(Array(values))
    guard traits.resolution == .search else {
      if let loop = loop(common) { return loop }
      throw missingLoop(operands.map { $0.dtype(beside: common) })
    }
    let dtypes = values.map { $0.dtype(beside: common) }
    let loop = loops.first { loop in dtypes.allSatisfy { DType.canCast($0, to: loop) } }
    if let loop { return loop }
    throw missingLoop(dtypes)
  }

  func missingLoop(_ dtypes: [DType]) -> ArrayError {
    if dtypes.allSatisfy({ $0 == .bool }) {
      switch self {
      case .subtract:
        return ArrayError(
          .type,
          "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, "
            + "or the logical_xor function instead.")
      case .negative:
        return ArrayError(
          .type,
          "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the "
            + "logical_not function instead.")
      case .positive, .sign:
        return ArrayError(
          .type,
          "ufunc '\(name)' did not contain a loop with signature matching types "
            + "<class 'numpy.dtypes.BoolDType'> -> None")
      default: break
      }
    }
    return ArrayError(
      .type,
      "ufunc '\(name)' not supported for the input types, and the inputs could not be safely coerced to any "
        + "supported types according to the casting rule ''safe''")
  }
}

/// The dtype NumPy's promotion gives operands: arrays and strong numbers decide, weak numbers lift the kind.
package func commonDType(_ operands: [ArrayOperand]) -> DType {
  var common: DType?
  if operands.count > 2 {
    let strong = operands.compactMap(\.strongDType)
    common = strong.isEmpty ? nil : DType.promoted(strong)
  } else {
    for operand in operands {
      guard let dtype = operand.strongDType else { continue }
      common = common.map { DType.promoted($0, dtype) } ?? dtype
    }
  }
  for case .scalar(let scalar) in operands where scalar.isWeak {
    common = common.map { scalar.promoted(with: $0) } ?? scalar.dtype
  }
  return common ?? .float64
}

extension ArrayOperand {
  /// The dtype of anything but a weak number.
  var strongDType: DType? {
    switch self {
    case .array(let array): array.dtype
    case .scalar(let scalar): scalar.isWeak ? nil : scalar.dtype
    }
  }

  /// The dtype it counts as among operands that promote to `common`.
  func dtype(beside common: DType) -> DType {
    switch self {
    case .array(let array): array.dtype
    case .scalar(let scalar): scalar.isWeak ? common : scalar.dtype
    }
  }
}

extension NDArray {
  /// The layout of an elementwise result of `dtype` for this and an array that lies likewise; nil if broadcasting or the order of
  /// the axes must be settled.
  @inline(__always)
  func layoutForResult(_ result: DType, beside other: borrowing NDArray) -> Layout? {
    if window == nil && other.window == nil, node.layout.isContiguous,
      node.layout === other.node.layout || node.layout.isAlike(other.node.layout)
    {
      return layoutForResult(result)
    }
    return nil
  }

  /// The layout of an elementwise result of `dtype`: the same object whenever it fits.
  @inline(__always)
  func layoutForResult(_ result: DType) -> Layout {
    if window == nil && dtype.itemSize == result.itemSize && node.layout.isContiguous {
      return node.layout
    }
    return layout.forResult(dtype, result)
  }
}

extension Layout {
  /// True when both have one shape and lie in C order.
  func isAlike(_ other: Layout) -> Bool {
    isContiguous && other.isContiguous && hasShape(of: other)
  }

  func hasShape(of other: Layout) -> Bool {
    guard count == other.count, ndim == other.ndim else { return false }
    for axis in 0..<ndim where shape[axis] != other.shape[axis] { return false }
    return true
  }

  /// A result's layout for one operand, or several that lie alike: the same object whenever it fits.
  func forResult(_ own: DType, _ dtype: DType) -> Layout {
    if isContiguous && offset == 0 && own.itemSize == dtype.itemSize { return self }
    return LayoutTable.result(of: self, own: own.itemSize, itemSize: dtype.itemSize)
  }
}

/// A shape as NumPy prints it in messages: `(2,3)`, `(4,)`.
package func describe(shape: [Int]) -> String {
  shape.count == 1
    ? "(\(shape[0]),)" : "(" + shape.map { String($0) }.joined(separator: ",") + ")"
}
