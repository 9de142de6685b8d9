// SPDX-License-Identifier: Apache-2.0
// Operators on integers of which one or the result is beyond 64 bits.

/// Operands are plain values (`unboxed`): int, big integer or bool; results are owned.
enum BigMath {
  typealias Cell = UnsafeMutablePointer<BigIntCell>

  static func compare(_ op: Comparison, _ a: Value, _ b: Value) -> Bool {
    Limbs.of(a, b) { op.holds($0.compare(to: $1), 0) }
  }

  static func add(_ a: Value, _ b: Value) -> Value { Limbs.of(a, b) { sum($0, $1) } }

  static func subtract(_ a: Value, _ b: Value) -> Value {
    Limbs.of(a, b) { sum($0, $1.negated) }
  }

  static func negative(_ a: Value) -> Value {
    Limbs.of(a) { copy($0, isNegative: !$0.isNegative) }
  }

  static func absolute(_ a: Value) -> Value { Limbs.of(a) { copy($0, isNegative: false) } }

  private static func copy(_ a: Limbs, isNegative: Bool) -> Value {
    let cell = Cell.allocate(a.count)
    cell.limbs.update(from: a.words, count: a.count)
    return cell.finished(isNegative: isNegative)
  }

  private static func sum(_ a: Limbs, _ b: Limbs) -> Value {
    if a.count < b.count { return sum(b, a) }
    if a.isNegative == b.isNegative {
      let cell = Cell.allocate(a.count + 1)
      cell.limbs[a.count] = LimbMath.add(cell.limbs, a.words, a.count, b.words, b.count)
      return cell.finished(isNegative: a.isNegative)
    }
    let (larger, smaller) = a.compareMagnitude(to: b) < 0 ? (b, a) : (a, b)
    let cell = Cell.allocate(larger.count)
    LimbMath.subtract(cell.limbs, larger.words, larger.count, smaller.words, smaller.count)
    return cell.finished(isNegative: larger.isNegative)
  }

  static func multiply(_ a: Value, _ b: Value) -> Value {
    Limbs.of(a, b) { a, b in
      let cell = Cell.allocate(a.count + b.count)
      LimbMath.multiply(cell.limbs, a.words, a.count, b.words, b.count)
      return cell.finished(isNegative: a.isNegative != b.isNegative)
    }
  }

  /// Quotient and remainder rounded to minus infinity; the divisor is not 0.
  ///
  /// What is not wanted is unbound.
  static func divide(_ a: Value, _ b: Value, quotient: Bool = true, remainder: Bool = true)
    -> (Value, Value)
  {
    Limbs.of(a, b) { a, b in
      let differ = a.isNegative != b.isNegative
      var (q, r) = (Value(0), Value(0))
      if a.compareMagnitude(to: b) < 0 {
        r = copy(a, isNegative: a.isNegative)
      } else {
        let top = Cell.allocate(a.count - b.count + 1)
        let rest = Cell.allocate(b.count)
        if b.count == 1 {
          rest.limbs[0] = LimbMath.divide(top.limbs, a.words, a.count, by: b.words[0])
        } else {
          LimbMath.divide(top.limbs, rest.limbs, a.words, a.count, b.words, b.count)
        }
        r = rest.finished(isNegative: a.isNegative)
        q = top.finished(isNegative: differ)
      }
      if differ && !(r.tag == .int && r.bits == 0) {
        if quotient { replace(&q, by: Limbs.of(q, Value(-1)) { sum($0, $1) }) }
        if remainder { replace(&r, by: Limbs.of(r) { sum($0, b) }) }
      }
      if !quotient { replace(&q, by: .unbound) }
      if !remainder { replace(&r, by: .unbound) }
      return (q, r)
    }
  }

  private static func replace(_ value: inout Value, by other: Value) {
    value.release()
    value = other
  }

  // MARK: Bits

  /// Limbs of an infinite two's complement number, one after the other.
  private struct Complement {
    let number: Limbs
    /// What the negation of the limbs so far carries.
    var carry: UInt = 1

    @inline(__always) mutating func next(_ index: Int) -> UInt {
      let word = index < number.count ? number.words[index] : 0
      if !number.isNegative { return word }
      let (result, overflow) = (~word).addingReportingOverflow(carry)
      carry = overflow ? 1 : 0
      return result
    }
  }

  @inline(__always)
  private static func bitwise(_ a: Limbs, _ b: Limbs, _ operation: (UInt, UInt) -> UInt) -> Value {
    let count = max(a.count, b.count) + 1
    let cell = Cell.allocate(count)
    var (first, second) = (Complement(number: a), Complement(number: b))
    for index in 0..<count { cell.limbs[index] = operation(first.next(index), second.next(index)) }
    let isNegative = Int(bitPattern: cell.limbs[count - 1]) < 0
    if isNegative {
      var carry: UInt = 1
      for index in 0..<count {
        let (word, overflow) = (~cell.limbs[index]).addingReportingOverflow(carry)
        cell.limbs[index] = word
        carry = overflow ? 1 : 0
      }
    }
    return cell.finished(isNegative: isNegative)
  }

  static func and(_ a: Value, _ b: Value) -> Value { Limbs.of(a, b) { bitwise($0, $1, &) } }
  static func or(_ a: Value, _ b: Value) -> Value { Limbs.of(a, b) { bitwise($0, $1, |) } }
  static func xor(_ a: Value, _ b: Value) -> Value { Limbs.of(a, b) { bitwise($0, $1, ^) } }

  /// `count` is not negative.
  static func shiftLeft(_ a: Value, by count: Int) -> Value {
    Limbs.of(a) { a in
      let whole = count / 64
      let cell = Cell.allocate(a.count + whole + 1)
      cell.limbs.update(repeating: 0, count: whole)
      cell.limbs[a.count + whole] = LimbMath.shiftLeft(
        cell.limbs + whole, a.words, a.count, by: count % 64)
      return cell.finished(isNegative: a.isNegative)
    }
  }

  /// Rounds to minus infinity; `count` is not negative.
  static func shiftRight(_ a: Value, by count: Int) -> Value {
    Limbs.of(a) { a in
      let whole = count / 64
      if whole >= a.count { return Value(a.isNegative ? -1 : 0) }
      let size = a.count - whole
      // One more: rounding may carry.
      let cell = Cell.allocate(size + 1)
      LimbMath.shiftRight(cell.limbs, a.words + whole, size, by: count % 64)
      cell.limbs[size] = 0
      if a.isNegative {
        var dropped = a.words[whole] & (UInt(1) << UInt(count % 64) - 1)
        for index in 0..<whole { dropped |= a.words[index] }
        if dropped != 0 {
          // Rounded down: one more in the magnitude.
          var index = 0
          while case let (word, overflow) = cell.limbs[index].addingReportingOverflow(1) {
            cell.limbs[index] = word
            if !overflow { break }
            index += 1
          }
        }
      }
      return cell.finished(isNegative: a.isNegative)
    }
  }

  // MARK: Other

  /// `a ** exponent`, which is not negative; by squares.
  static func power(_ a: Value, _ exponent: Int) -> Value {
    var result = Value(1)
    var bit = exponent == 0 ? 0 : 1 << (63 - exponent.leadingZeroBitCount)
    while bit != 0 {
      replace(&result, by: multiply(result, result))
      if exponent & bit != 0 { replace(&result, by: multiply(result, a)) }
      bit >>= 1
    }
    return result
  }

  /// `a ** exponent % modulus`, of numbers that are not negative, `a` less than the modulus.
  static func power(_ a: Value, _ exponent: Value, modulo modulus: Value) -> Value {
    var result = divide(Value(1), modulus, quotient: false).1
    Limbs.of(exponent) { exponent in
      for bit in (0..<exponent.bitWidth).reversed() {
        multiply(&result, by: result, modulo: modulus)
        if exponent.words[bit / 64] >> UInt(bit % 64) & 1 != 0 {
          multiply(&result, by: a, modulo: modulus)
        }
      }
    }
    return result
  }

  private static func multiply(_ result: inout Value, by other: Value, modulo modulus: Value) {
    let product = multiply(result, other)
    defer { product.release() }
    replace(&result, by: divide(product, modulus, quotient: false).1)
  }

  /// Of the number modulo 2⁶¹ - 1, as for all numbers.
  static func hash(_ a: Value) -> Int {
    Limbs.of(a) { a in
      let prime: UInt = 1 << 61 - 1
      var rest: UInt = 0
      for index in (0..<a.count).reversed() {
        // 2⁶⁴ is 8 modulo the prime: the bits turn by three.
        rest = (rest << 3 & prime) | rest >> 58
        rest += a.words[index] & prime
        rest = (rest & prime) + rest >> 61
        rest += a.words[index] >> 61
        rest = (rest & prime) + rest >> 61
        if rest == prime { rest = 0 }
      }
      let hash = a.isNegative ? -Int(rest) : Int(rest)
      return hash == -1 ? -2 : hash
    }
  }

  /// The decimal digits, nineteen at a time from the end.
  static func decimal(_ a: Value) -> String {
    Limbs.of(a) { a in
      if a.count == 0 { return "0" }
      var rest = Array(UnsafeBufferPointer(start: a.words, count: a.count))
      // A limb has 19.27 digits.
      var digits = [UInt8](repeating: UInt8(ascii: "0"), count: a.count * 20 + 20)
      var position = digits.count
      var count = rest.count
      rest.withUnsafeMutableBufferPointer { buffer in
        let words = buffer.baseAddress.unsafelyUnwrapped
        while count > 0 {
          var part = LimbMath.divide(
            words, LimbMath.Source(words), count, by: 10_000_000_000_000_000_000)
          while count > 0 && words[count - 1] == 0 { count -= 1 }
          for index in 1...19 {
            digits[position - index] = UInt8(ascii: "0") + UInt8(part % 10)
            part /= 10
          }
          position -= 19
        }
      }
      while digits[position] == UInt8(ascii: "0") { position += 1 }
      if a.isNegative {
        position -= 1
        digits[position] = UInt8(ascii: "-")
      }
      return String(decoding: digits[position...], as: UTF8.self)
    }
  }
}

extension Limbs {
  @inline(__always) var negated: Limbs {
    Limbs(words: words, count: count, isNegative: !isNegative)
  }
}
