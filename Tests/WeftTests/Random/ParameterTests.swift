// SPDX-License-Identifier: Apache-2.0
// Parameters that NumPy refuses, with its messages, as numbers and in arrays.
import Testing
import Weft

@Suite("Parameters of distributions") struct ParameterTests {
  private func pythonName(_ distribution: Distribution) -> String {
    "\(distribution)".reduce(into: "") { name, letter in
      if letter.isUppercase { name += "_" }
      name += letter.lowercased()
    }
  }

  @Test func refusals() throws {
    var session = RandomSession()
    let values: [(String, Double)] = [
      ("-1.0", -1), ("-0.0", -0.0), ("0.0", 0), ("0.5", 0.5), ("1.0", 1), ("1.5", 1.5),
      ("np.nan", .nan), ("np.inf", .infinity), ("1e19", 1e19),
    ]
    for distribution in Distribution.allCases {
      guard let good = DistributionTests.parameters(distribution).first, !good.isEmpty else {
        continue
      }
      let isWhole = { (index: Int) in
        distribution == .hypergeometric || (distribution == .binomial && index == 0)
      }
      for place in good.indices {
        for (text, value) in values {
          // NumPy's own loops do not end with these.
          if !value.isFinite && [.zipf, .vonmises].contains(distribution) { continue }
          if isWhole(place) && (!value.isFinite || value > 1e18) { continue }
          for isArray in [false, true] {
            let texts = good.indices.map { index in
              let number =
                index == place ? text : isWhole(index) ? "\(Int(good[index]))" : "\(good[index])"
              let single = isWhole(index) ? "int(\(number))" : number
              return isArray && index == place ? "np.array([\(single)])" : single
            }
            let given = good.indices.map { index in
              let number = index == place ? value : good[index]
              if isArray && index == place {
                return isWhole(index) ? [Int(number)].parameter : [number].parameter
              }
              return isWhole(index) ? Int(number).parameter : number.parameter
            }
            let call = "r.\(pythonName(distribution))(\(texts.joined(separator: ", ")))"
            session.expect(call, .pcg64, 1) { [try $0.draw(distribution, given, size: nil)] }
            if !value.isFinite || value > 1e18 { continue }
            session.expect(state: call, 1) { [try $0.draw(distribution, given, size: nil)] }
          }
        }
      }
    }
    try session.run()
  }

  @Test func shapesAndDTypes() throws {
    var session = RandomSession()
    let two = NDArray([0.0, 1], shape: [2])
    let three = NDArray([1.0, 2, 3], shape: [3])
    let complex = two.asType(.complex128)
    for (a, b, size) in [
      (two, three, nil), (two, two, [3]), (two, two, [1]), (two, three, [2]), (two, two, [3, 2]),
      (two.reshaped([2, 1]), three, [3]), (two, complex, nil), (two, two, [-1]),
    ] as [(NDArray, NDArray, [Int]?)] {
      session.expect("r.normal(x[0], x[1], \(pythonList(size)))", .pcg64, 1, [a, b]) {
        [try $0.normal(loc: a, scale: b, size: size)]
      }
      session.expect("r.uniform(x[0], x[1] + 9, \(pythonList(size)))", .pcg64, 1, [a, b]) {
        [try $0.uniform(low: a, high: b + 9.0, size: size)]
      }
      session.expect("r.binomial(5, x[0], \(pythonList(size)))", .pcg64, 1, [a]) {
        [try $0.binomial(n: 5, p: a, size: size)]
      }
      session.expect("r.triangular(x[0], x[1], 100, \(pythonList(size)))", .pcg64, 1, [a, b]) {
        [try $0.triangular(left: a, mode: b, right: 100, size: size)]
      }
    }
    session.expect("r.binomial(x[0], 0.5)", .pcg64, 1, [two]) { [try $0.binomial(n: two, p: 0.5)] }
    session.expect("r.normal(size=(-1,))", .pcg64, 1) { [try $0.normal(size: [-1])] }
    session.expect("r.uniform(-1e308, 1e308)", .pcg64, 1) {
      [try $0.uniform(low: -1e308, high: 1e308)]
    }
    session.expect(state: "r.uniform(-1e308, 1e308)", 1) {
      [try $0.uniform(low: -1e308, high: 1e308)]
    }
    session.expect("r.uniform([-1e308], 1e308)", .pcg64, 1) {
      [try $0.uniform(low: [-1e308], high: 1e308)]
    }
    session.expect("r.uniform(3, 1)", .pcg64, 1) { [try $0.uniform(low: 3, high: 1)] }
    session.expect(state: "r.uniform(3, 1, 4)", 1) { [try $0.uniform(low: 3, high: 1, size: [4])] }
    session.expect("r.hypergeometric(10**9, 1, 1)", .pcg64, 1) {
      [try $0.hypergeometric(ngood: 1_000_000_000, nbad: 1, nsample: 1)]
    }
    session.expect("r.hypergeometric([3, 4], 1, 9)", .pcg64, 1) {
      [try $0.hypergeometric(ngood: [3, 4], nbad: 1, nsample: 9)]
    }
    session.expect(state: "r.hypergeometric(3, 1, 0)", 1) {
      [try $0.hypergeometric(ngood: 3, nbad: 1, nsample: 0)]
    }
    session.expect("r.negative_binomial(1e18, 1e-3)", .pcg64, 1) {
      [try $0.negativeBinomial(n: 1e18, p: 1e-3)]
    }
    for dtype in [DType.int64, .float16] {
      session.expect("r.random(3, dtype='\(dtype)')", .pcg64, 1) {
        [try $0.random(size: [3], dtype: dtype)]
      }
      session.expect("r.standard_normal(3, dtype='\(dtype)')", .pcg64, 1) {
        [try $0.standardNormal(size: [3], dtype: dtype)]
      }
      session.expect("r.standard_exponential(3, dtype='\(dtype)')", .pcg64, 1) {
        [try $0.standardExponential(size: [3], dtype: dtype)]
      }
      session.expect("r.standard_gamma(3, dtype='\(dtype)')", .pcg64, 1) {
        [try $0.standardGamma(shape: 3, dtype: dtype)]
      }
    }
    session.expect("r.standard_gamma(-1, dtype='f4')", .pcg64, 1) {
      [try $0.standardGamma(shape: -1, dtype: .float32)]
    }
    session.expect(state: "np.random.RandomState([])", 1) { _ in
      _ = try RandomState(seeds: [])
      return []
    }
    for seeds in [[1], [1, 2, 3], [-1], [1 << 32], [0, 4_294_967_295]] {
      session.expect("np.random.RandomState(\(seeds)).random_sample(5)") {
        var state = try RandomState(seeds: seeds)
        return [state.randomSample([5])]
      }
    }
    try session.run()
  }
}
