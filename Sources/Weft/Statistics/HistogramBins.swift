// SPDX-License-Identifier: Apache-2.0
// Where the bins of a histogram begin and end, after numpy/lib/_histograms_impl.py.

import Glibc

/// The bins of a histogram: a number of equal ones, their edges, or the name of a rule that chooses their number.
public enum HistogramBins: Sendable {
  case count(Int)
  /// Ascending; the last bin holds its right edge too, the others do not.
  case edges(NDArray)
  /// One of NumPy's rules: auto, doane, fd, rice, scott, sqrt, stone, sturges.
  case estimator(String)
}

extension HistogramBins: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int) { self = .count(value) }
  public init(stringLiteral value: String) { self = .estimator(value) }
}

/// Edges, and for equal bins what they were made from.
struct BinEdges {
  let edges: NDArray
  let uniform: (range: OuterEdges, count: Int)?
}

/// The first and the last edge: weak numbers if the caller gave them, 0-d arrays if they were found.
struct OuterEdges {
  var first: ArrayOperand
  var last: ArrayOperand

  init(_ a: NDArray, _ range: (Scalar, Scalar)?) throws(ArrayError) {
    if let range {
      (first, last) = (.scalar(range.0), .scalar(range.1))
      guard range.0.parts.0 <= range.1.parts.0 || range.0.parts.0.isNaN || range.1.parts.0.isNaN
      else { throw ArrayError(.value, "max must be larger than min in range parameter.") }
      guard range.0.parts.0.isFinite, range.1.parts.0.isFinite else {
        throw ArrayError(
          .value, "supplied range of [\(range.0), \(range.1)] is not finite")
      }
    } else if a.size == 0 {
      (first, last) = (.scalar(0), .scalar(1))
    } else {
      let (low, high) = (a.min(), a.max())
      guard isFinite(low).scalar(Bool.self), isFinite(high).scalar(Bool.self) else {
        throw ArrayError(.value, "autodetected range of [\(low), \(high)] is not finite")
      }
      (first, last) = (.array(low), .array(high))
    }
    if try Ufunc.equal.record([first, last]).scalar(Bool.self) {
      (first, last) = (
        try Self.shifted(first, -0.5), try Self.shifted(last, 0.5)
      )
    }
  }

  /// A number stays weak.
  private static func shifted(_ edge: ArrayOperand, _ distance: Double) throws(ArrayError)
    -> ArrayOperand
  {
    switch edge {
    case .array(let array): .array(try Ufunc.add.record(array, distance.scalar))
    case .scalar(let scalar): .scalar((scalar.parts.0 + distance).scalar)
    }
  }

  /// The distance of the edges; integers subtract without a sign, so that it always fits.
  func width() throws(ArrayError) -> NDArray { try subtractUnsigned(last, first) }
}

/// The difference, of integers in their unsigned dtype.
func subtractUnsigned(_ a: ArrayOperand, _ b: ArrayOperand) throws(ArrayError) -> NDArray {
  let common = commonDType([a, b])
  guard common.kind == .signed else { return try Ufunc.subtract.record([a, b]) }
  let unsigned: [DType] = [.uint8, .uint16, .uint32, .uint32, .uint64, .uint64, .uint64, .uint64]
  return try Ufunc.subtract.record([a, b], loop: common).asType(unsigned[common.itemSize - 1])
}

/// The edges of the bins that `histogram` would count in; the arguments are the same.
public func histogramBinEdges(
  _ a: NDArray, bins: HistogramBins = 10, range: (Scalar, Scalar)? = nil, weights: NDArray? = nil
) throws(ArrayError) -> NDArray {
  let (line, weights) = try histogramLines(a, weights)
  return try binEdges(line, bins, range, weights).edges
}

/// The elements and their weights along one axis; bools count as uint8, of which NumPy warns.
func histogramLines(_ a: NDArray, _ weights: NDArray?) throws(ArrayError) -> (NDArray, NDArray?) {
  var line = a
  if a.dtype == .bool {
    Warnings.report(.notice, in: "histogram")
    line = a.asType(.uint8)
  }
  if let weights, weights.shape != a.shape {
    throw ArrayError(.value, "weights should have the same shape as a.")
  }
  guard !a.dtype.isComplex else {
    throw ArrayError(.type, "the bins of complex numbers have no order")
  }
  return (try line.reshaping([a.size]), try weights?.reshaping([a.size]))
}

func binEdges(
  _ a: NDArray, _ bins: HistogramBins, _ range: (Scalar, Scalar)?, _ weights: NDArray?
) throws(ArrayError) -> BinEdges {
  let outer: OuterEdges
  let count: Int
  switch bins {
  case .edges(let edges):
    guard edges.ndim == 1 else { throw ArrayError(.value, "`bins` must be 1d, when an array") }
    if try descends(edges, or: .greater) {
      throw ArrayError(.value, "`bins` must increase monotonically, when an array")
    }
    return BinEdges(edges: edges, uniform: nil)
  case .count(let wanted):
    guard wanted >= 1 else { throw ArrayError(.value, "`bins` must be positive, when an integer") }
    (outer, count) = (try OuterEdges(a, range), wanted)
  case .estimator(let name):
    guard let estimator = BinWidth(rawValue: name) else {
      throw ArrayError(.value, "'\(name)' is not a valid estimator for `bins`")
    }
    guard weights == nil else {
      throw ArrayError(
        .type, "Automated estimation of the number of bins is not supported for weighted data")
    }
    outer = try OuterEdges(a, range)
    count = try estimator.binCount(a, outer, isGiven: range != nil)
  }
  let edges = try evenEdges(outer, count, a.dtype)
  if try descends(edges, or: .greaterEqual) {
    throw ArrayError(
      .value, "Too many bins for data range. Cannot create \(count) finite-sized bins.")
  }
  return BinEdges(edges: edges, uniform: (outer, count))
}

/// True if an edge and the next one compare so.
func descends(_ edges: NDArray, or test: Ufunc) throws(ArrayError) -> Bool {
  try test.record(edges.along(0, Slice(nil, -1)), edges.along(0, Slice(1, nil))).holdsTrue
}

/// `count` + 1 edges, as NumPy's `linspace` computes them: in the float dtype of the outer ones.
func evenEdges(_ outer: OuterEdges, _ count: Int, _ dtype: DType?) throws(ArrayError) -> NDArray {
  try Layout.check([count + 1], .float64)
  let ends = commonDType([outer.first, outer.last])
  let loop = ends.kind < .float ? DType.float64 : ends
  func end(_ operand: ArrayOperand) throws(ArrayError) -> NDArray {
    try Ufunc.multiply.record([operand, .scalar(1.0)], loop: loop)
  }
  let (first, last) = (try end(outer.first), try end(outer.last))
  let distance = try Ufunc.subtract.record(last, first)
  let step = try Ufunc.divide.record(distance, Double(count).scalar)
  let numbers = NDArray.arange(count + 1).asType(loop)
  let isLost = step.scalar(Complex128.self).re == 0
  let offsets =
    isLost
    ? try Ufunc.multiply.record(
      Ufunc.divide.record(numbers, Double(count).scalar), distance)
    : try Ufunc.multiply.record(numbers, step)
  let edges = try Ufunc.add.record(offsets, first).along(0, Slice(nil, -1))
  let all = try NDArray.joined([edges, last.reshaping([1])], axis: 0)
  guard let dtype else { return all }
  // Numbers that the caller gave are weak.
  let elements = ArrayOperand.array(.empty([0], dtype))
  let type = commonDType([outer.first, outer.last, elements])
  return all.asType(type.kind < .float ? .float64 : type)
}
