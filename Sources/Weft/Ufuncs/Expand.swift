// SPDX-License-Identifier: Apache-2.0
// How ufuncs become IR: the simple ones.

import JIT

/// The expansions named in the table of ufuncs.
///
/// Operands are elements of the loop's dtype; see `Lanes`.
enum Expand {
  typealias Expansion = UfuncFacts.Expansion

  /// `op` on the element, or on both parts of a complex one; `bool` replaces it for bools.
  static func parts(_ op: Op, bool: Op? = nil) -> Expansion {
    { b, loop, x in
      let op = loop == .bool ? bool ?? op : op
      func apply(_ b: inout Builder, _ part: KeyPath<Lanes, Value>) -> Value {
        x.count == 1
          ? b.unary(op, x[0][keyPath: part])
          : b.binary(op, x[0][keyPath: part], x[1][keyPath: part])
      }
      let re = apply(&b, \.re)
      return loop.isComplex ? Lanes(re, apply(&b, \.imaginary)) : Lanes(re)
    }
  }

  static let identity: Expansion = { _, _, x in x[0] }

  /// Rounding of floats; integers are whole.
  static func rounded(_ op: Op) -> Expansion {
    { b, loop, x in
      guard loop.kind >= .float else { return x[0] }
      let re = b.unary(op, x[0].re)
      return loop.isComplex ? Lanes(re, b.unary(op, x[0].imaginary)) : Lanes(re)
    }
  }

  static let conjugate: Expansion = { b, loop, x in
    loop.isComplex ? Lanes(x[0].re, b.neg(x[0].imaginary)) : x[0]
  }

  static let realPart: Expansion = { _, _, x in Lanes(x[0].re) }

  static let imaginaryPart: Expansion = { b, loop, x in
    Lanes(loop.isComplex ? x[0].imaginary : b.constant(0, loop.element))
  }

  /// Operand 0 is a bool.
  static let select: Expansion = { b, loop, x in
    let re = b.select(x[0].re, x[1].re, x[2].re)
    guard loop.isComplex else { return Lanes(re) }
    return Lanes(re, b.select(x[0].re, x[1].imaginary, x[2].imaginary))
  }

  /// C is called ahead of the loop that its results are used in.
  static let call: Expansion = { _, _, _ in preconditionFailure("a call among vector operations") }

  static let absolute: Expansion = { b, loop, x in
    switch loop.kind {
    case .bool, .unsigned: x[0]
    case .signed, .float: Lanes(b.abs(x[0].re))
    case .complex: Lanes(b.hypot(x[0].re, x[0].imaginary))
    }
  }

  static let copysign: Expansion = { b, loop, x in
    Lanes(b.copySign(of: x[1].re, to: x[0].re))
  }
}

extension Lanes {
  /// The imaginary part of a complex element.
  var imaginary: Value { im! }
}

extension Builder {
  /// The unsigned integer element as wide as the float `element`.
  func bits(of element: Element) -> Element { element == .f32 ? .u32 : .u64 }

  /// `x` with the sign of `sign`.
  mutating func copySign(of sign: Value, to x: Value) -> Value {
    let element = element(of: x)
    let bits = bits(of: element)
    let mask = constant(bits: 1 << UInt64(element.bits - 1), bits)
    let signBits = and(bitcast(sign, to: bits), mask)
    let magnitude = bitcast(abs(x), to: bits)
    return bitcast(or(magnitude, signBits), to: element)
  }

  /// A constant of `x`'s element type.
  mutating func like(_ x: Value, _ value: Double) -> Value { constant(value, element(of: x)) }

  mutating func isNaN(_ x: Value) -> Value { ne(x, x) }

  /// True for an infinity.
  mutating func isInfinite(_ x: Value) -> Value { eq(abs(x), like(x, .infinity)) }

  /// True for neither NaN nor an infinity.
  mutating func isFinite(_ x: Value) -> Value { lt(abs(x), like(x, .infinity)) }
}
