// SPDX-License-Identifier: Apache-2.0
// The table of distributions whose parameters are broadcast.

/// A distribution of single numbers: one row each in a table of parameters, conditions and algorithms.
///
/// `chisquare`, `f`, `standardT` and the others are NumPy's names in camel case.
public enum Distribution: Int, Sendable, CaseIterable {
  case beta, binomial, chisquare, exponential, f, gamma, geometric, gumbel, hypergeometric
  case laplace, logistic, lognormal, logseries, negativeBinomial, noncentralChisquare, noncentralF
  case normal, pareto, poisson, power, rayleigh, standardCauchy, standardExponential
  case standardGamma, standardNormal, standardT, triangular, uniform, vonmises, wald, weibull, zipf

  /// float64, or int64 for counts.
  public var dtype: DType {
    if case .whole = row.modern { .int64 } else { .float64 }
  }

  var row: DistributionRow { DistributionRow.table[rawValue] }
}

/// What is known of one distribution.
struct DistributionRow: Sendable {
  /// An algorithm; it gets as many cells as there are parameters, and others after them.
  enum Algorithm: Sendable {
    case real(@Sendable (BitSource, Cell, Cell, Cell) -> Double)
    case whole(@Sendable (BitSource, Cell, Cell, Cell) -> Int)
  }

  struct ParameterRow: Sendable {
    let name: String
    let constraint: Constraint
    /// The condition `RandomState` sets.
    let legacy: Constraint
    /// An int64, where most are float64.
    let isWhole: Bool

    init(
      _ name: String, _ constraint: Constraint = .none, legacy: Constraint? = nil,
      isWhole: Bool = false
    ) {
      self.name = name
      self.constraint = constraint
      self.legacy = legacy ?? constraint
      self.isWhole = isWhole
    }
  }

  let parameters: [ParameterRow]
  let modern: Algorithm
  let legacy: Algorithm

  init(_ parameters: [ParameterRow], _ modern: Algorithm, legacy: Algorithm? = nil) {
    self.parameters = parameters
    self.modern = modern
    self.legacy = legacy ?? modern
  }
}

extension DistributionRow {
  private static func row(_ distribution: Distribution) -> DistributionRow {
    let (location, scale) = (ParameterRow("loc"), ParameterRow("scale", .nonNegative))
    switch distribution {
    case .beta:
      return DistributionRow(
        [ParameterRow("a", .positive), ParameterRow("b", .positive)],
        .real { stream, a, b, _ in stream.beta(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.legacyBeta(a.real, b.real) })
    case .binomial:
      // NumPy looks at the probability first.
      return DistributionRow(
        [ParameterRow("p", .probability), ParameterRow("n", .nonNegative, isWhole: true)],
        .whole { stream, p, n, _ in stream.binomial(n.whole, p.real) },
        legacy: .whole { stream, p, n, _ in stream.binomial(n.whole, p.real, isLegacy: true) })
    case .chisquare:
      return DistributionRow(
        [ParameterRow("df", .positive)], .real { stream, df, _, _ in stream.chiSquare(df.real) },
        legacy: .real { stream, df, _, _ in stream.legacyChiSquare(df.real) })
    case .exponential:
      return DistributionRow(
        [scale], .real { stream, scale, _, _ in scale.real * stream.standardExponential() },
        legacy: .real { stream, scale, _, _ in scale.real * stream.legacyExponential() })
    case .f:
      return DistributionRow(
        [ParameterRow("dfnum", .positive), ParameterRow("dfden", .positive)],
        .real { stream, a, b, _ in stream.fisher(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.legacyFisher(a.real, b.real) })
    case .gamma:
      return DistributionRow(
        [ParameterRow("shape", .nonNegative), scale],
        .real { stream, shape, scale, _ in scale.real * stream.standardGamma(shape.real) },
        legacy: .real { stream, shape, scale, _ in scale.real * stream.legacyGamma(shape.real) })
    case .geometric:
      return DistributionRow(
        [ParameterRow("p", .probabilityAboveZero)],
        .whole { stream, p, _, _ in stream.geometric(p.real) },
        legacy: .whole { stream, p, _, _ in stream.legacyGeometric(p.real) })
    case .gumbel:
      return DistributionRow(
        [location, scale], .real { stream, a, b, _ in stream.gumbel(a.real, b.real) })
    case .hypergeometric:
      return DistributionRow(
        [
          ParameterRow("ngood", .nonNegative, isWhole: true),
          ParameterRow("nbad", .nonNegative, isWhole: true),
          ParameterRow("nsample", .nonNegative, legacy: .atLeastOne, isWhole: true),
        ], .whole { $0.hypergeometric($1.whole, $2.whole, $3.whole) },
        legacy: .whole { $0.legacyHypergeometric($1.whole, $2.whole, $3.whole) })
    case .laplace:
      return DistributionRow(
        [location, scale], .real { stream, a, b, _ in stream.laplace(a.real, b.real) })
    case .logistic:
      return DistributionRow(
        [location, scale], .real { stream, a, b, _ in stream.logistic(a.real, b.real) })
    case .lognormal:
      return DistributionRow(
        [ParameterRow("mean"), ParameterRow("sigma", .nonNegative)],
        .real { stream, a, b, _ in stream.logNormal(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.legacyLogNormal(a.real, b.real) })
    case .logseries:
      return DistributionRow(
        [ParameterRow("p", .probabilityBelowOne)],
        .whole { stream, p, _, _ in stream.logSeries(p.real) },
        legacy: .whole { stream, p, _, _ in stream.legacyLogSeries(p.real) })
    case .negativeBinomial:
      return DistributionRow(
        [
          ParameterRow("n", .positiveNotNaN, legacy: .positive),
          ParameterRow("p", .probabilityAboveZero, legacy: .probability),
        ], .whole { stream, n, p, _ in stream.negativeBinomial(n.real, p.real) },
        legacy: .whole { stream, n, p, _ in stream.legacyNegativeBinomial(n.real, p.real) })
    case .noncentralChisquare:
      return DistributionRow(
        [ParameterRow("df", .positive), ParameterRow("nonc", .nonNegative)],
        .real { stream, a, b, _ in stream.noncentralChiSquare(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.legacyNoncentralChiSquare(a.real, b.real) })
    case .noncentralF:
      return DistributionRow(
        [
          ParameterRow("dfnum", .positive), ParameterRow("dfden", .positive),
          ParameterRow("nonc", .nonNegative),
        ], .real { $0.noncentralFisher($1.real, $2.real, $3.real) },
        legacy: .real { $0.legacyNoncentralFisher($1.real, $2.real, $3.real) })
    case .normal:
      return DistributionRow(
        [location, scale],
        .real { stream, mean, scale, _ in mean.real + scale.real * stream.standardNormal() },
        legacy: .real { stream, mean, scale, _ in mean.real + scale.real * stream.legacyGauss() })
    case .pareto:
      return DistributionRow(
        [ParameterRow("a", .positive)], .real { stream, a, _, _ in stream.pareto(a.real) },
        legacy: .real { stream, a, _, _ in stream.legacyPareto(a.real) })
    case .poisson:
      return DistributionRow(
        [ParameterRow("lam", .poisson)], .whole { stream, lam, _, _ in stream.poisson(lam.real) })
    case .power:
      return DistributionRow(
        [ParameterRow("a", .positive)], .real { stream, a, _, _ in stream.power(a.real) },
        legacy: .real { stream, a, _, _ in stream.legacyPower(a.real) })
    case .rayleigh:
      return DistributionRow(
        [scale], .real { stream, scale, _, _ in stream.rayleigh(scale.real) },
        legacy: .real { stream, scale, _, _ in stream.legacyRayleigh(scale.real) })
    case .standardCauchy:
      return DistributionRow(
        [], .real { stream, _, _, _ in stream.standardCauchy() },
        legacy: .real { stream, _, _, _ in stream.legacyCauchy() })
    case .standardExponential:
      return DistributionRow(
        [], .real { stream, _, _, _ in stream.standardExponential() },
        legacy: .real { stream, _, _, _ in stream.legacyExponential() })
    case .standardGamma:
      return DistributionRow(
        [ParameterRow("shape", .nonNegative)],
        .real { stream, shape, _, _ in stream.standardGamma(shape.real) },
        legacy: .real { stream, shape, _, _ in stream.legacyGamma(shape.real) })
    case .standardNormal:
      return DistributionRow(
        [], .real { stream, _, _, _ in stream.standardNormal() },
        legacy: .real { stream, _, _, _ in stream.legacyGauss() })
    case .standardT:
      return DistributionRow(
        [ParameterRow("df", .positive)],
        .real { stream, df, _, _ in stream.standardStudent(df.real) },
        legacy: .real { stream, df, _, _ in stream.legacyStudent(df.real) })
    case .triangular:
      return DistributionRow(
        [ParameterRow("left"), ParameterRow("mode"), ParameterRow("right")],
        .real { $0.triangular($1.real, $2.real, $3.real) })
    case .uniform:
      // What is drawn from is the low end and the range.
      return DistributionRow(
        [ParameterRow("low"), ParameterRow("high - low", .nonNegative, legacy: Constraint.none)],
        .real { stream, low, range, _ in low.real + range.real * stream.nextDouble() })
    case .vonmises:
      return DistributionRow(
        [ParameterRow("mu"), ParameterRow("kappa", .nonNegative)],
        .real { stream, a, b, _ in stream.vonMises(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.vonMises(a.real, b.real, isLegacy: true) })
    case .wald:
      return DistributionRow(
        [ParameterRow("mean", .positive), ParameterRow("scale", .positive)],
        .real { stream, a, b, _ in stream.wald(a.real, b.real) },
        legacy: .real { stream, a, b, _ in stream.legacyWald(a.real, b.real) })
    case .weibull:
      return DistributionRow(
        [ParameterRow("a", .nonNegative)], .real { stream, a, _, _ in stream.weibull(a.real) },
        legacy: .real { stream, a, _, _ in stream.legacyWeibull(a.real) })
    case .zipf:
      return DistributionRow(
        [ParameterRow("a", .aboveOne)], .whole { stream, a, _, _ in stream.zipf(a.real) },
        legacy: .whole { stream, a, _, _ in stream.legacyZipf(a.real) })
    }
  }

  static let table = Distribution.allCases.map(row)
}
