// SPDX-License-Identifier: Apache-2.0
// Windows of signal processing, as numpy/lib/_function_base_impl.py has them.

extension NDArray {
  /// The places 1 − n, 3 − n … n − 1 of a symmetric window of n points; nil for windows of one point or none.
  private static func windowPlaces(_ count: Double) -> NDArray? {
    count < 1 || count == 1 ? nil : NDArray.arange(1 - count, count, by: 2.0)
  }

  /// What windows of one point or none are.
  private static func trivialWindow(_ count: Double) -> NDArray {
    count < 1 ? .zeros([0], .float64) : .ones([1], .float64)
  }

  /// A sum of cosines: Σ cₖ cos(kπn / (count − 1)).
  private static func cosineWindow(_ count: Double, _ factors: [Double]) -> NDArray {
    guard let places = windowPlaces(count) else { return trivialWindow(count) }
    let last = count - 1
    var result = factors[0] + factors[1] * cos(Double.pi * places / last)
    if factors.count > 2 { result = result + factors[2] * cos(2.0 * Double.pi * places / last) }
    return result
  }

  /// The triangular window, zero at both ends: float64, of `count` points.
  public static func bartlett(_ count: Double) -> NDArray {
    guard let places = windowPlaces(count) else { return trivialWindow(count) }
    let slope = places / (count - 1)
    return `where`(places .<= 0, 1 + slope, 1 - slope)
  }

  /// The Blackman window, 0.42 + 0.5 cos(πn/(M−1)) + 0.08 cos(2πn/(M−1)): float64, of `count` points.
  public static func blackman(_ count: Double) -> NDArray {
    cosineWindow(count, [0.42, 0.5, 0.08])
  }

  /// The Hamming window, 0.54 + 0.46 cos(πn/(M−1)): float64, of `count` points.
  public static func hamming(_ count: Double) -> NDArray { cosineWindow(count, [0.54, 0.46]) }

  /// The Hann window, 0.5 + 0.5 cos(πn/(M−1)): float64, of `count` points.
  public static func hanning(_ count: Double) -> NDArray { cosineWindow(count, [0.5, 0.5]) }

  /// The Kaiser window I₀(β √(1 − x²)) / I₀(β): float64, of `count` points; `beta` 0 gives a rectangle, 14 a narrow bell.
  public static func kaiser(_ count: Double, beta: Double) throws(ArrayError) -> NDArray {
    if count == 1 { return .ones([1], .float64) }
    let places = NDArray.arange(0.0, count, by: 1.0)
    let middle = (count - 1) / 2
    let distance = (places - middle) / middle
    return try Ufunc.divide.record(
      i0(beta * sqrt(1 - distance * distance)), i0(NDArray(beta)))
  }
}
