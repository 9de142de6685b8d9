// SPDX-License-Identifier: Apache-2.0
// Computing results, and their bytes.

import Foundation
import Weft

/// Computes every array by observing one element of it.
func force(_ results: Results) {
  switch results {
  case .nothing: break
  case .one(let result): force(result)
  case .two(let first, let second):
    force(first)
    force(second)
  }
}

/// Computes an array by observing one element of it.
func force(_ array: NDArray) { blackHole(withBytes(array) { $0.first }) }

/// Shows the elements of a result in C order.
func withBytes<R>(_ array: NDArray, _ body: (UnsafeRawBufferPointer) -> R) -> R {
  func bytes<T: ArrayElement>(_ type: T.Type) -> R {
    array.withUnsafeBuffer(of: type) { body(UnsafeRawBufferPointer($0)) }
  }
  return switch array.dtype {
  case .bool: bytes(Bool.self)
  case .int8: bytes(Int8.self)
  case .uint8: bytes(UInt8.self)
  case .int16: bytes(Int16.self)
  case .uint16: bytes(UInt16.self)
  case .int32: bytes(Int32.self)
  case .uint32: bytes(UInt32.self)
  case .int64: bytes(Int64.self)
  case .uint64: bytes(UInt64.self)
  case .float16: bytes(Float16.self)
  case .float32: bytes(Float.self)
  case .float64: bytes(Double.self)
  case .complex64: bytes(Complex64.self)
  case .complex128: bytes(Complex128.self)
  }
}

/// A number that differs when the bits of any result do: 64-bit FNV-1a over 8-byte words.
func digest(_ results: Results) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for result in results.all {
    withBytes(result) { bytes in
      var offset = 0
      while offset < bytes.count {
        var word: UInt64 = 0
        let step = min(8, bytes.count - offset)
        if step == 8 {
          word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        } else {
          for i in 0..<step { word |= UInt64(bytes[offset + i]) << UInt64(8 * i) }
        }
        hash = (hash ^ word) &* 0x100_0000_01B3
        offset += step
      }
    }
  }
  return hash
}
