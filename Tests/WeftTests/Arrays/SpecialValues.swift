// SPDX-License-Identifier: Apache-2.0
// Values that are likely to go wrong, for every dtype.
import Weft

/// An array of corner cases: zeros of both signs, extremes, NaN, infinities, halves.
func cornerCases(_ dtype: DType) -> NDArray {
  let floats: [Double] = [
    0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7, 7.25, 100, -1000, .infinity, -.infinity, .nan,
    1e-4, 6e4,
  ]
  switch dtype.kind {
  case .bool: return NDArray([true, false, false, true])
  case .signed, .unsigned:
    let small = [0, 1, 2, 3, 5, 7, 13, 100, 127]
    let signed = dtype.kind == .signed ? small.map { -$0 } : []
    let numbers = NDArray(small + signed).asType(dtype)
    let top = NDArray([dtype.largest, dtype.smallest, dtype.largest - 1]).asType(dtype)
    return .concatenate([numbers, top])
  case .float:
    let extremes: [Double] =
      dtype == .float64 ? [.leastNonzeroMagnitude, 1.7976931348623157e308, 1e-300] : [1e-7]
    return NDArray(floats + extremes).asType(dtype)
  case .complex:
    let pairs = floats.enumerated().map { index, re in
      Complex128(re, floats[(index * 7 + 3) % floats.count])
    }
    return NDArray(pairs + [Complex128(3, 4), Complex128(-3, 4), Complex128(0, 0)]).asType(dtype)
  }
}

/// An array of ordinary values, away from branch cuts and from zeros of the functions tested.
func moderate(_ dtype: DType) -> NDArray {
  let parts: [Double] = [0.3, -0.7, 1.25, 2, -1.6, 0.9, 3.1]
  if dtype.isComplex {
    let pairs = parts.enumerated().map { Complex128($1, parts[($0 + 3) % parts.count]) }
    return NDArray(pairs).asType(dtype)
  }
  return dtype.kind == .unsigned
    ? NDArray(parts.map { Int($0.magnitude) }).asType(dtype) : NDArray(parts).asType(dtype)
}

extension DType {
  fileprivate var largest: Int {
    switch self {
    case .int8: 127
    case .uint8: 255
    case .int16: 32767
    case .uint16: 65535
    case .int32: Int(Int32.max)
    case .uint32: Int(UInt32.max)
    default: .max
    }
  }

  fileprivate var smallest: Int {
    switch self {
    case .int8: -128
    case .int16: -32768
    case .int32: Int(Int32.min)
    case .int64: .min
    default: 0
    }
  }
}

/// Every pair of elements of two arrays, as two arrays of one shape.
func pairs(_ a: NDArray, _ b: NDArray) -> (NDArray, NDArray) {
  let shape = [a.size, b.size]
  return (
    a.reshaped([a.size, 1]).broadcast(to: shape).copy(), b.broadcast(to: shape).copy()
  )
}
