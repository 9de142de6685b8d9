// SPDX-License-Identifier: Apache-2.0
// Divisors and multiples, and bits counted.

/// The greatest common divisor of every pair of integers.
public func gcd(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  try Integers.gcd(a, b, nil)
}

/// The least common multiple of every pair of integers.
public func lcm(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  try Integers.lcm(a, b, nil)
}

/// The number of ones among the bits of every integer's magnitude, as uint8.
public func bitwiseCount(_ a: NDArray) throws(ArrayError) -> NDArray {
  switch a.dtype.kind {
  case .float, .complex: throw ElementLoop.unsupported("bitwise_count")
  case .unsigned:
    return ElementLoop.map(a.asType(.uint64), .uint8) { (x: UInt64) in
      UInt8(x.nonzeroBitCount)
    }
  default:
    return ElementLoop.map(a.asType(.int64), .uint8) { (x: Int64) in
      UInt8(x.magnitude.nonzeroBitCount)
    }
  }
}

enum Integers {
  static let gcd: BinaryFunction.Body = { a, b, _ throws(ArrayError) in
    try apply("gcd", a, b, { Integers.divisor($0, $1) }, { Integers.divisor($0, $1) })
  }

  static let lcm: BinaryFunction.Body = { a, b, _ throws(ArrayError) in
    func multiple(_ x: UInt64, _ y: UInt64) -> UInt64 {
      let divisor = Integers.divisor(x, y)
      return divisor == 0 ? 0 : x / divisor &* y
    }
    return try apply("lcm", a, b, multiple, multiple)
  }

  /// Euclid's algorithm.
  private static func divisor(_ x: UInt64, _ y: UInt64) -> UInt64 {
    var (x, y) = (x, y)
    while y != 0 { (x, y) = (y, x % y) }
    return x
  }

  private static func apply(
    _ name: String, _ a: ArrayOperand, _ b: ArrayOperand,
    _ unsigned: (UInt64, UInt64) -> UInt64, _ signed: (UInt64, UInt64) -> UInt64
  ) throws(ArrayError) -> NDArray {
    let dtype = commonDType([a, b])
    guard dtype.isInteger else {
      let names = [a, b].map(className)
      throw ArrayError(
        .type,
        "ufunc '\(name)' did not contain a loop with signature matching types (\(names[0]), \(names[1])) -> None"
      )
    }
    for case .scalar(let scalar) in [a, b] { _ = try scalar.bits(as: dtype) }
    // 64 bits hold every operand; results keep the low bits, as NumPy's wrap.
    let wide: DType = dtype.kind == .signed ? .int64 : .uint64
    let narrow = try ElementLoop.broadcast([a, b], [dtype, dtype]).map { $0.asType(wide) }
    let result =
      wide == .int64
      ? ElementLoop.map(narrow[0], narrow[1], .int64) { (x: Int64, y: Int64) in
        Int64(bitPattern: signed(x.magnitude, y.magnitude))
      }
      : ElementLoop.map(narrow[0], narrow[1], .uint64) { (x: UInt64, y: UInt64) in
        unsigned(x, y)
      }
    return result.asType(dtype)
  }

  /// NumPy's class of an operand's dtype, or of a Python number.
  static func className(_ operand: ArrayOperand) -> String {
    if case .scalar(let scalar) = operand, scalar.isWeak {
      let name = scalar.dtype.isComplex ? "Complex" : scalar.dtype.isFloating ? "Float" : "Long"
      return "<class 'numpy.dtypes._Py\(name)DType'>"
    }
    let name = operand.dtype(beside: .float64).name
    let letters = name.hasPrefix("u") ? 2 : 1
    let title = name.prefix(letters).uppercased() + name.dropFirst(letters)
    return "<class 'numpy.dtypes.\(title)DType'>"
  }
}
