// SPDX-License-Identifier: Apache-2.0
// Products of the dtypes BLAS does not know: integers, bool and float16.

/// Stacks of matrix products by loops over packed operands, with NumPy's arithmetic.
///
/// Each result sums its terms in order of the inner index, as NumPy's loops do: integers wrap,
/// float16 multiplies and adds in float32 and rounds once, bool is the or of ands.
enum PlainProduct {
  static func integer<Element: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: Element.Type, _ dtype: DType, _ given: ProductOperands,
    into output: UnsafeMutableRawPointer
  ) {
    let operands = given.packed(as: dtype)
    let (m, k, n) = (operands.a.rows, operands.a.columns, operands.b.columns)
    var result = output.assumingMemoryBound(to: type)
    operands.forEachPair { a, b in
      let (a, b) = (a.assumingMemoryBound(to: type), b.assumingMemoryBound(to: type))
      panels(a, b, into: result, m, k, n, zero: 0) { $0 &+ $1 &* $2 }
      result += m * n
    }
  }

  static func half(_ given: ProductOperands, into output: UnsafeMutableRawPointer) {
    let operands = given.packed(as: .float32)
    let (m, k, n) = (operands.a.rows, operands.a.columns, operands.b.columns)
    var result = output.assumingMemoryBound(to: Float16.self)
    let sums = PackedMemory(Float.self, count: m * n)
    let wide = sums.elements(Float.self)
    operands.forEachPair { a, b in
      let (a, b) = (a.assumingMemoryBound(to: Float.self), b.assumingMemoryBound(to: Float.self))
      panels(a, b, into: wide, m, k, n, zero: 0) { $0 + $1 * $2 }
      for index in 0..<m * n { result[index] = Float16(wide[index]) }
      result += m * n
    }
  }

  static func logical(_ given: ProductOperands, into output: UnsafeMutableRawPointer) {
    let operands = given.packed(as: .bool)
    let (m, k, n) = (operands.a.rows, operands.a.columns, operands.b.columns)
    var result = output.assumingMemoryBound(to: UInt8.self)
    operands.forEachPair { a, b in
      let (a, b) = (a.assumingMemoryBound(to: UInt8.self), b.assumingMemoryBound(to: UInt8.self))
      panels(a, b, into: result, m, k, n, zero: 0) { $0 | ($1 != 0 && $2 != 0 ? 1 : 0) }
      result += m * n
    }
  }

  /// One product of packed row-major matrices, `c` m by n.
  ///
  /// The inner loop runs along a row of `c` and four rows of `b`, which vectorises; the rows of
  /// `b` are taken in panels that stay in the first-level cache while all rows of `a` pass.
  @inline(__always)
  private static func panels<Element: BitwiseCopyable>(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>,
    into c: UnsafeMutablePointer<Element>, _ m: Int, _ k: Int, _ n: Int, zero: Element,
    _ multiplyAdd: (Element, Element, Element) -> Element
  ) {
    c.initialize(repeating: zero, count: m * n)
    if n == 1 {
      for row in 0..<m {
        var sum = zero
        for term in 0..<k { sum = multiplyAdd(sum, a[row * k + term], b[term]) }
        c[row] = sum
      }
      return
    }
    let width = 1024 / MemoryLayout<Element>.size
    let depth = 16
    for left in stride(from: 0, to: n, by: width) {
      let right = min(left + width, n)
      for top in stride(from: 0, to: k, by: depth) {
        let bottom = min(top + depth, k)
        for row in 0..<m {
          let out = c + row * n
          let factors = a + row * k
          var term = top
          while term + 4 <= bottom {
            let (f0, f1) = (factors[term], factors[term + 1])
            let (f2, f3) = (factors[term + 2], factors[term + 3])
            let (b0, b1) = (b + term * n, b + (term + 1) * n)
            let (b2, b3) = (b + (term + 2) * n, b + (term + 3) * n)
            for column in left..<right {
              var sum = multiplyAdd(out[column], f0, b0[column])
              sum = multiplyAdd(sum, f1, b1[column])
              sum = multiplyAdd(sum, f2, b2[column])
              out[column] = multiplyAdd(sum, f3, b3[column])
            }
            term += 4
          }
          while term < bottom {
            let (factor, line) = (factors[term], b + term * n)
            for column in left..<right {
              out[column] = multiplyAdd(out[column], factor, line[column])
            }
            term += 1
          }
        }
      }
    }
  }
}

extension ProductOperands {
  /// The same operands as elements of `dtype`, every matrix in C order without gaps.
  fileprivate func packed(as dtype: DType) -> ProductOperands {
    var result = self
    result.a = Self.packed(a, from: dtypes.a, as: dtype)
    result.b = Self.packed(b, from: dtypes.b, as: dtype)
    return result
  }

  private static func packed(
    _ stack: MatrixStack, from source: DType, as dtype: DType
  ) -> MatrixStack {
    let alignment = min(dtype.itemSize, 8)
    let aligned = stack.batchStrides.reduce(Int(bitPattern: stack.base), |) % alignment == 0
    if source == dtype && aligned && stack.isPacked(itemSize: dtype.itemSize) { return stack }
    return stack.packed(from: source, as: dtype)
  }
}
