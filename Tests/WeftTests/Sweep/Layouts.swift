// SPDX-License-Identifier: Apache-2.0
// One array in every way it can lie in memory.
import Weft

/// The ways in which the elements of an array may lie in memory.
enum MemoryOrder: String, CaseIterable {
  case contiguous, stepped, backwards, transposed, repeated, single, none

  /// Elements of `line`, a vector, in a view of this kind.
  func view(of line: NDArray) -> NDArray {
    let half = line.size / 2
    switch self {
    case .contiguous: return line
    case .stepped: return NDArray.stack([line, line.flipped()], axis: 1)[.all, 0]
    case .backwards: return line[.by(-1)]
    case .transposed: return line[.slice(0, 2 * half)].reshaped(2, half).copy().T
    case .repeated: return line.reshaped(line.size, 1).broadcast(to: [line.size, 3])
    case .single: return line[Swift.min(2, line.size - 1)].copy()
    case .none: return line[.slice(0, 0)].reshaped(0, 1)
    }
  }
}

/// How far results may lie from NumPy's, relative: both are right to a few roundings.
func nearness(_ dtype: DType) -> Double {
  switch dtype {
  case .bool, .int8, .uint8, .float16: 0x1p-9
  case .int16, .uint16, .float32, .complex64: 0x1p-20
  default: 0x1p-48
  }
}
