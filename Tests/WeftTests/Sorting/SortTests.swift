// SPDX-License-Identifier: Apache-2.0
// Sorting in every dtype, layout and axis, beside NumPy's stable sort.
import Testing
import Weft

@Suite("Sorting", .serialized) struct SortTests {
  @Test func sortAndArgsort() throws {
    var generator = TestGenerator(for: "sortAndArgsort")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<12 {
        let a = generator.sample(dtype, generator.smallShape())
        let axis = Int.random(in: -a.ndim..<a.ndim, using: &generator)
        session.expect("np.sort(x[0], axis=\(axis), kind='stable')", [a]) {
          try a.sorted(axis: axis)
        }
        session.expect("np.argsort(x[0], axis=\(axis), kind='stable')", [a]) {
          try a.argSorted(axis: axis)
        }
        session.expect("np.sort(x[0], axis=None, kind='stable')", [a]) { try a.sorted(axis: nil) }
        session.expect("np.argsort(x[0], axis=None, kind='stable')", [a]) {
          try a.argSorted(axis: nil)
        }
        session.expect("(x[0].sort(axis=\(axis), kind='stable'), x[0])[1]", [a]) {
          var changed = a
          try changed.sort(axis: axis)
          return changed
        }
      }
    }
    try session.run()
  }

  /// Lines long enough for several levels of digits: spread out, crowded, sorted, reversed, and nearly all equal.
  @Test func longLines() throws {
    var generator = TestGenerator(for: "longLines")
    var session = ArraySession()
    for dtype in DType.allCases {
      let count = Int.random(in: 1000...5000, using: &generator)
      let spread = generator.contiguous(dtype, [count])
      let crowded = generator.crowded(dtype, [count])
      var lonely = NDArray.zeros([count], dtype)
      lonely[count / 2] = spread[0]
      let lines = [
        spread, crowded, try spread.sorted(), try spread.sorted().flipped(0), lonely,
        NDArray.concatenate([spread, crowded]),
      ]
      for line in lines {
        session.expect("np.sort(x[0], kind='stable')", [line]) { try line.sorted() }
        session.expect("np.argsort(x[0], kind='stable')", [line]) { try line.argSorted() }
      }
    }
    // Enough to be shared out among threads, evenly spread and not, and with what insertion takes too long for.
    let count = 70_000
    let large = [
      generator.contiguous(.float64, [count]), generator.contiguous(.float32, [count]),
      exp(generator.contiguous(.float64, [count]) * 300), generator.crowded(.float64, [count]),
      generator.contiguous(.int64, [count]), generator.contiguous(.int32, [count]) % 100_000,
      generator.contiguous(.float16, [count]), generator.contiguous(.uint64, [count]) % 1000 << 40,
      generator.contiguous(.int64, [count]) | (1 << 62),
      NDArray((0..<count).map { $0 % 64 * (1 << 50) + (count - $0) }, shape: [count]),
    ]
    for line in large {
      session.expect("np.sort(x[0], kind='stable')", [line]) { try line.sorted() }
      session.expect("np.argsort(x[0], kind='stable')", [line]) { try line.argSorted() }
      session.expect("np.sort(x[0], kind='stable')", [line]) {
        var changed = line
        try changed.sort()
        return changed
      }
    }
    // Bit patterns of every size, so that every digit counts.
    for shift in 0..<64 {
      let bits = (0..<300).map { _ in generator.next() >> UInt64(shift) }
      let line = NDArray(bits, shape: [300])
      session.expect("np.sort(x[0])", [line]) { try line.sorted() }
      session.expect("np.argsort(x[0], kind='stable')", [line]) { try line.argSorted() }
    }
    try session.run()
  }

  @Test func valuesOfOthersStay() throws {
    let a = NDArray([[3.0, 1, 2], [9, 8, 7]])
    var b = a
    try b.sort(axis: 0)
    #expect(a.array(of: Double.self) == [3, 1, 2, 9, 8, 7])
    var row = a[1]
    try row.sort()
    #expect(row.array(of: Double.self) == [7, 8, 9])
    #expect(a[1].array(of: Double.self) == [9, 8, 7])
    var repeated = NDArray([2.0, 1]).broadcast(to: [3, 2])
    try repeated.sort()
    #expect(repeated.array(of: Double.self) == [1, 2, 1, 2, 1, 2])
  }

  @Test func partitions() throws {
    var generator = TestGenerator(for: "partitions")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<8 {
        let long = generator.chance(2)
        let shape = long ? [Int.random(in: 100...900, using: &generator)] : generator.smallShape()
        // NumPy's elements at the places, and what is around them, are known up to their order.
        let a = generator.sample(dtype, shape) + NDArray.zeros([], dtype)
        if a.size == 0 { continue }
        let axis = Int.random(in: 0..<a.ndim, using: &generator)
        let kth = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
          Int.random(in: -shape[axis]..<shape[axis], using: &generator)
        }
        let places = NDArray(kth, shape: [kth.count])
        session.expect("np.partition(x[0], \(kth), axis=\(axis)).take(\(kth), axis=\(axis))", [a]) {
          try a.partitioned(kth, axis: axis).taking(places, axis: axis)
        }
        session.expect("np.sort(x[0], axis=\(axis), kind='stable')", [a]) {
          try a.takingAlong(a.argPartitioned(kth, axis: axis), axis: axis).sorted(axis: axis)
        }
        // Each side of a place sorts to what it would be in the sorted whole.
        let place = (kth[0] + shape[axis]) % shape[axis]
        session.expect("np.sort(x[0], axis=\(axis), kind='stable')", [a]) {
          let parts = try a.partitioned(kth, axis: axis).split(at: [place], axis: axis)
          return NDArray.concatenate(try parts.map { try $0.sorted(axis: axis) }, axis: axis)
        }
        session.expect("np.sort(x[0], axis=\(axis), kind='stable')", [a]) {
          let order = try a.argPartitioned(kth, axis: axis)
          let parts = try a.takingAlong(order, axis: axis).split(at: [place], axis: axis)
          return NDArray.concatenate(try parts.map { try $0.sorted(axis: axis) }, axis: axis)
        }
      }
    }
    try session.run()
  }

  @Test func top() throws {
    let a = NDArray([[3, 1, 3, 2], [5, 5, 9, 5]])
    let (values, indices) = try a.top(3)
    #expect(values.array(of: Int.self) == [3, 3, 2, 9, 5, 5])
    #expect(indices.array(of: Int.self) == [0, 2, 3, 2, 0, 1])
    let least = try a.top(2, axis: 0, largest: false)
    #expect(least.indices.array(of: Int.self) == [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(throws: ArrayError.self) { try a.top(5) }
  }

  @Test func lexicographicOrder() throws {
    var generator = TestGenerator(for: "lexicographicOrder")
    var session = ArraySession()
    for _ in 0..<60 {
      let shape = generator.smallShape()
      let keys = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        generator.sample(generator.pick(DType.allCases), shape)
      }
      let axis = Int.random(in: -shape.count..<shape.count, using: &generator)
      session.expect("np.lexsort(x, axis=\(axis))", keys) { try NDArray.lexsort(keys, axis: axis) }
    }
    let matrix = generator.crowded(.int16, [3, 20])
    session.expect("np.lexsort(x[0])", [matrix]) { try NDArray.lexsort(matrix) }
    session.expect("np.lexsort(())") { try NDArray.lexsort([]) }
    session.expect("np.lexsort((x[0], x[0][0]))", [matrix]) {
      try NDArray.lexsort([matrix, matrix[0]])
    }
    try session.run()
  }

  @Test func mistakes() throws {
    var session = ArraySession()
    let single = NDArray(5)
    let line = NDArray([3, 1, 2])
    let none = NDArray.zeros([0, 3])
    session.expect("np.sort(x[0])", [single]) { try single.sorted() }
    session.expect("np.sort(x[0], axis=None)", [single]) { try single.sorted(axis: nil) }
    session.expect("np.argsort(x[0])", [single]) { try single.argSorted() }
    session.expect("np.argsort(x[0], axis=1)", [single]) { try single.argSorted(axis: 1) }
    session.expect("np.sort(x[0], axis=1)", [line]) { try line.sorted(axis: 1) }
    session.expect("np.partition(x[0], 3)", [line]) { try line.partitioned(3) }
    session.expect("np.partition(x[0], -4)", [line]) { try line.partitioned(-4) }
    session.expect("np.argpartition(x[0], 1)", [single]) { try single.argPartitioned(1) }
    session.expect("np.partition(x[0], 2, axis=0)", [none]) { try none.partitioned(2, axis: 0) }
    session.expect("np.argpartition(x[0], 2, axis=0)", [none]) {
      try none.argPartitioned(2, axis: 0)
    }
    session.expect("np.take_along_axis(x[0], x[0] * 1.0, 0)", [line]) {
      try line.takingAlong(line * 1.0, axis: 0)
    }
    try session.run()
  }
}
