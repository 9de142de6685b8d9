// SPDX-License-Identifier: Apache-2.0
// Binomial and multinomial numbers.

import Glibc

/// What depends on the parameters alone, kept for the next draw with the same.
struct BinomialSetup {
  fileprivate var n = -1
  fileprivate var p = Double.nan
  fileprivate var isInversion = false
  // Inversion: the probability of 0, the mean, the last number worth trying.
  fileprivate var q = 0.0
  fileprivate var zero = 0.0
  fileprivate var bound = 0
  // BTPE: the triangle, the parallelogram and the two exponential tails that cover the distribution.
  fileprivate var r = 0.0
  fileprivate var mode = 0
  fileprivate var p1 = 0.0
  fileprivate var p2 = 0.0
  fileprivate var p3 = 0.0
  fileprivate var p4 = 0.0
  fileprivate var middle = 0.0
  fileprivate var left = 0.0
  fileprivate var right = 0.0
  fileprivate var c = 0.0
  fileprivate var leftRate = 0.0
  fileprivate var rightRate = 0.0
}

extension BitSource {
  /// Inversion for small means, else BTPE (Kachitvichyanukul and Schmeiser, Binomial Random Variate Generation, 1988).
  ///
  /// `RandomState` draws even if there is nothing to draw, and takes the probability of 0 from another formula.
  final func binomial(_ n: Int, _ p: Double, isLegacy: Bool = false) -> Int {
    if !isLegacy && (n == 0 || p == 0) { return 0 }
    if p <= 0.5 {
      return p * Double(n) <= 30
        ? binomialByInversion(n, p, isLegacy) : binomialByRejection(n, p)
    }
    let q = 1 - p
    return n
      &- (q * Double(n) <= 30 ? binomialByInversion(n, q, isLegacy) : binomialByRejection(n, q))
  }

  private final func binomialByInversion(_ n: Int, _ p: Double, _ isLegacy: Bool) -> Int {
    let count = Double(n)
    if !(binomial.n == n && binomial.p == p && binomial.isInversion) {
      let q = 1 - p
      binomial = BinomialSetup(
        n: n, p: p, isInversion: true, q: q,
        zero: Glibc.exp(count * (isLegacy ? Glibc.log(q) : Glibc.log1p(-p))))
      let far = count * p + 10 * (count * p * q + 1).squareRoot()
      binomial.bound = wholePart(count < far ? count : far)
    }
    let setup = binomial
    var x = 0
    var px = setup.zero
    var u = nextDouble()
    while u > px {
      x += 1
      if x > setup.bound {
        x = 0
        px = setup.zero
        u = nextDouble()
      } else {
        u -= px
        px = (Double(n &- x &+ 1) * p * px) / (Double(x) * setup.q)
      }
    }
    return x
  }

  private final func prepareRejection(_ n: Int, _ p: Double) -> BinomialSetup {
    let count = Double(n)
    var setup = BinomialSetup(n: n, p: p)
    let r = 1 - p < p ? 1 - p : p
    let q = 1 - r
    let fm = count * r + r
    setup.r = r
    setup.q = q
    setup.mode = wholePart(fm.rounded(.down))
    setup.p1 = (2.195 * (count * r * q).squareRoot() - 4.6 * q).rounded(.down) + 0.5
    setup.middle = Double(setup.mode) + 0.5
    setup.left = setup.middle - setup.p1
    setup.right = setup.middle + setup.p1
    setup.c = 0.134 + 20.5 / (15.3 + Double(setup.mode))
    var a = (fm - setup.left) / (fm - setup.left * r)
    setup.leftRate = a * (1 + a / 2)
    a = (setup.right - fm) / (setup.right * q)
    setup.rightRate = a * (1 + a / 2)
    setup.p2 = setup.p1 * (1 + 2 * setup.c)
    setup.p3 = setup.p2 + setup.c / setup.leftRate
    setup.p4 = setup.p3 + setup.c / setup.rightRate
    return setup
  }

  private final func binomialByRejection(_ n: Int, _ p: Double) -> Int {
    if !(binomial.n == n && binomial.p == p && !binomial.isInversion) {
      binomial = prepareRejection(n, p)
    }
    let setup = binomial
    let spread = Double(n) * setup.r * setup.q
    while true {
      let u = nextDouble() * setup.p4
      var v = nextDouble()
      var y: Int
      if u <= setup.p1 {
        return wholePart((setup.middle - setup.p1 * v + u).rounded(.down))
      }
      if u <= setup.p2 {
        let x = setup.left + (u - setup.p1) / setup.c
        v = v * setup.c + 1 - Glibc.fabs(Double(setup.mode) - x + 0.5) / setup.p1
        if v > 1 { continue }
        y = wholePart(x.rounded(.down))
      } else if u <= setup.p3 {
        y = wholePart((setup.left + Glibc.log(v) / setup.leftRate).rounded(.down))
        if y < 0 || v == 0 { continue }
        v = v * (u - setup.p2) * setup.leftRate
      } else {
        y = wholePart((setup.right - Glibc.log(v) / setup.rightRate).rounded(.down))
        if y > n || v == 0 { continue }
        v = v * (u - setup.p3) * setup.rightRate
      }
      if accepts(y, v, n, setup, spread) { return y }
    }
  }

  /// True if `v` is below the probability of `y` relative to the mode's: exactly near the mode, by squeezes and Stirling's
  /// formula elsewhere.
  private final func accepts(
    _ y: Int, _ v: Double, _ n: Int, _ setup: BinomialSetup, _ spread: Double
  ) -> Bool {
    let (r, q, mode) = (setup.r, setup.q, setup.mode)
    let k = Swift.abs(y - mode)
    if !(k > 20 && Double(k) < spread / 2 - 1) {
      let s = r / q
      let a = s * Double(n &+ 1)
      var f = 1.0
      if mode < y {
        for i in mode + 1...y { f *= a / Double(i) - s }
      } else if mode > y {
        for i in y + 1...mode { f /= a / Double(i) - s }
      }
      return !(v > f)
    }
    let distance = Double(k)
    let rho =
      (distance / spread)
      * ((distance * (distance / 3 + 0.625) + 0.16666666666666666) / spread + 0.5)
    let t = Double(-k &* k) / (2 * spread)
    let logV = Glibc.log(v)
    if logV < t - rho { return true }
    if logV > t + rho { return false }
    let x1 = Double(y) + 1
    let f1 = Double(mode) + 1
    let z = Double(n) + 1 - Double(mode)
    let w = Double(n) - Double(y) + 1
    func correction(_ x: Double) -> Double {
      let x2 = x * x
      return (13680 - (462 - (132 - (99 - 140 / x2) / x2) / x2) / x2) / x / 166320
    }
    let limit =
      setup.middle * Glibc.log(f1 / x1) + (Double(n - mode) + 0.5) * Glibc.log(z / w)
      + Double(y - mode) * Glibc.log(w * r / (x1 * q)) + correction(f1) + correction(z)
      + correction(x1) + correction(w)
    return !(logV > limit)
  }

  /// Binomial numbers of what is left, one after the other; `counts` starts as zeros.
  final func multinomial(
    _ n: Int, _ probabilities: UnsafeBufferPointer<Double>, _ counts: UnsafeMutablePointer<Int>
  ) {
    var rest = n
    var remaining = 1.0
    let last = probabilities.count - 1
    for index in 0..<last {
      counts[index] = binomial(rest, probabilities[index] / remaining)
      rest -= counts[index]
      if rest <= 0 { break }
      remaining -= probabilities[index]
    }
    if rest > 0 { counts[last] = rest }
  }
}
