// SPDX-License-Identifier: Apache-2.0
// The sums and extremes that norms are made of, along packed lanes of magnitudes.
import Glibc

/// An array packed for norms: for every kept index a number of lines, each one lane of elements.
///
/// float16, float32 and complex64 compute in float32, the others in float64; float16 rounds where
/// NumPy's separate operations would.
struct NormLanes {
  /// How a lane becomes one number.
  enum Reduction: Equatable {
    case largest, smallest, count, sum
  }

  let results: Int
  let lines: Int
  let length: Int
  private let dtype: DType
  private let elements: PackedMemory

  init(_ a: NDArray, kept: [Int], lines: [Int], lane: [Int]) {
    let isExact = a.dtype.kind < .float
    let dtype = isExact ? DType.float64 : a.dtype
    let axes = kept + lines + lane
    results = kept.reduce(1) { $0 * a.shape[$1] }
    self.lines = lines.reduce(1) { $0 * a.shape[$1] }
    length = lane.reduce(1) { $0 * a.shape[$1] }
    self.dtype = dtype
    let packed = dtype == .float16 ? DType.float32 : dtype
    let memory = PackedMemory(byteCount: a.size * packed.itemSize)
    a.withStridedView { view in
      let permuted = StridedView(
        dtype: view.dtype, shape: axes.map { view.shape[$0] },
        strides: axes.map { view.strides[$0] }, base: view.base)
      copyElements(of: permuted, as: packed, to: memory.address)
    }
    elements = memory
  }

  /// The dtype of magnitudes.
  var real: DType {
    switch dtype {
    case .complex64: .float32
    case .complex128: .float64
    default: dtype
    }
  }

  func array(_ values: [Double], shape: [Int]) -> NDArray {
    NDArray(values, as: real, shape: shape)
  }

  /// One number for every lane, exact in the dtype of the magnitudes.
  func reduce(_ reduction: Reduction) -> [Double] {
    switch dtype {
    case .float64, .complex128: reduce(reduction, Double.self, hypotenuse: hypot)
    default: reduce(reduction, Float.self, hypotenuse: hypotf)
    }
  }

  /// The largest or smallest of each result's lines.
  func extremes(of sums: [Double], largest: Bool) -> [Double] {
    (0..<results).map { result in
      let group = sums[result * lines..<(result + 1) * lines]
      return largest
        ? group.reduce(0) { propagatingMaximum($0, $1) }
        : group.dropFirst().reduce(group.first ?? 0) { propagatingMinimum($0, $1) }
    }
  }

  private func reduce<Real: BinaryFloatingPoint & BitwiseCopyable>(
    _ reduction: Reduction, _ type: Real.Type, hypotenuse: (Real, Real) -> Real
  ) -> [Double] {
    let isHalf = dtype == .float16
    func rounded(_ value: Real) -> Real { isHalf ? Real(Float16(value)) : value }
    let source = elements.elements(type)
    let lane = PackedMemory(type, count: length)
    let values = lane.elements(type)
    var output: [Double] = []
    output.reserveCapacity(results * lines)
    for number in 0..<results * lines {
      let start = number * length
      for index in 0..<length {
        if dtype.isComplex {
          let (x, y) = (source[2 * (start + index)], source[2 * (start + index) + 1])
          values[index] = hypotenuse(x, y)
        } else {
          values[index] = source[start + index].magnitude
        }
      }
      let result: Real
      switch reduction {
      case .largest:
        result = (0..<length).reduce(0) { propagatingMaximum($0, values[$1]) }
      case .smallest:
        result = (0..<length).reduce(.infinity) { propagatingMinimum($0, values[$1]) }
      case .count:
        result = Real((0..<length).count { values[$0] != 0 })
      case .sum:
        result = rounded(pairwiseSum(values, length))
      }
      output.append(Double(rounded(result)))
    }
    withExtendedLifetime((elements, lane)) {}
    return output
  }
}

private func propagatingMaximum<Real: BinaryFloatingPoint>(_ a: Real, _ b: Real) -> Real {
  a.isNaN || a > b ? a : b
}

private func propagatingMinimum<Real: BinaryFloatingPoint>(_ a: Real, _ b: Real) -> Real {
  a.isNaN || a < b ? a : b
}

/// The sum with NumPy's pairwise tree: eight accumulators for up to 128 elements, halves above.
private func pairwiseSum<Real: BinaryFloatingPoint>(
  _ values: UnsafePointer<Real>, _ count: Int
) -> Real {
  if count < 8 {
    return (0..<count).reduce(0) { $0 + values[$1] }
  }
  if count <= 128 {
    var sums = (
      values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]
    )
    var index = 8
    while index + 8 <= count {
      sums.0 += values[index]
      sums.1 += values[index + 1]
      sums.2 += values[index + 2]
      sums.3 += values[index + 3]
      sums.4 += values[index + 4]
      sums.5 += values[index + 5]
      sums.6 += values[index + 6]
      sums.7 += values[index + 7]
      index += 8
    }
    let left = (sums.0 + sums.1) + (sums.2 + sums.3)
    let right = (sums.4 + sums.5) + (sums.6 + sums.7)
    return (index..<count).reduce(left + right) { $0 + values[$1] }
  }
  let half = count / 2 - count / 2 % 8
  return pairwiseSum(values, half) + pairwiseSum(values + half, count - half)
}
