// SPDX-License-Identifier: Apache-2.0
// Shuffles, permutations, samples and random vectors against NumPy.
import Testing
import Weft

@Suite("Random samples") struct SampleTests {
  @Test func permutations() throws {
    var rng = TestGenerator(for: "permutations")
    var session = RandomSession()
    for count in [-3, 0, 1, 2, 1000] {
      session.expect("r.permutation(\(count))", .pcg64, count + 9) { [try $0.permutation(count)] }
      session.expect(state: "r.permutation(\(count))", UInt32(count + 9)) {
        [try $0.permutation(count)]
      }
    }
    for dtype in DType.allCases {
      for shape in [[7], [1], [0], [], [4, 3], [5, 1, 2], [3, 0, 2], [0, 4], [2, 3, 4]] {
        let a = rng.array(dtype, shape)
        let seed = Int.random(in: 0..<1000, using: &rng)
        for axis in -1...shape.count {
          session.expect("r.permutation(x[0], axis=\(axis))", .pcg64, seed, [a]) {
            [try $0.permutation(a, axis: axis)]
          }
          session.expect("(r.shuffle(x[0], axis=\(axis)), x[0])[1]", .philox, seed, [a]) {
            var a = a
            try $0.shuffle(&a, axis: axis)
            return [a]
          }
          session.expect("r.permuted(x[0], axis=\(axis))", .pcg64, seed, [a]) {
            [try $0.permuted(a, axis: axis)]
          }
        }
        session.expect("r.permuted(x[0])", .pcg64, seed, [a.copy().inCOrder()]) {
          [try $0.permuted(a.inCOrder())]
        }
        session.expect("r.permuted(x[0].T)", .pcg64, seed, [a]) {
          [try $0.permuted(a.inCOrder().T)]
        }
        if shape.count > 2 {
          session.expect("r.permuted(x[0].swapaxes(0, 1))", .pcg64, seed, [a]) {
            [try $0.permuted(a.inCOrder().swappingAxes(0, 1))]
          }
        }
        session.expect(state: "r.permutation(x[0])", UInt32(seed), [a]) { [try $0.permutation(a)] }
        session.expect(state: "(r.shuffle(x[0]), x[0])[1]", UInt32(seed), [a]) {
          var a = a
          try $0.shuffle(&a)
          return [a]
        }
      }
    }
    session.expect("(l := list(range(100)), r.shuffle(l), np.array(l))[2]", .pcg64, 5) {
      var list = Array(0..<100)
      $0.shuffle(&list)
      return [NDArray(list, shape: [100])]
    }
    session.expect(state: "(l := list(range(100)), r.shuffle(l), np.array(l))[2]", 5) {
      var list = Array(0..<100)
      $0.shuffle(&list)
      return [NDArray(list, shape: [100])]
    }
    try session.run()
  }

  @Test func choices() throws {
    var rng = TestGenerator(for: "choices")
    var session = RandomSession()
    let sizes: [[Int]?] = [nil, [], [4], [2, 3], [0], [0, 3], [-1], [40]]
    for population in [0, 1, 5, 30, 1000, 20_000] {
      for size in sizes + [[500], [300], [7000]] {
        let seed = Int.random(in: 0..<1000, using: &rng)
        let weights = rng.contiguous(.float64, [population]) ** 2.0
        let p = rng.chance(3) && population > 0 ? weights / weights.sum() : nil
        let probability = p == nil ? "" : ", p=x[0]"
        for isReplacing in [true, false] {
          let replace = isReplacing ? "True" : "False"
          session.expect(
            "r.choice(\(population), \(pythonList(size)), replace=\(replace)\(probability))",
            rng.pick(GeneratorKind.allCases), seed, p.map { [$0] } ?? []
          ) { [try $0.choice(population, size: size, replace: isReplacing, p: p)] }
          session.expect(
            "r.choice(\(population), \(pythonList(size)), replace=\(replace), shuffle=False)",
            .pcg64,
            seed
          ) { [try $0.choice(population, size: size, replace: isReplacing, shuffle: false)] }
          session.expect(
            state: "r.choice(\(population), \(pythonList(size)), \(replace)\(probability))",
            UInt32(seed), p.map { [$0] } ?? []
          ) { [try $0.choice(population, size: size, replace: isReplacing, p: p)] }
        }
      }
    }
    for shape in [[6], [3, 4], [2, 3, 2], [0, 2], []] {
      let a = rng.array(rng.pick(DType.allCases), shape)
      for size in sizes {
        for axis in [0, 1, -1] {
          let isReplacing = rng.chance(2)
          session.expect(
            "r.choice(x[0], \(pythonList(size)), replace=\(isReplacing ? "True" : "False"), axis=\(axis))",
            .sfc64, 4, shape.isEmpty ? [NDArray([1, 2], shape: [1, 2])] : [a]
          ) {
            [
              try $0.choice(
                shape.isEmpty ? NDArray([1, 2], shape: [1, 2]) : a, size: size,
                replace: isReplacing,
                axis: axis)
            ]
          }
        }
        if shape.isEmpty { continue }
        session.expect(state: "r.choice(x[0], \(pythonList(size)))", 4, [a]) {
          [try $0.choice(a, size: size)]
        }
      }
    }
    for p in [
      [0.5, 0.5], [0.5, 0.6, 0.1], [0.5, -0.5, 1], [0.5, .nan, 0.5], [1, 0, 0],
      [0.3, 0.3, 0.4000000001],
    ] {
      for isReplacing in [true, false] {
        for dtype in [DType.float64, .float32, .float16] {
          let p = NDArray(p, shape: [p.count]).asType(dtype)
          let text = "3, 2, \(isReplacing ? "True" : "False"), x[0]"
          session.expect("r.choice(\(text))", .pcg64, 1, [p]) {
            [try $0.choice(3, size: [2], replace: isReplacing, p: p)]
          }
          session.expect(state: "r.choice(\(text))", 1, [p]) {
            [try $0.choice(3, size: [2], replace: isReplacing, p: p)]
          }
        }
      }
    }
    let matrix = NDArray.ones([1, 3]) / 3.0
    session.expect("r.choice(3, p=x[0])", .pcg64, 1, [matrix]) { [try $0.choice(3, p: matrix)] }
    session.expect(state: "r.choice(3, p=x[0])", 1, [matrix]) { [try $0.choice(3, p: matrix)] }
    try session.run()
  }

  @Test func counts() throws {
    var rng = TestGenerator(for: "counts")
    var session = RandomSession()
    func probabilities(_ shape: [Int]) -> NDArray {
      let weights = rng.contiguous(.float64, shape) ** 2.0
      return weights / weights.sum(axis: -1, keepDims: true)
    }
    for (shape, size) in [
      ([3], nil), ([1], [4]), ([6], [2, 3]), ([2, 3], nil), ([2, 3], [4, 2]), ([4, 1, 2], nil),
      ([3], [0]), ([2, 3], [3]), ([0], nil), ([2, 0], nil),
    ] as [([Int], [Int]?)] {
      let p = shape.contains(0) ? NDArray.zeros(shape) : probabilities(shape)
      for n in [0, 1, 20, 10_000, -1] {
        let call = "r.multinomial(\(n), x[0], \(pythonList(size)))"
        session.expect(call, .pcg64, n + 5, [p]) {
          [try $0.multinomial(n: n, pvals: p, size: size)]
        }
        if shape.count > 1 || shape == [0] { continue }
        session.expect(state: call, UInt32(n + 5), [p]) {
          [try $0.multinomial(n: n, pvals: p, size: size)]
        }
      }
      let n = NDArray([3, 50], shape: [2])
      session.expect("r.multinomial([3, 50], x[0], \(pythonList(size)))", .mt19937, 5, [p]) {
        [try $0.multinomial(n: n, pvals: p, size: size)]
      }
    }
    for p in [
      [0.7, 0.7, 0.1], [0.5, -0.1, 0.6], [0.2, .nan, 0.5], [1, 1], [0, 1], [0.1, 0.2],
    ] {
      for dtype in [DType.float64, .float32, .float16] {
        let p = NDArray(p, shape: [p.count]).asType(dtype)
        session.expect("r.multinomial(5, x[0], 3)", .pcg64, 2, [p]) {
          [try $0.multinomial(n: 5, pvals: p, size: [3])]
        }
        session.expect(state: "r.multinomial(5, x[0], 3)", 2, [p]) {
          [try $0.multinomial(n: 5, pvals: p, size: [3])]
        }
      }
    }
    let narrow = NDArray([0.4, 0.60001, 0.0], shape: [3]).asType(.float32)
    session.expect("r.multinomial(5, x[0])", .pcg64, 2, [narrow]) {
      [try $0.multinomial(n: 5, pvals: narrow)]
    }

    for colors in [[3, 4, 5], [100, 200, 50, 0], [0, 0], [7], [500, 600, 700, 800], [-1, 3]] {
      for sample in [0, 1, 5, 12, 300, 1500, -2] {
        for (method, name) in [
          (Generator.HypergeometricMethod.marginals, "marginals"), (.count, "count"),
        ] {
          for size in [nil, [3], [2, 0], [2, 2]] as [[Int]?] {
            session.expect(
              "r.multivariate_hypergeometric(\(colors), \(sample), \(pythonList(size)), method='\(name)')",
              .pcg64, 6
            ) {
              [
                try $0.multivariateHypergeometric(
                  colors: NDArray(colors, shape: [colors.count]), nsample: sample, size: size,
                  method: method)
              ]
            }
          }
        }
      }
    }
    let largest = NDArray([Int.max / 8], shape: [1])
    session.expect("r.multivariate_hypergeometric(x[0], 3, method='count')", .pcg64, 6, [largest]) {
      [try $0.multivariateHypergeometric(colors: largest, nsample: 3, method: .count)]
    }
    let most = Int.max
    session.expect("r.binomial(2**63 - 1, [0.3, 1e-18, 0.999], (5, 3))", .pcg64, 6) {
      [try $0.binomial(n: most, p: [0.3, 1e-18, 0.999], size: [5, 3])]
    }
    let huge = NDArray([Int.max, 1], shape: [2])
    let many = NDArray([1_000_000_000, 1], shape: [2])
    let reals = NDArray([1.5, 2], shape: [2])
    for colors in [huge, many, reals, NDArray.ones([1, 2], .int64), NDArray.zeros([0], .int64)] {
      session.expect("r.multivariate_hypergeometric(x[0], 0)", .pcg64, 6, [colors]) {
        [try $0.multivariateHypergeometric(colors: colors, nsample: 0)]
      }
    }
    try session.run()
  }

  @Test func vectors() throws {
    var session = RandomSession()
    for alpha in [
      [1.0, 2, 3], [0.01, 0.02, 0.05], [1e-5, 1e-6], [0, 0], [0.5, 0], [4], [0.05, 0, 0], [-1, 2],
      [],
    ] {
      let a = NDArray(alpha, shape: [alpha.count])
      for size in [nil, [50], [2, 3], [0], [2, -1]] as [[Int]?] {
        session.expect("r.dirichlet(x[0], \(pythonList(size)))", .pcg64, 3, [a]) {
          [try $0.dirichlet(alpha: a, size: size)]
        }
        session.expect(state: "r.dirichlet(x[0], \(pythonList(size)))", 3, [a]) {
          [try $0.dirichlet(alpha: a, size: size)]
        }
      }
    }
    session.expect("r.dirichlet(np.ones((2, 2)))", .pcg64, 3) {
      [try $0.dirichlet(alpha: NDArray.ones([2, 2]))]
    }

    let mean = NDArray([1.0, -2, 0.5], shape: [3])
    let half = NDArray([[1.0, 0.5, 0], [0.5, 2, 0.3], [0, 0.3, 0.7]])
    for size in [nil, [4], [2, 3], [0]] as [[Int]?] {
      for (method, name) in [
        (CovarianceFactor.svd, "svd"), (.eigh, "eigh"), (.cholesky, "cholesky"),
      ] {
        session.expect(
          "r.multivariate_normal(x[0], x[1], \(pythonList(size)), method='\(name)')", .pcg64, 8,
          [mean, half], tolerance: 1e-13
        ) { [try $0.multivariateNormal(mean: mean, cov: half, size: size, method: method)] }
      }
      session.expect(
        state: "r.multivariate_normal(x[0], x[1], \(pythonList(size)))", 8, [mean, half],
        tolerance: 1e-13
      ) { [try $0.multivariateNormal(mean: mean, cov: half, size: size)] }
    }
    let bad = NDArray([[1.0, 2], [2, 1]])
    let pair = NDArray([0.0, 0], shape: [2])
    for (method, name) in [(CovarianceFactor.svd, "svd"), (.eigh, "eigh"), (.cholesky, "cholesky")]
    {
      session.expect(
        "r.multivariate_normal(x[0], x[1], check_valid='raise', method='\(name)')", .pcg64, 8,
        [pair, bad], tolerance: 1e-13
      ) { [try $0.multivariateNormal(mean: pair, cov: bad, checkValid: .raise, method: method)] }
    }
    for (m, c) in [
      (bad, bad), (pair, pair), (mean, bad), (pair.asType(.complex128), bad),
      (pair, NDArray.ones([2, 3])),
    ] {
      session.expect("r.multivariate_normal(x[0], x[1])", .pcg64, 8, [m, c]) {
        [try $0.multivariateNormal(mean: m, cov: c)]
      }
    }
    try session.run()

    let (_, warnings) = try Warnings.collecting {
      var rng = Generator(seed: 1)
      return try rng.multivariateNormal(mean: pair, cov: bad)
    }
    #expect(warnings.map(\.description) == ["covariance is not symmetric positive-semidefinite."])
  }
}
