// SPDX-License-Identifier: Apache-2.0
// Quantiles and medians in every dtype, method and axis, beside NumPy.
import Testing
import Weft

@Suite("Quantiles", .serialized) struct QuantileTests {
  private static let reals = DType.allCases.filter { !$0.isComplex && $0 != .bool }

  /// Python's axis argument and ours: none, one axis, or several.
  static func axes(_ a: NDArray, _ generator: inout TestGenerator) -> (text: String, axes: [Int]?) {
    if a.ndim == 0 || generator.chance(4) { return ("None", nil) }
    let order = (0..<a.ndim).shuffled(using: &generator)
    let count = generator.chance(3) ? Int.random(in: 1...a.ndim, using: &generator) : 1
    let axes = order.prefix(count).map { generator.chance(2) ? $0 : $0 - a.ndim }
    let text = axes.count == 1 ? "\(axes[0])" : "(" + axes.map { "\($0), " }.joined() + ")"
    return (text, axes)
  }

  /// Elements without infinities of both signs in one line, whose means are NaN of either sign of operand.
  private func sample(_ dtype: DType, _ shape: [Int], _ generator: inout TestGenerator) -> NDArray {
    generator.chance(2)
      ? generator.array(dtype, shape) : generator.sample(dtype, shape, allowsNegativeZero: false)
  }

  @Test func medians() throws {
    var generator = TestGenerator(for: "medians")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<12 {
        let a = sample(dtype, generator.smallShape(), &generator)
        let (text, axes) = Self.axes(a, &generator)
        let keeps = generator.chance(2)
        let keep = "keepdims=\(keeps ? "True" : "False")"
        session.expect("np.median(x[0], axis=\(text), \(keep))", [a]) {
          try median(a, axis: axes, keepDims: keeps)
        }
        if dtype == .bool { continue }
        session.expect("np.nanmedian(x[0], axis=\(text), \(keep))", [a]) {
          try nanmedian(a, axis: axes, keepDims: keeps)
        }
      }
    }
    try session.run()
  }

  @Test(arguments: QuantileMethod.allCases) func methods(_ method: QuantileMethod) throws {
    var generator = TestGenerator(for: "quantiles \(method.rawValue)")
    var session = ArraySession()
    for dtype in Self.reals {
      for _ in 0..<4 {
        let shape = generator.smallShape()
        if shape.contains(0) { continue }
        let a = sample(dtype, shape, &generator)
        let (text, axes) = Self.axes(a, &generator)
        let keeps = generator.chance(2)
        let options =
          "axis=\(text), method='\(method.rawValue)', keepdims=\(keeps ? "True" : "False")"
        let number = generator.pick([0, 0.25, 0.5, 1, Double.random(in: 0...1, using: &generator)])
        session.expect("np.quantile(x[0], \(number), \(options))", [a]) {
          try quantile(a, number.scalar, axis: axes, method: method, keepDims: keeps)
        }
        session.expect("np.percentile(x[0], \(number * 100), \(options))", [a]) {
          try percentile(a, (number * 100).scalar, axis: axes, method: method, keepDims: keeps)
        }
        session.expect("np.nanquantile(x[0], \(number), \(options))", [a]) {
          try nanquantile(a, number.scalar, axis: axes, method: method, keepDims: keeps)
        }
        let several = generator.pick([[3], [2, 2], [0]])
        let count = several.reduce(1, *)
        let numbers = NDArray(
          (0..<count).map { _ in Double.random(in: 0...1, using: &generator) }, shape: several)
        let q = generator.chance(3) ? numbers.asType(.float32) : numbers
        session.expect("np.quantile(x[0], x[1], \(options))", [a, q]) {
          try quantile(a, q, axis: axes, method: method, keepDims: keeps)
        }
        // Over several axes NumPy 2.4 mixes up two axes of q and those of the result.
        if q.ndim == 2, let axes, axes.count > 1 { continue }
        session.expect("np.nanpercentile(x[0], x[1] * 100, \(options))", [a, q]) {
          try nanpercentile(a, q * 100, axis: axes, method: method, keepDims: keeps)
        }
        session.expect("np.quantile(x[0], 1, \(options))", [a]) {
          try quantile(a, 1, axis: axes, method: method, keepDims: keeps)
        }
      }
    }
    try session.run()
  }

  @Test func weightedQuantiles() throws {
    var generator = TestGenerator(for: "weightedQuantiles")
    var session = ArraySession()
    for _ in 0..<60 {
      let shape = generator.smallShape()
      if shape.contains(0) { continue }
      let a = sample(generator.pick(Self.reals), shape, &generator)
      let (text, axes) = Self.axes(a, &generator)
      let weights = NDArray(
        (0..<a.size).map { _ in Double(Int.random(in: 1...5, using: &generator)) }, shape: shape)
      let q = NDArray([0.0, 0.3, 0.5, 1])
      session.expect(
        "np.quantile(x[0], x[1], axis=\(text), weights=x[2], method='inverted_cdf')",
        [a, q, weights]
      ) { try quantile(a, q, axis: axes, method: .invertedCDF, weights: weights) }
      session.expect(
        "np.nanquantile(x[0], x[1], axis=\(text), weights=x[2], method='inverted_cdf')",
        [a, q, weights]
      ) { try nanquantile(a, q, axis: axes, method: .invertedCDF, weights: weights) }
    }
    try session.run()
  }

  @Test func mistakes() throws {
    var session = ArraySession()
    let line = NDArray([1.0, 2])
    let whole = NDArray([1, 2, 3])
    let none = NDArray.zeros([0])
    session.expect("np.percentile(x[0], 150)", [line]) { try percentile(line, 150) }
    session.expect("np.quantile(x[0], -0.5)", [line]) { try quantile(line, -0.5) }
    session.expect("np.quantile(x[0] * 1j, 0.5)", [line]) {
      try quantile(line.asType(.complex128), 0.5)
    }
    session.expect("np.percentile(x[0], 50)", [none]) { try percentile(none, 50) }
    session.expect("np.percentile(x[0].astype(int), 50)", [none]) {
      try percentile(none.asType(.int64), 50)
    }
    session.expect("np.percentile(x[0] > 1, 50)", [line]) { try percentile(line .> 1, 50) }
    session.expect("np.quantile(x[0], np.array([0, 1]))", [whole]) {
      try quantile(whole, NDArray([0, 1]))
    }
    session.expect("np.quantile(x[0], np.zeros((1, 1, 1)))", [whole]) {
      try quantile(whole, NDArray.zeros([1, 1, 1]))
    }
    session.expect("np.quantile(x[0], 0.5, method='foo')", [whole]) {
      try quantile(whole, 0.5, method: QuantileMethod(named: "foo"))
    }
    session.expect("np.quantile(x[0], 0.5, weights=x[0])", [whole]) {
      try quantile(whole, 0.5, weights: whole)
    }
    session.expect("np.median(x[0], axis=1)", [whole]) { try median(whole, axis: 1) }
    session.expect("np.median(x[0], axis=(0, 0))", [whole]) { try median(whole, axis: [0, 0]) }
    try session.run()
  }

  @Test func warnings() throws {
    var session = ArraySession()
    let line = NDArray([Double.nan, .nan])
    let rows = NDArray([[Double.nan, 1], [.nan, .nan]])
    func heard(_ body: () throws -> Void) rethrows -> NDArray {
      let text = try Warnings.collecting(body).warnings.map(\.description).joined(separator: "\n")
      return NDArray(Array(text.utf8), shape: [text.utf8.count])
    }
    session.expect("warned(lambda: np.nanmean(x[0]))", [line]) {
      try heard { _ = try nanmean(line) }
    }
    session.expect("warned(lambda: np.nanvar(x[0]))", [line]) { try heard { _ = try nanvar(line) } }
    session.expect("warned(lambda: np.nanmin(x[0]))", [line]) { try heard { _ = try nanmin(line) } }
    session.expect("warned(lambda: np.nanmax(x[0], axis=1))", [rows]) {
      try heard { _ = try nanmax(rows, axis: [1]) }
    }
    session.expect("warned(lambda: np.nanmedian(x[0]))", [line]) {
      try heard { _ = try nanmedian(line) }
    }
    session.expect("warned(lambda: np.nanmedian(x[0], axis=1))", [rows]) {
      try heard { _ = try nanmedian(rows, axis: 1) }
    }
    session.expect("warned(lambda: np.nanquantile(x[0], 0.5, axis=1))", [rows]) {
      try heard { _ = try nanquantile(rows, 0.5, axis: [1]) }
    }
    session.expect("warned(lambda: np.histogram(x[0] == 1))", [rows]) {
      try heard { _ = try histogram(rows .== 1) }
    }
    session.expect("warned(lambda: np.cov(x[0], ddof=2))", [rows]) {
      try heard { _ = try cov(rows, ddof: 2) }
    }
    try session.run()
  }
}
