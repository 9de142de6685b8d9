// SPDX-License-Identifier: Apache-2.0
// numpy.random: Generator and RandomState for scripts, one table of distributions for both.
import Weft

/// A script's random generator, today's or the legacy one.
final class RandomObject: NativeObject {
  enum Source {
    case modern(Weft.Generator)
    case legacy(RandomState)
  }
  var source: Source
  init(_ source: Source) { self.source = source }

  var isLegacy: Bool {
    if case .legacy = source { return true }
    return false
  }

  func draw(_ distribution: Distribution, _ parameters: [Parameter], _ size: [Int]?) throws(Raised)
    -> NDArray
  {
    try engine { () throws(ArrayError) in
      switch source {
      case .modern(var generator):
        defer { source = .modern(generator) }
        return try generator.draw(distribution, parameters, size: size)
      case .legacy(var state):
        defer { source = .legacy(state) }
        return try state.draw(distribution, parameters, size: size)
      }
    }
  }
}

enum NumPyRandom {
  static var module: NativeModule {
    NativeModule("numpy.random") { module throws(Raised) in
      module.namespace.set("Generator", generatorType.value)
      module.namespace.set("RandomState", stateType.value)
      module.namespace.set("BitGenerator", bitGeneratorType.value)
      module.add(constructors)
      // The functions of the module are methods of one hidden RandomState.
      let shared = Value.native(RandomObject(.legacy(RandomState())), stateType)
      for row in legacyRows {
        module.namespace.set(
          row.name,
          consuming: .builtin(
            BuiltinInfo(row, kind: .method, owner: stateType), instance: shared))
      }
      module.namespace.set("_rand", consuming: shared)
    }
  }

  private static func own(_ v: Value) throws(Raised) -> RandomObject {
    guard let own = v.native(RandomObject.self) else {
      throw raise(.typeError, "not a random generator")
    }
    return own
  }

  // MARK: Arguments and results

  static func size(_ value: Value) throws(Raised) -> [Int]? {
    value.isNone || value.isUnbound ? nil : try ArrayConversion.shape(value)
  }

  private static func parameter(_ value: Value) throws(Raised) -> Parameter {
    switch value.tag {
    case .float: return value.asFloat.parameter
    case .int, .bool: return value.asInt.parameter
    default: break
    }
    if value.has(.bigInt), let number = Int128(exactly: IntMath.big(value)) {
      return number.parameter
    }
    return try ArrayConversion.array(value).parameter
  }

  /// One number without a size is a Python number, as NumPy's.
  private static func result(_ array: NDArray, _ size: [Int]?) -> Value {
    size == nil && array.ndim == 0 ? NumPyScalars.item(array) : ArrayRef.make(array)
  }

  private static func modern(_ own: RandomObject) throws(Raised) -> Weft.Generator {
    guard case .modern(let generator) = own.source else {
      throw raise(.typeError, "not a Generator")
    }
    return generator
  }

  private static func legacy(_ own: RandomObject) throws(Raised) -> RandomState {
    guard case .legacy(let state) = own.source else { throw raise(.typeError, "not a RandomState") }
    return state
  }

  // MARK: Distributions

  private struct Row {
    let name: String
    let parameters: String
    let distribution: Distribution
  }

  /// Name, parameters and the engine's distribution.
  private static let table: [Row] = [
    Row(name: "beta", parameters: "a, b", distribution: .beta),
    Row(name: "binomial", parameters: "n, p", distribution: .binomial),
    Row(name: "chisquare", parameters: "df", distribution: .chisquare),
    Row(name: "exponential", parameters: "scale=1.0", distribution: .exponential),
    Row(name: "f", parameters: "dfnum, dfden", distribution: .f),
    Row(name: "gamma", parameters: "shape, scale=1.0", distribution: .gamma),
    Row(name: "geometric", parameters: "p", distribution: .geometric),
    Row(name: "gumbel", parameters: "loc=0.0, scale=1.0", distribution: .gumbel),
    Row(name: "hypergeometric", parameters: "ngood, nbad, nsample", distribution: .hypergeometric),
    Row(name: "laplace", parameters: "loc=0.0, scale=1.0", distribution: .laplace),
    Row(name: "logistic", parameters: "loc=0.0, scale=1.0", distribution: .logistic),
    Row(name: "lognormal", parameters: "mean=0.0, sigma=1.0", distribution: .lognormal),
    Row(name: "logseries", parameters: "p", distribution: .logseries),
    Row(name: "negative_binomial", parameters: "n, p", distribution: .negativeBinomial),
    Row(name: "noncentral_chisquare", parameters: "df, nonc", distribution: .noncentralChisquare),
    Row(name: "noncentral_f", parameters: "dfnum, dfden, nonc", distribution: .noncentralF),
    Row(name: "normal", parameters: "loc=0.0, scale=1.0", distribution: .normal),
    Row(name: "pareto", parameters: "a", distribution: .pareto),
    Row(name: "poisson", parameters: "lam=1.0", distribution: .poisson),
    Row(name: "power", parameters: "a", distribution: .power),
    Row(name: "rayleigh", parameters: "scale=1.0", distribution: .rayleigh),
    Row(name: "standard_cauchy", parameters: "", distribution: .standardCauchy),
    Row(name: "standard_t", parameters: "df", distribution: .standardT),
    Row(name: "triangular", parameters: "left, mode, right", distribution: .triangular),
    Row(name: "uniform", parameters: "low=0.0, high=1.0", distribution: .uniform),
    Row(name: "vonmises", parameters: "mu, kappa", distribution: .vonmises),
    Row(name: "wald", parameters: "mean, scale", distribution: .wald),
    Row(name: "weibull", parameters: "a", distribution: .weibull),
    Row(name: "zipf", parameters: "a", distribution: .zipf),
  ]

  private static var distributions: [Builtin] {
    table.map { row in
      let count = row.parameters.isEmpty ? 0 : row.parameters.split(separator: ",").count
      let parameters = row.parameters.isEmpty ? "" : ", \(row.parameters)"
      return Builtin("\(row.name)(self\(parameters), size=None)") { a throws(Raised) in
        var values: [Parameter] = []
        for index in 0..<count { values.append(try parameter(a[1 + index])) }
        let size = try size(a[1 + count])
        return result(try own(a[0]).draw(row.distribution, values, size), size)
      }
    }
  }

  // MARK: Weft.Generator

  nonisolated(unsafe) static let bitGeneratorType = TypeMaking.make(
    "BitGenerator", module: "numpy.random.bit_generator", flags: [.basetype])

  nonisolated(unsafe) static let generatorType: TypeRef = TypeMaking.make(
    "Generator", module: "numpy.random._generator", flags: [.weakReferable],
    methods: distributions + modernRows
  ) { slots in
    slots.repr = { v throws(Raised) in
      .string("Generator(PCG64) at 0x\(String(v.bits, radix: 16, uppercase: true))")
    }
    slots.str = { _ throws(Raised) in .string("Generator(PCG64)") }
    slots.new = { type, arguments throws(Raised) in
      guard arguments.count == 1, let bits = arguments[0].native(RandomObject.self) else {
        throw raise(.typeError, "Generator() takes a bit generator")
      }
      return .native(RandomObject(bits.source), type)
    }
  }

  /// A seed's words: an int of any size, or a sequence of ints.
  private static func sequence(_ value: Value) throws(Raised) -> SeedSequence {
    if value.isNone || value.isUnbound { return SeedSequence() }
    func words(_ value: Value) throws(Raised) -> [UInt32] {
      let integer = try index(value)
      defer { integer.release() }
      let number = IntMath.big(integer.unboxed)
      if number < 0 { throw raise(.valueError, "expected non-negative integer") }
      return number.halfWords
    }
    if value.isInteger || value.isNumPyScalar { return SeedSequence(words: try words(value)) }
    var all: [UInt32] = []
    try forEach(value) { element throws(Raised) in
      all += try words(element)
      return true
    }
    return SeedSequence(words: all)
  }

  private static var constructors: [Builtin] {
    func bits(_ name: String, _ make: @escaping (SeedSequence) -> Weft.Generator) -> Builtin {
      Builtin("\(name)(seed=None)") { a throws(Raised) in
        .native(RandomObject(.modern(make(try sequence(a[0])))), generatorType)
      }
    }
    return [
      Builtin("default_rng(seed=None)") { a throws(Raised) in
        if a[0].native(RandomObject.self) != nil { return a[0].retained() }
        return .native(RandomObject(.modern(Weft.Generator(try sequence(a[0])))), generatorType)
      },
      bits("PCG64") { Weft.Generator(PCG64($0)) },
      bits("PCG64DXSM") { Weft.Generator(PCG64DXSM($0)) },
      bits("Philox") { Weft.Generator(Philox($0)) }, bits("SFC64") { Weft.Generator(SFC64($0)) },
      bits("MT19937") { Weft.Generator(MT19937($0)) },
    ]
  }

  /// Runs a change of a modern generator.
  private static func with<R>(
    _ v: Value, _ body: (inout Weft.Generator) throws(ArrayError) -> R
  ) throws(Raised) -> R {
    let own = try own(v)
    var generator = try modern(own)
    defer { own.source = .modern(generator) }
    return try engine { () throws(ArrayError) in try body(&generator) }
  }

  private static func withState<R>(
    _ v: Value, _ body: (inout RandomState) throws(ArrayError) -> R
  ) throws(Raised) -> R {
    let own = try own(v)
    var state = try legacy(own)
    defer { own.source = .legacy(state) }
    return try engine { () throws(ArrayError) in try body(&state) }
  }

  private static func floatType(_ value: Value) throws(Raised) -> DType {
    value.isUnbound || value.isNone ? .float64 : try DTypeObject.dtype(named: value)
  }

  private static var modernRows: [Builtin] {
    [
      Builtin("random(self, size=None, dtype=..., out=None)") { a throws(Raised) in
        let (shape, dtype) = (try size(a[1]), try floatType(a[2]))
        let array = try with(a[0]) { g throws(ArrayError) in
          try g.random(size: shape ?? [], dtype: dtype)
        }
        return a[3].isNone ? result(array, shape) : try ArrayMethods.finish(array, out: a[3])
      },
      Builtin("standard_normal(self, size=None, dtype=..., out=None)") { a throws(Raised) in
        let (shape, dtype) = (try size(a[1]), try floatType(a[2]))
        return result(
          try with(a[0]) { g throws(ArrayError) in
            try g.standardNormal(size: shape ?? [], dtype: dtype)
          }, shape)
      },
      Builtin("standard_exponential(self, size=None, dtype=..., method='zig', out=None)") {
        a throws(Raised) in
        let (shape, dtype) = (try size(a[1]), try floatType(a[2]))
        let method: Weft.Generator.ExponentialMethod =
          a[3].isStr && Str(a[3]) == "inv" ? .inverse : .ziggurat
        return result(
          try with(a[0]) { g throws(ArrayError) in
            try g.standardExponential(size: shape ?? [], dtype: dtype, method: method)
          }, shape)
      },
      Builtin("standard_gamma(self, shape, size=None, dtype=..., out=None)") { a throws(Raised) in
        let (alpha, shape, dtype) = (try parameter(a[1]), try size(a[2]), try floatType(a[3]))
        return result(
          try with(a[0]) { g throws(ArrayError) in
            try g.standardGamma(shape: alpha, size: shape, dtype: dtype)
          }, shape)
      },
      Builtin("integers(self, low, high=None, size=None, dtype=..., endpoint=False)") {
        a throws(Raised) in
        let (low, high) =
          a[2].isNone
          ? (0.parameter, try parameter(a[1])) : (try parameter(a[1]), try parameter(a[2]))
        let shape = try size(a[3])
        let dtype = a[4].isUnbound ? .int64 : try DTypeObject.dtype(named: a[4])
        let closed = try isTrue(a[5])
        let array = try with(a[0]) { g throws(ArrayError) in
          try g.integers(low: low, high: high, size: shape, dtype: dtype, endpoint: closed)
        }
        return ArrayOperators.result(array)
      },
      Builtin("bytes(self, length)") { a throws(Raised) in
        let count = try indexValue(a[1])
        if count < 0 { throw raise(.valueError, "negative dimensions are not allowed") }
        return .bytes(try with(a[0]) { g throws(ArrayError) in g.bytes(count) })
      },
      Builtin("choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True)") {
        a throws(Raised) in
        let shape = try size(a[2])
        let (replace, shuffle) = (try isTrue(a[3]), try isTrue(a[6]))
        let p = a[4].isNone ? nil : Optional(try ArrayConversion.array(a[4], dtype: .float64))
        if a[1].isInteger {
          let count = try indexValue(a[1])
          return ArrayOperators.result(
            try with(a[0]) { g throws(ArrayError) in
              try g.choice(count, size: shape, replace: replace, p: p, shuffle: shuffle)
            })
        }
        let axis = try indexValue(a[5])
        let array = try ArrayConversion.array(a[1])
        return ArrayOperators.result(
          try with(a[0]) { g throws(ArrayError) in
            try g.choice(array, size: shape, replace: replace, p: p, axis: axis, shuffle: shuffle)
          })
      },
      Builtin("shuffle(self, x, axis=0)") { a throws(Raised) in
        if a[1].has(.list) {
          var elements = List(a[1]).elements.map { $0.retained() }
          try with(a[0]) { g throws(ArrayError) in g.shuffle(&elements) }
          List(a[1]).removeAll()
          for element in elements { List(a[1]).append(consuming: element) }
          return .none
        }
        guard a[1].isArray else {
          throw raise(.typeError, "object of type '\(a[1].type.name)' cannot be shuffled")
        }
        let axis = try indexValue(a[2])
        try ArrayRef(a[1]).requireWritable("array is read-only")
        var array = ArrayRef(a[1]).current
        try with(a[0]) { g throws(ArrayError) in try g.shuffle(&array, axis: axis) }
        let shuffled = array
        try checkedEngine { ArrayRef(a[1]).shared.assign(shuffled) }
        return .none
      },
      Builtin("permutation(self, x, axis=0)") { a throws(Raised) in
        if a[1].isInteger {
          let count = try indexValue(a[1])
          return ArrayRef.make(try with(a[0]) { g throws(ArrayError) in try g.permutation(count) })
        }
        let (array, axis) = (try ArrayConversion.array(a[1]), try indexValue(a[2]))
        return ArrayRef.make(
          try with(a[0]) { g throws(ArrayError) in try g.permutation(array, axis: axis) })
      },
      Builtin("permuted(self, x, axis=None, out=None)") { a throws(Raised) in
        let array = try ArrayConversion.array(a[1])
        let axis = a[2].isNone ? nil : Optional(try indexValue(a[2]))
        return try ArrayMethods.finish(
          with(a[0]) { g throws(ArrayError) in try g.permuted(array, axis: axis) }, out: a[3])
      },
      Builtin("multinomial(self, n, pvals, size=None)") { a throws(Raised) in
        let (n, p, shape) = (
          try parameter(a[1]), try ArrayConversion.array(a[2], dtype: .float64), try size(a[3])
        )
        return ArrayRef.make(
          try with(a[0]) { g throws(ArrayError) in
            try g.multinomial(n: n, pvals: p, size: shape)
          })
      },
      Builtin("dirichlet(self, alpha, size=None)") { a throws(Raised) in
        let (alpha, shape) = (try ArrayConversion.array(a[1], dtype: .float64), try size(a[2]))
        return ArrayRef.make(
          try with(a[0]) { g throws(ArrayError) in try g.dirichlet(alpha: alpha, size: shape) })
      },
      Builtin("multivariate_hypergeometric(self, colors, nsample, size=None, method='marginals')") {
        a throws(Raised) in
        let (colors, count, shape) = (
          try ArrayConversion.array(a[1]), try indexValue(a[2]), try size(a[3])
        )
        let method: Weft.Generator.HypergeometricMethod =
          a[4].isStr && Str(a[4]) == "count" ? .count : .marginals
        return ArrayRef.make(
          try with(a[0]) { g throws(ArrayError) in
            try g.multivariateHypergeometric(
              colors: colors, nsample: count, size: shape, method: method)
          })
      },
      Builtin(
        "multivariate_normal(self, mean, cov, size=None, check_valid='warn', tol=1e-08, *, method='svd')"
      ) {
        a throws(Raised) in
        let (mean, covariance) = (
          try ArrayConversion.array(a[1]), try ArrayConversion.array(a[2])
        )
        let shape = try size(a[3])
        let factors: [String: CovarianceFactor] = [
          "svd": .svd, "eigh": .eigh, "cholesky": .cholesky,
        ]
        guard a[6].isStr, let factor = factors[Str(a[6]).text] else {
          throw raise(.valueError, "method must be one of {'eigh', 'svd', 'cholesky'}")
        }
        let tolerance = try FloatMath.convert(a[5])
        let own = try own(a[0])
        var generator = try modern(own)
        defer { own.source = .modern(generator) }
        return ArrayRef.make(
          try checkedEngine {
            try generator.multivariateNormal(
              mean: mean, cov: covariance, size: shape, tol: tolerance, method: factor)
          })
      },
      Builtin("spawn(self, n_children)") { a throws(Raised) in
        let count = try indexValue(a[1])
        let children = try with(a[0]) { g throws(ArrayError) in try g.spawn(count) }
        return List.make(
          consuming: children.map { .native(RandomObject(.modern($0)), generatorType) }
        ).value
      },
    ]
  }

  // MARK: RandomState

  nonisolated(unsafe) static let stateType: TypeRef = TypeMaking.make(
    "RandomState", module: "numpy.random.mtrand", flags: [.weakReferable], methods: legacyRows
  ) { slots in
    slots.repr = { v throws(Raised) in
      .string("RandomState(MT19937) at 0x\(String(v.bits, radix: 16, uppercase: true))")
    }
    slots.str = { _ throws(Raised) in .string("RandomState(MT19937)") }
    slots.new = { type, arguments throws(Raised) in
      let seed = arguments.count > 0 ? arguments[0] : .none
      return .native(RandomObject(.legacy(try state(seed))), type)
    }
  }

  private static func state(_ seed: Value) throws(Raised) -> RandomState {
    if seed.isNone || seed.isUnbound { return RandomState() }
    if seed.isInteger || seed.isNumPyScalar {
      let integer = try index(seed)
      defer { integer.release() }
      guard let number = UInt32(exactly: IntMath.big(integer.unboxed)) else {
        throw raise(.valueError, "Seed must be between 0 and 2**32 - 1")
      }
      return RandomState(seed: number)
    }
    var words: [Int] = []
    try forEach(seed) { element throws(Raised) in
      words.append(try indexValue(element))
      return true
    }
    let all = words
    return try engine { () throws(ArrayError) in try RandomState(seeds: all) }
  }

  private static var legacyRows: [Builtin] {
    func shaped(_ arguments: Tuple) throws(Raised) -> [Int]? {
      arguments.count == 0 ? nil : try ArrayConversion.shape(arguments.value)
    }
    func sampling(_ name: String) -> Builtin {
      Builtin("\(name)(self, size=None)") { a throws(Raised) in
        let shape = try size(a[1])
        return result(
          try withState(a[0]) { s throws(ArrayError) in try s.randomSample(size: shape ?? []) },
          shape)
      }
    }
    return distributions + RandomStates.rows
      + ["random_sample", "random", "ranf", "sample"].map(sampling) + [
        Builtin("seed(self, seed=None)") { a throws(Raised) in
          try own(a[0]).source = .legacy(state(a[1]))
          return .none
        },
        Builtin("rand(self, *args)") { a throws(Raised) in
          let shape = try shaped(Tuple(a[1]))
          return result(
            try withState(a[0]) { s throws(ArrayError) in try s.randomSample(size: shape ?? []) },
            shape)
        },
        Builtin("randn(self, *args)") { a throws(Raised) in
          let shape = try shaped(Tuple(a[1]))
          return result(try own(a[0]).draw(.standardNormal, [], shape), shape)
        },
        Builtin("standard_normal(self, size=None)") { a throws(Raised) in
          let shape = try size(a[1])
          return result(try own(a[0]).draw(.standardNormal, [], shape), shape)
        },
        Builtin("standard_exponential(self, size=None)") { a throws(Raised) in
          let shape = try size(a[1])
          return result(try own(a[0]).draw(.standardExponential, [], shape), shape)
        },
        Builtin("standard_gamma(self, shape, size=None)") { a throws(Raised) in
          let shape = try size(a[2])
          return result(try own(a[0]).draw(.standardGamma, [try parameter(a[1])], shape), shape)
        },
        Builtin("randint(self, low, high=None, size=None, dtype=...)") { a throws(Raised) in
          let (low, high) =
            a[2].isNone
            ? (0.parameter, try parameter(a[1])) : (try parameter(a[1]), try parameter(a[2]))
          let shape = try size(a[3])
          let given = !a[4].isUnbound
          let dtype = given ? try DTypeObject.dtype(named: a[4]) : .int64
          let array = try withState(a[0]) { s throws(ArrayError) in
            try s.randint(low: low, high: high, size: shape, dtype: dtype)
          }
          return shape == nil && array.ndim == 0 && !given
            ? NumPyScalars.item(array) : ArrayOperators.result(array)
        },
        Builtin("random_integers(self, low, high=None, size=None)") { a throws(Raised) in
          let low = a[2].isNone ? 1 : try indexValue(a[1])
          let high = try indexValue(a[2].isNone ? a[1] : a[2])
          let shape = try size(a[3])
          return result(
            try withState(a[0]) { s throws(ArrayError) in
              try s.randint(low: low, high: high + 1, size: shape)
            }, shape)
        },
        Builtin("bytes(self, length)") { a throws(Raised) in
          let count = try indexValue(a[1])
          if count < 0 { throw raise(.valueError, "negative dimensions are not allowed") }
          return .bytes(try withState(a[0]) { s throws(ArrayError) in s.bytes(count) })
        },
        Builtin("choice(self, a, size=None, replace=True, p=None)") { a throws(Raised) in
          let shape = try size(a[2])
          let replace = try isTrue(a[3])
          let p = a[4].isNone ? nil : Optional(try ArrayConversion.array(a[4], dtype: .float64))
          if a[1].isInteger {
            let count = try indexValue(a[1])
            return result(
              try withState(a[0]) { s throws(ArrayError) in
                try s.choice(count, size: shape, replace: replace, p: p)
              }, shape)
          }
          let array = try ArrayConversion.array(a[1])
          return ArrayOperators.result(
            try withState(a[0]) { s throws(ArrayError) in
              try s.choice(array, size: shape, replace: replace, p: p)
            })
        },
        Builtin("shuffle(self, x)") { a throws(Raised) in
          if a[1].has(.list) {
            var elements = List(a[1]).elements.map { $0.retained() }
            try withState(a[0]) { s throws(ArrayError) in s.shuffle(&elements) }
            List(a[1]).removeAll()
            for element in elements { List(a[1]).append(consuming: element) }
            return .none
          }
          guard a[1].isArray else {
            throw raise(.typeError, "object of type '\(a[1].type.name)' cannot be shuffled")
          }
          try ArrayRef(a[1]).requireWritable("array is read-only")
          var array = ArrayRef(a[1]).current
          try withState(a[0]) { s throws(ArrayError) in try s.shuffle(&array) }
          let shuffled = array
          try checkedEngine { ArrayRef(a[1]).shared.assign(shuffled) }
          return .none
        },
        Builtin("permutation(self, x)") { a throws(Raised) in
          if a[1].isInteger {
            let count = try indexValue(a[1])
            return ArrayRef.make(
              try withState(a[0]) { s throws(ArrayError) in try s.permutation(count) })
          }
          let array = try ArrayConversion.array(a[1])
          return ArrayRef.make(
            try withState(a[0]) { s throws(ArrayError) in try s.permutation(array) })
        },
        Builtin("multinomial(self, n, pvals, size=None)") { a throws(Raised) in
          let (n, p, shape) = (
            try indexValue(a[1]), try ArrayConversion.array(a[2], dtype: .float64), try size(a[3])
          )
          return ArrayRef.make(
            try withState(a[0]) { s throws(ArrayError) in
              try s.multinomial(n: n, pvals: p, size: shape)
            })
        },
        Builtin("dirichlet(self, alpha, size=None)") { a throws(Raised) in
          let (alpha, shape) = (try ArrayConversion.array(a[1], dtype: .float64), try size(a[2]))
          return ArrayRef.make(
            try withState(a[0]) { s throws(ArrayError) in try s.dirichlet(alpha: alpha, size: shape)
            }
          )
        },
        Builtin("multivariate_normal(self, mean, cov, size=None, check_valid='warn', tol=1e-08)") {
          a throws(Raised) in
          let (mean, covariance, shape) = (
            try ArrayConversion.array(a[1]), try ArrayConversion.array(a[2]), try size(a[3])
          )
          let own = try own(a[0])
          var state = try legacy(own)
          defer { own.source = .legacy(state) }
          return ArrayRef.make(
            try checkedEngine {
              try state.multivariateNormal(mean: mean, cov: covariance, size: shape)
            })
        },
      ]
  }
}
