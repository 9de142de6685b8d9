// SPDX-License-Identifier: Apache-2.0
// The ways to place a quantile between elements: Hyndman and Fan (1996), and NumPy's older four.

/// How a quantile is found between two elements.
public enum QuantileMethod: String, Sendable, CaseIterable {
  case invertedCDF = "inverted_cdf"
  case averagedInvertedCDF = "averaged_inverted_cdf"
  case closestObservation = "closest_observation"
  case interpolatedInvertedCDF = "interpolated_inverted_cdf"
  case hazen, weibull
  case linear
  case medianUnbiased = "median_unbiased"
  case normalUnbiased = "normal_unbiased"
  case lower, higher, midpoint, nearest

  /// The method with NumPy's name `name`; throws NumPy's error, which lists them.
  public init(named name: String) throws(ArrayError) {
    guard let method = Self(rawValue: name) else {
      let names = Self.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw ArrayError(
        .value, "'\(name)' is not a valid method. Use one of: dict_keys([\(names)])")
    }
    self = method
  }
}

/// Where quantiles lie among the sorted elements of a line.
struct QuantilePlaces {
  /// Places of elements; or, with `previous` and `next`, places between them.
  let virtual: NDArray
  /// The elements on both sides and how far to go from one to the other; nil where an element itself is taken.
  let between: (previous: NDArray, next: NDArray, share: NDArray)?

  /// Places of the quantiles `q` among `count` elements, computed in the dtype of `q` as NumPy does.
  init(_ q: NDArray, _ count: Int, _ method: QuantileMethod) throws(ArrayError) {
    let n = count.scalar
    let last = (count - 1).scalar
    func times(_ factor: Scalar) throws(ArrayError) -> NDArray {
      try Ufunc.multiply.record(factor, q)
    }
    func minus(_ a: NDArray, _ b: Scalar) throws(ArrayError) -> NDArray {
      try Ufunc.subtract.record(a, b)
    }
    /// n·q + (α + q·(1 - α - β)) - 1.
    func continuous(_ alpha: Double, _ beta: Double) throws(ArrayError) -> NDArray {
      let shift = try Ufunc.add.record(
        alpha.scalar, Ufunc.multiply.record(q, (1 - alpha - beta).scalar))
      return try minus(Ufunc.add.record(times(n), shift), 1.scalar)
    }
    switch method {
    case .invertedCDF:
      let index = try minus(times(n), 1.scalar)
      (virtual, between) = (try Self.chosen(index) { share, _ in share == 0 }, nil)
    case .closestObservation:
      let index = try minus(minus(times(n), 1.scalar), 0.5.scalar)
      let isEven = { (share: Double, low: Double) in
        share == 0 && low.truncatingRemainder(dividingBy: 2).magnitude == 1
      }
      (virtual, between) = (try Self.chosen(index, isEven), nil)
    case .lower: (virtual, between) = (try Ufunc.floor.record(times(last)).asType(.int64), nil)
    case .higher: (virtual, between) = (try Ufunc.ceil.record(times(last)).asType(.int64), nil)
    case .nearest:
      let index = try times(last)
      let rounded = index.dtype.isInteger ? index : try Ufunc.rint.record(index)
      (virtual, between) = (rounded.asType(.int64), nil)
    case .linear where q.dtype.isInteger: (virtual, between) = (try times(last), nil)
    case .linear: self = try Self.interpolating(times(last), count) { share, _ in share }
    case .midpoint:
      let exact = try times(last)
      let sum = try Ufunc.add.record(Ufunc.floor.record(exact), Ufunc.ceil.record(exact))
      let index = try Ufunc.multiply.record(0.5.scalar, sum)
      self = try Self.interpolating(index, count) { _, index in
        index.truncatingRemainder(dividingBy: 1) == 0 ? 0 : 0.5
      }
    case .averagedInvertedCDF:
      let index = try minus(times(n), 1.scalar)
      self = try Self.interpolating(index, count) { share, _ in share == 0 ? 0.5 : 1 }
    case .interpolatedInvertedCDF:
      self = try Self.interpolating(continuous(0, 1), count) { share, _ in share }
    case .hazen: self = try Self.interpolating(continuous(0.5, 0.5), count) { share, _ in share }
    case .weibull: self = try Self.interpolating(continuous(0, 0), count) { share, _ in share }
    case .medianUnbiased:
      self = try Self.interpolating(continuous(1 / 3.0, 1 / 3.0), count) { share, _ in share }
    case .normalUnbiased:
      self = try Self.interpolating(continuous(3 / 8.0, 3 / 8.0), count) { share, _ in share }
    }
  }

  private init(_ virtual: NDArray, _ between: (NDArray, NDArray, NDArray)) {
    (self.virtual, self.between) = (virtual, between)
  }

  /// The element below `index` where `isLow` holds of the distance to it, else the next one.
  private static func chosen(_ index: NDArray, _ isLow: (Double, Double) -> Bool)
    throws(ArrayError) -> NDArray
  {
    let places = index.array(of: Double.self).map { index in
      let low = index.rounded(.down)
      // NumPy asks of the parity of the index rounded down.
      return max(0, Int(isLow(index - low, low) ? low : low + 1))
    }
    return NDArray(places, shape: index.shape)
  }

  /// Both elements around each place of `virtual`, within the line.
  private static func interpolating(
    _ virtual: NDArray, _ count: Int, _ share: (Double, Double) -> Double
  ) throws(ArrayError) -> QuantilePlaces {
    let exact = virtual.array(of: Double.self)
    var (low, high): ([Int], [Int]) = ([], [])
    for place in exact {
      // NumPy's -1, the last element, beyond the end; 0 before the beginning.
      var pair = (Int(place.rounded(.down)), Int(place.rounded(.down)) + 1)
      if place >= Double(count - 1) { pair = (-1, -1) }
      if place < 0 { pair = (0, 0) }
      low.append(pair.0)
      high.append(pair.1)
    }
    let previous = NDArray(low, shape: virtual.shape)
    let distance = try Ufunc.subtract.record(virtual, previous)
    let shares = zip(distance.array(of: Double.self), exact).map { share($0, $1) }
    let gamma = NDArray(shares, shape: virtual.shape).asType(virtual.dtype)
    return QuantilePlaces(virtual, (previous, NDArray(high, shape: virtual.shape), gamma))
  }

  /// All places that are read.
  var all: [Int] {
    guard let between else { return virtual.array(of: Int.self) }
    return between.previous.array(of: Int.self) + between.next.array(of: Int.self) + [0]
  }
}
