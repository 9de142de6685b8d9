// SPDX-License-Identifier: Apache-2.0
// Counting elements in bins, after numpy/lib/_histograms_impl.py.

/// How many elements of `a` lie in each bin, and the edges of the bins.
///
/// `bins` is a number of equal bins between the smallest and the largest element, or within `range`; or their edges; or the name
/// of a rule. Elements beyond the edges are not counted. `weights`, of the shape of `a`, are summed instead of counting, in their
/// dtype. `density` divides by the sum and by the widths, so that the integral is 1. Counts are int64, edges float.
public func histogram(
  _ a: NDArray, bins: HistogramBins = 10, range: (Scalar, Scalar)? = nil, density: Bool = false,
  weights: NDArray? = nil
) throws(ArrayError) -> (counts: NDArray, edges: NDArray) {
  let (line, masses) = try histogramLines(a, weights)
  let found = try binEdges(line, bins, range, masses)
  let counts =
    found.uniform == nil
    ? try countBetween(line, masses, found.edges) : try countUniform(line, masses, found)
  guard density else { return (counts, found.edges) }
  let widths = try diff(found.edges).asType(.float64)
  return (
    try Ufunc.divide.record(Ufunc.divide.record(counts, widths), counts.sum()), found.edges
  )
}

/// NumPy adds weights up in blocks of this many, which shows in how sums are rounded.
private let blockLength = 65536

/// Counts in equal bins: the bin is computed, then corrected by comparing with the edges.
func countUniform(_ a: NDArray, _ weights: NDArray?, _ bins: BinEdges) throws(ArrayError) -> NDArray
{
  guard let (outer, count) = bins.uniform else { return try countBetween(a, weights, bins.edges) }
  let width = try outer.width()
  let isInside = try Ufunc.bitwiseAnd.record(
    Ufunc.greaterEqual.record([.array(a), outer.first]),
    Ufunc.lessEqual.record([.array(a), outer.last]))
  let elements = a.asType(bins.edges.dtype)
  let shares = try Ufunc.divide.record(subtractUnsigned(.array(elements), outer.first), width)
  let positions = try Ufunc.multiply.record(shares, count.scalar)
  var places = [Int](repeating: -1, count: a.size)
  isInside.withUnsafeBuffer(of: UInt8.self) { inside in
    positions.withUnsafeBuffer(of: Double.self) { positions in
      elements.withUnsafeBuffer(of: Double.self) { elements in
        bins.edges.withUnsafeBuffer(of: Double.self) { edges in
          for index in 0..<a.size where inside[index] != 0 {
            // Where the arithmetic overflowed there is no position; the first bin stands in, and the edges correct it.
            let position = positions[index]
            var bin = position >= Double(count) ? count - 1 : position > 0 ? Int(position) : 0
            let element = elements[index]
            if element < edges[bin] {
              bin = max(bin - 1, 0)
            } else if bin < count - 1, element >= edges[bin + 1] {
              bin += 1
            }
            places[index] = bin
          }
        }
      }
    }
  }
  guard let weights else {
    var counts = [Int](repeating: 0, count: count)
    for place in places where place >= 0 { counts[place] += 1 }
    return NDArray(counts, shape: [count])
  }
  var total = NDArray.zeros([count], weights.dtype)
  for start in stride(from: 0, to: a.size, by: blockLength) {
    let end = min(start + blockLength, a.size)
    let block = try weights.along(0, Slice(start, end))
    if weights.dtype.isComplex {
      let part = NDArray.complex(
        sums(block.real, places[start..<end], count), sums(block.imag, places[start..<end], count))
      total = try Ufunc.add.record(total, part.asType(weights.dtype))
    } else {
      let part = sums(block, places[start..<end], count)
      total = try Ufunc.add.record(total, part.asType(weights.dtype))
    }
  }
  return total
}

/// The sums of the weights of each bin in float64.
private func sums(_ weights: NDArray, _ places: ArraySlice<Int>, _ count: Int) -> NDArray {
  var sums = [Double](repeating: 0, count: count)
  weights.withUnsafeBuffer(of: Double.self) { weights in
    for (weight, place) in zip(weights, places) where place >= 0 { sums[place] += weight }
  }
  return NDArray(sums, shape: [count])
}

/// Counts between any edges, by sorting.
private func countBetween(_ a: NDArray, _ weights: NDArray?, _ edges: NDArray) throws(ArrayError)
  -> NDArray
{
  func inclusive(_ sorted: NDArray) throws(ArrayError) -> NDArray {
    try NDArray.joined(
      [
        searchSorted(sorted, edges.along(0, Slice(nil, -1))),
        searchSorted(sorted, edges.along(0, Slice(-1, nil)), side: .right),
      ], axis: 0)
  }
  guard let weights else { return try diff(inclusive(a.sorted(axis: 0))) }
  var below = NDArray.zeros([edges.size], weights.dtype)
  for start in stride(from: 0, to: a.size, by: blockLength) {
    let slice = Slice(start, min(start + blockLength, a.size))
    let block = try a.along(0, slice)
    let order = try block.argSorted(axis: 0)
    let masses = try weights.along(0, slice).took(order, axis: 0)
    let running = try masses.running(.sum, axis: 0, dtype: nil)
    let sums = try NDArray.joined([.zeros([1], weights.dtype), running], axis: 0)
    let part = try sums.took(inclusive(block.took(order, axis: 0)), axis: 0)
    below = try Ufunc.add.record(below, part).asType(weights.dtype)
  }
  return try diff(below)
}
