// SPDX-License-Identifier: Apache-2.0
// Pairs of dtypes where two arrays meet: in place, chosen, joined, assigned, converted; and what makes arrays.
import Testing
import Weft

@Suite("Sweep: combinations") struct CombinationSweepTests {
  @Test func updatesOfEveryPair() throws {
    let updates: [(String, (inout NDArray, NDArray) -> Void)] = [
      ("iadd", { $0 += $1 }), ("isub", { $0 -= $1 }), ("imul", { $0 *= $1 }),
      ("itruediv", { $0 /= $1 }), ("imod", { $0 %= $1 }), ("iand", { $0 &= $1 }),
      ("ior", { $0 |= $1 }), ("ixor", { $0 ^= $1 }), ("ilshift", { $0 <<= $1 }),
      ("irshift", { $0 >>= $1 }),
    ]
    var session = ArraySession()
    for a in DType.allCases {
      for b in DType.allCases {
        let (x, y) = (moderate(a), moderate(b).flipped())
        for (name, update) in updates {
          let tolerance = name == "itruediv" && (a.isComplex || b.isComplex) ? nearness(a) : 0
          session.expect(
            "(getattr(__import__('operator'), '\(name)')(x[0], x[1]), x[0])[1]", [x, y],
            tolerance: tolerance
          ) {
            var changed = x
            update(&changed, y)
            return changed
          }
        }
      }
    }
    try session.run()
  }

  @Test func choicesJoinsAndStoresOfEveryPair() throws {
    var session = ArraySession()
    var generator = TestGenerator(for: "choicesJoinsAndStores")
    for a in DType.allCases {
      for b in DType.allCases {
        let x = generator.array(a, [3, 4])
        let y = generator.array(b, [3, 4])
        let condition = generator.array(.bool, [3, 1])
        session.expect("np.where(x[2], x[0], x[1])", [x, y, condition]) {
          `where`(condition, x, y)
        }
        session.expect("np.where(x[0], x[0], x[1][:1])", [x, y]) { `where`(x, x, y[.slice(0, 1)]) }
        for axis in [0, 1, -1] {
          session.expect("np.concatenate([x[0], x[1]], axis=\(axis))", [x, y]) {
            .concatenate([x, y], axis: axis)
          }
          session.expect("np.stack([x[0], x[1]], axis=\(axis))", [x, y]) {
            .stack([x, y], axis: axis)
          }
        }
        guard DType.canCast(b, to: a, casting: .sameKind) else { continue }
        session.expect("x[1].astype(x[0].dtype)", [x, y]) { y.asType(a) }
        session.expect(
          "(x[0].__setitem__((slice(None), slice(None, None, -2)), x[1][:, :2]), x[0])[1]", [x, y]
        ) {
          var changed = x
          changed[.all, .by(-2)] = y[.all, .slice(0, 2)]
          return changed
        }
        session.expect("(x[0].__setitem__(x[2][:, 0], x[1][0]), x[0])[1]", [x, y, condition]) {
          var changed = x
          changed[condition[.all, 0]] = y[0]
          return changed
        }
        session.expect("(x[0].__setitem__([2, 0, -1], x[1]), x[0])[1]", [x, y]) {
          var changed = x
          changed[[2, 0, -1]] = y
          return changed
        }
      }
    }
    try session.run()
  }

  @Test func takesOfEveryDType() throws {
    var session = ArraySession()
    var generator = TestGenerator(for: "takes")
    let places = NDArray([[1, -1], [0, 2]])
    for dtype in DType.allCases {
      let x = generator.array(dtype, [3, 4, 3])
      for index in DType.allCases where index.isInteger {
        let small = index.kind == .unsigned ? absolute(places).asType(index) : places.asType(index)
        session.expect("np.take(x[0], x[1])", [x, small]) { x.taking(small) }
        session.expect("x[0][x[1]]", [x, small]) { x[small] }
        for axis in [0, 1, -1] {
          session.expect("np.take(x[0], x[1], axis=\(axis))", [x, small]) {
            x.taking(small, axis: axis)
          }
        }
      }
      let mask = generator.array(.bool, [3, 4])
      session.expect("x[0][x[1]]", [x, mask]) { x[mask] }
      session.expect("x[0][x[0] == x[0]]", [x]) { x[x .== x] }
      session.expectAll("tuple(np.array_split(x[0], 3, axis=1))", [x]) { x.arraySplit(3, axis: 1) }
      session.expectAll("tuple(np.split(x[0], [2, 1, 9], axis=1))", [x]) {
        x.split(at: [2, 1, 9], axis: 1)
      }
      session.expect("np.take(x[0], 99)", [x]) { x.taking([99])[0] }
      session.expect("np.take(x[0], [3], axis=0)", [x]) { x.taking([3], axis: 0) }
    }
    try session.run()
  }

  @Test func rangesOfEveryDType() throws {
    var session = ArraySession()
    var generator = TestGenerator(for: "ranges")
    for dtype in DType.allCases where dtype != .bool {
      for _ in 0..<25 {
        let isUnsigned = dtype.kind == .unsigned
        let start = Double.random(in: (isUnsigned ? 0 : -20)...20, using: &generator)
        let stop = Double.random(in: (isUnsigned ? 20 : -20)...40, using: &generator)
        let step = Double.random(in: (isUnsigned ? 1 : -3)...3, using: &generator)
        session.expect("np.arange(\(start), \(stop), \(step), dtype='\(dtype)')") {
          .arange(start, stop, by: step, dtype: dtype)
        }
        let count = Int.random(in: 0...12, using: &generator)
        let endpoint = generator.chance(2)
        session.expect(
          "np.linspace(\(start), \(stop), \(count), endpoint=\(endpoint ? "True" : "False"), "
            + "dtype='\(dtype)')"
        ) { .linspace(start, stop, count: count, endpoint: endpoint, dtype: dtype) }
        let (first, last, by) = (Int(start), Int(stop), step < 0 ? -2 : 3)
        session.expect("np.arange(\(first), \(last), \(by), dtype='\(dtype)')") {
          .arange(first, last, by: by, dtype: dtype)
        }
      }
      for value in [-1, 0, 3, 300, 70_000] {
        session.expect("np.full((2, 3), \(value), '\(dtype)')") { .full([2, 3], value, dtype) }
      }
      session.expect("np.full((2,), 2.75, '\(dtype)')") { .full([2], 2.75, dtype) }
      session.expect("np.eye(3, 5, 1, '\(dtype)')") { .eye(3, 5, offset: 1, dtype) }
      session.expect("np.ones((2, 0), '\(dtype)')") { .ones([2, 0], dtype) }
    }
    try session.run()
  }
}
