// SPDX-License-Identifier: Apache-2.0
// Elements that are likely to go wrong, and tame ones.
import Weft

extension TestGenerator {
  /// `count` elements of `dtype`; tame ones have magnitudes from a quarter to eight.
  mutating func elements(_ dtype: DType, _ count: Int, isTame: Bool) -> [Number] {
    let isPositive = isTame && chance(2)
    return (0..<count).map { _ in
      switch dtype.kind {
      case .bool: return .integer(chance(2) ? 1 : 0)
      case .signed, .unsigned: return integer(dtype, isTame, isPositive)
      case .float: return .float(float(dtype, isTame, isPositive))
      case .complex:
        let part: DType = dtype.realPart
        return .complex(float(part, isTame, isPositive), float(part, isTame, isPositive))
      }
    }
  }

  private mutating func integer(_ dtype: DType, _ isTame: Bool, _ isPositive: Bool) -> Number {
    let isSigned = dtype.kind == .signed
    let bits = dtype.itemSize * 8
    let low = isSigned && !isPositive ? -8 : 0
    if isTame { return .integer(Int.random(in: low...8, using: &self)) }
    if !isSigned && bits == 64 && chance(2) {
      return .natural(pick([.max, .max - 1, 1 << 63, (1 << 63) + 1, next() | 1 << 63]))
    }
    let top = isSigned || bits == 64 ? Int.max >> (64 - bits) : (1 << bits) - 1
    let bottom = isSigned ? -top - 1 : 0
    switch Int.random(in: 0..<4, using: &self) {
    case 0: return .integer(pick([top, bottom, top - 1, bottom + 1, top / 2, top / 2 + 1]))
    case 1:
      let small = pick([0, 1, 2, 3, 5, 7, 10, 16, 63, 100, 127])
      return .integer(isSigned && chance(2) ? -small : small)
    case 2: return .integer(Int.random(in: (isSigned ? -9 : 0)...9, using: &self))
    default: return .integer(Int.random(in: bottom...top, using: &self))
    }
  }

  private mutating func float(_ dtype: DType, _ isTame: Bool, _ isPositive: Bool) -> Double {
    let value: Double
    if isTame {
      let magnitude = Double.random(in: 0.25...4, using: &self)
      value = isPositive || chance(2) ? magnitude : -magnitude
    } else if chance(3) {
      value = pick(special(dtype))
    } else if chance(3) {
      value = Double(Int.random(in: -20...20, using: &self)) / 2
    } else {
      let exponent = Double.random(in: -3...3, using: &self)
      let magnitude = Double.random(in: 0.1...10, using: &self) * exponent * exponent * exponent
      value = chance(2) ? magnitude : -magnitude
    }
    switch dtype {
    case .float16: return Double(Float16(value))
    case .float32: return Double(Float(value))
    default: return value
    }
  }

  private func special(_ dtype: DType) -> [Double] {
    let common: [Double] = [
      0, -0.0, 1, -1, 0.5, -0.5, 2, 3, -7.25, 0.1, 1.0 / 3, 255, 256, -128, 1e4, .infinity,
      -.infinity, .nan, 1.5, 2.5, -3.5,
    ]
    switch dtype {
    case .float16: return common + [65504, -65504, 6e-8, 6.1e-5, 2048, 2049]
    case .float32:
      return common + [3.4028235e38, -3.4028235e38, 1e-45, 1.2e-38, 16_777_217, 1e20, 1e-20]
    default:
      return common
        + [
          1.7976931348623157e308, -1.7976931348623157e308, .leastNonzeroMagnitude,
          2.2250738585072014e-308,
          9007199254740994, 1e160, 1e-160,
        ]
    }
  }

  /// A number beside an array of `dtype`.
  mutating func number(beside dtype: DType, isTame: Bool) -> Number {
    let roll = Int.random(in: 0..<20, using: &self)
    if roll == 0 {
      let own = pick(DType.allCases)
      return .strong(own, elements(own, 1, isTame: isTame)[0])
    }
    if roll == 1 { return elements(.complex128, 1, isTame: isTame)[0] }
    if roll == 2 && !isTame { return elements(pick([.int64, .uint64]), 1, isTame: false)[0] }
    if roll < 11 || dtype.kind < .float && roll < 17 {
      return .integer(Int.random(in: (dtype.kind == .unsigned ? 0 : -3)...6, using: &self))
    }
    return elements(.float64, 1, isTame: isTame || !chance(3))[0]
  }
}
