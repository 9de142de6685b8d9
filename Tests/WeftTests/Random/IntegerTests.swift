// SPDX-License-Identifier: Apache-2.0
// Random integers of every dtype against NumPy: ranges, arrays of ranges, mistakes.
import Testing
import Weft

@Suite("Random integers") struct IntegerTests {
  static let dtypes = DType.allCases.filter { $0.kind <= .signed }

  private func limits(_ dtype: DType) -> (Int128, Int128) {
    switch dtype {
    case .bool: (0, 1)
    case .int64: (Int128(Int64.min), Int128(Int64.max))
    case .uint64: (0, Int128(UInt64.max))
    default:
      dtype.kind == .signed
        ? (-1 << Int128(dtype.itemSize * 8 - 1), 1 << Int128(dtype.itemSize * 8 - 1) - 1)
        : (0, 1 << Int128(dtype.itemSize * 8) - 1)
    }
  }

  @Test(arguments: GeneratorKind.allCases) func ranges(_ kind: GeneratorKind) throws {
    var rng = TestGenerator(for: "integers of \(kind)")
    var session = RandomSession()
    for dtype in Self.dtypes {
      let (least, most) = limits(dtype)
      for round in 0..<14 {
        let (low, high): (Int128, Int128) =
          switch round {
          case 0: (least, most)
          case 1: (most, most)
          case 2: (least, least + 1)
          // Just above a power of two: half of all words are rejected.
          case 3 where most > 1000: (0, 1 << Int128(dtype.itemSize * 8 - 3) + 1)
          case 4 where dtype.itemSize == 8: (0, 1 << 32 - 1)
          case 5 where dtype.itemSize == 8: (5, 1 << 32 + 5)
          default:
            {
              let ends = [0, 1].map { _ in Int128.random(in: least...most, using: &rng) }.sorted()
              return (ends[0], ends[1])
            }()
          }
        let seed = Int.random(in: 0..<100_000, using: &rng)
        let size = rng.pick([[257], [3, 5, 2], [1], nil, [0], []] as [[Int]?])
        session.expect(
          "r.integers(\(low), \(high), \(pythonList(size)), dtype='\(dtype)', endpoint=True)", kind,
          seed
        ) {
          [try $0.integers(low: low, high: high, size: size, dtype: dtype, endpoint: true)]
        }
        session.expect(
          "r.integers(\(low), \(high + 1), \(pythonList(size)), dtype='\(dtype)')", kind, seed
        ) { [try $0.integers(low: low, high: high + 1, size: size, dtype: dtype)] }
        session.expect(
          state: "r.randint(\(low), \(high + 1), \(pythonList(size)), dtype='\(dtype)')",
          UInt32(seed)
        ) { [try $0.randint(low: low, high: high + 1, size: size, dtype: dtype)] }
      }
    }
    session.expect("r.integers(10, size=100)", kind, 7) { [try $0.integers(high: 10, size: [100])] }
    session.expect("r.integers(-3, 10, size=(4, 5))", kind, 7) { [$0.integers(-3..<10, [4, 5])] }
    for count in [0, 1, 4, 5, 1003] {
      session.expect("np.frombuffer(r.bytes(\(count)), np.uint8)", kind, 8) {
        [NDArray($0.bytes(count), shape: [count])]
      }
    }
    try session.run()
  }

  @Test func arraysOfRanges() throws {
    var rng = TestGenerator(for: "arrays of ranges")
    var session = RandomSession()
    for dtype in Self.dtypes {
      let (least, most) = limits(dtype)
      for (first, second, size) in [
        ([3, 4], [3, 4], nil), ([4], [3, 1], nil), ([], [50], nil), ([50], [], nil),
        ([2, 3], [3], [2, 3]), ([3], [], [4, 3]), ([3], [], [1]), ([2, 1], [3], [1, 3]),
        ([0], [1], nil), ([2], [2], [0]),
      ] as [([Int], [Int], [Int]?)] {
        for source in [dtype, .int64, .uint8, .int8, .uint64] where source != .bool {
          func ends(_ shape: [Int], _ range: ClosedRange<Int128>) -> NDArray {
            let values = (0..<shape.reduce(1, *)).map { _ in Int128.random(in: range, using: &rng) }
            if source == .uint64 {
              return NDArray(values.map { UInt64(max($0, 0)) }, shape: shape)
            }
            return NDArray(values.map { Int(min($0, Int128(Int.max))) }, shape: shape)
              .asType(source)
          }
          // Now and then an end is outside of the dtype, or a range empty.
          let middle = (least + most) / 2
          let low = ends(first, (rng.chance(8) ? least - 1 : least)...middle)
          let high = ends(second, middle...(rng.chance(4) ? most + 2 : most))
          let seed = Int.random(in: 0..<1000, using: &rng)
          let isClosed = rng.chance(2)
          session.expect(
            "r.integers(x[0], x[1], \(pythonList(size)), dtype='\(dtype)', endpoint=\(isClosed ? "True" : "False"))",
            .pcg64, seed, [low, high]
          ) {
            [try $0.integers(low: low, high: high, size: size, dtype: dtype, endpoint: isClosed)]
          }
          session.expect(
            state: "r.randint(x[0], x[1], \(pythonList(size)), dtype='\(dtype)')", UInt32(seed),
            [low, high]
          ) { [try $0.randint(low: low, high: high, size: size, dtype: dtype)] }
        }
      }
    }
    try session.run()
  }

  @Test func floatsAndMistakes() throws {
    var session = RandomSession()
    let ends: [(String, any DistributionParameter)] = [
      ("0", 0), ("5", 5), ("-1", -1), ("300", 300), ("2**63", Int128(1) << 63),
      ("2**64", Int128(1) << 64), ("2**64 + 1", Int128(1) << 64 + 1),
      ("-2**63 - 1", -1 << 63 - 1 as Int128),
      ("2.5", 2.5), ("-0.5", -0.5), ("np.inf", Double.infinity), ("np.nan", Double.nan),
      ("np.array([1, 3])", [1, 3]), ("np.array([0, 0])", [0, 0]), ("np.array([2.5, 7])", [2.5, 7]),
      ("np.array([1, 300])", [1, 300]), ("np.array([-1, 3])", [-1, 3]),
      ("np.array([1, 2, 3])", [1, 2, 3]),
      ("np.array([127.5, 128.5])", [127.5, 128.5]),
    ]
    for dtype in [DType.int64, .uint64, .int8, .uint16, .bool] {
      for (lowText, low) in ends {
        for (highText, high) in ends {
          for isClosed in [false, true] {
            // What NumPy casts where it does not look is undefined there.
            let isUndefined =
              [lowText, highText].contains("np.nan") && (lowText + highText).contains("[")
            if isUndefined && dtype.itemSize < 8 { continue }
            session.expect(
              "r.integers(\(lowText), \(highText), dtype='\(dtype)', endpoint=\(isClosed ? "True" : "False"))",
              .pcg64, 3
            ) { [try integers(&$0, low, high, dtype, isClosed)] }
          }
        }
      }
    }
    for size in ["(0, 3)", "(-1,)", "(2,)", "(2, -3)"] {
      let shape = size.split { "(), ".contains($0) }.map { Int($0)! }
      session.expect("r.integers(5, 3, \(size))", .pcg64, 1) {
        [try $0.integers(low: 5, high: 3, size: shape)]
      }
      session.expect("r.integers(0, 3, \(size))", .pcg64, 1) {
        [try $0.integers(high: 3, size: shape)]
      }
    }
    session.expect("r.integers(5, dtype='f8')", .pcg64, 1) {
      [try $0.integers(high: 5, dtype: .float64)]
    }
    session.expect(state: "r.randint(5, dtype='c16')", 1) {
      [try $0.randint(high: 5, dtype: .complex128)]
    }
    session.expect(state: "r.tomaxint((2, 3))", 1) { [try $0.tomaxint(size: [2, 3])] }
    session.expect(state: "np.frombuffer(r.bytes(17), np.uint8)", 1) {
      [NDArray($0.bytes(17), shape: [17])]
    }
    try session.run()
  }

  private func integers(
    _ rng: inout Generator, _ low: any DistributionParameter, _ high: any DistributionParameter,
    _ dtype: DType, _ isClosed: Bool
  ) throws -> NDArray {
    try rng.integers(
      low: low.parameter, high: high.parameter, dtype: dtype, endpoint: isClosed)
  }
}
