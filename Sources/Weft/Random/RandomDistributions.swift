// SPDX-License-Identifier: Apache-2.0
// The distributions that Generator and RandomState have in common, by NumPy's names.

/// What draws arrays from distributions: `Generator`, with today's algorithms, and `RandomState`, with those of NumPy 1.16.
///
/// Parameters are numbers, lists or arrays, and are broadcast against each other; `size` is the shape of the result, to which they
/// must broadcast. Without a size the result has the shape the parameters broadcast to, and no axes if all are numbers. Results
/// are float64, or int64 for counts, drawn in C order. Bad parameters throw NumPy's errors, and nothing is drawn then.
public protocol RandomDistributions {
  /// Draws from `distribution`; its parameters stand in NumPy's order.
  mutating func draw(_ distribution: Distribution, _ parameters: [Parameter], size: [Int]?)
    throws(ArrayError) -> NDArray
}

extension RandomDistributions {
  /// The beta distribution on [0, 1].
  public mutating func beta(
    a: some DistributionParameter, b: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.beta, [a.parameter, b.parameter], size: size)
  }

  /// How many of `n` trials succeed, each with probability `p`.
  public mutating func binomial(
    n: some DistributionParameter, p: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.binomial, [n.parameter, p.parameter], size: size)
  }

  /// The sum of the squares of `df` standard normal numbers.
  public mutating func chisquare(df: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.chisquare, [df.parameter], size: size)
  }

  /// The exponential distribution with mean `scale`.
  public mutating func exponential(
    scale: some DistributionParameter = 1.0, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.exponential, [scale.parameter], size: size)
  }

  /// Fisher's distribution of the ratio of two chi-square numbers, each over its degrees of freedom.
  public mutating func f(
    dfnum: some DistributionParameter, dfden: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.f, [dfnum.parameter, dfden.parameter], size: size)
  }

  /// The gamma distribution.
  public mutating func gamma(
    shape: some DistributionParameter, scale: some DistributionParameter = 1.0, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.gamma, [shape.parameter, scale.parameter], size: size)
  }

  /// How many trials it takes to succeed once with probability `p`.
  public mutating func geometric(p: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.geometric, [p.parameter], size: size)
  }

  /// The extreme value distribution of type I.
  public mutating func gumbel(
    loc: some DistributionParameter = 0.0, scale: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.gumbel, [loc.parameter, scale.parameter], size: size)
  }

  /// How many of `nsample` things taken out of `ngood` good and `nbad` bad ones are good.
  public mutating func hypergeometric(
    ngood: some DistributionParameter, nbad: some DistributionParameter,
    nsample: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.hypergeometric, [ngood.parameter, nbad.parameter, nsample.parameter], size: size)
  }

  /// The double exponential distribution.
  public mutating func laplace(
    loc: some DistributionParameter = 0.0, scale: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.laplace, [loc.parameter, scale.parameter], size: size)
  }

  /// The logistic distribution.
  public mutating func logistic(
    loc: some DistributionParameter = 0.0, scale: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.logistic, [loc.parameter, scale.parameter], size: size)
  }

  /// Numbers whose logarithm is normal with `mean` and deviation `sigma`.
  public mutating func lognormal(
    mean: some DistributionParameter = 0.0, sigma: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.lognormal, [mean.parameter, sigma.parameter], size: size)
  }

  /// The logarithmic series distribution.
  public mutating func logseries(p: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.logseries, [p.parameter], size: size)
  }

  /// How many trials fail before `n` succeed, each with probability `p`.
  public mutating func negativeBinomial(
    n: some DistributionParameter, p: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.negativeBinomial, [n.parameter, p.parameter], size: size)
  }

  /// The sum of the squares of normal numbers whose means are not 0.
  public mutating func noncentralChisquare(
    df: some DistributionParameter, nonc: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.noncentralChisquare, [df.parameter, nonc.parameter], size: size)
  }

  /// Fisher's distribution with a noncentral numerator.
  public mutating func noncentralF(
    dfnum: some DistributionParameter, dfden: some DistributionParameter,
    nonc: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.noncentralF, [dfnum.parameter, dfden.parameter, nonc.parameter], size: size)
  }

  /// The normal distribution with mean `loc` and deviation `scale`.
  public mutating func normal(
    loc: some DistributionParameter = 0.0, scale: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.normal, [loc.parameter, scale.parameter], size: size)
  }

  /// Normal numbers with mean 0 and deviation 1, in `shape`.
  public mutating func normal(_ shape: [Int]) -> NDArray {
    checked { () throws(ArrayError) in try normal(size: shape) }
  }

  /// The Pareto distribution of type II, from 0 on.
  public mutating func pareto(a: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.pareto, [a.parameter], size: size)
  }

  /// Counts of rare events, with mean `lam`.
  public mutating func poisson(lam: some DistributionParameter = 1.0, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.poisson, [lam.parameter], size: size)
  }

  /// The power distribution on [0, 1], with density a xᵃ⁻¹.
  public mutating func power(a: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.power, [a.parameter], size: size)
  }

  /// The length of a vector of two normal numbers of deviation `scale`.
  public mutating func rayleigh(scale: some DistributionParameter = 1.0, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.rayleigh, [scale.parameter], size: size)
  }

  /// The ratio of two standard normal numbers.
  public mutating func standardCauchy(size: [Int]? = nil) throws(ArrayError) -> NDArray {
    try draw(.standardCauchy, [], size: size)
  }

  /// The gamma distribution with scale 1.
  public mutating func standardGamma(shape: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.standardGamma, [shape.parameter], size: size)
  }

  /// Student's distribution with `df` degrees of freedom.
  public mutating func standardT(df: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.standardT, [df.parameter], size: size)
  }

  /// The triangular distribution on [`left`, `right`] with its peak at `mode`.
  public mutating func triangular(
    left: some DistributionParameter, mode: some DistributionParameter,
    right: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.triangular, [left.parameter, mode.parameter, right.parameter], size: size)
  }

  /// The uniform distribution on [`low`, `high`).
  public mutating func uniform(
    low: some DistributionParameter = 0.0, high: some DistributionParameter = 1.0,
    size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.uniform, [low.parameter, high.parameter], size: size)
  }

  /// The normal distribution on a circle, in [-π, π], around `mu` with concentration `kappa`.
  public mutating func vonmises(
    mu: some DistributionParameter, kappa: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.vonmises, [mu.parameter, kappa.parameter], size: size)
  }

  /// The inverse Gaussian distribution.
  public mutating func wald(
    mean: some DistributionParameter, scale: some DistributionParameter, size: [Int]? = nil
  ) throws(ArrayError) -> NDArray {
    try draw(.wald, [mean.parameter, scale.parameter], size: size)
  }

  /// The Weibull distribution with scale 1.
  public mutating func weibull(a: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.weibull, [a.parameter], size: size)
  }

  /// Zipf's distribution: k with a probability in proportion to k⁻ᵃ.
  public mutating func zipf(a: some DistributionParameter, size: [Int]? = nil)
    throws(ArrayError) -> NDArray
  {
    try draw(.zipf, [a.parameter], size: size)
  }
}
