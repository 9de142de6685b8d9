// SPDX-License-Identifier: Apache-2.0
// Places of values in a sorted array, by bisection.

/// Which of several equal elements a value goes before or after.
public enum SearchSide: String, Sendable {
  /// Before the first one.
  case left
  /// After the last one.
  case right
}

/// The places in `sorted`, which has one axis, where `values` would go to keep it sorted: int64, of the shape of `values`.
///
/// The dtypes promote; the order is that of `NDArray.sorted`. `sorter` is the order of `sorted` if it is not sorted itself, as
/// `argSorted` finds it. Throws NumPy's errors for other numbers of axes and for a `sorter` that is no order.
public func searchSorted(
  _ sorted: NDArray, _ values: NDArray, side: SearchSide = .left, sorter: NDArray? = nil
) throws(ArrayError) -> NDArray {
  guard sorted.ndim == 1 else {
    throw wrongDepth(sorted)
  }
  var order: NDArray?
  if let sorter {
    guard sorter.dtype.kind <= .signed, DType.canCast(sorter.dtype, to: .int64, casting: .sameKind)
    else { throw ArrayError(.type, "sorter must only contain integers") }
    guard sorter.ndim == 1 else { throw ArrayError(.type, "could not parse sorter argument") }
    guard sorter.size == sorted.size else {
      throw ArrayError(.value, "sorter.size must equal a.size")
    }
    order = sorter.asType(.int64)
    let isOutside = try Ufunc.logicalOr.record(
      Ufunc.less.record(order!, 0.scalar), Ufunc.greaterEqual.record(order!, sorter.size.scalar))
    if isOutside.any().scalar(Bool.self), values.size > 0 {
      throw ArrayError(.value, "Sorter index out of range.")
    }
  }
  let common = DType.promoted(sorted.dtype, values.dtype)
  let source = sorted.asType(common).inCOrder()
  let wanted = values.asType(common).inCOrder()
  return NDArray(dtype: .int64, shape: values.shape) { bytes in
    guard values.size > 0 else { return }
    func search(_ order: UnsafePointer<Int>?) {
      source.withStridedView { source in
        wanted.withStridedView { wanted in
          common.visit(
            Bisection(
              sorted: source.base, count: sorted.size, order: order, wanted: wanted.base,
              wantedCount: values.size, isLeft: side == .left, isComplex: common.isComplex,
              places: bytes.baseAddress!.assumingMemoryBound(to: Int.self)))
        }
      }
    }
    if let order {
      order.withUnsafeBuffer(of: Int.self) { search($0.baseAddress) }
    } else {
      search(nil)
    }
  }
}

/// NumPy's error for an array that does not have one axis.
private func wrongDepth(_ array: NDArray) -> ArrayError {
  ArrayError(
    .value,
    array.ndim == 0
      ? "object of too small depth for desired array" : "object too deep for desired array")
}

/// One search for many values.
private struct Bisection: SortElementVisitor {
  let sorted: UnsafeRawPointer
  let count: Int
  let order: UnsafePointer<Int>?
  let wanted: UnsafeRawPointer
  let wantedCount: Int
  let isLeft: Bool
  let isComplex: Bool
  let places: UnsafeMutablePointer<Int>

  func visit<Element: SortElement>(_ type: Element.Type) {
    let elements = sorted.assumingMemoryBound(to: type)
    let values = wanted.assumingMemoryBound(to: type)
    if isComplex {
      run({ ComplexKey(values[2 * $0], values[2 * $0 + 1]) }) {
        ComplexKey(elements[2 * $0], elements[2 * $0 + 1])
      }
    } else {
      run({ values[$0].orderKey }) { elements[$0].orderKey }
    }
  }

  /// Ascending values search only what the last one left, as NumPy's do; what an unsorted array answers depends on it.
  @inline(__always)
  private func run<Key: Comparable>(_ value: (Int) -> Key, _ element: (Int) -> Key) {
    var (low, high) = (0, count)
    var last = value(0)
    for index in 0..<wantedCount {
      let key = value(index)
      if isLeft ? last < key : !(key < last) {
        high = count
      } else {
        low = 0
        high = high < count ? high + 1 : count
      }
      last = key
      while low < high {
        let middle = low + (high - low) / 2
        let other = element(order.map { $0[middle] } ?? middle)
        let goesAfter = isLeft ? other < key : !(key < other)
        if goesAfter { low = middle + 1 } else { high = middle }
      }
      places[index] = low
    }
  }
}

/// The number of the bin that each element of `x` lies in: between bins[i - 1] and bins[i], which is left out of it, unless
/// `right` is true; int64.
///
/// `bins` has one axis and ascends or descends; 0 and `bins.size` are beyond its ends.
public func digitize(_ x: NDArray, _ bins: NDArray, right: Bool = false) throws(ArrayError)
  -> NDArray
{
  guard !x.dtype.isComplex else { throw ArrayError(.type, "x may not be complex") }
  guard !bins.dtype.isComplex else {
    throw ArrayError(
      .type,
      "Cannot cast array data from dtype('\(bins.dtype)') to dtype('float64') according to the rule 'safe'"
    )
  }
  guard bins.ndim == 1 else {
    throw wrongDepth(bins)
  }
  let side = right ? SearchSide.left : .right
  switch monotonicity(bins) {
  case 0: throw ArrayError(.value, "bins must be monotonically increasing or decreasing")
  case 1: return try searchSorted(bins, x, side: side)
  default:
    let places = try searchSorted(bins.flipped(0), x, side: side)
    return try Ufunc.subtract.record(bins.size.scalar, places)
  }
}

/// 1 for elements that do not descend, -1 for those that do but never ascend, 0 for others; as doubles.
private func monotonicity(_ bins: NDArray) -> Int {
  bins.withUnsafeBuffer(of: Double.self) { bins in
    var index = 1
    while index < bins.count, bins[index] == bins[0] { index += 1 }
    guard index < bins.count else { return 1 }
    // A NaN on either side of the first difference is not below: NumPy's comparisons, in this order.
    let ascends = bins[0] < bins[index]
    var last = bins[index]
    for next in bins[(index + 1)...] {
      if ascends ? last > next : last < next { return 0 }
      last = next
    }
    return ascends ? 1 : -1
  }
}
