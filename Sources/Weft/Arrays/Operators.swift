// SPDX-License-Identifier: Apache-2.0
// Operators between arrays, and between arrays and numbers.

precedencegroup PowerPrecedence {
  associativity: right
  higherThan: MultiplicationPrecedence
}

infix operator ** : PowerPrecedence
infix operator **= : AssignmentPrecedence

extension Ufunc {
  /// The operation as an operator: a mistake stops the program or goes to the `checking` scope.
  ///
  /// Operators and functions take their arrays over: the value of an inner expression goes to the operation that reads it without
  /// its references being counted.
  @inline(__always)
  func apply(_ a: consuming NDArray) -> NDArray {
    do { return try record(a) } catch { return NDArray.failed(error) }
  }

  @inline(__always)
  func apply(_ a: consuming NDArray, _ b: consuming NDArray) -> NDArray {
    do { return try record(a, b) } catch { return NDArray.failed(error) }
  }

  @inline(__always)
  func apply(_ a: consuming NDArray, _ b: some ArrayElement) -> NDArray {
    do { return try record(a, b.scalar) } catch { return NDArray.failed(error) }
  }

  @inline(__always)
  func apply(_ a: some ArrayElement, _ b: consuming NDArray) -> NDArray {
    do { return try record(a.scalar, b) } catch { return NDArray.failed(error) }
  }

  /// `a op= b`: the result in `a`'s dtype.
  @inline(__always)
  func update(_ a: inout NDArray, _ b: NDArray) {
    a.settle { array throws(ArrayError) in array = try updated(array, .array(b)) }
  }

  @inline(__always)
  func update(_ a: inout NDArray, _ b: some ArrayElement) {
    a.settle { array throws(ArrayError) in array = try updated(array, .scalar(b.scalar)) }
  }

  /// The new value of `a` in `a op= b`.
  ///
  /// Throws unless the result has `a`'s shape and casts to its dtype within the kind.
  package func updated(_ a: NDArray, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
    let result: NDArray
    switch b {
    case .array(let b): result = try record(a, b)
    case .scalar(let b): result = try record(a, b)
    }
    return try fitted(result, into: a)
  }
}

// MARK: Arithmetic and bits

extension NDArray {
  /// The sum.
  public static func + (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.add.apply(a, b)
  }
  public static func + (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.add.apply(a, b)
  }
  public static func + (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.add.apply(a, b)
  }

  /// The difference.
  public static func - (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.subtract.apply(a, b)
  }
  public static func - (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.subtract.apply(a, b)
  }
  public static func - (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.subtract.apply(a, b)
  }

  /// The product, element by element.
  public static func * (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.multiply.apply(a, b)
  }
  public static func * (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.multiply.apply(a, b)
  }
  public static func * (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.multiply.apply(a, b)
  }

  /// The quotient; integers divide as float64.
  public static func / (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.divide.apply(a, b)
  }
  public static func / (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.divide.apply(a, b)
  }
  public static func / (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.divide.apply(a, b)
  }

  /// The remainder with the divisor's sign, as Python's `%`.
  public static func % (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.remainder.apply(a, b)
  }
  public static func % (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.remainder.apply(a, b)
  }
  public static func % (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.remainder.apply(a, b)
  }

  /// The bits, or truths, of both.
  public static func & (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseAnd.apply(a, b)
  }
  public static func & (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.bitwiseAnd.apply(a, b)
  }
  public static func & (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseAnd.apply(a, b)
  }

  /// The bits, or truths, of either.
  public static func | (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseOr.apply(a, b)
  }
  public static func | (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.bitwiseOr.apply(a, b)
  }
  public static func | (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseOr.apply(a, b)
  }

  /// The bits, or truths, of one but not both.
  public static func ^ (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseXor.apply(a, b)
  }
  public static func ^ (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.bitwiseXor.apply(a, b)
  }
  public static func ^ (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.bitwiseXor.apply(a, b)
  }

  /// Shifts to the left.
  public static func << (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.leftShift.apply(a, b)
  }
  public static func << (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.leftShift.apply(a, b)
  }
  public static func << (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.leftShift.apply(a, b)
  }

  /// Shifts to the right.
  public static func >> (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.rightShift.apply(a, b)
  }
  public static func >> (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.rightShift.apply(a, b)
  }
  public static func >> (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.rightShift.apply(a, b)
  }

  /// The negated elements.
  public static prefix func - (a: consuming NDArray) -> NDArray { Ufunc.negative.apply(a) }
  /// The elements themselves.
  public static prefix func + (a: consuming NDArray) -> NDArray { Ufunc.positive.apply(a) }
  /// The bits, or truths, inverted.
  public static prefix func ~ (a: consuming NDArray) -> NDArray { Ufunc.invert.apply(a) }
}

// MARK: Comparisons

extension NDArray {
  /// True where equal.
  public static func .== (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.equal.apply(a, b)
  }
  public static func .== (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.equal.apply(a, b)
  }
  public static func .== (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.equal.apply(a, b)
  }

  /// True where not equal.
  public static func .!= (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.notEqual.apply(a, b)
  }
  public static func .!= (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.notEqual.apply(a, b)
  }
  public static func .!= (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.notEqual.apply(a, b)
  }

  /// True where less.
  public static func .< (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.less.apply(a, b)
  }
  public static func .< (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.less.apply(a, b)
  }
  public static func .< (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.less.apply(a, b)
  }

  /// True where less or equal.
  public static func .<= (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.lessEqual.apply(a, b)
  }
  public static func .<= (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.lessEqual.apply(a, b)
  }
  public static func .<= (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.lessEqual.apply(a, b)
  }

  /// True where greater.
  public static func .> (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.greater.apply(a, b)
  }
  public static func .> (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.greater.apply(a, b)
  }
  public static func .> (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.greater.apply(a, b)
  }

  /// True where greater or equal.
  public static func .>= (a: consuming NDArray, b: consuming NDArray) -> NDArray {
    Ufunc.greaterEqual.apply(a, b)
  }
  public static func .>= (a: consuming NDArray, b: some ArrayElement) -> NDArray {
    Ufunc.greaterEqual.apply(a, b)
  }
  public static func .>= (a: some ArrayElement, b: consuming NDArray) -> NDArray {
    Ufunc.greaterEqual.apply(a, b)
  }
}

// MARK: In place

extension NDArray {
  /// In place, keeping the dtype of the left side.
  public static func += (a: inout NDArray, b: NDArray) { Ufunc.add.update(&a, b) }
  public static func += (a: inout NDArray, b: some ArrayElement) { Ufunc.add.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func -= (a: inout NDArray, b: NDArray) { Ufunc.subtract.update(&a, b) }
  public static func -= (a: inout NDArray, b: some ArrayElement) { Ufunc.subtract.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func *= (a: inout NDArray, b: NDArray) { Ufunc.multiply.update(&a, b) }
  public static func *= (a: inout NDArray, b: some ArrayElement) { Ufunc.multiply.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func /= (a: inout NDArray, b: NDArray) { Ufunc.divide.update(&a, b) }
  public static func /= (a: inout NDArray, b: some ArrayElement) { Ufunc.divide.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func %= (a: inout NDArray, b: NDArray) { Ufunc.remainder.update(&a, b) }
  public static func %= (a: inout NDArray, b: some ArrayElement) { Ufunc.remainder.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func &= (a: inout NDArray, b: NDArray) { Ufunc.bitwiseAnd.update(&a, b) }
  public static func &= (a: inout NDArray, b: some ArrayElement) { Ufunc.bitwiseAnd.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func |= (a: inout NDArray, b: NDArray) { Ufunc.bitwiseOr.update(&a, b) }
  public static func |= (a: inout NDArray, b: some ArrayElement) { Ufunc.bitwiseOr.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func ^= (a: inout NDArray, b: NDArray) { Ufunc.bitwiseXor.update(&a, b) }
  public static func ^= (a: inout NDArray, b: some ArrayElement) { Ufunc.bitwiseXor.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func <<= (a: inout NDArray, b: NDArray) { Ufunc.leftShift.update(&a, b) }
  public static func <<= (a: inout NDArray, b: some ArrayElement) { Ufunc.leftShift.update(&a, b) }

  /// In place, keeping the dtype of the left side.
  public static func >>= (a: inout NDArray, b: NDArray) { Ufunc.rightShift.update(&a, b) }
  public static func >>= (a: inout NDArray, b: some ArrayElement) { Ufunc.rightShift.update(&a, b) }
}
