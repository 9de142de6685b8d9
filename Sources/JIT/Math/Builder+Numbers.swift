// SPDX-License-Identifier: Apache-2.0
// Operations with literal operands, so that expansions read as formulas.

extension Builder {
  private mutating func number(_ x: Double, as other: Value) -> Value {
    constant(x, element(of: other))
  }

  mutating func add(_ x: Value, _ y: Double) -> Value { add(x, number(y, as: x)) }
  mutating func sub(_ x: Value, _ y: Double) -> Value { sub(x, number(y, as: x)) }
  mutating func sub(_ x: Double, _ y: Value) -> Value { sub(number(x, as: y), y) }
  mutating func mul(_ x: Value, _ y: Double) -> Value { mul(x, number(y, as: x)) }
  mutating func div(_ x: Double, _ y: Value) -> Value { div(number(x, as: y), y) }

  mutating func fma(_ x: Value, _ y: Double, _ z: Value) -> Value { fma(x, number(y, as: x), z) }
  mutating func fma(_ x: Value, _ y: Value, _ z: Double) -> Value { fma(x, y, number(z, as: x)) }
  mutating func fma(_ x: Value, _ y: Double, _ z: Double) -> Value {
    fma(x, number(y, as: x), number(z, as: x))
  }

  mutating func eq(_ x: Value, _ y: Double) -> Value { eq(x, number(y, as: x)) }
  mutating func lt(_ x: Value, _ y: Double) -> Value { lt(x, number(y, as: x)) }
  mutating func le(_ x: Value, _ y: Double) -> Value { le(x, number(y, as: x)) }
  mutating func gt(_ x: Value, _ y: Double) -> Value { gt(x, number(y, as: x)) }
  mutating func ge(_ x: Value, _ y: Double) -> Value { ge(x, number(y, as: x)) }

  mutating func select(_ c: Value, _ x: Value, _ y: Double) -> Value {
    select(c, x, number(y, as: x))
  }
  mutating func select(_ c: Value, _ x: Double, _ y: Value) -> Value {
    select(c, number(x, as: y), y)
  }
  mutating func select(_ c: Value, _ x: Double, _ y: Double, _ format: FloatFormat) -> Value {
    select(c, constant(x, format.element), constant(y, format.element))
  }

  // MARK: Bits

  mutating func word(_ x: Value, _ format: FloatFormat) -> Value { bitcast(x, to: format.word) }
  mutating func float(_ x: Value, _ format: FloatFormat) -> Value {
    bitcast(x, to: format.element)
  }
  mutating func bits(_ x: UInt64, _ format: FloatFormat) -> Value {
    constant(bits: x & format.wordMask, format.word)
  }
  mutating func shl(_ x: Value, _ count: Int) -> Value { shl(x, constant(count, element(of: x))) }
  mutating func shr(_ x: Value, _ count: Int) -> Value { shr(x, constant(count, element(of: x))) }

  /// The sign bit of `x`, all other bits clear, as a word.
  mutating func signBit(_ x: Value, _ format: FloatFormat) -> Value {
    and(word(x, format), bits(format.signBit, format))
  }

  /// `magnitude`, which is not negative, with the sign of `x`.
  mutating func withSign(_ magnitude: Value, of x: Value, _ format: FloatFormat) -> Value {
    flipped(magnitude, signBit(x, format), format)
  }

  /// `x` with its sign flipped where `sign` has its top bit set.
  mutating func flipped(_ x: Value, _ sign: Value, _ format: FloatFormat) -> Value {
    float(xor(word(x, format), sign), format)
  }
}
