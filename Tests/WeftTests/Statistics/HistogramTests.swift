// SPDX-License-Identifier: Apache-2.0
// Histograms and counts, beside NumPy.
import Testing
import Weft

@Suite("Histograms", .serialized) struct HistogramTests {
  private static let reals = DType.allCases.filter { !$0.isComplex }
  private static let rules = ["auto", "doane", "fd", "rice", "scott", "sqrt", "stone", "sturges"]

  @Test func histograms() throws {
    var generator = TestGenerator(for: "histograms")
    var session = ArraySession()
    for dtype in Self.reals {
      for _ in 0..<8 {
        let a = generator.array(dtype, generator.smallShape())
        let count = Int.random(in: 1...12, using: &generator)
        session.expectAll("np.histogram(x[0], \(count))", [a]) {
          let (counts, edges) = try histogram(a, bins: .count(count))
          return [counts, edges]
        }
        session.expectAll("np.histogram(x[0], \(count), range=(-1.5, 100))", [a]) {
          let (counts, edges) = try histogram(a, bins: .count(count), range: (-1.5, 100))
          return [counts, edges]
        }
        session.expectAll("np.histogram(x[0], \(count), range=(0, 7), density=True)", [a]) {
          let (counts, edges) = try histogram(
            a, bins: .count(count), range: (0, 7), density: true)
          return [counts, edges]
        }
        let edges = try generator.crowded(
          generator.pick(Self.reals), [Int.random(in: 0...6, using: &generator)], allowsNaN: false
        ).sorted()
        session.expectAll("np.histogram(x[0], x[1])", [a, edges]) {
          let (counts, edges) = try histogram(a, bins: .edges(edges))
          return [counts, edges]
        }
        // Small, so that their sums fit into their dtype.
        let weights = generator.crowded(
          generator.pick(DType.allCases), a.shape, allowsNaN: false)
        session.expectAll("np.histogram(x[0], \(count), weights=x[1])", [a, weights]) {
          let (counts, edges) = try histogram(a, bins: .count(count), weights: weights)
          return [counts, edges]
        }
        session.expectAll("np.histogram_bin_edges(x[0], \(count))", [a]) {
          [try histogramBinEdges(a, bins: .count(count))]
        }
      }
    }
    // More than one block of weights.
    let long = generator.contiguous(.float64, [150_000])
    let weights = generator.contiguous(.float32, [150_000])
    session.expectAll("np.histogram(x[0], 7, weights=x[1])", [long, weights]) {
      let (counts, edges) = try histogram(long, bins: 7, weights: weights)
      return [counts, edges]
    }
    try session.run()
  }

  @Test func rules() throws {
    var generator = TestGenerator(for: "rules")
    var session = ArraySession()
    for dtype in [DType.float64, .float32, .int16, .uint8, .int64] {
      for rule in Self.rules {
        let size = Int.random(in: 1...200, using: &generator)
        let line = generator.contiguous(dtype, [size])
        // Far apart integers would make more bins than memory holds.
        let a = dtype == .int64 ? line % 1000 : line
        session.expect("np.histogram_bin_edges(x[0], '\(rule)')", [a], tolerance: 0x1p-40) {
          try histogramBinEdges(a, bins: .estimator(rule))
        }
        if dtype.isFloating {
          session.expect(
            "np.histogram_bin_edges(x[0], '\(rule)', range=(-1, 1))", [a], tolerance: 0x1p-40
          ) { try histogramBinEdges(a, bins: .estimator(rule), range: (-1, 1)) }
        }
      }
    }
    try session.run()
  }

  @Test func points() throws {
    var generator = TestGenerator(for: "points")
    var session = ArraySession()
    for _ in 0..<40 {
      let count = Int.random(in: 0...30, using: &generator)
      let x = generator.array(generator.pick([.float64, .float32, .int8, .uint16]), [count])
      let y = generator.array(generator.pick([.float64, .float32, .int8]), [count])
      let weights = generator.array(.float64, [count])
      session.expectAll("np.histogram2d(*x, bins=[3, 4])", [x, y]) {
        let all = try histogram2d(x, y, bins: (3, 4))
        return [all.counts, all.xEdges, all.yEdges]
      }
      session.expectAll(
        "np.histogram2d(x[0], x[1], bins=[3, 4], weights=x[2], range=[[-1, 1], [0, 1.5]], density=True)",
        [x, y, weights]
      ) {
        let all = try histogram2d(
          x, y, bins: (3, 4), range: [(-1, 1), (0, 1.5)], density: true, weights: weights)
        return [all.counts, all.xEdges, all.yEdges]
      }
      session.expectAll("np.histogram2d(x[0], x[1], bins=[3, [-1.0, 0, 0.5, 2]])", [x, y]) {
        let all = try histogram2d(x, y, bins: (3, .edges(NDArray([-1.0, 0, 0.5, 2]))))
        return [all.counts, all.xEdges, all.yEdges]
      }
    }
    let sample = generator.array(.float64, [20, 3])
    session.expect("np.histogramdd(x[0], bins=(2, 3, 4))[0]", [sample]) {
      try histogramdd(sample, bins: [2, 3, 4]).counts
    }
    try session.run()
  }

  @Test func counts() throws {
    var generator = TestGenerator(for: "counts")
    var session = ArraySession()
    for _ in 0..<60 {
      let dtype = generator.pick(DType.allCases.filter { $0.kind <= .signed && $0 != .uint64 })
      let a = abs(generator.crowded(dtype, [Int.random(in: 0...30, using: &generator)]))
      let least = Int.random(in: 0...12, using: &generator)
      session.expect("np.bincount(x[0], minlength=\(least))", [a]) {
        try bincount(a, minLength: least)
      }
      let weights = generator.array(generator.pick(Self.reals), a.shape)
      session.expect("np.bincount(x[0], weights=x[1])", [a, weights]) {
        try bincount(a, weights: weights)
      }
    }
    let line = NDArray([1, 2])
    session.expect("np.bincount(-x[0])", [line]) { try bincount(-line) }
    session.expect("np.bincount(x[0] * 1.0)", [line]) { try bincount(line * 1.0) }
    session.expect("np.bincount(x[0][None])", [line]) { try bincount(line[.newAxis]) }
    session.expect("np.bincount(x[0], minlength=-1)", [line]) { try bincount(line, minLength: -1) }
    session.expect("np.bincount(x[0], weights=x[0][1:])", [line]) {
      try bincount(line, weights: line[1...])
    }
    session.expect("np.bincount(x[0], weights=x[0] * 1j)", [line]) {
      try bincount(line, weights: line.asType(.complex128))
    }
    try session.run()
  }

  @Test func mistakes() throws {
    var session = ArraySession()
    let line = NDArray([1.0, 2])
    func expect(
      _ arguments: String, _ a: NDArray = NDArray([1.0, 2]), _ body: () throws -> NDArray
    ) {
      session.expect("np.histogram(x[0], \(arguments))[0]", [a], body)
    }
    expect("0") { try histogram(line, bins: 0).counts }
    expect("[2, 1]") { try histogram(line, bins: .edges(NDArray([2, 1]))).counts }
    expect("[[2, 1]]") { try histogram(line, bins: .edges(NDArray([[2, 1]]))).counts }
    expect("'foo'") { try histogram(line, bins: "foo").counts }
    expect("'auto', weights=x[0]") { try histogram(line, bins: "auto", weights: line).counts }
    expect("range=(2, 1)") { try histogram(line, range: (2, 1)).counts }
    expect("range=(0, np.inf)") { try histogram(line, range: (0, Double.infinity.scalar)).counts }
    expect("10", NDArray([1.5, .nan])) { try histogram(NDArray([1.5, .nan])).counts }
    expect("10", NDArray([1.5, .infinity])) { try histogram(NDArray([1.5, .infinity])).counts }
    expect("weights=x[0][1:]") { try histogram(line, weights: line[1...]).counts }
    expect("100", NDArray([1, 1 + 1e-15])) {
      try histogram(NDArray([1, 1 + 1e-15]), bins: 100).counts
    }
    session.expect("np.histogram2d(x[0], x[0][1:])[0]", [line]) {
      try histogram2d(line, line[1...]).counts
    }
    session.expect("np.histogram2d(x[0], x[0], bins=0)[0]", [line]) {
      try histogram2d(line, line, bins: (0, 0)).counts
    }
    session.expect("np.histogram2d(x[0], x[0], bins=[2, [1, 0]])[0]", [line]) {
      try histogram2d(line, line, bins: (2, .edges(NDArray([1, 0])))).counts
    }
    try session.run()
  }
}
