// SPDX-License-Identifier: Apache-2.0
// The transcendental ufuncs as functions, in the order of their table.

/// e to the power of the element.
public func exp(_ x: consuming NDArray) -> NDArray { Ufunc.exp.apply(x) }

/// Two to the power of the element.
public func exp2(_ x: consuming NDArray) -> NDArray { Ufunc.exp2.apply(x) }

/// exp(x) - 1, precise near zero.
public func expm1(_ x: consuming NDArray) -> NDArray { Ufunc.expm1.apply(x) }

/// The natural logarithm.
public func log(_ x: consuming NDArray) -> NDArray { Ufunc.log.apply(x) }

/// The logarithm to base two.
public func log2(_ x: consuming NDArray) -> NDArray { Ufunc.log2.apply(x) }

/// The logarithm to base ten.
public func log10(_ x: consuming NDArray) -> NDArray { Ufunc.log10.apply(x) }

/// log(1 + x), precise near zero.
public func log1p(_ x: consuming NDArray) -> NDArray { Ufunc.log1p.apply(x) }

/// The sine of radians.
public func sin(_ x: consuming NDArray) -> NDArray { Ufunc.sin.apply(x) }

/// The cosine of radians.
public func cos(_ x: consuming NDArray) -> NDArray { Ufunc.cos.apply(x) }

/// The tangent of radians.
public func tan(_ x: consuming NDArray) -> NDArray { Ufunc.tan.apply(x) }

/// The inverse sine, in radians.
public func arcsin(_ x: consuming NDArray) -> NDArray { Ufunc.arcsin.apply(x) }

/// The inverse cosine, in radians.
public func arccos(_ x: consuming NDArray) -> NDArray { Ufunc.arccos.apply(x) }

/// The inverse tangent, in radians.
public func arctan(_ x: consuming NDArray) -> NDArray { Ufunc.arctan.apply(x) }

/// The angle of the point (y, x) = (first, second), in radians.
public func arctan2(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.arctan2.apply(x, y)
}
public func arctan2(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.arctan2.apply(x, y)
}
public func arctan2(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.arctan2.apply(x, y)
}

/// The hyperbolic sine.
public func sinh(_ x: consuming NDArray) -> NDArray { Ufunc.sinh.apply(x) }

/// The hyperbolic cosine.
public func cosh(_ x: consuming NDArray) -> NDArray { Ufunc.cosh.apply(x) }

/// The hyperbolic tangent.
public func tanh(_ x: consuming NDArray) -> NDArray { Ufunc.tanh.apply(x) }

/// The inverse hyperbolic sine.
public func arcsinh(_ x: consuming NDArray) -> NDArray { Ufunc.arcsinh.apply(x) }

/// The inverse hyperbolic cosine.
public func arccosh(_ x: consuming NDArray) -> NDArray { Ufunc.arccosh.apply(x) }

/// The inverse hyperbolic tangent.
public func arctanh(_ x: consuming NDArray) -> NDArray { Ufunc.arctanh.apply(x) }

/// The length of the vector (x, y).
public func hypot(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.hypot.apply(x, y)
}
public func hypot(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.hypot.apply(x, y)
}
public func hypot(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.hypot.apply(x, y)
}

/// The cube root.
public func cbrt(_ x: consuming NDArray) -> NDArray { Ufunc.cbrt.apply(x) }

/// The power in float64 or complex128.
public func floatPower(_ x: consuming NDArray, _ y: consuming NDArray) -> NDArray {
  Ufunc.floatPower.apply(x, y)
}
public func floatPower(_ x: consuming NDArray, _ y: some ArrayElement) -> NDArray {
  Ufunc.floatPower.apply(x, y)
}
public func floatPower(_ x: some ArrayElement, _ y: consuming NDArray) -> NDArray {
  Ufunc.floatPower.apply(x, y)
}

/// The angle of a complex number, in radians, or degrees.
public func angle(_ z: consuming NDArray, inDegrees: Bool = false) -> NDArray {
  let radians = arctan2(z.imag, z.real)
  return inDegrees ? radians * (180 / Double.pi) : radians
}
