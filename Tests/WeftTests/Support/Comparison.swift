// SPDX-License-Identifier: Apache-2.0
// Compares arrays with what they should be.
import Foundation
import Testing
import Weft

/// Expects the same dtype, shape and elements, up to `tolerance` times the largest expected magnitude, or times `floor` if that
/// is larger: what the terms of sums that cancel may have been.
///
/// A tolerance of 0 compares bits, NaN included. Otherwise NaN equals NaN and infinities their own kind.
func expectClose(
  _ actual: NDArray, _ expected: NDArray, tolerance: Double, floor: Double = 1e-300,
  _ label: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.dtype == expected.dtype, actual.shape == expected.shape else {
    Issue.record(
      """
      \(label()): \(actual.dtype) \(actual.shape) instead of \(expected.dtype) \(expected.shape)
      """, sourceLocation: sourceLocation)
    return
  }
  if tolerance == 0 {
    if elementBytes(actual) != elementBytes(expected) {
      Issue.record("\(label()): different bits", sourceLocation: sourceLocation)
    }
    return
  }
  let (got, wanted) = (parts(actual), parts(expected))
  let scale = wanted.filter(\.isFinite).map(abs).max() ?? 0
  for (index, (x, y)) in zip(got, wanted).enumerated() {
    let isSame = x == y || (x.isNaN && y.isNaN) || abs(x - y) <= tolerance * max(scale, floor)
    if !isSame {
      Issue.record(
        "\(label()): element \(index): \(x) instead of \(y), largest \(scale)",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// The elements in C order as doubles; a complex element is two.
func parts(_ array: NDArray) -> [Double] {
  let bytes = elementBytes(array)
  func read<T: BitwiseCopyable>(_ type: T.Type, _ widen: (T) -> Double) -> [Double] {
    bytes.withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: MemoryLayout<T>.size).map {
        widen(raw.loadUnaligned(fromByteOffset: $0, as: type))
      }
    }
  }
  switch array.dtype {
  case .bool, .uint8: return read(UInt8.self) { Double($0) }
  case .int8: return read(Int8.self) { Double($0) }
  case .int16: return read(Int16.self) { Double($0) }
  case .uint16: return read(UInt16.self) { Double($0) }
  case .int32: return read(Int32.self) { Double($0) }
  case .uint32: return read(UInt32.self) { Double($0) }
  case .int64: return read(Int64.self) { Double($0) }
  case .uint64: return read(UInt64.self) { Double($0) }
  case .float16: return read(Float16.self) { Double($0) }
  case .float32, .complex64: return read(Float.self) { Double($0) }
  case .float64, .complex128: return read(Double.self) { $0 }
  }
}

/// The square root of the sum of all elements' squares: not below any matrix's norm.
func frobeniusNorm(_ array: NDArray) -> Double {
  parts(array).reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// A tolerance of `count` roundings in the precision of `dtype`; 0, meaning bits, for exact dtypes.
func roundings(_ count: Int, of dtype: DType) -> Double {
  switch dtype {
  case .float16: Double(count) * 0x1p-10
  case .float32, .complex64: Double(count) * 0x1p-23
  case .float64, .complex128: Double(count) * 0x1p-52
  default: 0
  }
}

/// How far factors of matrices with `sizes` may be from exact ones, relative to the matrix's norm.
///
/// Bounds of backward errors (Higham, Accuracy and Stability of Numerical Algorithms, chapters 9, 10 and 19) are a small
/// multiple of the number of terms in a sum; random signs keep far below it.
func backwardError(_ sizes: [Int], of dtype: DType) -> Double {
  roundings(32 * (sizes.reduce(0, +) + 1), of: dtype)
}
