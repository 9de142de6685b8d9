// SPDX-License-Identifier: Apache-2.0
// Runs math functions over arrays, measures ulps, knows a reference for each function.

import Glibc
import JIT

/// Float and Double, as the tests of both formats need them, each with a wider type that references
/// are computed in.
protocol MathFloat: BinaryFloatingPoint, Sendable where RawSignificand: FixedWidthInteger {
  associatedtype Wide: BinaryFloatingPoint & Sendable
  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  static var element: Element { get }
  static func limit(_ function: MathFunction) -> Double
  static func reference(_ function: MathFunction) -> Reference<Wide>
  init(bitPattern: Bits)
  var bitPattern: Bits { get }
}

enum Reference<Wide> {
  case unary(@Sendable (Wide) -> Wide)
  case binary(@Sendable (Wide, Wide) -> Wide)
}

extension Float: MathFloat {
  typealias Wide = Double
  typealias Bits = UInt32
  static var element: Element { .f32 }
  static func limit(_ function: MathFunction) -> Double { function.facts.ulps.f32 }
  static func reference(_ function: MathFunction) -> Reference<Double> {
    References.double[function]!
  }
}

extension Double: MathFloat {
  typealias Wide = Float80
  typealias Bits = UInt64
  static var element: Element { .f64 }
  static func limit(_ function: MathFunction) -> Double { function.facts.ulps.f64 }
  static func reference(_ function: MathFunction) -> Reference<Float80> {
    References.extended[function]!
  }
}

/// The C library's functions, good to about 1 ulp of their own type.
enum References {
  static let double: [MathFunction: Reference<Double>] = [
    .exp: .unary { Glibc.exp($0) }, .exp2: .unary { Glibc.exp2($0) },
    .expm1: .unary { Glibc.expm1($0) }, .log: .unary { Glibc.log($0) },
    .log2: .unary { Glibc.log2($0) }, .log10: .unary { Glibc.log10($0) },
    .log1p: .unary { Glibc.log1p($0) }, .sin: .unary { Glibc.sin($0) },
    .cos: .unary { Glibc.cos($0) }, .tan: .unary { Glibc.tan($0) },
    .arcsin: .unary { Glibc.asin($0) }, .arccos: .unary { Glibc.acos($0) },
    .arctan: .unary { Glibc.atan($0) }, .arctan2: .binary { Glibc.atan2($0, $1) },
    .sinh: .unary { Glibc.sinh($0) }, .cosh: .unary { Glibc.cosh($0) },
    .tanh: .unary { Glibc.tanh($0) }, .arcsinh: .unary { Glibc.asinh($0) },
    .arccosh: .unary { Glibc.acosh($0) }, .arctanh: .unary { Glibc.atanh($0) },
    .hypot: .binary { Glibc.hypot($0, $1) }, .cbrt: .unary { Glibc.cbrt($0) },
    .pow: .binary { Glibc.pow($0, $1) },
  ]

  static let extended: [MathFunction: Reference<Float80>] = [
    .exp: .unary { expl($0) }, .exp2: .unary { exp2l($0) }, .expm1: .unary { expm1l($0) },
    .log: .unary { logl($0) }, .log2: .unary { log2l($0) }, .log10: .unary { log10l($0) },
    .log1p: .unary { log1pl($0) }, .sin: .unary { sinl($0) }, .cos: .unary { cosl($0) },
    .tan: .unary { tanl($0) }, .arcsin: .unary { asinl($0) }, .arccos: .unary { acosl($0) },
    .arctan: .unary { atanl($0) }, .arctan2: .binary { atan2l($0, $1) },
    .sinh: .unary { sinhl($0) }, .cosh: .unary { coshl($0) }, .tanh: .unary { tanhl($0) },
    .arcsinh: .unary { asinhl($0) }, .arccosh: .unary { acoshl($0) },
    .arctanh: .unary { atanhl($0) }, .hypot: .binary { hypotl($0, $1) },
    .cbrt: .unary { cbrtl($0) }, .pow: .binary { powl($0, $1) },
  ]
}

/// A compiled loop that applies one function to arrays.
struct MathKernel<T: MathFloat> {
  private let code: CompiledCode
  let arity: Int
  /// Instructions of the program, constants apart.
  let instructions: Int

  init(_ function: MathFunction, oracle: Bool) {
    let program = Self.program(function.name) { b, x, y in
      function.facts.arity == 1 ? b.call(function, x) : b.call(function, x, y)
    }
    self.init(program, arity: function.facts.arity, oracle: oracle)
  }

  init(_ program: Program, arity: Int, oracle: Bool) {
    self.arity = arity
    instructions = program.code.count - program.constants.count
    code = oracle ? OracleBackend().compile(program)! : Compiler.compile(program)
  }

  static func program(
    _ name: String, _ body: (inout Builder, Value, Value) -> Value
  ) -> Program {
    var b = Builder(name: name)
    let (x, y, out) = (b.argument(0, .ptr), b.argument(1, .ptr), b.argument(2, .ptr))
    let count = b.argument(3, .i64)
    let (loop, exit) = (b.declareLoop(), b.declareBlock())
    b.loop(count, loop, exit: exit)
    b.begin(loop)
    let (left, right) = (b.load(x, T.element), b.load(y, T.element))
    b.store(out, body(&b, left, right))
    b.next()
    b.begin(exit)
    b.ret()
    return b.finish()
  }

  /// The function's values and the flags it raised; a unary function ignores `ys`.
  func callAsFunction(_ xs: [T], _ ys: [T]? = nil) -> (values: [T], status: Status) {
    var (xs, ys) = (xs, ys ?? xs)
    var values = [T](repeating: 0, count: xs.count)
    let status = xs.withUnsafeMutableBytes { x in
      ys.withUnsafeMutableBytes { y in
        values.withUnsafeMutableBytes { out in
          var slots = [x, y, out].map { UInt64(UInt(bitPattern: $0.baseAddress)) }
          slots.append(UInt64(x.count / MemoryLayout<T>.size))
          return slots.withUnsafeMutableBytes { code.run($0.baseAddress!) }
        }
      }
    }
    return (values, status)
  }
}

/// How far `got` is from `exact`, in ulps of the format at `exact`; infinite for a wrong special
/// value or sign of zero.
func ulps<T: MathFloat>(_ got: T, _ exact: T.Wide) -> Double {
  if got.isNaN || exact.isNaN { return got.isNaN && exact.isNaN ? 0 : .infinity }
  if got == 0, exact == 0 || got.sign != exact.sign {
    return exact == 0 && got.sign == exact.sign ? 0 : .infinity
  }
  let rounded = T(exact)
  if got == rounded, got.isInfinite { return 0 }
  // Beyond the greatest number, overflow counts as the next one would.
  let next = T.Wide(T.greatestFiniteMagnitude) + T.Wide(T.greatestFiniteMagnitude.ulp)
  let wide = got.isInfinite ? (got > 0 ? next : -next) : T.Wide(got)
  let unit = rounded.isInfinite ? T.greatestFiniteMagnitude.ulp : rounded.magnitude.ulp
  let least = rounded == 0 ? T.leastNonzeroMagnitude : unit
  return Double((wide - exact).magnitude / T.Wide(least))
}

/// Numbers from a seed (SplitMix64).
struct MathRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum MathSettings {
  /// `WEFT_LONG_TESTS=1`: all float32 inputs, millions of float64 ones.
  static let isLong = getenv("WEFT_LONG_TESTS") != nil
  /// `WEFT_SEED=…` repeats a run.
  static let seed: UInt64 =
    getenv("WEFT_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0..<1 << 32)
}

/// Arguments from the regions where math functions go wrong.
struct MathArguments<T: MathFloat> {
  var random: MathRandom

  static var regions: Int { 12 }

  private mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &random)
  }

  private mutating func small(_ bits: Int) -> Double {
    uniform(-0.5...0.5) * Glibc.exp2(-Double(Int.random(in: 0..<bits, using: &random)))
  }

  mutating func next(_ region: Int) -> T {
    switch region {
    case 0: T(bitPattern: T.Bits(truncatingIfNeeded: random.next()))
    case 1: T(uniform(-1...1))
    case 2: T(uniform(-20...20))
    case 3: T(uniform(-760...760))
    case 4: T(1 + small(T.significandBitCount))
    case 5: T(-1 + small(T.significandBitCount).magnitude)
    case 6: T(small(100) * 0x1p40)
    case 7: nearRightAngle()
    case 8: T(uniform(0...4))
    case 9: T(uniform(-100...100).rounded() * 0.125)
    case 10: T(uniform(-1...1)) * T.leastNormalMagnitude
    default: T(uniform(0.4...0.72)) * T(Bool.random(using: &random) ? 1 : -1)
    }
  }

  /// A number close to a multiple of π/2.
  private mutating func nearRightAngle() -> T {
    let multiple = Float80(Int.random(in: 0..<2_000_000, using: &random)) * Float80.pi / 2
    let near = T(multiple)
    return Bool.random(using: &random) ? near : near.nextUp
  }

  /// Exponents that put x^y anywhere in the format's range.
  mutating func exponent(for x: T) -> T {
    let logarithm = Glibc.log(Double(x.magnitude))
    guard logarithm != 0, logarithm.isFinite else { return next(9) }
    let range = T.element == .f64 ? -745.0...710 : -104.0...89
    return T(uniform(range) / logarithm)
  }
}
