// SPDX-License-Identifier: Apache-2.0
// Powers: the cheap exponents become other operations, integers are checked for negative exponents.

extension NDArray {
  /// The power, element by element; integer powers wrap.
  public static func ** (a: NDArray, b: NDArray) -> NDArray {
    checked { () throws(ArrayError) in try power(.array(a), .array(b)) }
  }
  public static func ** (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    let exponent = b.scalar
    do {
      if exponent.isWeak, !exponent.dtype.isComplex, a.dtype.kind >= .float, exponent.parts.0 == 2,
        !a.dtype.isComplex || exponent.dtype.isInteger
      {
        return try Ufunc.square.record(a)
      }
      return try power(.array(a), .scalar(exponent))
    } catch {
      return NDArray.failed(error)
    }
  }
  public static func ** (a: some ArrayElement, b: NDArray) -> NDArray {
    checked { () throws(ArrayError) in try power(.scalar(a.scalar), .array(b)) }
  }

  /// In place, keeping the dtype of the left side.
  public static func **= (a: inout NDArray, b: NDArray) {
    a.settle { a throws(ArrayError) in
      a = try Ufunc.power.fitted(try power(.array(a), .array(b)), into: a)
    }
  }
  public static func **= (a: inout NDArray, b: some ArrayElement) {
    a.settle { a throws(ArrayError) in
      a = try Ufunc.power.fitted(try power(.array(a), .scalar(b.scalar)), into: a)
    }
  }
}

/// The power, element by element; integer powers wrap.
public func power(_ x: NDArray, _ y: NDArray) -> NDArray { x ** y }
public func power(_ x: NDArray, _ y: some ArrayElement) -> NDArray { x ** y }
public func power(_ x: some ArrayElement, _ y: NDArray) -> NDArray { x ** y }

/// Records a power; throws NumPy's error for integers with a negative exponent, which is looked for in the exponents' values.
///
/// The operator takes cheap exponents as other operations (`cheaply`), the ufunc does not, and two scalars are no loop.
package func power(
  _ x: ArrayOperand, _ y: ArrayOperand, cheaply: Bool = true, isLoop: Bool = true
) throws(ArrayError) -> NDArray {
  if cheaply, case .array(let base) = x, case .scalar(let exponent) = y,
    let cheap = try cheapPower(base, exponent)
  {
    return cheap
  }
  if isLoop, let cheap = try cheapLoop(x, y) { return cheap }
  if commonDType([x, y]).kind == .signed, !x.isEmpty, try hasNegative(y) {
    throw ArrayError(.value, "Integers to negative integer powers are not allowed.")
  }
  return try Ufunc.power.record([x, y])
}

/// As NumPy's loops: one exponent for all is looked at, and 0.5 is the root, of minus infinity too.
private func cheapLoop(_ base: ArrayOperand, _ exponent: ArrayOperand) throws(ArrayError)
  -> NDArray?
{
  let value: Double
  switch exponent {
  case .scalar(let scalar): value = scalar.parts.0
  case .array(let array):
    guard array.size == 1, !array.dtype.isComplex else { return nil }
    value = array.scalar()
  }
  guard value == 0.5 else { return nil }
  let common = commonDType([base, exponent])
  guard common == .float32 || common == .float64 else { return nil }
  let base = try base.asArray()
  let result = try Ufunc.sqrt.record(base.asType(common))
  result.node.blamed = .ufunc(.power)
  guard case .array(let array) = exponent, array.ndim > base.ndim else { return result }
  return result.reshaped(
    [Int](repeating: 1, count: array.ndim - base.ndim) + base.shape)
}

/// As NumPy's array power: squares, roots, reciprocals for the weak exponents 2, 0.5, -1 and 1.
private func cheapPower(_ base: NDArray, _ exponent: Scalar) throws(ArrayError) -> NDArray? {
  let common = exponent.promoted(with: base.dtype)
  guard exponent.isWeak, !exponent.dtype.isComplex, case (let value, 0) = exponent.parts else {
    return nil
  }
  if base.dtype == .bool && value == 2 && !common.isFloating {
    return try Ufunc.square.record(base)
  }
  if common.isInteger {
    guard common == base.dtype, value >= 1, value <= 64 else { return nil }
    return try wholePower(base, Int(value))
  }
  guard common.kind >= .float else { return nil }
  // Complex numbers to the powers 2.0 and -1.0 are powers, those to 2 and -1 are not.
  if common.isComplex, !exponent.dtype.isInteger, value != 0.5 { return nil }
  let operations: [Double: Ufunc] = [1: .positive, 2: .square, 0.5: .sqrt, -1: .reciprocal]
  guard let operation = operations[value] else { return nil }
  let result = try operation.record(base.asType(common))
  // Integers have no such short way in NumPy.
  if base.dtype.kind < .float { result.node.blamed = .ufunc(.power) }
  return result
}

/// A whole power by squaring, as a chain of products; exact modulo 2^bits for integers.
private func wholePower(_ base: NDArray, _ exponent: Int) throws(ArrayError) -> NDArray {
  var result: NDArray?
  var square = base
  var rest = exponent
  while true {
    if rest & 1 == 1 {
      if let factor = result {
        result = try Ufunc.multiply.record(factor, square)
      } else {
        result = square
      }
    }
    rest >>= 1
    if rest == 0 { return result! }
    square = try Ufunc.square.record(square)
  }
}

extension ArrayOperand {
  fileprivate var isEmpty: Bool {
    if case .array(let array) = self { array.size == 0 } else { false }
  }
}

private func hasNegative(_ exponent: ArrayOperand) throws(ArrayError) -> Bool {
  switch exponent {
  case .scalar(let scalar): return scalar.parts.0 < 0
  case .array(let array):
    guard array.dtype.kind == .signed, array.size > 0 else { return false }
    let smallest: Int = array.min().scalar()
    return smallest < 0
  }
}

extension Ufunc {
  /// A result as the new value of `target`: its shape must be `target`'s, its dtype cast within the kind.
  package func fitted(_ result: NDArray, into target: NDArray) throws(ArrayError) -> NDArray {
    guard DType.canCast(result.dtype, to: target.dtype, casting: .sameKind) else {
      throw ArrayError(
        .type,
        "Cannot cast ufunc '\(name)' output from dtype('\(result.dtype)') to dtype('\(target.dtype)') with "
          + "casting rule 'same_kind'")
    }
    guard result.shape == target.shape else {
      throw ArrayError(
        .value,
        "non-broadcastable output operand with shape \(describe(shape: target.shape)) doesn't match the "
          + "broadcast shape \(describe(shape: result.shape))")
    }
    return result.asType(target.dtype, endOf: self)
  }
}
