// SPDX-License-Identifier: Apache-2.0
// The input arrays of the workloads, the same in every language: peers/workloads.py has the same hash.

import Weft

/// Where an input stands in a workload on a matrix of rows × columns.
enum Extent: Sendable {
  case full
  /// One element per row or per column.
  case rows, columns
  /// Three coordinates per row.
  case points
}

/// One input array.
struct Input: Sendable {
  enum Kind: Sendable {
    /// Floats between the bounds.
    case real(Double, Double)
    case mask
    /// int32 below 1024.
    case int
  }

  var kind: Kind
  var extent = Extent.full

  static let real = Input(kind: .real(0, 1))
  static func real(_ low: Double, _ high: Double) -> Input { Input(kind: .real(low, high)) }
  static func real(_ extent: Extent) -> Input { Input(kind: .real(0, 1), extent: extent) }

  /// Makes the array for a matrix (or, with one row, a vector) of `shape`.
  func make(seed: Int, dtype: DType, shape: [Int]) -> NDArray {
    let (rows, columns) = shape.count == 2 ? (shape[0], shape[1]) : (1, shape[0])
    let own: [Int] =
      switch extent {
      case .full: shape
      case .rows: [rows]
      case .columns: [columns]
      case .points: [rows, 3]
      }
    let count = own.reduce(1, *)
    let bits = (0..<count).lazy.map { hash(UInt32(truncatingIfNeeded: $0), seed) }
    switch kind {
    case .real(let low, let high):
      let values = bits.map { Double($0) * (1 / 4_294_967_296) * (high - low) + low }
      return dtype == .float32
        ? NDArray(values.map { Float($0) }, shape: own) : NDArray(Array(values), shape: own)
    case .mask: return NDArray(bits.map { $0 < 1 << 31 }, shape: own)
    case .int: return NDArray(bits.map { Int32($0 >> 22) }, shape: own)
    }
  }
}

/// 32 well-mixed bits for each index.
private func hash(_ index: UInt32, _ seed: Int) -> UInt32 {
  var h = index &* 2_654_435_761 &+ UInt32(truncatingIfNeeded: seed &* 0x9E37_79B9)
  h ^= h >> 16
  h = h &* 0x85EB_CA6B
  h ^= h >> 13
  return h
}
