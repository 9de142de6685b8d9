// SPDX-License-Identifier: Apache-2.0
// Random arrays with many equal elements, and with all that has a place of its own in NumPy's order.
import Weft

extension TestGenerator {
  /// A number of few: NaN, infinities and zeros of both signs among them for floats.
  private mutating func crowdedPart(_ dtype: DType, allowsNaN: Bool, allowsNegativeZero: Bool)
    -> Double
  {
    if dtype == .bool { return chance(2) ? 1 : 0 }
    if dtype.kind == .unsigned { return Double(Int.random(in: 0...9, using: &self)) }
    if dtype.kind == .signed { return Double(Int.random(in: -5...5, using: &self)) }
    let special: [Double] =
      [allowsNegativeZero ? -0.0 : 0.0, 0.0, .infinity, -.infinity] + (allowsNaN ? [.nan] : [])
    return chance(4) ? pick(special) : Double(Int.random(in: -6...6, using: &self)) / 2
  }

  /// Crowded elements in C order.
  mutating func crowded(
    _ dtype: DType, _ shape: [Int], allowsNaN: Bool = true, allowsNegativeZero: Bool = true
  ) -> NDArray {
    let count = shape.reduce(1, *)
    if dtype.isComplex {
      let parts = (0..<count).map { _ in
        Complex128(
          crowdedPart(.float64, allowsNaN: allowsNaN, allowsNegativeZero: allowsNegativeZero),
          crowdedPart(.float64, allowsNaN: allowsNaN, allowsNegativeZero: allowsNegativeZero))
      }
      return NDArray(parts, shape: shape).asType(dtype)
    }
    let parts = (0..<count).map { _ in
      crowdedPart(dtype, allowsNaN: allowsNaN, allowsNegativeZero: allowsNegativeZero)
    }
    return NDArray(parts, shape: shape).asType(dtype)
  }

  /// Crowded elements, or any, in a random layout.
  mutating func sample(
    _ dtype: DType, _ shape: [Int], allowsNaN: Bool = true, allowsNegativeZero: Bool = true
  ) -> NDArray {
    if chance(3) { return array(dtype, shape) }
    let order = shape.indices.shuffled(using: &self)
    let steps = shape.map { _ in chance(3) ? 2 : 1 }
    let whole = crowded(
      dtype, order.map { shape[$0] * steps[$0] }, allowsNaN: allowsNaN,
      allowsNegativeZero: allowsNegativeZero)
    var back = [Int](repeating: 0, count: shape.count)
    for (place, axis) in order.enumerated() { back[axis] = place }
    var result = whole.transposed(back)
    for axis in shape.indices {
      let step = chance(3) ? -steps[axis] : steps[axis]
      result = result.swappingAxes(0, axis)[.by(step)].swappingAxes(0, axis)
    }
    return result
  }

  /// A shape of one to three axes, now and then with an axis of length 0 or 1.
  mutating func smallShape(axes: ClosedRange<Int> = 1...3) -> [Int] {
    (0..<Int.random(in: axes, using: &self)).map { _ in
      chance(12) ? Int.random(in: 0...1, using: &self) : Int.random(in: 2...7, using: &self)
    }
  }
}
