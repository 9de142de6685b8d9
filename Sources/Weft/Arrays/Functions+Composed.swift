// SPDX-License-Identifier: Apache-2.0
// Functions of several operands or results, and properties of complex arrays.

/// The floor of the quotient and the remainder that goes with it, as Python's `divmod`.
public func divmod(_ x: NDArray, _ y: NDArray) -> (quotient: NDArray, remainder: NDArray) {
  (floorDivide(x, y), remainder(x, y))
}

public func divmod(_ x: NDArray, _ y: some ArrayElement) -> (quotient: NDArray, remainder: NDArray)
{
  (floorDivide(x, y), remainder(x, y))
}

/// `x` where `condition` holds, `y` elsewhere.
public func `where`(
  _ condition: consuming NDArray, _ x: consuming NDArray, _ y: consuming NDArray
) -> NDArray {
  do {
    return try Ufunc.select.record(condition, x, y)
  } catch {
    return NDArray.failed(error)
  }
}

public func `where`(_ condition: NDArray, _ x: NDArray, _ y: some ArrayElement) -> NDArray {
  checked { () throws(ArrayError) in
    try Ufunc.select.record([.array(condition), .array(x), .scalar(y.scalar)])
  }
}

public func `where`(_ condition: NDArray, _ x: some ArrayElement, _ y: NDArray) -> NDArray {
  checked { () throws(ArrayError) in
    try Ufunc.select.record([.array(condition), .scalar(x.scalar), .array(y)])
  }
}

public func `where`(_ condition: NDArray, _ x: some ArrayElement, _ y: some ArrayElement) -> NDArray
{
  checked { () throws(ArrayError) in
    try Ufunc.select.record([.array(condition), .scalar(x.scalar), .scalar(y.scalar)])
  }
}

extension NDArray {
  /// The elements, none below `low` or above `high`.
  public func clipped(_ low: NDArray, _ high: NDArray) -> NDArray {
    checked { () throws(ArrayError) in try clip(self, .array(low), .array(high)) }
  }

  public func clipped(_ low: some ArrayElement, _ high: some ArrayElement) -> NDArray {
    checked { () throws(ArrayError) in
      try clip(self, .scalar(low.scalar), .scalar(high.scalar))
    }
  }

  /// The real part; the array itself if it is not complex.
  public var real: NDArray { dtype.isComplex ? Ufunc.real.apply(self) : self }

  /// The imaginary part; zeros if the array is not complex.
  public var imag: NDArray {
    dtype.isComplex ? Ufunc.imaginary.apply(self) : .zerosLike(self)
  }
}

/// The elements of `x`, none below `low` or above `high`; NaN stays.
public func clip(_ x: NDArray, _ low: NDArray, _ high: NDArray) -> NDArray { x.clipped(low, high) }

public func clip(_ x: NDArray, _ low: some ArrayElement, _ high: some ArrayElement) -> NDArray {
  x.clipped(low, high)
}

/// Clips; a weak integer bound at or beyond the end of the dtype of `x`, an integer dtype, bounds nothing.
package func clip(_ x: NDArray, _ low: ArrayOperand?, _ high: ArrayOperand?) throws(ArrayError)
  -> NDArray
{
  func bounds(_ operand: ArrayOperand?, isLow: Bool) -> ArrayOperand? {
    guard case .scalar(let scalar)? = operand, scalar.isWeak, x.dtype.isInteger,
      case .integer(let value) = scalar.number, value.isNegative == isLow || value.magnitude == 0
    else { return operand }
    let limit = isLow ? x.dtype.depth : x.dtype.height
    return value.magnitude >= limit ? nil : operand
  }
  switch (bounds(low, isLow: true), bounds(high, isLow: false)) {
  case (let low?, let high?):
    let operands = [.array(x), low, high]
    let loop = try Ufunc.clip.resolveLoop(operands)
    guard low.isSingle, high.isSingle, loop == .float32 || loop == .float64 else {
      return try Ufunc.clip.record(operands, loop: loop)
    }
    // Of zeros with different signs NumPy keeps that of `x` between numbers, that of the bound between arrays.
    let raised = try Ufunc.maximum.record([low, .array(x)], loop: loop)
    return try Ufunc.minimum.record([high, .array(raised)], loop: loop)
  case (let low?, nil): return try Ufunc.maximum.record([.array(x), low])
  case (nil, let high?): return try Ufunc.minimum.record([.array(x), high])
  case (nil, nil): return try Ufunc.positive.record(x)
  }
}

extension ArrayOperand {
  /// True for a number and for an array without axes.
  fileprivate var isSingle: Bool {
    switch self {
    case .array(let array): array.ndim == 0
    case .scalar: true
    }
  }
}

/// The complex conjugate.
public func conj(_ x: NDArray) -> NDArray { conjugate(x) }
