// SPDX-License-Identifier: Apache-2.0
// Floor division, remainders as IR: integers as NumPy defines them, floats as Python's divmod.

import JIT

extension Expand {
  static let floorDivide: Expansion = { b, loop, x in
    let (p, q) = (x[0].re, x[1].re)
    guard loop.isInteger else { return Lanes(b.floorDivided(p, q)) }
    let zero = b.constant(0, loop.element)
    let isZero = b.eq(q, zero)
    b.raise(.divideByZero, if: isZero)
    let minusOne = b.constant(-1, loop.element)
    if loop.kind == .signed {
      let smallest = b.constant(bits: 1 << UInt64(loop.itemSize * 8 - 1), loop.element)
      b.raise(.overflow, if: b.and(b.eq(p, smallest), b.eq(q, minusOne)))
    }
    if !b.type(of: q).isVarying && loop.itemSize <= 4 {
      return Lanes(b.floorDivided(p, byOne: q, isZero, loop))
    }
    let quotient = b.div(p, q)
    if loop.kind == .unsigned { return Lanes(quotient) }
    let rest = b.sub(p, b.mul(quotient, q))
    let isInexact = b.ne(rest, zero)
    let signsDiffer = b.lt(b.xor(p, q), zero)
    let isBelow = b.and(isInexact, signsDiffer)
    let floored = b.select(isBelow, b.add(quotient, minusOne), quotient)
    return Lanes(b.select(isZero, zero, floored))
  }

  static let remainder: Expansion = { b, loop, x in
    let (p, q) = (x[0].re, x[1].re)
    guard loop.isInteger else { return Lanes(b.floorModulus(p, q)) }
    let zero = b.constant(0, loop.element)
    b.raise(.divideByZero, if: b.eq(q, zero))
    let rest = b.rem(p, q)
    if loop.kind == .unsigned { return Lanes(rest) }
    let isInexact = b.ne(rest, zero)
    let signsDiffer = b.lt(b.xor(rest, q), zero)
    return Lanes(b.select(b.and(isInexact, signsDiffer), b.add(rest, q), rest))
  }

  static let fmod: Expansion = { b, loop, x in
    let (p, q) = (x[0].re, x[1].re)
    guard loop.isInteger else { return Lanes(b.fmod(p, q)) }
    b.raise(.divideByZero, if: b.eq(q, b.constant(0, loop.element)))
    return Lanes(b.rem(p, q))
  }
}

extension Builder {
  /// ⌊x / y⌋ for integers of up to 32 bits and one y: a product with 1/y, computed once.
  ///
  /// (x ± 1/2) / y, with y's sign, lies in the same interval as x / y and at least 1/(2y) from its ends, further than the
  /// rounding errors reach.
  fileprivate mutating func floorDivided(
    _ x: Value, byOne y: Value, _ isZero: Value, _ loop: DType
  ) -> Value {
    let float: Element = loop.itemSize <= 2 ? .f32 : .f64
    let zero = constant(0, loop.element)
    let isSigned = loop.kind == .signed
    let isMinusOne = isSigned ? eq(y, constant(-1, loop.element)) : isZero
    // x / -1 may not fit.
    let divisor = select(or(isZero, isMinusOne), constant(1, loop.element), y)
    let wide = convert(divisor, to: float)
    let inverse = div(constant(1.0, float), wide)
    let half = copySign(of: wide, to: constant(0.5, float))
    let quotient = floor(mul(add(convert(x, to: float), half), inverse))
    let whole = convert(quotient, to: loop.element)
    return select(isZero, zero, isSigned ? select(isMinusOne, neg(x), whole) : whole)
  }

  /// NumPy's float `//`: the quotient of Python's divmod; x // 0 is x / 0.
  mutating func floorDivided(_ x: Value, _ y: Value) -> Value {
    let zero = like(x, 0)
    let one = like(x, 1)
    let isZero = eq(y, zero)
    // fmod would report invalid for y = 0, where only the division may report.
    let divisor = select(isZero, one, y)
    let dividend = select(isZero, one, x)
    let rest = fmod(dividend, divisor)
    let quotient = div(sub(dividend, rest), divisor)
    let restIsOff = and(ne(rest, zero), ne(lt(divisor, zero), lt(rest, zero)))
    let lowered = select(restIsOff, sub(quotient, one), quotient)
    let floored = floor(lowered)
    let isAboveHalf = gt(sub(lowered, floored), like(x, 0.5))
    let snapped = select(isAboveHalf, add(floored, one), floored)
    let signedZero = copySign(of: div(x, y), to: zero)
    let whole = select(eq(lowered, zero), signedZero, snapped)
    return select(isZero, div(x, y), whole)
  }

  /// NumPy's float `%`: the modulus of Python's divmod, with the divisor's sign.
  mutating func floorModulus(_ x: Value, _ y: Value) -> Value {
    let zero = like(x, 0)
    let rest = fmod(x, y)
    let isOff = and(ne(rest, zero), ne(lt(y, zero), lt(rest, zero)))
    // The sum may overflow where it is not wanted.
    let moved = add(rest, select(isOff, y, zero))
    return select(eq(rest, zero), copySign(of: y, to: zero), moved)
  }

  /// C's fmod, exactly; float32 by way of float64.
  mutating func fmod(_ x: Value, _ y: Value) -> Value {
    let wideX = convert(abs(x), to: .f64)
    let wideY = convert(abs(y), to: .f64)
    let isShort = isShortQuotient(wideX, wideY)
    let rest = shortRemainder(x: wideX, y: wideY, isShort)
    let usual = copySign(of: x, to: convert(rest, to: element(of: x)))
    return rarely(not(isShort), anyRemainder(x, y, wideX, wideY), usual)
  }

  /// True where x / y is below 2^53, x finite, y normal; neither is negative.
  private mutating func isShortQuotient(_ x: Value, _ y: Value) -> Value {
    let distance = sub(bitcast(x, to: .i64), bitcast(y, to: .i64))
    let isClose = le(distance, constant(52 << 52, .i64))
    let isNormal = ge(y, constant(Double.leastNormalMagnitude, .f64))
    return and(and(isFinite(x), isFinite(y)), and(isNormal, isClose))
  }

  /// The remainder of a short quotient.
  ///
  /// The rounded quotient's integer part is the true one or, where it was rounded up to it, one more; either way the rest
  /// is a multiple of y's last bit no larger than y, hence exact.
  private mutating func shortRemainder(x: Value, y: Value, _ isShort: Value) -> Value {
    let one = constant(1.0, .f64)
    let p = select(isShort, x, one)
    let q = select(isShort, y, one)
    let quotient = trunc(div(p, q))
    let rest = fma(neg(quotient), q, p)
    // The sum may overflow where it is not wanted.
    let zero = constant(0.0, .f64)
    return add(rest, select(lt(rest, zero), q, zero))
  }

  /// The remainder of any x by any y, whose magnitudes are `wideX` and `wideY`.
  ///
  /// For x = m·2^n and y = d with 1 <= m, d < 2 the remainder of m·2^n by d is built `bitsPerStep` bits of 2^n at a time:
  /// r·2^k - q·d with q the nearest integer to r·2^k/d is exact in one fused multiply-add, because q has at most
  /// k + 1 bits and the rest is a multiple of d's last bit no larger than d. float32 does so in float64, where quotients up to 2^277 take six steps.
  private mutating func anyRemainder(
    _ x: Value, _ y: Value, _ wideX: Value, _ wideY: Value
  ) -> Value {
    let element = element(of: x)
    let isRegular = and(isFinite(wideX), gt(wideY, constant(0.0, .f64)))
    let one = constant(1.0, .f64)
    let p = select(isRegular, wideX, one)
    let finiteY = isFinite(wideY)
    let q = select(and(isRegular, finiteY), wideY, one)
    let steps = element == .f32 ? Self.fmodStepsFloat : Self.fmodStepsDouble
    let rest = convert(remainder(p, q, steps: steps), to: element)
    // |x| < |y|, an infinite y included, leaves x as it is.
    let isBelow = lt(abs(x), abs(y))
    let signed = copySign(of: x, to: rest)
    let isNumber = and(eq(x, x), eq(y, y))
    raise(.invalid, if: and(isNumber, not(isRegular)))
    let nan = select(isNumber, like(x, .nan), select(eq(x, x), y, x))
    let regular = select(isBelow, x, signed)
    return select(isRegular, regular, nan)
  }

  private static let bitsPerStep = 50
  /// ⌈(128 + 149) / 50⌉ and ⌈(1024 + 1074) / 50⌉.
  private static let fmodStepsFloat = 6
  private static let fmodStepsDouble = 42

  /// x mod y for positive finite float64 values.
  private mutating func remainder(_ x: Value, _ y: Value, steps: Int) -> Value {
    let (m, xExponent) = normalized(x)
    let (d, yExponent) = normalized(y)
    let zero = constant(0.0, .f64)
    let inverse = div(constant(1.0, .f64), d)
    // The scale 2^n, n >= 0 wherever the result is used, is taken in whole steps; the odd bits go first.
    let n = max(sub(xExponent, yExponent), constant(0, .i64))
    let wideSteps = div(convert(n, to: .f64), constant(Double(Self.bitsPerStep), .f64))
    let whole = trunc(wideSteps)
    let wholeBits = mul(whole, constant(Double(Self.bitsPerStep), .f64))
    let odd = sub(convert(n, to: .f64), wholeBits)
    var rest = step(mul(m, powerOfTwo(convert(odd, to: .i64))), d, inverse)
    let scale = constant(Double(sign: .plus, exponent: Self.bitsPerStep, significand: 1), .f64)
    for index in 0..<steps {
      let isActive = gt(whole, constant(Double(index), .f64))
      let scaled = mul(rest, select(isActive, scale, constant(1.0, .f64)))
      rest = step(scaled, d, inverse)
    }
    let positive = select(lt(rest, zero), add(rest, d), rest)
    // Back to y's scale: two factors, because 2^e alone may be no normal number.
    let half = shr(yExponent, constant(1, .i64))
    let first = mul(positive, powerOfTwo(half))
    return mul(first, powerOfTwo(sub(yExponent, half)))
  }

  private mutating func step(_ x: Value, _ d: Value, _ inverse: Value) -> Value {
    let quotient = rint(mul(x, inverse))
    return fma(neg(quotient), d, x)
  }

  /// The significand in [1, 2) and the exponent of a positive finite float64.
  private mutating func normalized(_ x: Value) -> (Value, Value) {
    let isSubnormal = lt(x, constant(Double.leastNormalMagnitude, .f64))
    let lift = constant(Double(sign: .plus, exponent: 64, significand: 1), .f64)
    let lifted = mul(x, select(isSubnormal, lift, constant(1.0, .f64)))
    let bits = bitcast(lifted, to: .i64)
    let biased = shr(bits, constant(52, .i64))
    let bias = select(isSubnormal, constant(1023 + 64, .i64), constant(1023, .i64))
    let fraction = and(bits, constant((1 << 52) - 1, .i64))
    let unit = constant(bits: (1.0).bitPattern, .i64)
    return (bitcast(or(fraction, unit), to: .f64), sub(biased, bias))
  }

  private mutating func powerOfTwo(_ exponent: Value) -> Value {
    let biased = add(exponent, constant(1023, .i64))
    return bitcast(shl(biased, constant(52, .i64)), to: .f64)
  }
}
