// SPDX-License-Identifier: Apache-2.0
// The ufuncs as functions, in the order of their table.

/// The largest integer not above the quotient.
public func floorDivide(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.floorDivide.apply(x, y)
}
public func floorDivide(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.floorDivide.apply(x, y)
}
public func floorDivide(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.floorDivide.apply(x, y)
}

/// The remainder with the divisor's sign, as Python's `%`.
public func remainder(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.remainder.apply(x, y)
}
public func remainder(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.remainder.apply(x, y)
}
public func remainder(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.remainder.apply(x, y)
}

/// The remainder with the dividend's sign, as C's fmod.
public func fmod(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmod.apply(x, y)
}
public func fmod(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.fmod.apply(x, y)
}
public func fmod(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmod.apply(x, y)
}

/// The elements themselves.
public func positive(_ x: consuming NDArray) -> NDArray { Ufunc.positive.apply(x) }

/// The negated elements.
public func negative(_ x: consuming NDArray) -> NDArray { Ufunc.negative.apply(x) }

/// The magnitude; a real dtype for complex elements.
public func absolute(_ x: consuming NDArray) -> NDArray { Ufunc.absolute.apply(x) }

/// The magnitude; a real dtype for complex elements.
public func abs(_ x: consuming NDArray) -> NDArray { Ufunc.absolute.apply(x) }

/// The magnitude as a float.
public func fabs(_ x: consuming NDArray) -> NDArray { Ufunc.fabs.apply(x) }

/// -1, 0 or 1 by sign; the unit in its direction for a complex number.
public func sign(_ x: consuming NDArray) -> NDArray { Ufunc.sign.apply(x) }

/// The square.
public func square(_ x: consuming NDArray) -> NDArray { Ufunc.square.apply(x) }

/// One divided by the element, in its dtype.
public func reciprocal(_ x: consuming NDArray) -> NDArray { Ufunc.reciprocal.apply(x) }

/// The square root.
public func sqrt(_ x: consuming NDArray) -> NDArray { Ufunc.sqrt.apply(x) }

/// The larger; NaN if either is.
public func maximum(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.maximum.apply(x, y)
}
public func maximum(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.maximum.apply(x, y)
}
public func maximum(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.maximum.apply(x, y)
}

/// The smaller; NaN if either is.
public func minimum(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.minimum.apply(x, y)
}
public func minimum(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.minimum.apply(x, y)
}
public func minimum(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.minimum.apply(x, y)
}

/// The larger; a number rather than NaN.
public func fmax(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmax.apply(x, y)
}
public func fmax(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.fmax.apply(x, y)
}
public func fmax(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmax.apply(x, y)
}

/// The smaller; a number rather than NaN.
public func fmin(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmin.apply(x, y)
}
public func fmin(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.fmin.apply(x, y)
}
public func fmin(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.fmin.apply(x, y)
}

/// The largest integer not above.
public func floor(_ x: consuming NDArray) -> NDArray { Ufunc.floor.apply(x) }

/// The smallest integer not below.
public func ceil(_ x: consuming NDArray) -> NDArray { Ufunc.ceil.apply(x) }

/// The integer part.
public func trunc(_ x: consuming NDArray) -> NDArray { Ufunc.trunc.apply(x) }

/// The nearest integer, the even one of two.
public func rint(_ x: consuming NDArray) -> NDArray { Ufunc.rint.apply(x) }

/// True for NaN.
public func isNaN(_ x: consuming NDArray) -> NDArray { Ufunc.isNaN.apply(x) }

/// True for an infinity.
public func isInf(_ x: consuming NDArray) -> NDArray { Ufunc.isInf.apply(x) }

/// True for neither NaN nor an infinity.
public func isFinite(_ x: consuming NDArray) -> NDArray { Ufunc.isFinite.apply(x) }

/// True where the sign bit is set.
public func signbit(_ x: consuming NDArray) -> NDArray { Ufunc.signbit.apply(x) }

/// The first with the sign of the second.
public func copysign(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.copysign.apply(x, y)
}
public func copysign(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.copysign.apply(x, y)
}
public func copysign(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.copysign.apply(x, y)
}

/// Shifts to the left.
public func leftShift(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.leftShift.apply(x, y)
}
public func leftShift(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.leftShift.apply(x, y)
}
public func leftShift(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.leftShift.apply(x, y)
}

/// Shifts to the right.
public func rightShift(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.rightShift.apply(x, y)
}
public func rightShift(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.rightShift.apply(x, y)
}
public func rightShift(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.rightShift.apply(x, y)
}

/// The bits, or truths, inverted.
public func invert(_ x: consuming NDArray) -> NDArray { Ufunc.invert.apply(x) }

/// The bits of both.
public func bitwiseAnd(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseAnd.apply(x, y)
}
public func bitwiseAnd(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.bitwiseAnd.apply(x, y)
}
public func bitwiseAnd(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseAnd.apply(x, y)
}

/// The bits of either.
public func bitwiseOr(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseOr.apply(x, y)
}
public func bitwiseOr(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.bitwiseOr.apply(x, y)
}
public func bitwiseOr(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseOr.apply(x, y)
}

/// The bits of one but not both.
public func bitwiseXor(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseXor.apply(x, y)
}
public func bitwiseXor(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.bitwiseXor.apply(x, y)
}
public func bitwiseXor(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.bitwiseXor.apply(x, y)
}

/// True where both are not zero.
public func logicalAnd(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalAnd.apply(x, y)
}
public func logicalAnd(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.logicalAnd.apply(x, y)
}
public func logicalAnd(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalAnd.apply(x, y)
}

/// True where either is not zero.
public func logicalOr(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalOr.apply(x, y)
}
public func logicalOr(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.logicalOr.apply(x, y)
}
public func logicalOr(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalOr.apply(x, y)
}

/// True where one is not zero and the other is.
public func logicalXor(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalXor.apply(x, y)
}
public func logicalXor(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.logicalXor.apply(x, y)
}
public func logicalXor(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.logicalXor.apply(x, y)
}

/// True where zero.
public func logicalNot(_ x: consuming NDArray) -> NDArray { Ufunc.logicalNot.apply(x) }

/// The complex conjugate.
public func conjugate(_ x: consuming NDArray) -> NDArray { Ufunc.conjugate.apply(x) }
