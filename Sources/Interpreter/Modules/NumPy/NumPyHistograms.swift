// SPDX-License-Identifier: Apache-2.0
// numpy: histograms.
import Weft

enum NumPyHistograms {
  private typealias Arguments = StatisticsArguments
  private typealias Range = (Scalar, Scalar)

  // MARK: Arguments

  /// The bins of `histogram`.
  private static func bins(_ value: Value) throws(Raised) -> HistogramBins {
    if value.isStr { return .estimator(Str(value).text) }
    return try bins(value, "`bins` must be an integer, a string, or an array")
  }

  /// A number of bins, or their edges; `complaint` is the error for other numbers.
  private static func bins(_ value: Value, _ complaint: String) throws(Raised) -> HistogramBins {
    if value.isInteger { return .count(try indexValue(value)) }
    if value.isStr { throw raise(.typeError, complaint) }
    let edges = try Arguments.array(value)
    if edges.ndim > 0 { return .edges(edges) }
    guard edges.dtype.isInteger else { throw raise(.typeError, complaint) }
    return .count(edges.scalar(Int.self))
  }

  private static func range(_ value: Value) throws(Raised) -> Range? {
    guard Arguments.isGiven(value) else { return nil }
    guard value.type.slots.iterate != nil || value.type.slots.getItem != nil else {
      throw raise(.typeError, "cannot unpack non-iterable \(value.type.name) object")
    }
    let ends = try Arguments.elements(value)
    defer { for end in ends { end.release() } }
    guard ends.count == 2 else {
      throw raise(
        .valueError,
        ends.count < 2
          ? "not enough values to unpack (expected 2, got \(ends.count))"
          : "too many values to unpack (expected 2)")
    }
    return (try Arguments.scalar(ends[0]), try Arguments.scalar(ends[1]))
  }

  /// One range, or none, for each axis.
  private static func ranges(_ value: Value, _ count: Int) throws(Raised) -> [Range?]? {
    guard Arguments.isGiven(value) else { return nil }
    let entries = try Arguments.elements(value)
    defer { for entry in entries { entry.release() } }
    guard entries.count == count else {
      throw raise(.valueError, "range argument must have one entry per dimension")
    }
    var ranges: [Range?] = []
    for entry in entries { ranges.append(try range(entry)) }
    return ranges
  }

  /// The bins of `count` axes: one for all, or a sequence.
  private static func allBins(_ value: Value, _ count: Int) throws(Raised) -> [HistogramBins] {
    func complaint(_ axis: Int) -> String { "`bins[\(axis)]` must be an integer, when a scalar" }
    let isSequence =
      value.isArray
      ? try Arguments.array(value).ndim > 0
      : value.type.slots.length != nil
    guard isSequence else {
      let one = try bins(value, complaint(0))
      return Array(repeating: one, count: count)
    }
    guard try length(value) == count else {
      throw raise(
        .valueError, "The dimension of bins must be equal to the dimension of the sample x.")
    }
    let entries = try Arguments.elements(value)
    defer { for entry in entries { entry.release() } }
    var all: [HistogramBins] = []
    for (axis, entry) in entries.enumerated() { all.append(try bins(entry, complaint(axis))) }
    return all
  }

  /// The bins of `histogram2d`: edges for both axes are one sequence of more or less than two.
  private static func bothBins(_ value: Value) throws(Raised) -> [HistogramBins] {
    let isSequence =
      value.isArray
      ? try Arguments.array(value).ndim > 0
      : value.type.slots.length != nil
    if isSequence {
      let count = try length(value)
      if count != 1 && count != 2 {
        let edges = try Arguments.array(value)
        return [.edges(edges), .edges(edges)]
      }
    }
    return try allBins(value, 2)
  }

  // MARK: Functions

  static var rows: [Builtin] {
    [
      Builtin("histogram(a, bins=10, range=None, density=None, weights=None)") {
        a throws(Raised) in
        let own = try Arguments.array(a[0])
        let weights = try Arguments.optionalArray(a[4])
        let (bins, range) = (try bins(a[1]), try range(a[2]))
        let density = try Arguments.flag(a[3])
        let result = try checkedEngine {
          try histogram(own, bins: bins, range: range, density: density, weights: weights)
        }
        return Arguments.tuple(result.counts, result.edges)
      },
      Builtin("histogram_bin_edges(a, bins=10, range=None, weights=None)") { a throws(Raised) in
        let own = try Arguments.array(a[0])
        let weights = try Arguments.optionalArray(a[3])
        let (bins, range) = (try bins(a[1]), try range(a[2]))
        return ArrayRef.make(
          try checkedEngine {
            try histogramBinEdges(own, bins: bins, range: range, weights: weights)
          })
      },
      Builtin("histogram2d(x, y, bins=10, range=None, density=None, weights=None)") {
        a throws(Raised) in
        let (x, y) = (try Arguments.array(a[0]), try Arguments.array(a[1]))
        if x.ndim > 0, y.ndim > 0, x.shape[0] != y.shape[0] {
          throw raise(.valueError, "x and y must have the same length.")
        }
        let bins = try bothBins(a[2])
        let ranges = try ranges(a[3], 2)
        let density = try Arguments.flag(a[4])
        let weights = try Arguments.optionalArray(a[5])
        let result = try checkedEngine {
          try histogram2d(
            x, y, bins: (bins[0], bins[1]), range: ranges, density: density, weights: weights)
        }
        return Arguments.tuple(result.counts, result.xEdges, result.yEdges)
      },
      Builtin("histogramdd(sample, bins=10, range=None, density=None, weights=None)") {
        a throws(Raised) in
        var own = try Arguments.array(a[0])
        // A sequence holds one coordinate after the other; an array one point.
        if own.ndim < 2 {
          own = own.reshaped([own.size, 1])
        } else if !a[0].isArray {
          own = own.T
        }
        let points = own
        guard points.ndim == 2 else {
          throw raise(.valueError, "too many values to unpack (expected 2)")
        }
        let bins = try allBins(a[1], points.shape[1])
        let ranges = try ranges(a[2], points.shape[1])
        let density = try Arguments.flag(a[3])
        let weights = try Arguments.optionalArray(a[4])
        let result = try checkedEngine {
          try histogramdd(points, bins: bins, range: ranges, density: density, weights: weights)
        }
        let edges = List.make(consuming: result.edges.map { ArrayRef.make($0) }).value
        return Tuple.make(consuming: [ArrayRef.make(result.counts), edges]).value
      },
    ]
  }
}
