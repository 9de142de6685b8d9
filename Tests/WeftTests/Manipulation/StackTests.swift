// SPDX-License-Identifier: Apache-2.0
// Stacks, splits, blocks, grids and spaced numbers, beside NumPy.
import Testing
import Weft

@Suite("Manipulation: stacks and grids") struct StackTests {
  @Test func stacksAndSplits() throws {
    var generator = TestGenerator(for: "stacksAndSplits")
    var session = ArraySession()
    let shapes = [[], [0], [4], [2, 4], [2, 3, 4], [6, 6, 2]]
    for dtype in DType.allCases {
      for shape in shapes {
        let x = generator.array(dtype, shape)
        let y = generator.array(generator.pick(DType.allCases), shape)
        session.expect("np.dstack([x[0], x[1]])", [x, y]) { try .dstack([x, y]) }
        session.expect("np.column_stack([x[0], x[1]])", [x, y]) { try .columnStack([x, y]) }
        session.expect("np.vstack([x[0], x[1]])", [x, y]) { .vstack([x, y]) }
        session.expect("np.hstack([x[0], x[1]])", [x, y]) { .hstack([x, y]) }
        session.expect("np.atleast_1d(x[0])", [x]) { x.atLeast1D() }
        session.expect("np.atleast_2d(x[0])", [x]) { x.atLeast2D() }
        session.expect("np.atleast_3d(x[0])", [x]) { x.atLeast3D() }
        session.expect("np.concatenate([x[0], x[1]], axis=None)", [x, y]) {
          try .concatenate([x, y], axis: nil)
        }
        for casting in DType.Casting.allCases {
          session.expect(
            "np.concatenate([x[0], x[1]], axis=0, dtype='float32', casting='\(casting.rawValue)')",
            [x, y]
          ) { try .concatenate([x, y], axis: 0, dtype: .float32, casting: casting) }
        }
        for count in [2, 3, 0] {
          session.expectAll("tuple(np.hsplit(x[0], \(count)))", [x]) { try x.hsplit(count) }
          session.expectAll("tuple(np.vsplit(x[0], \(count)))", [x]) { try x.vsplit(count) }
          session.expectAll("tuple(np.dsplit(x[0], \(count)))", [x]) { try x.dsplit(count) }
        }
        session.expectAll("tuple(np.hsplit(x[0], [1, 3]))", [x]) { try x.hsplit(at: [1, 3]) }
        session.expectAll("tuple(np.vsplit(x[0], [1, 3]))", [x]) { try x.vsplit(at: [1, 3]) }
        session.expectAll("tuple(np.dsplit(x[0], [1, 9]))", [x]) { try x.dsplit(at: [1, 9]) }
      }
      let (a, b) = (generator.array(dtype, [2, 2]), generator.array(dtype, [2, 3]))
      let (c, d) = (generator.array(dtype, [3]), generator.array(dtype, [2]))
      session.expect("np.block([[x[0], x[1]], [x[3], x[2]]])", [a, b, c, d]) {
        try .block([[.array(a), .array(b)], [.array(d), .array(c)]])
      }
      session.expect("np.block([x[0], x[1]])", [c, d]) { try .block([.array(c), .array(d)]) }
      session.expect("np.block(x[0])", [a]) { try .block(.array(a)) }
      session.expect("np.block([[[x[0]]], [[x[0]]]])", [a]) {
        try .block([[[.array(a)]], [[.array(a)]]])
      }
      session.expect("np.block([[x[0]], x[1]])", [a, b]) { try .block([[.array(a)], .array(b)]) }
      session.expect("np.block([x[0], [x[1]]])", [a, b]) { try .block([.array(a), [.array(b)]]) }
      session.expect("np.block([[x[0]], []])", [a]) { try .block([[.array(a)], []]) }
      session.expect("np.block([])") { try .block([]) }
      session.expect("np.block([[x[0]], [x[1]]])", [a, b]) {
        try .block([[.array(a)], [.array(b)]])
      }
    }
    session.expect("np.dstack([])") { try .dstack([]) }
    try session.run()
  }

  @Test func grids() throws {
    var generator = TestGenerator(for: "grids")
    var session = ArraySession()
    for dtype in DType.allCases {
      let (a, b, c) = (
        generator.array(dtype, [2]), generator.array(.float64, [3]), generator.array(dtype, [])
      )
      for list in [[a], [a, b], [a, b, c], [b, a, a, b], [a, .zeros([0])]] {
        for indexing in ["xy", "ij", "no"] {
          for sparse in [false, true] {
            for copy in [false, true] {
              session.expectAll(
                "tuple(np.meshgrid(*x, indexing='\(indexing)', sparse=\(python(sparse)), copy=\(python(copy))))",
                list
              ) { try NDArray.meshgrid(list, indexing: indexing, sparse: sparse, copy: copy) }
            }
          }
        }
      }
      for shape in [[], [3], [2, 0], [2, 3, 4]] {
        session.expect("np.indices(\(pythonTuple(shape)), '\(dtype)')") {
          try .indices(shape, dtype)
        }
        session.expectAll("np.indices(\(pythonTuple(shape)), '\(dtype)', sparse=True)") {
          try NDArray.sparseIndices(shape, dtype)
        }
      }
      if dtype != .bool {
        session.expect("np.fromfunction(lambda i, j: i * 2 + j, (3, 4), dtype='\(dtype)')") {
          try .fromFunction([3, 4], dtype) { $0[0] * 2 + $0[1] }
        }
      }
      let mask = generator.array(.bool, [4])
      let places = NDArray([2, 0])
      session.expectAll("np.ix_(x[0], x[1], x[2])", [mask, places, a]) {
        try NDArray.openMesh([mask, places, a])
      }
      session.expectAll("np.ix_(x[0], np.ones((2, 2), int))", [mask]) {
        try NDArray.openMesh([mask, .ones([2, 2], .int64)])
      }
    }
    let shapes = [[2, 3], [3], [2, 1], [], [4], [1, 3], [2, 1, 1], [5, 1, 3], [0], [1]]
    for _ in 0..<200 {
      let chosen = (0..<Int.random(in: 1...4, using: &generator)).map { _ in generator.pick(shapes)
      }
      let text = chosen.map(pythonTuple).joined(separator: ", ")
      session.expect("np.array(np.broadcast_shapes(\(text)), int)") {
        let shape = try NDArray.broadcastShapes(chosen)
        return NDArray(shape, shape: [shape.count])
      }
      session.expectAll("np.broadcast_arrays(*[np.ones(s) for s in (\(text),)])") {
        try NDArray.broadcastArrays(chosen.map { .ones($0) })
      }
    }
    session.expect("np.mgrid[0:5, 1:9:3]") { try .mgrid([GridAxis(5), GridAxis(1, 9, by: 3)]) }
    session.expect("np.mgrid[-1:1:5j, 0:3]") {
      try .mgrid([GridAxis(-1, 1, count: 5), GridAxis(3)])
    }
    session.expect("np.mgrid[0:1:0.1]") { try .mgrid(GridAxis(0.0, 1.0, by: 0.1)) }
    session.expect("np.mgrid[0:1:0.1, 5:2:-0.7]") {
      try .mgrid([GridAxis(0.0, 1.0, by: 0.1), GridAxis(5.0, 2.0, by: -0.7)])
    }
    session.expect("np.mgrid[2:7:1j]") { try .mgrid(GridAxis(2, 7, count: 1)) }
    session.expect("np.mgrid[2:7:11j]") { try .mgrid(GridAxis(2, 7, count: 11)) }
    session.expect("np.mgrid[5:2, 0:2]") { try .mgrid([GridAxis(5, 2), GridAxis(2)]) }
    session.expectAll("np.ogrid[0:5, -1:1:3j]") {
      try NDArray.ogrid([GridAxis(5), GridAxis(-1, 1, count: 3)])
    }
    try session.run()
  }

  @Test func spaced() throws {
    var generator = TestGenerator(for: "spaced")
    var session = ArraySession()
    for _ in 0..<60 {
      let dtype = generator.pick(DType.allCases)
      let real = generator.pick([DType.float32, .float64, .complex128, .int16])
      let (a, b) = (generator.array(real, [2, 1]), generator.array(.float64, [3]))
      let (start, stop) = (
        Double.random(in: 0.5...9, using: &generator),
        Double.random(in: 0.5...99, using: &generator)
      )
      let count = Int.random(in: 0...9, using: &generator)
      let endpoint = generator.chance(2)
      let axis = generator.pick([0, -1, 1])
      let tail = "\(count), endpoint=\(python(endpoint))"
      let low = absolute(a) * 0 + 0.25
      session.expectAll("np.linspace(x[0], x[1], \(tail), retstep=True, axis=\(axis))", [a, b]) {
        let (samples, step) = try NDArray.linspace(
          from: .array(a), to: .array(b), count: count, endpoint: endpoint, axis: axis)
        return [samples, step]
      }
      session.expect("np.linspace(x[0], 3, \(tail), dtype='int32')", [b]) {
        try NDArray.linspace(
          from: .array(b), to: 3, count: count, endpoint: endpoint, dtype: .int32
        ).samples
      }
      session.expectAll("np.linspace(\(start), \(stop), \(tail), retstep=True)") {
        let (samples, step) = try NDArray.linspace(
          from: .scalar(start.scalar), to: .scalar(stop.scalar), count: count, endpoint: endpoint)
        return [samples, step]
      }
      session.expect("np.geomspace(\(start), \(stop), \(tail))", tolerance: 0x1p-48) {
        try .geomspace(
          from: .scalar(start.scalar), to: .scalar(stop.scalar), count: count, endpoint: endpoint)
      }
      session.expect("np.geomspace(-\(start), -\(stop), \(tail))", tolerance: 0x1p-48) {
        try .geomspace(
          from: .scalar((-start).scalar), to: .scalar((-stop).scalar), count: count,
          endpoint: endpoint)
      }
      session.expect(
        "np.geomspace(abs(x[0]) * 0 + 0.25, x[1] * 0 + 7, \(tail), axis=\(axis))", [a, b],
        tolerance: nearness(.float32)
      ) {
        try .geomspace(
          from: .array(low), to: .array(b * 0 + 7), count: count, endpoint: endpoint, axis: axis)
      }
      session.expect(
        "np.logspace(\(start), x[0], \(tail), base=2.0, axis=\(axis))", [b], tolerance: 0x1p-46
      ) {
        try .logspace(
          from: .scalar(start.scalar), to: .array(b), count: count, endpoint: endpoint, base: 2.0,
          axis: axis)
      }
      session.expect("np.logspace(0, 2, \(tail), base=[[2.0], [3.0]], axis=-1)", tolerance: 0x1p-46)
      {
        try .logspace(
          from: 0, to: 2, count: count, endpoint: endpoint, base: .array(NDArray([[2.0], [3]])),
          axis: -1)
      }
      session.expect("np.logspace(0, 3, \(tail), dtype='float32')", tolerance: 0x1p-20) {
        try .logspace(from: 0, to: 3, count: count, endpoint: endpoint, dtype: .float32)
      }
      let x = generator.array(dtype, [generator.pick([0, 1, 4])])
      for increasing in [false, true] {
        for columns in [nil, 0, 1, 3] {
          session.expect(
            "np.vander(x[0], \(python(columns)), increasing=\(python(increasing)))", [x],
            tolerance: nearness(dtype)
          ) { try x.vander(columns: columns, increasing: increasing) }
        }
      }
    }
    session.expect("np.geomspace(0, 1)") { try .geomspace(from: 0, to: 1) }
    session.expect("np.linspace(0, 1, -1)") {
      try NDArray.linspace(from: 0, to: 1, count: -1).samples
    }
    session.expect("np.vander(np.ones((2, 2)))") { try NDArray.ones([2, 2]).vander() }
    try session.run()
  }
}
