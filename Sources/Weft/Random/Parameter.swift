// SPDX-License-Identifier: Apache-2.0
// Parameters of distributions: numbers, or arrays that are broadcast.

/// What can stand for a parameter of a distribution: a number, a list of numbers or an array.
public protocol DistributionParameter {
  var parameter: Parameter { get }
}

/// A parameter of a distribution.
public struct Parameter: DistributionParameter, Sendable {
  enum Value: Sendable {
    case real(Double)
    case whole(Int128)
    case array(NDArray)
  }

  let value: Value

  public var parameter: Parameter { self }
}

extension Double: DistributionParameter {
  public var parameter: Parameter { Parameter(value: .real(self)) }
}

extension Int: DistributionParameter {
  public var parameter: Parameter { Parameter(value: .whole(Int128(self))) }
}

/// Wide enough for the end of a range of any integer dtype.
extension Int128: DistributionParameter {
  public var parameter: Parameter { Parameter(value: .whole(self)) }
}

/// An array without axes is a number.
extension NDArray: DistributionParameter {
  public var parameter: Parameter { Parameter(value: .array(self)) }
}

extension Array: DistributionParameter where Element: ArrayElement {
  public var parameter: Parameter {
    Parameter(value: .array(NDArray(self, shape: [count])))
  }
}

/// One value of a parameter, a float64 or an int64.
struct Cell {
  var bits: UInt64

  init(_ real: Double) { bits = real.bitPattern }
  init(_ whole: Int) { bits = UInt64(bitPattern: Int64(whole)) }

  @inline(__always) var real: Double { Double(bitPattern: bits) }
  @inline(__always) var whole: Int { Int(bitPattern: UInt(bits)) }
}

/// The values of a parameter in C order.
struct ParameterValues {
  let shape: [Int]
  let cells: [Cell]
  /// What the cells hold.
  let isWhole: Bool

  var isScalar: Bool { shape.isEmpty }

  init(_ value: Double) { (shape, cells, isWhole) = ([], [Cell(value)], false) }

  /// Throws NumPy's errors for arrays that do not convert safely and numbers that do not convert at all.
  init(_ parameter: Parameter, isWhole: Bool) throws(ArrayError) {
    self.isWhole = isWhole
    switch parameter.value {
    case .real(let number):
      shape = []
      cells = [isWhole ? Cell(try number.truncatedAsPython()) : Cell(number)]
    case .whole(let number):
      shape = []
      if !isWhole {
        cells = [Cell(Double(number))]
      } else if let fitting = Int(exactly: number) {
        cells = [Cell(fitting)]
      } else {
        throw ArrayError(.overflow, "Python int too large to convert to C long")
      }
    case .array(let array):
      shape = array.shape
      let converted = try array.asType(isWhole ? .int64 : .float64, casting: .safe)
      cells =
        isWhole
        ? converted.withUnsafeBuffer(of: Int.self) { $0.map { Cell($0) } }
        : converted.withUnsafeBuffer(of: Double.self) { $0.map { Cell($0) } }
    }
  }
}

extension Double {
  /// Python's `int(x)`, for results of 64 bits.
  func truncatedAsPython() throws(ArrayError) -> Int {
    if isNaN { throw ArrayError(.value, "cannot convert float NaN to integer") }
    if isInfinite { throw ArrayError(.overflow, "cannot convert float infinity to integer") }
    guard let whole = Int(exactly: rounded(.towardZero)) else {
      throw ArrayError(.overflow, "Python int too large to convert to C long")
    }
    return whole
  }
}

/// Walks cells of several parameters as they are broadcast to one shape, in C order.
struct BroadcastWalk {
  private let shape: [Int]
  /// Cells from one element to the next, for each parameter and axis.
  private let strides: [[Int]]
  private var index: [Int]
  /// Where each parameter's current cell is.
  private(set) var places: [Int]

  init(_ shape: [Int], _ operands: [[Int]]) {
    self.shape = shape
    strides = operands.map { operand in
      let own = Layout.strides(of: operand, itemSize: 1)
      let missing = shape.count - operand.count
      return shape.indices.map {
        $0 < missing || operand[$0 - missing] == 1 ? 0 : own[$0 - missing]
      }
    }
    index = shape.map { _ in 0 }
    places = operands.map { _ in 0 }
  }

  /// Goes to the next element.
  mutating func advance() {
    var axis = shape.count - 1
    while axis >= 0 {
      index[axis] += 1
      for operand in places.indices { places[operand] += strides[operand][axis] }
      if index[axis] < shape[axis] { return }
      for operand in places.indices { places[operand] -= strides[operand][axis] * shape[axis] }
      index[axis] = 0
      axis -= 1
    }
  }

  /// The shape that all `shapes` broadcast to; throws the error of NumPy's `broadcast`, which numbers the arguments.
  static func shape(_ shapes: [[Int]]) throws(ArrayError) -> [Int] {
    let count = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: count)
    for axis in 0..<count {
      var source = 0
      for (operand, shape) in shapes.enumerated() {
        let own = axis + shape.count - count
        guard own >= 0, shape[own] != 1 else { continue }
        if result[axis] == 1 {
          result[axis] = shape[own]
          source = operand
        } else if result[axis] != shape[own] {
          throw ArrayError(
            .value,
            "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between "
              + "arg \(source) with shape \(tuple(shapes[source])) and "
              + "arg \(operand) with shape \(tuple(shape)).")
        }
      }
    }
    return result
  }

  /// The shape of a result: `size`, to which the parameters must broadcast, or what they broadcast to.
  static func resultShape(_ operands: [[Int]], size: [Int]?) throws(ArrayError) -> [Int] {
    guard let size else { return try shape(operands) }
    let all = try shape([size] + operands)
    if all != size { throw incompatible(size, all) }
    return size
  }

  /// A shape as Python writes a tuple.
  private static func tuple(_ shape: [Int]) -> String {
    "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }

  /// The error for a size that parameters of the shape `all` do not broadcast to.
  static func incompatible(_ size: [Int], _ all: [Int]) -> ArrayError {
    return ArrayError(
      .value,
      "Output size \(tuple(size)) is not compatible with broadcast dimensions of inputs "
        + "\(tuple(all)).")
  }

  /// The error of an operator whose operands' shapes do not broadcast, or the shape they broadcast to.
  static func operatorShape(_ a: [Int], _ b: [Int]) throws(ArrayError) -> [Int] {
    if let shape = Layout.broadcastShape(a, b) { return shape }
    throw ArrayError(
      .value,
      "operands could not be broadcast together with shapes \(describe(shape: a)) "
        + "\(describe(shape: b)) ")
  }
}

extension ParameterValues {
  /// `body` of the elements of two parameters that are broadcast, as NumPy's operators do.
  static func zip(
    _ a: ParameterValues, _ b: ParameterValues, _ body: (Cell, Cell) -> Cell
  ) throws(ArrayError) -> ParameterValues {
    let shape = try BroadcastWalk.operatorShape(a.shape, b.shape)
    let count = shape.reduce(1, *)
    var walk = BroadcastWalk(shape, [a.shape, b.shape])
    var cells: [Cell] = []
    cells.reserveCapacity(count)
    for _ in 0..<count {
      cells.append(body(a.cells[walk.places[0]], b.cells[walk.places[1]]))
      walk.advance()
    }
    return ParameterValues(shape: shape, cells: cells, isWhole: a.isWhole)
  }

  private init(shape: [Int], cells: [Cell], isWhole: Bool) {
    (self.shape, self.cells, self.isWhole) = (shape, cells, isWhole)
  }
}
