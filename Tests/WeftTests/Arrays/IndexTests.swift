// SPDX-License-Identifier: Apache-2.0
// Subscripts, to read and to assign, beside NumPy.
import Testing
import Weft

@Suite("Indexing", .serialized) struct IndexTests {
  let a = NDArray.arange(60).reshaped(3, 4, 5)
  let line = NDArray.arange(7)

  /// An assignment as a Python expression whose value is the changed array.
  private func assigning(_ target: String, _ value: String) -> String {
    "(lambda a, v: [a.__setitem__(\(target), v), a][1])(x[0].copy(), \(value))"
  }

  @Test func views() throws {
    var session = ArraySession()
    func read(_ index: String, _ body: () -> NDArray) {
      session.expect("x[0][\(index)]", [a], body)
    }
    read("1") { a[1] }
    read("-1, 2") { a[-1, 2] }
    read("0, 1, 2") { a[0, 1, 2] }
    read("1:") { a[1...] }
    read("..., 0") { a[..., 0] }
    read("..., 0, 1:3") { a[..., 0, 1..<3] }
    read("1:, None, 0:4:2") { a[1..., .newAxis, (0..<4).by(2)] }
    read("1:-1, ::-1") { a[.slice(1, -1), .by(-1)] }
    read(":, ::-2, 4:0:-3") { a[.all, .by(-2), .slice(4, 0, by: -3)] }
    read("5:, 2") { a[5..., 2] }
    read("-3:-1, ..., -1") { a[-3 ..< -1, .ellipsis, -1] }
    read("None, ..., None") { a[.newAxis, .ellipsis, .newAxis] }
    read("...") { a[...] }
    read("3") { a[3] }
    read("0, -5") { a[0, -5] }
    read("0, 0, 0, 0") { a[0, 0, 0, 0] }
    read("..., ...") { a[.ellipsis, .ellipsis] }
    read("::0") { a[.by(0)] }
    try session.run()
  }

  @Test func indexArrays() throws {
    var session = ArraySession()
    func read(_ index: String, _ body: () -> NDArray) {
      session.expect("x[0][\(index)]", [a], body)
    }
    let grid = NDArray([[0, 1], [2, -1]])
    read("[2, 0, 1]") { a[[2, 0, 1]] }
    read("np.array([[0, 1], [2, -1]])") { a[grid] }
    read("[0, 1], [1, 2]") { a[[0, 1], [1, 2]] }
    read("[0, 1], :, [1, 2]") { a[[0, 1], .all, [1, 2]] }
    read(":, [0, 1], [1, 2]") { a[.all, [0, 1], [1, 2]] }
    read(":, 1, [1, 2]") { a[.all, 1, [1, 2]] }
    read("1, :, [1, 2]") { a[1, .all, [1, 2]] }
    read("0:2, 1, ..., [1, 2]") { a[0..<2, 1, .ellipsis, [1, 2]] }
    read("1, ..., [1, 2], 0:3") { a[1, .ellipsis, [1, 2], 0..<3] }
    read("..., 1, [1, 2]") { a[..., 1, [1, 2]] }
    read("[0, 1], None, [1, 2]") { a[[0, 1], .newAxis, [1, 2]] }
    read("::-1, np.array([[0, 1], [2, -1]]), ::2") { a[.by(-1), grid, .by(2)] }
    read("[0, 1], [0, 1, 2]") { a[[0, 1], [0, 1, 2]] }
    read("[5]") { a[[5]] }
    read(":, [-9]") { a[.all, [-9]] }
    read("[True, False, True]") { a[[true, false, true]] }
    read("[True, False]") { a[[true, false]] }
    read("x[0] > 30") { a[a .> 30] }
    read("x[0][..., 0] > 20") { a[a[..., 0] .> 20] }
    read(":, x[0][0] % 2 == 0") { a[.all, a[0] % 2 .== 0] }
    read("np.array([1.5])") { a[NDArray([1.5])] }
    session.expect("np.take(x[0], [3, -1, 0])", [a]) { a.taking([3, -1, 0]) }
    session.expect("np.take(x[0], [3, -1, 0], axis=1)", [a]) { a.taking([3, -1, 0], axis: 1) }
    session.expect("np.take(x[0][:, :0], [1], axis=1)", [a]) {
      a[.all, ..<0].taking([1], axis: 1)
    }
    session.expect("np.take(x[0][0, 0, 0], [0, -1], axis=0)", [a]) {
      a[0, 0, 0].taking([0, -1], axis: 0)
    }
    session.expect("np.take(x[0], 99)", [a]) { a.taking([99]) }
    session.expectAll("np.nonzero(x[0] % 3)", [a]) { (a % 3).nonzero() }
    try session.run()
  }

  @Test func assignment() throws {
    var session = ArraySession()
    func write(
      _ target: String, _ value: String, _ body: (inout NDArray) -> Void
    ) {
      session.expect(assigning(target, value), [a]) {
        var b = a
        body(&b)
        return b
      }
    }
    let row = NDArray([10, 20, 30, 40, 50])
    write("(0, 1, 2)", "99") { $0[0, 1, 2] = 99 }
    write("1", "-1") { $0[1] = -1 }
    write("(slice(None), 1)", "np.arange(10, 60, 10)") { $0[.all, 1] = row }
    write("(Ellipsis, 0)", "2.75") { $0[..., 0] = 2.75 }
    write("Ellipsis", "7") { $0[...] = 7 }
    write("Ellipsis", "np.arange(10, 60, 10)") { $0[...] = row }
    write("slice(None, None, -1)", "x[0] * 2") { $0[.by(-1)] = a * 2 }
    write("x[0] > 30", "0") { $0[a .> 30] = 0 }
    write("x[0] > 56", "np.array([5, 6, 7])") { $0[a .> 56] = NDArray([5, 6, 7]) }
    write("[2, 0]", "np.arange(10, 60, 10)") { $0[[2, 0]] = row }
    write("(slice(None), [0, 0, 1], 2)", "np.arange(3)") {
      $0[.all, [0, 0, 1], 2] = NDArray.arange(3)
    }
    write("([0, 1], [0, 1, 2])", "1") { $0[[0, 1], [0, 1, 2]] = 1 }
    write("0", "np.zeros(3)") { $0[0] = NDArray.zeros([3]) }
    write("[0, 1]", "np.zeros(3)") { $0[[0, 1]] = NDArray.zeros([3]) }
    write("0", "np.zeros((1, 1, 4, 5))") { $0[0] = NDArray.zeros([1, 1, 4, 5]) }
    try session.run()
  }

  /// Every kind of number into every dtype, at every kind of index: the same elements or Python's errors.
  @Test func numbers() throws {
    var session = ArraySession()
    let numbers: [(String, Scalar)] = [
      ("300", 300), ("-1", -1),
      ("2**63", Scalar(weak: Whole(magnitude: 1 << 63, isNegative: false))),
      ("300.7", 300.7), ("-0.5", -0.5), ("-1.5", -1.5), ("1e19", 1e19), ("-1e30", -1e30),
      ("np.nan", Double.nan.scalar), ("np.inf", Double.infinity.scalar),
      ("2+1j", Complex128(2, 1).scalar), ("np.float32(300.5)", Float(300.5).scalar),
      ("np.float32(np.nan)", Float.nan.scalar), ("np.float16(-np.inf)", (-Float16.infinity).scalar),
      ("np.complex64(300+1j)", Complex64(300, 1).scalar), ("np.int64(-300)", Int64(-300).scalar),
      ("np.uint64(2**63 + 5)", ((1 as UInt64) << 63 | 5).scalar), ("np.bool_(True)", true.scalar),
      ("np.uint16(65533)", UInt16(65533).scalar),
    ]
    let mask = NDArray([true, false, true])
    let places: [(String, AxisSelection)] = [
      ("Ellipsis", .ellipsis), ("1", .integer(1)), ("slice(0, 2)", (0..<2).selection),
      ("np.array([True, False, True])", .array(mask)), ("[0, 2]", [0, 2].selection),
    ]
    for dtype in DType.allCases {
      let x = NDArray([5, 6, 7]).asType(dtype)
      for (value, number) in numbers {
        for (place, selection) in places {
          // Where NumPy casts NaN or infinity to an integer, C leaves the result to the loop.
          let isCast = dtype.kind == .unsigned || place.hasPrefix("np") || place.hasPrefix("[")
          let isWild = value.hasSuffix("nan)") || value.hasSuffix("inf)")
          if isCast && isWild && dtype.isInteger { continue }
          session.expect(assigning(place, value), [x]) {
            var b = x
            try b.assign(.scalar(number), at: [selection])
            return b
          }
        }
      }
    }
    try session.run()
  }

  @Test func updatesInPlace() throws {
    var session = ArraySession()
    let update = "(lambda a: [exec('a[1:] += a[:-1]; a[0, 1] *= 3', {'a': a}), a][1])(x[0].copy())"
    session.expect(update, [a]) {
      var b = a
      b[1...] += b[.slice(nil, -1)]
      b[0, 1] *= 3
      return b
    }
    session.expect("np.arange(7)[::-1]") {
      var b = line
      b[...] = b[.by(-1)]
      return b
    }
    session.expect("np.concatenate([[0], np.arange(6)])") {
      var b = line
      b[1...] = b[.slice(nil, -1)]
      return b
    }
    try session.run()
  }

  @Test func otherVariablesKeepTheirValue() {
    let first = NDArray([1.0, 2, 3, 4])
    var second = first
    let view = second[1...]
    let pending = second * 2
    second[1] = 100
    #expect(first.array(of: Double.self) == [1, 2, 3, 4])
    #expect(view.array(of: Double.self) == [2, 3, 4])
    #expect(pending.array(of: Double.self) == [2, 4, 6, 8])
    #expect(second.array(of: Double.self) == [1, 100, 3, 4])
    var stretched = NDArray([1, 2]).broadcast(to: [2, 2])
    stretched[0, 0] = 9
    #expect(stretched.array(of: Int.self) == [9, 2, 1, 2])
  }
}
