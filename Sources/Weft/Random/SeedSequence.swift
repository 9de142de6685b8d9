// SPDX-License-Identifier: Apache-2.0
// Seeds of any size mixed into well spread words, as NumPy's SeedSequence.

/// Mixes entropy, integers of any size, into as many state words as a bit generator asks for.
///
/// Equal entropy gives the words that NumPy's `SeedSequence` gives. Children of one sequence are independent of it and of each
/// other. The mixing is Melissa O'Neill's (Developing a seed_seq Alternative, pcg-random.org, 2015).
public struct SeedSequence: Sendable, Equatable {
  /// The entropy as words, the lowest of an integer first.
  public let entropy: [UInt32]
  /// The place in the tree of sequences that `spawn` makes; empty at its root.
  public let spawnKey: [UInt32]
  /// How many children `spawn` has made.
  public private(set) var childrenSpawned: Int
  /// The mixed entropy.
  public let pool: [UInt32]

  /// Words in a pool unless somebody asks for more: 128 bits.
  public static let defaultPoolSize = 4

  /// A sequence of entropy from the operating system.
  public init() {
    var system = SystemRandomNumberGenerator()
    let words = (0..<Self.defaultPoolSize).map { _ in
      UInt32(truncatingIfNeeded: system.next() as UInt64)
    }
    // An integer has no leading zeros.
    let length = (words.lastIndex { $0 != 0 } ?? 0) + 1
    self.init(words: Array(words[..<length]))
  }

  /// A sequence whose entropy is an integer that is not negative.
  public init(_ seed: Int) {
    precondition(seed >= 0, "expected non-negative integer, not \(seed)")
    self.init(words: Self.words(of: UInt64(seed)))
  }

  /// A sequence whose entropy is a list of integers that are not negative.
  public init(_ seeds: [Int]) throws(ArrayError) {
    if seeds.contains(where: { $0 < 0 }) {
      throw ArrayError(.value, "expected non-negative integer")
    }
    self.init(words: seeds.flatMap { Self.words(of: UInt64($0)) })
  }

  /// A sequence whose entropy is given as words: those of an integer lowest first, those of several one after the other.
  public init(words: [UInt32], spawnKey: [UInt32] = []) {
    self.init(
      words: words, spawnKey: spawnKey, checkedPoolSize: Self.defaultPoolSize, childrenSpawned: 0)
  }

  /// A sequence as NumPy describes one; throws for a pool of fewer than four words.
  public init(words: [UInt32], spawnKey: [UInt32] = [], poolSize: Int, childrenSpawned: Int = 0)
    throws(ArrayError)
  {
    if poolSize < Self.defaultPoolSize {
      throw ArrayError(
        .value, "The size of the entropy pool should be at least \(Self.defaultPoolSize)")
    }
    self.init(
      words: words, spawnKey: spawnKey, checkedPoolSize: poolSize, childrenSpawned: childrenSpawned)
  }

  private init(words: [UInt32], spawnKey: [UInt32], checkedPoolSize: Int, childrenSpawned: Int) {
    entropy = words
    self.spawnKey = spawnKey
    self.childrenSpawned = childrenSpawned
    // Short entropy is filled up before a spawn key, so that no entropy can look like another one's child.
    let filler = spawnKey.isEmpty ? 0 : Swift.max(checkedPoolSize - words.count, 0)
    pool = Self.mixed(
      words + [UInt32](repeating: 0, count: filler) + spawnKey, poolSize: checkedPoolSize)
  }

  /// The words of an integer, lowest first; one word for zero.
  public static func words(of integer: some UnsignedInteger) -> [UInt32] {
    var rest = integer
    var words = [UInt32(truncatingIfNeeded: rest)]
    rest >>= 32
    while rest != 0 {
      words.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
    return words
  }
}

extension SeedSequence {
  private static func mixed(_ entropy: [UInt32], poolSize: Int) -> [UInt32] {
    var hash = Hash(start: 0x43b0_d7e5, multiplier: 0x931e_8875)
    var pool = (0..<poolSize).map { hash.mix($0 < entropy.count ? entropy[$0] : 0) }
    for source in 0..<poolSize {
      for target in 0..<poolSize where source != target {
        pool[target] = combined(pool[target], hash.mix(pool[source]))
      }
    }
    for word in entropy.dropFirst(poolSize) {
      for target in 0..<poolSize { pool[target] = combined(pool[target], hash.mix(word)) }
    }
    return pool
  }

  /// O'Neill's multiplicative hash, whose constant moves with every word.
  private struct Hash {
    var constant: UInt32
    let multiplier: UInt32

    init(start: UInt32, multiplier: UInt32) {
      constant = start
      self.multiplier = multiplier
    }

    mutating func mix(_ word: UInt32) -> UInt32 {
      let mixed = word ^ constant
      constant = constant &* multiplier
      let product = mixed &* constant
      return product ^ (product >> 16)
    }
  }

  private static func combined(_ x: UInt32, _ y: UInt32) -> UInt32 {
    let sum = (0xca01_f9dd as UInt32) &* x &- (0x4973_f715 as UInt32) &* y
    return sum ^ (sum >> 16)
  }

  /// The first `count` words that follow from the pool (NumPy's `generate_state`).
  public func generateState(_ count: Int) -> [UInt32] {
    precondition(count >= 0, "negative dimensions are not allowed")
    var hash = Hash(start: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
    return (0..<count).map { hash.mix(pool[$0 % pool.count]) }
  }

  /// The first `count` words of 64 bits: two of 32 each, the lower first.
  public func generateState64(_ count: Int) -> [UInt64] {
    let halves = generateState(2 * count)
    return (0..<count).map { UInt64(halves[2 * $0 + 1]) << 32 | UInt64(halves[2 * $0]) }
  }

  /// The next `count` children.
  public mutating func spawn(_ count: Int) -> [SeedSequence] {
    let first = childrenSpawned
    childrenSpawned += max(count, 0)
    return (first..<childrenSpawned).map {
      SeedSequence(
        words: entropy, spawnKey: spawnKey + [UInt32(truncatingIfNeeded: $0)],
        checkedPoolSize: pool.count, childrenSpawned: 0)
    }
  }
}
