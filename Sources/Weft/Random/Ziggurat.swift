// SPDX-License-Identifier: Apache-2.0
// Normal and exponential numbers by the ziggurat method, in float64 and float32.

import Glibc

/// The layers of one ziggurat, laid out for the loop that walks it.
struct ZigguratLayers<Word: FixedWidthInteger & Sendable, Real: BinaryFloatingPoint & Sendable>:
  @unchecked Sendable
{
  struct Layer {
    /// A number below this is inside the layer: no more questions, 99 times of 100.
    let limit: Word
    let width: Real
  }

  let layers: UnsafePointer<Layer>
  let heights: UnsafePointer<Real>

  /// Lives as long as the program.
  init(limits: [Word], widths: [Real], heights: [Real]) {
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: limits.count)
    for index in limits.indices {
      (layers + index).initialize(to: Layer(limit: limits[index], width: widths[index]))
    }
    let copy = UnsafeMutablePointer<Real>.allocate(capacity: heights.count)
    copy.initialize(from: heights, count: heights.count)
    (self.layers, self.heights) = (UnsafePointer(layers), UnsafePointer(copy))
  }
}

/// All ziggurats.
///
/// A loop takes its copy before it starts: asking a global costs a call.
struct Ziggurats: Sendable {
  let normal = ZigguratLayers(
    limits: ZigguratData.normalLimits, widths: ZigguratData.normalWidths,
    heights: ZigguratData.normalHeights)
  let exponential = ZigguratLayers(
    limits: ZigguratData.exponentialLimits, widths: ZigguratData.exponentialWidths,
    heights: ZigguratData.exponentialHeights)
  let normalFloat: ZigguratLayers<UInt32, Float>
  let exponentialFloat: ZigguratLayers<UInt32, Float>

  static let shared = Ziggurats()

  /// The tables in float32 are those in float64, for numbers of 23 bits and rounded to nearest.
  private init() {
    func narrow(_ limits: [UInt64], bits: UInt64) -> [UInt32] {
      limits.map { UInt32(($0 + 1 << (bits - 1)) >> bits) }
    }
    normalFloat = ZigguratLayers(
      limits: narrow(ZigguratData.normalLimits, bits: 52 - 23),
      widths: ZigguratData.normalWidths.map { Float($0 * 0x1p29) },
      heights: ZigguratData.normalHeights.map { Float($0) })
    var widths = ZigguratData.exponentialWidths.map { Float($0 * 0x1p30) }
    var heights = ZigguratData.exponentialHeights.map { Float($0) }
    // NumPy's literals have nine digits, which four times round to a neighbour.
    widths[226] = widths[226].nextUp
    heights[128] = heights[128].nextDown
    heights[154] = heights[154].nextUp
    heights[171] = heights[171].nextDown
    exponentialFloat = ZigguratLayers(
      limits: narrow(ZigguratData.exponentialLimits, bits: 53 - 23), widths: widths,
      heights: heights)
  }

  /// Where the tails begin.
  static let normalEnd = 3.6541528853610087963519472518
  static let inverseNormalEnd = 0.27366123732975827203338247596
  static let exponentialEnd = 7.6971174701310497140446280481
}

extension BitStream {
  /// A normal number with mean 0 and deviation 1.
  @inline(__always)
  mutating func standardNormal(_ ziggurat: ZigguratLayers<UInt64, Double>) -> Double {
    while true {
      // 8 bits choose the layer, one the sign, 52 the place in it.
      let bits = nextUInt64()
      let index = Int(truncatingIfNeeded: bits & 0xff)
      let place = (bits >> 9) & 0x000f_ffff_ffff_ffff
      let layer = ziggurat.layers[index]
      let distance = Double(Int64(bitPattern: place)) * layer.width
      let x = Double(bitPattern: distance.bitPattern ^ (bits & 0x100) << 55)
      if place < layer.limit { return x }
      if index == 0 { return normalTail(isNegative: place & 0x100 != 0) }
      if isUnderNormal(x, index, ziggurat) { return x }
    }
  }

  @inline(never)
  private mutating func isUnderNormal(
    _ x: Double, _ index: Int, _ ziggurat: ZigguratLayers<UInt64, Double>
  ) -> Bool {
    let heights = ziggurat.heights
    let height = (heights[index - 1] - heights[index]) * nextDouble() + heights[index]
    return height < Glibc.exp(-0.5 * x * x)
  }

  /// Beyond the end: Marsaglia's method for the tail.
  @inline(never)
  private mutating func normalTail(isNegative: Bool) -> Double {
    while true {
      let x = -Ziggurats.inverseNormalEnd * Glibc.log1p(-nextDouble())
      let y = -Glibc.log1p(-nextDouble())
      if y + y > x * x {
        let distance = Ziggurats.normalEnd + x
        return isNegative ? -distance : distance
      }
    }
  }

  /// The same in float32, from 32 bits.
  @inline(__always)
  mutating func standardNormal(_ ziggurat: ZigguratLayers<UInt32, Float>) -> Float {
    while true {
      let bits = nextUInt32()
      let index = Int(bits & 0xff)
      let place = bits >> 9
      let layer = ziggurat.layers[index]
      let distance = Float(Int32(bitPattern: place)) * layer.width
      let x = Float(bitPattern: distance.bitPattern ^ (bits & 0x100) << 23)
      if place < layer.limit { return x }
      if index == 0 { return normalTailFloat(isNegative: place & 0x100 != 0) }
      if isUnderNormal(x, index, ziggurat) { return x }
    }
  }

  @inline(never)
  private mutating func isUnderNormal(
    _ x: Float, _ index: Int, _ ziggurat: ZigguratLayers<UInt32, Float>
  ) -> Bool {
    let heights = ziggurat.heights
    let height = (heights[index - 1] - heights[index]) * nextFloat() + heights[index]
    return Double(height) < Glibc.exp(-0.5 * Double(x) * Double(x))
  }

  @inline(never)
  private mutating func normalTailFloat(isNegative: Bool) -> Float {
    while true {
      let x = -Float(Ziggurats.inverseNormalEnd) * Glibc.log1pf(-nextFloat())
      let y = -Glibc.log1pf(-nextFloat())
      if y + y > x * x {
        let distance = Float(Ziggurats.normalEnd) + x
        return isNegative ? -distance : distance
      }
    }
  }

  /// An exponential number with mean 1.
  @inline(__always)
  mutating func standardExponential(_ ziggurat: ZigguratLayers<UInt64, Double>) -> Double {
    while true {
      let bits = nextUInt64() >> 3
      let index = Int(truncatingIfNeeded: bits & 0xff)
      let place = bits >> 8
      let layer = ziggurat.layers[index]
      let x = Double(Int64(bitPattern: place)) * layer.width
      if place < layer.limit { return x }
      if index == 0 { return exponentialTail() }
      if isUnderExponential(x, index, ziggurat) { return x }
    }
  }

  /// The distribution beyond any point is the distribution itself.
  @inline(never)
  private mutating func exponentialTail() -> Double {
    Ziggurats.exponentialEnd - Glibc.log1p(-nextDouble())
  }

  @inline(never)
  private mutating func isUnderExponential(
    _ x: Double, _ index: Int, _ ziggurat: ZigguratLayers<UInt64, Double>
  ) -> Bool {
    let heights = ziggurat.heights
    let height = (heights[index - 1] - heights[index]) * nextDouble() + heights[index]
    return height < Glibc.exp(-x)
  }

  /// The same in float32, from 32 bits.
  @inline(__always)
  mutating func standardExponential(_ ziggurat: ZigguratLayers<UInt32, Float>) -> Float {
    while true {
      let bits = nextUInt32() >> 1
      let index = Int(bits & 0xff)
      let place = bits >> 8
      let layer = ziggurat.layers[index]
      let x = Float(Int32(bitPattern: place)) * layer.width
      if place < layer.limit { return x }
      if index == 0 { return exponentialTailFloat() }
      if isUnderExponential(x, index, ziggurat) { return x }
    }
  }

  @inline(never)
  private mutating func exponentialTailFloat() -> Float {
    Float(Ziggurats.exponentialEnd) - Glibc.log1pf(-nextFloat())
  }

  @inline(never)
  private mutating func isUnderExponential(
    _ x: Float, _ index: Int, _ ziggurat: ZigguratLayers<UInt32, Float>
  ) -> Bool {
    let heights = ziggurat.heights
    let height = (heights[index - 1] - heights[index]) * nextFloat() + heights[index]
    return height < Glibc.expf(-x)
  }
}
