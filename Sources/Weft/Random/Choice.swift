// SPDX-License-Identifier: Apache-2.0
// Samples of a population, with and without replacement.

/// NumPy's messages about a sample, which differ between Generator and RandomState.
struct ChoiceMessages: Sendable {
  let noPopulation, empty, dimensions, sizes, isNaN, negative, sum, tooLarge, negativeSize: String

  static let modern = ChoiceMessages(
    noPopulation: "a must be a positive integer unless no samples are taken",
    empty: "a cannot be empty unless no samples are taken",
    dimensions: "p must be 1-dimensional", sizes: "a and p must have same size",
    isNaN: "Probabilities contain NaN", negative: "Probabilities are not non-negative",
    sum: "Probabilities do not sum to 1. See Notes section of docstring for more information.",
    tooLarge: "Cannot take a larger sample than population when replace is False",
    negativeSize: "negative dimensions are not allowed")
  static let legacy = ChoiceMessages(
    noPopulation: "a must be greater than 0 unless no samples are taken",
    empty: "'a' cannot be empty unless no samples are taken",
    dimensions: "'p' must be 1-dimensional", sizes: "'a' and 'p' must have same size",
    isNaN: "probabilities contain NaN", negative: "probabilities are not non-negative",
    sum: "probabilities do not sum to 1",
    tooLarge: "Cannot take a larger sample than population when 'replace=False'",
    negativeSize: "Negative dimensions are not allowed")
}

/// Kahan's compensated sum, as NumPy adds up probabilities.
func compensatedSum(_ values: UnsafeBufferPointer<Double>) -> Double {
  guard var sum = values.first else { return 0 }
  var lost = 0.0
  for value in values.dropFirst() {
    let y = value - lost
    let total = sum + y
    lost = (total - sum) - y
    sum = total
  }
  return sum
}

extension BitSource {
  /// Indices of a sample out of `population` things; `isArray` says that they are an array's.
  final func choice(
    _ population: Int, isArray: Bool, _ size: [Int]?, isReplacing: Bool, _ p: NDArray?,
    isShuffled: Bool, isLegacy: Bool
  ) throws(ArrayError) -> NDArray {
    let messages = isLegacy ? ChoiceMessages.legacy : ChoiceMessages.modern
    let count = size?.reduce(1, &*) ?? 1
    if population <= 0 && (size == nil || count != 0) {
      throw ArrayError(.value, isArray ? messages.empty : messages.noPopulation)
    }
    let weights = try p.map { p throws(ArrayError) in
      try probabilities(p, population, messages)
    }
    let shape = size ?? []
    if isReplacing {
      if let weights {
        let ends = cumulated(weights)
        return try drawn(Int.self, shape) { out, count in
          ends.withUnsafeBufferPointer { ends in
            for index in 0..<count { out[index] = ends.place(right: nextDouble()) }
          }
        }
      }
      // An empty population is asked for nothing here.
      return try integers(
        Int128(0).parameter, max(population, 1).parameter, shape, .int64, isClosed: false,
        isLegacy ? .masked : .product, "integers")
    }
    if count > population { throw ArrayError(.value, messages.tooLarge) }
    if count < 0 { throw ArrayError(.value, messages.negativeSize) }
    if var weights {
      if weights.count(where: { $0 > 0 }) < count {
        throw ArrayError(.value, "Fewer non-zero entries in p than size")
      }
      let found = distinct(count, &weights)
      return try drawn(Int.self, shape) { out, count in
        for index in 0..<count { out[index] = found[index] }
      }
    }
    if isLegacy { return try shuffledIndices(population)[0..<count].reshaped(shape) }
    return try drawn(Int.self, shape) { out, count in
      sample(population, UnsafeMutableBufferPointer(start: out, count: count), isShuffled)
    }
  }

  private final func probabilities(
    _ p: NDArray, _ population: Int, _ messages: ChoiceMessages
  ) throws(ArrayError) -> [Double] {
    let values = try p.asType(.float64, casting: .safe)
    if p.ndim != 1 { throw ArrayError(.value, messages.dimensions) }
    if p.size != population { throw ArrayError(.value, messages.sizes) }
    let weights = values.array(of: Double.self)
    let sum = weights.withUnsafeBufferPointer { compensatedSum($0) }
    if sum.isNaN { throw ArrayError(.value, messages.isNaN) }
    if weights.contains(where: { $0 < 0 }) { throw ArrayError(.value, messages.negative) }
    // The square root of the precision in which they were given.
    let unit: Double =
      switch p.dtype {
      case .float16: 0x1p-10
      case .float32: 0x1p-23
      default: 0x1p-52
      }
    if Swift.abs(sum - 1) > max(unit, 0x1p-52).squareRoot() {
      throw ArrayError(.value, messages.sum)
    }
    return weights
  }

  private final func cumulated(_ weights: [Double]) -> [Double] {
    var sum = 0.0
    let ends = weights.enumerated().map { index, weight in
      sum = index == 0 ? weight : sum + weight
      return sum
    }
    return ends.map { $0 / sum }
  }

  /// `count` different indices by weight: draws as many as are missing, keeps what is new, takes its weight away.
  private final func distinct(_ count: Int, _ weights: inout [Double]) -> [Int] {
    var found: [Int] = []
    while found.count < count {
      let uniform = (found.count..<count).map { _ in nextDouble() }
      for index in found { weights[index] = 0 }
      let ends = cumulated(weights)
      var seen: Set<Int> = []
      for value in uniform {
        let place = ends.withUnsafeBufferPointer { $0.place(right: value) }
        if seen.insert(place).inserted { found.append(place) }
      }
    }
    return found
  }

  /// Different indices into `population`, by shuffling the tail of a list or by Floyd's algorithm (Bentley and Floyd, A Sample of
  /// Brilliance, 1987), whichever NumPy takes.
  private final func sample(
    _ population: Int, _ out: UnsafeMutableBufferPointer<Int>, _ isShuffled: Bool
  ) {
    var stream = self
    let count = out.count
    func shuffle(_ list: UnsafeMutableBufferPointer<Int>, from first: Int) {
      if first >= list.count { return }
      for index in (first..<list.count).reversed() {
        list.swapAt(index, Int(stream.wide(UInt64(index), .product)))
      }
    }
    if population > 10_000 && count > population / (isShuffled ? 50 : 20) {
      var all = Array(0..<population)
      all.withUnsafeMutableBufferPointer { shuffle($0, from: max(population - count, 1)) }
      for index in 0..<count { out[index] = all[population - count + index] }
      return
    }
    var taken: Set<Int> = []
    taken.reserveCapacity(count)
    for (place, last) in (population - count..<population).enumerated() {
      let value = Int(stream.wide(UInt64(last), .product))
      let isNew = taken.insert(value).inserted
      if !isNew { taken.insert(last) }
      out[place] = isNew ? value : last
    }
    if isShuffled { shuffle(out, from: 1) }
  }
}

extension UnsafeBufferPointer<Double> {
  /// The first place whose element is greater than `value`; the elements are sorted (NumPy's `searchsorted`, to the right).
  fileprivate func place(right value: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Generator {
  /// A sample of 0 ..< `population`, as integers in `size`, or one without a size.
  ///
  /// - Parameters:
  ///   - replace: whether a number may come more than once.
  ///   - p: the probability of each number; all are equal without it.
  ///   - shuffle: whether the order is random too where nothing is replaced; cheaper if not.
  public mutating func choice(
    _ population: Int, size: [Int]? = nil, replace: Bool = true, p: NDArray? = nil,
    shuffle: Bool = true
  ) throws(ArrayError) -> NDArray {
    try own.choice(
      population, isArray: false, size, isReplacing: replace, p, isShuffled: shuffle,
      isLegacy: false)
  }

  /// A sample of the slices of `array` along `axis`; the axis becomes those of `size`, or goes without one.
  public mutating func choice(
    _ array: NDArray, size: [Int]? = nil, replace: Bool = true, p: NDArray? = nil, axis: Int = 0,
    shuffle: Bool = true
  ) throws(ArrayError) -> NDArray {
    guard axis >= -array.ndim && axis < array.ndim else {
      throw ArrayError(.index, "tuple index out of range")
    }
    let axis = axis < 0 ? axis + array.ndim : axis
    let indices = try own.choice(
      array.shape[axis], isArray: true, size, isReplacing: replace, p, isShuffled: shuffle,
      isLegacy: false)
    return array.taking(indices, axis: axis)
  }
}

extension RandomState {
  /// A sample of 0 ..< `population`, as integers in `size`, or one without a size; `p` are probabilities.
  public mutating func choice(
    _ population: Int, size: [Int]? = nil, replace: Bool = true, p: NDArray? = nil
  ) throws(ArrayError) -> NDArray {
    try own.choice(
      population, isArray: false, size, isReplacing: replace, p, isShuffled: true, isLegacy: true)
  }

  /// A sample of the elements of `array`, which has one axis.
  public mutating func choice(
    _ array: NDArray, size: [Int]? = nil, replace: Bool = true, p: NDArray? = nil
  ) throws(ArrayError) -> NDArray {
    if array.ndim != 1 { throw ArrayError(.value, "a must be 1-dimensional") }
    let indices = try own.choice(
      array.size, isArray: true, size, isReplacing: replace, p, isShuffled: true, isLegacy: true)
    return array.taking(indices, axis: 0)
  }
}
