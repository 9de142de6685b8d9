// SPDX-License-Identifier: Apache-2.0
// NumPy's RandomState: the streams of `numpy.random.seed` and its functions, frozen with NumPy 1.16.

/// Random arrays with the algorithms of NumPy 1.16, number for number: `numpy.random.RandomState`, and the functions of
/// `numpy.random` itself.
///
///     var state = RandomState(seed: 42)                // numpy.random.seed(42)
///     let x = state.randn(3, 4)
///
/// New programs should use `Generator`, which is faster and has better streams.
public struct RandomState: RandomDistributions, @unchecked Sendable {
  private var source: BitSource

  /// From the operating system's entropy.
  public init() { self.init(MT19937()) }

  /// `MT19937` seeded with an integer of 32 bits.
  public init(seed: UInt32) { self.init(MT19937(legacySeed: seed)) }

  /// `MT19937` seeded with a list of integers; throws NumPy's errors for an empty list and integers beyond 32 bits.
  public init(seeds: [Int]) throws(ArrayError) {
    if seeds.isEmpty { throw ArrayError(.value, "Seed must be non-empty") }
    let words = seeds.compactMap { UInt32(exactly: $0) }
    if words.count < seeds.count {
      throw ArrayError(.value, "Seed must be between 0 and 2**32 - 1")
    }
    self.init(MT19937(legacySeeds: words))
  }

  /// Draws from `bits`.
  public init(_ bits: some BitGenerator) { source = BitSource.of(bits) }

  /// The bit generator in its present state.
  ///
  /// A new one leaves the second number of the last normal pair where it is; see `spareNormal`.
  public var bitGenerator: any BitGenerator {
    get { source.generator }
    set {
      let spare = spareNormal
      source = BitSource.of(newValue)
      source.gauss = spare
    }
  }

  /// The second number of the last pair that the polar method made, if it is still due: `has_gauss` and `gauss` of NumPy's state.
  public var spareNormal: Double? {
    get { source.gauss }
    set { own.gauss = newValue }
  }

  /// The source, which nobody else holds.
  var own: BitSource {
    mutating get {
      if !isKnownUniquelyReferenced(&source) { source = source.duplicated() }
      return source
    }
  }

  public mutating func draw(_ distribution: Distribution, _ parameters: [Parameter], size: [Int]?)
    throws(ArrayError) -> NDArray
  {
    try own.draw(distribution, parameters, size, isLegacy: true)
  }
}

extension RandomState {
  /// Seeds again, with an integer of 32 bits: `numpy.random.seed`.
  public mutating func seed(_ seed: UInt32) { self = RandomState(seed: seed) }

  /// Seeds again, from the operating system's entropy.
  public mutating func seed() { self = RandomState(MT19937.unseeded()) }

  /// A uniform number in [0, 1).
  public mutating func randomSample() -> Double { own.nextDouble() }

  /// Uniform numbers in [0, 1).
  public mutating func randomSample(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try randomSample(size: shape) }
  }

  /// Uniform numbers in [0, 1); throws for a size that no array can have.
  public mutating func randomSample(size: [Int]) throws(ArrayError) -> NDArray {
    let source = own
    return try drawn(Double.self, size) { source.run(.doubles($0), $1) }
  }

  /// Uniform numbers in [0, 1), as `randomSample`.
  public mutating func rand(_ shape: Int...) -> NDArray { randomSample(shape) }

  /// Normal numbers with mean 0 and deviation 1, as `standardNormal`.
  public mutating func randn(_ shape: Int...) -> NDArray { standardNormal(shape) }

  /// A normal number with mean 0 and deviation 1.
  public mutating func standardNormal() -> Double { own.legacyGauss() }

  /// Normal numbers with mean 0 and deviation 1.
  public mutating func standardNormal(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try draw(.standardNormal, [], size: shape) }
  }

  /// Exponential numbers with mean 1.
  public mutating func standardExponential(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try draw(.standardExponential, [], size: shape) }
  }

  /// Integers in [`low`, `high`); `dtype` may be any integer dtype or bool.
  ///
  /// Throws if an end does not fit into `dtype` or a range is empty.
  public mutating func randint(
    low: some DistributionParameter = 0, high: some DistributionParameter, size: [Int]? = nil,
    dtype: DType = .int64
  ) throws(ArrayError) -> NDArray {
    try own.integers(
      low.parameter, high.parameter, size, dtype, isClosed: false, .masked, "randint")
  }

  /// Integers in [0, 2⁶³).
  public mutating func tomaxint(size: [Int]) throws(ArrayError) -> NDArray {
    let source = own
    return try drawn(Int.self, size) { out, count in
      for index in 0..<count { out[index] = Int(source.nextUInt64() >> 1) }
    }
  }

  /// `count` random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    precondition(count >= 0, "negative dimensions are not allowed")
    return own.bytes(count)
  }
}
