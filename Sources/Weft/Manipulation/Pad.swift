// SPDX-License-Identifier: Apache-2.0
// Borders around arrays, as `numpy.pad` fills them.

/// How `padded` fills the borders, with NumPy's names.
public enum PadMode: String, Sendable, CaseIterable {
  case constant, edge
  case linearRamp = "linear_ramp"
  case maximum, mean, median, minimum, reflect, symmetric, wrap, empty

  /// The mode of a name; throws NumPy's error for one that is none.
  public init(named name: String) throws(ArrayError) {
    guard let mode = PadMode(rawValue: name) else {
      throw ArrayError(.value, "mode '\(name)' is not supported")
    }
    self = mode
  }
}

/// How a border reflects: the elements themselves, or twice the edge less the elements.
public enum PadReflection: String, Sendable {
  case even, odd
}

extension NDArray {
  /// The array with a border of `widths` elements before and after along each axis.
  ///
  /// `widths` is one number, a pair for all axes, or a pair for each axis. `constants` fill mode constant, linear ramps lead to
  /// `endValues`, statistics are of `lengths` elements next to the border (all of them without), and `reflection` is for modes
  /// reflect and symmetric; each may be one number, a pair or pairs too.
  public func padded(
    _ widths: NDArray, mode: PadMode = .constant, constants: NDArray = NDArray(0),
    endValues: NDArray = NDArray(0), lengths: NDArray? = nil, reflection: PadReflection = .even
  ) throws(ArrayError) -> NDArray {
    guard widths.dtype.kind == .signed else {
      throw ArrayError(.type, "`pad_width` must be of integral type.")
    }
    let widths = try Padding.counts(widths, ndim)
    var padding = try Padding(self, widths)
    switch mode {
    case .empty: break
    case .constant: try padding.fillConstants(try Padding.pairs(constants, ndim))
    case _ where size == 0:
      for axis in 0..<ndim where shape[axis] == 0 && widths[axis] != [0, 0] {
        throw ArrayError(
          .value,
          "can't extend empty axis \(axis) using modes other than 'constant' or 'empty'")
      }
    case .linearRamp: try padding.fillRamps(try Padding.pairs(endValues, ndim))
    case .maximum, .minimum, .mean, .median:
      let counts = try lengths.map { (array) throws(ArrayError) in
        try Padding.counts(array.dtype.isInteger ? array : rint(array).asType(.int64), ndim)
      }
      try padding.fillStatistics(mode, counts)
    case .reflect, .symmetric:
      if reflection == .even { return try reaching(widths, mode) }
      try padding.fillOdd(includesEdge: mode == .symmetric, shape)
    case .edge, .wrap: return try reaching(widths, mode)
    }
    return padding.array
  }

  /// The borders that repeat elements: every place beyond an axis is one on it.
  private func reaching(_ widths: [[Int]], _ mode: PadMode) throws(ArrayError) -> NDArray {
    var result = self
    for axis in 0..<ndim where widths[axis] != [0, 0] {
      let extent = shape[axis]
      func place(_ position: Int) -> Int {
        let period: Int
        switch mode {
        case .wrap: period = extent
        case .symmetric: period = 2 * extent
        case .reflect where extent > 1: period = 2 * extent - 2
        default: return Swift.min(Swift.max(position, 0), extent - 1)
        }
        let within = (position % period + period) % period
        if within < extent { return within }
        return mode == .symmetric ? period - 1 - within : period - within
      }
      let places = (-widths[axis][0]..<(extent + widths[axis][1])).map(place)
      result = try result.gathered(places, axis: axis)
    }
    return result.apart(from: self)
  }
}

/// An array with borders that are filled axis by axis, later axes over the corners of earlier ones.
struct Padding {
  var array: NDArray
  let widths: [[Int]]

  /// `source` within borders of any values.
  init(_ source: NDArray, _ widths: [[Int]]) throws(ArrayError) {
    var shape = source.shape
    for (axis, pair) in widths.enumerated() { shape[axis] += pair[0] + pair[1] }
    try Layout.check(shape, source.dtype)
    array = .empty(shape, source.dtype)
    self.widths = widths
    let inner = (0..<source.ndim).map { axis in
      AxisSelection.slice(Slice(widths[axis][0], widths[axis][0] + source.shape[axis]))
    }
    try array.assign(.array(source), at: inner + [.ellipsis])
  }

  /// One number, a pair, or pairs as a pair for each of `ndim` axes.
  static func pairs(_ array: NDArray, _ ndim: Int) throws(ArrayError) -> [[Scalar]] {
    if array.ndim < 3 && array.size == 1 {
      let value = array.scalars()[0]
      return Array(repeating: [value, value], count: ndim)
    }
    if array.ndim < 3 && array.size == 2 && array.shape != [2, 1] {
      return Array(repeating: array.scalars(), count: ndim)
    }
    let target = [ndim, 2]
    guard Layout.broadcastShape(array.shape, target) == target else {
      throw ArrayError(
        .value,
        "operands could not be broadcast together with remapped shapes [original->remapped]: "
          + "\(describe(shape: array.shape))  and requested shape \(describe(shape: target))")
    }
    let values = array.broadcast(to: target).scalars()
    return (0..<ndim).map { [values[2 * $0], values[2 * $0 + 1]] }
  }

  /// The same for numbers of elements.
  static func counts(_ array: NDArray, _ ndim: Int) throws(ArrayError) -> [[Int]] {
    let numbers = array.array(of: Int.self)
    if numbers.contains(where: { $0 < 0 }) {
      throw ArrayError(.value, "index can't contain negative values")
    }
    return try pairs(array.asType(.int64), ndim).map { pair in pair.map { Int($0.parts.0) } }
  }

  /// Assigns along `axis` within the borders of later axes, which are filled later.
  private mutating func store(_ value: ArrayOperand, _ axis: Int, _ start: Int, _ stop: Int)
    throws(ArrayError)
  {
    try array.assign(value, at: selections(axis, start, stop))
  }

  private func selections(_ axis: Int, _ start: Int, _ stop: Int, by step: Int = 1)
    -> [AxisSelection]
  {
    var result = NDArray.along(axis, .slice(Slice(start, stop < 0 ? nil : stop, step)))
    for later in (axis + 1)..<Swift.max(array.ndim, axis + 1) {
      let (left, right) = (widths[later][0], widths[later][1])
      result.append(.slice(Slice(left, array.shape[later] - right)))
    }
    return result
  }

  private func chunk(_ axis: Int, _ start: Int, _ stop: Int, by step: Int = 1) throws(ArrayError)
    -> NDArray
  {
    try array.selecting(selections(axis, start, stop, by: step)).copy()
  }

  /// Where the elements along `axis` start and end.
  private func inner(_ axis: Int) -> (start: Int, end: Int) {
    (widths[axis][0], array.shape[axis] - widths[axis][1])
  }

  mutating func fillConstants(_ values: [[Scalar]]) throws(ArrayError) {
    for axis in widths.indices {
      let (start, end) = inner(axis)
      try store(.scalar(values[axis][0]), axis, 0, start)
      try store(.scalar(values[axis][1]), axis, end, array.shape[axis])
    }
  }

  mutating func fillRamps(_ ends: [[Scalar]]) throws(ArrayError) {
    for axis in widths.indices {
      let (start, end) = inner(axis)
      func ramp(_ value: Scalar, _ edge: NDArray, _ count: Int) throws(ArrayError) -> NDArray {
        try NDArray.linspace(
          from: .scalar(value), to: .array(edge.squeezed(axis)), count: count, endpoint: false,
          dtype: array.dtype, axis: axis
        ).samples
      }
      let left = try ramp(ends[axis][0], chunk(axis, start, start + 1), start)
      let right = try ramp(ends[axis][1], chunk(axis, end - 1, end), array.shape[axis] - end)
      try store(.array(left), axis, 0, start)
      try store(.array(right.flipped(axis)), axis, end, array.shape[axis])
    }
  }

  mutating func fillStatistics(_ mode: PadMode, _ lengths: [[Int]]?) throws(ArrayError) {
    for axis in widths.indices {
      let (start, end) = inner(axis)
      let counts = (0...1).map { Swift.min(lengths?[axis][$0] ?? .max, end - start) }
      if counts.contains(0) && (mode == .maximum || mode == .minimum) {
        throw ArrayError(.value, "stat_length of 0 yields no value for padding")
      }
      let left = try statistic(mode, chunk(axis, start, start + counts[0]), axis)
      let right = try statistic(mode, chunk(axis, end - counts[1], end), axis)
      try store(.array(left), axis, 0, start)
      try store(.array(right), axis, end, array.shape[axis])
    }
  }

  private func statistic(_ mode: PadMode, _ part: NDArray, _ axis: Int) throws(ArrayError)
    -> NDArray
  {
    let value: NDArray
    switch mode {
    case .maximum: value = try part.extreme(.maximum, axes: [axis], keepDims: true)
    case .minimum: value = try part.extreme(.minimum, axes: [axis], keepDims: true)
    case .mean: value = try part.average(axes: [axis], keepDims: true, dtype: nil)
    default: value = try Padding.median(part, axis)
    }
    return array.dtype.isInteger && value.dtype.kind >= .float ? rint(value) : value
  }

  /// The mean of the middle one or two of the sorted elements of every lane.
  private static func median(_ part: NDArray, _ axis: Int) throws(ArrayError) -> NDArray {
    let lanes = part.movingAxis(axis, to: -1)
    let count = part.shape[axis]
    let dtype: DType = part.dtype.kind < .float ? .float64 : part.dtype
    if count == 0 { return try part.average(axes: [axis], keepDims: true, dtype: nil) }
    var values = lanes.array(of: Complex128.self)
    let middle = count % 2 == 1 ? [count / 2] : [count / 2 - 1, count / 2]
    var chosen: [Complex128] = []
    for start in stride(from: 0, to: values.count, by: count) {
      let lane = start..<(start + count)
      if let nan = values[lane].first(where: { $0.re.isNaN || $0.im.isNaN }) {
        chosen += middle.map { _ in nan }
        continue
      }
      values[lane].sort { ($0.re, $0.im) < ($1.re, $1.im) }
      chosen += middle.map { values[start + $0] }
    }
    let shape = lanes.shape.dropLast() + [middle.count]
    let picked = NDArray(chosen, shape: Array(shape))
    let real = dtype.isComplex ? picked.asType(dtype) : picked.real.asType(dtype)
    return try real.average(axes: [-1], keepDims: true, dtype: nil).movingAxis(-1, to: axis)
  }

  /// Reflects with twice the edge less the elements, as far as there are elements and borders, again and again.
  mutating func fillOdd(includesEdge: Bool, _ shape: [Int]) throws(ArrayError) {
    for axis in widths.indices {
      let extent = shape[axis]
      var (left, right) = (widths[axis][0], widths[axis][1])
      let whole = array.shape[axis]
      if extent == 1 {
        let (start, end) = inner(axis)
        let edge = try chunk(axis, start, end)
        try store(.array(edge), axis, 0, start)
        try store(.array(edge), axis, end, whole)
        continue
      }
      let shift = includesEdge ? 1 : 0
      while left > 0 || right > 0 {
        // What is filled so far, cut to whole periods.
        var length = whole - right - left
        length =
          includesEdge
          ? length / extent * extent : (length - 1) / (extent - 1) * (extent - 1)
        if left > 0 {
          let count = Swift.min(length, left)
          let mirrored = try chunk(axis, left - shift + count, left - shift, by: -1)
          let edge = try chunk(axis, left, left + 1)
          let value = try Ufunc.subtract.record(
            Ufunc.multiply.record(edge, 2.scalar), mirrored)
          try store(.array(value), axis, left - count, left)
          left -= count
        }
        if right > 0 {
          let count = Swift.min(length, right)
          let start = whole - right + shift - 2
          let mirrored = try chunk(axis, start, start - count, by: -1)
          let edge = try chunk(axis, whole - right - 1, whole - right)
          let value = try Ufunc.subtract.record(
            Ufunc.multiply.record(edge, 2.scalar), mirrored)
          try store(.array(value), axis, whole - right, whole - right + count)
          right -= count
        }
      }
    }
  }
}
