// SPDX-License-Identifier: Apache-2.0
// Updates at places that may come more than once: `np.add.at`.

extension BinaryFunction {
  /// `a[index] = f(a[index], b)` for one place after another, so that a place named twice is updated twice.
  ///
  /// Results are converted to the array's dtype whatever it is, as in NumPy.
  public func at(_ a: inout NDArray, _ index: [AxisSelection], _ b: ArrayOperand)
    throws(ArrayError)
  {
    // The dtypes of the whole decide, not those of single elements.
    let sample = try self(.array(.zeros([1], a.dtype)), b.sample())
    let (places, shape) = try a.flatPlaces(index)
    guard Layout.broadcastShape(b.shape, shape) == shape else {
      throw ArrayError(.value, "array is not broadcastable to correct shape")
    }
    if places.isEmpty { return }
    let values = try b.asArray(sample.dtype).broadcast(to: shape).reshaping([places.count])
    if sample.dtype == a.dtype, let ufunc, let step = DirectUpdate(ufunc) {
      return try a.withLine { line throws(ArrayError) in
        if line.dtype.isInteger { return step.run(&line, places, values) }
        Warnings.watching(ufunc.facts.name) { step.run(&line, places, values) }
      }
    }
    try a.withLine { line throws(ArrayError) in
      for round in Rounds.of(places) {
        let here = NDArray(round.map { places[$0] }, shape: [round.count])
        let these = try values.gathered(round, axis: 0)
        let changed = try self(line.selecting([.array(here)]), these)
        try line.assign(.array(changed.asType(line.dtype)), at: [.array(here)])
      }
    }
  }
}

extension Ufunc {
  /// As `BinaryFunction.at`; functions of one operand take no `b`.
  public func at(_ a: inout NDArray, _ index: [AxisSelection], _ b: ArrayOperand? = nil)
    throws(ArrayError)
  {
    switch (binary, b) {
    case (let binary?, let b?): try binary.at(&a, index, b)
    case (nil, nil) where operandCount == 1:
      let (places, _) = try a.flatPlaces(index)
      let function = self
      _ = try record([.array(.zeros([1], a.dtype))])
      if places.isEmpty { return }
      try a.withLine { line throws(ArrayError) in
        for round in Rounds.of(places) {
          let here = NDArray(round.map { places[$0] }, shape: [round.count])
          let changed = try function.record(line.selecting([.array(here)]))
          try line.assign(.array(changed.asType(line.dtype)), at: [.array(here)])
        }
      }
    case (nil, _):
      throw ArrayError(.value, "second operand provided when ufunc is unary")
    default:
      throw ArrayError(.value, "second operand needed for ufunc")
    }
  }
}

extension NDArray {
  /// The places in C order that `index` selects, and the shape of what is selected.
  fileprivate func flatPlaces(_ index: [AxisSelection]) throws(ArrayError) -> (
    places: [Int], shape: [Int]
  ) {
    let selected = try NDArray.arange(size).reshaping(shape).selecting(index)
    return (selected.array(of: Int.self), selected.shape)
  }
}

extension ArrayOperand {
  /// One element of the same dtype.
  fileprivate func sample() -> ArrayOperand {
    if case .array(let array) = self { .array(.ones([1], array.dtype)) } else { self }
  }
}

/// Updates taken apart into rounds in which every place comes once.
private enum Rounds {
  static func of(_ places: [Int]) -> [[Int]] {
    var counts: [Int: Int] = [:]
    var rounds: [[Int]] = []
    for (index, place) in places.enumerated() {
      let round = counts[place, default: 0]
      counts[place] = round + 1
      if round == rounds.count { rounds.append([]) }
      rounds[round].append(index)
    }
    return rounds
  }
}

/// The common updates as loops over memory, one element after another.
private struct DirectUpdate {
  private enum Kind { case add, subtract, multiply, maximum, minimum }

  private let kind: Kind

  init?(_ ufunc: Ufunc) {
    switch ufunc {
    case .add: kind = .add
    case .subtract: kind = .subtract
    case .multiply: kind = .multiply
    case .maximum: kind = .maximum
    case .minimum: kind = .minimum
    default: return nil
    }
  }

  func run(_ line: inout NDArray, _ places: [Int], _ values: NDArray) {
    switch line.dtype {
    case .bool:
      // Sums of truths are alternatives, products conditions.
      update(&line, places, values, UInt8.self) { x, y in
        kind == .multiply || kind == .minimum ? x & y : x | y
      }
    case .int8: whole(&line, places, values, Int8.self)
    case .uint8: whole(&line, places, values, UInt8.self)
    case .int16: whole(&line, places, values, Int16.self)
    case .uint16: whole(&line, places, values, UInt16.self)
    case .int32: whole(&line, places, values, Int32.self)
    case .uint32: whole(&line, places, values, UInt32.self)
    case .int64: whole(&line, places, values, Int64.self)
    case .uint64: whole(&line, places, values, UInt64.self)
    case .float16: float(&line, places, values, Float16.self)
    case .float32: float(&line, places, values, Float.self)
    case .float64: float(&line, places, values, Double.self)
    case .complex64: complex(&line, places, values, Float.self)
    case .complex128: complex(&line, places, values, Double.self)
    }
  }

  private func whole<T: FixedWidthInteger & BitwiseCopyable>(
    _ line: inout NDArray, _ places: [Int], _ values: NDArray, _ type: T.Type
  ) {
    switch kind {
    case .add: update(&line, places, values, type) { $0 &+ $1 }
    case .subtract: update(&line, places, values, type) { $0 &- $1 }
    case .multiply: update(&line, places, values, type) { $0 &* $1 }
    case .maximum: update(&line, places, values, type) { Swift.max($0, $1) }
    case .minimum: update(&line, places, values, type) { Swift.min($0, $1) }
    }
  }

  private func float<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ line: inout NDArray, _ places: [Int], _ values: NDArray, _ type: T.Type
  ) {
    switch kind {
    case .add: update(&line, places, values, type) { $0 + $1 }
    case .subtract: update(&line, places, values, type) { $0 - $1 }
    case .multiply: update(&line, places, values, type) { $0 * $1 }
    case .maximum: update(&line, places, values, type) { $0 >= $1 || $0.isNaN ? $0 : $1 }
    case .minimum: update(&line, places, values, type) { $0 <= $1 || $0.isNaN ? $0 : $1 }
    }
  }

  private func complex<T: BinaryFloatingPoint & BitwiseCopyable>(
    _ line: inout NDArray, _ places: [Int], _ values: NDArray, _ type: T.Type
  ) {
    typealias Pair = ComplexPair<T>
    switch kind {
    case .add: update(&line, places, values, Pair.self) { Pair($0.re + $1.re, $0.im + $1.im) }
    case .subtract: update(&line, places, values, Pair.self) { Pair($0.re - $1.re, $0.im - $1.im) }
    case .multiply:
      update(&line, places, values, Pair.self) { x, y in
        Pair(x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re)
      }
    case .maximum:
      update(&line, places, values, Pair.self) { x, y in
        x.isNaN || !(x.isLess(y) || y.isNaN) ? x : y
      }
    case .minimum:
      update(&line, places, values, Pair.self) { x, y in
        x.isNaN || !(y.isLess(x) || y.isNaN) ? x : y
      }
    }
  }

  private func update<T: BitwiseCopyable>(
    _ line: inout NDArray, _ places: [Int], _ values: NDArray, _ type: T.Type, _ f: (T, T) -> T
  ) {
    let operand = values.inCOrder()
    let source = Engine.force(operand.node)
    let buffer = Engine.prepareToWrite(&line)
    withExtendedLifetime((source, buffer)) {
      let from = source.address + operand.layout.offset
      let start = buffer.address + line.layout.offset
      let size = MemoryLayout<T>.stride
      for (index, place) in places.enumerated() {
        let target = start + place * size
        let old = target.loadUnaligned(as: type)
        let new = (from + index * size).loadUnaligned(as: type)
        target.storeBytes(of: f(old, new), as: type)
      }
    }
  }
}

/// A complex number with parts of any float type.
private struct ComplexPair<T: BinaryFloatingPoint & BitwiseCopyable>: BitwiseCopyable {
  let re: T
  let im: T

  init(_ re: T, _ im: T) { (self.re, self.im) = (re, im) }

  var isNaN: Bool { re.isNaN || im.isNaN }

  /// NumPy's order: real parts first.
  func isLess(_ other: Self) -> Bool { re < other.re || (re == other.re && im < other.im) }
}
