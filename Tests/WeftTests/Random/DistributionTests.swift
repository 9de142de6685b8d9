// SPDX-License-Identifier: Apache-2.0
// Every distribution against NumPy, to the bit: parameters × sizes × seeds × bit generators.
import Testing
import Weft

@Suite("Distributions") struct DistributionTests {
  /// Parameters that reach every algorithm of a distribution, and its edges.
  static func parameters(_ distribution: Distribution) -> [[Double]] {
    switch distribution {
    case .beta:
      [
        [0.5, 0.5], [1, 1], [2, 3], [0.1, 5], [1e-110, 1e-110], [0.001, 0.002], [1e-5, 1e-5],
        [30, 1],
      ]
    case .binomial:
      [
        [10, 0.3], [0, 0.5], [100, 0], [1000, 0.02], [1000, 0.4], [1000, 0.99], [50, 0.97], [1, 1],
      ]
        + [
          [1_000_000, 0.5], [1_000_000_000, 0.3], [60, 0.5], [61, 0.5], [4e15, 0.7], [9.2e18, 0.5],
        ]
    case .chisquare: [[1], [2], [0.3], [10], [1e6]]
    case .exponential, .rayleigh: [[1], [0], [2.5], [1e-300]]
    case .f: [[1, 2], [3, 0.5], [20, 30]]
    case .gamma: [[0, 1], [0.3, 2], [1, 3], [7.5, 0], [1e5, 0.1]]
    case .geometric: [[1], [0.5], [1 / 3], [0.3], [0.01], [1e-10], [1e-300]]
    case .gumbel, .laplace, .logistic: [[0, 1], [5, 2], [-3, 0]]
    case .hypergeometric:
      [
        [10, 5, 3], [100, 200, 50], [5, 5, 10], [1000, 3, 500], [0, 10, 3], [10, 0, 5],
        [30, 20, 45],
      ]
        + [
          [100_000, 70_000, 90_000], [12, 900, 600], [900_000, 999_999, 400_000], [200, 300, 5],
        ]
    case .lognormal, .normal: [[0, 1], [5, 2], [-3, 0], [1e10, 1e-10]]
    case .logseries: [[0.5], [0.999], [0], [0.01], [1 - 1e-12]]
    case .negativeBinomial: [[1, 0.5], [10, 0.1], [0.5, 0.9], [100, 1], [1e6, 0.3]]
    case .noncentralChisquare: [[3, 20], [0.5, 2], [1, 0], [0.5, 1000], [3, .nan]]
    case .noncentralF: [[3, 20, 3], [0.5, 2, 0], [1, 1, 100]]
    case .pareto, .power: [[1], [3], [0.2], [100]]
    case .poisson: [[0], [1], [9.99], [10], [100], [1e9], [1e18], [0.001]]
    case .standardCauchy, .standardExponential, .standardNormal: [[]]
    case .standardGamma: [[0], [0.3], [1], [7.5], [1e5], [0.01]]
    case .standardT: [[1], [2.5], [100]]
    case .triangular: [[0, 1, 3], [0, 0, 1], [-5, 2, 2]]
    case .uniform: [[0, 1], [-5, 5], [3, 3], [1e300, 1.5e300]]
    case .vonmises:
      [[0, 1], [1, 1e-9], [2, 1e-6], [3, 4], [-1, 1e5], [0.5, 1e7], [-3, 2e6], [5, 0]]
    case .wald: [[1, 1], [3, 0.5], [1e-3, 1e3]]
    case .weibull: [[0], [1], [3], [0.2]]
    case .zipf: [[1.5], [2], [4], [1.01], [10], [500], [1030], [3.7]]
    }
  }

  /// Both spell the parameters as Python reads them.
  private func arguments(_ values: [Double], _ distribution: Distribution) -> String {
    let isWhole = [.binomial, .hypergeometric].contains(distribution)
    return values.enumerated().map { index, value in
      if value.isNaN { return "np.nan, " }
      return isWhole && (distribution == .hypergeometric || index == 0)
        ? "\(Int(value)), " : "\(value), "
    }.joined()
  }

  private func given(_ values: [Double], _ distribution: Distribution) -> [Parameter] {
    values.enumerated().map { index, value in
      let isWhole = distribution == .hypergeometric || (distribution == .binomial && index == 0)
      return isWhole ? Int(value).parameter : value.parameter
    }
  }

  /// NumPy's name of a distribution.
  private func pythonName(_ distribution: Distribution) -> String {
    "\(distribution)".reduce(into: "") { name, letter in
      if letter.isUppercase { name += "_" }
      name += letter.lowercased()
    }
  }

  @Test(arguments: GeneratorKind.allCases) func generator(_ kind: GeneratorKind) throws {
    var rng = TestGenerator(for: "distributions of \(kind)")
    var session = RandomSession()
    for distribution in Distribution.allCases {
      for values in Self.parameters(distribution) {
        let seed = Int.random(in: 0..<1_000_000, using: &rng)
        // What takes long for one number is drawn less often.
        let count = values.contains { $0 > 1e15 } ? 50 : kind == .pcg64 ? 3000 : 500
        for size in [[count], [3, 0, 2], nil] as [[Int]?] {
          session.expect(
            "r.\(pythonName(distribution))(\(arguments(values, distribution))size=\(pythonList(size)))",
            kind, seed
          ) { [try $0.draw(distribution, given(values, distribution), size: size)] }
        }
      }
    }
    try session.run()
  }

  @Test func randomState() throws {
    var rng = TestGenerator(for: "distributions of RandomState")
    var session = RandomSession()
    for distribution in Distribution.allCases {
      for values in Self.parameters(distribution) {
        // Where NumPy's own loop would not end: nothing is taken, or the sample is empty.
        if distribution == .vonmises && values[1] > 1e6 { continue }
        if distribution == .zipf && values[0] > 1000 { continue }
        let seed = UInt32.random(in: 0..<1_000_000, using: &rng)
        for size in [[501], nil] as [[Int]?] {
          session.expect(
            state:
              "r.\(pythonName(distribution))(\(arguments(values, distribution))size=\(pythonList(size)))",
            seed
          ) { [try $0.draw(distribution, given(values, distribution), size: size)] }
        }
      }
    }
    try session.run()
  }

  @Test func broadcasting() throws {
    var rng = TestGenerator(for: "distributions of arrays")
    var session = RandomSession()
    for distribution in Distribution.allCases {
      let all = Self.parameters(distribution)
      guard let arity = all.first?.count, arity > 0 else { continue }
      for (first, shapes, size) in [
        ([2, 3], [[3], [2, 1], []], nil), ([3], [[], [4, 1], [3]], nil),
        ([3], [[1], [], []], [2, 3]),
        ([2, 1], [[3], [], [2, 3]], [4, 2, 3]), ([0, 2], [[2], [], []], nil),
      ] as [([Int], [[Int]], [Int]?)] {
        // Parameters that go together: those of one row, some of them in arrays.
        let row = rng.pick(all)
        let kept = distribution == .poisson || arity == 1
        let arrays = (0..<arity).map { index in
          let shape = index == 0 ? first : shapes[index - 1]
          let values = (0..<shape.reduce(1, *)).map { _ in kept ? rng.pick(all)[index] : row[index]
          }
          let array = NDArray(values, shape: shape)
          let isWhole = distribution == .hypergeometric || (distribution == .binomial && index == 0)
          return isWhole ? array.asType(.int64) : array
        }
        let seed = Int.random(in: 0..<1000, using: &rng)
        let call =
          "r.\(pythonName(distribution))(\((0..<arity).map { "x[\($0)], " }.joined())size=\(pythonList(size)))"
        session.expect(call, .pcg64, seed, arrays) {
          [try $0.draw(distribution, arrays.map(\.parameter), size: size)]
        }
        if distribution == .zipf || distribution == .vonmises { continue }
        session.expect(state: call, UInt32(seed), arrays) {
          [try $0.draw(distribution, arrays.map(\.parameter), size: size)]
        }
      }
    }
    try session.run()
  }

  @Test(arguments: GeneratorKind.allCases) func narrowAndPlain(_ kind: GeneratorKind) throws {
    var session = RandomSession()
    for (seed, size) in [(1, [70_000]), (2, [3, 5]), (3, []), (4, [0, 3])] {
      for dtype in [DType.float64, .float32] {
        let options = "\(size), dtype='\(dtype)'"
        session.expect("r.random(\(options))", kind, seed) {
          [try $0.random(size: size, dtype: dtype)]
        }
        session.expect("r.standard_normal(\(options))", kind, seed) {
          [try $0.standardNormal(size: size, dtype: dtype)]
        }
        for (method, name) in [
          (Generator.ExponentialMethod.ziggurat, "zig"), (.inverse, "inv"),
        ] {
          session.expect("r.standard_exponential(\(options), method='\(name)')", kind, seed) {
            [try $0.standardExponential(size: size, dtype: dtype, method: method)]
          }
        }
        for shape in [0, 0.3, 1, 2.5, 1000] {
          session.expect("r.standard_gamma(\(shape), \(options))", kind, seed) {
            [try $0.standardGamma(shape: shape, size: size, dtype: dtype)]
          }
        }
      }
    }
    session.expect("r.standard_gamma([0.1, 1, 3], [4, 3], dtype='f4')", kind, 9) {
      [try $0.standardGamma(shape: [0.1, 1, 3], size: [4, 3], dtype: .float32)]
    }
    session.expect("(r.random(3), r.standard_normal([2, 2]), r.normal(size=3))", kind, 5) {
      [$0.random([3]), $0.standardNormal([2, 2]), $0.normal([3])]
    }
    try session.run()
  }

  /// The public names, once each, with their defaults.
  @Test func names() throws {
    var session = RandomSession()
    session.expect(
      "(r.exponential(), r.gumbel(), r.laplace(), r.logistic(), r.lognormal(), r.normal(), r.poisson(), r.rayleigh(), r.uniform())",
      .pcg64, 1
    ) {
      [
        try $0.exponential(), try $0.gumbel(), try $0.laplace(), try $0.logistic(),
        try $0.lognormal(), try $0.normal(), try $0.poisson(), try $0.rayleigh(), try $0.uniform(),
      ]
    }
    session.expect(
      """
      (r.beta(2, 3), r.binomial(9, 0.5), r.chisquare(4), r.f(3, 4), r.gamma(2, 3), r.geometric(0.2), \
      r.hypergeometric(9, 8, 7), r.logseries(0.4), r.negative_binomial(4, 0.5), \
      r.noncentral_chisquare(3, 4), r.noncentral_f(3, 4, 5), r.pareto(3), r.power(2), \
      r.standard_cauchy(), r.standard_gamma(2.5), r.standard_t(4), r.triangular(1, 2, 4), \
      r.vonmises(1, 2), r.wald(2, 3), r.weibull(2), r.zipf(3))
      """, .pcg64, 2
    ) {
      [
        try $0.beta(a: 2, b: 3), try $0.binomial(n: 9, p: 0.5), try $0.chisquare(df: 4),
        try $0.f(dfnum: 3, dfden: 4), try $0.gamma(shape: 2, scale: 3), try $0.geometric(p: 0.2),
        try $0.hypergeometric(ngood: 9, nbad: 8, nsample: 7), try $0.logseries(p: 0.4),
        try $0.negativeBinomial(n: 4, p: 0.5), try $0.noncentralChisquare(df: 3, nonc: 4),
        try $0.noncentralF(dfnum: 3, dfden: 4, nonc: 5), try $0.pareto(a: 3), try $0.power(a: 2),
        try $0.standardCauchy(), try $0.standardGamma(shape: 2.5), try $0.standardT(df: 4),
        try $0.triangular(left: 1, mode: 2, right: 4), try $0.vonmises(mu: 1, kappa: 2),
        try $0.wald(mean: 2, scale: 3), try $0.weibull(a: 2), try $0.zipf(a: 3),
      ]
    }
    session.expect(
      state: "(r.rand(2, 3), r.randn(3), r.rand(), r.standard_exponential(2), r.random_sample(2))",
      3
    ) {
      [$0.rand(2, 3), $0.randn(3), $0.rand(), $0.standardExponential([2]), $0.randomSample([2])]
    }
    try session.run()
  }

  @Test func copiesAndStates() throws {
    var first = Generator(seed: 1)
    _ = first.random()
    var second = first
    #expect(first.random() == second.random())
    _ = first.random()
    #expect(first.random() != second.random())
    second.bitGenerator = first.bitGenerator
    #expect(first.random() == second.random())

    var state = RandomState(seed: 1)
    _ = state.standardNormal()
    var other = state
    #expect(state.spareNormal == other.spareNormal && state.spareNormal != nil)
    #expect(state.standardNormal() == other.standardNormal())
    other.seed(1)
    state.seed(1)
    #expect(state.randn(3).isEqual(to: other.randn(3)))
    state.seed()
    #expect(!state.randn(3).isEqual(to: other.randn(3)))

    var children = try first.spawn(2)
    #expect(children[0].random() != children[1].random())
  }
}
