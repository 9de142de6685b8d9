// SPDX-License-Identifier: Apache-2.0
// What a workload is: its inputs, its expression, what it moves and computes at least.

import Weft

/// What a workload costs per element at least.
struct Work: Sendable {
  /// Arrays of the element type that are read or written, with one pass over memory.
  var reals: Int
  /// Bytes of the other arrays.
  var others = 0
  var writes = true
  /// Operations of the multiply-add units, after fusing multiplications with additions.
  ///
  /// An exponential counts as 12 and a logarithm as 13: what the shortest known sequences of float64 take.
  var operations: Double
  var divisions = 0.0
  var roots = 0.0

  func bytes(_ itemSize: Int) -> Int { reals * itemSize + others }
}

/// The shape of a workload of about n elements.
enum Form: Sendable {
  /// n
  case flat
  /// √n × √n
  case square
  /// n/1000 × 1000, or one row
  case rows

  func shape(_ n: Int) -> [Int] {
    switch self {
    case .flat: return [n]
    case .square:
      let side = Int(Double(n).squareRoot())
      return [side, side]
    case .rows:
      let rows = max(1, n / 1000)
      return [rows, n / rows]
    }
  }
}

/// What an expression computes; not a list, whose memory would be counted as Weft's time.
enum Results {
  case nothing
  case one(NDArray)
  case two(NDArray, NDArray)

  var all: [NDArray] {
    switch self {
    case .nothing: []
    case .one(let array): [array]
    case .two(let first, let second): [first, second]
    }
  }
}

struct Workload: Sendable {
  let name: String
  let title: String
  let form: Form
  let inputs: [Input]
  let work: Work
  /// The expression; nothing in it is written for speed.
  let body: @Sendable ([NDArray]) -> Results

  func makeInputs(_ n: Int, _ dtype: DType) -> [NDArray] {
    let shape = form.shape(n)
    return inputs.enumerated().map { $1.make(seed: $0 + 1, dtype: dtype, shape: shape) }
  }
}
