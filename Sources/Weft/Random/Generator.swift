// SPDX-License-Identifier: Apache-2.0
// NumPy's Generator: random arrays with today's algorithms.

/// Random arrays from a bit generator, number for number those of NumPy's `Generator`.
///
///     var rng = Generator(seed: 42)                     // numpy.random.default_rng(42)
///     let noise = rng.normal([3, 4])
///     let dice = try rng.integers(low: 1, high: 7, size: [10])
///
/// A value: a copy draws the same numbers again. Everything is drawn at once, in C order. Where NumPy's logarithms, powers and the
/// like are the C library's, so are these, and results agree to the bit where the library is the same.
public struct Generator: RandomDistributions, @unchecked Sendable {
  private var source: BitSource

  /// From the operating system's entropy.
  public init() { self.init(PCG64()) }

  /// `PCG64` with a seed that is not negative: `numpy.random.default_rng(seed)`.
  public init(seed: Int) { self.init(PCG64(seed: seed)) }

  /// `PCG64` seeded by `sequence`.
  public init(_ sequence: SeedSequence) { self.init(PCG64(sequence)) }

  /// Draws from `bits`.
  public init(_ bits: some BitGenerator) { source = BitSource.of(bits) }

  /// The bit generator in its present state.
  public var bitGenerator: any BitGenerator {
    get { source.generator }
    set { source = BitSource.of(newValue) }
  }

  /// The source, which nobody else holds.
  var own: BitSource {
    mutating get {
      if !isKnownUniquelyReferenced(&source) { source = source.duplicated() }
      return source
    }
  }

  /// `count` generators of the same kind that are independent of this one and each other.
  public mutating func spawn(_ count: Int) throws(ArrayError) -> [Generator] {
    var bits = bitGenerator
    let children = try bits.spawnGenerators(count)
    bitGenerator = bits
    return children
  }

  public mutating func draw(_ distribution: Distribution, _ parameters: [Parameter], size: [Int]?)
    throws(ArrayError) -> NDArray
  {
    try own.draw(distribution, parameters, size, isLegacy: false)
  }
}

extension BitGenerator {
  fileprivate mutating func spawnGenerators(_ count: Int) throws(ArrayError) -> [Generator] {
    try spawn(count).map { Generator($0) }
  }
}

// MARK: Without parameters

extension Generator {
  /// A uniform number in [0, 1).
  public mutating func random() -> Double { own.nextDouble() }

  /// A normal number with mean 0 and deviation 1.
  public mutating func standardNormal() -> Double { own.standardNormal() }

  /// An exponential number with mean 1.
  public mutating func standardExponential() -> Double { own.standardExponential() }

  /// Uniform numbers in [0, 1).
  public mutating func random(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try random(size: shape, dtype: .float64) }
  }

  /// Uniform numbers in [0, 1), in float64 or float32.
  public mutating func random(size: [Int], dtype: DType) throws(ArrayError) -> NDArray {
    try fill(size, dtype, "random", { .doubles($0) }, { .floats($0) })
  }

  /// Normal numbers with mean 0 and deviation 1.
  public mutating func standardNormal(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try standardNormal(size: shape, dtype: .float64) }
  }

  /// Normal numbers with mean 0 and deviation 1, in float64 or float32.
  public mutating func standardNormal(size: [Int], dtype: DType) throws(ArrayError) -> NDArray {
    try fill(
      size, dtype, "standard_normal", { .standardNormal($0) }, { .standardNormalFloats($0) })
  }

  /// How exponential numbers are made: by the ziggurat method, or from the logarithm of a uniform number.
  public enum ExponentialMethod: Sendable {
    case ziggurat, inverse
  }

  /// Exponential numbers with mean 1.
  public mutating func standardExponential(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try standardExponential(size: shape, dtype: .float64) }
  }

  /// Exponential numbers with mean 1, in float64 or float32.
  public mutating func standardExponential(
    size: [Int], dtype: DType, method: ExponentialMethod = .ziggurat
  ) throws(ArrayError) -> NDArray {
    if method == .ziggurat {
      return try fill(
        size, dtype, "standard_exponential", { .standardExponential($0) },
        { .standardExponentialFloats($0) })
    }
    return try fill(
      size, dtype, "standard_exponential", { .inverseExponential($0) },
      { .inverseExponentialFloats($0) })
  }

  /// The gamma distribution with scale 1, in float64 or float32.
  public mutating func standardGamma(
    shape: some DistributionParameter, size: [Int]? = nil, dtype: DType
  ) throws(ArrayError) -> NDArray {
    switch dtype {
    case .float64: return try standardGamma(shape: shape, size: size)
    case .float32: return try own.standardGammaFloats(shape.parameter, size)
    default: throw Self.unsupported(dtype, "standard_gamma")
    }
  }

  private static func unsupported(_ dtype: DType, _ function: String) -> ArrayError {
    ArrayError(.type, "Unsupported dtype dtype('\(dtype)') for \(function)")
  }

  private mutating func fill(
    _ size: [Int], _ dtype: DType, _ function: String,
    _ double: (UnsafeMutablePointer<Double>) -> Fill,
    _ float: (UnsafeMutablePointer<Float>) -> Fill
  ) throws(ArrayError) -> NDArray {
    switch dtype {
    case .float64:
      let source = own
      return try drawn(Double.self, size) { source.run(double($0), $1) }
    case .float32:
      let source = own
      return try drawn(Float.self, size) { source.run(float($0), $1) }
    default: throw Self.unsupported(dtype, function)
    }
  }
}

// MARK: Integers

extension Generator {
  /// Integers in [`low`, `high`), or in [`low`, `high`] with `endpoint`; `dtype` may be any integer dtype or bool.
  ///
  /// Throws if an end does not fit into `dtype` or a range is empty.
  public mutating func integers(
    low: some DistributionParameter = 0, high: some DistributionParameter, size: [Int]? = nil,
    dtype: DType = .int64, endpoint: Bool = false
  ) throws(ArrayError) -> NDArray {
    try own.integers(
      low.parameter, high.parameter, size, dtype, isClosed: endpoint, .product, "integers")
  }

  /// Integers in `range`, which must not be empty.
  public mutating func integers(_ range: Range<Int>, _ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in
      try integers(low: range.lowerBound, high: range.upperBound, size: shape)
    }
  }

  /// `count` random bytes.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    precondition(count >= 0, "negative dimensions are not allowed")
    return own.bytes(count)
  }
}
