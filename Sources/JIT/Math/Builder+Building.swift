// SPDX-License-Identifier: Apache-2.0
// Pieces that several math expansions share.

/// An unevaluated sum of two floats, the second below an ulp or so of the first.
struct Sum {
  var high: Value
  var low: Value
}

extension Builder {
  /// The polynomial with coefficients `c`, lowest power first, at x.
  ///
  /// Estrin's scheme: neighbours are paired, again and again. Its latency counts, since a processor
  /// looks ahead over a few elements only.
  mutating func polynomial(_ c: [Double], _ x: Value) -> Value {
    var terms = c.map { constant($0, element(of: x)) }
    var power = x
    while terms.count > 3 {
      for index in 0..<terms.count / 2 {
        terms[index] = fma(power, terms[2 * index + 1], terms[2 * index])
      }
      if !terms.count.isMultiple(of: 2) { terms[terms.count / 2] = terms[terms.count - 1] }
      terms.removeLast(terms.count / 2)
      power = mul(power, power)
    }
    var sum = terms.removeLast()
    for term in terms.reversed() { sum = fma(power, sum, term) }
    return sum
  }

  /// `usual`, but `rare` in the lanes of `condition`; what only `rare` needs is skipped while there
  /// are none.
  package mutating func rarely(_ condition: Value, _ rare: Value, _ usual: Value) -> Value {
    rarely(condition, [(rare, usual)])[0]
  }

  /// Several such choices by one condition.
  mutating func rarely(_ condition: Value, _ choices: [(rare: Value, usual: Value)]) -> [Value] {
    let mixed = choices.map { select(condition, $0.rare, $0.usual) }
    guard type(of: condition).isVarying else { return mixed }
    let isAny = any(condition)
    return zip(mixed, choices).map { select(isAny, $0, $1.usual) }
  }

  /// `rare` for all lanes while some are in `condition`, else `usual`; without lanes `rare`, which must serve both.
  mutating func ifAny(_ condition: Value, _ rare: Value, _ usual: Value) -> Value {
    type(of: condition).isVarying ? select(any(condition), rare, usual) : rare
  }

  /// `x` held to `range`; NaN stays, and quietly, which min and max of the machine would not do.
  mutating func clamped(_ x: Value, _ range: ClosedRange<Double>) -> Value {
    let below = select(gt(x, range.upperBound), range.upperBound, x)
    return select(lt(below, range.lowerBound), range.lowerBound, below)
  }

  /// |b| <= |a|, or a a multiple of b's ulp: the sum as high + low, exactly.
  mutating func fastTwoSum(_ a: Value, _ b: Value) -> Sum {
    let high = add(a, b)
    return Sum(high: high, low: add(sub(a, high), b))
  }

  /// a - b likewise.
  mutating func fastTwoDifference(_ a: Value, _ b: Value) -> Sum {
    let high = sub(a, b)
    return Sum(high: high, low: sub(sub(a, high), b))
  }

  /// The sum of any two floats as high + low, exactly (Knuth).
  mutating func twoSum(_ a: Value, _ b: Value) -> Sum {
    let high = add(a, b)
    let other = sub(high, a)
    let rest = sub(a, sub(high, other))
    return Sum(high: high, low: add(rest, sub(b, other)))
  }

  /// a b as high + low, exactly.
  mutating func twoProduct(_ a: Value, _ b: Value) -> Sum {
    let high = mul(a, b)
    return Sum(high: high, low: fma(a, b, neg(high)))
  }

  /// n / d, correct to the last bit or nearly; `reciprocal` is 1/d.high rounded.
  mutating func quotient(_ n: Sum, _ d: Sum, reciprocal: Value) -> Sum {
    let high = mul(n.high, reciprocal)
    let minus = neg(high)
    let rest = fma(minus, d.low, add(fma(minus, d.high, n.high), n.low))
    return Sum(high: high, low: mul(rest, reciprocal))
  }

  /// 1/x to 3 bits from the exponent's bits, twice as many after each of Newton's steps; finite for
  /// finite x.
  mutating func roughReciprocal(_ x: Value, steps: Int, _ format: FloatFormat) -> Value {
    let guess = sub(bits(format.limits.reciprocal, format), word(x, format))
    var y = float(guess, format)
    for _ in 0..<steps {
      y = mul(y, fma(neg(x), y, 2))
    }
    return y
  }

  /// n 2^s with an integer n: as a float, and in the low bits of a word.
  struct Rounded {
    let number: Value
    let word: Value
  }

  /// The integer nearest to x · factor, which is far below 2^fraction.
  mutating func nearest(_ x: Value, times factor: Double, _ format: FloatFormat) -> Rounded {
    let shifted =
      factor == 1 ? add(x, format.roundingShift) : fma(x, factor, format.roundingShift)
    return Rounded(number: sub(shifted, format.roundingShift), word: word(shifted, format))
  }

  /// p · 2^k with one rounding, for p near 1 and k up to twice the exponent range.
  ///
  /// Two factors, so that results may be subnormal and overflow raises its flag.
  mutating func scaled(_ p: Value, by k: Value, _ format: FloatFormat) -> Value {
    let one = bits(format.one, format)
    let half = and(shl(k, format.fraction - 1), bits(format.topMask, format))
    let rest = sub(shl(k, format.fraction), half)
    return mul(mul(p, float(add(rest, one), format)), float(add(half, one), format))
  }
}
