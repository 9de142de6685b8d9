// SPDX-License-Identifier: Apache-2.0
// Reductions without NaN, averages and ranges, beside NumPy.
import Testing
import Weft

@Suite("Reductions without NaN", .serialized) struct NaNReductionTests {
  typealias Reduction = @Sendable (NDArray, [Int]?, Bool) throws -> NDArray

  private static let reductions: [(name: String, body: Reduction)] = [
    ("nansum", { try nansum($0, axis: $1, keepDims: $2) }),
    ("nanprod", { try nanprod($0, axis: $1, keepDims: $2) }),
    ("nanmean", { try nanmean($0, axis: $1, keepDims: $2) }),
    ("nanvar", { try nanvar($0, axis: $1, keepDims: $2) }),
    ("nanstd", { try nanstd($0, axis: $1, keepDims: $2) }),
    ("nanmin", { try nanmin($0, axis: $1, keepDims: $2) }),
    ("nanmax", { try nanmax($0, axis: $1, keepDims: $2) }),
  ]

  /// Roundings of sums whose order over several axes, or of complex numbers, is not NumPy's.
  private func tolerance(_ dtype: DType) -> Double {
    switch dtype {
    case .float16: 0x1p-7
    case .float32, .complex64: 0x1p-18
    default: 0x1p-44
    }
  }

  @Test func reductions() throws {
    var generator = TestGenerator(for: "reductions without NaN")
    var session = ArraySession()
    for dtype in DType.allCases {
      for _ in 0..<8 {
        // Halves, whose sums are exact in any order; their variances are not.
        let a = generator.crowded(dtype, generator.smallShape(), allowsNegativeZero: false).T
        let (text, axes) = QuantileTests.axes(a, &generator)
        let keeps = generator.chance(2)
        // Halves are rounded after each addition along an axis that is not contiguous, in NumPy's own order.
        let isOneLine = axes?.count == 1 && !dtype.isComplex && dtype != .float16
        for (name, body) in Self.reductions {
          let isExact = isOneLine || !(name.hasSuffix("var") || name.hasSuffix("std"))
          session.expect(
            "np.\(name)(x[0], axis=\(text), keepdims=\(keeps ? "True" : "False"))", [a],
            tolerance: isExact ? 0 : tolerance(dtype)
          ) { try body(a, axes, keeps) }
        }
        session.expect(
          "np.nanvar(x[0], axis=\(text), ddof=1)", [a],
          tolerance: isOneLine ? 0 : tolerance(dtype)
        ) { try nanvar(a, axis: axes, ddof: 1) }
        // Of several complex NaNs NumPy takes any as the largest.
        let numbers = generator.crowded(dtype, generator.smallShape(), allowsNaN: !dtype.isComplex)
        session.expect("np.ptp(x[0], axis=0) + 0", [numbers]) { try ptp(numbers, axis: 0) + 0 }
        let axis = generator.chance(3) ? nil : Int.random(in: 0..<a.ndim, using: &generator)
        let one = axis.map { "\($0)" } ?? "None"
        session.expect("np.nanargmin(x[0], axis=\(one))", [a]) { try nanargmin(a, axis: axis) }
        session.expect("np.nanargmax(x[0], axis=\(one))", [a]) { try nanargmax(a, axis: axis) }
        session.expect("np.nancumsum(x[0], axis=\(one))", [a]) { try nancumsum(a, axis: axis) }
        session.expect("np.nancumprod(x[0], axis=\(one))", [a]) { try nancumprod(a, axis: axis) }
      }
    }
    try session.run()
  }

  @Test func averages() throws {
    var generator = TestGenerator(for: "averages")
    var session = ArraySession()
    for _ in 0..<120 {
      let reals = DType.allCases.filter { !$0.isComplex }
      let dtype = generator.pick(reals)
      let shape = generator.smallShape().map { max($0, 1) }
      // Positive, so that nothing cancels and shows the order of sums.
      let a = abs(generator.array(dtype, shape).asType(dtype.kind < .float ? .float64 : dtype))
        .asType(dtype)
      let (text, axes) = QuantileTests.axes(a, &generator)
      let keeps = generator.chance(2)
      let options = "axis=\(text), keepdims=\(keeps ? "True" : "False"), returned=True"
      let other = generator.pick(reals)
      let weights = abs(generator.crowded(other, shape, allowsNaN: false)) + NDArray.ones([], other)
      let close = max(tolerance(dtype), tolerance(other))
      session.expectAll("np.average(x[0], \(options))", [a], tolerance: close) {
        let both = try averageAndWeight(a, axis: axes, keepDims: keeps)
        return [both.average, both.weight]
      }
      session.expectAll(
        "np.average(x[0], weights=x[1], \(options))", [a, weights], tolerance: close
      ) {
        let both = try averageAndWeight(a, axis: axes, weights: weights, keepDims: keeps)
        return [both.average, both.weight]
      }
      if let axes {
        let normal = axes.map { $0 < 0 ? $0 + a.ndim : $0 }
        let few = abs(generator.array(.float64, normal.map { shape[$0] }))
        session.expect("np.average(x[0], axis=\(text), weights=x[1])", [a, few], tolerance: close) {
          try average(a, axis: axes, weights: few)
        }
      }
    }
    let a = NDArray([[1.0, 2], [3, 4]])
    let b = NDArray([1.0, -1])
    session.expect("np.average(x[0], weights=x[1])", [a, b]) { try average(a, weights: b) }
    session.expect("np.average(x[1], weights=x[1])", [a, b]) { try average(b, weights: b - b) }
    session.expect("np.average(x[0], axis=0, weights=x[0][0, :1])", [a]) {
      try average(a, axis: 0, weights: a[0, 0..<1])
    }
    session.expect("np.average(x[0], axis=2)", [a]) { try average(a, axis: 2) }
    session.expect("np.average(x[0], axis=(0, 0))", [a]) { try average(a, axis: [0, 0]) }
    try session.run()
  }

  @Test func covariances() throws {
    var generator = TestGenerator(for: "covariances")
    var session = ArraySession()
    for _ in 0..<60 {
      let dtype = generator.pick([DType.float32, .float64, .complex64, .complex128, .int16, .bool])
      let small = generator.pick([DType.float32, .float64])
      let shape = [
        Int.random(in: 1...4, using: &generator), Int.random(in: 3...8, using: &generator),
      ]
      // Integers up to 2^15, so that squares are exact.
      let a = generator.array(dtype, shape)
      let b = generator.array(small, shape)
      let isRows = generator.chance(2)
      let rows = "rowvar=\(isRows ? "True" : "False")"
      // Sums of products go to BLAS, and differences of close sums lose what they had in common.
      let close = 0x1p-30
      for (name, part) in [("real", \NDArray.real), ("imag", \NDArray.imag)] {
        session.expect("np.round(np.cov(x[0], \(rows)).\(name), 3) + 0.0", [a]) {
          rounded(try cov(a, rowVariables: isRows)[keyPath: part])
        }
        session.expect("np.round(np.cov(x[0], x[1], \(rows), bias=True).\(name), 3) + 0.0", [a, b])
        {
          rounded(try cov(a, b, rowVariables: isRows, bias: true)[keyPath: part])
        }
      }
      let observations = isRows ? shape[1] : shape[0]
      let counts = NDArray((0..<observations).map { $0 % 3 + 1 }, shape: [observations])
      let weights = NDArray(
        (0..<observations).map { Double($0 % 4 + 1) / 2 }, shape: [observations])
      let wide = b.asType(.float64)
      session.expect(
        "np.cov(x[0], \(rows), fweights=x[1], aweights=x[2], ddof=1)",
        [wide, counts, weights], tolerance: close
      ) {
        try cov(wide, rowVariables: isRows, ddof: 1, frequencies: counts, weights: weights)
      }
      session.expect("np.corrcoef(x[0].astype('f8'), \(rows))", [b], tolerance: close) {
        try corrcoef(wide, rowVariables: isRows)
      }
    }
    let line = NDArray([1.0, 2])
    session.expect("np.cov(x[0], ddof=2)", [line]) { try cov(line, ddof: 2) }
    session.expect("np.corrcoef(x[0])", [line]) { try corrcoef(line) }
    session.expect("np.cov(np.zeros((0, 2)))") { try cov(NDArray.zeros([0, 2])) }
    session.expect("np.cov(np.zeros((2, 2, 2)))") { try cov(NDArray.zeros([2, 2, 2])) }
    session.expect("np.cov(x[0], fweights=x[0] / 2)", [line]) {
      try cov(line, frequencies: line / 2)
    }
    session.expect("np.cov(x[0], fweights=-x[0])", [line]) { try cov(line, frequencies: -line) }
    session.expect("np.cov(x[0], fweights=x[0][:1])", [line]) {
      try cov(line, frequencies: line[0..<1])
    }
    session.expect("np.cov(x[0], aweights=x[0][None])", [line]) {
      try cov(line, weights: line[.newAxis])
    }
    try session.run()
  }

  /// To three places, as NumPy's `round`: enough to tell a formula, too few to tell an order of sums.
  private func rounded(_ a: NDArray) -> NDArray {
    // Zeros of cancelled sums have the signs of their roundings.
    return rint(a * 1000.0) / 1000.0 + 0.0
  }
}
