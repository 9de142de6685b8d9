// SPDX-License-Identifier: Apache-2.0
// Coordinates of grids, and arrays stretched to one another.

extension NDArray {
  /// The arrays stretched to the shape they broadcast to; views.
  public static func broadcastArrays(_ arrays: [NDArray]) throws(ArrayError) -> [NDArray] {
    let shape = try broadcastShapes(arrays.map(\.shape))
    return arrays.map { $0.broadcast(to: shape) }
  }

  /// The shape that all of `shapes` broadcast to.
  public static func broadcastShapes(_ shapes: [[Int]]) throws(ArrayError) -> [Int] {
    for shape in shapes where shape.contains(where: { $0 < 0 }) {
      throw ArrayError(.value, "negative dimensions are not allowed")
    }
    if let shape = Layout.broadcastShape(shapes) { return shape }
    // NumPy names the shape that decided an axis first, and the one that differs from it.
    let rank = shapes.map(\.count).max() ?? 0
    var lengths = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      var decider = 0
      for (index, shape) in shapes.enumerated() {
        let own = axis - (rank - shape.count)
        guard own >= 0, shape[own] != 1, shape[own] != lengths[axis] else { continue }
        if lengths[axis] == 1 {
          (lengths[axis], decider) = (shape[own], index)
        } else {
          throw ArrayError(
            .value,
            "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg "
              + "\(decider) with shape \(text(shape: shapes[decider])) and arg \(index) with shape "
              + "\(text(shape: shape)).")
        }
      }
    }
    return lengths
  }

  /// A shape as Python prints tuples: `(2, 3)`.
  static func text(shape: [Int]) -> String {
    shape.count == 1
      ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
  }

  /// The coordinates of the grid that vectors span, one array each.
  ///
  /// `indexing` "xy" exchanges the first two axes of the grid, "ij" does not; `sparse` leaves the other axes at length 1;
  /// without `copy` the results are views that repeat elements.
  public static func meshgrid(
    _ vectors: [NDArray], indexing: String = "xy", sparse: Bool = false, copy: Bool = true
  ) throws(ArrayError) -> [NDArray] {
    guard indexing == "xy" || indexing == "ij" else {
      throw ArrayError(.value, "Valid values for `indexing` are 'xy' and 'ij'.")
    }
    let count = vectors.count
    var grids: [NDArray] = []
    for (index, vector) in vectors.enumerated() {
      let isSwapped = indexing == "xy" && count > 1 && index < 2
      grids.append(
        try vector.reshaping(lifted(vector.size, at: isSwapped ? 1 - index : index, of: count)))
    }
    if !sparse { grids = try broadcastArrays(grids) }
    return copy ? grids.map { $0.copy() } : grids
  }

  /// Ones, but `extent` at `axis`.
  private static func lifted(_ extent: Int, at axis: Int, of count: Int) -> [Int] {
    var shape = [Int](repeating: 1, count: count)
    shape[axis] = extent
    return shape
  }

  /// The index of every element of an array of `shape` along each axis: axis 0 of the result says which.
  public static func indices(_ shape: [Int], _ dtype: DType = .int64) throws(ArrayError) -> NDArray
  {
    try Layout.check([shape.count] + shape, dtype)
    var result = NDArray.empty([shape.count] + shape, dtype)
    for (axis, grid) in try sparseIndices(shape, dtype).enumerated() {
      try result.assign(.array(grid), at: [.integer(axis)])
    }
    return result
  }

  /// The indices along each axis of an array of `shape`, each with length 1 along the other axes.
  public static func sparseIndices(_ shape: [Int], _ dtype: DType = .int64) throws(ArrayError)
    -> [NDArray]
  {
    try Layout.check(shape, dtype, isView: true)
    var result: [NDArray] = []
    for (axis, extent) in shape.enumerated() {
      if dtype == .bool && extent > 2 {
        throw ArrayError(
          .type, "arange() is only supported for booleans when the result has at most length 2.")
      }
      result.append(
        try NDArray.arange(extent, dtype).reshaping(lifted(extent, at: axis, of: shape.count)))
    }
    return result
  }

  /// What `function` makes of the indices along each axis of an array of `shape`.
  public static func fromFunction(
    _ shape: [Int], _ dtype: DType = .float64, _ function: ([NDArray]) throws -> NDArray
  ) throws -> NDArray {
    let grids = try indices(shape, dtype)
    var arguments: [NDArray] = []
    for axis in shape.indices { arguments.append(try grids.selecting([.integer(axis)])) }
    return try function(arguments)
  }

  /// Index arrays that select the cross product of vectors of places, or masks: NumPy's `ix_`.
  public static func openMesh(_ vectors: [NDArray]) throws(ArrayError) -> [NDArray] {
    var result: [NDArray] = []
    for (axis, vector) in vectors.enumerated() {
      guard vector.ndim == 1 else {
        throw ArrayError(.value, "Cross index must be 1 dimensional")
      }
      let places = vector.dtype == .bool ? vector.nonzero()[0] : vector
      result.append(try places.reshaping(lifted(places.size, at: axis, of: vectors.count)))
    }
    return result
  }
}

// MARK: Grids of numbers

/// One axis of a grid of numbers, as `start:stop:step` between the brackets of NumPy's `mgrid`.
public struct GridAxis: Sendable {
  private enum Steps: Sendable {
    case by(Double)
    case count(Double)
  }

  private let start: Double
  private let stop: Double
  private let steps: Steps
  /// True if all numbers were integers, and so the results are.
  let isInteger: Bool

  /// Integers from `start` up to `stop`, which is left out.
  public init(_ start: Int, _ stop: Int, by step: Int = 1) {
    (self.start, self.stop, steps) = (Double(start), Double(stop), .by(Double(step)))
    isInteger = true
  }

  /// Integers from 0 up to `stop`, which is left out.
  public init(_ stop: Int) { self.init(0, stop) }

  /// Numbers from `start` up to `stop`, which is left out.
  @_disfavoredOverload
  public init(_ start: Double, _ stop: Double, by step: Double = 1) {
    (self.start, self.stop, steps) = (start, stop, .by(step))
    isInteger = false
  }

  /// `count` numbers from `start` to `stop`, which is the last: a complex step in NumPy, whose magnitude counts.
  public init(_ start: Double, _ stop: Double, count: Double) {
    (self.start, self.stop, steps) = (start, stop, .count(Swift.abs(count)))
    isInteger = false
  }

  /// The number of numbers.
  func count() throws(ArrayError) -> Int {
    switch steps {
    case .count(let count): return Int(count)
    case .by(let step):
      if step == 0 {
        throw ArrayError(.zeroDivision, isInteger ? "division by zero" : "float division by zero")
      }
      let count = ((stop - start) / step).rounded(.up)
      guard count.magnitude < 0x1p62 else {
        throw ArrayError(.value, "Maximum allowed size exceeded")
      }
      return Int(count)
    }
  }

  /// The numbers from the indices `places`, in their dtype.
  func numbers(_ places: NDArray) throws(ArrayError) -> NDArray {
    let step: Double
    switch steps {
    case .by(let width): step = width
    case .count(let count):
      step = Int(count) == 1 ? 1 : (stop - start) / Double(Int(count) - 1)
    }
    if isInteger {
      let product = try Ufunc.multiply.record(places, Int(step).scalar)
      return try Ufunc.add.record(product, Int(start).scalar)
    }
    return try Ufunc.add.record(Ufunc.multiply.record(places, step.scalar), start.scalar)
  }
}

extension NDArray {
  /// The coordinates of a grid of numbers, axis 0 saying which; float64 unless all numbers are integers.
  public static func mgrid(_ axes: [GridAxis]) throws(ArrayError) -> NDArray {
    for axis in axes where try axis.count() < 0 {
      throw ArrayError(.value, "negative dimensions are not allowed")
    }
    let parts = try ogrid(axes)
    let shape = parts.indices.map { parts[$0].shape[$0] }
    let dtype: DType = axes.allSatisfy(\.isInteger) ? .int64 : .float64
    try Layout.check([shape.count] + shape, dtype)
    var result = NDArray.empty([shape.count] + shape, dtype)
    for (axis, part) in parts.enumerated() {
      try result.assign(.array(part), at: [.integer(axis)])
    }
    return result
  }

  /// The coordinates of a grid of numbers along each axis, with length 1 along the other axes.
  public static func ogrid(_ axes: [GridAxis]) throws(ArrayError) -> [NDArray] {
    let dtype: DType = axes.allSatisfy(\.isInteger) ? .int64 : .float64
    var shape: [Int] = []
    for axis in axes { shape.append(Swift.max(try axis.count(), 0)) }
    var result: [NDArray] = []
    for (axis, places) in zip(axes, try sparseIndices(shape, dtype)) {
      result.append(try axis.numbers(places))
    }
    return result
  }

  /// The numbers of one axis: `np.mgrid[start:stop:step]` without a comma.
  public static func mgrid(_ axis: GridAxis) throws(ArrayError) -> NDArray {
    try ogrid([axis])[0]
  }
}
