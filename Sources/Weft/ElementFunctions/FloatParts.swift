// SPDX-License-Identifier: Apache-2.0
// Floats and their neighbours, exponents and fractions.

#if canImport(Glibc)
  import Glibc
#endif

/// The next float after every element of `a` towards that of `b`.
public func nextAfter(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  try FloatParts.nextAfter(a, b, nil)
}

/// The distance from every element to the next one away from zero.
public func spacing(_ x: NDArray) throws(ArrayError) -> NDArray {
  let dtype = try ElementLoop.floating("spacing", .array(x))
  let x = x.asType(dtype)
  func run<T: BinaryFloatingPoint & ArrayElement>(_ type: T.Type) -> NDArray {
    ElementLoop.map(x, dtype) { (x: T) in
      x.isFinite ? (x >= 0 ? x.nextUp : x.nextDown) - x : T.nan
    }
  }
  switch dtype {
  case .float16:
    // NumPy's distances of float16 are magnitudes, and those of negative powers of two reach towards zero.
    return ElementLoop.map(x, dtype) { (x: Float16) in
      guard x.isFinite else { return Float16.nan }
      let isNegativePower = x < 0 && x.significandBitPattern == 0 && x.isNormal
      return isNegativePower && x.magnitude > Float16.leastNormalMagnitude
        ? x.ulp / 2 : x.nextUp.isFinite ? x.ulp : .infinity
    }
  case .float32: return run(Float.self)
  default: return run(Double.self)
  }
}

/// Every element times two to the power of an integer.
public func ldexp(_ x: ArrayOperand, _ exponent: ArrayOperand) throws(ArrayError) -> NDArray {
  try FloatParts.ldexp(x, exponent, nil)
}

/// Every element as a fraction from 0.5 up to 1 (or 0) and the exponent of two that goes with it, as int32.
public func frexp(_ x: NDArray) throws(ArrayError) -> (mantissa: NDArray, exponent: NDArray) {
  let dtype = try ElementLoop.floating("frexp", .array(x))
  // A float64 takes every element apart exactly.
  let wide = x.asType(dtype).asType(.float64)
  let mantissa = ElementLoop.map(wide, .float64) { (x: Double) in FloatParts.taken(x).0 }
  let exponent = ElementLoop.map(wide, .int32) { (x: Double) in FloatParts.taken(x).1 }
  return (mantissa.asType(dtype), exponent)
}

/// The fractional and the whole part of every element, both with its sign.
public func modf(_ x: NDArray) throws(ArrayError) -> (fraction: NDArray, whole: NDArray) {
  let dtype = try ElementLoop.floating("modf", .array(x))
  let x = x.asType(dtype)
  let whole = try Ufunc.trunc.record(x)
  let isInfinite = try Ufunc.isInf.record(x)
  let part = try Ufunc.select.record([
    .array(isInfinite), .scalar(Scalar(.float(0), dtype)),
    .array(
      Ufunc.subtract.record(
        Ufunc.select.record([.array(isInfinite), .scalar(Scalar(.float(0), dtype)), .array(x)]),
        Ufunc.select.record([.array(isInfinite), .scalar(Scalar(.float(0), dtype)), .array(whole)]))
    ),
  ])
  return (try Ufunc.copysign.record(part, x), whole)
}

/// 0 below zero, 1 above, and at zero the element of `h`.
public func heaviside(_ x: ArrayOperand, _ h: ArrayOperand) throws(ArrayError) -> NDArray {
  try FloatParts.heaviside(x, h, nil)
}

enum FloatParts {
  static let nextAfter: BinaryFunction.Body = { a, b, _ throws(ArrayError) in
    let dtype = try ElementLoop.floating("nextafter", a, b)
    let operands = try ElementLoop.broadcast([a, b], [dtype, dtype])
    func run<T: BinaryFloatingPoint & ArrayElement>(_ type: T.Type) -> NDArray {
      ElementLoop.map(operands[0], operands[1], dtype) { (x: T, y: T) in
        if x.isNaN || y.isNaN { return T.nan }
        // Equal zeros: the second as in C, but the first of float16, as in NumPy.
        if x == y { return dtype == .float16 ? x : y }
        if x == 0 { return y > 0 ? T.leastNonzeroMagnitude : -T.leastNonzeroMagnitude }
        return x < y ? x.nextUp : x.nextDown
      }
    }
    switch dtype {
    case .float16: return run(Float16.self)
    case .float32: return run(Float.self)
    default: return run(Double.self)
    }
  }

  static let ldexp: BinaryFunction.Body = { a, b, _ throws(ArrayError) in
    let exponents = b.dtype(beside: commonDType([b]))
    guard exponents == .bool || exponents.isInteger && exponents != .uint64 else {
      throw ElementLoop.unsupported("ldexp")
    }
    let dtype = try ElementLoop.floating("ldexp", a)
    let operands = try ElementLoop.broadcast([a, b], [dtype, .int64])
    // Exponents beyond this give zeros and infinities all the same.
    func bounded(_ n: Int64) -> Int32 { Int32(Swift.min(Swift.max(n, -5000), 5000)) }
    switch dtype {
    case .float64:
      return ElementLoop.map(operands[0], operands[1], dtype) { (x: Double, n: Int64) in
        Glibc.ldexp(x, bounded(n))
      }
    case .float32:
      return ElementLoop.map(operands[0], operands[1], dtype) { (x: Float, n: Int64) in
        Glibc.ldexpf(x, bounded(n))
      }
    default:
      return ElementLoop.map(operands[0], operands[1], dtype) { (x: Float16, n: Int64) in
        Float16(Glibc.ldexpf(Float(x), bounded(n)))
      }
    }
  }

  static let heaviside: BinaryFunction.Body = { a, b, _ throws(ArrayError) in
    let dtype = try ElementLoop.floating("heaviside", a, b)
    let operands = try ElementLoop.broadcast([a, b], [dtype, dtype])
    let (x, h) = (operands[0], operands[1])
    let (zero, one) = (Scalar(.float(0), dtype), Scalar(.float(1), dtype))
    let atZero = try Ufunc.select.record(try Ufunc.equal.record(x, zero), h, x)
    let below = try Ufunc.select.record([
      .array(Ufunc.less.record(x, zero)), .scalar(zero), .array(atZero),
    ])
    return try Ufunc.select.record([
      .array(Ufunc.greater.record(x, zero)), .scalar(one), .array(below),
    ])
  }

  /// The C library's frexp, with exponent 0 for what has none.
  static func taken(_ x: Double) -> (Double, Int32) {
    guard x.isFinite, x != 0 else { return (x, 0) }
    var exponent: Int32 = 0
    let mantissa = Glibc.frexp(x, &exponent)
    return (mantissa, exponent)
  }
}
