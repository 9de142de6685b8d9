// SPDX-License-Identifier: Apache-2.0
// What is known about a value before it is computed: how large it is, and how far it may be from NumPy's.
import Foundation
import Weft

/// Bounds that hold for every element (every part of a complex one).
///
/// Numbers without magic: an operation that both sides compute alike adds no error; one whose order or rounding may differ
/// adds its worst case; operations carry errors along. An infinite error means that nothing can be compared but shape and dtype.
struct Bounds {
  /// Not below any magnitude; infinite if NaN or infinities may occur.
  var scale: Double
  /// Not above any element.
  var low: Double
  /// The largest difference from NumPy's element.
  var error = 0.0
  /// The largest difference relative to NumPy's element.
  var relative = 0.0
  /// True for powers so large that the signs of infinite parts hang on an angle's roundings.
  var isTurned = false
  /// True if NumPy's array lies in memory as ours does.
  var isPlain = true

  init(scale: Double, low: Double? = nil) {
    self.scale = scale
    self.low = low ?? -scale
  }

  static let wild = Bounds(scale: .infinity)

  var isExact: Bool { error == 0 && relative == 0 }
  var isKnown: Bool { error < .infinity }

  /// The difference without regard to each element's size.
  var spread: Double { relative == 0 ? error : error + relative * scale }

  /// What holds for either.
  static func either(_ a: Bounds, _ b: Bounds) -> Bounds {
    var both = Bounds(scale: max(a.scale, b.scale), low: min(a.low, b.low))
    both.error = max(a.error, b.error)
    both.relative = max(a.relative, b.relative)
    both.isPlain = a.isPlain && b.isPlain
    both.isTurned = a.isTurned || b.isTurned
    return both
  }

  /// Fits the bounds to `dtype`: integers wrap, floats overflow.
  func fitted(to dtype: DType) -> Bounds {
    var result = self
    if dtype == .bool {
      (result.scale, result.low) = (1, 0)
    } else if dtype.isInteger {
      let limit = pow(2, Double(dtype.itemSize * 8 - (dtype.kind == .signed ? 1 : 0)))
      if !(scale < limit) || (dtype.kind == .unsigned && low < 0) {
        result.scale = limit
        result.low = dtype.kind == .signed ? -limit : 0
      }
    } else if !(scale < 0.9 * dtype.largestFinite) {
      (result.scale, result.low) = (.infinity, -.infinity)
    }
    if result.error.isNaN || result.relative.isNaN { result.error = .infinity }
    if result.error > 0 && result.scale == .infinity { result.error = .infinity }
    return result
  }
}

extension DType {
  var largestFinite: Double {
    switch self {
    case .float16: 65504
    case .float32, .complex64: Double(Float.greatestFiniteMagnitude)
    default: Double.greatestFiniteMagnitude
    }
  }

  /// Twice the unit of rounding; 0 for exact dtypes.
  var rounding: Double {
    switch self {
    case .float16: 0x1p-10
    case .float32, .complex64: 0x1p-23
    case .float64, .complex128: 0x1p-52
    default: 0
    }
  }
}

// MARK: Functions

extension FunctionRow {
  /// The bounds of the result, of dtype `dtype`, given the operands'.
  func bounds(_ x: [Bounds], _ dtype: DType, isComplex: Bool) -> Bounds {
    let isExact = x.allSatisfy(\.isExact)
    var result = range(x, isComplex)
    if isExact {
      result.relative = roundings * dtype.rounding
      if isComplex && [.magnitude, .sqrt].contains(growth) || isComplex && name == "sign" {
        result.relative = 4 * dtype.rounding
      }
      if isComplex && roundings > 0 { result.relative *= 32 }
      // The exponent w log z carries its own rounding into the power; it is below 710 where that is finite.
      if isComplex && name == "power" { result.relative *= 64 }
      result.isTurned = isComplex && name == "power"
    } else {
      result.error = error(x, result.scale, isComplex)
      if result.error > 0 && result.error < .infinity {
        result.error += (1 + roundings) * dtype.rounding * result.scale
      }
      // Nothing is exact: what an inexact operand and a zero make is a zero of the operand's unknown sign.
      result.error = max(result.error, .leastNonzeroMagnitude)
    }
    // The sign of a NaN is what the loop that made it left there.
    let readsSign = name == "signbit" ? x[0].scale : name == "copysign" ? x[1].scale : 0
    if readsSign == .infinity { result.error = .infinity }
    return result.fitted(to: dtype)
  }

  private func range(_ x: [Bounds], _ isComplex: Bool) -> Bounds {
    let (a, b) = (x[0], x[x.count > 1 ? 1 : 0])
    switch growth {
    case .add: return Bounds(scale: a.scale + b.scale, low: a.low + b.low)
    case .subtract: return Bounds(scale: a.scale + b.scale, low: a.low - b.scale)
    case .multiply:
      let scale = a.scale * b.scale * (isComplex ? 2 : 1)
      return Bounds(scale: scale, low: a.low >= 0 && b.low >= 0 ? a.low * b.low : nil)
    case .divide:
      guard b.low > 0, !isComplex else { return .wild }
      return Bounds(scale: a.scale / b.low, low: a.low >= 0 ? 0 : nil)
    case .larger: return Bounds(scale: max(a.scale, b.scale), low: max(a.low, b.low))
    case .smaller: return Bounds(scale: max(a.scale, b.scale), low: min(a.low, b.low))
    case .choose:
      let values = name == "where" ? x.dropFirst() : x[...]
      return values.dropFirst().reduce(values.first!) { Bounds.either($0, $1) }.exact
    case .negate: return Bounds(scale: a.scale)
    case .same: return a.exact
    case .magnitude: return Bounds(scale: isComplex ? 2 * a.scale : a.scale, low: max(a.low, 0))
    case .square:
      return Bounds(
        scale: a.scale * a.scale * (isComplex ? 2 : 1), low: isComplex ? nil : max(a.low, 0) * a.low
      )
    case .unit:
      // Off the real axis sine and cosine grow as cosh, and tanh has poles.
      if isComplex { return name == "tanh" ? .wild : Bounds(scale: cosh(a.scale)) }
      return a.scale < .infinity ? Bounds(scale: 1) : .wild
    case .sqrt:
      return a.low >= 0 && !isComplex
        ? Bounds(scale: a.scale.squareRoot(), low: a.low.squareRoot()) : .wild
    case .exp: return Bounds(scale: exp(a.scale), low: 0)
    case .log:
      return a.low > 0 ? Bounds(scale: max(abs(log(a.low)), abs(log(a.scale)))) : .wild
    case .jump, .wild: return .wild
    case .test: return Bounds(scale: 1, low: 0)
    }
  }

  /// The error of the result that the operands' errors cause; `scale` is the result's.
  private func error(_ x: [Bounds], _ scale: Double, _ isComplex: Bool) -> Double {
    let (a, b) = (x[0], x[x.count > 1 ? 1 : 0])
    let (p, q) = (a.spread, b.spread)
    switch growth {
    case .add, .subtract: return p + q
    case .multiply: return 2 * (p * b.scale + q * a.scale + p * q)
    case .divide:
      let floor = b.low - q
      return floor > 0 ? (p + scale * q) / floor : .infinity
    case .larger, .smaller: return max(p, q)
    case .choose:
      if name == "where" && !a.isExact { return .infinity }
      return x.map(\.spread).max()!
    case .negate, .same: return p
    case .magnitude: return 2 * p
    case .square: return 4 * p * a.scale + 2 * p * p
    case .unit:
      if isComplex { return name == "tanh" ? .infinity : 2 * p * cosh(a.scale + p) }
      return p
    case .sqrt: return a.low > p ? p / (a.low - p).squareRoot() : p.squareRoot()
    case .exp: return p * exp(a.scale + p)
    case .log: return a.low > p ? p / (a.low - p) : .infinity
    case .jump, .test, .wild: return .infinity
    }
  }
}

extension Bounds {
  fileprivate var exact: Bounds {
    var result = self
    (result.error, result.relative) = (0, 0)
    return result
  }
}

extension Bounds {
  /// Admits NumPy's other complex product: only its vector loops, which run where the machine has them and operands lie suitably,
  /// fuse a multiplication with the addition.
  mutating func loosenProduct(_ dtype: DType) {
    guard dtype.isComplex else { return }
    if scale == .infinity {
      error = .infinity
    } else if isExact {
      relative = 4 * dtype.rounding
    } else {
      error = spread + 8 * dtype.rounding * scale
      relative = 0
    }
  }
}

// MARK: Reductions and casts

extension Bounds {
  /// After a cast from `from` to `to`.
  func cast(_ from: DType, _ to: DType) -> Bounds {
    var result = self
    if from == to { return result }
    if from.isComplex && !to.isComplex { result.low = -result.scale }
    if from.kind >= .float && to.isInteger {
      let limit = pow(2, Double(min(to.itemSize, 8) * 8 - 1))
      let isInside = scale < limit && (to.kind == .signed || low >= 0)
      if !isExact || !isInside { result.error = .infinity }
    } else if to == .bool {
      if !isExact { result.error = .infinity }
    } else if !isExact {
      result.error = spread + to.rounding * scale
      result.relative = 0
    } else if to.kind >= .float {
      result.scale *= 1 + to.rounding
      result.low -= abs(result.low) * to.rounding
    }
    return result.fitted(to: to)
  }

  /// After a reduction of `count` elements into each of the result's; `isOrdered` if both sides take them in the same order.
  func reduced(_ reducer: Reducer, _ count: Int, isOrdered: Bool, from: DType, to: DType) -> Bounds
  {
    let n = Double(count)
    let unit = to.rounding
    // NumPy fuses complex products or not, depending on how its loops run.
    let isFusedAtWill = reducer == .prod && from.isComplex
    // What must be converted before it is summed NumPy converts in buffers of this length and sums one by one.
    let isBuffered =
      count > 8192 && [.mean, .var, .std].contains(reducer)
      && (from.kind < .float || from == .float16) && !(scale * n < 0x1p53 && from.kind < .float)
    let isSteady =
      isExact && !isFusedAtWill && !isBuffered
      && (isOrdered || count < 2 || to.isInteger || to == .bool)
    var result = self
    (result.error, result.relative) = (0, 0)
    switch reducer {
    case .sum:
      (result.scale, result.low) = (scale * n, low * n)
      if !isSteady { result.error = n * spread + 2 * n * unit * scale * n }
    case .prod:
      result = Bounds(scale: pow(scale, n) * (from.isComplex ? pow(2, n) : 1))
      if !isSteady {
        result.error = max(n * (spread + 8 * unit) * result.scale * 4, .leastNonzeroMagnitude)
      }
    case .min, .max:
      result = self
      // Of several complex numbers that are NaN in some part the first one met wins.
      if from.isComplex && scale == .infinity && !isOrdered { result.error = .infinity }
    case .any, .all, .countNonzero:
      result = Bounds(scale: n, low: 0)
      if !isExact { result.error = .infinity }
    case .mean:
      if !isSteady { result.error = spread + 4 * n * unit * scale }
    case .var, .std:
      let square = Bounds(scale: 4 * scale * scale * (from.isComplex ? 2 : 1), low: 0)
      let error = isSteady ? 0 : 16 * scale * (spread + n * unit * scale)
      result = reducer == .std ? Bounds(scale: square.scale.squareRoot(), low: 0) : square
      result.error = reducer == .std ? error.squareRoot() : error
    }
    if count == 0 && [.mean, .var, .std].contains(reducer) { result = .wild }
    result.isPlain = isPlain
    return result.fitted(to: to)
  }

  /// After a running sum or product over `count` elements, which both sides take in order.
  func scanned(isProduct: Bool, _ count: Int, isComplex: Bool, to: DType) -> Bounds {
    let n = Double(max(count, 1))
    var result = self
    if isProduct {
      result = Bounds(scale: max(1, pow(scale, n)) * (isComplex ? pow(2, n) : 1))
      if !isExact || isComplex && result.scale == .infinity { result.error = .infinity }
      if isComplex { result.relative = 4 * n * to.rounding }
    } else {
      (result.scale, result.low, result.relative) = (scale * n, min(low, low * n), 0)
      result.error = isExact ? 0 : n * spread + n * n * to.rounding * scale
    }
    result.isPlain = false
    return result.fitted(to: to)
  }
}
