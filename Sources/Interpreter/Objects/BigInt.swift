// SPDX-License-Identifier: Apache-2.0
// Integers of any size for Swift code: an int of a script, used as Swift's own integers are.

/// A whole number.
///
/// Its operators are those of scripts (``BigMath``), but division, which truncates as Swift's does.
///
/// It is not one of Swift's `BinaryInteger`s: whole sets of operators more slow down the checking of every expression.
struct BigInt: Comparable, Hashable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  private enum Storage {
    case small(Int)
    case large(Owner)
  }

  /// Keeps the cell of a big integer.
  private final class Owner {
    let value: Value
    init(_ value: Value) { self.value = value }
    deinit { value.release() }
  }

  /// `large` only outside the range of Int.
  private let storage: Storage

  @inline(__always)
  private init(small: Int) { storage = .small(small) }

  /// A plain value (`unboxed`: int, big integer or bool), which this takes over.
  init(consuming value: Value) {
    storage = value.tag == .object ? .large(Owner(value)) : .small(value.asInt)
  }

  /// Calls `body` with the number as a plain value, which is not its own.
  @inline(__always)
  func withValue<R>(_ body: (Value) -> R) -> R {
    switch storage {
    case .small(let number): body(Value(number))
    case .large(let owner): withExtendedLifetime(owner) { body(owner.value) }
    }
  }

  /// The number as a value of scripts; owned.
  var value: Value { withValue { $0.retained() } }

  /// The number, if a machine integer holds it.
  @inline(__always)
  var asInt: Int? {
    if case .small(let number) = storage { number } else { nil }
  }

  @inline(__always)
  private static func combine(
    _ a: BigInt, _ b: BigInt, _ small: (Int, Int) -> (partialValue: Int, overflow: Bool),
    _ large: (Value, Value) -> Value
  ) -> BigInt {
    if case .small(let x) = a.storage, case .small(let y) = b.storage {
      let (result, overflow) = small(x, y)
      if !overflow { return BigInt(small: result) }
    }
    return a.withValue { x in b.withValue { y in BigInt(consuming: large(x, y)) } }
  }
}

// MARK: Making

extension BigInt {
  init(integerLiteral value: Int) { self.init(small: value) }

  init(_ number: Int) { self.init(small: number) }

  /// The number with a magnitude of limbs, the lowest first.
  init(limbs: some Collection<UInt>, isNegative: Bool = false) {
    let cell = UnsafeMutablePointer<BigIntCell>.allocate(limbs.count)
    for (index, limb) in limbs.enumerated() { cell.limbs[index] = limb }
    self.init(consuming: cell.finished(isNegative: isNegative))
  }

  init(_ source: some BinaryInteger) {
    if let small = Int(exactly: source) {
      self.init(small: small)
    } else {
      self.init(limbs: source.magnitude.words, isNegative: source < 0)
    }
  }

  /// The whole part of a finite number.
  init(_ source: some BinaryFloatingPoint) {
    let number = Double(source).rounded(.towardZero)
    if let small = Int(exactly: number) {
      self.init(small: small)
    } else {
      let significand = BigInt(number.significandBitPattern | 1 << 52)
      let magnitude = significand << (Int(number.exponent) - 52)
      self = number < 0 ? -magnitude : magnitude
    }
  }
}

extension FixedWidthInteger {
  init?(exactly number: BigInt) {
    if let small = number.asInt {
      self.init(exactly: small)
    } else {
      self.init(truncatingIfNeeded: number)
      if BigInt(self) != number { return nil }
    }
  }

  /// The low bits of two's complement.
  init(truncatingIfNeeded number: BigInt) {
    var result = Self(truncatingIfNeeded: number.isNegative ? -1 : 0)
    for (index, word) in number.words.enumerated() where index * UInt.bitWidth < Self.bitWidth {
      let place = index * UInt.bitWidth
      let low = Self(truncatingIfNeeded: word)
      result = (result & ~(Self(truncatingIfNeeded: UInt.max) << place)) | (low << place)
    }
    self = result
  }

  /// Of a number that fits.
  init(_ number: BigInt) { self.init(exactly: number)! }
}

// MARK: Properties

extension BigInt {
  /// The limbs of two's complement, the lowest first, the last one with the sign.
  var words: [UInt] {
    withValue { value in
      Limbs.of(value) { limbs in
        var words = [UInt](UnsafeBufferPointer(start: limbs.words, count: limbs.count))
        words.append(0)
        if limbs.isNegative {
          var carry = true
          for index in words.indices {
            (words[index], carry) = (~words[index]).addingReportingOverflow(carry ? 1 : 0)
          }
        }
        return words
      }
    }
  }

  /// Bits of the magnitude, as `int.bit_length` counts them.
  var bitLength: Int { withValue { Limbs.of($0) { $0.bitWidth } } }

  /// How many of the low bits are 0; of 0, a word's.
  var trailingZeroBitCount: Int {
    withValue {
      Limbs.of($0) { limbs in
        guard let first = (0..<limbs.count).first(where: { limbs.words[$0] != 0 }) else {
          return UInt.bitWidth
        }
        return first * UInt.bitWidth + limbs.words[first].trailingZeroBitCount
      }
    }
  }

  var isNegative: Bool { withValue { Limbs.of($0) { $0.isNegative } } }

  var magnitude: BigInt { isNegative ? -self : self }

  func hash(into hasher: inout Hasher) { hasher.combine(withValue { IntMath.hash($0) }) }

  var description: String { withValue { IntMath.decimal($0) } }
}

// MARK: Operators

extension BigInt {
  static func == (a: BigInt, b: BigInt) -> Bool {
    a.withValue { x in b.withValue { y in IntMath.compare(.equal, x, y) } }
  }
  static func < (a: BigInt, b: BigInt) -> Bool {
    a.withValue { x in b.withValue { y in IntMath.compare(.less, x, y) } }
  }

  static func + (a: BigInt, b: BigInt) -> BigInt {
    combine(a, b, { $0.addingReportingOverflow($1) }, BigMath.add)
  }
  static func - (a: BigInt, b: BigInt) -> BigInt {
    combine(a, b, { $0.subtractingReportingOverflow($1) }, BigMath.subtract)
  }
  static func * (a: BigInt, b: BigInt) -> BigInt {
    combine(a, b, { $0.multipliedReportingOverflow(by: $1) }, BigMath.multiply)
  }
  static prefix func - (a: BigInt) -> BigInt { 0 - a }

  /// Quotient and remainder rounded towards zero; the divisor is not 0.
  func quotientAndRemainder(dividingBy divisor: BigInt) -> (quotient: BigInt, remainder: BigInt) {
    let (quotient, remainder) = flooredDivision(by: divisor)
    if remainder == 0 || isNegative == divisor.isNegative { return (quotient, remainder) }
    return (quotient + 1, remainder - divisor)
  }
  static func / (a: BigInt, b: BigInt) -> BigInt { a.quotientAndRemainder(dividingBy: b).quotient }
  static func % (a: BigInt, b: BigInt) -> BigInt { a.quotientAndRemainder(dividingBy: b).remainder }

  /// Quotient and remainder rounded to minus infinity, as Python's; the divisor is not 0.
  func flooredDivision(by divisor: BigInt) -> (quotient: BigInt, remainder: BigInt) {
    precondition(divisor != 0, "Division by zero")
    return withValue { x in
      divisor.withValue { y in
        let (quotient, remainder) = BigMath.divide(x, y)
        return (BigInt(consuming: quotient), BigInt(consuming: remainder))
      }
    }
  }

  private func shifted(left count: Int) -> BigInt {
    if count == 0 || self == 0 { return self }
    return withValue {
      BigInt(
        consuming: count > 0
          ? BigMath.shiftLeft($0, by: count) : BigMath.shiftRight($0, by: -count))
    }
  }
  static func << (a: BigInt, count: Int) -> BigInt { a.shifted(left: count) }
  static func >> (a: BigInt, count: Int) -> BigInt { a.shifted(left: -count) }

  static func += (a: inout BigInt, b: BigInt) { a = a + b }
  static func -= (a: inout BigInt, b: BigInt) { a = a - b }
  static func *= (a: inout BigInt, b: BigInt) { a = a * b }
  static func /= (a: inout BigInt, b: BigInt) { a = a / b }
}
