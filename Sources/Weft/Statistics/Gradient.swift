// SPDX-License-Identifier: Apache-2.0
// Derivatives by differences, after numpy/lib/_function_base_impl.py.

/// How far apart the values of `gradient` lie along an axis.
public enum GradientSpacing: Sendable {
  /// The same distance everywhere.
  case uniform(Scalar)
  /// The place of each value.
  case places(NDArray)
}

extension GradientSpacing: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .uniform(value.scalar) }
  public init(integerLiteral value: Int) { self = .uniform(value.scalar) }
}

/// The derivatives of `f` along `axes`, all without any: differences of second order inside, of `edgeOrder` (1 or 2) at the ends.
///
/// `spacing` has one entry for all axes, or one for each of them; 1 without any. One array for each axis, of the shape of `f`;
/// integers have derivatives in float64.
public func gradient(
  _ f: NDArray, spacing: [GradientSpacing] = [], axes: [Int]? = nil, edgeOrder: Int = 1
) throws(ArrayError) -> [NDArray] {
  let axes =
    try axes.map { axes throws(ArrayError) in try axisTuple(axes, ndim: f.ndim) }
    ?? Array(0..<f.ndim)
  var steps: [GradientStep] = []
  switch spacing.count {
  case 0: steps = axes.map { _ in .uniform(.scalar(1.0)) }
  case 1 where spacing[0].isSingle:
    let step = try GradientStep(spacing[0], length: 0)
    steps = axes.map { _ in step }
  case axes.count:
    for (axis, spacing) in zip(axes, spacing) {
      steps.append(try GradientStep(spacing, length: f.shape[axis]))
    }
  default: throw ArrayError(.type, "invalid number of arguments")
  }
  guard edgeOrder <= 2 else {
    throw ArrayError(.value, "'edge_order' greater than 2 not supported")
  }
  let values = f.dtype.isInteger ? f.asType(.float64) : f
  let dtype = f.dtype.kind < .float ? DType.float64 : f.dtype
  var result: [NDArray] = []
  for (axis, step) in zip(axes, steps) {
    guard f.shape[axis] >= edgeOrder + 1 else {
      throw ArrayError(
        .value,
        "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are "
          + "required.")
    }
    let lines = GradientLines(values, axis)
    let parts = [
      try lines.first(step, edgeOrder), try lines.inside(step), try lines.last(step, edgeOrder),
    ]
    result.append(try NDArray.joined(parts.map { $0.asType(dtype) }, axis: axis))
  }
  return result
}

extension GradientSpacing {
  fileprivate var isSingle: Bool {
    switch self {
    case .uniform: true
    case .places(let places): places.ndim == 0
    }
  }
}

/// The distance between values: one, a number or a 0-d array, or one for each pair.
private enum GradientStep {
  case uniform(ArrayOperand)
  case varying(NDArray)

  init(_ spacing: GradientSpacing, length: Int) throws(ArrayError) {
    switch spacing {
    case .uniform(let scalar): self = .uniform(.scalar(scalar))
    case .places(let places):
      guard places.ndim > 0 else {
        self = .uniform(.array(places))
        return
      }
      guard places.ndim == 1 else {
        throw ArrayError(.value, "distances must be either scalars or 1d")
      }
      guard places.size == length else {
        throw ArrayError(
          .value, "when 1d, distances must match the length of the corresponding dimension")
      }
      let distances = try diff(places.dtype.isInteger ? places.asType(.float64) : places)
      guard distances.size > 0 else {
        throw ArrayError(.index, "index 0 is out of bounds for axis 0 with size 0")
      }
      let first = try distances.along(0, at: 0)
      let isUniform = try Ufunc.equal.record(distances, first).all().scalar(Bool.self)
      self = isUniform ? .uniform(.array(first)) : .varying(distances)
    }
  }
}

/// The values whose derivative along `axis` is taken.
private struct GradientLines {
  let f: NDArray
  let axis: Int

  init(_ f: NDArray, _ axis: Int) { (self.f, self.axis) = (f, axis) }

  /// One value of each line, along an axis of length 1; negative places count from the end.
  private func value(_ place: Int) throws(ArrayError) -> NDArray {
    try f.along(axis, Slice(place, place == -1 ? nil : place + 1))
  }

  /// a·x + b·y + c·z.
  private func sum(_ terms: [(ArrayOperand, NDArray)]) throws(ArrayError) -> NDArray {
    var sum: NDArray?
    for (factor, value) in terms {
      let term = try Ufunc.multiply.record([factor, .array(value)])
      sum = try sum.map { sum throws(ArrayError) in try Ufunc.add.record(sum, term) } ?? term
    }
    return sum!
  }

  func inside(_ step: GradientStep) throws(ArrayError) -> NDArray {
    let (before, here, after) = (
      try f.along(axis, Slice(nil, -2)), try f.along(axis, Slice(1, -1)),
      try f.along(axis, Slice(2, nil))
    )
    switch step {
    case .uniform(let distance):
      let difference = try Ufunc.subtract.record(after, before)
      return try Ufunc.divide.record([.array(difference), scaled(2, distance)])
    case .varying(let distances):
      let dx1 = try distances.along(0, Slice(nil, -1))
      let dx2 = try distances.along(0, Slice(1, nil))
      var shape = [Int](repeating: 1, count: f.ndim)
      shape[axis] = dx1.size
      let a = try (-dx2 / (dx1 * (dx1 + dx2))).reshaping(shape)
      let b = try ((dx2 - dx1) / (dx1 * dx2)).reshaping(shape)
      let c = try (dx1 / (dx2 * (dx1 + dx2))).reshaping(shape)
      return try sum([(.array(a), before), (.array(b), here), (.array(c), after)])
    }
  }

  func first(_ step: GradientStep, _ order: Int) throws(ArrayError) -> NDArray {
    if order < 2 {
      return try Ufunc.divide.record([
        .array(Ufunc.subtract.record(value(1), value(0))), distance(step, at: 0),
      ])
    }
    let factors: [ArrayOperand]
    switch step {
    case .uniform(let distance):
      factors = [
        try over(-1.5, distance), try over(2, distance), try over(-0.5, distance),
      ]
    case .varying(let distances):
      let (dx1, dx2) = (try distances.along(0, at: 0), try distances.along(0, at: 1))
      factors = [
        .array(-(2.0 * dx1 + dx2) / (dx1 * (dx1 + dx2))), .array((dx1 + dx2) / (dx1 * dx2)),
        .array(-dx1 / (dx2 * (dx1 + dx2))),
      ]
    }
    return try sum([(factors[0], value(0)), (factors[1], value(1)), (factors[2], value(2))])
  }

  func last(_ step: GradientStep, _ order: Int) throws(ArrayError) -> NDArray {
    if order < 2 {
      return try Ufunc.divide.record([
        .array(Ufunc.subtract.record(value(-1), value(-2))), distance(step, at: -1),
      ])
    }
    let factors: [ArrayOperand]
    switch step {
    case .uniform(let distance):
      factors = [try over(0.5, distance), try over(-2, distance), try over(1.5, distance)]
    case .varying(let distances):
      let (dx1, dx2) = (try distances.along(0, at: -2), try distances.along(0, at: -1))
      factors = [
        .array(dx2 / (dx1 * (dx1 + dx2))), .array(-(dx2 + dx1) / (dx1 * dx2)),
        .array((2.0 * dx2 + dx1) / (dx2 * (dx1 + dx2))),
      ]
    }
    return try sum([(factors[0], value(-3)), (factors[1], value(-2)), (factors[2], value(-1))])
  }

  private func distance(_ step: GradientStep, at place: Int) throws(ArrayError) -> ArrayOperand {
    switch step {
    case .uniform(let distance): distance
    case .varying(let distances): .array(try distances.along(0, at: place))
    }
  }

  /// A weak number stays weak.
  private func scaled(_ factor: Double, _ distance: ArrayOperand) throws(ArrayError)
    -> ArrayOperand
  {
    if case .scalar(let scalar) = distance, scalar.isWeak, scalar.parts.1 == 0 {
      return .scalar((factor * scalar.parts.0).scalar)
    }
    return .array(try Ufunc.multiply.record([.scalar(factor.scalar), distance]))
  }

  private func over(_ dividend: Double, _ distance: ArrayOperand) throws(ArrayError)
    -> ArrayOperand
  {
    if case .scalar(let scalar) = distance, scalar.isWeak, scalar.parts.1 == 0 {
      if scalar.parts.0 == 0 { throw ArrayError(.zeroDivision, "float division by zero") }
      return .scalar((dividend / scalar.parts.0).scalar)
    }
    return .array(try Ufunc.divide.record([.scalar(dividend.scalar), distance]))
  }
}
