// SPDX-License-Identifier: Apache-2.0
// A bit generator behind a reference, whatever its type: what distributions draw from.

import Glibc

/// A run of numbers that is asked for at once, so that the loop knows its bit generator.
enum Fill {
  case doubles(UnsafeMutablePointer<Double>)
  case floats(UnsafeMutablePointer<Float>)
  case uniform(UnsafeMutablePointer<Double>, low: Double, range: Double)
  case standardNormal(UnsafeMutablePointer<Double>)
  case standardNormalFloats(UnsafeMutablePointer<Float>)
  case normal(UnsafeMutablePointer<Double>, mean: Double, deviation: Double)
  case standardExponential(UnsafeMutablePointer<Double>)
  case standardExponentialFloats(UnsafeMutablePointer<Float>)
  case exponential(UnsafeMutablePointer<Double>, scale: Double)
  case inverseExponential(UnsafeMutablePointer<Double>)
  case inverseExponentialFloats(UnsafeMutablePointer<Float>)
  case legacyNormal(UnsafeMutablePointer<Double>)
  case legacyExponential(UnsafeMutablePointer<Double>, scale: Double)
  /// Poisson numbers of a small mean, whose exponential is 1 / `limit`.
  case poisson(UnsafeMutablePointer<Int>, limit: Double)
  case wide(UnsafeMutablePointer<UInt64>, offset: UInt64, range: UInt64, RangeMethod)
  case words(UnsafeMutablePointer<UInt32>, offset: UInt32, range: UInt32, RangeMethod)
  case halves(UnsafeMutablePointer<UInt16>, offset: UInt16, range: UInt16, RangeMethod)
  case bytes(UnsafeMutablePointer<UInt8>, offset: UInt8, range: UInt8, RangeMethod)
  case bits(UnsafeMutablePointer<UInt8>)
}

/// A bit generator of any type, and what distributions remember between two draws.
///
/// Subclasses hold the bit generator. A rare distribution costs two indirect calls per number, as in NumPy; what is drawn most is
/// a `Fill`, whose loop is compiled for each bit generator.
class BitSource: BitStream {
  let ziggurats = Ziggurats.shared
  /// The second number of the polar method, for `RandomState`.
  final var gauss: Double?
  final var binomial = BinomialSetup()

  fileprivate init() {}

  var generator: any BitGenerator { preconditionFailure("abstract") }
  func copy() -> BitSource { preconditionFailure("abstract") }
  func nextUInt64() -> UInt64 { preconditionFailure("abstract") }
  func nextUInt32() -> UInt32 { preconditionFailure("abstract") }
  func nextDouble() -> Double { preconditionFailure("abstract") }
  func standardNormal() -> Double { preconditionFailure("abstract") }
  func standardExponential() -> Double { preconditionFailure("abstract") }
  func legacyGauss() -> Double { preconditionFailure("abstract") }
  func run(_ fill: Fill, _ count: Int) { preconditionFailure("abstract") }

  /// A copy that has drawn as much as this.
  final func duplicated() -> BitSource {
    let other = copy()
    other.gauss = gauss
    return other
  }

  /// A source of what `generator` draws from now on.
  static func of(_ generator: some BitGenerator) -> BitSource {
    switch generator {
    case let known as PCG64: PCG64Source(known)
    case let known as PCG64DXSM: PCG64DXSMSource(known)
    case let known as MT19937: MT19937Source(known)
    case let known as Philox: PhiloxSource(known)
    case let known as SFC64: SFC64Source(known)
    default: OtherSource(generator)
    }
  }
}

extension BitSource {
  final func standardNormalFloat() -> Float {
    var stream = self
    return stream.standardNormal(ziggurats.normalFloat)
  }

  final func standardExponentialFloat() -> Float {
    var stream = self
    return stream.standardExponential(ziggurats.exponentialFloat)
  }

  final func nextUnitFloat() -> Float {
    var stream = self
    return stream.nextFloat()
  }

  final func interval(_ limit: Int) -> Int {
    var stream = self
    return Int(stream.interval(UInt64(limit)))
  }
}

extension BitStream {
  /// Runs the loop that `fill` names.
  @inline(__always)
  mutating func run(
    _ fill: Fill, _ count: Int, _ ziggurats: Ziggurats, _ gauss: inout Double?
  ) {
    switch fill {
    case .doubles(let out):
      for index in 0..<count { out[index] = nextDouble() }
    case .floats(let out):
      for index in 0..<count { out[index] = nextFloat() }
    case .uniform(let out, let low, let range):
      for index in 0..<count { out[index] = low + range * nextDouble() }
    case .standardNormal(let out):
      let ziggurat = ziggurats.normal
      for index in 0..<count { out[index] = standardNormal(ziggurat) }
    case .standardNormalFloats(let out):
      let ziggurat = ziggurats.normalFloat
      for index in 0..<count { out[index] = standardNormal(ziggurat) }
    case .normal(let out, let mean, let deviation):
      let ziggurat = ziggurats.normal
      for index in 0..<count { out[index] = mean + deviation * standardNormal(ziggurat) }
    case .standardExponential(let out):
      let ziggurat = ziggurats.exponential
      for index in 0..<count { out[index] = standardExponential(ziggurat) }
    case .standardExponentialFloats(let out):
      let ziggurat = ziggurats.exponentialFloat
      for index in 0..<count { out[index] = standardExponential(ziggurat) }
    case .exponential(let out, let scale):
      let ziggurat = ziggurats.exponential
      for index in 0..<count { out[index] = scale * standardExponential(ziggurat) }
    case .inverseExponential(let out):
      for index in 0..<count { out[index] = -Glibc.log1p(-nextDouble()) }
    case .inverseExponentialFloats(let out):
      for index in 0..<count { out[index] = Float(-Glibc.log1p(Double(-nextFloat()))) }
    case .legacyNormal(let out):
      for index in 0..<count { out[index] = polarNormal(&gauss) }
    case .legacyExponential(let out, let scale):
      for index in 0..<count { out[index] = scale * -Glibc.log(1 - nextDouble()) }
    case .poisson(let out, let limit):
      for index in 0..<count { out[index] = countOfProducts(above: limit) }
    case .wide(let out, let offset, let range, let method):
      if let small = UInt32(exactly: range) {
        var pieces = BitPieces()
        for index in 0..<count { out[index] = offset &+ UInt64(narrow(small, method, &pieces)) }
      } else if range == .max || method == .masked {
        for index in 0..<count { out[index] = offset &+ wide(range, method) }
      } else {
        for index in 0..<count { out[index] = offset &+ wideProduct(range) }
      }
    case .words(let out, let offset, let range, let method):
      fillNarrow(out, count, offset, range, method)
    case .halves(let out, let offset, let range, let method):
      fillNarrow(out, count, offset, range, method)
    case .bytes(let out, let offset, let range, let method):
      fillNarrow(out, count, offset, range, method)
    case .bits(let out):
      for start in stride(from: 0, to: count, by: 32) {
        var word = nextUInt32()
        for index in start..<min(start + 32, count) {
          out[index] = UInt8(truncatingIfNeeded: word & 1)
          word >>= 1
        }
      }
    }
  }

  @inline(__always)
  private mutating func fillNarrow<Word: FixedWidthInteger & UnsignedInteger>(
    _ out: UnsafeMutablePointer<Word>, _ count: Int, _ offset: Word, _ range: Word,
    _ method: RangeMethod
  ) {
    var pieces = BitPieces()
    for index in 0..<count { out[index] = offset &+ narrow(range, method, &pieces) }
  }
}

// The five sources differ in one type. A generic class would be one text, but its methods would run unspecialised behind the
// virtual calls.

private final class PCG64Source: BitSource {
  var bits: PCG64
  init(_ bits: PCG64) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { PCG64Source(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}

private final class PCG64DXSMSource: BitSource {
  var bits: PCG64DXSM
  init(_ bits: PCG64DXSM) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { PCG64DXSMSource(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}

private final class MT19937Source: BitSource {
  var bits: MT19937
  init(_ bits: MT19937) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { MT19937Source(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}

private final class PhiloxSource: BitSource {
  var bits: Philox
  init(_ bits: Philox) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { PhiloxSource(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}

private final class SFC64Source: BitSource {
  var bits: SFC64
  init(_ bits: SFC64) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { SFC64Source(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}

/// A bit generator from outside this module.
private final class OtherSource<Bits: BitGenerator>: BitSource {
  var bits: Bits
  init(_ bits: Bits) { self.bits = bits }
  override var generator: any BitGenerator { bits }
  override func copy() -> BitSource { OtherSource(bits) }
  override func nextUInt64() -> UInt64 { bits.nextUInt64() }
  override func nextUInt32() -> UInt32 { bits.nextUInt32() }
  override func nextDouble() -> Double { bits.nextDouble() }
  override func standardNormal() -> Double { bits.standardNormal(ziggurats.normal) }
  override func standardExponential() -> Double { bits.standardExponential(ziggurats.exponential) }
  override func legacyGauss() -> Double { bits.polarNormal(&gauss) }
  override func run(_ fill: Fill, _ count: Int) { bits.run(fill, count, ziggurats, &gauss) }
}
