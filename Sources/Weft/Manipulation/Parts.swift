// SPDX-License-Identifier: Apache-2.0
// Pieces that the functions of this folder share: parts along an axis, results with memory of their own, operands as arrays.

extension NDArray {
  /// Selects along one axis, and the whole of the axes before it.
  static func along(_ axis: Int, _ selection: AxisSelection) -> [AxisSelection] {
    [AxisSelection](repeating: .slice(.all), count: axis) + [selection]
  }

  /// The view from `start` up to `stop` along `axis`, in steps of `step`.
  func part(_ axis: Int, _ start: Int?, _ stop: Int?, by step: Int = 1) throws(ArrayError)
    -> NDArray
  {
    try selecting(NDArray.along(axis, .slice(Slice(start, stop, step))))
  }

  /// The elements at `places`, which are within bounds, along `axis`, as a copy.
  func gathered(_ places: [Int], axis: Int) throws(ArrayError) -> NDArray {
    let places = NDArray(places, shape: [places.count])
    return try selecting(NDArray.along(axis, .array(places)))
  }

  /// The array that NumPy works on along `axis`: all elements in C order without one or without axes.
  func line(along axis: Int?) throws(ArrayError) -> (array: NDArray, axis: Int) {
    let line = axis == nil && ndim != 1 || ndim == 0 ? try reshaping([size]) : self
    return (line, try normalized(axis: axis ?? 0, ndim: line.ndim))
  }

  /// This array, copied if it looks at the value of `source`.
  func apart(from source: NDArray) -> NDArray { node === source.node ? copy() : self }

  /// The only axis of this vector gone through again and again, or cut, to `count` elements.
  func cycled(to count: Int) throws(ArrayError) -> NDArray {
    if size == count { return self }
    if size == 1 { return broadcast(to: [count]) }
    return try gathered((0..<count).map { $0 % size }, axis: 0)
  }

  /// The elements as integers, where NumPy casts them safely to its index type.
  func places() throws(ArrayError) -> [Int] {
    guard dtype.isInteger || dtype == .bool, dtype != .uint64 else {
      throw ArrayError(
        .type,
        "Cannot cast array data from dtype('\(dtype)') to dtype('int64') according to the rule 'safe'"
      )
    }
    return array(of: Int.self)
  }

  /// Changes the elements as a vector in C order.
  mutating func withLine(_ body: (inout NDArray) throws(ArrayError) -> Void) throws(ArrayError) {
    let shape = shape
    var line = try reshaping([size])
    // Nothing else may hold the value, or the change would copy it.
    self = .withoutElements
    defer { self = line.reshaped(shape) }
    try body(&line)
  }

  private static var withoutElements: NDArray { NDArray(dtype: .bool, shape: [0]) { _ in } }
}

extension ArrayOperand: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  public init(integerLiteral value: Int) { self = .scalar(value.scalar) }
  public init(floatLiteral value: Double) { self = .scalar(value.scalar) }
  public init(booleanLiteral value: Bool) { self = .scalar(value.scalar) }
}

extension ArrayOperand {
  /// The operand as an array of its own dtype; a weak integer beyond int64 is uint64.
  package func asArray() throws(ArrayError) -> NDArray {
    switch self {
    case .array(let array): return array
    case .scalar(let scalar):
      let isLarge = scalar.isWeak && !scalar.fits(.int64)
      return try NDArray.filled([], scalar, isLarge ? .uint64 : scalar.dtype)
    }
  }

  /// The operand as elements of `dtype`, as NumPy's `array(x, dtype)` converts them.
  package func asArray(_ dtype: DType) throws(ArrayError) -> NDArray {
    switch self {
    case .array(let array): return array.asType(dtype)
    case .scalar(let scalar):
      return try NDArray.filled([], scalar.stored(in: dtype, isBasic: true), dtype)
    }
  }
}

extension Layout {
  /// The product of lengths; throws NumPy's error for one beyond the address space.
  static func product(_ a: Int, _ b: Int) throws(ArrayError) -> Int {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    if overflows { throw ArrayError(.value, "Maximum allowed size exceeded") }
    return product
  }
}
