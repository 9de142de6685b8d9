// SPDX-License-Identifier: Apache-2.0
// Rules that choose the width of a histogram's bins, after numpy/lib/_histograms_impl.py.

import Glibc

/// NumPy's rules, by their names.
enum BinWidth: String {
  case auto, doane, fd, rice, scott, sqrt, stone, sturges

  /// The number of equal bins for the elements of `a` within `outer`.
  func binCount(_ all: NDArray, _ outer: OuterEdges, isGiven: Bool) throws(ArrayError) -> Int {
    var a = all
    if isGiven {
      let isInside = try Ufunc.bitwiseAnd.record(
        Ufunc.greaterEqual.record([.array(a), outer.first]),
        Ufunc.lessEqual.record([.array(a), outer.last]))
      a = try a.masked(isInside)
    }
    if a.size == 0 { return 1 }
    var width = try width(a, outer)
    let value = width.scalar(Double.self)
    if value == 0 { return 1 }
    if a.dtype.isInteger && value < 1 { width = NDArray(1.0) }
    let count = try Ufunc.divide.record(outer.width(), width).scalar(Double.self).rounded(.up)
    if count.isNaN { throw ArrayError(.value, "cannot convert float NaN to integer") }
    if count.isInfinite {
      throw ArrayError(.overflow, "cannot convert float infinity to integer")
    }
    guard count.magnitude < 0x1p62 else {
      throw ArrayError(.value, "Maximum allowed size exceeded")
    }
    return Int(count)
  }

  /// The width as NumPy's scalars have it: a 0-d array of their dtype.
  private func width(_ a: NDArray, _ outer: OuterEdges) throws(ArrayError) -> NDArray {
    let count = Double(a.size)
    let range = try subtractUnsigned(.array(a.max()), .array(a.min()))
    switch self {
    case .sqrt: return try divide(range, count.squareRoot())
    case .sturges: return try divide(range, Glibc.log2(count) + 1)
    case .rice:
      return try Ufunc.divide.record(range, (2 * Glibc.pow(count, 1.0 / 3)).scalar)
    case .scott:
      let factor = Glibc.pow(24 * Glibc.pow(Double.pi, 0.5) / count, 1.0 / 3)
      return try Ufunc.multiply.record(factor.scalar, a.std())
    case .fd:
      let quartiles = try percentile(a, NDArray([75.0, 25]))
      let distance = try Ufunc.subtract.record(quartiles.along(0, at: 0), quartiles.along(0, at: 1))
      return distance * 2.0 * Glibc.pow(count, -1.0 / 3)
    case .auto:
      let freedman = try BinWidth.fd.width(a, outer)
      let half = try BinWidth.sqrt.width(a, outer) / 2
      let sturges = try BinWidth.sturges.width(a, outer)
      let wide = less(freedman, half) ? half : freedman
      return less(sturges, wide) ? sturges : wide
    case .doane: return try doane(a, range)
    case .stone: return try stone(a, range, outer)
    }
  }

  private func divide(_ range: NDArray, _ divisor: Double) throws(ArrayError) -> NDArray {
    try Ufunc.divide.record(range, Scalar(.float(divisor), .float64))
  }

  private func less(_ a: NDArray, _ b: NDArray) -> Bool {
    a.scalar(Double.self) < b.scalar(Double.self)
  }

  /// With a term for the skewness.
  private func doane(_ a: NDArray, _ range: NDArray) throws(ArrayError) -> NDArray {
    let count = Double(a.size)
    let deviation = a.std()
    guard a.size > 2, deviation.scalar(Double.self) > 0 else { return NDArray(0.0) }
    let error = (6 * (count - 2) / ((count + 1) * (count + 3))).squareRoot()
    let scaled = (a - a.mean()) / deviation
    let skewness = (scaled ** 3).mean().scalar(Double.self)
    return try divide(
      range, 1 + Glibc.log2(count) + Glibc.log2(1 + skewness.magnitude / error))
  }

  /// The number of bins with the least estimated error (Stone 1984).
  private func stone(_ a: NDArray, _ range: NDArray, _ outer: OuterEdges) throws(ArrayError)
    -> NDArray
  {
    let distance = range.scalar(Double.self)
    guard a.size > 1, distance != 0 else { return NDArray(0.0) }
    let count = Double(a.size)
    let most = max(100, Int(count.squareRoot()))
    var (best, least) = (1, Double.infinity)
    for bins in 1...most {
      let counts = try countUniform(a, nil, evenBins(a, outer, bins))
      let shares = try Ufunc.divide.record(counts, count.scalar)
      let squares = try Products.dot(shares, shares).scalar(Double.self)
      let error = (2 - (count + 1) * squares) / (distance / Double(bins))
      if error < least { (best, least) = (bins, error) }
    }
    if best == most { Warnings.report(.notice, in: "stone") }
    return try Ufunc.divide.record(range, Double(best).scalar)
  }

  private func evenBins(_ a: NDArray, _ outer: OuterEdges, _ count: Int) throws(ArrayError)
    -> BinEdges
  {
    BinEdges(edges: try evenEdges(outer, count, a.dtype), uniform: (outer, count))
  }
}
