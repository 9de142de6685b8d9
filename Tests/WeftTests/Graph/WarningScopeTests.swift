// SPDX-License-Identifier: Apache-2.0
// Warnings of fused expressions, and the scopes they belong to.
import Foundation
import Synchronization
import Testing
import Weft

@Suite("Warnings of expressions", .serialized) struct ExpressionWarningTests {
  let x = NDArray([0.0, 1, -1, 4, 1e200])
  let wide = NDArray([1e300, -1e300, 1])

  /// What computing `body` warns of, as NumPy's `warned(lambda: …)` in one array of bytes.
  private func texts(_ body: () -> NDArray) -> NDArray {
    // As the reference is read: NumPy has scalars where Weft has arrays, mostly.
    let caught = Warnings.collecting { body() }.warnings.map {
      $0.description.replacingOccurrences(of: "scalar ", with: "")
    }
    return NDArray(Array(caught.joined(separator: "\n").utf8))
  }

  @Test func besideNumPy() throws {
    var session = ArraySession()
    func expect(_ expression: String, _ arrays: [NDArray], _ body: () -> NDArray) {
      session.expect("warned(lambda: \(expression))", arrays) { texts(body) }
    }
    expect("np.log(x[0]) + np.sqrt(x[0])", [x]) { log(x) + sqrt(x) }
    expect("1 / np.exp(x[0]) * 2 - x[0]", [x]) { 1 / exp(x) * 2 - x }
    expect("np.exp(np.log(x[0])) / x[0]", [x]) { exp(log(x)) / x }
    expect("np.where(x[0] > 0, np.log(x[0]), 1.0)", [x]) { `where`(x .> 0, log(x), 1.0) }
    expect("np.where(x[0] > 0, x[0], 1.0) / 2", [x]) { `where`(x .> 0, x, 1.0) / 2 }
    expect("(x[0] * x[0]).sum() / x[0].min()", [x]) { (x * x).sum() / x.min() }
    expect("x[0].astype(np.float32)", [wide]) { wide.asType(.float32) }
    expect("x[0].astype(np.float16) * 2", [wide]) { wide.asType(.float16) * 2 }
    expect("x[0].astype(np.int32) + 1", [wide]) { wide.asType(.int32) + 1 }
    expect("(x[0] * 1e300).astype(np.int64)", [wide]) { (wide * 1e300).asType(.int64) }
    expect("np.arccos(x[0])", [x]) { arccos(x) }
    expect("(x[0] * 1e10).sum()", [wide]) { (wide * 1e10).sum() }
    expect("x[0].prod()", [wide]) { wide.prod() }
    expect("x[0].cumprod()", [wide]) { wide.cumprod() }
    expect("np.abs(x[0]).cumprod() - x[0].prod()", [wide]) { abs(wide).cumprod() - wide.prod() }
    expect("x[0].cumsum(dtype=np.float32)", [wide]) { wide.cumsum(dtype: .float32) }
    expect("x[0].sum(dtype=np.float32)", [wide]) { wide.sum(dtype: .float32) }
    expect("x[0].mean() + x[0].std()", [wide]) { wide.mean() + wide.std() }
    expect("np.float32([1]) * 1e300", []) { NDArray([Float(1)]) * 1e300 }
    expect("np.arange(3) // np.array([0, 1, 2])", []) {
      floorDivide(NDArray.arange(3), NDArray.arange(3))
    }
    expect("np.arange(3) % 0 + 1 // np.arange(3)", []) {
      NDArray.arange(3) % 0 + floorDivide(1, NDArray.arange(3))
    }
    expect("np.zeros(0).mean()", []) { NDArray.zeros([0]).mean() }
    expect("np.zeros((0, 3)).mean(axis=0)", []) { NDArray.zeros([0, 3]).mean(axis: 0) }
    expect("np.zeros((2, 3)).var(axis=1, ddof=3)", []) {
      NDArray.zeros([2, 3]).var(axis: 1, ddof: 3)
    }
    expect("np.full(2, 1e300, np.float32)", []) { .full([2], 1e300, .float32) }
    expect("x[0] @ x[0]", [wide]) { matmul(wide, wide) }
    expect("np.dot(x[0], x[0])", [wide]) { dot(wide, wide) }
    expect("np.outer(x[0], x[0])", [wide]) { outer(wide, wide) }
    expect("x[0][:, None] ** 2 / x[0]", [x]) { x[.all, .newAxis] ** 2 / x }
    expect("(lambda a: a.__setitem__(slice(1, 3), np.log(a[:2])))(x[0].copy())", [x]) {
      var a = x
      a[1..<3] = log(a[..<2])
      return a
    }
    expect("(lambda a: a.__setitem__(a < 9, 1e300))(np.ones(3, np.float32))", []) {
      var a = NDArray.ones([3], .float32)
      a[a .< 9] = 1e300
      return a
    }
    try session.run()
  }

  /// Lengths around every vector width: neither padding nor a masked tail may warn.
  @Test(arguments: [DType.float16, .float32, .float64, .complex64, .complex128])
  func nothingBesideTheElements(_ dtype: DType) {
    for count in Array(1...35) + [63, 64, 65, 1000] {
      let x = (NDArray.arange(count) % 7 + 2).asType(dtype)
      let y = x[.by(-1)]
      let caught = Warnings.collecting {
        let parts = reciprocal(x).prod() / x.sum()
        let quotients = [1 / x, log(x), sqrt(x) / y, arctan(x) - reciprocal(y), parts]
        let rows = x.broadcast(to: [3, count])
        return quotients + [rows.mean(axis: 1), rows.std(axis: 0), x.cumsum() / x]
      }
      #expect(caught.warnings.isEmpty, "\(dtype), \(count) elements")
    }
  }

  @Test func largeAndThreaded() {
    let x = NDArray.arange(1, 300_001).asType(.float64)
    #expect(Warnings.collecting { (log(x) / x).sum() }.warnings.isEmpty)
    let caught = Warnings.collecting { (log(x - 1) / x).sum() + sqrt(x - 300_001).max() }
    #expect(
      caught.warnings.map(\.description).sorted() == [
        "divide by zero encountered in log", "invalid value encountered in sqrt",
      ])
  }
}

@Suite("Scopes of warnings", .serialized) struct WarningScopeTests {
  let zero = NDArray([0.0, 2])

  @Test func warningsBelongToWhereTheOperationWasWritten() {
    let before = log(zero)
    var later = zero
    let (inside, caught) = Warnings.collecting {
      later = 1 / zero
      return before + 1
    }
    #expect(caught.map(\.description) == ["divide by zero encountered in divide"])
    #expect(inside.array(of: Double.self)[0] == -.infinity)
    let after = Warnings.collecting { (later * 2).array(of: Double.self) }
    #expect(after.warnings.isEmpty)
    #expect(after.result == [.infinity, 1])
  }

  @Test func eachOperationWarnsOnce() {
    let big = NDArray([1e308])
    let caught = Warnings.collecting {
      let sum = big + big
      let first = sum * 0.5
      let second = sum * 0.25
      return [sum, first, second].map { $0.array(of: Double.self) }
    }
    #expect(caught.warnings.map(\.description) == ["overflow encountered in add"])
  }

  @Test func whatNobodyHoldsIsNotComputed() {
    let caught = Warnings.collecting { _ = 1 / zero }
    // An eager engine has computed it already.
    let isEager = ProcessInfo.processInfo.environment["WEFT_EAGER"] == "1"
    #expect(caught.warnings.count == (isEager ? 1 : 0))
  }

  @Test func kindsAreIgnoredWhereTheyAreWritten() {
    let (quiet, caught) = Warnings.collecting {
      let quiet = Warnings.ignoring([.divideByZero]) { 1 / zero }
      return [quiet, log(zero), Warnings.ignoring([.overflow]) { 2 / zero }]
    }
    #expect(quiet.count == 3)
    #expect(
      caught.map(\.description).sorted() == [
        "divide by zero encountered in divide", "divide by zero encountered in log",
      ])
    let tiny = NDArray([1e-300])
    #expect(Warnings.collecting { tiny * tiny }.warnings.isEmpty)
    let all = Warnings.collecting(ignoring: []) { tiny * tiny }
    #expect(all.warnings.map(\.description) == ["underflow encountered in multiply"])
  }

  @Test func innerScopesKeepTheirOwn() {
    let outer = Warnings.collecting { () -> NDArray in
      let inner = Warnings.collecting { log(zero) }
      #expect(inner.warnings.count == 1)
      return 1 / zero
    }
    #expect(outer.warnings.map(\.operation) == ["divide"])
  }

  @Test func tasksHaveTheirOwnScopes() async {
    let counts = await withTaskGroup(of: Int.self) { group in
      for count in 0..<8 {
        group.addTask {
          let caught = Warnings.collecting {
            (0..<count).map { 1 / (NDArray.arange(10) * Double($0)) }
          }
          return caught.warnings.count - count
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts == Array(repeating: 0, count: 8))
  }

  @Test func theHandlerHearsWhatNoScopeTakes() {
    let heard = Mutex<[NumericWarning]>([])
    Warnings.handler = { warning in heard.withLock { $0.append(warning) } }
    defer { Warnings.handler = nil }
    _ = arctanh(NDArray([1.0, 0.5])).array(of: Double.self)
    _ = Warnings.collecting { arccosh(NDArray([0.5])).array(of: Double.self) }
    _ = Warnings.ignoring([.invalid]) { arcsin(NDArray([2.0])).array(of: Double.self) }
    _ = Warnings.ignoring([.overflow]) { arccos(NDArray([2.0])).array(of: Double.self) }
    // Other suites run beside this one.
    let own = heard.withLock { $0 }.filter { $0.operation.hasPrefix("arc") }
    #expect(Set(own.map(\.operation)).isSuperset(of: ["arctanh", "arccos"]))
    #expect(!own.contains { $0.operation == "arccosh" || $0.operation == "arcsin" })
  }
}
