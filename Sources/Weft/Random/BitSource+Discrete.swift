// SPDX-License-Identifier: Apache-2.0
// Discrete distributions, as NumPy's Generator draws them.

import Glibc

/// A double as an integer the way x86-64 converts: what does not fit is the smallest integer.
@inline(__always)
func wholePart(_ x: Double) -> Int {
  x >= -0x1p63 && x < 0x1p63 ? Int(x) : .min
}

/// The C library's `pow`, also for a base that is a power of two: LLVM would make it an `exp2`, which rounds otherwise.
@inline(never)
private func powerInC(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

extension BitStream {
  /// How many uniform numbers can be multiplied until the product is not above `limit`.
  @inline(__always)
  mutating func countOfProducts(above limit: Double) -> Int {
    var count = 0
    var product = nextDouble()
    while product > limit {
      count += 1
      product *= nextDouble()
    }
    return count
  }
}

extension BitSource {
  /// Products of uniform numbers for small means, Hörmann's PTRS (1993) for others.
  final func poisson(_ mean: Double) -> Int {
    if mean >= 10 { return poissonByRejection(mean) }
    if mean == 0 { return 0 }
    var stream = self
    return stream.countOfProducts(above: Glibc.exp(-mean))
  }

  private final func poissonByRejection(_ mean: Double) -> Int {
    let root = mean.squareRoot()
    let logMean = Glibc.log(mean)
    let b = 0.931 + 2.53 * root
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let vr = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = nextDouble() - 0.5
      let v = nextDouble()
      let us = 0.5 - Glibc.fabs(u)
      let k = wholePart(((2 * a / us + b) * u + mean + 0.43).rounded(.down))
      if us >= 0.07 && v <= vr { return k }
      if k < 0 || (us < 0.013 && v > us) { continue }
      let left = Glibc.log(v) + Glibc.log(inverseAlpha) - Glibc.log(a / (us * us) + b)
      if left <= -mean + Double(k) * logMean - logGamma(Double(k) + 1) { return k }
    }
  }

  final func negativeBinomial(_ n: Double, _ p: Double) -> Int {
    poisson((1 - p) / p * standardGamma(n))
  }

  /// By searching for large probabilities, else by inversion.
  final func geometric(_ p: Double) -> Int {
    if p >= 0.333333333333333333333333 { return geometricBySearch(p) }
    let z = (-standardExponential() / Glibc.log1p(-p)).rounded(.up)
    return z >= 0x1p63 ? .max : wholePart(z)
  }

  final func geometricBySearch(_ p: Double) -> Int {
    var (count, sum, product) = (1, p, p)
    let q = 1 - p
    let u = nextDouble()
    while u > sum {
      product *= q
      sum += product
      count += 1
    }
    return count
  }

  /// Kemp's algorithm (1981).
  final func logSeries(_ p: Double) -> Int {
    let r = Glibc.log1p(-p)
    while true {
      let v = nextDouble()
      if v >= p { return 1 }
      let u = nextDouble()
      let q = -Glibc.expm1(r * u)
      if v <= q * q {
        let result = wholePart((1 + Glibc.log(v) / Glibc.log(q)).rounded(.down))
        if result < 1 || v == 0 { continue }
        return result
      }
      return v >= q ? 1 : 2
    }
  }

  /// Devroye's rejection (Non-Uniform Random Variate Generation, 1986, chapter X.6), for results that fit into 63 bits.
  final func zipf(_ a: Double) -> Int {
    // Beyond, 2^(a-1) is infinite and the result 1 but for one draw in 10³⁰⁸.
    if a >= 1025 { return 1 }
    let least = powerInC(0x1p63, -(a - 1))
    return zipf(a) { stream in
      let u = stream.nextDouble()
      return u * least + (1 - u)
    }
  }

  @inline(__always)
  final func zipf(_ a: Double, _ uniform: (BitSource) -> Double) -> Int {
    let exponent = a - 1
    let b = powerInC(2, exponent)
    while true {
      let u = uniform(self)
      let v = nextDouble()
      let x = pow(u, -1 / exponent).rounded(.down)
      // Casts of what is not below 2⁶³ mean nothing; NaN passes both tests.
      if x > 0x1p63 || x < 1 { continue }
      let t = pow(1 + 1 / x, exponent)
      if v * x * (t - 1) / (b - 1) <= t / b { return wholePart(x) }
    }
  }

  /// The logarithm of the gamma function by Stirling's series (Zhang and Jin, Computation of Special Functions, 1996), which
  /// is not the C library's to the bit.
  final func logGamma(_ x: Double) -> Double {
    if x == 1 || x == 2 { return 0 }
    let steps = x < 7 ? wholePart(7 - x) : 0
    var x0 = x + Double(steps)
    let x2 = (1 / x0) * (1 / x0)
    var series = -1.39243221690590e+00
    for term in Self.stirling.reversed() {
      series *= x2
      series += term
    }
    let logTwoPi = 1.8378770664093453e+00
    var result = series / x0 + 0.5 * logTwoPi + (x0 - 0.5) * Glibc.log(x0) - x0
    if x < 7 {
      for _ in 0..<max(steps, 0) {
        result -= Glibc.log(x0 - 1)
        x0 -= 1
      }
    }
    return result
  }

  private static let stirling = [
    8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04,
    8.417508417508418e-04, -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02,
    1.796443723688307e-01,
  ]
}
