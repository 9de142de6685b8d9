// SPDX-License-Identifier: Apache-2.0
// Products, quotients, signs and powers as IR.

import JIT

extension Expand {
  /// Complex products use one fused multiply-add per part, as NumPy's AVX2 and AVX-512 loops do.
  static let multiply: Expansion = { b, loop, x in
    if loop == .bool { return Lanes(b.and(x[0].re, x[1].re)) }
    return loop.isComplex ? b.complexProduct(x[0], x[1]) : Lanes(b.mul(x[0].re, x[1].re))
  }

  static let square: Expansion = { b, loop, x in
    loop.isComplex ? b.complexProduct(x[0], x[0]) : Lanes(b.mul(x[0].re, x[0].re))
  }

  static let divide: Expansion = { b, loop, x in
    loop.isComplex ? b.complexQuotient(x[0], x[1]) : Lanes(b.div(x[0].re, x[1].re))
  }

  /// 1 / x; for integers, whose reciprocal is whole for 1 and -1 only, x/0 is what converting an infinity gives.
  static let reciprocal: Expansion = { b, loop, x in
    if loop.isComplex { return b.complexReciprocal(x[0]) }
    let value = x[0].re
    let one = b.constant(1, loop.element)
    guard loop.isInteger else { return Lanes(b.div(one, value)) }
    let isZero = b.eq(value, b.constant(0, loop.element))
    b.raise([.divideByZero, .invalid], if: isZero)
    let wide = loop.kind == .signed && loop.itemSize >= 4
    let smallest: UInt64 = wide ? 1 << UInt64(loop.itemSize * 8 - 1) : 0
    return Lanes(b.select(isZero, b.constant(bits: smallest, loop.element), b.div(one, value)))
  }

  static let sign: Expansion = { b, loop, x in
    if loop.isComplex { return b.complexSign(x[0]) }
    let value = x[0].re
    let zero = b.constant(0, loop.element)
    let one = b.constant(1, loop.element)
    let isPositive = b.gt(value, zero)
    if loop.kind == .unsigned { return Lanes(b.select(isPositive, one, zero)) }
    let minusOne = b.constant(-1, loop.element)
    let isNegative = b.lt(value, zero)
    // What is left is zero, which loses its sign, or NaN.
    let isZero = b.eq(value, zero)
    let rest = b.select(isZero, zero, value)
    let nonPositive = b.select(isNegative, minusOne, rest)
    return Lanes(b.select(isPositive, one, nonPositive))
  }

  static let sqrt: Expansion = { b, loop, x in
    loop.isComplex ? b.complexSqrt(x[0]) : Lanes(b.sqrt(x[0].re))
  }

  static func math(_ function: MathFunction) -> Expansion {
    { b, _, x in Lanes(b.call(function, x[0].re)) }
  }

  static func math2(_ function: MathFunction) -> Expansion {
    { b, _, x in Lanes(b.call(function, x[0].re, x[1].re)) }
  }

  /// Integers by squaring, modulo 2^bits; exponents are not negative (checked when recorded).
  static let power: Expansion = { b, loop, x in
    if loop.isComplex { return b.complexPower(x[0], x[1]) }
    guard loop.isInteger else { return Lanes(b.pow(x[0].re, x[1].re)) }
    let element = loop.element
    let one = b.constant(1, element)
    var result = one
    var square = x[0].re
    let bits = loop.kind == .signed ? element.bits - 1 : element.bits
    let usualBits = 5
    var usual: Value?
    for bit in 0..<bits {
      if bit == usualBits { usual = result }
      let shifted = b.shr(x[1].re, b.constant(bit, element))
      let isSet = b.ne(b.and(shifted, one), b.constant(0, element))
      let product = b.mul(result, square)
      result = b.select(isSet, product, result)
      square = b.mul(square, square)
    }
    guard let usual else { return Lanes(result) }
    let isLarge = b.ge(x[1].re, b.constant(1 << usualBits, element))
    return Lanes(b.rarely(isLarge, result, usual))
  }
}
