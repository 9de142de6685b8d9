// SPDX-License-Identifier: Apache-2.0
// Bisection, bins, and what is not zero, beside NumPy.
import Testing
import Weft

@Suite("Searching", .serialized) struct SearchTests {
  @Test func searchSortedEverywhere() throws {
    var generator = TestGenerator(for: "searchSorted")
    var session = ArraySession()
    for _ in 0..<150 {
      let (one, other) = (generator.pick(DType.allCases), generator.pick(DType.allCases))
      let count = Int.random(in: 0...20, using: &generator)
      let raw = generator.sample(one, [count])
      let sorted = generator.chance(6) ? raw : try raw.sorted()
      let values = generator.sample(other, generator.smallShape(axes: 0...2))
      for side in [SearchSide.left, .right] {
        session.expect("np.searchsorted(x[0], x[1], side='\(side.rawValue)')", [sorted, values]) {
          try searchSorted(sorted, values, side: side)
        }
      }
      let order = try raw.argSorted()
      session.expect("np.searchsorted(x[0], x[1], sorter=x[2])", [raw, values, order]) {
        try searchSorted(raw, values, sorter: order)
      }
    }
    try session.run()
  }

  @Test func bins() throws {
    var generator = TestGenerator(for: "bins")
    var session = ArraySession()
    let reals = DType.allCases.filter { !$0.isComplex }
    for _ in 0..<100 {
      let values = generator.sample(generator.pick(reals), generator.smallShape(axes: 0...2))
      var edges = generator.crowded(
        generator.pick(reals), [Int.random(in: 0...6, using: &generator)],
        allowsNaN: generator.chance(8))
      if !generator.chance(8) { edges = try edges.sorted() }
      if generator.chance(2) { edges = edges.flipped(0) }
      for right in [false, true] {
        session.expect(
          "np.digitize(x[0], x[1], right=\(right ? "True" : "False"))", [values, edges]
        ) {
          try digitize(values, edges, right: right)
        }
      }
    }
    try session.run()
  }

  @Test func nonzeroes() throws {
    var generator = TestGenerator(for: "nonzeroes")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<6 {
        let a = generator.sample(dtype, generator.smallShape())
        session.expect("np.argwhere(x[0])", [a]) { try a.argWhere() }
        session.expect("np.flatnonzero(x[0])", [a]) { try a.flatNonzero() }
        session.expectAll("np.nonzero(x[0])", [a]) { a.nonzero() }
        let condition = generator.sample(generator.pick(DType.allCases), a.shape)
        session.expect("np.extract(x[0], x[1])", [condition, a]) { try extract(condition, a) }
        let axis = Int.random(in: 0..<a.ndim, using: &generator)
        if a.size == 0 { continue }
        let places = generator.sample(.bool, [Int.random(in: 0...8, using: &generator)])
        session.expect("np.compress(x[0], x[1], axis=\(axis))", [places, a]) {
          try a.compressed(places, axis: axis)
        }
        session.expect("np.compress(x[0], x[1])", [places, a]) { try a.compressed(places) }
      }
    }
    let single = NDArray(5.0)
    session.expect("np.argwhere(x[0])", [single]) { try single.argWhere() }
    session.expect("np.compress(x[0] > 1, x[0])", [single]) { try single.compressed(single .> 1) }
    try session.run()
  }

  @Test func mistakes() throws {
    var session = ArraySession()
    let line = NDArray([1, 2, 3])
    let matrix = NDArray([[1, 2], [3, 4]])
    let single = NDArray(1)
    session.expect("np.searchsorted(x[0], 1)", [matrix]) { try searchSorted(matrix, single) }
    session.expect("np.searchsorted(x[0], 1)", [single]) { try searchSorted(single, single) }
    session.expect("np.searchsorted(x[0], 1, sorter=x[0] * 1.0)", [line]) {
      try searchSorted(line, single, sorter: line * 1.0)
    }
    session.expect("np.searchsorted(x[0], 1, sorter=x[0][1:])", [line]) {
      try searchSorted(line, single, sorter: line[1...])
    }
    session.expect("np.searchsorted(x[0], 1, sorter=x[0][None])", [line]) {
      try searchSorted(line, single, sorter: line[.newAxis])
    }
    session.expect("np.digitize(x[0], x[1])", [line, matrix]) { try digitize(line, matrix) }
    session.expect("np.digitize(x[0] * 1j, x[0])", [line]) {
      try digitize(line.asType(.complex128), line)
    }
    session.expect("np.digitize(x[0], x[0] * 1j)", [line]) {
      try digitize(line, line.asType(.complex128))
    }
    try session.run()
  }
}
