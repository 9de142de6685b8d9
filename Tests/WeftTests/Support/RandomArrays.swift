// SPDX-License-Identifier: Apache-2.0
// Random arrays in every memory layout, from a seed that is printed.
import Foundation
import Weft

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine.
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from `WEFT_TEST_SEED` or a random seed, and prints which.
  init(for test: String) {
    let given = ProcessInfo.processInfo.environment["WEFT_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1_000_000_000)
    print("\(test): WEFT_TEST_SEED=\(seed)")
    state = seed
  }

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }

  mutating func chance(_ oneIn: Int) -> Bool { Int.random(in: 0..<oneIn, using: &self) == 0 }
}

extension TestGenerator {
  /// An array of random elements whose memory is in C order.
  mutating func contiguous(_ dtype: DType, _ shape: [Int]) -> NDArray {
    NDArray(dtype: dtype, shape: shape) { bytes in
      for offset in stride(from: 0, to: bytes.count, by: dtype.itemSize) {
        store(dtype, to: bytes.baseAddress! + offset)
      }
    }
  }

  private mutating func store(_ dtype: DType, to address: UnsafeMutableRawPointer) {
    let real = Double.random(in: -2...2, using: &self)
    switch dtype {
    case .bool: address.storeBytes(of: chance(3) ? 1 : 0, as: UInt8.self)
    case .float16: address.storeBytes(of: Float16(real), as: Float16.self)
    case .float32: address.storeBytes(of: Float(real), as: Float.self)
    case .float64: address.storeBytes(of: real, as: Double.self)
    case .complex64:
      let pair = SIMD2(Float(real), Float.random(in: -2...2, using: &self))
      address.storeBytes(of: pair, as: SIMD2<Float>.self)
    case .complex128:
      let pair = SIMD2(real, Double.random(in: -2...2, using: &self))
      address.storeBytes(of: pair, as: SIMD2<Double>.self)
    default:
      let bits = next()
      withUnsafeBytes(of: bits) {
        address.copyMemory(from: $0.baseAddress!, byteCount: dtype.itemSize)
      }
    }
  }

  /// An array of random elements in a random layout: permuted, reversed, stepped, with gaps or with
  /// repeated axes.
  mutating func array(_ dtype: DType, _ shape: [Int]) -> NDArray {
    let rank = shape.count
    let size = dtype.itemSize
    let order = chance(3) ? Array(0..<rank) : Array(0..<rank).shuffled(using: &self)
    var strides = [Int](repeating: size, count: rank)
    var offset = 0
    var step = size
    for axis in order.reversed() {
      if chance(10) {
        strides[axis] = 0
        continue
      }
      if chance(5) { step *= 2 }
      if chance(8) { step += size }
      strides[axis] = step
      step *= max(shape[axis], 1)
      if chance(5) {
        offset += strides[axis] * max(shape[axis] - 1, 0)
        strides[axis] = -strides[axis]
      }
    }
    if chance(4) { offset += size }
    let memory = contiguous(dtype, [(step + offset) / size + 1])
    return memory.view(Layout(shape: shape, strides: strides, offset: offset, itemSize: size))
  }
}
