// SPDX-License-Identifier: Apache-2.0
// Computing results, and their bytes.

import Foundation
import Weft

/// Computes every array by observing one element of it.
func force(_ results: [NDArray]) {
  for result in results { blackHole(withBytes(result) { $0.first }) }
}

/// Shows the elements of a result in C order.
func withBytes<R>(_ array: NDArray, _ body: (UnsafeRawBufferPointer) -> R) -> R {
  switch array.dtype {
  case .float32: array.withUnsafeBuffer(of: Float.self) { body(UnsafeRawBufferPointer($0)) }
  case .int64: array.withUnsafeBuffer(of: Int64.self) { body(UnsafeRawBufferPointer($0)) }
  default: array.withUnsafeBuffer(of: Double.self) { body(UnsafeRawBufferPointer($0)) }
  }
}

/// A number that differs when the bits of any result do: 64-bit FNV-1a over 8-byte words.
func digest(_ results: [NDArray]) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for result in results {
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
