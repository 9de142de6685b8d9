// SPDX-License-Identifier: Apache-2.0
// Continuous distributions, as NumPy's Generator draws them.

import Glibc

// The order of operations and the roundings are NumPy's (`distributions.c`), so that the bits are too. Functions are the C
// library's, which NumPy calls as well.

extension BitSource {
  /// Ahrens and Dieter's GS below 1 (1974), Marsaglia and Tsang's squeeze above (2000).
  ///
  /// `exponential` and `normal` draw standard numbers.
  @inline(__always)
  final func gamma(
    _ shape: Double, _ exponential: () -> Double, _ normal: () -> Double
  ) -> Double {
    if shape == 1 { return exponential() }
    if shape == 0 { return 0 }
    if shape < 1 {
      while true {
        let u = nextDouble()
        let v = exponential()
        if u <= 1 - shape {
          let x = pow(u, 1 / shape)
          if x <= v { return x }
        } else {
          let y = -Glibc.log((1 - u) / shape)
          let x = pow(1 - shape + shape * y, 1 / shape)
          if x <= v + y { return x }
        }
      }
    }
    let b = shape - 1.0 / 3.0
    let c = 1 / (9 * b).squareRoot()
    while true {
      var x: Double
      var v: Double
      repeat {
        x = normal()
        v = 1 + c * x
      } while v <= 0
      v = v * v * v
      let u = nextDouble()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return b * v }
      if Glibc.log(u) < 0.5 * x * x + b * (1 - v + Glibc.log(v)) { return b * v }
    }
  }

  final func standardGamma(_ shape: Double) -> Double {
    gamma(shape, standardExponential, standardNormal)
  }

  /// The same in float32.
  final func standardGamma(_ shape: Float) -> Float {
    if shape == 1 { return standardExponentialFloat() }
    if shape == 0 { return 0 }
    if shape < 1 {
      while true {
        let u = nextUnitFloat()
        let v = standardExponentialFloat()
        if u <= 1 - shape {
          let x = powf(u, 1 / shape)
          if x <= v { return x }
        } else {
          let y = -logf((1 - u) / shape)
          let x = powf(1 - shape + shape * y, 1 / shape)
          if x <= v + y { return x }
        }
      }
    }
    let b = shape - 1 / 3 as Float
    let c = 1 / (9 * b).squareRoot()
    while true {
      var x: Float
      var v: Float
      repeat {
        x = standardNormalFloat()
        v = 1 + c * x
      } while v <= 0
      v = v * v * v
      let u = nextUnitFloat()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return b * v }
      if logf(u) < 0.5 * x * x + b * (1 - v + logf(v)) { return b * v }
    }
  }

  /// Jöhnk's method where both are at most 1, else two gamma numbers.
  final func beta(_ a: Double, _ b: Double) -> Double {
    if a > 1 || b > 1 || a.isNaN || b.isNaN {
      let first = standardGamma(a)
      return first / (first + standardGamma(b))
    }
    // So small that a double other than 0 and 1 practically never comes.
    if a < 3e-103 && b < 3e-103 { return (a + b) * nextDouble() < a ? 1 : 0 }
    while true {
      let u = nextDouble()
      let v = nextDouble()
      let x = pow(u, 1 / a)
      let y = pow(v, 1 / b)
      let sum = x + y
      guard sum <= 1 && u + v > 0 else { continue }
      if x > 0 && y > 0 { return x / sum }
      // One underflowed: the same in logarithms.
      let delta = Glibc.log(u) / a - Glibc.log(v) / b
      if delta > 0 { return Glibc.exp(-Glibc.log1p(Glibc.exp(-delta))) }
      return Glibc.exp(delta - Glibc.log1p(Glibc.exp(delta)))
    }
  }

  final func chiSquare(_ freedom: Double) -> Double { 2 * standardGamma(freedom / 2) }

  final func noncentralChiSquare(_ freedom: Double, _ noncentrality: Double) -> Double {
    if noncentrality.isNaN { return .nan }
    if noncentrality == 0 { return chiSquare(freedom) }
    if freedom > 1 {
      let central = chiSquare(freedom - 1)
      let n = standardNormal() + noncentrality.squareRoot()
      return central + n * n
    }
    let count = poisson(noncentrality / 2)
    return chiSquare(freedom + Double(2 &* count))
  }

  final func fisher(_ numerator: Double, _ denominator: Double) -> Double {
    let first = chiSquare(numerator) * denominator
    return first / (chiSquare(denominator) * numerator)
  }

  final func noncentralFisher(
    _ numerator: Double, _ denominator: Double, _ noncentrality: Double
  ) -> Double {
    let first = noncentralChiSquare(numerator, noncentrality) * denominator
    return first / (chiSquare(denominator) * numerator)
  }

  final func standardStudent(_ freedom: Double) -> Double {
    let numerator = standardNormal()
    let denominator = standardGamma(freedom / 2)
    return (freedom / 2).squareRoot() * numerator / denominator.squareRoot()
  }

  final func standardCauchy() -> Double {
    let numerator = standardNormal()
    return numerator / standardNormal()
  }

  final func pareto(_ a: Double) -> Double { Glibc.expm1(standardExponential() / a) }

  final func weibull(_ a: Double) -> Double {
    a == 0 ? 0 : pow(standardExponential(), 1 / a)
  }

  final func power(_ a: Double) -> Double { pow(-Glibc.expm1(-standardExponential()), 1 / a) }

  final func laplace(_ center: Double, _ scale: Double) -> Double {
    while true {
      let u = nextDouble()
      if u >= 0.5 { return center - scale * Glibc.log(2 - u - u) }
      if u > 0 { return center + scale * Glibc.log(u + u) }
    }
  }

  final func gumbel(_ center: Double, _ scale: Double) -> Double {
    while true {
      let u = 1 - nextDouble()
      if u < 1 { return center - scale * Glibc.log(-Glibc.log(u)) }
    }
  }

  final func logistic(_ center: Double, _ scale: Double) -> Double {
    while true {
      let u = nextDouble()
      if u > 0 { return center + scale * Glibc.log(u / (1 - u)) }
    }
  }

  final func logNormal(_ mean: Double, _ deviation: Double) -> Double {
    Glibc.exp(mean + deviation * standardNormal())
  }

  final func rayleigh(_ scale: Double) -> Double {
    scale * (2 * standardExponential()).squareRoot()
  }

  /// Michael, Schucany, Haas (1976), arranged so that nothing cancels.
  final func wald(_ mean: Double, _ scale: Double) -> Double {
    let normal = standardNormal()
    let y = mean * normal * normal
    let d = 1 + (1 + 4 * scale / y).squareRoot()
    let x = mean * (1 - 2 / d)
    return nextDouble() <= mean / (mean + x) ? x : mean * mean / x
  }

  final func triangular(_ left: Double, _ mode: Double, _ right: Double) -> Double {
    let base = right - left
    let ratio = (mode - left) / base
    let leftProduct = (mode - left) * base
    let rightProduct = (right - mode) * base
    let u = nextDouble()
    if u <= ratio { return left + (u * leftProduct).squareRoot() }
    return right - ((1 - u) * rightProduct).squareRoot()
  }

  /// Best and Fisher (1979); a uniform or a wrapped normal number where the concentration is extreme.
  ///
  /// `RandomState` knows no wrapped normal numbers.
  final func vonMises(_ mean: Double, _ concentration: Double, isLegacy: Bool = false) -> Double {
    if concentration.isNaN { return .nan }
    if concentration < 1e-8 { return .pi * (2 * nextDouble() - 1) }
    let s: Double
    if concentration < 1e-5 {
      // The series at 0; the formula below has no digits left there.
      s = 1 / concentration + concentration
    } else if concentration <= 1e6 || isLegacy {
      let r = 1 + (1 + 4 * concentration * concentration).squareRoot()
      let rho = (r - (2 * r).squareRoot()) / (2 * concentration)
      s = (1 + rho * rho) / (2 * rho)
    } else {
      let angle = mean + (1 / concentration).squareRoot() * standardNormal()
      let turned = angle < -.pi ? angle + 2 * .pi : angle
      return turned > .pi ? turned - 2 * .pi : turned
    }
    var w: Double
    while true {
      let z = Glibc.cos(.pi * nextDouble())
      w = (1 + s * z) / (s + z)
      let y = concentration * (s - w)
      let v = nextDouble()
      if y * (2 - y) - v >= 0 || Glibc.log(y / v) + 1 - y >= 0 { break }
    }
    let arc = acos(w)
    let angle = (nextDouble() < 0.5 ? -arc : arc) + mean
    let wrapped = Glibc.fmod(Glibc.fabs(angle) + .pi, 2 * .pi) - .pi
    return angle < 0 ? -wrapped : wrapped
  }
}
