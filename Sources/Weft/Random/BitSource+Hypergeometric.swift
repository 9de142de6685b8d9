// SPDX-License-Identifier: Apache-2.0
// Hypergeometric numbers, of two kinds of things and of many.

import Glibc

extension BitSource {
  /// By drawing one after the other for few, else by ratios of uniform numbers.
  final func hypergeometric(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    sample >= 10 && sample <= good + bad - 10
      ? hypergeometricByRatio(good, bad, sample) : hypergeometricByDrawing(good, bad, sample)
  }

  private final func hypergeometricByDrawing(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    let total = good + bad
    // The larger half is what the smaller one leaves.
    let isLarge = sample > total / 2
    var draws = isLarge ? total - sample : sample
    var remaining = total
    var remainingGood = good
    while draws > 0 && remainingGood > 0 && remaining > remainingGood {
      remaining -= 1
      if interval(remaining) < remainingGood { remainingGood -= 1 }
      draws -= 1
    }
    if remaining == remainingGood { remainingGood -= draws }
    return isLarge ? remainingGood : good - remainingGood
  }

  /// 2 √(2/e) and 3 - 2 √(3/e).
  static let ratioWidth = 1.7155277699214135
  static let ratioOffset = 0.8989161620588988

  /// Stadlober's HRUA (The Ratio of Uniforms Approach for Generating Discrete Random Variates, 1990).
  private final func hypergeometricByRatio(_ good: Int, _ bad: Int, _ sample: Int) -> Int {
    let total = good + bad
    let draws = min(sample, total - sample)
    let fewer = min(good, bad)
    let more = max(good, bad)
    let p = Double(fewer) / Double(total)
    let q = Double(more) / Double(total)
    let a = Double(draws) * p + 0.5
    let variance = Double(total - draws) * Double(draws) * p * q / Double(total - 1)
    let c = (variance + 0.5).squareRoot()
    let h = Self.ratioWidth * c + Self.ratioOffset
    let mode = wholePart(
      (Double(draws + 1) * Double(fewer + 1) / Double(total + 2)).rounded(.down))
    func logTerms(_ k: Int) -> Double {
      Self.logFactorial(k) + Self.logFactorial(fewer - k) + Self.logFactorial(draws - k)
        + Self.logFactorial(more - draws + k)
    }
    let g = logTerms(mode)
    // Sixteen deviations away nothing is left.
    let end = Double(min(draws, fewer) + 1)
    let far = (a + 16 * c).rounded(.down)
    let b = end < far ? end : far
    var k: Int
    while true {
      let u = nextDouble()
      let v = nextDouble()
      let x = a + h * (v - 0.5) / u
      if x < 0 || x >= b { continue }
      k = wholePart(x.rounded(.down))
      let t = g - logTerms(k)
      if u * (4 - u) - 3 <= t { break }
      if u * (u - t) >= 1 { continue }
      if 2 * Glibc.log(u) <= t { break }
    }
    if good > bad { k = draws - k }
    if draws < sample { k = good - k }
    return k
  }

  /// log(k!) from a table, and by Stirling's series beyond it.
  static func logFactorial(_ k: Int) -> Double {
    if k < LogFactorials.table.count { return LogFactorials.table[k] }
    let x = Double(k)
    let halfLogTwoPi = 0.9189385332046728
    return (x + 0.5) * Glibc.log(x) - x
      + (halfLogTwoPi + (1 / x) * (1 / 12.0 - 1 / (360.0 * x * x)))
  }

  /// One hypergeometric number after the other; `counts` starts as zeros.
  final func multivariateByMarginals(
    _ total: Int, _ colors: [Int], _ sample: Int, _ counts: UnsafeMutablePointer<Int>
  ) {
    var left = sample
    var remaining = total
    for (index, color) in colors.dropLast().enumerated() {
      if left <= 0 { break }
      remaining -= color
      counts[index] = hypergeometric(color, remaining, left)
      left -= counts[index]
    }
    if left > 0 { counts[colors.count - 1] = left }
  }

  /// By shuffling one entry of `choices` per thing; `counts` starts as zeros.
  final func multivariateByCounting(
    _ sample: Int, _ choices: UnsafeMutableBufferPointer<Int>,
    _ counts: UnsafeMutablePointer<Int>
  ) {
    for place in 0..<sample {
      choices.swapAt(place, place + interval(choices.count - place - 1))
    }
    for place in 0..<sample { counts[choices[place]] += 1 }
  }
}
