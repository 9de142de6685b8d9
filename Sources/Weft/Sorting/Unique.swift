// SPDX-License-Identifier: Apache-2.0
// The distinct elements of an array, after numpy/lib/_arraysetops_impl.py.

/// The distinct elements of an array, and where they are.
public struct UniqueElements: Sendable {
  /// Ascending.
  public let values: NDArray
  /// Where each value occurs first: among all elements in C order, or along the axis; int64.
  public let indices: NDArray
  /// For each element the place of its value in `values`: of the array's shape, or with one axis; int64.
  public let inverse: NDArray
  /// How often each value occurs; int64.
  public let counts: NDArray
}

/// The distinct elements of `a` in ascending order.
///
/// With `axis` its distinct parts along that axis, ordered by their first element, then by their second, and so on. All NaNs
/// are one value unless `equalNaN` is false; parts that hold a NaN always differ, as in NumPy. Of zeros with different signs
/// one stays; which one NumPy leaves open.
public func unique(_ a: NDArray, axis: Int? = nil, equalNaN: Bool = true) throws(ArrayError)
  -> NDArray
{
  if let axis {
    let axis = try normalized(axis: axis, ndim: a.ndim)
    if a.ndim > 1 { return try distinctParts(a, axis).values }
  }
  let line = try a.reshaping([a.size])
  let sorted = try line.sorted(axis: 0)
  let runs = try Runs(sorted, equalNaN: equalNaN)
  let values = try sorted.masked(runs.starts)
  guard a.dtype.isComplex, let start = runs.unordered, start < sorted.size, equalNaN else {
    return values
  }
  // NumPy finds these by hashing, so that of the NaNs, which count as one, the first one of the array stays.
  let first = try line.masked(Ufunc.isNaN.record(line)).along(0, Slice(0, 1))
  return try NDArray.joined([values.along(0, Slice(0, -1)), first], axis: 0)
}

/// The distinct elements of `a` in ascending order, where they occur first, which of them each element is, and their counts.
///
/// As `unique(_:axis:equalNaN:)`.
public func uniqueAll(_ a: NDArray, axis: Int? = nil, equalNaN: Bool = true) throws(ArrayError)
  -> UniqueElements
{
  if let axis {
    let axis = try normalized(axis: axis, ndim: a.ndim)
    if a.ndim > 1 { return try distinctParts(a, axis) }
  }
  let line = try a.reshaping([a.size])
  let order = try line.argSorted(axis: 0)
  let sorted = try line.took(order, axis: 0)
  let runs = try Runs(sorted, equalNaN: equalNaN)
  return UniqueElements(
    values: try sorted.masked(runs.starts), indices: try order.masked(runs.starts),
    inverse: try runs.inverse(order).reshaping(a.shape), counts: try runs.counts())
}

/// Runs of equal elements in a sorted line.
private struct Runs {
  /// True at the first element of each run.
  let starts: NDArray
  /// Where the elements that are NaN begin, if they count as one.
  let unordered: Int?

  init(_ sorted: NDArray, equalNaN: Bool) throws(ArrayError) {
    let count = sorted.size
    if count == 0 {
      (starts, unordered) = (NDArray.empty([0], .bool), nil)
      return
    }
    let changes = try Ufunc.notEqual.record(
      sorted.along(0, Slice(1, nil)), sorted.along(0, Slice(nil, -1)))
    var first = count
    if equalNaN && sorted.dtype.kind >= .float {
      let unordered = try Ufunc.isNaN.record(sorted)
      if unordered.any().scalar(Bool.self) { first = unordered.argMax().scalar(Int.self) }
    }
    unordered = first < count ? first : nil
    let ordered = try changes.along(0, Slice(nil, Swift.max(first - 1, 0)))
    let last = NDArray((first..<count).map { $0 == first }, shape: [count - first])
    starts = try NDArray.joined(
      first == 0 ? [last] : [NDArray([true], shape: [1]), ordered, last], axis: 0)
  }

  init(starts: NDArray) { (self.starts, unordered) = (starts, nil) }

  /// The number of the run that each element of the unsorted line is in.
  func inverse(_ order: NDArray) throws(ArrayError) -> NDArray {
    let count = starts.size
    return NDArray(dtype: .int64, shape: [count]) { bytes in
      let inverse = bytes.bindMemory(to: Int.self)
      starts.withUnsafeBuffer(of: UInt8.self) { starts in
        order.withUnsafeBuffer(of: Int.self) { order in
          var run = -1
          for place in 0..<count {
            run &+= Int(starts[place])
            inverse[order[place]] = run
          }
        }
      }
    }
  }

  func counts() throws(ArrayError) -> NDArray {
    let places = starts.nonzero()[0].array(of: Int.self) + [starts.size]
    return NDArray(zip(places, places.dropFirst()).map { $1 - $0 }, shape: [places.count - 1])
  }
}

/// The distinct parts along `axis` of an array with several axes.
private func distinctParts(_ a: NDArray, _ axis: Int) throws(ArrayError) -> UniqueElements {
  let moved = a.movingAxis(axis, to: 0)
  let count = moved.shape[0]
  let width = moved.shape.dropFirst().reduce(1, *)
  let rows = try moved.reshaping([count, width]).inCOrder()
  var order = NDArray.arange(count)
  for column in (0..<width).reversed() {
    let elements = try rows.along(1, at: column)
    order = try order.took(elements.took(order, axis: 0).argSorted(axis: 0), axis: 0)
    if a.dtype == .float16 {
      // Where NumPy compares parts, NaNs of float16 come first (`HALF_compare`); those of the other dtypes come last.
      let isNumber = try Ufunc.equal.record(elements, elements)
      order = try order.took(isNumber.took(order, axis: 0).argSorted(axis: 0), axis: 0)
    }
  }
  let sorted = try rows.took(order, axis: 0)
  let starts: NDArray
  if count == 0 {
    starts = NDArray.empty([0], .bool)
  } else {
    let changes = try Ufunc.notEqual.record(
      sorted.along(0, Slice(1, nil)), sorted.along(0, Slice(nil, -1))
    ).truth(.any, axes: [1], keepDims: false)
    starts = try NDArray.joined([NDArray([true], shape: [1]), changes], axis: 0)
  }
  let runs = Runs(starts: starts)
  let distinct = try sorted.took(starts.nonzero()[0], axis: 0)
  let shape = [distinct.shape[0]] + moved.shape.dropFirst()
  return UniqueElements(
    values: try distinct.reshaping(shape).movingAxis(0, to: axis),
    indices: try order.masked(starts), inverse: try runs.inverse(order),
    counts: try runs.counts())
}
