// SPDX-License-Identifier: Apache-2.0
// Bit generators and seeds against NumPy's and CPython's.
import Testing
import Weft

@Suite("Bit generators") struct BitGeneratorTests {
  static let seeds = [0, 1, 42, 0xffff_ffff, 0x1_0000_0000, 987_654_321_987_654_321]

  /// Numbers of all three sizes in turn, so that waiting halves are met.
  private static func mixed(_ bits: inout some BitGenerator) -> [UInt64] {
    (0..<1500).map { index in
      switch index % 5 {
      case 0, 3: bits.nextUInt64()
      case 1, 2: UInt64(bits.nextUInt32())
      default: UInt64(bits.nextDouble() * 0x1p53)
      }
    }
  }

  @Test func streams() throws {
    var session = RandomSession()
    func compare<Bits: BitGenerator>(_ type: Bits.Type, _ make: (Int) -> Bits) {
      for seed in Self.seeds {
        let maker = "np.random.\(Bits.name)(\(seed))"
        session.expect("\(maker).random_raw(2000)") {
          var bits = make(seed)
          return [NDArray((0..<2000).map { _ in bits.nextRaw() }, shape: [2000])]
        }
        // `integers` of 64 and of 32 bits and doubles, as the three sizes.
        session.expect(
          """
          (lambda r: np.array([v for _ in range(300) for v in (r.integers(0, 2**64, dtype='u8'), \
          r.integers(0, 2**32, dtype='u4'), r.integers(0, 2**32, dtype='u4'), \
          r.integers(0, 2**64, dtype='u8'), r.random() * 2.0**53)], dtype='u8'))\
          (np.random.Generator(\(maker)))
          """
        ) {
          var bits = make(seed)
          return [NDArray(Self.mixed(&bits), shape: [1500])]
        }
        session.expect("np.stack([b.random_raw(5) for b in \(maker).spawn(3)])") {
          var bits = make(seed)
          let numbers = try bits.spawn(3).flatMap { child in
            var child = child
            return (0..<5).map { _ in child.nextRaw() }
          }
          return [NDArray(numbers, shape: [3, 5])]
        }
      }
    }
    compare(PCG64.self) { PCG64(seed: $0) }
    compare(PCG64DXSM.self) { PCG64DXSM(seed: $0) }
    compare(MT19937.self) { MT19937(seed: $0) }
    compare(Philox.self) { Philox(seed: $0) }
    compare(SFC64.self) { SFC64(seed: $0) }
    try session.run()
  }

  @Test func jumps() throws {
    var session = RandomSession()
    func draw(_ bits: some BitGenerator) -> [NDArray] {
      var bits = bits
      return [NDArray((0..<9).map { _ in bits.nextRaw() }, shape: [9])]
    }
    for seed in Self.seeds {
      for steps in [0, 1, 3, 1000, 1 << 62] {
        session.expect("np.random.PCG64(\(seed)).advance(\(steps)).random_raw(9)") {
          var bits = PCG64(seed: seed)
          bits.advance(UInt128(steps))
          return draw(bits)
        }
        session.expect("np.random.PCG64DXSM(\(seed)).advance(-\(steps)).random_raw(9)") {
          var bits = PCG64DXSM(seed: seed)
          bits.advance(0 &- UInt128(steps))
          return draw(bits)
        }
        session.expect("np.random.Philox(\(seed)).advance(\(steps) * 2**66 + 5).random_raw(9)") {
          var bits = Philox(seed: seed)
          bits.advance([5, UInt64(steps) << 2, UInt64(steps) >> 62, 0])
          return draw(bits)
        }
      }
      for jumps in [1, 2, 17] {
        session.expect("np.random.PCG64(\(seed)).jumped(\(jumps)).random_raw(9)") {
          draw(PCG64(seed: seed).jumped(jumps))
        }
        session.expect("np.random.PCG64DXSM(\(seed)).jumped(\(jumps)).random_raw(9)") {
          draw(PCG64DXSM(seed: seed).jumped(jumps))
        }
        session.expect("np.random.Philox(\(seed)).jumped(\(jumps)).random_raw(9)") {
          draw(Philox(seed: seed).jumped(jumps))
        }
      }
    }
    for drawn in [0, 1, 5, 700] {
      session.expect(
        "(lambda b: (b.random_raw(\(drawn)), b.jumped(2).random_raw(900))[1])(np.random.MT19937(3))"
      ) {
        var bits = MT19937(seed: 3)
        for _ in 0..<drawn { _ = bits.nextRaw() }
        var ahead = bits.jumped(2)
        return [NDArray((0..<900).map { _ in ahead.nextRaw() }, shape: [900])]
      }
    }
    try session.run()
  }

  @Test func states() throws {
    var session = RandomSession()
    func words(_ value: UInt128) -> [UInt64] {
      [UInt64(truncatingIfNeeded: value >> 64), UInt64(truncatingIfNeeded: value)]
    }
    for seed in Self.seeds {
      for kind in ["PCG64", "PCG64DXSM"] {
        session.expect(
          """
          (lambda b: (np.random.Generator(b).integers(0, 2**32, dtype='u4'), [b.state['state'][k] >> s \
          & 2**64 - 1 for k in ('state', 'inc') for s in (64, 0)], b.state['has_uint32'], \
          b.state['uinteger']))(np.random.\(kind)(\(seed)))[1:]
          """.replacing("[b.state", with: "np.array([b.state").replacing(
            "for s in (64, 0)]", with: "for s in (64, 0)], dtype='u8')")
        ) {
          func show(_ state: UInt128, _ increment: UInt128, _ half: HalfWord) -> [NDArray] {
            [
              NDArray(words(state) + words(increment), shape: [4]),
              NDArray(half.isWaiting ? 1 : 0), NDArray(Int(half.value)),
            ]
          }
          if kind == "PCG64" {
            var bits = PCG64(seed: seed)
            _ = bits.nextUInt32()
            return show(bits.state, bits.increment, bits.half)
          }
          var bits = PCG64DXSM(seed: seed)
          _ = bits.nextUInt32()
          return show(bits.state, bits.increment, bits.half)
        }
      }
      session.expect(
        "(lambda b: (b.random_raw(700)[-1], b.state['state']['key'], b.state['state']['pos']))"
          + "(np.random.MT19937(\(seed)))"
      ) {
        var bits = MT19937(seed: seed)
        for _ in 0..<699 { _ = bits.nextRaw() }
        return [
          NDArray(bits.nextRaw()), NDArray(bits.key, shape: [624]), NDArray(bits.position),
        ]
      }
    }
    try session.run()
    // A state goes on where it was taken.
    var bits = MT19937(seed: 5)
    for _ in 0..<1000 { _ = bits.nextUInt32() }
    var again = try MT19937(key: bits.key, position: bits.position)
    #expect((0..<2000).allSatisfy { _ in bits.nextUInt32() == again.nextUInt32() })
    #expect(throws: ArrayError.self) { try MT19937(key: [1, 2], position: 0) }
    var other = PCG64(state: 3, increment: 5)
    #expect(throws: ArrayError(.type, "The underlying SeedSequence does not implement spawning.")) {
      try other.spawn(1)
    }
  }

  @Test func seedSequences() throws {
    var session = RandomSession()
    func state(_ sequence: SeedSequence) -> [NDArray] {
      [
        NDArray(sequence.pool, shape: [sequence.pool.count]),
        NDArray(sequence.generateState(11), shape: [11]),
        NDArray(sequence.generateState64(7), shape: [7]),
      ]
    }
    let show = "(lambda s: (s.pool, s.generate_state(11), s.generate_state(7, np.uint64)))"
    for seed in Self.seeds {
      session.expect("\(show)(np.random.SeedSequence(\(seed)))") { state(SeedSequence(seed)) }
    }
    for words: [UInt32] in [[], [0], [1, 2, 3], [9, 8, 7, 6, 5, 4, 3, 2, 1], [5, 0, 0, 0, 7]] {
      session.expect("\(show)(np.random.SeedSequence(\(words)))") {
        state(SeedSequence(words: words))
      }
      for key: [UInt32] in [[3], [0, 1], [1, 2, 3, 4, 5, 6]] {
        session.expect(
          "\(show)(np.random.SeedSequence(\(words), spawn_key=\(key), pool_size=8))"
        ) {
          state(try SeedSequence(words: words, spawnKey: key, poolSize: 8))
        }
        session.expect("\(show)(np.random.SeedSequence(\(words), spawn_key=\(key)))") {
          state(SeedSequence(words: words, spawnKey: key))
        }
      }
    }
    session.expect("\(show)(np.random.SeedSequence([1 << 40, 7, 0]))") {
      state(try SeedSequence([1 << 40, 7, 0]))
    }
    session.expect("\(show)(np.random.SeedSequence(12345678901234567890123456789))") {
      state(SeedSequence(words: SeedSequence.words(of: UInt128("12345678901234567890123456789")!)))
    }
    session.expect(
      "\(show)((s := np.random.SeedSequence(7), s.spawn(2), s.spawn(3)[2].spawn(1)[0])[2])"
    ) {
      var sequence = SeedSequence(7)
      _ = sequence.spawn(2)
      var child = sequence.spawn(3)[2]
      return state(child.spawn(1)[0])
    }
    session.expect("np.random.SeedSequence(1, pool_size=3)") {
      state(try SeedSequence(words: [1], poolSize: 3))
    }
    session.expect("np.random.SeedSequence([1, -3])") { state(try SeedSequence([1, -3])) }
    try session.run()
    #expect(SeedSequence() != SeedSequence())
    #expect(PCG64().state != PCG64().state)
  }

  @Test func mersenneTwisterOfCPython() throws {
    var session = RandomSession()
    for words: [UInt32] in [[0], [1], [42], [0xffff_ffff], [7, 9], [1, 2, 3, 4, 5]] {
      let seed = words.enumerated().map { "\($0.element) * 2**\(32 * $0.offset)" }
        .joined(separator: " + ")
      session.expect(
        """
        (lambda r: (np.array([r.random() for _ in range(1000)]), \
        np.array([w for k in range(1, 200) for n in [r.getrandbits(k)] \
        for w in [n >> 32 * i & 2**32 - 1 for i in range((k + 31) // 32)]], dtype='u4')))\
        (__import__('random').Random(\(seed)))
        """
      ) {
        var bits = MT19937(legacySeeds: words)
        let doubles = (0..<1000).map { _ in bits.nextDouble() }
        let parts = (1..<200).flatMap { bits.nextBits($0) }
        return [NDArray(doubles, shape: [1000]), NDArray(parts, shape: [parts.count])]
      }
    }
    try session.run()
  }

  @Test func swiftsOwnFunctionsTakeThem() {
    var bits = PCG64(seed: 3)
    let dice = (0..<1000).map { _ in Int.random(in: 1...6, using: &bits) }
    #expect(Set(dice) == Set(1...6))
  }
}
