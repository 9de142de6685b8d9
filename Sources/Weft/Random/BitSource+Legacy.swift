// SPDX-License-Identifier: Apache-2.0
// Distributions as NumPy 1.16 drew them: RandomState's, frozen for ever.

import Glibc

// What is not here is drawn as `Generator` does. The order of operations and the roundings are NumPy's
// (`legacy-distributions.c`).

extension BitStream {
  /// Marsaglia's polar method; makes two numbers and keeps one.
  @inline(__always)
  mutating func polarNormal(_ kept: inout Double?) -> Double {
    if let number = kept {
      kept = nil
      return number
    }
    while true {
      let x = 2 * nextDouble() - 1
      let y = 2 * nextDouble() - 1
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let factor = (-2 * Glibc.log(square) / square).squareRoot()
      kept = factor * x
      return factor * y
    }
  }
}

extension BitSource {
  final func legacyExponential() -> Double { -Glibc.log(1 - nextDouble()) }

  final func legacyGamma(_ shape: Double) -> Double {
    gamma(shape, legacyExponential, legacyGauss)
  }

  final func legacyPareto(_ a: Double) -> Double { Glibc.exp(legacyExponential() / a) - 1 }

  final func legacyWeibull(_ a: Double) -> Double {
    a == 0 ? 0 : pow(legacyExponential(), 1 / a)
  }

  final func legacyPower(_ a: Double) -> Double { pow(1 - Glibc.exp(-legacyExponential()), 1 / a) }

  final func legacyChiSquare(_ freedom: Double) -> Double { 2 * legacyGamma(freedom / 2) }

  final func legacyRayleigh(_ scale: Double) -> Double {
    scale * (-2 * Glibc.log1p(-nextDouble())).squareRoot()
  }

  final func legacyNoncentralChiSquare(_ freedom: Double, _ noncentrality: Double) -> Double {
    if noncentrality == 0 { return legacyChiSquare(freedom) }
    if freedom > 1 {
      let central = legacyChiSquare(freedom - 1)
      let n = legacyGauss() + noncentrality.squareRoot()
      return central + n * n
    }
    let count = poisson(noncentrality / 2)
    let result = legacyChiSquare(freedom + Double(2 &* count))
    return noncentrality.isNaN ? .nan : result
  }

  final func legacyFisher(_ numerator: Double, _ denominator: Double) -> Double {
    let first = legacyChiSquare(numerator) * denominator
    return first / (legacyChiSquare(denominator) * numerator)
  }

  final func legacyNoncentralFisher(
    _ numerator: Double, _ denominator: Double, _ noncentrality: Double
  ) -> Double {
    let first = legacyNoncentralChiSquare(numerator, noncentrality) * denominator
    return first / (legacyChiSquare(denominator) * numerator)
  }

  final func legacyWald(_ mean: Double, _ scale: Double) -> Double {
    let half = mean / (2 * scale)
    let normal = legacyGauss()
    let y = mean * normal * normal
    let x = mean + half * (y - (4 * scale * y + y * y).squareRoot())
    return nextDouble() <= mean / (mean + x) ? x : mean * mean / x
  }

  final func legacyLogNormal(_ mean: Double, _ deviation: Double) -> Double {
    Glibc.exp(mean + deviation * legacyGauss())
  }

  final func legacyNegativeBinomial(_ n: Double, _ p: Double) -> Int {
    poisson((1 - p) / p * legacyGamma(n))
  }

  final func legacyZipf(_ a: Double) -> Int { zipf(a) { 1 - $0.nextDouble() } }

  final func legacyStudent(_ freedom: Double) -> Double {
    let numerator = legacyGauss()
    let denominator = legacyGamma(freedom / 2)
    return (freedom / 2).squareRoot() * numerator / denominator.squareRoot()
  }

  /// The order of two calls in one C expression is the compiler's choice: NumPy's builds take the numerator first.
  final func legacyCauchy() -> Double {
    let numerator = legacyGauss()
    return numerator / legacyGauss()
  }

  final func legacyBeta(_ a: Double, _ b: Double) -> Double {
    if a > 1 || b > 1 || a.isNaN || b.isNaN {
      let first = legacyGamma(a)
      return first / (first + legacyGamma(b))
    }
    while true {
      let u = nextDouble()
      let v = nextDouble()
      let x = pow(u, 1 / a)
      let y = pow(v, 1 / b)
      if !(x + y <= 1) { continue }
      if x + y > 0 { return x / (x + y) }
      // Both underflowed: the same in logarithms.
      let logX = Glibc.log(u) / a
      let logY = Glibc.log(v) / b
      let larger = logX > logY ? logX : logY
      let (p, q) = (logX - larger, logY - larger)
      return Glibc.exp(p - Glibc.log(Glibc.exp(p) + Glibc.exp(q)))
    }
  }

  final func legacyGeometric(_ p: Double) -> Int {
    if p >= 0.333333333333333333333333 { return geometricBySearch(p) }
    return wholePart((Glibc.log1p(-nextDouble()) / Glibc.log(1 - p)).rounded(.up))
  }

  final func legacyLogSeries(_ p: Double) -> Int {
    let r = Glibc.log(1 - p)
    while true {
      let v = nextDouble()
      if v >= p { return 1 }
      let u = nextDouble()
      let q = 1 - Glibc.exp(r * u)
      if v <= q * q {
        let result = wholePart((1 + Glibc.log(v) / Glibc.log(q)).rounded(.down))
        if result < 1 || v == 0 { continue }
        return result
      }
      return v >= q ? 1 : 2
    }
  }

  final func legacyHypergeometric(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    if sample > 10 { return legacyHypergeometricByRatio(good, bad, sample) }
    return sample > 0 ? legacyHypergeometricByDrawing(good, bad, sample) : 0
  }

  private final func legacyHypergeometricByDrawing(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    let others = bad &+ good &- sample
    let fewer = Double(min(bad, good))
    var y = fewer
    var k = sample
    while y > 0 {
      let u = nextDouble()
      y -= (u + y / Double(others &+ k)).rounded(.down)
      k -= 1
      if k == 0 { break }
    }
    let z = wholePart(fewer - y)
    return good > bad ? sample - z : z
  }

  private final func legacyHypergeometricByRatio(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    let fewer = min(good, bad)
    let more = max(good, bad)
    let total = good &+ bad
    let draws = min(sample, total &- sample)
    let p = Double(fewer) / Double(total)
    let q = 1 - p
    let a = Double(draws) * p + 0.5
    let variance = Double(total &- draws) * Double(sample) * p * q / Double(total &- 1)
    let c = (variance + 0.5).squareRoot()
    let h = Self.ratioWidth * c + Self.ratioOffset
    let mode = wholePart(
      (Double(draws &+ 1) * Double(fewer &+ 1) / Double(total &+ 2)).rounded(.down))
    func logTerms(_ k: Int) -> Double {
      logGamma(Double(k &+ 1)) + logGamma(Double(fewer &- k &+ 1))
        + logGamma(Double(draws &- k &+ 1)) + logGamma(Double(more &- draws &+ k &+ 1))
    }
    let g = logTerms(mode)
    let end = Double(min(draws, fewer)) + 1
    let far = (a + 16 * c).rounded(.down)
    let b = end < far ? end : far
    var k: Int
    while true {
      let x = nextDouble()
      let y = nextDouble()
      let w = a + h * (y - 0.5) / x
      if w < 0 || w >= b { continue }
      k = wholePart(w.rounded(.down))
      let t = g - logTerms(k)
      if x * (4 - x) - 3 <= t { break }
      if x * (x - t) >= 1 { continue }
      if 2 * Glibc.log(x) <= t { break }
    }
    if good > bad { k = draws &- k }
    if draws < sample { k = good &- k }
    return k
  }
}
