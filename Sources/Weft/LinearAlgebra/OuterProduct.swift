// SPDX-License-Identifier: Apache-2.0
// All products of the elements of two arrays.

/// Writes `x[i] * y[j]` for all i and j in C order to `output`; `x` and `y` in C order, of `dtype`.
func outerProduct(
  _ x: UnsafeRawPointer, _ m: Int, _ y: UnsafeRawPointer, _ n: Int, _ dtype: DType,
  into output: UnsafeMutableRawPointer
) {
  switch dtype {
  case .bool: outer(UInt8.self, x, m, y, n, output) { $0 & $1 }
  case .int8, .uint8: outer(UInt8.self, x, m, y, n, output) { $0 &* $1 }
  case .int16, .uint16: outer(UInt16.self, x, m, y, n, output) { $0 &* $1 }
  case .int32, .uint32: outer(UInt32.self, x, m, y, n, output) { $0 &* $1 }
  case .int64, .uint64: outer(UInt64.self, x, m, y, n, output) { $0 &* $1 }
  case .float16:
    outer(Float16.self, x, m, y, n, output) { Float16(Float($0) * Float($1)) }
  case .float32: outer(Float.self, x, m, y, n, output) { $0 * $1 }
  case .float64: outer(Double.self, x, m, y, n, output) { $0 * $1 }
  case .complex64: outer(ComplexElement<Float>.self, x, m, y, n, output) { $0 * $1 }
  case .complex128: outer(ComplexElement<Double>.self, x, m, y, n, output) { $0 * $1 }
  }
}

@inline(__always)
private func outer<Element: BitwiseCopyable>(
  _ type: Element.Type, _ x: UnsafeRawPointer, _ m: Int, _ y: UnsafeRawPointer, _ n: Int,
  _ output: UnsafeMutableRawPointer, _ multiply: (Element, Element) -> Element
) {
  let x = x.assumingMemoryBound(to: type)
  let y = y.assumingMemoryBound(to: type)
  let result = output.assumingMemoryBound(to: type)
  for row in 0..<m {
    let factor = x[row]
    let line = result + row * n
    for column in 0..<n { line[column] = multiply(factor, y[column]) }
  }
}
