// SPDX-License-Identifier: Apache-2.0
// math: the C library's functions with Python's domain errors, and exact ones on integers.
import Glibc

enum MathModule {
  static var module: NativeModule {
    NativeModule("math") { module throws(Raised) in
      module.add("pi", consuming: Value(Double.pi))
      module.add("e", consuming: Value(2.718281828459045))
      module.add("tau", consuming: Value(2 * Double.pi))
      module.add("inf", consuming: Value(Double.infinity))
      module.add("nan", consuming: Value(Double.nan))
      module.add(plain + checked + floats + integers + sums)
    }
  }

  static func domainError() -> Raised { raise(.valueError, "math domain error") }
  static func rangeError() -> Raised { raise(.overflowError, "math range error") }

  /// The float of an argument, as `float()` gives it, but not of strings.
  static func double(_ value: Value) throws(Raised) -> Double {
    if value.tag == .float { return value.asFloat }
    guard !value.isStr, value.type.slots.float != nil || value.type.slots.index != nil else {
      throw raise(.typeError, "must be real number, not \(value.type.name)")
    }
    return try FloatMath.convert(value)
  }

  /// A function of one argument.
  ///
  /// NaN from a number is a domain error; infinity from a finite number a range error, or a domain error where `overflows` is
  /// false.
  private static func unary(
    _ name: String, overflows: Bool = false, _ function: @escaping (Double) -> Double
  ) -> Builtin {
    Builtin("\(name)(x, /)") { a throws(Raised) in
      let x = try double(a[0])
      let result = function(x)
      if result.isNaN && !x.isNaN { throw domainError() }
      if result.isInfinite && x.isFinite { throw overflows ? rangeError() : domainError() }
      return Value(result)
    }
  }

  private static var plain: [Builtin] {
    [
      unary("sin", sin), unary("cos", cos), unary("tan", tan), unary("asin", asin),
      unary("acos", acos), unary("atan", atan), unary("sinh", overflows: true, sinh),
      unary("cosh", overflows: true, cosh), unary("tanh", tanh), unary("asinh", asinh),
      unary("acosh", acosh), unary("atanh", atanh), unary("exp", overflows: true, exp),
      unary("exp2", overflows: true, exp2), unary("expm1", overflows: true, expm1),
      unary("sqrt", sqrt), unary("cbrt", cbrt), unary("fabs", fabs), unary("erf", erf),
      unary("erfc", erfc), unary("log1p", log1p),
      unary("degrees") { $0 * (180 / Double.pi) }, unary("radians") { $0 * (Double.pi / 180) },
      unary("ulp") { x in
        x.isNaN ? x : x.isInfinite ? .infinity : Swift.abs(x).ulp
      },
    ]
  }

  // MARK: Logarithms and powers

  /// A logarithm of a positive number of any size.
  private static func logarithm(_ value: Value, _ function: (Double) -> Double) throws(Raised)
    -> Double
  {
    if value.isInteger, case let big = IntMath.big(value.unboxed), big.bitLength > 1000 {
      if big <= 0 { throw domainError() }
      // log(m · 2^e) = log(m) + e·log(2)
      let shift = big.bitLength - 64
      let top = Double(UInt64(big >> shift))
      return function(top) + Double(shift) * function(2)
    }
    let x = try double(value)
    if x.isNaN { return x }
    if x <= 0 { throw domainError() }
    return function(x)
  }

  private static var checked: [Builtin] {
    [
      Builtin("log(x, base=..., /)") { a throws(Raised) in
        let x = try logarithm(a[0], log)
        if a[1].isUnbound { return Value(x) }
        let base = try logarithm(a[1], log)
        if base == 0 { throw raise(.zeroDivisionError, "float division by zero") }
        return Value(x / base)
      },
      Builtin("log2(x, /)") { a throws(Raised) in Value(try logarithm(a[0], log2)) },
      Builtin("log10(x, /)") { a throws(Raised) in Value(try logarithm(a[0], log10)) },
      Builtin("pow(x, y, /)") { a throws(Raised) in
        let (x, y) = (try double(a[0]), try double(a[1]))
        let result = pow(x, y)
        if result.isNaN && !x.isNaN && !y.isNaN { throw domainError() }
        if result.isInfinite && x.isFinite && y.isFinite {
          throw x == 0 ? domainError() : rangeError()
        }
        return Value(result)
      },
      Builtin("fmod(x, y, /)") { a throws(Raised) in
        let (x, y) = (try double(a[0]), try double(a[1]))
        let result = fmod(x, y)
        if result.isNaN && !x.isNaN && !y.isNaN { throw domainError() }
        return Value(result)
      },
      Builtin("remainder(x, y, /)") { a throws(Raised) in
        let (x, y) = (try double(a[0]), try double(a[1]))
        let result = remainder(x, y)
        if result.isNaN && !x.isNaN && !y.isNaN { throw domainError() }
        return Value(result)
      },
      Builtin("atan2(y, x, /)") { a throws(Raised) in
        Value(atan2(try double(a[0]), try double(a[1])))
      },
      Builtin("copysign(x, y, /)") { a throws(Raised) in
        Value(copysign(try double(a[0]), try double(a[1])))
      },
      Builtin("gamma(x, /)") { a throws(Raised) in
        let x = try double(a[0])
        if x == -.infinity || (x <= 0 && x == x.rounded()) { throw domainError() }
        let result = tgamma(x)
        if result.isInfinite && x.isFinite { throw rangeError() }
        return Value(result)
      },
      Builtin("lgamma(x, /)") { a throws(Raised) in
        let x = try double(a[0])
        if x.isFinite && x <= 0 && x == x.rounded() { throw domainError() }
        if x.isInfinite { return Value(Double.infinity) }
        return Value(Glibc.lgamma(x))
      },
      Builtin("nextafter(x, y, /, *, steps=None)") { a throws(Raised) in
        var x = try double(a[0])
        let y = try double(a[1])
        let steps = a[2].isNone ? 1 : try indexValue(a[2])
        if steps < 0 { throw raise(.valueError, "steps must be a non-negative integer") }
        for _ in 0..<steps where x != y { x = nextafter(x, y) }
        return Value(steps == 0 ? x : x.isNaN || y.isNaN ? .nan : x)
      },
      Builtin("ldexp(x, i, /)") { a throws(Raised) in
        let x = try double(a[0])
        guard a[1].isInteger else {
          throw raise(.typeError, "Expected an int as second argument to ldexp.")
        }
        let big = IntMath.big(a[1].unboxed)
        let exponent = big > 100_000 ? 100_000 : big < -100_000 ? -100_000 : Int(big)
        let result = scalbn(x, Int32(exponent))
        if result.isInfinite && x.isFinite { throw rangeError() }
        return Value(result)
      },
      Builtin("hypot(*coordinates)") { a throws(Raised) in
        var numbers: [Double] = []
        for value in Tuple(a[0]).buffer { numbers.append(Swift.abs(try double(value))) }
        return Value(norm(numbers))
      },
      Builtin("dist(p, q, /)") { a throws(Raised) in
        let (p, q) = (try collect(a[0]), try collect(a[1]))
        defer { for value in p + q { value.release() } }
        guard p.count == q.count else {
          throw raise(
            .valueError, "both points must have the same number of dimensions")
        }
        var numbers: [Double] = []
        for (x, y) in zip(p, q) { numbers.append(Swift.abs(try double(x) - double(y))) }
        return Value(norm(numbers))
      },
    ]
  }

  /// The Euclidean norm, scaled by a power of two, with a compensated sum of squares and one correction of the root.
  ///
  /// The method of CPython's vector_norm: squares and sums with their rounding errors (Dekker, Knuth), then a Newton step.
  private static func norm(_ numbers: [Double]) -> Double {
    let largest = numbers.max() ?? 0
    if numbers.contains(.infinity) { return .infinity }
    if numbers.contains(where: \.isNaN) { return .nan }
    if largest == 0 || numbers.count <= 1 { return largest }
    let exponent = largest.exponent
    if exponent < -1023 {
      return largest.ulp * norm(numbers.map { $0 / largest.ulp })
    }
    let scale = scalbn(1, -Int32(exponent))
    var (sum, first, second) = (1.0, 0.0, 0.0)
    func add(_ x: Double, _ y: Double) -> (Double, Double) {
      let total = x + y
      return (total, (x - total) + y)
    }
    for number in numbers {
      let x = number * scale
      let square = x * x
      let error = (-square).addingProduct(x, x)
      let (total, lost) = add(sum, square)
      sum = total
      first += error
      second += lost
    }
    var root = sqrt(sum - 1 + (first + second))
    let square = -root * root
    let error = square.addingProduct(root, root)
    let (total, lost) = add(sum, square)
    sum = total
    first -= error
    second += lost
    root += (sum - 1 + (first + second)) / (2 * root)
    return root / scale
  }

  // MARK: Parts of floats

  private static func rounded(_ name: String, _ method: Name, _ rule: FloatingPointRoundingRule)
    -> Builtin
  {
    Builtin("\(name)(x, /)") { a throws(Raised) in
      if a[0].tag == .float { return try FloatMath.toInt(a[0].asFloat.rounded(rule)) }
      if let special = try specialMethod(a[0], method) {
        defer { special.release() }
        return try call(special)
      }
      if name == "trunc" {
        throw raise(.typeError, "type \(a[0].type.name) doesn't define __trunc__ method")
      }
      return try FloatMath.toInt(double(a[0]).rounded(rule))
    }
  }

  private static var floats: [Builtin] {
    [
      rounded("floor", .floor, .down), rounded("ceil", .ceil, .up),
      rounded("trunc", .trunc, .towardZero),
      Builtin("frexp(x, /)") { a throws(Raised) in
        let x = try double(a[0])
        var exponent: Int32 = 0
        let mantissa = x.isFinite ? frexp(x, &exponent) : x
        return Tuple.make(consuming: [Value(mantissa), Value(Int(exponent))]).value
      },
      Builtin("modf(x, /)") { a throws(Raised) in
        let x = try double(a[0])
        if x.isInfinite { return Tuple.make(consuming: [Value(copysign(0, x)), Value(x)]).value }
        let whole = x.rounded(.towardZero)
        return Tuple.make(consuming: [Value(copysign(x - whole, x)), Value(whole)]).value
      },
      Builtin("isnan(x, /)") { a throws(Raised) in Value(try double(a[0]).isNaN) },
      Builtin("isinf(x, /)") { a throws(Raised) in Value(try double(a[0]).isInfinite) },
      Builtin("isfinite(x, /)") { a throws(Raised) in Value(try double(a[0]).isFinite) },
      Builtin("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)") { a throws(Raised) in
        let (x, y) = (try double(a[0]), try double(a[1]))
        let (relative, absolute) = (try double(a[2]), try double(a[3]))
        if relative < 0 || absolute < 0 {
          throw raise(.valueError, "tolerances must be non-negative")
        }
        if x == y { return .true }
        if x.isInfinite || y.isInfinite { return .false }
        let difference = Swift.abs(y - x)
        return Value(
          difference <= Swift.abs(relative * y) || difference <= Swift.abs(relative * x)
            || difference <= absolute)
      },
    ]
  }

  // MARK: Integers

  private static func integer(_ value: Value) throws(Raised) -> BigInt {
    let number = try index(value)
    defer { number.release() }
    return IntMath.big(number.unboxed)
  }

  private static func product(_ low: Int, _ high: Int) -> BigInt {
    if high - low < 8 { return (low...max(low, high)).reduce(BigInt(1)) { $0 * BigInt($1) } }
    let middle = (low + high) / 2
    return product(low, middle) * product(middle + 1, high)
  }

  private static var integers: [Builtin] {
    [
      Builtin("factorial(n, /)") { a throws(Raised) in
        let number = try integer(a[0])
        if number < 0 {
          throw raise(.valueError, "factorial() not defined for negative values")
        }
        guard let n = Int(exactly: number), n < 1 << 32 else {
          throw raise(
            .overflowError, "factorial() argument should not exceed \(Int.max)")
        }
        return n < 2 ? Value(1) : .integer(product(1, n))
      },
      Builtin("gcd(*integers)") { a throws(Raised) in
        var result = BigInt(0)
        for value in Tuple(a[0]).buffer {
          result = result.greatestCommonDivisor(with: try integer(value))
        }
        return .integer(result)
      },
      Builtin("lcm(*integers)") { a throws(Raised) in
        var result = BigInt(1)
        for value in Tuple(a[0]).buffer {
          let number = try integer(value)
          if number == 0 || result == 0 {
            result = 0
          } else {
            result = (result / result.greatestCommonDivisor(with: number) * number).magnitude
          }
        }
        return .integer(result)
      },
      Builtin("isqrt(n, /)") { a throws(Raised) in
        let number = try integer(a[0])
        if number < 0 { throw raise(.valueError, "isqrt() argument must be nonnegative") }
        return .integer(number.squareRoot())
      },
      Builtin("comb(n, k, /)") { a throws(Raised) in
        let (n, k) = (try integer(a[0]), try integer(a[1]))
        if n < 0 { throw raise(.valueError, "n must be a non-negative integer") }
        if k < 0 { throw raise(.valueError, "k must be a non-negative integer") }
        if k > n { return Value(0) }
        let least = min(k, n - k)
        guard let count = Int(exactly: least) else {
          throw raise(.overflowError, "min(n - k, k) must not exceed \(Int.max)")
        }
        var result = BigInt(1)
        for step in stride(from: 1, through: count, by: 1) {
          result = result * (n - BigInt(count) + BigInt(step)) / BigInt(step)
        }
        return .integer(result)
      },
      Builtin("perm(n, k=None, /)") { a throws(Raised) in
        let n = try integer(a[0])
        if n < 0 { throw raise(.valueError, "n must be a non-negative integer") }
        let k = a[1].isNone ? n : try integer(a[1])
        if k < 0 { throw raise(.valueError, "k must be a non-negative integer") }
        if k > n { return Value(0) }
        guard let count = Int(exactly: k) else {
          throw raise(.overflowError, "k must not exceed \(Int.max)")
        }
        var result = BigInt(1)
        for step in 0..<count { result *= n - BigInt(step) }
        return .integer(result)
      },
    ]
  }

  // MARK: Sums

  private static var sums: [Builtin] {
    [
      Builtin("fsum(seq, /)") { a throws(Raised) in
        // Shewchuk, "Adaptive precision floating-point arithmetic", 1997: partials that do not overlap.
        var partials: [Double] = []
        var (special, infinite) = (0.0, 0.0)
        try forEach(a[0]) { element throws(Raised) in
          var x = try double(element)
          let original = x
          var kept = 0
          for index in partials.indices {
            var y = partials[index]
            if Swift.abs(x) < Swift.abs(y) { (x, y) = (y, x) }
            let high = x + y
            let low = y - (high - x)
            if low != 0 {
              partials[kept] = low
              kept += 1
            }
            x = high
          }
          partials.removeLast(partials.count - kept)
          if x != 0 {
            if !x.isFinite {
              if original.isFinite {
                throw raise(.overflowError, "intermediate overflow in fsum")
              }
              if original.isInfinite { infinite += original }
              special += original
              partials = []
            } else {
              partials.append(x)
            }
          }
          return true
        }
        if special != 0 {
          if infinite.isNaN { throw raise(.valueError, "-inf + inf in fsum") }
          return Value(special)
        }
        // Rounds half to even across the partials.
        guard var high = partials.popLast() else { return Value(0.0) }
        var low = 0.0
        while let y = partials.popLast() {
          let x = high
          high = x + y
          low = y - (high - x)
          if low != 0 { break }
        }
        if let next = partials.last, (low < 0 && next < 0) || (low > 0 && next > 0) {
          let y = low * 2
          let x = high + y
          if y == x - high { high = x }
        }
        return Value(high)
      },
      Builtin("prod(iterable, /, *, start=1)") { a throws(Raised) in
        var total = a[1].retained()
        do throws(Raised) {
          try forEach(a[0]) { element throws(Raised) in
            let next = try binary(.multiply, total, element)
            total.release()
            total = next
            return true
          }
        } catch {
          total.release()
          throw error
        }
        return total
      },
      Builtin("sumprod(p, q, /)") { a throws(Raised) in
        let (p, q) = (try collect(a[0]), try collect(a[1]))
        defer { for value in p + q { value.release() } }
        guard p.count == q.count else {
          throw raise(.valueError, "Inputs are not the same length")
        }
        var total = Value(0)
        for (x, y) in zip(p, q) {
          let product = try binary(.multiply, x, y)
          let next = try binary(.add, total, product)
          product.release()
          total.release()
          total = next
        }
        return total
      },
    ]
  }
}
