// SPDX-License-Identifier: Apache-2.0
// How often each whole number occurs.

/// How often each of the numbers 0, 1, … up to the largest, or `minLength` of them, occurs in `x`: int64; with `weights`, of the
/// same length, the sums of the weights, in float64.
///
/// `x` has one axis of integers or bools, none negative, that cast safely to int64.
public func bincount(_ x: NDArray, weights: NDArray? = nil, minLength: Int = 0)
  throws(ArrayError) -> NDArray
{
  guard x.ndim == 1 else {
    throw ArrayError(
      .value,
      x.ndim == 0
        ? "object of too small depth for desired array" : "object too deep for desired array")
  }
  let places = try x.asType(.int64, casting: .safe)
  guard minLength >= 0 else { throw ArrayError(.value, "'minlength' must not be negative") }
  if x.size == 0 { return .zeros([minLength], .int64) }
  let least = places.min().scalar(Int.self)
  let largest = places.max().scalar(Int.self)
  guard least >= 0 else {
    throw ArrayError(.value, "'list' argument must have no negative elements")
  }
  let length = max(largest == .max ? .max : largest + 1, minLength)
  try Layout.check([length], .int64)
  guard let weights else {
    return NDArray(dtype: .int64, shape: [length]) { bytes in
      let counts = bytes.bindMemory(to: Int.self).baseAddress!
      counts.update(repeating: 0, count: length)
      places.withUnsafeBuffer(of: Int.self) { places in
        for place in places { counts[place] &+= 1 }
      }
    }
  }
  guard weights.ndim == 1 else {
    throw ArrayError(
      .value,
      weights.ndim == 0
        ? "object of too small depth for desired array" : "object too deep for desired array")
  }
  let masses = try weights.asType(.float64, casting: .safe)
  guard masses.size == places.size else {
    throw ArrayError(.value, "The weights and list don't have the same length.")
  }
  return NDArray(dtype: .float64, shape: [length]) { bytes in
    let sums = bytes.bindMemory(to: Double.self).baseAddress!
    sums.update(repeating: 0, count: length)
    places.withUnsafeBuffer(of: Int.self) { places in
      masses.withUnsafeBuffer(of: Double.self) { masses in
        for index in 0..<places.count { sums[places[index]] += masses[index] }
      }
    }
  }
}
