// SPDX-License-Identifier: Apache-2.0
// Distinct elements and arrays as sets, beside NumPy.
import Testing
import Weft

// Which of zeros with different signs stays in a set is left open by NumPy: there is only one kind here.

@Suite("Sets", .serialized) struct SetTests {
  @Test func distinctElements() throws {
    var generator = TestGenerator(for: "distinctElements")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<10 {
        let a = generator.sample(
          dtype, generator.smallShape(axes: 0...3), allowsNegativeZero: false)
        for equal in [true, false] {
          let option = "equal_nan=\(equal ? "True" : "False")"
          session.expect("np.unique(x[0], \(option))", [a]) { try unique(a, equalNaN: equal) }
          session.expectAll("np.unique(x[0], True, True, True, \(option))", [a]) {
            let all = try uniqueAll(a, equalNaN: equal)
            return [all.values, all.indices, all.inverse, all.counts]
          }
        }
        if a.ndim == 0 { continue }
        let axis = Int.random(in: -a.ndim..<a.ndim, using: &generator)
        session.expectAll("np.unique(x[0], True, True, True, axis=\(axis))", [a]) {
          let all = try uniqueAll(a, axis: axis)
          return [all.values, all.indices, all.inverse, all.counts]
        }
        session.expect("np.unique(x[0], axis=\(axis))", [a]) { try unique(a, axis: axis) }
      }
    }
    let single = NDArray(5)
    session.expect("np.unique(x[0], axis=0)", [single]) { try unique(single, axis: 0) }
    for shape in [[3, 0], [0, 3], [2, 0, 3]] {
      let none = NDArray.zeros(shape)
      for axis in shape.indices {
        session.expectAll("np.unique(x[0], True, True, True, axis=\(axis))", [none]) {
          let all = try uniqueAll(none, axis: axis)
          return [all.values, all.indices, all.inverse, all.counts]
        }
      }
    }
    try session.run()
  }

  @Test func setOperations() throws {
    var generator = TestGenerator(for: "setOperations")
    var session = ArraySession()
    for _ in 0..<150 {
      let a = generator.sample(
        generator.pick(DType.allCases), generator.smallShape(axes: 0...2), allowsNegativeZero: false
      )
      let b = generator.sample(
        generator.pick(DType.allCases), generator.smallShape(axes: 0...2), allowsNegativeZero: false
      )
      session.expect("np.union1d(*x)", [a, b]) { try union1d(a, b) }
      session.expect("np.intersect1d(*x)", [a, b]) { try intersect1d(a, b) }
      session.expectAll("np.intersect1d(*x, return_indices=True)", [a, b]) {
        let all = try intersect1dIndices(a, b)
        return [all.values, all.first, all.second]
      }
      session.expect("np.setdiff1d(*x)", [a, b]) { try setdiff1d(a, b) }
      session.expect("np.setxor1d(*x)", [a, b]) { try setxor1d(a, b) }
      session.expect("np.setdiff1d(*x, assume_unique=True)", [a, b]) {
        try setdiff1d(a, b, assumeUnique: true)
      }
    }
    try session.run()
  }

  @Test func membership() throws {
    var generator = TestGenerator(for: "membership")
    var session = ArraySession()
    for _ in 0..<200 {
      let a = generator.sample(
        generator.pick(DType.allCases), generator.smallShape(axes: 0...2), allowsNegativeZero: false
      )
      // Small sets are compared one by one, large ones sorted.
      let count = generator.pick([0, 1, 5, 40])
      let b = generator.sample(generator.pick(DType.allCases), [count], allowsNegativeZero: false)
      let invert = generator.chance(2)
      for kind in [nil, MembershipMethod.sort, .table] {
        // A table of far apart integers would not fit into memory.
        if kind == .table && (a.dtype.itemSize > 2 || b.dtype.itemSize > 2) { continue }
        let option = kind.map { "'\($0.rawValue)'" } ?? "None"
        session.expect(
          "np.isin(*x, invert=\(invert ? "True" : "False"), kind=\(option))", [a, b]
        ) { try isIn(a, b, invert: invert, method: kind) }
      }
    }
    let floats = NDArray([1.0, 2])
    session.expect("np.isin(x[0], x[0], kind='table')", [floats]) {
      try isIn(floats, floats, method: .table)
    }
    let bytes = NDArray([-100, 120]).asType(.int8)
    session.expect("np.isin(x[0], x[0], kind='table')", [bytes]) {
      try isIn(bytes, bytes, method: .table)
    }
    try session.run()
  }
}
